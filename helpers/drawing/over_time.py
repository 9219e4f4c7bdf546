"""Draw errors over the time that a training took: every seed a dot."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from helpers.drawing import wording as w
from helpers.drawing.canvas import DPI, INK, PALETTE, WIDTH
from helpers.drawing.depths import LOOKS

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
    models = _checked_models(panels)
    columns = min(len(panels), 2)
    rows = -(-len(panels) // columns)
    fig = Figure((WIDTH, 0.6 + 2.3 * rows), DPI, layout="constrained")
    axes = fig.subplots(rows, columns, squeeze=False).ravel()
    for ax, (title, panel) in zip(axes, panels.items(), strict=False):
        handles = []
        for (color, mark), trainings in zip(
            LOOKS, panel.values(), strict=False
        ):
            style = {"color": PALETTE[color], "marker": mark}
            for seconds, errors in trainings:
                place = [seconds] * len(errors)
                ax.plot(
                    place, errors, ls="", ms=5, mec="white", mew=0.5, **style
                )
            means = [(s, np.mean(e)) for s, e in sorted(trainings, key=_first)]
            handles += ax.plot(*np.transpose(means), ms=9, mec=INK, **style)
        ax.set_xlim(0, 1.08 * max(s for t in panel.values() for s, _ in t))
        ax.set_ylim(0, ax.get_ylim()[1])
        ax.set_title(title, loc="left", fontsize=11.5, weight="bold")
        ax.yaxis.set_major_formatter(lambda value, _: f"{value:g}")
    for ax in axes[len(panels) :]:
        ax.set_axis_off()
    for ax in axes[max(len(panels) - columns, 0) : len(panels)]:
        ax.set_xlabel("seconds")
    fig.legend(
        handles, models, loc="outside upper right", ncols=3, frameon=False
    )
    return fig, _alt(panels)


def _first(training: tuple[float, ArrayLike]) -> float:
    return training[0]


def _checked_models(panels: Mapping[str, Models]) -> list[str]:
    models = {tuple(panel) for panel in panels.values()}
    if len(models) != 1 or not 1 <= len(next(iter(models))) <= len(LOOKS):
        raise ValueError(
            f"The panels have the models {sorted(models)}; give one or more "
            f"panels with the same one to {len(LOOKS)} models."
        )
    for title, panel in panels.items():
        for model, trainings in panel.items():
            found = [n for s, errors in trainings for n in (s, *errors)]
            if not found or not all(0 < number < np.inf for number in found):
                raise ValueError(
                    f"The trainings of {model!r} in {title!r} hold {found}; "
                    "give finite numbers above 0."
                )
    return list(models.pop())


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
