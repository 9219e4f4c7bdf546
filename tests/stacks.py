"""Models for the check of a stack: right ones, and one for each slip."""

from collections.abc import Callable
from typing import Any

import keras
import numpy as np
from keras.layers import (
    GRU,
    LSTM,
    Activation,
    Bidirectional,
    Dense,
    Dropout,
    Flatten,
    RepeatVector,
    TimeDistributed,
)

SIZES = {"time_steps": 24, "features": 2, "units": [8, 6], "outputs": 3}
EVERY, LAST = {"return_sequences": True}, {"return_sequences": False}
BOX = (24, 2)


def sequential(*layers: Any, box: tuple | None = BOX) -> keras.Model:
    """Return a Sequential; without a `box`, one that has no input yet."""
    return keras.Sequential([*([keras.Input(box)] if box else []), *layers])


def functional(build: Callable, **options: Any) -> keras.Model:
    """Return a functional model; `build` makes its output."""
    box = keras.Input(BOX, name="data", **options)
    return keras.Model(box, build(box))


def forked(box: Any) -> Any:
    """Return a head over a sum of two layers that stand side by side."""
    below = LSTM(8, **EVERY)(box)
    return Dense(3)(LSTM(6, **EVERY)(box) + 0 * below[..., :6])


def two_inputs() -> keras.Model:
    one, two = keras.Input(BOX), keras.Input(BOX)
    hidden = LSTM(6, **EVERY)(LSTM(8, **EVERY)(one + two))
    return keras.Model([one, two], Dense(3)(hidden))


def told_by_data() -> keras.Model:
    """Return a model that learns its input from the first call."""
    model = sequential(LSTM(8, **EVERY), LSTM(6, **EVERY), Dense(3), box=None)
    model(np.zeros((4, 24, 2), "float32"))
    return model


def added() -> keras.Model:
    """Return a Sequential made line by line, as the lessons do it."""
    model = keras.Sequential()
    model.add(keras.Input(BOX))
    model.add(LSTM(8, **EVERY))
    model.add(LSTM(6, **EVERY))
    model.add(Dense(3))
    return model


def until_it_stops(*layers: Any) -> keras.Model:
    """Return what a cell leaves behind in which Keras raised half-way."""
    model = keras.Sequential()
    try:
        for layer in layers:
            model.add(layer)
    except ValueError:
        return model
    raise RuntimeError("Keras took all the layers; give some that it cannot.")


def tried_out() -> keras.Model:
    """Return a functional model whose layer was called elsewhere before."""
    layer = LSTM(6, **EVERY)
    layer(np.zeros((4, 24, 8), "float32"))
    layer(keras.Input((24, 8)))
    return functional(lambda x: Dense(3)(layer(LSTM(8, **EVERY)(x))))


def stack(last: dict, head: Any = None, **options: Any) -> keras.Model:
    """Return the stack that is asked for, but for its last LSTM and head."""
    head = Dense(3) if head is None else head
    return sequential(LSTM(8, **EVERY), LSTM(6, **last), head, **options)


