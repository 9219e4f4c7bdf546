"""The way back equals slopes by nudging, and TensorFlow's gradients."""

import keras
import numpy as np
import pytest

from helpers.models import lstm_weights
from helpers.reference import stack_gradients, trace_gates
from tests.test_reference import FEATURES, TIME, UNITS, box, stack

NUDGE = 1e-5
WEIGHTS = ("kernel", "recurrent_kernel", "bias")


def random_layers(depth: int) -> list[tuple[np.ndarray, ...]]:
    return [
        tuple(np.asarray(w, dtype=float) for w in weights)
        for weights in lstm_weights(stack(depth))
    ]


def random_slopes(steps: int = TIME) -> np.ndarray:
    """Return how some loss depends on every output of the last layer."""
    return np.random.default_rng(3).normal(size=(4, steps, UNITS))


def loss(x, layers, slopes) -> float:
    return float(np.sum(trace_gates(x, layers)[-1].h * slopes))


def slope(of, array: np.ndarray, place: tuple[int, ...]) -> float:
    """Return by how much `of()` changes with one number of the array."""
    kept, ends = array[place], []
    for sign in (1, -1):
        array[place] = kept + sign * NUDGE
        ends.append(of())
    array[place] = kept
    return (ends[0] - ends[1]) / (2 * NUDGE)


@pytest.mark.parametrize("depth", [1, 2, 4])
def test_gradients_are_the_slopes_that_a_nudge_finds(depth):
    layers, x, slopes = random_layers(depth), box(), random_slopes()
    found = stack_gradients(trace_gates(x, layers), layers, slopes)

    def of() -> float:
        return loss(x, layers, slopes)

    places = [(0, 0, 0), (3, TIME - 1, FEATURES - 1), (1, 2, 1)]
    for place in places:
        wanted = slope(of, x, place)
        assert found[0].inputs[place] == pytest.approx(wanted, abs=1e-7)
    for weights, gradients in zip(layers, found, strict=True):
        for name, array in zip(WEIGHTS, weights, strict=True):
            gradient = getattr(gradients, name)
            assert gradient.shape == array.shape
            for flat in (0, array.size // 2, array.size - 1):
                place = np.unravel_index(flat, array.shape)
                wanted = slope(of, array, place)
                assert gradient[place] == pytest.approx(wanted, abs=1e-7)


@pytest.mark.skipif(
    keras.backend.backend() != "tensorflow", reason="compares with TensorFlow"
)
@pytest.mark.parametrize("depth", [1, 4])
def test_gradients_equal_those_of_tensorflow(depth):
    import tensorflow as tf

    model, x = stack(depth), box().astype("float32")
    slopes = random_slopes().astype("float32")
    lstms = [n for n in model.layers if isinstance(n, keras.layers.LSTM)]
    with tf.GradientTape() as tape:
        signal = tf.constant(x)
        tape.watch(signal)
        # Step by step, so that every state is a tensor of its own.
        inputs, states = [], []
        rows = tf.unstack(signal, axis=1)
        for layer in lstms:
            inputs.append(rows)
            h = c = tf.zeros((len(x), UNITS))
            kept = []
            for row in rows:
                _, (h, c) = layer.cell(row, [h, c])
                kept.append((h, c))
            states.append(kept)
            rows = [h for h, _ in kept]
        total = tf.reduce_sum(tf.stack(rows, axis=1) * slopes)
    weights = [layer.trainable_weights for layer in lstms]
    wanted = tape.gradient(total, [signal, states, weights])
    layers = lstm_weights(model)
    found = stack_gradients(trace_gates(x, layers), layers, slopes)
    np.testing.assert_allclose(found[0].inputs, wanted[0], rtol=0, atol=1e-5)
    for number, gradients in enumerate(found):
        for t in range(TIME):
            for at, name in enumerate("hc"):
                own = wanted[1][number][t][at]
                # The last c of a lower layer is read by nothing but its h.
                np.testing.assert_allclose(
                    getattr(gradients, name)[:, t], own, rtol=0, atol=1e-5
                )
        for at, name in enumerate(WEIGHTS):
            np.testing.assert_allclose(
                getattr(gradients, name),
                wanted[2][number][at],
                rtol=0,
                atol=1e-5 * max(1, np.abs(wanted[2][number][at]).max()),
            )


def test_what_does_not_fit_is_refused():
    layers, x = random_layers(2), box()
    traces = trace_gates(x, layers)
    with pytest.raises(ValueError, match="shorter"):
        stack_gradients(traces, layers[:1], random_slopes())
    with pytest.raises(ValueError, match=r"from_above has shape \(4, 5, 3\)"):
        stack_gradients(traces, layers, random_slopes(steps=5))


def test_nothing_read_gives_nothing_back():
    layers, x = random_layers(2), box()
    slopes = random_slopes()
    slopes[:, 2:] = 0  # only the first two steps are read
    found = stack_gradients(trace_gates(x, layers), layers, slopes)
    assert np.all(found[0].inputs[:, 2:] == 0)
    assert np.all(found[0].inputs[:, :2] != 0)
