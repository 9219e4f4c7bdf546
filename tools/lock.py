"""Make the locks and environment.yml, or check that they resolve everywhere.

    python -m tools.lock [ARGUMENTS FOR uv]   # --upgrade-package NAME
    python -m tools.lock --check
    python -m tools.lock --environment        # from the locks as they are

requirements.lock holds everything; requirements-learner.lock is resolved
with it as a constraint, so that no version can differ. In environment.yml
conda and Binder get `python` and `pip` from conda, and from pip as exact
pins the learner's part, and nbval with what it needs, so that the lessons
can be checked there, too. For maintainers: all but `--environment` needs the
network.
"""

import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

from packaging.markers import Marker
from packaging.utils import canonicalize_name

from tools import copies, in_venv
from tools.notebooks import command
from tools.set_up import SetUp

ROOT = Path(in_venv.ROOT)
PYTHONS = ("3.11", "3.12", "3.13")
# The Python that the committed outputs were made with: the same pins, so a
# lesson prints the same there.
PYTHON = "3.11"
# uv's name of a machine that we serve, and what the markers say there.
MACHINES = {
    "linux": ("x86_64-manylinux_2_28", "linux", "Linux", "x86_64"),
    "linux-arm": ("aarch64-manylinux_2_28", "linux", "Linux", "aarch64"),
    "macos": ("aarch64-apple-darwin", "darwin", "Darwin", "arm64"),
    "windows": ("x86_64-pc-windows-msvc", "win32", "Windows", "AMD64"),
}
# TensorFlow asks for it and never imports it: 24 MB to download, 61 on disk.
WITHOUT = "libclang ; python_version < '3'\n"
GROUPS = {  # in this order: the second is bound to the versions of the first
    "requirements.lock": [
        *("--group", "test", "--group", "study", "--group", "site"),
        *("--group", "teach"),
    ],
    "requirements-learner.lock": [
        *("--group", "learner", "--constraint", "requirements.lock")
    ],
    "requirements-set-up.lock": ["--group", "set-up"],
}
# Besides a learner's part: nbval and what it needs.
CHECKING = {"nbval", "coverage", "iniconfig", "pluggy", "pytest"}
HEAD = f"""\
# Generated from the locks by `make environment`; do not edit.
# Afterwards, once, so that the lessons find their helpers:
#   pip install --no-deps --no-build-isolation --editable .
name: stacked-lstm
channels:
  - conda-forge
  - nodefaults
dependencies:
  - python={PYTHON}
  - pip
  - pip:
"""


def text_of(name: str) -> str:
    """Return the text of a file of the repository."""
    return (ROOT / name).read_text(encoding="utf-8")


def pins(lock: str) -> list[tuple[str, str]]:
    """Return the (pin, marker) pairs of a lock's text, "" for no marker."""
    line = r"(?m)^([\w.-]+==[^\s;]+)(?: ; (.+?))?(?: \\)?$"
    return re.findall(line, lock)


def holds(marker: str, machine: str, python: str, patch: int = 99) -> bool:
    """Tell whether a lock's marker, "" for none, holds on such a machine."""
    _, platform, system, kind = MACHINES[machine]
    values = {
        "sys_platform": platform,
        "platform_system": system,
        "os_name": "nt" if machine == "windows" else "posix",
        "platform_machine": kind,
        "python_version": python,
        "python_full_version": f"{python}.{patch}",
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
    }
    return not marker or Marker(marker).evaluate(values)


def environment(learner: str, everything: str) -> str:
    """Return the text of environment.yml for the texts of the two locks.

    A pin whose marker never holds under PYTHON is left out; a marker that
    depends on the machine stays. (Hashes stay in the lock: pip takes all of
    them or none.)
    """
    taken = {pin for pin, _ in pins(learner)}
    lines = []
    for pin, marker in pins(everything):
        if pin not in taken and pin.split("==")[0] not in CHECKING:
            continue
        values = {
            holds(marker, machine, PYTHON, patch)
            for machine in MACHINES
            for patch in (0, 99)
        }
        if values == {True}:
            lines.append(f"      - {pin}\n")
        elif True in values:
            lines.append(f'      - "{pin} ; {marker}"\n')
    return HEAD + "".join(lines)


