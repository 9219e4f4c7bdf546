"""Find the exercises of a lesson: question, stub, check, solution.

Four cells in a row, and after the last exercise one for the progress:

1. text, its heading `Exercise N`
2. code, tagged `exercise`: a stub that runs, with dots for the answer
3. code, tagged `check`: one call of helpers.checks; its metadata lists
   `wrong_answers`, code that could stand in place of the stub
4. text, tagged `solution`: <details>, a Python fence, and why

then code, tagged `progress`: `checks.progress(total=N)`.
"""

from dataclasses import dataclass

from nbformat import NotebookNode

from tools.exercise_cells import (
    Broken,
    check_question,
    check_stub,
    read_check,
    read_solution,
    tags_of,
)
from tools.notebooks import LessonError, cell_name, code_cells


@dataclass(frozen=True)
class Exercise:
    """An exercise; `stub`, `check`, `solution` are places in `nb.cells`."""

    number: int
    stub: int
    check: int
    solution: int
    code: str  # what the solution puts in place of the stub
    why: str  # the sentence below it, Markdown
    wrong_answers: list[str]  # code, each in place of the stub


def exercises(
    nb: NotebookNode, lesson: str = "this notebook"
) -> list[Exercise]:
    """Return the exercises of a lesson in reading order.

    Parameters
    ----------
    nb
        The notebook.
    lesson
        Its name, for the sentence about a mistake.

    Raises
    ------
    LessonError
        An exercise is broken; the sentence names the lesson and the cell.
    """
    found: list[Exercise] = []
    try:
        for place, cell in enumerate(nb.cells):
            if "exercise" in tags_of(cell):
                found.append(_exercise(nb, place, len(found) + 1))
            elif not found or place > found[-1].solution:
                _check_no_part(place, tags_of(cell))
        _check_progress(nb, found)
    except Broken as broken:
        place, what = broken.args
        where = _name(nb, min(place, len(nb.cells) - 1))
        raise LessonError(f"{lesson}, {where}: {what}") from None
    return found


def _exercise(nb: NotebookNode, stub: int, number: int) -> Exercise:
    check, solution = stub + 1, stub + 2
    check_question(nb, stub, number)
    check_stub(nb, stub, number)
    wrong_answers = read_check(nb, check, number)
    code, why = read_solution(nb, solution, number)
    return Exercise(number, stub, check, solution, code, why, wrong_answers)


def _check_no_part(place: int, tags: list[str]) -> None:
    for tag in ("check", "solution"):
        if tag in tags:
            raise Broken(
                place,
                f"this {tag} belongs to no exercise; put question, stub, "
                "check and solution in a row.",
            )


def _check_progress(nb: NotebookNode, found: list[Exercise]) -> None:
    places = [
        place
        for place, cell in enumerate(nb.cells)
        if "progress" in tags_of(cell)
    ]
    wanted = f"checks.progress(total={len(found)})"
    if not found and not places:
        return
    if len(places) != 1 or (found and places[0] < found[-1].solution):
        raise Broken(
            places[-1] if places else found[-1].solution,
            f"one code cell tagged `progress`, `{wanted}`, has to follow the "
            "last exercise.",
        )
    source = nb.cells[places[0]].source.strip()
    if source != wanted:
        raise Broken(places[0], f"the progress cell must be `{wanted}`.")


def _name(nb: NotebookNode, place: int) -> str:
    cell = nb.cells[place]
    if cell.cell_type != "code":
        line = next(iter(cell.source.strip().splitlines()), "")
        return f"text cell at place {place + 1} `{line}`"
    number = 1 + next(n for n, one in enumerate(code_cells(nb)) if one is cell)
    return cell_name(number, cell)
