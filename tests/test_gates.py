"""The trace of a stack holds what Keras has inside, and fits together."""

import keras
import numpy as np
import pytest

from helpers import models
from helpers.gates import lstm_weights, trace_gates

TIME, FEATURES, UNITS = 6, 2, 3
GATES = ("input_gate", "forget_gate", "candidate", "output_gate")


def stack(depth: int) -> keras.Model:
    """Return a stack whose biases are random, too."""
    rng = np.random.default_rng(depth)
    model = models.stacked_lstm_model(
        TIME, FEATURES, UNITS, depth=depth, per_step=True
    )
    model.set_weights(
        [
            rng.normal(0, 0.7, w.shape).astype("float32")
            for w in model.get_weights()
        ]
    )
    return model


def box() -> np.ndarray:
    return np.random.default_rng(0).normal(size=(4, TIME, FEATURES))


@pytest.mark.parametrize("depth", [1, 4])
def test_every_layer_is_that_of_keras(depth):
    model, x = stack(depth), box().astype("float32")
    traces = trace_gates(x, lstm_weights(model))
    assert len(traces) == depth
    signal = x
    for layer, trace in zip(model.layers, traces, strict=False):
        np.testing.assert_allclose(trace.inputs, signal, atol=1e-6)
        h = np.asarray(layer(signal))
        np.testing.assert_allclose(trace.h, h, rtol=0, atol=1e-6)
        # Keras hands over c only after the last step; so end at each step.
        kept = keras.layers.LSTM(UNITS, return_state=True)
        kept.build(signal.shape)
        kept.set_weights(layer.get_weights())
        for t in (0, TIME // 2, TIME - 1):
            _, _, c = kept(signal[:, : t + 1])
            np.testing.assert_allclose(trace.c[:, t], c, rtol=0, atol=1e-6)
        # The gates of each step, from Keras's own curves.
        kernel, recurrent_kernel, bias = layer.get_weights()
        before = np.concatenate([np.zeros_like(h[:, :1]), h[:, :-1]], axis=1)
        sums = signal @ kernel + before @ recurrent_kernel + bias
        for name, z in zip(GATES, np.split(sums, 4, axis=2), strict=True):
            curve = (
                keras.ops.tanh if name == "candidate" else keras.ops.sigmoid
            )
            np.testing.assert_allclose(
                getattr(trace, name), curve(z), rtol=0, atol=1e-6
            )
        signal = h


def test_states_follow_from_the_gates():
    for trace in trace_gates(box(), lstm_weights(stack(3))):
        before = np.concatenate(
            [np.zeros_like(trace.c[:, :1]), trace.c[:, :-1]], axis=1
        )
        c = trace.forget_gate * before + trace.input_gate * trace.candidate
        np.testing.assert_allclose(trace.c, c, rtol=0, atol=1e-12)
        h = trace.output_gate * np.tanh(trace.c)
        np.testing.assert_allclose(trace.h, h, rtol=0, atol=1e-12)


def test_weights_are_those_of_the_lstm_layers_from_the_input_up():
    model = stack(2)
    layers = lstm_weights(model)
    assert [weights[0].shape for weights in layers] == [(2, 12), (3, 12)]
    for layer, weights in zip(model.layers, layers, strict=False):
        for own, found in zip(layer.get_weights(), weights, strict=True):
            np.testing.assert_array_equal(own, found)


def test_models_without_such_layers_are_refused():
    dense = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1)])
    with pytest.raises(ValueError, match="has no LSTM layer"):
        lstm_weights(dense)
    bare = keras.Sequential(
        [keras.Input((3, 1)), keras.layers.LSTM(2, use_bias=False, name="one")]
    )
    with pytest.raises(ValueError, match="'one' has 2 weight arrays"):
        lstm_weights(bare)


@pytest.mark.parametrize(
    ("x", "message"),
    [
        (np.zeros((4, 2)), r"x has shape \(4, 2\); expected \(batch, time"),
        (np.zeros((4, 0, 2)), r"x has shape \(4, 0, 2\).*one time step"),
        (np.zeros((4, 6, 5)), r"layer 1: x has shape \(4, 5\)"),
    ],
)
def test_input_that_does_not_fit_is_refused(x, message):
    with pytest.raises(ValueError, match=message):
        trace_gates(x, lstm_weights(stack(1)))


def test_layers_that_do_not_fit_are_refused():
    layers = lstm_weights(stack(2))
    with pytest.raises(ValueError, match=r"^layer 2: x has shape"):
        trace_gates(box(), [layers[0], layers[0]])
    with pytest.raises(ValueError, match="at least one layer"):
        trace_gates(box(), [])
