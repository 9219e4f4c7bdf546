"""An exercise that asks by how many percent an error changes."""

from collections.abc import Sequence

import numpy as np

from helpers.checking.answers import read_number
from helpers.checking.verdicts import NO_SLIP, check_sizes, hint_for, judge


def error_change(
    answer: object,
    *,
    exercise: int,
    ours: Sequence[float],
    theirs: Sequence[float],
) -> None:
    """Check the mean difference of errors, in percent of the mean of theirs.

    Parameters
    ----------
    answer
        The learner's number of percent, below zero if ours are smaller.
    exercise
        Its number in the lesson.
    ours, theirs
        Errors above zero, one for each seed, in the same order.

    Raises
    ------
    ValueError
        The exercise itself is wrong: there are not as many of ours as of
        theirs, less than two, one is not above zero, or the mean is the same.
    """
    check_sizes(exercise=exercise)
    pairs = np.array([ours, theirs], float) if len(ours) == len(theirs) else []
    if len(ours) < 2 or len(pairs) == 0 or not (pairs > 0).all():
        raise ValueError(
            f"ours is {list(ours)} and theirs {list(theirs)}; give two lists "
            "of the same length, two numbers or more, all above zero."
        )
    our, their = pairs.mean(axis=1)
    if our == their:
        raise ValueError("ours and theirs have the same mean; let one win.")
    right = 100 * (our - their) / their
    slips = [
        (
            -right,
            "The size is right. Ours minus theirs: on which side of zero is "
            "a smaller error?",
        ),
        (right / 100, "That is a share. Percent are asked for."),
        (our - their, "That is the mean difference itself, not in percent."),
        (their - our, "That is a difference, and not in percent."),
        (
            100 * (our - their) / our,
            "You divided by the mean of ours. The change is told in percent "
            "of theirs.",
        ),
        (
            100 * our / their,
            "So much of the error is left. By how much did it change?",
        ),
        (
            100 * np.mean((pairs[0] - pairs[1]) / pairs[1]),
            "You took the percent of each seed first. There a seed with a "
            "small error counts most; divide mean by mean.",
        ),
        (
            100 * (np.median(pairs[0]) - np.median(pairs[1])) / their,
            "You took the middle one of the errors. The mean is asked for.",
        ),
    ]
    otherwise = (
        f"{NO_SLIP} Subtract seed by seed, take the mean, and divide it by "
        "the mean of theirs."
    )
    judge(
        exercise,
        answer,
        lambda given: hint_for(
            read_number(given), right, slips, otherwise, _same
        ),
    )


def _same(one: float, other: float) -> bool:
    # As near as somebody comes who rounds to whole percent on the way.
    return bool(abs(one - other) <= 0.005 * abs(other))
