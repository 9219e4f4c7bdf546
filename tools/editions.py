"""Write learner's and teacher's editions: `python -m tools.editions`.

Both come out of the lesson, so neither can drift from it. The learner's has
no solutions and no outputs; in the teacher's the solutions stand in place of
the stubs, and it is executed in strict mode, so that a wrong one is noticed.
"""

import argparse
import copy
import sys
import time
from pathlib import Path

from nbformat import NotebookNode

from tools.execute import execute
from tools.exercises import exercises
from tools.normal_form import normal_form
from tools.notebooks import (
    BUILD,
    LessonError,
    code_cells,
    find_lesson,
    lessons,
    read,
    serialise,
    write,
)
from tools.page import to_html

STRICT = {"LESSON_CHECKS": "strict"}


def learner_edition(
    nb: NotebookNode, lesson: str = "this notebook"
) -> NotebookNode:
    """Return a copy without solutions, wrong answers and outputs.

    `lesson` is its name, for the sentence about a mistake.

    Raises
    ------
    LessonError
        An exercise is broken.
    """
    solutions = {one.solution for one in exercises(nb, lesson)}
    edition = _without_outputs(nb)
    edition.cells = [
        cell
        for place, cell in enumerate(edition.cells)
        if place not in solutions
    ]
    return edition


def solved_edition(
    nb: NotebookNode, lesson: str = "this notebook"
) -> NotebookNode:
    """Return a copy with each stub replaced by its solution, not executed.

    What explains a solution is kept as plain text below the check. `lesson`
    is its name, for the sentence about a mistake.

    Raises
    ------
    LessonError
        An exercise is broken.
    """
    edition = _without_outputs(nb)
    for one in exercises(nb, lesson):
        edition.cells[one.stub].source = one.code
        edition.cells[
            one.solution
        ].source = f"**Solution of exercise {one.number}.** {one.why}"
    return edition


def _without_outputs(nb: NotebookNode) -> NotebookNode:
    nb = normal_form(copy.deepcopy(nb))
    for cell in nb.cells:
        cell.metadata.pop("wrong_answers", None)
    for cell in code_cells(nb):
        cell.metadata.pop("digest", None)
        cell.outputs, cell.execution_count = [], None
    return nb


def write_editions(path: Path, build: Path = BUILD) -> None:
    """Write both editions of a lesson, each as a notebook and as a page.

    They go to `build`/editions/learner and /teacher, under the lesson's name.

    Raises
    ------
    LessonError
        An exercise is broken, or a solution is wrong; nothing is written.
    """
    nb = read(path)
    learner = learner_edition(nb, path.name)
    teacher = solved_edition(nb, path.name)
    execute(teacher, path, **STRICT)
    for name, edition in (("learner", learner), ("teacher", teacher)):
        folder = build / "editions" / name
        folder.mkdir(parents=True, exist_ok=True)
        write(folder / path.name, serialise(normal_form(edition)))
        page = to_html(edition, f"{path.stem}, {name}'s edition")
        write(folder / f"{path.stem}.html", page)


def main(arguments: list[str] | None = None, build: Path = BUILD) -> int:
    """Run the command line; return the exit code."""
    parser = argparse.ArgumentParser(prog="make editions", description=__doc__)
    parser.add_argument("lesson", nargs="*", help="such as 03; default: all")
    options = parser.parse_args(arguments)
    try:
        chosen = [find_lesson(name) for name in options.lesson] or lessons()
        if not chosen:
            raise LessonError("There is no lesson in notebooks/.")
        for path in chosen:
            print(f"{path.stem} ... ", end="", flush=True)
            started = time.monotonic()
            write_editions(path, build)
            print(f"ok ({time.monotonic() - started:.0f} s)", flush=True)
    except LessonError as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
