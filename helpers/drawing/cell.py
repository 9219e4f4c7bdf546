"""Draw one time step of an LSTM layer with the numbers of that step."""

from itertools import pairwise

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from helpers.drawing import canvas as c
from helpers.drawing import wording as w
from helpers.reference import lstm_gates, lstm_step

# Inches, like all lengths below. Gates are boxes, operations are discs.
_HEIGHT, _LINE, _MIDDLE = 4.6, 4.0, 2.78
_GATE = 1.58, 1.3  # width, height
_GATE_AT, _GATE_TOP = 0.92, 2.22
_BUS = 0.7
_STATE = 0.9, 0.4
_GATES = {  # in the order along the upper line: x, words
    "forget gate": (0.92, "how much of\nthe old is kept"),
    "input gate": (2.64, "how much of\nthe new enters"),
    "candidate": (4.36, "what\nthe new is"),
    "output gate": (6.08, "how much\nis shown"),
}
_KEEP_AT, _ADD_AT, _SHOW_AT = 1.45, 3.5, 5.5
_TIMES = "\N{MULTIPLICATION SIGN}"
_BOLD = {"fontweight": "bold"}


def draw_cell(
    x: ArrayLike,
    h: ArrayLike,
    c: ArrayLike,
    kernel: ArrayLike,
    recurrent_kernel: ArrayLike,
    bias: ArrayLike,
) -> tuple[Figure, str]:
    """Draw what happens in one time step of an LSTM layer.

    The input and the old h enter below, c runs along the line on top. Of
    several units the first is drawn. Every number is rounded on its own.

    Parameters
    ----------
    x
        Input of this step, (1, features).
    h, c
        Hidden state and cell state before the step, each (1, units).
    kernel, recurrent_kernel, bias
        Weights: (features, 4 * units), (units, 4 * units), (4 * units,),
        in the order input gate, forget gate, candidate, output gate.

    Returns
    -------
    fig, alt
        The drawing and its text alternative, for `show`.

    Raises
    ------
    ValueError
        A shape does not fit, or there is not exactly one sample.
    """
    weights = kernel, recurrent_kernel, bias
    new_h, new_c = lstm_step(x, h, c, *weights)
    x, h, c = map(np.asarray, (x, h, c))
    if len(x) != 1 or 0 in (x.size, h.size):
        raise ValueError(
            f"x has shape {x.shape} and h {h.shape}; give one sample with "
            "at least one feature, and at least one unit."
        )
    values = _gates(x, h, *weights)
    values |= {
        "old c": c[0, 0],
        "kept": values["forget gate"] * c[0, 0],
        "added": values["input gate"] * values["candidate"],
        "new c": new_c[0, 0],
        "tanh": np.tanh(new_c[0, 0]),
        "new h": new_h[0, 0],
    }
    texts = {name: w.decimals(value) for name, value in values.items()}
    texts |= {"x": _shortened(x[0]), "old h": _shortened(h[0])}
    return _draw(texts, h.size), _alt(texts, h.size)


def _gates(x, h, *weights) -> dict[str, float]:
    gates = lstm_gates(x, h, *weights)
    return {
        "forget gate": gates.forget[0, 0],
        "input gate": gates.input[0, 0],
        "candidate": gates.candidate[0, 0],
        "output gate": gates.output[0, 0],
    }


