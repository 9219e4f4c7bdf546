"""What the hint for each wrong model or function must say.

As in `tests/hints.py`, but each answer is a function that builds it.
"""

import contextlib
import functools
import inspect
from collections.abc import Callable
from typing import Any, NamedTuple

import keras
import numpy as np
from keras import layers
from keras.layers import LSTM, Dense, Flatten, RepeatVector, Reshape

from helpers import reference
from helpers.checks.engine import NO_SLIP
from helpers.models import stacked_lstm_model
from tests.hints import Case

SIZES = {"time_steps": 5, "features": 2, "units": [8, 6], "outputs": 3}
BOX = (5, 2)
LAST = {"return_sequences": False}


def lstm(units: int, **options: Any) -> LSTM:
    """Return an LSTM that hands over every step, if not told otherwise."""
    return LSTM(units, **{"return_sequences": True, **options})


def sequential(*layers: Any, box: tuple | None = BOX) -> keras.Model:
    """Return a Sequential; without a `box`, one that has no input yet."""
    return keras.Sequential([*([keras.Input(box)] if box else []), *layers])


def stack(*above: Any, box: tuple | None = BOX, **last: Any) -> keras.Model:
    """Return what is asked for, but for the last LSTM and what is above it."""
    above = above or [Dense(3)]
    return sequential(lstm(8), lstm(6, **last), *above, box=box)


def line_by_line(*layers: Any, box: tuple = BOX) -> keras.Model:
    """Return what a cell leaves behind, even if Keras raises half-way."""
    model = keras.Sequential([keras.Input(box)])
    with contextlib.suppress(ValueError):
        for layer in layers:
            model.add(layer)
    return model


def functional(build: Callable) -> keras.Model:
    """Return a functional model; `build` makes its output."""
    box = keras.Input(BOX)
    return keras.Model(box, build(box))


def hidden(box: Any) -> Any:
    return lstm(6)(lstm(8)(box))


def forked(box: Any) -> Any:
    """Return a head over a sum of two layers that stand side by side."""
    return Dense(3)(lstm(6)(box) + 0 * lstm(8)(box)[..., :6])


def broken() -> keras.Model:
    """Return a model of an own class that reads another shape."""
    model = Own()
    model(np.zeros((4, 5, 2), "float32"))
    model.stops = True
    return model


def two_inputs() -> keras.Model:
    one, two = keras.Input(BOX), keras.Input(BOX)
    return keras.Model([one, two], Dense(3)(hidden(one + two)))


def told_by_data() -> keras.Model:
    """Return a model that learns its input from the first call."""
    model = stack(box=None)
    model(np.zeros((4, 5, 2), "float32"))
    return model


def called_on_data() -> keras.Model:
    """Return a model of an own class that was built by its first call."""
    model = Own()
    model(np.zeros((4, 5, 2), "float32"))
    return model


def nested() -> keras.Model:
    return sequential(sequential(lstm(8), lstm(6)), Dense(3))


def with_state(box: Any) -> Any:
    said, _, _ = lstm(6, return_state=True)(lstm(8)(box))
    return Dense(3)(said)


def residual(box: Any) -> Any:
    said = lstm(8)(box)
    return Dense(3)(lstm(6)(said + keras.ops.tanh(said)))


def tried_out() -> keras.Model:
    """Return a functional model whose layer was called elsewhere before."""
    layer = lstm(6)
    layer(np.zeros((4, 5, 8), "float32"))
    layer(keras.Input((5, 8)))
    return functional(lambda box: Dense(3)(layer(lstm(8)(box))))


def compiled() -> keras.Model:
    model = stack()
    model.compile(loss="mse")
    return model


class Own(keras.Model):
    """A model that is neither Sequential nor functional."""

    def __init__(self) -> None:
        super().__init__()
        self.row = [lstm(8), lstm(6), Dense(3)]

    stops = False

    def call(self, x: Any) -> Any:
        if self.stops:
            raise ValueError("shapes")
        for layer in self.row:
            x = layer(x)
        return x


