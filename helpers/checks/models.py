"""Exercises that ask for a model: each is taken apart and looked at."""

import inspect
from collections.abc import Sequence
from dataclasses import dataclass
from numbers import Real
from typing import TYPE_CHECKING

import numpy as np

from helpers import models
from helpers.checks import readers
from helpers.checks.engine import judge
from helpers.checks.readers import OddAnswer, refuse_odd
from helpers.fit_check import check_fit
from helpers.fitting.layers import recurrent

if TYPE_CHECKING:
    import keras

# They change neither a shape nor a number of parameters.
_HARMLESS = ("Activation", "Dropout")
_LOSE_TIME = ("Reshape", "RepeatVector", "Flatten", "Permute")


def stack(
    answer: object,
    *,
    exercise: int,
    time_steps: int,
    features: int,
    units: Sequence[int],
    outputs: int,
    per_step: bool,
) -> None:
    """Build a Keras model of LSTM layers, with a Dense head on top.

    Right is a Sequential or functional model with these layers, whatever
    their names, activations and dropout; the input may leave the number of
    time steps open, and the head may stand in TimeDistributed.
    """

    def find_hint(given: object) -> str | None:
        parts = _take_apart(_model(given))
        # The first thing that is wrong, from the input up.
        return (
            _axes_hint(parts)
            or _kinds_hint(parts, len(units), per_step)
            or _between_hint(parts, len(units))
            or _layers_hint(parts, list(units), per_step)
            or _head_hint(parts, time_steps, units[-1], outputs, per_step)
            or _input_hint(parts, time_steps, features)
            or _rest_hint(parts, features, list(units), outputs)
        )

    judge(exercise, answer, find_hint)


def fit_mended(
    answer: object,
    *,
    exercise: int,
    samples: int,
    time_steps: int,
    features: int,
) -> None:
    """Mend a model, its input and its targets until they fit together.

    Wanted is one prediction a sequence: the sum of all its numbers. The
    question gives the input with the time steps first, (time steps, samples,
    features), the targets as they are to stay, (samples, 1), and a model
    that predicts at every step.
    """
    n, t, f = samples, time_steps, features

    def find_hint(given: object) -> str | None:
        model, x, y = _model_and_data(given)
        return (
            _turned_hint(x.shape, n, t, f)
            or _target_hint(x, y)
            or _fit_hint(model, x, y)
        )

    judge(exercise, answer, find_hint)


# The parts of a stack


@dataclass(frozen=True)
class _Parts:
    """A model and its layers, from the input up, without harmless ones.

    `kinds` are the names of their classes, where a TimeDistributed(Dense) is
    a Dense, as it computes the same; `others` are the kinds that are neither
    LSTM nor Dense. `input_shapes` include the samples; there are none in a
    model that was not told. `stopped`: Keras raised while the last layer was
    added; that layer is among the layers, but the model was never built.
    """

    model: "keras.Model"
    layers: list["keras.Layer"]
    kinds: list[str]
    lstms: list["keras.layers.LSTM"]
    heads: list["keras.layers.Dense"]
    others: list[str]
    input_shapes: list[tuple[int | None, ...]]
    stopped: bool


def _model(answer: object) -> "keras.Model":
    import keras

    if answer is None:
        raise OddAnswer(
            "add hands nothing back: begin with `model = keras.Sequential()`, "
            "then one `model.add(...)` a line."
        )
    refuse_odd(answer, "a model")
    if isinstance(answer, keras.Model):
        return answer
    if isinstance(answer, keras.Layer):
        raise OddAnswer(
            "Your answer is a single layer: put your layers into a model."
        )
    if isinstance(answer, (tuple, list)):
        if answer and isinstance(answer[0], (Real, type(None))):
            raise OddAnswer("That is a shape; the model itself is asked for.")
        raise OddAnswer(
            "Your answer is a list: make a keras.Sequential of it."
        )
    if hasattr(answer, "shape"):
        raise OddAnswer(
            "Your answer is an array or a tensor; the model itself is asked "
            "for."
        )
    if inspect.ismodule(answer):
        raise OddAnswer("Your answer is a module; a model is asked for.")
    raise OddAnswer("Your answer is no Keras model: build one from layers.")


def _take_apart(model: "keras.Model") -> _Parts:
    """Return the parts; a model of an own kind may lack layers and input."""
    import keras

    layers = [
        _inner(layer)
        for layer in _layers(model)
        if type(layer).__name__ not in _HARMLESS
    ]
    kinds = [type(layer).__name__ for layer in layers]
    shapes = _input_shapes(model)
    return _Parts(
        model=model,
        layers=layers,
        kinds=kinds,
        lstms=[one for one in layers if isinstance(one, keras.layers.LSTM)],
        heads=[one for one in layers if isinstance(one, keras.layers.Dense)],
        others=[kind for kind in kinds if kind not in ("LSTM", "Dense")],
        input_shapes=shapes,
        stopped=bool(layers and shapes) and not model.built,
    )


