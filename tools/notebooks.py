"""The lessons as files: found, read, written, in one form and sealed."""

import copy
import errno
import hashlib
import json
import re
import shutil
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from itertools import pairwise
from pathlib import Path

from nbformat import NotebookNode, from_dict, v4
from nbformat.corpus.words import generate_corpus_id
from nbformat.validator import iter_validate

from tools import copies
from tools.in_venv import Problem
from tools.set_up import try_lock

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOKS = ROOT / "notebooks"
BUILD = ROOT / "build"

# What an editor adds beyond this differs from person to person.
NOTEBOOK_METADATA = from_dict(
    {
        "kernelspec": {
            "display_name": "Python 3",
            "language": "python",
            "name": "python3",
        },
        # Without the version of Python: it differs between machines.
        "language_info": copies.LANGUAGE,
    }
)
CELL_METADATA = {"digest", "jupyter", "prediction", "tags", "wrong_answers"}
ENDING = [signal.SIGINT, signal.SIGTERM]
if hasattr(signal, "SIGALRM"):
    ENDING.append(signal.SIGALRM)  # one of the two, again
AGAIN = 10  # seconds after it; to clear away takes less
MERGE_MARKS = re.compile("^(<{7}|>{7}) ", re.MULTILINE)
FORMAT = (4, 5)  # the first format in which cells have ids


class LessonError(Exception):
    """One sentence for the reader: what is wrong with which lesson."""


class Terminated(KeyboardInterrupt):
    """Somebody asked this program to end, by another way than Ctrl-C."""


# Which lessons, and how a command on them speaks


def lessons(folder: Path = NOTEBOOKS) -> list[Path]:
    """Return the paths of the lessons in reading order."""
    found = sorted(filter(Path.is_file, folder.glob("[0-9][0-9]_*.ipynb")))
    for one, other in pairwise(found):
        if one.name[:2] == other.name[:2]:
            raise LessonError(
                f"{one.name} and {other.name} have the same number; give one "
                "of them another."
            )
    return found


def find_lesson(name: str, folder: Path = NOTEBOOKS) -> Path:
    """Return the path of a lesson given its number, name or path."""
    wanted = Path(name).name.removesuffix(".ipynb")
    number = wanted.zfill(2)
    for path in lessons(folder):
        if wanted == path.stem or number == path.stem[:2]:
            return path
    known = ", ".join(path.stem for path in lessons(folder)) or "none yet"
    raise LessonError(
        f"There is no lesson {name!r}; the lessons are: {known}."
    )


def choose(names: list[str], folder: Path) -> list[Path]:
    """Return the lessons that are named, or all of them."""
    chosen = [find_lesson(name, folder) for name in names] or lessons(folder)
    if not chosen:
        raise LessonError("There is no lesson in notebooks/.")
    return chosen


@contextmanager
def reported(name: str, done: str = "ok") -> Iterator[None]:
    """Print the name of what happens inside, how it ended and how long."""
    print(f"{name} ... ", end="", flush=True)
    started = time.monotonic()
    try:
        yield
    except (LessonError, OSError):
        print("failed", flush=True)
        raise
    print(f"{done} ({time.monotonic() - started:.0f} s)", flush=True)


def command(stopped: str = "Stopped.", refused: int = 1) -> Callable:
    """Let a command line end with a sentence, and leave nothing behind.

    `refused` is the exit code where it could not do what it was asked for.
    """

    def decorate(main: Callable) -> Callable:
        @wraps(main)
        def run(*arguments: object, **options: object) -> int:
            before = {one: signal.signal(one, _stop) for one in ENDING}
            try:
                return main(*arguments, **options) or 0
            except (LessonError, Problem) as error:
                print(error, file=sys.stderr)
                return refused
            except KeyboardInterrupt as stop:
                print(f"\n{stopped}", file=sys.stderr)
                return 143 if isinstance(stop, Terminated) else 130
            except OSError as error:
                if error.filename is None:
                    _name_place(error)
                if error.filename is None:  # of no file: ours to mend
                    raise
                print(copies.advice(error), file=sys.stderr)
                return refused
            finally:
                if hasattr(signal, "alarm"):
                    signal.alarm(0)
                for one, handler in before.items():
                    signal.signal(one, handler)

        return run

    return decorate


def _name_place(error: OSError) -> None:
    """Say where there was no room, for the system names no file then."""
    if error.errno == errno.ENOENT:  # Python found no folder with room
        error.errno = errno.ENOSPC
    if error.errno == errno.ENOSPC:
        error.filename = "the folder of temporary files"
        if not shutil.disk_usage(ROOT).free >> 20:
            error.filename = str(ROOT)


def _stop(number: int, frame: object) -> None:
    # Python drops what is raised while it takes an object down.
    if hasattr(signal, "alarm"):
        signal.alarm(AGAIN)
    raise KeyboardInterrupt if number == signal.SIGINT else Terminated


# Files and cells


