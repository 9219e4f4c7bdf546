"""Mistakes that Keras swallows are found; what is right is let alone."""

import keras
import numpy as np
import pytest
from keras import layers
from numpy.lib.stride_tricks import sliding_window_view

from helpers import models, shapes

N, T, F = 12, 5, 2
RANDOM = np.random.default_rng(0)
X = RANDOM.normal(size=(N, T, F)).astype("float32")
ONE = RANDOM.normal(size=(N, 1)).astype("float32")
EACH = RANDOM.normal(size=(N, T, 1)).astype("float32")
CLASS = np.arange(N) % 3
SERIES = RANDOM.normal(size=60)
WINDOWS = sliding_window_view(SERIES, T + 3)
PAST, FUTURE = WINDOWS[:, :T, np.newaxis], WINDOWS[:, T:]
# Eight steps a period: the last of nine future steps equals the last past one.
PERIODS = sliding_window_view(np.sin(np.arange(80) * np.pi / 4), 12 + 9)
MIXED = RANDOM.permutation(PERIODS)
PLATEAUS = sliding_window_view(np.repeat(RANDOM.normal(size=20), 15), T + 1)
FLAT = np.where(np.arange(N)[:, np.newaxis, np.newaxis] < 7, X, 1)


def stack(depth=1, outputs=1, per_step=False, steps=T, features=F):
    return models.stacked_lstm_model(
        steps, features, 2, depth=depth, outputs=outputs, per_step=per_step
    )


def chain(*parts, steps=T, features=F):
    return keras.Sequential([keras.Input((steps, features)), *parts])


def added(*parts):
    """A Sequential made line by line: Keras calls the layers again."""
    model = keras.Sequential()
    for part in (keras.Input((T, F)), *parts):
        model.add(part)
    return model


def lstm(name, sequences=False):
    return layers.LSTM(2, return_sequences=sequences, name=name)


def words(*parts):
    start = [keras.Input((T,)), layers.Embedding(9, 3, mask_zero=True)]
    return keras.Sequential([*start, *parts])


def classifier(loss, per_step=False, units=3, activation="softmax"):
    head = layers.Dense(units, activation=activation, name="head")
    model = chain(lstm("only", per_step), head)
    model.compile("sgd", loss)
    return model


def squeezed(between):
    return chain(
        lstm("low"), between, lstm("high"), layers.Dense(1, name="head")
    )


def with_nan(values):
    values = values.copy()
    values[3, 0] = np.nan
    return values


def batches(x, y):
    class Batches(keras.utils.PyDataset):
        def __len__(self):
            return len(x) // 6

        def __getitem__(self, index):
            part = slice(6 * index, 6 * index + 6)
            return x[part], y[part]

    return Batches()


def stored(x, y, size=6):
    """A tf.data.Dataset, or what has its looks where there is none."""
    if keras.backend.backend() != "tensorflow":
        pytest.skip("needs TensorFlow")
    import tensorflow as tf

    return tf.data.Dataset.from_tensor_slices((x, y)).batch(size)


def per_step():
    return stack(per_step=True)


SPARSE = "sparse_categorical_crossentropy"
LAST = "take return_sequences=True out of the layer 'layer_1'"

