"""The sines obey their formula, and the oracle is the best of its kind."""

import numpy as np
import pytest

from helpers.synthetic import Sines, cascade, damped_sines, sine_oracle

QUIET = {"period": (5, 30), "decay": (0, 0.03), "any_phase": True}
NOISY = QUIET | {"noise": 0.05}


def test_the_formula_by_hand():
    sines = damped_sines(3, 7, seed=2)
    for row, period in enumerate(sines.period):
        for t in range(7):
            wave = np.sin(2 * np.pi * t / period)
            wanted = 0.5 + 0.5 * np.exp(-sines.decay[row] * t) * wave
            assert sines.values[row, t] == pytest.approx(wanted, abs=1e-14)
    assert np.array_equal(sines.values, sines.clean)
    assert sines.values[:, 0].tolist() == [0.5, 0.5, 0.5]  # no phase


def test_draws_lie_in_their_ranges_and_fill_them():
    sines = damped_sines(4000, 55, seed=3, **NOISY)
    for name in ("period", "decay"):
        found, (low, high) = getattr(sines, name), NOISY[name]
        assert low <= found.min() and found.max() <= high
        assert found.mean() == pytest.approx((low + high) / 2, rel=0.05)
    errors = sines.values - sines.clean
    assert errors.std() == pytest.approx(0.05, rel=0.01)
    assert abs(errors.mean()) < 0.001
    beginnings = sines.clean[:, 0]
    assert beginnings.min() < 0.01 and beginnings.max() > 0.99


def test_a_seed_gives_the_same_sequences_everywhere():
    # NumPy's generator promises the draws; the digits are from one machine.
    sines = damped_sines(2, 3, seed=1, **NOISY)
    np.testing.assert_allclose(sines.period, [17.79554, 28.7616], rtol=1e-6)
    begin = [0.962739, 0.731667]  # by its phase
    np.testing.assert_allclose(sines.clean[:, 0], begin, atol=1e-6)
    again = damped_sines(2, 3, seed=1, **NOISY)
    assert np.array_equal(sines.values, again.values)
    other = damped_sines(2, 3, seed=5, **NOISY)
    assert not np.array_equal(sines.values, other.values)
    # Noise changes nothing else.
    assert np.array_equal(sines.clean, damped_sines(2, 3, 1, **QUIET).values)


def test_a_slice_keeps_rows_together():
    sines = damped_sines(6, 5, seed=1, **NOISY)
    part = sines[2:5]
    assert isinstance(part, Sines) and len(part) == 3
    for name in ("values", "clean", "period", "decay"):
        assert np.array_equal(getattr(part, name), getattr(sines, name)[2:5])
    with pytest.raises(TypeError, match=r"sines\[2\] is one sequence"):
        sines[2]


def test_the_oracle_is_exact_without_noise():
    quiet = damped_sines(50, 55, seed=1, **QUIET)
    forecast = sine_oracle(quiet, 50)
    np.testing.assert_allclose(forecast, quiet.clean[:, 50:], atol=1e-10)


def test_the_oracle_is_least_squares_and_does_not_look_ahead():
    sines = damped_sines(4, 30, seed=1, **NOISY)
    known = sines.values.copy()
    sines.values[:, 24:] = 9  # the future
    t = np.arange(30)
    for row, forecast in enumerate(sine_oracle(sines, 24)):
        fade = np.exp(-sines.decay[row] * t)
        angle = 2 * np.pi * t / sines.period[row]
        waves = np.stack([fade * np.sin(angle), fade * np.cos(angle)], 1)
        shares = np.linalg.lstsq(waves[:24], known[row, :24] - 0.5)[0]
        wanted = 0.5 + waves[24:] @ shares
        np.testing.assert_allclose(forecast, wanted, atol=1e-10)


def test_a_stage_smooths_and_bends_as_its_formula_says():
    noise, said = cascade(2, 5, seed=3, time_constants=[2])
    assert np.array_equal(noise, cascade(2, 5, seed=3)[0])
    u = np.zeros(2)
    for t in range(5):
        u = u / 2 + noise[:, t, 0] / 2
        v = np.tanh(3 * u)
        np.testing.assert_allclose(said[:, t, 0], 3 * (v - abs(v) / 2))


def test_stages_that_never_settle_are_refused():
    for tau in (0, 0.4, np.inf):
        with pytest.raises(ValueError, match="finite numbers of at least 1"):
            cascade(2, 5, 1, time_constants=[2, tau])


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"sequences": 0}, "sequences is 0"),
        ({"length": 2.0}, "length is 2.0"),
        ({"period": (0, 5)}, r"period is \(0, 5\).*above 0"),
        ({"period": (9, 5)}, r"period is \(9, 5\)"),
        ({"period": 7}, "period is 7; give the lowest and the highest"),
        ({"decay": (-0.1, 0)}, r"decay is \(-0.1, 0\).*at least 0"),
        ({"decay": (0, np.nan)}, r"decay is \(0, nan\)"),
        ({"noise": -1}, "noise is -1; give a number of at least 0"),
    ],
)
def test_what_makes_no_sine_is_refused(changed, message):
    settings = {"sequences": 2, "length": 5, "seed": 1} | changed
    with pytest.raises(ValueError, match=message):
        damped_sines(**settings)
    for steps in (1, 5, 2.5):
        with pytest.raises(ValueError, match=f"time_steps is {steps}; give"):
            sine_oracle(damped_sines(2, 5, seed=1), steps)
