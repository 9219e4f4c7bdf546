"""The learner's copies of the lessons, in my_lessons/: made, kept, renewed.

A copy is a lesson before anybody worked in it: bare, answers folded. Its
metadata say which cells it was made with, and that is all the bookkeeping
there is. Whoever changed the cells since has work in the copy, and it is never
written again.

This runs at each `make lab`, so it uses the standard library only.
"""

import errno
import hashlib
import json
import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from time import sleep

FOLDER = "my_lessons"
BOM = b"\xef\xbb\xbf"
PREDICTION = "**Predict first.**"
SUMMARY = "Run the cell above, then click here to read on"
ENTRY = "lesson_copy"
# Written for the tests. Whoever double-clicks a text would see it.
FOR_TESTS = re.compile(
    r"\n<!-- ((not )?(shown|compared)|ordered|number|lesson \d\d)\b.*?-->",
    re.DOTALL,
)

# What Jupyter writes of the language, but for the version of Python.
LANGUAGE = {
    "codemirror_mode": {"name": "ipython", "version": 3},
    "file_extension": ".py",
    "mimetype": "text/x-python",
    "name": "python",
    "nbconvert_exporter": "python",
    "pygments_lexer": "ipython3",
}
# To the letter what JupyterLab puts there when it opens a notebook: were it
# anything else, a lesson that is only looked at would count as changed.
LAB_METADATA = {
    "kernelspec": {
        "display_name": "Python 3 (ipykernel)",
        "language": "python",
        "name": "python3",
    },
    "language_info": LANGUAGE | {"version": sys.version.split()[0]},
}


class CopyError(Exception):
    """One sentence for the learner: what is wrong, and what to do."""


def find_lessons(root: Path) -> list[Path]:
    """Return the lessons in reading order."""
    found = sorted((root / "notebooks").glob("[0-9][0-9]_*.ipynb"))
    if not found:
        raise CopyError(
            "There are no lessons in notebooks/; get that folder back "
            "(git restore notebooks, or a new download) and call again."
        )
    return found


def make_copies(root: Path, say: Callable[[str], None]) -> Path:
    """Bring the copies of all lessons up to date; return the first copy.

    `say` gets a sentence for each thing that the learner should know; what
    keeps all of it from being done is a CopyError.
    """
    lessons = find_lessons(root)
    path = folder = root / FOLDER
    try:
        folder.mkdir(exist_ok=True)
        with _locked(folder):
            for lesson in lessons:
                path = folder / lesson.name
                nb = parse(_bytes(lesson))
                if nb:
                    _bring_up_to_date(path, clean(nb), say)
                else:
                    name = f"notebooks/{lesson.name}"
                    say(
                        f"{name} is no readable notebook, so its copy was "
                        f"left out; get it back (git restore {name}, or a "
                        "new download) and call again."
                    )
    except OSError as error:
        raise CopyError(_advice(error, path.relative_to(root))) from None
    for lesson in lessons:
        if (folder / lesson.name).exists():
            return folder / lesson.name
    raise CopyError("So there is no lesson left to open.")


def _bring_up_to_date(
    path: Path, new: dict, say: Callable[[str], None]
) -> None:
    data, old = _read(path)
    if old is None:
        if os.path.lexists(path):
            _move_aside(path, say)
        write(path, serialise(new))
    elif path.is_symlink():
        pass  # the file that it leads to is not ours
    elif is_touched(old):
        if made_from(old) != made_from(new):
            _put_beside(path, new, say)
        if data.startswith(BOM):  # JupyterLab would refuse to open it
            write(path, data.removeprefix(BOM))
    elif data != _bytes(path):
        pass  # a JupyterLab that runs already has just saved it
    elif made_from(old) != made_from(new) or data.startswith(BOM):
        write(path, serialise(new))
    elif old["metadata"].get("language_info") != LAB_METADATA["language_info"]:
        old["metadata"] |= LAB_METADATA
        write(path, serialise(old))


