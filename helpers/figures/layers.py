"""Layers: a stack, one unrolled in time, what one hands over, its forms."""

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes

from helpers.figures import canvas as c
from helpers.figures import wording as w
from helpers.figures.palette import FADED, PALE, PALETTE

if TYPE_CHECKING:
    from helpers.shapes import LayerTrace

# Inches, like all lengths below. In a stack:
_WIDTH, _HEIGHT, _GAP = 5.6, 0.48, 0.5  # of a layer; between two
_EDGE, _ARROW_AT = 0.45, 2.1
# Unrolled: one number of a vector, the cell, an arrow between the two.
_ROW, _CELL, _UP = 0.25, 0.5, 0.34
# Who takes which arrays of a layer, and how far above the last of them.
_TAKER_WIDTH = 2.05
_TAKERS = {
    "another LSTM layer": (("output",), 0.23),
    "Dense, each step": (("output",), -0.23),
    "Dense, once a sequence": (("h",), 0),
    "a decoder": (("h", "c"), 0),
}


def draw_stack(rows: Sequence["LayerTrace"]) -> c.Drawing:
    """Draw the layers from the input at the bottom to the output on top.

    `rows` is what `helpers.shapes.trace` returns. Three thin arrows mean one
    vector a step, (samples, time steps, features); a single thick one means
    one vector a sample, (samples, features).
    """
    _check_rows(rows)
    shapes = [rows[0].input_shape, *(row.output_shape for row in rows)]
    step = _HEIGHT + _GAP
    lows = [_EDGE + i * step for i in range(len(shapes))]
    height = 2 * _EDGE + len(rows) * step + _GAP
    fig, ax = c.canvas(height)
    c.write(ax, _ARROW_AT, 0.25, "input", 12, **c.BOLD)
    c.write(ax, _ARROW_AT, height - 0.25, "output", 12, **c.BOLD)
    for low, shape in zip(lows, shapes, strict=True):
        places, look = [_ARROW_AT], {"width": 4, "head": 20}
        if len(shape) == 3:
            places = [_ARROW_AT - 0.16, _ARROW_AT, _ARROW_AT + 0.16]
            look = {"width": 1.3, "head": 9}
        for x in places:
            c.arrow(ax, (x, low + 0.03), (x, low + _GAP - 0.03), **look)
    left = (c.WIDTH - _WIDTH) / 2
    for low, row in zip(lows, rows, strict=False):
        face = PALE["orange" if row.kind == "Dense" else "green"]
        c.box(ax, left, low + _GAP, _WIDTH, _HEIGHT, face, linewidth=2)
    middles = [low + _GAP + _HEIGHT / 2 for low in lows[:-1]]
    names = [_cut(row.name) for row in rows]
    _write_column(ax, left + 0.15, middles, names, 1.6, **c.BOLD)
    kinds = [_cut(_kind(row)) for row in rows]
    _write_column(ax, left + 1.9, middles, kinds, 1.75)
    counts = [w.count(row.parameters, "parameter") for row in rows]
    right = left + _WIDTH - 0.15
    _write_column(ax, right, middles, counts, 1.7, ha="right")
    _label_arrows(ax, [low + _GAP / 2 for low in lows], shapes)
    layers = "; ".join(
        f"{row.name} ({_kind(row)}, {count}) gives {row.output_shape}"
        for row, count in zip(rows, counts, strict=True)
    )
    return fig, (
        f"A stack from the bottom up: {rows[0].input_shape} goes in, "
        f"{rows[-1].output_shape} comes out. Its layers: {layers}."
    )


def _check_rows(rows: Sequence["LayerTrace"]) -> None:
    if not rows:
        raise ValueError("rows is empty; give what trace(model, x) returns.")
    for row in rows:
        for shape in (row.input_shape, row.output_shape):
            if len(shape) not in (2, 3) or not all(shape):
                raise ValueError(
                    f"layer {row.name!r} has the shape {shape}; draw_stack "
                    "can draw shapes of two or three sizes above zero."
                )
    for below, above in pairwise(rows):
        if below.output_shape != above.input_shape:
            raise ValueError(
                f"layer {above.name!r} takes {above.input_shape}, but "
                f"{below.name!r} below it gives {below.output_shape}; give "
                "rows of layers that follow one another, from the input up."
            )


