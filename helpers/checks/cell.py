"""Exercises on what is left in c, computed by hand."""

import math
from collections.abc import Sequence

from helpers.checks import readers
from helpers.checks.engine import NO_SLIP, Question, Slips, check, each
from helpers.checks.tolerances import (
    to_a_hundredth,
    to_a_millionth,
    to_three_digits,
)

# The slips of a question stand like a table.
# fmt: off

_TOO_FAR = "You went one step too far: tanh comes later, on the way to h."
_KEPT = ("In spite of its name, the forget gate says how much is kept, not "
    "how much goes.")
_ROUNDED = "That is close, but rounded: write every digit, or let Python."


@check(readers.number)
def cell_state(c: float, forget: float, enter: float, candidate: float,
               shown: float) -> Question:
    """What is the new cell state? The share that is shown tempts."""
    old, new = forget * c, enter * candidate
    right = old + new
    narrow = math.tanh(candidate)  # squashed a second time
    keep, let_in = _sigmoid(forget), _sigmoid(enter)
    subtracted = "You subtracted: what enters is added to what is kept."
    if candidate < 0:
        subtracted = ("You subtracted, or you lost the minus of the "
            "candidate: what enters is added to what is kept, and keeps its "
            "sign.")
    return _exact(right, [
        (enter * c + forget * candidate, "The gates have changed places: one "
         "rules what is kept of the old, the other what enters of the new."),
        (old, "That is what is kept of the old. What enters of the new?"),
        (new, "That is what enters of the new. What is kept of the old?"),
        (c + candidate, "You added old and new whole: each has to pass its "
         "gate first."),
        (c + new, "The old passed whole: the forget gate keeps a share of it "
         "only."),
        (old + candidate, "The new came in whole: the input gate lets in a "
         "share of it only."),
        ((1 - forget) * c + new, _KEPT),
        (right / 2, "You took the mean: what is kept and what enters add up."),
        ((c + candidate) / 2, "You took the mean of old and new: the gates "
         "decide the shares."),
        (old - new, subtracted),
        (old * new, "You multiplied the two parts: what enters is added to "
         "what is kept."),
        (math.tanh(right), _TOO_FAR),
        *each([shown * right, shown * math.tanh(right)], "The output gate "
         "comes later: it decides how much of `c` is shown as `h`."),
        *each([old + enter * narrow, keep * c + let_in * candidate,
               keep * c + let_in * narrow], "These numbers are already shares "
         "and candidate: sigmoid and tanh are done."),
        (c, "That is the old cell state: nothing has happened to it yet."),
        (candidate, "That is the candidate: it has not entered yet."),
    ], "Two products, then one sum: what is kept of the old, and what enters "
       "of the new?")


@check(readers.number)
def carried_state(forget: Sequence[float], enter: Sequence[float],
                  candidate: Sequence[float]) -> Question:
    """What is c after several steps that begin with c = 0?"""
    right = _run(forget, enter, candidate)
    before = _run(forget[:-1], enter[:-1], candidate[:-1])
    ones = [1.0] * len(forget)
    both = squashed = 0.0
    for f, i, new in zip(forget, enter, candidate, strict=True):
        both = f * (both + i * new)
        squashed = math.tanh(f * squashed + i * new)
    return _exact(right, [
        (enter[-1] * candidate[-1], "That is what enters at the last step "
         "alone: what is kept of the steps before?"),
        (before, "You stopped one step early."),
        (forget[-1] * before, "That is what is kept at the last step: what "
         "enters there?"),
        (_run(ones, enter, candidate), "You added what entered and forgot "
         "nothing: the forget gate has a say at every step."),
        (_run(enter, forget, candidate), "The gates have changed places: one "
         "rules what is kept, the other what enters."),
        (_run(forget, ones, candidate), "The candidates came in whole: the "
         "input gate lets in a share only."),
        (_run([1 - f for f in forget], enter, candidate), _KEPT),
        (_run(forget, enter, candidate, start=1.0), "You began with a full c: "
         "before the first step there is nothing in it."),
        (both, "You let the forget gate act on what enters at the same step: "
         "it rules only what was there before."),
        (squashed, "You squashed c at each step: tanh stands only on the way "
         "to h."),
        (math.tanh(right), _TOO_FAR),
        (sum(candidate), "You added the candidates: the gates have no say."),
    ], "Write a line for each step: what was kept of the last line, and what "
       "entered?")


@check(readers.number)
def forget_bias(share: float, steps: int) -> Question:
    """Which bias of the forget gate keeps this share of c over the steps?"""
    gate = share ** (1 / steps)
    right = math.log(gate / (1 - gate))

    def left(bias: float) -> float:
        # Nothing in this form of the sigmoid overflows.
        return (0.5 + 0.5 * math.tanh(0.5 * bias)) ** steps

    def too_much_or_little(bias: float) -> str:
        amount = "Too little" if left(bias) < share else "Too much"
        return (f"{amount} of c is left with this bias. First find what the "
            "gate must say at each step, then the bias for it.")

    return Question(right, [
        (gate, "That is what the gate must say. Which bias makes it say so? "
         "Try some in `left`."),
        (math.log(share / (1 - share)), "That keeps this share after a single "
         "step: at each step the gate takes its part."),
        (-right, "The sign is the wrong way round: that gate is almost shut."),
        (1 - gate, "That is what the gate lets go at each step."),
        (math.log(gate), "You took the logarithm of the gate: turn the "
         "sigmoid round, not the exponential function."),
        (share, "That is the share that is left, no bias."),
        (share / steps, "You divided by the steps: a share of a share is a "
         "product."),
        (share * steps, "You multiplied by the steps: take the root instead."),
    ], too_much_or_little, same=to_three_digits,
       accepts=lambda bias: to_a_hundredth(left(bias), share))


def _run(forget: Sequence[float], enter: Sequence[float],
         candidate: Sequence[float], start: float = 0.0) -> float:
    c = start
    for f, i, new in zip(forget, enter, candidate, strict=True):
        c = f * c + i * new
    return c


def _sigmoid(z: float) -> float:
    return 1 / (1 + math.exp(-z))


def _exact(right: float, slips: Slips, advice: str) -> Question:
    """Add the slip of rounding; what is as good as right is no slip."""
    slips = [*slips, *each([round(right, n) for n in range(1, 6)], _ROUNDED)]
    wrong = [slip for slip in slips if not to_a_millionth(slip[0], right)]
    return Question(right, wrong, f"{NO_SLIP} {advice}", to_a_millionth)
