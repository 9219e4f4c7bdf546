"""The NumPy LSTM equals Keras, and refuses shapes that do not fit."""

import keras
import numpy as np
import pytest

from helpers import reference

TOLERANCE = 1e-6
SIZES = [
    (batch, time, features, units)
    for batch in (1, 3)
    for time in (1, 2, 7)
    for features in (1, 3)
    for units in (1, 2, 8)
]


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
def test_layer_equals_keras_at_every_step_and_in_its_states(size):
    rng = np.random.default_rng(size)
    layer = random_layer(size, rng, return_sequences=True, return_state=True)
    x = random_input(size, rng)
    state = [rng.normal(size=(size[0], size[3])) for _ in range(2)]
    state = [part.astype("float32") for part in state]
    for initial in (None, state):
        expected = layer(x, initial_state=initial)
        found = reference.lstm(
            x,
            *layer.get_weights(),
            initial_state=initial,
            return_sequences=True,
            return_state=True,
        )
        for ours, keras_own in zip(found, expected, strict=True):
            assert ours.shape == keras_own.shape
            np.testing.assert_allclose(ours, keras_own, atol=TOLERANCE, rtol=0)


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


@pytest.mark.parametrize("depth", [1, 2, 3, 4])
@pytest.mark.parametrize("return_sequences", [False, True])
def test_stack_equals_keras(depth, return_sequences):
    rng = np.random.default_rng(depth)
    x = random_input((3, 7, 2), rng)
    signal, layers = x, []
    for number in range(depth):
        units = 5 - number
        size = (3, 7, signal.shape[2], units)
        keep_time = return_sequences or number < depth - 1
        layer = random_layer(size, rng, return_sequences=keep_time)
        layers.append(layer.get_weights())
        signal = layer(signal)
    found = reference.stacked_lstm(
        x, layers, return_sequences=return_sequences
    )
    assert found.shape == signal.shape
    np.testing.assert_allclose(found, signal, atol=TOLERANCE, rtol=0)


def test_two_dimensional_output_is_the_last_step():
    rng = np.random.default_rng(0)
    size = (2, 5, 3, 4)
    weights = random_layer(size, rng).get_weights()
    x = random_input(size, rng)
    every_step = reference.lstm(x, *weights, return_sequences=True)
    np.testing.assert_array_equal(
        reference.lstm(x, *weights), every_step[:, -1]
    )


def test_large_inputs_saturate_without_overflow():
    weights = [np.full(shape, 900.0) for shape in ((1, 4), (1, 4), (4,))]
    h = reference.lstm([[[1e6], [-1e6]]], *weights, return_sequences=True)
    assert np.isfinite(h).all()


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
def test_layer_refuses_bad_input(x, message):
    with pytest.raises(ValueError, match=message):
        reference.lstm(x, *weights_of())


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
    with pytest.raises(ValueError, match=r"^layer 3: x has shape \(1, 5, 3\)"):
        reference.stacked_lstm(np.zeros((1, 5, 2)), layers)
    with pytest.raises(ValueError, match="at least one layer"):
        reference.stacked_lstm(np.zeros((1, 5, 2)), [])