def _layers(model: "keras.Model") -> list["keras.Layer"]:
    import keras

    return [
        layer
        for layer in model.layers
        if not isinstance(layer, keras.layers.InputLayer)
    ]


def _inner(layer: "keras.Layer") -> "keras.Layer":
    import keras

    if isinstance(layer, keras.layers.TimeDistributed) and isinstance(
        layer.layer, keras.layers.Dense
    ):
        return layer.layer
    return layer


def _input_shapes(model: "keras.Model") -> list[tuple[int | None, ...]]:
    import keras

    # A Sequential not yet built raises; a model of another kind has none.
    inputs = getattr(model, "inputs", None) or []
    if not inputs and isinstance(model, keras.Sequential):
        # Its own `layers` leave the input out, those of any model do not.
        inputs = [
            one.output
            for one in super(keras.Sequential, model).layers[:1]
            if isinstance(one, keras.layers.InputLayer)
        ]
    return [tuple(one.shape) for one in inputs]


def _is_chain(model: "keras.Model") -> bool:
    """Say whether each layer reads just what the one below hands over."""
    import keras

    if isinstance(model, keras.Sequential):
        return True
    called, tensors = [], [keras.Input(batch_shape=model.inputs[0].shape)]

    def call_and_note(layer, *args, **kwargs):
        result = layer(*args, **kwargs)
        if args[0] is tensors[-1]:
            called.append(layer)
            tensors.append(result)
        return result

    # A layer may have been called elsewhere too, so that its own `input` and
    # `output` say little: send a new input through this very model.
    again = keras.models.clone_model(
        keras.Model(model.inputs, model.outputs),
        input_tensors=tensors[:1],
        clone_function=lambda layer: layer,
        call_function=call_and_note,
    )
    return called == _layers(model) and again.outputs[0] is tensors[-1]


# Hints for a stack


def _axes_hint(parts: _Parts) -> str | None:
    # First, as Keras stops at the first LSTM: what is missing follows from it.
    if len(parts.input_shapes) == 1 and len(parts.input_shapes[0]) != 3:
        return (
            "keras.Input takes the shape of one sequence: time steps and "
            "features, without the samples."
        )
    return None


def _kinds_hint(parts: _Parts, depth: int, per_step: bool) -> str | None:
    if not parts.layers:
        return (
            "Your model has no layers yet. Use keras.Sequential, and add them."
        )
    for place, kind in enumerate(parts.kinds):
        if kind not in _LOSE_TIME:
            continue
        if parts.kinds[:place].count("LSTM") < depth:
            return (
                f"{kind} silences the error, but it loses the sequence: let "
                "the LSTM below hand over every step instead."
            )
        if per_step:
            return (
                f"{kind} is not needed: the last LSTM can hand over every "
                "step, and the head reads each."
            )
        return (
            f"{kind} is not needed: the last LSTM can hand over its last step "
            "alone, and the head reads that."
        )
    if parts.others:
        return (
            f"There is a layer that was not asked for: {parts.others[0][:40]}."
        )
    if not parts.lstms:
        return "There is no LSTM layer in your model."
    return None


def _between_hint(parts: _Parts, depth: int) -> str | None:
    """Look at what a layer hands to the next one.

    Before the layers are counted: Keras stops there, so those above lack.
    """
    if any(layer.return_state for layer in parts.lstms):
        return "Leave return_state out: a layer above wants one array only."
    *lower, last = (layer.return_sequences for layer in parts.lstms)
    if not all(lower):
        hint = (
            "An LSTM below another one hands over only its last step, but the "
            "one above wants to read them all."
        )
        return f"{hint} Keras stopped there." if parts.stopped else hint
    if not last and len(parts.lstms) < depth and not parts.heads:
        return (
            "Your topmost LSTM hands over only its last step, but the LSTM "
            "that is to come above it wants to read them all."
        )
    if parts.stopped:
        return (
            "Keras stopped at the layer that you added last: leave out the "
            "settings that were not asked for."
        )
    return None


def _layers_hint(
    parts: _Parts, units: list[int], per_step: bool
) -> str | None:
    given = [layer.units for layer in parts.lstms]
    if len(given) != len(units):
        word = "few" if len(given) < len(units) else "many"
        return f"Your model has too {word} LSTM layers."
    if given != units and given == units[::-1]:
        return (
            "The units stand in reversed order: the first layer that you add "
            "is the one that reads the data."
        )
    if given != units:
        return (
            "Look again at the units: not every LSTM layer has the number of "
            "units that was asked for."
        )
    if any(layer.go_backwards for layer in parts.lstms):
        return "Leave go_backwards out: the time should run forwards."
    last = parts.lstms[-1].return_sequences
    if per_step and not last:
        return (
            "Your model answers once a sequence. Which setting of the last "
            "LSTM lets the head see every step?"
        )
    if last and not per_step:
        return (
            "Your model answers at every time step, but one answer for each "
            "sequence is wanted: look at the last LSTM."
        )
    return None