# fmt: off
RIGHT_EVERY = [
    stack, told_by_data, tried_out, compiled, called_on_data, nested,
    lambda: functional(lambda box: Dense(3)(hidden(box))),
    lambda: line_by_line(lstm(8), lstm(6), Dense(3)),
    lambda: stack(layers.TimeDistributed(Dense(3))),
    lambda: stack(box=(None, 2)),
    lambda: stack(Dense(3, name="top", activation="tanh")),
    lambda: sequential(lstm(8), layers.Dropout(0.1), lstm(6, dropout=0.1),
                       Dense(3), layers.Activation("tanh")),
    lambda: sequential(layers.Masking(), lstm(8), lstm(6), Dense(3)),
    lambda: sequential(lstm(8), layers.SpatialDropout1D(0.3), lstm(6),
                       layers.GaussianNoise(0.1), Dense(3)),
    lambda: sequential(layers.Identity(), lstm(8, recurrent_dropout=0.2),
                       lstm(6, activation="relu"), Dense(3, "softmax")),
    lambda: stack(Reshape((5, 6)), Dense(3)),
    lambda: sequential(lstm(8), lstm(6, unroll=True),
                       layers.LeakyReLU(), Dense(3, "relu")),
    lambda: keras.Sequential([keras.Input(batch_shape=(4, *BOX)),
                              lstm(8, stateful=True), lstm(6), Dense(3)]),
    lambda: functional(with_state), lambda: functional(residual),
    lambda: functional(lambda box: -Dense(3)(2 * hidden(box))),
    lambda: functional(lambda box: Dense(3)(sequential(lstm(8), lstm(6))(
        layers.Dropout(0.5)(box)))),
]
RIGHT_ONCE = [
    lambda: stack(**LAST),
    lambda: functional(lambda box: Dense(3)(hidden(box)[:, -1])),
    lambda: functional(lambda box: Dense(3)(hidden(box))[:, -1]),
    lambda: functional(lambda box: Dense(3)(hidden(layers.Masking()(box))[
        :, -1])),
    lambda: functional(lambda box: Dense(3)(
        LSTM(6, return_state=True)(lstm(8)(box))[1])),
    lambda: stack(layers.Lambda(lambda h: h[:, -1]), Dense(3)),
    lambda: stack(layers.GlobalAveragePooling1D(), Dense(3)),
    lambda: stack(layers.Dropout(0.5), Dense(3, "sigmoid"), **LAST),
    lambda: stack(Flatten(), Dense(3), **LAST),
    lambda: stack(Dense(3), layers.Softmax(), **LAST),
    lambda: stack(layers.SpatialDropout1D(0.2), layers.GlobalMaxPooling1D(),
                  Dense(3)),
    lambda: stack(box=(None, 2), **LAST),
    lambda: stack(Dense(3, kernel_initializer="zeros"), **LAST),
    lambda: sequential(lstm(8, name="low"), LSTM(6, name="high"),
                       Dense(3, name="top")),
    lambda: keras.Sequential([keras.Input(batch_shape=(1, *BOX)), lstm(8),
                              LSTM(6), Dense(3)]),
]
# After so many steps the first one is still heard.
RIGHT_LONG = [
    lambda: stack(box=(24, 2), **LAST),
    lambda: stack(layers.GlobalAveragePooling1D(), Dense(3), box=(24, 2)),
]
WRONG_EVERY = {
    # no model
    "add hands nothing back": lambda: None,
    "That is a shape": lambda: (5, 2),
    "is a single layer": lambda: lstm(6),
    "is a list": lambda: [lstm(8), lstm(6), Dense(3)],
    "is an array or a tensor": lambda: stack().outputs[0],
    "is a function": lambda: stack,
    "is a class": lambda: keras.Sequential,
    "is a module": lambda: keras.models,
    "is no Keras model": object,
    # its layers
    "the shape of one sequence":
        lambda: line_by_line(lstm(8), box=(4, *BOX)),
    "features, without the samples": lambda: sequential(box=(4, *BOX)),
    "time steps and features, without":
        lambda: sequential(Dense(3), box=(5,)),
    "has no layers yet": keras.Sequential,
    "Use keras.Sequential, and add them": sequential,
    "the sequence: let the LSTM below hand":
        lambda: sequential(LSTM(8), RepeatVector(5), lstm(6), Dense(3)),
    "Input, or what the LSTM below hands": lambda: sequential(
        lstm(8), layers.Permute((2, 1)), lstm(6), Dense(3)),
    "Flatten is not needed": lambda: stack(Flatten(), Dense(3)),
    "RepeatVector is not needed: the last LSTM can hand over every step":
        lambda: stack(RepeatVector(5), Dense(3), **LAST),
    "not asked for: GRU": lambda: sequential(
        layers.GRU(8, return_sequences=True), lstm(6), Dense(3)),
    "not asked for: Bidirectional":
        lambda: sequential(layers.Bidirectional(lstm(4)), lstm(6), Dense(3)),
    "There is no LSTM layer": lambda: sequential(Dense(8), Dense(3)),
    # what a layer hands to the next one
    "Leave return_state out: a layer above wants":
        lambda: line_by_line(lstm(8, return_state=True), LSTM(6)),
    "An LSTM below another one hands over only its last step, but the one "
        "above wants":
        lambda: sequential(LSTM(8), lstm(6), Dense(3), box=None),
    "read them all. Keras stopped there":
        lambda: line_by_line(LSTM(8), lstm(6)),
    "LSTM hands over only its last step, but the LSTM that is to come above "
        "it": lambda: sequential(LSTM(8)),
    "Keras stopped at the layer that you added last":
        lambda: line_by_line(lstm(8), lstm(6), lstm(6, stateful=True)),
    # the LSTM layers
    "too few LSTM": lambda: sequential(lstm(8), Dense(3)),
    "too many LSTM": lambda: sequential(lstm(8), lstm(8), lstm(6), Dense(3)),
    "reversed order: the first "
        "layer": lambda: sequential(lstm(6), lstm(8), Dense(3)),
    "has the number of units that was asked for":
        lambda: sequential(lstm(8), lstm(8), Dense(3)),
    "go_backwards": lambda: stack(go_backwards=True),
    "sequence. Which setting of the last LSTM": lambda: stack(**LAST),
    # the head and the input
    "The head is missing: a Dense layer on top of the last "
        "LSTM": lambda: sequential(lstm(8), lstm(6)),
    "One Dense layer is enough: the head, on top of the last "
        "LSTM": lambda: stack(Dense(6), Dense(3)),
    "it comes after the last LSTM":
        lambda: sequential(lstm(8), Dense(3), lstm(6)),
    "an output for each time step. The head is": lambda: stack(Dense(5)),
    "as wide as the LSTM below it. The head": lambda: stack(Dense(6)),
    "used once at every time step. How many numbers": lambda: stack(Dense(2)),
    "begin with keras.Input": lambda: stack(box=None),
    "let it begin with keras.Input": Own,
    "the question, and read the last line": broken,
    "has several inputs": two_inputs,
    "features have changed places": lambda: stack(box=(2, 5)),
    "at the features of the input": lambda: stack(box=(5, 3)),
    "at the time steps of the input": lambda: stack(box=(4, 2)),
    # a model whose layers are right one by one
    "do not stand in one row: each should read what the one below "
        "hands": lambda: functional(forked),
    "anything else than the layer below": lambda: stack(use_bias=False),
    "leave out the settings": lambda: stack(Dense(3, use_bias=False)),
    "and what reads anything else": lambda: functional(
        lambda box: Dense(3)(keras.ops.concatenate([hidden(box), box], -1))),
    # what it does
    "An axis is lost after the last LSTM": lambda: functional(
        lambda box: Dense(3)(hidden(box))[:, -1]),
    "does not read the whole sequence": lambda: functional(
        lambda box: Dense(3)(lstm(6)(lstm(8)(box)[:, -1:]))),
    "has another shape than was asked for": lambda: functional(
        lambda box: Dense(3)(hidden(box))[:, 1:]),
    "depends on what comes later": lambda: functional(
        lambda box: Dense(3)(keras.ops.repeat(hidden(box)[:, -1:], 5, 1))),
    "let the head read what the last LSTM says at each": lambda: functional(
        lambda box: Dense(3)(keras.ops.flip(hidden(box), 1))),
    "While it trains, your model gives one and the same":
        lambda: sequential(lstm(8), layers.Dropout(1.0), lstm(6), Dense(3)),
    "it cannot learn. A Dropout of everything":
        lambda: stack(layers.Dropout(1.0), Dense(3)),
    "Softmax over a single unit does that": lambda: stack(
        Dense(3, activation=lambda z: 0 * z)),
}
WRONG_ONCE = {
    "is wanted: look at the last LSTM": stack,
    "The head is used once a sequenc": lambda: stack(Dense(2), **LAST),
    "time step. The head is used onc": lambda: stack(Dense(5), **LAST),
    "steps: let the head read what the last LSTM": lambda: functional(
        lambda box: Dense(3)(hidden(box)[:, 0])),
    "says at the end, when it has read everything": lambda: functional(
        lambda box: Dense(3)(hidden(box)[:, -2])),
    "Flatten is not needed: the last": lambda: stack(Flatten(), Dense(3)),
    "last step alone, and the":
        lambda: stack(RepeatVector(5), Dense(3), **LAST),
}
# fmt: on


