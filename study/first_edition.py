"""The first edition's tasks, as far as lessons 09 and 10 still need them.

Its tables stand in this folder until those of the second edition replace
them; git has its grids, its rules and the code that made it.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from helpers.data import load_sunspots, scale_on, split_in_time, windows
from helpers.models import equal_budget_units
from helpers.synthetic import (
    HEIGHT,
    MEAN,
    TIME_CONSTANTS,
    cascade,
    damped_sines,
)
from study import tasks

# Lessons train a model of the first edition as one of the second.
from study.training import compile_for, draw_weights, train

if TYPE_CHECKING:
    import keras

__all__ = [
    "TASKS",
    "compile_for",
    "draw_weights",
    "judge",
    "train",
    "units_of",
]
HELD_SEEDS = {"validation": 1_000_001, "test": 1_000_002}
SEQUENCES_HELD, WORDS_HELD = 2048, 8192
FIFTHS = {"test": 1, "validation": 2}
LEARNED = 0.8  # share of the time that a run learns from


@dataclass(frozen=True)
class Data:
    """What one run learns from, and what it is judged by."""

    x: np.ndarray  # (samples, time steps, features), float32
    y: np.ndarray  # (samples, outputs), or with a time axis
    x_held: np.ndarray  # what nobody learned from, as `x`
    error: Callable[[np.ndarray], float]  # of the answers to `x_held`


@dataclass(frozen=True, kw_only=True)
class Task:
    """The sizes that a stack needs for the task, and where its data is."""

    time_steps: int
    features: int = 1
    outputs: int
    per_step: bool = False
    loss: str
    measure: str
    draw: Callable[[str, int, int], Data]  # split, seed, most samples


def units_of(task: Task, form: str, depth: int, budget: int) -> int:
    """Find the most units of a `plain` stack, which had no lift."""
    assert form == "plain"
    return equal_budget_units(depth, budget, task.features, task.outputs)


def judge(model: "keras.Model", data: Data) -> float:
    """Return the error on what the model did not learn from."""
    answers = model.predict(data.x_held, batch_size=1024, verbose=0)
    return data.error(np.asarray(answers, dtype="float64"))


def _small(*arrays: np.ndarray) -> list[np.ndarray]:
    return [array.astype("float32") for array in arrays]


def _cascade(
    split: str, seed: int, samples: int, *, stages: int = 4, bent: bool = True
) -> Data:
    draw = partial(
        cascade,
        length=tasks.CASCADE_STEPS,
        time_constants=TIME_CONSTANTS[:stages],
        bent=bent,
    )
    x, y = draw(samples, seed=seed)
    x_held, truth = draw(SEQUENCES_HELD, seed=HELD_SEEDS[split])

    def error(answers: np.ndarray) -> float:
        return float(np.mean((answers - truth) ** 2))

    return Data(*_small(x, y, x_held), error)


def _sine(split: str, seed: int, samples: int) -> Data:
    draw = partial(
        damped_sines,
        length=tasks.SINE_STEPS + tasks.HORIZON,
        period=(5, 30),
        decay=(0, 0.03),
        any_phase=True,
        noise=0.05,
    )
    x, y = tasks._past_and_future(draw(samples, seed=seed))
    held = draw(SEQUENCES_HELD, seed=HELD_SEEDS[split])
    x_held, _ = tasks._past_and_future(held)

    def error(answers: np.ndarray) -> float:
        clean = held.clean[:, tasks.SINE_STEPS :]
        return float(np.mean(np.abs(MEAN + HEIGHT * answers - clean)))

    return Data(*_small(x, y, x_held), error)


def _stress(split: str, seed: int, samples: int) -> Data:
    words = tasks._words()
    held = np.random.default_rng(HELD_SEEDS[split]).choice(
        np.flatnonzero(words.fifth == FIFTHS[split]), WORDS_HELD, replace=False
    )
    free = np.flatnonzero(~np.isin(words.fifth, list(FIFTHS.values())))
    learned = np.random.default_rng(seed).choice(
        free, min(tasks.WORDS, samples), replace=False
    )
    truth = words.syllable[held]

    def error(answers: np.ndarray) -> float:
        return float(np.mean(answers.argmax(axis=1) != truth))

    x, x_held = (tasks._one_hot(words.rows[part]) for part in (learned, held))
    return Data(x, words.syllable[learned], x_held, error)


def _sunspots(split: str, seed: int, samples: int) -> Data:
    _, sunspots = load_sunspots()
    if split == "validation":
        sunspots, _ = split_in_time(sunspots, (LEARNED, 1 - LEARNED))
    read = 12 * tasks.YEARS_IN
    past, held = split_in_time(
        sunspots, (LEARNED, 1 - LEARNED), reads_back=read
    )
    scale = scale_on(past)
    x, y = tasks._by_year(scale.scale(past))
    x_held, _ = tasks._by_year(scale.scale(held))
    _, truth = windows(held, read, tasks.MONTHS_OUT)

    def error(answers: np.ndarray) -> float:
        gap = scale.unscale(answers) - truth
        return float(np.sqrt(np.mean(gap**2)))

    return Data(*_small(x[:samples], y[:samples], x_held), error)


CASCADE = Task(
    time_steps=tasks.CASCADE_STEPS,
    outputs=1,
    per_step=True,
    loss="mse",
    measure="mean squared error",
    draw=_cascade,
)
TASKS = {
    "cascade": CASCADE,
    "sine": Task(
        time_steps=tasks.SINE_STEPS,
        outputs=tasks.HORIZON,
        loss="mae",
        measure="mean absolute error to the clean curve",
        draw=_sine,
    ),
    "stress": Task(
        time_steps=tasks.LONGEST,
        features=tasks.SOUNDS,
        outputs=tasks.SYLLABLES,
        loss="classes",
        measure="share of wrong words",
        draw=_stress,
    ),
    "sunspots": Task(
        time_steps=tasks.YEARS_IN,
        outputs=tasks.MONTHS_OUT,
        loss="mse",
        measure="root mean squared error, in sunspot numbers",
        draw=_sunspots,
    ),
    # The cascade with fewer stages, and with four that do not bend.
    "stages_1": replace(CASCADE, draw=partial(_cascade, stages=1)),
    "stages_2": replace(CASCADE, draw=partial(_cascade, stages=2)),
    "stages_3": replace(CASCADE, draw=partial(_cascade, stages=3)),
    "straight": replace(CASCADE, draw=partial(_cascade, bent=False)),
}
