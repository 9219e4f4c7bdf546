"""Write the committed outputs of the lessons: `python -m tools.outputs`.

The one way in which outputs come into a lesson: executed from the top in a
fresh kernel, in one normal form, each cell sealed with a digest.
"""

import argparse
import sys
import time
from pathlib import Path

from tools.execute import CELL_TIMEOUT, execute
from tools.normal_form import differences, invalid, normal_form, seal
from tools.notebooks import (
    NOTEBOOKS,
    LessonError,
    code_cells,
    find_lesson,
    is_intact,
    lessons,
    read,
    serialise,
    write,
)


def write_outputs(path: Path, timeout: int = CELL_TIMEOUT) -> None:
    """Execute the lesson at `path` and write it with its outputs.

    Parameters
    ----------
    path
        The notebook; the kernel runs in its folder.
    timeout
        Seconds that a cell may take.

    Raises
    ------
    LessonError
        The file is no valid notebook, or a cell failed; the file is as it
        was.
    """
    nb = read(path)
    if invalid(nb):
        raise LessonError(
            f"{path.name} is no valid notebook: {invalid(nb)[0]}"
        )
    for cell in code_cells(nb):
        cell.outputs, cell.execution_count = [], None
    execute(nb, path, timeout)
    nb = normal_form(nb)
    seal(nb)
    write(path, serialise(nb))


def problems(path: Path) -> list[str]:
    """Say what in a saved lesson `make outputs` would write otherwise.

    Nothing is executed: an output is taken for right if its seal is intact.

    Raises
    ------
    LessonError
        The file is no notebook.
    """
    broken = [
        f"{path.name}: code cell {number} was changed after `make outputs` "
        "wrote it"
        for number, cell in enumerate(code_cells(read(path)), 1)
        if not is_intact(cell)
    ]
    return broken + differences(path)


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; return the exit code."""
    parser = argparse.ArgumentParser(prog="make outputs", description=__doc__)
    parser.add_argument("lesson", nargs="*", help="such as 03; default: all")
    parser.add_argument(
        "--check", action="store_true", help="write nothing, only compare"
    )
    options = parser.parse_args(arguments)
    try:
        chosen = [find_lesson(name) for name in options.lesson] or lessons()
        if not chosen:
            raise LessonError(f"There is no lesson in {NOTEBOOKS.name}/.")
        if options.check:
            return _check(chosen)
        for path in chosen:
            print(f"{path.stem} ... ", end="", flush=True)
            started = time.monotonic()
            write_outputs(path)
            print(f"written ({time.monotonic() - started:.0f} s)")
    except LessonError as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped; the lesson under way is unchanged.", file=sys.stderr)
        return 130
    return 0


def _check(chosen: list[Path]) -> int:
    found = [line for path in chosen for line in problems(path)]
    for line in found:
        print(line, file=sys.stderr)
    if found:
        print("Run `make outputs` to put this right.", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