# The sum of each sequence, and models that are to fit to it.
FIRST = np.random.default_rng(0).random((5, 12, 2))
X = np.swapaxes(FIRST, 0, 1)
SUMS = X.sum(axis=(1, 2))[:, np.newaxis]


def two(**options) -> keras.Model:
    return stacked_lstm_model(5, 2, 3, depth=2, **options)


def fit(*layers: Any) -> keras.Model:
    return sequential(*layers, box=(5, 2))


class ByClass(keras.Model):
    """A model by class, of which no shape can be read; it says every step."""

    def __init__(self):
        super().__init__()
        self.layers_of_mine = [lstm(3), Dense(1)]

    def call(self, box):
        read, head = self.layers_of_mine
        return head(read(box))

    def once(self, box):
        self(box)
        return self


def own_loss() -> keras.Model:
    model = two()
    model.compile("sgd", lambda y, p: keras.ops.mean(y - p))
    return model


def by_function(build: Callable) -> keras.Model:
    box = keras.Input((5, 2))
    return keras.Model(box, build(box))


# fmt: off
RIGHT_FITS = [
    *(lambda build=build: (build(), X, SUMS) for build in (
        two, own_loss, lambda: fit(LSTM(3), Dense(1)),
        lambda: keras.Sequential([lstm(3), LSTM(3), Dense(1)]),
        lambda: fit(layers.Masking(), LSTM(3), Dense(1)),
        lambda: fit(lstm(3), layers.Dropout(0.3), LSTM(3), Dense(1)),
        lambda: fit(LSTM(3, dropout=0.2), Dense(4, "relu"), Dense(1)),
        lambda: fit(layers.Bidirectional(LSTM(3)), Dense(1)),
        lambda: fit(layers.GRU(3, return_sequences=True), LSTM(3), Dense(1)),
        lambda: fit(LSTM(3), Dense(1, "softplus")),
        lambda: fit(LSTM(1), Dense(1, name="sum")),
        lambda: fit(LSTM(3), Dense(1, "sigmoid"), layers.Rescaling(20.0)),
        lambda: by_function(lambda box: Dense(1)(lstm(3)(box)[:, -1])),
        lambda: by_function(lambda box: keras.ops.sum(
            Dense(1)(lstm(3)(box)), axis=1)),
    )),
    lambda: [two(), X.astype("float32"), SUMS[:, 0].astype("float32")],
    lambda: (two(), keras.ops.array(X), SUMS.astype("float32")),
    lambda: (stacked_lstm_model(None, 2, 3, depth=1), keras.ops.array(X),
             SUMS),
]
WRONG_FITS = [
    (lambda: (two(per_step=True), FIRST, SUMS), "the time steps first"),
    (lambda: (two(per_step=True), X, SUMS), "at every time step: its last "
        "LSTM should hand over the last one"),
    (lambda: (two(), FIRST.reshape(X.shape), SUMS), "reshape mixes"),
    (lambda: (two(), FIRST.reshape(X.shape), FIRST.reshape(12, -1).sum(1)),
     "where swapping the axes keeps"),
    (lambda: (two(), np.zeros_like(X), np.zeros_like(SUMS)),
     "its numbers are not those of the question"),
    (lambda: (two(), X[:, ::-1], SUMS), "not in their places"),
    (lambda: (two(), X[::-1], SUMS[::-1]), "take the given input"),
    (lambda: (two(), X, SUMS[::-1]), "other numbers than those of the"),
    (lambda: (two(), X, SUMS / 10), "right as they are given"),
    (lambda: (two(), X.swapaxes(1, 2), SUMS), "features of the input have"),
    (lambda: (two(), FIRST.T, SUMS), "input round: exchange only the first "
        "two"),
    (lambda: (two(), X[..., 0], SUMS), "last axis of the input, the features, "
        "is missing"),
    (lambda: (two(), X[:, :4], SUMS), "no number of it should be lost"),
    (lambda: (two(per_step=True), X, X.sum(axis=2)),
     "You changed the targets until they fitted"),
    (lambda: (two(outputs=3), X, SUMS), "still finds something"),
    (lambda: (fit(LSTM(3), Reshape((1, 3)), LSTM(3), Dense(1)), X, SUMS),
     "still finds something"),
    (lambda: (fit(Flatten(), Dense(1)), X, SUMS), "no LSTM layer left"),
    (lambda: (fit(LSTM(1)), X, SUMS), "never says numbers as large"),
    (lambda: (fit(LSTM(3), Dense(1, "tanh")), X, SUMS), "as the targets: let"),
    (lambda: (fit(LSTM(3), Dense(1, "sigmoid")), X, SUMS), "Dense head with"),
    (lambda: (fit(LSTM(3), layers.Dropout(1.0), Dense(1)), X, SUMS),
     "A Dropout of everything"),
    (lambda: (fit(LSTM(3), Dense(1, "softmax")), X, SUMS), "over a single"),
    (lambda: (by_function(lambda box: Dense(1)(lstm(3)(box)[:, 0])), X, SUMS),
     "does not depend on all time steps"),
    (lambda: (keras.Sequential([LSTM(3), LSTM(3), Dense(1)]), X, SUMS),
     "the input, and read the last line"),
    (lambda: (ByClass(), X, SUMS), "is not built yet"),
    (lambda: (ByClass().once(X), X, SUMS), "not give one number for each"),
    (lambda: (by_function(lambda box: [Dense(1)(LSTM(3)(box))] * 2), X, SUMS),
     "gives several arrays"),
    (lambda: (X, SUMS, two()), "in this order"),
    (lambda: (X, SUMS), "in this order"),
    (two, "in this order"),
    (lambda: (two(), X.tolist(), SUMS), "The input is a list"),
    (lambda: (two(), X, SUMS * np.nan), "The array of y holds NaN"),
    (lambda: (two(), X, None), "Your answer is None"),
]
# fmt: on


