"""Promises on links: they lead somewhere, and from lesson to lesson."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

from tests.contracts.lesson import Lesson
from tests.contracts.prose import comments, holds, without_code
from tests.contracts.sections import head_or_none, section
from tools.links import headings, links, plain, slug
from tools.notebooks import ROOT, lessons, read

_NUMBERED = re.compile(
    r"(?:\blessons? (\d\d):? )?\[(?:lesson )?(\d\d)?\b[^\]]*\]"
    r"\((?:\.\./notebooks/)?(\d\d)_\w+\.ipynb",
    re.I,
)
_LESSONS = re.compile(r"\b[Ll]essons?((?:(?:,| and| to)? \d\d\b)+)")
_TWO = re.compile(r"\d\d").findall
_LINKED = re.compile(r"\[[^\]]*\]")
_HOLDS = re.compile(r"lesson (\d\d): (\S.*)", re.S)


def broken(source: str, path: Path, own: list[str]) -> Iterator[str]:
    """Yield a sentence on each link that leads nowhere.

    The Markdown text `source` stands in the file `path`, which has the
    headings `own`.
    """
    for target in links(source):
        parts = urlsplit(target)
        if parts.scheme or parts.netloc:
            if parts.scheme != "https" or "." not in (parts.hostname or ""):
                yield f"the link {target!r} is no https address: correct it"
            continue
        file = (path.parent / unquote(parts.path)).resolve()
        inside = file.exists() and file.is_relative_to(ROOT.resolve())
        if parts.path and not inside:
            yield (
                f"the link {target!r} leads to no file of the repository: "
                "correct it"
            )
        elif parts.fragment:
            known = _headings_in(file) if parts.path else own
            if slug(parts.fragment) not in map(slug, known):
                yield (
                    f"the link {target!r} leads to no heading: write one of "
                    "them in lower case, with - for each space"
                )


def misnumbered(source: str) -> Iterator[str]:
    """Yield a sentence on each link that calls a lesson by another number."""
    for before, inside, number in _NUMBERED.findall(plain(source)):
        for said in {before, inside} - {"", number}:
            yield (
                f"a link says lesson {said} and leads to {number}: correct it"
            )


def _headings_in(file: Path) -> list[str]:
    if file.suffix == ".ipynb":
        cells = [c for c in read(file).cells if c.cell_type == "markdown"]
        sources = [cell.source for cell in cells]
    else:
        sources = [file.read_text(encoding="utf-8")]
    return [text for source in sources for _, text in headings(source)]


def _files(source: str) -> set[str]:
    return {target.partition("#")[0] for target in links(source)}


def has_no_broken_links(lesson: Lesson) -> Iterator[str]:
    """Links lead to files and headings that exist, or to https addresses."""
    own = [text for _, c in lesson.text for _, text in headings(c.source)]
    for name, cell in lesson.text:
        for problem in broken(cell.source, lesson.path, own):
            yield f"{name}: {problem}"


def calls_lessons_by_their_numbers(lesson: Lesson) -> Iterator[str]:
    """The number beside a link to a lesson is that of its file."""
    for name, cell in lesson.text:
        for problem in misnumbered(cell.source):
            yield f"{name}: {problem}"


def links_to_what_it_needs(lesson: Lesson) -> Iterator[str]:
    """**You need** links to the lesson before, and to each that it names."""
    head = head_or_none(lesson)
    if head is None:
        return
    told = re.sub(r"\([^)]*\)", "", head.needs)
    before = lesson.neighbour(-1)
    needed = {
        path.name
        for path in lesson.series
        if path == before or re.search(rf"\b{path.name[:2]}\b", told)
    }
    for name in sorted(needed - _files(head.needs)):
        yield (
            f"{lesson.text[0][0]}: **You need** does not link to {name}: "
            f"write [lesson {name[:2]}]({name})"
        )


def links_to_the_next(lesson: Lesson) -> Iterator[str]:
    """*Next* links to the lesson after this one."""
    after, found = lesson.neighbour(1), section(lesson, "Next")
    if after is None or not found:
        return
    if all(after.name not in _files(cell.source) for _, cell in found):
        yield (
            f"{found[0][0]}: it does not link to the next lesson: write "
            f"[its title]({after.name})"
        )


def names_lessons_for_what_they_hold(lesson: Lesson) -> Iterator[str]:
    """A lesson that is named is linked, or holds what a comment says."""
    known = {path.name[:2]: path for path in lessons()}
    for name, cell in lesson.telling[1:]:
        text = _LINKED.sub("", without_code(plain(cell.source)))
        named = {n for one in _LESSONS.findall(text) for n in _TWO(one)}
        linked = {one.rpartition("/")[2][:2] for one in _files(cell.source)}
        marks = [_HOLDS.fullmatch(one) for one in comments(cell.source)]
        held = {mark[1]: mark[2] for mark in marks if mark}
        for number in sorted(named - linked - {*held}):
            yield (
                f"{name}: no comment says what lesson {number} holds: link "
                f"to it, or write <!-- lesson {number}: WORDS OF IT -->"
            )
        for number, piece in held.items():
            path = known.get(number)
            if number not in named:
                yield f"{name}: it names no lesson {number}: correct one"
            elif path is None or path == lesson.path:
                yield f"{name}: there is no other lesson {number}: correct it"
            elif not holds(_all_of(path), piece):
                yield f"{name}: lesson {number} has no {piece!r}: correct it"


def is_lesson(comment: str) -> bool:
    """Tell whether a comment says what a lesson holds."""
    return bool(_HOLDS.fullmatch(comment))


@cache
def _all_of(path: Path) -> str:
    return "\n".join(plain(cell.source) for cell in read(path).cells)
