"""Turn an executed notebook into one page that opens without a network."""

import os
import re
from pathlib import Path
from urllib.parse import unquote

from nbconvert import HTMLExporter
from nbformat import NotebookNode

from tools import notebooks

TEMPLATE = Path(__file__).with_name("page.html.j2")


def to_html(nb: NotebookNode, name: str, edition: str = "") -> str:
    """Return the page of an executed notebook; it asks no server.

    The browser shows the lesson's title, or `name` if it has none, and then
    which edition it is.
    """
    template = TEMPLATE.read_text(encoding="utf-8")
    exporter = HTMLExporter(raw_template=template)
    exporter.register_filter("is_prose", is_prose)
    title = re.match(r"# +(.+)", nb.cells[0].source) if nb.cells else None
    shown = (title[1] if title else name) + edition
    page, _ = exporter.from_notebook_node(
        nb, resources={"metadata": {"name": shown}}
    )
    return page


def write_page(
    page: Path, nb: NotebookNode, lessons: list[Path], edition: str = ""
) -> None:
    """Write the page of a notebook; its links lead on from where it lies.

    `lessons` are those whose pages are written beside it: a link to one of
    them leads to that page, any other one to the file in the repository.
    """
    names = {path.name for path in lessons}

    def lead(found: re.Match) -> str:
        target, mark, anchor = found[1].partition("#")
        file = (notebooks.NOTEBOOKS / unquote(target)).resolve()
        if target in names:
            target = target.removesuffix(".ipynb") + ".html"
        elif target and "://" not in target and file.is_file():
            target = Path(os.path.relpath(file, page.parent)).as_posix()
        return f'<a href="{target}{mark}{anchor}"'

    page.parent.mkdir(parents=True, exist_ok=True)
    text = re.sub(r'<a href="([^"]+)"', lead, to_html(nb, page.stem, edition))
    notebooks.write(page, text)


def is_prose(printed: str) -> bool:
    """Say whether a printed text is made of sentences, and no table.

    It ends with a full stop, as hints and findings do, and no line has a gap
    between columns.
    """
    return printed.rstrip().endswith(".") and not re.search(
        r"\S {2,}\S", printed
    )
