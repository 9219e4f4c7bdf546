"""Exercises that ask for a model: what it does with data is what counts.

What is wrong first, from the input up, is refused with its hint.
"""

import inspect
from collections.abc import Sequence
from itertools import pairwise
from numbers import Real
from typing import TYPE_CHECKING, Any

import numpy as np

from helpers import models
from helpers.checks.behaviour import (
    refuse_deaf,
    refuse_foresight,
    refuse_out_of_reach,
)
from helpers.checks.engine import judge
from helpers.checks.readers import OddAnswer, array, refuse, refuse_odd
from helpers.checks.tolerances import alike
from helpers.fit_check import check_fit
from helpers.shapes import NotReadableError, built_for, graph_of, unnoticed

if TYPE_CHECKING:
    import keras

_LOSE_TIME = ("Reshape", "RepeatVector", "Flatten", "Permute")

# A hint stands beside its condition, like in a table.
# fmt: off


def stack(answer: object, *, exercise: int, time_steps: int, features: int,
          units: Sequence[int], outputs: int, per_step: bool) -> None:
    """Build a Keras model of LSTM layers, with a Dense head on top.

    Right is a model with these layers that answers as it should, whatever
    stands between them without parameters; the input may leave the number of
    time steps open, and the head may stand in TimeDistributed.
    """

    def find_hint(given: object) -> None:
        _refuse_no_model(given)
        parts, wanted = _Parts(given), list(units)
        _refuse_layers(parts, len(wanted), per_step)
        _refuse_units(parts, wanted)
        _refuse_way_of_answering(parts, per_step)
        _refuse_head(parts, time_steps, wanted[-1], outputs, per_step)
        _refuse_input(parts, time_steps, features)
        _refuse_rest(parts, features, wanted, outputs)
        _refuse_deeds(parts, time_steps, features, outputs, per_step)

    judge(exercise, answer, find_hint)


def fit_mended(answer: object, *, exercise: int, x: np.ndarray,
               y: np.ndarray) -> None:
    """Mend a model and its input until they fit the targets.

    Wanted is one prediction a sequence. The question gives the input `x` with
    the time steps first, targets `y`, (samples, 1), that are to stay, and a
    model that predicts at every step.
    """

    def find_hint(given: object) -> None:
        model, own_x, own_y = _model_and_data(given)
        _refuse_data(own_x, own_y, x, y)
        _refuse_fit(model, own_x, own_y)

    judge(exercise, answer, find_hint)


class _Parts:
    """A model and its layers, from the input up, those of models within too.

    `layers` are those that have parameters or lose the time; `kinds` are the
    names of their classes, where a TimeDistributed(Dense) is a Dense, as it
    computes the same. `boxes` are the shapes of the inputs, samples included:
    none in a model that was not told. `stopped`: Keras raised while the last
    layer was added; it is among the layers, but the model was never built.
    """

    def __init__(self, model: "keras.Model") -> None:
        from keras import layers as kinds

        self.model = model
        self.layers = [one.layer if _is_timed_dense(one) else one
                       for one in _layers_of(model) if not _is_harmless(one)]
        self.kinds = [type(one).__name__ for one in self.layers]
        self.lstms = self._of(kinds.LSTM)
        self.heads = self._of(kinds.Dense)
        self.boxes = _input_shapes(model)
        self.stopped = bool(self.layers and self.boxes) and not model.built

    def _of(self, kind: type) -> list[Any]:
        return [one for one in self.layers if isinstance(one, kind)]


def _refuse_no_model(answer: object) -> None:
    import keras

    refuse(answer is None, "add hands nothing back: begin with `model = "
           "keras.Sequential()`, then one `model.add(...)` a line.")
    refuse_odd(answer, "a model")
    if isinstance(answer, keras.Model):
        return
    refuse(isinstance(answer, keras.Layer), "Your answer is a single layer: "
           "put your layers into a model.")
    if isinstance(answer, (tuple, list)):
        is_shape = answer and isinstance(answer[0], (Real, type(None)))
        refuse(is_shape, "That is a shape; the model itself is asked for.")
        raise OddAnswer(
            "Your answer is a list: make a keras.Sequential of it.")
    refuse(hasattr(answer, "shape"), "Your answer is an array or a tensor; "
           "the model itself is asked for.")
    refuse(inspect.ismodule(answer),
           "Your answer is a module; a model is asked for.")
    raise OddAnswer("Your answer is no Keras model: build one from layers.")


