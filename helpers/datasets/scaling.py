"""Scale numbers with the mean and the spread of the past only."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike


@dataclass(frozen=True)
class Scale:
    """Subtract the mean and divide by the spread, and the way back."""

    mean: float
    spread: float

    def scale(self, numbers: ArrayLike) -> np.ndarray:
        """Bring numbers of any shape near zero."""
        return (np.asarray(numbers) - self.mean) / self.spread

    def unscale(self, numbers: ArrayLike) -> np.ndarray:
        """Bring scaled numbers of any shape back to their own unit."""
        return np.asarray(numbers) * self.spread + self.mean


def scale_on(past: ArrayLike) -> Scale:
    """Take mean and spread from the past only, for all that comes after.

    Parameters
    ----------
    past
        The part to learn from, of any shape. Numbers of the test in it would
        let the model know something of the future.

    Returns
    -------
    scale
        Its ``spread`` is the standard deviation of `past`, divided by n.

    Raises
    ------
    ValueError
        `past` is empty, holds something that is no finite number, or always
        the same number.
    """
    past = np.asarray(past, dtype=float)
    if past.size == 0:
        raise ValueError("past is empty; give the numbers to learn from.")
    if not np.isfinite(past).all():
        raise ValueError(
            f"past holds {np.sum(~np.isfinite(past))} NaN or infinite "
            "numbers; fill or drop them first."
        )
    if past.min() == past.max():
        raise ValueError(
            f"past is {past.flat[0]:g} throughout; it has no spread to "
            "divide by."
        )
    return Scale(float(past.mean()), float(past.std()))
