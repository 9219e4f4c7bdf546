"""By what a page tells the answers to an exercise apart, and their hints.

Enumerated are the rows that slips give, sets of letters, stretches of numbers.
Of all other rows one of each sort is tried: so long, with these places right.
"""

import json
import math
from collections.abc import Callable, Iterator
from itertools import combinations, islice, pairwise, permutations, product
from string import ascii_uppercase
from typing import Any, NamedTuple

from helpers.checks.engine import Question, verdict
from tools.notebooks import LessonError

STRANGE = 1_000_003  # stands in no question, nor do those after it
LONGEST = 8  # entries of a row that are counted
FAR = 2**40  # beyond every answer
MOST, MOST_BINS = 500, 10_000  # stretches of numbers, and what one may span

Hint = str  # "" is the tick
Stretch = tuple[float, float, Hint]  # of numbers: from, to
Keys = dict[str, Hint | list[Stretch]]  # what is looked up -> what is said
# With the hints for what is not found, and sizes that a page needs.
Found = tuple[Keys, dict[str, Hint], dict[str, float]]


class Exercise(NamedTuple):
    """A declared exercise, and what its notebook says of a Python value."""

    name: str
    number: int
    sizes: dict[str, Any]
    asked: Question
    read: Callable[[object], Any]

    @property
    def kind(self) -> str:
        """Return the name of its reader, or of the function that made it."""
        return getattr(self.read, "__qualname__", "").partition(".")[0]

    @property
    def answers(self) -> list[Any]:
        """Return the right answer and those that slips give."""
        wrong = [answer for answer, _ in self.asked.slips]
        return [one for one in (self.asked.right, *wrong) if one is not None]

    def hint(self, answer: object) -> Hint:
        """Return the hint for any answer."""
        return verdict(answer, lambda one: self.asked.hint(self.read(one)))[1]


# Rows: shapes, lists of numbers, words, letters


def row_keys(one: Exercise) -> Found:
    """Return the keys of rows.

    A page looks for the row itself, for its length, and for the places that
    are right; or for what it is if sorted, where an order is asked for.
    """
    right = [*one.read(one.asked.right)]
    keys: Keys = {
        f"is {text(one.read(row))}": one.hint(row)
        for row in _known_rows(one, right)
    }
    odd: list = [*range(STRANGE, STRANGE + LONGEST)]
    if one.kind in ("words", "letters"):
        odd = ["?"] * LONGEST
    elif one.kind == "shapes":
        odd = [(size,) for size in odd]
    other = {"other": one.hint(odd)}
    n = len(right)
    if one.asked.accepts:
        first = one.sizes["sequences"]
        begin, rest = right[:first], sorted(right[first:])
        mixed = f"mix {text(sorted(right))}"
        keys[mixed] = one.hint(rest + begin)
        keys[f"{mixed} {text(sorted(begin))}"] = one.hint(begin + rest)
        return keys, other, {"first": first}
    for k in {*range(LONGEST)} - {n}:
        keys[f"long {k}"] = one.hint(odd[:k])
    for keep in {*product("01", repeat=n)} - {("1",) * n}:
        row = [right[at] if keep[at] == "1" else odd[at] for at in range(n)]
        keys[f"places {''.join(keep)}"] = one.hint(row)
    for at, part in enumerate(right):
        keys[f"at {at} {text(part)}"] = ""  # only whether it is there counts
    return keys, other, {}


def _known_rows(one: Exercise, right: list) -> Iterator[Any]:
    """Yield the rows that are known one by one."""
    yield from one.answers
    if one.kind == "words":
        known = {word for row in one.answers for word in row}
        yield from product(sorted(known), repeat=len(right))
    elif one.kind == "letters":
        unknown = one.hint(["?"])
        known = [c for c in ascii_uppercase if one.hint(c) != unknown]
        for n in range(1, len(known) + 1):
            yield from combinations(known, n)
    elif one.asked.accepts:
        n = one.sizes["sequences"]
        batches = [right[at : at + n] for at in range(0, len(right), n)]
        for turn in permutations(range(n)):
            yield [batch[at] for batch in batches for at in turn]


def text(row: Any) -> str:
    """Return the text of a row that was read, True being one."""
    if isinstance(row, (set, tuple, list)):
        parts = sorted(row) if isinstance(row, set) else row
        return f"[{','.join(map(text, parts))}]"
    return json.dumps(int(row) if isinstance(row, bool) else row)


# Numbers


def number_keys(one: Exercise) -> Found:
    """Return the keys of numbers: the bins of equal width they lie in.

    A bin holds stretches, which are measured in widths from its lower end.
    """
    is_whole = one.kind == "whole"
    steps = [1] if is_whole else [0.25**k for k in range(1, 13)]
    near = [step for one in steps for step in (-one, one)]
    tried = {-FAR, -1, 0, 1, FAR, *one.answers}
    tried |= {answer + step for answer in one.answers for step in near}
    if not is_whole:  # what lies between answers that are alike
        ordered = sorted(one.answers)
        tried |= {(low + high) / 2 for low, high in pairwise(ordered)}
    found = [*islice(_stretches(one.hint, sorted(tried), is_whole), MOST)]
    if len(found) == MOST:
        raise _too_much(one, f"changes {MOST} times from number to number")
    below, other = found[0][2], found[-1][2]
    width, edge = 1.0, -float(FAR)
    if not is_whole:
        narrow = [b - a for a, b, hint in found if hint not in (below, other)]
        width = _power(max(narrow) or 1)
    if below != other:  # from the edge on all is in bins
        edge = found[1][0]
        edge = edge if is_whole else -_power(abs(edge))
    keys: dict[str, Any] = {}
    for low, high, hint in found:
        if hint == other:
            continue
        ends = max(low, edge) / width, high / width
        if ends[1] - ends[0] > MOST_BINS:
            raise _too_much(one, f"holds from {low} to {high}")
        for at in range(math.floor(ends[0]), math.floor(ends[1]) + 1):
            part = (max(ends[0] - at, 0), min(ends[1] - at, 1), hint)
            keys.setdefault(f"at {at}", []).append(part)
    for key, parts in keys.items():
        if is_whole or parts[0][:2] == (0, 1):
            keys[key] = parts[0][2]  # the bin is full
    return (
        keys,
        {"other": other, "below": below},
        {"width": width, "edge": edge},
    )


def _too_much(one: Exercise, does: str) -> LessonError:
    return LessonError(
        f"checks.{one.name}: its hint {does}, which no table on a page can "
        "hold. Let it say of a wrong answer only on which side of some bound "
        "it lies, without an end."
    )


def _power(number: float) -> float:
    """Return the next power of two: to divide by it is exact."""
    return 2.0 ** math.ceil(math.log2(number))


def _stretches(
    hint: Callable[[float], Hint], tried: list[float], is_whole: bool
) -> Iterator[Stretch]:
    """Yield the stretches of numbers with one hint, from first to last tried.

    Between neighbours with different hints the place where it changes is
    looked for, as exactly as numbers can be told apart.
    """
    begin, said = tried[0], hint(tried[0])
    for low, high in pairwise(tried):
        while hint(high) != said:
            end = high
            while True:
                middle = (low + end) // 2 if is_whole else (low + end) / 2
                if middle in (low, end):
                    break
                if hint(middle) == said:
                    low = middle
                else:
                    end = middle
            yield begin, low, said
            begin, said, low = end, hint(end), end
    yield begin, tried[-1], said
