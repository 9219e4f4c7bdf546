"""What the cases of `check_fit` are made of: a row, small models, small data.

The cases stand in `fit_cases_right.py` and `fit_cases_wrong*.py`. A wrong
one holds a mend, a function of model, x, y and the sentence that returns the
three as the sentence advises.
"""

import ast
import contextlib
import re
from collections.abc import Callable
from dataclasses import dataclass

import keras
import numpy as np
import tensorflow as tf
from keras import layers, ops
from numpy.lib.stride_tricks import sliding_window_view

from helpers import models

N, T, F = 12, 5, 2
RANDOM = np.random.default_rng(0)


def noise(*shape: int) -> np.ndarray:
    return RANDOM.normal(size=shape).astype("float32")


def numbers(end: int, *shape: int) -> np.ndarray:
    """Draw whole numbers from 0 to `end` - 1."""
    return RANDOM.integers(0, end, shape)


X, ONE, EACH = noise(N, T, F), noise(N, 1), noise(N, T, 1)
TWO, THREE = np.tile(ONE, 2), np.tile(ONE, 3)
CLASS, BIT = np.arange(N) % 3, np.arange(N) % 2
WORDS = numbers(9, N, T)
WINDOWS = sliding_window_view(noise(60), T + 3)
PAST, FUTURE = WINDOWS[:, :T, np.newaxis], WINDOWS[:, T:]
AHEAD = WINDOWS[:, 1 : T + 1, np.newaxis]
WALKS = sliding_window_view(noise(60, F).cumsum(axis=0), T + 3, axis=0)
IN, OUT = np.split(WALKS.swapaxes(1, 2), [T], axis=1)
SHORT = np.arange(T) < 3  # the steps that are no padding
SENTENCES = np.where(SHORT, WORDS % 8 + 1, 0)
ONE_HOT = np.eye(5, dtype=bool)
SYMBOLS, LETTERS = ONE_HOT[numbers(5, N, 6)], ONE_HOT[numbers(5, N, T)]

OWN = "the loss is your own"
CATEGORICAL = "categorical_crossentropy"
SPARSE = "sparse_categorical_crossentropy"
BINARY = "binary_crossentropy"


@dataclass(frozen=True, repr=False)
class Case:
    """A model with data; for a wrong one, what is said and what mends it."""

    name: str
    build: Callable  # the model; or model, x and y
    x: object = None  # a function makes it anew
    y: object = None
    mark: str = "✓"
    says: tuple[str, ...] = ()
    mend: Callable | None = None
    swallowed: bool = False  # Keras trains, and says nothing
    unseen: str = ""  # why it is not seen, or what `not_checked` says

    def make(self) -> tuple:
        made = self.build()
        x = self.x() if callable(self.x) else self.x
        return made if isinstance(made, tuple) else (made, x, self.y)


def right(name, build, x=None, y=None, unseen="") -> Case:
    return Case(name, build, x, y, unseen=unseen)


def into(cases: list[Case]) -> Callable:
    """Return a decorator of functions that make model, x and y."""

    def right_model(unseen=""):
        def keep(build):
            name = build.__name__.replace("_", " ")
            cases.append(right(name, build, unseen=unseen))
            return build

        return keep

    return right_model


def unseen(name, build, x, y, why) -> Case:
    """A wrong case of which nothing can be seen, for the reason `why`."""
    return Case(name, build, x, y, mark="-", unseen=why)


def sure(name, build, x, y, *says, mend) -> Case:
    return Case(name, build, x, y, "✗", says, mend)


def swallowed(name, build, x, y, *says, mend) -> Case:
    return Case(name, build, x, y, "✗", says, mend, swallowed=True)


def doubtful(name, build, x, y, *says, mend) -> Case:
    return Case(name, build, x, y, "?", says, mend)


# Models.


def stack(depth=1, outputs=1, per_step=False, steps=T, features=F):
    return models.stacked_lstm_model(
        steps, features, 2, depth=depth, outputs=outputs, per_step=per_step
    )


def per_step(**sizes):
    return stack(per_step=True, **sizes)


def chain(*parts, shape=(T, F)):
    return keras.Sequential([keras.Input(shape), *parts])


def added(*parts):
    """A Sequential made line by line: Keras calls the layers again."""
    model = keras.Sequential()
    for part in (keras.Input((T, F)), *parts):
        model.add(part)
    return model