RIGHT_EVERY = {
    "sequential": lambda: stack(EVERY),
    "functional": lambda: functional(
        lambda x: Dense(3)(LSTM(6, **EVERY)(LSTM(8, **EVERY)(x)))
    ),
    "line by line": added,
    "tried out": tried_out,
    "TimeDistributed": lambda: stack(EVERY, TimeDistributed(Dense(3))),
    "any number of time steps": lambda: stack(EVERY, box=(None, 2)),
    "names": lambda: stack(EVERY, Dense(3, name="top")),
    "activation": lambda: stack(EVERY, Dense(3, activation="tanh")),
    "dropout": lambda: sequential(
        LSTM(8, **EVERY),
        Dropout(0.1),
        LSTM(6, dropout=0.1, **EVERY),
        Dense(3),
        Activation("tanh"),
    ),
    "input told by data": told_by_data,
    "compiled": lambda: [m := stack(EVERY), m.compile(loss="mse")][0],
}
WRONG_EVERY = {
    "Your model answers once a sequence": lambda: stack(LAST),
    "hands over only its last step": lambda: sequential(
        LSTM(8), LSTM(6, **EVERY), Dense(3), box=None
    ),
    "read them all. Keras stopped there": lambda: until_it_stops(
        keras.Input(BOX), LSTM(8), LSTM(6, **EVERY)
    ),
    "Your topmost LSTM hands over only its last": lambda: sequential(LSTM(8)),
    "the shape of one sequence": lambda: until_it_stops(
        keras.Input((4, *BOX)), LSTM(8, **EVERY)
    ),
    "features, without the samples": lambda: sequential(box=(4, *BOX)),
    "time steps and features, without": lambda: sequential(
        Dense(3), box=(24,)
    ),
    "Keras stopped at the layer that you added last": lambda: until_it_stops(
        keras.Input(BOX),
        LSTM(8, **EVERY),
        LSTM(6, **EVERY),
        LSTM(6, stateful=True, **EVERY),
    ),
    "too few LSTM": lambda: sequential(LSTM(8, **EVERY), Dense(3)),
    "too many LSTM": lambda: sequential(
        LSTM(8, **EVERY), LSTM(8, **EVERY), LSTM(6, **EVERY), Dense(3)
    ),
    "reversed order": lambda: sequential(
        LSTM(6, **EVERY), LSTM(8, **EVERY), Dense(3)
    ),
    "has the number of units that was asked for": lambda: sequential(
        LSTM(8, **EVERY), LSTM(8, **EVERY), Dense(3)
    ),
    "The head is missing": lambda: sequential(
        LSTM(8, **EVERY), LSTM(6, **EVERY)
    ),
    "One Dense layer is enough": lambda: sequential(
        LSTM(8, **EVERY), LSTM(6, **EVERY), Dense(6), Dense(3)
    ),
    "it comes after the last LSTM": lambda: sequential(
        LSTM(8, **EVERY), Dense(3), LSTM(6, **EVERY)
    ),
    "an output for each time step. The head is": lambda: stack(
        EVERY, Dense(24)
    ),
    "as wide as the LSTM below it. The head": lambda: stack(EVERY, Dense(6)),
    "used once at every time step. How many numbers": lambda: stack(
        EVERY, Dense(2)
    ),
    "features have changed places": lambda: stack(EVERY, box=(2, 24)),
    "at the features of the input": lambda: stack(EVERY, box=(24, 3)),
    "at the time steps of the input": lambda: stack(EVERY, box=(23, 2)),
    "begin with keras.Input": lambda: stack(EVERY, box=None),
    "RepeatVector silences the error": lambda: sequential(
        LSTM(8), RepeatVector(24), LSTM(6, **EVERY), Dense(3)
    ),
    "Flatten is not needed": lambda: sequential(
        LSTM(8, **EVERY), LSTM(6, **EVERY), Flatten(), Dense(3)
    ),
    "not asked for: GRU": lambda: sequential(
        GRU(8, **EVERY), LSTM(6, **EVERY), Dense(3)
    ),
    "not asked for: Bidirectional": lambda: sequential(
        Bidirectional(LSTM(4, **EVERY)), LSTM(6, **EVERY), Dense(3)
    ),
    "There is no LSTM layer": lambda: sequential(Dense(8), Dense(3)),
    "has no layers yet": lambda: keras.Sequential(),
    "Use keras.Sequential, and add them": lambda: sequential(),
    "add hands nothing back": lambda: None,
    "That is a shape": lambda: (24, 2),
    "go_backwards": lambda: stack({**EVERY, "go_backwards": True}),
    "not the number of their parameters": lambda: stack(
        {**EVERY, "use_bias": False}
    ),
    "do not stand in one row": lambda: functional(forked),
    "stand in one row": lambda: functional(
        lambda x: Dense(3)(2 * LSTM(6, **EVERY)(LSTM(8, **EVERY)(x)))
    ),
    "and nothing else": lambda: functional(
        lambda x: -Dense(3)(LSTM(6, **EVERY)(LSTM(8, **EVERY)(x)))
    ),
    "has several inputs": two_inputs,
    "leave out the settings": lambda: stack(EVERY, Dense(3, use_bias=False)),
    "is a single layer": lambda: LSTM(6, **EVERY),
    "is a list": lambda: [LSTM(8, **EVERY), LSTM(6, **EVERY), Dense(3)],
    "is an array or a tensor": lambda: stack(EVERY).outputs[0],
    "is a function": lambda: stack,
    "is a class": lambda: keras.Sequential,
    "is a module": lambda: keras.models,
    "Leave return_state out": lambda: until_it_stops(
        keras.Input(BOX), LSTM(8, return_state=True, **EVERY), LSTM(6)
    ),
    "return_state": lambda: functional(
        lambda x: Dense(3)(
            LSTM(6, return_state=True, **EVERY)(LSTM(8, **EVERY)(x))[0]
        )
    ),
}
