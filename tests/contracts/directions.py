"""Promises on comparisons: the word in the text fits two printed numbers.

A comment that no reader sees names the word and both sides, such as
`<!-- compared worse than ridge: AR(2): 0.271 > ridge: 0.213 -->`.
CONTRIBUTING.md explains the forms.
"""

import re
from collections import Counter
from collections.abc import Iterator

from tests.contracts.lesson import Lesson
from tests.contracts.orders import SIDES, is_order, ordered, orders
from tests.contracts.prose import bare, comments, holds, statements
from tools.links import plain

# The sign that a word asks for. Of errors, the smaller is the better one.
_GOOD = "better best ahead beat beats wins"
_BAD = "worse worst behind lost"
_SIGNS = {
    ">": f"{_BAD} larger bigger higher longer slower more above largest "
    "highest longest falls fall fell shrinks shrink shrank over exceed "
    "exceeds",
    "<": f"{_GOOD} smaller lower shorter faster fewer less below smallest "
    "lowest shortest rises rise rose grows grow grew under",
}
SIGNS = {word: sign for sign in _SIGNS for word in _SIGNS[sign].split()}
_TURNED = {">": "<", "<": ">"}

# Ways to speak, and places in the lesson.
_IDIOM = re.compile(
    r"\b(?:once|any|or|one|no|and|is|are) more\b(?! than)|\bmore or less\b"
    r"|\b(?:no|any) longer\b|\bbest known\b|\bAll above\b|\blook\w* ahead\b"
    r"|\b(?:months?|years?|steps?|far) ahead\b(?! of)|\bleft \w*\s?behind\b"
    r"|\bbehind (?:it|you)\b|\blost (?!to\b)",
    re.I,
)
_BESIDE = "far|is|are|was|stays?|lies?|lie|begin|ends?|falls?|all|some"
_PLACES = "above", "below", "over", "under"
_WORDS = "|".join(word for word in SIGNS if word not in _PLACES)
_DIRECTION = re.compile(
    rf"\b(?:{_BESIDE}) (above|below)\b|\b({_WORDS})\b"
    r"|\b(above|below) (?:zero|half|a|that of|the (?:yardstick|noise)|\d+)\b"
    r"|\b(over|under) (?:half|a \w+th|\d+)\b",
    re.I,
)

_MARK = re.compile(
    r"compared ([^:]+?)( \(more is better\))?: (\S.*?) ([<>]) (\S.*)", re.S
)
_EXCUSED = re.compile(r"not compared ([\w ,]+): \S.*", re.S)
_SIDES_ARE = {
    "compared": "a cell prints, up to the number that counts",
    "ordered": "is the id of a cell, or stands in CELL after `in CELL`",
}
_SIDE = re.compile(r"(?:(\d+(?:\.\d+)?) \* )?(.*?(-?\d[\d,]*(?:\.\d+)?)\D*)")


def is_direction(comment: str) -> bool:
    """Tell whether a comment is one of those that are read here."""
    return bool(
        _MARK.fullmatch(comment)
        or _EXCUSED.fullmatch(comment)
        or is_order(comment)
    )


def directions(text: str) -> list[str]:
    """Return the words of a text that say which of two is the greater."""
    found = _DIRECTION.finditer(_IDIOM.sub("", bare(text)))
    return [next(filter(None, hit.groups())).lower() for hit in found]


def claimed(text: str) -> list[str]:
    """Return all words of a text that want a comment, of size or of order."""
    placed = _DIRECTION.sub("", _IDIOM.sub("", bare(text)))
    return [*directions(text), *orders(placed)]


def marks_its_directions(lesson: Lesson) -> Iterator[str]:
    """Each "better", "falls" or "first" has a comment, or is excused."""
    for name, cell in lesson.telling[1:]:
        told = {one: claimed(one) for one in statements(cell.source)}
        need = Counter(word for words in told.values() for word in words)
        have, printed, placed = Counter(), Counter(), Counter()
        for comment in comments(cell.source):
            if mark := _MARK.fullmatch(comment):
                have.update(_named(mark[1]))
            elif mark := _EXCUSED.fullmatch(comment):
                have.update(re.findall(r"\w+", mark[1].lower()))
                continue
            elif is_order(comment):
                have.update(ordered(comment))
                continue
            elif comment.startswith("shown "):  # a cell prints the word
                comment = comment.partition(":")[2]  # without the cell's id
                printed.update(SIGNS[word] for word in directions(comment))
            else:  # a reason, or a number, shows no order
                continue
            placed.update(ordered(comment))
        for word in (need - have).elements():
            if printed[SIGNS.get(word)]:
                printed[SIGNS[word]] -= 1
                continue
            if placed[word]:
                placed[word] -= 1
                continue
            where = next(one for one, words in told.items() if word in words)
            kind, sign = "ordered", SIDES.get(word, "<")
            if word in directions(where):
                kind, sign = "compared", SIGNS[word]
            yield (
                f'{name}: no comment compares for {word!r} in "{where}": '
                f"write <!-- {kind} {word}: ONE {sign} OTHER -->, each side "
                f"what {_SIDES_ARE[kind]}, "
                f"or <!-- not compared {word}: reason -->"
            )
        for word in have - need:
            yield (
                f"{name}: a comment compares for {word!r}, more often than "
                "the text says it: correct one of them"
            )


def _named(phrase: str) -> list[str]:
    alone = phrase.lower()
    return [alone] if alone in {**SIGNS, **SIDES} else directions(phrase)


def compares_as_it_says(lesson: Lesson) -> Iterator[str]:
    """What a comment compares is printed, and is as the word says."""
    sources = [cell.source for _, cell in lesson.code]
    printed = " ".join([lesson.evidence, *sources])
    for name, cell in lesson.text:
        for comment in comments(cell.source):
            if mark := _MARK.fullmatch(comment):
                for problem in _problems(mark, plain(cell.source), printed):
                    yield f"{name}: <!-- {comment} -->: {problem}"


def _problems(mark: re.Match, text: str, printed: str) -> Iterator[str]:
    phrase, more_is_better, left, sign, right = mark.groups()
    if not holds(text.lower(), phrase.lower()):
        yield "the text does not say so: correct one of them"
    for word in _named(phrase):
        asked = SIGNS.get(word) or SIDES[word]
        if bool(more_is_better) != (f"no {word}" in phrase):
            asked = _TURNED[asked]
        if sign != asked:
            yield f"{word!r} asks for {asked}: correct it"
    sides = [_SIDE.fullmatch(side) for side in (left, right)]
    if not all(sides):
        yield "a side has no number: correct it"
        return
    written = [side[2] for side in sides if side[2] != side[3]]  # with words
    for side in written or [left]:
        if not written or not holds(printed, side):
            yield f"no cell prints {side!r}: correct it, or say more of it"
            return
    one, other = map(_value, sides)
    if not (one > other if sign == ">" else one < other):
        yield "it is not so: correct the text"


def _value(side: re.Match) -> float:
    return float(side[1] or 1) * float(side[3].replace(",", ""))
