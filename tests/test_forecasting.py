"""The simple forecasts equal those of statsmodels, or a loop by hand."""

import numpy as np
import pytest
from statsmodels.api import OLS, add_constant
from statsmodels.tsa.api import AutoReg, SimpleExpSmoothing

from helpers import baselines
from helpers.data import damped_sines


def waves(count: int = 6) -> np.ndarray:
    """Draw noisy sines, (count, 50)."""
    return damped_sines(
        count, 50, seed=3, period=(5, 30), any_phase=True, noise=0.05
    ).values


@pytest.mark.parametrize("order", [1, 2, 5, 10])
def test_autoregression_of_one_window_is_that_of_statsmodels(order):
    for series in waves():
        fit = AutoReg(series, lags=order, trend="c").fit()
        window = series[np.newaxis, :, np.newaxis]
        found = baselines.fit_ar(window, order)
        np.testing.assert_allclose(found.constant, fit.params[0])
        np.testing.assert_allclose(found.weights, fit.params[1:])
        np.testing.assert_allclose(
            found(window, 12)[0], fit.forecast(12), atol=1e-12
        )


@pytest.mark.parametrize("ridge", [0.01, 0.3])
def test_autoregression_held_small_is_the_ridge_of_statsmodels(ridge):
    for series in waves():
        found = baselines.fit_ar(series[np.newaxis, :, np.newaxis], 10, ridge)
        rows = np.lib.stride_tricks.sliding_window_view(series, 11)
        read, following = rows[:, 9::-1], rows[:, 10]
        means = read.mean(axis=0)
        fit = OLS(following - following.mean(), read - means).fit_regularized(
            alpha=ridge, L1_wt=0
        )
        np.testing.assert_allclose(found.weights, fit.params, atol=1e-10)
        constant = following.mean() - means @ fit.params
        np.testing.assert_allclose(found.constant, constant)


def test_autoregression_of_many_windows_is_least_squares_over_all():
    values = waves()
    rows = [
        (series[t - 1], series[t - 2], series[t])
        for series in values
        for t in range(2, 50)
    ]
    read = np.array(rows)
    fit = OLS(read[:, 2], add_constant(read[:, :2])).fit()
    found = baselines.fit_ar(values[:, :, np.newaxis], 2)
    np.testing.assert_allclose(
        [found.constant, *found.weights], fit.params, atol=1e-12
    )


def test_autoregression_continues_a_law_without_noise():
    quiet = damped_sines(3, 60, seed=1, decay=(0, 0.03), any_phase=True)
    for series in quiet.values:
        window = series[np.newaxis, :50, np.newaxis]
        forecast = baselines.fit_ar(window, 2)(window, 10)
        np.testing.assert_allclose(forecast[0], series[50:], atol=1e-8)


@pytest.mark.parametrize("ridge", [0.0, 0.01, 2.0])
def test_linear_is_the_ridge_regression_of_statsmodels(ridge):
    x, y = waves(40)[:, :8], waves(40)[:, 8:11]
    found = baselines.fit_linear(x[:, :, np.newaxis], y, ridge)
    centred = x - x.mean(axis=0)
    for step in range(3):
        # It halves the squared error and divides it by the samples: so do we.
        model = OLS(y[:, step] - y[:, step].mean(), centred)
        fit = model.fit_regularized(alpha=ridge, L1_wt=0)
        np.testing.assert_allclose(
            found.weights[:, step], fit.params, atol=1e-10
        )
        constant = y[:, step].mean() - x.mean(axis=0) @ fit.params
        np.testing.assert_allclose(found.constants[step], constant)


def test_persistence_is_smoothing_that_forgets_at_once():
    for series in waves():
        fit = SimpleExpSmoothing(series, initialization_method="heuristic")
        forecast = fit.fit(smoothing_level=1, optimized=False).forecast(7)
        found = baselines.persistence(series[np.newaxis, :, np.newaxis], 7)
        np.testing.assert_allclose(found[0], forecast)


@pytest.mark.parametrize("horizon", [1, 4, 5, 13])
def test_seasonal_goes_back_whole_periods(horizon):
    x = waves()[:, :, np.newaxis]
    found = baselines.seasonal(x, horizon, 5)
    for row, series in zip(found, x[:, :, 0], strict=True):
        known = list(series)
        for step in range(horizon):
            known.append(known[-5])
            assert row[step] == known[-1]


def test_mean_and_constant_by_hand():
    x = np.array([[1.0, 3.0], [3.0, 7.0]])[:, :, np.newaxis]
    assert baselines.mean(x, 3).tolist() == [[2, 2, 2], [5, 5, 5]]
    assert baselines.constant(x, 2, 0.5).tolist() == [[0.5, 0.5], [0.5, 0.5]]


X = np.zeros((5, 4, 1))
GAP = np.where(np.arange(4.0) == 2, np.nan, 0).reshape(1, 4, 1)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: baselines.fit_ar(X[:, :, 0]), r"x has shape \(5, 4\)"),
        (lambda: baselines.fit_ar(X, 0), "order is 0"),
        (lambda: baselines.fit_ar(X, 4), "x has 4 time steps.*at least 5"),
        (lambda: baselines.fit_ar(X[:1], 2), "x has 2 numbers with 2 before"),
        (lambda: baselines.fit_ar(GAP, 1), "x holds 1 NaN or infinite"),
        (lambda: baselines.fit_ar(X, 2, -1), "ridge is -1; give at least 0"),
        (lambda: baselines.fit_ar(X, 2)(X[:, :1], 1), "x has 1 time steps"),
        (lambda: baselines.fit_ar(X, 2)(X, 0), "horizon is 0"),
        (lambda: baselines.persistence(GAP, 1), "x holds 1 NaN"),
        (lambda: baselines.seasonal(X, 1, 5), "period is 5, but a window"),
        (lambda: baselines.seasonal(X, 1, 0), "period is 0"),
        (lambda: baselines.mean(X, 0), "horizon is 0"),
        (lambda: baselines.constant(X, 1, np.nan), "value is nan"),
        (lambda: baselines.constant(X, 1, [1, 2]), r"value is \[1, 2\]"),
        (lambda: baselines.fit_linear(GAP, [[0]]), "x holds 1 NaN"),
        (lambda: baselines.fit_linear(X, X[:, :2, 0] + np.inf), "y holds NaN"),
    ],
)
def test_what_does_not_fit_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()
