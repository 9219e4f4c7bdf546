"""Simple answers about words, for a network to beat.

Syllables from the spelling: rules, or a weighted sum of the word's character
n-grams. Stress from the sounds: a table, or a weighted sum of the groups of
sounds that a vowel is part of. A ValueError says what does not fit.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from helpers.arguments import as_numbers, check_sizes

Words = Sequence[Sequence[str]]  # each a list of sounds

# The e is silent at the end of `stone` and `whole`, but not of `table`; in
# `walked`, but not in `wanted`; in `stones`, but not in `houses`.
_SILENT = re.compile(
    "[^aeiouyl]e$|[aeiouy]le$|[^aeiouydt]ed$|[^aeiouycghlsxz]es$|[aeiouy]les$"
)
# How much the table of all vowels counts, in sightings of the finer one.
_TRUST = 2
# A fit ends when what is left of its equations is this share of the start.
_TOLERANCE = 3e-3


def count_by_rules(word: str) -> int:
    """Count syllables: the groups of vowels, less one for a silent e."""
    groups = len(re.findall("[aeiouy]+", word))
    return max(groups - bool(_SILENT.search(word)), 1)


@dataclass(frozen=True)
class GroupWeights:
    """A weight for each group that a fit has seen, and a constant."""

    constant: float
    weights: dict[str, float]

    @property
    def used(self) -> int:
        """How many groups have a weight that is not zero."""
        return sum(weight != 0 for weight in self.weights.values())

    def score(self, groups: list[str]) -> float:
        """Sum up the weights; a group that was never seen weighs nothing."""
        return self.constant + sum(self.weights.get(g, 0) for g in groups)


@dataclass(frozen=True)
class CharacterNgrams(GroupWeights):
    """What `fit_character_ngrams` found; call it with words."""

    longest: int

    def __call__(self, words: Sequence[str]) -> np.ndarray:
        """Return a number for each word, (samples,), not yet rounded."""
        rows = (_ngrams(word, self.longest) for word in words)
        return np.array([self.score(groups) for groups in rows], float)


def fit_character_ngrams(
    words: Sequence[str],
    numbers: ArrayLike,
    longest: int = 2,
    ridge: float = 10.0,
) -> CharacterNgrams:
    """Fit a weight for each group of one to `longest` letters in a row.

    `banana` holds the pairs _b, ba, an, na, an, na and a_, where _ is an edge
    of the word. A word's number is a constant plus the weights of all its
    groups. Minimises the squared error plus `ridge` times the sum of the
    squared weights; the constant is free (Hoerl and Kennard, Technometrics
    12, 1970). `numbers` are what to predict of each word, (samples,).
    """
    numbers = as_numbers("numbers", numbers).astype(float)
    if len(words) == 0 or numbers.shape != (len(words),):
        raise ValueError(
            f"There are {len(words)} words, and numbers has shape "
            f"{numbers.shape}; give one number a word, and at least one word."
        )
    check_sizes(longest=longest)
    rows = (_ngrams(word, longest) for word in words)
    fit = _fit_weights(rows, numbers, ridge, centred=True)
    return CharacterNgrams(*fit, longest)


def _ngrams(word: str, longest: int) -> list[str]:
    """Return all groups of letters of a word; an edge alone is none."""
    if not (word.isascii() and word.isalpha() and word.islower()):
        raise ValueError(
            f"The word {word!r} has other characters than a to z, or "
            "none; give words of small letters."
        )
    edged = f"_{word}_"
    groups = [*word]
    for size in range(2, longest + 1):
        starts = range(len(edged) - size + 1)
        groups += [edged[start : start + size] for start in starts]
    return groups


@dataclass(frozen=True)
class StressTable:
    """How often a vowel was stressed in such a place; call it with words."""

    seen: Counter
    stressed: Counter

    def __call__(self, words: Words) -> np.ndarray:
        """Return the index of the sound that is stressed, (samples,)."""
        return _largest(words, _table_keys, lambda keys: self._share(*keys))

    def _share(self, rough: tuple, fine: tuple) -> float:
        # Where the finer table saw little, the rougher one decides.
        rough_share = self.stressed[rough] / max(self.seen[rough], 1)
        known = self.stressed[fine] + _TRUST * rough_share
        return known / (self.seen[fine] + _TRUST)


def fit_stress_table(words: Words, stressed: ArrayLike) -> StressTable:
    """Count how often a vowel is stressed, by what stands around it.

    The key is the vowel, how many vowels come before and after it, the next
    vowel and the next sound. Where that was seen rarely, only the first
    three count: the two shares are mixed, as in Jelinek and Mercer's
    interpolation (1980). `words` are lists of sounds, without digits, and
    `stressed` the index of the sound with the main stress in each.
    """
    stressed = _check_stressed(words, stressed)
    table = StressTable(Counter(), Counter())
    for word, right in zip(words, stressed, strict=True):
        for place, keys in _table_keys(word):
            table.seen.update(keys)
            if place == right:
                table.stressed.update(keys)
    return table


def _table_keys(word: Sequence[str]) -> Iterator[tuple[int, list[tuple]]]:
    """Yield index, and rough and fine key, of each vowel of a word."""
    vowels = _vowels(word)
    for before, place in enumerate(vowels):
        after = len(vowels) - 1 - before
        rough = (word[place], before, after)
        next_vowel = word[vowels[before + 1]] if after else ""
        next_sound = word[place + 1] if place + 1 < len(word) else ""
        yield place, [rough, (*rough, next_vowel, next_sound)]


@dataclass(frozen=True)
class SoundGroups(GroupWeights):
    """What `fit_sound_groups` found; call it with words."""

    def __call__(self, words: Words) -> np.ndarray:
        """Return the index of the sound that is stressed, (samples,)."""
        return _largest(words, _sound_groups, self.score)


def fit_sound_groups(
    words: Words, stressed: ArrayLike, ridge: float = 6.0
) -> SoundGroups:
    """Fit a weight for each group of sounds that a vowel may be part of.

    The vowel with the largest sum of weights is stressed. The groups of a
    vowel are: one to four neighbouring sounds with the vowel among them; the
    first two, three and four sounds of its word, and the last two, three and
    four; the vowel with the vowels before and after it, and with the two
    after it. Each counts together with how many vowels come before and after.

    A sum should be 1 for a stressed vowel and 0 for another, less the mean of
    these numbers. The fit minimises the squared error plus `ridge` times the
    sum of the squared weights, as `fit_character_ngrams` does; `words` and
    `stressed` are as for `fit_stress_table`.
    """
    stressed = _check_stressed(words, stressed)
    if len(words) == 0:
        raise ValueError("There are no words; give at least one.")
    rows = (groups for word in words for _, groups in _sound_groups(word))
    right = [
        place == answer
        for word, answer in zip(words, stressed, strict=True)
        for place in _vowels(word)
    ]
    return SoundGroups(*_fit_weights(rows, np.array(right, float), ridge))


def _sound_groups(word: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    """Yield index and groups of each vowel of a word; _ is an edge."""
    vowels = _vowels(word)
    heard = ["_", *(word[place] for place in vowels), "_", "_"]
    edged = ["_", "_", "_", *word, "_", "_", "_"]
    at_ends = [("first", *edged[3 : 3 + size]) for size in (2, 3, 4)]
    at_ends += [("last", *edged[-3 - size : -3]) for size in (2, 3, 4)]
    for before, place in enumerate(vowels):
        around = [
            (str(start), *edged[place + start : place + start + size])
            for size in (1, 2, 3, 4)
            for start in range(4 - size, 4)  # 3 is the vowel itself
        ]
        among_vowels = [
            ("middle", *heard[before : before + 3]),
            ("next", *heard[before + 1 : before + 4]),
        ]
        sides = f"{before} {len(vowels) - 1 - before} "
        groups = around + at_ends + among_vowels
        yield place, [sides + " ".join(group) for group in groups]


def _largest(
    words: Words,
    describe: Callable[[Sequence[str]], Iterator[tuple[int, list]]],
    score: Callable[[list], float],
) -> np.ndarray:
    """Return each word's place with the largest score, (samples,)."""
    best = []
    for word in words:
        scores = {place: score(found) for place, found in describe(word)}
        best.append(max(scores, key=scores.get))  # the first of equal ones
    return np.array(best, int)


