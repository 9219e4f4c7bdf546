"""Draw paired differences: a dot for each pair, the interval of the mean."""

from collections.abc import Mapping

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from helpers.drawing.canvas import DPI, FADED, INK, PALETTE, WIDTH


def draw_differences(
    differences: Mapping[str, ArrayLike],
    intervals: Mapping[str, tuple[float, float]],
    name: str,
    sides: tuple[str, str],
) -> tuple[Figure, str]:
    """Draw a row for each comparison, and the line of no difference.

    An interval that holds zero is drawn open: no difference was found.

    Parameters
    ----------
    differences
        For each comparison a number for each pair, (pairs,).
    intervals
        For each comparison the interval of the mean, such as
        `paired_interval` gives.
    name
        What the numbers are, for the axis and the alternative text.
    sides
        What it means to lie to the left of zero, and to the right.

    Returns
    -------
    fig, alt
        The plot and its text alternative, for `show`.

    Raises
    ------
    ValueError
        There is no comparison, one has no interval or no pair, or a number
        is not finite.
    """
    table = {what: np.asarray(d, float) for what, d in differences.items()}
    _check(table, intervals)
    fig = Figure((WIDTH, 1.25 + 0.33 * len(table)), DPI, layout="constrained")
    ax = fig.add_subplot()
    for row, (what, found) in enumerate(table.items()):
        low, high = intervals[what]
        open_ = low <= 0 <= high
        color = (
            FADED if open_ else PALETTE["blue" if high < 0 else "vermillion"]
        )
        face = "white" if open_ else color
        ax.plot(
            found, [row + 0.22] * len(found), "o", color=color, ms=4, alpha=0.5
        )
        ax.plot(
            [low, high], [row] * 2, color=color, lw=3, solid_capstyle="butt"
        )
        ax.plot(found.mean(), row, "D", color=color, mfc=face, ms=7, mew=1.8)
    ax.axvline(0, color=INK, linewidth=1.2)
    ax.set_yticks(range(len(table)), list(table))
    ax.set(xlabel=name, ylim=(len(table) - 0.4, -0.6))
    ax.xaxis.set_major_formatter(
        lambda value, _: f"{value:+g}" if value else "0"
    )
    ax.grid(visible=False, axis="y")
    widest = max(abs(end) for end in ax.get_xlim())
    ax.set_xlim(
        min(ax.get_xlim()[0], -0.25 * widest),
        max(ax.get_xlim()[1], 0.25 * widest),
    )
    for side, words, place in zip(
        (-1, 1), sides, ("right", "left"), strict=True
    ):
        ax.annotate(
            f"← {words}" if side < 0 else f"{words} →",
            (0, 1),
            xycoords=("data", "axes fraction"),
            xytext=(8 * side, 5),
            textcoords="offset points",
            ha=place,
            color=FADED,
            fontsize=10.5,
        )
    return fig, _alt(table, intervals, name)


def _check(
    table: Mapping[str, np.ndarray],
    intervals: Mapping[str, tuple[float, float]],
) -> None:
    if not table or set(table) != set(intervals):
        raise ValueError(
            f"differences has {list(table)} and intervals {list(intervals)}; "
            "give one or more comparisons, the same in both."
        )
    for what, found in table.items():
        if found.ndim != 1 or not len(found):
            raise ValueError(
                f"The differences of {what!r} have shape {found.shape}; give "
                "a number for each pair."
            )
        if not np.isfinite([*found, *intervals[what]]).all():
            raise ValueError(
                f"{what!r} holds NaN or infinite numbers; expected none."
            )


def _alt(
    table: Mapping[str, np.ndarray],
    intervals: Mapping[str, tuple[float, float]],
    name: str,
) -> str:
    told = []
    for what, found in table.items():
        low, high = intervals[what]
        verdict = ", which holds zero" if low <= 0 <= high else ""
        told.append(
            f"{what} {found.mean():+.1f}, interval {low:+.1f} to "
            f"{high:+.1f}{verdict}"
        )
    return (
        f"Paired differences, a dot for each pair and the interval of their "
        f"mean: {name}. From the top: {'; '.join(told)}."
    )
