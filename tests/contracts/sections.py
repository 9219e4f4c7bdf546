"""Promises on the anatomy of a lesson: its beginning, headings and end."""

import re
from collections.abc import Iterator

from nbformat import NotebookNode

from tests.contracts.lesson import Lesson, Named
from tests.contracts.prose import headings, plain, without_code
from tools.notebooks import LessonError
from tools.readme_map import Head, head

OUTCOMES = range(2, 5)
ENDING = ["What we learned", "Where people trip", "Next"]
TO_WRITE = "To write:"
SHARED_STEMS, STEM = 2, 4  # letters: "turn" and "turned" are one word
_IDLE_WORDS = {
    *["and", "are", "but", "each", "for", "from", "has", "have", "how", "its"],
    *["into", "not", "one", "out", "say", "than", "that", "the", "them"],
    *["then", "they", "this", "was", "were", "what", "when", "which", "who"],
    *["will", "with", "you", "your", "before", "after"],
}


def head_or_none(lesson: Lesson) -> Head | None:
    """Return the announcement, or None where another promise complains."""
    try:
        return head(lesson.nb)
    except LessonError:
        return None


def section(lesson: Lesson, title: str) -> Named:
    """Return the text cells from the heading `title` to the next one."""
    found: Named = []
    for name, cell in lesson.text:
        levels = headings(cell.source)
        if levels and levels[0][0] <= 2:
            if found:
                break
            if levels[0][1] == title:
                found.append((name, cell))
        elif found:
            found.append((name, cell))
    return found


def announces_itself(lesson: Lesson) -> Iterator[str]:
    """It begins with title, outcomes (two to four), needs and time."""
    try:
        found = head(lesson.nb)
    except LessonError as error:
        yield f"the first cell: {error}"
        return
    name = lesson.text[0][0]
    if len(found.outcomes) not in OUTCOMES:
        yield (
            f"{name}: **You will** has {len(found.outcomes)} outcomes: write "
            "two to four, with ' · ' between them"
        )
    if lesson.tagged("exercise") and not found.exercises:
        yield (
            f"{name}: **Time** has no word on the exercises: write "
            f"`{found.reading} minutes, 10 more for the exercises.`"
        )


def has_one_title(lesson: Lesson) -> Iterator[str]:
    """There is one heading of the first level."""
    titles = [
        n for n, c in lesson.text for k, _ in headings(c.source) if k == 1
    ]
    for name in titles[1:]:
        yield f"{name}: it has a second title: begin a section with `## `"


def skips_no_heading_level(lesson: Lesson) -> Iterator[str]:
    """A heading is one level below the heading before, at most."""
    before = 0
    for name, cell in lesson.text:
        for level, text in headings(cell.source):
            if level > before + 1:
                yield (
                    f"{name}: the heading {text!r} has level {level} after "
                    f"level {before}: write it with {'#' * (before + 1)}"
                )
            before = level


def ends_with_a_recap(lesson: Lesson) -> Iterator[str]:
    """It ends with *What we learned*, *Where people trip* and *Next*."""
    titles = [
        t for _, c in lesson.text for k, t in headings(c.source) if k == 2
    ]
    if titles[-3:] != ENDING:
        yield (
            f"the notebook: it ends with the sections {titles[-3:]}: "
            f"end it with {ENDING}"
        )
    for title in ENDING:
        for name, cell in section(lesson, title)[:1]:
            if not plain(cell.source).partition("\n")[2].strip():
                yield f"{name}: the section is empty: write it"


def repeats_its_outcomes(lesson: Lesson) -> Iterator[str]:
    """Each outcome comes again as a bullet of *What we learned*."""
    found, recap = head_or_none(lesson), section(lesson, "What we learned")
    if not found or not recap:
        return
    bullets = [bullet for _, cell in recap for bullet in _bullets(cell)]
    for outcome in found.outcomes:
        words = _stems(outcome)
        if all(len(words & _stems(b)) < SHARED_STEMS for b in bullets):
            yield (
                f"{recap[0][0]}: no bullet repeats the outcome {outcome!r}: "
                "write one with the same words"
            )
    if len(bullets) < len(found.outcomes):
        yield (
            f"{recap[0][0]}: {len(found.outcomes)} outcomes, but "
            f"{len(bullets)} bullets: write one for each"
        )


def is_written(lesson: Lesson) -> Iterator[str]:
    """No cell holds what `make new` tells the author to write there."""
    for name, cell in lesson.text + lesson.code:
        if TO_WRITE in cell.source:
            yield (
                f"{name}: it says {TO_WRITE!r}: write it, and take that "
                "paragraph out"
            )


def _bullets(cell: NotebookNode) -> list[str]:
    return re.findall(r"^[-*] +(.+(?:\n +.+)*)", plain(cell.source), re.M)


def _stems(text: str) -> set[str]:
    words = re.findall(r"\w+", text.lower() + without_code(text).lower())
    return {
        word[:STEM]
        for word in words
        if (len(word) > 2 or word in ("2d", "3d")) and word not in _IDLE_WORDS
    }