# name: (model, x, y, parts of the sentence, what Keras does: "silent" is
# proven below, the others are known)
WRONG = {
    "column for a sequence": (per_step, X, ONE, [LAST, "(12, 1)"], "silent"),
    "column for a sequence, two layers": (
        lambda: stack(depth=2, per_step=True),
        X,
        ONE,
        ["take return_sequences=True out of the layer 'layer_2'"],
        "silent",
    ),
    "number for a sequence": (per_step, X, ONE[:, 0], [LAST], "silent"),
    "one step for all": (per_step, X, EACH[:, :1], [LAST], "silent"),
    "number for a sequence of one step": (
        lambda: stack(steps=1, per_step=True),
        X[:, :1],
        ONE[:, 0],
        [LAST],
        "silent",
    ),
    "three for a sequence": (
        lambda: stack(outputs=3, per_step=True),
        X,
        np.tile(ONE, 3),
        [LAST, "or give y a target for every step"],
        "raises",
    ),
    "three for a sequence, one unit": (
        per_step,
        X,
        np.tile(ONE, 3),
        [f"{LAST} and give the last layer 3 units"],
        "raises",
    ),
    "Bidirectional per step": (
        lambda: chain(
            layers.Bidirectional(lstm("a", True), name="both"), layers.Dense(1)
        ),
        X,
        ONE,
        ["The last Bidirectional returns", "out of the layer 'both'"],
        "trains",
    ),
    "convolution per step": (
        lambda: chain(layers.Conv1D(1, 1)),
        X,
        ONE,
        ["one prediction per sequence"],
        "silent",
    ),
    "other steps in y": (
        lambda: stack(per_step=True),
        X,
        EACH[:, :3],
        ["predicts 5 steps", "has 3"],
        "raises",
    ),
    "targets for every step": (
        stack,
        X,
        EACH,
        ["set return_sequences=True in the last LSTM layer, 'layer_1'"],
        "silent",
    ),
    "targets for every step, flat": (
        stack,
        X,
        EACH[:, :, 0],
        ["'layer_1'", "or end with 5 units if y is a horizon"],
        "silent",
    ),
    "pooled, targets for every step": (
        lambda: chain(
            lstm("a", True),
            layers.GlobalAveragePooling1D(),
            layers.Dense(1),
        ),
        X,
        EACH,
        ["keep the time axis up to the last layer"],
        "trains",
    ),
    "an axis too many": (
        lambda: stack(outputs=3),
        X,
        np.zeros((N, 1, 3)),
        ["give y[:, 0]"],
        "silent",
    ),
    "three units, one column": (
        lambda: stack(outputs=3),
        X,
        ONE,
        ["'head'", "give that layer 1 unit, or y 3 numbers per sequence"],
        "silent",
    ),
    "one unit, three columns": (
        stack,
        X,
        np.tile(ONE, 3),
        ["'head'", "give that layer 3 units, or y 1 number per sequence"],
        "silent",
    ),
    "three units a step, one column": (
        lambda: stack(outputs=3, per_step=True),
        X,
        EACH,
        ["give that layer 1 unit, or y 3 numbers per step"],
        "silent",
    ),
    "Reshape": (
        lambda: squeezed(layers.Reshape((1, 2), name="shaped")),
        X,
        ONE,
        ["'shaped' hands 'high' 1 step", "return_sequences=True in 'low'"],
        "silent",
    ),
    "Reshape, added line by line": (
        lambda: added(lstm("low"), layers.Reshape((1, 2)), lstm("high")),
        X,
        np.tile(ONE, 2),
        ["hands 'high' 1 step", "last output of 'low'"],
        "silent",
    ),
    "RepeatVector": (
        lambda: squeezed(layers.RepeatVector(T, name="again")),
        X,
        ONE,
        ["take 'again' out", "5 steps", "the sequence is gone"],
        "silent",
    ),
    "other steps in x": (
        stack,
        np.zeros((N, 7, F)),
        ONE,
        ["x has 7 time steps", "declares 5", "Input((None, 2))"],
        "silent",
    ),
    "no feature axis": (
        lambda: stack(features=1),
        X[..., 0],
        ONE,
        ["(any, 5, 1)", "give x[..., np.newaxis]"],
        "silent",
    ),
    "an axis too many in x": (
        stack,
        np.zeros((N, T, F, 1)),
        ONE,
        ["give x[..., 0]"],
        "silent",
    ),
    "other features": (
        stack,
        np.zeros((N, T, 3)),
        ONE,
        ["(12, 5, 3)", "(any, 5, 2)"],
        "raises",
    ),
    "no feature axis, but two features": (
        stack,
        X[..., 0],
        ONE,
        ["give it that shape"],
        "raises",
    ),
    "features and steps swapped": (
        stack,
        X.swapaxes(1, 2),
        ONE,
        ["np.swapaxes(x, 1, 2)"],
        "raises",
    ),
    "x turned": (
        lambda: stack(steps=None),
        X.swapaxes(0, 1),
        ONE,
        ["give np.swapaxes(x, 0, 1)."],
        "raises",
    ),
    "x and y turned": (
        per_step,
        X.swapaxes(0, 1),
        EACH.swapaxes(0, 1),
        ["np.swapaxes(x, 0, 1) and np.swapaxes(y, 0, 1)"],
        "silent",
    ),
    "y turned": (
        per_step,
        X,
        EACH.swapaxes(0, 1),
        ["give np.swapaxes(y, 0, 1)"],
        "raises",
    ),
    "y is the last step of x": (
        stack,
        X,
        X[:, -1, 1],
        ["y equals x[:, -1, 1]", "nothing to predict"],
        "silent",
    ),
    "y is nearly always the last step of x": (
        lambda: stack(features=1),
        PAST,
        np.where(np.arange(len(PAST)) == 9, 0.5, PAST[:, -1, 0]),
        ["y equals x[:, -1, 0]"],
        "trains",
    ),
    "y begins in the window": (
        lambda: stack(features=1, outputs=3),
        PAST,
        WINDOWS[:, T - 2 : T + 1],
        ["y[:, 0] equals x[:, -2, 0]"],
        "trains",
    ),
    "y within the window": (
        lambda: stack(features=1),
        PAST,
        WINDOWS[:, 1:2].astype("float32"),
        ["y equals x[:, -4, 0]"],
        "trains",
    ),
    "y is x at the same step": (
        per_step,
        X,
        X[..., :1],
        ["at the same step", "shift y"],
        "trains",
    ),
    "y is ahead, but read backwards": (
        lambda: chain(
            layers.Bidirectional(lstm("a", True), name="both"),
            layers.Dense(1),
            features=1,
        ),
        PAST,
        WINDOWS[:, 1 : T + 1, np.newaxis],
        ["'both' has read backwards"],
        "trains",
    ),
    "softmax on one unit": (
        lambda: classifier("binary_crossentropy", units=1),
        X,
        ONE > 0,
        ["'head' has a softmax over one unit"],
        "warns",
    ),
    "attention over one unit": (
        lambda: chain(
            lstm("a", True),
            layers.TimeDistributed(layers.Dense(1)),
            layers.Activation("softmax", name="weights"),
        ),
        X,
        EACH,
        ["'weights' has a softmax over one unit"],
        "warns",
    ),
    "one-hot for a sparse loss": (
        lambda: classifier(SPARSE),
        X,
        np.eye(3)[CLASS],
        ["y.argmax(axis=-1)", "categorical_crossentropy"],
        "raises",
    ),
    "numbers for a one-hot loss": (
        lambda: classifier("categorical_crossentropy"),
        X,
        CLASS,
        ["compile with sparse_", "keras.utils.to_categorical(y, 3)"],
        "raises",
    ),
    "sparse classes from one": (
        lambda: classifier(SPARSE),
        X,
        CLASS + 1,
        ["the class 3", "0 to 2"],
        "raises",
    ),
    "no whole classes": (
        lambda: classifier(keras.losses.SparseCategoricalCrossentropy()),
        X,
        CLASS / 2,
        ["the class 0.5"],
        "silent",
    ),
    "classes a step, one a sequence": (
        lambda: classifier(SPARSE, per_step=True),
        X,
        CLASS,
        ["take return_sequences=True out of the layer 'only', or"],
        "raises",
    ),
    "columns for a sparse loss": (
        lambda: classifier(SPARSE),
        X,
        np.zeros((N, 4)),
        ["y of shape (12, 4) has a column for each"],
        "raises",
    ),
    "classes a step, one prediction": (
        lambda: classifier(SPARSE),
        X,
        np.zeros((N, T), int),
        ["(12, 3)", "'only', or give y one target per sequence."],
        "raises",
    ),
    "two units, three columns": (
        lambda: stack(outputs=2),
        X,
        np.tile(ONE, 3),
        ["has 3 numbers per sequence: give that layer 3 units"],
        "raises",
    ),
    "binary targets 0 to 2": (
        lambda: classifier(
            "binary_crossentropy", units=1, activation="sigmoid"
        ),
        X,
        CLASS,
        ["from 0 to 1, but y goes from 0 to 2"],
        "silent",
    ),
    "other number of samples": (
        stack,
        X,
        ONE[:-1],
        ["x has 12 samples, but y has 11"],
        "raises",
    ),
    "NaN in x": (stack, with_nan(X), ONE, ["[3, 0, 0]", "NaN"], "trains"),
    "infinity in y": (
        stack,
        X,
        np.full((N, 1), np.inf),
        ["y holds NaN or inf"],
        "trains",
    ),
    "text": (stack, X, ONE.astype(str), ["not numbers"], "raises"),
    "objects": (stack, X.astype(object), ONE, ["object"], "raises"),
    "no samples": (stack, X[:0], ONE, ["empty"], "raises"),
    "a list": (stack, X, ONE[:, 0].tolist(), ["np.array(y)"], "raises"),
    "a list of lists": (stack, X.tolist(), ONE, ["np.array(x)"], "raises"),
    "ragged": (stack, [[[1, 2]], [[1, 2], [3, 4]]], ONE, ["pad"], "raises"),
    "stack without return_sequences": (
        lambda: keras.Sequential([lstm("a"), lstm("b")]),
        X,
        ONE,
        ["in each LSTM below another", "found ndim=2"],
        "raises",
    ),
    "Dataset": (
        per_step,
        lambda: stored(X, ONE),
        None,
        [LAST, "(6, 1)"],
        "silent",
    ),
    "Dataset without batches": (
        stack,
        lambda: stored(X, ONE[:, 0]).unbatch(),
        None,
        ["a data set needs .batch(...)"],
        "raises",
    ),
    "PyDataset": (
        per_step,
        lambda: batches(X, ONE[:, 0]),
        None,
        [LAST, "(6,)"],
        "silent",
    ),
}


