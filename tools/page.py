"""Turn an executed notebook into one page that opens without a network."""

import re
from pathlib import Path

from nbconvert import HTMLExporter
from nbformat import NotebookNode

TEMPLATE = Path(__file__).with_name("page.html.j2")


def to_html(nb: NotebookNode, title: str) -> str:
    """Return the page of an executed notebook; it asks no server.

    `title` is what the browser shows as the name of the page.
    """
    template = TEMPLATE.read_text(encoding="utf-8")
    exporter = HTMLExporter(raw_template=template)
    exporter.register_filter("is_prose", is_prose)
    page, _ = exporter.from_notebook_node(
        nb, resources={"metadata": {"name": title}}
    )
    return page


def is_prose(printed: str) -> bool:
    """Say whether a printed text is made of sentences, and no table.

    It ends with a full stop, as hints and findings do, and no line has a gap
    between columns.
    """
    return printed.rstrip().endswith(".") and not re.search(
        r"\S {2,}\S", printed
    )
