"""What the tests of the lessons hold, counted and listed from the files."""

import ast
import re

from tools import notebooks
from tools.exercises import exercises
from tools.notebooks import ROOT
from tools.predictions import predictions

CONTRACTS = ROOT / "tests" / "contracts"


def counts() -> dict[str, int]:
    """Return how much there is of what the tests compare, by its name."""
    found = dict.fromkeys(
        [
            "code cells, run again from the top",
            "printed outputs, compared with what is saved",
            "figures, compared by pixels, each with a text alternative",
            "sentences that name the cell that shows what they claim",
            "predictions to make before a cell is run",
            "exercises, whose solutions pass in strict mode",
            "wrong answers to them that get a hint of their own",
        ],
        0,
    )
    cells, printed, figures, claims, asking, asked, wrong = found
    for path in notebooks.lessons():
        nb = notebooks.read(path)
        found[cells] += len(notebooks.code_cells(nb))
        for cell in notebooks.code_cells(nb):
            for output in cell.outputs:
                is_figure = "image/png" in output.get("data", {})
                found[figures if is_figure else printed] += 1
        text = "\n".join(
            cell.source for cell in nb.cells if cell.cell_type == "markdown"
        )
        found[claims] += len(re.findall(r"<!--\s*shown ", text))
        found[asking] += len(predictions(nb))
        for one in exercises(nb, path.name):
            found[asked] += 1
            found[wrong] += len(one.wrong_answers)
    page = (ROOT / "docs/questions.md").read_text("utf-8")
    return {"lessons": len(notebooks.lessons()), **found} | {
        "questions of the public, whose cells are run": len(
            re.findall(r"(?m)^### Q\d+$", page)
        ),
        "test functions beside those, many with more than one case": sum(
            len(re.findall(r"(?m)^ *def test_", path.read_text("utf-8")))
            for path in (ROOT / "tests").glob("test_*.py")
        ),
    }


def promises() -> dict[str, list[str]]:
    """Return what every lesson promises, in the groups of its list.

    The words are the docstrings of the functions that check it.
    """
    source = (CONTRACTS / "__init__.py").read_text("utf-8")
    group, found = "", {}
    for line in source.splitlines():
        if told := re.fullmatch(r"    # (.+)", line):
            group = told[1]
        elif name := re.fullmatch(r"    (\w+)\.(\w+),", line):
            found.setdefault(group, []).append(_docstring(*name.groups()))
    return found


def _docstring(module: str, function: str) -> str:
    tree = ast.parse((CONTRACTS / f"{module}.py").read_text("utf-8"))
    (node,) = (n for n in tree.body if getattr(n, "name", "") == function)
    return ast.get_docstring(node).partition("\n\n")[0].replace("\n", " ")
