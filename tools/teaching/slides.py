"""Slides of a lesson: one idea a slide, its cell, its figure; and its votes.

A slide is 1280 by 720. What stands on it is counted in lines, and what would
be too high begins a new one; a test looks at all of them in a browser.
"""

import ast
import math
import re
from dataclasses import dataclass, field

from tools import notebooks
from tools.copies import PREDICTION
from tools.predictions import Prediction, code_below
from tools.teaching.parts import (
    LETTERS,
    Lesson,
    Part,
    inline,
    paragraphs,
    question,
    sentences,
    words,
)

HIGH = 560  # pixels below the title
HIGH_VOTE = 520  # with the three steps below
LINE = {"code": 31, "printed": 31, "text": 44}
ACROSS = {"code": 78, "printed": 78, "text": 62}  # characters
GAP = 34  # around a part
LEAST = 380  # of a picture
SMALL = 16  # lines; what is longer is set smaller
SMALLEST = 20  # lines of that on a slide
LONG = 34  # words of a paragraph that is shown as it is
NO_SLIDE = {"check", "progress", "solution", "stated"}
VOTE = (
    "Vote: all alone, about a minute, by letter. Say nothing of the result. "
    "Talk: two minutes with somebody who chose another letter. Vote again, "
    "then go on; the right one is {}."
)


@dataclass
class Slide:
    """What is shown, as HTML from the top, and the notes of the speaker."""

    kind: str  # title, cells, words, vote or verdict
    title: str
    parts: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    high: int = 0  # pixels
    asked: Prediction | None = None
    number: int = 0  # of its vote


