"""A lesson in parts: what hand-outs, slides, sheets and cards are made of."""

import base64
import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from markdown_it import MarkdownIt
from nbformat import NotebookNode
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from tools import notebooks
from tools.copies import FOR_TESTS, PREDICTION, answer_end
from tools.exercises import exercises
from tools.predictions import Prediction, predictions
from tools.readme_map import head
from tools.site_lessons import split_at_headings

MARKDOWN = MarkdownIt("commonmark").enable("table")
LETTERS = "ABCD"
_STILL = re.compile(r'<img src="data:image/(\w+)[^,]*,([^"]+)" alt="([^"]*)"')
# A table scrolls in itself, within reach of the keyboard.
_TABLE = (
    r'<div class="scroll" tabindex="0" role="group" aria-label="Table">'
    r"\g<0></div>"
)
_LINK = re.compile(r'<a href="([^"]*)">(.*?)</a>', re.S)


@dataclass(frozen=True)
class Part:
    """A heading, a text, code, something printed or a picture."""

    kind: str
    source: str  # Markdown, code, or what is printed; a picture's alternative
    html: str
    cell: NotebookNode
    answers: frozenset[str] = frozenset()  # the predictions that it gives away

    @property
    def tags(self) -> list[str]:
        """Return the tags of its cell."""
        return self.cell.metadata.get("tags", [])


@dataclass
class Lesson:
    """A lesson as it is committed; its pictures come with its parts."""

    path: Path
    pictures: dict[str, bytes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.name = self.path.stem
        self.nb = notebooks.read(self.path)
        self.head = head(self.nb)
        self.asked = predictions(self.nb)
        self.exercises = exercises(self.nb, self.path.name)
        self.parts = [
            part for cell in self.nb.cells for part in self._parts(cell)
        ]

    def asks(self, cell: NotebookNode) -> Prediction | None:
        """Return the prediction that a text asks for, if any."""
        return next((one for one in self.asked if one.cell == cell.id), None)

    def number(self, asked: Prediction) -> int:
        """Return the place of a prediction in its lesson, from 1."""
        return self.asked.index(asked) + 1

    def heading(self, cell: str) -> str:
        """Return the last heading above the question of a text cell."""
        last = self.head.title
        for part in self.parts[1:]:
            if part.kind == "heading":
                last = part.source.lstrip("# ")
            elif part.cell.id == cell:
                break
        return last

    def _parts(self, cell: NotebookNode) -> Iterator[Part]:
        whole, outputs = (
            frozenset(
                one.cell
                for one in self.asked
                if one.answers.get(cell.id) in covers
            )
            for covers in (["all"], ["all", "outputs"])
        )
        if cell.cell_type == "code":
            yield Part("code", cell.source, code(cell.source), cell, whole)
            for output in cell.outputs:
                for kind, source, text in self._output(output):
                    yield Part(kind, source, text, cell, outputs)
            return
        source = FOR_TESTS.sub("", f"\n{cell.source}").strip()
        end = answer_end(source) if whole else 0
        for piece, answers in (source[:end], whole), (source[end:], ()):
            for text in split_at_headings(piece):
                kind = "heading" if re.match("#+ ", text) else "text"
                yield Part(kind, text, words(text), cell, frozenset(answers))

    def _output(self, output: NotebookNode) -> Iterator[tuple[str, str, str]]:
        data = output.get("data", {})
        if "image/png" in data:
            alt = output.metadata.get("image/png", {}).get("alt", "")
            yield self._picture(data["image/png"], "png", html.escape(alt))
        elif still := _STILL.search(data.get("text/html", "")):
            yield self._picture(still[2], *still.group(1, 3))
        elif "text/html" not in data:  # that is the alternative once more
            text = data.get("text/plain", output.get("text", "")).rstrip()
            yield (
                "printed",
                text,
                f'<pre class="printed" tabindex="0">{html.escape(text)}</pre>',
            )

    def _picture(self, data: str, kind: str, alt: str) -> tuple:
        number = sum(n.startswith(self.name) for n in self.pictures) + 1
        name = f"{self.name}-{number}.{kind}"
        self.pictures[name] = base64.b64decode(data)
        return "picture", alt, f'<img src="../pictures/{name}" alt="{alt}">'


@cache
def words(source: str) -> str:
    """Return Markdown as HTML; of its links those to lessons and out stay."""
    text = MARKDOWN.render(source)
    text = re.sub(r' style="text-align:(\w+)"', r' class="\1"', text)
    text = re.sub(r"<th[^>]*></th>", "<td></td>", text)  # heads nothing
    text = re.sub(r"(?s)<table>.*?</table>", _TABLE, text)
    return _LINK.sub(_lead, text)


def inline(source: str) -> str:
    """Return a line of Markdown as HTML."""
    return _LINK.sub(_lead, MARKDOWN.renderInline(source))


def _lead(link: re.Match) -> str:
    target = link[1].partition("#")[0]
    if re.fullmatch(r"\d\d_\w+\.ipynb", target):
        page = target.replace(".ipynb", ".html")
        return f'<a href="{page}">{link[2]}</a>'
    return link[0] if target.startswith("http") else link[2]


@cache
def code(source: str) -> str:
    """Return Python as HTML, in colours by class."""
    shown = highlight(source, PythonLexer(), HtmlFormatter(nowrap=True))
    return f'<pre class="code" tabindex="0">{shown.rstrip()}</pre>'


def paragraphs(source: str) -> list[str]:
    """Return the paragraphs, lists and fences of a Markdown text."""
    lines = source.split("\n")
    tops = [t for t in MARKDOWN.parse(source) if t.map and not t.level]
    found = ["\n".join(lines[slice(*one.map)]).strip() for one in tops]
    return [one for one in dict.fromkeys(found) if one]


def sentences(paragraph: str) -> list[str]:
    """Return the sentences of a paragraph."""
    line = " ".join(paragraph.split())
    return re.split(r"(?<=[.?!])(?<!\b[A-Za-z]\.) +(?=[A-Z`*\"'(\d])", line)


def question(asked: Prediction) -> str:
    """Return the paragraph that asks for a prediction, without its label."""
    first = asked.question.partition("\n\n")[0]
    return first.removeprefix(PREDICTION).strip()
