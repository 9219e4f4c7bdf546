"""Checks of shapes: a tick, or the hint that was made for this slip."""

from itertools import product

import numpy as np
import pytest

from helpers import checks
from tests.shape_slips import (
    BOX,
    EVERY,
    FIRST,
    INPUT,
    LAST,
    LAYER_FIRST,
    LAYER_MIDDLE,
    LAYER_TOP,
    MIDDLE,
    OUTPUT_EVERY,
    OUTPUT_LAST,
    STATES_EVERY,
    STATES_LAST,
    TOP,
    Q,
    S,
)
from tests.trials import bears_odd_answers, gets_its_hints, unwrapped

CASES = [
    (checks.input_shape, BOX, (12, 24, 2), INPUT),
    (checks.output_shape, LAST, (12, 5), OUTPUT_LAST),
    (checks.output_shape, EVERY, (12, 24, 5), OUTPUT_EVERY),
    (checks.layer_shape, FIRST, (4, 10, 8), LAYER_FIRST),
    (checks.layer_shape, MIDDLE, (4, 10, 8), LAYER_MIDDLE),
    (checks.layer_shape, TOP, (4, 8), LAYER_TOP),
    (checks.state_shapes, LAST, (S, S, S), STATES_LAST),
    (checks.state_shapes, EVERY, (Q, S, S), STATES_EVERY),
]
by_check = pytest.mark.parametrize(
    ("check", "sizes", "right", "wrong"),
    CASES,
    ids=[
        "input",
        "output",
        "outputs",
        "first layer",
        "middle layer",
        "top layer",
        "states",
        "states of sequences",
    ],
)


@by_check
def test_every_slip_has_its_hint(check, sizes, right, wrong, capsys) -> None:
    gets_its_hints(check, sizes, (right,), wrong, capsys)


@by_check
def test_odd_answers(check, sizes, right, wrong, capsys) -> None:
    bears_odd_answers(check, sizes, capsys)


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ([12, 5], "✓"),
        ((12.0, np.float32(5)), "✓"),
        (np.array([12, 5]), "✓"),
        (np.zeros((12, 5)).shape, "✓"),
        (np.zeros((12, 5)), "You gave the data itself"),
        (5, "The axis that counts the sequences is missing"),
        (np.int64(60), "too few axes"),
        ((None, 5), "None in a shape means: any number"),
        ((12, 5.5), "✗ Exercise 1: Each size is one whole number.\n"),
        ((12, True), "Each size in a shape is one whole number"),
        ("(12, 5)", "stands in quotes"),
        ({12, 5}, "stands in braces"),
        ((), "Your shape is empty"),
        (list(range(9)), "a long list of numbers"),
        (np.shape, "is a function"),
        (object, "is a class"),
        (None, "Your answer is None"),
        (False, "True or False"),
    ],
)
def test_ways_to_write_a_shape(answer, says: str, capsys) -> None:
    checks.output_shape(answer, exercise=1, **LAST)
    assert says in unwrapped(capsys.readouterr().out)


def test_shape_of_a_tensor_counts(capsys) -> None:
    import keras

    layer = keras.layers.LSTM(5, return_sequences=True)
    tensor = layer(np.ones((12, 24, 2), "float32"))
    checks.output_shape(tensor.shape, exercise=1, **EVERY)
    assert capsys.readouterr().out.startswith("✓")
    checks.output_shape(tensor, exercise=1, **EVERY)
    assert "You gave the data itself" in unwrapped(capsys.readouterr().out)
    checks.state_shapes([S, [12, 5], np.array(S)], exercise=1, **LAST)
    assert capsys.readouterr().out.startswith("✓")
    checks.state_shapes((12, 5), exercise=1, **LAST)
    assert "give each its own." in unwrapped(capsys.readouterr().out)


def test_only_the_right_shape_gets_a_tick(capsys) -> None:
    # Small sizes, so that slips meet each other and the right answer.
    shapes = [s for n in (1, 2, 3) for s in product((1, 2, 3), repeat=n)]
    for s, t, f, u in product((1, 2, 3), repeat=4):
        said = {"sequences": s, "moments": t, "values": f}
        box = {"samples": s, "time_steps": t, "features": f}
        for check, sizes, right in (
            (checks.input_shape, said, (s, t, f)),
            (checks.output_shape, box | _layer(u, False), (s, u)),
            (checks.output_shape, box | _layer(u, True), (s, t, u)),
            (checks.layer_shape, box | _place(u, 1), (s, t, u)),
            (checks.layer_shape, box | _place(u, 2), (s, u)),
        ):
            for shape in shapes:
                check(shape, exercise=1, **sizes)
                ticked = capsys.readouterr().out.startswith("✓")
                assert ticked == (shape == right), (sizes, shape)


def _layer(units: int, return_sequences: bool) -> dict[str, int | bool]:
    return {"units": units, "return_sequences": return_sequences}


def _place(units: int, layer: int) -> dict[str, int]:
    return {"units": units, "layer": layer, "depth": 2}


def test_default_needs_no_word_for_it(capsys) -> None:
    # Lesson 01 asks for the last step before it has met return_sequences.
    for answer in OUTPUT_LAST:
        checks.output_shape(answer, exercise=1, **LAST)
        assert "return_sequences" not in unwrapped(capsys.readouterr().out)
