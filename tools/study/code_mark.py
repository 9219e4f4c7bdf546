"""A mark of the code that makes a record: other code, other mark.

Only what can change a number counts: the code cells of the notebook, the
helpers that it imports, however indirectly, and the libraries that compute.
Comments, docstrings and layout do not count.
"""

import ast
import hashlib
import importlib.metadata
from collections.abc import Iterator
from pathlib import Path

from tools.notebooks import ROOT, code_cells, read
from tools.study.runs import StudyError

LIBRARIES = ("numpy", "keras", "jax", "jaxlib", "tensorflow")


def code_mark(notebook: Path, root: Path = ROOT) -> str:
    """Return 12 hexadecimal digits for the code behind a notebook.

    Raises
    ------
    StudyError
        A cell or a helper is no Python.
    """
    cells = "\n".join(cell.source for cell in code_cells(read(notebook)))
    sources = {"": _parsed(cells, notebook.name)}
    open_ends = list(_helpers(sources[""], root))
    while open_ends:
        path = open_ends.pop()
        name = path.relative_to(root).as_posix()
        if name not in sources:
            text = path.read_text(encoding="utf-8")
            sources[name] = _parsed(text, name)
            open_ends += _helpers(sources[name], root)
    digest = hashlib.sha256()
    for name in sorted(sources):
        digest.update(f"{name}\n{ast.dump(sources[name])}\n".encode())
    for library in LIBRARIES:
        digest.update(f"{library} {_version(library)}\n".encode())
    return digest.hexdigest()[:12]


def _parsed(source: str, name: str) -> ast.Module:
    """Parse a source and drop its docstrings."""
    try:
        tree = ast.parse(source)
    except SyntaxError as error:
        raise StudyError(
            f"{name} is no Python in line {error.lineno}: {error.msg}."
        ) from error
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list) and body and _is_text(body[0]):
            body[0] = ast.Pass()
    return tree


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and (
        isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )


def _helpers(tree: ast.Module, root: Path) -> Iterator[Path]:
    """Yield the files of helpers that are imported anywhere in a module."""
    for node in ast.walk(tree):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
            names.append(node.module)
        for name in names:
            if name.split(".")[0] == "helpers":
                place = root.joinpath(*name.split("."))
                for path in (place.with_suffix(".py"), place / "__init__.py"):
                    if path.is_file():
                        yield path


def _version(library: str) -> str:
    try:
        return importlib.metadata.version(library)
    except importlib.metadata.PackageNotFoundError:
        return "none"
