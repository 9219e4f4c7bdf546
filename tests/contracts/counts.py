"""Promises on shapes and numbers in the text: they stand in the cells."""

import re
from collections.abc import Iterator
from decimal import Decimal

from nbformat import NotebookNode

from tests.contracts.lesson import Lesson, Named, asserted, printed
from tests.contracts.prose import (
    comments,
    numbers,
    parameter_counts,
    plain,
    shapes,
    shown_shapes,
    without_code,
)

NUMBER_MARKER = re.compile(r"number\s+(\S+):\s*\S.*", re.S)


def claiming_cells(lesson: Lesson) -> Named:
    """Return the text cells that tell; an exercise asks, and a check tells."""
    return [
        (name, cell)
        for name, cell in lesson.text
        if "solution" not in cell.metadata.get("tags", [])
        and not re.search(r"(?m)^#+ Exercise \d", cell.source)
    ]


def prints_every_shape(lesson: Lesson) -> Iterator[str]:
    """A shape such as `(1, 3, 24)` in the text is printed or asserted."""
    shown = shown_shapes(_evidence(lesson))
    for name, cell in claiming_cells(lesson):
        for shape in sorted(shapes(plain(cell.source)) - shown):
            yield (
                f"{name}: no cell prints or asserts the shape {shape}: "
                "correct it, or print it"
            )


def prints_every_parameter_count(lesson: Lesson) -> Iterator[str]:
    """A count such as "twelve parameters" is printed or asserted."""
    shown = set(numbers(_evidence(lesson)).values())
    for name, cell in claiming_cells(lesson):
        for text, count in parameter_counts(plain(cell.source)).items():
            if count not in shown:
                yield (
                    f"{name}: no cell prints or asserts {count}, but the text "
                    f"says {text!r}: correct it, or print it"
                )


def prints_every_number(lesson: Lesson) -> Iterator[str]:
    """A number with a point, a comma or three digits is in the cells."""
    sources = [cell.source for _, cell in lesson.code]
    shown = set(numbers("\n".join([_evidence(lesson), *sources])).values())
    for name, cell in claiming_cells(lesson):
        free = [NUMBER_MARKER.fullmatch(c) for c in comments(cell.source)]
        excused = {hit.group(1) for hit in free if hit}
        told = {
            text: value
            for text, value in numbers(_prose(cell)).items()
            if _must_be_shown(text, value)
        }
        for text, value in told.items():
            if value not in shown and text not in excused:
                yield (
                    f"{name}: no cell holds the number {text}: correct it, "
                    f"print it, or write <!-- number {text}: reason -->"
                )
        for text in sorted(excused - set(told)):
            yield f"{name}: it has no number {text}: take the comment out"


def _must_be_shown(text: str, value: Decimal) -> bool:
    return not text.isdigit() or value >= 100


def _evidence(lesson: Lesson) -> str:
    cells = [cell for _, cell in lesson.code]
    return "\n".join(printed(cell) + "\n" + asserted(cell) for cell in cells)


def _prose(cell: NotebookNode) -> str:
    return without_code(plain(cell.source))
