"""Mistakes that Keras swallows are found; what is right is let alone."""

import keras
import numpy as np
import pytest
from keras import layers
from numpy.lib.stride_tricks import sliding_window_view

from helpers import models
from helpers.fit_check import check_fit

N, T, F = 12, 5, 2
RANDOM = np.random.default_rng(0)
X = RANDOM.normal(size=(N, T, F)).astype("float32")
ONE = RANDOM.normal(size=(N, 1)).astype("float32")
EACH = RANDOM.normal(size=(N, T, 1)).astype("float32")
TWO, THREE = np.tile(ONE, 2), np.tile(ONE, 3)
CLASS = np.arange(N) % 3
WORDS = RANDOM.integers(0, 9, (N, T))
SERIES = RANDOM.normal(size=60)
WINDOWS = sliding_window_view(SERIES, T + 3)
PAST, FUTURE = WINDOWS[:, :T, np.newaxis], WINDOWS[:, T:]
AHEAD = WINDOWS[:, 1 : T + 1, np.newaxis]
# Eight steps a period: the last of nine future steps equals the last past one.
PERIODS = sliding_window_view(np.sin(np.arange(80) * np.pi / 4), 12 + 9)
MIXED = RANDOM.permutation(PERIODS)
PLATEAUS = sliding_window_view(np.repeat(RANDOM.normal(size=20), 15), T + 1)
FLAT = np.where(np.arange(N)[:, np.newaxis, np.newaxis] < 7, X, 1)
BITS = RANDOM.integers(0, 2, (200, 30, 1))
MOSTLY_LAST = np.where(np.arange(len(PAST)) == 9, 0.5, PAST[:, -1, 0])
NAN = X.copy()
NAN[3, 0] = np.nan


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


def functional(listed=False):
    into = keras.Input((T, F))
    out = dense()(lstm()(into))
    return keras.Model([into], [out]) if listed else keras.Model(into, out)


def lstm(name=None, sequences=False):
    return layers.LSTM(2, return_sequences=sequences, name=name)


def both(name=None, sequences=False):
    return layers.Bidirectional(lstm(None, sequences), name=name)


def dense(units=1, name=None):
    return layers.Dense(units, name=name)


def words(*parts):
    start = [keras.Input((T,)), layers.Embedding(9, 3, mask_zero=True)]
    return keras.Sequential([*start, *parts])


def classifier(loss, per_step=False, units=3, activation="softmax"):
    head = layers.Dense(units, activation=activation, name="head")
    model = chain(lstm("only", per_step), head)
    model.compile("sgd", loss)
    return model


def two_classes(activation="sigmoid"):
    return classifier("binary_crossentropy", units=1, activation=activation)


def squeezed(between):
    return chain(lstm("low"), between, lstm("high"), dense())


def two_inputs():
    inputs = [keras.Input((T, F)), keras.Input((T, F))]
    return keras.Model(inputs, layers.Add()(inputs))


def states():
    into = keras.Input((T, F))
    return keras.Model(into, layers.LSTM(2, return_state=True)(into))


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


def per_step(**sizes):
    return stack(per_step=True, **sizes)


CROSS = "categorical_crossentropy"
SPARSE = "sparse_categorical_crossentropy"
LAST = "take return_sequences=True out of the layer 'layer_1'"
# What Keras does: "silent" is proven below, the others are known.
SILENT, RAISES, TRAINS, WARNS = "silent", "raises", "trains", "warns"

