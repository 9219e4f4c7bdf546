"""Twenty and more ways in which a lesson goes wrong, done to a copy.

A damage changes a notebook in place and returns the cell where a maintainer
must look, or None if that is the whole notebook. It finds its cells by what
stands in them, and fails if the lesson has nothing of the kind.
"""

import base64
import io
import re
from collections.abc import Callable

from nbformat import NotebookNode
from nbformat.v4 import new_output
from PIL import Image, ImageOps

Damage = Callable[[NotebookNode], NotebookNode | None]


def find(nb: NotebookNode, pattern: str, kind: str = "code") -> NotebookNode:
    """Return the first cell whose source holds `pattern`."""
    for cell in nb.cells:
        if cell.cell_type == kind and re.search(pattern, cell.source):
            return cell
    raise AssertionError(f"no {kind} cell holds {pattern!r}")


def swap(pattern: str, new: str, kind: str = "code") -> Damage:
    """Replace the first hit of `pattern` in the source of a cell."""

    def damage(nb: NotebookNode) -> NotebookNode:
        cell = find(nb, pattern, kind)
        cell.source = re.sub(pattern, new, cell.source, count=1)
        return cell

    return damage


def write(pattern: str, text: str, kind: str = "markdown") -> Damage:
    """Add a line to the source of a cell."""

    def damage(nb: NotebookNode) -> NotebookNode:
        cell = find(nb, pattern, kind)
        cell.source += f"\n{text}"
        return cell

    return damage


def print_also(pattern: str, text: str, stream: str = "stdout") -> Damage:
    """Add an output to a cell."""

    def damage(nb: NotebookNode) -> NotebookNode:
        cell = find(nb, pattern)
        cell.outputs.append(new_output("stream", text=text, name=stream))
        return cell

    return damage


def print_other(pattern: str, old: str, new: str) -> Damage:
    """Change the first hit of `old` in what a cell printed."""

    def damage(nb: NotebookNode) -> NotebookNode:
        cell = find(nb, pattern)
        output = cell.outputs[0]
        holder, key = (output, "text")
        if output.output_type != "stream":
            holder, key = (output.data, "text/plain")
        assert re.search(old, holder[key]), holder[key]
        holder[key] = re.sub(old, new, holder[key], count=1)
        return cell

    return damage


def no_output(pattern: str) -> Damage:
    """Take the outputs of a cell away."""

    def damage(nb: NotebookNode) -> NotebookNode:
        cell = find(nb, pattern)
        assert cell.outputs
        cell.outputs = []
        return cell

    return damage


def exchange(one: str, two: str) -> Damage:
    """Let two code cells change places."""

    def damage(nb: NotebookNode) -> NotebookNode:
        cells = find(nb, one), find(nb, two)
        i, j = map(nb.cells.index, cells)
        nb.cells[i], nb.cells[j] = nb.cells[j], nb.cells[i]
        return cells[1]

    return damage


def tag(pattern: str, *tags: str) -> Damage:
    """Replace the tags of a code cell."""

    def damage(nb: NotebookNode) -> NotebookNode:
        cell = find(nb, pattern)
        cell.metadata["tags"] = list(tags)
        return cell

    return damage


def figure(nb: NotebookNode) -> NotebookNode:
    """Return the first cell that shows a figure."""
    for cell in nb.cells:
        for output in cell.get("outputs", []):
            if "image/png" in output.get("data", {}):
                return cell
    raise AssertionError("no cell shows a figure")


def mirrored_figure(nb: NotebookNode) -> NotebookNode:
    """Put another picture into the place of the first figure."""
    cell = figure(nb)
    data = cell.outputs[0].data
    picture = Image.open(io.BytesIO(base64.b64decode(data["image/png"])))
    file = io.BytesIO()
    ImageOps.mirror(picture.convert("RGB")).save(file, "PNG")
    data["image/png"] = base64.b64encode(file.getvalue()).decode()
    return cell


def no_alternative(nb: NotebookNode) -> NotebookNode:
    """Drop the text alternative of the first figure."""
    cell = figure(nb)
    del cell.outputs[0].metadata["image/png"]
    return cell


def no_caption(nb: NotebookNode) -> NotebookNode:
    """Drop the words under the first figure."""
    cell = figure(nb)
    del cell.outputs[1:]
    return cell


def solved(nb: NotebookNode) -> NotebookNode:
    """Put the solution of the first exercise into its stub."""
    (stub, *_), (answer, *_) = (
        [c for c in nb.cells if name in c.metadata.get("tags", [])]
        for name in ("exercise", "solution")
    )
    found = re.search(r"```python\n(.*?)```", answer.source, re.S)
    stub.source = found.group(1).rstrip()
    return stub


def no_parameters(nb: NotebookNode) -> None:
    """Take the tag from the cell that holds the parameters."""
    for cell in nb.cells:
        if "parameters" in cell.metadata.get("tags", []):
            del cell.metadata["tags"]


def twin_ids(nb: NotebookNode) -> None:
    """Give two cells one id."""
    nb.cells[2].id = nb.cells[3].id


def other_kernel(nb: NotebookNode) -> None:
    """Save it with a kernel that only one machine has."""
    nb.metadata.kernelspec.name = "my-env"
