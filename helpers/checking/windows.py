"""An exercise that asks for windows and targets, cut out of sequences."""

import numpy as np

from helpers.checking.answers import OddAnswer, refuse_odd
from helpers.checking.arrays import read_array
from helpers.checking.scaled import is_close
from helpers.checking.verdicts import NO_SLIP, check_sizes, hint_for, judge

Pair = tuple[np.ndarray, np.ndarray]


def windows(
    answer: object,
    *,
    exercise: int,
    sequences: int,
    length: int,
    horizon: int,
) -> None:
    """Check `(x, y)` cut out of `np.arange(...).reshape(sequences, length)`.

    Parameters
    ----------
    answer
        The learner's pair: x (sequences, length - horizon, 1), what a model
        reads, and y (sequences, horizon), what it forecasts.
    exercise
        Its number in the lesson.
    sequences, length
        Shape of the numbers, which count from 0.
    horizon
        Numbers at the end of each sequence that are to be forecast.

    Raises
    ------
    ValueError
        The exercise itself is wrong: a size is no whole number above zero,
        or nothing is left to read.
    """
    check_sizes(sequences=sequences, length=length, horizon=horizon)
    if horizon >= length:
        raise ValueError(
            f"horizon is {horizon}, but length is {length}; leave something "
            "to read."
        )
    whole = np.arange(float(sequences * length)).reshape(sequences, length)
    steps = length - horizon
    right = whole[:, :steps, np.newaxis], whole[:, steps:]

    def find_hint(given: object) -> str | None:
        x, y = _read(given)
        turned = np.squeeze(y), np.squeeze(x)
        if all(map(is_close, turned, map(np.squeeze, right))):
            return "x and y have changed places: x is what is read."
        of_x = hint_for(
            x, right[0], _x_slips(whole, steps), _UNKNOWN_X, is_close
        )
        return of_x or hint_for(
            y, right[1], _y_slips(whole, steps), _UNKNOWN_Y, is_close
        )

    judge(exercise, answer, find_hint)


_UNKNOWN_X = (
    f"{NO_SLIP} Look at x: which numbers of each row belong in it, and what "
    "are its three axes?"
)
_UNKNOWN_Y = (
    "x is right, y is not yet: it holds the numbers of each row that x left."
)
_BY_SEQUENCE = (
    "You cut between the sequences, as for training and test. Here each "
    "sequence is cut: what is read, what is to come."
)


def _x_slips(whole: np.ndarray, steps: int) -> list[tuple[np.ndarray, str]]:
    read = whole[:, :steps]
    ahead = whole.shape[1] - steps
    box = (..., np.newaxis)
    everything = "x holds the whole rows, targets included: that is a leak."
    few = (
        "You read as many numbers as there are to forecast. The model may "
        "read all the others."
    )
    return [
        (
            read,
            "x has the right numbers, but the axis of features is missing.",
        ),
        (
            read[:, np.newaxis],
            "In x, time steps and features have changed places.",
        ),
        (read.T[box], "In x, samples and time steps have changed places."),
        (read.T, "x is turned, and its axis of features is missing."),
        (whole, everything),
        (whole[box], everything),
        (whole[:, ahead:], _LATE),
        (whole[:, ahead:][box], _LATE),
        (whole[:, :ahead], few),
        (whole[:, :ahead][box], few),
        (whole[:steps], _BY_SEQUENCE),
        (whole[:steps][box], _BY_SEQUENCE),
        (whole[:-ahead], _BY_SEQUENCE),
        (whole[:-ahead][box], _BY_SEQUENCE),
    ]


_LATE = "x holds the end of each row. It is the beginning that is known."


def _y_slips(whole: np.ndarray, steps: int) -> list[tuple[np.ndarray, str]]:
    y = whole[:, steps:]
    early = whole[:, steps - 1 : -1]
    return [
        (
            y[..., np.newaxis],
            "y has an axis too many. The head gives one row of numbers for "
            "each sequence, so y has two axes.",
        ),
        (y.T, "y is turned: it needs a row for each sequence."),
        (early, "y begins one step too early: x holds that number already."),
        (y[:, -1:], "y holds the last number only: all that come are asked."),
        (y[:, -1], "y holds the last number only: all that come are asked."),
        (y[:, :1], "y holds only the first number that x left."),
        (whole, "y holds the whole rows: only what x left is to be forecast."),
        (whole[:, 1:], "y holds nearly whole rows: what did x leave?"),
        (whole[:, :steps], "y repeats what x holds: what comes after it?"),
    ]


def _read(answer: object) -> Pair:
    refuse_odd(answer, "a pair of arrays")
    if not isinstance(answer, (tuple, list)):
        raise OddAnswer("Give two arrays with a comma between: x, then y.")
    if len(answer) != 2:
        word = "few" if len(answer) < 2 else "many"
        raise OddAnswer(f"That is too {word}: give a pair, x and y.")
    return read_array(answer[0], "x"), read_array(answer[1], "y")
