"""Promises on order: what is said to be first, or after, stands there so.

A comment that no reader sees names the words and what shows them: cells of
the lesson, `<!-- ordered below: exercise-1-check > exercise-1 -->`, two texts
of one cell, `<!-- ordered before in split: past < test -->`, or a piece of it
that is the place itself, `<!-- ordered last in whole: [:, -1] -->`.
CONTRIBUTING.md explains the forms.
"""

import re
from collections.abc import Iterator

from nbformat import NotebookNode

from tests.contracts.lesson import Lesson, printed
from tests.contracts.prose import bare, comments, holds
from tools.links import plain

# What stands on which side, of two in one line or on one page. (In a stack
# it is the lower layer that the code has first.)
_SIDES = {
    "<": "first before earlier early upper above left",
    ">": "last after later late below right",
}
SIDES = {word: side for side in _SIDES for word in _SIDES[side].split()}
ORDERS = [*SIDES, "always", "never"]
# How code says it.
_IN_CODE = {
    "first": r"\b0\b|\[:\d|\b1\b",
    "last": r"-1\b|\[-",
    "always": r"\ball\b|\bTrue\b",
    "never": r"\bno\b|\bnone\b|\bFalse\b|\b0\b",
}

# Ways to speak: turned round they say nothing, or nothing else.
SPOKEN = re.compile(
    # in time or in rank, but of no two things
    r"\b(?:at (?:first|last)|first of all|sooner or later|(?:as|just) before"
    r"|for later|as always|once before)\b"
    # the same on both sides: "step after step"
    r"|\b(?!one\b)(\w+) (?:after|before) \1\b"
    r"|\bone (?:\w+ )?(?:after|before) (?:the |an)?other\b"
    # as exactly as can be
    r"|\bto the last (?:bit|digit|FLOP|one)\b"
    # the name of a question, of a forecast, of a button
    r"|\bPredict first\b"
    r"|\balways (?:says?|saying|answering|the (?:mean|same))\b|\bAll Above\b"
    # what remains
    r"|\b(?:\w+ )?left(?: (?:over|out|behind|open|alone|to|of|even|code)\b"
    r"|(?<=is left)|(?<=are left)|(?<=nothing left)|(?<=has left))"
    r"|\b(?:we|mark) left\b"
    # correct, or exactly
    r"|\bright (?!half|panel|column|row|picture|side|padding)[\w*]+"
    r"|(?<!the )(?<!top )(?<!to )(?<!, )(?<!- \*\*)"
    r"\bright\b(?! half| row|[ -]padd)",
    re.I,
)
_WORD = re.compile(rf"\b({'|'.join(ORDERS)})\b(?!-)", re.I)
_MARK = re.compile(
    r"ordered ([\w ,]+?)(?: in ([\w-]+))?: (?:(\S.*?) ([<>]) (\S.*)|(\S.*))",
    re.S,
)


def orders(text: str) -> list[str]:
    """Return the words of a text that say which of two stands first."""
    return [hit.lower() for hit in _WORD.findall(SPOKEN.sub("", bare(text)))]


def ordered(comment: str) -> list[str]:
    """Return the words of order that a comment gives evidence of."""
    mark = _MARK.fullmatch(comment)
    text = mark[1] if mark else comment
    return [hit.lower() for hit in _WORD.findall(text)]


def is_order(comment: str) -> bool:
    """Tell whether a comment is one of those that are read here."""
    return bool(_MARK.fullmatch(comment))


def stands_as_it_says(lesson: Lesson) -> Iterator[str]:
    """What a comment orders, stands in that order in a cell or the lesson."""
    ids = [cell.get("id") for cell in lesson.nb.cells]
    for name, cell in lesson.text:
        for comment in comments(cell.source):
            if mark := _MARK.fullmatch(comment):
                for problem in _problems(lesson, cell, ids, mark):
                    yield f"{name}: <!-- {comment} -->: {problem}"


def _problems(
    lesson: Lesson, cell: NotebookNode, ids: list[str], mark: re.Match
) -> Iterator[str]:
    place, one, side, other, piece = mark.groups()[1:]
    if place and place not in ids:
        yield f"no cell has the id {place!r}: correct it"
        return
    said = _said(lesson.nb.cells[ids.index(place)]) if place else ""
    if piece:
        for word in ordered(mark.string):
            tells = _IN_CODE.get(word, "(?!)")
            if not re.search(rf"\b{word}\b|{tells}", piece, re.I):
                yield f"{piece!r} does not tell {word!r}: write ONE < OTHER"
        if not holds(said, piece) and piece not in said:
            yield f"this cell does not hold {piece!r}: correct it"
        return
    for word in ordered(mark.string):
        asked = SIDES.get(word, side)
        if place and word in ("above", "below"):
            asked = {"<": ">", ">": "<"}[asked]
        if asked != side:
            yield f"{word!r} asks for {asked}: correct it"
    sides = [cell.get("id") if s == "here" else s for s in (one, other)]
    places = [said.find(s) if place else _place(ids, s) for s in sides]
    if -1 in places:
        lost = sides[places.index(-1)]
        yield f"there is no {lost!r}: correct it"
    elif (places[0] < places[1]) != (side == "<"):
        yield "it is not so: correct the text"


def _place(ids: list[str], name: str) -> int:
    return ids.index(name) if name in ids else -1


def _said(cell: NotebookNode) -> str:
    """Return what a cell holds, and prints, in one line."""
    if cell.cell_type == "markdown":
        return " ".join(plain(cell.source).split())
    return " ".join(f"{cell.source}\n{printed(cell)}".split())
