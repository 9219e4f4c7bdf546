"""Promises on the anatomy of a lesson: its beginning, headings and end."""

import re
from collections.abc import Iterator

from tests.contracts.lesson import Lesson, Named
from tests.contracts.prose import without_code
from tools.links import headings, plain
from tools.notebooks import LessonError
from tools.readme_map import Head, head

ENDING = ["What we learned", "Where people trip", "Next"]
TO_WRITE = "To write:"
SHARED_STEMS, STEM = 2, 4  # letters: "turn" and "turned" are one word
_IDLE_WORDS = """and are but each for from has have how its into not one out
say than that the them then they this was were what when which who will with
you your before after"""


def head_or_none(lesson: Lesson) -> Head | None:
    """Return the announcement, or None where another promise complains."""
    try:
        return head(lesson.nb)
    except LessonError:
        return None


def section(lesson: Lesson, title: str) -> Named:
    """Return the text cells from the heading `title` to the next one."""
    found: Named = []
    inside = False
    for name, cell in lesson.text:
        levels = headings(cell.source)
        if levels and levels[0][0] <= 2:
            if found:
                break
            inside = levels[0][1] == title
        if inside:
            found.append((name, cell))
    return found


def _headings(lesson: Lesson) -> list[tuple[str, int, str]]:
    return [(n, k, t) for n, c in lesson.text for k, t in headings(c.source)]


def announces_itself(lesson: Lesson) -> Iterator[str]:
    """It begins with title, outcomes (two to four), needs and time."""
    try:
        found = head(lesson.nb)
    except LessonError as error:
        yield f"the first cell: {error}"
        return
    name = lesson.text[0][0]
    if not 2 <= len(found.outcomes) <= 4:
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
    titles = [name for name, level, _ in _headings(lesson) if level == 1]
    for name in titles[1:]:
        yield f"{name}: it has a second title: begin a section with `## `"


def skips_no_heading_level(lesson: Lesson) -> Iterator[str]:
    """A heading is one level below the heading before, at most."""
    before = 0
    for name, level, text in _headings(lesson):
        if level > before + 1:
            yield (
                f"{name}: the heading {text!r} has level {level} after "
                f"level {before}: write it with {'#' * (before + 1)}"
            )
        before = level


def ends_with_a_recap(lesson: Lesson) -> Iterator[str]:
    """It ends with *What we learned*, *Where people trip* and *Next*."""
    titles = [text for _, level, text in _headings(lesson) if level == 2]
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
    bullets = [
        bullet
        for _, cell in recap
        for bullet in re.findall(
            r"^[-*] +(.+(?:\n +.+)*)", plain(cell.source), re.M
        )
    ]
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


def _stems(text: str) -> set[str]:
    words = re.findall(r"\w+", text.lower() + without_code(text).lower())
    return {
        word[:STEM]
        for word in set(words) - set(_IDLE_WORDS.split())
        if len(word) > 2 or word in ("2d", "3d")
    }


def is_written(lesson: Lesson) -> Iterator[str]:
    """No cell holds what `make new` tells the author to write there."""
    for name, cell in lesson.text + lesson.code:
        if TO_WRITE in cell.source:
            yield (
                f"{name}: it says {TO_WRITE!r}: write it, and take that "
                "paragraph out"
            )