def read(path: Path) -> NotebookNode:
    """Read a notebook of format 4.

    What older ones and handmade ones lack is added, so that `make outputs`
    can bring them into the form of all others. Nothing else is repaired.
    """
    try:
        text = path.read_text(encoding="utf-8")
        if MERGE_MARKS.search(text):
            raise LessonError(
                f"{path.name} has the marks of a merge in it: settle the "
                "conflict, then call again."
            )
        nb = v4.reads(text)
        is_notebook = nb["nbformat"] == 4 and isinstance(nb["cells"], list)
        for place, cell in enumerate(nb["cells"], 1):
            complete(cell, f"{path.name}, cell at place {place}")
    except (ValueError, KeyError, TypeError, AttributeError):
        is_notebook = False
    if not is_notebook:
        raise LessonError(
            f"{path.name} is not a notebook of format 4: restore the file, "
            "or save it again from JupyterLab."
        )
    return nb


def complete(cell: NotebookNode, where: str) -> None:
    """Add what older cells and handmade ones lack."""
    kind = cell["cell_type"]
    if kind not in ("code", "markdown", "raw"):
        raise LessonError(
            f"{where}: there is no type of cell {kind!r}; make it code, "
            "markdown or raw."
        )
    if "id" not in cell:
        cell.id = generate_corpus_id()
    cell.setdefault("metadata", NotebookNode())
    if kind == "code":
        cell.setdefault("outputs", [])
        cell.setdefault("execution_count", None)


def write(path: Path, text: str) -> None:
    """Replace a file by `text` at once, so that it is never half written."""
    copies.write(path, text.encode("utf-8"))


@contextmanager
def staged(out: Path) -> Iterator[Path]:
    """Give a folder to fill, which takes the place of `out` once it is whole.

    One program at a time: what is left of one that was killed is removed.
    """
    new = out.with_name(f"{out.name}.new")
    out.parent.mkdir(parents=True, exist_ok=True)
    with out.with_name(f"{out.name}.lock").open("ab") as lock:
        if not try_lock(lock):
            raise LessonError(
                f"Another program is writing {out}; call again when it has "
                "ended."
            )
        shutil.rmtree(new, ignore_errors=True)
        try:
            yield new
            shutil.rmtree(out, ignore_errors=True)
            new.rename(out)
        finally:
            shutil.rmtree(new, ignore_errors=True)


def serialise(nb: NotebookNode) -> str:
    """Return the text of a notebook in the form in which Jupyter saves it."""
    return v4.writes(nb) + "\n"


def save(path: Path, nb: NotebookNode) -> None:
    """Write a notebook, at once or not at all."""
    write(path, serialise(nb))


def code_cells(nb: NotebookNode) -> list[NotebookNode]:
    """Return the code cells; the one at place k is the reader's cell k+1."""
    return [cell for cell in nb.cells if cell.cell_type == "code"]


def cell_name(number: int, cell: NotebookNode) -> str:
    """Name a code cell: its number, from 1 as in Jupyter, and first line."""
    lines = cell.source.strip().splitlines() or [""]
    return f"code cell {number} `{lines[0].strip()}`"


# The seal


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


def seal(nb: NotebookNode) -> None:
    """Count the cells from 1 and write each one's digest, in place."""
    for number, cell in enumerate(code_cells(nb), 1):
        cell.execution_count = number
        for output in cell.outputs:
            if output.output_type == "execute_result":
                output.execution_count = number
        cell.metadata["digest"] = digest(cell)


# The one form in which a lesson is committed, whoever saved it last


def invalid(nb: NotebookNode) -> list[str]:
    """Say where a notebook breaks the format, without any repair."""
    found = [
        f"{error.message.splitlines()[0][:200]} "
        f"(at {'/'.join(map(str, error.absolute_path)) or 'the top'})"
        for error in iter_validate(nb, version=4, version_minor=FORMAT[1])
    ]
    ids = Counter(cell.get("id") for cell in nb.cells)
    found += [f"{n} cells have the id {i!r}" for i, n in ids.items() if n > 1]
    return found


def normal_form(nb: NotebookNode) -> NotebookNode:
    """Return a copy of `nb` with the metadata that a lesson may have."""
    nb = copy.deepcopy(nb)
    nb.nbformat, nb.nbformat_minor = FORMAT
    nb.metadata = copy.deepcopy(NOTEBOOK_METADATA)
    for cell in nb.cells:
        for key in set(cell.metadata) - CELL_METADATA:
            del cell.metadata[key]
        if cell.cell_type == "code":
            cell.metadata.get("jupyter", {}).pop("outputs_hidden", None)
        else:
            cell.metadata.pop("digest", None)
        for key in ("jupyter", "tags"):
            if not cell.metadata.get(key, True):
                del cell.metadata[key]
    return nb


def differences(path: Path) -> list[str]:
    """Say in which ways a saved lesson is not in the normal form."""
    nb = read(path)
    form = normal_form(nb)
    found = _other_keys(nb, form, "the notebook")
    number = 0
    for place, (cell, normal) in enumerate(
        zip(nb.cells, form.cells, strict=True), 1
    ):
        name = f"text cell at place {place}"
        if cell.cell_type == "code":
            number += 1
            name = cell_name(number, cell)
        found += _other_keys(cell, normal, name)
    if not found and serialise(form) != path.read_text(encoding="utf-8"):
        found = ["the layout of the file: indentation, order or format"]
    return [f"{path.name}: not as `make outputs` writes {w}" for w in found]


def _other_keys(one: NotebookNode, other: NotebookNode, name: str) -> list:
    return [
        f"metadata {key!r} of {name}"
        for key in sorted(set(one.metadata) | set(other.metadata))
        if one.metadata.get(key) != other.metadata.get(key)
    ]
