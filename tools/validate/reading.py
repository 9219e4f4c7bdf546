"""Any notebook as the promises see it, whatever its age, format or maker."""

import ast
import codecs
import json
import os
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from IPython.core.inputtransformer2 import TransformerManager
from nbformat import NotebookNode, from_dict, reader
from nbformat.converter import convert
from nbformat.v4.rwbase import rejoin_lines
from nbformat.validator import iter_validate

from tools import notebooks
from tools.notebooks import LessonError

LONGEST = 70  # characters of a cell's name
TOO_LONG = 30_000  # characters that IPython reads in a second
# Nobody's own notebooks: packages, and what tools leave.
NOT_OURS = {"node_modules", "site-packages", "__pycache__"}
# Cell magics whose body is Python; the body of all others is something else.
_PYTHON_MAGIC = re.compile(
    r"\s*%%(?:time|timeit|capture|prun|memit|mprun|heat|notify|wandb)\b.*"
)


class Place(NamedTuple):
    """A cell as its reader calls it, and its line in the file."""

    name: str
    line: int


@dataclass
class Notebook:
    """A notebook as it is saved, brought to format 4 in memory."""

    path: Path
    name: str  # from the folder, with / between the parts
    troubles: list[tuple[int, str]] = field(default_factory=list)  # of format
    nb: NotebookNode | None = None  # None: nothing of it could be read
    lines: list[int] = field(default_factory=list)  # where its cells begin

    @cached_property
    def code(self) -> list[tuple[Place, NotebookNode]]:
        """The code cells, numbered from 1 as their reader sees them."""
        found = [
            (cell, line)
            for cell, line in zip(self.nb.cells, self.lines, strict=True)
            if cell.cell_type == "code"
        ]
        return [
            (Place(_short(notebooks.cell_name(number, cell)), line), cell)
            for number, (cell, line) in enumerate(found, 1)
        ]

    @cached_property
    def text(self) -> list[tuple[Place, NotebookNode]]:
        """The text cells, by their place among all cells."""
        cells = zip(self.nb.cells, self.lines, strict=True)
        return [
            (Place(_short(_text_name(place, cell.source)), line), cell)
            for place, (cell, line) in enumerate(cells, 1)
            if cell.cell_type == "markdown"
        ]

    @cached_property
    def trees(self) -> list[tuple[Place, ast.Module | None]]:
        """The syntax of the code cells; None where it is no Python 3."""
        return [(place, syntax(cell.source)) for place, cell in self.code]

    @cached_property
    def imports(self) -> dict[str, str]:
        """What each imported name stands for: `np` -> `numpy`."""
        found = {}
        for node in nodes(self):
            if isinstance(node, ast.Import):
                for one in node.names:
                    name = one.asname or one.name.partition(".")[0]
                    found[name] = one.name if one.asname else name
            elif isinstance(node, ast.ImportFrom):
                for one in node.names:
                    full = f"{node.module or ''}.{one.name}"
                    found[one.asname or one.name] = full
        return found

    @property
    def language(self) -> str:
        """The language of its kernel; Python, if it names none."""
        metadata = self.nb.metadata
        spec = metadata.get("kernelspec", {})
        info = metadata.get("language_info", {})
        name = str(info.get("name") or spec.get("language") or "")
        name = name or _BY_KERNEL.get(str(spec.get("name")), "python")
        if name.lower() not in ("python", "python2", "python3", "ipython"):
            return name
        says_two = name == "python2" or spec.get("name") == "python2"
        is_two = says_two or str(info.get("version", "")).startswith("2")
        return "Python 2" if is_two else "Python"


_BY_KERNEL = {"ir": "R", "xr": "R", "bash": "bash"}


def nodes(notebook: Notebook) -> Iterator[ast.AST]:
    """Yield all pieces of a notebook's Python code."""
    for _, tree in notebook.trees:
        yield from ast.walk(tree) if tree else ()


def syntax(source: str) -> ast.Module | None:
    """Parse a cell as Jupyter does, its magics and shell lines made calls."""
    shell = source.count("\n!") + source.count("\n%")
    if len(source) > TOO_LONG or shell > 300:
        return ast.Module([], [])  # no code but data; its size is told
    source = _PYTHON_MAGIC.sub("", source, count=1)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of escapes in others' texts
            plain = TransformerManager().transform_cell(source)
            return ast.parse(plain)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def find(folder: Path) -> list[tuple[Path, str]]:
    """Return the notebooks below a folder, each with its name from there.

    Hidden folders, environments and copies by JupyterLab are left out, and
    links to folders are not followed: they may lead in a circle.
    """
    if folder.is_file():
        return [(folder, folder.name)]
    found = []
    for base, folders, files in os.walk(folder):
        here = Path(base)
        folders[:] = sorted(
            name
            for name in folders
            if not name.startswith(".")
            and name not in NOT_OURS
            and not (here / name / "pyvenv.cfg").exists()
        )
        found += [
            (here / name, (here / name).relative_to(folder).as_posix())
            for name in sorted(files)
            if name.lower().endswith(".ipynb") and not name.startswith(".")
        ]
    return found


