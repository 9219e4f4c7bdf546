"""Exercises on the data that a model reads, and on forecasts by hand."""

from collections.abc import Sequence
from functools import partial

import numpy as np

from helpers.checks import readers
from helpers.checks.engine import NO_SLIP, Question, Slips, check, each
from helpers.checks.shapes import which_axis
from helpers.checks.tolerances import alike

# The slips of a question stand like a table.
# fmt: off


@check(readers.arrays)
def windows(sequences: int, length: int, horizon: int) -> Question:
    """Which x is read, and which y forecast, of rows that count from 0?"""
    rows = np.arange(float(sequences * length)).reshape(sequences, length)
    steps = length - horizon
    box = (..., np.newaxis)
    read, y = rows[:, :steps], rows[:, steps:]
    x = read[box]
    swapped = (y, x)
    across = ("You cut between the sequences, as for training and test. Here "
        "each sequence is cut: what is read, what is to come.")

    def with_box(x: np.ndarray, hint: str) -> Slips:
        return each([x, x[box]], hint)

    wrong_x: Slips = [
        (read, "x has the right numbers, but the axis of features is "
         "missing."),
        (read[:, np.newaxis], "In x, time steps and features have changed "
         "places."),
        (read.T[box], "In x, samples and time steps have changed places."),
        (read.T, "x is turned, and its axis of features is missing."),
        *with_box(rows, "x holds the whole rows, targets included: that is a "
         "leak."),
        *with_box(rows[:, horizon:], "x holds the end of each row. It is the "
         "beginning that is known."),
        *with_box(rows[:, :horizon], "You read as many numbers as there are "
         "to forecast. The model may read all the others."),
        *with_box(rows[:steps], across),
        *with_box(rows[:-horizon], across),
    ]
    wrong_y: Slips = [
        (y[box], "y has an axis too many. The head gives one row of numbers "
         "for each sequence, so y has two axes."),
        (y.T, "y is turned: it needs a row for each sequence."),
        (rows[:, steps - 1 : -1], "y begins one step too early: x holds that "
         "number already."),
        *each([y[:, -1:], y[:, -1]], "y holds the last number only: all that "
         "come are asked."),
        (y[:, :1], "y holds only the first number that x left."),
        (rows, "y holds the whole rows: only what x left is to be forecast."),
        (rows[:, 1:], "y holds nearly whole rows: what did x leave?"),
        (read, "y repeats what x holds: what comes after it?"),
    ]

    def same(given, other) -> bool:
        """Compare pairs; a y of None is any y."""
        turned = zip(given[::-1], (x, y), strict=True)
        if all(alike(np.squeeze(a), np.squeeze(b)) for a, b in turned):
            return other is swapped
        one_x, one_y = other
        return (alike(given[0], one_x)
                and (one_y is None or alike(given[1], one_y)))

    def otherwise(given) -> str:
        if alike(given[0], x):
            return ("x is right, y is not yet: it holds the numbers of each "
                "row that x left.")
        return (f"{NO_SLIP} Look at x: which numbers of each row belong in "
            "it, and what are its three axes?")

    return Question((x, y), [
        (swapped, "x and y have changed places: x is what is read."),
        *(((w, None), hint) for w, hint in wrong_x if not alike(w, x)),
        *(((x, w), hint) for w, hint in wrong_y),
    ], otherwise, same=same)


