"""A lesson as the promises see it: its cells, each with its name."""

import ast
import html
import re
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from nbformat import NotebookNode

from helpers.figures.numbers import SUMMARY
from tools.notebooks import cell_name, code_cells, lessons, read

Named = list[tuple[str, NotebookNode]]
# The numbers of a plot, folded: too many to be evidence of what a text says.
FOLDED = re.compile(rf"(?s)<details><summary>{SUMMARY}.*?</details>")


@dataclass(frozen=True)
class Lesson:
    """A notebook as it is saved, unrepaired, and its place in the series.

    Links start from `path`; `series` holds the paths of all lessons in
    reading order, this one among them.
    """

    path: Path
    nb: NotebookNode
    series: tuple[Path, ...]

    @classmethod
    @cache
    def at(cls, path: Path) -> "Lesson":
        """Read one of the lessons in notebooks/; it is not to be changed."""
        return cls(path, read(path), tuple(lessons()))

    @cached_property
    def code(self) -> Named:
        """The code cells."""
        cells = enumerate(code_cells(self.nb), 1)
        return [(cell_name(number, cell), cell) for number, cell in cells]

    @cached_property
    def text(self) -> Named:
        """The text cells."""
        return [
            (text_name(place, cell), cell)
            for place, cell in enumerate(self.nb.cells, 1)
            if cell.cell_type == "markdown"
        ]

    @cached_property
    def telling(self) -> Named:
        """The text cells that tell; an exercise asks, and a check tells."""
        return [
            (name, cell)
            for name, cell in self.text
            if "solution" not in cell.metadata.get("tags", [])
            and not re.search(r"(?m)^#+ Exercise \d", cell.source)
        ]

    @cached_property
    def trees(self) -> list[tuple[str, ast.Module]]:
        """The syntax of the code cells; a cell that is no Python is empty."""
        return [(name, syntax(cell.source)) for name, cell in self.code]

    @cached_property
    def evidence(self) -> str:
        """All that the cells print or assert."""
        cells = [cell for _, cell in self.code]
        return "\n".join(f"{printed(c)}\n{asserted(c)}" for c in cells)

    def tagged(self, tag: str) -> Named:
        """Return the cells with a tag."""
        return [
            (name, cell)
            for name, cell in self.code + self.text
            if tag in cell.metadata.get("tags", [])
        ]

    def neighbour(self, step: int) -> Path | None:
        """Return the path of the lesson before (-1) or after (1) this one."""
        place = self.series.index(self.path) + step
        return self.series[place] if 0 <= place < len(self.series) else None


def text_name(place: int, cell: NotebookNode) -> str:
    """Name a text cell: its place among all cells, from 1, and first line."""
    first = cell.source.strip().partition("\n")[0]
    first = first if len(first) <= 50 else first[:49] + "…"
    return f"text cell at place {place} `{first}`"


def syntax(source: str) -> ast.Module:
    """Parse code; nothing comes of what is no plain Python."""
    try:
        return ast.parse(source)
    except SyntaxError:
        return ast.Module([], [])


def printed(cell: NotebookNode) -> str:
    """Return what a reader reads in the outputs of a code cell."""
    parts = []
    for output in cell.outputs:
        data = output.get("data", {})
        parts.append(output.get("text", ""))
        parts.append(data.get("text/plain", ""))
        parts.append(visible(data.get("text/html", "")))
    return "\n".join(parts)


def asserted(cell: NotebookNode) -> str:
    """Return the assert statements of a code cell, as they are written."""
    return "\n".join(
        ast.get_source_segment(cell.source, node)
        for node in ast.walk(syntax(cell.source))
        if isinstance(node, ast.Assert)
    )


def visible(page: str) -> str:
    """Return HTML without tags, scripts and folded numbers, in one line."""
    page = FOLDED.sub("", page)
    page = re.sub(r"(?s)<(script|style)\b.*?</\1>", " ", page)
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", page)).split())
