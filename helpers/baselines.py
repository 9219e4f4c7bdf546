"""Simple forecasts that a network has to beat before it is worth its time."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike


def persistence(x: ArrayLike, horizon: int) -> np.ndarray:
    """Forecast that nothing changes: repeat the last number of each window.

    Parameters
    ----------
    x
        Windows of one feature, (samples, time steps, 1).
    horizon
        Numbers to forecast.

    Returns
    -------
    forecast
        (samples, horizon).

    Raises
    ------
    ValueError
        `x` has another shape, or the horizon is less than 1.
    """
    x = _windows(x)
    if horizon < 1:
        raise ValueError(f"horizon is {horizon}; give at least 1.")
    return np.repeat(x[:, -1:], horizon, axis=1)


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
            `x` has another shape than the windows of the fit.
        """
        x = _windows(x)
        if x.shape[1] != len(self.weights):
            raise ValueError(
                f"x has {x.shape[1]} time steps; the fit had "
                f"{len(self.weights)}."
            )
        return x @ self.weights + self.constants


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
        A shape does not fit, or `ridge` is negative.
    """
    x, y = _windows(x), np.asarray(y, dtype=float)
    if y.ndim != 2 or len(y) != len(x):
        raise ValueError(
            f"y has shape {y.shape}; expected ({len(x)}, horizon), a future "
            "for each window of x."
        )
    if not ridge >= 0:
        raise ValueError(f"ridge is {ridge}; give at least 0.")
    x_mean, y_mean = x.mean(axis=0), y.mean(axis=0)
    centred = x - x_mean
    penalty = ridge * len(x) * np.eye(x.shape[1])
    weights = np.linalg.solve(
        centred.T @ centred + penalty, centred.T @ (y - y_mean)
    )
    return Linear(weights, y_mean - x_mean @ weights)


def _windows(x: ArrayLike) -> np.ndarray:
    x = np.asarray(x, dtype=float)
    if x.ndim != 3 or x.shape[2] != 1 or 0 in x.shape:
        raise ValueError(
            f"x has shape {x.shape}; expected (samples, time steps, 1)."
        )
    return x[:, :, 0]
