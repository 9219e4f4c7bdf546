"""The reference of the site: what lessons import, with its docstrings.

The files are read and not imported, so that no page waits for Keras.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from nbformat import NotebookNode

from tools.notebooks import ROOT, code_cells
from tools.site_lessons import fenced

HELPERS = ROOT / "helpers"
WIDTH = 79
_SECTION = re.compile(r"(?m)^(\w[\w ]*)\n-{3,}\n")
Definition = ast.FunctionDef | ast.ClassDef


def imported(lessons: list[NotebookNode]) -> dict[str, set[str]]:
    """Return the modules that lessons import: name -> what they take of it.

    A module that is imported as a whole has no names.
    """
    found: dict[str, set[str]] = {}
    for nb in lessons:
        for cell in code_cells(nb):
            for node in ast.walk(ast.parse(cell.source)):
                if not isinstance(node, ast.ImportFrom):
                    continue
                names = {alias.name for alias in node.names}
                if node.module == "helpers":
                    for name in names:
                        found.setdefault(name, set())
                elif (node.module or "").startswith("helpers."):
                    module = node.module.removeprefix("helpers.")
                    found.setdefault(module, set()).update(names)
    return dict(sorted(found.items()))


def page(module: str, names: set[str]) -> str:
    """Return the page of a module: what it is for, then what it offers."""
    path = HELPERS.joinpath(*module.split("."))
    file = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    tree = ast.parse(file.read_text("utf-8"))
    parts = [f"# helpers.{module}", *_told(ast.get_docstring(tree))]
    for node in definitions(tree, file):
        parts.append(f"## {node.name}")
        parts.append(fenced(signature(node)))
        parts += _told(ast.get_docstring(node))
    return "\n\n".join(parts) + "\n"


def definitions(tree: ast.Module, file: Path) -> Iterator[Definition]:
    """Yield what a module defines for others, or a package hands on."""
    for node in tree.body:
        if isinstance(node, Definition) and not node.name.startswith("_"):
            yield node
        handed_on = isinstance(node, ast.ImportFrom) and node.module
        if file.name == "__init__.py" and handed_on:
            other = ROOT.joinpath(*node.module.split(".")).with_suffix(".py")
            there = ast.parse(other.read_text("utf-8"))
            wanted = {alias.name for alias in node.names}
            for one in there.body:
                if isinstance(one, Definition) and one.name in wanted:
                    yield one


def signature(node: Definition) -> str:
    """Return how something is called, a line for each argument if need be."""
    if isinstance(node, ast.ClassDef):
        bases = ", ".join(map(ast.unparse, node.bases))
        return f"class {node.name}({bases})" if bases else f"class {node.name}"
    given = ast.unparse(node.args)
    back = f" -> {ast.unparse(node.returns)}" if node.returns else ""
    line = f"{node.name}({given}){back}"
    if len(line) <= WIDTH:
        return line
    # A comma in brackets separates no arguments.
    words = re.sub(r", (?![^\[(]*[\])])", ",\n    ", given)
    return f"{node.name}(\n    {words},\n){back}"


def _told(docstring: str | None) -> Iterator[str]:
    """Yield a docstring as Markdown, with its sections as lists of terms."""
    first, *rest = _SECTION.split(docstring or "")
    yield _prose(first)
    for title, text in zip(rest[::2], rest[1::2], strict=True):
        yield f"**{title}**"
        items = re.findall(r"(?m)^(\S.*)\n((?:(?:[ \t].*)?\n?)*)", text)
        for term, told in items:
            if told.strip():
                words = _prose(re.sub(r"(?m)^    ", "", told)).strip()
                lines = words.replace("\n", "\n  ")
                yield f"- `{term}`: {lines}"
            else:
                yield _prose(term)


def _prose(text: str) -> str:
    """Return plain text as Markdown; what is indented or a session is code."""
    blocks = []
    for block in re.split(r"\n\s*\n", text.strip("\n")):
        if re.match(r" {2,}|>>>", block):
            blocks.append(f"```text\n{block}\n```")
        else:
            blocks.append(block.replace("<", r"\<"))
    return "\n\n".join(blocks)
