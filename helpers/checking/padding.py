"""Exercises that ask for a padded row of integers, and for its mask."""

from collections.abc import Sequence
from numbers import Integral

import numpy as np

from helpers.checking.answers import OddAnswer, refuse_odd
from helpers.checking.verdicts import NO_SLIP, check_sizes, hint_for, judge

_MOST = 1000  # entries; a longer answer is no row


def padded_row(
    answer: object, *, exercise: int, word: str, steps: int
) -> None:
    """Check a word as integers, a being 1, with zeros behind it.

    Parameters
    ----------
    answer
        The learner's row: a list, a tuple or an array, also (1, steps).
    exercise
        Its number in the lesson.
    word
        Letters a to z, not all of them equal to their reverse.
    steps
        Length of the row, more than the word has letters.

    Raises
    ------
    ValueError
        The exercise itself is wrong.
    """
    check_sizes(steps=steps)
    if not (word.isascii() and word.isalpha() and word.islower()):
        raise ValueError(f"word is {word!r}; give letters a to z.")
    if len(word) >= steps:
        raise ValueError(
            f"steps is {steps}, but {word!r} has {len(word)} letters; give "
            "more steps, so that there is something to pad."
        )
    codes = [ord(letter) - ord("a") + 1 for letter in word]
    below = [code - 1 for code in codes]
    padding = [0] * (steps - len(word))
    slips = [
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
        ([code + 1 for code in codes] + [1] * len(padding), "Everything is "
         "one too large: padding is zero, and the letters follow it."),
    ]  # fmt: skip
    otherwise = f"{NO_SLIP} Spell the word by the places of its letters."

    def find_hint(given: object) -> str | None:
        row = _read_row(given, "a list of integers", numbers=True)
        right = codes + padding
        if len(row) != steps and row not in (codes, below):
            return "Count again: your row does not have the asked length."
        return hint_for(row, right, slips, otherwise)

    judge(exercise, answer, find_hint)


def row_mask(answer: object, *, exercise: int, row: Sequence[int]) -> None:
    """Check the mask of a padded row: True for letters, False for padding.

    Parameters
    ----------
    answer
        The learner's mask: truths, or ones and zeros; also (1, steps).
    exercise
        Its number in the lesson.
    row
        Integers with one or more zeros at the end, and something before.

    Raises
    ------
    ValueError
        The exercise itself is wrong.
    """
    right = [number != 0 for number in row]
    if (
        not right
        or all(right)
        or not any(right)
        or sorted(right) != right[::-1]
    ):
        raise ValueError(
            f"row is {list(row)}; give integers that end with zeros, and "
            "begin with others."
        )
    letters = [True] * sum(right)
    slips = [
        ([not step for step in right], "It is the other way round: True is "
         "what the layer shall read."),
        (letters, "The mask has an entry for every step, also for the "
         "padding."),
        ([True] * len(right), "So nothing would be masked. Which steps are "
         "padding?"),
        ([False] * len(right), "So nothing would be read. Which steps are "
         "letters?"),
        (list(row), "These are the integers themselves. The mask only says "
         "which of them are read."),
    ]  # fmt: skip

    def find_hint(given: object) -> str | None:
        mask = _read_row(given, "a list of True and False", numbers=False)
        if len(mask) != len(right) and mask != letters:
            return "Count again: the mask has one entry for each step."
        return hint_for(mask, right, slips, f"{NO_SLIP} Go step by step.")

    judge(exercise, answer, find_hint)


def _read_row(answer: object, wanted: str, *, numbers: bool) -> list:
    """Return the entries of a list, tuple or array, one row deep."""
    refuse_odd(answer, wanted)
    if isinstance(answer, (tuple, list)) and len(answer) > _MOST:
        raise OddAnswer("That is a very long list; one row is asked for.")
    if not isinstance(answer, (tuple, list)):
        shape = getattr(answer, "shape", None)
        if shape is None or None in shape or not 1 <= np.prod(shape) <= _MOST:
            raise OddAnswer(f"Your answer is no list: {wanted} is asked for.")
        answer = np.asarray(answer).tolist()
    if len(answer) == 1 and isinstance(answer[0], (tuple, list)):
        answer = answer[0]  # a batch of one row
    entries = [_entry(entry) for entry in answer]
    if numbers and any(isinstance(entry, bool) for entry in entries):
        raise OddAnswer("These are truths; the integers are asked for.")
    return entries


def _entry(entry: object) -> int | bool:
    if isinstance(entry, (bool, np.bool_)):
        return bool(entry)
    if isinstance(entry, Integral):
        return int(entry)
    if isinstance(entry, (str, bytes)):
        raise OddAnswer("Leave the quotes out: no texts are asked for.")
    if isinstance(entry, (float, np.floating)) and float(entry).is_integer():
        return int(entry)
    raise OddAnswer("Each entry is one whole number, or True or False.")
