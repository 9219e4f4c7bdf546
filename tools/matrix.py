"""Replay lessons in other environments, and write what came of it.

    python -m tools.matrix [--lesson 01 ...] [--row "one thread" ...]

Each row is one environment: variables, a line of helpers/backend.py, a place,
or a command around it. The lessons run there in a copy of the project, in
fresh kernels, and their outputs are compared with the saved ones: to the
byte, then with the tolerance of the tests. What ran goes to the table in
docs/reproducibility.csv, and the page beside it is made of all that is there.
"""

import argparse
import csv
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

from tools.compare import differences
from tools.execute import execute
from tools.notebooks import (
    ROOT,
    LessonError,
    choose,
    code_cells,
    command,
    normal_form,
    read,
    write,
)

TABLE, PAGE = (ROOT / f"docs/reproducibility.{end}" for end in ("csv", "md"))
DEFAULT = ["01", "02", "03", "04", "05"]
COLUMNS = ["environment", "lesson", "result", "machine"]


@dataclass
class Row:
    """One environment, or why it was not tried here."""

    name: str
    variables: dict[str, str] = field(default_factory=dict)
    edit: tuple[str, str] = ("", "")  # in helpers/backend.py
    place: str = "lessons"
    around: tuple[str, ...] = ()
    read_only: bool = False
    instead: str = ""


ONE_DNN = ('"TF_ENABLE_ONEDNN_OPTS": "0"', '"TF_ENABLE_ONEDNN_OPTS": "1"')
WIDE = ('    "ONEDNN_MAX_CPU_ISA": "AVX2",', "")
NARROW = {
    "GLIBC_TUNABLES": "glibc.cpu.hwcaps=-AVX512F,-AVX2,-FMA",
    "NPY_DISABLE_CPU_FEATURES": "AVX2 FMA3 AVX512F AVX512_SKX",
}
ROWS = [
    Row("as shipped: one thread, without oneDNN"),
    Row("two threads", edit=("threads: int = 1", "threads: int = 2")),
    Row("oneDNN on", edit=ONE_DNN),
    Row("oneDNN may use all instructions", edit=WIDE),
    Row("glibc and NumPy without AVX2, FMA, AVX-512", NARROW),
    Row("LANG=C", {"LC_ALL": "C", "LANG": "C"}),
    Row("LC_ALL=de_DE.UTF-8", {"LC_ALL": "de_DE.UTF-8"}),
    Row("TZ=Asia/Kathmandu", {"TZ": "Asia/Kathmandu"}),
    Row("a path with blanks and umlauts", place="größere Übung 1"),
    Row("read-only files", read_only=True),
    Row("no network", around=("unshare", "--net")),
    Row("2 GB of memory (data)", around=("prlimit", "--data=2147483648")),
    Row("Keras on JAX", {"KERAS_BACKEND": "jax"}),
    Row("Python 3.12, 3.13", instead="needs another set-up"),
    Row("tensorflow in place of tensorflow-cpu", instead="needs a set-up"),
    Row("tensorflow 2.20, keras 3.13", instead="needs another set-up"),
    Row("oldest and newest releases", instead="weekly.yml tries them"),
    Row("an older processor, emulated", instead="needs qemu-user"),
]


def compared(path: Path) -> str:
    """Replay a lesson where this process is, and say what came of it."""
    saved = read(path)
    nb = normal_form(saved)
    try:
        execute(nb, path)
    except (LessonError, OSError) as error:
        return f"cannot: {str(error).splitlines()[0][:120]}"
    pairs = [
        (number, one.outputs, other.outputs)
        for number, (one, other) in enumerate(
            zip(code_cells(saved), code_cells(nb), strict=True), 1
        )
    ]
    for exact, else_ in ((True, "equal"), (False, "within the tolerance")):
        far = [n for n, *two in pairs if differences(*two, exact=exact)]
        if not far:
            return else_
    return f"differs: {len(far)} of {len(pairs)} code cells, first {far[0]}"


