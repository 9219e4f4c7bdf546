"""The tasks of the study: the same data for each model, drawn from a seed."""

import functools
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial

import numpy as np

from helpers.data import load_sunspots, load_words, scale_on, windows
from helpers.synthetic import HEIGHT, MEAN, Sines, cascade, damped_sines
from study.worlds import WORLDS

# Added to the seed of a run: it is judged by draws of its own, which it
# shares with all models. The seeds of runs are far smaller.
VALIDATION_SEEDS, TEST_SEEDS = 2_000_000, 3_000_000
SEQUENCES_HELD = 2048  # sequences that judge a run
CASCADE_STEPS = 60
SINE_STEPS, HORIZON = 50, 5
LONGEST = 12  # sounds in the longest words that are kept
SOUNDS = 39  # different sounds, without their digits
SYLLABLES = 6  # in the longest words that are kept
WORDS = 20_000  # drawn to learn from, with the seed of the run
# Fifths of the words, by their first four letters: relatives stay together.
LEARN_FIFTHS, VALIDATION_FIFTH, TEST_FIFTH = (0, 1, 2), 4, 3
YEARS_IN, MONTHS_OUT = 22, 36
# Of each origin: the last month to learn from, to validate, and to test.
ORIGINS = {
    "sunspots_1877": ("1855-05", "1877-05", "1921-05"),
    "sunspots_1921": ("1899-05", "1921-05", "1965-05"),
    "sunspots_1965": ("1943-05", "1965-05", "2009-06"),
}


@dataclass(frozen=True)
class Held:
    """Sequences that nobody learned from, and the error of the answers."""

    x: np.ndarray  # (samples, time steps, features), float32
    error: Callable[[np.ndarray], float]  # one answer may stand for all


@dataclass(frozen=True)
class Data:
    """What one run learns from, and what it is judged by."""

    x: np.ndarray  # (samples, time steps, features), float32
    y: np.ndarray  # (samples, outputs), or with a time axis as in `Task`
    validation: Held
    test: Held

    @property
    def constant(self) -> np.ndarray:
        """Return the answer of who reads nothing, (outputs,).

        It is the mean of what is learned, of classes the commonest.
        """
        if self.y.dtype.kind == "i":
            return np.eye(SYLLABLES)[np.bincount(self.y).argmax()]
        return self.y.mean(axis=tuple(range(self.y.ndim - 1)), dtype="float64")


@dataclass(frozen=True, kw_only=True)
class Task:
    """The sizes that a stack needs for the task, and where its data is."""

    time_steps: int
    features: int = 1
    outputs: int
    per_step: bool = False  # an answer at every step, or one a sequence
    loss: str = "mse"  # or "classes", see `training.compile_for`
    steps: int  # updates of the weights: one unit of them
    batch: int  # samples for each update
    # Most parameters of a model, by form; of all other forms as of `plain`.
    limits: dict[str, int] = field(
        default_factory=lambda: {"plain": 2240, "both": 2310}
    )
    measure: str  # what the error is, in words
    draw: Callable[[int, int], Data]  # a seed, most samples to learn from

    def limit(self, form: str) -> int:
        """Return the most parameters that a model of a form may have."""
        return self.limits.get(form, self.limits["plain"])


def _of_noise(
    draw: Callable[..., tuple[np.ndarray, np.ndarray]], seed: int, samples: int
) -> Data:
    """Draw noise and the last of some stages, fresh for every sample."""
    x, y = draw(samples, CASCADE_STEPS, seed)

    def held(seed: int) -> Held:
        x, truth = draw(SEQUENCES_HELD, CASCADE_STEPS, seed)
        return Held(_small(x), partial(_rmse, truth))

    return Data(_small(x), _small(y), *_judges(held, seed))


def _judges(held: Callable[[int], Held], seed: int) -> tuple[Held, Held]:
    return held(VALIDATION_SEEDS + seed), held(TEST_SEEDS + seed)


def _rmse(truth: np.ndarray, answers: np.ndarray) -> float:
    return float(np.sqrt(np.mean((answers - truth) ** 2)))


def _sine(seed: int, samples: int) -> Data:
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

    def held(seed: int) -> Held:
        sines = draw(SEQUENCES_HELD, seed=seed)
        clean = sines.clean[:, SINE_STEPS:]
        x, _ = _past_and_future(sines)
        return Held(_small(x), lambda said: _rmse(clean, MEAN + HEIGHT * said))

    return Data(_small(x), _small(y), *_judges(held, seed))


def _past_and_future(sines: Sines) -> tuple[np.ndarray, np.ndarray]:
    scaled = (sines.values - MEAN) / HEIGHT  # from -1 to 1, about
    return scaled[:, :SINE_STEPS, np.newaxis], scaled[:, SINE_STEPS:]


def _small(numbers: np.ndarray) -> np.ndarray:
    return numbers.astype("float32")


