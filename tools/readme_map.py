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

from jinja2 import Template
from nbformat import NotebookNode

from tools.notebooks import ROOT, LessonError, command, lessons, read, write

README = ROOT / "README.md"
TEMPLATE = Path(__file__).with_name("readme_map.md.j2")
FIRST = "01_one_lstm_2d_output.ipynb"
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


def parts(paths: list[Path], folder: Path, where: str) -> dict[str, str]:
    """Return the Markdown of each part: what README.md calls it -> text.

    `folder` is where README.md is, `where` the address of the repository.
    """
    heads = {}
    for path in paths:
        try:
            heads[path] = head(read(path))
        except LessonError as error:
            where = f"{path.name}, the first cell: {error}."
            said = str(error) if path.name in str(error) else where
            raise LessonError(said) from error
    template = Template(TEMPLATE.read_text(encoding="utf-8"))
    context = template.new_context(
        {"heads": heads, "folder": folder, "where": where, "first": FIRST}
    )
    return {
        name.replace("_", " "): "".join(block(context))
        for name, block in template.blocks.items()
    }


def with_part(
    readme: str, name: str, text: str, file: str = "README.md"
) -> str:
    """Return the text of a README with `text` between the marks of a part."""
    begin, end = f"<!-- {name} -->\n", f"<!-- end of {name} -->"
    before, _, rest = readme.partition(begin)
    _, _, after = rest.partition(end)
    once = readme.count(begin) == readme.count(end) == 1
    if not once or end in before:
        raise LessonError(
            f"{file} must hold the lines {begin.strip()} and {end} once "
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
    after = before
    for name, text in parts(paths, readme.parent, where).items():
        after = with_part(after, name, text)
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
