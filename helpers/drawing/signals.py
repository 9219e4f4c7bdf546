"""Draw signals over the same time steps, one below the other."""

from collections.abc import Mapping

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from helpers.drawing import wording as w
from helpers.drawing.canvas import DPI, FADED, PALETTE, WIDTH


def draw_signals(signals: Mapping[str, ArrayLike]) -> tuple[Figure, str]:
    """Draw a narrow panel for each signal, the first one on top.

    Each panel has its own scale; the ticks tell it.

    Parameters
    ----------
    signals
        Name -> a number for each time step, (time steps,), all as long.

    Returns
    -------
    fig, alt
        The plot and its text alternative, for `show`.

    Raises
    ------
    ValueError
        There is no signal, or they are not of one length, at least 2.
    """
    table = {name: np.asarray(s, float) for name, s in signals.items()}
    shapes = {signal.shape for signal in table.values()}
    if len(shapes) != 1 or any(len(s) != 1 or s[0] < 2 for s in shapes):
        raise ValueError(
            f"The signals have the shapes {sorted(shapes)}; give one or more "
            "of the same length, (time steps,)."
        )
    length = shapes.pop()[0]
    fig = Figure((WIDTH, 0.5 + 0.62 * len(table)), DPI, layout="constrained")
    axes = fig.subplots(len(table), sharex=True, squeeze=False)[:, 0]
    steps = np.arange(1, length + 1)
    for ax, (name, signal) in zip(axes, table.items(), strict=True):
        ax.axhline(0, color=FADED, linewidth=0.8)
        ax.plot(steps, signal, color=PALETTE["blue"], linewidth=1.5)
        ax.set_ylabel(name, rotation=0, ha="right", va="center", fontsize=11)
        ax.locator_params(axis="y", nbins=3)
        ax.tick_params(axis="y", labelsize=9.5)
        ax.grid(visible=False, axis="y")
    axes[-1].set_xlabel("time step")
    fig.align_ylabels(axes)
    told = "; ".join(
        f"{name} between {w.number(s.min())} and {w.number(s.max())}"
        for name, s in table.items()
    )
    return fig, (
        f"{w.count(len(table), 'signal')} over {length} time steps, one below "
        f"the other: {', '.join(table)}. They lie: {told}."
    )