class Deck:
    """The slides of a lesson as they are made, from the top."""

    def __init__(self, lesson: Lesson) -> None:
        self.lesson = lesson
        self.slides: list[Slide] = []
        self.title = lesson.head.title
        self.waiting: list[str] = []  # paragraphs for the next slide
        # Votes that wait for what answers: their cells still to run.
        self.voting: dict[str, set[str]] = {}
        opened = self.add("title")
        opened.parts = [
            "<ul>",
            *(f"<li>{inline(one)}</li>" for one in lesson.head.outcomes),
            "</ul>",
        ]
        for part in lesson.parts[1:]:
            self.take(part)
        self.flush()
        self.judge()

    def add(self, kind: str, **facts: object) -> Slide:
        """Begin a slide."""
        self.slides.append(Slide(kind, inline(self.title), **facts))
        return self.slides[-1]

    def take(self, part: Part) -> None:
        """Put a part of the lesson where it belongs."""
        if part.cell.id in ("title", "start") or _only_imports(part):
            return
        if NO_SLIDE.intersection(part.tags):
            return
        if part.kind in ("heading", "text"):
            judged = self.judge()
            if part.kind == "heading":
                self.flush()
                self.title = part.source.lstrip("# ")
            else:
                self.text(part, judged)
            return
        for needed in self.voting.values():
            needed.discard(part.cell.id)
        if part.kind == "code":
            self.code(part)
        else:
            self.output(part)

    def text(self, part: Part, judged: bool) -> None:
        """Keep paragraphs until it is known what follows; or ask.

        The first one below a prediction says what the choices say: a note.
        """
        asked = self.lesson.asks(part.cell)
        if not asked or PREDICTION not in part.source:
            first, *others = paragraphs(part.source)
            goes_on = others and not re.search(r"[.?!)*_]$", first)
            if judged and _is_plain(first) and not goes_on:
                self.slides[-1].notes.append(words(first))
            else:
                others.insert(0, first)
            self.waiting += others
            return
        before = part.source.partition(PREDICTION)[0]
        self.waiting += paragraphs(before)
        self.vote(asked)

    def vote(self, asked: Prediction) -> None:
        """Show the question and its choices."""
        number = self.lesson.number(asked)
        text = question(asked)
        told = [text] + [asked.asks] * (asked.asks != text)
        told += [4 * " " + one.says for one in asked.choices]
        told += map(_short, self.waiting)
        fits = sum(_high("text", one) for one in told) < HIGH_VOTE
        above = self.waiting if fits and all(map(_is_plain, told)) else []
        if above:
            self.waiting = []
        self.flush()
        cells = {cell.id: cell for cell in self.lesson.nb.cells}
        for part in self.lesson.parts:  # what one has to see to choose
            opened = cells[asked.cell].metadata["prediction"].get("open", {})
            if part.cell.id in opened and asked.cell not in part.answers:
                self.put(self.add("cells", asked=asked), part)
        slide = self.add("vote", asked=asked, number=number)
        slide.parts += [words(_short(one)) for one in above]
        slide.parts.append(words(text))
        if asked.asks != text:
            slide.parts.append(f'<p class="asks">{inline(asked.asks)}</p>')
        items = [f"<li>{inline(one.says)}</li>" for one in asked.choices]
        slide.parts.append(f'<ol class="choices">{"".join(items)}</ol>')
        right = [one.is_right for one in asked.choices].index(True)
        slide.notes.append(f"<p>{VOTE.format(LETTERS[right])}</p>")
        slide.notes += [words(one) for one in above if _short(one) != one]
        slide.notes.append(words(asked.question))
        self.voting[asked.cell] = self.evidence(asked)

    def evidence(self, asked: Prediction) -> set[str]:
        """Return the cells that have to run before the answer is known."""
        cells = self.lesson.nb.cells
        place = [cell.id for cell in cells].index(asked.cell)
        given = cells[place].metadata["prediction"]
        named = {*given.get("in", []), *given.get("reads", {})}
        below = {cells[at].id for at in code_below(cells, place)}
        shown = {
            cell.id
            for cell in notebooks.code_cells(self.lesson.nb)
            if not NO_SLIDE.intersection(cell.metadata.get("tags", []))
        }
        after = {cell.id for cell in cells[place:]}
        return (named & after & shown) or below & shown

    def judge(self) -> bool:
        """Show of each answered vote which choice was right; tell if any."""
        known = [name for name, needed in self.voting.items() if not needed]
        for name in known:
            del self.voting[name]
            asked = next(a for a in self.lesson.asked if a.cell == name)
            number = self.lesson.number(asked)
            slide = self.add("verdict", asked=asked, number=number)
            items = [
                f'<li class="right"><b>{inline(one.says)}</b></li>'
                if one.is_right
                else f"<li>{inline(one.says)}<p>{inline(one.why)}</p></li>"
                for one in asked.choices
            ]
            slide.parts = [f'<ol class="choices">{"".join(items)}</ol>']
        return bool(known)

    def told(self, paragraph: str, last: bool = False) -> str:
        """Return what a slide shows of a paragraph: all of an exercise."""
        if self.title.startswith("Exercise "):
            return paragraph
        return _short(paragraph, last)

    def answered(self, part: Part) -> Prediction | None:
        """Return the vote that waits for what a part shows, if any."""
        return next(
            (
                asked
                for asked in self.lesson.asked
                if asked.cell in self.voting and part.cell.id in asked.answers
            ),
            None,
        )

    def code(self, part: Part) -> None:
        """Begin a slide with a cell, and the sentence that leads to it."""
        lead = self.waiting.pop() if self.waiting else ""
        told = self.told(lead, last=lead.endswith(":"))
        high = _high("text", told) + _high("code", part.source)
        if lead and (not _is_plain(lead) or high > HIGH):
            self.waiting.append(lead)
            lead = ""
        self.flush()
        slide = self.add("cells", asked=self.answered(part))
        if lead:
            slide.parts.append(f'<p class="lead">{inline(told)}</p>')
            slide.high += _high("text", told)
            if told != lead:
                slide.notes.append(words(lead))
        self.put(slide, part)

    def output(self, part: Part) -> None:
        """Put what a cell shows below it, or on a slide of its own."""
        slide = self.slides[-1]
        if part.kind == "picture":
            if slide.high + LEAST > HIGH or _has_picture(slide):
                slide = self.add("cells", asked=self.answered(part))
            self.put(slide, part)
            return
        lines = part.source.split("\n")
        for at in range(0, len(lines), SMALLEST):
            piece = "\n".join(lines[at : at + SMALLEST])
            if slide.high + _high("printed", piece) > HIGH:
                slide = self.add("cells", asked=self.answered(part))
            text = part.html
            if len(lines) > SMALLEST:
                text = f'<pre class="printed" tabindex="0">{piece}</pre>'
            self.put(slide, Part("printed", piece, text, part.cell))

    def put(self, slide: Slide, part: Part) -> None:
        """Put a part on a slide."""
        text, high = part.html, _high(part.kind, part.source)
        if part.kind != "picture" and high > SMALL * LINE["printed"] + GAP:
            text = text.replace('<pre class="', '<pre class="small ')
        slide.parts.append(text)
        slide.high += high

    def flush(self) -> None:
        """Show the paragraphs that wait, a long one by its first sentence.

        The first of them may stand below the cell that they explain.
        """
        slide = self.slides[-1]
        if slide.title != inline(self.title) or slide.kind != "cells":
            slide = None
        for paragraph in self.waiting:
            told = paragraph
            if _is_plain(paragraph):
                told = self.told(paragraph)
            for piece in _pieces(told):
                high = _high("text", piece)
                if slide is None or slide.high + high > HIGH:
                    slide = self.add("words")
                slide.parts.append(words(piece))
                slide.high += high
            if told != paragraph:
                slide.notes.append(words(paragraph))
        self.waiting = []


