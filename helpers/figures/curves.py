"""Loss curves over the epochs: of single runs, and of several seeds."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from helpers.figures.axes import plain_ticks, plot, styled
from helpers.figures.numbers import Plotted, over
from helpers.figures.palette import CURVES
from helpers.figures.wording import check_many

_HEIGHT = 3.3  # inches


def draw_losses(
    runs: Mapping[str, Mapping[str, Sequence[float]]], floor: float
) -> Plotted:
    """Draw one run beside the other, each with its curves over the epochs.

    Each of one to three `runs` has one to four curves, name -> losses above
    0; what is not finite is left out. `floor` is the loss that noise alone
    makes, a dotted line; 0 for none.
    """
    check_many("runs", runs, 3)
    fig, axes = plot(_HEIGHT, 1, len(runs), sharey=True)
    ends, columns = [], {}
    for ax, (title, curves) in zip(axes, runs.items(), strict=True):
        if not 1 <= len(curves) <= len(CURVES):
            raise ValueError(
                f"The run {title!r} has {len(curves)} curves; give one to "
                f"{len(CURVES)}."
            )
        for name, losses, style in styled(curves, CURVES):
            if np.ndim(losses) != 1 or len(losses) == 0:
                raise ValueError(
                    f"The curve {name!r} of {title!r} has shape "
                    f"{np.shape(losses)}; give a loss for each epoch."
                )
            losses = np.asarray(losses, dtype=float)
            has_place = np.isfinite(losses) & (losses > 0)
            losses = np.where(has_place, losses, np.nan)
            _plot(ax, losses, style, name)
            columns[f"{title}: {name}"] = losses
        told = [f"{name} at {loss[-1]:.2f}" for name, loss in curves.items()]
        ends.append(f"{title}: {', '.join(told)} in the last epoch")
        ax.set_title(title)
        _scale(ax, floor, named=ax is axes[0])
    axes[0].set_ylabel("loss")
    handles = axes[0].get_legend_handles_labels()
    fig.legend(*handles, ncols=4, frameon=False, loc="outside upper left")
    fig.numbers = over("epoch", columns)
    alt = f"Loss over the epochs. {'; '.join(ends)}.{_told_floor(floor)}"
    return fig, alt


def draw_bands(models: Mapping[str, ArrayLike], floor: float) -> Plotted:
    """Draw for each model the median of its seeds, in a band of all of them.

    Each of one to four `models` has its losses, (seeds, epochs). `floor` is
    the loss that noise alone makes, a dotted line; 0 for none.
    """
    check_many("models", models, len(CURVES))
    fig, (ax,) = plot(_HEIGHT)
    told, columns = [], {}
    for name, losses, style in styled(models, CURVES):
        losses = np.asarray(losses, dtype=float)
        if losses.ndim != 2 or losses.size == 0:
            raise ValueError(
                f"The losses of {name!r} have shape {losses.shape}; expected "
                "(seeds, epochs)."
            )
        epochs = np.arange(1, losses.shape[1] + 1)
        low, high = losses.min(axis=0), losses.max(axis=0)
        ax.fill_between(epochs, low, high, color=style[1], alpha=0.25, lw=0)
        median = np.median(losses, axis=0)
        _plot(ax, median, style, f"{name}, {len(losses)} seeds")
        columns |= {f"{name}: lowest seed": low, f"{name}: median": median}
        columns[f"{name}: highest seed"] = high
        told.append(
            f"{name} ends between {low[-1]:.3f} and {high[-1]:.3f}, with its "
            f"median at {median[-1]:.3f}"
        )
    ax.set_ylabel("validation loss")
    _scale(ax, floor, named=True)
    ax.legend(frameon=False)
    fig.numbers = over("epoch", columns)
    alt = (
        "Validation loss over the epochs, for each model as the median of its "
        f"seeds in a band from the lowest to the highest: {'; '.join(told)}."
        f"{_told_floor(floor)}"
    )
    return fig, alt


def _plot(ax: Axes, losses: np.ndarray, style, label: str) -> None:
    line, color = style
    mark = "o" if len(losses) == 1 else ""  # a line needs two points
    epochs = np.arange(1, len(losses) + 1)
    ax.plot(epochs, losses, line, color=color, marker=mark, label=label)
    ax.locator_params(axis="x", integer=True)  # there is no half epoch


def _scale(ax: Axes, floor: float, named: bool) -> None:
    ax.set(yscale="log", xlabel="epoch")
    plain_ticks(ax.yaxis)
    if floor > 0:  # else it has no place on a logarithmic axis
        ax.axhline(floor, color="black", linewidth=1.2, linestyle=":")
        ax.text(1, floor * 1.04, "noise" * named, va="bottom", fontsize=11)


def _told_floor(floor: float) -> str:
    return f" Noise alone makes {floor:.3f}, a dotted line." * (floor > 0)
