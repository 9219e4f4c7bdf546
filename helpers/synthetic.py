"""Series made by a law that we know: damped sines, and a cascade of stages.

All draws come from one NumPy generator, so a seed gives the same series
everywhere. A ValueError says which setting makes no series.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from helpers.arguments import check_sizes, is_whole

MEAN, HEIGHT = 0.5, 0.5  # of the sines
TIME_CONSTANTS = (1.5, 3.0, 6.0, 12.0)  # tau of each stage, in time steps
_LOUDER = 3.0  # brings what the last stage says to about the size of 1


@dataclass(frozen=True)
class Sines:
    """Sequences as they were measured, and what is behind them.

    A slice of it is again a `Sines`: `sines[:100]` are the first hundred.
    """

    values: np.ndarray  # (sequences, length), noise included
    clean: np.ndarray  # (sequences, length), without the noise
    period: np.ndarray  # (sequences,), in time steps
    decay: np.ndarray  # (sequences,), per time step

    def __len__(self) -> int:
        """Return the number of sequences."""
        return len(self.values)

    def __getitem__(self, part: slice) -> "Sines":
        """Return the sequences of a slice, such as `sines[:100]`."""
        if not isinstance(part, slice):
            raise TypeError(
                f"sines[{part!r}] is one sequence or none; give a slice, "
                "such as sines[:100]."
            )
        return Sines(*(array[part] for array in vars(self).values()))


def damped_sines(
    sequences: int,
    length: int,
    seed: int,
    *,
    period: tuple[float, float] = (10, 20),
    decay: tuple[float, float] = (0.01, 0.1),
    any_phase: bool = False,
    noise: float = 0.0,
) -> Sines:
    """Draw damped sines around 0.5, each with its own period and decay.

        0.5 + 0.5 * exp(-decay * t) * sin(2 pi t / period + phase) + noise

    Without noise and phase it is the task of many LSTM tutorials.

    Parameters
    ----------
    sequences, length
        How many, and how many time steps each.
    period, decay
        Lowest and highest value; every value between is equally likely.
        Periods in time steps, above 0; decays per time step, at least 0.
    any_phase
        Begin anywhere in the wave instead of at its middle, going up.
    noise
        Standard deviation of the normal noise on each value, at least 0.
    """
    check_sizes(sequences=sequences, length=length)
    _check_range("period", period, "above 0")
    _check_range("decay", decay, "of at least 0")
    if not 0 <= noise < np.inf:
        raise ValueError(f"noise is {noise!r}; give a number of at least 0.")
    draw = np.random.default_rng(seed)
    each = (sequences, 1)  # drawn in this order, whatever is used of it
    periods = draw.uniform(*period, size=each)
    decays = draw.uniform(*decay, size=each)
    phases = draw.uniform(0, 2 * np.pi, size=each) * any_phase
    errors = noise * draw.standard_normal((sequences, length))
    time = np.arange(length)
    wave = np.sin(2 * np.pi * time / periods + phases)
    clean = MEAN + HEIGHT * np.exp(-decays * time) * wave
    return Sines(clean + errors, clean, periods[:, 0], decays[:, 0])


def _check_range(name: str, limits: tuple[float, float], words: str) -> None:
    fits = np.shape(limits) == (2,) and 0 <= limits[0] <= limits[1] < np.inf
    if not fits or (words == "above 0" and limits[0] == 0):
        raise ValueError(
            f"{name} is {limits!r}; give the lowest and the highest, finite "
            f"and {words}."
        )


def sine_oracle(sines: Sines, time_steps: int) -> np.ndarray:
    """Forecast what no method can: the true periods and decays are known.

    Only the share of sine and of cosine in each sequence is fitted, by least
    squares on its first `time_steps` values, noise included. The forecast
    are the values after them, (sequences, length - time_steps).
    """
    length = sines.values.shape[1]
    if not is_whole(time_steps) or not 2 <= time_steps < length:
        raise ValueError(
            f"time_steps is {time_steps!r}; give 2 to {length - 1}, so that "
            f"some of the {length} values are left to forecast."
        )
    time = np.arange(length)
    angle = 2 * np.pi * time / sines.period[:, np.newaxis]
    fade = np.exp(-sines.decay[:, np.newaxis] * time)
    waves = np.stack([fade * np.sin(angle), fade * np.cos(angle)], axis=2)
    known = sines.values[:, :time_steps, np.newaxis] - MEAN
    # The pseudo-inverse is least squares, for all the sequences at once.
    shares = np.linalg.pinv(waves[:, :time_steps]) @ known
    return MEAN + (waves[:, time_steps:] @ shares)[:, :, 0]


def cascade(
    sequences: int,
    length: int,
    seed: int,
    *,
    time_constants: Sequence[float] = TIME_CONSTANTS,
    bent: bool = True,
) -> tuple[np.ndarray, np.ndarray]:
    """Draw white noise, and what the last of several stages makes of it.

    Each stage smooths what it gets, then bends it:

        u = (1 - 1/tau) * u + 1/tau * (what it gets)
        v = tanh(3 * u)
        what it says = v - 0.5 * |v|

    So whoever wants the last stage must have the ones before it, in their
    order. Straight stages only smooth, and all of them together are one
    weighted sum of the noise so far.

    `time_constants` says how long each stage remembers, in time steps, at
    least 1. Returns the noise and the last stage, each of shape (sequences,
    length, 1).
    """
    check_sizes(sequences=sequences, length=length)
    if not all(1 <= tau < np.inf for tau in time_constants):
        raise ValueError(
            f"time_constants are {time_constants!r}; give finite numbers of "
            "at least 1."
        )
    x = np.random.default_rng(seed).standard_normal((sequences, length))
    passed = x.T  # time first: a loop over steps, all sequences at once
    for tau in time_constants:
        passed = smooth(passed, 1 / tau)
        if bent:
            passed = np.tanh(3 * passed)
            passed = passed - 0.5 * np.abs(passed)
    return x[..., np.newaxis], _LOUDER * passed.T[..., np.newaxis]


def smooth(signal: np.ndarray, share: float) -> np.ndarray:
    level = np.zeros(signal.shape[1])
    smoothed = np.empty_like(signal)
    for step, now in enumerate(signal):
        level = (1 - share) * level + share * now
        smoothed[step] = level
    return smoothed
