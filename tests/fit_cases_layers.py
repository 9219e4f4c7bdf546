"""Wrong models whose layers lose, turn round or never mask the steps."""

import keras
import numpy as np
from keras import layers, ops
from numpy.lib.stride_tricks import sliding_window_view

from tests.fit_cases import (
    BINARY,
    BIT,
    EACH,
    ONE,
    F,
    N,
    T,
    X,
    another,
    chain,
    change_x,
    compiled,
    dense,
    doubtful,
    embedding,
    lstm,
    noise,
    numbers,
    set_layer,
    stored,
    sure,
    swallowed,
    through,
    words,
)

SHORT = np.arange(T) < 3  # the steps that are no padding
IDS = numbers(8, N, T) + 1
SERIES = sliding_window_view(noise(40), 13)


def unsqueezed():
    return chain(lstm("low", True), lstm("high"), dense())


def two_on_the_other():
    return chain(lstm("low", True, units=4), lstm("high"), dense())


def carried(batch, steps=T, features=F):
    into = keras.Input(batch_shape=(batch, steps, features))
    only = lstm("only", stateful=True)
    return compiled(keras.Sequential([into, only, dense()]))


def attention(weigh):
    into = keras.Input((T, F))
    steps = lstm(None, True)(into)
    read = ops.sum(weigh(steps) * steps, axis=1)
    return compiled(keras.Model(into, dense()(read)))


