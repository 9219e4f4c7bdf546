"""Promises on what the text claims: a cell of the lesson shows it.

Shapes and numbers are looked up. An author points to the cell that shows a
comparison by a comment that no reader sees, in the text cell that claims it.
CONTRIBUTING.md explains the forms.
"""

import re
from collections.abc import Iterator

from nbformat import NotebookNode

from tests.contracts.directions import is_direction
from tests.contracts.lesson import Lesson, asserted, printed
from tests.contracts.prose import (
    bare,
    comments,
    holds,
    numbers,
    parameter_counts,
    shapes,
    shown_shapes,
    statements,
    without_code,
)
from tools.links import plain

# A sentence with one of these claims something, unless it asks. (What says
# which of two is the greater, is looked for in `directions`.)
CLAIM = re.compile(
    r"(?<!\bat )\bequals?\b|\bequal to\b|\bidentical|\bto the last bit\b"
    r"|\bat (?:most|least)\b"
    r"|\bexactly\b|\bno change\b|\b(?:twice|half|times) as\b"
    r"|\bthe same (?:\w+ )?(?:numbers?(?! of)|answers?|outputs?"
    r"|results?|counts?|parameters?)\b|\bcounted the same\b",
    re.I,
)
_SHOWN = re.compile(
    r"(shown)\s+([\w-]+):\s*(\S.*)|(not shown):\s*(\S.*)", re.S
)
_LESSON = re.compile(r"\b[Ll]essons?(?:(?:,| and| to)? \[?\d\d\b\]?)+")
_EXCUSED = re.compile(r"number\s+(\S+):\s*\S.*", re.S)


def prints_every_shape(lesson: Lesson) -> Iterator[str]:
    """A shape such as `(1, 3, 24)` in the text is printed or asserted."""
    shown = shown_shapes(lesson.evidence)
    for name, cell in lesson.telling:
        for shape in sorted(shapes(plain(cell.source)) - shown):
            yield (
                f"{name}: no cell prints or asserts the shape {shape}: "
                "correct it, or print it"
            )


def prints_every_parameter_count(lesson: Lesson) -> Iterator[str]:
    """A count such as "twelve parameters" is printed or asserted."""
    shown = set(numbers(lesson.evidence).values())
    for name, cell in lesson.telling:
        for text, count in parameter_counts(plain(cell.source)).items():
            if count not in shown:
                yield (
                    f"{name}: no cell prints or asserts {count}, but the text "
                    f"says {text!r}: correct it, or print it"
                )


def prints_every_number(lesson: Lesson) -> Iterator[str]:
    """A number with a point, a comma or two digits is in the cells."""
    sources = [cell.source for _, cell in lesson.code]
    shown = set(numbers("\n".join([lesson.evidence, *sources])).values())
    for name, cell in lesson.telling[1:]:  # the first tells times
        marks = [_EXCUSED.fullmatch(c) for c in comments(cell.source)]
        excused = {mark.group(1) for mark in marks if mark}
        told = {
            text: value
            for text, value in numbers(
                _LESSON.sub("", without_code(plain(cell.source)))
            ).items()
            if not text.isdigit() or value >= 10
        }
        for text, value in told.items():
            if value not in shown and text not in excused:
                yield (
                    f"{name}: no cell holds the number {text}: correct it, "
                    f"print it, or write <!-- number {text}: reason -->"
                )
        for text in sorted(excused - set(told)):
            yield f"{name}: it has no number {text}: take the comment out"


def shows_what_it_claims(lesson: Lesson) -> Iterator[str]:
    """Whatever is called equal, better or at most so is shown by a cell."""
    for name, cell in lesson.telling[1:]:  # the title promises
        found = claims(cell.source)
        marks = [c for c in comments(cell.source) if _SHOWN.fullmatch(c)]
        if len(found) > len(marks):
            told = "; ".join(f'"{claim}"' for claim in found)
            yield (
                f"{name}: no comment says which cell shows {told}: write "
                f"<!-- shown {_nearest(lesson, cell)}: EVIDENCE -->, with "
                "text that this cell prints or asserts, one for each claim "
                f"({len(marks)} of {len(found)} are there)"
            )


def claims(source: str) -> list[str]:
    """Return the sentences of a text cell that claim something."""
    return [one for one in statements(source) if CLAIM.search(bare(one))]


def points_to_its_evidence(lesson: Lesson) -> Iterator[str]:
    """A comment on a claim names a cell, and what that cell shows."""
    code = {cell.get("id"): (name, cell) for name, cell in lesson.code}
    for name, cell in lesson.text:
        for comment in comments(cell.source):
            mark = _SHOWN.fullmatch(comment)
            if not (
                mark or _EXCUSED.fullmatch(comment) or is_direction(comment)
            ):
                yield (
                    f"{name}: <!-- {comment} --> is none of the comments that "
                    "CONTRIBUTING.md explains: correct it"
                )
            if not mark or not mark.group(1):
                continue
            where, evidence = mark.group(2), " ".join(mark.group(3).split())
            if where not in code:
                yield f"{name}: no code cell has the id {where!r}: correct it"
            elif not _holds(code[where][1], evidence):
                yield (
                    f"{name}: {code[where][0]} neither prints nor asserts "
                    f"{evidence!r}: correct the text, or the comment"
                )


def _holds(cell: NotebookNode, evidence: str) -> bool:
    return any(
        holds(text, evidence) for text in (printed(cell), asserted(cell))
    )


def _nearest(lesson: Lesson, text_cell: NotebookNode) -> str:
    before = lesson.nb.cells[: lesson.nb.cells.index(text_cell)]
    ids = [c.id for c in before if c.cell_type == "code" and c.outputs]
    return ids[-1] if ids else "CELL-ID"
