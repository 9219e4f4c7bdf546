"""What the hint for each wrong model or function must say.

As in `tests/hints.py`, but each answer is a function that builds it.
"""

import inspect
from collections.abc import Callable

import keras
import numpy as np
from keras.layers import LSTM, Dense, Flatten, RepeatVector, Reshape

from helpers import reference
from helpers.checks.engine import NO_SLIP
from helpers.models import stacked_lstm_model
from tests.hints import Case
from tests.stacks import (
    EVERY,
    LAST,
    RIGHT_EVERY,
    SIZES,
    WRONG_EVERY,
    sequential,
    stack,
)


def then(last: dict, *above: keras.Layer) -> keras.Model:
    """Return the stack with layers between its last LSTM and the head."""
    return sequential(LSTM(8, **EVERY), LSTM(6, **last), *above, Dense(3))


class Own(keras.Model):
    """A model that is neither Sequential nor functional."""

    def __init__(self) -> None:
        super().__init__()
        self.row = [LSTM(8, **EVERY), LSTM(6, **EVERY), Dense(3)]


# The sum of each sequence, and models that are to fit to it.
X = np.random.default_rng(0).random((12, 5, 2))
SUMS = X.sum(axis=(1, 2))[:, np.newaxis]
FIRST = np.swapaxes(X, 0, 1)


def two(**options) -> keras.Model:
    return stacked_lstm_model(5, 2, 3, depth=2, **options)


def own_loss() -> keras.Model:
    model = two()
    model.compile("sgd", lambda y, p: keras.ops.mean(y - p))
    return model


def squeezed() -> keras.Model:
    box, reshape = keras.Input((5, 2)), Reshape((1, 3))
    return keras.Sequential([box, LSTM(3), reshape, LSTM(3), Dense(1)])


def without_lstm() -> keras.Model:
    return keras.Sequential([keras.Input((5, 2)), Flatten(), Dense(1)])


WRONG_FITS = [
    (lambda: (two(per_step=True), FIRST, SUMS), "the time steps first"),
    (lambda: (two(per_step=True), X, SUMS), "still answers at every time"),
    (lambda: (two(), X.reshape(5, 12, 2), SUMS), "the time steps first"),
    (lambda: (two(), FIRST.reshape(X.shape), SUMS), "reshape mixes"),
    (lambda: (two(), X, SUMS[::-1]), "no longer the sum"),
    (lambda: (two(), X.swapaxes(1, 2), SUMS), "features of the input have"),
    (lambda: (two(), FIRST.T, SUMS), "turned all three axes"),
    (lambda: (two(), X[..., 0], SUMS), "the features, is missing"),
    (lambda: (two(), X[:, :4], SUMS), "no number of it should be lost"),
    (
        lambda: (two(per_step=True), X, X.sum(axis=2)),
        "You changed the targets until they fitted",
    ),
    (lambda: (two(outputs=3), X, SUMS), "still finds something"),
    (lambda: (squeezed(), X, SUMS), "still finds something"),
    (lambda: (without_lstm(), X, SUMS), "no LSTM layer left"),
    (lambda: (own_loss(), X, SUMS), "a loss of your own"),
    (lambda: (X, SUMS, two()), "in this order"),
    (lambda: (X, SUMS), "in this order"),
    (two, "in this order"),
    (lambda: (two(), X.tolist(), SUMS), "The input is a list"),
    (lambda: (two(), X, SUMS * np.nan), "The array of y holds NaN"),
    (lambda: (two(), X, None), "Your answer is None"),
]


def sigmoid(z):
    return 0.5 + 0.5 * np.tanh(0.5 * z)


def step(x, h, c, kernel, recurrent_kernel, bias):
    sums = x @ kernel + h @ recurrent_kernel + bias
    i, f, candidate, o = np.split(sums, 4, axis=1)
    c = sigmoid(f) * c + sigmoid(i) * np.tanh(candidate)
    return sigmoid(o) * np.tanh(c), c


