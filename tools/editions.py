"""Write learner's and teacher's editions: `python -m tools.editions`.

Both come out of the lesson, so neither can drift from it. The learner's has
no solutions and no outputs; in the teacher's the solutions stand in place of
the stubs, and it is executed in strict mode, so that a wrong one is noticed.
"""

import argparse
import sys
from pathlib import Path

from nbformat import NotebookNode

from tools import notebooks
from tools.execute import execute
from tools.exercises import exercises
from tools.notebooks import command
from tools.page import write_page

STRICT = {"LESSON_CHECKS": "strict"}


def learner_edition(
    nb: NotebookNode, lesson: str = "this notebook"
) -> NotebookNode:
    """Return a copy without solutions, wrong answers and outputs.

    `lesson` is its name, for the sentence about a broken exercise.
    """
    solutions = {one.solution for one in exercises(nb, lesson)}
    edition = without_outputs(nb)
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

    What explains a solution is kept as plain text below the check.
    """
    edition = without_outputs(nb)
    for one in exercises(nb, lesson):
        why = f"**Solution of exercise {one.number}.** {one.why}"
        edition.cells[one.stub].source = one.code
        edition.cells[one.solution].source = why
    return edition


def without_outputs(nb: NotebookNode) -> NotebookNode:
    """Return a copy without outputs, and without what is for the tests."""
    nb = notebooks.normal_form(nb)
    for cell in nb.cells:
        for key in ("wrong_answers", "prediction"):
            cell.metadata.pop(key, None)
    for cell in notebooks.code_cells(nb):
        cell.metadata.pop("digest", None)
        cell.outputs, cell.execution_count = [], None
    return nb


def write_editions(path: Path, build: Path, lessons: list[Path]) -> None:
    """Write both editions of a lesson, each as a notebook and as a page.

    They go to `build`/editions/learner and /teacher, under the lesson's name,
    and lead to the pages of `lessons`, which are written with it; nothing is
    written if an exercise is broken or a solution is wrong.
    """
    nb = notebooks.read(path)
    learner = learner_edition(nb, path.name)
    teacher = solved_edition(nb, path.name)
    execute(teacher, path, **STRICT)
    for name, edition in (("learner", learner), ("teacher", teacher)):
        folder = build / "editions" / name
        folder.mkdir(parents=True, exist_ok=True)
        notebooks.save(folder / path.name, notebooks.normal_form(edition))
        page = folder / f"{path.stem}.html"
        write_page(page, edition, lessons, f" · {name}'s edition")


@command()
def main(
    arguments: list[str] | None = None,
    folder: Path = notebooks.NOTEBOOKS,
    build: Path = notebooks.BUILD,
) -> None:
    """Run the command line; return the exit code."""
    parser = argparse.ArgumentParser(prog="make editions", description=__doc__)
    parser.add_argument("lesson", nargs="*", help="such as 03; default: all")
    parser.add_argument(
        "--nbgrader",
        action="store_true",
        help="a course for nbgrader instead, in build/nbgrader",
    )
    options = parser.parse_args(arguments)
    chosen = notebooks.choose(options.lesson, folder)
    for path in chosen:
        with notebooks.reported(path.stem):
            if options.nbgrader:
                from tools import nbgrader  # it needs this module

                nbgrader.write(path, build)
            else:
                write_editions(path, build, chosen)


if __name__ == "__main__":
    sys.exit(main())
