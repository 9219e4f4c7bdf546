"""Which sounds are vowels, and whether each word is stressed on one."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike


def is_vowel(sound: str) -> bool:
    """Say whether a sound, with or without its digit, is a vowel."""
    return sound[:1] in {"A", "E", "I", "O", "U"}


def no_vowel(word: Sequence[str]) -> ValueError:
    """Return the error for a word without a vowel, to be raised."""
    return ValueError(f"The word {' '.join(word)!r} has no vowel.")


def check_stressed(
    words: Sequence[Sequence[str]], stressed: ArrayLike
) -> np.ndarray:
    """Return the indices of the stressed sounds as an array, (samples,).

    Raises
    ------
    ValueError
        There is not one index for each word, or it points to no vowel.
    """
    stressed = np.asarray(stressed)
    if stressed.shape != (len(words),):
        raise ValueError(
            f"There are {len(words)} words, and stressed has shape "
            f"{stressed.shape}; give one index a word."
        )
    for word, right in zip(words, stressed, strict=True):
        if not 0 <= right < len(word) or not is_vowel(word[right]):
            raise ValueError(
                f"The stressed sound of {' '.join(word)!r} is said to be "
                f"number {right}; give the index of one of its vowels."
            )
    return stressed