def _write_column(ax: Axes, x, middles, texts, width, size=12, **style):
    style = {"ha": "left", "fontweight": "normal"} | style
    size = c.fit(texts, width, size, style["fontweight"])
    for y, text in zip(middles, texts, strict=True):
        c.write(ax, x, y, text, size, **style)


def _label_arrows(ax: Axes, middles, shapes) -> None:
    texts = [str(shape) for shape in shapes]
    x = _ARROW_AT + 0.4
    _write_column(ax, x, middles, texts, 2, **c.BOLD)
    x += min(2, max(c.text_width(text, 12, "bold") for text in texts)) + 0.25
    words = [
        f"{w.count(steps[0], 'step') if steps else 'one vector'} of "
        f"{w.count(numbers, 'number')}"
        for _, *steps, numbers in shapes
    ]
    _write_column(ax, x, middles, words, c.WIDTH - x - 0.15, size=11)
    samples = shapes[0][0]
    if samples > 1:
        y = middles[-1] + _GAP / 2 + _EDGE - 0.25
        text = f"for each of the {samples:,} samples:"
        c.write(ax, x, y, text, 10, ha="left")


def _cut(text: str) -> str:
    return text if len(text) <= 18 else f"{text[:17]}…"


def _kind(row: "LayerTrace") -> str:
    if row.kind in ("LSTM", "GRU", "SimpleRNN", "Dense"):
        return f"{row.kind}, {w.count(row.output_shape[-1], 'unit')}"
    return row.kind


def draw_unrolled(
    x: np.ndarray, outputs: np.ndarray, return_sequences: bool
) -> c.Drawing:
    """Draw how the first sample passes through one LSTM layer.

    One column a step: below, its part of `x`, (samples, time steps,
    features); above, what the cell puts out, of `outputs`, (samples, time
    steps, units). Arrows to the right carry the states h and c, which begin
    at 0. Without `return_sequences` all outputs but the last are thrown
    away: they are faded and dotted.
    """
    x, outputs = w.check_3d("x", x), w.check_3d("outputs", outputs)
    if x.shape[:2] != outputs.shape[:2]:
        raise ValueError(
            f"x has shape {x.shape} and outputs {outputs.shape}; give both "
            "the same number of samples and of time steps."
        )
    steps = w.picks(x.shape[1], 7)
    features, units = w.picks(x.shape[2], 4), w.picks(outputs.shape[2], 4)
    input_at = 0.42
    cell_at = input_at + _ROW * len(features) + _UP
    output_at = cell_at + _CELL + _UP
    top = output_at + _ROW * len(units)
    input_middle = (input_at + cell_at - _UP) / 2
    middles = input_middle, cell_at + _CELL / 2, (output_at + top) / 2
    fig, ax = c.canvas(top + 0.6)
    left, right = 1.85, 0.1
    room = c.WIDTH - left - right
    width = min(1.5, room / len(steps))
    start = left + (room - width * len(steps)) / 2
    centres = [start + (i + 0.5) * width for i in range(len(steps))]
    side, wide = min(0.9, width - 0.36), min(0.8, width - 0.1)
    for step, at in zip(steps, centres, strict=True):
        if step is None:
            for y in middles:
                c.write(ax, at, y, "…", 16)
            continue
        c.write(ax, at, 0.2, f"step {step + 1}", 10)
        texts = w.numbers(x[0, step], features, trim=True)
        place = at - wide / 2, input_at, wide, _ROW
        _draw_vector(ax, place, texts, face=PALE["orange"])
        c.arrow(ax, (at, cell_at - _UP + 0.03), (at, cell_at - 0.02))
        place = at - side / 2, cell_at, side, _CELL
        c.text_box(ax, place, "cell", 11, PALE["green"])
        up, look = {}, {"face": PALE["blue"]}
        if not return_sequences and at != centres[-1]:
            up = {"color": FADED, "width": 1.2, "line": ":"}
            look = {"face": "white", "edge": FADED, "linestyle": ":"}
        c.arrow(ax, (at, cell_at + _CELL + 0.02), (at, output_at - 0.03), **up)
        texts = w.numbers(outputs[0, step], units, trim=False)
        _draw_vector(ax, (at - wide / 2, output_at, wide, _ROW), texts, **look)
    edge, y = side / 2 + 0.02, middles[1]
    # The arrow to the first cell stands out to the left.
    for left, right in pairwise([start - 0.5 - edge, *centres]):
        c.arrow(ax, (left + edge, y), (right - edge, y))
        words = "h, c" if left in centres else "h = c = 0"
        c.write(ax, (left + right) / 2, y + 0.14, words, 9)
    shape_out = outputs.shape if return_sequences else outputs.shape[::2]
    names_end = start - 0.62
    size_of_layer = w.count(outputs.shape[2], "unit")
    for y, text, detail, weight in (
        (middles[0], "input", str(x.shape), "bold"),
        (middles[1], "LSTM layer", size_of_layer, "normal"),
        (middles[2], "output", str(shape_out), "bold"),
    ):
        c.write(ax, names_end, y + 0.11, text, 11, ha="right")
        size = c.fit([detail], names_end - 0.08, 12, weight)
        style = {"ha": "right", "fontweight": weight}
        c.write(ax, names_end, y - 0.11, detail, size, **style)
    if len(x) > 1:
        c.write(ax, names_end, 0.2, "sample 1:", 10, ha="right")
    several = len(centres) > 1
    lefts, rights = ([at + d * wide / 2 for at in centres] for d in (-1, 1))
    y = top + 0.25
    if return_sequences:
        words = "handed on" + ": every step" * several
        c.brace(ax, lefts[0], rights[-1], y, words)
    else:
        c.brace(ax, lefts[-1], rights[-1], y, "handed on")
        if several:
            c.brace(ax, lefts[0], rights[-2], y, "thrown away", FADED)
    return fig, _tell_unrolled(x, outputs, shape_out, return_sequences)


