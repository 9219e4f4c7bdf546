"""What the first cell of a lesson announces: title, outcomes, needs, time."""

import re
from dataclasses import dataclass

from nbformat import NotebookNode

from tools.notebooks import LessonError

_TIME = re.compile(
    r"(\d+) minutes(?:, (\d+) more for the exercises)?\.?", re.ASCII
)


@dataclass(frozen=True)
class Head:
    """The announcement of a lesson.

    Attributes
    ----------
    title
        The heading, without its `#`.
    outcomes
        What a learner can do afterwards, one text each, as it is written.
    needs
        The text after **You need**, links and all.
    reading, exercises
        Minutes; 0 if there is no word on exercises.
    """

    title: str
    outcomes: tuple[str, ...]
    needs: str
    reading: int
    exercises: int


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
    parts = {name: _part(source, name) for name in _FORMS}
    for name, text in parts.items():
        if not text:
            raise LessonError(
                f"**{name}** is missing in the first cell: write a paragraph "
                f"that begins **{name}** {_FORMS[name]}"
            )
    outcomes = parts["You will"].rstrip(".").split(" · ")
    time = _TIME.fullmatch(parts["Time"])
    if not time:
        raise LessonError(
            f"**Time** is {parts['Time']!r}: write {_FORMS['Time']}"
        )
    return Head(
        title.group(1).strip(),
        tuple(outcome.strip() for outcome in outcomes),
        parts["You need"],
        int(time.group(1)),
        int(time.group(2) or 0),
    )


_FORMS = {
    "You will": "and the outcomes, with ' · ' between them",
    "You need": "and the earlier lessons, linked",
    "Time": "`20 minutes.` or `20 minutes, 10 more for the exercises.`",
}


def _part(source: str, name: str) -> str:
    found = re.search(
        rf"^\*\*{name}\*\*(.*?)(?=\n\s*\n|\n\*\*|\Z)", source, re.M | re.S
    )
    return " ".join(found.group(1).split()) if found else ""
