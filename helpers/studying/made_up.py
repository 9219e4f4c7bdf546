"""The tasks whose sequences are made up, as many as one likes."""

from dataclasses import replace
from functools import partial

import numpy as np

from helpers.datasets.cascade import TIME_CONSTANTS, cascade
from helpers.datasets.sines import HEIGHT, MEAN, Sines, damped_sines
from helpers.studying.task import Data, Task, held_seed

HELD = 2048  # sequences that nobody learned from
CASCADE_STEPS = 60
SINE_STEPS, HORIZON = 50, 5


def draw_cascade(
    split: str,
    seed: int,
    samples: int,
    *,
    stages: int = len(TIME_CONSTANTS),
    bent: bool = True,
) -> Data:
    """Draw noise and the last of some stages, fresh for every sample."""
    draw = partial(
        cascade,
        length=CASCADE_STEPS,
        time_constants=TIME_CONSTANTS[:stages],
        bent=bent,
    )
    x, y = draw(samples, seed=seed)
    x_held, truth = draw(HELD, seed=held_seed(split))

    def error(answers: np.ndarray) -> float:
        return float(np.mean((answers - truth) ** 2))

    return Data(_small(x), _small(y), _small(x_held), error)


def draw_sines(split: str, seed: int, samples: int) -> Data:
    """Draw noisy damped sines; the error is that to the clean curve."""
    x, y = _past_and_future(_sines(samples, seed))
    held = _sines(HELD, held_seed(split))
    x_held, _ = _past_and_future(held)

    def error(answers: np.ndarray) -> float:
        clean = held.clean[:, SINE_STEPS:]
        return float(np.mean(np.abs(MEAN + HEIGHT * answers - clean)))

    return Data(_small(x), _small(y), _small(x_held), error)


def _sines(sequences: int, seed: int) -> Sines:
    return damped_sines(
        sequences,
        SINE_STEPS + HORIZON,
        seed,
        period=(5, 30),
        decay=(0, 0.03),
        any_phase=True,
        noise=0.05,
    )


def _past_and_future(sines: Sines) -> tuple[np.ndarray, np.ndarray]:
    scaled = (sines.values - MEAN) / HEIGHT  # from -1 to 1, about
    return scaled[:, :SINE_STEPS, np.newaxis], scaled[:, SINE_STEPS:]


def _small(numbers: np.ndarray) -> np.ndarray:
    return numbers.astype("float32")


CASCADE = Task(
    time_steps=CASCADE_STEPS,
    features=1,
    outputs=1,
    per_step=True,
    loss="mse",
    measure="mean squared error",
    draw=draw_cascade,
)
# The cascade with fewer stages, and with four that do not bend.
STAGES = {
    f"stages_{stages}": replace(
        CASCADE, draw=partial(draw_cascade, stages=stages)
    )
    for stages in range(1, len(TIME_CONSTANTS))
}
STRAIGHT = replace(CASCADE, draw=partial(draw_cascade, bent=False))
SINE = Task(
    time_steps=SINE_STEPS,
    features=1,
    outputs=HORIZON,
    per_step=False,
    loss="mae",
    measure="mean absolute error to the clean curve",
    draw=draw_sines,
)
