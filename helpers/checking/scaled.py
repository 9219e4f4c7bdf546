"""An exercise that asks for test numbers, scaled without a leak."""

from collections.abc import Sequence

import numpy as np

from helpers.checking.arrays import read_array
from helpers.checking.verdicts import NO_SLIP, hint_for, judge


def scaled(
    answer: object,
    *,
    exercise: int,
    train: Sequence[float],
    test: Sequence[float],
) -> None:
    """Check the test numbers, scaled with mean and spread of the others.

    Parameters
    ----------
    answer
        The learner's array, (test numbers,).
    exercise
        Its number in the lesson.
    train, test
        The numbers to learn from, and those to scale.

    Raises
    ------
    ValueError
        The exercise itself is wrong: a part has not two different numbers.
    """
    past, new = np.array(train, dtype=float), np.array(test, dtype=float)
    for name, part in (("train", past), ("test", new)):
        if part.ndim != 1 or part.size == 0 or part.std() == 0:
            raise ValueError(
                f"{name} is {part}; give two or more numbers, not all alike."
            )
    right = (new - past.mean()) / past.std()
    slips = _slips(past, new)
    otherwise = (
        f"{NO_SLIP} From each test number subtract one mean, then divide by "
        "one spread. Whose?"
    )
    judge(
        exercise,
        answer,
        lambda given: hint_for(
            read_array(given), right, slips, otherwise, is_close
        ),
    )


def is_close(one: np.ndarray, other: np.ndarray) -> bool:
    """Say whether shapes are equal, and numbers up to a hundred-thousandth."""
    return one.shape == other.shape and np.allclose(
        one, other, rtol=1e-5, atol=1e-5
    )


def _slips(past: np.ndarray, new: np.ndarray) -> list[tuple[np.ndarray, str]]:
    both = np.concatenate([past, new])
    mean, spread = past.mean(), past.std()
    low, high = past.min(), past.max()
    return [
        (
            (new - new.mean()) / new.std(),
            "You took mean and spread of the test itself. A model that is "
            "asked for one new number could not know them.",
        ),
        (
            (new - both.mean()) / both.std(),
            "You took mean and spread of everything, so the test tells the "
            "training something: a leak.",
        ),
        (
            (new - mean) / new.std(),
            "The mean is right. The spread comes from the test: a leak.",
        ),
        (
            (new - new.mean()) / spread,
            "The spread is right. The mean comes from the test: a leak.",
        ),
        (
            new - mean,
            "You subtracted the mean; the division by the spread is missing.",
        ),
        (
            new / spread,
            "You divided by the spread; the mean was not subtracted before.",
        ),
        (
            new - mean / spread,
            "Parentheses are missing: subtract first, then divide.",
        ),
        (
            (new - mean) / past.var(),
            "You divided by the variance; the spread is its square root.",
        ),
        (
            (new - mean) / past.std(ddof=1),
            "You set `ddof` in the spread. That is a fine habit elsewhere; "
            "here `std()` is meant as it stands.",
        ),
        (
            (new - low) / (high - low),
            "You squeezed the numbers between lowest and highest. Asked for "
            "are mean and spread.",
        ),
        (
            (past - mean) / spread,
            "Those are the training numbers, rightly scaled. Now the test.",
        ),
        (new, "Those are the test numbers as they were."),
        (
            (new - new.min()) / (new.max() - new.min()),
            "You squeezed the test between its own lowest and highest. Asked "
            "for are mean and spread, and not those of the test.",
        ),
        (
            ((new - mean) / spread).reshape(-1, 1),
            "The numbers are right. Leave their shape as it was, without a "
            "second axis.",
        ),
        *(
            (
                np.round((new - mean) / spread, digits),
                "Right, but rounded: leave the expression as it is.",
            )
            for digits in (1, 2, 3, 4)
        ),
    ]
