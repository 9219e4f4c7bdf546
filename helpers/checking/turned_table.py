"""An exercise that asks to turn a table into sequences for an LSTM."""

import numpy as np

from helpers.checking.arrays import read_array
from helpers.checking.shape_hints import Slips, shape_hint
from helpers.checking.verdicts import check_sizes, judge


def turned_table(
    answer: object, *, exercise: int, time_steps: int, samples: int
) -> None:
    """Check an array for an LSTM, made from a table with the time going down.

    The table of the question counts its places from 0, row by row:
    ``np.arange(time_steps * samples).reshape(time_steps, samples)``. A row
    is a moment, a column a sequence of one feature.

    Parameters
    ----------
    answer
        The learner's array, (samples, time steps, 1).
    exercise
        Its number in the lesson.
    time_steps, samples
        Rows and columns of the table.

    Raises
    ------
    ValueError
        The exercise itself is wrong: a size is no whole number above zero.
    """
    t, s = time_steps, samples
    check_sizes(time_steps=t, samples=s)
    table = np.arange(t * s).reshape(t, s)

    def find_hint(given: object) -> str | None:
        array = read_array(given)
        hint = shape_hint(array.shape, (s, t, 1), _slips(t, s), _AXES)
        return hint or _order_hint(array, table)

    judge(exercise, answer, find_hint)


_AXES = ("samples", "time steps", "features")
_TABLE = (
    "The moments still stand first, as in the table. An LSTM reads the "
    "samples first."
)


def _slips(t: int, s: int) -> Slips:
    axis = "The last axis is missing: one number at each moment is a feature."
    features = (
        "Your moments stand where the features belong: the time steps are "
        "the middle axis."
    )
    return [
        ((t, s), _TABLE),
        ((t, s, 1), _TABLE),
        ((s, t), axis),
        ((s, 1, t), features),
        ((1, s, t), features),
        (
            (t, 1, s),
            "Each moment became a sequence of its own, with one step: a "
            "column of the table is a sequence.",
        ),
        (
            (1, t, s),
            "All columns of the table became the features of one sequence: "
            "each of them is a sample of its own.",
        ),
        ((t * s,), "That is one long row of numbers: it needs three axes."),
    ]


def _order_hint(array: np.ndarray, table: np.ndarray) -> str | None:
    """Say what is wrong with an array that has the right shape."""
    if np.array_equal(array[..., 0], table.T):
        return None
    if np.array_equal(array[..., 0], table.reshape(array.shape[:2])):
        return (
            "The shape is right, but not the order: reshape fills it row by "
            "row, so your first sequence mixes the columns. Swap the axes "
            "instead."
        )
    if np.array_equal(array[:, ::-1, 0], table.T):
        return "The shape is right, but the time runs backwards."
    return (
        "The shape is right, but not the numbers: each sequence should hold "
        "one column of the table, from top to bottom."
    )
