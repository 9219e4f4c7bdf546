"""Write the notebooks that break one promise each.

    python -m tests.breaches.write

Each is good.ipynb with one change, from the rows of `tests.breaches`.
"""

import copy
from pathlib import Path

from nbformat import NotebookNode

from tests.breaches import ROWS
from tests.breaches.row import Row
from tests.contracts import Lesson
from tools.notebooks import read, seal, serialise, write

FOLDER = Path(__file__).parents[1] / "bad_notebooks"
GOOD = FOLDER / "good.ipynb"
# The lesson before and after, whichever notebook of the folder is looked at.
NEIGHBOUR = FOLDER / "neighbour.ipynb"
# These are about what `seal` would put right.
UNSEALED = ("is_sealed", "is_executed_in_order")


def lesson(path: Path) -> Lesson:
    """Return a notebook of the folder as the second of three lessons."""
    return Lesson(path, read(path), (NEIGHBOUR, path, NEIGHBOUR))


def bad_notebooks() -> dict[Path, str]:
    """Return the files as they must be: path -> text."""
    good = read(GOOD)
    return {
        FOLDER / f"{row.promise}--{row.what}.ipynb": serialise(_bad(good, row))
        for row in ROWS
    }


def _bad(good: NotebookNode, row: Row) -> NotebookNode:
    nb = copy.deepcopy(good)
    row.change(nb)
    if row.promise not in UNSEALED:
        seal(nb)
    nb.metadata["breaks"], nb.metadata["says"] = row.promise, row.says
    if row.also:
        nb.metadata["also"] = list(row.also)
    return nb


def main() -> None:
    """Write the files, and remove those that no row makes any more."""
    good = read(GOOD)
    seal(good)
    write(GOOD, serialise(good))
    wanted = bad_notebooks()
    for path in set(FOLDER.glob("*--*.ipynb")) - set(wanted):
        path.unlink()
    for path, text in wanted.items():
        write(path, text)
    print(f"{len(wanted)} notebooks written")


if __name__ == "__main__":
    main()
