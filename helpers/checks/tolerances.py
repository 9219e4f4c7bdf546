"""How near an answer must come to what is right, or to what a slip gives."""

from collections.abc import Callable

import numpy as np


def near(
    absolute: float = 0.0, relative: float = 0.0
) -> Callable[[float, float], bool]:
    """Return what compares two numbers with such a tolerance."""

    def same(one: float, other: float) -> bool:
        return abs(one - other) <= max(absolute, relative * abs(other))

    return same


to_a_millionth = near(absolute=1e-6)
to_a_hundredth = near(absolute=0.01 + 1e-9)
as_float32 = near(relative=1e-6)
to_half_a_percent = near(relative=0.005)
to_three_digits = near(absolute=5e-4, relative=5e-4)


def alike(one: np.ndarray, other: np.ndarray) -> bool:
    """Say whether shapes are equal, and numbers up to a hundred-thousandth."""
    return one.shape == other.shape and np.allclose(
        one, other, rtol=1e-5, atol=1e-5
    )


def pairs_alike(
    one: tuple[np.ndarray, ...], other: tuple[np.ndarray, ...]
) -> bool:
    """Say so of arrays in pairs, with numbers up to a millionth."""
    return all(
        a.shape == b.shape and np.allclose(a, b, rtol=0, atol=1e-6)
        for a, b in zip(one, other, strict=True)
    )
