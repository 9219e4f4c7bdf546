"""How sure is a mean difference? An interval from pairs, by the bootstrap."""

import numpy as np
from numpy.typing import ArrayLike

from helpers.models import check_sizes


def paired_interval(
    ours: ArrayLike, theirs: ArrayLike, *, draws: int = 10_000, seed: int = 0
) -> tuple[float, float]:
    """Return the interval of 95 % of the mean of ours minus theirs.

    The pairs are drawn at random, with repeats, as many as there are, and
    their mean difference is taken; `draws` times. The interval goes from
    2.5 % to 97.5 % of these means (percentile bootstrap: Efron and
    Tibshirani, An Introduction to the Bootstrap, 1993). With few pairs it is
    somewhat too narrow.

    Parameters
    ----------
    ours, theirs
        A number for each pair, (pairs,): such as two models' errors with one
        seed. At least two pairs.
    draws
        How often all pairs are drawn.
    seed
        Seed of the draws.

    Returns
    -------
    low, high
        In the unit of the numbers. If zero lies between, no difference was
        found.

    Raises
    ------
    ValueError
        There are not as many of ours as of theirs, fewer than two, or some
        are not finite; or `draws` is less than 1.
    """
    ours, theirs = np.asarray(ours, float), np.asarray(theirs, float)
    if ours.ndim != 1 or ours.shape != theirs.shape or len(ours) < 2:
        raise ValueError(
            f"ours has shape {ours.shape} and theirs {theirs.shape}; give "
            "two lists of the same length, with two pairs or more."
        )
    differences = ours - theirs
    if not np.isfinite(differences).all():
        raise ValueError(
            f"{np.sum(~np.isfinite(differences))} pairs hold NaN or infinite "
            "numbers; expected none."
        )
    check_sizes(draws=draws)
    random = np.random.default_rng(seed)
    drawn = random.integers(len(ours), size=(draws, len(ours)))
    means = differences[drawn].mean(axis=1)
    low, high = np.percentile(means, [2.5, 97.5])
    return float(low), float(high)
