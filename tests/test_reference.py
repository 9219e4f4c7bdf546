"""The NumPy LSTM equals Keras inside and out, and refuses what fits not."""

import keras
import numpy as np
import pytest

from helpers import models, reference
from helpers.reference import trace_gates

TOLERANCE = 1e-6
TIME, FEATURES, UNITS = 6, 2, 3
GATES = "input_gate", "forget_gate", "candidate", "output_gate"
SIZES = [(1, 1, 1, 1), (1, 1, 3, 2), (3, 1, 1, 8), (3, 1, 3, 1), (3, 1, 3, 8)]


def random_layer(size, rng, **options):
    """Build a Keras LSTM with random weights, biases included."""
    batch, time, features, units = size
    layer = keras.layers.LSTM(units, **options)
    layer.build((batch, time, features))
    layer.set_weights(
        [rng.normal(0, 0.7, w.shape).astype("float32") for w in layer.weights]
    )
    return layer


def random_input(size, rng):
    return rng.normal(size=size[:3]).astype("float32")


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_one_step_equals_keras_cell(size):
    rng = np.random.default_rng(size)
    cell = random_layer(size, rng).cell
    x = random_input(size, rng)[:, 0]
    h, c = rng.normal(size=(2, size[0], size[3])).astype("float32")
    _, expected = cell(x, [h, c])
    found = reference.lstm_step(x, h, c, *cell.get_weights())
    for ours, keras_own in zip(found, expected, strict=True):
        np.testing.assert_allclose(ours, keras_own, atol=TOLERANCE, rtol=0)


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


def weights_of(features=2, units=3):
    return (
        np.zeros((features, 4 * units)),
        np.zeros((units, 4 * units)),
        np.zeros(4 * units),
    )


@pytest.mark.parametrize(
    ("x", "message"),
    [
        (np.zeros((5, 2)), r"x has shape \(5, 2\).*\(batch, time, features\)"),
        (np.zeros((1, 5, 3)), r"x has shape \(1, 5, 3\).*\(any, any, 2\)"),
        (np.zeros((1, 0, 2)), r"x has shape \(1, 0, 2\).*time step"),
        ("words", r"x has shape \(\)"),
        ([[["a", "b"]]], r"x has shape \(1, 1, 2\).*expected numbers"),
    ],
)
def test_bad_input_is_refused(x, message):
    with pytest.raises(ValueError, match=f"^{message}"):
        reference.lstm(x, *weights_of())
    with pytest.raises(ValueError, match=f"^layer 1: {message}"):
        trace_gates(x, [weights_of()])


@pytest.mark.parametrize("position", [0, 1, 2])
@pytest.mark.parametrize("bad", [np.zeros(11), np.zeros((2, 11)), 0.0])
def test_layer_refuses_bad_weights_and_names_them(position, bad):
    names = ("kernel", "recurrent_kernel", "bias")
    weights = list(weights_of())
    weights[position] = bad
    with pytest.raises(ValueError, match=f"^{names[position]} has shape"):
        reference.lstm(np.zeros((1, 5, 2)), *weights)


def test_recurrent_kernel_must_be_four_times_as_wide_as_high():
    kernel, _, bias = weights_of(features=2, units=3)
    with pytest.raises(ValueError, match=r"^recurrent_kernel .*\(4, 16\)"):
        reference.lstm(np.zeros((1, 5, 2)), kernel, np.zeros((4, 12)), bias)


@pytest.mark.parametrize(
    "state",
    [
        (np.zeros((1, 3)), np.zeros((1, 3))),  # would broadcast over the batch
        (np.zeros((2, 3)), np.zeros((2, 1))),
    ],
)
def test_nothing_is_broadcast(state):
    with pytest.raises(ValueError, match=r"initial_state\[[01]\] has shape"):
        reference.lstm(np.zeros((2, 5, 2)), *weights_of(), initial_state=state)


def test_step_names_the_argument_that_does_not_fit():
    good = {
        "x": np.zeros((2, 2)),
        "h": np.zeros((2, 3)),
        "c": np.zeros((2, 3)),
    }
    reference.lstm_step(*good.values(), *weights_of())
    for name in good:
        bad = good | {name: np.zeros((2, 9))}
        with pytest.raises(ValueError, match=f"^{name} has shape"):
            reference.lstm_step(*bad.values(), *weights_of())


def test_stack_names_the_layer_that_does_not_fit():
    layers = [weights_of(2, 3), weights_of(3, 3), weights_of(4, 3)]
    with pytest.raises(ValueError, match=r"^layer 3: x .*\(1, 5, 3\)"):
        trace_gates(np.zeros((1, 5, 2)), layers)
    with pytest.raises(ValueError, match="layer 1: 2 arrays; give kernel"):
        trace_gates(np.zeros((1, 5, 1)), [(1, 2)])
    with pytest.raises(ValueError, match="at least one layer"):
        trace_gates(np.zeros((1, 5, 2)), [])