# name: (model, x, y)
RIGHT = {
    **{
        f"{depth} layers": (lambda depth=depth: stack(depth), X, ONE)
        for depth in (1, 2, 3, 4)
    },
    **{
        f"{depth} layers, per step": (
            lambda depth=depth: stack(depth, per_step=True),
            X,
            EACH,
        )
        for depth in (1, 2, 3, 4)
    },
    "no axis in y": (stack, X, ONE[:, 0]),
    "no last axis in y, per step": (per_step, X, EACH[..., 0]),
    "horizon": (lambda: stack(features=1, outputs=3), PAST, FUTURE),
    "horizon with an axis more": (
        lambda: stack(features=1, outputs=3),
        PAST,
        FUTURE[..., np.newaxis],
    ),
    "horizon of as many steps": (
        lambda: stack(outputs=T),
        X,
        EACH[..., 0],
    ),
    "next number for every step": (
        lambda: stack(features=1, per_step=True),
        PAST,
        WINDOWS[:, 1 : T + 1, np.newaxis],
    ),
    "one step": (lambda: stack(steps=1, per_step=True), X[:, :1], ONE),
    "any number of steps": (lambda: stack(steps=None), X, ONE),
    "whole numbers": (stack, np.arange(N * T * F).reshape(X.shape), ONE > 0),
    "LSTM as the last layer": (lambda: chain(lstm("a")), X, np.tile(ONE, 2)),
    "functional": (
        lambda: keras.Model(
            (into := keras.Input((T, F))), layers.Dense(1)(lstm("a")(into))
        ),
        X,
        ONE,
    ),
    "input and output in lists": (
        lambda: keras.Model(
            [into := keras.Input((T, F))], [layers.Dense(1)(lstm("a")(into))]
        ),
        [X],
        [ONE],
    ),
    "line by line": (
        lambda: added(lstm("a", True), lstm("b"), layers.Dense(1)),
        X,
        ONE,
    ),
    "line by line, decoder": (
        lambda: added(lstm("a"), layers.RepeatVector(T), lstm("b", True)),
        X,
        np.tile(EACH, 2),
    ),
    "a model in the model": (
        lambda: chain(stack(per_step=True), lstm("a"), layers.Dense(1)),
        X,
        ONE,
    ),
    "no Input": (
        lambda: keras.Sequential([lstm("a", True), lstm("b")]),
        X,
        np.tile(ONE, 2),
    ),
    "Bidirectional": (
        lambda: chain(
            layers.Bidirectional(lstm("a", True)),
            layers.Bidirectional(lstm("b")),
            layers.Dense(1),
        ),
        X,
        ONE,
    ),
    "TimeDistributed": (
        lambda: chain(
            lstm("a", True), layers.TimeDistributed(layers.Dense(2))
        ),
        X,
        np.tile(EACH, 2),
    ),
    "sentences of words": (
        lambda: keras.Sequential(
            [
                keras.Input((3, T, F)),
                layers.TimeDistributed(lstm("word")),
                lstm("sentence"),
            ]
        ),
        RANDOM.normal(size=(N, 3, T, F)),
        np.tile(ONE, 2),
    ),
    "pooled": (
        lambda: chain(
            lstm("a", True), layers.GlobalAveragePooling1D(), layers.Dense(1)
        ),
        X,
        ONE,
    ),
    "attention": (
        lambda: chain(
            lstm("a", True), layers.Dense(1), layers.Softmax(axis=1)
        ),
        X,
        EACH,
    ),
    "encoder and decoder": (
        lambda: chain(
            lstm("a"),
            layers.RepeatVector(3),
            lstm("b", True),
            layers.Dense(1),
            layers.Flatten(),
        ),
        X,
        np.tile(ONE, 3),
    ),
    "autoencoder": (
        lambda: chain(
            lstm("a"),
            layers.RepeatVector(T),
            lstm("b", True),
            layers.Dense(F),
        ),
        X,
        X,
    ),
    "numbers reshaped into steps": (
        lambda: keras.Sequential(
            [keras.Input((T,)), layers.Reshape((T, 1)), lstm("a")]
        ),
        X[..., 0],
        np.tile(ONE, 2),
    ),
    "embedded words": (
        lambda: words(lstm("a", True), lstm("b"), layers.Dense(1)),
        RANDOM.integers(0, 9, (N, T)),
        ONE,
    ),
    "embedded words, per step": (
        lambda: words(lstm("a", True), layers.Dense(1)),
        RANDOM.integers(0, 9, (N, T)),
        EACH,
    ),
    "sparse classes": (lambda: classifier(SPARSE), X, CLASS),
    "sparse classes in a column": (
        lambda: classifier(SPARSE),
        X,
        CLASS[:, np.newaxis].astype("float32"),
    ),
    "sparse classes a step": (
        lambda: classifier(SPARSE, per_step=True),
        X,
        RANDOM.integers(0, 3, (N, T)),
    ),
    "an ignored class": (
        lambda: classifier(
            keras.losses.SparseCategoricalCrossentropy(ignore_class=-1)
        ),
        X,
        CLASS - (CLASS == 0),
    ),
    "sparse classes, not compiled": (
        lambda: chain(lstm("a"), layers.Dense(3)),
        X,
        CLASS,
    ),
    "one-hot classes": (
        lambda: classifier("categorical_crossentropy"),
        X,
        np.eye(3)[CLASS],
    ),
    "two classes": (
        lambda: classifier(
            "binary_crossentropy", units=1, activation="sigmoid"
        ),
        X,
        CLASS > 0,
    ),
    "Dataset": (stack, lambda: stored(X, ONE), None),
    "Dataset with weights": (
        stack,
        lambda: stored(X, ONE).map(lambda x, y: (x, y, y)),
        None,
    ),
    "PyDataset": (stack, lambda: batches(X, ONE[:, 0]), None),
    "constant series": (stack, np.ones((N, T, F)), np.ones(N)),
    "series that rarely moves": (
        lambda: stack(features=1),
        PLATEAUS[:, :T, np.newaxis],
        PLATEAUS[:, T],
    ),
    "series that repeats itself": (
        lambda: stack(steps=12, features=1, outputs=9),
        PERIODS[:, :12, np.newaxis],
        PERIODS[:, 12:],
    ),
    "shuffled series that repeats itself": (
        lambda: stack(steps=12, features=1, outputs=9),
        MIXED[:, :12, np.newaxis],
        MIXED[:, 12:],
    ),
    "series that moves seven times": (stack, FLAT, FLAT[:, -1, 0]),
    "seven samples": (stack, X[:7], X[:7, -1, 0]),
    "seven samples, per step": (per_step, X[:7], X[:7, :, :1]),
    "recall of the first step": (stack, X, X[:, 0, 0]),
    "echo of the step before": (
        per_step,
        X,
        np.roll(X[..., :1], 1, axis=1),
    ),
    "bits": (
        lambda: stack(steps=30, features=1),
        (bits := RANDOM.integers(0, 2, (200, 30, 1))),
        bits.sum(axis=1) % 2,
    ),
}


