"""An exercise that asks for the shape that an LSTM layer hands over."""

from helpers.checking.answers import read_shape
from helpers.checking.shape_hints import Slips, shape_hint
from helpers.checking.verdicts import check_sizes, judge


def output_shape(
    answer: object,
    *,
    exercise: int,
    samples: int,
    time_steps: int,
    features: int,
    units: int,
    return_sequences: bool,
) -> None:
    """Check the shape that an LSTM layer hands over; print the verdict.

    Parameters
    ----------
    answer
        The learner's shape.
    exercise
        Its number in the lesson.
    samples, time_steps, features
        The shape of what goes in.
    units, return_sequences
        The settings of the layer.

    Raises
    ------
    ValueError
        The exercise itself is wrong: a size is no whole number above zero.
    """
    s, t, f, u = samples, time_steps, features, units
    check_sizes(samples=s, time_steps=t, features=f, units=u)
    find = _sequence_slips if return_sequences else _last_slips
    slips = find(s, t, f, u)
    right = (s, t, u) if return_sequences else (s, u)
    axes = ("samples", *["time steps"] * return_sequences, "units")
    judge(
        exercise,
        answer,
        lambda given: shape_hint(read_shape(given), right, slips, axes),
    )


_SHARED = {
    "input": "That is the shape of what goes in. What comes out has a number "
    "for each unit.",
    "samples": "The axis that counts the sequences is missing: each of them "
    "gets its own answer.",
    "single": "That is right for a single sequence: how many go in?",
    "one": "Not one number comes out, but one for every unit.",
    "gates": "You counted the four sums inside a unit. It hands over only one "
    "number.",
    "flat": "You multiplied time steps and units into one axis; a layer never "
    "does.",
}


def _last_slips(s: int, t: int, f: int, u: int) -> Slips:
    return [
        (
            (s, t, u),
            "You kept the time axis. By default a layer hands over only its "
            "opinion after the last step.",
        ),
        (
            (s, 1, u),
            "You kept a time axis of one step. By default the axis itself is "
            "gone.",
        ),
        ((s, t, f), _SHARED["input"]),
        (
            (s, f),
            "Your last axis counts features. The layer uses them up: what "
            "takes their place?",
        ),
        (
            (s, t),
            "Your last axis counts time steps. By default they are gone: "
            "which axis stands there instead?",
        ),
        (
            (t, u),
            "Your first axis counts time steps: how many sequences are there?",
        ),
        ((u,), _SHARED["samples"]),
        (
            (s,),
            "Each sequence gets a whole row of numbers: the axis for these is "
            "missing.",
        ),
        ((u, s), "Your two axes have changed places: sequences come first."),
        ((s, 1), _SHARED["one"]),
        ((1, u), _SHARED["single"]),
        ((s, 4 * u), _SHARED["gates"]),
        ((s, t * u), _SHARED["flat"]),
    ]


def _sequence_slips(s: int, t: int, f: int, u: int) -> Slips:
    return [
        (
            (s, u),
            "The time axis is missing. With return_sequences a layer hands "
            "over its answer at every step.",
        ),
        (
            (s, 1, u),
            "Your time axis has one step. With return_sequences a layer hands "
            "over every step, not only the last.",
        ),
        ((s, t, f), _SHARED["input"]),
        (
            (s, t, t),
            "Your last axis counts time steps once more: which axis stands "
            "there instead?",
        ),
        (
            (s, f, u),
            "Your middle axis counts features. The layer uses them up: what "
            "stays in the middle?",
        ),
        (
            (s, u, t),
            "Time steps and units have changed places: the units come out "
            "where the features went in.",
        ),
        (
            (t, s, u),
            "Samples and time steps have changed places: they come out in the "
            "order in which they went in.",
        ),
        ((t, u), _SHARED["samples"]),
        (
            (s, t),
            "The axis of the units is missing: at each step there is one "
            "number for every unit.",
        ),
        ((s, t, 1), _SHARED["one"]),
        ((1, t, u), _SHARED["single"]),
        ((s, t, 4 * u), _SHARED["gates"]),
        ((s, t * u), _SHARED["flat"]),
    ]
