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