def _refuse_layers(parts: _Parts, depth: int, per_step: bool) -> None:
    lstms = parts.lstms
    # First, as Keras stops at the first LSTM: what is missing follows from it.
    one_box = len(parts.boxes) == 1
    refuse(one_box and len(parts.boxes[0]) != 3, "keras.Input takes the shape "
           "of one sequence: time steps and features, without the samples.")
    refuse(not parts.layers, "Your model has no layers yet. Use "
           "keras.Sequential, and add them.")
    for place, kind in enumerate(parts.kinds):
        if kind in _LOSE_TIME:
            below = [one for one in parts.layers[:place] if one in lstms]
            lost = below and not below[-1].return_sequences
            refuse(len(below) < depth and lost, f"{kind} silences the error, "
                   "but it loses the sequence: let the LSTM below hand over "
                   "every step instead.")
            refuse(len(below) < depth, f"{kind} is not needed: an LSTM reads "
                   "the Input, or what the LSTM below hands over, as it is.")
            refuse(per_step, f"{kind} is not needed: the last LSTM can hand "
                   "over every step, and the head reads each.")
            raise OddAnswer(
                f"{kind} is not needed: the last LSTM can hand over its last "
                "step alone, and the head reads that.")
    for kind in parts.kinds:
        refuse(kind not in ("LSTM", "Dense"),
               f"There is a layer that was not asked for: {kind[:40]}.")
    refuse(not lstms, "There is no LSTM layer in your model.")
    # What a layer hands to the next one comes before the layers are counted:
    # Keras stops there, so those above lack.
    tells_state = any(layer.return_state for layer in lstms)
    refuse(tells_state and _is_row(parts.model), "Leave return_state out: a "
           "layer above wants one array only.")
    *lower, last = (layer.return_sequences for layer in lstms)
    more = " Keras stopped there." if parts.stopped else ""
    refuse(not all(lower), "An LSTM below another one hands over only its "
           "last step, but the one above wants to read them all." + more)
    goes_on = len(lstms) < depth and not parts.heads
    refuse(goes_on and not last, "Your topmost LSTM hands over only its last "
           "step, but the LSTM that is to come above it wants to read them "
           "all.")
    refuse(parts.stopped, "Keras stopped at the layer that you added last: "
           "leave out what was not asked for.")


def _refuse_units(parts: _Parts, units: list[int]) -> None:
    lstms = parts.lstms
    given = [layer.units for layer in lstms]
    refuse(len(given) < len(units), "Your model has too few LSTM layers.")
    refuse(len(given) > len(units), "Your model has too many LSTM layers.")
    refuse(given != units and given == units[::-1], "The units stand in "
           "reversed order: the first layer that you add is the one that "
           "reads the data.")
    refuse(given != units, "Look again at the units: not every LSTM layer has "
           "the number of units that was asked for.")
    refuse(any(layer.go_backwards for layer in lstms), "Leave go_backwards "
           "out: the time should run forwards.")


def _refuse_way_of_answering(parts: _Parts, per_step: bool) -> None:
    last = parts.lstms[-1].return_sequences
    outputs = getattr(parts.model, "outputs", None)
    every_step = len(outputs[0].shape) == 3 if outputs else last
    refuse(per_step and not last, "Your model answers once a sequence. Which "
           "setting of the last LSTM lets the head see every step?")
    refuse(per_step and not every_step, "An axis is lost after the last "
           "LSTM: leave out what takes it away.")
    refuse(every_step and not per_step, "Your model answers at every time "
           "step, but one answer for each sequence is wanted: look at the "
           "last LSTM.")


