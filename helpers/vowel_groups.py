"""The groups of sounds that a vowel is part of, each as one whole number.

The groups of a vowel are: one to four neighbouring sounds with the vowel among
them; the first two, three and four sounds of its word, and the last two,
three and four; the vowel with the vowels before and after it, and with the
two after it. Each counts together with how many vowels come before and after.
Where a word ends, edges fill a group up.
"""

from collections.abc import Sequence

import numpy as np

from helpers.vowels import is_vowel, no_vowel

_LONGEST = 4  # sounds in the longest groups
_GAP = _LONGEST - 1  # edges around each word: no group reaches further
_EDGE = 0  # the number of an edge
_COUNTED = 32  # 31 vowels or more on one side of a vowel count as 31


def code_groups(
    words: Sequence[Sequence[str]], numbers: dict[str, int]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return a code for each group of each vowel of each word.

    Parameters
    ----------
    words
        The sounds of each word, without digits.
    numbers
        The number of each known sound: 1, 2, 3 and so on. All other sounds
        share the next number.

    Returns
    -------
    codes
        Whole numbers, (vowels, kinds); two are equal if the kind, the sounds
        and the numbers of vowels on both sides are.
    word
        Index of the word of each vowel, ascending, (vowels,).
    place
        Index of the vowel in its word, (vowels,).

    Raises
    ------
    ValueError
        A word has no vowel.
    """
    told = [sound for word in words for sound in word]
    unknown = len(numbers) + 1
    lengths = np.array([len(word) for word in words], int)
    owner = np.repeat(np.arange(len(words)), lengths)
    where = np.arange(len(told)) + (owner + 1) * _GAP
    text = np.full(len(told) + (len(words) + 1) * _GAP, _EDGE)
    text[where] = [numbers.get(sound, unknown) for sound in told]

    vowels = {sound for sound in set(told) if is_vowel(sound)}
    is_one = np.array([sound in vowels for sound in told], bool)
    word, at = owner[is_one], where[is_one]
    count = np.bincount(word, minlength=len(words))
    if not count.all():
        raise no_vowel(words[count.argmin()])
    before = np.arange(len(word)) - (np.cumsum(count) - count)[word]
    after = count[word] - 1 - before
    ends = np.cumsum(lengths + _GAP)
    first, last = (ends - lengths)[word], (ends - 1)[word]

    kinds = _kinds(text, at, first, last)
    kinds += [
        [_vowel(text[at], step, before, after) for step in steps]
        for steps in ((-1, 0, 1), (0, 1, 2))
    ]
    base = unknown + 1
    sides = np.minimum([before, after], _COUNTED - 1)
    codes = np.empty((len(word), len(kinds)), int)
    for kind, group in enumerate(kinds):
        digits = [*sides, *group, *[_EDGE] * (_LONGEST - len(group)), kind]
        sizes = [_COUNTED] * 2 + [base] * _LONGEST
        steps = np.cumprod([1, *sizes])
        codes[:, kind] = sum(
            digit * step for digit, step in zip(digits, steps, strict=True)
        )
    return codes, word, at - first


def _kinds(
    text: np.ndarray, at: np.ndarray, first: np.ndarray, last: np.ndarray
) -> list[list[np.ndarray]]:
    """Return the groups of sounds that stand side by side, kind by kind."""
    around = [
        [text[at + start + n] for n in range(length)]
        for length in range(1, _LONGEST + 1)
        for start in range(1 - length, 1)
    ]
    lengths = range(2, _LONGEST + 1)
    begins = [[text[first + n] for n in range(size)] for size in lengths]
    ends = [[text[last - n] for n in range(size)] for size in lengths]
    return around + begins + ends


def _vowel(
    vowels: np.ndarray, step: int, before: np.ndarray, after: np.ndarray
) -> np.ndarray:
    """Return the vowel so many steps on in the same word, or an edge."""
    there = (before + step >= 0) & (after - step >= 0)
    return np.where(there, np.roll(vowels, -step), _EDGE)
