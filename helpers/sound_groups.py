"""Stress by a weighted sum of the groups of sounds around each vowel: ridge.

The second vowel of B AH N AE N AH is in the groups AE, N AE, AE N, N AE N and
more. Each kind of group has one weight, a vowel's score is the sum of the
weights of its groups, and the vowel with the largest score is stressed.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from helpers.conjugate_gradients import check_settings, solve
from helpers.vowel_groups import code_groups
from helpers.vowels import check_stressed


@dataclass(frozen=True)
class SoundGroups:
    """What `fit_sound_groups` found; call it with words."""

    numbers: dict[str, int]  # of each sound that was seen
    groups: np.ndarray  # codes of the groups that were seen, ascending
    weights: np.ndarray  # one for each of them

    @property
    def used(self) -> int:
        """How many groups have a weight that is not zero."""
        return int(np.count_nonzero(self.weights))

    def __call__(self, words: Sequence[Sequence[str]]) -> np.ndarray:
        """Return the index of the sound that is stressed, (samples,).

        Groups that were never seen weigh nothing. Among vowels with equal
        scores the first is taken.

        Raises
        ------
        ValueError
            A word has no vowel.
        """
        codes, word, place = code_groups(words, self.numbers)
        column = np.searchsorted(self.groups, codes)
        column = np.minimum(column, len(self.groups) - 1)
        seen = self.groups[column] == codes
        scores = np.where(seen, self.weights[column], 0).sum(axis=1)
        order = np.lexsort((-scores, word))  # the largest of each word first
        largest = np.searchsorted(word, np.arange(len(words)))
        return place[order[largest]]


def fit_sound_groups(
    words: Sequence[Sequence[str]],
    stressed: ArrayLike,
    ridge: float = 6.0,
    tolerance: float = 3e-3,
) -> SoundGroups:
    """Fit a weight for each group of sounds that a vowel may be part of.

    `helpers.vowel_groups` says which these are. A score should be 1 for a
    stressed vowel and 0 for another, less the mean of these numbers. The fit
    minimises the squared error plus `ridge` times the sum of the squared
    weights (Hoerl and Kennard, Technometrics 12, 1970). The equations are
    solved step by step, as there are too many weights to invert a matrix.

    Parameters
    ----------
    words
        The sounds of each word, without digits.
    stressed
        Index of the sound with the main stress, (samples,).
    ridge
        How strongly large weights are held back, above 0.
    tolerance
        The rounds end when what is left of the equations is this share of
        the start.

    Returns
    -------
    fit
        Call it with words.

    Raises
    ------
    ValueError
        There are no words, there is not one index for each word, or it points
        to no vowel; or a setting is not above 0.
    """
    stressed = check_stressed(words, stressed)
    if len(words) == 0:
        raise ValueError("There are no words; give at least one.")
    check_settings(ridge=ridge, tolerance=tolerance)
    sounds = sorted({sound for word in words for sound in word})
    numbers = {sound: number for number, sound in enumerate(sounds, start=1)}
    codes, word, place = code_groups(words, numbers)
    groups, column = np.unique(codes, return_inverse=True)
    column = column.reshape(codes.shape)

    # X has a row a vowel and a column a group, and is never written out.
    def transposed(errors: np.ndarray) -> np.ndarray:
        errors = np.repeat(errors, column.shape[1])
        return np.bincount(column.ravel(), errors, len(groups))

    def normal(w: np.ndarray) -> np.ndarray:
        return transposed(w[column].sum(axis=1)) + ridge * w

    target = (place == stressed[word]) - len(words) / len(word)
    right = transposed(target)
    seen = np.bincount(column.ravel())
    weights = solve(normal, right, seen + ridge, tolerance)
    return SoundGroups(numbers, groups, weights)
