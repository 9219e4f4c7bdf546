"""An exercise that asks for the shape of data as an LSTM reads it."""

from itertools import permutations

from helpers.checking.answers import read_shape
from helpers.checking.shape_hints import Slips, shape_hint
from helpers.checking.verdicts import check_sizes, judge


def input_shape(
    answer: object,
    *,
    exercise: int,
    values: int,
    moments: int,
    sequences: int,
) -> None:
    """Check the shape of data as an LSTM reads it, and print the verdict.

    The sizes are not named after the axes, nor in their order: the call
    stands right beneath the question, and would answer it.

    Parameters
    ----------
    answer
        The learner's shape.
    exercise
        Its number in the lesson.
    values, moments, sequences
        Numbers at each moment, moments of each sequence, sequences.

    Raises
    ------
    ValueError
        The exercise itself is wrong: a size is no whole number above zero.
    """
    check_sizes(values=values, moments=moments, sequences=sequences)
    s, t, f = sequences, moments, values
    slips: Slips = [
        (
            (t, s, f),
            "Samples and time steps have changed places: how many sequences "
            "there are comes first.",
        ),
        (
            (s, f, t),
            "Time steps and features have changed places: the moments come "
            "before the numbers at each moment.",
        ),
        (
            (f, t, s),
            "Your sizes stand in reversed order: begin with the number of "
            "sequences, and go inwards from there.",
        ),
        (
            (s, t),
            "The last axis is missing: how many numbers are there at each "
            "moment? Even a single one has its axis.",
        ),
        (
            (t, f),
            "That is the shape of one sequence: the axis that counts the "
            "sequences is missing.",
        ),
        (
            (s, f),
            "The time axis is missing: how many moments has a sequence?",
        ),
        (
            (s * t * f,),
            "You multiplied the sizes. That counts all the numbers; a shape "
            "keeps the sizes apart.",
        ),
        (
            (s, t * f),
            "You made one axis of time steps and features: each has its own.",
        ),
        (
            (s * t, f),
            "You made one axis of samples and time steps: each has its own.",
        ),
    ]
    named = {wrong for wrong, _ in slips}
    slips += [
        (
            order,
            "These are the right sizes in another order: ask which of them "
            "counts whole sequences, and begin with it.",
        )
        for order in permutations((s, t, f))
        if order not in named
    ]
    axes = ("samples", "time steps", "features")
    judge(
        exercise,
        answer,
        lambda given: shape_hint(read_shape(given), (s, t, f), slips, axes),
    )
