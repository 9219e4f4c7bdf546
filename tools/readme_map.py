"""Write what README.md takes from elsewhere: `python -m tools.readme_map`.

The map: titles, outcomes and minutes, from the first cell of each lesson.
How to get the folder, and the links to Binder and Colab: from the one setting
that names the address, `Repository` in pyproject.toml's `[project.urls]`.
"""

import argparse
import re
import sys
import tomllib
from pathlib import Path

from tools.lesson_head import Head, head
from tools.notebooks import ROOT, LessonError, lessons, read, write

README = ROOT / "README.md"
FIRST = "notebooks/01_one_lstm_2d_output.ipynb"


def readme_map(paths: list[Path], folder: Path) -> str:
    """Return the list of lessons as Markdown.

    Parameters
    ----------
    paths
        The lessons in reading order.
    folder
        Where the list will stand; its links start from there.

    Raises
    ------
    LessonError
        A lesson does not announce itself; the sentence names it.
    """
    heads = {path: _head(path) for path in paths}
    reading = sum(found.reading for found in heads.values())
    extra = sum(found.exercises for found in heads.values())
    lines = []
    for path, found in heads.items():
        minutes = f"{found.reading} minutes"
        if found.exercises:
            minutes += f", exercises {found.exercises} more"
        link = path.relative_to(folder).as_posix()
        # Two blanks: a new line. A table would be cut off on a phone.
        lines.append(
            f"{int(path.name[:2])}. **[{found.title}]({link})**  \n"
            f"   {minutes}: {' · '.join(found.outcomes)}\n"
        )
    return "".join(lines) + (
        f"\nAll of them: {reading} minutes, exercises {extra} more.\n"
    )


def address(project: Path) -> str:
    """Return the address of the repository on GitHub, "" while it is unset.

    Raises
    ------
    LessonError
        The setting is something else.
    """
    urls = tomllib.loads(project.read_text(encoding="utf-8"))["project"]
    found = urls.get("urls", {}).get("Repository", "").rstrip("/")
    if found and not re.fullmatch(
        r"https://github\.com/[\w.-]+/[\w.-]+", found
    ):
        raise LessonError(
            f"Repository in pyproject.toml is {found!r}; write it as "
            "https://github.com/OWNER/NAME, or take it out."
        )
    return found


def how_to_get(where: str) -> str:
    """Return how to get the folder, in Markdown."""
    if not where:
        return (
            "You have it already if somebody gave it to you; if it is a ZIP "
            "file, unpack all of\nit first.\n"
        )
    name = where.rsplit("/", 1)[1]
    return (
        f"[Download the ZIP]({where}/archive/HEAD.zip) and unpack all of it, "
        f"or:\n\n```bash\ngit clone --depth 1 {where}\ncd {name}\n```\n\n"
        f"(To look first, nothing to install: [lesson 01]({where}/blob/HEAD/"
        f"{FIRST}) with all that it prints.)\n"
    )


def in_the_browser(where: str) -> str:
    """Return the links to Binder and Colab, in Markdown."""
    if not where:
        return (
            "These open a repository by its address on the web, and this one "
            "has none yet; see\n[CONTRIBUTING.md](CONTRIBUTING.md#publish).\n"
        )
    short = where.removeprefix("https://github.com/")
    lesson = FIRST.replace("notebooks", "my_lessons")
    return (
        "- [Open lesson 01 on Binder](https://mybinder.org/v2/gh/"
        f"{short}/HEAD?urlpath=lab/tree/{lesson}); it may take minutes to "
        "start.\n"
        "- [Open lesson 01 on Colab](https://colab.research.google.com/"
        f"github/{short}/blob/HEAD/{FIRST}), put one cell on top of it and "
        "run it first:\n\n"
        f"  ```\n  !git clone --depth 1 {where} lessons\n  %cd lessons\n"
        "  %pip install --no-deps .\n  ```\n"
    )


def with_part(readme: str, name: str, text: str) -> str:
    """Return the text of a README with `text` between the marks of a part.

    Raises
    ------
    LessonError
        The marks are missing, or there are two of them.
    """
    begin, end = f"<!-- {name} -->\n", f"<!-- end of {name} -->"
    marks = re.escape(begin), re.escape(end)
    found = re.findall(f"{marks[0]}.*?{marks[1]}", readme, re.S)
    if len(found) != 1 or readme.count(begin) != 1 or readme.count(end) != 1:
        raise LessonError(
            f"README.md must hold the lines {begin.strip()} and {end} once "
            "each, in this order."
        )
    return readme.replace(found[0], f"{begin}{text}{end}")


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
        where = address(readme.parent / "pyproject.toml")
        after = with_part(before, "lessons", readme_map(paths, readme.parent))
        after = with_part(after, "folder", how_to_get(where))
        after = with_part(after, "in the browser", in_the_browser(where))
    except LessonError as error:
        print(error, file=sys.stderr)
        return 1
    if after == before:
        return 0
    if options.check:
        print(
            "README.md is not what the lessons and pyproject.toml give: run "
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


if __name__ == "__main__":
    sys.exit(main())
