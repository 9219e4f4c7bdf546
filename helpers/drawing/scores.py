"""Draw every score of several models: a dot for each seed, none left out."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.figure import Figure

from helpers.drawing.canvas import DPI, INK, PALETTE, WIDTH

_LINES = (":", "--", "-.")


def draw_scores(
    scores: Mapping[str, Sequence[float]],
    levels: Mapping[str, float],
    name: str,
) -> tuple[Figure, str]:
    """Draw a row of dots for each model, and lines to compare with.

    Parameters
    ----------
    scores
        For each model its scores, one for each seed: at least one.
    levels
        What needs no seed, such as a simple forecast; at most three.
    name
        What the scores are, for the axis and the alternative text.

    Returns
    -------
    fig, alt
        The plot and its text alternative, for `show`.

    Raises
    ------
    ValueError
        A model has no score, there is no model, or more than three levels.
    """
    if not scores or not all(map(len, scores.values())):
        raise ValueError("scores is empty; give each model a score or more.")
    if len(levels) > len(_LINES):
        raise ValueError(
            f"There are {len(levels)} levels; give at most {len(_LINES)}."
        )
    rows = np.arange(len(scores))[::-1]
    height = 1.2 + 0.42 * len(scores)
    fig = Figure((WIDTH, height), DPI, layout="constrained")
    ax = fig.add_subplot()
    for row, found in zip(rows, scores.values(), strict=True):
        # See-through: dots that lie on each other are darker.
        style = {"color": PALETTE["blue"], "markersize": 8, "alpha": 0.6}
        ax.plot(found, [row] * len(found), "o", **style)
    for line, (what, level) in zip(_LINES, levels.items(), strict=False):
        ax.axvline(level, color=INK, linestyle=line, linewidth=1.5)
        ax.text(
            level,
            len(scores) - 0.35,
            what,
            ha="center",
            va="bottom",
            fontsize=11,
        )
    ax.set_yticks(rows, list(scores))
    ax.set(xlabel=name, ylim=(-0.6, len(scores) - 0.4))
    ax.grid(visible=False, axis="y")
    parts = [
        f"{model} {min(found):.1f} to {max(found):.1f}"
        for model, found in scores.items()
    ]
    compared = [f"{what} {level:.1f}" for what, level in levels.items()]
    alt = (
        f"The {name} of {len(scores)} models, a dot for each seed, from the "
        f"least to the most: {'; '.join(parts)}."
    )
    if compared:
        alt += f" Lines show what they compare with: {', '.join(compared)}."
    return fig, alt
