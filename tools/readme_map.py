"""Write what README.md takes from elsewhere: `python -m tools.readme_map`.

The map: titles, outcomes and minutes, from the first cell of each lesson.
How to get the folder, and the links to Binder and Colab: from the one setting
that names the address, `Repository` in pyproject.toml's `[project.urls]`.
"""

import argparse
import re
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

from nbformat import NotebookNode

from tools.notebooks import ROOT, LessonError, command, lessons, read, write

README = ROOT / "README.md"
FIRST = "notebooks/01_one_lstm_2d_output.ipynb"
_FORMS = {
    "You will": "and the outcomes, with ' · ' between them",
    "You need": "and the earlier lessons, linked",
    "Time": "`20 minutes.` or `20 minutes, 10 more for the exercises.`",
}
_TIME = re.compile(
    r"(\d+) minutes(?:, (\d+) more for the exercises)?\.?", re.ASCII
)


@dataclass(frozen=True)
class Head:
    """What the first cell of a lesson announces."""

    title: str
    outcomes: tuple[str, ...]  # what a learner can do afterwards
    needs: str  # the text after **You need**, links and all
    reading: int  # minutes
    exercises: int  # minutes; 0 if there is no word on exercises


def head(nb: NotebookNode) -> Head:
    """Read the announcement in the first cell of a lesson.

    Raises
    ------
    LessonError
        A part is missing, or not written as CONTRIBUTING.md says.
    """
    source = nb.cells[0].source if nb.cells else ""
    source = re.sub(r"<!--.*?-->", "", source, flags=re.S)  # for the tests
    title = re.match(r"# +(\S.*)", source)
    if not title or nb.cells[0].cell_type != "markdown":
        raise LessonError("the first cell must begin with `# ` and the title")
    parts = {}
    for name, form in _FORMS.items():
        found = re.search(
            rf"^\*\*{name}\*\*(.*?)(?=\n\s*\n|\n\*\*|\Z)", source, re.M | re.S
        )
        parts[name] = " ".join(found.group(1).split()) if found else ""
        if not parts[name]:
            raise LessonError(
                f"**{name}** is missing in the first cell: write a paragraph "
                f"that begins **{name}** {form}"
            )
    time = _TIME.fullmatch(parts["Time"])
    if not time:
        raise LessonError(
            f"**Time** is {parts['Time']!r}: write {_FORMS['Time']}"
        )
    outcomes = parts["You will"].rstrip(".").split(" · ")
    return Head(
        title.group(1).strip(),
        tuple(outcome.strip() for outcome in outcomes),
        parts["You need"],
        int(time.group(1)),
        int(time.group(2) or 0),
    )


def readme_map(paths: list[Path], folder: Path) -> str:
    """Return the list of lessons as Markdown, with links from `folder`."""
    text = ""
    reading = exercises = 0
    for path in paths:
        try:
            found = head(read(path))
        except LessonError as error:
            raise LessonError(
                f"{path.name}, the first cell: {error}."
            ) from error
        minutes = f"{found.reading} minutes"
        if found.exercises:
            minutes += f", exercises {found.exercises} more"
        link = path.relative_to(folder).as_posix()
        # Two blanks: a new line. A table would be cut off on a phone.
        text += (
            f"{int(path.name[:2])}. **[{found.title}]({link})**  \n"
            f"   {minutes}: {' · '.join(found.outcomes)}\n"
        )
        reading += found.reading
        exercises += found.exercises
    return (
        f"{text}\nAll of them: {reading} minutes, exercises {exercises} "
        "more.\n"
    )


def address(project: Path) -> str:
    """Return the address of the repository on GitHub, "" while it is unset."""
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
    """Return the text of a README with `text` between the marks of a part."""
    begin, end = f"<!-- {name} -->\n", f"<!-- end of {name} -->"
    before, _, rest = readme.partition(begin)
    _, _, after = rest.partition(end)
    once = readme.count(begin) == readme.count(end) == 1
    if not once or end in before:
        raise LessonError(
            f"README.md must hold the lines {begin.strip()} and {end} once "
            "each, in this order."
        )
    return f"{before}{begin}{text}{end}{after}"


@command()
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
    before = readme.read_text(encoding="utf-8")
    paths = lessons() if paths is None else paths
    where = address(readme.parent / "pyproject.toml")
    after = with_part(before, "lessons", readme_map(paths, readme.parent))
    after = with_part(after, "folder", how_to_get(where))
    after = with_part(after, "in the browser", in_the_browser(where))
    if options.check and after != before:
        raise LessonError(
            "README.md is not what the lessons and pyproject.toml give: run "
            "`make readme`."
        )
    if after != before:
        write(readme, after)
    return 0


if __name__ == "__main__":
    sys.exit(main())
