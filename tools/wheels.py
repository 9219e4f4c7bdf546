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

from packaging.markers import Marker

from tools import in_venv
from tools.conda_environment import PLATFORMS, PYTHONS, markers
from tools.in_venv import Problem
from tools.set_up import SetUp, explain, say

ROOT = Path(in_venv.ROOT)
GLIBC = (*(f"manylinux_2_{n}" for n in range(28, 4, -1)), "manylinux2014")
LINUX, LINUX_ARM, MACOS, WINDOWS = PLATFORMS
# The values of markers there, and which wheels such a machine takes.
KINDS = {
    "linux": (LINUX, [f"{tag}_x86_64" for tag in GLIBC]),
    "linux-arm": (LINUX_ARM, [f"{tag}_aarch64" for tag in GLIBC]),
    "macos": (MACOS, ["macosx_14_0_arm64"]),
    "windows": (WINDOWS, ["win_amd64"]),
}


def wanted(kind: str, python: str) -> str:
    """Return the locks' lines for one kind of machine, without markers.

    pip would read the markers as those of the machine that it runs on.
    """
    there = markers(*KINDS[kind][0], python)
    lines = []
    for name in ("requirements-set-up.lock", "requirements-learner.lock"):
        text = (ROOT / name).read_text(encoding="utf-8")
        for block in re.split(r"\n(?=\S)", text.strip()):
            head, *hashes = block.split(" \\\n")
            pin, _, marker = head.partition(" ; ")
            if not marker or Marker(marker).evaluate(there):
                lines.append(" \\\n".join([pin, *hashes]))
    return "\n".join(lines) + "\n"


def choices(named: str) -> list[tuple[str, str]]:
    """Return the (kind, Python) pairs of a text like "windows:3.12 macos".

    Without a number it is the Python that runs this. Raises `Problem`.
    """
    own = "{}.{}".format(*sys.version_info)
    pairs = []
    for word in named.split():
        kind, _, python = word.partition(":")
        if kind not in KINDS or (python or own) not in PYTHONS:
            raise Problem(
                f"FOR={word!r} names no kind of machine; say one of "
                f"{', '.join(KINDS)}, then a colon and {', '.join(PYTHONS)}: "
                'FOR="windows:3.12 macos:3.13".'
            )
        pairs.append((kind, python or own))
    return pairs


def fetch(folder: Path, pairs: list[tuple[str, str]]) -> None:
    """Download the wheels for each pair, or for this machine if none is.

    Raises `Problem` with the reason when it fails; what came stays.
    """
    folder.mkdir(parents=True, exist_ok=True)
    work = SetUp(ROOT, "learner")
    with work.pip() as pip:
        get = [*pip, "download", "--require-hashes", "--only-binary=:all:"]
        for kind, python in pairs:
            say(f"Fetching for {kind} and Python {python} ...")
            lines = ROOT / "build" / "wheels.txt"
            lines.write_text(wanted(kind, python), encoding="utf-8")
            tags = [f"--platform={tag}" for tag in KINDS[kind][1]]
            there = [f"--python-version={python}", "--implementation=cp"]
            where = ["--no-deps", "--dest", folder, "-r", lines]
            work.run(*get, *there, *tags, *where)
        if not pairs:
            say("Fetching for this machine and its Python ...")
            locks = ("requirements-set-up.lock", "requirements-learner.lock")
            both = [word for lock in locks for word in ("-r", lock)]
            work.run(*get, "--dest", folder, *both)


def main(arguments: list[str]) -> int:
    """Run the command line; return the exit code."""
    if arguments[1:] or (arguments and arguments[0].startswith("-")):
        say("Call: make wheels ARGS=\"'/path/to/one folder'\"")
        return 2
    folder = Path(*arguments or [ROOT / "build" / "wheels"]).absolute()
    try:
        fetch(folder, choices(os.environ.get("FOR", "")))
    except Problem as problem:
        say(str(problem))
        return 1
    except OSError as error:
        say(explain(str(error)))
        return 1
    except KeyboardInterrupt:
        say("Stopped; call again, and what came already is kept.")
        return 130
    size = sum(file.stat().st_size for file in folder.glob("*.whl"))
    say(f"{size / 1e9:.1f} GB in {folder}; on the machines of the room:")
    say("  make lab WHEELS=/path/to/that/folder")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
