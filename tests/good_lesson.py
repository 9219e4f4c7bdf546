"""A short lesson that keeps every promise of `tests.contracts`.

It is never executed; the tests of the promises break it in memory.
"""

import copy
from functools import cache

from nbformat import NotebookNode, from_dict
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output

from helpers.figures.numbers import folded
from tests.contracts import Lesson
from tests.toys import cell, with_exercises
from tools.notebooks import NOTEBOOKS, lessons, seal

BEFORE, AFTER = lessons()[:2]  # any two do
PICTURE = "iVBORw0KGgoAAAANSUhEUg"
ALT = "A line that falls from three to one in two steps."
NUMBERS = folded({"step": [1, 2], "toy": [3, 1]})

TITLE = f"""\
# How does a toy count?

**You will** print a shape of three axes · count twelve parameters by hand.

**You need** [the lesson before]({BEFORE.name}).

**Time** 5 minutes, 5 more for the exercises."""

ABOUT = """\
## Shapes and counts

A box has the shape `(1, 3, 1)`, and a step has the size 0.5. In general it
is `(samples, steps, features)`.

**Predict first.** Is more better? At most twelve."""

CHOICES = {
    "open": {"count": "code"},
    "reads": {"count": "({ours}, {keras})"},
    "right": {"says": "Twelve", "if": "ours == 12"},
    "slips": [
        {
            "says": "More",
            "if": "ours > 12",
            "why": "You took more for better: it is twelve.",
        },
        {
            "says": "(24, 24)",
            "shown": "(24, 24)",
            "why": "You counted twice what is there once.",
        },
    ],
}

TWELVE = """\
Twelve parameters, exactly, in both ways.
So it has been since 1997. Twelve are fewer than twenty.

<!-- shown count: (12, 12) -->
<!-- compared fewer than: (12, 12 < 20 -->
<!-- number 1997: the year of the first paper -->"""

LEARNED = """\
## What we learned

- We printed a shape with its three axes.
- We counted twelve parameters by hand.

First comes the shape, whose last axis has size 1. Lesson 01 has such axes.

<!-- ordered first: start < figure -->
<!-- ordered last in shape: 3, 1) > units -->
<!-- number 1 in shape: 3, 1) -->
<!-- lesson 01: three axes -->
<!-- not shown: kept for the test of this comment -->"""

TRIP = """\
## Where people trip

- *[Is a box equal to an array?](https://example.org/box)* Yes."""

NEXT = f"""\
## Next

On to [the lesson after]({AFTER.name}#what-we-learned), or back to
[the start](#how-does-a-toy-count)."""


def good_lesson() -> Lesson:
    """Return a copy of it, with one lesson before it and one after."""
    path = NOTEBOOKS / "07_good.ipynb"
    return Lesson(path, copy.deepcopy(_notebook()), (BEFORE, path, AFTER))


@cache
def _notebook() -> NotebookNode:
    nb = with_exercises()
    nb.cells = [
        new_markdown_cell(TITLE, id="title"),
        _code("start", "from helpers import runtime\n\nruntime.start(seed=7)"),
        _code(
            "parameters", "units: int = 1  # cells\nrate: float = 0.5  # step"
        ),
        new_markdown_cell(ABOUT, id="about"),
        _code("shape", "print((units, 3, 1))", _printed("(1, 3, 1)\n")),
        _code("count", "4 * units * 3, 12", _value("(12, 12)")),
        new_markdown_cell(TWELVE, id="twelve"),
        _code("figure", "show(*draw_toy(units))", *_figure()),
        _code("count-twice", "12 == 12", _value("True")),
        new_markdown_cell("## Exercises", id="exercises"),
        *nb.cells[3:],
        new_markdown_cell(LEARNED, id="learned"),
        new_markdown_cell(TRIP, id="trip"),
        new_markdown_cell(NEXT, id="next"),
    ]
    nb.cells[2].metadata["tags"] = ["parameters"]
    nb.cells[3].metadata["prediction"] = from_dict(CHOICES)
    for name in ("exercise-1-check", "exercise-2-check"):
        cell(nb, name).outputs = [_printed("○ This exercise is open.\n")]
    seal(nb)
    return nb


def _code(name: str, source: str, *outputs: NotebookNode) -> NotebookNode:
    return new_code_cell(source, id=name, outputs=list(outputs))


def _printed(text: str) -> NotebookNode:
    return new_output("stream", text=text)


def _value(text: str) -> NotebookNode:
    return new_output("execute_result", {"text/plain": text})


def _figure() -> list[NotebookNode]:
    picture = {"image/png": PICTURE, "text/plain": ALT}
    caption = f"<div><em>Figure:</em> {ALT}</div>"
    words = {"text/html": f"{caption}\n{NUMBERS}"}
    alt = {"image/png": {"alt": ALT}}
    return [
        new_output("display_data", picture, metadata=alt),
        new_output("display_data", words),
    ]
