"""What a task of the study is: sizes, a loss, and data that a seed draws."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

# Whole data sets are drawn with these, so that every run is judged by the
# same one. A run's own seed is smaller.
VALIDATION_SEED, TEST_SEED = 1_000_001, 1_000_002
SPLITS = ("validation", "test")


@dataclass(frozen=True)
class Data:
    """What one run learns from, and what it is judged by."""

    x: np.ndarray  # (samples, time steps, features), float32
    y: np.ndarray  # (samples, outputs), or with a time axis as in `Task`
    x_held: np.ndarray  # what nobody learned from, as `x`
    error: Callable[[np.ndarray], float]  # of the answers to `x_held`


@dataclass(frozen=True)
class Task:
    """The sizes that a stack needs for the task, and where its data is.

    `draw(split, seed, samples)` returns a `Data`; at most `samples` of the
    samples to learn from are used.
    """

    time_steps: int
    features: int
    outputs: int
    per_step: bool  # an answer at every step, or one a sequence
    loss: str  # "mse", "mae" or "classes", see `training.compiled`
    measure: str  # what the error is, in words
    draw: Callable[[str, int, int], Data]


def held_seed(split: str) -> int:
    """Return the seed of the data that a run is judged by.

    Raises
    ------
    ValueError
        There is no such split.
    """
    check_split(split)
    return {"validation": VALIDATION_SEED, "test": TEST_SEED}[split]


def check_split(split: str) -> None:
    """Raise ValueError unless `split` is one of `SPLITS`."""
    if split not in SPLITS:
        raise ValueError(f"split is {split!r}; give 'validation' or 'test'.")
