"""The tasks of the study: the same data for each model, drawn from a seed."""

import functools
import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from helpers.data import (
    load_sunspots,
    load_words,
    scale_on,
    split_in_time,
    windows,
)
from helpers.synthetic import (
    HEIGHT,
    MEAN,
    TIME_CONSTANTS,
    Sines,
    cascade,
    damped_sines,
)

# Whole data sets are drawn with these, so that every run is judged by the
# same one. A run's own seed is smaller.
HELD_SEEDS = {"validation": 1_000_001, "test": 1_000_002}
SEQUENCES_HELD = 2048  # sequences that nobody learned from
CASCADE_STEPS = 60
SINE_STEPS, HORIZON = 50, 5
LONGEST = 12  # sounds in the longest words that are kept
SOUNDS = 39  # different sounds, without their digits
SYLLABLES = 6  # in the longest words that are kept
WORDS = 20_000  # drawn to learn from, with the seed of the run
WORDS_HELD = 8192  # drawn to be judged by, always the same
# Fifths of the words, by their first four letters: relatives stay together.
FIFTHS = {"test": 1, "validation": 2}
YEARS_IN, MONTHS_OUT = 22, 36
LEARNED = 0.8  # share of the time that a run learns from; then it is judged


@dataclass(frozen=True)
class Data:
    """What one run learns from, and what it is judged by."""

    x: np.ndarray  # (samples, time steps, features), float32
    y: np.ndarray  # (samples, outputs), or with a time axis as in `Task`
    x_held: np.ndarray  # what nobody learned from, as `x`
    error: Callable[[np.ndarray], float]  # of the answers to `x_held`


@dataclass(frozen=True, kw_only=True)
class Task:
    """The sizes that a stack needs for the task, and where its data is."""

    time_steps: int
    features: int = 1
    outputs: int
    per_step: bool = False  # an answer at every step, or one a sequence
    loss: str  # "mse", "mae" or "classes", see `training.compile_for`
    measure: str  # what the error is, in words
    source: Callable[[str, int, int], Data]  # what `draw` returns

    def draw(self, split: str, seed: int, samples: int) -> Data:
        """Draw at most `samples` to learn from, and those to be judged by.

        The `split` is "validation" or "test", else a ValueError; `seed` is
        less than `HELD_SEEDS`.
        """
        if split not in HELD_SEEDS:
            raise ValueError(
                f"split is {split!r}; give 'validation' or 'test'."
            )
        return self.source(split, seed, samples)


def _cascade(
    split: str, seed: int, samples: int, *, stages: int = 4, bent: bool = True
) -> Data:
    """Draw noise and the last of some stages, fresh for every sample."""
    draw = partial(
        cascade,
        length=CASCADE_STEPS,
        time_constants=TIME_CONSTANTS[:stages],
        bent=bent,
    )
    x, y = draw(samples, seed=seed)
    x_held, truth = draw(SEQUENCES_HELD, seed=HELD_SEEDS[split])

    def error(answers: np.ndarray) -> float:
        return float(np.mean((answers - truth) ** 2))

    return Data(_small(x), _small(y), _small(x_held), error)


def _sine(split: str, seed: int, samples: int) -> Data:
    """Draw noisy damped sines; the error is that to the clean curve."""
    draw = partial(
        damped_sines,
        length=SINE_STEPS + HORIZON,
        period=(5, 30),
        decay=(0, 0.03),
        any_phase=True,
        noise=0.05,
    )
    x, y = _past_and_future(draw(samples, seed=seed))
    held = draw(SEQUENCES_HELD, seed=HELD_SEEDS[split])
    x_held, _ = _past_and_future(held)

    def error(answers: np.ndarray) -> float:
        clean = held.clean[:, SINE_STEPS:]
        return float(np.mean(np.abs(MEAN + HEIGHT * answers - clean)))

    return Data(_small(x), _small(y), _small(x_held), error)


