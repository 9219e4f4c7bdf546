"""Write the committed outputs of the lessons: `python -m tools.outputs`.

The one way in which outputs come into a lesson: executed from the top in a
fresh kernel, in one normal form, each cell sealed with a digest.
"""

import argparse
import sys
from pathlib import Path

from tools import notebooks
from tools.execute import CELL_TIMEOUT, execute
from tools.notebooks import LessonError, command


def write_outputs(path: Path, timeout: int = CELL_TIMEOUT) -> None:
    """Execute the lesson at `path` and write it with its outputs.

    Raises
    ------
    LessonError
        The file is no valid notebook, or a cell failed, or took longer than
        `timeout` seconds; the file is as it was.
    """
    nb = notebooks.normal_form(notebooks.read(path))
    if notebooks.invalid(nb):
        raise LessonError(
            f"{path.name} is no valid notebook: {notebooks.invalid(nb)[0]}"
        )
    execute(nb, path, timeout)
    nb = notebooks.normal_form(nb)
    notebooks.seal(nb)
    notebooks.save(path, nb)


def problems(path: Path) -> list[str]:
    """Say what in a saved lesson `make outputs` would write otherwise.

    Nothing is executed: an output is taken for right if its seal is intact.
    """
    broken = [
        f"{path.name}: code cell {number} was changed after `make outputs` "
        "wrote it"
        for number, cell in enumerate(
            notebooks.code_cells(notebooks.read(path)), 1
        )
        if not notebooks.is_intact(cell)
    ]
    return broken + notebooks.differences(path)


@command("Stopped; the lesson under way is unchanged.")
def main(
    arguments: list[str] | None = None, folder: Path = notebooks.NOTEBOOKS
) -> int:
    """Run the command line; return the exit code."""
    parser = argparse.ArgumentParser(prog="make outputs", description=__doc__)
    parser.add_argument("lesson", nargs="*", help="such as 03; default: all")
    parser.add_argument(
        "--check", action="store_true", help="write nothing, only compare"
    )
    options = parser.parse_args(arguments)
    found = []
    for path in notebooks.choose(options.lesson, folder):
        if options.check:
            found += problems(path)
        else:
            with notebooks.reported(path.stem, "written"):
                write_outputs(path)
    if found:
        advice = "Run `make outputs` to put this right."
        print(*found, advice, sep="\n", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
