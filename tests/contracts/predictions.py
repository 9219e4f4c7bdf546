"""Promises on the predictions: they offer choices, and the outputs show one.

CONTRIBUTING.md explains the metadata; `tools.predictions` reads them.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from nbformat import NotebookNode

from tests.contracts.lesson import Lesson, asserted, printed
from tests.contracts.prose import (
    NUMBER_WORDS,
    holds,
    numbers,
    sentences,
    whole,
)
from tools.copies import PREDICTION
from tools.links import plain
from tools.predictions import code_below

FIELDS = {"asks", "in", "open", "reads", "right", "slips", "told"}
CHOICE_FIELDS = {"says", "why", "shown", "if"}
LONGEST, APART, SENTENCE = 46, 12, 210  # letters
_NUMBER = r"[-+\u2212]?\d+(?:,\d{3})*(?:\.\d+)?(?:e[-\u2212+]?\d+)?"
_WORDS = re.compile(
    r"\([\d, ]+\)|(?<!\w)-?\d+(?:,\d{3})*(?:\.\d+)?|[\w.]*\w|%"
)
_IDLE = {*re.findall(r"\w+", "a an the and it is in of to at its by as for")}
# What a condition may call.
_FUNCTIONS = {"abs": abs, "max": max, "min": min, "round": round}


def offers_choices(lesson: Lesson) -> Iterator[str]:
    """Each "Predict first." has one right choice and two or three slips."""
    for place, (name, cell) in _texts(lesson):
        asks, given = PREDICTION in cell.source, cell.metadata.get(_KEY)
        if asks and not any(code_below(lesson.nb.cells, place)):
            yield f"{name}: no code below answers it: move it"
        elif asks and not given:
            yield (
                f"{name}: its prediction has no choices: write them into the "
                "metadata of the cell, as CONTRIBUTING.md explains"
            )
        elif given and cell.source.count(PREDICTION) != 1:
            yield f"{name}: choices want one **Predict first.** in the cell"
        elif given and {*given.get("open", {}).values()} - {"code", "all"}:
            yield f"{name}: `open` says of a cell neither code nor all"
        elif given:
            for problem in _malformed(given):
                yield f"{name}: in `prediction`, {problem}"


def _malformed(given: NotebookNode) -> Iterator[str]:
    right, slips = given.get("right", {}), given.get("slips", [])
    says = [one.get("says", "") for one in (right, *slips)]
    fields = {*given} - FIELDS
    fields |= {field for one in (right, *slips) for field in one}
    for field in sorted(fields - CHOICE_FIELDS):
        yield f"nobody reads {field!r}: correct it"
    if not 2 <= len(slips) <= 3:
        yield f"there are {len(slips)} slips: write two or three"
    if len({*says}) < len(says) or "" in says:
        yield "a choice says nothing, or what another says: correct it"
    for one in says:
        if len(one) > LONGEST:
            yield f"{one!r} is longer than {LONGEST} letters: shorten it"
    lengths = [len(one) for one in says[1:]]
    if not min(lengths) - APART <= len(says[0]) <= max(lengths) + APART:
        yield f"{says[0]!r} is known by its length: make all alike"
    for slip in slips:
        why = slip.get("why", "")
        if len(sentences(why)) != 1 or not why.endswith("."):
            yield f"{slip.get('says')!r} wants one sentence in `why`"
        if len(why) > SENTENCE:
            yield f"the `why` {why[:30]!r} has over {SENTENCE} letters"


def shows_what_is_right(lesson: Lesson) -> Iterator[str]:
    """The cells show the right choice, and none of the slips."""
    for place, (name, cell) in _texts(lesson):
        given = cell.metadata.get(_KEY)
        if not given or [*_malformed(given)]:
            continue
        evidence = Evidence(lesson, place)
        try:
            for choice in (given.right, *given.slips):
                is_right = choice is given.right
                if evidence.shows(choice) != is_right:
                    yield (
                        f"{name}: {choice.says!r} is "
                        f"{'right' if is_right else 'a slip'}, and the cells "
                        f"{evidence.names} {'do not ' * is_right}show it: "
                        "correct the choices, or `shown` or `if` beside them"
                    )
                for number in evidence.unshown(choice):
                    yield (
                        f"{name}: {choice.says!r} has {number}, which neither "
                        "`shown` nor `if` holds, nor what is read: correct it"
                    )
        except EvidenceError as error:
            yield f"{name}: {error}"


def explains_in_its_numbers(lesson: Lesson) -> Iterator[str]:
    """A number with a point or three digits in a `why` is in some cell."""
    sources = [cell.source for _, cell in lesson.code]
    shown = {*numbers("\n".join([lesson.evidence, *sources])).values()}
    for _, (name, cell) in _texts(lesson):
        given = cell.metadata.get(_KEY, {})
        choices = [given.get("right", {}), *given.get("slips", [])]
        for choice in choices:
            said = {*numbers(choice.get("says", "")).values()}
            for text, value in numbers(choice.get("why", "")).items():
                large = not text.isdigit() or value >= 100
                if large and value not in shown | said:
                    yield (
                        f"{name}: no cell holds the number {text} of the "
                        f"`why` of {choice.says!r}: correct it, or print it"
                    )


def answers_in_its_words(lesson: Lesson) -> Iterator[str]:
    """What tells the right choice from a slip, the answer says as well."""
    for place, (name, cell) in _texts(lesson):
        given = cell.metadata.get(_KEY)
        if (
            not given
            or [*_malformed(given)]
            or not {"if", "shown"} & {*given.right}
        ):
            continue  # what it says is what the cells must hold
        answer = _answer(lesson.nb.cells, place)
        told = given.get("told", [answer] if answer else [])
        for piece in [told] if isinstance(told, str) else told:
            if not holds(f"{answer}\n{lesson.evidence}", piece):
                yield f"{name}: nothing below says {piece!r}: correct `told`"
        for slip in given.slips if told else ():
            if not _tells_apart(given.right.says, slip.says, str(told)):
                yield (
                    f"{name}: the answer says no more of {given.right.says!r} "
                    f"than of {slip.says!r}: say it in the words of the right "
                    "choice, or quote in `told` where it is said"
                )


def _answer(cells: list[NotebookNode], place: int) -> str:
    """Return the text below a prediction, to the next one or a heading."""
    texts = []
    for cell in cells[place + 1 :]:
        if cell.cell_type == "markdown":
            text = plain(cell.source)
            ends = re.search(rf"(?m)^#|{re.escape(PREDICTION)}", text)
            texts.append(text[: ends.start()] if ends else text)
            if ends:
                break
    return " ".join(" ".join(texts).split())


def _tells_apart(right: str, slip: str, told: str) -> bool:
    """Tell whether a text has more of what the first says, not the second.

    If both have the same words, their order counts.
    """
    one, other, found = map(_stems, (right, slip, told))
    if {*one} == {*other}:
        pairs = [[*pairwise(words)] for words in (one, other)]
        orders = {
            (a, b)
            for a, b in {*pairs[0], *pairs[1]}
            if a in found and b in found[found.index(a) + 1 :]
        }
        return _share(*pairs, orders) > _share(*pairs[::-1], orders)
    return _share(one, other, found) > _share(other, one, found)


def _share(words: list, others: list, found: Iterable) -> float:
    """Return how many of the words that the others lack are found."""
    own = [word for word in words if word not in others]
    return sum(word in found for word in own) / len(own) if own else 0.5


def _stems(text: str) -> list[str]:
    """Return the words of a text, a shape as one, numbers as digits."""
    words = _WORDS.findall(text.lower())
    return [_stem(word) for word in words if word not in _IDLE]


def _stem(word: str) -> str:
    if word in NUMBER_WORDS:
        return str(NUMBER_WORDS[word])
    if word[0] == "(":
        return word.replace(" ", "")
    if word[-1].isdigit() and word[0] in "-0123456789":
        return f"{float(word.replace(',', '')):g}"
    return word[:5].rstrip("s")


class EvidenceError(Exception):
    """One sentence: what is wrong with `in`, `reads` or a condition."""


@dataclass
class Evidence:
    """What the cells that answer a prediction print and assert."""

    lesson: Lesson
    place: int  # of the text that asks

    def __post_init__(self) -> None:
        cells = self.lesson.nb.cells
        given = cells[self.place].metadata[_KEY]
        self._cells = {cell.get("id"): cell for cell in cells}
        below = [cells[n].get("id") for n in code_below(cells, self.place)]
        self.names = given.get("in", below)
        self._read = given.get("reads", {})

    def shows(self, choice: NotebookNode) -> bool:
        """Tell whether the cells show a choice."""
        if "if" in choice:
            return self._is_true(choice["if"])
        texts = [self._text(name) for name in self.names]
        return all(
            any(holds(text, piece) for text in texts)
            for piece in _pieces(choice)
        )

    def unshown(self, choice: NotebookNode) -> list[str]:
        """Return the numbers that a choice says, and its evidence does not."""
        if not {"if", "shown"} & {*choice}:
            return []  # what it says is what the cells must hold
        pieces = _pieces(choice) if "shown" in choice else []
        forms = self._read.values()
        held = " ".join([choice.get("if", ""), *pieces, *forms])
        known = {*map(float, numbers(held).values()), *self._values().values()}
        return [
            text
            for text, value in numbers(choice.says).items()
            if float(value) not in known
        ]

    def _is_true(self, condition: str) -> bool:
        values = self._values()
        try:
            return bool(
                eval(  # the lessons are ours
                    condition,
                    {"__builtins__": _FUNCTIONS},
                    values,
                )
            )
        except Exception as error:
            raise EvidenceError(
                f"the condition {condition!r} fails ({error}): correct it"
            ) from None

    def _values(self) -> dict[str, float]:
        """Return the numbers that are read: name -> value."""
        found = {}
        for name, form in self._read.items():
            pattern = re.sub(
                r"\\{(\w*)\\}",
                lambda hole: (
                    f"(?P<{hole[1]}>{_NUMBER})"
                    if hole[1]
                    else f"(?:{_NUMBER})"
                ),
                re.escape(" ".join(form.split())),
            )
            hit = re.search(whole(pattern), self._text(name))
            if not hit:
                raise EvidenceError(
                    f"the cell {name!r} does not print {form!r}: correct "
                    "`reads`"
                )
            for key, text in hit.groupdict().items():
                plainly = text.replace(",", "").replace("\u2212", "-")
                found[key] = float(plainly)
        return found

    def _text(self, name: str) -> str:
        if name not in self._cells:
            raise EvidenceError(f"no cell has the id {name!r}: correct it")
        cell = self._cells[name]
        if cell.cell_type == "code":
            return " ".join(f"{printed(cell)} {asserted(cell)}".split())
        return " ".join(plain(cell.source).split())


_KEY = "prediction"


def _texts(lesson: Lesson) -> Iterator[tuple[int, tuple[str, NotebookNode]]]:
    """Yield the text cells with their places among all cells."""
    places = [
        place
        for place, cell in enumerate(lesson.nb.cells)
        if cell.cell_type == "markdown"
    ]
    return zip(places, lesson.text, strict=True)


def _pieces(choice: NotebookNode) -> list[str]:
    """Return the texts that the cells show if the choice is right."""
    shown = choice.get("shown", choice.says)
    return [shown] if isinstance(shown, str) else shown