def _draw(texts: dict[str, str], units: int) -> Figure:
    fig, ax = c.canvas(_HEIGHT)
    _draw_input(ax, texts, units)
    for name, (x, words) in _GATES.items():
        c.arrow(ax, (x, _BUS), (x, _GATE_AT))
        _draw_gate(ax, x, name, words, texts[name])
    left, right = 0.13 + _STATE[0] / 2, c.WIDTH - 0.13 - _STATE[0] / 2
    # The upper line: old c, times forget gate, plus what is added, new c.
    stops = (left + _STATE[0] / 2, _KEEP_AT, _ADD_AT, right - _STATE[0] / 2)
    for start, end in pairwise(stops):
        shift = c.DISC if end in (_KEEP_AT, _ADD_AT) else 0
        c.arrow(ax, (start, _LINE), (end - shift, _LINE), width=3, head=16)
    c.arrow(ax, (_KEEP_AT, _GATE_TOP), (_KEEP_AT, _LINE - c.DISC))
    for name in ("input gate", "candidate"):
        x = _GATES[name][0]
        ax.plot([x, x], [_GATE_TOP, _MIDDLE], color=c.INK, linewidth=1.8)
        end = _ADD_AT + np.copysign(c.DISC, x - _ADD_AT)
        c.arrow(ax, (x, _MIDDLE), (end, _MIDDLE))
    c.arrow(ax, (_ADD_AT, _MIDDLE), (_ADD_AT, _LINE - c.DISC))
    between = (_LINE + _MIDDLE) / 2
    # The branch down to h.
    c.arrow(ax, (_SHOW_AT, _LINE), (_SHOW_AT, between + c.DISC))
    c.arrow(ax, (_SHOW_AT, between), (_SHOW_AT, _MIDDLE + c.DISC))
    c.arrow(ax, (_SHOW_AT, _GATE_TOP), (_SHOW_AT, _MIDDLE - c.DISC))
    c.arrow(ax, (_SHOW_AT, _MIDDLE), (right - _STATE[0] / 2, _MIDDLE))
    for at, y, sign in (
        (_KEEP_AT, _LINE, _TIMES),
        (_ADD_AT, _LINE, "+"),
        (_ADD_AT, _MIDDLE, _TIMES),
        (_SHOW_AT, between, "tanh"),
        (_SHOW_AT, _MIDDLE, _TIMES),
    ):
        c.disc(ax, at, y, sign)
    middle = (_KEEP_AT + _ADD_AT) / 2
    c.write(ax, middle, _LINE + 0.19, f"kept {texts['kept']}", 12)
    x, text = _ADD_AT + 0.12, f"added {texts['added']}"
    c.write(ax, x, between, text, 12, ha="left")
    x, y = _SHOW_AT - 0.1, (between + _MIDDLE) / 2
    c.write(ax, x, y, texts["tanh"], 12, ha="right")
    _draw_state(ax, left, _LINE, "old c", texts)
    _draw_state(ax, right, _LINE, "new c", texts)
    _draw_state(ax, right, _MIDDLE, "new h", texts)
    return fig


def _draw_gate(ax, x, name, words, value) -> None:
    width, height = _GATE
    box = x - width / 2, _GATE_AT, width, height
    c.box(ax, *box, c.PALE["green"], linewidth=2.4)
    c.write(ax, x, _GATE_TOP - 0.2, name, 13, **_BOLD)
    c.write(ax, x, _GATE_TOP - 0.59, words, 11)
    curve = "tanh" if name == "candidate" else "sigmoid"
    gap = 0.08
    wide = c.text_width(curve, 10), c.text_width(value, 15, "bold")
    left, right = x - (sum(wide) + gap) / 2, x + (sum(wide) + gap) / 2
    c.write(ax, left, _GATE_AT + 0.21, curve, 10, ha="left")
    c.write(ax, right, _GATE_AT + 0.22, value, 15, ha="right", **_BOLD)


def _draw_state(ax, x, y, name, texts) -> None:
    width, height = _STATE
    box = x - width / 2, y - height / 2, width, height
    c.box(ax, *box, c.PALE["orange" if name == "old c" else "blue"])
    size = c.fit([texts[name]], width - 0.08, 14, "bold")
    c.write(ax, x, y, texts[name], size, **_BOLD)
    c.write(ax, x, y + height / 2 + 0.14, name, 12)


def _draw_input(ax, texts, units: int) -> None:
    left, feet = 0.13, [_GATES["output gate"][0], _GATES["forget gate"][0]]
    for name in ("x", "old h"):
        left += c.text_width(name, 12) + 0.12
        c.write(ax, left - 0.08, 0.3, name, 12, ha="right")
        size = c.fit([texts[name]], 1.6, 13, "bold")
        wide = c.text_width(texts[name], size, "bold") + 0.16
        c.box(ax, left, 0.12, wide, 0.36, c.PALE["orange"])
        middle = left + wide / 2
        c.write(ax, middle, 0.29, texts[name], size, **_BOLD)
        c.arrow(ax, (middle, 0.48), (middle, _BUS), head=9)
        feet.append(middle)
        left += wide + 0.25
    ends = [min(feet), max(feet)]
    ax.plot(ends, [_BUS, _BUS], color=c.INK, linewidth=1.8)
    if units > 1:
        note = f"drawn: unit 1 of {units:,};\nit reads all of x and old h"
        c.write(ax, c.WIDTH - 0.13, 0.3, note, 10.5, ha="right")


def _shortened(vector: np.ndarray) -> str:
    kept = w.picks(vector.size, 2, 3)
    return ", ".join("…" if i is None else w.decimals(vector[i]) for i in kept)


def _alt(texts: dict[str, str], units: int) -> str:
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
