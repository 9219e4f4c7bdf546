"""Promises on the text cells: links that lead, pictures that are described."""

import re
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from nbformat import NotebookNode

from tools.links import SPAN, headings, images, links, plain, slug
from tools.validate.config import Config
from tools.validate.promises import Told, promise
from tools.validate.reading import Notebook

_ROW = re.compile(r"([^\w\s])\1{3,}")
_MATH = re.compile(r"\$\$.+?\$\$|\$[^$\n]+\$", re.S)
_IMG = re.compile(r"<img\b[^<>]*>", re.I)
_ALT = re.compile(r"""\balt\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.I)
_ANCHOR = re.compile(r"""<[^<>]*?\b(?:id|name)\s*=\s*["']?([^"'\s>]+)""", re.I)
_FILE = re.compile(r"(?i)\S+\.(?:png|jpe?g|gif|svg|webp)|image ?\d*")
# Where a link of Colab's leads is known to Colab alone.
_COLAB = "scrollTo="


@promise("link", "warning")
def leads_somewhere(notebook: Notebook, config: Config) -> Told:
    """Links lead to files, headings and attachments that are there."""
    texts = [_tamed(cell, config) for _, cell in notebook.text]
    own = {slug(text) for source in texts for _, text in headings(source)}
    own |= {slug(name) for source in texts for name in _ANCHOR.findall(source)}
    for place, cell in notebook.text:
        source = _MATH.sub("", _tamed(cell, config))
        for target in sorted(set(links(source))):
            if what := _lost(target, notebook, cell, own):
                yield place, f"the link {target[:80]!r} {what}"


def _tamed(cell: NotebookNode, config: Config) -> str:
    """Return a text in which nothing makes a pattern search for minutes."""
    return _ROW.sub(r"\1\1\1", cell.source[: config.cell_characters])


def _lost(
    target: str, notebook: Notebook, cell: NotebookNode, own: set
) -> str:
    try:
        parts = urlsplit(target)
    except ValueError:
        return "is no address: correct it"
    if parts.scheme == "attachment":
        there = cell.get("attachments", {})
        if unquote(parts.path) not in there and parts.path not in there:
            return "leads to no attachment of its cell: attach it again"
    elif parts.scheme or parts.netloc:
        return ""  # beyond this machine; nobody is asked
    elif not parts.path:
        is_known = parts.fragment.startswith(_COLAB) or (
            slug(parts.fragment) in own | {""}
        )
        return "" if is_known else "leads to no heading: correct it"
    elif not _is_there(notebook.path.parent / unquote(parts.path)):
        return "leads to no file: correct it, or add the file"
    return ""


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # no file can have so long a name
        return False


@promise("alt", "warning")
def describes_its_pictures(notebook: Notebook, config: Config) -> Told:
    """Each picture in a text has an alternative that is more than its file."""
    for place, cell in notebook.text:
        source = _tamed(cell, config)
        text = SPAN.sub("code", plain(source))
        found = images(source)
        for tag in _IMG.findall(text):
            alt = _ALT.search(tag)
            found.append(("".join(alt.groups("")) if alt else "", tag))
        for alt, to in found:
            name = PurePosixPath(unquote(to)).stem
            if not alt.strip() or alt == name or _FILE.fullmatch(alt):
                yield (
                    place,
                    f"the picture {to[:60]!r} has the alternative {alt!r}: "
                    "say in a sentence what is on it",
                )
