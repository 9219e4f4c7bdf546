"""What all plots share: their style, a figure with panels, plain ticks."""

from collections.abc import Collection, Iterator, Mapping, Sequence

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.axis import Axis

from helpers.figures.canvas import DPI, FONT, WIDTH
from helpers.figures.numbers import Plot
from helpers.figures.palette import GRID, PALETTE


def apply_style() -> None:
    """Set Matplotlib's defaults for the plots of the lessons."""
    mpl.rcParams.update(
        {
            "figure.figsize": (WIDTH, 3.4),
            "figure.dpi": DPI,
            "savefig.dpi": DPI,
            # Else black labels could not be read in a dark theme.
            "figure.facecolor": "white",
            "savefig.facecolor": "white",
            "savefig.transparent": False,
            "figure.constrained_layout.use": True,
            "font.family": FONT,
            "font.size": 12,
            "axes.titlesize": 13,
            "legend.fontsize": 11,
            "axes.prop_cycle": mpl.cycler(color=list(PALETTE.values())[:7]),
            "axes.spines.top": False,
            "axes.spines.right": False,
            "axes.grid": True,
            "grid.color": GRID,
            "lines.linewidth": 2.0,
        }
    )


def plot(
    height: float, rows: int = 1, columns: int = 1, width=WIDTH, **shared
) -> tuple[Plot, list[Axes]]:
    """Return a figure of this size in inches, and its panels row by row."""
    fig = Plot((width, height), DPI, layout="constrained")
    axes = fig.subplots(rows, columns, squeeze=False, **shared)
    return fig, list(axes.ravel())


def styled(table: Mapping, styles: Sequence) -> Iterator[tuple]:
    """Yield name, value and style of each entry."""
    for (name, value), style in zip(table.items(), styles, strict=False):
        yield name, value, style


def plain_ticks(axis: Axis) -> None:
    """Write 0.1 instead of a power of ten."""
    axis.set_major_formatter(lambda value, _: f"{value:g}")
    axis.set_minor_formatter(
        lambda value, _: f"{value:g}" if f"{value:e}"[0] in "25" else ""
    )


def panel_grid(titles: Collection[str], name: str):
    """Return a figure, and for each title a panel of errors, two in a row.

    The horizontal axis has its name where no other panel stands below.
    """
    columns = min(len(titles), 2)
    rows = -(-len(titles) // columns)
    fig, axes = plot(0.6 + 2.3 * rows, rows, columns)
    for ax in axes[len(titles) :]:
        ax.set_axis_off()
    axes = axes[: len(titles)]
    for ax, title in zip(axes, titles, strict=True):
        ax.set_title(title, loc="left", fontsize=11.5, weight="bold")
        plain_ticks(ax.yaxis)
    for ax in axes[-columns:]:
        ax.set_xlabel(name)
    fig.supylabel("error", fontsize=12)
    return fig, axes
