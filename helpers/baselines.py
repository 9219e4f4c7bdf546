"""Simple forecasts that a network has to beat before it is worth its time.

All take windows, (samples, time steps, 1), and give (samples, horizon). A
ValueError says what does not fit: a shape, a gap, a size or a setting. How
sure a difference is says `paired_interval`.
"""

import math
from dataclasses import dataclass
from numbers import Real

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import ArrayLike

from helpers.arguments import as_numbers, check_sizes


def persistence(x: ArrayLike, horizon: int) -> np.ndarray:
    """Forecast that nothing changes: repeat the last number of each window."""
    return seasonal(x, horizon, period=1)


def seasonal(x: ArrayLike, horizon: int, period: int) -> np.ndarray:
    """Forecast what came one period before: repeat each window's last one.

    A `period` is the number of time steps after which things repeat, such as
    12 months, and no longer than a window. A horizon beyond it begins it anew.
    """
    values = _values(x)
    check_sizes(horizon=horizon, period=period)
    if period > values.shape[1]:
        raise ValueError(
            f"period is {period}, but a window has only {values.shape[1]} "
            "time steps."
        )
    periods = math.ceil(horizon / period)
    return np.tile(values[:, -period:], periods)[:, :horizon]


@dataclass(frozen=True)
class Linear:
    """A weighted sum of the window, and a constant, for each future number."""

    weights: np.ndarray  # (time steps, horizon)
    constants: np.ndarray  # (horizon,)

    def __call__(self, x: ArrayLike) -> np.ndarray:
        """Forecast (samples, horizon) from windows as long as in the fit."""
        values = _values(x)
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
    1970). `y` are the futures of the windows, (samples, horizon). Call what
    it returns with windows to forecast.
    """
    values, y = _values(x), as_numbers("y", y).astype(float)
    if y.ndim != 2 or len(y) != len(values):
        raise ValueError(
            f"y has shape {y.shape}; expected ({len(values)}, horizon), a "
            "future for each window of x."
        )
    _check_ridge(ridge)
    x_mean, y_mean = values.mean(axis=0), y.mean(axis=0)
    centred = values - x_mean
    penalty = ridge * len(values) * np.eye(values.shape[1])
    try:
        weights = np.linalg.solve(
            centred.T @ centred + penalty, centred.T @ (y - y_mean)
        )
    except np.linalg.LinAlgError as error:
        raise ValueError(
            "ridge is 0, and time steps of x depend on each other, so no "
            "weights are the best: give a ridge above 0."
        ) from error
    return Linear(weights, y_mean - x_mean @ weights)


@dataclass(frozen=True)
class Autoregression:
    """The next number is a weighted sum of the last ones, and a constant."""

    weights: np.ndarray  # (order,); the first is that of the last number
    constant: float

    def __call__(self, x: ArrayLike, horizon: int) -> np.ndarray:
        """Forecast step by step, each forecast read by those after it."""
        check_sizes(horizon=horizon)
        order = len(self.weights)
        known = _values(x, least=order)[:, -order:]
        for _ in range(horizon):
            last = known[:, : -order - 1 : -1]
            following = last @ self.weights + self.constant
            known = np.column_stack([known, following])
        return known[:, order:]


def fit_ar(x: ArrayLike, order: int = 2, ridge: float = 0.0) -> Autoregression:
    """Fit one autoregression to all windows together, by least squares.

    Every number of a window that has `order` numbers before it counts once
    (conditional least squares: Box and Jenkins, Time Series Analysis, 1970);
    where windows overlap, as often as it occurs. The next number is made of
    the last `order`. Minimises what `fit_linear` does; the constant is free.
    Call what it returns with windows and a horizon to forecast.
    """
    check_sizes(order=order)
    values = _values(x, least=order + 1)
    rows = sliding_window_view(values, order + 1, axis=1)
    rows = rows.reshape(-1, order + 1)
    if len(rows) < order + 1:
        raise ValueError(
            f"x has {len(rows)} numbers with {order} before them; order "
            f"{order} needs at least {order + 1}."
        )
    _check_ridge(ridge)
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


def paired_interval(
    ours: ArrayLike, theirs: ArrayLike, *, draws: int = 10_000, seed: int = 0
) -> tuple[float, float]:
    """Return the interval of 95 % of the mean of ours minus theirs.

    The pairs are drawn at random, with repeats, as many as there are, and
    their mean difference is taken; `draws` times. The interval goes from
    2.5 % to 97.5 % of these means (percentile bootstrap: Efron and
    Tibshirani, An Introduction to the Bootstrap, 1993). With few pairs it is
    somewhat too narrow.

    `ours` and `theirs` hold a number for each pair, (pairs,), such as two
    models' errors with one seed. If zero lies within the interval, no
    difference was found.
    """
    ours = as_numbers("ours", ours).astype(float)
    theirs = as_numbers("theirs", theirs).astype(float)
    if ours.ndim != 1 or ours.shape != theirs.shape or len(ours) < 2:
        raise ValueError(
            f"ours has shape {ours.shape} and theirs {theirs.shape}; give "
            "two lists of the same length, with two pairs or more."
        )
    differences = ours - theirs
    check_sizes(draws=draws)
    random = np.random.default_rng(seed)
    drawn = random.integers(len(ours), size=(draws, len(ours)))
    means = differences[drawn].mean(axis=1)
    low, high = np.percentile(means, [2.5, 97.5])
    return float(low), float(high)


def _values(x: ArrayLike, least: int = 1) -> np.ndarray:
    """Return windows as (samples, time steps), `least` of them or more."""
    x = as_numbers("x", x).astype(float)
    if x.ndim != 3 or x.shape[2] != 1 or 0 in x.shape:
        raise ValueError(
            f"x has shape {x.shape}; expected (samples, time steps, 1)."
        )
    if x.shape[1] < least:
        raise ValueError(
            f"x has {x.shape[1]} time steps; this order needs at least "
            f"{least}."
        )
    return x[:, :, 0]


def _check_ridge(ridge: float) -> None:
    if not isinstance(ridge, Real) or not 0 <= ridge < np.inf:
        raise ValueError(f"ridge is {ridge!r}; give a number, at least 0.")
