"""Autoregression: the next number from the last few, again and again."""

from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import ArrayLike

from helpers.forecasting.given import (
    check_count,
    check_ridge,
    window_values,
)


@dataclass(frozen=True)
class Autoregression:
    """The next number is a weighted sum of the last ones, and a constant."""

    weights: np.ndarray  # (order,); the first is that of the last number
    constant: float

    def __call__(self, x: ArrayLike, horizon: int) -> np.ndarray:
        """Forecast step by step, each forecast read by those after it.

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
            `x` has another shape or a gap, a window is shorter than the
            order, or the horizon is less than 1.
        """
        values = window_values(x)
        check_count("horizon", horizon)
        order = len(self.weights)
        _check_length(values, order)
        known = values[:, -order:]
        for _ in range(horizon):
            last = known[:, : -order - 1 : -1]
            following = last @ self.weights + self.constant
            known = np.column_stack([known, following])
        return known[:, order:]


def fit_ar(x: ArrayLike, order: int = 2, ridge: float = 0.0) -> Autoregression:
    """Fit one autoregression to all windows together, by least squares.

    Every number of a window that has `order` numbers before it counts once
    (conditional least squares: Box and Jenkins, Time Series Analysis, 1970).
    Minimises the mean squared error plus `ridge` times the sum of squared
    weights, as `fit_linear` does; the constant is free.

    Parameters
    ----------
    x
        Windows of one feature, (samples, time steps, 1). They need not
        overlap or belong to one series. Where they overlap, a number counts
        as often as it occurs.
    order
        How many of the last numbers the next one is made of.
    ridge
        How strongly large weights are held back, at least 0.

    Returns
    -------
    autoregression
        Call it with windows and a horizon to forecast.

    Raises
    ------
    ValueError
        `x` has another shape or a gap, its windows are no longer than the
        order, all of them together are too few for it, or `ridge` is
        negative.
    """
    values = window_values(x)
    check_count("order", order)
    _check_length(values, order + 1)
    rows = sliding_window_view(values, order + 1, axis=1)
    rows = rows.reshape(-1, order + 1)
    if len(rows) < order + 1:
        raise ValueError(
            f"x has {len(rows)} numbers with {order} before them; order "
            f"{order} needs at least {order + 1}."
        )
    check_ridge(ridge)
    # The last number first.
    read, following = rows[:, -2::-1], rows[:, -1]
    means = read.mean(axis=0)
    # A row for each weight says that it should be 0: that is ridge.
    pull = np.sqrt(ridge * len(rows)) * np.eye(order)
    weights = np.linalg.lstsq(
        np.vstack([read - means, pull]),
        np.concatenate([following - following.mean(), np.zeros(order)]),
        rcond=None,
    )[0]
    constant = following.mean() - means @ weights
    return Autoregression(weights, float(constant))


def _check_length(values: np.ndarray, least: int) -> None:
    if values.shape[1] < least:
        raise ValueError(
            f"x has {values.shape[1]} time steps; this order needs at least "
            f"{least}."
        )
