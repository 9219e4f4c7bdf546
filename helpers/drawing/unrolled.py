"""Draw one layer unrolled in time: the same cell, once a step."""

from itertools import pairwise

import numpy as np
from matplotlib.figure import Figure

from helpers.drawing import canvas as c
from helpers.drawing import wording as w

_ROW = 0.25  # inches, like all lengths below; one number of a vector
_CELL = 0.5
_LEFT, _RIGHT = 1.85, 0.1
_START = 0.5  # the arrow that brings the first states stands out so far
_INPUT_AT = 0.42
_GAP = 0.34  # an upright arrow between a vector and the cell
_MOST_STEPS, _MOST_NUMBERS = 7, 4


def draw_unrolled(
    x: np.ndarray, outputs: np.ndarray, return_sequences: bool
) -> tuple[Figure, str]:
    """Draw how the first sample passes through one LSTM layer.

    One column a step: the input below, the cell, what it puts out above.
    The arrows to the right carry the states h and c, which begin at 0.
    Outputs that the layer does not hand on are drawn faded and dotted.

    Parameters
    ----------
    x
        Input, (samples, time steps, features).
    outputs
        What the cell puts out at every step, (samples, time steps, units).
    return_sequences
        Whether the layer hands on all outputs, or the last one alone.

    Returns
    -------
    fig, alt
        The drawing and its text alternative, for `show`.

    Raises
    ------
    ValueError
        An array has not three axes, is empty, or the two do not agree.
    """
    x, outputs = w.check_3d("x", x), w.check_3d("outputs", outputs)
    if x.shape[:2] != outputs.shape[:2]:
        raise ValueError(
            f"x has shape {x.shape} and outputs {outputs.shape}; give both "
            "the same number of samples and of time steps."
        )
    steps = w.picks(x.shape[1], _MOST_STEPS)
    features = w.picks(x.shape[2], _MOST_NUMBERS)
    units = w.picks(outputs.shape[2], _MOST_NUMBERS)
    cell_at = _INPUT_AT + _ROW * len(features) + _GAP
    output_at = cell_at + _CELL + _GAP
    top = output_at + _ROW * len(units)
    fig, ax = c.canvas(top + 0.6)
    room = c.WIDTH - _LEFT - _RIGHT
    width = min(1.5, room / len(steps))
    start = _LEFT + (room - width * len(steps)) / 2
    centres = [start + (i + 0.5) * width for i in range(len(steps))]
    middles = (
        (_INPUT_AT + cell_at - _GAP) / 2,
        cell_at + _CELL / 2,
        (output_at + top) / 2,
    )
    for step, x_at in zip(steps, centres, strict=True):
        if step is None:
            for y in middles:
                c.write(ax, x_at, y, "…", 16)
            continue
        is_kept = return_sequences or x_at == centres[-1]
        c.write(ax, x_at, 0.2, f"step {step + 1}", 10)
        _draw_cell(ax, x_at, cell_at, output_at, width, is_kept)
        place = x_at, _INPUT_AT, width
        _draw_vector(ax, place, x[0, step], features, "orange")
        place = x_at, output_at, width
        color = "blue" if is_kept else None
        _draw_vector(ax, place, outputs[0, step], units, color)
    edge = _cell_width(width) / 2 + 0.02
    ends = start - _START, centres[0] - edge
    _draw_states(ax, *ends, middles[1], "h = c = 0")
    for left, right in pairwise(centres):
        _draw_states(ax, left + edge, right - edge, middles[1], "h, c")
    shape_out = _shape_out(outputs, return_sequences)
    names_end = start - _START - 0.12
    cells = w.count(outputs.shape[2], "unit")
    for y, text, detail, weight in (
        (middles[0], "input", str(x.shape), "bold"),
        (middles[1], "LSTM layer", cells, "normal"),
        (middles[2], "output", str(shape_out), "bold"),
    ):
        style = {"ha": "right", "fontweight": weight}
        c.write(ax, names_end, y + 0.11, text, 11, ha="right")
        size = c.fit([detail], names_end - 0.08, 12, weight)
        c.write(ax, names_end, y - 0.11, detail, size, **style)
    if len(x) > 1:
        c.write(ax, names_end, 0.2, "sample 1:", 10, ha="right")
    _label_outputs(ax, centres, width, top + 0.25, return_sequences)
    return fig, _alt(x, outputs, return_sequences)