def read(path: Path, name: str) -> Notebook:
    """Read a notebook; what hinders it is among its `troubles`."""
    notebook = Notebook(path, name)
    try:
        content = json.loads(_text(notebook))
        nb = _as_four(notebook, content)
    except _UnreadableError as error:
        says, line = (*error.args, 1)[:2]
        notebook.troubles.append((line, says))
        return notebook
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", 1)
        notebook.troubles.append(
            (line, f"it is no JSON ({error}): restore the file")
        )
        return notebook
    text = notebook.path.read_bytes().decode("utf-8-sig")
    starts = [
        text.count("\n", 0, hit.start()) + 1
        for hit in re.finditer(r'(?<!\\)"cell_type"\s*:', text)
    ]
    _keep_whole_cells(notebook, nb, starts)
    return notebook


class _UnreadableError(Exception):
    """A sentence on why nothing of a notebook can be read."""


def _text(notebook: Notebook) -> str:
    if not notebook.path.is_file():  # a pipe would never end
        raise _UnreadableError("it is no file: take it away, or mend the link")
    try:
        raw = notebook.path.read_bytes()
    except OSError as error:
        raise _UnreadableError(
            f"it cannot be read ({error.strerror}): see to the file"
        ) from None
    if raw.startswith(codecs.BOM_UTF8):
        notebook.troubles.append(
            (
                1,
                "it begins with a byte order mark, which Jupyter does not "
                "read: save it as UTF-8 without one",
            )
        )
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _UnreadableError(
            f"it is no UTF-8 text (byte {error.start}): save it as UTF-8"
        ) from None
    if not text.strip():
        raise _UnreadableError("it is empty: restore the file, or remove it")
    if hit := notebooks.MERGE_MARKS.search(text):
        raise _UnreadableError(
            "it has the marks of a merge in it: settle the conflict",
            text.count("\n", 0, hit.start()) + 1,
        )
    return text


def _as_four(notebook: Notebook, content: object) -> NotebookNode:
    """Return the content in format 4; note where it breaks its own format."""
    if (
        not isinstance(content, dict)
        or type(content.get("nbformat")) is not int
    ):
        raise _UnreadableError("it is JSON, but no notebook: restore the file")
    major = content["nbformat"]
    minor = content.get("nbformat_minor", 0)
    if not (1 <= major <= 4 and type(minor) is int and minor >= 0):
        raise _UnreadableError(
            f"it is of format {major}.{minor}, which this Jupyter does not "
            "know: save it again from JupyterLab"
        )
    if major < 4:
        notebook.troubles.append(
            (
                1,
                f"it is of format {major}, of before 2015: open it in "
                "JupyterLab and save it",
            )
        )
        try:
            return convert(reader.reads(json.dumps(content)), 4)
        except Exception:  # whatever its maker wrote
            raise _UnreadableError("its format is broken") from None
    nb = from_dict(content)
    _note_breaches(notebook, nb, minor)
    return nb


def _note_breaches(notebook: Notebook, nb: NotebookNode, minor: int) -> None:
    errors = list(_errors(nb, minor))
    for where, what in errors[:1]:  # the others mostly have the same cause
        place = "/".join(map(str, where)) or "the top"
        more = f", and {len(errors) - 1} more" if errors[1:] else ""
        notebook.troubles.append(
            (1, f"{what} (at {place}{more}): save it again from JupyterLab")
        )
    ids = [c.get("id") for c in nb.get("cells", []) if isinstance(c, dict)]
    twice = sorted({one for one in ids if one and ids.count(one) > 1}, key=str)
    if twice:
        notebook.troubles.append(
            (
                1,
                f"two cells have the id {twice[0]!r}: give one another",
            )
        )


def _errors(nb: NotebookNode, minor: int) -> Iterator[tuple[list, str]]:
    """Yield where a notebook of format 4 breaks it, and how."""
    for error in iter_validate(nb, version=4, version_minor=min(minor, 5)):
        said = error.message.splitlines()[0] if error.message else "odd"
        yield list(error.absolute_path), _cut(said, 200)


def _keep_whole_cells(
    notebook: Notebook, nb: NotebookNode, starts: list[int]
) -> None:
    """Set the notebook and its lines, without the cells that are broken."""
    if not isinstance(nb.get("metadata"), dict):
        nb["metadata"] = NotebookNode()
    for name in ("kernelspec", "language_info"):
        if not isinstance(nb.metadata.get(name, {}), dict):
            del nb.metadata[name]
    cells = nb.get("cells")
    if not isinstance(cells, list):
        return
    whole = []
    for place, cell in enumerate(cells):
        try:
            notebooks.complete(cell, "")
        except (LessonError, KeyError, TypeError, AttributeError):
            continue
        line = starts[place] if len(starts) == len(cells) else 1
        whole.append((cell, line))
    nb.nbformat, nb.nbformat_minor = notebooks.FORMAT
    nb["cells"] = [cell for cell, _ in whole]
    broken = {
        where[1] for where, _ in _errors(nb, 5) if where[:1] == ["cells"]
    }
    kept = [one for place, one in enumerate(whole) if place not in broken]
    nb["cells"] = [cell for cell, _ in kept]
    notebook.nb = rejoin_lines(nb)
    notebook.lines = [line for _, line in kept]


def _short(name: str) -> str:
    marked = name.endswith("`")
    return name if len(name) <= LONGEST else _cut(name, LONGEST) + "`" * marked


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"


def _text_name(place: int, source: str) -> str:
    first = source.strip().partition("\n")[0]
    return f"text cell at place {place} `{first}`"