def _draw_vector(ax: Axes, place, texts: list[str], **look) -> None:
    """Draw numbers from the top down; `place` is that of the lowest."""
    left, bottom, wide, high = place
    size = c.fit(texts, wide - 0.08, 11)
    for row, text in enumerate(reversed(texts)):
        place = left, bottom + row * high, wide, high
        c.text_box(ax, place, text, size, down=0.01, **look)


def _tell_unrolled(x, outputs, shape_out, return_sequences: bool) -> str:
    steps, units = outputs.shape[1:]
    text = (
        f"One LSTM layer over {w.count(steps, 'time step')}: {x.shape} goes "
        f"in, {shape_out} comes out. The layer has {w.count(units, 'unit')}. "
        "The states h and c begin at 0"
    )
    if steps > 1:
        text += ", and the same cell passes them on from step to step"
    text += "."
    if units == 1 and steps <= 7:
        who = "It" if len(x) == 1 else "For sample 1 it"
        said = w.numbers(outputs[0, :, 0], range(steps), trim=False)
        text += f" {who} puts out {', '.join(said)}."
    text += " The layer hands on "
    if return_sequences:
        return f"{text}what the cell puts out at each step."
    if steps == 1:
        return f"{text}its only output."
    lost = w.count(steps - 1, "output")
    are = "is" if steps == 2 else "are"
    return f"{text}the last output alone; {lost} before it {are} thrown away."


