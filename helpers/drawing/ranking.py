"""Draw how large the errors of several methods are, every seed as a dot."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.figure import Figure

from helpers.drawing.canvas import DPI, FADED, PALETTE, WIDTH


def draw_ranking(
    errors: Mapping[str, Sequence[float]], name: str
) -> tuple[Figure, str]:
    """Draw a row of dots for each method, the largest median on top.

    Parameters
    ----------
    errors
        For each method its error with every seed; one number where nothing
        is drawn at random. All above 0.
    name
        What the numbers are, for the axis and the alternative text.

    Returns
    -------
    fig, alt
        The plot and its text alternative, for `show`.

    Raises
    ------
    ValueError
        There is no method, or an error is not above 0.
    """
    table = {method: np.asarray(e, float) for method, e in errors.items()}
    if not table:
        raise ValueError("There are no errors; give those of one method.")
    for method, found in table.items():
        if found.ndim != 1 or len(found) == 0 or not (found > 0).all():
            raise ValueError(
                f"The errors of {method!r} are {found}; give one or more "
                "numbers above 0."
            )
    rows = sorted(table, key=lambda method: np.median(table[method]))
    height = 1.0 + 0.36 * len(rows)
    fig = Figure(figsize=(WIDTH, height), dpi=DPI, layout="constrained")
    ax = fig.add_subplot()
    for row, method in enumerate(rows):
        found = table[method]
        middle = np.median(found)
        ax.hlines(row, found.min(), found.max(), color=FADED, linewidth=1.5)
        color = PALETTE["blue"] if len(found) == 1 else PALETTE["vermillion"]
        mark = "D" if len(found) == 1 else "o"
        ax.plot(found, [row] * len(found), mark, color=color, markersize=6,
                fillstyle="full" if len(found) == 1 else "none")  # fmt: skip
        ax.annotate(
            f"{middle:.3f}",
            (1.0, row),
            xycoords=("axes fraction", "data"),
            xytext=(6, 0),
            textcoords="offset points",
            va="center",
        )
    ax.set_yticks(range(len(rows)), rows)
    ax.set(xscale="log", xlabel=name, ylim=(-0.6, len(rows) - 0.4))
    ax.xaxis.set_major_formatter(lambda value, _: f"{value:g}")
    ax.xaxis.set_minor_formatter(
        lambda value, _: f"{value:g}" if f"{value:e}"[0] in "25" else ""
    )
    told = [f"{m} {np.median(table[m]):.3f}" for m in rows]
    seeds = max(len(found) for found in table.values())
    alt = (
        f"The {name} of {len(rows)} methods, the smallest at the bottom: "
        f"{', '.join(told)}."
    )
    if seeds > 1:
        alt += f" Where there are several seeds, up to {seeds}, each is a "
        alt += "dot, and the number is their median."
    return fig, alt
