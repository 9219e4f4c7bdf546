"""The rule that says who has the smaller error is that of SciPy's tests."""

import re

import numpy as np
import pytest
import scipy  # scipy.stats is slow, and loaded where it is used

from helpers.comparison import compare_errors, students_t


def log_ratios(seeds: int, mean: float, seed: int = 0) -> np.ndarray:
    """Draw normal log ratios of errors."""
    return np.random.default_rng(seed).normal(mean, 0.2, seeds)


@pytest.mark.parametrize("mean", [0.0, -0.1, 0.3])
@pytest.mark.parametrize("seeds", [2, 3, 5, 6, 8, 11, 12])
def test_both_tests_are_those_of_scipy(seeds: int, mean: float) -> None:
    logs = log_ratios(seeds, mean)
    theirs = np.exp(log_ratios(seeds, 0, seed=1))
    found = compare_errors(theirs * np.exp(logs), theirs)
    by_t = scipy.stats.ttest_1samp(logs, 0)
    by_signs = scipy.stats.permutation_test(
        (logs,), np.mean, permutation_type="samples", n_resamples=np.inf
    )
    ends = np.exp([logs.mean(), *by_t.confidence_interval()])
    np.testing.assert_allclose([found.ratio, found.low, found.high], ends)
    np.testing.assert_allclose(found.t_p, by_t.pvalue, atol=1e-12)
    np.testing.assert_allclose(found.signs_p, by_signs.pvalue, rtol=1e-12)
    assert found.p == max(found.t_p, found.signs_p)


def test_who_wins_is_said_to_win_and_only_if_both_tests_agree() -> None:
    ours, theirs = [2.0, 2.1, 2.2, 1.9, 2.0, 2.1], [3.0, 3.1, 2.9, 3, 3.2, 3.1]
    assert compare_errors(ours, theirs).verdict == "smaller"
    assert compare_errors(theirs, ours).verdict == "larger"
    assert compare_errors(ours, 3.0).verdict == "smaller"
    assert compare_errors(ours, ours).verdict == "not decided"
    # Of five seeds the signs alone cannot decide, whatever t says.
    five = compare_errors(ours[:5], theirs[:5])
    assert (five.t_p < 0.01, five.signs_p) == (True, 2 / 32)
    assert five.verdict == "not decided"
    # One seed that is far off widens the interval of t, not the other p.
    odd = compare_errors(np.exp([0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 3.0]), 1.0)
    assert (odd.t_p > 0.1, odd.signs_p) == (True, 2 / 128)
    assert odd.verdict == "not decided"
    assert odd.low < 1 < odd.ratio < odd.high


def test_a_difference_without_spread_is_one() -> None:
    found = compare_errors([2.0] * 6, [4.0] * 6)
    ends = found.ratio, found.low, found.high
    np.testing.assert_allclose(ends, 0.5)
    assert (found.t_p, found.signs_p) == (0.0, 2 / 64)


def test_equal_errors_in_another_order_are_no_difference() -> None:
    found = compare_errors([1.0, 2.0, 3.0, 4.0], [4.0, 3.0, 2.0, 1.0])
    assert found.signs_p == 1
    np.testing.assert_allclose([found.ratio, found.t_p], 1)


@pytest.mark.parametrize("seeds", [8, 16, 24])
def test_the_interval_holds_the_truth_in_95_of_100_cases(seeds: int) -> None:
    draw, truth = np.random.default_rng(seeds), np.exp(0.1)
    trials = [
        compare_errors(np.exp(draw.normal(0.1, 0.3, seeds)), 1.0)
        for _ in range(2000)
    ]
    inside = np.mean([one.low <= truth <= one.high for one in trials])
    assert 0.935 < inside < 0.965


@pytest.mark.parametrize(
    ("skewness", "covered"), [(1, 0.94), (2, 0.925), (4, 0.865)]
)
def test_skewed_ratios_cost_some_of_the_95(skewness, covered) -> None:
    """Of 24 seeds, with log ratios from a gamma distribution."""
    shape = (2 / skewness) ** 2
    draws = np.random.default_rng(0).gamma(shape, size=(2000, 24)) / shape
    reach = students_t(23) * draws.std(axis=1, ddof=1) / np.sqrt(24)
    inside = np.mean(abs(draws.mean(axis=1) - 1) < reach)
    assert inside == pytest.approx(covered, abs=0.015)
    # That is the interval which decides.
    one = compare_errors(np.exp(draws[0]), 1.0)
    assert np.log(one.high / one.ratio) == pytest.approx(reach[0])


@pytest.mark.parametrize("seeds", [6, 12, 24])
def test_models_that_are_alike_seldom_seem_to_differ(seeds: int) -> None:
    draw = np.random.default_rng(seeds)
    trials = [
        compare_errors(*np.exp(draw.normal(0, 0.3, (2, seeds))))
        for _ in range(1000)
    ]
    decided = np.mean([one.verdict != "not decided" for one in trials])
    assert 0.01 < decided < 0.065


@pytest.mark.parametrize(
    ("ours", "theirs", "message"),
    [
        ([1, 2], [1, 2, 3], r"ours has shape \(2,\) and theirs \(3,\)"),
        ([1], [1], "with two seeds or more"),
        ([1, 2], [0, 1], "An error is 0 or below"),
        ([1, -2], 1, "An error is 0 or below"),
        ([1, np.inf], 1, r"ours\[1\] is inf"),
    ],
)
def test_what_does_not_fit_is_refused(ours, theirs, message: str) -> None:
    with pytest.raises(ValueError, match=message) as error:
        compare_errors(ours, theirs)
    assert re.fullmatch(r".*[^.]\.", str(error.value))
