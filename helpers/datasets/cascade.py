"""A cascade: noise passes stage after stage, and the last one is asked.

Each stage smooths what it gets, then bends it:

    u = (1 - 1/tau) * u + 1/tau * (what it gets)
    v = tanh(3 * u)
    what it says = v - 0.5 * |v|

So whoever wants the last stage must have the ones before it, in their order.
Straight stages only smooth, and all of them together are one weighted sum of
the noise so far.
"""

from collections.abc import Sequence

import numpy as np

from helpers.models import check_sizes

TIME_CONSTANTS = (1.5, 3.0, 6.0, 12.0)  # tau of each stage, in time steps
_LOUDER = 3.0  # brings what the last stage says to about the size of 1


def cascade(
    sequences: int,
    length: int,
    seed: int,
    *,
    time_constants: Sequence[float] = TIME_CONSTANTS,
    bent: bool = True,
) -> tuple[np.ndarray, np.ndarray]:
    """Draw white noise, and what the last of several stages makes of it.

    Parameters
    ----------
    sequences, length
        How many, and how many time steps each.
    seed
        Seed of the generator, at least 0.
    time_constants
        How long each stage remembers, in time steps, at least 1.
    bent
        Whether the stages bend what they have smoothed, or are straight.

    Returns
    -------
    x, y
        The noise and the last stage, each of shape (sequences, length, 1)
        and ``float64``.

    Raises
    ------
    ValueError
        A size is no whole number of at least 1, or a time constant is below
        1 or no finite number.
    """
    check_sizes(sequences=sequences, length=length)
    taus = np.asarray(time_constants, dtype=float)
    if taus.ndim != 1 or not ((taus >= 1) & np.isfinite(taus)).all():
        raise ValueError(
            f"time_constants are {time_constants!r}; give finite numbers of "
            "at least 1."
        )
    x = np.random.default_rng(seed).standard_normal((sequences, length))
    passed = x.T  # time first: a loop over steps, all sequences at once
    for tau in taus:
        passed = _smooth(passed, 1 / tau)
        if bent:
            passed = np.tanh(3 * passed)
            passed = passed - 0.5 * np.abs(passed)
    return x[..., np.newaxis], _LOUDER * passed.T[..., np.newaxis]


def _smooth(signal: np.ndarray, share: float) -> np.ndarray:
    level = np.zeros(signal.shape[1])
    smoothed = np.empty_like(signal)
    for step, now in enumerate(signal):
        level = (1 - share) * level + share * now
        smoothed[step] = level
    return smoothed
