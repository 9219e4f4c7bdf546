"""An exercise that asks for a learning rate, out of a table of losses."""

from collections.abc import Sequence

from helpers.checking.answers import read_number
from helpers.checking.verdicts import NO_SLIP, hint_for, judge

Losses = Sequence[float]


def learning_rate(
    answer: object,
    *,
    exercise: int,
    smallest: float,
    factor: float,
    training: Losses,
    validation: Losses,
    test: Losses,
) -> None:
    """Check that the rate with the lowest validation loss is chosen.

    Parameters
    ----------
    answer
        The learner's rate.
    exercise
        Its number in the lesson.
    smallest, factor
        The rates: the smallest of them, and how many times as large the next
        one is, and so on.
    training, validation, test
        For each rate the loss on that part. All but the second tempt.

    Raises
    ------
    ValueError
        The exercise itself is wrong: the rates do not grow, the losses
        differ in number, or two of the lowest belong to the same rate.
    """
    if not (smallest > 0 and factor > 1):
        raise ValueError(
            f"smallest is {smallest} and factor is {factor}; give more than "
            "0 and more than 1."
        )
    tables = training, validation, test
    counts = [len(losses) for losses in tables]
    if len(set(counts)) > 1 or not training:
        raise ValueError(
            f"There are {counts} losses; give as many for each part."
        )
    rates = [smallest * factor**step for step in range(len(training))]
    by_training, right, by_test = (
        rates[losses.index(min(losses))] for losses in map(list, tables)
    )
    if len({by_training, right, by_test}) < 3:
        raise ValueError(
            "Two parts have their lowest loss at the same rate; give each "
            "its own, or a slip would look right."
        )
    slips = [
        (
            by_training,
            "That is the lowest loss on what was learned from. It may have "
            "learned its noise by heart.",
        ),
        (
            by_test,
            "You chose by the test. It is opened once, at the end; what was "
            "chosen by it, it cannot judge any more.",
        ),
        (rates[0], "The smallest rate is not yet done learning."),
        (rates[-1], "The largest rate is the boldest, not the best here."),
        *(
            (loss, "That is a loss. The rate that leads to it is asked for.")
            for table in tables
            for loss in table
        ),
        *(
            (rate, "Another rate has a lower loss on the part to choose by.")
            for rate in rates[1:-1]
            if rate not in (by_training, by_test)
        ),
    ]
    otherwise = f"{NO_SLIP} Take one of the rates in the table."
    judge(
        exercise,
        answer,
        lambda given: hint_for(
            read_number(given), right, slips, otherwise, _same
        ),
    )


def _same(one: float, other: float) -> bool:
    # So close that a number of 32 bits counts as well.
    return abs(one - other) <= 1e-6 * abs(other)
