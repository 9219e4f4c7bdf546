"""The traced shapes are those of the data that really flowed."""

import keras
import numpy as np
import pytest
from keras import layers

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


def test_a_model_without_an_input_is_traced_and_stays_as_it_is():
    model = keras.Sequential([keras.layers.LSTM(4)])
    (row,) = shapes.trace(model, np.zeros((2, 3, 1)))
    assert (row.input_shape, row.output_shape) == ((2, 3, 1), (2, 4))
    assert not model.built


@pytest.mark.parametrize("shape", [(3, 1), (1, 4, 1), (1, 3, 2), (1, 3, 1, 2)])
def test_an_input_that_keras_might_swallow_is_refused(shape):
    model = models.stacked_lstm_model(3, 1, 2)
    with pytest.raises(ValueError, match=r"built for \(any, 3, 1\)"):
        shapes.trace(model, np.zeros(shape))


@pytest.mark.parametrize("shape", [(5, 3), (5, 3, 1), (5, 3, 1, 1)])
def test_a_last_axis_of_one_may_be_missing_or_be_one_too_many(shape):
    model, x = models.stacked_lstm_model(3, 1, 2), np.ones(shape)
    assert shapes.trace(model, x)[0].input_shape == (5, 3, 1)
    same = model.predict(np.ones((5, 3, 1)), verbose=0)
    np.testing.assert_array_equal(model.predict_on_batch(x), same)


def test_what_has_no_shape_is_refused():
    model = models.stacked_lstm_model(3, 1, 2)
    with pytest.raises(ValueError, match="x of one batch"):
        shapes.trace(model, iter([]))


def test_tracing_leaves_the_model_as_it_was():
    model = models.stacked_lstm_model(3, 1, 2)
    x = np.ones((1, 3, 1), dtype="float32")
    before = np.asarray(model(x))
    names = [layer.name for layer in model.layers]
    shapes.trace(model, x)
    np.testing.assert_array_equal(np.asarray(model(x)), before)
    assert [layer.name for layer in model.layers] == names


def test_masks_and_operations_that_are_no_layers():
    into = keras.Input((5, 2))
    masked = layers.Masking()(into)
    low = layers.LSTM(3, return_sequences=True)(masked)
    high = layers.LSTM(3, return_sequences=True)(low)
    model = keras.Model(into, layers.Dense(1)((low + high)[:, -1]))
    rows = shapes.trace(model, np.zeros((6, 5, 2)))
    assert [row.kind for row in rows] == [
        *("Masking", "LSTM", "LSTM", "Add", "GetItem", "Dense")
    ]
    assert rows[3].input_shape == ((6, 5, 3), (6, 5, 3))
    assert rows[4].output_shape == (6, 3)
    calls = shapes.graph_of(model).calls
    assert [c.masked for c in calls] == [False, True, True, True, False, False]
    assert calls[0].gives_mask
    assert not calls[3].gives_mask


def test_several_inputs_shared_layers_and_models_within():
    encoder = keras.Sequential(
        [keras.Input((6, 3)), layers.LSTM(4, name="inner")], name="encoder"
    )
    one, two = keras.Input((6, 3), name="one"), keras.Input((6, 3), name="two")
    both = layers.Concatenate()([encoder(one), encoder(two)])
    model = keras.Model([one, two], [both, layers.Dense(1)(both)])
    x = {"two": np.zeros((2, 6, 3)), "one": np.zeros((2, 6, 3))}
    rows = shapes.trace(model, x)
    assert [row.name for row in rows][:2] == ["encoder/inner"] * 2
    assert [row.parameters for row in rows][:2] == [128, 0]
    assert rows.parameters == model.count_params()
    graph = shapes.graph_of(model)
    assert graph.maker(graph.outputs[0]).operation is model.layers[-2]
    assert len(graph.up_to(graph.outputs[0]).calls) == len(rows) - 1


@pytest.mark.parametrize("count", [2, 8, 20])
def test_a_fixed_number_of_samples_stays(count):
    into = keras.Input(batch_shape=(8, 5, 1))
    model = keras.Sequential([into, layers.LSTM(4, stateful=True)])
    (row,) = shapes.trace(model, np.zeros((count, 5, 1)))
    assert (row.input_shape, row.output_shape) == ((8, 5, 1), (8, 4))


@pytest.mark.parametrize(
    ("shape", "parts"),
    [
        ((10, 4), [layers.RNN([layers.LSTMCell(5), layers.LSTMCell(3)])]),
        ((10, 4), [layers.Bidirectional(layers.LSTM(2)), layers.Dense(1)]),
        ((3, 8, 8, 1), [layers.ConvLSTM2D(2, 3), layers.Flatten()]),
        ((3, 6, 2), [layers.TimeDistributed(layers.LSTM(2)), layers.LSTM(2)]),
        ((9,), [layers.Embedding(5, 2, mask_zero=True), layers.GRU(3)]),
    ],
)
def test_layers_of_other_kinds(shape, parts):
    model = keras.Sequential([keras.Input(shape), *parts])
    rows = shapes.trace(model, np.zeros((4, *shape)))
    assert len(rows) == len(parts)
    assert rows[-1].output_shape == (4, *model.output_shape[1:])


def test_a_subclassed_model_gets_one_sentence():
    class Own(keras.Model):
        pass

    with pytest.raises(ValueError, match="neither Sequential nor functional"):
        shapes.trace(Own(), np.zeros((1, 3, 1)))


def test_a_stateful_model_is_built_for_its_batches():
    model = keras.Sequential([layers.LSTM(2, stateful=True)])
    built = shapes.built_for(model, [(8, 5, 1)])
    assert built.inputs[0].shape == (8, 5, 1)
    assert not model.built