def _move_aside(path: Path, say: Callable[[str], None]) -> None:
    """Give what cannot be read another name, since it may be work."""
    aside = next(n for n in _names(path, "damaged") if not os.path.lexists(n))
    path.rename(aside)
    say(
        f"{FOLDER}/{path.name} could not be read as a notebook, so it is now "
        f"called {aside.name} and a fresh copy has its place; to see what it "
        "holds, right-click it in JupyterLab and choose Open With, Editor."
    )


def _put_beside(path: Path, new: dict, say: Callable[[str], None]) -> None:
    """Write `new` under the first name that holds nobody's work."""
    for beside in _names(path, "new"):
        there = parse(_bytes(beside))
        if there and made_from(there) == made_from(new):
            return
        if not os.path.lexists(beside) or (there and not is_touched(there)):
            break
    write(beside, serialise(new))
    say(
        f"Lesson {path.stem} has changed, and {FOLDER}/{path.name} holds your "
        "work, so that stays as it is; to work with the new lesson, open "
        f"{FOLDER}/{beside.name}."
    )


def _names(path: Path, word: str) -> Iterator[Path]:
    """Yield 01_name.word.ipynb, 01_name.word-2.ipynb, and so on."""
    yield path.with_name(f"{path.stem}.{word}.ipynb")
    for number in count(2):
        yield path.with_name(f"{path.stem}.{word}-{number}.ipynb")


# What a copy holds


def clean(lesson: dict) -> dict:
    """Return the copy of a lesson: without outputs, answers folded."""
    cells = []
    for cell in lesson["cells"]:
        metadata = dict(cell["metadata"])
        for key in ("digest", "wrong_answers", "prediction"):
            metadata.pop(key, None)
        cell = {**cell, "metadata": metadata}
        if cell["cell_type"] == "code":
            cell |= {"outputs": [], "execution_count": None}
            if "stated" in metadata.get("tags", []):  # it tells the results
                metadata["jupyter"] = {"source_hidden": True}
        else:
            _set_text(cell, FOR_TESTS.sub("", _text(cell)).rstrip())
        cells.append(cell)
    fold_answers(cells)
    nb = {"cells": cells, "nbformat": 4, "nbformat_minor": 5}
    nb["metadata"] = {**LAB_METADATA, ENTRY: {"made": digest(nb)}}
    return nb


def fold_answers(cells: list[dict]) -> None:
    """Fold, in place, each text that answers a prediction.

    It is the first text below the code that follows the prediction; others,
    further down, have the tag `answer`.
    """
    asked = ran = False
    for cell in cells:
        if cell["cell_type"] == "code":
            ran = asked
            continue
        text = _text(cell)
        tags = cell["metadata"].get("tags", [])
        if (ran or "answer" in tags) and "solution" not in tags:
            _set_text(cell, folded(text))
        asked = PREDICTION in text or (asked and not ran)
        ran = False


def folded(text: str) -> str:
    """Fold a text up to its first heading or the next prediction."""
    end = answer_end(text)
    answer, rest = text[:end].strip(), text[end:]
    if not answer or "<details" in answer:
        return text
    fold = f"<details><summary>{SUMMARY}</summary>\n\n{answer}\n\n</details>"
    return f"{fold}\n\n{rest}" if rest else fold


def answer_end(text: str) -> int:
    """Return where the first heading or the next prediction begins."""
    lines = text.split("\n")
    fenced = False
    paragraph = 0  # the line at which the present one began
    end = len(lines)
    for number, line in enumerate(lines):
        if line.lstrip().startswith(("```", "~~~")):
            fenced = not fenced
        elif fenced:
            continue
        elif re.match(r" {0,3}#{1,6}(\s|$)", line):
            end = number
            break
        elif PREDICTION in line:
            end = paragraph
            break
        elif not line.strip():
            paragraph = number + 1
    return sum(len(line) + 1 for line in lines[:end])


def made_from(nb: dict) -> str | None:
    """Return the digest of the cells with which a copy was made."""
    entry = nb["metadata"].get(ENTRY)
    return entry.get("made") if isinstance(entry, dict) else None


def is_touched(nb: dict) -> bool:
    """Tell whether somebody changed the cells since the copy was made."""
    return made_from(nb) != digest(nb)


