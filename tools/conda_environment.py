"""Write environment.yml from requirements.lock, or check that it fits.

    python -m tools.conda_environment [--check]

conda and Binder get `python` and `pip` from conda and everything else as the
lock's exact pins from pip. Pins whose marker can never hold under that
Python are left out; a marker that depends on the platform stays, and pip
decides. (Hashes stay in the lock: pip takes all of them or none.)
"""

import argparse
import itertools
import re
import sys
from pathlib import Path

from packaging.markers import Marker

ROOT = Path(__file__).resolve().parents[1]
# The Python that the committed outputs were made with: the same pins, so a
# lesson prints the same there.
PYTHON = "3.11"
HEAD = f"""\
# Generated from requirements.lock by `make environment`; do not edit.
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
                f"Line {number} of requirements.lock is not an exact pin: "
                f"{text!r}; make it anew with `make lock`."
            )
        found.append((pin, marker))
    return found


def holds(marker: str) -> set[bool]:
    """Return what `marker` can be under PYTHON on the platforms we serve."""
    patches = (f"{PYTHON}.0", f"{PYTHON}.99")
    return {
        Marker(marker).evaluate(
            {
                "sys_platform": name,
                "platform_system": system,
                "os_name": kind,
                "platform_machine": machine,
                "python_version": PYTHON,
                "python_full_version": patch,
                "implementation_name": "cpython",
                "platform_python_implementation": "CPython",
            }
        )
        for (name, system, kind, machine), patch in itertools.product(
            PLATFORMS, patches
        )
    }


def environment(lock: str) -> str:
    """Return the text of environment.yml for the text of a lock."""
    lines = []
    for pin, marker in pins(lock):
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
        lock = (root / "requirements.lock").read_text(encoding="utf-8")
        text = environment(lock)
    except (OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    path = root / "environment.yml"
    there = path.read_text(encoding="utf-8") if path.exists() else None
    if there == text:
        return 0
    if check:
        print(
            "environment.yml is not what requirements.lock gives; write it "
            "anew with `make environment`.",
            file=sys.stderr,
        )
        return 1
    path.write_text(text, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