def through(*parts, shape=(T, F)):
    """A functional model of one input; a part may be any function."""
    into = signal = keras.Input(shape)
    for part in parts:
        signal = part(signal)
    return keras.Model(into, signal)


def lstm(name=None, sequences=False, units=2, **options):
    return layers.LSTM(units, return_sequences=sequences, name=name, **options)


def both(name=None, sequences=False, **options):
    return layers.Bidirectional(lstm(None, sequences), name=name, **options)


def dense(units=1, activation=None, name=None):
    return layers.Dense(units, activation=activation, name=name)


def embedding(rows=9, mask=False, name=None):
    return layers.Embedding(rows, 3, mask_zero=mask, name=name)


def words(*parts, rows=9, mask=True):
    return chain(embedding(rows, mask, "words"), *parts, shape=(T,))


def compiled(model, loss="mse", **options):
    model.compile("adam", loss, **options)
    return model


def head(units, activation, loss, sequences=False):
    """One LSTM and a Dense `head`, compiled."""
    last = dense(units, activation, "head")
    return compiled(chain(lstm("only", sequences), last), loss)


def can_learn(model, x, y) -> bool:
    """Say whether a small step down its gradient lowers the model's loss.

    So it is when all slopes are numbers, and one is not 0. To take the step,
    and compute the loss once more, would cost twice as much.
    """
    if not model.compiled:
        compiled(model)
    with tf.GradientTape() as tape:
        loss = model.compute_loss(x, y, model(x, training=True))
    slopes = tape.gradient(loss, model.trainable_variables)
    slopes = np.concatenate(
        [np.ravel(tf.convert_to_tensor(s)) for s in slopes]
    )
    return bool(np.isfinite(slopes).all() and slopes.any())


def pinball(quantiles):
    def loss(y, predictions):
        late = y - predictions
        return ops.mean(ops.maximum(quantiles * late, (quantiles - 1) * late))

    return loss


# Data that is no array.


def batches(x, y, size=6):
    class Batches(keras.utils.PyDataset):
        def __len__(self):
            return len(x) // size

        def __getitem__(self, index):
            part = slice(size * index, size * (index + 1))
            return x[part], y[part]

    return Batches()


def stored(*parts, size=6):
    data = tf.data.Dataset.from_tensor_slices(parts)
    return data.batch(size) if size else data


# What mends a case: functions of model, x, y and the sentence.


def set_layer(name: str, **options) -> Callable:
    """Give a layer, or the one inside a Bidirectional, other options."""

    def clone(part):
        config = part.get_config()
        both = [config.get(f"{way}layer") for way in ("", "backward_")]
        for one in [inner["config"] for inner in both if inner] or [config]:
            one.update(options if part.name == name else {})
        return type(part).from_config(config)

    def mend(model, x, y, said):
        new = keras.models.clone_model(model, clone_function=clone)
        if model.compiled:
            compiled(new, model.loss)
        return new, x, y

    return mend


def another(build: Callable) -> Callable:
    """Give another model."""
    return lambda model, x, y, said: (build(), x, y)


def with_loss(loss: object) -> Callable:
    return lambda model, x, y, said: (compiled(model, loss), x, y)


def change_x(change: Callable) -> Callable:
    return lambda model, x, y, said: (model, change(x), y)


def change_y(change: Callable) -> Callable:
    return lambda model, x, y, said: (model, x, change(y))


def as_told(model, x, y, said):
    """Run the code in the sentence, such as "give np.swapaxes(x, 0, 1)"."""
    data = {"x": x, "y": y}
    code = _longest_expression(said.partition("give ")[2])
    parts = code.values if isinstance(code, ast.BoolOp) else [code]
    for part in map(ast.unparse, parts):  # "give x[0] and y[0]" are two
        (name,) = {"x", "y"} & set(re.findall(r"\w+", part))
        data[name] = eval(part, {"np": np, "keras": keras} | data)
    return model, data["x"], data["y"]


def _longest_expression(text: str) -> ast.expr:
    for end in range(len(text), 0, -1):
        with contextlib.suppress(SyntaxError):
            if text[end - 1] in ")]":
                return ast.parse(text[:end], mode="eval").body
    raise AssertionError(f"no code in {text!r}")
