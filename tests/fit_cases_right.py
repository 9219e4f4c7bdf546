"""Right models with their data, of which `check_fit` says nothing.

The kinds are what people build: what tutorials, examples and questions show.
"""

import keras
import numpy as np
from keras import layers, ops
from numpy.lib.stride_tricks import sliding_window_view

from helpers import models
from tests.fit_cases import (
    AHEAD,
    BINARY,
    BIT,
    CATEGORICAL,
    CLASS,
    EACH,
    FUTURE,
    IN,
    LETTERS,
    ONE,
    OUT,
    OWN,
    PAST,
    RANDOM,
    SENTENCES,
    SHORT,
    SPARSE,
    SYMBOLS,
    THREE,
    TWO,
    WORDS,
    F,
    N,
    T,
    X,
    added,
    batches,
    both,
    chain,
    compiled,
    dense,
    head,
    lstm,
    noise,
    numbers,
    per_step,
    pinball,
    right,
    stack,
    stored,
    through,
    words,
)
from tests.fit_cases_models import RIGHT_MODELS
from tests.fit_cases_several import RIGHT_PARTS

# Eight steps a period: the last of nine future steps equals the last past one.
PERIODS = sliding_window_view(np.sin(np.arange(80) * np.pi / 4), 12 + 9)
MIXED = RANDOM.permutation(PERIODS)
PLATEAUS = sliding_window_view(np.repeat(noise(20), 15), T + 1)
FLAT = np.where(np.arange(N)[:, np.newaxis, np.newaxis] < 7, X, 1)
BITS = numbers(2, 200, 30, 1)
LONG = noise(N, 20, 1)


class Part(keras.Model):
    def __init__(self):
        super().__init__()
        self.read = lstm()

    def call(self, x):
        return self.read(x)


