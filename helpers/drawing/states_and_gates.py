"""Draw the gates and states of every layer of a stack over time."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from helpers.drawing import canvas as c
from helpers.drawing import wording as w
from helpers.gates import GateTrace

# Attribute of the trace, title, colours, whether it is a share from 0 to 1.
# Both colour maps run from one lightness to another: so grey print works.
_COLUMNS = [
    ("forget_gate", "forget gate", "Blues", True),
    ("input_gate", "input gate", "Blues", True),
    ("output_gate", "output gate", "Blues", True),
    ("c", "cell state c", "cividis", False),
    ("h", "hidden state h", "cividis", False),
]
_LEFT, _GAP, _ROW, _BETWEEN = 0.72, 0.13, 0.74, 0.1  # inches
_FOOT, _HEAD = 0.98, 0.48
_MOST_UNITS = 16


def draw_states_and_gates(
    traces: Sequence[GateTrace],
    *,
    sample: int = 0,
    marks: Sequence[int] = (),
    mark: str = "marked",
) -> tuple[Figure, str]:
    """Draw gates and states of all layers for one sequence, layer 1 below.

    In each field time runs to the right, and every line is a unit; of more
    than 16 units the first 16 are drawn. The darker a gate, the more open;
    the lighter a state, the larger, up to the ends of its colour bar. A few
    may lie beyond; then the bar ends with signs for "or less", "or more".

    Parameters
    ----------
    traces
        What `trace_gates` returns, from the input up.
    sample
        Which sequence of the batch.
    marks
        Steps to point at, counted from 0, such as those with an event.
    mark
        What these steps are, in a word, for the drawing and its text.

    Returns
    -------
    fig, alt
        The drawing and its text alternative, for `show`.

    Raises
    ------
    ValueError
        There is no layer, no such sample, or a mark is no time step.
    """
    marks = [int(step) for step in marks]
    _check(traces, sample, marks)
    steps = traces[0].h.shape[1]
    height = _FOOT + len(traces) * (_ROW + _BETWEEN) + _HEAD
    fig, ax = c.canvas(height)
    wide = (c.WIDTH - _LEFT - 0.1) / len(_COLUMNS) - _GAP
    for place, (name, title, colours, is_share) in enumerate(_COLUMNS):
        left = _LEFT + place * (wide + _GAP)
        values = [getattr(trace, name)[sample] for trace in traces]
        low, high = (0, 1) if is_share else _range(values)
        top = height - _HEAD
        c.write(ax, left + wide / 2, height - 0.16, title, 10, weight="bold")
        for step in marks:
            c.pointer(ax, left + (step + 0.5) / steps * wide, top + 0.03)
        for layer, grid in enumerate(values):
            bottom = _FOOT + layer * (_ROW + _BETWEEN)
            field = _field(fig, left, bottom, wide, _ROW)
            field.imshow(
                grid[:, :_MOST_UNITS].T,
                cmap=colours,
                vmin=low,
                vmax=high,
                aspect="auto",
                interpolation="nearest",
            )
            if place == 0:
                middle = bottom + _ROW / 2
                c.write(ax, 0.34, middle + 0.1, f"layer {layer + 1}", 10)
                words = w.count(grid.shape[1], "unit")
                size = c.fit([words], _LEFT - 0.08, 9)
                c.write(ax, 0.34, middle - 0.1, words, size, color=c.FADED)
        _time_axis(ax, left, wide, steps)
        words = ("shut", "open") if is_share else ("", "")
        beyond = any(np.abs(grid).max() > high for grid in values)
        _colour_bar(fig, ax, left, wide, colours, low, high, words, beyond)
    if marks:
        size = c.fit([mark], _LEFT - 0.15, 10)
        c.write(ax, 0.34, height - _HEAD + 0.09, mark, size)
    return fig, _alt(traces, sample, marks, mark)


def _check(traces, sample, marks) -> None:
    if len(traces) == 0:
        raise ValueError("traces is empty: give those of one layer or more.")
    samples, steps, _ = traces[0].h.shape
    if not 0 <= sample < samples:
        raise ValueError(
            f"sample is {sample}; give one from 0 to {samples - 1}."
        )
    for step in marks:
        if not 0 <= step < steps:
            raise ValueError(
                f"marks has the step {step}; give steps from 0 to {steps - 1}."
            )


def _range(values: list[np.ndarray]) -> tuple[float, float]:
    # Even around zero, so that the colour in the middle means nothing kept.
    # A few large states must not make all others look like zero. One digit,
    # so that the bar can say where it ends.
    sizes = np.concatenate([np.abs(grid).ravel() for grid in values])
    most = float(f"{np.quantile(sizes, 0.98):.1g}") or 1.0
    return -most, most


def _field(fig: Figure, left, bottom, width, height) -> Axes:
    wide, high = fig.get_size_inches()
    place = left / wide, bottom / high, width / wide, height / high
    field = fig.add_axes(place)
    field.set(xticks=[], yticks=[])
    return field


def _time_axis(ax: Axes, left: float, wide: float, steps: int) -> None:
    y = _FOOT - 0.11
    cell = wide / steps
    if steps == 1:
        c.write(ax, left + wide / 2, y, "step 1", 9)
        return
    c.write(ax, left + min(cell, 0.1) / 2, y, "1", 9)
    c.write(ax, left + wide / 2, y, "step", 9)
    c.write(ax, left + wide, y, f"{steps}", 9, ha="right")


def _colour_bar(
    fig, ax, left, wide, colours, low, high, words, beyond
) -> None:
    bar = _field(fig, left, 0.48, wide, 0.15)
    shades = np.linspace(0, 1, 64)[np.newaxis]
    bar.imshow(shades, cmap=colours, aspect="auto")
    signs = ("\u2264", "\u2265") if beyond else ("", "")
    ends = [
        sign + w.number(end)
        for sign, end in zip(signs, (low, high), strict=True)
    ]
    size = c.fit(ends, wide / 2 - 0.06, 9)
    c.write(ax, left, 0.34, ends[0], size, ha="left")
    c.write(ax, left + wide, 0.34, ends[1], size, ha="right")
    if words[0]:
        c.write(ax, left, 0.15, words[0], 9, ha="left")
        c.write(ax, left + wide, 0.15, words[1], 9, ha="right")
    else:
        c.write(ax, left + wide / 2, 0.34, "0", 9)


def _alt(traces, sample, marks, mark) -> str:
    steps = traces[0].h.shape[1]
    text = (
        f"Gates and states of {w.count(len(traces), 'layer')} over "
        f"{w.count(steps, 'step')}, each line of a field one unit."
    )
    if marks:
        which = ", ".join(f"{step + 1}" for step in marks)
        text += f" {mark[:1].upper()}{mark[1:]} steps: {which}."
    there = np.isin(np.arange(steps), marks)
    for number, trace in enumerate(traces, 1):
        parts = [
            _told(name, getattr(trace, f"{name}_gate")[sample], there)
            for name in ("forget", "input", "output")
        ]
        states = trace.c[sample]
        text += (
            f" Layer {number}: {'; '.join(parts)}; c lies between "
            f"{w.number(states.min(), trim=False)} and "
            f"{w.number(states.max(), trim=False)}."
        )
    return text


def _told(name: str, gate: np.ndarray, there: np.ndarray) -> str:
    if there.all() or not there.any():
        return f"{name} gate {gate.mean():.2f} on average"
    on, off = gate[there].mean(), gate[~there].mean()
    return f"{name} gate {on:.2f} on average there, {off:.2f} elsewhere"
