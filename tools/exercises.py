"""Find the exercises of a lesson: question, stub, check, solution.

Four cells in a row, and after the last exercise one for the progress:

1. text, its heading `Exercise N`
2. code, tagged `exercise`: a stub that runs, with dots for the answer
3. code, tagged `check`: one call of helpers.checks; its metadata lists
   `wrong_answers`, code that could stand in place of the stub
4. text, tagged `solution`: <details>, a Python fence, and why

then code, tagged `progress`: `checks.progress(total=N)`.
"""

import ast
import re
from dataclasses import dataclass
from typing import Any

from nbformat import NotebookNode

from tools.notebooks import LessonError, cell_name, code_cells

LEAST_WRONG_ANSWERS = 2
_HEADING = re.compile(r"^#{2,6} Exercise (\d+)\b", re.MULTILINE)
_SOLUTION = re.compile(
    r"<details>\n<summary>[^\n]+</summary>\n"
    r"\s*```python\n(?P<code>.*?)\n```\s*\n(?P<why>.*?)\s*</details>\s*\Z",
    re.DOTALL,
)


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


class Broken(Exception):
    """Place of a cell in `nb.cells`, and what is wrong with it."""


def exercises(
    nb: NotebookNode, lesson: str = "this notebook"
) -> list[Exercise]:
    """Return the exercises of a lesson in reading order.

    If one is broken, a LessonError names the lesson, as `lesson` says, the
    cell and what is wrong.
    """
    found: list[Exercise] = []
    try:
        for place in range(len(nb.cells)):
            if "exercise" in _tags(nb, place):
                found.append(_exercise(nb, place, len(found) + 1))
            elif not found or place > found[-1].solution:
                _check_no_part(nb, place)
        _check_progress(nb, found)
    except Broken as broken:
        place, what = broken.args
        where = _name(nb, min(place, len(nb.cells) - 1))
        raise LessonError(f"{lesson}, {where}: {what}") from None
    return found


def answer_name(nb: NotebookNode, one: Exercise) -> str:
    """Return the name under which the check looks for the answer."""
    call = ast.parse(nb.cells[one.check].source).body[0].value
    return ast.unparse(call.args[0])


def names_for_answers(nb: NotebookNode) -> dict[str, Any]:
    """Return what a lesson imports, its parameters and its functions.

    An answer may use these, but nothing that its cells compute.
    """
    names: dict[str, Any] = {}
    for cell in code_cells(nb):
        tree = ast.parse(cell.source)
        if "parameters" not in cell.metadata.get("tags", []):
            kept = (ast.Import, ast.ImportFrom, ast.FunctionDef)
            tree.body = [node for node in tree.body if isinstance(node, kept)]
        exec(compile(tree, "<lesson>", "exec"), names)
    return names


def _need(sound: object, place: int, what: str) -> None:
    if not sound:
        raise Broken(place, what)


def _tags(nb: NotebookNode, place: int) -> list[str]:
    return nb.cells[place].metadata.get("tags", [])


def _exercise(nb: NotebookNode, stub: int, number: int) -> Exercise:
    _check_question(nb, stub, number)
    _check_stub(nb, stub, number)
    wrong_answers = _wrong_answers(nb, stub + 1, number)
    solution = _cell(nb, stub + 2, "solution", "markdown", number)
    match = _SOLUTION.search(solution.source)
    _need(
        match and match["why"].strip(),
        stub + 2,
        "a solution is <details>, a <summary>, a ```python fence with the "
        "code that replaces the stub, and why.",
    )
    code, why = match["code"], match["why"].strip()
    _parse(stub + 2, code, "the code of the solution")
    return Exercise(number, stub, stub + 1, stub + 2, code, why, wrong_answers)


def _check_question(nb: NotebookNode, stub: int, number: int) -> None:
    before = nb.cells[stub - 1] if stub else nb.cells[stub]
    is_text = before.cell_type == "markdown"
    heading = is_text and _HEADING.search(before.source)
    _need(
        heading,
        stub,
        "no question stands before the exercise; write a text cell with the "
        f"heading `### Exercise {number}`.",
    )
    _need(
        int(heading.group(1)) == number,
        stub - 1,
        f"it is exercise {number} in the order of the lesson; number the "
        "exercises from 1.",
    )


