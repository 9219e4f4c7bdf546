"""Forecasts that need no fit: something of each window, repeated."""

import math

import numpy as np
from numpy.typing import ArrayLike

from helpers.forecasting.given import check_count, window_values


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
        `x` has another shape or a gap, or the horizon is less than 1.
    """
    return seasonal(x, horizon, period=1)


def seasonal(x: ArrayLike, horizon: int, period: int) -> np.ndarray:
    """Forecast what came one period before: repeat each window's last one.

    Parameters
    ----------
    x, horizon
        As for `persistence`.
    period
        Time steps after which things repeat, such as 12 months; at most the
        time steps of a window.

    Returns
    -------
    forecast
        (samples, horizon); a horizon beyond the period begins it anew.

    Raises
    ------
    ValueError
        As for `persistence`, or a window is shorter than the period.
    """
    values = window_values(x)
    check_count("horizon", horizon)
    check_count("period", period)
    if period > values.shape[1]:
        raise ValueError(
            f"period is {period}, but a window has only {values.shape[1]} "
            "time steps."
        )
    return np.tile(values[:, -period:], math.ceil(horizon / period))[
        :, :horizon
    ]


def mean(x: ArrayLike, horizon: int) -> np.ndarray:
    """Forecast the mean of each window, whatever the step.

    Parameters, result and errors are those of `persistence`.
    """
    values = window_values(x)
    check_count("horizon", horizon)
    return np.repeat(values.mean(axis=1, keepdims=True), horizon, axis=1)


def constant(x: ArrayLike, horizon: int, value: float) -> np.ndarray:
    """Forecast one and the same number for every window and step.

    Parameters
    ----------
    x, horizon
        As for `persistence`; of `x` only the number of windows counts.
    value
        What to forecast, such as the mean of all that was seen in training.

    Returns
    -------
    forecast
        (samples, horizon).

    Raises
    ------
    ValueError
        As for `persistence`, or the value is no finite number.
    """
    values = window_values(x)
    check_count("horizon", horizon)
    if np.ndim(value) or not np.isfinite(value):
        raise ValueError(f"value is {value}; give one finite number.")
    return np.full((len(values), horizon), float(value))
