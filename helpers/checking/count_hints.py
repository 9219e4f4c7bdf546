"""The verdict on a number of parameters, and hints that several share."""

from helpers.checking.answers import OddAnswer, read_number
from helpers.checking.verdicts import NO_SLIP, hint_for, judge

Slips = list[tuple[int, str]]

HINTS = {
    "no bias": "You left out the biases: each of the sums in a unit adds one.",
    "time as features": "You counted time steps as features: what does the "
    "layer read at one moment?",
    "times time": "You counted each time step anew. The same weights serve at "
    "every step.",
    "two biases": "You counted two biases for each sum. PyTorch does so; "
    "Keras adds one.",
}


def judge_count(
    exercise: int, answer: object, right: int, slips: Slips, advice: str
) -> None:
    """Print the verdict on a count; `advice` is for an unknown slip."""
    near = "You are off by one: go through the sum once more."
    # The slips with a reason come first; this one only if none of them fits.
    known = {wrong for wrong, _ in slips}
    slips += [(n, near) for n in (right - 1, right + 1) if n not in known]

    def find_hint(given: object) -> str | None:
        number = read_number(given)
        if not isinstance(number, int) or number < 0:
            raise OddAnswer(
                "Parameters are counted: give a whole number, not below zero."
            )
        return hint_for(number, right, slips, f"{NO_SLIP} {advice}")

    judge(exercise, answer, find_hint)