def write_environment() -> int:
    """Write environment.yml; return an exit code."""
    locks = ("requirements-learner.lock", "requirements.lock")
    text = environment(*map(text_of, locks))
    path = ROOT / "environment.yml"
    copies.write(path, text.encode())
    return 0


def uv(*arguments: object) -> subprocess.CompletedProcess[str]:
    """Run `uv pip compile`; what it says on stderr is kept."""
    work = SetUp()
    return subprocess.run(
        [work.uv(), "pip", "compile", "--no-header", *arguments],
        cwd=ROOT,
        check=False,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        env=work.env,
    )


def versions() -> dict[str, str]:
    """Return the pins of all locks: name, and marker if any -> version."""
    found = {}
    for lock in GROUPS:
        for pin, _ in pins(text_of(lock)):
            name, _, version = pin.partition("==")
            found.setdefault(name, set()).add(version)
    return {name: " and ".join(sorted(one)) for name, one in found.items()}


def unknown(extra: list[str], names: dict[str, str]) -> list[str]:
    """Return the names after --upgrade-package that are in no lock."""
    pairs = pairwise([word for one in extra for word in one.split("=", 1)])
    asked = [two for one, two in pairs if one in ("-P", "--upgrade-package")]
    plain = [re.split(r"[<>=!~\[]", name)[0] for name in asked]
    return [name for name in plain if canonicalize_name(name) not in names]


def write(extra: list[str]) -> int:
    """Write the locks and environment.yml; return an exit code."""
    before = versions()
    for name in unknown(extra, before):
        print(f"There is no {name} in the locks.", file=sys.stderr)
        return 1
    without = ROOT / "build" / "without.txt"
    without.parent.mkdir(exist_ok=True)
    without.write_text(WITHOUT, encoding="utf-8")
    for lock, groups in GROUPS.items():
        made = uv(
            *("pyproject.toml", *groups, "--universal", "--generate-hashes"),
            *("--no-annotate", "--override", without, "--output-file", lock),
            *extra,
        )
        if made.returncode:
            print(made.stderr.strip(), file=sys.stderr)
            print(f"{lock} is as it was.", file=sys.stderr)
            return 1
    after = versions()
    changed = [
        f"{name}: {before.get(name, 'new')} -> {after.get(name, 'gone')}"
        for name in sorted({*before, *after})
        if before.get(name) != after.get(name)
    ]
    print("\n".join(changed or ["No version changed."]))
    return write_environment()


def resolves(source: str, python: str, machine: str) -> bool:
    """Tell, and print, whether the pins of a file have wheels there."""
    path = ROOT / source
    if source == "environment.yml":
        found = re.findall(r'(?m)^ {6}- "?([^"\n]+)', text_of(source))
        path = ROOT / "build" / "environment.txt"
        path.write_text("\n".join(found) + "\n", encoding="utf-8")
    name = MACHINES[machine][0]
    done = uv(
        *(path, "--only-binary", ":all:", "--quiet"),
        *("--python-version", python, "--python-platform", name),
    )
    print("FAIL" if done.returncode else "ok  ", source, python, name)
    if done.returncode:
        print(done.stderr.strip())
    return not done.returncode


def check() -> int:
    """Resolve the locks and environment.yml for each machine we serve."""
    pairs = [(lock, python) for lock in GROUPS for python in PYTHONS]
    results = [
        resolves(source, python, machine)
        for source, python in [*pairs, ("environment.yml", PYTHON)]
        for machine in MACHINES
    ]
    return 0 if all(results) else 1


@command("Stopped; each lock is whole, and the same command goes on.")
def main(arguments: list[str]) -> int:
    """Run the command line; return the exit code."""
    if arguments == ["--check"]:
        return check()
    if arguments == ["--environment"]:
        return write_environment()
    return write(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