def _head_hint(
    parts: _Parts, time_steps: int, units: int, outputs: int, per_step: bool
) -> str | None:
    if not parts.heads:
        return "The head is missing: a Dense layer on top of the last LSTM."
    if len(parts.heads) > 1:
        return "One Dense layer is enough: the head, on top of the last LSTM."
    if parts.kinds.index("Dense") < len(parts.kinds) - 1:
        return "The Dense layer is the head: it comes after the last LSTM."
    given = parts.heads[0].units
    if given == outputs:
        return None
    hint = (
        "The head is used once at every time step. How many numbers should it "
        "give each time?"
        if per_step
        else "The head is used once a sequence. How many numbers should it "
        "give for it?"
    )
    if given == time_steps:
        return f"Your head has an output for each time step. {hint}"
    if given == units:
        return f"Your head is as wide as the LSTM below it. {hint}"
    return hint


def _input_hint(parts: _Parts, time_steps: int, features: int) -> str | None:
    if not parts.input_shapes:
        return (
            "Your model does not know yet what it will read: let it begin "
            "with keras.Input."
        )
    if len(parts.input_shapes) > 1:
        return "Your model has several inputs: one sequence is to be read."
    given = parts.input_shapes[0][1:]  # without the samples
    if given in ((time_steps, features), (None, features)):
        return None
    if given == (features, time_steps):
        return "In the input, time steps and features have changed places."
    if given[1] == features:
        return "Look again at the time steps of the input."
    return "Look again at the features of the input."


def _rest_hint(
    parts: _Parts, features: int, units: list[int], outputs: int
) -> str | None:
    """Look at a model whose layers are right one by one."""
    below = [features, *units[:-1]]
    wanted = models.dense_parameters(units[-1], outputs) + sum(
        models.lstm_parameters(own, read)
        for own, read in zip(units, below, strict=True)
    )
    if not _is_chain(parts.model):
        return (
            "Your layers do not stand in one row: each should read what the "
            "one below hands over, and nothing else."
        )
    if parts.model.count_params() != wanted:
        return (
            "The layers are right, but not the number of their parameters: "
            "leave out the settings that were not asked for."
        )
    return None


# Hints for a fit


def _model_and_data(answer: object) -> tuple:
    import keras

    ask = (
        "Give all three in parentheses, in this order: the model, its input, "
        "its targets."
    )
    if not isinstance(answer, (tuple, list)):
        refuse_odd(answer, "a model with its data")
        raise OddAnswer(ask)
    if len(answer) != 3 or not isinstance(answer[0], keras.Model):
        raise OddAnswer(ask)
    model, x, y = answer
    return (
        model,
        readers.array(x, "the input"),
        readers.array(y, "the array of y"),
    )


def _turned_hint(shape: tuple[int, ...], n: int, t: int, f: int) -> str | None:
    if shape == (n, t, f):
        return None
    if shape == (t, n, f):
        return (
            "The input still has the time steps first: an LSTM would read "
            "from sample to sample."
        )
    if shape == (n, f, t):
        return "Time steps and features of the input have changed places."
    if shape == (f, n, t):
        return (
            "`.T` turned all three axes of the input round: exchange only the "
            "first two."
        )
    if shape == (n, t):
        return "The last axis of the input, the features, is missing."
    return (
        "The input has another shape than samples, time steps, features: "
        "no number of it should be lost."
    )


def _target_hint(x: np.ndarray, y: np.ndarray) -> str | None:
    if y.shape not in ((len(x), 1), (len(x),)):
        return (
            "You changed the targets until they fitted, and with them the "
            "question: one target for each sequence is wanted. Change the "
            "model instead."
        )
    sums = x.reshape(len(x), -1).sum(axis=1, dtype=float)
    if not np.allclose(y.reshape(-1), sums, rtol=1e-4, atol=1e-4):
        return (
            "The shapes are right, but a target is no longer the sum of its "
            "own sequence: reshape mixes the samples, where swapping the axes "
            "keeps them whole."
        )
    return None


def _fit_hint(
    model: "keras.Model", x: np.ndarray, y: np.ndarray
) -> str | None:
    found = check_fit(model, x, y)
    if found.not_checked:
        return (
            "`check_fit` cannot look at this model: use a Sequential one, "
            "with an Input and without a loss of your own."
        )
    if not found and not recurrent(model):
        return "There is no LSTM layer left in your model: keep them."
    if not found:
        return None
    shape = getattr(model, "output_shape", None)
    if isinstance(shape, tuple) and len(shape) == 3:
        return (
            "The model still answers at every time step: its last LSTM should "
            "hand over the last one alone."
        )
    return (
        "`check_fit` still finds something: print what it says of your "
        "answer, and change what it names."
    )
