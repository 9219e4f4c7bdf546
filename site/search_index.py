"""What the search of the site knows: each section's title, place and text.

Sphinx finds whole pages, and shows a piece of one only over a server. Here a
section is found, also by a message word for word, and from a disk.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx

from tools import notebooks

# What repeats the page in other words, or is no text of it.
LEFT_OUT = nodes.raw, nodes.comment, nodes.system_message


def sections(doctree: nodes.document, page: str) -> Iterator[tuple]:
    """Yield (address, title, text) of each section, without its sections."""
    for section in doctree.findall(nodes.section):
        title = section.next_node(nodes.title).astext()
        # The last id is the one by which others link to it.
        anchor = section["ids"][-1]
        own = [
            child.astext()
            for child in section.children[1:]
            if not isinstance(child, (*LEFT_OUT, nodes.section))
        ]
        text = re.sub(r"\s+", " ", " ".join(own)).strip()
        is_top = isinstance(section.parent, nodes.document)
        yield f"{page}.html" + ("" if is_top else f"#{anchor}"), title, text


def write_index(app: Sphinx, exception: Exception | None) -> None:
    """Write all sections into the script that the search page loads."""
    if exception or app.builder.name != "html":
        return
    found = [
        [*section, app.env.titles[page].astext()]
        for page in sorted(app.env.found_docs)
        for section in sections(app.env.get_doctree(page), page)
    ]
    data = json.dumps(found, ensure_ascii=False, separators=(",", ":"))
    file = Path(app.outdir) / "_static" / "search_index.js"
    notebooks.write(file, f"globalThis.searchIndex={data};\n")


def setup(app: Sphinx) -> None:
    """Write this index, and none of Sphinx's."""
    app.connect(
        "builder-inited", lambda app: setattr(app.builder, "search", False)
    )
    app.connect("build-finished", write_index)