def changed(*swaps: tuple[str, str]) -> Callable:
    """Return the step with pieces of its source replaced."""
    source = inspect.getsource(step)
    for old, new in swaps:
        assert old in source, old
        source = source.replace(old, new)
    names = {"np": np, "sigmoid": sigmoid, "keras": keras}
    exec(source, names)
    return names["step"]


def by_units(x, h, c, kernel, recurrent_kernel, bias):
    """Write every number by itself, as a beginner may."""
    units = len(recurrent_kernel)
    new_h, new_c = np.zeros_like(h), np.zeros_like(c)
    for n in range(len(x)):
        for u in range(units):
            z = [
                float(x[n] @ kernel[:, k] + h[n] @ recurrent_kernel[:, k])
                + float(bias[k])
                for k in range(u, 4 * units, units)
            ]
            new_c[n, u] = sigmoid(z[1]) * c[n, u] + sigmoid(z[0]) * np.tanh(
                z[2]
            )
            new_h[n, u] = sigmoid(z[3]) * np.tanh(new_c[n, u])
    return new_h, new_c


def chatty(*arguments):
    print("three numbers: 1, 2, 3")
    return list(step(*arguments))


def naive(x, h, c, kernel, recurrent_kernel, bias):
    def share(z):
        return 1 / (1 + np.exp(-z))

    sums = x @ kernel + h @ recurrent_kernel + bias
    i, f, candidate, o = np.split(sums, 4, axis=1)
    c = share(f) * c + share(i) * np.tanh(candidate)
    return share(o) * np.tanh(c), c


def in_keras(x, h, c, kernel, recurrent_kernel, bias):
    ops = keras.ops
    sums = ops.matmul(x, kernel) + ops.matmul(h, recurrent_kernel) + bias
    i, f, candidate, o = ops.split(sums, 4, axis=1)
    c = ops.sigmoid(f) * c + ops.sigmoid(i) * ops.tanh(candidate)
    return ops.sigmoid(o) * ops.tanh(c), c


