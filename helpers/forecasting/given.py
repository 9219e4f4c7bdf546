"""What every simple forecast is given: windows, and how far to look ahead."""

import numpy as np
from numpy.typing import ArrayLike


def window_values(x: ArrayLike) -> np.ndarray:
    """Return the numbers of windows, (samples, time steps), as float.

    Raises
    ------
    ValueError
        `x` has another shape than (samples, time steps, 1), or holds NaN or
        infinity.
    """
    x = np.asarray(x, dtype=float)
    if x.ndim != 3 or x.shape[2] != 1 or 0 in x.shape:
        raise ValueError(
            f"x has shape {x.shape}; expected (samples, time steps, 1)."
        )
    if not np.isfinite(x).all():
        raise ValueError(
            f"x holds {np.sum(~np.isfinite(x))} NaN or infinite numbers; "
            "expected none."
        )
    return x[:, :, 0]


def check_count(name: str, count: int) -> None:
    """Raise ValueError unless `count` is a whole number of at least 1."""
    if isinstance(count, bool) or not isinstance(count, int) or count < 1:
        raise ValueError(
            f"{name} is {count!r}; give a whole number of at least 1."
        )


def check_ridge(ridge: float) -> None:
    """Raise ValueError unless `ridge` is a number of at least 0."""
    if not ridge >= 0:
        raise ValueError(f"ridge is {ridge}; give at least 0.")
