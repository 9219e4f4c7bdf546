"""Which of two models has the smaller error, as far as several seeds tell.

One rule for all lessons: the logarithms of the ratios of errors, one for each
seed, are tested against zero by Student's t and by the exact test of flipped
signs. Only where both agree is there a winner; else it is not decided.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from helpers.arguments import as_numbers

LEVEL = 0.05  # how often two models that are alike may seem to differ
TENTH = 1.1  # a ratio from 1 / TENTH to TENTH is "level within a tenth"


@dataclass(frozen=True)
class Comparison:
    """What the seeds say of the ratio of our error to theirs."""

    ratio: float  # the geometric mean over the seeds
    low: float  # the interval of 95 % of the ratio, by Student's t
    high: float
    t_p: float  # p by Student's t
    signs_p: float  # p by flipped signs

    @property
    def p(self) -> float:
        """The larger of the two p: both tests have to agree."""
        return max(self.t_p, self.signs_p)

    @property
    def is_level(self) -> bool:
        """Whether the whole interval is within a tenth of equal errors."""
        return self.low > 1 / TENTH and self.high < TENTH

    @property
    def verdict(self) -> str:
        """Say whether our error is smaller, larger, or "not decided"."""
        if self.p >= LEVEL:
            return "not decided"
        return "smaller" if self.ratio < 1 else "larger"


def compare_errors(ours: ArrayLike, theirs: ArrayLike) -> Comparison:
    """Compare the errors of two models over the same seeds.

    With flipped signs p is the share, of all ways to choose a sign for each
    seed's log ratio, in which their sum lies as far from zero (Fisher, The
    Design of Experiments, 1935). The smallest p of five seeds is 2 / 32, so
    fewer than six decide nothing.

    Parameters
    ----------
    ours, theirs
        An error above zero for each seed, (seeds,), two seeds or more, in the
        same order. `theirs` may be a single number: the error of a method
        that has no seed.

    Raises
    ------
    ValueError
        The shapes do not fit, or an error is not a number above zero.
    """
    logs = _log_ratios(ours, theirs)
    n, mean, std = len(logs), logs.mean(), logs.std(ddof=1)
    reach = students_t(n - 1) * std / math.sqrt(n)
    low, ratio, high = np.exp([mean - reach, mean, mean + reach]).tolist()
    t_p = _t_p(abs(mean) * math.sqrt(n), std, n - 1)
    return Comparison(ratio, low, high, t_p, _signs_p(logs))


def holm(ps: Sequence[float]) -> list[float]:
    """Return each p as it counts among so many (Holm, 1979).

    The smallest is multiplied by their number, the next by one less, and so
    on; none becomes smaller than one before it, and none larger than 1.
    """
    order = np.argsort(ps, kind="stable")
    times = len(ps) - np.arange(len(ps))
    adjusted = np.empty(len(ps))
    adjusted[order] = np.maximum.accumulate(times * np.asarray(ps)[order])
    return np.minimum(adjusted, 1).tolist()


def students_t(freedom: int) -> float:
    """Return the t whose p is 0.05, for whole degrees of freedom."""
    # p falls with t: halve until it is found.
    below, above = 0.0, 1e3
    while above - below > 1e-9:
        middle = (below + above) / 2
        if _t_p(middle, 1, freedom) > LEVEL:
            below = middle
        else:
            above = middle
    return above


def _log_ratios(ours: ArrayLike, theirs: ArrayLike) -> np.ndarray:
    ours, theirs = as_numbers("ours", ours), as_numbers("theirs", theirs)
    if ours.ndim != 1 or len(ours) < 2 or theirs.shape not in (ours.shape, ()):
        raise ValueError(
            f"ours has shape {ours.shape} and theirs {theirs.shape}; give "
            "two lists of the same length, with two seeds or more."
        )
    if min(ours.min(), theirs.min()) <= 0:
        raise ValueError("An error is 0 or below; give errors above 0.")
    return np.log(ours / theirs)


def _t_p(t: float, std: float, freedom: int) -> float:
    """Return p of |t| / std, by the finite sum for whole degrees of freedom.

    Abramowitz and Stegun, Handbook of Mathematical Functions, 26.7.3 and 4.
    """
    angle = math.atan2(t, std * math.sqrt(freedom))
    odd = freedom % 2
    term = math.cos(angle) if odd else 1.0
    total = term if freedom > 1 else 0.0
    for k in range(2 + odd, freedom, 2):
        term *= (k - 1) / k * math.cos(angle) ** 2
        total += term
    total *= math.sin(angle)
    inside = (angle + total) * 2 / math.pi if odd else total
    return max(1 - inside, 0.0)


def _signs_p(logs: np.ndarray) -> float:
    """Count the choices of signs exactly: all sums of two halves of them."""
    some, others = (_signed_sums(half) for half in np.array_split(logs, 2))
    others = np.sort(others)
    far = abs(logs.sum()) - 1e-9 * abs(logs).sum()  # equal but for rounding
    if far <= 0:
        return 1.0
    # Flipping all signs flips the sum: each tail holds as many.
    near = np.searchsorted(others, far - some)
    return 2 * float(np.mean(len(others) - near)) / len(others)


def _signed_sums(numbers: np.ndarray) -> np.ndarray:
    sums = np.zeros(1)
    for number in numbers:
        sums = np.concatenate([sums - number, sums + number])
    return sums
