"""The interval of paired differences is that of SciPy, up to its draws."""

import numpy as np
import pytest
from scipy.stats import bootstrap

from helpers.paired import paired_interval

OURS = np.array([2.1, 1.9, 2.4, 2.0, 2.2, 1.8, 2.3, 2.05])
THEIRS = np.array([2.0, 2.1, 2.2, 1.7, 2.3, 1.6, 2.0, 2.00])


def test_it_is_the_percentile_bootstrap_of_scipy():
    # Many pairs: with few the means lie on steps, and ends may differ by one.
    ours, theirs = np.random.default_rng(0).normal(size=(2, 50))
    by_scipy = bootstrap(
        (ours - theirs,),
        np.mean,
        n_resamples=100_000,
        method="percentile",
        rng=np.random.default_rng(1),
    ).confidence_interval
    found = paired_interval(ours, theirs, draws=100_000)
    np.testing.assert_allclose(found, by_scipy, atol=5e-3)


def test_the_same_seed_gives_the_same_interval():
    assert paired_interval(OURS, THEIRS) == paired_interval(OURS, THEIRS)
    other = paired_interval(OURS, THEIRS, seed=1)
    assert other != paired_interval(OURS, THEIRS)


def test_turned_round_the_signs_change():
    low, high = paired_interval(OURS, THEIRS)
    turned = paired_interval(THEIRS, OURS)
    np.testing.assert_allclose(turned, (-high, -low), atol=1e-12)
    assert low < (OURS - THEIRS).mean() < high


def test_pairs_count_and_not_only_their_means():
    # The same eight numbers, but each with its own seed's partner.
    near = paired_interval(THEIRS + 0.1, THEIRS)
    np.testing.assert_allclose(near, (0.1, 0.1))
    low, high = paired_interval(THEIRS + 0.1, THEIRS[::-1])
    assert low < 0 < high


@pytest.mark.parametrize(
    ("ours", "theirs", "options", "says"),
    [
        ([1, 2], [1], {}, r"ours has shape \(2,\) and theirs \(1,\)"),
        ([1], [1], {}, "with two pairs or more"),
        ([[1, 2]], [[1, 2]], {}, r"ours has shape \(1, 2\)"),
        ([1, np.nan], [1, 2], {}, "1 pairs hold NaN or infinite"),
        ([1, 2], [1, 2], {"draws": 0}, "draws is 0; give a whole number"),
        ([1, 2], [1, 2], {"draws": 1.5}, "draws is 1.5"),
    ],
)
def test_what_is_no_pairs_is_refused(ours, theirs, options, says):
    with pytest.raises(ValueError, match=says):
        paired_interval(ours, theirs, **options)