# fmt: off
RIGHT = [
    *RIGHT_PARTS,
    *RIGHT_MODELS,
    # Keras adds a last axis of one, or drops it.
    right("x without its last axis", lambda: per_step(features=1),
          X[..., 0], X[..., 1]),
    right("x with an axis too many", stack, X[..., np.newaxis], ONE),
    right("a linear activation last, for its dtype", lambda: compiled(
        chain(lstm(), dense(3, "softmax"), layers.Activation("linear")),
        SPARSE), X, CLASS),
    right("a denoiser that drops of its own input", lambda: compiled(
        chain(lstm(None, True, dropout=0.3), dense(F))), X, X),
    right("features turned round", lambda: through(
        lstm(None, True), lambda h: ops.flip(h, axis=2), dense()), X, EACH),
    right("a layer of one's own within", lambda: compiled(
        through(Part(), dense())), X, ONE),
    *(right(f"a stack of {n}", lambda n=n: stack(n), X, ONE)
      for n in (1, 2, 3, 4)),
    *(right(f"a stack of {n}, a target a step",
            lambda n=n: per_step(depth=n), X, EACH) for n in (1, 2, 4)),
    right("targets of one axis", stack, X, ONE[:, 0]),
    right("a target a step, of two axes", per_step, X, EACH[..., 0]),
    right("three steps ahead", lambda: stack(features=1, outputs=3),
          PAST, FUTURE),
    right("three steps ahead, of three axes",
          lambda: stack(features=1, outputs=3), PAST, FUTURE[..., None]),
    right("a number a step, from the last output",
          lambda: stack(outputs=T), X, EACH[..., 0]),
    right("one step ahead at each step", lambda: per_step(features=1),
          PAST, AHEAD),
    right("a sequence of one step", lambda: per_step(steps=1), X[:, :1], ONE),
    right("any number of steps", lambda: stack(steps=None), X, ONE),
    right("whole numbers in, bool out", stack,
          np.arange(N * T * F).reshape(X.shape), ONE > 0),
    right("float64 and a loss in words",
          lambda: compiled(stack(), "mean_absolute_error"),
          X.astype("float64"), ONE.astype("float64")),
    right("float16", stack, X.astype("float16"), ONE),
    right("bool", stack, X > 0, ONE),
    # Models of other kinds.
    right("an LSTM without a head", lambda: chain(lstm()), X, np.tanh(TWO)),
    right("functional", lambda: through(lstm(), dense()), X, ONE),
    right("made line by line",
          lambda: added(lstm(None, True), lstm(), dense()), X, ONE),
    right("an encoder and a decoder, made line by line",
          lambda: added(lstm(), layers.RepeatVector(T), lstm(None, True)),
          X, np.tile(EACH, 2)),
    right("a model in a model",
          lambda: chain(per_step(), lstm(), dense()), X, ONE),
    right("no Input", lambda: keras.Sequential([lstm(None, True), lstm()]),
          X, TWO),
    right("no Input, compiled", lambda: compiled(keras.Sequential(
        [lstm(None, True), lstm(None, True), dense()])), X, EACH),
    right("two layers that read both ways",
          lambda: chain(both(None, True), both(), dense()), X, ONE),
    *(right(f"both ways, merged by {merge}",
            lambda merge=merge: chain(both(None, True, merge_mode=merge),
                                      both(merge_mode=merge), dense()),
            X, ONE) for merge in ("sum", "ave", "mul")),
    right("a GRU below an LSTM", lambda: chain(
        layers.GRU(2, return_sequences=True), lstm(), dense()), X, ONE),
    right("SimpleRNN", lambda: chain(layers.SimpleRNN(2), dense()), X, ONE),
    right("cells, one on the other", lambda: chain(
        layers.RNN([layers.LSTMCell(2), layers.GRUCell(3)],
                   return_sequences=True), dense(2)), X, np.tile(EACH, 2)),
    right("TimeDistributed", lambda: chain(
        lstm(None, True), layers.TimeDistributed(dense(2))),
        X, np.tile(EACH, 2)),
    right("sentences of words", lambda: chain(
        layers.TimeDistributed(lstm()), lstm(), shape=(3, T, F)),
        noise(N, 3, T, F), TWO),
    right("the mean over the steps", lambda: chain(
        lstm(None, True), layers.GlobalAveragePooling1D(), dense()), X, ONE),
    right("a softmax over the steps", lambda: chain(
        lstm(None, True), dense(), layers.Softmax(axis=1)), X, abs(EACH)),
    right("a decoder, flattened", lambda: chain(
        lstm(), layers.RepeatVector(3), lstm(None, True), dense(),
        layers.Flatten()), X, THREE),
    right("a horizon of several features", lambda: compiled(chain(
        lstm(), dense(3 * F), layers.Reshape((3, F)))), IN, OUT),
    right("a decoder over a horizon", lambda: compiled(chain(
        lstm(), layers.RepeatVector(3), lstm(None, True), dense(F))),
        IN, OUT),
    right("a series given its axis by a Reshape", lambda: chain(
        layers.Reshape((T, 1)), lstm(), shape=(T,)), X[..., 0], TWO),
    right("a convolution before the LSTM", lambda: chain(
        layers.Conv1D(2, 3, padding="causal", activation="relu"),
        layers.MaxPooling1D(2), lstm(), dense()), X, ONE),
    right("no recurrent layer", lambda: compiled(chain(
        layers.Conv1D(2, 2, padding="causal", dilation_rate=2),
        layers.Flatten(), dense())), X, ONE),
    right("dropout and normalisation", lambda: compiled(chain(
        lstm(None, True, dropout=0.2, recurrent_dropout=0.2),
        layers.BatchNormalization(), layers.SpatialDropout1D(0.2), lstm(),
        layers.Dropout(0.5), dense(4, "relu"), dense())), X, ONE),
    right("the last output of a layer that reads backwards", lambda: chain(
        lstm(go_backwards=True), dense()), X, ONE),
    right("a dictionary of one", lambda: keras.Sequential(
        [keras.Input((T, F), name="past"), lstm(), dense()]),
        {"past": X}, ONE),
    # Autoencoders.
    right("an autoencoder by RepeatVector", lambda: chain(
        lstm(), layers.RepeatVector(T), lstm(None, True), dense(F)), X, X),
    right("denoising, by a layer of the model", lambda: compiled(chain(
        layers.GaussianNoise(0.1), lstm(None, True), dense(F))), X, X),
    right("an autoencoder that tells in reverse", lambda: chain(
        lstm(), layers.RepeatVector(T), lstm(None, True), dense(F)),
        X, X[:, ::-1]),
    # Words.
    right("words in, a number out",
          lambda: words(lstm(None, True), lstm(), dense()), SENTENCES, ONE),
    right("a number for each word", lambda: words(lstm(None, True), dense()),
          WORDS, EACH),
    right("tags", lambda: compiled(
        words(both(None, True), dense(3, "softmax")), SPARSE),
        SENTENCES, SENTENCES % 3),
    right("tags, one-hot", lambda: compiled(
        words(both(None, True), dense(3, "softmax")), CATEGORICAL),
        SENTENCES, np.eye(3)[SENTENCES % 3]),
    right("the next word", lambda: compiled(
        words(lstm(None, True), dense(9)),
        keras.losses.SparseCategoricalCrossentropy(from_logits=True)),
        WORDS, np.roll(WORDS, -1, axis=1)),
    right("the next word, once", lambda: compiled(
        words(lstm(), dense(9, "softmax")), SPARSE), WORDS, WORDS[:, 0]),
    right("letters, one-hot", lambda: compiled(chain(
        lstm(), dense(5, "softmax"), shape=(6, 5)), CATEGORICAL),
        SYMBOLS, np.eye(5)[CLASS]),
    right("addition, letter by letter", lambda: compiled(chain(
        lstm(), layers.RepeatVector(T), lstm(None, True),
        dense(5, "softmax"), shape=(6, 5)), CATEGORICAL), SYMBOLS, LETTERS),
    # Masks.
    right("padded with 0", lambda: compiled(chain(
        layers.Masking(), lstm(None, True), lstm(), dense())),
        np.where(SHORT[:, None], X, 0), ONE),
    right("padded with -1", lambda: compiled(chain(
        layers.Masking(-1.0), both(None, True), dense())),
        np.where(SHORT[:, None], X, -1), EACH),
    # Classes and other losses.
    right("classes", lambda: head(3, "softmax", SPARSE), X, CLASS),
    right("classes as floats in a column",
          lambda: head(3, "softmax", SPARSE),
          X, CLASS[:, None].astype("float32")),
    right("a class a step", lambda: head(3, "softmax", SPARSE, True),
          X, WORDS % 3),
    right("classes of which one is left out", lambda: head(
        3, "softmax", keras.losses.SparseCategoricalCrossentropy(
            ignore_class=-1)), X, CLASS - (CLASS == 0)),
    right("classes, not compiled", lambda: chain(lstm(), dense(3)), X, CLASS),
    right("classes, one-hot", lambda: head(3, "softmax", CATEGORICAL),
          X, np.eye(3)[CLASS]),
    right("classes, smoothed", lambda: head(
        3, "softmax", keras.losses.CategoricalCrossentropy(
            label_smoothing=0.1)), X, np.eye(3)[CLASS]),
    right("classes, as probabilities", lambda: head(
        3, "softmax", keras.losses.KLDivergence()), X, np.eye(3)[CLASS]),
    right("a softmax of its own", lambda: compiled(chain(
        lstm(), dense(3), layers.Activation("softmax")), SPARSE), X, CLASS),
    right("logits", lambda: head(
        3, None, keras.losses.SparseCategoricalCrossentropy(
            from_logits=True)), X, CLASS),
    right("two classes with a column for each, asked one by one",
          lambda: head(2, "softmax", BINARY), X, np.eye(2)[BIT]),
    right("yes or no", lambda: head(1, "sigmoid", BINARY), X, BIT),
    right("yes or no, as logits", lambda: head(
        1, None, keras.losses.BinaryCrossentropy(from_logits=True)), X, BIT),
    right("yes or no, by focal loss", lambda: head(
        1, "sigmoid", keras.losses.BinaryFocalCrossentropy()), X, BIT),
    right("two classes with two units", lambda: head(2, "softmax", SPARSE),
          X, BIT),
    right("several labels at once", lambda: head(4, "sigmoid", BINARY),
          X, numbers(2, N, 4)),
    right("yes or no at every step", lambda: head(1, "sigmoid", BINARY, True),
          X, numbers(2, N, T)),
    right("hinge", lambda: head(1, "tanh", "hinge"), X, 2 * BIT - 1),
    right("a share by sigmoid", lambda: head(1, "sigmoid", "mse"),
          X, RANDOM.random(N)),
    right("scaled to -1 to 1, by tanh", lambda: head(1, "tanh", "mse"),
          X, np.tanh(ONE)),
    right("amounts by relu", lambda: head(1, "relu", "mse"), X, abs(ONE)),
    right("an angle's sine and cosine", lambda: head(
        2, "tanh", "cosine_similarity"), X, np.tanh(TWO)),
    right("a loss of one's own", lambda: head(
        1, None, lambda y, p: ops.mean(ops.log(ops.cosh(y - p)))),
        X, ONE, OWN),
    right("a loss of one's own, for one of two outputs", lambda: head(
        2, None, lambda y, p: ops.mean((y - p[:, :1]) ** 2)), X, ONE, OWN),
    right("quantiles", lambda: head(
        3, None, pinball(np.float32([0.1, 0.5, 0.9]))), X, ONE, OWN),
    # Data sets; a third part holds weights.
    right("a tf.data.Dataset", stack, lambda: stored(X, ONE)),
    right("a tf.data.Dataset with weights", stack,
          lambda: stored(X, ONE, ONE[:, 0])),
    right("a PyDataset", stack, lambda: batches(X, ONE[:, 0])),
    # Equal numbers that give nothing away: a series that stands still, that
    # rarely moves, that repeats itself; few changes, few samples; a memory.
    right("a series that stands still", stack, np.ones((N, T, F)), np.ones(N)),
    right("plateaus", lambda: stack(features=1),
          PLATEAUS[:, :T, np.newaxis], PLATEAUS[:, T]),
    *(right(f"a series that repeats, {how}",
            lambda: stack(steps=12, features=1, outputs=9),
            sine[:, :12, np.newaxis], sine[:, 12:])
      for how, sine in (("in order", PERIODS), ("mixed", MIXED))),
    right("few changes", stack, FLAT, FLAT[:, -1, 0]),
    right("few samples", stack, X[:7], X[:7, -1, 0]),
    right("few samples, a target a step", per_step, X[:7], X[:7, :, :1]),
    right("recall the first step", stack, X, X[:, 0, 0]),
    right("an echo, one step late", per_step, X,
          np.roll(X[..., :1], 1, axis=1)),
    right("an echo, three steps late", lambda: per_step(steps=20, features=1),
          LONG, np.roll(LONG, 3, axis=1)),
    right("the parity of bits", lambda: stack(steps=30, features=1),
          BITS, BITS.sum(axis=1) % 2),
    right("the running sum", per_step, X, X.cumsum(axis=1)[..., :1]),
    # What the lessons build.
    right("lesson 03, a month at a time",
          lambda: stack(4, 3, steps=None, features=1), PAST, FUTURE),
    right("lesson 07, a mask and a sigmoid a step", lambda: compiled(
        words(both(None, True), both(None, True), dense(1, "sigmoid")),
        BINARY), SENTENCES, (SENTENCES > 4)[..., None]),
    *(right(f"lesson 08, {form}", lambda form=form: compiled(
        models.stack_of_form(T, 1, 2, outputs=3, depth=2, **form)),
        PAST, FUTURE) for form in (
            {"normalise": True}, {"residual": True},
            {"normalise": True, "residual": True})),
]
# fmt: on
