"""What all pictures share: colours, plot style, a canvas measured in inches.

The drawings do not go through pyplot, so nothing stays open behind them.
"""

from functools import cache

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import Ellipse, FancyArrowPatch, Polygon
from matplotlib.textpath import TextPath

DPI = 110
WIDTH = 7.0  # inches; fits a notebook column and a projector
DISC = 0.19  # inches from the middle of an operation to its edge
FONT = "DejaVu Sans"  # comes with Matplotlib, so it is the same everywhere

# Okabe and Ito's colours, told apart by colour-blind readers too.
PALETTE = {
    "blue": "#0072B2",
    "vermillion": "#D55E00",
    "green": "#009E73",
    "orange": "#E69F00",
    "sky": "#56B4E9",
    "purple": "#CC79A7",
    "black": "#000000",
    "yellow": "#F0E442",
}
INK = "#1a1a1a"
FADED = "#6b6b6b"  # still dark enough to read on white
PALE = {"blue": "#d6e9f5", "orange": "#fbe8c4", "green": "#cfeee3"}


def apply_style() -> None:
    """Set Matplotlib's defaults for the plots of the lessons.

    The background is white and opaque, so that black labels stay readable
    in a dark theme. Nothing but `matplotlib.rcParams` is changed.
    """
    mpl.rcParams.update(
        {
            "figure.figsize": (WIDTH, 3.4),
            "figure.dpi": DPI,
            "savefig.dpi": DPI,
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
            "grid.color": "#dddddd",
            "lines.linewidth": 2.0,
        }
    )


def canvas(height: float) -> tuple[Figure, Axes]:
    """Return a white figure and its axes; one unit is one inch."""
    fig = Figure(
        figsize=(WIDTH, height), dpi=DPI, facecolor="white", layout="none"
    )
    ax = fig.add_axes((0, 0, 1, 1))
    ax.set(xlim=(0, WIDTH), ylim=(0, height))
    ax.set_axis_off()
    return fig, ax


def write(ax: Axes, x: float, y: float, text: str, size=11, **style) -> None:
    """Write text centred at (x, y) inches unless `style` says otherwise."""
    style = {"ha": "center", "va": "center", "color": INK} | style
    ax.text(x, y, text, fontsize=size, fontfamily=FONT, **style)


def text_width(text: str, size: float, weight: str = "normal") -> float:
    """Return the width in inches of `text` set in `size` points."""
    return size / 72 * _width_at_one_point(text, weight)


@cache
def _width_at_one_point(text: str, weight: str) -> float:
    font = FontProperties(family=FONT, weight=weight)
    return TextPath((0, 0), text, size=100, prop=font).get_extents().x1 / 100


def fit(texts, width: float, size: float, weight: str = "normal") -> float:
    """Return the largest size, `size` at most, that keeps all texts narrow.

    `width` is in inches and the size in points.
    """
    widest = max(text_width(text, size, weight) for text in texts)
    return size if widest <= width else size * width / widest


def polygon(ax: Axes, corners, face: str, edge=INK, **style) -> None:
    """Fill the polygon with these corners, given in inches."""
    style = {"linewidth": 1.3, "joinstyle": "round"} | style
    ax.add_patch(Polygon(corners, facecolor=face, edgecolor=edge, **style))


def box(ax: Axes, x, y, width, height, face, edge=INK, **style) -> None:
    """Fill the rectangle with its lower left corner at (x, y) inches."""
    right, top = x + width, y + height
    corners = [(x, y), (right, y), (right, top), (x, top)]
    polygon(ax, corners, face, edge, **style)


def disc(ax: Axes, x: float, y: float, sign: str) -> None:
    """Draw an operation: its sign in a disc, which is wide for a word."""
    half = DISC if len(sign) == 1 else 0.16 + text_width(sign, 12) / 2
    look = {"facecolor": "white", "edgecolor": INK, "linewidth": 1.8}
    ax.add_patch(Ellipse((x, y), 2 * half, 2 * DISC, zorder=3, **look))
    size = 17 if len(sign) == 1 else 12
    write(ax, x, y, sign, size, va="center_baseline", zorder=4)


def arrow(ax: Axes, start, end, color=INK, width=1.8, head=13, **style):
    """Draw an arrow between two points given in inches."""
    ax.add_patch(
        FancyArrowPatch(
            start,
            end,
            arrowstyle="-|>",
            mutation_scale=head,
            linewidth=width,
            color=color,
            shrinkA=0,
            shrinkB=0,
            **style,
        )
    )


def pointer(ax: Axes, x: float, y: float, color=PALETTE["vermillion"]) -> None:
    """Point down at (x, y) inches with a small triangle."""
    corners = [(x, y), (x - 0.06, y + 0.12), (x + 0.06, y + 0.12)]
    polygon(ax, corners, color, linewidth=0.6)


def brace(ax: Axes, left, right, y, text: str, color=INK) -> None:
    """Span what stands below, from left to right, and write over it."""
    feet = y - 0.12
    xs, ys = [left, left, right, right], [feet, y, y, feet]
    ax.plot(xs, ys, color=color, linewidth=1.2)
    size = fit([text], max(right - left + 0.06, 0.76), 11)
    write(ax, (left + right) / 2, y + 0.15, text, size, color=color)