def votes(slides: list[Slide]) -> list[Slide]:
    """Return the votes of a deck: what is asked about, vote, answer."""
    found = slides[:1]
    for at, slide in enumerate(slides):
        before = slides[at - 1]
        if slide.kind == "vote" and before.kind in ("cells", "words"):
            while before.asked is slide.asked:  # the code that one has to see
                before = slides[slides.index(before) - 1]
            found += [before] * (before not in found)
        if slide.asked:
            found.append(slide)
    return found


def _only_imports(part: Part) -> bool:
    lines = part.source if part.kind == "code" else ""
    found = ast.parse(lines).body
    return bool(found) and all(
        isinstance(one, (ast.Import, ast.ImportFrom)) for one in found
    )


def _has_picture(slide: Slide) -> bool:
    return any("<img" in part for part in slide.parts)


def _is_plain(paragraph: str) -> bool:
    return not re.match(r"([-*>|]|\d+\.|```) ?\S?", paragraph) or (
        paragraph.startswith(("**", "*")) and not paragraph.startswith("* ")
    )


def _short(paragraph: str, last: bool = False) -> str:
    """Return a paragraph if it is short, else the first or last of it.

    These are whole sentences, one at least; a remark in brackets stays whole.
    """
    found = sentences(paragraph)
    at = -1 if last else 0
    told = [found.pop(at)]
    while found and len(" ".join([*told, found[at]]).split()) <= LONG:
        told.append(found.pop(at))
    text = " ".join(told[::-1] if last else told)
    return text if text.count("(") == text.count(")") else paragraph


def _pieces(text: str) -> list[str]:
    """Return a list or a table in pieces that fit on a slide."""
    if text.startswith("|"):
        above, rule, *items = text.split("\n")
        head = [above, rule]
    elif re.match(r"([-*]|\d+\.) ", text):
        head, items = [], re.split(r"\n(?=(?:[-*]|\d+\.) )", text)
    else:
        return [text]
    pieces = [[*head]]
    for item in items:
        longer = "\n".join([*pieces[-1], item])
        if len(pieces[-1]) > len(head) and _high("text", longer) > HIGH:
            pieces.append([*head])
        pieces[-1].append(item)
    return ["\n".join(piece) for piece in pieces]


def _high(kind: str, source: str) -> int:
    """Return how high a part is on a slide, at most."""
    if kind == "picture":
        return LEAST + GAP
    lines = source.split("\n")
    if kind == "text" and _is_plain(source):
        lines = [" ".join(source.split())]
    if source.startswith("|"):  # a row is as high as its longest column
        longest = [max(map(len, one.split("|"))) * 3 // 2 for one in lines]
        lines = [one.ljust(n) for one, n in zip(lines, longest, strict=True)]
    count = sum(max(1, math.ceil(len(one) / ACROSS[kind])) for one in lines)
    if kind != "text" and count > SMALL:
        return HIGH
    return count * LINE[kind] + GAP
