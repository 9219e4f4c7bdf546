"""Draw c and h over time as an SVG file, small enough for a page's source.

It is the still picture of what helpers/lstm_cell.js draws.
"""

from collections.abc import Sequence

import numpy as np

from helpers.drawing.canvas import FADED, INK, PALETTE
from helpers.drawing.wording import decimals

# Pixels. The names are those of `draw` in lstm_cell.js.
_WIDTH, _HEIGHT = 640, 280
_LEFT, _RIGHT, _TOP, _BOTTOM = 34, _WIDTH - 82, 26, _HEIGHT - 44
_LABELS_APART = 19


def draw_two_states(
    c: np.ndarray, h: np.ndarray, new_at: Sequence[int]
) -> str:
    """Return the text of an SVG file with both states, on white.

    Parameters
    ----------
    c, h
        Cell state and hidden state after each step, both (steps,); no c is
        further from 0 than the number of steps in `new_at`.
    new_at
        The steps, counted from 1, at which something new comes in.
    """
    most = len(new_at)
    x = np.linspace(_LEFT, _RIGHT, len(c))
    middle, unit = (_TOP + _BOTTOM) / 2, (_BOTTOM - _TOP) / 2 / most
    parts = ['<rect width="100%" height="100%" fill="white"/>']
    for level in range(-most, most + 1):
        parts += _level(level, middle - unit * level)
    parts += _steps(x)
    parts += _news([x[step - 1] for step in new_at])
    heights = {"c": middle - unit * c, "h": middle - unit * h}
    blue, red = PALETTE["blue"], PALETTE["vermillion"]
    parts += _curve(x, heights["c"], blue, blue, 'stroke-width="2.5"')
    dashes = 'stroke-width="2" stroke-dasharray="7 4"'
    parts += _curve(x, heights["h"], red, "white", dashes)
    parts += _labels({"c": c[-1], "h": h[-1]}, heights)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" '
        f'height="{_HEIGHT}" viewBox="0 0 {_WIDTH} {_HEIGHT}" '
        f'font-family="sans-serif" font-size="14">{"".join(parts)}</svg>'
    )


def _level(level: int, y: float) -> list[str]:
    words = str(level).replace("-", "\N{MINUS SIGN}")
    return [
        _line(_LEFT, y, _RIGHT, y, "#dddddd" if level else FADED),
        _text(_LEFT - 10, y + 5, words, "end"),
    ]


def _steps(x: np.ndarray) -> list[str]:
    every = 10 if len(x) > 30 else 5
    texts = [
        _text(x[step - 1], _BOTTOM + 19, str(step))
        for step in [1, *range(every, len(x) + 1, every)]
    ]
    words = _text((_LEFT + _RIGHT) / 2, _BOTTOM + 37, "time step")
    return [*texts, words]


def _news(places: Sequence[float]) -> list[str]:
    dots = 'stroke-dasharray="1 4"'
    lines = [_line(x, _TOP, x, _BOTTOM, INK, dots) for x in places]
    texts = [
        _text(x, 16, "new")
        for x, before in zip(places, [-np.inf, *places], strict=False)
        if x - before > 36  # else the words would run into one another
    ]
    return lines + texts


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
    line = f"<polyline {look} {style}/>"
    radius = min(3.5, (_RIGHT - _LEFT) / len(x) / 3)
    dots = [f'<circle cx="{a}" cy="{b}" r="{radius:.1f}"/>' for a, b in places]
    look = f'fill="{face}" stroke="{color}" stroke-width="1.5"'
    return [line, f"<g {look}>{''.join(dots)}</g>"]


def _labels(last: dict[str, float], heights: dict) -> list[str]:
    """Name each line at its end, with its last number, one over the other."""
    ends = {name: y[-1] for name, y in heights.items()}
    upper, lower = ("c", "h") if ends["c"] <= ends["h"] else ("h", "c")
    missing = max(0, _LABELS_APART - (ends[lower] - ends[upper])) / 2
    places = {upper: ends[upper] - missing, lower: ends[lower] + missing}
    return [
        _text(_RIGHT + 10, y + 5, f"{name} {decimals(last[name])}", "start")
        for name, y in places.items()
    ]
