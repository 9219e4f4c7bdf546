"""The documents of the repository as pages of the site: links, questions."""

import os
import re
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from tools.notebooks import ROOT

# A document of the repository -> its page, without the suffix.
PAGES = {
    "README.md": "index",
    "CONTRIBUTING.md": "contribute",
    "data/README.md": "data",
    "docs/room/README.md": "room",
    "docs/teaching/README.md": "teach/guide",
    "docs/questions.md": "questions/index",
    "study/README.md": "study/rules",
}
# On the site one searches; in the repository, a command does.
FIND = """To find yours, put the message, or a few words of it, into the search
at the top. An id such as `[Q1]` behind a sentence of `check_fit` stands before
its question in [the list](#all-questions).

"""
_TARGET = re.compile(r"\]\(([^()\s]*(?:\([^()]*\)[^()\s]*)*)\)")


def page_of(path: str) -> str | None:
    """Return the page of a file of the repository, None if it has none.

    `path` is from the root, with / between its parts.
    """
    file = PurePosixPath(path)
    if path in PAGES:
        return PAGES[path]
    if file.match("docs/teaching/*.md"):
        return f"teach/{file.stem}"
    if file.match("docs/*.md"):
        return file.stem
    if file.match("notebooks/*.ipynb"):
        return f"lessons/{file.stem}"
    if file.match("study/*.md"):
        return f"study/{file.stem}"
    return None


class Links:
    """Where a link of a document leads to on the site.

    What has no page leads to the repository, whose address is `where`; while
    there is none, to a copy of the file in the folder `files` of the site.
    """

    def __init__(self, where: str) -> None:
        self.where = where
        self.copied: set[str] = set()  # what the site must have a copy of

    def on_page(self, source: str, path: str, page: str) -> str:
        """Return a Markdown text of the file `path` for the page `page`."""
        folder = (ROOT / path).parent

        def lead(found: re.Match) -> str:
            target, _, anchor = found[1].partition("#")
            file = (folder / unquote(target)).resolve()
            if "://" in target or not target or not file.is_file():
                return found[0]
            return f"]({self.to(file, page, anchor)})"

        return _TARGET.sub(lead, source)

    def to(self, file: Path, page: str, anchor: str = "") -> str:
        """Return the address of a file of the repository, from a page."""
        name = file.relative_to(ROOT).as_posix()
        led = page_of(name)
        if led == PAGES["docs/questions.md"] and anchor:
            return f"#{slugged(anchor)}"  # on whichever of its pages
        if led:
            # README.md's own headings are not on the start page.
            slug = "" if led == "index" else slugged(anchor)
            target = f"{led}.md" + (f"#{slug}" if slug else "")
        elif self.where:
            return f"{self.where}/blob/HEAD/{name}"
        else:
            self.copied.add(name)
            target = f"files/{name}"
        return os.path.relpath(target, PurePosixPath(page).parent)


def slugged(anchor: str) -> str:
    """Return the id that Sphinx gives a heading, for JupyterLab's of it."""
    return re.sub(r"[^\w -]", "", unquote(anchor).lower()).replace(" ", "-")


def question_pages(source: str) -> dict[str, str]:
    """Return the pages of docs/questions.md: name -> text.

    Each of its sections with questions is a page; a question's heading there
    is what somebody asks, and its id is what links lead to.
    """
    source = re.sub(r"(?s)To find yours, .*?\n\n", FIND, source)
    # In a list of links each says where it leads.
    source = re.sub(
        r"(?m)^- \[(Q\d+)\](\(#q\d+\)) (.+)$", r"- [\1 \3]\2", source
    )
    # Each heading is found by its own name, whatever page it comes to.
    source = re.sub(
        r"(?m)^#{2,3} (.+)$", lambda h: f"({slugged(h[1])})=\n{h[0]}", source
    )
    first, *sections = re.split(r"(?m)^(?=\(.+\)=\n## )", source)
    pages = {"index": first}
    for section in sections:
        title = re.search(r"(?m)^## (.+)$", section)[1]
        name = "_".join(re.findall(r"\w+", title.lower())[:6])
        if re.search(r"(?m)^### Q\d+$", section):
            name = f"{len(pages):02}_{name}"
            section = re.sub(
                r"(?m)^### (Q\d+)\n\n\*\*(.+)\*\*$",
                r'### \2\n\n<p class="id">\1</p>',
                section,
            )
            section = re.sub(
                r"(?m)^Also asked as:\n\n((?:- .*\n)+)",
                r"<details class='also'>\n<summary>Also asked as</summary>"
                r"\n\n\1\n</details>\n",
                section,
            )
        elif "Keras 2" not in title:
            pages["index"] += section
            continue
        pages[name] = section.replace("\n## ", "\n# ", 1)
        pages[name] = pages[name].replace("\n### ", "\n## ")
    return pages
