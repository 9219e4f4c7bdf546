"""An exercise that asks for one step of a memory cell, by hand."""

import math

from helpers.checking.answers import read_number
from helpers.checking.verdicts import NO_SLIP, check_sizes, hint_for, judge

_CLOSE = 1e-6
_OUTPUT = (
    "The output gate comes later: it decides how much of `c` is shown as `h`."
)
_DONE = (
    "These numbers are already shares and candidate: sigmoid and tanh are "
    "done."
)


def cell_state(
    answer: object,
    *,
    exercise: int,
    c: float,
    forget: float,
    enter: float,
    candidate: float,
    shown: float,
) -> None:
    """Check the new cell state: forget * c + enter * candidate.

    Parameters
    ----------
    answer
        The learner's number; it may be off by a millionth.
    exercise
        Its number in the lesson.
    c
        The cell state before the step.
    forget, enter
        Shares of the forget gate and the input gate, 0 to 1.
    candidate
        What would be new, -1 to 1.
    shown
        Share of the output gate, 0 to 1. The question tells it, but the new
        cell state does not depend on it: it tempts.

    Raises
    ------
    ValueError
        The exercise itself is wrong: a share is not between 0 and 1, or a
        number is not finite.
    """
    check_sizes(exercise=exercise)
    numbers = {"c": c, "forget": forget, "enter": enter}
    numbers |= {"candidate": candidate, "shown": shown}
    for name, value in numbers.items():
        low, high = -math.inf, math.inf
        if name in ("forget", "enter", "shown"):
            low, high = 0, 1
        if not (math.isfinite(value) and low <= value <= high):
            raise ValueError(
                f"{name} is {value!r}; give a finite number, and for a gate "
                "one from 0 to 1."
            )
    old, new = forget * c, enter * candidate
    slips = _slips(old + new, **numbers)
    otherwise = (
        f"{NO_SLIP} Two products, then one sum: what is kept of the old, and "
        "what enters of the new?"
    )
    judge(
        exercise,
        answer,
        lambda given: hint_for(
            read_number(given), old + new, slips, otherwise, _is_close
        ),
    )


def _slips(
    right: float,
    c: float,
    forget: float,
    enter: float,
    candidate: float,
    shown: float,
) -> list[tuple[float, str]]:
    old, new = forget * c, enter * candidate
    narrow = math.tanh(candidate)  # squashed a second time
    keep, let_in = _sigmoid(forget), _sigmoid(enter)
    subtracted = "You subtracted: what enters is added to what is kept."
    if candidate < 0:
        subtracted = (
            "You subtracted, or you lost the minus of the candidate: what "
            "enters is added to what is kept, and keeps its sign."
        )
    slips = [
        (
            enter * c + forget * candidate,
            "The gates have changed places: one rules what is kept of the "
            "old, the other what enters of the new.",
        ),
        (old, "That is what is kept of the old. What enters of the new?"),
        (new, "That is what enters of the new. What is kept of the old?"),
        (
            c + candidate,
            "You added old and new whole: each has to pass its gate first.",
        ),
        (
            c + new,
            "The old passed whole: the forget gate keeps a share of it only.",
        ),
        (
            old + candidate,
            "The new came in whole: the input gate lets in a share of it "
            "only.",
        ),
        (
            (1 - forget) * c + new,
            "In spite of its name, the forget gate says how much is kept, not "
            "how much goes.",
        ),
        (right / 2, "You took the mean: what is kept and what enters add up."),
        (
            (c + candidate) / 2,
            "You took the mean of old and new: the gates decide the shares.",
        ),
        (old - new, subtracted),
        (
            old * new,
            "You multiplied the two parts: what enters is added to what is "
            "kept.",
        ),
        (
            math.tanh(right),
            "You went one step too far: tanh comes later, on the way to h.",
        ),
        (shown * right, _OUTPUT),
        (shown * math.tanh(right), _OUTPUT),
        (old + enter * narrow, _DONE),
        (keep * c + let_in * candidate, _DONE),
        (keep * c + let_in * narrow, _DONE),
        (c, "That is the old cell state: nothing has happened to it yet."),
        (candidate, "That is the candidate: it has not entered yet."),
    ]
    rounded = "That is close, but rounded: write every digit, or let Python."
    slips += [(round(right, digits), rounded) for digits in range(1, 6)]
    return [slip for slip in slips if not _is_close(slip[0], right)]


def _sigmoid(number: float) -> float:
    return 1 / (1 + math.exp(-number))


def _is_close(one: float, other: float) -> bool:
    return abs(one - other) <= _CLOSE
