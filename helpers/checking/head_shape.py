"""An exercise that asks for the shape that a Dense head hands over."""

from helpers.checking.answers import read_shape
from helpers.checking.shape_hints import Slips, shape_hint
from helpers.checking.verdicts import check_sizes, judge


def head_shape(
    answer: object,
    *,
    exercise: int,
    samples: int,
    time_steps: int,
    outputs: int,
    per_step: bool,
) -> None:
    """Check the shape of a model's output, with a Dense head on top.

    Parameters
    ----------
    answer
        The learner's shape.
    exercise
        Its number in the lesson.
    samples, time_steps
        Sequences that go in, and their length.
    outputs
        Outputs of the head.
    per_step
        Whether the head answers at every time step, or once a sequence.

    Raises
    ------
    ValueError
        The exercise itself is wrong: a size is no whole number above zero.
    """
    s, t, o = samples, time_steps, outputs
    check_sizes(samples=s, time_steps=t, outputs=o)
    right = (s, t, o) if per_step else (s, o)
    slips = _step_slips(s, t, o) if per_step else _once_slips(s, t, o)
    axes = ("samples", *["time steps"] * per_step, "outputs")
    judge(
        exercise,
        answer,
        lambda given: shape_hint(read_shape(given), right, slips, axes),
    )


_HINTS = {
    "samples": "The axis that counts the sequences is missing: each of them "
    "gets its own answer.",
    "one": "Your last axis has one number. How many outputs has the head?",
    "flat": "You multiplied time steps and outputs into one axis; a Dense "
    "layer never does.",
    "places": "Two axes have changed places: samples, time steps, outputs.",
}


def _step_slips(s: int, t: int, o: int) -> Slips:
    return [
        ((s, o), "That is one answer a sequence. This head answers at every "
         "time step."),
        ((s, t), "The last axis is missing: what does the head answer at one "
         "step?"),
        ((s, t, 1), _HINTS["one"]),
        ((s, o, t), _HINTS["places"]),
        ((t, s, o), _HINTS["places"]),
        ((t, o), _HINTS["samples"]),
        ((s, t * o), _HINTS["flat"]),
        ((s * t, o), "You multiplied samples and time steps into one axis; a "
         "Dense layer never does."),
    ]  # fmt: skip


def _once_slips(s: int, t: int, o: int) -> Slips:
    return [
        ((s, t, o), "That is an answer at every time step. This head answers "
         "once a sequence."),
        ((s, t), "Your last axis counts time steps. They are gone: what "
         "stands there instead?"),
        ((s, 1), _HINTS["one"]),
        ((o, s), _HINTS["places"]),
        ((o,), _HINTS["samples"]),
        ((s, t * o), _HINTS["flat"]),
    ]  # fmt: skip
