"""Read the cells of one exercise, and say which of them is broken."""

import ast
import re

from nbformat import NotebookNode

TAGS = ("exercise", "check", "solution", "progress")
LEAST_WRONG_ANSWERS = 2

_HEADING = re.compile(r"^#{2,6} Exercise (\d+)\b", re.MULTILINE)
_SOLUTION = re.compile(
    r"<details>\n<summary>[^\n]+</summary>\n"
    r"\s*```python\n(?P<code>.*?)\n```\s*\n(?P<why>.*?)\s*</details>\s*\Z",
    re.DOTALL,
)


class Broken(Exception):
    """Place of a cell in `nb.cells`, and what is wrong with it."""


def tags_of(cell: NotebookNode) -> list[str]:
    """Return those tags of a cell that make exercises."""
    return [tag for tag in cell.metadata.get("tags", []) if tag in TAGS]


def check_question(nb: NotebookNode, stub: int, number: int) -> None:
    """Check that the question of exercise `number` stands before it."""
    heading = None
    if stub and nb.cells[stub - 1].cell_type == "markdown":
        heading = _HEADING.search(nb.cells[stub - 1].source)
    if not heading:
        raise Broken(
            stub,
            "no question stands before the exercise; write a text cell with "
            f"the heading `### Exercise {number}`.",
        )
    if int(heading.group(1)) != number:
        raise Broken(
            stub - 1,
            f"it is exercise {number} in the order of the lesson; number the "
            "exercises from 1.",
        )


def check_stub(nb: NotebookNode, stub: int, number: int) -> None:
    """Check that the stub has dots to be replaced."""
    tree = _parse(stub, nb.cells[stub].source, "the stub")
    dots = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and node.value is ...
    ]
    if nb.cells[stub].cell_type != "code" or not dots:
        raise Broken(
            stub,
            f"the stub of exercise {number} has no dots to be replaced; write "
            "`...` where the answer belongs.",
        )


def read_check(nb: NotebookNode, place: int, number: int) -> list[str]:
    """Check the call, and return the wrong answers listed for it."""
    cell = _cell(nb, place, "check", "code", number)
    call = _call(_parse(place, cell.source, "the check"))
    given = {word.arg: word.value for word in call.keywords} if call else {}
    names = [ast.unparse(node) for node in call.args] if call else []
    if len(names) != 1 or not names[0].isidentifier():
        raise Broken(
            place,
            "a check is one call with the name of the answer, such as "
            f"`checks.output_shape(shape_{number}, exercise={number}, ...)`.",
        )
    said = given.get("exercise")
    if said is None or ast.unparse(said) != str(number):
        raise Broken(place, f"the check must say `exercise={number}`.")
    wrong = cell.metadata.get("wrong_answers")
    is_list = isinstance(wrong, list) and all(
        isinstance(code, str) for code in wrong
    )
    if not is_list or len(set(wrong)) < max(len(wrong), LEAST_WRONG_ANSWERS):
        raise Broken(
            place,
            "its metadata must list two different wrong answers or more, as "
            '"wrong_answers": [code, code].',
        )
    for code in wrong:
        _parse(place, code, f"the wrong answer `{code[:40]}`")
    return list(wrong)


def read_solution(
    nb: NotebookNode, place: int, number: int
) -> tuple[str, str]:
    """Return the code that replaces the stub, and why."""
    cell = _cell(nb, place, "solution", "markdown", number)
    match = _SOLUTION.search(cell.source)
    if not match or not match["why"].strip():
        raise Broken(
            place,
            "a solution is <details>, a <summary>, a ```python fence with "
            "the code that replaces the stub, and why.",
        )
    _parse(place, match["code"], "the code of the solution")
    return match["code"], match["why"].strip()


def _cell(
    nb: NotebookNode, place: int, tag: str, kind: str, number: int
) -> NotebookNode:
    cell = nb.cells[place] if place < len(nb.cells) else None
    if cell is None or tag not in tags_of(cell) or cell.cell_type != kind:
        word = "text" if kind == "markdown" else kind
        raise Broken(
            place,
            f"here the {tag} of exercise {number} should stand, a {word} cell "
            f"tagged `{tag}`.",
        )
    return cell


def _parse(place: int, source: str, what: str) -> ast.Module:
    try:
        return ast.parse(source)
    except SyntaxError as error:
        raise Broken(
            place, f"{what} is not plain Python: {error.msg}."
        ) from None


def _call(tree: ast.Module) -> ast.Call | None:
    """Return the call if the cell is just one call of helpers.checks."""
    if len(tree.body) != 1 or not isinstance(tree.body[0], ast.Expr):
        return None
    call = tree.body[0].value
    is_check = isinstance(call, ast.Call) and ast.unparse(
        call.func
    ).startswith("checks.")
    return call if is_check else None
