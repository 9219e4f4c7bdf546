"""Sphinx's settings for the site; `python -m tools.site` gives it its pages.

No page runs a script that stands in it, or asks anybody outside its folder:
the policy in theme/layout.html forbids both.
"""

import re
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

import search_index  # noqa: E402

from tools import site  # noqa: E402

project = "Stacked LSTM notebooks"
html_title = "Stacked LSTMs, every number checked"
author = "the authors of these lessons"
language = "en"
extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["files", "pictures"]
smartquotes = False  # what is printed stays as it is
highlight_language = "none"  # a fence without a name is no Python

myst_heading_anchors = 4
myst_enable_extensions = ["attrs_inline", "colon_fence"]
# Pictures and downloads of a lesson are no source of Sphinx's; and a page may
# show a cell that is no Python, such as `!pip install`.
suppress_warnings = ["myst.header", "misc.highlighting_failure"]

html_theme = "lessons"
html_theme_path = [str(HERE / "theme")]
html_static_path = [str(HERE / "static")]
html_copy_source = False
html_show_sourcelink = False
html_permalinks = False
html_use_index = False
html_domain_indices = False


def scripts_of(body: str, folder: Path = HERE / "static") -> list[str]:
    """Return the names of the scripts that a page needs.

    NAME.js is for pages with an element of the class NAME, - for _.
    """
    classes = set(" ".join(re.findall(r'class="([^"]*)"', body)).split())
    return [
        name
        for name in site.script_names(folder)
        if name.replace("_", "-") in classes
    ]


def add_to_page(app, pagename, templatename, context, doctree) -> None:
    """Give the template of a page what Sphinx does not know."""
    body = context.get("body", "")
    # A region that scrolls must be within reach of the keyboard.
    body = re.sub(
        r"(?s)(<table.*?</table>)",
        r'<div class="scroll" tabindex="0" role="group" aria-label="Table">'
        r"\1</div>",
        body,
    ).replace("<pre><span></span>", '<pre tabindex="0"><span></span>')
    # A heading of a column that says nothing is none.
    body = re.sub(r'<th class="head[^"]*"><p></p></th>', "<td></td>", body)
    context["body"] = body
    needed = scripts_of(body)
    context["needed_scripts"] = needed
    context["needed_styles"] = [
        name for name in needed if (HERE / "static" / f"{name}.css").exists()
    ]
    context["repository"] = site.repository()


def setup(app) -> None:
    """Let Sphinx call what is above."""
    app.connect("html-page-context", add_to_page)
    search_index.setup(app)
