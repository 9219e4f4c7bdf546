"""The lessons as files: find them, read them, name a cell, seal it."""

import hashlib
import json
import os
import tempfile
from pathlib import Path

from nbformat import NotebookNode, v4

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOKS = ROOT / "notebooks"
BUILD = ROOT / "build"


class LessonError(Exception):
    """One sentence for the reader: what is wrong with which lesson."""


def lessons(folder: Path = NOTEBOOKS) -> list[Path]:
    """Return the paths of the lessons in reading order."""
    return sorted(folder.glob("[0-9][0-9]_*.ipynb"))


def find_lesson(name: str, folder: Path = NOTEBOOKS) -> Path:
    """Return the path of a lesson given its number, name or path.

    Raises
    ------
    LessonError
        No lesson is called so.
    """
    wanted = Path(name).name.removesuffix(".ipynb")
    number = wanted.zfill(2)
    for path in lessons(folder):
        if wanted == path.stem or number == path.stem[:2]:
            return path
    known = ", ".join(path.stem for path in lessons(folder)) or "none yet"
    raise LessonError(
        f"There is no lesson {name!r}; the lessons are: {known}."
    )


def read(path: Path) -> NotebookNode:
    """Read a notebook as it is: `nbformat.read` would repair it silently.

    Raises
    ------
    LessonError
        The file is no JSON or no notebook of format 4.
    """
    try:
        nb = v4.reads(path.read_text(encoding="utf-8"))
        is_notebook = nb["nbformat"] == 4 and isinstance(nb["cells"], list)
    except (ValueError, KeyError, TypeError, AttributeError):
        is_notebook = False
    if not is_notebook:
        raise LessonError(
            f"{path.name} is not a notebook of format 4: restore the file, "
            "or save it again from JupyterLab."
        )
    return nb


def write(path: Path, text: str) -> None:
    """Replace a file by `text` at once, so that it is never half written."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.stem}")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        # A temporary file is private; a lesson is for everyone to read.
        os.chmod(name, path.stat().st_mode if path.exists() else 0o644)
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise


def serialise(nb: NotebookNode) -> str:
    """Return the text of a notebook in the form in which Jupyter saves it."""
    return v4.writes(nb) + "\n"


def code_cells(nb: NotebookNode) -> list[NotebookNode]:
    """Return the code cells; the one at place k is the reader's cell k+1."""
    return [cell for cell in nb.cells if cell.cell_type == "code"]


def cell_name(number: int, cell: NotebookNode) -> str:
    """Name a code cell: its number, from 1 as in Jupyter, and first line."""
    lines = [line for line in cell.source.splitlines() if line.strip()]
    return f"code cell {number} `{lines[0].strip() if lines else ''}`"


def digest(cell: NotebookNode) -> str:
    """Return the seal of a code cell: it fits this source and these outputs.

    The first 16 hexadecimal digits of the SHA-256 over both as canonical JSON.
    """
    text = json.dumps(
        {"source": cell.source, "outputs": cell.outputs},
        sort_keys=True,
        separators=(",", ":"),
    )
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def is_intact(cell: NotebookNode) -> bool:
    """Tell whether nobody changed the cell since `make outputs` wrote it."""
    return cell.metadata.get("digest") == digest(cell)
