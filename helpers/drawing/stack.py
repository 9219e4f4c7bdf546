"""Draw a stack of layers with the shapes that pass between them."""

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from matplotlib.figure import Figure

from helpers.drawing import canvas as c
from helpers.drawing import wording as w

if TYPE_CHECKING:
    from helpers.shapes import LayerTrace

_BOX_WIDTH, _BOX_HEIGHT = 5.6, 0.48  # inches, like all lengths below
_GAP = 0.5
_EDGE = 0.45  # above the last arrow and below the first one
_ARROW_AT = 2.1
_BOLD = {"fontweight": "bold"}
_WITH_UNITS = ("LSTM", "GRU", "SimpleRNN", "Dense")


def draw_stack(rows: Sequence["LayerTrace"]) -> tuple[Figure, str]:
    """Draw the layers from the input at the bottom to the output on top.

    Three thin arrows mean one vector a step (a 3D shape), a single thick
    one means one vector a sample (a 2D shape).

    Parameters
    ----------
    rows
        What `helpers.shapes.trace` returns, from the input up. Shapes are
        (samples, time steps, features) or (samples, features).

    Returns
    -------
    fig, alt
        The drawing and its text alternative, for `show`.

    Raises
    ------
    ValueError
        There is no layer, a shape has not two or three sizes above zero, or
        a layer does not take what the layer below it gives.
    """
    _check(rows)
    step = _BOX_HEIGHT + _GAP
    height = 2 * _EDGE + len(rows) * step + _GAP
    fig, ax = c.canvas(height)
    c.write(ax, _ARROW_AT, 0.25, "input", 12, **_BOLD)
    c.write(ax, _ARROW_AT, height - 0.25, "output", 12, **_BOLD)
    shapes = [rows[0].input_shape, *(row.output_shape for row in rows)]
    for i, shape in enumerate(shapes):
        _draw_arrow(ax, _EDGE + i * step, shape)
    bottoms = [_EDGE + _GAP + i * step for i in range(len(rows))]
    _draw_layers(ax, bottoms, rows)
    middles = [_EDGE + _GAP / 2 + i * step for i in range(len(shapes))]
    _label_arrows(ax, middles, shapes)
    return fig, _alt(rows)


def _draw_layers(ax, bottoms, rows) -> None:
    left = (c.WIDTH - _BOX_WIDTH) / 2
    for bottom, row in zip(bottoms, rows, strict=True):
        face = c.PALE["orange" if row.kind == "Dense" else "green"]
        box = left, bottom, _BOX_WIDTH, _BOX_HEIGHT
        c.box(ax, *box, face, linewidth=2)
    middles = [bottom + _BOX_HEIGHT / 2 for bottom in bottoms]
    names = [_cut(row.name) for row in rows]
    _write_column(ax, left + 0.15, middles, names, 1.6, **_BOLD)
    kinds = [_cut(_kind(row)) for row in rows]
    _write_column(ax, left + 1.9, middles, kinds, 1.75)
    counts = [w.count(row.parameters, "parameter") for row in rows]
    right = left + _BOX_WIDTH - 0.15
    _write_column(ax, right, middles, counts, 1.7, ha="right")


def _write_column(ax, x, middles, texts, width, size=12, **style) -> None:
    style = {"ha": "left", "fontweight": "normal"} | style
    size = c.fit(texts, width, size, style["fontweight"])
    for y, text in zip(middles, texts, strict=True):
        c.write(ax, x, y, text, size, **style)


def _draw_arrow(ax, bottom: float, shape: tuple[int, ...]) -> None:
    low, high = bottom + 0.03, bottom + _GAP - 0.03
    one_a_step = len(shape) == 3
    look = (
        {"width": 1.3, "head": 9} if one_a_step else {"width": 4, "head": 20}
    )
    for shift in (-0.16, 0, 0.16) if one_a_step else (0,):
        x = _ARROW_AT + shift
        c.arrow(ax, (x, low), (x, high), **look)


def _label_arrows(ax, middles, shapes) -> None:
    texts = [str(shape) for shape in shapes]
    x = _ARROW_AT + 0.4
    _write_column(ax, x, middles, texts, 2, **_BOLD)
    x += min(2, max(c.text_width(text, 12, "bold") for text in texts)) + 0.25
    words = [_words(shape) for shape in shapes]
    _write_column(ax, x, middles, words, c.WIDTH - x - 0.15, size=11)
    samples = shapes[0][0]
    if samples > 1:
        y = middles[-1] + _GAP / 2 + _EDGE - 0.25
        text = f"for each of the {samples:,} samples:"
        c.write(ax, x, y, text, 10, ha="left")


def _cut(text: str) -> str:
    return text if len(text) <= 18 else f"{text[:17]}…"


def _words(shape: tuple[int, ...]) -> str:
    numbers = w.count(shape[-1], "number")
    if len(shape) == 2:
        return f"one vector of {numbers}"
    return f"{w.count(shape[1], 'step')} of {numbers}"


def _kind(row: "LayerTrace") -> str:
    if row.kind in _WITH_UNITS:
        return f"{row.kind}, {w.count(row.output_shape[-1], 'unit')}"
    return row.kind


def _check(rows: Sequence["LayerTrace"]) -> None:
    if not rows:
        raise ValueError("rows is empty; give what trace(model, x) returns.")
    for row in rows:
        for end in (row.input_shape, row.output_shape):
            if not w.is_shape(end):
                raise ValueError(
                    f"layer {row.name!r} has the shape {end}; draw_stack can "
                    "draw shapes of two or three sizes above zero."
                )
    for below, above in pairwise(rows):
        if below.output_shape != above.input_shape:
            raise ValueError(
                f"layer {above.name!r} takes {above.input_shape}, but "
                f"{below.name!r} below it gives {below.output_shape}; give "
                "rows of layers that follow one another, from the input up."
            )


def _alt(rows: Sequence["LayerTrace"]) -> str:
    layers = "; ".join(
        f"{row.name} ({_kind(row)}, {w.count(row.parameters, 'parameter')}) "
        f"gives {row.output_shape}"
        for row in rows
    )
    return (
        f"A stack from the bottom up: {rows[0].input_shape} goes in, "
        f"{rows[-1].output_shape} comes out. Its layers: {layers}."
    )
