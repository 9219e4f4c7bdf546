"""Solve many linear equations without ever writing their matrix out."""

from collections.abc import Callable

import numpy as np


def solve(
    product: Callable[[np.ndarray], np.ndarray],
    right: np.ndarray,
    scale: np.ndarray,
    tolerance: float,
) -> np.ndarray:
    """Solve product(x) = right by preconditioned conjugate gradients.

    After Hestenes and Stiefel, Journal of Research of the NBS 49, 1952.

    Parameters
    ----------
    product
        Multiplies a vector with the matrix, which is symmetric and positive.
    right, scale
        The right side, and about the diagonal of the matrix, both (size,).
    tolerance
        Ends when what is left of the right side is this share of its start,
        both measured in units of `scale`.

    Returns
    -------
    x
        (size,).
    """
    x = np.zeros_like(right)
    left_over, direction = right, right / scale
    size = first = left_over @ direction
    while size > tolerance**2 * first:
        moved = product(direction)
        step = size / (direction @ moved)
        x = x + step * direction
        left_over = left_over - step * moved
        scaled = left_over / scale
        before, size = size, left_over @ scaled
        direction = scaled + size / before * direction
    return x


def check_settings(**settings: float) -> None:
    """Raise ValueError unless each setting of a fit is above 0."""
    for name, value in settings.items():
        if not value > 0:
            raise ValueError(f"{name} is {value!r}; give a number above 0.")
