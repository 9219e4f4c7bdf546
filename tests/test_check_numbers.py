"""Checks of numbers: a tick, or the hint that was made for this slip."""

import math
from fractions import Fraction
from itertools import product
from types import SimpleNamespace

import numpy as np
import pytest

from helpers import checks
from helpers.checks.engine import NO_SLIP
from tests.trials import bears_odd_answers, gets_its_hints, unwrapped

LAYER = {"units": 9, "features": 3, "time_steps": 20}
STACK = {**LAYER, "depth": 4, "outputs": 2}
CELL = {
    "c": 0.8,
    "forget": 0.9,
    "enter": 0.3,
    "candidate": -0.5,
    "shown": 0.6,
}  # 0.57
PAIR = {"units": 5, "features": 2}  # 160

LAYER_SLIPS = {
    432: "You left out the biases",
    117: "You counted one sum a unit: how many",
    351: "left out the candidate",
    324: "You counted only the weights for the opinions",
    441: "Each of the four sums has its own bias",
    144: "You left out the recurrent weights",
    360: "You left out the weights for the input",
    180: "hears all the units of the layer",
    52: "That is one unit alone",
    156: "Units and features have changed places",
    504: "two biases for each sum",
    436: "one bias a gate",
    108: "one sum a unit, and no bias",
    1080: "You counted time steps as features",
    1044: "Time steps stand in for features, and biases",
    2520: "the features of all time steps",
    9360: "You counted each time step anew",
    467: "off by one",
    469: "off by one",
    7: NO_SLIP,
}
TWELVE = "Twelve is right for one unit and one feature"
PAIR_SLIPS = {
    60: "more weights than three. Or did you leave out the weights for the op",
    120: f"{TWELVE}. With more of either, each sum has more weights than "
    "three. Or: You counted the gates and left out the candidate",
    40: "You counted one sum a unit",
    100: "You counted only the weights for the opinions: what else",
    145: "Each of the four sums has its own bias, not only each unit",
    140: "You left out the biases",
    7: f"{NO_SLIP} Draw the table for one unit: a row for each of the four",
}
# 468 + 3 * 684 + 20 = 2540
STACK_SLIPS = {
    4 * 468 + 20: "let every layer read the features",
    4 * 684 + 20: "let every layer read units",
    2520: "The head is missing",
    2538: "The biases of the head are missing",
    2540 - 144: "The biases of the LSTM layers are missing",
    2540 - 146: "You left out all the biases",
    488: "You counted one LSTM layer",
    2540 - 684: "One LSTM layer is missing",
    2540 + 684: "one LSTM layer too many",
    650: "You counted one sum a unit",
    2540 + 144: "two biases for each sum",
    2600: "You gave each layer a head",
    2540 + 4 * 9 * 17: "You counted time steps as features",
    50800: "You counted each time step anew",
    2540 + 19 * 18: "The head reads one time step",
    2541: "off by one",
    7: NO_SLIP,
}
CELL_SLIPS = {
    -0.21: "The gates have changed places",
    0.72: "That is what is kept of the old",
    -0.15: "That is what enters of the new",
    0.3: "You added old and new whole",
    0.65: "The old passed whole",
    0.22: "The new came in whole",
    -0.07: "In spite of its name",
    0.285: "You took the mean: what is kept",
    0.15: "You took the mean of old and new",
    0.87: "You subtracted, or you lost the minus of the candidate",
    0.342: "The output gate comes later",
    0.6 * math.tanh(0.57): "The output gate comes later",
    0.72 + 0.3 * math.tanh(-0.5): "These numbers are already shares",
    0.8 / (1 + math.exp(-0.9)) - 0.5 / (1 + math.exp(-0.3)): "are done",
    -0.108: "You multiplied the two parts",
    math.tanh(0.57): "You went one step too far",
    0.8: "That is the old cell state",
    -0.5: "That is the candidate",
    0.6: "That is close, but rounded",
    0.123: NO_SLIP,
}
CASES = [
    (checks.lstm_parameters, LAYER, 468, LAYER_SLIPS),
    (checks.lstm_parameters, PAIR, 160, PAIR_SLIPS),
    (checks.stack_parameters, STACK, 2540, STACK_SLIPS),
    (checks.cell_state, CELL, 0.57, CELL_SLIPS),
]
by_check = pytest.mark.parametrize(
    ("check", "sizes", "right", "wrong"),
    CASES,
    ids=["layer", "layer of five", "stack", "cell"],
)


