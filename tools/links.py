"""The text of Markdown cells taken apart: headings, links, pictures."""

import re
from urllib.parse import unquote

_FENCE = re.compile(r"^(```|~~~).*?^\1[ \t]*$", re.M | re.S)
COMMENT = re.compile(r"<!--(.*?)-->", re.S)
SPAN = re.compile(r"(`+)(.+?)\1", re.S)
_LINK = re.compile(
    r"(!?)\[((?:[^\[\]]|\[[^\]]*\])*)\]\(\s*([^()\s]*(?:\([^()]*\)[^()\s]*)*)"
)
_HTML_LINK = re.compile(r'<[^<>]+?\b(?:href|src)="([^"]*)"')


def plain(source: str) -> str:
    """Return a text without fenced code and comments."""
    return COMMENT.sub("", _FENCE.sub("", source))


def headings(source: str) -> list[tuple[int, str]]:
    """Return the headings as (level, text)."""
    found = re.findall(r"^(#{1,6}) +(.*?)[ #]*$", plain(source), re.M)
    return [(len(marks), text) for marks, text in found]


def links(source: str) -> list[str]:
    """Return the targets of all links and images in a Markdown text."""
    text = SPAN.sub("code", plain(source))
    return [hit[2] for hit in _LINK.findall(text)] + _HTML_LINK.findall(text)


def images(source: str) -> list[tuple[str, str]]:
    """Return the images in a Markdown text as (alternative, target)."""
    found = _LINK.findall(SPAN.sub("code", plain(source)))
    return [(" ".join(alt.split()), to) for mark, alt, to in found if mark]


def slug(heading: str) -> str:
    """Return the heading as a link writes it."""
    text = re.sub(r"[^\w\- ]", "", unquote(heading).lower())
    return text.strip().replace(" ", "-")
