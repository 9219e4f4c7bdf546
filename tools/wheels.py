"""Fetch the wheels for a room without a network: `make wheels`.

    python -m tools.wheels [FOLDER]

FOLDER, build/wheels if none is given, then holds all that `make lab
WHEELS=FOLDER` needs on this kind of machine and Python, or on those that the
variable FOR names, such as "windows:3.12 macos:3.13". About 0.4 GB for one.
What lies there already and fits is not fetched again.
"""

import os
import re
import sys
from pathlib import Path

from tools.in_venv import Problem
from tools.lock import MACHINES, PYTHONS, ROOT, holds
from tools.notebooks import command
from tools.set_up import SetUp, say

LOCKS = ("requirements-set-up.lock", "requirements-learner.lock")
GLIBC = (*(f"manylinux_2_{n}" for n in range(28, 4, -1)), "manylinux2014")
TAGS = {  # which wheels a machine takes
    "linux": [f"{tag}_x86_64" for tag in GLIBC],
    "linux-arm": [f"{tag}_aarch64" for tag in GLIBC],
    "macos": ["macosx_14_0_arm64"],
    "windows": ["win_amd64"],
}


def wanted(machine: str, python: str, patch: int = 99) -> str:
    """Return the locks' lines for one kind of machine, without markers.

    pip would read the markers as those of the machine that it runs on.
    """
    lines = []
    for name in LOCKS:
        text = (ROOT / name).read_text(encoding="utf-8")
        for block in re.split(r"\n(?=\S)", text.strip()):
            head, *hashes = block.split(" \\\n")
            pin, _, marker = head.partition(" ; ")
            if holds(marker, machine, python, patch):
                lines.append(" \\\n".join([pin, *hashes]))
    return "\n".join(lines) + "\n"


def choices(named: str) -> list[tuple[str, str]]:
    """Return the (machine, Python) pairs of a text like "windows:3.12 macos".

    Without a number it is the Python that runs this. Raises `Problem`.
    """
    own = "{}.{}".format(*sys.version_info)
    pairs = []
    for word in named.split():
        machine, _, python = word.partition(":")
        if machine not in MACHINES or (python or own) not in PYTHONS:
            raise Problem(
                f"FOR={word!r} names no kind of machine; say one of "
                f"{', '.join(MACHINES)}, then a colon and "
                f'{", ".join(PYTHONS)}: FOR="windows:3.12 macos:3.13".'
            )
        pairs.append((machine, python or own))
    return pairs


def fetch(folder: Path, pairs: list[tuple[str, str]]) -> None:
    """Download the wheels for each pair, or for this machine if none is.

    Raises `Problem` with the reason when it fails; what came stays.
    """
    folder.mkdir(parents=True, exist_ok=True)
    work = SetUp(str(ROOT))
    get = [*work.pip(), "download", "--require-hashes", "--dest", folder]
    # The lock names all that is needed, and not all that TensorFlow asks for.
    get += ["--only-binary=:all:", "--no-deps"]
    if not pairs:
        say("Fetching for this machine and its Python ...")
        work.run(*get, *(word for lock in LOCKS for word in ("-r", lock)))
    for machine, python in pairs:
        say(f"Fetching for {machine} and Python {python} ...")
        path = ROOT / "build" / "wheels.txt"
        tags = [f"--platform={tag}" for tag in TAGS[machine]]
        # pip takes 3.11 for 3.11.0, for which some wheels are not.
        there = [f"--python-version={python}.99", "--implementation=cp"]
        patches = [wanted(machine, python, patch) for patch in (99, 0)]
        for lines in dict.fromkeys(patches):
            path.write_text(lines, encoding="utf-8")
            work.run(*get, *there, *tags, "-r", path)


@command("Stopped; call again, and what came already is kept.")
def main(arguments: list[str]) -> int:
    """Run the command line; return the exit code."""
    if arguments[1:] or (arguments and arguments[0].startswith("-")):
        say("Call: make wheels ARGS=\"'/path/to/one folder'\"")
        return 2
    folder = Path(*arguments or [ROOT / "build" / "wheels"]).absolute()
    fetch(folder, choices(os.environ.get("FOR", "")))
    size = sum(file.stat().st_size for file in folder.glob("*.whl"))
    say(f"{size / 1e9:.1f} GB in {folder}; on the machines of the room:")
    say("  make lab WHEELS=/path/to/that/folder")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