@check(partial(readers.array, lists=True))
def scaled(train: Sequence[float], test: Sequence[float]) -> Question:
    """What are the test numbers, scaled with what training may know?"""
    past, new = np.array(train, dtype=float), np.array(test, dtype=float)
    both = np.concatenate([past, new])
    mean, std = past.mean(), past.std()
    low, high = past.min(), past.max()
    right = (new - mean) / std
    return Question(right, [
        ((new - new.mean()) / new.std(), "You took mean and spread of the "
         "test itself. A model that is asked for one new number could not "
         "know them."),
        ((new - both.mean()) / both.std(), "You took mean and spread of "
         "everything, so the test tells the training something: a leak."),
        ((new - mean) / new.std(), "The mean is right. The spread comes from "
         "the test: a leak."),
        ((new - new.mean()) / std, "The spread is right. The mean comes from "
         "the test: a leak."),
        (new - mean, "You subtracted the mean; the division by the spread is "
         "missing."),
        (new / std, "You divided by the spread; the mean was not subtracted "
         "before."),
        (new - mean / std, "Parentheses are missing: subtract first, then "
         "divide."),
        ((new - mean) / past.var(), "You divided by the variance; the spread "
         "is its square root."),
        ((new - mean) / past.std(ddof=1), "You set `ddof` in the spread. That "
         "is a fine habit elsewhere; here `std()` is meant as it stands."),
        ((new - low) / (high - low), "You squeezed the numbers between lowest "
         "and highest. Asked for are mean and spread."),
        ((past - mean) / std, "Those are the training numbers, rightly "
         "scaled. Now the test."),
        (new, "Those are the test numbers as they were."),
        ((new - new.min()) / (new.max() - new.min()), "You squeezed the test "
         "between its own lowest and highest. Asked for are mean and spread, "
         "and not those of the test."),
        (right.reshape(-1, 1), "The numbers are right. Leave their shape as "
         "it was, without a second axis."),
        *each([right.round(digits) for digits in (1, 2, 3, 4)], "Right, but "
         "rounded: leave the expression as it is."),
    ], f"{NO_SLIP} From each test number subtract one mean, then divide by "
       "one spread. Whose?", same=alike)


@check(readers.array)
def turned_table(time_steps: int, samples: int) -> Question:
    """What does an LSTM read of a table in which the time goes down?"""
    t, s = time_steps, samples
    table = np.arange(t * s).reshape(t, s)
    right = table.T[..., np.newaxis]
    wrong_shapes: Slips = [
        *each([table, table[..., np.newaxis]], "Your first axis is as "
         "long as there are moments, as in the table. An LSTM reads the "
         "samples first."),
        (table.T, "The last axis is missing: one number at each moment is a "
         "feature."),
        *each([table.T[:, np.newaxis], table.T[np.newaxis]], "Your moments "
         "stand where the features belong: the time steps are the middle "
         "axis."),
        (table[:, np.newaxis], "Each moment became a sequence of its own, "
         "with one step: a column of the table is a sequence."),
        (table[np.newaxis], "All columns of the table became the features of "
         "one sequence: each of them is a sample of its own."),
        (table.ravel(), "That is one long row of numbers: it needs three "
         "axes."),
    ]

    def same(given: np.ndarray, other: np.ndarray) -> bool:
        # What has a wrong shape is told by it, whatever numbers it holds.
        if given.shape != right.shape:
            return given.shape == other.shape
        return np.array_equal(given, other)

    def otherwise(given: np.ndarray) -> str:
        if given.shape != right.shape:
            axes = ("samples", "time steps", "features")
            return which_axis(right.shape, axes)(given.shape)
        return ("The shape is right, but not the numbers: each sequence "
            "should hold one column of the table, from top to bottom.")

    return Question(right, [
        *(slip for slip in wrong_shapes if slip[0].shape != right.shape),
        (table.reshape(right.shape), "The shape is right, but not the order: "
         "reshape fills it row by row, so your first sequence mixes the "
         "columns. Swap the axes instead."),
        (right[:, ::-1], "The shape is right, but the time runs backwards."),
    ], otherwise, same=same)


