"""An exercise that asks how many parameters an LSTM layer has."""

from helpers import models
from helpers.checking.count_hints import HINTS, Slips, judge_count
from helpers.checking.verdicts import check_sizes

_OPINIONS = "the weights for the opinions"
_DEAF = (
    "You left out the recurrent weights: each unit also hears what all units "
    "said at the step before."
)
_TWELVE = (
    "Twelve is right for one unit and one feature. With more of either, each "
    "sum has more weights than three."
)


def lstm_parameters(
    answer: object,
    *,
    exercise: int,
    units: int,
    features: int,
    time_steps: int | None = None,
) -> None:
    """Check the number of parameters of one LSTM layer.

    Parameters
    ----------
    answer
        The learner's number.
    exercise
        Its number in the lesson.
    units, features
        Sizes of the layer and of what it reads.
    time_steps
        Length of a sequence, if the question tells it: it tempts.

    Raises
    ------
    ValueError
        The exercise itself is wrong: a size is no whole number above zero.
    """
    right = models.lstm_parameters(units, features)
    slips = _layer_slips(right, units, features)
    if time_steps is not None:
        check_sizes(time_steps=time_steps)
        slips += _time_slips(right, units, features, time_steps)
    judge_count(
        exercise,
        answer,
        right,
        slips,
        "Draw the table for one unit: a row for each of the four sums, and a "
        "column for everything it adds up.",
    )


def _layer_slips(right: int, u: int, f: int) -> Slips:
    if f == 2:
        # Here both slips give the same number for any number of units.
        first = [(12 * u, f"{_TWELVE} Or did you leave out {_OPINIONS}?")]
    else:
        first = [(12 * u, _TWELVE), (4 * u * (f + 1), _DEAF)]
    return [
        *first,
        (12 * u * f, _TWELVE),
        (4 * u * (u + f), HINTS["no bias"]),
        (
            u * (u + f + 1),
            "You counted one sum a unit: how many does it make, for its gates "
            "and its candidate?",
        ),
        (
            3 * u * (u + f + 1),
            "You counted the gates and left out the candidate: it has weights "
            "of its own.",
        ),
        (
            4 * u * (u + 1),
            "You left out the weights for the input: each unit reads every "
            "feature.",
        ),
        (
            4 * u * (f + 2),
            "Each unit hears all the units of the layer, not only itself.",
        ),
        (
            4 * (u + f + 1),
            "That is one unit alone: how many are there in the layer?",
        ),
        (
            4 * f * (f + u + 1),
            "Units and features have changed places: which of them has the "
            "weights, and which is only read?",
        ),
        (4 * u * (u + f + 2), HINTS["two biases"]),
        (
            4 * (u * (u + f) + 1),
            "You counted one bias a gate: every unit has its own.",
        ),
        (
            u * (u + f),
            "You counted one sum a unit, and no bias: how many sums does a "
            "unit make, and what does each of them add?",
        ),
        (
            4 * u * f,
            "You counted only the weights for the input: what else does each "
            "sum add up?",
        ),
        (
            4 * u * u,
            f"You counted only {_OPINIONS}: what else does each sum add up?",
        ),
        (
            4 * u * (f + u) + u,
            "Each of the four sums has its own bias, not only each unit.",
        ),
    ]


def _time_slips(right: int, u: int, f: int, t: int) -> Slips:
    return [
        (4 * u * (u + t + 1), HINTS["time as features"]),
        (
            4 * u * (u + t),
            "Time steps stand in for features, and biases are missing.",
        ),
        (
            4 * u * (u + f * t + 1),
            "You counted the features of all time steps: the layer reads one "
            "step at a time.",
        ),
        (right * t, HINTS["times time"]),
    ]