# fmt: off
# model, x, y, what Keras does, parts of the sentence
WRONG = [
    # Predictions at every step, one target a sequence.
    (per_step, X, ONE, SILENT, LAST, "(12, 1)"),
    (lambda: per_step(depth=2), X, ONE, SILENT,
     "take return_sequences=True out of the layer 'layer_2'"),
    (per_step, X, ONE[:, 0], SILENT, LAST),
    (per_step, X, EACH[:, :1], SILENT, LAST),
    (lambda: per_step(steps=1), X[:, :1], ONE[:, 0], SILENT, LAST),
    (lambda: per_step(outputs=3), X, THREE, RAISES,
     LAST, "or give y a target for every step"),
    (per_step, X, THREE, RAISES, f"{LAST} and give the last layer 3 units"),
    (lambda: chain(both("both", True), dense()), X, ONE, TRAINS,
     "The last Bidirectional returns", "out of the layer 'both'"),
    (lambda: chain(layers.Conv1D(1, 1)), X, ONE, SILENT,
     "one prediction per sequence"),
    (per_step, X, EACH[:, :3], RAISES, "predicts 5 steps", "has 3"),
    # One prediction a sequence, targets at every step.
    (stack, X, EACH, SILENT,
     "set return_sequences=True in the last LSTM layer, 'layer_1'"),
    (stack, X, EACH[:, :, 0], SILENT,
     "'layer_1'", "or end with 5 units if y is a horizon"),
    (lambda: chain(lstm("a", True), layers.GlobalAveragePooling1D(), dense()),
     X, EACH, TRAINS, "keep the time axis up to the last layer"),
    # As many predictions, of another size.
    (lambda: stack(outputs=3), X, np.zeros((N, 1, 3)), SILENT, "give y[:, 0]"),
    (lambda: stack(outputs=3), X, ONE, SILENT,
     "'head'", "give that layer 1 unit, or y 3 numbers per sequence"),
    (stack, X, THREE, SILENT,
     "'head'", "give that layer 3 units, or y 1 number per sequence"),
    (lambda: stack(outputs=2), X, THREE, RAISES,
     "has 3 numbers per sequence: give that layer 3 units"),
    (lambda: per_step(outputs=3), X, EACH, SILENT,
     "give that layer 1 unit, or y 3 numbers per step"),
    # A sequence that is lost between two layers.
    (lambda: squeezed(layers.Reshape((1, 2), name="shaped")), X, ONE, SILENT,
     "'shaped' hands 'high' 1 step", "return_sequences=True in 'low'"),
    (lambda: added(lstm("low"), layers.Reshape((1, 2)), lstm("high")),
     X, TWO, SILENT, "hands 'high' 1 step", "last output of 'low'"),
    (lambda: squeezed(layers.RepeatVector(T, name="again")), X, ONE, SILENT,
     "take 'again' out", "5 steps", "the sequence is gone"),
    (lambda: keras.Sequential([lstm("a"), lstm("b")]), X, ONE, RAISES,
     "set return_sequences=True in 'a'", "found ndim=2"),
    # Another input than the model declares.
    (stack, np.zeros((N, 7, F)), ONE, SILENT,
     "x has 7 time steps", "declares 5", "Input((None, 2))"),
    (lambda: stack(features=1), X[..., 0], ONE, SILENT,
     "(any, 5, 1)", "give x[..., np.newaxis]"),
    (stack, np.zeros((N, T, F, 1)), ONE, SILENT, "give x[..., 0]"),
    (stack, np.zeros((N, T, 3)), ONE, RAISES, "(12, 5, 3)", "(any, 5, 2)"),
    (stack, X[..., 0], ONE, RAISES, "give it that shape"),
    (stack, X.swapaxes(1, 2), ONE, RAISES, "np.swapaxes(x, 1, 2)"),
    (lambda: stack(steps=None), X.swapaxes(0, 1), ONE, RAISES,
     "give np.swapaxes(x, 0, 1)."),
    (per_step, X.swapaxes(0, 1), EACH.swapaxes(0, 1), SILENT,
     "np.swapaxes(x, 0, 1) and np.swapaxes(y, 0, 1)"),
    (per_step, X, EACH.swapaxes(0, 1), RAISES, "give np.swapaxes(y, 0, 1)"),
    (stack, X, ONE[:-1], RAISES, "x has 12 samples, but y has 11"),
    # A target that the model is given.
    (stack, X, X[:, -1, 1], SILENT,
     "y equals x[:, -1, 1]", "nothing to predict"),
    (lambda: stack(features=1), PAST, MOSTLY_LAST, TRAINS,
     "y equals x[:, -1, 0]"),
    (lambda: stack(features=1, outputs=3), PAST, WINDOWS[:, T - 2 : T + 1],
     TRAINS, "y[:, 0] equals x[:, -2, 0]"),
    (lambda: stack(features=1), PAST, WINDOWS[:, 1:2].astype("float32"),
     TRAINS, "y equals x[:, -4, 0]"),
    (per_step, X, X[..., :1], TRAINS, "at the same step", "shift y"),
    (lambda: chain(both("both", True), dense(), features=1), PAST, AHEAD,
     TRAINS, "'both' has read already"),
    # Classes and losses.
    (lambda: two_classes("softmax"), X, ONE > 0, WARNS,
     "'head' has a softmax over one unit"),
    (lambda: chain(lstm("a", True), layers.TimeDistributed(dense()),
                   layers.Activation("softmax", name="weights")),
     X, EACH, WARNS, "'weights' has a softmax over one unit"),
    (lambda: classifier(SPARSE), X, np.eye(3)[CLASS], RAISES,
     "y.argmax(axis=-1)", CROSS),
    (lambda: classifier(CROSS), X, CLASS, RAISES,
     "compile with sparse_", "keras.utils.to_categorical(y, 3)"),
    (lambda: classifier(SPARSE), X, CLASS + 1, RAISES, "class 3", "0 to 2"),
    (lambda: classifier(keras.losses.SparseCategoricalCrossentropy()),
     X, CLASS / 2, SILENT, "the class 0.5"),
    (lambda: classifier(SPARSE, per_step=True), X, CLASS, RAISES,
     "take return_sequences=True out of the layer 'only', or"),
    (lambda: classifier(SPARSE), X, np.zeros((N, 4)), RAISES,
     "y of shape (12, 4) has a column for each"),
    (lambda: classifier(SPARSE), X, np.zeros((N, T), int), RAISES,
     "(12, 3)", "'only', or give y one target per sequence."),
    (two_classes, X, CLASS, SILENT, "labels 0 to 2", "give it 3 units"),
    # What is no array of numbers.
    (stack, NAN, ONE, TRAINS, "[3, 0, 0]", "NaN"),
    (stack, X, np.full((N, 1), np.inf), TRAINS, "y holds NaN or inf"),
    (stack, X, ONE.astype(str), RAISES, "y.astype('float32')"),
    (two_inputs, X, X, RAISES, "has 2 inputs", "give a list of 2"),
    (states, X, ONE, RAISES, "has 3 outputs", "give a list of 3"),
    (two_inputs, [X, X], X, TRAINS, "y equals x at the same step"),
    (stack, {"a": X}, ONE, RAISES, "give x['a']"),
    (stack, X.astype(object), ONE, RAISES, "object"),
    (stack, X[:0], ONE, RAISES, "empty"),
    (stack, X, ONE[:, 0].tolist(), RAISES, "np.array(y)"),
    (stack, X.tolist(), ONE, RAISES, "np.array(x)"),
    (stack, [[[1, 2]], [[1, 2], [3, 4]]], ONE, RAISES, "pad"),
    # Data sets.
    (per_step, lambda: stored(X, ONE), None, SILENT, LAST, "(6, 1)"),
    (stack, lambda: stored(X, ONE[:, 0]).unbatch(), None, RAISES,
     "a data set needs .batch(...)"),
    (per_step, lambda: batches(X, ONE[:, 0]), None, SILENT, LAST, "(6,)"),
]

