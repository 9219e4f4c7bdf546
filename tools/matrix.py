"""Replay lessons in other environments, and write what came of it.

    python -m tools.matrix [--lesson 01 ...] [--row "two threads" ...]
        [--times 30]

Each row is one environment: variables, a line of helpers/backend.py, a place,
a command around it, or another Python with other packages, for which uv makes
build/matrix/. The lessons run there in a copy of the project, in fresh
kernels, and their outputs are compared with the saved ones: to the byte, then
with the tolerance of the tests. After each lesson docs/reproducibility.csv
and the page beside it are written anew, with what stood there of others.
"""

import argparse
import csv
import io
import json
import os
import platform
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from itertools import product
from pathlib import Path

from tools.compare import differences
from tools.environments import AGAIN, BOUND, ROWS, Row
from tools.execute import execute
from tools.notebooks import (
    BUILD,
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
COLUMNS = ["environment", "lesson", "result", "machine"]
KERNEL = "MATRIX_KERNEL"  # the variable that names a kernel's program


def compared(path: Path) -> str:
    """Replay a lesson where this process is, and say what came of it."""
    saved = read(path)
    nb = normal_form(saved)
    try:
        execute(nb, path)
    except (LessonError, OSError) as error:
        return f"cannot: {str(error).splitlines()[0][:160]}"
    pairs = [
        (number, one.outputs, other.outputs)
        for number, (one, other) in enumerate(
            zip(code_cells(saved), code_cells(nb), strict=True), 1
        )
    ]
    far = [n for n, *two in pairs if differences(*two, exact=True)]
    if not far:
        return "equal"
    cells = f"{len(far)} of {len(pairs)} code cells, first {far[0]}"
    told = {
        number: "\n".join(differences(*two, exact=False))
        for number, *two in pairs
    }
    told = {number: said for number, said in told.items() if said}
    if not told:
        return f"within the tolerance: {cells} not to the byte"
    kinds = Counter(map(kind, told.values()))
    said = ", ".join(f"{n} in {what}" for what, n in sorted(kinds.items()))
    first = next(iter(told))
    pair = re.search(r"\((\S+) and (\S+): a number", "\n".join(told.values()))
    return (
        f"differs: {len(told)} of {len(pairs)} code cells, first {first} "
        f"({said}{'; ' + ' became '.join(pair.groups()) if pair else ''})"
    )


def kind(said: str) -> str:
    """Name what differs, as `differences` tells it."""
    if "a number may differ" in said:
        return "numbers"
    return "figures" if "figure" in said.splitlines()[0] else "text"


def replay(row: Row, lesson: str) -> tuple[str, str]:
    """Return what came of a lesson in a row, and on which machine."""
    with tempfile.TemporaryDirectory(prefix="matrix-") as folder:
        root = Path(folder) / row.place
        copy_project(root, row.edit)
        own = {
            "PYTHONPATH": str(root),
            "HOME": folder,
            "MPLCONFIGDIR": str(BUILD / "matrix"),  # or it looks for fonts
        } | row.variables
        try:
            python = interpreter(row) if row.wheels else sys.executable
        except (OSError, subprocess.CalledProcessError):
            said = f"uv made none with Python {row.python} and its packages"
            return f"cannot: {said}", machine()
        if row.kernel:
            own[KERNEL] = f"{folder}/python"
            path = Path(own[KERNEL])
            around = shlex.join([*row.kernel, python])
            path.write_text(f'#!/bin/sh\nexec {around} "$@"\n')
            path.chmod(0o755)
        around = list(row.around)
        if row.read_only:
            for path in [*root.rglob("*"), root]:
                path.chmod(0o555 if path.is_dir() else 0o444)
            around += BOUND if os.geteuid() == 0 else ()
        try:
            done = subprocess.run(
                [
                    *around,
                    python,
                    "-B",
                    "-m",
                    "tools.matrix",
                    "--here",
                    lesson,
                ],
                cwd=root,
                env=os.environ | own,
                capture_output=True,
                text=True,
            )
        except OSError as error:
            return f"cannot: {error}", machine()
        if row.read_only:
            for path in [root, *root.rglob("*")]:
                path.chmod(0o755)
    try:
        result, where = json.loads(done.stdout.splitlines()[-1])
        return result, where
    except (IndexError, ValueError):
        said = (done.stderr.strip().splitlines() or ["no word"])[-1]
        return f"cannot: {said[:160]}", machine()


def copy_project(root: Path, edit: tuple[str, str]) -> None:
    """Copy what a lesson needs, with another line in helpers/backend.py."""
    tracked = ["git", "ls-files", "-cz", "--", ":!docs/images"]
    for name in subprocess.check_output(tracked, cwd=ROOT).split(b"\0"):
        source = ROOT / name.decode()
        if name and source.is_file():
            target = root / name.decode()
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, target)
    backend = root / "helpers/backend.py"
    text = backend.read_text("utf-8")
    assert edit[0] in text
    backend.write_text(text.replace(*edit), "utf-8")


