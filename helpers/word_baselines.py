"""Simple answers about words, for a network to beat.

Syllables from the spelling: rules, or `fit_letter_groups`, a weighted sum.
Stress from the sounds: a table, or `fit_sound_groups`, a weighted sum.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from helpers.letter_groups import fit_letter_groups
from helpers.sound_groups import fit_sound_groups
from helpers.vowels import check_stressed, is_vowel, no_vowel

__all__ = [
    "count_by_rules",
    "fit_letter_groups",
    "fit_sound_groups",
    "fit_stress_table",
    "is_vowel",
]

# The e is silent at the end of `stone` and `whole`, but not of `table`; in
# `walked`, but not in `wanted`; in `stones`, but not in `houses`.
_SILENT = re.compile(
    "[^aeiouyl]e$|[aeiouy]le$|[^aeiouydt]ed$|[^aeiouycghlsxz]es$|[aeiouy]les$"
)
# How much the table of all vowels counts, in sightings of the finer one.
_TRUST = 2


def count_by_rules(word: str) -> int:
    """Count syllables: the groups of vowels, less one for a silent e.

    Raises
    ------
    ValueError
        The word is empty.
    """
    if not word:
        raise ValueError("word is empty; give at least one letter.")
    groups = len(re.findall("[aeiouy]+", word))
    return max(groups - bool(_SILENT.search(word)), 1)


@dataclass(frozen=True)
class StressTable:
    """How often a vowel was stressed in such a place; call it with words."""

    seen: Counter
    stressed: Counter

    def __call__(self, words: Sequence[Sequence[str]]) -> np.ndarray:
        """Return the index of the sound that is stressed, (samples,).

        Raises
        ------
        ValueError
            A word has no vowel.
        """
        return np.array([self._place(word) for word in words], dtype=int)

    def _place(self, word: Sequence[str]) -> int:
        scores = {
            place: self._share(rough, fine)
            for place, rough, fine in _places(word)
        }
        return max(scores, key=scores.get)

    def _share(self, rough: tuple, fine: tuple) -> float:
        # Where the finer table saw little, the rougher one decides.
        rough_share = self.stressed[rough] / max(self.seen[rough], 1)
        known = self.stressed[fine] + _TRUST * rough_share
        return known / (self.seen[fine] + _TRUST)


def fit_stress_table(
    words: Sequence[Sequence[str]], stressed: ArrayLike
) -> StressTable:
    """Count how often a vowel is stressed, by what stands around it.

    The key is the vowel, how many vowels come before and after it, the next
    vowel and the next sound. Where that was seen rarely, only the first
    three count: the two shares are mixed, as in Jelinek and Mercer's
    interpolation (1980).

    Parameters
    ----------
    words
        The sounds of each word, without digits.
    stressed
        Index of the sound with the main stress, (samples,).

    Returns
    -------
    table
        Call it with words.

    Raises
    ------
    ValueError
        There is not one index for each word, or it points to no vowel.
    """
    stressed = check_stressed(words, stressed)
    table = StressTable(Counter(), Counter())
    for word, right in zip(words, stressed, strict=True):
        for place, *keys in _places(word):
            table.seen.update(keys)
            if place == right:
                table.stressed.update(keys)
    return table


def _places(word: Sequence[str]) -> Iterator[tuple[int, tuple, tuple]]:
    """Yield index, rough key and fine key of each vowel of a word."""
    vowels = [place for place, sound in enumerate(word) if is_vowel(sound)]
    if not vowels:
        raise no_vowel(word)
    for before, place in enumerate(vowels):
        after = len(vowels) - 1 - before
        rough = (word[place], before, after)
        next_vowel = word[vowels[before + 1]] if after else ""
        next_sound = word[place + 1] if place + 1 < len(word) else ""
        yield place, rough, (*rough, next_vowel, next_sound)
