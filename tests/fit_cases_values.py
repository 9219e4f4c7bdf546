"""Wrong data whose values tell: classes, targets in x, no numbers."""

import keras
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from tests.fit_cases import (
    AHEAD,
    BINARY,
    BIT,
    CATEGORICAL,
    CLASS,
    EACH,
    ONE,
    PAST,
    RANDOM,
    SPARSE,
    WINDOWS,
    WORDS,
    N,
    T,
    X,
    another,
    as_told,
    both,
    chain,
    change_x,
    change_y,
    compiled,
    dense,
    doubtful,
    embedding,
    head,
    lstm,
    noise,
    numbers,
    per_step,
    set_layer,
    stack,
    sure,
    swallowed,
    unseen,
    with_loss,
)

MOSTLY_LAST = np.where(np.arange(len(PAST)) == 9, 0.5, PAST[:, -1, 0])
NAN = X.copy()
NAN[3, 0] = np.nan
INFINITE = np.where(ONE[4] == ONE, np.inf, ONE)
FUTURE_1 = WINDOWS[:, T : T + 1]
ORDER = RANDOM.permutation(len(PAST))
SERIES, TABLE = noise(40, 1), noise(40, 3).cumsum(axis=0)
TEXT = numbers(9, 20, 12)
WALK = sliding_window_view(noise(60).cumsum(), T + 1)


def by_keras(given, wanted):
    return keras.utils.timeseries_dataset_from_array(
        given, wanted, T, batch_size=16
    )


def language_model(reader):
    model = chain(embedding(), reader, dense(9, "softmax"), shape=(None,))
    return compiled(model, SPARSE)


def decoder(told):
    before, source = keras.Input((None,)), keras.Input((None,))
    _, h, c = lstm(return_state=True)(embedding()(source))
    read = lstm(None, True)(embedding()(before), initial_state=[h, c])
    model = keras.Model([source, before], dense(9, "softmax")(read))
    return compiled(model, SPARSE), [numbers(9, 20, 6), told], TEXT


def filled(values):
    return np.where(np.isfinite(values), values, 0)