def _past_and_future(sines: Sines) -> tuple[np.ndarray, np.ndarray]:
    scaled = (sines.values - MEAN) / HEIGHT  # from -1 to 1, about
    return scaled[:, :SINE_STEPS, np.newaxis], scaled[:, SINE_STEPS:]


def _small(numbers: np.ndarray) -> np.ndarray:
    return numbers.astype("float32")


def _stress(split: str, seed: int, samples: int) -> Data:
    """Draw words: which of their syllables has the main stress?

    Each sound is one of `SOUNDS` zeros and ones. The zeros of a short word
    stand on the left: a layer has nothing to do before the word begins.
    """
    rows, syllable, fifth = _words()
    held = np.random.default_rng(HELD_SEEDS[split]).choice(
        np.flatnonzero(fifth == FIFTHS[split]), WORDS_HELD, replace=False
    )
    free = np.flatnonzero(~np.isin(fifth, list(FIFTHS.values())))
    learned = np.random.default_rng(seed).choice(
        free, min(WORDS, samples), replace=False
    )
    truth = syllable[held]

    def error(answers: np.ndarray) -> float:
        return float(np.mean(answers.argmax(axis=1) != truth))

    # Number 0, the padding, has no column of its own.
    one_hot = np.eye(SOUNDS + 1, dtype="float32")[:, 1:]
    return Data(
        one_hot[rows[learned]], syllable[learned], one_hot[rows[held]], error
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
    return 2 <= len(digits) <= SYLLABLES and digits.count("1") == 1


def _sunspots(split: str, seed: int, samples: int) -> Data:
    """Cut the series into windows; nothing is drawn, whatever the seed.

    For the test the last fifth of the time is held back. For the validation
    it does not exist, and the last fifth of what is left is held back.
    """
    _, sunspots = load_sunspots()
    if split == "validation":
        sunspots, _ = split_in_time(sunspots, (LEARNED, 1 - LEARNED))
    past, held = split_in_time(
        sunspots, (LEARNED, 1 - LEARNED), reads_back=12 * YEARS_IN
    )
    scale = scale_on(past)
    x, y = _by_year(scale.scale(past))
    x_held, _ = _by_year(scale.scale(held))
    _, truth = windows(held, 12 * YEARS_IN, MONTHS_OUT)

    def error(answers: np.ndarray) -> float:
        gap = scale.unscale(answers) - truth
        return float(np.sqrt(np.mean(gap**2)))

    learned = _small(x[:samples]), _small(y[:samples])
    return Data(*learned, _small(x_held), error)


def _by_year(months: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return 22 yearly means (samples, 22, 1), and the 36 months after."""
    x, y = windows(months, 12 * YEARS_IN, MONTHS_OUT)
    return x.reshape(len(x), YEARS_IN, 12).mean(axis=2, keepdims=True), y


CASCADE = Task(
    time_steps=CASCADE_STEPS,
    outputs=1,
    per_step=True,
    loss="mse",
    measure="mean squared error",
    source=_cascade,
)
TASKS = {
    "cascade": CASCADE,
    "sine": Task(
        time_steps=SINE_STEPS,
        outputs=HORIZON,
        loss="mae",
        measure="mean absolute error to the clean curve",
        source=_sine,
    ),
    "stress": Task(
        time_steps=LONGEST,
        features=SOUNDS,
        outputs=SYLLABLES,
        loss="classes",
        measure="share of wrong words",
        source=_stress,
    ),
    "sunspots": Task(
        time_steps=YEARS_IN,
        outputs=MONTHS_OUT,
        loss="mse",
        measure="root mean squared error, in sunspot numbers",
        source=_sunspots,
    ),
    # The cascade with fewer stages, and with four that do not bend.
    "stages_1": replace(CASCADE, source=partial(_cascade, stages=1)),
    "stages_2": replace(CASCADE, source=partial(_cascade, stages=2)),
    "stages_3": replace(CASCADE, source=partial(_cascade, stages=3)),
    "straight": replace(CASCADE, source=partial(_cascade, bent=False)),
}