def draw_states(
    output: np.ndarray, h: np.ndarray, cell_state: np.ndarray
) -> c.Drawing:
    """Draw what a layer with `return_state` hands over, and who takes what.

    `output` is (samples, time steps, units), `h` and `cell_state` are
    (samples, units), after the last step. The numbers are of sample 1.
    """
    output = w.check_3d("output", output)
    arrays = {"output": output, "h": h, "c": cell_state}
    same = ": the last step again" * np.allclose(h, output[:, -1])
    titles = {name: f"{name} {np.shape(a)}" for name, a in arrays.items()}
    titles["h"] += same
    units = w.picks(output.shape[2], 3)
    high, left = _ROW * len(units), 1.75
    heights = [0.3 + (high + 0.5) * row + high / 2 for row in (2, 1, 0)]
    middles = dict(zip(arrays, heights, strict=True))
    fig, ax = c.canvas(heights[0] + max(high / 2 + 0.4, 0.55))
    place = 0.15, 0.25, 1.0, heights[0] + high / 2 - 0.2
    c.text_box(ax, place, "LSTM\nlayer", 12, PALE["green"], linewidth=2)
    ends, said = {}, []
    for name, array in arrays.items():
        y = middles[name]
        c.arrow(ax, (1.17, y), (left - 0.05, y))
        style = c.BOLD | {"ha": "left"}
        c.write(ax, left, y + high / 2 + 0.14, titles[name], 11, **style)
        rows = array[0] if name == "output" else array[:1]
        steps = w.picks(len(rows), 4)
        cell = min(0.7, 2.4 / len(steps)) if name == "output" else 0.7
        for column, step in enumerate(steps):
            at = left + column * cell
            if step is None:
                c.write(ax, at + cell / 2, y, "…", 14)
                continue
            texts = w.numbers(rows[step], units, trim=False)
            is_last = name != "c" and step == steps[-1]
            face = PALE["orange" if is_last else "blue"]
            _draw_vector(ax, (at, y - high / 2, cell, _ROW), texts, face=face)
        ends[name] = left + cell * len(steps) + 0.05, y
        said.append(f"{titles[name]}, at the end {', '.join(texts)}")
    right = c.WIDTH - _TAKER_WIDTH - 0.1
    for taker, (names, up) in _TAKERS.items():
        y = middles[names[-1]] + up
        place = right, y - 0.18, _TAKER_WIDTH, 0.36
        c.text_box(ax, place, taker, 10.5, PALE["green"], down=0.01)
        for name in names:
            c.arrow(ax, ends[name], (right - 0.04, y), width=1.3, head=10)
    takers = "; ".join(
        f"{taker} takes {' and '.join(names)}"
        for taker, (names, _) in _TAKERS.items()
    )
    return fig, (
        f"An LSTM layer hands over three arrays: {'; '.join(said)}"
        f"{' in sample 1' * (len(output) > 1)}. Who takes what: {takers}."
    )


def draw_forms(units: int) -> c.Drawing:
    """Draw what one layer does to x: plain, and with a way around."""
    fig, ax = c.canvas(4.05)
    numbers = w.count(units, "number")
    half, fork, plus = 0.23, 0.72, 3.02
    forms = {  # x, what stands over it from the bottom up: y, text, colour
        "plain": (1.6, [(2.02, "LSTM", "green")]),
        "both": (4.6, [(1.35, "normalise", "blue"), (2.2, "LSTM", "green")]),
    }
    for title, (x, boxes) in forms.items():
        c.write(ax, x, 3.85, title, 13, **c.BOLD)
        c.write(ax, x, 0.22, f"x: {numbers} a step", 11)
        ends = [0.4]
        for y, text, color in boxes:
            place, bold = (x - 1, y - half, 2, 2 * half), {"weight": "bold"}
            c.text_box(ax, place, text, 12, PALE[color], linewidth=2, **bold)
            ends += [y - half, y + half]
        if title == "both":
            c.disc(ax, x, plus, "+")
            ends += [plus - c.DISC, plus + c.DISC]
        ends.append(3.62)
        for low, high in zip(ends[::2], ends[1::2], strict=True):
            c.arrow(ax, (x, low), (x, high))
    side, red = x + 1.35, PALETTE["vermillion"]
    ax.plot([x, side, side], [fork, fork, plus], color=red, linewidth=2.4)
    c.arrow(ax, (side, plus), (x + c.DISC, plus), red, width=2.4)
    c.write(ax, side + 0.1, 1.9, "the way\naround", 11, ha="left")
    return fig, (
        f"One layer in two forms, each with {numbers} a step going in and "
        "coming out. Plain: x goes into the LSTM, and what it says is the "
        "new x. Both: x goes through a normalisation into the LSTM, and at "
        "a plus sign what it says is added to the old x, which came there by "
        "a way around the layer."
    )
