"""What all drawings share: a canvas in inches, boxes, arrows and words.

The drawings do not go through pyplot, so nothing stays open behind them.
"""

from functools import cache

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import Ellipse, FancyArrowPatch, Polygon
from matplotlib.textpath import TextPath

from helpers.figures.numbers import Plot
from helpers.figures.palette import INK, PALETTE

DPI = 110
WIDTH = 7.0  # inches; fits a notebook column and a projector
DISC = 0.19  # inches from the middle of an operation to its edge
FONT = "DejaVu Sans"  # comes with Matplotlib, so it is the same everywhere
BOLD = {"fontweight": "bold"}

Drawing = tuple[Figure, str]  # with its text alternative, as `show` takes it


def canvas(height: float) -> tuple[Plot, Axes]:
    """Return a white figure and its axes; one unit is one inch."""
    fig = Plot((WIDTH, height), DPI, facecolor="white", layout="none")
    ax = fig.add_axes((0, 0, 1, 1))
    ax.set(xlim=(0, WIDTH), ylim=(0, height))
    ax.set_axis_off()
    return fig, ax


def write(ax: Axes, x: float, y: float, text: str, size=11, **style) -> None:
    """Write text centred at (x, y) unless `style` says otherwise."""
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
    """Return the largest size, `size` at most, that keeps all texts narrow."""
    widest = max(text_width(text, size, weight) for text in texts)
    return size if widest <= width else size * width / widest


def polygon(ax: Axes, corners, face: str, edge=INK, **style) -> None:
    """Fill the polygon with these corners."""
    style = {"linewidth": 1.3, "joinstyle": "round"} | style
    ax.add_patch(Polygon(corners, facecolor=face, edgecolor=edge, **style))


def box(ax: Axes, x, y, width, height, face, edge=INK, **style) -> None:
    """Fill the rectangle with its lower left corner at (x, y)."""
    right, top = x + width, y + height
    corners = [(x, y), (right, y), (right, top), (x, top)]
    polygon(ax, corners, face, edge, **style)


def text_box(ax: Axes, place, text: str, size, face, edge=INK, *,
             weight="normal", down=0.0, **style) -> None:  # fmt: skip
    """Fill a rectangle (x, y, width, height), and write in its middle."""
    x, y, width, height = place
    box(ax, *place, face, edge, **style)
    middle = x + width / 2, y + height / 2 - down
    write(ax, *middle, text, size, color=edge, weight=weight)


def disc(ax: Axes, x: float, y: float, sign: str) -> None:
    """Draw an operation: its sign in a disc, which is wide for a word."""
    half = DISC if len(sign) == 1 else 0.16 + text_width(sign, 12) / 2
    look = {"facecolor": "white", "edgecolor": INK, "linewidth": 1.8}
    ax.add_patch(Ellipse((x, y), 2 * half, 2 * DISC, zorder=3, **look))
    size = 17 if len(sign) == 1 else 12
    write(ax, x, y, sign, size, va="center_baseline", zorder=4)


def arrow(ax: Axes, start, end, color=INK, width=1.8, head=13, line="-"):
    """Draw an arrow between two points."""
    look = {"linewidth": width, "linestyle": line, "color": color}
    look |= {"arrowstyle": "-|>", "mutation_scale": head}
    ax.add_patch(FancyArrowPatch(start, end, shrinkA=0, shrinkB=0, **look))


def pointer(ax: Axes, x: float, y: float) -> None:
    """Point down at (x, y) with a small triangle."""
    corners = [(x, y), (x - 0.06, y + 0.12), (x + 0.06, y + 0.12)]
    polygon(ax, corners, PALETTE["vermillion"], linewidth=0.6)


def brace(ax: Axes, left, right, y, text: str, color=INK) -> None:
    """Span what stands below, from left to right, and write over it."""
    feet = y - 0.12
    xs, ys = [left, left, right, right], [feet, y, y, feet]
    ax.plot(xs, ys, color=color, linewidth=1.2)
    size = fit([text], max(right - left + 0.06, 0.76), 11)
    write(ax, (left + right) / 2, y + 0.15, text, size, color=color)
