"""Begin a lesson: `python -m tools.new_lesson 20 --title "What is it?"`.

The notebook is tools/new_lesson.ipynb with a number, a title and its links.
It runs as it is and keeps every promise but one: "To write:" stands wherever
its author has to write.
"""

import argparse
import re
import sys
import unicodedata
from pathlib import Path

from nbformat import NotebookNode

from tools import notebooks
from tools.notebooks import LessonError, command
from tools.readme_map import head

TEMPLATE = Path(__file__).with_name("new_lesson.ipynb")
LONGEST_TITLE, LONGEST_NAME = 80, 40  # characters


def new_lesson(number: str, title: str, folder: Path) -> Path:
    """Write a lesson that is ready to be filled; return its path.

    Nothing is written if the number is none, or taken, if no file can be
    named after the title, or if there is no such folder.
    """
    if not folder.is_dir():
        raise LessonError(
            f"There is no folder {folder.name}/ here: restore it, or call "
            "this in the folder of the repository."
        )
    # Not isdigit: it takes digits of every script.
    if not re.fullmatch(r"[0-9]{1,2}", number) or int(number) == 0:
        raise LessonError(
            f"{number!r} is no number of a lesson: write one from 01 to 99, "
            "such as LESSON=20."
        )
    path = folder / f"{int(number):02}_{_slug(title)}.ipynb"
    for other in notebooks.lessons(folder):
        if other.name[:2] == path.name[:2]:
            raise LessonError(
                f"There is a lesson {path.name[:2]} already, {other.name}: "
                "take another number."
            )
    notebooks.save(path, _filled(path, title.strip()))
    return path


def neighbours(path: Path) -> tuple[Path | None, Path | None]:
    """Return the lessons before and after a path, which need not exist."""
    others = notebooks.lessons(path.parent)
    before = [other for other in others if other.name < path.name]
    after = [other for other in others if other.name > path.name]
    return (before[-1] if before else None, after[0] if after else None)


def _slug(title: str) -> str:
    """Make the name of a file of a title, in ASCII."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore")
    words = re.findall(r"[a-z0-9]+", plain.decode().lower().replace("'", ""))
    one_line = len(title.strip().splitlines()) == 1
    if not one_line or len(title) > LONGEST_TITLE or not words:
        raise LessonError(
            f"{title!r} is no title: write one line of at most "
            f"{LONGEST_TITLE} characters, with some letters from a to z in "
            "it for the name of the file."
        )
    name = words[0][:LONGEST_NAME]
    for word in words[1:]:
        if len(name) + 1 + len(word) > LONGEST_NAME:
            break
        name += f"_{word}"
    return name


def _filled(path: Path, title: str) -> NotebookNode:
    nb = notebooks.read(TEMPLATE)
    before, after = neighbours(path)
    words = {
        "TITLE": title,
        "BEFORE": f"[lesson {before.name[:2]}]({before.name})"
        if before
        else "Python and a little NumPy",
        "AFTER": f"Go on with {_link(after)}."
        if after
        else "This is the last lesson for now.\n\n"
        "<!-- not compared last: of lessons -->",
    }
    for cell in nb.cells:
        if cell.cell_type == "markdown":
            cell.source = re.sub(
                rf"\b({'|'.join(words)})\b",
                lambda match: words[match.group()],
                cell.source,
            )
    return nb


def _link(path: Path) -> str:
    return f"[{head(notebooks.read(path)).title}]({path.name})"


@command()
def main(
    arguments: list[str] | None = None, folder: Path = notebooks.NOTEBOOKS
) -> None:
    """Run the command line, and say what an author does next."""
    parser = argparse.ArgumentParser(prog="make new", description=__doc__)
    parser.add_argument("number", help="such as 10")
    parser.add_argument("--title", default="New lesson", help="the heading")
    options = parser.parse_args(arguments)
    path = new_lesson(options.number, options.title, folder)
    number = path.name[:2]
    before, _ = neighbours(path)
    first = int(before.name[:2]) + 1 if before else 1
    if first < int(number):
        print(
            f"Note: there is no lesson {first:02}; readers will look for it.",
            file=sys.stderr,
        )
    link = f"{_link(path)} in *Next* of {before.name}, " if before else ""
    print(
        f"{folder.name}/{path.name} is there.\n"
        f'1. Write: "To write:" in it says where. Then make outputs '
        f"LESSON={number}\n"
        f"2. Link to it: {link}then make readme\n"
        f'3. Test it: make test ARGS="-k {number}_"'
    )


if __name__ == "__main__":
    sys.exit(main())
