"""Small notebooks for the tests of the tools: no lesson, no TensorFlow."""

from pathlib import Path

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from tools.notebooks import serialise

PARAMETERS = """\
units: int = 1  # cells in the layer
rate: float = 0.5  # size of a step
name: str = "plain"  # what to call it
loud: bool = False  # print more"""

FIGURE = """\
import matplotlib.pyplot as plt

from helpers.figures import show

fig, ax = plt.subplots(figsize=(3, 2))
_ = ax.plot([1, 3, 2])
_ = ax.text(0, 2.5, "0.128")
show(fig, "A line that rises from one to three and falls back to two.")"""


def notebook(*sources: str, name: str = "python3") -> NotebookNode:
    """Return a notebook with a parameters cell and one cell a source."""
    cells = [new_markdown_cell("# A toy", id="title")]
    for place, source in enumerate((PARAMETERS, *sources)):
        cells.append(new_code_cell(source, id=f"cell-{place}"))
    cells[1].metadata["tags"] = ["parameters"]
    metadata = {"kernelspec": {"name": name, "display_name": "Python 3"}}
    return new_notebook(cells=cells, metadata=metadata)


def save(nb: NotebookNode, path: Path) -> Path:
    """Write a notebook as it is and return its path."""
    path.write_text(serialise(nb), encoding="utf-8")
    return path


def cell(nb: NotebookNode, name: str) -> NotebookNode:
    """Return the cell with the id `name`."""
    (found,) = [c for c in nb.cells if c.get("id") == name]
    return found


def exercise_cells(
    number: int, stub: str, check: str, code: str, wrong: list[str]
) -> list[NotebookNode]:
    """Return question, stub, check and solution of one exercise."""
    name = f"exercise-{number}"
    solution = (
        f"<details>\n<summary>Solution of exercise {number}</summary>\n\n"
        f"```python\n{code}\n```\n\nBecause of {name}.\n\n</details>"
    )
    cells = [
        new_markdown_cell(f"### Exercise {number}\n\nWhat?", id=name),
        new_code_cell(stub, id=f"{name}-stub"),
        new_code_cell(check, id=f"{name}-check"),
        new_markdown_cell(solution, id=f"{name}-solution"),
    ]
    for place, tag in enumerate(["exercise", "check", "solution"], 1):
        cells[place].metadata["tags"] = [tag]
    cells[2].metadata["wrong_answers"] = wrong
    return cells


def with_exercises() -> NotebookNode:
    """Return a notebook with two exercises that need no Keras."""
    nb = notebook("from helpers import checks")
    nb.cells += exercise_cells(
        1,
        "shape_1 = ...  # a tuple of numbers",
        "checks.output_shape(\n    shape_1, exercise=1, samples=12, "
        "time_steps=24,\n    features=2, units=5, return_sequences=False\n)",
        "shape_1 = (12, 5)",
        ["shape_1 = (12, 24, 5)", "shape_1 = (12, 2)", "shape_1 = 5"],
    )
    nb.cells += exercise_cells(
        2,
        "count_2 = ...  # a number",
        "checks.lstm_parameters(count_2, exercise=2, units=5, features=2)",
        "count_2 = 4 * 5 * (5 + 2 + 1)",
        ["count_2 = 4 * 5 * (5 + 2)", "count_2 = 5 * (5 + 2 + 1)"],
    )
    progress = new_code_cell("checks.progress(total=2)", id="progress")
    progress.metadata["tags"] = ["progress"]
    nb.cells.append(progress)
    return nb
