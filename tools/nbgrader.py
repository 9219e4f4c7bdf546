"""Write a lesson as an assignment for nbgrader: `--nbgrader` of `editions`.

nbgrader collects, grades and returns notebooks in a course of its own. What it
needs to know stands in the metadata of the cells: which hold an answer, which
give points, and which are put back as they were before it grades.
"""

from pathlib import Path

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from tools import notebooks
from tools.editions import without_outputs
from tools.exercises import Exercise, exercises

# Without it, nbgrader would put an error below each stub of ours.
CONFIG = 'c = get_config()\nc.ClearSolutions.code_stub = {"python": ""}\n'
POINTS = """\
# Here nbgrader sees whether exercise {number} is solved.
### BEGIN HIDDEN TESTS
import os

os.environ["LESSON_CHECKS"] = "strict"  # a hint is an error from here on
{check}
### END HIDDEN TESTS"""


def assignment(
    nb: NotebookNode, lesson: str = "this notebook"
) -> NotebookNode:
    """Return a copy with solutions between marks, and a point an exercise."""
    found = exercises(nb, lesson)
    edition = without_outputs(nb)
    for cell in notebooks.code_cells(edition):
        mark(cell, cell.id, locked=True)
    for one in found:
        stub = edition.cells[one.stub]
        stub.source = (
            f"{stub.source}\n### BEGIN SOLUTION\n{one.code}\n### END SOLUTION"
        )
        mark(stub, stub.id, solution=True)
        question = edition.cells[one.stub - 1]
        mark(question, question.id, locked=True)
        # It has the place of the solution's text, which is not handed out.
        edition.cells[one.solution] = _points(edition, one)
    return edition


def _points(edition: NotebookNode, one: Exercise) -> NotebookNode:
    check = edition.cells[one.check].source
    source = POINTS.format(number=one.number, check=check)
    cell = new_code_cell(source, id=f"points-{one.number}")
    mark(cell, cell.id, locked=True, grade=True, points=1)
    return cell


def mark(cell: NotebookNode, name: str, **own: object) -> None:
    """Write what nbgrader reads of a cell."""
    cell.metadata["nbgrader"] = {
        "schema_version": 3,
        "grade_id": name,
        "cell_type": cell.cell_type,
        "grade": False,
        "locked": False,
        "solution": False,
        "task": False,
        **own,
    }


def write(path: Path, build: Path) -> None:
    """Write the assignment of a lesson into a course below `build`."""
    course = build / "nbgrader"
    folder = course / "source" / path.stem
    folder.mkdir(parents=True, exist_ok=True)
    nb = assignment(notebooks.read(path), path.name)
    notebooks.save(folder / path.name, nb)
    notebooks.write(course / "nbgrader_config.py", CONFIG)