@pytest.mark.parametrize("name", RIGHT)
def test_a_right_fit_passes(name):
    build, x, y = RIGHT[name]
    found = shapes.check_fit(build(), x() if callable(x) else x, y)
    assert not found, found
    assert not found.not_checked
    assert repr(found).startswith("✓ The shapes fit: ("), found


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=pytest.mark.filterwarnings("ignore"))
        if keras_does == "warns"
        else name
        for name, (*_, keras_does) in WRONG.items()
    ],
)
def test_a_wrong_fit_is_found_once(name):
    build, x, y, parts, keras_does = WRONG[name]
    x = x() if callable(x) else x
    model = build()
    found = shapes.check_fit(model, x, y)
    assert len(found) == 1, found
    assert repr(found) == f"✗ {found[0]}"
    assert found[0].endswith(".")
    assert not found.not_checked
    for part in parts:
        assert part in found[0]
    if keras_does == "silent":
        assert_keras_trains(model, x, y)


def assert_keras_trains(model, x, y):
    """One step of training, without an error; a warning is one in tests."""
    if not model.compiled:
        model.compile("sgd", "mse")
    data = (x,) if y is None else (x[:8], y[:8])
    losses = model.fit(*data, verbose=0, shuffle=False).history["loss"]
    assert len(losses) == 1


