"""Checks on wrong shapes: which layer, which table, which fit is mended."""

import keras
import numpy as np
import pytest

from helpers import checks, models
from helpers.checks.engine import NO_SLIP
from tests.trials import bears_odd_answers, gets_its_hints, unwrapped

WHO = {"complains": 3, "units": [16, 12, 12, 8]}
WHO_SLIPS = {
    3: "That is the layer that complains",
    4: "That layer was never asked",
    1: "did its part",
    0: "did its part",
    12: "a number of units",
    16: "a number of units",
    -1: NO_SLIP,
    2.5: NO_SLIP,
}
INPUT = {"complains": 1, "units": [8, 1]}
INPUT_SLIPS = {
    1: "That is the layer that complains",
    2: "That layer was never asked",
    8: "a number of units",
    3: NO_SLIP,
}


@pytest.mark.parametrize(
    ("sizes", "right", "wrong"),
    [(WHO, 2, WHO_SLIPS), (INPUT, 0, INPUT_SLIPS)],
    ids=["layer", "input"],
)
def test_the_layer_below_must_change(sizes, right, wrong, capsys) -> None:
    right = (right, float(right), np.int64(right), [right])
    gets_its_hints(checks.layer_to_change, sizes, right, wrong, capsys)
    bears_odd_answers(checks.layer_to_change, sizes, capsys)


TABLE = np.arange(30 * 5).reshape(30, 5)
TABLE_SIZES = {"time_steps": 30, "samples": 5}
TURNED = TABLE.T[..., np.newaxis]
TABLES = [
    (TABLE.reshape(5, 30, 1), "reshape fills it row by row"),
    (TABLE, "The moments still stand first"),
    (TABLE[..., np.newaxis], "The moments still stand first"),
    (TABLE.T, "The last axis is missing"),
    (TABLE.T[:, np.newaxis], "stand where the features belong"),
    (TABLE.T[np.newaxis], "stand where the features belong"),
    (TABLE[:, np.newaxis], "became a sequence of its own, with one step"),
    (TABLE[np.newaxis], "the features of one sequence"),
    (TABLE.ravel(), "one long row of numbers"),
    (TURNED[:, ::-1], "the time runs backwards"),
    (TURNED[::-1], "The shape is right, but not the numbers"),
    (np.zeros((5, 30, 1)), "The shape is right, but not the numbers"),
    (TURNED[:, 1:], "the size of the time steps axis"),
    (TURNED[..., np.newaxis], "too many axes"),
    (TURNED.tolist(), "is a list or a tuple"),
    (np.full((5, 30, 1), np.nan), "NaN"),
    (TURNED.astype(str), "something other than numbers"),
    (TURNED.astype(complex), "something other than numbers"),
    (keras.Input((30, 1)), "no array of numbers"),
]


@pytest.mark.parametrize(("answer", "says"), TABLES)
def test_a_table_that_is_not_turned_has_its_hint(answer, says, capsys) -> None:
    assert says in said(capsys, checks.turned_table, answer, TABLE_SIZES)


def test_a_turned_table_gets_a_tick(capsys) -> None:
    for right in (TURNED, TURNED.astype("float32"), keras.ops.array(TURNED)):
        line = said(capsys, checks.turned_table, right, TABLE_SIZES)
        assert line == "✓ Exercise 1 is solved.\n"
    for sizes in ({"time_steps": 1, "samples": 4}, {"time_steps": 1} | ONE):
        flat = np.arange(sizes["samples"]).reshape(-1, 1, 1)
        assert said(capsys, checks.turned_table, flat, sizes).startswith("✓")
    bears_odd_answers(checks.turned_table, TABLE_SIZES, capsys)


ONE = {"samples": 1}
FIT_SIZES = {"samples": 12, "time_steps": 5, "features": 2}
X = np.random.default_rng(0).random((12, 5, 2))
SUMS = X.sum(axis=(1, 2))[:, np.newaxis]
FIRST = np.swapaxes(X, 0, 1)


def stack(**options) -> keras.Model:
    return models.stacked_lstm_model(5, 2, 3, depth=2, **options)


def own_loss() -> keras.Model:
    model = stack()
    model.compile("sgd", lambda y, p: keras.ops.mean(y - p))
    return model


def squeezed() -> keras.Model:
    parts = [keras.layers.LSTM(3), keras.layers.Reshape((1, 3))]
    parts += [keras.layers.LSTM(3), keras.layers.Dense(1)]
    return keras.Sequential([keras.Input((5, 2)), *parts])


def without_lstm() -> keras.Model:
    parts = [keras.layers.Flatten(), keras.layers.Dense(1)]
    return keras.Sequential([keras.Input((5, 2)), *parts])


FITS = [
    (lambda: (stack(per_step=True), FIRST, SUMS), "the time steps first"),
    (lambda: (stack(per_step=True), X, SUMS), "still answers at every time"),
    (lambda: (stack(), X.reshape(5, 12, 2), SUMS), "the time steps first"),
    (lambda: (stack(), FIRST.reshape(X.shape), SUMS), "reshape mixes"),
    (lambda: (stack(), X, SUMS[::-1]), "no longer the sum"),
    (lambda: (stack(), X.swapaxes(1, 2), SUMS), "features of the input have"),
    (lambda: (stack(), FIRST.T, SUMS), "turned all three axes"),
    (lambda: (stack(), X[..., 0], SUMS), "the features, is missing"),
    (lambda: (stack(), X[:, :4], SUMS), "no number of it should be lost"),
    (
        lambda: (stack(per_step=True), X, X.sum(axis=2)),
        "You changed the targets until they fitted",
    ),
    (lambda: (stack(outputs=3), X, SUMS), "still finds something"),
    (lambda: (squeezed(), X, SUMS), "still finds something"),
    (lambda: (without_lstm(), X, SUMS), "no LSTM layer left"),
    (lambda: (own_loss(), X, SUMS), "a loss of your own"),
    (lambda: (X, SUMS, stack()), "in this order"),
    (lambda: (X, SUMS), "in this order"),
    (stack, "in this order"),
    (lambda: (stack(), X.tolist(), SUMS), "The input is a list"),
    (lambda: (stack(), X, SUMS * np.nan), "The array of y holds NaN"),
    (lambda: (stack(), X, None), "Your answer is None"),
]


@pytest.mark.parametrize(("build", "says"), FITS)
def test_a_fit_that_is_not_mended_has_its_hint(build, says, capsys) -> None:
    line = said(capsys, checks.fit_mended, build(), FIT_SIZES)
    assert says in line
    assert not any(c.isdigit() for c in line[len("✗ Exercise 1") :])


def test_a_mended_fit_gets_a_tick(capsys) -> None:
    any_length = models.stacked_lstm_model(None, 2, 3, depth=1)
    for answer in (
        (stack(), X, SUMS),
        [stack(), X.astype("float32"), SUMS[:, 0].astype("float32")],
        (any_length, keras.ops.array(X), SUMS),
    ):
        line = said(capsys, checks.fit_mended, answer, FIT_SIZES)
        assert line == "✓ Exercise 1 is solved.\n"
    bears_odd_answers(checks.fit_mended, FIT_SIZES, capsys)
    checks.fit_mended((..., X, SUMS), exercise=1, **FIT_SIZES)
    assert "is open" in unwrapped(capsys.readouterr().out)


def said(capsys, check, answer, sizes) -> str:
    check(answer, exercise=1, **sizes)
    line = unwrapped(capsys.readouterr().out)
    assert len(line) < 300
    return line