def interpreter(row: Row) -> str:
    """Return the Python of a row; make its environment if it is not there."""
    home = BUILD / "matrix" / re.sub(r"\W+", "-", row.name)
    python = home / "bin/python"
    if not (home / "ready").exists():
        uv = next(iter(BUILD.glob("uv/*/bin/uv")), "uv")
        env = os.environ | {"UV_CACHE_DIR": str(BUILD / "uv/cache")}
        for step in (
            ["venv", "--clear", "--python", row.python, home],
            ["pip", "install", "--python", python, *row.wheels],
        ):
            subprocess.run([uv, *step], cwd=ROOT, env=env, check=True)
        (home / "ready").touch()
    return str(python)


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
    named = [f"Python {platform.python_version()}"]
    for one in ("tensorflow-cpu", "tensorflow", "keras", "numpy", "jax"):
        with suppress(PackageNotFoundError):
            named.append(f"{one} {version(one)}")
    return f"{cpu}, {', '.join(named)}"


def page(found: list[dict[str, str]]) -> str:
    """Return the page that shows the table."""
    lessons = sorted({row["lesson"] for row in found})
    by = {(r["environment"], r["lesson"]): r["result"] for r in found}
    lines = [
        "# Where the lessons print the same\n",
        "Written by `make matrix`: each lesson was replayed in each "
        "environment, and its outputs compared with those that are saved. "
        "*Equal* is to the byte, figures included; *near* is within the "
        "tolerance of the tests; — was not run.\n",
        f"| environment | {' | '.join(lessons)} |",
        f"|---|{'---|' * len(lessons)}",
    ]
    for row in ROWS:
        said = [short(by.get((row.name, one), "—")) for one in lessons]
        lines.append(f"| {row.name} | {' | '.join(said)} |")
    lines += ["\n## What was not equal\n"]
    for row in ROWS:
        told: dict[str, list[str]] = {}
        for one in lessons:
            absent = "not run" if row.why else "equal"
            result = by.get((row.name, one), absent)
            # The lesson's own name would hide that all say the same.
            if not result.startswith("equal"):
                told.setdefault(
                    re.sub(r"\d\d_\w+\.ipynb, ", "", result), []
                ).append(one)
        if told:
            why = f" Why: {row.why}." if row.why else ""
            lines.append(f"- **{row.name}**.{why}")
            lines += [
                f"    - {', '.join(n)}: {said}" for said, n in told.items()
            ]
    lines += [
        "\n## How to repeat it\n",
        "`make matrix ARGS='--row \"two threads\" --lesson 03'` replays one; "
        "without `--lesson` it takes all, without `--row` all but the second "
        "and the emulated ones; `--times 30` repeats it. By hand:\n",
        "| environment | what is other |",
        "|---|---|",
        *(f"| {row.name} | {row.how()} |" for row in ROWS),
        "\n## On which machine\n",
        *(f"- {name}" for name in sorted({r["machine"] for r in found})),
    ]
    return "\n".join(lines) + "\n"


def short(result: str) -> str:
    """Return what the table of the page says of a result."""
    if result.startswith("equal: "):
        return result.removeprefix("equal: ")  # how often
    first = re.split("[: ]", result)[0]
    return "near" if first == "within" else first


def table(found: list[dict[str, str]]) -> str:
    """Return the text of the table."""
    text = io.StringIO()
    rows = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n")
    rows.writerows([COLUMNS, *([*row.values()] for row in found)])
    return text.getvalue()


@command("Stopped; what had run is kept.")
def main(arguments: list[str] | None = None) -> int:
    """Run the command line; return the exit code."""
    parser = argparse.ArgumentParser(prog="make matrix", description=__doc__)
    parser.add_argument("--lesson", action="append", help="such as 03")
    parser.add_argument("--row", action="append", help="an environment")
    parser.add_argument("--times", type=int, default=1, help="such as 30")
    parser.add_argument("--here", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.here:
        sys.executable = os.environ.get(KERNEL, sys.executable)
        (path,) = choose([options.here], ROOT / "notebooks")
        print(json.dumps([compared(path), machine()]))
        return 0
    unknown = {*(options.row or ())} - {row.name for row in ROWS}
    if unknown:
        raise LessonError(
            f"There is no row {min(unknown)!r}; docs/reproducibility.md has "
            "them."
        )
    # An emulated processor takes minutes, so it waits to be named, as does
    # what is only repeated.
    default = {row.name for row in ROWS if not row.kernel} - {AGAIN}
    rows = [row for row in ROWS if row.name in (options.row or default)]
    chosen = choose(options.lesson or [], ROOT / "notebooks")
    for _, path, row in product(range(options.times), chosen, rows):
        result, where = replay(row, path.name[:2])
        write_down(row.name, path.name[:2], result, where)
    return 0


def write_down(row: str, lesson: str, result: str, where: str) -> None:
    """Put one result into the table and on the page."""
    names = [one.name for one in ROWS]
    found = {}
    if TABLE.exists():
        with TABLE.open(encoding="utf-8") as file:
            for one in csv.DictReader(file):
                found[one["environment"], one["lesson"]] = one
    if row == AGAIN and result == "equal":
        before = found.get((row, lesson), {"result": "equal: 0 times"})
        result = before["result"]  # once other, it stays on record
        if result.startswith("equal"):
            result = f"equal: {int(result.split()[1]) + 1} times"
    print(f"{row} · {lesson} · {result}", flush=True)
    new = dict(zip(COLUMNS, [row, lesson, result, where], strict=True))
    found[row, lesson] = new
    kept = [one for key, one in found.items() if key[0] in names]
    kept.sort(key=lambda r: (names.index(r["environment"]), r["lesson"]))
    write(TABLE, table(kept))
    write(PAGE, page(kept))


if __name__ == "__main__":
    sys.exit(main())