def _refuse_head(parts: _Parts, time_steps: int, below: int, outputs: int,
                 per_step: bool) -> None:
    refuse(not parts.heads, "The head is missing: a Dense layer on top of the "
           "last LSTM.")
    refuse(len(parts.heads) > 1, "One Dense layer is enough: the head, on top "
           "of the last LSTM.")
    refuse(parts.kinds[-1] != "Dense", "The Dense layer is the head: it comes "
           "after the last LSTM.")
    size, given = parts.heads[0].units, ""
    if size == time_steps:
        given = "Your head has an output for each time step. "
    elif size == below:
        given = "Your head is as wide as the LSTM below it. "
    asked = ("The head is used once a sequence. How many numbers should it "
        "give for it?")
    if per_step:
        asked = ("The head is used once at every time step. How many numbers "
            "should it give each time?")
    refuse(size != outputs, given + asked)


def _refuse_input(parts: _Parts, time_steps: int, features: int) -> None:
    boxes = parts.boxes
    refuse(not boxes and not parts.model.built, "Your model does not know yet "
           "what it will read: let it begin with keras.Input.")
    refuse(len(boxes) > 1, "Your model has several inputs: one sequence is to "
           "be read.")
    for _, *box in boxes:
        refuse(box == [features, time_steps], "In the input, time steps and "
               "features have changed places.")
        refuse(box[1] != features, "Look again at the features of the input.")
        refuse(box[0] not in (time_steps, None),
               "Look again at the time steps of the input.")


def _refuse_rest(parts: _Parts, features: int, units: list[int],
                 outputs: int) -> None:
    below = [features, *units[:-1]]
    wanted = models.dense_parameters(units[-1], outputs)
    wanted += sum(map(models.lstm_parameters, units, below))
    refuse(not _is_chain(parts), "Your LSTM layers do not stand in one row: "
           "each should read what the one below hands over.")
    refuse(parts.model.count_params() != wanted, "The layers are right, but "
           "not the number of their parameters: leave out the settings that "
           "were not asked for, and what reads anything else than the layer "
           "below.")


def _refuse_deeds(parts: _Parts, time_steps: int, features: int, outputs: int,
                  per_step: bool) -> None:
    steps = {_read(one)[1] for one in parts.lstms if _read(one)}
    refuse(not steps <= {time_steps, None}, "One of your LSTM layers does not "
           "read the whole sequence: what takes a part of it away?")
    samples = parts.boxes[0][0] if parts.boxes else None
    n = samples or 16
    shape = refuse_deaf(parts.model, (n, time_steps, features))
    wanted = (n, time_steps, outputs) if per_step else (n, outputs)
    refuse(shape != wanted, "What your model hands over has another shape "
           "than was asked for: print its `output_shape`.")
    if per_step:
        refuse_foresight(parts.model, (n, time_steps, features))


def _layers_of(model: "keras.Model") -> list["keras.Layer"]:
    import keras

    return [layer for one in model.layers
            for layer in (_layers_of(one) if isinstance(one, keras.Model)
                          else [one])
            if not isinstance(layer, keras.layers.InputLayer)]


def _is_harmless(layer: "keras.Layer") -> bool:
    """Say whether it has no parameters and at most ends the time axis."""
    try:
        # So many features have no units that would seem to change nothing.
        before = _read(layer) or (None, 24, 9973)
        after = tuple(layer.compute_output_shape(before))
    except Exception:  # a layer may do anything
        return False
    return not layer.weights and after in (before, (before[0], before[-1]))


def _read(layer: "keras.Layer") -> tuple[int | None, ...] | None:
    """Return the shape of what it read when it was first called."""
    import keras

    if not layer._inbound_nodes:
        return None
    return tuple(keras.tree.flatten(layer.input)[0].shape)  # others are masks


def _is_row(model: "keras.Model") -> bool:
    import keras

    return isinstance(model, keras.Sequential)


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
        inputs = [one.output
                  for one in super(keras.Sequential, model).layers[:1]
                  if isinstance(one, keras.layers.InputLayer)]
    return [tuple(one.shape) for one in inputs]


