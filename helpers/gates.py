"""What happens inside every layer of a stack, at every step.

Keras hands over the hidden states only. Here the weights of its layers run
through `helpers.reference`, which keeps the gates and the cell states too.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from helpers.reference import Weights, lstm_gates, lstm_step

if TYPE_CHECKING:
    import keras


@dataclass(frozen=True)
class GateTrace:
    """One layer over time; but for `inputs`, all are (batch, time, units).

    Attributes
    ----------
    inputs
        What the layer read, (batch, time, features).
    input_gate, forget_gate, output_gate
        Shares from 0 to 1.
    candidate
        What would be new, -1 to 1.
    c, h
        Cell state and hidden state after each step; zero before the first.
    """

    inputs: np.ndarray
    input_gate: np.ndarray
    forget_gate: np.ndarray
    candidate: np.ndarray
    output_gate: np.ndarray
    c: np.ndarray
    h: np.ndarray


def lstm_weights(model: "keras.Model") -> list[Weights]:
    """Return `(kernel, recurrent_kernel, bias)` of each LSTM of a model.

    Parameters
    ----------
    model
        A built model whose LSTM layers stand in a row, from the input up.

    Raises
    ------
    ValueError
        The model has no LSTM layer, or one without weights or bias.
    """
    import keras

    found = []
    for layer in model.layers:
        if isinstance(layer, keras.layers.LSTM):
            weights = layer.get_weights()
            if len(weights) != 3:
                raise ValueError(
                    f"Layer {layer.name!r} has {len(weights)} weight arrays, "
                    "expected 3: build the model first, and leave the bias on."
                )
            found.append(tuple(weights))
    if not found:
        raise ValueError(
            f"The model {model.name!r} has no LSTM layer; give one that has."
        )
    return found


def trace_gates(x: ArrayLike, layers: Sequence[Weights]) -> list[GateTrace]:
    """Run a stack from zero states and keep all that happens inside.

    Parameters
    ----------
    x
        Input of layer 1, (batch, time, features).
    layers
        `(kernel, recurrent_kernel, bias)` of each layer, from the input up,
        as `lstm_weights` gives them.

    Returns
    -------
    traces
        One for each layer, from the input up.

    Raises
    ------
    ValueError
        There is no layer or no time step, or a shape does not fit: the layer
        is named.
    """
    if len(layers) == 0:
        raise ValueError("layers is empty: a stack needs at least one layer.")
    x = np.asarray(x)
    if x.ndim != 3 or x.shape[1] == 0:
        raise ValueError(
            f"x has shape {x.shape}; expected (batch, time, features) with "
            "at least one time step."
        )
    traces = []
    for number, weights in enumerate(layers, start=1):
        try:
            traces.append(_trace_layer(x, *weights))
        except (TypeError, ValueError) as error:
            raise ValueError(f"layer {number}: {error}") from error
        x = traces[-1].h
    return traces


def _trace_layer(x, kernel, recurrent_kernel, bias) -> GateTrace:
    weights = kernel, recurrent_kernel, bias
    h = c = np.zeros((len(x), len(recurrent_kernel)), dtype=x.dtype)
    rows = []
    for t in range(x.shape[1]):
        gates = lstm_gates(x[:, t], h, *weights)
        h, c = lstm_step(x[:, t], h, c, *weights)
        rows.append((*gates, c, h))
    arrays = (np.stack(steps, axis=1) for steps in zip(*rows, strict=True))
    i, f, candidate, o, c, h = arrays
    return GateTrace(x, i, f, candidate, o, c, h)
