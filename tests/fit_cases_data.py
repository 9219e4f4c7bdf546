"""Wrong data: no numbers, no array, exchanged, or for several ins and outs."""

import keras
import numpy as np
from keras import layers

from tests.fit_cases import (
    CLASS,
    EACH,
    FUTURE,
    ONE,
    PAST,
    SPARSE,
    TWO,
    F,
    N,
    T,
    X,
    another,
    as_told,
    chain,
    change_x,
    change_y,
    compiled,
    dense,
    head,
    lstm,
    noise,
    stack,
    stored,
    sure,
    through,
    words,
)

RAGGED = [noise(n, F) for n in (3, 5, 4, 2) * 3]
DATES = np.datetime64("2024-01-01") + np.arange(N * T).reshape(N, T, 1)
TEXTS = np.array(["the cat sat", "a dog ran off", "the sun is up"] * 4)


def any_length():
    return compiled(chain(layers.Masking(), lstm(), dense(), shape=(None, F)))


def bare():
    return compiled(keras.Sequential([lstm(), dense()]))


def two_inputs():
    past, day = keras.Input((T, F), name="past"), keras.Input((3,), name="day")
    joined = layers.concatenate([lstm()(past), day])
    return compiled(keras.Model([past, day], dense()(joined)))


def two_outputs(low=1, sequences=False):
    into = keras.Input((T, F))
    read = lstm("reads", sequences)(into)
    outs = {
        "low": dense(low, name="low")(read),
        "kind": dense(3, "softmax", name="kind")(lstm()(into)),
    }
    return compiled(keras.Model(into, outs), {"low": "mse", "kind": SPARSE})


