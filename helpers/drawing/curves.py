"""Draw loss curves of single runs, one beside the other."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from helpers.drawing.canvas import DPI, PALETTE, WIDTH

Curves = Mapping[str, Sequence[float]]
MOST = 3  # runs side by side
# Line and colour both tell them apart, so that grey print works.
STYLES = [
    ("-", PALETTE["blue"]),
    ("--", PALETTE["vermillion"]),
    ("-.", PALETTE["green"]),
    (":", PALETTE["black"]),
]


def draw_losses(
    runs: Mapping[str, Curves], floor: float
) -> tuple[Figure, str]:
    """Draw one run beside the other, each with its curves over the epochs.

    Parameters
    ----------
    runs
        For each of one to three runs, its curves: name -> losses. All the
        losses are above 0; what is not finite is left out.
    floor
        The loss that noise alone makes, drawn as a dotted line; 0 for none.

    Returns
    -------
    fig, alt
        The plot and its text alternative, for `show`.

    Raises
    ------
    ValueError
        There are too many runs or curves, or a curve is empty.
    """
    if not 1 <= len(runs) <= MOST:
        raise ValueError(f"There are {len(runs)} runs; give one to {MOST}.")
    fig = Figure(figsize=(WIDTH, 3.3), dpi=DPI, layout="constrained")
    axes = fig.subplots(1, len(runs), sharey=True, squeeze=False)[0]
    ends = []
    for ax, (title, curves) in zip(axes, runs.items(), strict=True):
        _check(title, curves)
        for (name, losses), style in zip(curves.items(), STYLES, strict=False):
            _plot(ax, name, np.asarray(losses, dtype=float), style)
        told = [f"{name} at {loss[-1]:.2f}" for name, loss in curves.items()]
        ends.append(f"{title}: {', '.join(told)} in the last epoch")
        ax.set(yscale="log", xlabel="epoch", title=title)
        draw_floor(ax, floor, named=ax is axes[0])
        plain_ticks(ax)
    axes[0].set_ylabel("loss")
    fig.legend(*axes[0].get_legend_handles_labels(), ncols=4, frameon=False,
               loc="outside upper left")  # fmt: skip
    alt = f"Loss over the epochs. {'; '.join(ends)}.{told_floor(floor)}"
    return fig, alt


def _plot(ax: Axes, name: str, losses: np.ndarray, style) -> None:
    line, color = style
    losses = np.where(np.isfinite(losses) & (losses > 0), losses, np.nan)
    mark = "o" if len(losses) == 1 else ""
    epochs = np.arange(1, len(losses) + 1)
    ax.plot(epochs, losses, line, color=color, marker=mark, label=name)


def draw_floor(ax: Axes, floor: float, named: bool) -> None:
    """Draw the loss that noise alone makes, if there is any."""
    if floor > 0:  # else it has no place on a logarithmic axis
        ax.axhline(floor, color="black", linewidth=1.2, linestyle=":")
        ax.text(1, floor * 1.04, "noise" * named, va="bottom", fontsize=11)


def told_floor(floor: float) -> str:
    """Return a sentence on that line for the alternative text."""
    return f" Noise alone makes {floor:.3f}, a dotted line." * (floor > 0)


def plain_ticks(ax: Axes) -> None:
    """Write 0.1 instead of a power of ten."""
    ax.yaxis.set_major_formatter(lambda value, _: f"{value:g}")
    ax.yaxis.set_minor_formatter(
        lambda value, _: f"{value:g}" if f"{value:e}"[0] in "25" else ""
    )


def _check(title: str, curves: Curves) -> None:
    if not 1 <= len(curves) <= len(STYLES):
        raise ValueError(
            f"The run {title!r} has {len(curves)} curves; give one to "
            f"{len(STYLES)}."
        )
    for name, losses in curves.items():
        if np.ndim(losses) != 1 or len(losses) == 0:
            raise ValueError(
                f"The curve {name!r} of {title!r} has shape "
                f"{np.shape(losses)}; give a loss for each epoch."
            )
