"""A mark of the code that makes a record: other code, other mark.

Only what can change a number counts: the code cells of the notebook, what it
imports from `helpers` and `study`, however indirectly, and the libraries that
compute. Comments, docstrings and layout do not count.
"""

import ast
import hashlib
import importlib.metadata
from collections.abc import Iterator
from pathlib import Path

from study.grids import StudyError
from tools.notebooks import ROOT, code_cells, read

LIBRARIES = ("numpy", "keras", "jax", "jaxlib", "tensorflow")
ROOMS = ("helpers", "study")


def code_mark(notebook: Path, root: Path = ROOT) -> str:
    """Return 12 hexadecimal digits for the code behind a notebook."""
    cells = "\n".join(cell.source for cell in code_cells(read(notebook)))
    trees = {"": _parsed(cells, notebook.name)}
    to_read = list(_imported(trees[""], root))
    while to_read:
        path = to_read.pop()
        name = path.relative_to(root).as_posix()
        if name not in trees:
            trees[name] = _parsed(path.read_text(encoding="utf-8"), name)
            to_read += _imported(trees[name], root)
    digest = hashlib.sha256()
    for name in sorted(trees):
        digest.update(f"{name}\n{ast.dump(trees[name])}\n".encode())
    found = importlib.metadata.distributions()
    versions = {library.name: library.version for library in found}
    for name in LIBRARIES:
        digest.update(f"{name} {versions.get(name)}\n".encode())
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
        match node:
            case ast.Module() | ast.ClassDef() | ast.FunctionDef():
                if ast.get_docstring(node, clean=False) is not None:
                    node.body[0] = ast.Pass()
    return tree


def _imported(tree: ast.Module, root: Path) -> Iterator[Path]:
    """Yield the files of `ROOMS` that are imported anywhere in a module."""
    for node in ast.walk(tree):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
            names.append(node.module)
        for name in names:
            place = root.joinpath(*name.split("."))
            for path in (place.with_suffix(".py"), place / "__init__.py"):
                if name.split(".")[0] in ROOMS and path.is_file():
                    yield path
