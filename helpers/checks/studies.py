"""Exercises on comparing models: who is ahead, and what may be said of it."""

from collections.abc import Mapping, Sequence

import numpy as np

from helpers.checks import readers
from helpers.checks.engine import NO_SLIP, Question, check
from helpers.checks.readers import letters, whole, words
from helpers.checks.tolerances import to_half_a_percent

# The slips of a question stand like a table.
# fmt: off


@check(readers.number)
def error_ratio(ours: Sequence[float], theirs: Sequence[float]) -> Question:
    """What is the geometric mean of the ratios of the errors?"""
    ours, theirs = np.array([ours, theirs], float)
    logs = np.log(ours / theirs)
    right = np.exp(logs.mean())
    return Question(right, [
        (1 / right, "You divided theirs by ours. Which of the two has the "
         "smaller error, and on which side of one is the ratio then?"),
        (logs.mean(), "That is the mean of the logarithms. Which function "
         "takes the logarithm back?"),
        (-logs.mean(), "You divided theirs by ours, and that is still a "
         "logarithm."),
        (np.mean(ours / theirs), "You took the mean of the ratios themselves. "
         "There twice as large counts more than half as large."),
        (ours.mean() / theirs.mean(), "You divided mean by mean. There a seed "
         "with large errors counts most."),
        (np.exp(np.median(logs)), "You took the middle one of the ratios. All "
         "of them count."),
        (np.exp(logs.sum()), "You multiplied all ratios, and took no root: "
         "divide the sum of the logarithms by the number of seeds."),
        (100 * (right - 1), "That is a change in percent. The ratio is asked "
         "for."),
        (right - 1, "That is a change. The ratio itself is asked for."),
    ], f"{NO_SLIP} Divide seed by seed, take the logarithms and their mean, "
       "and take the logarithm back.", same=to_half_a_percent)


@check()
def interval_verdicts(intervals: Sequence[tuple[float, float]]) -> Question:
    """Is each interval of "our error minus theirs" a win, tie or loss?"""
    right = tuple("tie" if low < 0 < high else "win" if high < 0 else "loss"
                  for low, high in intervals)
    middle = tuple("win" if low + high < 0 else "loss"
                   for low, high in intervals)
    turned = {"win": "loss", "tie": "tie", "loss": "win"}
    return Question(right, [
        (tuple(turned[word] for word in right), "Win and loss have changed "
         "places. The numbers are errors, ours minus theirs: which is good "
         "for us, below zero or above?"),
        (middle, "You went by the middle of each interval. What if zero lies "
         "within it?"),
        (tuple(turned[word] for word in middle), "You went by the middle of "
         "each interval, and took large errors for good ones."),
        (("tie",) * len(right), "Not all are alike: in which of them are both "
         "ends on the same side of zero?"),
        (right[::-1], "Your words stand in the reverse order."),
    ], f"{NO_SLIP} Ask of each interval: does zero lie within it? If not, on "
       "which side?", read=words(set(turned), len(right)))


@check()
def fair_comparisons(reports: str, same_size: str, own_rates: str,
                     many_seeds: str) -> Question:
    """Which reports compare a deep and a shallow model fairly?"""
    rules = [
        (set(same_size), "In one of those that you named, the deep model has "
         "more parameters as well. What if the shallow one had as many?"),
        (set(own_rates), "In one of those that you named, one learning rate "
         "serves both models. For which of the two was it chosen?"),
        (set(many_seeds), "In one of those that you named, each model ran "
         "once. Could another seed turn the result round?"),
    ]
    fair = set(reports).intersection(*(keep for keep, _ in rules))

    def otherwise(named: set[str]) -> str:
        # In the order of the rules, so that several slips get one each.
        for keep, hint in rules:
            if not named <= keep:
                return hint
        return ("Those are fair, but not all of them: in another one, too, "
            "nothing differs but the depth and what follows from it.")

    unfair = [{letter} for letter in reports if letter not in fair]
    return Question(fair, [(one, otherwise(one)) for one in unfair], otherwise,
                    read=letters(set(reports)))


@check(whole("Products are counted: give a whole number above zero.", least=1))
def step_products(depth: int, units: int, features: int) -> Question:
    """How many products has a stack of LSTM layers at one time step?"""
    reads = [features] + [units] * (depth - 1)
    right = sum(4 * units * (n + units) for n in reads)
    return Question(right, [
        (right + 4 * units * depth, "Those are the parameters. A bias is "
         "added, and multiplies nothing."),
        (right // 4, "A layer has several gates, each with weights of its "
         "own."),
        (4 * units * depth * (features + units), "You let every layer read "
         "the features of the data. What does one read that stands on "
         "another?"),
        (4 * units * sum(reads), "Each layer also reads its own last "
         "opinions."),
        (4 * units * units * depth, "You counted what a layer reads of "
         "itself. It also reads what comes from below."),
        (4 * units * (features + units), "That is the first layer alone."),
        (2 * right, "To add them up is another operation: the products alone "
         "are asked for."),
    ], f"{NO_SLIP} Each weight is used once at a time step. How many weights "
       "has each layer, without its biases?")


@check()
def slow_stacks(
    stacks: Mapping[str, tuple[Sequence[float], Sequence[float]]]
) -> Question:
    """Which stacks are slow: still learning, and catching up?

    Of each its errors against one layer, and its training losses, with each
    doubling of the steps.
    """
    def falling(which: int) -> set[str]:
        return {letter for letter, both in stacks.items()
                if all(np.diff(both[which]) < 0)}

    catching_up, learning = falling(0), falling(1)
    right = catching_up & learning

    def otherwise(named: set[str]) -> str:
        if not named <= learning:
            return ("In one of those that you named, the training loss no "
                "longer falls: more steps change nothing there.")
        if not named <= catching_up:
            return ("In one of those that you named, only the training loss "
                "falls. What does the error against one layer do?")
        return ("Those are slow, but not all of them: read each row from left "
            "to right, and ask whether both numbers fall.")

    return Question(right, [], otherwise, read=letters(set(stacks)))


@check()
def allowed_sentences(sentences: str, too_sure: str, elsewhere: str,
                      reasons: str) -> Question:
    """Which sentences follow from a result, and say no more than it?

    Of the `sentences` some take "not decided" for a proof, some speak of what
    was not tried, and some give a reason that was not tested.
    """
    rules = [
        (set(too_sure), "In one of those that you named, what was not found "
         "is told as if it could not be there. How far does the interval go?"),
        (set(elsewhere), "In one of those that you named, something is told "
         "of models or data that nobody tried."),
        (set(reasons), "In one of those that you named, a reason is given. "
         "Was it tested?"),
    ]
    right = set(sentences).difference(*(bad for bad, _ in rules))

    def otherwise(named: set[str]) -> str:
        for bad, hint in rules:
            if named & bad:
                return hint
        return ("Those may be said, but another one, too: it says no more "
            "than what is in the line.")

    return Question(right, [], otherwise, read=letters(set(sentences)))
