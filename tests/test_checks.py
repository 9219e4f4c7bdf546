"""What holds of the checks beyond single hints: no tick but for what is right.

The hints themselves stand in `tests/hints.py`.
"""

import inspect
import math
from itertools import product

import keras
import numpy as np
import pytest

from helpers import checks
from helpers.checks.sizes import peephole_weights
from helpers.checks.step import step_question
from helpers.models import stack_parameters
from tests import hints_of_models as models_of
from tests.answer_forms import FORMS, KINDS
from tests.hints import CASES
from tests.hints_of_models import (
    FIRST,
    MODEL_CASES,
    RIGHT_LONG,
    SUMS,
    X,
    step,
)


def test_a_check_is_called_with_the_sizes_of_its_question() -> None:
    assert str(inspect.signature(checks.lstm_parameters)) == (
        "(answer: object, *, exercise: int, units: int, features: int, "
        "time_steps: int | None = None) -> None"
    )
    with pytest.raises(TypeError, match="unit"):
        checks.lstm_parameters(1, exercise=1, unit=5, features=2)


def solved(check: str, answer: object, sizes: dict, capsys) -> bool:
    getattr(checks, check)(answer, exercise=1, **sizes)
    return capsys.readouterr().out == "✓ Exercise 1 is solved.\n"


@pytest.mark.parametrize("check", KINDS)
def test_a_right_answer_may_come_in_any_form(check, capsys) -> None:
    forms = FORMS[KINDS[check]]
    assert len(forms) >= 15
    sizes = next(case.sizes for case in CASES if case.check == check)
    right = getattr(checks, check).question(**sizes).right
    for place, form in enumerate(forms):
        answer = form(right)
        told = f"form {place} of {KINDS[check]}: {answer!r}"
        assert solved(check, answer, sizes, capsys), told
        # It takes nothing out of the answer.
        assert solved(check, answer, sizes, capsys), told


def test_every_check_is_tried_with_many_forms() -> None:
    names = {
        name for name in dir(checks) if hasattr(vars(checks)[name], "question")
    }
    assert names == {*KINDS}
    assert {case.check for case in MODEL_CASES} | {*KINDS, "progress"} == {
        name for name, one in vars(checks).items() if inspect.isroutine(one)
    }
    for case in MODEL_CASES:
        long = case.right is RIGHT_LONG  # a few more, of other size
        assert len(case.right) >= 15 or long, case.check


def test_no_check_changes_a_model(capsys) -> None:
    for build in (models_of.stack, models_of.compiled, models_of.nested):
        model = build()
        before = [w.numpy().copy() for w in model.variables]
        names = [one.name for one in model.layers]
        assert solved("stack", model, MODEL_CASES[0].sizes, capsys)
        for old, new in zip(before, model.variables, strict=True):
            np.testing.assert_array_equal(old, new)
        assert names == [one.name for one in model.layers]
    model = keras.Sequential([keras.layers.LSTM(3), keras.layers.Dense(1)])
    data = {"x": FIRST, "y": SUMS}
    x, y = X.copy(), SUMS.copy()
    assert solved("fit_mended", (model, x, y), data, capsys)
    assert not model.built and not model.layers[0].built
    assert np.array_equal(x, X) and np.array_equal(y, SUMS)


def test_what_gives_its_parts_once_is_not_used_up(capsys) -> None:
    for case in CASES:
        numbers = iter(range(3))
        getattr(checks, case.check)(numbers, exercise=1, **case.sizes)
        assert capsys.readouterr().out.startswith("✗"), case.check
        assert next(numbers) == 0, case.check


