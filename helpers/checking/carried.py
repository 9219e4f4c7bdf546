"""An exercise that asks what is left in c after several steps."""

import math
from collections.abc import Sequence

from helpers.checking.answers import read_number
from helpers.checking.verdicts import NO_SLIP, check_sizes, hint_for, judge

_CLOSE = 1e-6


def carried_state(
    answer: object,
    *,
    exercise: int,
    forget: Sequence[float],
    enter: Sequence[float],
    candidate: Sequence[float],
) -> None:
    """Check c after several steps that begin with c = 0.

    At each step c = forget * c + enter * candidate.

    Parameters
    ----------
    answer
        The learner's number; it may be off by a millionth.
    exercise
        Its number in the lesson.
    forget, enter
        Shares of the forget gate and the input gate at each step, 0 to 1.
    candidate
        What would be new at each step, -1 to 1.

    Raises
    ------
    ValueError
        The exercise itself is wrong: the lists differ in length or have
        fewer than two steps, or a number is out of range.
    """
    check_sizes(exercise=exercise)
    gates = {"forget": forget, "enter": enter, "candidate": candidate}
    for name, values in gates.items():
        if len(values) != len(forget) or len(values) < 2:
            raise ValueError(
                f"{name} has {len(values)} steps; give lists of the same "
                "length, at least 2."
            )
        low = -1 if name == "candidate" else 0
        for value in values:
            if not low <= value <= 1:
                raise ValueError(
                    f"{name} holds {value!r}; give numbers from {low} to 1."
                )
    right = _run(forget, enter, candidate)
    slips = _slips(right, forget, enter, candidate)
    otherwise = (
        f"{NO_SLIP} Write a line for each step: what was kept of the last "
        "line, and what entered?"
    )
    judge(
        exercise,
        answer,
        lambda given: hint_for(
            read_number(given), right, slips, otherwise, _is_close
        ),
    )


def _run(forget, enter, candidate, start: float = 0.0) -> float:
    c = start
    for f, i, new in zip(forget, enter, candidate, strict=True):
        c = f * c + i * new
    return c


def _slips(right, forget, enter, candidate) -> list[tuple[float, str]]:
    ones = [1.0] * len(forget)
    turned = [1 - f for f in forget]
    both = 0.0
    for f, i, new in zip(forget, enter, candidate, strict=True):
        both = f * (both + i * new)
    squashed = 0.0
    for f, i, new in zip(forget, enter, candidate, strict=True):
        squashed = math.tanh(f * squashed + i * new)
    slips = [
        (
            enter[-1] * candidate[-1],
            "That is what enters at the last step alone: what is kept of the "
            "steps before?",
        ),
        (
            _run(forget[:-1], enter[:-1], candidate[:-1]),
            "You stopped one step early.",
        ),
        (
            forget[-1] * _run(forget[:-1], enter[:-1], candidate[:-1]),
            "That is what is kept at the last step: what enters there?",
        ),
        (
            _run(ones, enter, candidate),
            "You added what entered and forgot nothing: the forget gate has "
            "a say at every step.",
        ),
        (
            _run(enter, forget, candidate),
            "The gates have changed places: one rules what is kept, the other "
            "what enters.",
        ),
        (
            _run(forget, ones, candidate),
            "The candidates came in whole: the input gate lets in a share "
            "only.",
        ),
        (
            _run(turned, enter, candidate),
            "In spite of its name, the forget gate says how much is kept, not "
            "how much goes.",
        ),
        (
            _run(forget, enter, candidate, start=1.0),
            "You began with a full c: before the first step there is nothing "
            "in it.",
        ),
        (
            both,
            "You let the forget gate act on what enters at the same step: it "
            "rules only what was there before.",
        ),
        (
            squashed,
            "You squashed c at each step: tanh stands only on the way to h.",
        ),
        (
            math.tanh(right),
            "You went one step too far: tanh comes later, on the way to h.",
        ),
        (sum(candidate), "You added the candidates: the gates have no say."),
    ]
    rounded = "That is close, but rounded: write every digit, or let Python."
    slips += [(round(right, digits), rounded) for digits in range(1, 6)]
    return [slip for slip in slips if not _is_close(slip[0], right)]


def _is_close(one: float, other: float) -> bool:
    return abs(one - other) <= _CLOSE
