"""A weighted sum of the window for each future number, all fitted at once."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from helpers.forecasting.given import check_ridge, window_values


@dataclass(frozen=True)
class Linear:
    """A weighted sum of the window, and a constant, for each future number."""

    weights: np.ndarray  # (time steps, horizon)
    constants: np.ndarray  # (horizon,)

    def __call__(self, x: ArrayLike) -> np.ndarray:
        """Forecast (samples, horizon) from windows (samples, time steps, 1).

        Raises
        ------
        ValueError
            `x` has another shape than the windows of the fit, or a gap.
        """
        values = window_values(x)
        if values.shape[1] != len(self.weights):
            raise ValueError(
                f"x has {values.shape[1]} time steps; the fit had "
                f"{len(self.weights)}."
            )
        return values @ self.weights + self.constants


def fit_linear(x: ArrayLike, y: ArrayLike, ridge: float = 1e-2) -> Linear:
    """Fit all future numbers at once by ridge regression.

    Minimises the mean squared error plus `ridge` times the sum of squared
    weights; the constants are free (Hoerl and Kennard, Technometrics 12,
    1970).

    Parameters
    ----------
    x, y
        Windows (samples, time steps, 1) and their futures (samples, horizon).
    ridge
        How strongly large weights are held back, at least 0.

    Returns
    -------
    linear
        Call it with windows to forecast.

    Raises
    ------
    ValueError
        A shape does not fit, a number is NaN or infinite, or `ridge` is
        negative.
    """
    values, y = window_values(x), np.asarray(y, dtype=float)
    if y.ndim != 2 or len(y) != len(values):
        raise ValueError(
            f"y has shape {y.shape}; expected ({len(values)}, horizon), a "
            "future for each window of x."
        )
    if not np.isfinite(y).all():
        raise ValueError("y holds NaN or infinite numbers; expected none.")
    check_ridge(ridge)
    x_mean, y_mean = values.mean(axis=0), y.mean(axis=0)
    centred = values - x_mean
    penalty = ridge * len(values) * np.eye(values.shape[1])
    weights = np.linalg.solve(
        centred.T @ centred + penalty, centred.T @ (y - y_mean)
    )
    return Linear(weights, y_mean - x_mean @ weights)