def _is_chain(parts: _Parts) -> bool:
    """Say whether what each LSTM reads came through the one below."""
    if not getattr(parts.model, "inputs", None):
        return True
    with unnoticed():
        graph = graph_of(parts.model)
    came = {call.operation: graph.up_to(*call.inputs).operations
            for call in graph.calls}
    return all(low in came[high] for low, high in pairwise(parts.lstms))


def _model_and_data(answer: object) -> tuple["keras.Model", np.ndarray,
                                             np.ndarray]:
    import keras

    is_list = isinstance(answer, (tuple, list))
    if not is_list:
        refuse_odd(answer, "a model with its data")
    complete = is_list and len(answer) == 3
    refuse(not (complete and isinstance(answer[0], keras.Model)), "Give all "
           "three in parentheses, in this order: the model, its input, its "
           "targets.")
    model, x, y = answer
    return model, array(x, "The input"), array(y, "The array of y")


def _refuse_data(x: np.ndarray, y: np.ndarray, asked_x: np.ndarray,
                 asked_y: np.ndarray) -> None:
    t, n, f = asked_x.shape
    if x.shape != (n, t, f):
        refuse(x.shape == (t, n, f), "The input still has the time steps "
               "first: an LSTM would read from sample to sample.")
        refuse(x.shape == (n, f, t), "Time steps and features of the input "
               "have changed places.")
        refuse(x.shape == (f, n, t), "`.T` turned all three axes of the input "
               "round: exchange only the first two.")
        refuse(x.shape == (n, t), "The last axis of the input, the features, "
               "is missing.")
        raise OddAnswer("The input has another shape than samples, time "
                        "steps, features: no number of it should be lost.")
    refuse(y.shape not in ((n, 1), (n,)), "You changed the targets until they "
           "fitted, and with them the question: one target for each sequence "
           "is wanted. Change the model instead.")
    refuse(alike(x, asked_x.reshape(n, t, f)), "The shape of the input is "
           "right, but reshape mixes the samples, where swapping the axes "
           "keeps them whole.")
    refuse(not alike(x, np.swapaxes(asked_x, 0, 1)), "The shape of the input "
           "is right, but its numbers are not those of the question, or not "
           "in their places: take the given input, and swap two axes.")
    refuse(not alike(y.reshape(n, 1), asked_y.reshape(n, 1)), "The targets "
           "are other numbers than those of the question: they are right as "
           "they are given.")


def _refuse_fit(model: "keras.Model", x: np.ndarray, y: np.ndarray) -> None:
    from keras.layers import LSTM

    try:
        if not model.built:
            with unnoticed():
                model = built_for(model, [x.shape])
    except NotReadableError:
        raise OddAnswer("Your model is not built yet: call it once with the "
                        "input, then run this cell again.") from None
    except Exception:  # Keras raises whatever its layers do
        raise OddAnswer("Your model cannot be built for this input: call it "
                        "with the input, and read the last line of the "
                        "message.") from None
    refuse(not any(isinstance(one, LSTM) for one in model._flatten_layers()),
           "There is no LSTM layer left in your model: keep them.")
    found = check_fit(model, x, y)
    shape = getattr(model, "output_shape", None)
    every_step = isinstance(shape, tuple) and len(shape) == 3
    refuse(found and every_step, "The model still answers at every time step: "
           "its last LSTM should hand over the last one alone.")
    fixed = getattr(model, "input_shape", (None,))[0]
    batch = x[:fixed] if isinstance(fixed, int) else x
    given = refuse_deaf(model, batch.shape)
    refuse_out_of_reach(model, batch, y)
    refuse(found, "`check_fit` still finds something: print what it says of "
           "your answer, and change what it names.")
    refuse(given not in ((len(batch), 1), (len(batch),)), "Your model does "
           "not give one number for each sequence: print the shape of its "
           "answers.")
