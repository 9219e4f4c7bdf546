"""One time step of an LSTM layer, with the numbers of that step."""

from itertools import pairwise

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from helpers.figures import canvas
from helpers.figures.canvas import BOLD, DISC, WIDTH, arrow, fit, write
from helpers.figures.palette import INK, PALE
from helpers.figures.wording import decimals, picks
from helpers.reference import lstm_gates, lstm_step

# Inches, like all lengths below. Gates are boxes, operations are discs.
_HEIGHT, _LINE, _MIDDLE, _BUS = 4.6, 4.0, 2.78, 0.7
_BETWEEN = (_LINE + _MIDDLE) / 2
_GATE_AT, _GATE_TOP, _GATE_WIDTH = 0.92, 2.22, 1.58
_STATE, _STATE_HEIGHT, _EDGE = 0.9, 0.4, 0.13
_GATES = {  # in Keras' order: x, words
    "input gate": (0.92, "how much of\nthe new enters"),
    "forget gate": (2.64, "how much of\nthe old is kept"),
    "candidate": (4.36, "what\nthe new is"),
    "output gate": (6.08, "how much\nis shown"),
}
_KEEP, _ADD, _SHOW = 2.2, 3.5, 5.5  # where the operations stand
_BRIDGE = 0.1  # on each side of the one line that another crosses
_TIMES = "\N{MULTIPLICATION SIGN}"


def draw_cell(
    x: ArrayLike,
    h: ArrayLike,
    c: ArrayLike,
    kernel: ArrayLike,
    recurrent_kernel: ArrayLike,
    bias: ArrayLike,
) -> canvas.Drawing:
    """Draw what happens in one time step of an LSTM layer.

    `x` is (1, features), and `h` and `c` before the step are (1, units). The
    weights are (features, 4 * units), (units, 4 * units) and (4 * units,), in
    Keras' order: input gate, forget gate, candidate, output gate. Of several
    units the first is drawn. Every number is rounded on its own.
    """
    weights = kernel, recurrent_kernel, bias
    new_h, new_c = lstm_step(x, h, c, *weights)
    x, h, c = map(np.asarray, (x, h, c))
    if len(x) != 1 or 0 in (x.size, h.size):
        raise ValueError(
            f"x has shape {x.shape} and h {h.shape}; give one sample with "
            "at least one feature, and at least one unit."
        )
    gates = lstm_gates(x, h, *weights)
    values = {
        "input gate": gates.input,
        "forget gate": gates.forget,
        "candidate": gates.candidate,
        "output gate": gates.output,
        "old c": c,
        "kept": gates.forget * c,
        "added": gates.input * gates.candidate,
        "new c": new_c,
        "tanh": np.tanh(new_c),
        "new h": new_h,
    }
    texts = {name: decimals(value[0, 0]) for name, value in values.items()}
    for name, (vector,) in (("x", x), ("old h", h)):
        kept = picks(vector.size, 2, 3)
        shown = ["…" if i is None else decimals(vector[i]) for i in kept]
        texts[name] = ", ".join(shown)
    fig, ax = canvas.canvas(_HEIGHT)
    _draw_input(ax, texts, h.size)
    for name in _GATES:
        _draw_gate(ax, name, texts[name])
    _draw_lines(ax)
    middle = (_KEEP + _ADD) / 2
    write(ax, middle, _LINE + 0.19, f"kept {texts['kept']}", 12)
    added = f"added {texts['added']}"
    write(ax, _ADD + 0.12, _BETWEEN, added, 12, ha="left")
    low = (_BETWEEN + _MIDDLE) / 2
    write(ax, _SHOW - 0.1, low, texts["tanh"], 12, ha="right")
    for name, left, y, color in (
        ("old c", _EDGE, _LINE, "orange"),
        ("new c", WIDTH - _EDGE - _STATE, _LINE, "blue"),
        ("new h", WIDTH - _EDGE - _STATE, _MIDDLE, "blue"),
    ):
        place = left, y - _STATE_HEIGHT / 2, _STATE, _STATE_HEIGHT
        size = fit([texts[name]], _STATE - 0.08, 14, "bold")
        face = PALE[color]
        canvas.text_box(ax, place, texts[name], size, face, weight="bold")
        write(ax, left + _STATE / 2, y + _STATE_HEIGHT / 2 + 0.14, name, 12)
    return fig, _tell(texts, h.size)


