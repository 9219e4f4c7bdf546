"""The baselines equal those of statsmodels and SciPy, or a loop by hand."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import bootstrap
from statsmodels.api import OLS, add_constant
from statsmodels.tsa.api import AutoReg, SimpleExpSmoothing

from helpers import baselines
from helpers.synthetic import damped_sines

HELPERS = Path(baselines.__file__).parent


def waves(count: int = 6) -> np.ndarray:
    """Draw noisy sines, (count, 50)."""
    return damped_sines(
        count, 50, seed=3, period=(5, 30), any_phase=True, noise=0.05
    ).values


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


def test_linear_continues_a_straight_line():
    series = np.arange(8.0)[:, np.newaxis] + np.arange(5.0)
    fit = baselines.fit_linear(series[:, :3, np.newaxis], series[:, 3:], 0.01)
    forecast = fit([[[20], [21], [22]]])
    np.testing.assert_allclose(forecast, [[23, 24]], atol=0.1)


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


@pytest.mark.parametrize(("pairs", "draws"), [(8, 10_000), (50, 999)])
def test_the_interval_is_the_percentile_bootstrap_of_scipy(pairs, draws):
    ours, theirs = np.random.default_rng(0).normal(size=(2, pairs))
    by_scipy = bootstrap(
        (ours - theirs,),
        np.mean,
        n_resamples=draws,
        method="percentile",
        rng=np.random.default_rng(1),
    ).confidence_interval
    found = baselines.paired_interval(ours, theirs, draws=draws, seed=1)
    np.testing.assert_allclose(found, by_scipy, rtol=1e-12)


def test_pairs_count_and_not_only_their_means():
    theirs = np.array([2.0, 2.1, 2.2, 1.7, 2.3, 1.6, 2.0, 2.00])
    near = baselines.paired_interval(theirs + 0.1, theirs)
    np.testing.assert_allclose(near, (0.1, 0.1))
    # The same eight numbers, but each with another's partner.
    low, high = baselines.paired_interval(theirs + 0.1, theirs[::-1])
    assert low < 0 < high


def test_no_helper_brings_a_library_that_a_lesson_would_wait_for():
    names = [
        ".".join(["helpers", *path.relative_to(HELPERS).with_suffix("").parts])
        for path in HELPERS.rglob("*.py")
    ]
    code = f"import {', '.join(names)}, sys; print(*sys.modules)"
    command = [sys.executable, "-c", code]
    loaded = subprocess.check_output(command, text=True, cwd=HELPERS.parent)
    assert "helpers.baselines" in loaded.split()
    assert not {"scipy", "sklearn", "pandas", "keras"} & {*loaded.split()}


X = np.zeros((5, 4, 1))
GAP = np.where(np.arange(4.0) == 2, np.nan, 0).reshape(1, 4, 1)


@pytest.mark.parametrize(
    ("function", "arguments", "message"),
    [
        (baselines.persistence, (X[:, :, 0], 1), r"x has shape \(5, 4\)"),
        (baselines.persistence, (np.zeros((5, 4, 2)), 1), "x has shape"),
        (baselines.persistence, (X[:0], 1), "x has shape"),
        (baselines.persistence, (GAP, 1), "x holds 1 NaN"),
        (baselines.persistence, (X, 0), "horizon is 0"),
        (baselines.seasonal, (X, 1, 5), "period is 5, but a window"),
        (baselines.seasonal, (X, 1, 0), "period is 0"),
        (baselines.fit_linear, (GAP, [[0]]), "x holds 1 NaN"),
        (baselines.fit_linear, (X, np.zeros(5)), r"y has shape \(5,\)"),
        (baselines.fit_linear, (X, np.zeros((1, 3))), "y has shape"),
        (baselines.fit_linear, (X, X[:, :2, 0] + np.inf), "y holds NaN"),
        (baselines.fit_linear, (X, np.zeros((5, 1)), -1), "ridge is -1"),
        (baselines.Linear(X[0], X[0, 0]), (X[:, :2],), "2 .* the fit had 4"),
        (baselines.fit_ar, (X, 0), "order is 0"),
        (baselines.fit_ar, (X, 4), "x has 4 time steps.*at least 5"),
        (baselines.fit_ar, (X[:1], 2), "x has 2 numbers with 2 before"),
        (baselines.fit_ar, (X, 2, -1), "ridge is -1; give at least 0"),
        (baselines.fit_ar(X, 2), (X[:, :1], 1), "x has 1 time steps"),
        (baselines.fit_ar(X, 2), (X, 0), "horizon is 0"),
        (baselines.paired_interval, ([1, 2], [1]), r"\(2,\) and theirs \(1,"),
        (baselines.paired_interval, ([1], [1]), "with two pairs or more"),
        (baselines.paired_interval, ([1, np.nan], [1, 2]), "1 pairs hold"),
    ],
)
def test_what_does_not_fit_is_refused(function, arguments, message):
    with pytest.raises(ValueError, match=message):
        function(*arguments)