def _check_stub(nb: NotebookNode, stub: int, number: int) -> None:
    nodes = ast.walk(_parse(stub, nb.cells[stub].source, "the stub"))
    dots = any(getattr(node, "value", None) is ... for node in nodes)
    _need(
        nb.cells[stub].cell_type == "code" and dots,
        stub,
        f"the stub of exercise {number} has no dots to be replaced; write "
        "`...` where the answer belongs.",
    )


def _wrong_answers(nb: NotebookNode, place: int, number: int) -> list[str]:
    """Check the call, and return the wrong answers listed for it."""
    cell = _cell(nb, place, "check", "code", number)
    call = _call(_parse(place, cell.source, "the check"))
    names = [ast.unparse(node) for node in call.args] if call else []
    _need(
        len(names) == 1 and names[0].isidentifier(),
        place,
        "a check is one call with the name of the answer, such as "
        f"`checks.output_shape(shape_{number}, exercise={number}, ...)`.",
    )
    given = {word.arg: ast.unparse(word.value) for word in call.keywords}
    says_number = given.get("exercise") == str(number)
    _need(says_number, place, f"the check must say `exercise={number}`.")
    wrong = cell.metadata.get("wrong_answers")
    _need(
        isinstance(wrong, list)
        and all(isinstance(code, str) for code in wrong)
        and len(set(wrong)) >= max(len(wrong), LEAST_WRONG_ANSWERS),
        place,
        "its metadata must list two different wrong answers or more, as "
        '"wrong_answers": [code, code].',
    )
    for code in wrong:
        _parse(place, code, f"the wrong answer `{code[:40]}`")
    return list(wrong)


def _cell(
    nb: NotebookNode, place: int, tag: str, kind: str, number: int
) -> NotebookNode:
    cell = nb.cells[place] if place < len(nb.cells) else None
    word = "text" if kind == "markdown" else kind
    _need(
        cell and tag in _tags(nb, place) and cell.cell_type == kind,
        place,
        f"here the {tag} of exercise {number} should stand, a {word} cell "
        f"tagged `{tag}`.",
    )
    return cell


def _parse(place: int, source: str, what: str) -> ast.Module:
    try:
        return ast.parse(source)
    except SyntaxError as error:
        what = f"{what} is not plain Python: {error.msg}."
        raise Broken(place, what) from None


def _call(tree: ast.Module) -> ast.Call | None:
    """Return the call if the cell is just one call of helpers.checks."""
    match tree.body:
        case [ast.Expr(ast.Call() as call)]:
            is_check = ast.unparse(call.func).startswith("checks.")
            return call if is_check else None
    return None


def _check_no_part(nb: NotebookNode, place: int) -> None:
    for tag in ("check", "solution"):
        _need(
            tag not in _tags(nb, place),
            place,
            f"this {tag} belongs to no exercise; put question, stub, check "
            "and solution in a row.",
        )


def _check_progress(nb: NotebookNode, found: list[Exercise]) -> None:
    everywhere = range(len(nb.cells))
    places = [n for n in everywhere if "progress" in _tags(nb, n)]
    if not found and not places:
        return
    last = found[-1].solution if found else 0
    wanted = f"checks.progress(total={len(found)})"
    _need(
        len(places) == 1 and places[0] >= last,
        places[-1] if places else last,
        f"one code cell tagged `progress`, `{wanted}`, has to follow the last "
        "exercise.",
    )
    is_wanted = nb.cells[places[0]].source.strip() == wanted
    _need(is_wanted, places[0], f"the progress cell must be `{wanted}`.")


def _name(nb: NotebookNode, place: int) -> str:
    cell = nb.cells[place]
    if cell.cell_type != "code":
        line = next(iter(cell.source.strip().splitlines()), "")
        return f"text cell at place {place + 1} `{line}`"
    number = 1 + next(n for n, one in enumerate(code_cells(nb)) if one is cell)
    return cell_name(number, cell)
