"""Draw errors over the time that a training took: every seed a dot."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from numpy.typing import ArrayLike

from helpers.drawing import wording as w
from helpers.drawing.canvas import INK, PALETTE
from helpers.drawing.panels import (
    LOOKS,
    check_above_zero,
    check_kinds,
    finish,
    panel_grid,
)

# Model -> for each length of training: seconds, and an error for each seed.
Models = Mapping[str, Sequence[tuple[float, ArrayLike]]]


def draw_over_time(panels: Mapping[str, Models]) -> tuple[Figure, str]:
    """Draw a panel for each task: seconds to the right, error upwards.

    A line joins the means of a model, from its shortest training to its
    longest.

    Parameters
    ----------
    panels
        Title -> model -> its trainings, each with the seconds that it took
        and an error for each seed. At most three models, the same in all
        panels. The title says what the error is.

    Returns
    -------
    fig, alt
        The plot and its text alternative, for `show`.

    Raises
    ------
    ValueError
        There is no panel, the models differ or are too many, or a number is
        not above 0.
    """
    models = check_kinds(panels, "models")
    for title, panel in panels.items():
        for model, trainings in panel.items():
            found = [n for seconds, e in trainings for n in (seconds, *e)]
            check_above_zero(f"The trainings of {model!r} in {title!r}", found)
    fig, axes = panel_grid(list(panels), "seconds")
    for ax, panel in zip(axes, panels.values(), strict=True):
        handles = _draw_panel(ax, panel)
    finish(fig, handles, models)
    return fig, _alt(panels)


def _draw_panel(ax: Axes, panel: Models) -> list[Line2D]:
    """Draw a panel; return the line of each model."""
    lines = []
    for (color, mark), trainings in zip(LOOKS, panel.values(), strict=False):
        style = {"color": PALETTE[color], "marker": mark}
        dots = style | {"ls": "", "ms": 5, "mec": "white", "mew": 0.5}
        for seconds, errors in trainings:
            ax.plot([seconds] * len(errors), errors, **dots)
        means = [(s, np.mean(e)) for s, e in sorted(trainings, key=_first)]
        lines += ax.plot(*np.transpose(means), ms=9, mec=INK, **style)
    ax.set_xlim(0, 1.08 * max(s for t in panel.values() for s, _ in t))
    return lines


def _first(training: tuple[float, ArrayLike]) -> float:
    return training[0]


def _alt(panels: Mapping[str, Models]) -> str:
    alt = (
        "Errors over the seconds that a training took, a dot for each seed, "
        f"in {w.count(len(panels), 'panel')}. Seconds and mean errors:"
    )
    for title, panel in panels.items():
        told = [
            f"{model} "
            + ", ".join(
                f"{np.mean(errors):.3g} after {seconds:.1f}"
                for seconds, errors in sorted(trainings, key=_first)
            )
            for model, trainings in panel.items()
        ]
        alt += f" {title}: {'; '.join(told)}."
    return alt
