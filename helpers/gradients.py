"""The way back: how a loss depends on every state, input and weight.

A gradient answers one question: make this number larger by a tiny amount,
let everything run on from there; how much does the loss change, for each
unit of that amount? Backpropagation through time (Werbos, "Backpropagation
through time: what it does and how to do it", Proceedings of the IEEE 78,
1990) answers it for all numbers at once, from the last step to the first.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from helpers.reference import GateTrace, Weights


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
    """Go back through one layer, from its last step to its first."""
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
    shown = np.tanh(trace.c)
    grads_h, grads_c = (np.zeros_like(trace.h) for _ in range(2))
    grads_sums = np.zeros((*trace.h.shape[:2], kernel.shape[1]))
    # What the step after t sends back to the states of step t.
    to_h = to_c = np.zeros(trace.h.shape[::2])
    for t in range(trace.h.shape[1])[::-1]:
        i, f = trace.input_gate[:, t], trace.forget_gate[:, t]
        candidate, o = trace.candidate[:, t], trace.output_gate[:, t]
        h = from_above[:, t] + to_h
        c = to_c + h * o * (1 - shown[:, t] ** 2)  # h = o * tanh(c)
        sums = [  # c = f * old c + i * candidate; the slopes of the curves
            c * candidate * i * (1 - i),
            c * old_c[:, t] * f * (1 - f),
            c * i * (1 - candidate**2),
            h * shown[:, t] * o * (1 - o),
        ]
        grads_h[:, t], grads_c[:, t] = h, c
        grads_sums[:, t] = np.concatenate(sums, axis=1)
        to_h = grads_sums[:, t] @ recurrent_kernel.T
        to_c = c * f
    return Gradients(
        grads_sums @ kernel.T,
        grads_h,
        grads_c,
        np.einsum("btf,bts->fs", trace.inputs, grads_sums),
        np.einsum("btu,bts->us", old_h, grads_sums),
        grads_sums.sum(axis=(0, 1)),
    )


def gradient_sizes(
    gradients: Sequence[Gradients], sample: int = 0
) -> np.ndarray:
    """Return how large the gradients of one sample are, (layers, time).

    A size is the length of the vector of a layer at a step, the root of the
    sum of squares over its units, for its outputs h. Layer 1 comes first.
    """
    samples = len(gradients[0].h)
    if not 0 <= sample < samples:
        raise ValueError(
            f"sample is {sample}; give one from 0 to {samples - 1}."
        )
    sizes = [np.linalg.norm(layer.h[sample], axis=-1) for layer in gradients]
    return np.stack(sizes)