def is_vowel(sound: str) -> bool:
    """Say whether a sound, with or without its digit, is a vowel."""
    return sound[:1] in {"A", "E", "I", "O", "U"}


def _vowels(word: Sequence[str]) -> list[int]:
    vowels = [place for place, sound in enumerate(word) if is_vowel(sound)]
    if not vowels:
        raise ValueError(f"The word {' '.join(word)!r} has no vowel.")
    return vowels


def _check_stressed(words: Words, stressed: ArrayLike) -> np.ndarray:
    stressed = np.asarray(stressed)
    if stressed.shape != (len(words),):
        raise ValueError(
            f"There are {len(words)} words, and stressed has shape "
            f"{stressed.shape}; give one index a word."
        )
    for word, right in zip(words, stressed, strict=True):
        if any(sound[-1:].isdigit() for sound in word):
            raise ValueError(
                f"The sounds of {' '.join(word)!r} have digits, which say "
                "the stress: take them off with sound.rstrip('012')."
            )
        if not 0 <= right < len(word) or not is_vowel(word[right]):
            raise ValueError(
                f"The stressed sound of {' '.join(word)!r} is said to be "
                f"number {right}; give the index of one of its vowels."
            )
    return stressed


def _fit_weights(
    rows: Iterable[list[str]],
    targets: np.ndarray,
    ridge: float,
    centred: bool = False,
) -> tuple[float, dict[str, float]]:
    """Fit constant and weights by ridge: a row's sum should be its target.

    The constant is free only with `centred`; else it is the targets' mean.
    """
    if not ridge > 0:
        raise ValueError(f"ridge is {ridge!r}; give a number above 0.")
    number = {}  # of the column of each group
    column, lengths = [], []
    for groups in rows:
        column += [number.setdefault(group, len(number)) for group in groups]
        lengths.append(len(groups))
    column, row = np.array(column), np.repeat(np.arange(len(targets)), lengths)
    counts = np.bincount(column)
    means = counts / len(targets) * centred

    # X has a row for each target and a column for each group. It is never
    # written out: X @ w and X.T @ r are sums over the groups that are there.
    def normal(w: np.ndarray) -> np.ndarray:
        fitted = np.bincount(row, w[column]) - means @ w
        return np.bincount(column, fitted[row]) + ridge * w

    right = np.bincount(column, (targets - targets.mean())[row])
    # Rare and common groups differ a thousandfold: dividing by the counts
    # saves most of the rounds.
    weights = _conjugate_gradients(normal, right, counts + ridge)
    constant = targets.mean() - means @ weights
    return constant, dict(zip(number, weights.tolist(), strict=True))


def _conjugate_gradients(
    product: Callable[[np.ndarray], np.ndarray],
    right: np.ndarray,
    scale: np.ndarray,
) -> np.ndarray:
    """Solve product(x) = right, where `scale` is about the diagonal.

    After Hestenes and Stiefel, Journal of Research of the NBS 49, 1952. There
    are too many weights to invert a matrix; scikit-learn takes twice as long.
    """
    x = np.zeros_like(right)
    left_over, direction = right, right / scale
    size = first = left_over @ direction
    while size > _TOLERANCE**2 * first:
        moved = product(direction)
        step = size / (direction @ moved)
        x = x + step * direction
        left_over = left_over - step * moved
        scaled = left_over / scale
        before, size = size, left_over @ scaled
        direction = scaled + size / before * direction
    return x
