"""The LSTM in NumPy: the gates, one step, one layer, a stack.

Shapes follow Keras: `kernel` (features, 4 * units), `recurrent_kernel`
(units, 4 * units), `bias` (4 * units,), each holding four blocks of `units`
columns in the order input gate, forget gate, candidate, output gate. A
ValueError says which shape does not fit.

The equations are those of Gers, Schmidhuber and Cummins, "Learning to forget:
continual prediction with LSTM", Neural Computation 12 (2000), without
peepholes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

Weights = tuple[ArrayLike, ArrayLike, ArrayLike]


class Gates(NamedTuple):
    """The gates and the candidate of one step, each (batch, units)."""

    input: np.ndarray
    forget: np.ndarray
    candidate: np.ndarray
    output: np.ndarray


@dataclass(frozen=True)
class GateTrace:
    """One layer over time; but for `inputs`, all are (batch, time, units)."""

    inputs: np.ndarray  # what the layer read, (batch, time, features)
    input_gate: np.ndarray  # 0 to 1, as are the other gates
    forget_gate: np.ndarray
    candidate: np.ndarray  # what would be new, -1 to 1
    output_gate: np.ndarray
    c: np.ndarray  # cell state and
    h: np.ndarray  # hidden state after each step


def lstm_gates(
    x: ArrayLike,
    h: ArrayLike,
    kernel: ArrayLike,
    recurrent_kernel: ArrayLike,
    bias: ArrayLike,
) -> Gates:
    """Return the three gates, 0 to 1, and the candidate, -1 to 1.

    The arguments are those of `lstm_step`; only the gates need no `c`.
    """
    weights = _weights(kernel, recurrent_kernel, bias)
    x, h = _step_input(x, h, *weights[:2])
    return _gates(x, h, *weights)


def lstm_step(
    x: ArrayLike,
    h: ArrayLike,
    c: ArrayLike,
    kernel: ArrayLike,
    recurrent_kernel: ArrayLike,
    bias: ArrayLike,
) -> tuple[np.ndarray, np.ndarray]:
    """Take one time step: read `x`, return the new `(h, c)`.

    Parameters
    ----------
    x
        Input of this step, (batch, features).
    h, c
        Hidden state and cell state before the step, each (batch, units).
    kernel, recurrent_kernel, bias
        Weights, shaped as the module says; nothing is broadcast.

    Returns
    -------
    h, c
        Hidden state and cell state after the step, each (batch, units).
    """
    weights = _weights(kernel, recurrent_kernel, bias)
    x, h = _step_input(x, h, *weights[:2])
    c = _array("c", c, h.shape, "(batch, units)")
    return _states(_gates(x, h, *weights), c)


def lstm(
    x: ArrayLike,
    kernel: ArrayLike,
    recurrent_kernel: ArrayLike,
    bias: ArrayLike,
    *,
    initial_state: tuple[ArrayLike, ArrayLike] | None = None,
    return_sequences: bool = False,
    return_state: bool = False,
) -> np.ndarray | tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Run one layer over `x`, (batch, time, features).

    `initial_state` is `(h, c)`, each (batch, units); zeros by default.

    Returns
    -------
    output
        (batch, units), or (batch, time, units) with `return_sequences`.
        With `return_state`, the tuple `(output, h, c)`, where `h` and `c`
        are the states after the last step, each (batch, units).
    """
    trace = _trace_layer(x, (kernel, recurrent_kernel, bias), initial_state)
    h, c = trace.h[:, -1], trace.c[:, -1]
    output = trace.h if return_sequences else h
    return (output, h, c) if return_state else output


def trace_gates(x: ArrayLike, layers: Sequence[Weights]) -> list[GateTrace]:
    """Run a stack from zero states and keep all that happens inside.

    Every layer reads all the outputs of the one below; those of the last are
    `traces[-1].h`.

    Parameters
    ----------
    x
        Input of layer 1, (batch, time, features).
    layers
        `(kernel, recurrent_kernel, bias)` of each layer, from the input up,
        as `models.lstm_weights` gives them.

    Returns
    -------
    traces
        One for each layer, from the input up.
    """
    if len(layers) == 0:
        raise ValueError("layers is empty: a stack needs at least one layer.")
    traces = []
    for number, weights in enumerate(layers, start=1):
        try:
            traces.append(_trace_layer(x, weights))
        except (TypeError, ValueError) as error:
            raise ValueError(f"layer {number}: {error}") from error
        x = traces[-1].h
    return traces


def _trace_layer(x, weights: Weights, initial_state=None) -> GateTrace:
    kernel, recurrent_kernel, bias = _weights(*weights)
    shape = (None, None, len(kernel))
    x = _array("x", x, shape, "(batch, time, features)")
    if x.shape[1] == 0:
        raise ValueError(f"x has shape {x.shape}: it needs a time step.")
    shape, axes = (len(x), len(recurrent_kernel)), "(batch, units)"
    if initial_state is None:
        initial_state = np.zeros((2, *shape), dtype=kernel.dtype)
    h = _array("initial_state[0]", initial_state[0], shape, axes)
    c = _array("initial_state[1]", initial_state[1], shape, axes)
    steps = []
    for t in range(x.shape[1]):
        gates = _gates(x[:, t], h, kernel, recurrent_kernel, bias)
        h, c = _states(gates, c)
        steps.append((*gates, c, h))
    over_time = (np.stack(kept, axis=1) for kept in zip(*steps, strict=True))
    return GateTrace(x, *over_time)


def _gates(x, h, kernel, recurrent_kernel, bias) -> Gates:
    sums = x @ kernel + h @ recurrent_kernel + bias
    i, f, candidate, o = np.split(sums, 4, axis=1)
    return Gates(_sigmoid(i), _sigmoid(f), np.tanh(candidate), _sigmoid(o))


def _states(gates: Gates, c: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    c = gates.forget * c + gates.input * gates.candidate
    h = gates.output * np.tanh(c)
    return h, c


def _sigmoid(x: np.ndarray) -> np.ndarray:
    # The same curve as 1 / (1 + exp(-x)), but nothing in it can overflow.
    return 0.5 + 0.5 * np.tanh(0.5 * x)


def _step_input(x, h, kernel, recurrent_kernel):
    x = _array("x", x, (None, len(kernel)), "(batch, features)")
    shape = len(x), len(recurrent_kernel)
    return x, _array("h", h, shape, "(batch, units)")


def _weights(kernel, recurrent_kernel, bias):
    recurrent_kernel = _array(
        "recurrent_kernel", recurrent_kernel, (None, None), "(units, 4*units)"
    )
    units = len(recurrent_kernel)
    _array("recurrent_kernel", recurrent_kernel, (units, 4 * units))
    kernel = _array("kernel", kernel, (None, 4 * units), "(features, 4*units)")
    bias = _array("bias", bias, (4 * units,), "(4*units,)")
    return kernel, recurrent_kernel, bias


def _array(name, value, shape, axes="(units, 4*units)") -> np.ndarray:
    """Return `value` as a float array, or say how its shape is wrong."""
    array = np.asarray(value)
    if array.dtype.kind in "iub":
        array = array.astype(float)
    fits = array.ndim == len(shape) and all(
        expected in (None, size)
        for size, expected in zip(array.shape, shape, strict=True)
    )
    if not fits or array.dtype.kind != "f":
        wanted = ", ".join(
            "any" if size is None else str(size) for size in shape
        )
        raise ValueError(
            f"{name} has shape {array.shape} and type {array.dtype}; expected "
            f"numbers of shape {axes} = ({wanted}{',' * (len(shape) == 1)})."
        )
    return array