def _draw_input(ax: Axes, texts: dict[str, str], units: int) -> None:
    left, feet = _EDGE, [x for x, _ in _GATES.values()]
    for name in ("x", "old h"):
        left += canvas.text_width(name, 12) + 0.12
        write(ax, left - 0.08, 0.3, name, 12, ha="right")
        size = fit([texts[name]], 1.6, 13, "bold")
        wide = canvas.text_width(texts[name], size, "bold") + 0.16
        canvas.box(ax, left, 0.12, wide, 0.36, PALE["orange"])
        middle = left + wide / 2
        write(ax, middle, 0.29, texts[name], size, **BOLD)
        arrow(ax, (middle, 0.48), (middle, _BUS), head=9)
        feet.append(middle)
        left += wide + 0.25
    _line(ax, [min(feet), max(feet)], [_BUS, _BUS])
    if units > 1:
        note = f"drawn: unit 1 of {units:,};\nit reads all of x and old h"
        write(ax, WIDTH - _EDGE, 0.3, note, 10.5, ha="right")


def _draw_gate(ax: Axes, name: str, value: str) -> None:
    x, words = _GATES[name]
    arrow(ax, (x, _BUS), (x, _GATE_AT))
    place = x - _GATE_WIDTH / 2, _GATE_AT, _GATE_WIDTH, _GATE_TOP - _GATE_AT
    canvas.box(ax, *place, PALE["green"], linewidth=2.4)
    write(ax, x, _GATE_TOP - 0.2, name, 13, **BOLD)
    write(ax, x, _GATE_TOP - 0.59, words, 11)
    curve = "tanh" if name == "candidate" else "sigmoid"
    wide = canvas.text_width(curve, 10) + canvas.text_width(value, 15, "bold")
    half = (wide + 0.08) / 2
    write(ax, x - half, _GATE_AT + 0.21, curve, 10, ha="left")
    write(ax, x + half, _GATE_AT + 0.22, value, 15, ha="right", **BOLD)


def _draw_lines(ax: Axes) -> None:
    left, right = _EDGE + _STATE, WIDTH - _EDGE - _STATE
    # The upper line: old c, times forget gate, plus what is added, new c.
    for start, end in pairwise((left, _KEEP, _ADD, right)):
        short = end - (DISC if end != right else 0)
        arrow(ax, (start, _LINE), (short, _LINE), width=3, head=16)
    arrow(ax, (_KEEP, _GATE_TOP), (_KEEP, _LINE - DISC))
    for name, start, side in (
        ("input gate", _KEEP + _BRIDGE, -DISC),
        ("candidate", _GATES["candidate"][0], DISC),
    ):
        x, _ = _GATES[name]
        _line(ax, [x, x], [_GATE_TOP, _MIDDLE])
        arrow(ax, (start, _MIDDLE), (_ADD + side, _MIDDLE))
    _line(ax, [_GATES["input gate"][0], _KEEP - _BRIDGE], [_MIDDLE, _MIDDLE])
    arrow(ax, (_ADD, _MIDDLE), (_ADD, _LINE - DISC))
    # The branch down to h.
    arrow(ax, (_SHOW, _LINE), (_SHOW, _BETWEEN + DISC))
    arrow(ax, (_SHOW, _BETWEEN), (_SHOW, _MIDDLE + DISC))
    arrow(ax, (_SHOW, _GATE_TOP), (_SHOW, _MIDDLE - DISC))
    arrow(ax, (_SHOW, _MIDDLE), (right, _MIDDLE))
    for x, y, sign in (
        (_KEEP, _LINE, _TIMES),
        (_ADD, _LINE, "+"),
        (_ADD, _MIDDLE, _TIMES),
        (_SHOW, _BETWEEN, "tanh"),
        (_SHOW, _MIDDLE, _TIMES),
    ):
        canvas.disc(ax, x, y, sign)


def _line(ax: Axes, xs: list[float], ys: list[float]) -> None:
    ax.plot(xs, ys, color=INK, linewidth=1.8)


def _tell(texts: dict[str, str], units: int) -> str:
    which = "" if units == 1 else f", unit 1 of {units:,}"
    gates = "; ".join(
        f"{name} {texts[name]}, {words}".replace("\n", " ")
        for name, (_, words) in _GATES.items()
    )
    kept = f"{texts['old c']} {_TIMES} {texts['forget gate']}"
    added = f"{texts['input gate']} {_TIMES} {texts['candidate']}"
    return (
        f"One step of the LSTM{which}: c goes from {texts['old c']} to "
        f"{texts['new c']}, and h becomes {texts['new h']}. In come x = "
        f"{texts['x']} and old h = {texts['old h']}. They set {gates}. New c "
        f"is {kept} + {added} = {texts['new c']}. New h is tanh of new c, "
        f"{texts['tanh']} {_TIMES} {texts['output gate']} = {texts['new h']}."
    )
