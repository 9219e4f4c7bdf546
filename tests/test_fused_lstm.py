"""`FusedLSTM` computes what Keras's layer does, also its gradients."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from helpers.fused_lstm import FusedLSTM
from helpers.models import stacked_lstm_model

OPTIONS = "return_sequences", "return_state", "go_backwards"


def results(layer, x, mask, states):
    """Return the outputs, and the gradients of a sum that weighs each."""
    with tf.GradientTape() as tape:
        found = layer(x, mask=mask, initial_state=states)
        found = found if isinstance(found, (list, tuple)) else [found]
        total = sum(
            tf.reduce_sum(
                one
                * np.cos(np.arange(one.shape.num_elements()))
                .reshape(one.shape)
                .astype("float32")
            )
            for one in found
        )
    weights = [weight.value for weight in layer.trainable_variables]
    return found, tape.gradient(total, [x, *weights, *(states or [])])


@pytest.mark.parametrize("seed", range(10))
def test_it_is_keras_layer_with_every_option(seed):
    draw = np.random.default_rng(seed)
    for _ in range(6):
        samples, steps, features, units = draw.integers(1, [6, 8, 5, 9])
        chosen = {name: bool(draw.integers(2)) for name in OPTIONS}
        chosen["zero_output_for_mask"] = bool(draw.integers(2))
        # Another bias than Keras's first one, in which three gates agree.
        ours = FusedLSTM(int(units), bias_initializer="normal", **chosen)
        keras_layer = keras.layers.LSTM(int(units), **chosen)
        x = draw.normal(0, 2, (samples, steps, features)).astype("float32")
        x = tf.Variable(x)
        mask = states = None
        if draw.integers(2):
            mask = tf.constant(draw.random((samples, steps)) < 0.6)
        if draw.integers(2):
            shape = 2, samples, units
            states = draw.normal(size=shape).astype("float32")
            states = [tf.Variable(state) for state in states]
        ours.build(x.shape)
        keras_layer.build(x.shape)
        keras_layer.set_weights(ours.get_weights())
        found = results(ours, x, mask, states)
        wanted = results(keras_layer, x, mask, states)
        for ours_is, wanted_is in zip(found[0], wanted[0], strict=True):
            np.testing.assert_allclose(ours_is, wanted_is, atol=1e-6)
        for ours_is, wanted_is in zip(found[1], wanted[1], strict=True):
            size = max(1, np.abs(wanted_is).max())
            np.testing.assert_allclose(ours_is, wanted_is, atol=1e-5 * size)


def test_trained_stack_is_that_of_keras():
    x = np.random.default_rng(0).normal(size=(64, 9, 2)).astype("float32")
    models = []
    for layer in (None, FusedLSTM):
        keras.utils.set_random_seed(3)
        model = stacked_lstm_model(9, 2, 6, depth=2, layer=layer)
        model.compile(keras.optimizers.Adam(0.01, clipnorm=1.0), loss="mse")
        model.fit(x, x[:, :1].sum(-1), batch_size=16, epochs=3, verbose=0)
        models.append(model)
    for ours, theirs in zip(*(m.get_weights() for m in models), strict=True):
        np.testing.assert_allclose(ours, theirs, atol=1e-4)


def test_dropout_leaves_out_the_same_inputs():
    x = np.ones((4, 5, 3), "float32")
    ours = FusedLSTM(4, dropout=0.5, seed=1)
    theirs = keras.layers.LSTM(4, dropout=0.5, seed=1)
    ours.build(x.shape)
    theirs.build(x.shape)
    theirs.set_weights(ours.get_weights())
    found, wanted = ours(x, training=True), theirs(x, training=True)
    np.testing.assert_allclose(found, wanted, atol=1e-6)
    assert np.abs(found - ours(x)).max() > 1e-3


@pytest.mark.filterwarnings("ignore:__array__ implementation")  # TensorFlow
def test_model_with_it_is_saved_and_read(tmp_path):
    model = keras.Sequential([keras.Input((5,))])
    model.add(keras.layers.Embedding(5, 3, mask_zero=True))
    inner = FusedLSTM(4, return_sequences=True)
    model.add(keras.layers.Bidirectional(inner))
    model.add(FusedLSTM(3))
    model.save(tmp_path / "model.keras")
    read = keras.models.load_model(tmp_path / "model.keras")
    assert isinstance(read.layers[-1], FusedLSTM)
    rows = np.array([[0, 0, 1, 2, 3], [1, 0, 2, 0, 0], [0, 0, 0, 0, 0]])
    np.testing.assert_array_equal(read(rows), model(rows))


def test_a_mask_of_numbers_is_a_mask():
    x, layer = np.ones((1, 3, 1), "float32"), FusedLSTM(2)
    for mask in ([[1, 1, 0]], [[1.0, 1.0, 0.0]]):
        found = layer(x, mask=np.array(mask))
        np.testing.assert_allclose(found, layer(x[:, :2]), atol=1e-6)


def test_on_another_backend_it_is_keras_own_layer(monkeypatch):
    x = np.ones((2, 3, 1), "float32")
    layer = FusedLSTM(2)
    here = layer(x)
    monkeypatch.setattr("helpers.fused_lstm._block", None)
    monkeypatch.setattr("keras.backend.backend", lambda: "jax")
    np.testing.assert_allclose(layer(x), here, atol=1e-6)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"activation": "relu"}, "activation='relu' is not known .* 'tanh'"),
        ({"recurrent_activation": "tanh"}, "recurrent_activation='tanh'"),
        ({"recurrent_dropout": 0.1}, "recurrent_dropout=0.1 .* only 0;"),
        ({"use_bias": False}, "use_bias=False is not known"),
        ({"unroll": True}, "unroll=True is not known"),
        ({"dtype": "float16"}, "dtype='float16' is not known"),
    ],
    ids=str,
)
def test_what_it_does_not_compute_is_refused(arguments, says):
    with pytest.raises(ValueError, match=says):
        FusedLSTM(2, **arguments)
