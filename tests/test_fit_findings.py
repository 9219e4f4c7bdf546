"""Findings that come near to right models: both sides of each.

A wrong one is mended as its sentence says; then nothing is left to say, and
the model can learn.
"""

import keras
import numpy as np
import pytest
from keras import layers, ops
from numpy.lib.stride_tricks import sliding_window_view

from helpers.fit_check import check_fit
from tests.fit_cases import CATEGORICAL, can_learn, compiled, lstm, through

N, T, F = 12, 5, 2
RANDOM = np.random.default_rng(0)
X, ONE = RANDOM.normal(size=(N, T, F)), RANDOM.normal(size=(N, 1))
EACH = RANDOM.normal(size=(N, T, 1))
FAR, CLASS, BIT = ONE * 20 + 300, np.arange(N) % 3, np.arange(N) % 2
IDS = np.where(np.arange(T) < 3, RANDOM.integers(1, 9, (N, T)), 0)
TABLE = RANDOM.normal(size=(30, F))
WINDOWS = RANDOM.permutation(sliding_window_view(TABLE[:, 0], 7))


def chain(*parts, loss="mse", shape=(T, F)):
    model = through(*parts, shape=shape)
    return compiled(model, loss) if loss else model


def back():
    return lstm("back", True, go_backwards=True)


def dense(units=1, activation=None):
    return layers.Dense(units, activation=activation, name="head")


def joined(turn):
    def join(x):
        steps = [lstm(None, True)(x), turn(back()(x))]
        return layers.Concatenate(name="join")(steps)

    return chain(join, lstm(), dense())


def distance(y, p):
    return ops.mean((y - p) ** 2)


def nearest(y, p):
    return ops.mean(ops.min((y - p) ** 2, axis=-1))


def quantiles(y, p):
    q = ops.convert_to_tensor([0.1, 0.5, 0.9])
    return ops.mean(ops.maximum(q * (y - p), (q - 1) * (y - p)))


def of_sum(y, p):
    return ops.mean((y - ops.sum(p, axis=-1, keepdims=True)) ** 2)


def spread_too(y, p):
    return ops.mean(p[:, 1:] + (y - p[:, :1]) ** 2 * ops.exp(-p[:, 1:]))


def weighted(y, p):
    return ops.mean(y[:, 1:] * (y[:, :1] - p) ** 2)


class Stretch(layers.Layer):
    """A layer of one's own, whose activation is not the last that it does."""

    activation = staticmethod(keras.activations.sigmoid)

    def call(self, x):
        return 300 * self.activation(x)


def attention(x):
    """Of steps that run backwards, each answer takes from all."""
    told = lstm(None, True)(x)
    return layers.Attention()([told, back()(x)])


def from_the_end(x):
    _, *states = layers.LSTM(
        2, return_sequences=True, return_state=True, go_backwards=True
    )(x)
    return lstm(None, True)(x, initial_state=states)


def words(*parts, **options):
    table = layers.Embedding(9, 2, name="words", **options)
    return chain(table, *parts, lstm("reads"), dense(), shape=(T,))


# fmt: off
# model, x, y, mark, parts of the sentence, what it advises
WRONG = {
    "labels for one sigmoid": (
        lambda: chain(lstm(), dense(1, "sigmoid"),
                      loss="binary_crossentropy"), X, CLASS,
        "✗", ["labels 0 to 2", "give it 3 units"], lambda: (chain(
            lstm(), dense(3, "softmax"),
            loss="sparse_categorical_crossentropy"), X, CLASS)),
    "one sigmoid, and a loss of many": (
        lambda: chain(lstm(), dense(1, "sigmoid"), loss=CATEGORICAL), X, BIT,
        "✗", ["'head' has one: compile with binary"], lambda: (chain(
            lstm(), dense(1, "sigmoid"), loss="binary_crossentropy"), X, BIT)),
    "whole numbers, before compile": (
        lambda: chain(lstm(), dense(3), loss=None), X, CLASS[:, np.newaxis],
        "?", ["'head'", "give that layer 1 unit", "activation='softmax'"],
        lambda: (chain(lstm(), dense()), X, CLASS[:, np.newaxis])),
    "a loss that stretches the target": (
        lambda: chain(lstm(), dense(8), loss=distance), X, ONE,
        "?", ["'head'", "your loss stretches", "give that layer 1 unit"],
        lambda: (chain(lstm(), dense(), loss=distance), X, ONE)),
    "a loss that stretches it over the steps": (
        lambda: chain(lstm(None, True), dense(), loss=distance), X, ONE,
        "?", ["take return_sequences=True out below it"],
        lambda: (chain(lstm(), dense(), loss=distance), X, ONE)),
    "a Rescaling that does not reach": (
        lambda: chain(lstm(), dense(1, "sigmoid"), layers.Rescaling(10.0)),
        X, FAR, "✗", ["gives 0 to 10 only", "out of 'head'"], lambda: (chain(
            lstm(), dense(), layers.Rescaling(10.0)), X, FAR)),
    "all steps in a row": (
        lambda: chain(lstm(), dense(T * F)), X, X + 1,
        "✗", ["put Reshape((5, 2)) above", "'head'"], lambda: (chain(
            lstm(), dense(T * F), layers.Reshape((T, F))), X, X + 1)),
    "targets in a row": (
        lambda: chain(lstm(None, True), dense(F)), X, X[::-1].reshape(N, -1),
        "✗", ["give y.reshape((-1, 5, 2))"],
        lambda: (chain(lstm(None, True), dense(F)), X, X[::-1])),
    "no time axis": (
        lambda: chain(lstm(), dense()), TABLE, TABLE[:, :1] ** 2,
        "✗", ["give np.lib.stride_tricks.sliding_window_view(x, 5, axis=0)."
              "swapaxes(1, 2), and the targets of their ends, y[4:]"],
        lambda: (chain(lstm(), dense()), sliding_window_view(
            TABLE, 5, axis=0).swapaxes(1, 2), TABLE[4:, :1] ** 2)),
    "steps of both orders joined": (
        lambda: joined(lambda steps: steps), X, ONE,
        "?", ["'join'", "'back'", "keras.ops.flip(..., axis=1)"],
        lambda: (joined(lambda steps: ops.flip(steps, axis=1)), X, ONE)),
    "the steps pooled to one": (
        lambda: chain(lstm("low", True), layers.GlobalMaxPooling1D(
            name="pool"), layers.Reshape((1, 2), name="axis"), lstm("high"),
            dense()), X, ONE, "✗", ["take 'pool' and 'axis' out"],
        lambda: (chain(lstm(None, True), lstm(), dense()), X, ONE)),
    "shuffled windows along the features": (
        lambda: chain(lstm("reads"), dense(), shape=(1, 6)),
        WINDOWS[:, np.newaxis, :6], WINDOWS[:, 6],
        "?", ["'reads'", "give x.reshape(-1, 6, 1)", "Input((6, 1))"],
        lambda: (chain(lstm(), dense(), shape=(6, 1)),
                 WINDOWS[:, :6, np.newaxis], WINDOWS[:, 6])),
}