def test_the_line_with_the_tick():
    model = stack(depth=4, outputs=3, features=1)
    assert repr(shapes.check_fit(model, PAST, FUTURE)) == (
        "✓ The shapes fit: (53, 5, 1) in, (53, 3) out, targets (53, 3)."
    )
    assert str(shapes.check_fit(model, batches(PAST, FUTURE))) == (
        "✓ The shapes fit: (6, 5, 1) in, (6, 3) out, targets (6, 3), in the "
        "first batch."
    )


@pytest.mark.filterwarnings("ignore:You are using a softmax")
def test_several_mistakes_are_a_line_each():
    model = classifier("binary_crossentropy", per_step=True, units=1)
    lines = str(shapes.check_fit(model, with_nan(X), ONE)).splitlines()
    assert [line[0] for line in lines] == ["✗"] * 3
    for line, part in zip(lines, ["NaN", "softmax", "'only'"], strict=True):
        assert part in line


def two_inputs():
    inputs = [keras.Input((T, F)), keras.Input((T, F))]
    return keras.Model(inputs, layers.Add()(inputs))


def states():
    into = keras.Input((T, F))
    return keras.Model(into, layers.LSTM(2, return_state=True)(into))


class Subclassed(keras.Model):
    pass


@pytest.mark.parametrize(
    ("build", "x", "y", "part"),
    [
        (two_inputs, X, X, "has 2 inputs and 1 outputs"),
        (two_inputs, [X, X], X, "x consists of 2 arrays"),
        (stack, {"a": X}, ONE, "x is a dictionary"),
        (states, X, ONE, "has 1 inputs and 3 outputs"),
        (Subclassed, X, ONE, "neither Sequential nor functional"),
        (stack, X, None, "no targets"),
        (stack, (pair for pair in [(X, ONE)]), None, "would be lost"),
        (stack, lambda: stored(X, ONE).take(0), None, "is empty"),
        (stack, lambda: stored(X, ONE).map(lambda x, y: x), None, "no pairs"),
    ],
)
def test_what_cannot_be_checked_gets_no_tick(build, x, y, part):
    found = shapes.check_fit(build(), x() if callable(x) else x, y)
    assert not found
    assert part in found.not_checked
    assert repr(found) == f"Not checked: {found.not_checked}"


