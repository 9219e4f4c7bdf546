"""Promises on what the text claims: a cell of the lesson shows it.

Shapes and numbers are looked up. An author points to the cell that shows a
comparison by a comment that no reader sees, in the text cell that claims it.
CONTRIBUTING.md explains the forms.
"""

import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from nbformat import NotebookNode

from tests.contracts.directions import is_direction
from tests.contracts.lesson import Lesson, asserted, printed
from tests.contracts.links import is_lesson
from tests.contracts.prose import (
    bare,
    comments,
    every_number,
    holds,
    numbers,
    parameter_counts,
    shapes,
    shown_shapes,
    statements,
    without_code,
)
from tools.links import headings, plain

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
# Numbers that are names, of a lesson or a Keras, and those of a list.
_NAMED = re.compile(
    r"\b[Ll]essons?(?:(?:,| and| to)? \[?\d\d\b\]?)+|\bKeras \d\b"
)
_LISTED = re.compile(r"(?m)^[ \t]*\d\. ")
# A piece that some cell holds is evidence; else what follows is a reason.
_NUMBERED = re.compile(
    r"number\s+(\S+(?:,\s+\S+)*?)(?:\s+in\s+([\w-]+))?:\s*(\S.*)", re.S
)


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
    """A number in the text is in the cells of its section, or a comment.

    One of a single digit stands in so many cells that it wants a comment.
    """
    near = _sections(lesson)
    for name, cell in lesson.telling[1:]:  # the first tells times
        excused, held = Counter(), Counter()
        for comment in comments(cell.source):
            if mark := _NUMBERED.fullmatch(comment):
                excused.update(re.split(r",\s+", mark[1]))
            elif not comment.startswith("not "):
                evidence = comment.partition(":")[2].replace("_", " ")
                held.update(_values(evidence))
        told = _told(cell)
        for text, value in told:
            if excused[text]:
                excused[text] -= _is_digit(text)
            elif held[value]:
                held[value] -= _is_digit(text)
            elif _is_digit(text) or not any(value in n for n in near[cell.id]):
                yield (
                    f"{name}: no cell of its section holds the number {text}: "
                    "correct it, print it, show it by a comment, or write "
                    f"<!-- number {text}: reason -->"
                )
        for text in sorted(excused):
            if text not in dict(told) or (_is_digit(text) and excused[text]):
                yield f"{name}: it has no number {text}: take the comment out"


def _told(cell: NotebookNode) -> list[tuple[str, Decimal]]:
    """Return the numbers of a text cell; of single digits the stated ones."""
    stated = _LISTED.sub("- ", cell.source)
    stated = "\n".join(map(bare, statements(stated)))
    text = without_code(plain(cell.source))
    return [
        (number, value)
        for part in (stated, text)
        for number, value in every_number(_NAMED.sub("", part))
        if _is_digit(number) == (part is stated)
    ]


def _is_digit(number: str) -> bool:
    return len(number) == 1


def _values(text: str) -> list[Decimal]:
    told = re.sub(r"(?<=\d)_(?=\d)", "", text)  # 2_000, as code has it
    return [value for _, value in every_number(told)]


def _sections(lesson: Lesson) -> dict[str, list[set[Decimal]]]:
    """Return which numbers the cells of each text cell's section hold.

    The parameters count everywhere.
    """
    sizes = "\n".join(cell.source for _, cell in lesson.tagged("parameters"))
    found, values = {}, {*_values(sizes)}
    for cell in lesson.nb.cells:
        both = [values]
        if cell.cell_type == "code":
            values |= {*_values(f"{cell.source}\n{printed(cell)}")}
        elif headings(cell.source):
            values = {*_values(sizes)}
            # What stands above the heading belongs to the section before.
            both = [values] if cell.source[0] == "#" else [*both, values]
        found[cell.get("id")] = both
    return found


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
                mark
                or _NUMBERED.fullmatch(comment)
                or is_direction(comment)
                or is_lesson(comment)
            ):
                yield (
                    f"{name}: <!-- {comment} --> is none of the comments that "
                    "CONTRIBUTING.md explains: correct it"
                )
            told = _NUMBERED.fullmatch(comment)
            if told and told[2]:
                yield from _misnumbered(code, name, *told.groups())
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


def _misnumbered(
    code: dict, name: str, told: str, where: str, piece: str
) -> Iterator[str]:
    _, cell = code.get(where, ("", None))
    if not cell or not holds(f"{cell.source}\n{printed(cell)}", piece):
        yield f"{name}: no code cell {where!r} holds {piece!r}: correct it"
    for text, value in every_number(told):
        if value not in _values(piece):
            yield f"{name}: {piece!r} does not hold {text}: correct it"


def _holds(cell: NotebookNode, evidence: str) -> bool:
    return any(
        holds(text, evidence) for text in (printed(cell), asserted(cell))
    )


def _nearest(lesson: Lesson, text_cell: NotebookNode) -> str:
    before = lesson.nb.cells[: lesson.nb.cells.index(text_cell)]
    ids = [c.id for c in before if c.cell_type == "code" and c.outputs]
    return ids[-1] if ids else "CELL-ID"
