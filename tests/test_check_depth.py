"""The checks of lesson 09: a tick, or the hint that was made for the slip."""

import numpy as np
import pytest

from helpers import checks
from helpers.models import stack_parameters
from tests.trials import bears_odd_answers, gets_its_hints

WIDEST = {"depth": 2, "budget": 3000, "features": 1, "outputs": 1}
CHANGE = {"ours": [3, 5, 2, 6], "theirs": [2, 8, 4, 6]}
FAIR = {
    "reports": "ABCDE",
    "same_size": "BCDE",
    "own_rates": "ABCD",
    "many_seeds": "ABDE",
}  # B and D

WIDEST_SLIPS = {
    26: "one layer be that stands alone",
    13: "You shared out the units",
    18: "let every layer read the features",
    2896: "That is the number of parameters",
    16: "So many do not fit",
    14: "not yet the most",
    15.5: "whole number",
    0: "above zero",
}
CHANGE_SLIPS = {
    20: "on which side of zero",
    -0.2: "That is a share",
    -1: "the mean difference itself",
    1: "a difference, and not in percent",
    -25: "divided by the mean of ours",
    80: "So much of the error is left",
    -9.375: "the percent of each seed first",
    7: "Subtract seed by seed",
}
FAIR_SLIPS = {
    ("A", "B", "D"): "more parameters as well",
    ("A", "C"): "more parameters as well",
    ("E",): "one learning rate serves",
    ("B", "D", "C"): "each model ran once",
    ("B",): "not all of them",
    ("B", "D", "X"): "another letter",
    ("B", 4): "in quotes",
    (): "empty",
    tuple("ABCDEA"): "longer than the question",
    "BD": "a text",
    3: "no list of letters",
}


def test_widest_layers(capsys):
    gets_its_hints(
        checks.widest_layers, WIDEST, [15, 15.0], WIDEST_SLIPS, capsys
    )
    bears_odd_answers(checks.widest_layers, WIDEST, capsys)


@pytest.mark.parametrize("depth", [2, 3, 5])
@pytest.mark.parametrize("budget", [60, 1000, 20_000])
def test_the_widest_fits_and_one_more_does_not(depth, budget, capsys):
    sizes = {"depth": depth, "budget": budget, "features": 2, "outputs": 1}
    fitting = [
        units
        for units in range(1, 80)
        if stack_parameters(units, depth, 2, 1) <= budget
    ]
    if not fitting:
        return
    for answer, mark in ((fitting[-1], "✓"), (fitting[-1] + 1, "✗")):
        checks.widest_layers(answer, exercise=1, **sizes)
        assert capsys.readouterr().out.startswith(mark)


def test_error_change(capsys):
    right = [-20, -20.0, np.float32(-20), -19.95]
    gets_its_hints(checks.error_change, CHANGE, right, CHANGE_SLIPS, capsys)
    bears_odd_answers(checks.error_change, CHANGE, capsys)
    uneven = {"ours": [1, 2, 9], "theirs": [2, 4, 3]}
    by_median = {100 * (2 - 3) / 3: "the middle one of the errors"}
    gets_its_hints(checks.error_change, uneven, [100 / 3], by_median, capsys)


def test_fair_comparisons(capsys):
    right = [["B", "D"], ("d", " B ")]
    gets_its_hints(checks.fair_comparisons, FAIR, right, FAIR_SLIPS, capsys)
    bears_odd_answers(checks.fair_comparisons, FAIR, capsys)