RIGHT = {
    "the best of several guesses": lambda: (
        chain(lstm(), dense(4), loss=nearest), X, ONE),
    "quantiles": lambda: (chain(lstm(), dense(3), loss=quantiles), X, ONE),
    "parts of a sum": lambda: (chain(lstm(), dense(3), loss=of_sum), X, ONE),
    "a mean and a spread": lambda: (
        chain(lstm(), dense(2), loss=spread_too), X, ONE),
    "a weight beside the target": lambda: (
        chain(lstm(), dense(), loss=weighted), X, np.hstack([ONE, ONE**2])),
    "a layer of one's own": lambda: (chain(lstm(), dense(), Stretch()),
                                     X, FAR),
    "a sigmoid times 400": lambda: (
        chain(lstm(), dense(1, "sigmoid"), lambda p: 400 * p), X, FAR),
    "a tanh for targets of spread 1": lambda: (
        chain(lstm(), dense(1, "tanh")), X, np.clip(ONE, -2, 2)),
    "steps without a target": lambda: (
        chain(lstm(None, True), dense(1, "sigmoid")), X, np.where(
            np.arange(T)[:, np.newaxis] < 3, EACH**2 % 1, -1)),
    "backwards, for attention": lambda: (chain(attention, dense()), X, EACH),
    "backwards, for its states": lambda: (
        chain(from_the_end, dense()), X, EACH),
    "two steps in one": lambda: (
        chain(lstm(None, True), layers.Reshape((2, 4)), lstm(), dense(),
              shape=(4, F)), X[:, :4], ONE),
    "a mask, and nothing to mask": lambda: (
        words(layers.Conv1D(2, 3), mask_zero=True),
        RANDOM.integers(1, 9, (N, T)), ONE),
    "vectors of zeros for the padding": lambda: (
        words(layers.Masking(), weights=[np.eye(9, 2, -1)]), IDS, ONE),
    "features of one step": lambda: (
        chain(lstm(), dense(), shape=(1, F)), TABLE[:, np.newaxis],
        RANDOM.normal(size=30)),
}
# fmt: on


@pytest.mark.parametrize("name", WRONG)
def test_it_is_found_and_its_advice_mends_it(name):
    build, x, y, mark, says, mend = WRONG[name]
    found = check_fit(build(), x, y)
    assert len(found) == 1, found
    assert str(found).startswith(f"{mark} {found[0]}")
    assert [part for part in says if part not in found[0]] == [], found
    model, x, y = mend()
    assert not check_fit(model, x, y)
    assert can_learn(model, x, y)


@pytest.mark.filterwarnings("ignore:Layer 'conv1d:UserWarning")
@pytest.mark.parametrize("name", RIGHT)
def test_what_comes_near_it_is_right(name):
    assert not check_fit(*RIGHT[name]())


class Squares(keras.losses.Loss):
    def call(self, y, p):
        return ops.mean((y - p) ** 2)


def test_shapes_that_an_own_loss_stretches_are_found_in_any_number_of_axes():
    def told(sequences, loss, y):
        model = chain(lstm(None, sequences), dense(), loss=loss)
        return repr(check_fit(model, X, y))

    # Keras takes the axis of one off for a function, not for a class.
    assert told(False, distance, ONE[:, 0])[0] == "✓"
    assert told(False, Squares(), ONE)[0] == "✓"
    assert "give y[:, np.newaxis]" in told(False, Squares(), ONE[:, 0])
    for loss in distance, Squares():
        assert "take return_sequences=True" in told(True, loss, ONE[:, 0])
    assert "set return_sequences below" in told(False, distance, EACH)


def test_numbers_that_are_missing_may_be_filled_by_the_model():
    gaps = np.where(X[0, 0, 0] == X, np.nan, X)
    for fill, sure in (
        (layers.Identity(), True),
        (lambda x: ops.where(ops.isnan(x), 0.0, x), False),
    ):
        (found,) = check_fit(chain(fill, lstm(), dense()), gaps, ONE)
        assert found.sure == sure