def test_only_the_right_shape_gets_a_tick() -> None:
    # Small sizes, so that slips meet each other and the right answer.
    shapes = [s for n in (1, 2, 3) for s in product((1, 2, 3), repeat=n)]
    for s, t, f, u in product((1, 2, 3), repeat=4):
        said = {"sequences": s, "moments": t, "values": f}
        box = {"samples": s, "time_steps": t, "features": f, "units": u}
        last, every = {"return_sequences": False}, {"return_sequences": True}
        lower, top = {"layer": 1, "depth": 2}, {"layer": 2, "depth": 2}
        for check, sizes, right in (
            (checks.input_shape, said, (s, t, f)),
            (checks.output_shape, box | last, (s, u)),
            (checks.output_shape, box | every, (s, t, u)),
            (checks.layer_shape, box | lower, (s, t, u)),
            (checks.layer_shape, box | top, (s, u)),
        ):
            asked = check.question(**sizes)
            for shape in shapes:
                found = asked.hint(shape) is None
                assert found == (shape == right), (sizes, shape)


def test_only_the_right_count_gets_a_tick() -> None:
    for u, f, t in product((1, 2, 3), repeat=3):
        sizes = {"units": u, "features": f, "time_steps": t}
        right = 4 * u * (u + f + 1)
        asked = checks.lstm_parameters.question(**sizes)
        found = [n for n in range(1, 200) if asked.hint(n) is None]
        assert found == [right], sizes
        for depth in (1, 2):
            more = {**sizes, "depth": depth, "outputs": 1}
            asked = checks.stack_parameters.question(**more)
            right_stack = right + (depth - 1) * 4 * u * (2 * u + 1) + u + 1
            found = [n for n in range(1, 300) if asked.hint(n) is None]
            assert found == [right_stack], more


@pytest.mark.parametrize("depth", [2, 3, 5])
@pytest.mark.parametrize("budget", [60, 1000, 20_000])
def test_the_widest_fits_and_one_more_does_not(depth, budget) -> None:
    fitting = [
        n for n in range(1, 80) if stack_parameters(n, depth, 2, 1) <= budget
    ]
    if fitting:
        sizes = {"depth": depth, "budget": budget, "features": 2, "outputs": 1}
        asked = checks.widest_layers.question(**sizes)
        assert asked.hint(fitting[-1]) is None
        assert asked.hint(fitting[-1] + 1) is not None


def test_default_needs_no_word_for_it() -> None:
    # Lesson 01 asks for the last step before it has met return_sequences.
    box = {"samples": 12, "time_steps": 24, "features": 2, "units": 5}
    asked = checks.output_shape.question(**box, return_sequences=False)
    hints = [hint for _, hint in asked.slips]
    assert not any("return_sequences" in hint for hint in hints)


def test_slips_that_other_sizes_bring() -> None:
    # With five features, leaving out the opinions gives another number.
    wide = checks.lstm_parameters.question(units=7, features=5)
    assert "Or did you" not in wide.hint(420)
    # No minus can be lost where there is none.
    cell = {"c": 0.8, "forget": 0.9, "enter": 0.3, "shown": 0.6}
    hint = checks.cell_state.question(**cell, candidate=0.5).hint(0.57)
    assert "You subtracted" in hint
    assert "minus" not in hint
    # Nothing is kept, everything enters: what a slip gives is right here.
    cell = {"c": 3.0, "forget": 0, "enter": 1, "shown": 1}
    asked = checks.cell_state.question(**cell, candidate=0.25)
    assert asked.hint(0.2500005) is None
    assert asked.hint(0.25001) is not None


def test_a_bias_counts_as_right_within_a_hundredth_of_c() -> None:
    asked = checks.forget_bias.question(share=0.5, steps=50)
    for bias in np.linspace(3, 6, 301):
        left = (1 / (1 + math.exp(-bias))) ** 50
        assert (asked.hint(bias) is None) == (abs(left - 0.5) <= 0.01), bias


def test_networks_of_the_paper() -> None:
    millions = {(250, 2): "2.28", (250, 3): "3.79", (250, 5): "6.79"}
    for (units, depth), said in millions.items():
        count = peephole_weights(123, units, depth, 62)
        assert f"{count / 1e6:.2f}" == said
    # The single layer that the solution of lesson 05 names.
    assert peephole_weights(123, 622, 1, 62) == 3_793_018


