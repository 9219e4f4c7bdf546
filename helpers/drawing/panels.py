"""A panel for each task, two in a row, each from zero upwards."""

from collections.abc import Collection, Iterable, Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from helpers.drawing.canvas import DPI, WIDTH

LOOKS = ("blue", "o"), ("vermillion", "s"), ("green", "^")  # of each kind


def check_kinds(panels: Mapping[str, Collection[str]], what: str) -> list[str]:
    """Return the kinds that all panels show, such as two forms of a model.

    Raises
    ------
    ValueError
        There is no panel, or the kinds differ, or are none or too many.
    """
    kinds = {tuple(panel) for panel in panels.values()}
    if len(kinds) != 1 or not 1 <= len(next(iter(kinds))) <= len(LOOKS):
        raise ValueError(
            f"The panels have the {what} {sorted(kinds)}; give one or more "
            f"panels with the same one to {len(LOOKS)} {what}."
        )
    return list(kinds.pop())


def check_above_zero(what: str, numbers: Iterable[float]) -> None:
    """Raise ValueError unless there are numbers, finite and above 0."""
    found = list(numbers)
    if not found or not all(0 < number < np.inf for number in found):
        raise ValueError(f"{what}: {found}; give finite numbers above 0.")


def panel_grid(titles: Sequence[str], below: str) -> tuple[Figure, list[Axes]]:
    """Return a figure with a panel for each title, and the panels.

    `below` names the horizontal axis, where no other panel stands below.
    """
    number, columns = len(titles), min(len(titles), 2)
    rows = -(-number // columns)
    fig = Figure((WIDTH, 0.6 + 2.3 * rows), DPI, layout="constrained")
    axes = list(fig.subplots(rows, columns, squeeze=False).ravel())
    for ax in axes[number:]:
        ax.set_axis_off()
    for ax, title in zip(axes, titles, strict=False):
        ax.set_title(title, loc="left", fontsize=11.5, weight="bold")
        ax.yaxis.set_major_formatter(lambda value, _: f"{value:g}")
    for ax in axes[max(number - columns, 0) : number]:
        ax.set_xlabel(below)
    return fig, axes[:number]


def finish(fig: Figure, handles: Sequence[Line2D], kinds: list[str]) -> None:
    """Let each panel begin at zero, and say above them what is what."""
    for ax in fig.axes:
        ax.set_ylim(0, ax.get_ylim()[1])
    if len(kinds) > 1:
        fig.legend(
            handles, kinds, loc="outside upper right", ncols=3, frameon=False
        )
