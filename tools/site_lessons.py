"""The page of a lesson on the site: its notebook as Markdown for Sphinx.

Each cell stands in a `<div class="cell" data-cell="ID">`, a text with a
heading in one for each part between headings. A code cell's has the source,
then its outputs in a `<div class="outputs">`.

Below a text that asks for a prediction come its choices, and in place of a
check cell the field for its answer. Their scripts and styles stand in
`site/static/`: NAME.js and NAME.css are loaded on each page with an element of
the class NAME (- for _).
"""

import base64
import html
import re
from collections.abc import Iterator

from nbformat import NotebookNode

from helpers.figures.numbers import SUMMARY
from tools import page_answers, predictions
from tools.copies import answer_end
from tools.page import is_prose

FENCE = re.compile(r"^(```|~~~)", re.M)
PREDICT = re.compile(r"^\*\*Predict first\.\*\*.*?(?=\n\s*\n|\Z)", re.M | re.S)
OUTCOMES = re.compile(r"(?m)^(\*\*You will\*\*) (.+ · .+)\.$")
# In an interactive output: what runs it, its picture, and what to do with it.
_SCRIPT = re.compile(r"<script.*?</script>", re.S)
_STILL = re.compile(
    r'<img src="data:image/(?P<kind>png|svg)[^,]*,(?P<data>[^"]+)" '
    r'alt="(?P<alt>[^"]*)"[^>]*>'
)
_RUN = re.compile(r"<p><strong>Run this cell to play.*?</p>", re.S)


class Page:
    """A lesson's page as it is made, and its pictures: file name -> bytes."""

    def __init__(self, nb: NotebookNode, name: str) -> None:
        self.nb, self.name = nb, name
        self.asked = predictions.predictions(nb)
        self.pictures: dict[str, bytes] = {}
        self.played: dict[str, str] = {}  # class -> its HTML

    def markdown(self) -> str:
        """Return the text of the page, without its first heading's facts."""
        parts = []
        for place, cell in enumerate(self.nb.cells):
            if cell.cell_type == "markdown":
                parts += self._text(cell)
            else:
                parts += self._code(cell, self.nb.cells[place - 1])
        if self.asked:
            parts.append(predictions.count())
        return "\n\n".join(parts) + "\n"

    def _text(self, cell: NotebookNode) -> Iterator[str]:
        tags = " ".join(["text", *cell.metadata.get("tags", [])])
        answers = predictions.marks(self.asked, cell.id, "all")
        end = answer_end(cell.source) if answers else 0
        pieces = (cell.source[:end], answers), (cell.source[end:], "")
        for source, mark in pieces:
            text = re.sub(r"<!--.*?-->", "", source, flags=re.S)
            text = page_answers.said_of_fields(text)
            text = OUTCOMES.sub(_listed, text)
            text = PREDICT.sub(
                r"<div class='predict'>\n\n\g<0>\n\n</div>", text
            )
            for part in split_at_headings(text):
                if part.startswith("#"):
                    yield part
                else:
                    yield (
                        f'<div class="cell {tags}" data-cell="{cell.id}"'
                        f"{mark}>"
                    )
                    yield part
                    yield "</div>"
        for asked in self.asked:
            if asked.cell == cell.id:
                yield predictions.block(asked)

    def _code(self, cell: NotebookNode, before: NotebookNode) -> Iterator[str]:
        tags = " ".join(["code", *cell.metadata.get("tags", [])])
        if "check" in cell.metadata.get("tags", []):
            yield page_answers.block(cell, before)
            return
        answers, outputs = (
            predictions.marks(self.asked, cell.id, what)
            for what in ("all", "outputs")
        )
        yield f'<div class="cell {tags}" data-cell="{cell.id}"{answers}>'
        yield fenced(cell.source)
        if cell.outputs:
            yield (
                '<div class="outputs" role="group" aria-label="Output"'
                f"{outputs}>"
            )
            for output in cell.outputs:
                yield self._output(output)
            yield "</div>"
        yield "</div>"

    def _output(self, output: NotebookNode) -> str:
        data = output.get("data", {})
        if "image/png" in data:
            alt = output.metadata.get("image/png", {}).get("alt", "")
            return self._picture(data["image/png"], "png", html.escape(alt))
        if "text/html" in data:
            return self._html(data["text/html"])
        text = data.get("text/plain", output.get("text", ""))
        # A single line is broken, unless it has columns; a table is not.
        flows = is_prose(text) or not re.search(r"\n|\S {2,}\S", text.strip())
        kind = "printed prose" if flows else "printed"
        # A scrolling region has to be within reach of the keyboard.
        return (
            f'<pre class="{kind}" tabindex="0">'
            f"{html.escape(text.rstrip(), quote=False)}</pre>"
        )

    def _picture(self, code: str, kind: str, alt: str) -> str:
        data = base64.b64decode(code)
        name = f"{self.name}-{len(self.pictures) + 1}.{kind}"
        self.pictures[name] = data
        size = ""
        if kind == "png":  # its header, so that the page does not jump
            wide, high = (
                int.from_bytes(data[at : at + 4], "big") for at in (16, 20)
            )
            size = f' width="{wide}" height="{high}"'
        return (
            f'<div class="picture" tabindex="0"><img src="../pictures/{name}"'
            f' alt="{alt}"{size} loading="lazy"></div>'
        )

    def _html(self, text: str) -> str:
        """Return an output without its script: the page brings it along."""
        text = _RUN.sub("", _SCRIPT.sub("", text)).strip()
        text = _STILL.sub(
            lambda still: self._picture(
                still["data"], still["kind"], still["alt"]
            ),
            text,
        )
        if opened := re.match(r'<div class="([\w-]+)" data-settings', text):
            self.played[opened[1]] = text
        text = text.replace("<details>", '<details class="caption">')
        numbers = f"><summary>{SUMMARY}"
        return text.replace(f'"{numbers}', f' numbers"{numbers}')


def _listed(outcomes: re.Match) -> str:
    """Return what one will be able to do as a list, a line each."""
    return "\n- ".join([f"{outcomes[1]}\n", *outcomes[2].split(" · ")])


def fenced(source: str) -> str:
    """Return Python in a fence that is longer than any within."""
    return f"````python\n{source}\n````"


def split_at_headings(source: str) -> list[str]:
    """Return the headings of a text and what stands between them."""
    parts, inside = [[]], False
    for line in source.splitlines():
        inside ^= bool(FENCE.match(line))
        if not inside and re.match(r"#{1,6} ", line):
            parts += [[line], []]
        else:
            parts[-1].append(line)
    joined = ["\n".join(lines).strip() for lines in parts]
    return [part for part in joined if part]