RIGHT_STEPS = [step, reference.lstm_step, by_units, chatty, naive, in_keras]
ORDER = "i, f, candidate, o = np.split"
TO_C = "sigmoid(f) * c + sigmoid(i) * np.tanh(candidate)"
TO_H = "sigmoid(o) * np.tanh(c)"
# fmt: off
WRONG_STEPS = {
    "The parts of the sums have changed places":
        [(ORDER, "f, i, candidate, o = np.split")],
    "have changed places: in which order":
        [(ORDER, "i, f, o, candidate = np.split")],
    "The bias is missing": [(" + bias\n", "\n")],
    "The old h is missing": [(" + h @ recurrent_kernel", "")],
    "The input x is missing": [("x @ kernel + ", "")],
    "The sums read c": [("h @ rec", "c @ rec")],
    "You subtracted the bias": [("+ bias", "- bias")],
    "Sigmoid and tanh have changed places": [
        (TO_C, "np.tanh(f) * c + np.tanh(i) * sigmoid(candidate)"),
        (TO_H, "np.tanh(o) * np.tanh(c)")],
    "The candidate went through sigmoid":
        [("np.tanh(candidate)", "sigmoid(candidate)")],
    "The gates went through tanh": [("sigmoid(", "np.tanh(")],
    "The candidate is still a bare sum": [("np.tanh(candidate)", "candidate")],
    "The gates are still bare sums": [("sigmoid(", "(")],
    "No sum was squashed":
        [("sigmoid(", "("), ("np.tanh(candidate)", "candidate")],
    "Your sigmoid runs the wrong way": [("sigmoid(", "sigmoid(-")],
    "h and c have changed places": [(TO_H + ", c", "c, " + TO_H)],
    "You hand back the old c": [
        (f"c = {TO_C}", f"new = {TO_C}"), (TO_H, "sigmoid(o) * np.tanh(new)")],
    "You hand back h twice": [(f"{TO_H}, c", f"{TO_H}, {TO_H}")],
    "passes a tanh first": [(TO_H, "sigmoid(o) * c")],
    "One gate has no work": [(TO_H, "np.tanh(c)")],
    "h was made from the old one":
        [(f"c = {TO_C}", f"new = {TO_C}"), (f"{TO_H}, c", f"{TO_H}, new")],
    "goes through the other curve": [(TO_H, "sigmoid(o) * sigmoid(c)")],
    "shows nothing of it": [(TO_H, "sigmoid(o)")],
    "In spite of its name": [("sigmoid(f)", "(1 - sigmoid(f))")],
    "The old c passed whole": [("sigmoid(f) * c", "c")],
    "The candidate came in whole":
        [("sigmoid(i) * np.tanh(candidate)", "np.tanh(candidate)")],
    "Nothing new entered": [(TO_C, "sigmoid(f) * c")],
    "Nothing of the old c": [(TO_C, "sigmoid(i) * np.tanh(candidate)")],
    "You subtracted: what enters": [("c + sigmoid(i)", "c - sigmoid(i)")],
    "You squashed c itself": [(f"c = {TO_C}", f"c = np.tanh({TO_C})")],
    "the new h is not": [(TO_H, "sigmoid(o) * np.tanh(2 * c)")],
    NO_SLIP: [("sigmoid(f) * c", "sigmoid(f) * c ** 2")],
    "print each gate, and compare with the step of the lesson. (Call your":
        [("sigmoid(f) * c", "sigmoid(f) * c ** 3")],
    "h has not the shape of the old one": [(TO_H, f"({TO_H})[:1]")],
    "h is not finite": [(TO_H, "c * np.nan")],
    "For one size it is right": [("4, axis=1", "[5, 10, 15], axis=1")],
    "name 'sigmod' is not defined": [("sigmoid(o)", "sigmod(o)")],
    "stops with a ValueError": [("x @ kernel", "kernel @ x")],
    "line by line. (Call your function yourself":
        [("h @ recurrent_kernel", "recurrent_kernel @ h")],
    "stops with a TypeError": [("+ bias", "+ None")],
    "stops with a SystemExit": [("sums =", "raise SystemExit; sums =")],
    "hands nothing back": [("return", "_ =")],
    "must hand back two arrays": [(f"{TO_H}, c", TO_H)],
    "something else than numbers": [(f"{TO_H}, c", "'h', 'c'")],
    "changes the array c that it was given":
        [(f"c = {TO_C}", f"c[:] = {TO_C}")],
    "takes other arguments": [("x, h, c, kernel,", "x, h, kernel,")],
}
# fmt: on


MODEL_CASES = [
    Case(
        "stack",
        {**SIZES, "per_step": True},
        list(RIGHT_EVERY.values()),
        [
            *((build, says) for says, build in WRONG_EVERY.items()),
            (Own, "let it begin with keras.Input"),
            (object, "is no Keras model"),
            (lambda: then(LAST, RepeatVector(24)), "RepeatVector is not need"),
            (lambda: then(LAST, RepeatVector(24)), "can hand over every step"),
        ],
    ),
    Case(
        "stack",
        {**SIZES, "per_step": False},
        [lambda: stack(LAST)],
        [
            (lambda: stack(EVERY), "answers at every time step"),
            (lambda: stack(LAST, Dense(2)), "The head is used once a sequenc"),
            (
                lambda: stack(LAST, Dense(24)),
                "time step. The head is used onc",
            ),
            (
                lambda: then(EVERY, Flatten()),
                "Flatten is not needed: the last",
            ),
            (lambda: then(LAST, RepeatVector(24)), "last step alone, and the"),
        ],
    ),
    Case(
        "fit_mended",
        {"samples": 12, "time_steps": 5, "features": 2},
        [
            lambda: (two(), X, SUMS),
            lambda: [two(), X.astype("float32"), SUMS[:, 0].astype("float32")],
            lambda: (
                stacked_lstm_model(None, 2, 3, depth=1),
                keras.ops.array(X),
                SUMS,
            ),
        ],
        WRONG_FITS,
    ),
    Case(
        "lstm_step",
        {},
        [lambda answer=answer: answer for answer in RIGHT_STEPS],
        [
            (object, "is no function"),
            *(
                (lambda swaps=swaps: changed(*swaps), says)
                for says, swaps in WRONG_STEPS.items()
            ),
        ],
    ),
]