def _stress(seed: int, samples: int) -> Data:
    """Draw words: which of their syllables has the main stress?

    Each sound is one of `SOUNDS` zeros and ones. The zeros of a short word
    stand on the left: a layer has nothing to do before the word begins.
    """
    words = _words()
    free = np.flatnonzero(np.isin(words.fifth, LEARN_FIFTHS))
    learned = np.random.default_rng(seed).choice(
        free, min(WORDS, samples), replace=False
    )

    def held(places: np.ndarray) -> Held:
        truth = words.syllable[places]
        return Held(
            _one_hot(words.rows[places]),
            lambda said: float(np.mean(said.argmax(axis=-1) != truth)),
        )

    return Data(
        _one_hot(words.rows[learned]),
        words.syllable[learned],
        held(words.validation),
        held(words.test),
    )


def _one_hot(rows: np.ndarray) -> np.ndarray:
    # Number 0, the padding, has no column of its own.
    return np.eye(SOUNDS + 1, dtype="float32")[:, 1:][rows]


@dataclass(frozen=True)
class _Words:
    rows: np.ndarray  # numbers of the sounds, (words, LONGEST)
    syllable: np.ndarray  # which one has the main stress, (words,)
    fifth: np.ndarray  # 0 to 4, (words,)
    validation: np.ndarray  # places of the words that judge
    test: np.ndarray


@functools.cache
def _words() -> _Words:
    kept = {
        word: sounds
        for word, sounds in load_words().items()
        if len(sounds) <= LONGEST and _is_clear(_digits(sounds))
    }
    spoken = [
        tuple(sound.rstrip("012") for sound in sounds)
        for sounds in kept.values()
    ]
    names = sorted({sound for sounds in spoken for sound in sounds})
    number = {name: place for place, name in enumerate(names, start=1)}
    rows = np.zeros((len(kept), LONGEST), dtype="int32")
    for row, sounds in zip(rows, spoken, strict=True):
        row[LONGEST - len(sounds) :] = [number[sound] for sound in sounds]
    syllable = [_digits(sounds).index("1") for sounds in kept.values()]
    fifth = np.array([zlib.crc32(word[:4].encode()) % 5 for word in kept])

    known = {spoken[n] for n in np.flatnonzero(np.isin(fifth, LEARN_FIFTHS))}
    places = []  # what sounds like a word before is left out
    for judge in (VALIDATION_FIFTH, TEST_FIFTH):
        new = []
        for place in np.flatnonzero(fifth == judge):
            if spoken[place] not in known:
                known.add(spoken[place])
                new.append(place)
        places.append(np.array(new))
    return _Words(rows, np.array(syllable, dtype="int32"), fifth, *places)


def _digits(sounds: tuple[str, ...]) -> str:
    """Return the stress of each vowel, such as "010" for banana."""
    return "".join(sound[-1] for sound in sounds if sound[-1].isdigit())


def _is_clear(digits: str) -> bool:
    return 2 <= len(digits) <= SYLLABLES and digits.count("1") == 1


def _sunspots(origin: str, seed: int, samples: int) -> Data:
    """Cut the series into windows; nothing is drawn, whatever the seed.

    All targets of a window lie in one part; what it reads may be older.
    """
    months, sunspots = load_sunspots()
    ends = [
        int(np.flatnonzero(months == np.datetime64(month))[0]) + 1
        for month in ORIGINS[origin]
    ]
    past = sunspots[: ends[0]]
    scale = scale_on(past)
    x, y = _by_year(scale.scale(past))

    def held(start: int, end: int) -> Held:
        part = sunspots[start - 12 * YEARS_IN : end]
        x, _ = _by_year(scale.scale(part))
        _, truth = windows(part, 12 * YEARS_IN, MONTHS_OUT)
        return Held(_small(x), lambda said: _rmse(truth, scale.unscale(said)))

    judges = held(ends[0], ends[1]), held(ends[1], ends[2])
    return Data(_small(x[:samples]), _small(y[:samples]), *judges)


def _by_year(months: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return 22 yearly means (samples, 22, 1), and the 36 months after."""
    x, y = windows(months, 12 * YEARS_IN, MONTHS_OUT)
    return x.reshape(len(x), YEARS_IN, 12).mean(axis=2, keepdims=True), y


CASCADE = Task(
    time_steps=CASCADE_STEPS,
    outputs=1,
    per_step=True,
    steps=800,
    batch=32,
    measure="root mean squared error",
    draw=partial(_of_noise, cascade),
)
TASKS = {
    "cascade": CASCADE,
    "sine": Task(
        time_steps=SINE_STEPS,
        outputs=HORIZON,
        steps=600,
        batch=32,
        measure="root mean squared error to the clean curve",
        draw=_sine,
    ),
    "stress": Task(
        time_steps=LONGEST,
        features=SOUNDS,
        outputs=SYLLABLES,
        loss="classes",
        steps=1600,
        batch=64,
        limits={"plain": 2010, "both": 2080},
        measure="share of wrong words",
        draw=_stress,
    ),
    **{
        origin: Task(
            time_steps=YEARS_IN,
            outputs=MONTHS_OUT,
            steps=140,
            batch=128,
            limits={"plain": 2010, "both": 2080},
            measure="root mean squared error, in sunspot numbers",
            draw=partial(_sunspots, origin),
        )
        for origin in ORIGINS
    },
    **{
        name: replace(CASCADE, draw=partial(_of_noise, world.draw))
        for name, world in WORLDS.items()
    },
}
