"""The baselines forecast what a computation by another way says."""

import numpy as np
import pytest

from helpers import baselines


def test_persistence_repeats_the_last_number():
    x = np.array([[1.0, 2.0], [3.0, 4.0]])[:, :, np.newaxis]
    assert baselines.persistence(x, 3).tolist() == [[2, 2, 2], [4, 4, 4]]


def test_linear_without_ridge_is_least_squares():
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(50, 4, 1)), rng.normal(size=(50, 3))
    with_ones = np.column_stack([x[:, :, 0], np.ones(50)])
    solution = np.linalg.lstsq(with_ones, y)[0]
    found = baselines.fit_linear(x, y, ridge=0.0)
    np.testing.assert_allclose(found(x), with_ones @ solution)


def test_ridge_is_least_squares_on_extra_rows():
    # Ridge equals plain least squares with a row for each weight added.
    rng = np.random.default_rng(1)
    x, y = rng.normal(size=(30, 4, 1)), rng.normal(size=(30, 2))
    centred = x[:, :, 0] - x[:, :, 0].mean(axis=0)
    rows = np.vstack([centred, np.sqrt(0.5 * 30) * np.eye(4)])
    targets = np.vstack([y - y.mean(axis=0), np.zeros((4, 2))])
    expected = np.linalg.lstsq(rows, targets)[0]
    found = baselines.fit_linear(x, y, ridge=0.5)
    np.testing.assert_allclose(found.weights, expected)


def test_linear_continues_a_straight_line():
    starts = np.arange(8.0)[:, np.newaxis]
    series = starts + np.arange(5.0)
    linear = baselines.fit_linear(
        series[:, :3, np.newaxis], series[:, 3:], 0.01
    )
    np.testing.assert_allclose(
        linear([[[20], [21], [22]]]), [[23, 24]], atol=0.1
    )


X = np.zeros((5, 4, 1))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: baselines.persistence(X[:, :, 0], 1),
            r"x has shape \(5, 4\)",
        ),
        (lambda: baselines.persistence(np.zeros((5, 4, 2)), 1), "x has shape"),
        (lambda: baselines.persistence(X[:0], 1), "x has shape"),
        (lambda: baselines.persistence(X, 0), "horizon is 0"),
        (lambda: baselines.fit_linear(X, np.zeros(5)), r"y has shape \(5,\)"),
        (lambda: baselines.fit_linear(X, np.zeros((1, 3))), "y has shape"),
        (lambda: baselines.fit_linear(X, np.zeros((5, 1)), -1), "ridge is -1"),
        (
            lambda: baselines.fit_linear(X, np.zeros((5, 1)))(X[:, :2]),
            "x has 2 time steps; the fit had 4",
        ),
    ],
)
def test_what_does_not_fit_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()
