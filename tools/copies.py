"""The learner's copies of the lessons, in my_lessons/: made, kept, renewed.

The metadata of a copy says which cells it was made with, and that is all the
bookkeeping there is. Whoever changed the cells since has work in the copy,
and it is never written again.

This runs at each `make lab`, so it uses the standard library only.
"""

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path

from tools.clean_copy import (
    LAB_METADATA,
    clean,
    is_touched,
    made_from,
    parse,
    serialise,
)

FOLDER = "my_lessons"
BOM = b"\xef\xbb\xbf"


class CopyError(Exception):
    """One sentence for the learner: what is wrong, and what to do."""


def find_lessons(root: Path) -> list[Path]:
    """Return the lessons in reading order.

    Raises
    ------
    CopyError
        There is none.
    """
    found = sorted((root / "notebooks").glob("[0-9][0-9]_*.ipynb"))
    if not found:
        raise CopyError(
            "There are no lessons in notebooks/; get that folder back "
            "(git restore notebooks, or a new download) and call again."
        )
    return found


def make_copies(root: Path, say: Callable[[str], None]) -> Path:
    """Bring the copies of all lessons up to date; return the first copy.

    `say` gets a sentence for each thing that the learner should know.

    Raises
    ------
    CopyError
        There is no lesson, or a copy could not be written.
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
                    say(_damaged_lesson(lesson))
    except OSError as error:
        raise CopyError(_advice(error, path.relative_to(root))) from None
    for lesson in lessons:
        if (folder / lesson.name).exists():
            return folder / lesson.name
    raise CopyError("So there is no lesson left to open.")


def _bring_up_to_date(
    path: Path, new: dict, say: Callable[[str], None]
) -> None:
    data = _bytes(path)
    old = parse(data)
    if old is None:
        if os.path.lexists(path):
            _move_aside(path, say)
        _write(path, new)
    elif path.is_symlink():
        pass  # the file that it leads to is not ours
    elif is_touched(old):
        if made_from(old) != made_from(new):
            _put_beside(path, new, say)
        if data.startswith(BOM):  # JupyterLab would refuse to open it
            _write(path, data.removeprefix(BOM))
    elif data != _bytes(path):
        pass  # a JupyterLab that runs already has just saved it
    elif made_from(old) != made_from(new) or data.startswith(BOM):
        _write(path, new)
    elif old["metadata"].get("language_info") != LAB_METADATA["language_info"]:
        old["metadata"] |= LAB_METADATA
        _write(path, old)


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
    _write(beside, new)
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


def _bytes(path: Path) -> bytes:
    """Return what a file holds; nothing, if it cannot be read."""
    try:
        # A named pipe would keep us waiting for ever.
        return path.read_bytes() if path.is_file() else b""
    except OSError:
        return b""


def _write(path: Path, content: dict | bytes) -> None:
    """Write a notebook at once or not at all."""
    if isinstance(content, dict):
        content = serialise(content)
    part = path.with_name(f".{path.stem}.{os.getpid()}.part")
    try:
        part.write_bytes(content)
        os.replace(part, path)
    except BaseException:
        with suppress(OSError):
            part.unlink()
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


def _damaged_lesson(lesson: Path) -> str:
    name = f"notebooks/{lesson.name}"
    return (
        f"{name} is no readable notebook, so its copy was left out; get it "
        f"back (git restore {name}, or a new download) and call again."
    )


def _advice(error: OSError, path: Path) -> str:
    if isinstance(error, FileExistsError) and path.name == FOLDER:
        return (
            f"{FOLDER} has to be the folder of your copies, and it is a "
            "file; give that another name and call again."
        )
    what = "see to it that you may write there"
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        what = "make room on the disk"
    return (
        f"Could not write {path.as_posix()}: {error.strerror}; {what} and "
        "call again."
    )