# model, x, y
RIGHT = [
    *((lambda depth=n: stack(depth), X, ONE) for n in (1, 2, 3, 4)),
    *((lambda depth=n: per_step(depth=depth), X, EACH) for n in (1, 2, 3, 4)),
    (stack, X, ONE[:, 0]),
    (per_step, X, EACH[..., 0]),
    (lambda: stack(features=1, outputs=3), PAST, FUTURE),
    (lambda: stack(features=1, outputs=3), PAST, FUTURE[..., np.newaxis]),
    (lambda: stack(outputs=T), X, EACH[..., 0]),
    (lambda: per_step(features=1), PAST, AHEAD),
    (lambda: per_step(steps=1), X[:, :1], ONE),
    (lambda: stack(steps=None), X, ONE),
    (stack, np.arange(N * T * F).reshape(X.shape), ONE > 0),
    # Models of other kinds.
    (lambda: chain(lstm("a")), X, TWO),
    (functional, X, ONE),
    (lambda: functional(listed=True), [X], [ONE]),
    (lambda: added(lstm("a", True), lstm("b"), dense()), X, ONE),
    (lambda: added(lstm("a"), layers.RepeatVector(T), lstm("b", True)),
     X, np.tile(EACH, 2)),
    (lambda: chain(per_step(), lstm("a"), dense()), X, ONE),
    (lambda: keras.Sequential([lstm("a", True), lstm("b")]), X, TWO),
    (lambda: chain(both("a", True), both("b"), dense()), X, ONE),
    (lambda: chain(lstm("a", True), layers.TimeDistributed(dense(2))),
     X, np.tile(EACH, 2)),
    (lambda: keras.Sequential([keras.Input((3, T, F)),  # sentences of words
                               layers.TimeDistributed(lstm("word")),
                               lstm("sentence")]),
     RANDOM.normal(size=(N, 3, T, F)), TWO),
    (lambda: chain(lstm("a", True), layers.GlobalAveragePooling1D(), dense()),
     X, ONE),
    (lambda: chain(lstm("a", True), dense(), layers.Softmax(axis=1)), X, EACH),
    (lambda: chain(lstm("a"), layers.RepeatVector(3), lstm("b", True),
                   dense(), layers.Flatten()), X, THREE),
    (lambda: chain(lstm("a"), layers.RepeatVector(T), lstm("b", True),
                   dense(F)), X, X),  # an autoencoder
    (lambda: keras.Sequential([keras.Input((T,)), layers.Reshape((T, 1)),
                               lstm("a")]), X[..., 0], TWO),
    (lambda: words(lstm("a", True), lstm("b"), dense()), WORDS, ONE),
    (lambda: words(lstm("a", True), dense()), WORDS, EACH),
    # Classes.
    (lambda: classifier(SPARSE), X, CLASS),
    (lambda: classifier(SPARSE), X, CLASS[:, np.newaxis].astype("float32")),
    (lambda: classifier(SPARSE, per_step=True), X, WORDS % 3),
    (lambda: classifier(
        keras.losses.SparseCategoricalCrossentropy(ignore_class=-1)),
     X, CLASS - (CLASS == 0)),
    (lambda: chain(lstm("a"), dense(3)), X, CLASS),
    (lambda: classifier(CROSS), X, np.eye(3)[CLASS]),
    (two_classes, X, CLASS > 0),
    # Data sets; a third part holds weights.
    (stack, lambda: stored(X, ONE), None),
    (stack, lambda: stored(X, ONE).map(lambda x, y: (x, y, y)), None),
    (stack, lambda: batches(X, ONE[:, 0]), None),
    # Equal numbers that give nothing away: a series that stands still, that
    # rarely moves, that repeats itself; few changes, few samples; a memory.
    (stack, np.ones((N, T, F)), np.ones(N)),
    (lambda: stack(features=1), PLATEAUS[:, :T, np.newaxis], PLATEAUS[:, T]),
    *((lambda: stack(steps=12, features=1, outputs=9),
       sine[:, :12, np.newaxis], sine[:, 12:]) for sine in (PERIODS, MIXED)),
    (stack, FLAT, FLAT[:, -1, 0]),
    (stack, X[:7], X[:7, -1, 0]),
    (per_step, X[:7], X[:7, :, :1]),
    (stack, X, X[:, 0, 0]),
    (per_step, X, np.roll(X[..., :1], 1, axis=1)),
    (lambda: stack(steps=30, features=1), BITS, BITS.sum(axis=1) % 2),
]
# fmt: on


