"""Promises on comparisons in the text: a cell of the lesson shows them.

An author points to the cell that shows a claim by a comment that no reader
sees, in the text cell that claims it. CONTRIBUTING.md explains the forms.
"""

import re
from collections.abc import Iterator

from nbformat import NotebookNode

from tests.contracts.counts import NUMBER_MARKER, claiming_cells
from tests.contracts.lesson import Lesson, asserted, printed
from tests.contracts.prose import comments, plain, sentences, without_code

# A sentence with one of these claims something, unless it asks.
CLAIM = re.compile(
    r"(?<!\bat )\bequals?\b|\bequal to\b|\bidentical|\bto the last bit\b"
    r"|\bbetter\b|\bworse\b|\bbeats?\b|\bbeaten\b|\b(?:lost|loses?) to\b"
    r"|\bwins?\b|\b(?!other|rather)\w+er than\b"
    r"|\bat (?:most|least)\b|\bno more \w+\b"
    r"|\bexactly\b|\bno change\b|\b(?:twice|half|times) as\b"
    r"|\bthe same (?:\w+ )?(?:numbers?(?! of)|answers?|outputs?"
    r"|results?|counts?|parameters?)\b|\bcounted the same\b",
    re.I,
)
_MARKER = re.compile(
    r"(shown)\s+([\w-]+):\s*(\S.*)|(not shown):\s*(\S.*)", re.S
)


def shows_what_it_claims(lesson: Lesson) -> Iterator[str]:
    """Whatever is called equal, better or at most so is shown by a cell."""
    for name, cell in claiming_cells(lesson)[1:]:  # the title promises
        found = claims(cell.source)
        markers = [c for c in comments(cell.source) if _MARKER.fullmatch(c)]
        if len(found) > len(markers):
            told = "; ".join(f'"{claim}"' for claim in found)
            yield (
                f"{name}: no comment says which cell shows {told}: write "
                f"<!-- shown {_nearest(lesson, cell)}: EVIDENCE -->, with "
                "text that this cell prints or asserts, one for each claim "
                f"({len(markers)} of {len(found)} are there)"
            )


def claims(source: str) -> list[str]:
    """Return the sentences of a text cell that claim something."""
    blocks = re.split(r"\n\s*\n", plain(source))
    told = "\n\n".join(b for b in blocks if "**Predict first.**" not in b)
    return [
        sentence
        for sentence in sentences(re.sub(r"(?m)^#+ .*$", "", told))
        if not sentence.rstrip("*_").endswith("?")
        and CLAIM.search(re.sub(r"\[[^\]]*\]", "", without_code(sentence)))
    ]


def points_to_its_evidence(lesson: Lesson) -> Iterator[str]:
    """A comment on a claim names a cell, and what that cell shows."""
    code = {cell.get("id"): (name, cell) for name, cell in lesson.code}
    for name, cell in lesson.text:
        for comment in comments(cell.source):
            marker = _MARKER.fullmatch(comment)
            if not marker and not NUMBER_MARKER.fullmatch(comment):
                yield (
                    f"{name}: <!-- {comment} --> is none of the comments that "
                    "CONTRIBUTING.md explains: correct it"
                )
            if not marker or not marker.group(1):
                continue
            where, evidence = (
                marker.group(2),
                " ".join(marker.group(3).split()),
            )
            if where not in code:
                yield f"{name}: no code cell has the id {where!r}: correct it"
            elif not _holds(code[where][1], evidence):
                yield (
                    f"{name}: {code[where][0]} neither prints nor asserts "
                    f"{evidence!r}: correct the text, or the comment"
                )


def _holds(cell: NotebookNode, evidence: str) -> bool:
    pattern = rf"(?<![\w.]){re.escape(evidence)}(?!\w|\.\d)"
    texts = (" ".join(t.split()) for t in (printed(cell), asserted(cell)))
    return any(re.search(pattern, text) for text in texts)


def _nearest(lesson: Lesson, text_cell: NotebookNode) -> str:
    before = lesson.nb.cells[: lesson.nb.cells.index(text_cell)]
    ids = [c.id for c in before if c.cell_type == "code" and c.outputs]
    return ids[-1] if ids else "CELL-ID"