@check(readers.integers)
def padded_row(word: str, steps: int) -> Question:
    """What is a word as integers, a being 1, with zeros behind it?"""
    codes = [ord(letter) - ord("a") + 1 for letter in word]
    below = [code - 1 for code in codes]
    padding = [0] * (steps - len(word))

    def otherwise(row: list[int]) -> str:
        if len(row) != steps:
            return "Count again: your row does not have the asked length."
        return f"{NO_SLIP} Spell the word by the places of its letters."

    return Question(codes + padding, [
        (padding + codes, "Your zeros stand on the left, where Keras puts "
         "them by default. A GPU wants them on the other side."),
        (padding + below, "Your zeros stand on the left, and the letters "
         "count from zero."),
        (below + padding, "You count the letters from zero, as Python does. "
         "Here zero is kept for the padding."),
        (codes, "The padding is missing: every row has the same length."),
        (below, "The padding is missing, and zero is no letter here."),
        (sorted(codes) + padding, "These are the right integers in another "
         "order: a word is read letter by letter."),
        (codes[::-1] + padding, "Your word runs backwards."),
        ([code + 1 for code in codes + padding], "Everything is one too "
         "large: padding is zero, and the letters follow it."),
    ], otherwise)


@check(readers.truths)
def row_mask(row: Sequence[int]) -> Question:
    """Which steps of a padded row does a layer read?"""
    right = [number != 0 for number in row]

    def otherwise(mask: list[int | bool]) -> str:
        if len(mask) != len(right):
            return "Count again: the mask has one entry for each step."
        return f"{NO_SLIP} Go step by step."

    return Question(right, [
        ([not step for step in right], "It is the other way round: True is "
         "what the layer shall read."),
        ([True] * sum(right), "The mask has an entry for every step, also for "
         "the padding."),
        ([True] * len(right), "So nothing would be masked. Which steps are "
         "padding?"),
        ([False] * len(right), "So nothing would be read. Which steps are "
         "letters?"),
        (list(row), "These are the integers themselves. The mask only says "
         "which of them are read."),
    ], otherwise)


@check(readers.whole("A lag is a whole number of steps."))
def lag(observed: Sequence[float], forecast: Sequence[float]) -> Question:
    """By how many steps does a forecast repeat too late what came?"""
    observed, forecast = tuple(observed), tuple(forecast)
    n = len(observed)
    right = next(k for k in range(1, n) if forecast[k:] == observed[:-k])
    return Question(right, [
        (0, "Then the two lists would agree in each place: compare them one "
         "by one."),
        (-right, "The size is right, but a lag is counted forwards: the "
         "forecast comes after what it repeats."),
        (right - 1, "Your lag is one step short: pick a peak of what came, "
         "and count the steps until the forecast has it."),
        (right + 1, "Your lag is one step too long: from a peak to its "
         "repetition, count the steps, not the numbers."),
        (n - right, "That is how many numbers agree once the lists are "
         "shifted: by how many steps did you shift?"),
        (n, "That is the length of the lists."),
    ], f"{NO_SLIP} Pick a peak of what came, and look for it in the forecast.")


@check(readers.numbers)
def seasonal_forecast(series: Sequence[float], period: int,
                      horizon: int) -> Question:
    """What comes next, if it repeats what was one period before?"""
    series = tuple(series)
    start = len(series) - period
    right = series[start : start + horizon]

    def from_place(place: int) -> tuple[float, ...]:
        return series[place : place + horizon]

    return Question(right, [
        ((series[-1],) * horizon, "That is persistence: it repeats the last "
         "number. A seasonal forecast goes back one period."),
        (series[-horizon:], "Those are the last numbers that are known: they "
         "would repeat only with a shorter period."),
        (from_place(start - period), "You went back two periods: one is "
         "enough."),
        (from_place(start - 1), "You went back one step too far."),
        (from_place(start + 1), "You did not go back far enough: one step is "
         "missing."),
        (right[::-1], "The right numbers, but time runs backwards in yours."),
        (series[start:], "That is a whole period: how many steps are to be "
         "forecast?"),
        ((sum(series) / len(series),) * horizon, "That is the mean of all: "
         "the rhythm is gone from it."),
        (right[:1], "That is the first of them: one number for each step is "
         "asked for."),
    ], f"{NO_SLIP} Stand on the first step to forecast, go back one whole "
       "period, and read from there.")
