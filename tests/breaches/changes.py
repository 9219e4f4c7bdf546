"""Small changes to a notebook, of which tests make bad ones.

Each function returns a function that changes a notebook in place. It finds
its cell by id, and fails if there is nothing to change.
"""

from collections.abc import Callable

from nbformat import NotebookNode
from nbformat.v4 import new_output

Change = Callable[[NotebookNode], None]


def cell(nb: NotebookNode, name: str) -> NotebookNode:
    """Return the cell with the id `name`."""
    (found,) = [c for c in nb.cells if c.get("id") == name]
    return found


def swap(name: str, old: str, new: str) -> Change:
    """Replace `old` in the source of a cell."""

    def change(nb: NotebookNode) -> None:
        found = cell(nb, name)
        assert old in found.source, f"{old!r} is not in {name}"
        found.source = found.source.replace(old, new)

    return change


def add(name: str, text: str) -> Change:
    """Add lines to the source of a cell."""

    def change(nb: NotebookNode) -> None:
        cell(nb, name).source += f"\n{text}"

    return change


def source(name: str, text: str) -> Change:
    """Replace the whole source of a cell."""

    def change(nb: NotebookNode) -> None:
        cell(nb, name).source = text

    return change


def prints(name: str, text: str, stream: str = "stdout") -> Change:
    """Let a cell print something else."""

    def change(nb: NotebookNode) -> None:
        cell(nb, name).outputs = [new_output("stream", text=text, name=stream)]

    return change


def output(name: str, key: str, value: str, place: int = 0) -> Change:
    """Replace one kind of data in an output of a cell."""

    def change(nb: NotebookNode) -> None:
        cell(nb, name).outputs[place].data[key] = value

    return change


def error(name: str) -> Change:
    """Let a cell show an error."""

    def change(nb: NotebookNode) -> None:
        failed = new_output("error", ename="ValueError", evalue="no")
        cell(nb, name).outputs = [failed]

    return change


def no_output(name: str, place: int | None = None) -> Change:
    """Take all outputs of a cell away, or one."""

    def change(nb: NotebookNode) -> None:
        outputs = cell(nb, name).outputs
        assert outputs, f"{name} has no output"
        del outputs[slice(None) if place is None else place]

    return change


def alt(name: str, text: str) -> Change:
    """Replace the alternative of a figure, and the words under it."""

    def change(nb: NotebookNode) -> None:
        picture, caption = cell(nb, name).outputs[:2]
        picture.metadata["image/png"]["alt"] = text
        caption.data["text/html"] = f"<div><em>Figure:</em> {text}</div>"

    return change


def tags(name: str, *texts: str) -> Change:
    """Replace the tags of a cell."""

    def change(nb: NotebookNode) -> None:
        cell(nb, name).metadata["tags"] = list(texts)

    return change


def without(*names: str) -> Change:
    """Take cells away."""

    def change(nb: NotebookNode) -> None:
        gone = [cell(nb, name) for name in names]
        nb.cells = [c for c in nb.cells if c not in gone]

    return change


def exchange(one: str, two: str) -> Change:
    """Let two cells change places."""

    def change(nb: NotebookNode) -> None:
        i, j = (nb.cells.index(cell(nb, name)) for name in (one, two))
        nb.cells[i], nb.cells[j] = nb.cells[j], nb.cells[i]

    return change


def count(name: str, number: int | None) -> Change:
    """Give a code cell another count."""

    def change(nb: NotebookNode) -> None:
        cell(nb, name).execution_count = number

    return change