def digest(nb: dict) -> str:
    """Return a digest of what the cells hold.

    What JupyterLab changes by itself is left out: counts, times, whether a
    cell is collapsed or trusted, and the metadata of the notebook.
    """
    content = [
        [
            cell["cell_type"],
            cell.get("id"),
            _text(cell),
            cell.get("outputs", []),
            cell["metadata"].get("tags", []),
            cell.get("attachments", {}),
        ]
        for cell in nb["cells"]
    ]
    data = json.dumps(content, sort_keys=True).encode()
    return hashlib.sha256(data).hexdigest()[:16]


def _text(cell: dict) -> str:
    return "".join(cell["source"])


def _set_text(cell: dict, text: str) -> None:
    cell["source"] = text.splitlines(keepends=True)


# Files


def parse(data: bytes) -> dict | None:
    """Return the notebook of format 4 that `data` holds, None if it is none.

    Only that is looked at which the other functions here rely on.
    """
    try:
        nb = json.loads(data.decode("utf-8-sig"))
        sound = nb["nbformat"] == 4 and isinstance(nb["metadata"], dict)
        sound = sound and isinstance(nb["cells"], list)
        for cell in nb["cells"]:
            sound = (
                sound
                and isinstance(cell["cell_type"], str)
                and isinstance(_text(cell), str)
                and isinstance(cell["metadata"], dict)
                and isinstance(cell["metadata"].get("tags", []), list)
            )
    except (ValueError, LookupError, TypeError, RecursionError):
        return None
    return nb if sound else None


def serialise(nb: dict) -> bytes:
    """Return the bytes of a notebook in the form in which Jupyter saves it."""
    text = json.dumps(nb, indent=1, ensure_ascii=False, sort_keys=True)
    # Half a character, which UTF-8 refuses, goes back into its JSON escape.
    return text.encode("utf-8", "backslashreplace") + b"\n"


def _read(path: Path) -> tuple[bytes, dict | None]:
    """Return what a copy holds, and the notebook if that is one.

    A JupyterLab that runs already empties a file before it saves it, so what
    cannot be read is looked at again.
    """
    for _ in range(4):
        data = _bytes(path)
        nb = parse(data)
        if nb or not path.is_file():
            break
        sleep(0.1)
    return data, nb


def _bytes(path: Path) -> bytes:
    """Return what a file holds; nothing, if it cannot be read."""
    try:
        # A named pipe would keep us waiting for ever.
        return path.read_bytes() if path.is_file() else b""
    except OSError:
        return b""


def write(path: Path, data: bytes) -> None:
    """Write a file at once or not at all."""
    part = path.with_name(f".{path.stem}.{os.getpid()}.part")
    try:
        part.write_bytes(data)
        os.replace(part, path)
    except BaseException as error:
        with suppress(OSError):
            part.unlink()
        if isinstance(error, OSError):  # of a full disk it names no file
            error.filename, error.filename2 = os.fspath(path), None
        raise


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Let a second `make lab` wait until this one has made its copies.

    Otherwise both might move a file aside to the same name. On Windows
    there is no need: a file is not renamed to a name that is taken.
    """
    if os.name == "nt":
        yield
        return
    import fcntl

    handle = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):  # some network drives have no locks
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _advice(error: OSError, path: Path) -> str:
    if isinstance(error, FileExistsError) and path.name == FOLDER:
        return (
            f"{FOLDER} has to be the folder of your copies, and it is a "
            "file; give that another name and call again."
        )
    return advice(error, path)


def advice(error: OSError, path: Path | None = None) -> str:
    """Say in a sentence which file could not be used, and what to do."""
    what = "see to it that you may read and write there"
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        what = "make room on the disk"
    elif error.errno in (errno.EEXIST, errno.ENOTDIR):
        what = "move the file away that stands where a folder belongs"
    elif error.errno == errno.EISDIR:
        what = "move the folder away that stands where a file belongs"
    elif error.errno == errno.ENOENT:
        what = "see to it that it is there"
    where = path.as_posix() if path else error.filename
    return f"Could not use {where}: {error.strerror}; {what} and call again."
