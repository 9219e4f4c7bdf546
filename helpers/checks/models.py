"""Exercises that ask for a model: each is taken apart and looked at.

What is wrong first, from the input up, is refused with its hint.
"""

import inspect
from collections.abc import Sequence
from numbers import Real
from typing import TYPE_CHECKING, Any

import numpy as np

from helpers import models
from helpers.checks.engine import judge
from helpers.checks.readers import OddAnswer, array, refuse, refuse_odd
from helpers.fit_check import check_fit
from helpers.fit_findings import recurrent

if TYPE_CHECKING:
    import keras

_HARMLESS = ("Activation", "Dropout")  # neither shape nor parameters
_LOSE_TIME = ("Reshape", "RepeatVector", "Flatten", "Permute")

STACK_HINTS = {
    # no model
    "nothing": "add hands nothing back: begin with `model = "
    "keras.Sequential()`, then one `model.add(...)` a line.",
    "layer": "Your answer is a single layer: put your layers into a model.",
    "shape": "That is a shape; the model itself is asked for.",
    "list": "Your answer is a list: make a keras.Sequential of it.",
    "tensor": "Your answer is an array or a tensor; the model itself is asked "
    "for.",
    "module": "Your answer is a module; a model is asked for.",
    "no model": "Your answer is no Keras model: build one from layers.",
    # its layers
    "axes": "keras.Input takes the shape of one sequence: time steps and "
    "features, without the samples.",
    "no layers": "Your model has no layers yet. Use keras.Sequential, and add "
    "them.",
    "silenced": "{kind} silences the error, but it loses the sequence: let "
    "the LSTM below hand over every step instead.",
    "every step": "{kind} is not needed: the last LSTM can hand over every "
    "step, and the head reads each.",
    "last step": "{kind} is not needed: the last LSTM can hand over its last "
    "step alone, and the head reads that.",
    "not asked": "There is a layer that was not asked for: {kind}.",
    "no LSTM": "There is no LSTM layer in your model.",
    # what a layer hands to the next one
    "state": "Leave return_state out: a layer above wants one array only.",
    "below": "An LSTM below another one hands over only its last step, but "
    "the one above wants to read them all.",
    "topmost": "Your topmost LSTM hands over only its last step, but the LSTM "
    "that is to come above it wants to read them all.",
    "stopped": "Keras stopped at the layer that you added last: leave out the "
    "settings that were not asked for.",
    # the LSTM layers
    "too few": "Your model has too few LSTM layers.",
    "too many": "Your model has too many LSTM layers.",
    "reversed": "The units stand in reversed order: the first layer that you "
    "add is the one that reads the data.",
    "units": "Look again at the units: not every LSTM layer has the number of "
    "units that was asked for.",
    "backwards": "Leave go_backwards out: the time should run forwards.",
    "once": "Your model answers once a sequence. Which setting of the last "
    "LSTM lets the head see every step?",
    "each time": "Your model answers at every time step, but one answer for "
    "each sequence is wanted: look at the last LSTM.",
    # the head and the input
    "no head": "The head is missing: a Dense layer on top of the last LSTM.",
    "heads": "One Dense layer is enough: the head, on top of the last LSTM.",
    "head first": "The Dense layer is the head: it comes after the last LSTM.",
    "outputs": "{given}The head is used {times}. How many numbers should it "
    "give {when}?",
    "no input": "Your model does not know yet what it will read: let it begin "
    "with keras.Input.",
    "inputs": "Your model has several inputs: one sequence is to be read.",
    "turned": "In the input, time steps and features have changed places.",
    "time steps": "Look again at the time steps of the input.",
    "features": "Look again at the features of the input.",
    # a model whose layers are right one by one
    "no row": "Your layers do not stand in one row: each should read what the "
    "one below hands over, and nothing else.",
    "settings": "The layers are right, but not the number of their "
    "parameters: leave out the settings that were not asked for.",
}
FIT_HINTS = {
    "three": "Give all three in parentheses, in this order: the model, its "
    "input, its targets.",
    "time first": "The input still has the time steps first: an LSTM would "
    "read from sample to sample.",
    "features first": "Time steps and features of the input have changed "
    "places.",
    "all turned": "`.T` turned all three axes of the input round: exchange "
    "only the first two.",
    "no features": "The last axis of the input, the features, is missing.",
    "other shape": "The input has another shape than samples, time steps, "
    "features: no number of it should be lost.",
    "targets": "You changed the targets until they fitted, and with them the "
    "question: one target for each sequence is wanted. Change the model "
    "instead.",
    "mixed": "The shapes are right, but a target is no longer the sum of its "
    "own sequence: reshape mixes the samples, where swapping the axes keeps "
    "them whole.",
    "not checked": "`check_fit` cannot look at this model: use a Sequential "
    "one, with an Input and without a loss of your own.",
    "no LSTM": "There is no LSTM layer left in your model: keep them.",
    "each time": "The model still answers at every time step: its last LSTM "
    "should hand over the last one alone.",
    "finds": "`check_fit` still finds something: print what it says of your "
    "answer, and change what it names.",
}


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

    def find_hint(given: object) -> None:
        _refuse_no_model(given)
        parts = _Parts(given)
        _refuse_layers(parts, len(units), per_step)
        _refuse_links(parts, len(units))
        _refuse_units(parts, list(units), per_step)
        _refuse_head(parts, time_steps, units[-1], outputs, per_step)
        _refuse_input(parts, time_steps, features)
        _refuse_rest(parts, features, list(units), outputs)

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
    question gives the input with the time steps first, targets (samples, 1)
    that are to stay, and a model that predicts at every step.
    """
    n, t, f = samples, time_steps, features

    def find_hint(given: object) -> None:
        model, x, y = _model_and_data(given)
        _refuse_shape(x.shape, n, t, f)
        _refuse_targets(x, y)
        _refuse_fit(model, x, y)

    judge(exercise, answer, find_hint)


class _Parts:
    """A model and its layers, from the input up.

    `layers` are those that change a shape or have parameters; `kinds` are the
    names of their classes, where a TimeDistributed(Dense) is a Dense, as it
    computes the same. `boxes` are the shapes of the inputs, samples included:
    none in a model that was not told. `stopped`: Keras raised while the last
    layer was added; it is among the layers, but the model was never built.
    """

    def __init__(self, model: "keras.Model") -> None:
        from keras import layers as kinds

        self.model = model
        self.every = [
            one
            for one in model.layers
            if not isinstance(one, kinds.InputLayer)
        ]
        self.layers = [
            one.layer if _is_timed_dense(one) else one
            for one in self.every
            if type(one).__name__ not in _HARMLESS
        ]
        self.kinds = [type(one).__name__ for one in self.layers]
        self.lstms = self._of(kinds.LSTM)
        self.heads = self._of(kinds.Dense)
        self.boxes = _input_shapes(model)
        self.stopped = bool(self.layers and self.boxes) and not model.built

    def _of(self, kind: type) -> list[Any]:
        return [one for one in self.layers if isinstance(one, kind)]


def _refuse_no_model(answer: object) -> None:
    import keras

    refuse(answer is None, STACK_HINTS["nothing"])
    refuse_odd(answer, "a model")
    if isinstance(answer, keras.Model):
        return
    refuse(isinstance(answer, keras.Layer), STACK_HINTS["layer"])
    if isinstance(answer, (tuple, list)):
        is_shape = answer and isinstance(answer[0], (Real, type(None)))
        refuse(is_shape, STACK_HINTS["shape"])
        raise OddAnswer(STACK_HINTS["list"])
    refuse(hasattr(answer, "shape"), STACK_HINTS["tensor"])
    refuse(inspect.ismodule(answer), STACK_HINTS["module"])
    raise OddAnswer(STACK_HINTS["no model"])


def _refuse_layers(parts: _Parts, depth: int, per_step: bool) -> None:
    # First, as Keras stops at the first LSTM: what is missing follows from it.
    one_box = len(parts.boxes) == 1
    refuse(one_box and len(parts.boxes[0]) != 3, STACK_HINTS["axes"])
    refuse(not parts.layers, STACK_HINTS["no layers"])
    for place, kind in enumerate(parts.kinds):
        hint = "every step" if per_step else "last step"
        if parts.kinds[:place].count("LSTM") < depth:
            hint = "silenced"
        refuse(kind in _LOSE_TIME, STACK_HINTS[hint], kind=kind)
    for kind in parts.kinds:
        wanted = kind in ("LSTM", "Dense")
        refuse(not wanted, STACK_HINTS["not asked"], kind=kind[:40])
    refuse(not parts.lstms, STACK_HINTS["no LSTM"])


def _refuse_links(parts: _Parts, depth: int) -> None:
    """Look at what a layer hands to the next one.

    Before the layers are counted: Keras stops there, so those above lack.
    """
    states = any(layer.return_state for layer in parts.lstms)
    refuse(states, STACK_HINTS["state"])
    *lower, last = (layer.return_sequences for layer in parts.lstms)
    more = " Keras stopped there." if parts.stopped else ""
    refuse(not all(lower), STACK_HINTS["below"] + more)
    lacks_more = len(parts.lstms) < depth and not parts.heads
    refuse(lacks_more and not last, STACK_HINTS["topmost"])
    refuse(parts.stopped, STACK_HINTS["stopped"])


def _refuse_units(parts: _Parts, units: list[int], per_step: bool) -> None:
    given = [layer.units for layer in parts.lstms]
    refuse(len(given) < len(units), STACK_HINTS["too few"])
    refuse(len(given) > len(units), STACK_HINTS["too many"])
    turned = given != units and given == units[::-1]
    refuse(turned, STACK_HINTS["reversed"])
    refuse(given != units, STACK_HINTS["units"])
    backwards = any(layer.go_backwards for layer in parts.lstms)
    refuse(backwards, STACK_HINTS["backwards"])
    last = parts.lstms[-1].return_sequences
    refuse(per_step and not last, STACK_HINTS["once"])
    refuse(last and not per_step, STACK_HINTS["each time"])


def _refuse_head(
    parts: _Parts, time_steps: int, units: int, outputs: int, per_step: bool
) -> None:
    refuse(not parts.heads, STACK_HINTS["no head"])
    refuse(len(parts.heads) > 1, STACK_HINTS["heads"])
    is_last = parts.kinds.index("Dense") == len(parts.kinds) - 1
    refuse(not is_last, STACK_HINTS["head first"])
    size, given = parts.heads[0].units, ""
    if size == time_steps:
        given = "Your head has an output for each time step. "
    elif size == units:
        given = "Your head is as wide as the LSTM below it. "
    times, when = "once a sequence", "for it"
    if per_step:
        times, when = "once at every time step", "each time"
    words = {"given": given, "times": times, "when": when}
    refuse(size != outputs, STACK_HINTS["outputs"], **words)


def _refuse_input(parts: _Parts, time_steps: int, features: int) -> None:
    refuse(not parts.boxes, STACK_HINTS["no input"])
    refuse(len(parts.boxes) > 1, STACK_HINTS["inputs"])
    given = parts.boxes[0][1:]  # without the samples
    if given not in ((time_steps, features), (None, features)):
        turned = given == (features, time_steps)
        refuse(turned, STACK_HINTS["turned"])
        refuse(given[1] == features, STACK_HINTS["time steps"])
        raise OddAnswer(STACK_HINTS["features"])


def _refuse_rest(
    parts: _Parts, features: int, units: list[int], outputs: int
) -> None:
    below = [features, *units[:-1]]
    wanted = models.dense_parameters(units[-1], outputs) + sum(
        models.lstm_parameters(own, read)
        for own, read in zip(units, below, strict=True)
    )
    refuse(not _is_chain(parts), STACK_HINTS["no row"])
    other = parts.model.count_params() != wanted
    refuse(other, STACK_HINTS["settings"])


def _is_timed_dense(layer: "keras.Layer") -> bool:
    from keras import layers as kinds

    is_timed = isinstance(layer, kinds.TimeDistributed)
    return is_timed and isinstance(layer.layer, kinds.Dense)


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


def _is_chain(parts: _Parts) -> bool:
    """Say whether each layer reads just what the one below hands over."""
    import keras

    model = parts.model
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
    return called == parts.every and again.outputs[0] is tensors[-1]


def _model_and_data(
    answer: object,
) -> tuple["keras.Model", np.ndarray, np.ndarray]:
    import keras

    if not isinstance(answer, (tuple, list)):
        refuse_odd(answer, "a model with its data")
        raise OddAnswer(FIT_HINTS["three"])
    starts = len(answer) == 3 and isinstance(answer[0], keras.Model)
    refuse(not starts, FIT_HINTS["three"])
    model, x, y = answer
    return model, array(x, "The input"), array(y, "The array of y")


def _refuse_shape(shape: tuple[int, ...], n: int, t: int, f: int) -> None:
    if shape != (n, t, f):
        refuse(shape == (t, n, f), FIT_HINTS["time first"])
        refuse(shape == (n, f, t), FIT_HINTS["features first"])
        refuse(shape == (f, n, t), FIT_HINTS["all turned"])
        refuse(shape == (n, t), FIT_HINTS["no features"])
        raise OddAnswer(FIT_HINTS["other shape"])


def _refuse_targets(x: np.ndarray, y: np.ndarray) -> None:
    one_each = y.shape in ((len(x), 1), (len(x),))
    refuse(not one_each, FIT_HINTS["targets"])
    sums = x.reshape(len(x), -1).sum(axis=1, dtype=float)
    kept = np.allclose(y.reshape(-1), sums, rtol=1e-4, atol=1e-4)
    refuse(not kept, FIT_HINTS["mixed"])


def _refuse_fit(model: "keras.Model", x: np.ndarray, y: np.ndarray) -> None:
    found = check_fit(model, x, y)
    refuse(found.not_checked, FIT_HINTS["not checked"])
    refuse(not found and not recurrent(model), FIT_HINTS["no LSTM"])
    if found:
        shape = getattr(model, "output_shape", None)
        every_step = isinstance(shape, tuple) and len(shape) == 3
        refuse(every_step, FIT_HINTS["each time"])
        raise OddAnswer(FIT_HINTS["finds"])
