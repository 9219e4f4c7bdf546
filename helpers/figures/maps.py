"""Every layer of a stack over time: its gates and states, its gradients."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from helpers.figures import canvas as c
from helpers.figures import wording as w
from helpers.figures.numbers import Plotted, in_rows, over
from helpers.figures.palette import FADED, SHADES, SHARES, SIGNED

if TYPE_CHECKING:
    from helpers.reference import GateTrace

# Attribute of the trace, title, whether it is a share from 0 to 1. First what
# the four blocks of a kernel make, in their order, then what becomes of it.
_COLUMNS = [
    ("input_gate", "input\ngate", True),
    ("forget_gate", "forget\ngate", True),
    ("candidate", "candidate", False),
    ("output_gate", "output\ngate", True),
    ("c", "cell\nstate c", False),
    ("h", "hidden\nstate h", False),
]
# Inches: margins and fields of the gates, then those of the gradients.
_LEFT, _GAP, _ROW, _ROW_STEP, _FOOT, _HEAD = 0.72, 0.13, 0.74, 0.84, 0.98, 0.64
_MAP_LEFT, _MAP_ROW, _TITLE, _AXIS, _LEGEND = 0.75, 0.3, 0.5, 0.3, 0.42
_NAME = 0.28  # over all maps: what their colours measure
_UNITS = 16  # of a layer that are drawn


def draw_states_and_gates(
    traces: Sequence["GateTrace"], *, marks: Sequence[int] = ()
) -> Plotted:
    """Draw gates and states of all layers for sequence 1, layer 1 below.

    `traces` is what `trace_gates` returns. In each field time runs to the
    right, and every line is a unit, of at most 16. The darker a gate, the
    more open; the lighter a state, the larger, up to the ends of its colour
    bar; if a few lie beyond, the bar ends with signs for "or less", "or
    more". `marks` are steps to point at, counted from 0.
    """
    steps = traces[0].h.shape[1]
    marks = w.check_marks(marks, steps)
    *bottoms, head = (_FOOT + i * _ROW_STEP for i in range(len(traces) + 1))
    height = head + _HEAD
    fig, ax = c.canvas(height)
    wide = (c.WIDTH - _LEFT - 0.1) / len(_COLUMNS) - _GAP
    for place, (name, title, is_share) in enumerate(_COLUMNS):
        left = _LEFT + place * (wide + _GAP)
        values = [getattr(trace, name)[0] for trace in traces]
        most = 1.0 if is_share else _most(values)
        look = {"cmap": SHARES if is_share else SIGNED, "aspect": "auto"}
        ends = {"vmin": 0 if is_share else -most, "vmax": most}
        c.write(ax, left + wide / 2, height - 0.23, title, 10, **c.BOLD)
        for step in marks:
            c.pointer(ax, left + (step + 0.5) / steps * wide, head + 0.03)
        for bottom, grid in zip(bottoms, values, strict=True):
            field = _field(ax, left, bottom, wide, _ROW)
            units = grid[:, :_UNITS].T
            field.imshow(units, interpolation="nearest", **look, **ends)
        _time_axis(ax, left, wide, steps)
        bar = _field(ax, left, 0.48, wide, 0.15)
        bar.imshow(np.linspace(0, 1, 64)[np.newaxis], **look)
        beyond = any(np.abs(grid).max() > most for grid in values)
        _label_bar(ax, left, wide, most, is_share, beyond)
    for i, (bottom, trace) in enumerate(zip(bottoms, traces, strict=True)):
        middle = bottom + _ROW / 2
        c.write(ax, 0.34, middle + 0.1, f"layer {i + 1}", 10)
        units = w.count(trace.h.shape[2], "unit")
        size = c.fit([units], _LEFT - 0.08, 9)
        c.write(ax, 0.34, middle - 0.1, units, size, color=FADED)
    if marks:
        size = c.fit(["marked"], _LEFT - 0.15, 10)
        c.write(ax, 0.34, head + 0.09, "marked", size)
    fig.numbers = _numbers(traces, marks)
    return fig, _tell_gates(traces, marks)


def _most(values: list[np.ndarray]) -> float:
    # A few large states must not make all others look like zero. One digit,
    # so that the bar can say where it ends.
    sizes = np.concatenate([np.abs(grid).ravel() for grid in values])
    return float(f"{np.quantile(sizes, 0.98):.1g}") or 1.0


def _field(ax: Axes, left, bottom, width, height) -> Axes:
    wide, high = ax.figure.get_size_inches()
    place = left / wide, bottom / high, width / wide, height / high
    return ax.figure.add_axes(place, xticks=[], yticks=[])


def _time_axis(ax: Axes, left: float, wide: float, steps: int) -> None:
    y = _FOOT - 0.11
    if steps == 1:
        c.write(ax, left + wide / 2, y, "step 1", 9)
        return
    c.write(ax, left + min(wide / steps, 0.1) / 2, y, "1", 9)
    c.write(ax, left + wide / 2, y, "step", 9)
    c.write(ax, left + wide, y, f"{steps}", 9, ha="right")


def _label_bar(ax: Axes, left, wide, most, is_share, beyond) -> None:
    low, high = w.number(0 if is_share else -most), w.number(most)
    if beyond:
        low, high = f"\u2264{low}", f"\u2265{high}"
    size = c.fit([low, high], wide / 2 - 0.1, 9)
    c.write(ax, left, 0.34, low, size, ha="left")
    c.write(ax, left + wide, 0.34, high, size, ha="right")
    if is_share:
        c.write(ax, left, 0.15, "shut", 9, ha="left")
        c.write(ax, left + wide, 0.15, "open", 9, ha="right")
    else:
        # Even around zero: the colour in the middle means nothing kept.
        c.write(ax, left + wide / 2, 0.34, "0", 9)


def _numbers(traces, marks: list[int]) -> dict:
    """Return of each field the range and the mean, also at the marks."""
    rows, there = [], np.isin(np.arange(traces[0].h.shape[1]), marks)
    parts = [there, ~there] if there.any() and not there.all() else []
    for name, title, _ in _COLUMNS:
        for layer, trace in enumerate(traces, 1):
            grid = getattr(trace, name)[0, :, :_UNITS].astype(float)
            means = [grid[part].mean() for part in parts]
            ends = grid.min(), grid.mean(), grid.max()
            rows.append((title.replace("\n", " "), layer, *ends, *means))
    heads = ["field", "layer", "lowest", "mean", "highest"]
    heads += ["mean at the marked steps", "elsewhere"] if parts else []
    return in_rows(heads, rows)


def _tell_gates(traces, marks: list[int]) -> str:
    steps = traces[0].h.shape[1]
    text = (
        f"Gates and states of {w.count(len(traces), 'layer')} over "
        f"{w.count(steps, 'step')}, each line of a field one unit."
        f"{w.told_marks(marks)}"
    )
    there = np.isin(np.arange(steps), marks)
    for layer, trace in enumerate(traces, 1):
        told = []
        fields = {
            "input gate": trace.input_gate[0],
            "forget gate": trace.forget_gate[0],
            "size of the candidate": np.abs(trace.candidate[0]),
            "output gate": trace.output_gate[0],
        }
        for name, field in fields.items():
            words = f"{field.mean():.2f} on average"
            if there.any() and not there.all():
                on, off = field[there].mean(), field[~there].mean()
                words = f"{on:.2f} on average there, {off:.2f} elsewhere"
            told.append(f"{name} {words}")
        low, high = trace.c[0].min(), trace.c[0].max()
        text += (
            f" Layer {layer}: {'; '.join(told)}; c lies between "
            f"{w.number(low, trim=False)} and {w.number(high, trim=False)}."
        )
    return text


def draw_gradients(
    sizes: Mapping[str, ArrayLike], name: str, *, marks: Sequence[int] = ()
) -> Plotted:
    """Draw sizes of gradients as maps: layers upwards, time to the right.

    Each map has its title and its sizes, (layers, time), as `gradient_sizes`
    gives them, all of one shape; `name` says what they measure. Each shade is
    a factor of ten. `marks` are steps to point at, counted from 0.
    """
    maps = {title: np.asarray(grid) for title, grid in sizes.items()}
    for title, grid in maps.items():
        if not (np.isfinite(grid).all() and (grid >= 0).all()):
            raise ValueError(
                f"The map {title!r} holds a negative number or one that is "
                "not finite; give sizes."
            )
    layers, steps = grid.shape  # the same for all
    marks = w.check_marks(marks, steps)
    each = _TITLE + layers * _MAP_ROW + _AXIS
    height = _NAME + len(maps) * each + _LEGEND
    fig, ax = c.canvas(height)
    size = c.fit([name], c.WIDTH - 0.2, 12, "bold")
    c.write(ax, c.WIDTH / 2, height - 0.2, name, size, **c.BOLD)
    for place, (title, grid) in enumerate(maps.items(), 1):
        bottom = height - _NAME - place * each + _AXIS
        top = bottom + layers * _MAP_ROW + 0.33
        c.write(ax, _MAP_LEFT, top, title, 11, ha="left", weight="bold")
        _draw_map(ax, bottom, grid, marks)
    left = 0.15
    for _, face, words in SHADES:
        c.box(ax, left, 0.11, 0.2, 0.2, face, linewidth=0.8)
        c.write(ax, left + 0.27, 0.21, words, 10, ha="left")
        left += 0.27 + c.text_width(words, 10) + 0.2
    rows = {
        f"{title}, layer {layer}": row
        for title, grid in maps.items()
        for layer, row in enumerate(grid, 1)
    }
    fig.numbers = over("step", rows)
    text = (
        f"{name}, in every layer at {w.count(steps, 'step')}: "
        f"{', '.join(maps)}. For each layer: the size at the first step and "
        f"at the last, and the largest.{w.told_marks(marks)}"
    )
    for title, grid in maps.items():
        told = []
        for layer, row in enumerate(grid, 1):
            ends = row[0], row[-1], row.max()
            first, last, most = (w.number(n, trim=False) for n in ends)
            at = w.from_one(row.argmax())
            told.append(
                f"layer {layer} {first} to {last}, largest {most} at step {at}"
            )
        text += f" {title[:1].upper()}{title[1:]}: {'; '.join(told)}."
    return fig, text


def _draw_map(ax: Axes, bottom: float, grid: np.ndarray, marks) -> None:
    layers, steps = grid.shape
    wide = (c.WIDTH - _MAP_LEFT - 0.12) / steps
    shade = np.searchsorted([low for low, *_ in SHADES], grid, side="right")
    for layer in range(layers):
        y = bottom + layer * _MAP_ROW
        name, middle = f"layer {layer + 1}", y + _MAP_ROW / 2
        c.write(ax, _MAP_LEFT - 0.1, middle, name, 10, ha="right")
        for step in range(steps):
            _, face, _ = SHADES[shade[layer, step] - 1]
            place = _MAP_LEFT + step * wide, y, wide, _MAP_ROW
            c.box(ax, *place, face, edge="#999999", linewidth=0.5)
    for step in marks:
        x, top = _MAP_LEFT + (step + 0.5) * wide, bottom + layers * _MAP_ROW
        c.pointer(ax, x, top + 0.03)
    shown = sorted({1, *range(6, steps + 1, 6), steps} - {steps - 1})
    for step in shown if steps <= 48 else (1, steps):
        half = c.text_width(f"{step}", 10) / 2 + 0.03
        x = min(_MAP_LEFT + (step - 0.5) * wide, c.WIDTH - half)
        c.write(ax, x, bottom - 0.13, f"{step}", 10)
    c.write(ax, _MAP_LEFT - 0.1, bottom - 0.13, "step", 10, ha="right")
