"""The check of a stack: equal models get a tick, each slip its hint."""

from collections.abc import Callable

import keras
import pytest
from keras.layers import LSTM, Dense, Flatten, RepeatVector

from helpers import checks
from tests.stacks import (
    EVERY,
    LAST,
    RIGHT_EVERY,
    SIZES,
    WRONG_EVERY,
    sequential,
    stack,
)
from tests.trials import ODD, unwrapped


@pytest.mark.parametrize("build", RIGHT_EVERY.values(), ids=RIGHT_EVERY.keys())
def test_equal_models_get_a_tick(build: Callable, capsys) -> None:
    checks.stack(build(), exercise=1, per_step=True, **SIZES)
    assert capsys.readouterr().out == "✓ Exercise 1 is solved.\n"


@pytest.mark.parametrize(("says", "build"), WRONG_EVERY.items())
def test_every_slip_has_its_hint(says: str, build: Callable, capsys) -> None:
    checks.stack(build(), exercise=1, per_step=True, **SIZES)
    line = unwrapped(capsys.readouterr().out)
    assert line.startswith("✗ Exercise 1: ")
    assert says in line
    assert not any(c.isdigit() for c in line[len("✗ Exercise 1") :])


def test_one_answer_a_sequence(capsys) -> None:
    for model, says in (
        (stack(LAST), "✓"),
        (stack(EVERY), "answers at every time step"),
        (stack(LAST, Dense(2)), "The head is used once a sequence"),
        (stack(LAST, Dense(24)), "time step. The head is used once a seq"),
        (then(EVERY, Flatten()), "Flatten is not needed: the last LSTM can"),
        (then(LAST, RepeatVector(24)), "its last step alone, and the head"),
    ):
        checks.stack(model, exercise=1, per_step=False, **SIZES)
        assert says in unwrapped(capsys.readouterr().out)


def then(last: dict, *above: keras.Layer) -> keras.Model:
    """Return the stack with layers between its last LSTM and the head."""
    return sequential(LSTM(8, **EVERY), LSTM(6, **last), *above, Dense(3))


def test_a_layer_below_the_head_that_is_not_needed(capsys) -> None:
    checks.stack(
        then(LAST, RepeatVector(24)), exercise=1, per_step=True, **SIZES
    )
    line = unwrapped(capsys.readouterr().out)
    assert "RepeatVector is not needed" in line
    assert "the last LSTM can hand over every step" in line


def test_model_of_another_kind(capsys) -> None:
    class Own(keras.Model):
        def __init__(self) -> None:
            super().__init__()
            self.row = [LSTM(8, **EVERY), LSTM(6, **EVERY), Dense(3)]

    checks.stack(Own(), exercise=1, per_step=True, **SIZES)
    assert "let it begin with keras.Input" in unwrapped(
        capsys.readouterr().out
    )


def test_odd_answers(capsys) -> None:
    for kind, answer in ODD.items():
        checks.stack(answer, exercise=1, per_step=True, **SIZES)
        line = unwrapped(capsys.readouterr().out)
        assert line.startswith("✗ Exercise 1: "), kind
        assert len(line) < 300, kind
