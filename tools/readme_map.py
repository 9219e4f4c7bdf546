"""Write the map of the lessons in README.md: `python -m tools.readme_map`.

Titles, outcomes and minutes come from the first cell of each lesson.
"""

import argparse
import re
import sys
from pathlib import Path

from tools.lesson_head import Head, head
from tools.notebooks import ROOT, LessonError, lessons, read, write

README = ROOT / "README.md"
BEGIN, END = "<!-- lessons -->\n", "<!-- end of lessons -->"


def readme_map(paths: list[Path], folder: Path) -> str:
    """Return the table of lessons as Markdown.

    Parameters
    ----------
    paths
        The lessons in reading order.
    folder
        Where the table will stand; its links start from there.

    Raises
    ------
    LessonError
        A lesson does not announce itself; the sentence names it.
    """
    heads = {path: _head(path) for path in paths}
    reading = sum(found.reading for found in heads.values())
    extra = sum(found.exercises for found in heads.values())
    rows = [
        f"| {path.name[:2]} | [{_in_a_table(found.title)}]"
        f"({path.relative_to(folder).as_posix()})<br>{_outcomes(found)} "
        f"| {found.reading} | {found.exercises or ''} |\n"
        for path, found in heads.items()
    ]
    return "".join(
        [
            "| | lesson, and what you can do afterwards | minutes "
            "| exercises |\n|---|---|---|---|\n",
            *rows,
            f"| | together | {reading} | {extra or ''} |\n",
        ]
    )


def with_map(readme: str, table: str) -> str:
    """Return the text of a README with the table between its marks.

    Raises
    ------
    LessonError
        The marks are missing, or there are two of them.
    """
    marks = re.escape(BEGIN), re.escape(END)
    found = re.findall(f"{marks[0]}.*?{marks[1]}", readme, re.S)
    if len(found) != 1 or readme.count(BEGIN) != 1 or readme.count(END) != 1:
        raise LessonError(
            f"README.md must hold the lines {BEGIN.strip()} and {END} once "
            "each, in this order."
        )
    return readme.replace(found[0], f"{BEGIN}{table}{END}")


def main(
    arguments: list[str] | None = None,
    readme: Path = README,
    paths: list[Path] | None = None,
) -> int:
    """Run the command line; return the exit code."""
    parser = argparse.ArgumentParser(prog="make readme", description=__doc__)
    parser.add_argument(
        "--check", action="store_true", help="write nothing, only compare"
    )
    options = parser.parse_args(arguments)
    try:
        before = readme.read_text(encoding="utf-8")
        paths = lessons() if paths is None else paths
        after = with_map(before, readme_map(paths, readme.parent))
    except LessonError as error:
        print(error, file=sys.stderr)
        return 1
    if after == before:
        return 0
    if options.check:
        print(
            "The map in README.md is not that of the lessons: run "
            "`make readme`.",
            file=sys.stderr,
        )
        return 1
    write(readme, after)
    return 0


def _head(path: Path) -> Head:
    try:
        return head(read(path))
    except LessonError as error:
        raise LessonError(f"{path.name}, the first cell: {error}.") from error


def _outcomes(found: Head) -> str:
    text = " · ".join(found.outcomes)
    return _in_a_table(text[:1].upper() + text[1:])


def _in_a_table(text: str) -> str:
    # A cell of a table ends at a bar; nothing else needs an escape.
    return text.replace("|", "\\|")


if __name__ == "__main__":
    sys.exit(main())
