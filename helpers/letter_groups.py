"""A weighted sum of the groups of letters in a word: ridge, word by word.

`banana` holds the pairs _b, ba, an, na, an, na and a_, where _ is an edge of
the word. Each kind of group gets one weight, and a word's number is a
constant plus the weights of all its groups.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from helpers.conjugate_gradients import check_settings, solve

_BASE = 28  # 26 letters and the edge from 1 up; 0 says: no letter here
_LONGEST = 4  # 28**4 weights still fit in five megabytes


@dataclass(frozen=True)
class LetterGroups:
    """What `fit_letter_groups` found; call it with words."""

    constant: float
    weights: np.ndarray  # one for each possible group
    longest: int

    @property
    def used(self) -> int:
        """How many groups have a weight that is not zero."""
        return int(np.count_nonzero(self.weights))

    def __call__(self, words: Sequence[str]) -> np.ndarray:
        """Return a number for each word, (samples,), not yet rounded.

        Raises
        ------
        ValueError
            A word is empty, or has other characters than a to z.
        """
        group, word = _groups(words, self.longest)
        weights = self.weights[group]
        return self.constant + np.bincount(word, weights, len(words))


def fit_letter_groups(
    words: Sequence[str],
    numbers: ArrayLike,
    longest: int = 2,
    ridge: float = 10.0,
    tolerance: float = 3e-3,
) -> LetterGroups:
    """Fit a weight for each group of one to `longest` letters.

    Minimises the squared error plus `ridge` times the sum of the squared
    weights; the constant is free (Hoerl and Kennard, Technometrics 12, 1970).
    The equations are solved step by step, as there are too many weights to
    invert a matrix.

    Parameters
    ----------
    words
        Words of the letters a to z.
    numbers
        What to predict of each word, (samples,).
    longest
        Letters in the longest groups, 1 to 4.
    ridge
        How strongly large weights are held back, above 0.
    tolerance
        The rounds end when what is left of the equations is this share of
        the start. The default changes no accuracy in its third digit.

    Returns
    -------
    fit
        Call it with words.

    Raises
    ------
    ValueError
        There are no words, one has other characters than a to z, there is
        not a number for each, or a setting is out of its range.
    """
    numbers = np.asarray(numbers, dtype=float)
    if len(words) == 0 or numbers.shape != (len(words),):
        raise ValueError(
            f"There are {len(words)} words, and numbers has shape "
            f"{numbers.shape}; give one number a word, and at least one word."
        )
    if isinstance(longest, bool) or longest not in range(1, _LONGEST + 1):
        raise ValueError(
            f"longest is {longest!r}; give a whole number from 1 to "
            f"{_LONGEST}."
        )
    check_settings(ridge=ridge, tolerance=tolerance)
    group, word = _groups(words, longest)
    count = len(words)
    size = _BASE**longest
    shares = np.bincount(group, minlength=size) / count  # mean of each column

    # X has a row a word and a column a group. It is never written out: X @ w
    # and X.T @ r are sums over the groups that are there.
    def normal(w: np.ndarray) -> np.ndarray:
        fitted = np.bincount(word, w[group], count) - shares @ w
        return np.bincount(group, fitted[word], size) + ridge * w

    mean = numbers.mean()
    right = np.bincount(group, (numbers - mean)[word], size)
    # Rare and common groups differ a thousandfold: dividing by the counts
    # saves most of the rounds.
    weights = solve(normal, right, count * shares + ridge, tolerance)
    return LetterGroups(mean - shares @ weights, weights, longest)


def _groups(
    words: Sequence[str], longest: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return all groups of letters, and the index of the word of each."""
    for word in words:
        if not (word.isascii() and word.isalpha() and word.islower()):
            raise ValueError(
                f"The word {word!r} has other characters than a to z, or "
                "none; give words of small letters."
            )
    # The edge is a `, which comes right before an a.
    text = "`" + "".join(f"{word}`" for word in words)
    codes = np.frombuffer(text.encode("ascii"), np.uint8)
    letters = codes.astype(np.int64) - ord("`") + 1
    edge = letters == 1
    owner = np.cumsum(edge) - 1
    groups, owners = [], []
    for length in range(1, longest + 1):
        starts = np.arange(len(letters) - length + 1)
        code = sum(
            letters[starts + place] * _BASE ** (length - 1 - place)
            for place in range(length)
        )
        # Edges may stand at the ends of a group only, and never alone.
        inside = range(1, length - 1) if length > 1 else range(1)
        whole = np.ones(len(starts), bool)
        for place in inside:
            whole &= ~edge[starts + place]
        groups.append(code[whole])
        owners.append(owner[starts[whole]])
    return np.concatenate(groups), np.concatenate(owners)