# fmt: off
WRONG_DATA = [
    # No numbers.
    # https://github.com/keras-team/keras/issues/6084
    sure("labels in words", lambda: head(2, "softmax", SPARSE), X,
         np.array(["up", "down"] * 6), "y", "text", "np.unique",
         mend=change_y(lambda y: np.unique(y, return_inverse=True)[1])),
    sure("texts for an Embedding", lambda: compiled(words(lstm(), dense())),
         TEXTS, ONE, "x", "text", "TextVectorization",
         mend=lambda model, x, y, said: vectorised(x, y)),
    sure("dates", lambda: compiled(chain(lstm(), dense(), shape=(T, 1))),
         DATES, ONE, "x", "date",
         mend=change_x(lambda x: x.astype("datetime64[M]").astype(int) % 12)),
    sure("complex numbers", stack, X.astype(complex), ONE, "x", "complex",
         mend=change_x(lambda x: x.real)),
    # No array.
    sure("sequences in a list, of different length", any_length, RAGGED, ONE,
         "x", "pad_sequences",
         mend=change_x(lambda x: keras.utils.pad_sequences(
             x, padding="post", dtype="float32"))),
    sure("sequences in an object array", any_length,
         lambda: as_objects(RAGGED), ONE, "x", "pad_sequences",
         mend=change_x(lambda x: keras.utils.pad_sequences(
             x, padding="post", dtype="float32"))),
    sure("windows in a list", stack, list(X), ONE, "np.stack(x)",
         mend=as_told),
    sure("a ragged tensor", any_length, lambda: as_ragged(RAGGED), ONE,
         "x", "to_tensor()", mend=change_x(lambda x: x.to_tensor())),
    # Exchanged.
    sure("x and y exchanged", stack, ONE, X, "exchanged", "give y first",
         mend=lambda model, x, y, said: (model, y, x)),
    sure("x and y as a pair", stack, (X, ONE), None, "pair",
         mend=lambda model, x, y, said: (model, *x)),
    # Models without an Input.
    # https://github.com/keras-team/keras/issues/20115
    sure("no Input, and a data set without a batch", bare,
         lambda: stored(X, ONE, size=None), None, ".batch(",
         mend=change_x(lambda x: x.batch(6))),
    sure("no Input, and a table without time", bare, X[:, 0], ONE,
         "reads three axes", "x[..., np.newaxis]",
         mend=change_x(lambda x: x[..., np.newaxis])),
    # https://github.com/keras-team/keras/issues/1401
    sure("no Input, and a decoder that is handed no steps",
         lambda: compiled(keras.Sequential(
             [lstm("low"), lstm("high", True), dense(F)])), X, X,
         "'low'", "RepeatVector",
         mend=another(lambda: compiled(keras.Sequential(
             [lstm(), layers.RepeatVector(T), lstm(None, True), dense(F)])))),
    # https://github.com/keras-team/keras/issues/2721
    sure("no Input, and four layers without sequences",
         lambda: compiled(keras.Sequential(
             [lstm("a"), lstm("b"), lstm(), dense()])), X, ONE,
         "return_sequences=True in 'a' and 'b'",
         mend=another(lambda: compiled(keras.Sequential(
             [lstm(None, True), lstm(None, True), lstm(), dense()])))),
    # Axes.
    # https://github.com/keras-team/keras/issues/7403
    sure("words of letters for one LSTM", lambda: stack(features=F),
         noise(N, 3, T, F), ONE, "TimeDistributed",
         mend=another(lambda: compiled(chain(
             layers.TimeDistributed(lstm()), lstm(), dense(),
             shape=(3, T, F))))),
    # https://github.com/keras-team/keras/issues/1159
    sure("a table where windows are declared", lambda: stack(features=6),
         noise(N, 6), ONE, "cut x into windows of 5 steps", "y[4:]",
         mend=lambda *case: (*as_told(*case)[:2], ONE[4:])),
    # https://github.com/FlorentF9/DeepTemporalClustering/issues/2
    sure("all steps in a row", lambda: stack(outputs=T * F), X, X * 1.5,
         "'head'", "Reshape((5, 2))",
         mend=another(lambda: compiled(chain(
             lstm(), dense(T * F), layers.Reshape((T, F)))))),
    # Several inputs or outputs.
    sure("one of two inputs has steps and features exchanged", two_inputs,
         [X.swapaxes(1, 2), noise(N, 3)], ONE,
         "x[0] has", "give np.swapaxes(x[0], 1, 2)",
         mend=change_x(lambda x: [x[0].swapaxes(1, 2), x[1]])),
    sure("one of two inputs gives the target away", two_inputs,
         [PAST.repeat(F, axis=2), noise(len(PAST), 3)], PAST[:, -1, 0],
         "y equals x[0][:, -1, ", "after the last step of x[0].",
         mend=change_y(lambda y: FUTURE[:, 0])),
    sure("two targets for the one of three outputs that is trained",
         lambda: compiled(through(lstm(return_state=True)),
                          ["mse", None, None]), X, [TWO, TWO],
         "has 3 outputs", "y consists of 2 arrays: give a list of 3",
         mend=change_y(lambda y: [*y, TWO])),
    sure("one array for two inputs", two_inputs, X, ONE, "2 inputs",
         mend=change_x(lambda x: [x, noise(N, 3)])),
    sure("a name that is no input's", stack, {"a": X}, ONE, "give x['a']",
         mend=as_told),
    sure("one array for three outputs", lambda: through(
        lstm(return_state=True)), X, ONE, "has 3 outputs", "a list of 3",
        mend=change_y(lambda y: [TWO] * 3)),
    sure("an input that is missing", two_inputs, {"past": X}, ONE, "'day'",
         mend=change_x(lambda x: {**x, "day": noise(N, 3)})),
    sure("inputs of different numbers of samples", two_inputs,
         [X, noise(N - 2, 3)], ONE, "x[0] 12", "x[1] 10",
         mend=change_x(lambda x: [x[0], noise(N, 3)])),
    sure("one of two outputs has a target a step", two_outputs, X,
         {"low": EACH, "kind": CLASS}, "low", "'reads'",
         "return_sequences=True",
         mend=another(lambda: two_outputs(sequences=True))),
    sure("one of two outputs has classes from 1", two_outputs, X,
         {"low": ONE, "kind": CLASS + 1}, "kind", "class 3",
         mend=change_y(lambda y: y | {"kind": y["kind"] - 1})),
    sure("one of two outputs has too many units",
         lambda: two_outputs(3), X, {"low": ONE, "kind": CLASS}, "'low'",
         "give that layer 1 unit", mend=another(two_outputs)),
    sure("one array for two outputs", two_outputs, X, ONE, "2 outputs",
         mend=change_y(lambda y: {"low": y, "kind": CLASS})),
]
# fmt: on


def vectorised(x, y):
    import tensorflow as tf

    read = layers.TextVectorization(9, output_sequence_length=T)
    read.adapt(x)
    parts = read, layers.Embedding(9, 3, mask_zero=True), lstm(), dense()
    into = keras.Input((1,), dtype="string")
    return (
        compiled(keras.Sequential([into, *parts])),
        tf.constant(x)[:, None],
        y,
    )


def as_objects(sequences):
    made = np.empty(len(sequences), object)
    made[:] = sequences
    return made


def as_ragged(sequences):
    import tensorflow as tf

    return tf.ragged.stack(sequences)