def _draw_cell(ax, x, cell_at, output_at, width, is_kept) -> None:
    side = _cell_width(width)
    c.box(ax, x - side / 2, cell_at, side, _CELL, c.PALE["green"])
    c.write(ax, x, cell_at + _CELL / 2, "cell", 11)
    c.arrow(ax, (x, cell_at - _GAP + 0.03), (x, cell_at - 0.02))
    look = {"color": c.FADED, "width": 1.2, "linestyle": ":"}
    ends = (x, cell_at + _CELL + 0.02), (x, output_at - 0.03)
    c.arrow(ax, *ends, **({} if is_kept else look))


def _draw_states(ax, left, right, y, states) -> None:
    c.arrow(ax, (left, y), (right, y))
    c.write(ax, (left + right) / 2, y + 0.14, states, 9)


def _draw_vector(ax, place, numbers, kept, color) -> None:
    x, bottom, width = place
    is_input = color == "orange"
    texts = [
        "…" if i is None else w.number(numbers[i], trim=is_input) for i in kept
    ]
    wide = _vector_width(width)
    size = c.fit(texts, wide - 0.08, 11)
    face, edge, line = "white", c.FADED, ":"
    if color:
        face, edge, line = c.PALE[color], c.INK, "-"
    for row, text in enumerate(reversed(texts)):
        y = bottom + row * _ROW
        c.box(ax, x - wide / 2, y, wide, _ROW, face, edge, linestyle=line)
        c.write(ax, x, y + _ROW / 2 - 0.01, text, size, color=edge)


def _cell_width(width: float) -> float:
    return min(0.9, width - 0.36)


def _vector_width(width: float) -> float:
    return min(0.8, width - 0.1)


def _label_outputs(ax, centres, width, y, return_sequences) -> None:
    reach = _vector_width(width) / 2
    first, last = centres[0] - reach, centres[-1] + reach
    if return_sequences:
        several = ": every step" if len(centres) > 1 else ""
        c.brace(ax, first, last, y, f"handed on{several}")
        return
    c.brace(ax, centres[-1] - reach, last, y, "handed on")
    if len(centres) > 1:
        end = centres[-2] + reach
        c.brace(ax, first, end, y, "thrown away", c.FADED)


def _shape_out(outputs: np.ndarray, return_sequences: bool) -> tuple[int, ...]:
    samples, _, units = outputs.shape
    return outputs.shape if return_sequences else (samples, units)


def _alt(x: np.ndarray, outputs: np.ndarray, return_sequences: bool) -> str:
    steps, units = outputs.shape[1:]
    text = (
        f"One LSTM layer over {w.count(steps, 'time step')}: {x.shape} goes "
        f"in, {_shape_out(outputs, return_sequences)} comes out. The layer "
        f"has {w.count(units, 'unit')}. The states h and c begin at 0"
    )
    if steps > 1:
        text += ", and the same cell passes them on from step to step"
    text += "."
    if units == 1 and steps <= _MOST_STEPS:
        numbers = (w.number(h, trim=False) for h in outputs[0, :, 0])
        who = "It" if len(x) == 1 else "For sample 1 it"
        text += f" {who} puts out {', '.join(numbers)}."
    if return_sequences:
        return (
            f"{text} The layer hands on what the cell puts out at each step."
        )
    if steps == 1:
        return f"{text} The layer hands on its only output."
    lost = w.count(steps - 1, "output")
    return (
        f"{text} The layer hands on the last output alone; {lost} before it "
        f"{'is' if steps == 2 else 'are'} thrown away."
    )
