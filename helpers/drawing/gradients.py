"""Draw how large the gradients are at every step of every layer."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from helpers.drawing import canvas as c
from helpers.drawing import wording as w

# Four lightnesses apart, so that grey print works: from, colour, ink, words.
_STEPS = [
    (0.0, "#ffffff", "below 0.001"),
    (0.001, "#dbe9f6", "0.001 to 0.01"),
    (0.01, "#89bedc", "0.01 to 0.1"),
    (0.1, "#2b7bba", "0.1 to 1"),
    (1.0, "#08306b", "1 or more"),
]
_LEFT, _RIGHT, _ROW = 0.75, 0.12, 0.3  # inches
_TITLE, _AXIS, _LEGEND = 0.5, 0.3, 0.42


def draw_gradients(
    sizes: Mapping[str, ArrayLike], *, marks: Sequence[int] = ()
) -> tuple[Figure, str]:
    """Draw sizes of gradients as maps: layers upwards, time to the right.

    Each shade is a factor of ten.

    Parameters
    ----------
    sizes
        For each map its title and the sizes, (layers, time), all of one
        shape, layer 1 first, as `gradient_sizes` gives them.
    marks
        Steps to point at, counted from 0.

    Returns
    -------
    fig, alt
        The drawing and its text alternative, for `show`.

    Raises
    ------
    ValueError
        There is no map, the shapes differ, a size is negative or not finite,
        or a mark is no time step.
    """
    maps = {title: np.asarray(grid) for title, grid in sizes.items()}
    marks = [int(step) for step in marks]
    _check(maps, marks)
    rows = len(next(iter(maps.values())))
    each = _TITLE + rows * _ROW + _AXIS
    height = len(maps) * each + _LEGEND
    fig, ax = c.canvas(height)
    for place, (title, grid) in enumerate(maps.items()):
        bottom = height - (place + 1) * each + _AXIS
        _draw_map(ax, bottom, title, grid, marks)
    _draw_legend(ax)
    return fig, _alt(maps, marks)


def _check(maps: dict[str, np.ndarray], marks: Sequence[int]) -> None:
    shapes = {grid.shape for grid in maps.values()}
    if len(shapes) != 1 or any(len(s) != 2 or 0 in s for s in shapes):
        raise ValueError(
            f"sizes has the shapes {sorted(shapes)}; give one or more maps of "
            "one shape, (layers, time)."
        )
    for title, grid in maps.items():
        if not (np.isfinite(grid).all() and (grid >= 0).all()):
            raise ValueError(
                f"The map {title!r} holds a negative number or one that is "
                "not finite; give sizes."
            )
    steps = shapes.pop()[1]
    for step in marks:
        if not 0 <= step < steps:
            raise ValueError(
                f"marks has the step {step}; give steps from 0 to {steps - 1}."
            )


def _draw_map(ax, bottom, title, grid, marks) -> None:
    rows, steps = grid.shape
    wide = (c.WIDTH - _LEFT - _RIGHT) / steps
    top = bottom + rows * _ROW
    c.write(ax, _LEFT, top + 0.33, title, 11, ha="left", weight="bold")
    levels = np.searchsorted([low for low, *_ in _STEPS], grid, side="right")
    for row in range(rows):
        y = bottom + row * _ROW
        name = f"layer {row + 1}"
        c.write(ax, _LEFT - 0.1, y + _ROW / 2, name, 10, ha="right")
        for step in range(steps):
            face = _STEPS[levels[row, step] - 1][1]
            c.box(
                ax,
                _LEFT + step * wide,
                y,
                wide,
                _ROW,
                face,
                edge="#999999",
                linewidth=0.5,
            )
    for step in marks:
        c.pointer(ax, _LEFT + (step + 0.5) * wide, top + 0.03)
    shown = sorted({1, *range(6, steps + 1, 6), steps} - {steps - 1})
    for step in shown if steps <= 48 else (1, steps):
        half = c.text_width(f"{step}", 10) / 2 + 0.03
        x = min(_LEFT + (step - 0.5) * wide, c.WIDTH - half)
        c.write(ax, x, bottom - 0.13, f"{step}", 10)
    c.write(ax, _LEFT - 0.1, bottom - 0.13, "step", 10, ha="right")


def _draw_legend(ax) -> None:
    left = 0.15
    for _, face, words in _STEPS:
        c.box(ax, left, 0.11, 0.2, 0.2, face, linewidth=0.8)
        c.write(ax, left + 0.27, 0.21, words, 10, ha="left")
        left += 0.27 + c.text_width(words, 10) + 0.2


def _alt(maps: dict[str, np.ndarray], marks: Sequence[int]) -> str:
    steps = next(iter(maps.values())).shape[1]
    titles = " and ".join(maps)
    text = (
        f"Sizes of the gradients in every layer at {w.count(steps, 'step')}: "
        f"{titles}. For each layer: the size at the first step and at the "
        "last, and the largest."
    )
    if marks:
        which = ", ".join(f"{step + 1}" for step in marks)
        text += f" Marked steps: {which}."
    for title, grid in maps.items():
        told = "; ".join(
            f"layer {row} {w.number(sizes[0], trim=False)} to "
            f"{w.number(sizes[-1], trim=False)}, largest "
            f"{w.number(sizes.max(), trim=False)} at step "
            f"{sizes.argmax() + 1}"
            for row, sizes in enumerate(grid, 1)
        )
        text += f" {title[:1].upper()}{title[1:]}: {told}."
    return text
