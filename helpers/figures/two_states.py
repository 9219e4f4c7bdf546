"""Both states over time as an SVG file: the still picture of the player.

It is small enough for a page's source, and shows what lstm_cell.js draws.
"""

from collections.abc import Sequence

import numpy as np

from helpers.figures.palette import FADED, GRID, INK, STATES
from helpers.figures.wording import MINUS, decimals

# Pixels. The names are those of `draw` in lstm_cell.js.
_WIDTH, _HEIGHT = 640, 280
_LEFT, _RIGHT, _TOP, _BOTTOM = 34, _WIDTH - 82, 26, _HEIGHT - 44
_LABELS_APART = 19


def draw_two_states(
    c: np.ndarray, h: np.ndarray, new_at: Sequence[int]
) -> str:
    """Return an SVG file; new values came at the steps `new_at`, from 1."""
    most = len(new_at)  # no c is further from 0
    x = np.linspace(_LEFT, _RIGHT, len(c))
    middle, unit = (_TOP + _BOTTOM) / 2, (_BOTTOM - _TOP) / 2 / most
    parts = ['<rect width="100%" height="100%" fill="white"/>']
    for level in range(-most, most + 1):
        y = middle - unit * level
        parts.append(_line(_LEFT, y, _RIGHT, y, GRID if level else FADED))
        words = str(level).replace("-", MINUS)
        parts.append(_text(_LEFT - 10, y + 5, words, "end"))
    every = 10 if len(x) > 30 else 5
    for step in [1, *range(every, len(x) + 1, every)]:
        parts.append(_text(x[step - 1], _BOTTOM + 19, str(step)))
    parts.append(_text((_LEFT + _RIGHT) / 2, _BOTTOM + 37, "time step"))
    news = x[np.array(new_at) - 1]
    dots = 'stroke-dasharray="1 4"'
    parts += [_line(at, _TOP, at, _BOTTOM, INK, dots) for at in news]
    apart = np.diff(news, prepend=-np.inf) > 36  # else words would touch
    parts += [_text(at, 16, "new") for at in news[apart]]
    y_c, y_h = middle - unit * c, middle - unit * h
    parts += _curve(x, y_c, STATES["c"], STATES["c"], 'stroke-width="2.5"')
    dashes = 'stroke-width="2" stroke-dasharray="7 4"'
    parts += _curve(x, y_h, STATES["h"], "white", dashes)
    # Each line is named at its end; neither label may hide the other.
    ends = sorted([(y_c[-1], -1, "c", c), (y_h[-1], 1, "h", h)])
    missing = max(0, _LABELS_APART - (ends[1][0] - ends[0][0])) / 2
    for (y, _, name, state), lift in zip(ends, (-1, 1), strict=True):
        words, y_words = f"{name} {decimals(state[-1])}", y + lift * missing
        parts.append(_text(_RIGHT + 10, y_words + 5, words, "start"))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" '
        f'height="{_HEIGHT}" viewBox="0 0 {_WIDTH} {_HEIGHT}" '
        f'font-family="sans-serif" font-size="14">{"".join(parts)}</svg>'
    )


def _line(x1, y1, x2, y2, color, style="") -> str:
    path = f"M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}"
    return f'<path d="{path}" stroke="{color}" {style}/>'


def _text(x, y, words, anchor="middle") -> str:
    place = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"'
    return f'<text {place} fill="{INK}">{words}</text>'


def _curve(x, y, color, face, style) -> list[str]:
    """Draw a line through the points, and a dot at each."""
    places = [(f"{a:.1f}", f"{b:.1f}") for a, b in zip(x, y, strict=True)]
    points = " ".join(f"{a},{b}" for a, b in places)
    look = f'points="{points}" fill="none" stroke="{color}"'
    radius = min(3.5, (_RIGHT - _LEFT) / len(x) / 3)
    dots = [f'<circle cx="{a}" cy="{b}" r="{radius:.1f}"/>' for a, b in places]
    group = f'fill="{face}" stroke="{color}" stroke-width="1.5"'
    return [f"<polyline {look} {style}/>", f"<g {group}>{''.join(dots)}</g>"]