def test_without_peepholes_keras_counts_the_same() -> None:
    model = keras.Sequential([keras.Input((None, 7))])
    for _ in range(3):
        layer = keras.layers.LSTM(5, return_sequences=True)
        model.add(keras.layers.Bidirectional(layer))
    model.add(keras.layers.Dense(4))
    assert model.count_params() == peephole_weights(7, 5, 3, 4, peepholes=0)


@pytest.mark.parametrize("patience", [1, 2, 3, 4])
def test_stopping_is_that_of_keras(patience) -> None:
    draw = np.random.default_rng(patience)
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    model.compile(loss="mse")
    for _ in range(20):
        losses = [*draw.permutation(12).tolist(), *[20] * patience]
        stop = keras.callbacks.EarlyStopping(
            patience=patience, restore_best_weights=True
        )
        stop.set_model(model)
        stop.on_train_begin()
        for epoch, loss in enumerate(losses):
            stop.on_epoch_end(epoch, {"val_loss": loss})
            if model.stop_training:
                break
        model.stop_training = False
        found = (stop.stopped_epoch + 1, stop.best_epoch + 1)
        sizes = {"losses": losses, "patience": patience}
        assert checks.early_stopping.question(**sizes).right == found, losses


def test_small_tables_need_no_turn() -> None:
    for samples in (4, 1):
        asked = checks.turned_table.question(time_steps=1, samples=samples)
        assert asked.hint(np.arange(samples).reshape(-1, 1, 1)) is None


def test_dots_in_part_of_an_answer_leave_it_open(capsys) -> None:
    def stub(x, h, c, kernel, recurrent_kernel, bias):
        new_c = ...
        new_h = ...
        return new_h, new_c

    def begun(*arguments):
        return ..., step(*arguments)[1]

    fit = {"x": FIRST, "y": SUMS}
    for check, answer, sizes in (
        (checks.fit_mended, (..., X, SUMS), fit),
        (checks.lstm_step, stub, {}),
        (checks.lstm_step, begun, {}),
        (checks.lstm_step, ..., {}),
    ):
        check(answer, exercise=1, **sizes)
        assert capsys.readouterr().out.startswith("○ Exercise 1 is open")


def test_an_answer_that_did_not_change_is_told_so(capsys) -> None:
    sizes = {"units": 5, "features": 2}
    said = []
    for answer in ([140], [140], [7]):
        for _ in range(2):
            checks.lstm_parameters(answer, exercise=9, **sizes)
            said.append(" ".join(capsys.readouterr().out.split()))
    told = ["(Changed it since?" in line for line in said]
    assert told == [False, True] * 3


def test_slips_of_a_step_differ_from_the_right_step() -> None:
    rng = np.random.default_rng(0)
    sizes = [(4, 3), (4, 5), (4, 5), (3, 20), (5, 20), (20,)]
    asked = step_question(*(rng.normal(0, 0.8, size) for size in sizes))
    for pair, hint in asked.slips:
        assert not np.allclose(pair, asked.right, rtol=0, atol=1e-4), hint
    assert len({hint for _, hint in asked.slips}) == 28


def test_the_check_uses_up_no_random_numbers_of_the_lesson() -> None:
    draws = []
    model = models_of.stack()
    unbuilt = keras.Sequential([keras.layers.LSTM(3), keras.layers.Dense(1)])
    for with_check in (False, True):
        keras.utils.set_random_seed(3)
        if with_check:
            checks.lstm_step(step, exercise=1)
            checks.stack(model, exercise=1, **MODEL_CASES[0].sizes)
            mended = unbuilt, X, SUMS
            checks.fit_mended(mended, exercise=1, x=FIRST, y=SUMS)
        first = keras.layers.Dense(3)
        first.build((None, 3))
        draws.append(np.asarray(first.kernel))
        draws[-1] = np.append(draws[-1], keras.random.normal((3,)))
        draws[-1] = np.append(draws[-1], np.random.normal())
    np.testing.assert_array_equal(*draws)