def given(x):
    return x() if callable(x) else x


@pytest.mark.parametrize(("build", "x", "y"), RIGHT)
def test_a_right_fit_passes(build, x, y):
    found = check_fit(build(), given(x), y)
    assert not found, found
    assert not found.not_checked
    assert repr(found).startswith("✓ The shapes fit: ("), found


@pytest.mark.filterwarnings("ignore:You are using a softmax")
@pytest.mark.parametrize("case", WRONG, ids=lambda case: case[4])
def test_a_wrong_fit_is_found_once(case):
    build, x, y, keras_does, *parts = case
    model, x = build(), given(x)
    found = check_fit(model, x, y)
    assert len(found) == 1, found
    assert repr(found) == f"{'✗' if found[0].sure else '?'} {found[0]}"
    assert found[0].endswith(".")
    assert not found.not_checked
    for part in parts:
        assert part in found[0]
    if keras_does is SILENT:
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
    assert repr(check_fit(model, PAST, FUTURE)) == (
        "✓ The shapes fit: (53, 5, 1) in, (53, 3) out, targets (53, 3)."
    )
    assert str(check_fit(model, batches(PAST, FUTURE))) == (
        "✓ The shapes fit: (6, 5, 1) in, (6, 3) out, targets (6, 3), in the "
        "first batch."
    )


