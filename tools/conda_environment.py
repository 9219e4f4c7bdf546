"""Write environment.yml from the locks, or check that it fits.

    python -m tools.conda_environment [--check]

conda and Binder get `python` and `pip` from conda, and from pip as exact
pins the learner's part, and nbval with what it needs, so that the lessons
can be checked there, too. Pins whose marker can never hold under that
Python are left out; a marker that depends on the platform stays, and pip
decides. (Hashes stay in the lock: pip takes all of them or none.)
"""

import argparse
import itertools
import re
import sys
from importlib import metadata
from pathlib import Path

from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
# The Python that the committed outputs were made with: the same pins, so a
# lesson prints the same there.
PYTHON = "3.11"
PYTHONS = ("3.11", "3.12", "3.13")
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
PLATFORMS = (
    ("linux", "Linux", "posix", "x86_64"),
    ("linux", "Linux", "posix", "aarch64"),
    ("darwin", "Darwin", "posix", "arm64"),
    ("win32", "Windows", "nt", "AMD64"),
)


def pins(lock: str) -> list[tuple[str, str]]:
    """Return the (pin, marker) pairs of a lock's text, "" for no marker.

    Raises `ValueError` for a line that is neither a pin nor a hash.
    """
    found = []
    for number, line in enumerate(lock.splitlines(), 1):
        text = line.removesuffix("\\").strip()
        if not text or text.startswith(("#", "--hash=sha256:")):
            continue
        pin, _, marker = (part.strip() for part in text.partition(";"))
        if not re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.!+_-]+", pin):
            raise ValueError(
                f"Line {number} of a lock is not an exact pin: "
                f"{text!r}; make it anew with `make lock`."
            )
        found.append((pin, marker))
    return found


def markers(
    name: str, system: str, kind: str, machine: str, python: str = PYTHON
) -> dict[str, str]:
    """Return the values of a lock's markers on one kind of machine."""
    return {
        "sys_platform": name,
        "platform_system": system,
        "os_name": kind,
        "platform_machine": machine,
        "python_version": python,
        "python_full_version": f"{python}.99",
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
    }


def holds(marker: str) -> set[bool]:
    """Return what `marker` can be under PYTHON on the platforms we serve."""
    return {
        Marker(marker).evaluate(
            markers(*platform) | {"python_full_version": f"{PYTHON}.{patch}"}
        )
        for platform, patch in itertools.product(PLATFORMS, (0, 99))
    }


def needs(name: str, found: set[str] | None = None) -> set[str]:
    """Return a distribution's name, and those of all that it needs.

    What it needs only on other machines is among them; what is not installed
    here has no needs.
    """
    found = set() if found is None else found
    if name not in found:
        found.add(name)
        try:
            lines = metadata.requires(name) or []
        except metadata.PackageNotFoundError:
            lines = []
        for each in map(Requirement, lines):
            if "extra" not in str(each.marker):
                needs(canonicalize_name(each.name), found)
    return found


def environment(learner: str, everything: str, more: set[str]) -> str:
    """Return the text of environment.yml for the texts of the two locks.

    `more`: names of `everything` that it holds besides `learner`.
    """
    taken = {pin for pin, _ in pins(learner)}
    lines = []
    for pin, marker in pins(everything):
        if pin not in taken and pin.split("==")[0] not in more:
            continue
        values = holds(marker) if marker else {True}
        if values == {True}:
            lines.append(f"      - {pin}\n")
        elif True in values:
            lines.append(f'      - "{pin} ; {marker}"\n')
    return HEAD + "".join(lines)


def main(arguments: list[str] | None = None, root: Path = ROOT) -> int:
    """Write environment.yml, or with --check compare; return an exit code."""
    parser = argparse.ArgumentParser(prog="make environment")
    parser.add_argument("--check", action="store_true", help="only compare")
    check = parser.parse_args(arguments).check
    try:
        locks = [
            (root / name).read_text(encoding="utf-8")
            for name in ("requirements-learner.lock", "requirements.lock")
        ]
        text = environment(*locks, needs("nbval"))
    except (OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    path = root / "environment.yml"
    there = path.read_text(encoding="utf-8") if path.exists() else None
    if there == text:
        return 0
    if check:
        print(
            "environment.yml is not what the locks give; write it "
            "anew with `make environment`.",
            file=sys.stderr,
        )
        return 1
    path.write_text(text, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
