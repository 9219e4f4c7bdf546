"""Exercises on training, and on what it costs."""

from collections.abc import Mapping, Sequence

import numpy as np

from helpers.checks import readers
from helpers.checks.engine import NO_SLIP, Question, check, each
from helpers.checks.readers import letters, whole
from helpers.checks.tolerances import as_float32, to_half_a_percent

# The slips of a question stand like a table.
# fmt: off


@check(readers.epochs)
def early_stopping(losses: Sequence[float], patience: int) -> Question:
    """After which epoch does training stop, and to which does it go back?

    Counted from 1, as EarlyStopping does it with restore_best_weights.
    """
    right = stop, best = _stops(losses, patience)
    lowest = int(np.argmin(losses)) + 1
    first_rise = int(np.argmax(np.diff(losses) > 0)) + 2
    return Question(right, [
        ((best, stop), "The two epochs have changed places."),
        ((stop - 1, best - 1), "You counted from zero, as Python does. Here "
         "the first epoch has the number one."),
        ((stop, stop), "The first number is right. With restore_best_weights "
         "the model does not keep its last weights: which does it take?"),
        ((first_rise, first_rise - 1), "You stopped at the first rise. "
         "Patience allows some epochs without a new lowest loss."),
        ((len(losses), lowest), "You let it run to the end. It stops as soon "
         "as its patience is used up, and never sees what would have come."),
        ((stop, lowest), "The first number is right. The lowest loss of all "
         "came only after the stop."),
        ((stop - 1, best), "The weights are right, but it stops a little "
         "later: count the epochs that came after the best one."),
        *each([_stops(losses, patience + 1), (stop + 1, best)], "Too patient: "
         "as soon as so many epochs in a row have failed as patience says, it "
         "stops."),
        (_stops(losses, patience, sets_back=False), "A new lowest loss sets "
         "the count back to zero: only epochs in a row without one use the "
         "patience up."),
    ], f"{NO_SLIP} Go through the epochs, keep the lowest loss so far in "
       "mind, and count how many in a row have not beaten it.")


@check(readers.number)
def learning_rate(smallest: float, factor: float, training: Sequence[float],
                  validation: Sequence[float],
                  test: Sequence[float]) -> Question:
    """Which learning rate is to be chosen, out of a table of losses?"""
    rates = [smallest * factor**step for step in range(len(training))]
    right = rates[np.argmin(validation)]
    tempting = rates[np.argmin(training)], rates[np.argmin(test)]
    return Question(right, [
        (tempting[0], "That has the lowest loss on what was learned from. It "
         "may have learned its noise by heart."),
        (tempting[1], "You chose by the test. It is opened once, at the end; "
         "what was chosen by it, it cannot judge any more."),
        (rates[0], "The smallest rate is not yet done learning."),
        (rates[-1], "The largest rate is the boldest, not the best here."),
        *each([*training, *validation, *test], "That is a loss. The rate that "
         "leads to it is asked for."),
        *each([rate for rate in rates[1:-1] if rate not in tempting],
         "Another rate has a lower loss on the part to choose by."),
    ], f"{NO_SLIP} Take one of the rates in the table.",
       same=as_float32)


@check(whole("FLOP are counted: give a whole number above zero.", least=1))
def training_flop(layers: int, units: int, steps: int, batch: int,
                  features: int) -> Question:
    """How many FLOP have the products of a step of training?"""
    reads = [features] + [units] * (layers - 1)
    one = 8 * batch * steps * units  # for each number read, there alone
    right = 3 * one * sum(n + units for n in reads)
    return Question(right, [
        (24 * batch * steps * units * (features + 7 * units), "That is for a "
         "stack as deep as that of the lesson. Go through the layers of this "
         "one: what does each read?"),
        (right // 3, "That is the way forward. The way back has its products, "
         "too."),
        (right // 3 * 2, "That is the way back alone, or one of its two kinds "
         "of products is missing."),
        (right // 2, "You counted the multiplications. To add them up takes "
         "as many operations again."),
        (right // 4, "A layer has several gates, each with weights of its "
         "own."),
        (right // steps, "That is for a single time step."),
        (right // batch, "That is for a single sequence."),
        (3 * one * layers * (features + units), "You let every layer read "
         "the features of the data. What does one read that stands on "
         "another?"),
        (3 * one * sum(reads), "Each layer also reads its own last opinions."),
        (3 * one * layers * units, "You counted what a layer reads of itself. "
         "It also reads what comes from below."),
        (3 * one * (features + units), "That is the first layer alone."),
    ], f"{NO_SLIP} For each layer multiply: sequences, time steps, the "
       "numbers that it reads and its own, its gates and units; then count "
       "multiplying and adding, and the way back.")


@check(readers.number)
def time_on_line(steps: tuple[int, int], took: tuple[float, float],
                 asked: int) -> Question:
    """How long does it take at a size, on the line through two others?"""
    slope = (took[1] - took[0]) / (steps[1] - steps[0])
    call = took[0] - slope * steps[0]
    return Question(call + slope * asked, [
        (took[0] * asked / steps[0], "You multiplied the first time. So the "
         "price of the call would be paid again and again: it is paid once."),
        (took[1] * asked / steps[1], "You multiplied the second time. So the "
         "price of the call would be paid again and again: it is paid once."),
        (slope * asked, "The time steps are right; the price of the call is "
         "missing. What would be left with no time step at all?"),
        (slope, "That is the price of one time step more."),
        (call, "That is the price of the call."),
        *each([end + slope * asked for end in took], "You added all the time "
         "steps to a time that holds some of them already."),
        (took[1] + took[1] - took[0], "You went on by as much as between the "
         "two. How many time steps more are asked for?"),
    ], f"{NO_SLIP} What does one time step more cost, between the two times "
       "given? And what is left with none?", same=to_half_a_percent)


@check()
def small_operations(prices: tuple[float, float, float],
                     stacks: Mapping[str, tuple[int, ...]]) -> Question:
    """In which stacks do small operations cost more than arithmetic?

    `prices` of the call, a time step of a layer, a million FLOP; `stacks` as
    layers, units, steps, batch, features.
    """
    _, small, million = prices
    right = set()
    for letter, (layers, *size) in stacks.items():
        count = training_flop.question(layers, *size).right
        if small * layers * size[1] > million * count / 1e6:
            right.add(letter)
    fullest = max(right, key=lambda letter: stacks[letter][3])

    def otherwise(named: set[str]) -> str:
        if not named <= right:
            return ("In one of those that you named, the arithmetic costs "
                "more: it grows with the square of the units.")
        if fullest not in named:
            return ("Those are right, but one is missing: many sequences "
                "alone do not let arithmetic rule.")
        return ("Those are right, but not all of them: work out both prices "
            "for each stack.")

    return Question(right, [
        (set(stacks) - right, "You named those where arithmetic rules: the "
         "others are asked for."),
    ], otherwise, read=letters(set(stacks)))


def _stops(losses: Sequence[float], patience: int, *,
           sets_back: bool = True) -> tuple[int, int] | None:
    """Return the epoch after which it stops and the best one, from 1.

    None if it goes on to the end. Without `sets_back`, as one would stop who
    never sets the count back.
    """
    best, lowest, failed = 0, np.inf, 0
    for epoch, loss in enumerate(losses, 1):
        if loss < lowest:
            best, lowest = epoch, loss
            failed = 0 if sets_back else failed
        else:
            failed += 1
            if failed == patience:
                return epoch, best
    return None
