"""The traced shapes are those of the data that really flowed."""

import keras
import numpy as np
import pytest

from helpers import models, shapes


@pytest.mark.parametrize("depth", [1, 2, 4])
@pytest.mark.parametrize("per_step", [False, True])
@pytest.mark.parametrize("time_steps", [None, 5])
def test_every_layer_of_a_stack(depth, per_step, time_steps):
    model = models.stacked_lstm_model(
        time_steps, 2, 3, depth=depth, outputs=4, per_step=per_step
    )
    x = np.zeros((6, 5, 2), dtype="float32")
    rows = shapes.trace(model, x)
    signal = x
    for row, layer in zip(rows, model.layers, strict=True):
        assert row.name == layer.name
        assert row.input_shape == signal.shape
        signal = layer(signal)
        assert row.output_shape == signal.shape
        assert row.parameters == layer.count_params()
    assert rows.parameters == model.count_params()


def test_the_table_in_print():
    model = models.stacked_lstm_model(3, 1, 32, depth=2)
    table = repr(shapes.trace(model, np.zeros((1, 3, 1))))
    assert table == (
        "layer    kind   shape in    shape out   parameters\n"
        "layer_1  LSTM   (1, 3, 1)   (1, 3, 32)       4,352\n"
        "layer_2  LSTM   (1, 3, 32)  (1, 32)          8,320\n"
        "head     Dense  (1, 32)     (1, 1)              33\n"
        "total                                       12,705"
    )


def test_functional_model_with_states():
    sequence = keras.Input((3, 1))
    output, h, c = keras.layers.LSTM(2, return_state=True)(sequence)
    model = keras.Model(sequence, [output, h, c])
    (row,) = shapes.trace(model, np.zeros((5, 3, 1)))
    assert row.output_shape == ((5, 2), (5, 2), (5, 2))


def test_model_without_a_declared_input_is_built_from_x():
    model = keras.Sequential([keras.layers.LSTM(4)])
    (row,) = shapes.trace(model, np.zeros((2, 3, 1)))
    assert (row.input_shape, row.output_shape) == ((2, 3, 1), (2, 4))


@pytest.mark.parametrize("shape", [(3, 1), (1, 4, 1), (1, 3, 2), (1, 3, 1, 1)])
def test_an_input_that_keras_might_swallow_is_refused(shape):
    model = models.stacked_lstm_model(3, 1, 2)
    with pytest.raises(ValueError, match=r"built for \(any, 3, 1\)"):
        shapes.trace(model, np.zeros(shape))


def test_tracing_leaves_the_model_as_it_was():
    model = models.stacked_lstm_model(3, 1, 2)
    x = np.ones((1, 3, 1), dtype="float32")
    before = np.asarray(model(x))
    names = [layer.name for layer in model.layers]
    shapes.trace(model, x)
    np.testing.assert_array_equal(np.asarray(model(x)), before)
    assert [layer.name for layer in model.layers] == names
