"""Draw the loss curves of several seeds as a band, not as one line."""

from collections.abc import Mapping

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from helpers.drawing.canvas import DPI, WIDTH
from helpers.drawing.curves import (
    STYLES,
    draw_floor,
    plain_ticks,
    told_floor,
)


def draw_bands(
    models: Mapping[str, ArrayLike], floor: float
) -> tuple[Figure, str]:
    """Draw for each model the median of its seeds, in a band of all of them.

    Parameters
    ----------
    models
        For each of one to four models its losses, (seeds, epochs).
    floor
        The loss that noise alone makes, drawn as a dotted line; 0 for none.

    Returns
    -------
    fig, alt
        The plot and its text alternative, for `show`.

    Raises
    ------
    ValueError
        There are too many models, or losses have not two axes.
    """
    if not 1 <= len(models) <= len(STYLES):
        raise ValueError(
            f"There are {len(models)} models; give one to {len(STYLES)}."
        )
    fig = Figure(figsize=(WIDTH, 3.3), dpi=DPI, layout="constrained")
    ax = fig.add_subplot()
    told = []
    for (name, losses), (line, color) in zip(
        models.items(), STYLES, strict=False
    ):
        losses = np.asarray(losses, dtype=float)
        if losses.ndim != 2 or losses.size == 0:
            raise ValueError(
                f"The losses of {name!r} have shape {losses.shape}; expected "
                "(seeds, epochs)."
            )
        epochs = np.arange(1, losses.shape[1] + 1)
        low, high = losses.min(axis=0), losses.max(axis=0)
        ax.fill_between(epochs, low, high, color=color, alpha=0.25, lw=0)
        ax.plot(epochs, np.median(losses, axis=0), line, color=color,
                marker="o" if len(epochs) == 1 else "",
                label=f"{name}, {len(losses)} seeds")  # fmt: skip
        told.append(
            f"{name} ends between {low[-1]:.3f} and {high[-1]:.3f}, with its "
            f"median at {np.median(losses[:, -1]):.3f}"
        )
    ax.set(yscale="log", xlabel="epoch", ylabel="validation loss")
    draw_floor(ax, floor, named=True)
    plain_ticks(ax)
    ax.legend(frameon=False)
    alt = (
        "Validation loss over the epochs, for each model as the median of its "
        f"seeds in a band from the lowest to the highest: {'; '.join(told)}."
        f"{told_floor(floor)}"
    )
    return fig, alt