def sigmoid(z):
    return 0.5 + 0.5 * np.tanh(0.5 * z)


def step(x, h, c, kernel, recurrent_kernel, bias):
    sums = x @ kernel + h @ recurrent_kernel + bias
    i, f, candidate, o = np.split(sums, 4, axis=1)
    c = sigmoid(f) * c + sigmoid(i) * np.tanh(candidate)
    return sigmoid(o) * np.tanh(c), c


def changed(*swaps: tuple[str, str], **names: Any) -> Callable:
    """Return the step with pieces of its source, or names, replaced."""
    source = inspect.getsource(step)
    for old, new in swaps:
        assert old in source, old
        source = source.replace(old, new)
    names = {"np": np, "sigmoid": sigmoid, **names}
    exec(source, names)
    return names["step"]


def by_units(x, h, c, kernel, recurrent_kernel, bias):
    """Write every number by itself, as a beginner may."""
    units = len(recurrent_kernel)
    new_h, new_c = np.zeros_like(h), np.zeros_like(c)
    for n in range(len(x)):
        for u in range(units):
            i, f, candidate, o = (
                float(x[n] @ kernel[:, k] + h[n] @ recurrent_kernel[:, k])
                + float(bias[k])
                for k in range(u, 4 * units, units)
            )
            new_c[n, u] = sigmoid(f) * c[n, u]
            new_c[n, u] += sigmoid(i) * np.tanh(candidate)
            new_h[n, u] = sigmoid(o) * np.tanh(new_c[n, u])
    return new_h, new_c


