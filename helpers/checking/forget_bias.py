"""An exercise that asks for the forget bias that keeps a share of c."""

import math

from helpers.checking.answers import read_number
from helpers.checking.verdicts import check_sizes, hint_for, judge

_CLOSE = 0.01  # of c: a bias with one or two decimals is good enough


def forget_bias(
    answer: object, *, exercise: int, share: float, steps: int
) -> None:
    """Check the bias b with sigmoid(b) ** steps = share, within a hundredth.

    Parameters
    ----------
    answer
        The learner's number.
    exercise
        Its number in the lesson.
    share
        What is left of c after the steps, between 0 and 1.
    steps
        Steps at which nothing enters and no sum but the bias counts.

    Raises
    ------
    ValueError
        The exercise itself is wrong: the share is not between 0 and 1, or
        `steps` is no whole number of at least 2.
    """
    check_sizes(exercise=exercise, steps=steps)
    if not 0.02 <= share <= 0.98 or steps < 2:
        raise ValueError(
            f"share is {share!r} and steps is {steps}; give a share from 0.02 "
            "to 0.98 and at least 2 steps."
        )
    gate = share ** (1 / steps)
    right = math.log(gate / (1 - gate))
    slips = [
        (
            gate,
            "That is what the gate must say. Which bias makes it say so? The "
            "sigmoid lies between.",
        ),
        (
            math.log(share / (1 - share)),
            "That keeps this share after a single step: at each step the gate "
            "takes its part.",
        ),
        (
            -right,
            "The sign is the wrong way round: that gate is almost shut.",
        ),
        (1 - gate, "That is what the gate lets go at each step."),
        (
            math.log(gate),
            "You took the logarithm of the gate: turn the sigmoid round, not "
            "the exponential function.",
        ),
        (share, "That is the share that is left, no bias."),
        (
            share / steps,
            "You divided by the steps: a share of a share is a product.",
        ),
        (share * steps, "You multiplied by the steps: take the root instead."),
    ]

    def find_hint(given: object) -> str | None:
        number = read_number(given)
        left = _left(number, steps)
        if abs(left - share) <= _CLOSE + 1e-9:
            return None
        amount = "Too little" if left < share else "Too much"
        return hint_for(
            float(number),
            right,
            slips,
            f"{amount} of c is left with this bias. First find what the gate "
            "must say at each step, then the bias for it.",
            _is_close,
        )

    judge(exercise, answer, find_hint)


def _left(bias: float, steps: int) -> float:
    # Nothing in this form of the sigmoid overflows.
    return (0.5 + 0.5 * math.tanh(0.5 * bias)) ** steps


def _is_close(one: float, other: float) -> bool:
    return abs(one - other) <= 5e-4 * max(1.0, abs(other))
