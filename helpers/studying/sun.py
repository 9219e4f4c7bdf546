"""A task from the sky: sunspots, three years ahead, as in lesson 08."""

import numpy as np

from helpers.datasets.scaling import scale_on
from helpers.datasets.series import split_in_time, windows
from helpers.datasets.sunspots import load_sunspots
from helpers.studying.task import Data, Task, check_split

YEARS_IN, MONTHS_OUT = 22, 36
LEARNED = 0.8  # share of the time that a run learns from; then it is judged


def draw_sunspots(split: str, seed: int, samples: int) -> Data:
    """Cut the series into windows; nothing is drawn, whatever the seed.

    For the test the last fifth of the time is held back. For the validation
    it does not exist, and the last fifth of what is left is held back.
    """
    check_split(split)
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

    return Data(x[:samples], y[:samples], x_held, error)


def _by_year(months: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return 22 yearly means (samples, 22, 1), and the 36 months after."""
    x, y = windows(months, 12 * YEARS_IN, MONTHS_OUT)
    pooled = x.reshape(len(x), YEARS_IN, 12).mean(axis=2, keepdims=True)
    return pooled.astype("float32"), y.astype("float32")


SUNSPOTS = Task(
    time_steps=YEARS_IN,
    features=1,
    outputs=MONTHS_OUT,
    per_step=False,
    loss="mse",
    measure="root mean squared error, in sunspot numbers",
    draw=draw_sunspots,
)