# fmt: off
WRONG_VALUES = [
    # A target that the model is given.
    swallowed("the last number of x", stack, X, X[:, -1, 1],
              "y equals x[:, -1, 1]", "nothing to predict",
              mend=change_y(lambda y: ONE)),
    doubtful("almost always the last number of x", lambda: stack(features=1),
             PAST, MOSTLY_LAST, "y equals x[:, -1, 0] nearly always",
             "let y begin after", mend=change_y(lambda y: FUTURE_1)),
    swallowed("a horizon that begins in x",
              lambda: stack(features=1, outputs=3), PAST,
              WINDOWS[:, T - 2 : T + 1], "y[:, 0] equals x[:, -2, 0]",
              mend=change_y(lambda y: WINDOWS[:, T : T + 3])),
    swallowed("an early number of a window", lambda: stack(features=1),
              PAST, WINDOWS[:, 1:2].astype("float32"), "y equals x[:, -4, 0]",
              mend=change_y(lambda y: FUTURE_1)),
    swallowed("the same step", lambda: per_step(steps=None), X, X[..., :1],
              "at the same step", "shift y",
              mend=lambda model, x, y, said: (model, x[:, :-1], y[:, 1:])),
    swallowed("a step ahead, by a layer that reads backwards, too",
              lambda: chain(both("both", True), dense(), shape=(T, 1)),
              PAST, AHEAD, "'both' has read already",
              mend=another(lambda: per_step(features=1))),
    swallowed("an early number of windows in any order",
              lambda: stack(features=1), PAST[ORDER], WINDOWS[ORDER, 1:2],
              "y equals x[:, -4, 0]",
              mend=change_y(lambda y: FUTURE_1[ORDER])),
    # https://github.com/tensorflow/tensorflow/issues/40343
    swallowed("the first number of the window, by Keras' own windows",
              lambda: stack(features=1), lambda: by_keras(SERIES, SERIES),
              None, "y equals x[:, -5, 0]",
              mend=change_x(lambda x: by_keras(SERIES[:-T], SERIES[T:]))),
    # https://github.com/keras-team/keras/issues/12958
    swallowed("the column of the target at the same time",
              lambda: stack(steps=1, features=3), TABLE[:, np.newaxis],
              TABLE[:, 1], "y equals x[:, -1, 1]",
              mend=lambda model, x, y, said: (model, x[:-1], y[1:])),
    swallowed("the same words", lambda: language_model(lstm(None, True)),
              WORDS, WORDS, "at the same step", "shift y",
              mend=lambda model, x, y, said: (model, x[:, :-1], y[:, 1:])),
    swallowed("the next word, by a layer that reads backwards, too",
              lambda: language_model(both("both", True)), TEXT[:, :-1],
              TEXT[:, 1:], "'both' has read already",
              mend=another(lambda: language_model(lstm(None, True)))),
    swallowed("a decoder that is given its targets", lambda: decoder(TEXT),
              None, None, "at the same step", "shift y",
              mend=lambda *_: decoder(np.roll(TEXT, 1, axis=1))),
    # Classes and losses.
    swallowed("a softmax over one unit", lambda: head(1, "softmax", BINARY),
              X, BIT, "'head' has a softmax over one unit",
              "activation='sigmoid'",
              mend=set_layer("head", activation="sigmoid")),
    sure("one-hot classes for a sparse loss",
         lambda: head(3, "softmax", SPARSE), X, np.eye(3)[CLASS],
         "y.argmax(axis=-1)", CATEGORICAL, mend=as_told),
    sure("classes for a loss that wants columns",
         lambda: head(3, "softmax", CATEGORICAL), X, CLASS,
         "compile with sparse_", "keras.utils.to_categorical(y, 3)",
         mend=with_loss(SPARSE)),
    sure("classes from 1", lambda: head(3, "softmax", SPARSE), X, CLASS + 1,
         "class 3", "0 to 2", mend=change_y(lambda y: y - 1)),
    swallowed("half a class", lambda: head(3, "softmax", SPARSE),
              X, CLASS / 2, "the class 0.5",
              mend=change_y(lambda y: (2 * y).astype(int))),
    sure("more columns than classes", lambda: head(3, "softmax", SPARSE),
         X, np.zeros((N, 4)), "y of shape (12, 4) has a column for each",
         mend=as_told),
    swallowed("three classes for a sigmoid",
              lambda: head(1, "sigmoid", BINARY), X, CLASS, "'head'",
              "give it 3 units with activation='softmax'",
              "sparse_categorical_crossentropy",
              mend=another(lambda: head(3, "softmax", SPARSE))),
    swallowed("yes or no as -1 and 1", lambda: head(1, "sigmoid", BINARY),
              X, 2 * BIT - 1, "from 0 to 1, but y goes from -1 to 1",
              mend=change_y(lambda y: y > 0)),
    # What is no array of numbers.
    swallowed("NaN in x", stack, NAN, ONE, "[3, 0, 0]", "NaN",
              mend=change_x(filled)),
    swallowed("an infinite target", stack, X, INFINITE,
              "y holds NaN or inf", mend=change_y(filled)),
    sure("numbers as text", stack, X, ONE.astype(str),
         "y.astype('float32')", mend=as_told),
    sure("numbers as objects", stack, X.astype(object), ONE, "object",
         mend=change_x(lambda x: x.astype("float32"))),
    sure("no samples", stack, X[:0], ONE, "empty",
         mend=change_x(lambda x: X)),
    sure("y is a list", stack, X, ONE[:, 0].tolist(), "np.array(y)",
         mend=as_told),
    sure("x is a list", stack, X.tolist(), ONE, "np.array(x)", mend=as_told),
    sure("sequences of different length", lambda: chain(
        lstm(), dense(), shape=(None, 1)), [[[1]], [[1], [3]]], ONE[:2],
        "keras.utils.pad_sequences(x, padding='post')",
        mend=change_x(lambda x: keras.utils.pad_sequences(
            x, padding="post"))),
]
# fmt: on


def turned():
    model = chain(lstm(None, True), dense(), shape=(None, 2))
    return compiled(model), X.swapaxes(0, 1), EACH.swapaxes(0, 1)


# fmt: off
UNSEEN = [
    unseen("a leak at another scale", lambda: stack(features=1), PAST,
           3 * PAST[:, -1, 0] + 1, "a line could be the very task"),
    unseen("scaled by a range that the test has, too",
           lambda: stack(features=1), PAST / np.abs(SERIES).max(), FUTURE_1,
           "only the training data are given"),
    unseen("samples and time steps exchanged, where any number will do",
           turned, None, None, "both are just axes"),
    # https://github.com/keras-team/keras/issues/1853
    unseen("fixed batches that validation_split will not leave whole",
           lambda: fixed_batches(), X, ONE, "an argument of fit"),
    unseen("a learning rate of 1000", lambda: hasty(), X, ONE,
           "what is too fast only training shows"),
    unseen("padding that is also a true value", lambda: compiled(chain(
        keras.layers.Masking(), lstm(), dense())),
        np.where(RANDOM.random((N, T, 1)) < 0.2, 0, X), ONE,
        "a step of zeros may be padding"),
    unseen("yesterday's value is as good a forecast",
           lambda: stack(features=1), WALK[:, :T, np.newaxis],
           WALK[:, T : T + 1], "a baseline has to be compared"),
]
# fmt: on


def fixed_batches():
    return compiled(
        keras.Sequential(
            [
                keras.Input(batch_shape=(4, *X.shape[1:])),
                lstm(stateful=True),
                dense(),
            ]
        )
    )


def hasty():
    model = stack()
    model.compile(keras.optimizers.SGD(1000.0), "mse")
    return model
