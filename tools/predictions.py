"""The predictions of a lesson: their choices as data, and on a page.

A text cell with **Predict first.** holds them in its metadata `prediction`,
in the form that CONTRIBUTING.md explains. They belong to the committed run: a
lesson that is run with other parameters may print something else.
"""

import hashlib
import html
from collections.abc import Iterator
from dataclasses import dataclass

from nbformat import NotebookNode

from tools.copies import FOR_TESTS, PREDICTION, answer_end

ASKS = "What do you predict?"


@dataclass(frozen=True)
class Choice:
    """What one may tick: Markdown, and a sentence on what is true instead."""

    says: str
    why: str
    is_right: bool

    @property
    def key(self) -> str:
        """Its name on the page, which changes when the choice does."""
        return hashlib.sha256(self.says.encode()).hexdigest()[:8]


@dataclass(frozen=True)
class Prediction:
    """A question, its choices in the order to show, the cells that answer."""

    cell: str  # the id of the text that asks
    question: str  # from **Predict first.** on
    asks: str  # which part of it the choices answer
    choices: tuple[Choice, ...]
    answers: dict[str, str]  # id of a cell -> what answers: all, or outputs


def predictions(nb: NotebookNode) -> list[Prediction]:
    """Return the predictions that have choices, from the top."""
    return [
        _prediction(nb.cells, place)
        for place, cell in enumerate(nb.cells)
        if PREDICTION in cell.source and "prediction" in cell.metadata
    ]


def _prediction(cells: list[NotebookNode], place: int) -> Prediction:
    cell = cells[place]
    given = cell.metadata["prediction"]
    choices = [
        Choice(one["says"], one.get("why", ""), one is given["right"])
        for one in (given["right"], *given["slips"])
    ]
    return Prediction(
        cell.id,
        FOR_TESTS.sub("", cell.source[cell.source.index(PREDICTION) :]),
        given.get("asks", ASKS),
        # By a digest: so the right one has no place of its own.
        tuple(
            sorted(
                choices,
                key=lambda one: hashlib.sha256(
                    f"{cell.id} {one.says}".encode()
                ).digest(),
            )
        ),
        covered(cells, place),
    )


def code_below(cells: list[NotebookNode], place: int) -> Iterator[int]:
    """Yield the places of the code that follows a prediction.

    It ends at the text below it; text before it may ask on.
    """
    ran = False
    for after in range(place + 1, len(cells)):
        if cells[after].cell_type == "code":
            ran = True
            yield after
        elif ran:
            return


def covered(cells: list[NotebookNode], place: int) -> dict[str, str]:
    """Return which cells answer a prediction: id -> "all" or "outputs".

    They are the code below it, and what follows up to the next heading or
    prediction: a picture further down would show the answer, too. Evidence
    beyond that is covered alone. What is named as `open` stays open.
    """
    given = cells[place].metadata["prediction"]
    named = {*given.get("in", []), *given.get("reads", {})}
    first, *_ = code_below(cells, place)
    end, goes_on = first, True
    while goes_on and end < len(cells):
        if cells[end].cell_type == "markdown":
            text = cells[end].source
            goes_on = answer_end(text) >= len(text)
            end += answer_end(text) > 0
        else:
            end += 1
    beyond = [cell for cell in cells[end:] if cell.id in named]
    seen = {"code": "outputs", "all": "", "": "all"}
    opened = given.get("open", {})
    found = {
        cell.id: seen[opened.get(cell.id, "")]
        for cell in [*cells[first:end], *beyond]
    }
    return {name: what for name, what in found.items() if what}


# On a page


def block(prediction: Prediction) -> str:
    """Return the choices as HTML, hidden until predictions.js shows them."""
    ticks = [
        f'<button type="button" data-key="{choice.key}"'
        f"{' data-right' if choice.is_right else ''}>{_inline(choice.says)}"
        "</button>"
        for choice in prediction.choices
    ]
    whys = [
        f'<span data-why="{choice.key}">{_inline(choice.why)}</span>'
        for choice in prediction.choices
        if choice.why
    ]
    lines = [
        f'<div class="predictions" data-cell="{prediction.cell}" hidden>',
        f"<fieldset><legend>{_inline(prediction.asks)}</legend>",
        *ticks,
        '<p class="covered"><span>The answer is covered until you choose.'
        "</span>",
        '<button type="button" data-show>Show me</button>',
        '<button type="button" data-show-all>Show all of this lesson</button>',
        '</p>\n</fieldset>\n<p class="said" role="status"></p>',
        f"<div hidden>{''.join(whys)}</div>\n</div>",
    ]
    return "\n".join(lines)


def count() -> str:
    """Return the place at the end of a lesson where the count is shown."""
    return (
        '<div class="predictions count" hidden>\n<p></p>\n'
        '<button type="button" data-forget>Forget my predictions</button>\n'
        "</div>"
    )


def marks(asked: list[Prediction], cell: str, what: str) -> str:
    """Return the attribute of what the script covers: all of a cell, or its
    outputs. It names the predictions that this answers.
    """
    names = [one.cell for one in asked if one.answers.get(cell) == what]
    return f' data-answers="{" ".join(names)}"' if names else ""


def _inline(text: str) -> str:
    """Return a line of Markdown as HTML."""
    parts = [html.escape(part, quote=False) for part in text.split("`")]
    for place in range(1, len(parts), 2):
        parts[place] = f"<code>{parts[place]}</code>"
    return "".join(parts)
