"""An exercise that asks what an interval of a difference tells."""

from collections.abc import Sequence

from helpers.checking.answers import OddAnswer, refuse_odd
from helpers.checking.verdicts import NO_SLIP, check_sizes, hint_for, judge

WORDS = ("win", "tie", "loss")
_TURNED = {"win": "loss", "tie": "tie", "loss": "win"}
_ASK = 'Give one of the words "win", "tie" and "loss" for each interval.'


def interval_verdicts(
    answer: object,
    *,
    exercise: int,
    intervals: Sequence[tuple[float, float]],
) -> None:
    """Check what intervals of "our error minus theirs" say of ours.

    Parameters
    ----------
    answer
        The learner's words, one of "win", "tie", "loss" for each interval.
    exercise
        Its number in the lesson.
    intervals
        Pairs (low, high), at least two; neither end is zero.

    Raises
    ------
    ValueError
        The exercise itself is wrong: there are too few, or no such pairs.
    """
    check_sizes(exercise=exercise)
    for low, high in intervals:
        if not low < high or low * high == 0:
            raise ValueError(
                f"intervals holds ({low}, {high}); give the lower end first, "
                "and none at zero."
            )
    if len(intervals) < 2:
        raise ValueError(
            f"intervals has {len(intervals)} pairs; give at least 2."
        )
    right = tuple(_verdict(low, high) for low, high in intervals)
    middle = tuple(
        "win" if low + high < 0 else "loss" for low, high in intervals
    )
    slips = [
        (
            tuple(_TURNED[word] for word in right),
            "Win and loss have changed places. The numbers are errors, ours "
            "minus theirs: which is good for us, below zero or above?",
        ),
        (
            middle,
            "You went by the middle of each interval. What if zero lies "
            "within it?",
        ),
        (
            tuple(_TURNED[word] for word in middle),
            "You went by the middle of each interval, and took large errors "
            "for good ones.",
        ),
        (
            ("tie",) * len(right),
            "Not all are alike: in which of them are both ends on the same "
            "side of zero?",
        ),
        (right[::-1], "Your words stand in the reverse order."),
    ]
    otherwise = (
        f"{NO_SLIP} Ask of each interval: does zero lie within it? If not, on "
        "which side?"
    )
    judge(
        exercise,
        answer,
        lambda given: hint_for(
            _read(given, len(right)), right, slips, otherwise
        ),
    )


def _verdict(low: float, high: float) -> str:
    if low < 0 < high:
        return "tie"
    return "win" if high < 0 else "loss"


def _read(answer: object, number: int) -> tuple[str, ...]:
    refuse_odd(answer, "a list of words")
    if not isinstance(answer, (list, tuple)):
        raise OddAnswer(f"Your answer is no list of words. {_ASK}")
    if len(answer) != number:
        raise OddAnswer(f"One word for each interval, please. {_ASK}")
    if not all(isinstance(word, str) for word in answer):
        raise OddAnswer(f"Each verdict is a word in quotes. {_ASK}")
    words = tuple(word.strip().lower() for word in answer)
    if not set(words) <= set(WORDS):
        raise OddAnswer(f"There is another word among yours. {_ASK}")
    return words
