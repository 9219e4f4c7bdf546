"""The checks of lesson 08: a tick, or the hint that was made for the slip."""

import numpy as np
import pytest

from helpers import checks
from helpers.model_forms import form_parameters
from tests.trials import bears_odd_answers, gets_its_hints

LAG = {"came": [3, 8, 5, 1, 6, 9, 2], "forecast": [4, 4, 3, 8, 5, 1, 6]}
SEASONAL = {"series": [5, 9, 4, 1, 6, 10, 3, 2], "period": 4, "horizon": 3}
FORM = {
    "units": 10,
    "depth": 2,
    "features": 1,
    "outputs": 3,
    "normalise": True,
    "time_steps": 22,
}  # 20 + 2 * (20 + 840) + 33 = 1773
INTERVALS = {"intervals": [(-3.1, -0.4), (-2.0, 1.5), (0.3, 2.2)]}

LAG_SLIPS = {
    0: "agree in each place",
    -2: "counted forwards",
    1: "one step short",
    3: "one step too long",
    5: "how many numbers agree",
    7: "length of the lists",
    4: "Pick a peak",
    1.5: "whole number of steps",
}
SEASONAL_SLIPS = {
    (2, 2, 2): "That is persistence",
    (10, 3, 2): "last numbers that are known",
    (5, 9, 4): "two periods",
    (1, 6, 10): "one step too far",
    (3, 10, 6): "runs backwards",
    (6, 10, 3, 2): "a whole period",
    (5, 5, 5): "the mean of all",
    (6,): "one number for each step",
    (6, 10, 4): "go back one whole period",
    (6, None, 3): "None",
    6: "no list",
}
FORM_SLIPS = {
    1753: "The lift is missing",
    1740: "The head is missing",
    1973: "You gave weights to the sums",
    1793: "it only adds",
    1413: "After the lift, what does it read",
    1693: "biases of the LSTM layers",
    913: "How many layers",
    1733: "The normalisations are missing",
    1753.5: "whole number",
    39_006: "The same weights serve",
    1774: "off by one",
    12: "Take the lift",
}
INTERVAL_SLIPS = {
    ("loss", "tie", "win"): "changed places",
    ("win", "win", "loss"): "by the middle",
    ("tie", "tie", "tie"): "Not all are alike",
    ("win", "draw", "loss"): "another word",
    ("win", "tie"): "One word for each",
    ("win", "tie", 3): "a word in quotes",
    ("win", "loss", "loss"): "does zero lie within",
    "win": "in quotes",
}


def test_lag(capsys):
    gets_its_hints(checks.lag, LAG, [2, 2.0, np.int64(2)], LAG_SLIPS, capsys)
    bears_odd_answers(checks.lag, LAG, capsys)


def test_seasonal_forecast(capsys):
    right = [[6, 10, 3], (6.0, 10.0, 3.0), np.array([6, 10, 3])]
    check = checks.seasonal_forecast
    gets_its_hints(check, SEASONAL, right, SEASONAL_SLIPS, capsys)
    bears_odd_answers(check, SEASONAL, capsys)


def test_form_parameters(capsys):
    check = checks.form_parameters
    gets_its_hints(check, FORM, [1773, 1773.0], FORM_SLIPS, capsys)
    bears_odd_answers(check, FORM, capsys)


def test_interval_verdicts(capsys):
    right = [["win", "tie", "loss"], (" Win", "TIE", "loss")]
    check = checks.interval_verdicts
    gets_its_hints(check, INTERVALS, right, INTERVAL_SLIPS, capsys)
    bears_odd_answers(check, INTERVALS, capsys)


@pytest.mark.parametrize("units", [1, 3, 8])
@pytest.mark.parametrize("depth", [1, 2, 5])
@pytest.mark.parametrize("normalise", [False, True])
def test_no_slip_of_a_form_is_its_right_answer(
    units, depth, normalise, capsys
):
    sizes = {"units": units, "depth": depth, "features": 2, "outputs": 3}
    right = form_parameters(units, depth, 2, 3, normalise=normalise)
    sizes |= {"normalise": normalise, "time_steps": 7}
    checks.form_parameters(right, exercise=1, **sizes)
    assert capsys.readouterr().out == "✓ Exercise 1 is solved.\n"