def test_a_loss_of_your_own_may_take_any_target():
    model = stack(outputs=2)
    model.compile("sgd", lambda y, p: keras.ops.mean((y - p[:, :1]) ** 2))
    found = shapes.check_fit(model, X, ONE)
    assert not found
    assert "the loss is your own" in str(found)


@pytest.mark.parametrize("model", [None, "model", lstm("a"), X])
def test_what_is_no_model_is_refused(model):
    with pytest.raises(ValueError, match="give a Keras model, then x and y"):
        shapes.check_fit(model, X, ONE)


def next_name():
    into = keras.Input((1,))
    return keras.Model(into, layers.Dense(1)(into)).name


def test_the_model_and_the_next_names_stay_as_they_were():
    model = stack(depth=4)
    before = model.get_weights()
    number = int(next_name().rpartition("_")[2])
    keras.utils.set_random_seed(1)
    expected = np.random.rand(), np.asarray(keras.random.normal((2,)))
    keras.utils.set_random_seed(1)
    shapes.check_fit(model, X, ONE)
    drawn = np.random.rand(), np.asarray(keras.random.normal((2,)))
    assert next_name() == f"functional_{number + 1}"
    assert drawn[0] == expected[0]
    np.testing.assert_array_equal(drawn[1], expected[1])
    assert not model.compiled
    for old, new in zip(before, model.get_weights(), strict=True):
        np.testing.assert_array_equal(old, new)
