"""Checks about words: padded rows, masks, and what a head answers."""

import numpy as np
import pytest

from helpers import checks
from helpers.checks.engine import NO_SLIP
from tests.trials import bears_odd_answers, gets_its_hints, unwrapped

WORD = {"word": "cab", "steps": 5}
MASK = {"row": [7, 15, 0, 0]}
STEPS = {"samples": 64, "time_steps": 10, "outputs": 3, "per_step": True}
ONCE = {**STEPS, "per_step": False}

ROWS = {
    (0, 0, 3, 1, 2): "Your zeros stand on the left, where Keras puts",
    (0, 0, 2, 0, 1): "zeros stand on the left, and the letters count from",
    (2, 0, 1, 0, 0): "You count the letters from zero, as Python does",
    (3, 1, 2): "The padding is missing: every row",
    (2, 0, 1): "The padding is missing, and zero is no letter",
    (1, 2, 3, 0, 0): "the right integers in another order",
    (2, 1, 3, 0, 0): "Your word runs backwards",
    (4, 2, 3, 1, 1): "Everything is one too large",
    (3, 1, 2, 0): "Count again: your row does not have the asked",
    (3, 1, 2, 0, 1): NO_SLIP,
}
T, F = True, False
MASKS = {
    (F, F, T, T): "It is the other way round",
    (T, T): "The mask has an entry for every step",
    (T, T, T, T): "So nothing would be masked",
    (F, F, F, F): "So nothing would be read",
    (7, 15, 0, 0): "These are the integers themselves",
    (T, T, F): "Count again: the mask has one entry",
    (T, F, F, F): NO_SLIP,
}
HEAD_STEPS = {
    (64, 3): "one answer a sequence. This head answers at every",
    (64, 10): "The last axis is missing",
    (64, 10, 1): "Your last axis has one number",
    (64, 3, 10): "Two axes have changed places",
    (10, 64, 3): "Two axes have changed places",
    (10, 3): "The axis that counts the sequences is missing",
    (64, 30): "You multiplied time steps and outputs",
    (640, 3): "You multiplied samples and time steps",
    (63, 10, 3): "the size of the samples axis",
    (3,): "too few axes",
    (5, 6, 7): NO_SLIP,
}
HEAD_ONCE = {
    (64, 10, 3): "an answer at every time step. This head answers once",
    (64, 10): "Your last axis counts time steps",
    (64, 1): "Your last axis has one number",
    (3, 64): "Two axes have changed places",
    (3,): "The axis that counts the sequences is missing",
    (64, 30): "You multiplied time steps and outputs",
    (63, 3): "the size of the samples axis",
    (5, 6): NO_SLIP,
}
CASES = [
    (checks.padded_row, WORD, [3, 1, 2, 0, 0], ROWS),
    (checks.row_mask, MASK, [T, T, F, F], MASKS),
    (checks.head_shape, STEPS, (64, 10, 3), HEAD_STEPS),
    (checks.head_shape, ONCE, (64, 3), HEAD_ONCE),
]
by_check = pytest.mark.parametrize(
    ("check", "sizes", "right", "wrong"),
    CASES,
    ids=["row", "mask", "head a step", "head"],
)


@by_check
def test_every_slip_has_its_hint(check, sizes, right, wrong, capsys) -> None:
    forms = (right, list(right), np.array(right))
    gets_its_hints(check, sizes, forms, wrong, capsys)


@by_check
def test_odd_answers(check, sizes, right, wrong, capsys) -> None:
    bears_odd_answers(check, sizes, capsys)


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ([[3, 1, 2, 0, 0]], "✓"),
        (np.array([[3.0, 1.0, 2.0, 0.0, 0.0]]), "✓"),
        (["c", "a", "b", 0, 0], "no texts are asked for"),
        ([3, 1, 2, False, False], "These are truths"),
        ([3, 1, 2, 0.5, 0], "Each entry is one whole number"),
        ([0] * 2000, "a very long list"),
        (np.zeros(2000), "Your answer is no list"),
        (312, "Your answer is no list"),
        ({3, 1, 2, 0}, "stands in braces"),
    ],
)
def test_ways_to_write_a_row(answer, says: str, capsys) -> None:
    checks.padded_row(answer, exercise=1, **WORD)
    assert says in unwrapped(capsys.readouterr().out)


@pytest.mark.parametrize(
    "answer", [[1, 1, 0, 0], np.array([[True, True, False, False]])]
)
def test_ways_to_write_a_mask(answer, capsys) -> None:
    checks.row_mask(answer, exercise=1, **MASK)
    assert capsys.readouterr().out.startswith("✓")
