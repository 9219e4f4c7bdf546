"""An exercise that asks for a stack of LSTM layers, built in Keras."""

import inspect
from collections.abc import Sequence
from numbers import Real
from typing import Any

from helpers.checking.answers import OddAnswer, refuse_odd
from helpers.checking.model_hints import stack_hint
from helpers.checking.model_parts import take_apart
from helpers.checking.verdicts import check_sizes, judge


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
    """Check a Keras model: LSTM layers and a Dense head on top.

    Right is a Sequential or functional model with these layers, whatever
    their names, activations and dropout; the input may leave the number of
    time steps open, and the head may stand in TimeDistributed.

    Parameters
    ----------
    answer
        The learner's model.
    exercise
        Its number in the lesson.
    time_steps, features
        The shape of one sequence.
    units
        Units of each LSTM layer, from the input up.
    outputs
        Outputs of the head.
    per_step
        Whether the model answers at every time step, or once a sequence.

    Raises
    ------
    ValueError
        The exercise itself is wrong: a size is no whole number above zero.
    """
    check_sizes(time_steps=time_steps, features=features, outputs=outputs)
    check_sizes(depth=len(units))
    for size in units:
        check_sizes(units=size)

    def find_hint(given: object) -> str | None:
        parts = take_apart(_model(given))
        return stack_hint(
            parts, time_steps, features, list(units), outputs, per_step
        )

    judge(exercise, answer, find_hint)


def _model(answer: object) -> Any:
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