def replay(row: Row, names: list[str]) -> dict[str, str]:
    """Return what came of each lesson in the environment of a row."""
    with tempfile.TemporaryDirectory(prefix="matrix-") as folder:
        root = Path(folder) / row.place
        tracked = ["git", "ls-files", "-cz", "--", ":!docs/images"]
        for name in subprocess.check_output(tracked, cwd=ROOT).split(b"\0"):
            source = ROOT / name.decode()
            if name and source.is_file():
                target = root / name.decode()
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(source, target)
        backend = root / "helpers/backend.py"
        text = backend.read_text("utf-8")
        assert row.edit[0] in text
        backend.write_text(text.replace(*row.edit), "utf-8")
        python = [sys.executable, "-B", "-m", "tools.matrix", "--here"]
        around = list(row.around)
        if row.read_only:  # root may write anywhere, but not as another
            for path in [root, *root.rglob("*")]:
                path.chmod(0o555 if path.is_dir() else 0o444)
            Path(folder).chmod(0o755)
            around = ["setpriv", "--reuid=4001", "--clear-groups"]
        done = subprocess.run(
            [*around, *python, *names],
            cwd=root,
            env=os.environ
            | {"PYTHONPATH": str(root), "HOME": folder}
            | row.variables,
            capture_output=True,
            text=True,
        )
        if row.read_only:
            for path in [root, *root.rglob("*")]:
                path.chmod(0o755)
    try:
        return json.loads(done.stdout.splitlines()[-1])
    except (IndexError, ValueError):
        said = (done.stderr.strip().splitlines() or ["no word"])[-1]
        return dict.fromkeys(names, f"cannot: {said[:120]}")


def machine() -> str:
    """Name what counts of this machine."""
    cpu = next(
        (
            line.partition(": ")[2].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if line.startswith("model name")
        ),
        platform.machine(),
    )
    wheels = ("tensorflow-cpu", "keras", "numpy", "jax")
    named = ", ".join(f"{one} {version(one)}" for one in wheels)
    return f"{cpu}, Python {platform.python_version()}, {named}"


def page(found: list[dict[str, str]]) -> str:
    """Return the page that shows the table."""
    lessons = sorted({row["lesson"] for row in found})
    by = {(r["environment"], r["lesson"]): r["result"] for r in found}
    lines = [
        "# Where the lessons print the same\n",
        "Written by `make matrix`: each lesson was replayed in each "
        "environment, and its outputs compared with those that are saved. "
        '"Equal" is to the byte, figures included; the tolerance is that of '
        "the tests. What was not tried says so.\n",
        *(f"On {name}.\n" for name in sorted({r["machine"] for r in found})),
        f"| environment | {' | '.join(lessons)} |",
        f"|---|{'---|' * len(lessons)}",
    ]
    for row in ROWS:
        why = f"not run: {row.instead}" if row.instead else "not run"
        cells = [by.get((row.name, one), why) for one in lessons]
        lines.append(f"| {row.name} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


@command("Stopped; what had run is kept.")
def main(arguments: list[str] | None = None) -> int:
    """Run the command line; return the exit code."""
    parser = argparse.ArgumentParser(prog="make matrix", description=__doc__)
    parser.add_argument("--lesson", action="append", help="such as 03")
    parser.add_argument("--row", action="append", help="an environment")
    parser.add_argument("--here", nargs="+", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.here:
        chosen = choose(options.here, ROOT / "notebooks")
        print(json.dumps({p.stem[:2]: compared(p) for p in chosen}))
        return 0
    found = []
    if TABLE.exists():
        with TABLE.open(encoding="utf-8") as file:
            found = list(csv.DictReader(file))
    for row in ROWS:
        if row.instead or row.name not in (options.row or [row.name]):
            continue
        results = replay(row, options.lesson or DEFAULT)
        for lesson, result in results.items():
            print(f"{row.name} · {lesson} · {result}", flush=True)
            new = dict(
                zip(
                    COLUMNS, (row.name, lesson, result, machine()), strict=True
                )
            )
            same = [new["environment"], new["lesson"]]
            found = [r for r in found if [*r.values()][:2] != same] + [new]
        lines = [COLUMNS, *([*row.values()] for row in found)]
        text = "\n".join(",".join(f'"{c}"' for c in line) for line in lines)
        write(TABLE, f"{text}\n")
        write(PAGE, page(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