def random_stack(depth: int, seed: int):
    """Draw an input, and for each layer its Keras twin and its states."""
    rng = np.random.default_rng((depth, seed))
    batch, time, features = rng.integers(1, (5, 7, 6))
    x = rng.normal(size=(batch, time, features)).astype("float32")
    layers = []
    for _ in range(depth):
        units = int(rng.integers(1, 10))
        layer = random_layer(
            (batch, time, features, units),
            rng,
            return_sequences=True,
            return_state=True,
        )
        state = rng.normal(size=(2, batch, units)).astype("float32")
        layers.append((layer, tuple(state)))
        features = units
    return x, layers


@pytest.mark.parametrize("depth", [1, 4])
def test_stacks_of_random_shapes_equal_keras_at_every_step(depth):
    for seed in range(20):
        x, layers = random_stack(depth, seed)
        ours = theirs = x
        with_states = seed % 2 == 1
        for layer, state in layers:
            state = state if with_states else None
            theirs, *ends = layer(theirs, initial_state=state)
            ours, *our_ends = reference.lstm(
                ours,
                *layer.get_weights(),
                initial_state=state,
                return_sequences=True,
                return_state=True,
            )
            for found, wanted in zip(
                (ours, *our_ends), (theirs, *ends), strict=True
            ):
                np.testing.assert_allclose(
                    found, wanted, atol=TOLERANCE, rtol=0, err_msg=f"{seed}"
                )
        if not with_states:
            weights = [layer.get_weights() for layer, _ in layers]
            trace = trace_gates(x, weights)[-1]
            np.testing.assert_array_equal(trace.h, ours)
            last = reference.lstm(trace.inputs, *weights[-1])
            np.testing.assert_array_equal(last, ours[:, -1])


@pytest.mark.slow(3)
def test_ten_thousand_steps_equal_keras():
    rng = np.random.default_rng(1)
    size = (1, 10_000, 2, 3)
    layer = random_layer(size, rng, return_sequences=True)
    x = random_input(size, rng)
    model = keras.Sequential([keras.Input(size[1:3]), layer])
    expected = model.predict(x, verbose=0)  # faster than the layer, called
    found = reference.lstm(x, *layer.get_weights(), return_sequences=True)
    np.testing.assert_allclose(found, expected, atol=TOLERANCE, rtol=0)


def test_a_saturated_gate_keeps_all_or_nothing_for_ten_thousand_steps():
    x = np.random.default_rng(2).normal(size=(2, 10_000, 1))
    start = np.zeros((2, 1)), np.array([[0.3], [-2.0]])
    nothing = np.zeros((1, 4)), np.zeros((1, 4))
    for forget, kept in ((1e4, 1.0), (-1e4, 0.0)):
        bias = np.array([-1e4, forget, 0, 1e4])
        with np.errstate(over="raise", divide="raise", invalid="raise"):
            h, _, c = reference.lstm(
                x, *nothing, bias, initial_state=start, return_state=True
            )
        np.testing.assert_array_equal(c, kept * start[1])
        np.testing.assert_array_equal(h, np.tanh(c))


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("scale", [1e2, 1e4, 1e8, 1e30])
def test_saturated_gates_raise_no_overflow(scale, dtype):
    rng = np.random.default_rng(3)
    layers = [
        tuple(
            (scale * rng.normal(size=shape)).astype(dtype)
            for shape in ((features, 12), (3, 12), (12,))
        )
        for features in (2, 3)
    ]
    x = rng.normal(size=(4, 50, 2)).astype(dtype)
    with np.errstate(over="raise", divide="raise", invalid="raise"):
        h = trace_gates(x, layers)[-1].h
    assert np.abs(h).max() <= 1


def test_saturated_gates_equal_keras():
    rng = np.random.default_rng(4)
    size = (3, 20, 2, 4)
    layer = random_layer(size, rng, return_sequences=True)
    layer.set_weights([100 * w for w in layer.get_weights()])
    x = random_input(size, rng)
    found = reference.lstm(x, *layer.get_weights(), return_sequences=True)
    # The sums are a hundred times as large, and so is their rounding.
    np.testing.assert_allclose(found, layer(x), atol=100 * TOLERANCE, rtol=0)


@pytest.mark.parametrize("depth", [1, 4])
def test_every_layer_is_that_of_keras(depth):
    model, x = stack(depth), box().astype("float32")
    traces = trace_gates(x, models.lstm_weights(model))
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


def test_gates_are_those_of_the_step():
    rng = np.random.default_rng(5)
    x, h, c = (rng.normal(size=(2, size)) for size in (3, 4, 4))
    weights = [rng.normal(size=s) for s in ((3, 16), (4, 16), (16,))]
    gates = reference.lstm_gates(x, h, *weights)
    sums = x @ weights[0] + h @ weights[1] + weights[2]
    for at, name in enumerate(("input", "forget", "candidate", "output")):
        z = sums[:, 4 * at : 4 * at + 4]
        curve = np.tanh(z) if name == "candidate" else 1 / (1 + np.exp(-z))
        np.testing.assert_allclose(getattr(gates, name), curve, atol=1e-12)
    new_h, new_c = reference.lstm_step(x, h, c, *weights)
    np.testing.assert_array_equal(
        new_c, gates.forget * c + gates.input * gates.candidate
    )
    np.testing.assert_array_equal(new_h, gates.output * np.tanh(new_c))
    with pytest.raises(ValueError, match=r"^h has shape \(2, 3\)"):
        reference.lstm_gates(x, h[:, :3], *weights)
