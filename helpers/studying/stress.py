"""A task from the dictionary: which syllable of a word is stressed?"""

import functools
import zlib

import numpy as np

from helpers.datasets.words import load_words
from helpers.studying.task import Data, Task, held_seed

LONGEST = 12  # sounds in the longest words that are kept
SOUNDS = 39  # different sounds, without their digits
MOST = 6  # syllables in the longest words that are kept
LEARNED = 20_000  # words drawn to learn from, with the seed of the run
HELD = 8192  # words drawn to be judged by, always the same
# Fifths of the words, by their first four letters: relatives stay together.
_FIFTH = {"test": 1, "validation": 2}


def draw_stress(split: str, seed: int, samples: int) -> Data:
    """Draw words to learn from; those to be judged by are always the same.

    Each sound is one of `SOUNDS` zeros and ones. The zeros of a short word
    stand on the left: a layer has nothing to do before the word begins.
    """
    same = np.random.default_rng(held_seed(split))
    rows, syllable, fifth = _words()
    held = same.choice(
        np.flatnonzero(fifth == _FIFTH[split]), HELD, replace=False
    )
    free = np.flatnonzero(~np.isin(fifth, list(_FIFTH.values())))
    draw = np.random.default_rng(seed)
    learned = draw.choice(free, min(LEARNED, samples), replace=False)
    truth = syllable[held]

    def error(answers: np.ndarray) -> float:
        return float(np.mean(answers.argmax(axis=1) != truth))

    return Data(
        _one_hot(rows[learned]),
        syllable[learned],
        _one_hot(rows[held]),
        error,
    )


@functools.cache
def _words() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return rows of sounds, (words, LONGEST), stressed syllables, fifths."""
    kept = {
        word: sounds
        for word, sounds in load_words().items()
        if len(sounds) <= LONGEST and _is_clear(_digits(sounds))
    }
    spoken = [[s.rstrip("012") for s in sounds] for sounds in kept.values()]
    names = sorted({sound for sounds in spoken for sound in sounds})
    number = {name: place for place, name in enumerate(names, start=1)}
    rows = np.zeros((len(kept), LONGEST), dtype="int32")
    for row, sounds in zip(rows, spoken, strict=True):
        row[LONGEST - len(sounds) :] = [number[sound] for sound in sounds]
    syllable = [_digits(sounds).index("1") for sounds in kept.values()]
    fifth = [zlib.crc32(word[:4].encode()) % 5 for word in kept]
    return rows, np.array(syllable, dtype="int32"), np.array(fifth)


def _digits(sounds: tuple[str, ...]) -> str:
    """Return the stress of each vowel, such as "010" for banana."""
    return "".join(sound[-1] for sound in sounds if sound[-1].isdigit())


def _is_clear(digits: str) -> bool:
    return 2 <= len(digits) <= MOST and digits.count("1") == 1


def _one_hot(rows: np.ndarray) -> np.ndarray:
    # Number 0, the padding, has no column of its own.
    return np.eye(SOUNDS + 1, dtype="float32")[rows][..., 1:]


STRESS = Task(
    time_steps=LONGEST,
    features=SOUNDS,
    outputs=MOST,
    per_step=False,
    loss="classes",
    measure="share of wrong words",
    draw=draw_stress,
)
