"""Checks of lesson 05 on numbers: a carried c, a forget bias, a count."""

import math

import keras
import numpy as np
import pytest

from helpers import checks
from helpers.checks.engine import NO_SLIP
from helpers.checks.parameters import peephole_weights
from tests.trials import bears_odd_answers, gets_its_hints

CARRIED = {
    "forget": [0.9, 0.8, 0.5],
    "enter": [1.0, 0.2, 0.4],
    "candidate": [0.7, -0.5, 0.6],
}
BIAS = {"share": 0.5, "steps": 50}
PAPER = {"inputs": 123, "units": 250, "depth": 3, "outputs": 62}

GATE = 0.5 ** (1 / 50)
RIGHT_BIAS = math.log(GATE / (1 - GATE))
C_2 = 0.8 * 0.7 - 0.1
CARRIED_SLIPS = {
    0.24: "what enters at the last step alone",
    C_2: "You stopped one step early",
    0.5 * C_2: "what is kept at the last step: what enters there",
    0.7 - 0.1 + 0.24: "forgot nothing",
    0.4 * (0.2 * 0.9 * 0.7 - 0.8 * 0.5) + 0.5 * 0.6: "gates have changed",
    0.5 * (0.8 * 0.7 - 0.5) + 0.6: "The candidates came in whole",
    0.5 * (0.2 * 0.7 - 0.1) + 0.24: "In spite of its name",
    0.5 * (0.8 * 1.6 - 0.1) + 0.24: "You began with a full c",
    0.5 * (0.8 * (0.9 * 0.7 - 0.1) + 0.24): "on what enters at the same step",
    math.tanh(0.5 * C_2 + 0.24): "You went one step too far",
    math.tanh(
        0.5 * math.tanh(0.8 * math.tanh(0.7) - 0.1) + 0.24
    ): "You squashed c at each step",
    0.8: "You added the candidates",
    0.5: "That is close, but rounded",
    0.123: NO_SLIP,
}
BIAS_SLIPS = {
    GATE: "That is what the gate must say",
    0: "after a single step",
    -RIGHT_BIAS: "The sign is the wrong way round",
    1 - GATE: "what the gate lets go",
    math.log(GATE): "You took the logarithm of the gate",
    0.5: "That is the share that is left",
    0.01: "You divided by the steps",
    25: "You multiplied by the steps",
    1: "Too little of c is left",
    4.2: "Too little of c is left",
    4.4: "Too much of c is left",
    1e300: "Too much of c is left",
}


def network(both=500, peep=3, bias=1, head=501, first=123, sides=2) -> int:
    """Count the network of the paper, or what a slip makes of it."""
    one = 1000 * (first + 250 + bias) + peep * 250
    above = 1000 * (both + 250 + bias) + peep * 250
    return sides * (one + 2 * above) + head * 62


PAPER_SLIPS = {
    network(peep=0): "The peepholes are missing",
    network(peep=4): "You gave the candidate a peephole",
    network(peep=1): "one peephole a unit",
    network(peep=750): "look at all units",
    network(sides=1, both=250, head=251): "That is one direction",
    network(both=250, head=251): "the output layer as well",
    network(both=250): "A layer above the first reads both directions",
    network(head=251): "The output layer reads both directions",
    network(both=123): "You let every layer read the inputs",
    network(head=0): "The output layer is missing",
    network(head=500): "The biases of the output layer",
    network(bias=0): "You left out the biases",
    network(bias=2): "two biases for each sum",
    network(head=1002): "You counted the output layer twice",
    749500 + 31062: "You counted one layer",
    3_800_000: "That is rounded",
    3_790_000: "That is rounded",
    network() + 1: "off by one",
    7: NO_SLIP,
}
CASES = [
    (
        checks.carried_state,
        CARRIED,
        [0.5 * C_2 + 0.24, np.float32(0.5 * C_2 + 0.24), [0.5 * C_2 + 0.24]],
        CARRIED_SLIPS,
    ),
    (
        checks.forget_bias,
        BIAS,
        [RIGHT_BIAS, 4.27, 4.3, np.float32(4.27), [4.27]],
        BIAS_SLIPS,
    ),
    (
        checks.published_weights,
        PAPER,
        [3_787_562, 3_787_562.0, np.int64(3_787_562)],
        PAPER_SLIPS,
    ),
]
by_check = pytest.mark.parametrize(
    ("check", "sizes", "right", "wrong"), CASES, ids=["c", "bias", "paper"]
)


@by_check
def test_every_slip_has_its_hint(check, sizes, right, wrong, capsys):
    gets_its_hints(check, sizes, right, wrong, capsys)


@by_check
def test_odd_answers(check, sizes, right, wrong, capsys):
    bears_odd_answers(check, sizes, capsys)


@pytest.mark.parametrize(
    ("units", "depth", "millions"),
    [(622, 1, "3.79"), (250, 3, "3.79"), (250, 5, "6.79"), (250, 2, "2.28")],
)
def test_networks_of_the_paper(units, depth, millions):
    assert f"{peephole_weights(123, units, depth, 62) / 1e6:.2f}" == millions


def test_without_peepholes_keras_counts_the_same():
    model = keras.Sequential([keras.Input((None, 7))])
    for _ in range(3):
        layer = keras.layers.LSTM(5, return_sequences=True)
        model.add(keras.layers.Bidirectional(layer))
    model.add(keras.layers.Dense(4))
    assert model.count_params() == peephole_weights(7, 5, 3, 4, peepholes=0)


def test_the_single_layer_that_the_solution_names():
    assert peephole_weights(123, 622, 1, 62) == 3_793_018


def test_a_bias_counts_as_right_within_a_hundredth_of_c(capsys):
    for bias in np.linspace(3, 6, 301):
        checks.forget_bias(bias, exercise=1, **BIAS)
        left = (1 / (1 + math.exp(-bias))) ** 50
        ticked = capsys.readouterr().out.startswith("✓")
        assert ticked == (abs(left - 0.5) <= 0.01), bias
