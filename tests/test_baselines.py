"""The baselines equal those of statsmodels and SciPy, or a loop by hand."""

import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import scipy  # scipy.stats is slow, and loaded where it is used

from helpers import baselines
from helpers.synthetic import damped_sines

HELPERS = Path(baselines.__file__).parent


def waves(count: int = 6) -> np.ndarray:
    """Draw noisy sines, (count, 50)."""
    return damped_sines(
        count, 50, seed=3, period=(5, 30), any_phase=True, noise=0.05
    ).values


@pytest.mark.parametrize("period", [1, 5])
@pytest.mark.parametrize("horizon", [1, 5, 13])
def test_seasonal_goes_back_whole_periods(period, horizon):
    x = waves()[:, :, np.newaxis]
    known, found = x[:, :, 0], baselines.seasonal(x, horizon, period)
    for step in range(horizon):
        known = np.column_stack([known, known[:, -period]])
        assert np.array_equal(found[:, step], known[:, -1])
    if period == 1:
        assert np.array_equal(baselines.persistence(x, horizon), found)


@pytest.mark.parametrize("ridge", [0.0, 0.01, 2.0])
def test_linear_is_the_ridge_regression_of_statsmodels(ridge):
    from statsmodels.api import OLS  # slow to import

    x, y = waves(40)[:, :8], waves(40)[:, 8:11]
    found = baselines.fit_linear(x[:, :, np.newaxis], y, ridge)
    forecast = found(x[:, :, np.newaxis])
    centred = x - x.mean(axis=0)
    for step, target in enumerate(y.T):
        # It halves the squared error and divides it by the samples: so do we.
        model = OLS(target - target.mean(), centred)
        weights = model.fit_regularized(alpha=ridge, L1_wt=0).params
        np.testing.assert_allclose(found.weights[:, step], weights, atol=1e-10)
        expected = target.mean() + centred @ weights
        np.testing.assert_allclose(forecast[:, step], expected, atol=1e-10)


@pytest.mark.parametrize(
    ("order", "ridge"), [(1, 0), (2, 0), (10, 0), (10, 0.01), (20, 0.3)]
)
@pytest.mark.parametrize("count", [1, 6])
def test_autoregression_is_the_ridge_of_statsmodels(count, order, ridge):
    from statsmodels.api import OLS  # slow to import

    values = waves(count)
    found = baselines.fit_ar(values[:, :, np.newaxis], order, ridge)
    steps = range(order, 50)
    read = np.array(
        [one[t - order : t][::-1] for one in values for t in steps]
    )
    following = values[:, order:].ravel()
    means = read.mean(axis=0)
    fit = OLS(following - following.mean(), read - means).fit_regularized(
        alpha=ridge, L1_wt=0
    )
    np.testing.assert_allclose(found.weights, fit.params, atol=1e-9)
    constant = following.mean() - means @ fit.params
    np.testing.assert_allclose(found.constant, constant, atol=1e-9)


@pytest.mark.parametrize("order", [1, 2, 5, 10])
def test_autoregression_forecasts_as_statsmodels_does(order):
    from statsmodels.tsa.api import AutoReg  # slow to import

    for series in waves():
        window = series[np.newaxis, :, np.newaxis]
        found = baselines.fit_ar(window, order)(window, 12)[0]
        expected = AutoReg(series, lags=order, trend="c").fit().forecast(12)
        np.testing.assert_allclose(found, expected, atol=1e-12)


@pytest.mark.parametrize(("pairs", "draws"), [(8, 10_000), (50, 999)])
def test_the_interval_is_the_percentile_bootstrap_of_scipy(pairs, draws):
    ours, theirs = np.random.default_rng(0).normal(size=(2, pairs))
    by_scipy = scipy.stats.bootstrap(
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
        if path.name != "fused_lstm.py"  # a layer; lessons start Keras before
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
        (baselines.persistence, (GAP, 1), r"x\[0, 2, 0\] is nan, the"),
        (baselines.persistence, (X, 0), "horizon is 0"),
        (baselines.seasonal, (X, 1, 5), "period is 5, but a window"),
        (baselines.seasonal, (X, 1, 0), "period is 0"),
        (baselines.fit_linear, (X, np.zeros(5)), r"y has shape \(5,\)"),
        (baselines.fit_linear, (X, np.zeros((1, 3))), "y has shape"),
        (baselines.fit_linear, (X, X[:, :2, 0] + np.inf), "y.* is inf"),
        (baselines.fit_linear, (X, np.zeros((5, 1)), 0), "ridge is 0, and"),
        (baselines.fit_linear, (X, np.zeros((5, 1)), -1), "ridge is -1"),
        (baselines.fit_linear, (X, np.zeros((5, 1)), "1"), "ridge is '1'"),
        (baselines.fit_linear, (X, np.zeros((5, 1)), np.nan), "ridge is nan"),
        (baselines.Linear(X[0], X[0, 0]), (X[:, :2],), "2 .* the fit had 4"),
        (baselines.fit_ar, (X, 0), "order is 0"),
        (baselines.fit_ar, (X, 4), "x has 4 time steps.*at least 5"),
        (baselines.fit_ar, (X[:1], 2), "x has 2 numbers with 2 before"),
        (baselines.fit_ar, (X, 2, -1), "ridge is -1; give a number"),
        (baselines.fit_ar(X, 2), (X[:, :1], 1), "x has 1 time steps"),
        (baselines.fit_ar(X, 2), (X, 0), "horizon is 0"),
        (baselines.paired_interval, ([1, 2], [1]), r"\(2,\) and theirs \(1,"),
        (baselines.paired_interval, ([1], [1]), "with two pairs or more"),
        (baselines.paired_interval, ([1, np.nan], [1, 2]), r"ours\[1\] is"),
    ],
)
def test_what_does_not_fit_is_refused(function, arguments, message):
    with pytest.raises(ValueError, match=message) as error:
        function(*arguments)
    assert re.fullmatch(r".*[^.]\.", str(error.value))