def chatty(*arguments):
    print("three numbers: 1, 2, 3")
    return list(step(*arguments))


class Cell:
    """The step as a method, and as something that can be called."""

    def step(self, *arguments):
        return step(*arguments)

    __call__ = step


class State(NamedTuple):
    h: np.ndarray
    c: np.ndarray


def at_once(x, h, c, kernel, recurrent_kernel, bias):
    """Put input and old h into one array, and both kernels."""
    both = np.concatenate([x, h], axis=1)
    sums = both @ np.concatenate([kernel, recurrent_kernel]) + bias
    i, f, candidate, o = sums.reshape(len(x), 4, -1).swapaxes(0, 1)
    c = sigmoid(f) * c + sigmoid(i) * np.tanh(candidate)
    return sigmoid(o) * np.tanh(c), c


RIGHT_STEPS = [
    step,
    reference.lstm_step,
    by_units,
    chatty,
    at_once,
    Cell().step,
    Cell(),
    lambda *arguments: step(*arguments),
    functools.partial(step),
    lambda *arguments: np.stack(step(*arguments)),
    lambda *arguments: np.array([*step(*arguments)], float),
    lambda *arguments: keras.ops.stack(step(*arguments)),
    lambda *arguments: State(*step(*arguments)),
    lambda *arguments: [part.tolist() for part in step(*arguments)],
    lambda x, h, c, k, r, b: step(x, h, c, k, r, b),
    changed(sigmoid=lambda z: 1 / (1 + np.exp(-z))),
    changed(np=keras.ops, sigmoid=keras.ops.sigmoid),
]
ORDER = "i, f, candidate, o = np.split"
TO_C = "sigmoid(f) * c + sigmoid(i) * np.tanh(candidate)"
TO_H = "sigmoid(o) * np.tanh(c)"
# fmt: off
WRONG_STEPS = {
    "Hand back h and c side by side": [
        ("np.tanh(c), c", "np.tanh(c), [c, c]")],
    "blocks stand, from left to right":
        [(ORDER, "f, i, candidate, o = np.split")],
    "have changed places: in which order":
        [(ORDER, "i, f, o, candidate = np.split")],
    "The bias is missing": [(" + bias\n", "\n")],
    "the units said at the step before, through": [(" + h @ "
        "recurrent_kernel", "")],
    "The input x is missing": [("x @ kernel + ", "")],
    "The sums read c": [("h @ rec", "c @ rec")],
    "You subtracted the bias": [("+ bias", "- bias")],
    "Sigmoid and tanh have changed places": [
        (TO_C, "np.tanh(f) * c + np.tanh(i) * sigmoid(candidate)"),
        (TO_H, "np.tanh(o) * np.tanh(c)")],
    "The candidate went through sigmoid":
        [("np.tanh(candidate)", "sigmoid(candidate)")],
    "The gates went through tanh: a share is never "
        "negative": [("sigmoid(", "np.tanh(")],
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
    "new cell and read the last line": [("sums =", "raise SystemExit; sums "
        "=")],
    "hands nothing back": [("return", "_ =")],
    "must hand back two arrays": [(f"{TO_H}, c", TO_H)],
    "the new h and the new c: look":
        [(f"{TO_H}, c", f"np.stack([{TO_H}, c, c])")],
    "something else than numbers": [(f"{TO_H}, c", "'h', 'c'")],
    "changes the array c that it was given":
        [(f"c = {TO_C}", f"c[:] = {TO_C}")],
    "takes other arguments": [("x, h, c, kernel,", "x, h, kernel,")],
}


def built(phrases: dict[str, Callable]) -> list[tuple[Callable, str]]:
    return [(build, phrase) for phrase, build in phrases.items()]


MODEL_CASES = [
    Case("stack", {**SIZES, "per_step": True}, RIGHT_EVERY,
         built(WRONG_EVERY)),
    Case("stack", {**SIZES, "per_step": False}, RIGHT_ONCE,
         built(WRONG_ONCE)),
    Case("stack", {**SIZES, "time_steps": 24, "per_step": False}, RIGHT_LONG,
         []),
    Case("fit_mended", {"x": FIRST, "y": SUMS}, RIGHT_FITS, WRONG_FITS),
    Case("lstm_step", {}, [lambda own=own: own for own in RIGHT_STEPS],
         [(object, "is no function"),
          *((lambda swaps=swaps: changed(*swaps), phrase)
            for phrase, swaps in WRONG_STEPS.items())]),
]
# fmt: on