# fmt: off
WRONG_LAYERS = [
    # A sequence that is lost on the way.
    swallowed("a model below a RepeatVector", lambda: chain(
        chain(lstm("low")), layers.RepeatVector(T, name="again"),
        lstm("high"), dense()), X, ONE, "take 'again' out",
        "return_sequences=True in", "low'", mend=another(unsqueezed)),
    swallowed("one step cut out between two layers", lambda: through(
        lstm("low", True), lambda h: h[:, -1:], lstm("high"), dense()),
        X, ONE, "hands 'high' 1 step", "'low'", mend=another(unsqueezed)),
    swallowed("a decoder whose steps are averaged", lambda: chain(
        lstm("low"), layers.RepeatVector(T, name="again"), lstm("high", True),
        layers.GlobalAveragePooling1D(), dense()), X, ONE,
        "take 'again' out", "return_sequences=True in 'low'",
        mend=another(lambda: chain(
            lstm("low", True), lstm("high", True),
            layers.GlobalAveragePooling1D(), dense()))),
    swallowed("an axis of one made by an operation", lambda: through(
        lstm("low"), lambda h: ops.expand_dims(h, 1), lstm("high"), dense()),
        X, ONE, "hands 'high' 1 step", "return_sequences=True in 'low'",
        mend=another(unsqueezed)),
    doubtful("axes exchanged between two layers", lambda: chain(
        lstm("low", True, units=4), layers.Permute((2, 1), name="turn"),
        lstm("high"), dense()), X, ONE, "'turn'", "take 'turn' out",
        mend=another(two_on_the_other)),
    doubtful("steps cut anew between two layers", lambda: chain(
        lstm("low", True, units=4), layers.Reshape((4, T), name="cut"),
        lstm("high"), dense()), X, ONE, "'cut'", "take 'cut' out",
        mend=another(two_on_the_other)),
    doubtful("steps that run backwards", lambda: compiled(chain(
        lstm("back", True, go_backwards=True), dense())), X, EACH,
        "'back'", "take go_backwards=True out",
        mend=set_layer("back", go_backwards=False)),
    doubtful("steps that run backwards, to be turned round",
             lambda: compiled(through(
                 lstm("back", True, go_backwards=True), dense())), X, EACH,
             "'back'", "keras.ops.flip(..., axis=1)",
             mend=another(lambda: compiled(through(
                 lstm("back", True, go_backwards=True),
                 lambda h: ops.flip(h, axis=1), dense())))),
    # Layers that say one thing only.
    sure("attention with a softmax over one unit", lambda: attention(
        dense(1, "softmax", "weights")), X, ONE, "'weights'",
        "a softmax over one unit",
        mend=another(lambda: attention(lambda h: layers.Softmax(axis=1)(
            dense()(h))))),
    sure("a softmax over one unit, at each step", lambda: chain(
        lstm(None, True), layers.TimeDistributed(dense()),
        layers.Activation("softmax", name="weights")), X, EACH > 0,
        "'weights' has a softmax over one unit",
        mend=another(lambda: chain(lstm(None, True), dense(1, "sigmoid")))),
    sure("a Dropout of everything", lambda: chain(
        lstm(), layers.Dropout(1.0, name="drop"), dense()), X, ONE,
        "'drop'", "a rate below 1",
        mend=another(lambda: chain(lstm(), layers.Dropout(0.01), dense()))),
    # Masks that mask nothing.
    # https://github.com/tensorflow/tensorflow/issues/82316
    doubtful("padded with -1, masked where 0", lambda: compiled(chain(
        layers.Masking(name="mask"), lstm(), dense())),
        np.where(SHORT[:, None], X, -1), ONE, "'mask'", "mask_value=-1",
        mend=set_layer("mask", mask_value=-1.0)),
    doubtful("padded with -1, to be padded with 0", lambda: compiled(chain(
        layers.Masking(name="mask"), lstm(), dense())),
        np.where(SHORT[:, None], X, -1), ONE, "'mask'", "pad x with 0",
        mend=change_x(lambda x: np.where(x == -1, 0, x))),
    sure("Masking above an Embedding", lambda: compiled(chain(
        embedding(name="words"), layers.Masking(name="mask"), lstm(),
        dense(), shape=(T,))), np.where(SHORT, IDS, 0), ONE,
        "'mask'", "mask_zero=True in 'words'",
        mend=another(lambda: compiled(words(lstm(), dense())))),
    # https://github.com/keras-team/keras/issues/7292
    doubtful("a mask lost at a convolution", lambda: compiled(words(
        layers.Conv1D(4, 3, padding="same", name="near"), lstm("reads"),
        dense(1, "sigmoid")), BINARY), np.where(SHORT, IDS, 0), BIT,
        "'words'", "'near'", "'reads'",
        mend=another(lambda: compiled(words(
            layers.Conv1D(4, 3, padding="same", name="near"), lstm("reads"),
            dense(1, "sigmoid"), mask=False), BINARY))),
    doubtful("a mask lost at a Reshape", lambda: compiled(chain(
        layers.Masking(name="mask"), layers.Reshape((T, F), name="cut"),
        lstm("reads"), dense())), np.where(SHORT[:, None], X, 0), ONE,
        "'mask'", "'cut'", "'reads'",
        mend=another(lambda: compiled(chain(
            layers.Masking(), lstm(), dense())))),
    doubtful("a mask lost at a plus sign", lambda: compiled(through(
        layers.Masking(name="mask"), lambda h: h + 1, lstm("reads"),
        dense())), np.where(SHORT[:, None], X, 0), ONE, "'mask'", "'reads'",
        mend=another(lambda: compiled(chain(
            layers.Masking(), lstm(), dense())))),
    doubtful("words padded with a word", lambda: compiled(
        words(lstm(), dense(), rows=10)), np.where(SHORT, IDS % 8 + 1, 9),
        ONE, "'words'", "padded with 9",
        mend=change_x(lambda x: np.where(x == 9, 0, x))),
    # What an Embedding cannot look up.
    # https://github.com/keras-team/keras/issues/11819
    sure("more words than rows", lambda: compiled(words(lstm(), dense())),
         np.where(SHORT, IDS + 1, 0) % 10, ONE, "'words'", "input_dim=10",
         mend=set_layer("words", input_dim=10)),
    swallowed("words below 0", lambda: compiled(
        words(lstm(), dense(), mask=False)), IDS - 2, ONE, "'words'",
        "id -1", mend=change_x(lambda x: x + 1)),
    swallowed("measured numbers for an Embedding", lambda: compiled(
        words(lstm(), dense(), mask=False)), abs(X[..., 0]), ONE, "'words'",
        "whole numbers", "Reshape((-1, 1))",
        mend=another(lambda: compiled(chain(
            layers.Reshape((-1, 1)), lstm(), dense(), shape=(T,))))),
    # A past that lies along the features.
    doubtful("windows along the features", lambda: compiled(chain(
        lstm("reads"), dense(), shape=(1, 12))), SERIES[:, None, :12],
        SERIES[:, 12], "'reads'", "x.reshape(-1, 12, 1)", "Input((12, 1))",
        mend=lambda model, x, y, said: (compiled(chain(
            lstm(), dense(), shape=(12, 1))), x.reshape(-1, 12, 1), y)),
    # A number of samples that is fixed.
    sure("samples left over from fixed batches", lambda: carried(10), X, ONE,
         "'only'", "has 2 of the 12", "the first 10 samples",
         mend=lambda model, x, y, said: (model, x[:10], y[:10])),
    sure("a data set of other batches than the fixed ones",
         lambda: carried(5), lambda: stored(X, ONE), None, "'only'",
         ".batch(5, drop_remainder=True)",
         mend=change_x(lambda x: x.unbatch().batch(5, drop_remainder=True))),
    # https://github.com/keras-team/keras/issues/1820
    doubtful("overlapping windows for a stateful layer",
             lambda: carried(6, 12, 1), SERIES[:24, :12, None],
             SERIES[:24, 12:], "'only'", "take stateful=True out",
             mend=another(lambda: compiled(chain(
                 lstm(), dense(), shape=(12, 1))))),
]
# fmt: on
