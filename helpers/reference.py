"""The LSTM in NumPy: the gates, one step, a layer, a stack; and the way back.

Shapes follow Keras: `kernel` (features, 4 * units), `recurrent_kernel`
(units, 4 * units), `bias` (4 * units,), each holding four blocks of `units`
columns in the order input gate, forget gate, candidate, output gate. A
ValueError says which shape does not fit.

The forget gate came to the LSTM with Gers, Schmidhuber and Cummins, "Learning
to forget: continual prediction with LSTM", Neural Computation 12 (2000). The
equations are those of `keras.layers.LSTM` as it comes: both curves are tanh,
and no gate looks at `c`. The way back says how much a loss changes for each
unit that a number changes, by backpropagation through time: Werbos,
Proceedings of the IEEE 78 (1990).
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
            if len(weights) != 3:
                raise ValueError(
                    f"{len(weights)} arrays; give kernel, recurrent_kernel "
                    "and bias of each layer, in a list of layers."
                )
            traces.append(_trace_layer(x, weights))
        except (TypeError, ValueError) as error:
            raise ValueError(f"layer {number}: {error}") from error
        x = traces[-1].h
    return traces


def _trace_layer(x, weights: Weights, initial_state=None) -> GateTrace:
    kernel, recurrent_kernel, bias = _weights(*weights)
    x = _array("x", x, (None, None, len(kernel)), "(batch, time, features)")
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
        want in (None, n) for n, want in zip(array.shape, shape, strict=True)
    )
    if not fits or array.dtype.kind != "f":
        wanted = ", ".join("any" if n is None else str(n) for n in shape)
        raise ValueError(
            f"{name} has shape {array.shape} and type {array.dtype}; expected "
            f"numbers of shape {axes} = ({wanted}{',' * (len(shape) == 1)})."
        )
    return array


@dataclass(frozen=True)
class Gradients:
    """How the loss changes with the numbers of one layer.

    The states count through all that comes of them: later steps, and the
    layers above. The weights have their own shapes.
    """

    inputs: np.ndarray  # what the layer read, (batch, time, features)
    h: np.ndarray  # its states after each step, (batch, time, units)
    c: np.ndarray
    kernel: np.ndarray  # its weights, summed over batch and time
    recurrent_kernel: np.ndarray
    bias: np.ndarray


def stack_gradients(
    traces: Sequence[GateTrace],
    layers: Sequence[Weights],
    from_above: ArrayLike,
) -> list[Gradients]:
    """Go back through a stack, from the last layer down.

    Parameters
    ----------
    traces
        What `trace_gates` found on the way forward.
    layers
        The weights that it was given.
    from_above
        How the loss changes with the outputs of the last layer, as far as
        the loss reads them directly: (batch, time, units), zero at steps
        that it does not read.

    Returns
    -------
    gradients
        One for each layer, from the input up.
    """
    found = []
    for trace, weights in zip(traces[::-1], layers[::-1], strict=True):
        found.append(_layer_gradients(trace, weights, from_above))
        from_above = found[-1].inputs
    return found[::-1]


def _layer_gradients(
    trace: GateTrace, weights: Weights, from_above: ArrayLike
) -> Gradients:
    """Go back through one layer, from its last step to its first.

    It began with states of zero. What begins with d_ is how the loss changes
    with it; each line is the slope of one of these:
    h = o * tanh(c), c = f * old c + i * candidate, gate = curve(sum).
    """
    from_above = np.asarray(from_above)
    if from_above.shape != trace.h.shape:
        raise ValueError(
            f"from_above has shape {from_above.shape}; expected that of the "
            f"outputs, {trace.h.shape}."
        )
    kernel, recurrent_kernel = map(np.asarray, weights[:2])
    zeros = np.zeros_like(trace.c[:, :1])
    old_c = np.concatenate([zeros, trace.c[:, :-1]], axis=1)
    old_h = np.concatenate([zeros, trace.h[:, :-1]], axis=1)
    tanh_c = np.tanh(trace.c)
    grads_h, grads_c = (np.zeros_like(trace.h) for _ in range(2))
    grads_sums = np.zeros((*trace.h.shape[:2], kernel.shape[1]))
    # What the step after t sends back to the states of step t.
    to_h = to_c = np.zeros(trace.h.shape[::2])
    for t in range(trace.h.shape[1])[::-1]:
        i, f = trace.input_gate[:, t], trace.forget_gate[:, t]
        candidate, o = trace.candidate[:, t], trace.output_gate[:, t]
        d_h = from_above[:, t] + to_h
        d_c = to_c + d_h * o * (1 - tanh_c[:, t] ** 2)
        d_sums = [
            d_c * candidate * i * (1 - i),
            d_c * old_c[:, t] * f * (1 - f),
            d_c * i * (1 - candidate**2),
            d_h * tanh_c[:, t] * o * (1 - o),
        ]
        grads_h[:, t], grads_c[:, t] = d_h, d_c
        grads_sums[:, t] = np.concatenate(d_sums, axis=1)
        to_h = grads_sums[:, t] @ recurrent_kernel.T
        to_c = d_c * f
    return Gradients(
        grads_sums @ kernel.T,
        grads_h,
        grads_c,
        np.einsum("btf,bts->fs", trace.inputs, grads_sums),
        np.einsum("btu,bts->us", old_h, grads_sums),
        grads_sums.sum(axis=(0, 1)),
    )