@pytest.mark.filterwarnings("ignore:You are using a softmax")
def test_several_mistakes_are_a_line_each():
    model = classifier("binary_crossentropy", per_step=True, units=1)
    lines = str(check_fit(model, NAN, ONE)).splitlines()
    assert [line[0] for line in lines] == ["✗"] * 3
    for line, part in zip(lines, ["NaN", "softmax", "'only'"], strict=True):
        assert part in line


class Subclassed(keras.Model):
    pass


@pytest.mark.parametrize(
    ("build", "x", "y", "part"),
    [
        (Subclassed, X, ONE, "neither Sequential nor functional"),
        (stack, X, None, "no targets"),
        (stack, (pair for pair in [(X, ONE)]), None, "would be lost"),
        (stack, lambda: stored(X, ONE).take(0), None, "is empty"),
        (stack, lambda: stored(X, ONE).map(lambda x, y: x), None, "no pairs"),
    ],
)
def test_what_cannot_be_checked_gets_no_tick(build, x, y, part):
    found = check_fit(build(), given(x), y)
    assert not found
    assert part in found.not_checked
    assert repr(found) == f"Not checked: {found.not_checked}"


def test_a_loss_of_your_own_may_take_any_target():
    model = stack(outputs=2)
    model.compile("sgd", lambda y, p: keras.ops.mean((y - p[:, :1]) ** 2))
    found = check_fit(model, X, ONE)
    assert not found
    assert "the loss is your own" in str(found)


@pytest.mark.parametrize("model", [None, "model", lstm("a"), X])
def test_what_is_no_model_is_refused(model):
    with pytest.raises(ValueError, match="give a Keras model, then x and y"):
        check_fit(model, X, ONE)


def test_the_model_and_the_next_names_stay_as_they_were():
    model = stack(depth=4)
    before = model.get_weights()
    functional()  # the first has no number
    number = int(functional().name.rpartition("_")[2])
    keras.utils.set_random_seed(1)
    expected = np.random.rand(), np.asarray(keras.random.normal((2,)))
    keras.utils.set_random_seed(1)
    check_fit(model, X, ONE)
    drawn = np.random.rand(), np.asarray(keras.random.normal((2,)))
    assert functional().name == f"functional_{number + 1}"
    assert drawn[0] == expected[0]
    np.testing.assert_array_equal(drawn[1], expected[1])
    assert not model.compiled
    for old, new in zip(before, model.get_weights(), strict=True):
        np.testing.assert_array_equal(old, new)


@pytest.mark.parametrize("fixed", [False, True])
def test_states_optimizer_and_what_is_not_built_stay_as_they_were(fixed):
    into = [keras.Input(batch_shape=(6, T, F))] if fixed else []
    low = layers.LSTM(2, stateful=fixed)
    model = keras.Sequential([*into, low, layers.Dropout(0.2), dense()])
    model.compile("adam", "mse")
    if fixed:
        model.fit(X, ONE, batch_size=6, shuffle=False, verbose=0)
    variables = [*model.variables, *model.optimizer.variables]
    before = [np.asarray(variable) for variable in variables]
    nodes = [len(layer._inbound_nodes) for layer in model.layers]
    assert not check_fit(model, X, ONE, batch_size=6)
    assert model.built == fixed
    assert [len(layer._inbound_nodes) for layer in model.layers] == nodes
    for old, variable in zip(before, variables, strict=True):
        np.testing.assert_array_equal(old, np.asarray(variable))


@pytest.mark.parametrize(
    ("count", "batch_size", "part"),
    [
        (9, 4, "last batch has 1 of the 9 samples, and Keras stretches"),
        (11, 4, "last batch has 3 of the 11 samples, and Keras raises"),
        (3, 4, "give more samples, or declare a smaller batch"),
        (12, 6, "fit gets batch_size=6: give 4"),
    ],
)
def test_samples_left_over_by_a_stateful_layer(count, batch_size, part):
    into = keras.Input(batch_shape=(4, T, F))
    model = keras.Sequential([into, layers.LSTM(2, stateful=True), dense()])
    (found,) = check_fit(model, X[:count], ONE[:count], batch_size=batch_size)
    assert part in found
    assert "with batch_size=4 in fit" in str(check_fit(model, X, ONE))
