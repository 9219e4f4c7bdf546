"""Damped sines: sequences whose law is known, with noise or without.

    value = 0.5 + 0.5 * exp(-decay * t) * sin(2 pi t / period + phase) + noise

Without noise and phase it is the task of many LSTM tutorials. All draws come
from one NumPy generator, so a seed gives the same sequences everywhere.
"""

from dataclasses import dataclass

import numpy as np

from helpers.models import check_sizes

MEAN, HEIGHT = 0.5, 0.5

Range = tuple[float, float]


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
        return Sines(
            self.values[part],
            self.clean[part],
            self.period[part],
            self.decay[part],
        )


def damped_sines(
    sequences: int,
    length: int,
    seed: int,
    *,
    period: Range = (10, 20),
    decay: Range = (0.01, 0.1),
    any_phase: bool = False,
    noise: float = 0.0,
) -> Sines:
    """Draw damped sines around 0.5, each with its own period and decay.

    Parameters
    ----------
    sequences, length
        How many, and how many time steps each.
    seed
        Seed of the generator, at least 0.
    period, decay
        Lowest and highest value; every value between is equally likely.
        Periods in time steps, above 0; decays per time step, at least 0.
    any_phase
        Begin anywhere in the wave instead of at its middle, going up.
    noise
        Standard deviation of the normal noise on each value, at least 0.

    Returns
    -------
    sines
        Its arrays are float64.

    Raises
    ------
    ValueError
        A size, a range or the noise is none of the above.
    """
    check_sizes(sequences=sequences, length=length)
    _check_range("period", period, above=True)
    _check_range("decay", decay, above=False)
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


def sine_oracle(sines: Sines, time_steps: int) -> np.ndarray:
    """Forecast what no method can: the true periods and decays are known.

    Only the share of sine and of cosine in each sequence is fitted, by least
    squares on its first `time_steps` values, noise included.

    Parameters
    ----------
    sines
        Sequences with their true periods and decays.
    time_steps
        Values that the fit may read, from 2 to length - 1.

    Returns
    -------
    forecast
        The values after them, (sequences, length - time_steps).

    Raises
    ------
    ValueError
        Fewer than two values to read, or none left to forecast.
    """
    length = sines.values.shape[1]
    if not 2 <= time_steps < length:
        raise ValueError(
            f"time_steps is {time_steps!r}; give 2 to {length - 1}, so that "
            f"some of the {length} values are left to forecast."
        )
    time = np.arange(length)
    angle = 2 * np.pi * time / sines.period[:, np.newaxis]
    fade = np.exp(-sines.decay[:, np.newaxis] * time)
    waves = np.stack([fade * np.sin(angle), fade * np.cos(angle)], axis=2)
    read = waves[:, :time_steps]
    known = sines.values[:, :time_steps, np.newaxis] - MEAN
    # The pseudo-inverse is least squares, for all the sequences at once.
    shares = np.linalg.pinv(read) @ known
    return MEAN + (waves[:, time_steps:] @ shares)[:, :, 0]


def _check_range(name: str, limits: Range, above: bool) -> None:
    words = "above 0" if above else "of at least 0"
    try:
        low, high = limits
        fits = low <= high < np.inf and (low > 0 if above else low >= 0)
    except (TypeError, ValueError):
        fits = False
    if not fits:
        raise ValueError(
            f"{name} is {limits!r}; give the lowest and the highest, finite "
            f"and {words}."
        )