@by_check
def test_every_slip_has_its_hint(check, sizes, right, wrong, capsys) -> None:
    forms = (right, np.float64(right), [right], np.array([[right]]))
    gets_its_hints(check, sizes, forms, wrong, capsys)


@by_check
def test_odd_answers(check, sizes, right, wrong, capsys) -> None:
    bears_odd_answers(check, sizes, capsys)


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (468.0, "✓"),
        (Fraction(936, 2), "✓"),
        (np.int32(468), "✓"),
        (np.array(468), "✓"),
        (468.5, "give a whole number"),
        (-468, "not below zero"),
        ("468", "stands in quotes"),
        ((432, 36), "several numbers, or none"),
        (np.zeros(0), "several numbers, or none"),
        (SimpleNamespace(shape=(None, 5)), "several numbers, or none"),
        (math.nan, "not a finite number"),
        (-math.inf, "not a finite number"),
        (True, "True or False"),
        (1j, "is no number"),
        (10**400, NO_SLIP),
        (print, "is a function"),
    ],
)
def test_ways_to_write_a_number(answer, says: str, capsys) -> None:
    checks.lstm_parameters(answer, exercise=1, **LAYER)
    assert says in unwrapped(capsys.readouterr().out)


def test_only_the_right_count_gets_a_tick(capsys) -> None:
    for u, f, t in product((1, 2, 3), repeat=3):
        sizes = {"units": u, "features": f, "time_steps": t}
        right = 4 * u * (u + f + 1)
        for answer in range(1, 200):
            checks.lstm_parameters(answer, exercise=1, **sizes)
            ticked = capsys.readouterr().out.startswith("✓")
            assert ticked == (answer == right), (sizes, answer)
        for depth in (1, 2):
            stack = {**sizes, "depth": depth, "outputs": 1}
            right_stack = right + (depth - 1) * 4 * u * (2 * u + 1) + u + 1
            for answer in range(1, 300):
                checks.stack_parameters(answer, exercise=1, **stack)
                ticked = capsys.readouterr().out.startswith("✓")
                assert ticked == (answer == right_stack), (stack, answer)


def test_slips_that_other_sizes_bring(capsys) -> None:
    # With five features, leaving out the opinions gives another number.
    wide = {"units": 7, "features": 5}
    for answer, says, not_says in (
        (84, TWELVE, "Or did you"),
        (420, TWELVE, "Or did you"),
        (140, "You counted only the weights for the input", TWELVE),
        (168, "You left out the recurrent weights", TWELVE),
    ):
        checks.lstm_parameters(answer, exercise=1, **wide)
        line = unwrapped(capsys.readouterr().out)
        assert says in line
        assert not_says not in line
    checks.lstm_parameters(40, exercise=1, **PAIR)
    assert "Or: You counted only the weights for the in" in (
        unwrapped(capsys.readouterr().out)
    )
    # No minus can be lost where there is none.
    checks.cell_state(0.57, exercise=1, **{**CELL, "candidate": 0.5})
    line = unwrapped(capsys.readouterr().out)
    assert "You subtracted" in line
    assert "minus" not in line


def test_cell_state_is_as_exact_as_float32(capsys) -> None:
    for answer, mark in ((0.5700005, "✓"), (0.57001, "✗")):
        checks.cell_state(answer, exercise=1, **CELL)
        assert capsys.readouterr().out.startswith(mark)
    # Nothing is kept, everything enters: what a slip gives is right here.
    sizes = {**CELL, "c": 3.0, "forget": 0, "enter": 1, "candidate": 0.25}
    checks.cell_state(np.float32(0.25), exercise=1, **sizes)
    assert capsys.readouterr().out.startswith("✓")
