"""The layers of the study: what they compute, and how large they are."""

import keras
import numpy as np
import pytest

from study.cells import MinLSTM, convolution
from study.tasks import TASKS
from study.training import (
    FORMS,
    build,
    draw_weights,
    multiply_adds,
    taps,
    units_of,
)


def test_min_lstm_is_that_of_a_loop() -> None:
    layer = MinLSTM(5, return_sequences=True)
    x = np.random.default_rng(1).standard_normal((3, 30, 2))
    layer.build(x.shape)
    draw = np.random.default_rng(2)
    kernel, bias = draw.standard_normal((2, 15)), draw.standard_normal(15)
    layer.set_weights([kernel, bias])
    found = np.asarray(layer(x.astype("float32")))
    h = np.zeros((3, 5))
    for step in range(30):
        f, i, new = np.split(x[:, step] @ kernel + bias, 3, axis=1)
        f, i = 1 / (1 + np.exp(-f)), 1 / (1 + np.exp(-i))
        h = f / (f + i) * h + i / (f + i) * new
        np.testing.assert_allclose(found[:, step], h, atol=2e-6)
    # Gates that are all but shut keep half of it and take half, as equals.
    shut = np.repeat([-200.0, 1.0], [10, 5])
    layer.set_weights([np.zeros((2, 15)), shut])
    found = np.asarray(layer(x.astype("float32")))[:, :3, 0]
    np.testing.assert_allclose(found, [[0.5, 0.75, 0.875]] * 3, rtol=1e-6)


@pytest.mark.parametrize("depth", [1, 2, 4])
@pytest.mark.parametrize("name", ["cascade", "stress"])
def test_the_last_convolution_sees_the_whole_past_and_nothing_else(
    name: str, depth: int
) -> None:
    task = TASKS[name]
    factor = taps(task, depth)
    assert factor**depth >= task.time_steps > (factor - 1) ** depth
    x = keras.Input((task.time_steps, 1))
    said = x
    for number in range(1, depth + 1):
        layer = convolution(factor)(1, name=f"layer_{number}")
        said = layer(said)
        layer.set_weights([np.ones((factor, 1, 1)), np.zeros(1)])
    model = keras.Model(x, said)
    one_at = np.eye(task.time_steps)[..., np.newaxis]
    seen = np.asarray(model(one_at))[..., 0] > 0
    assert seen[:, -1].all()
    assert not np.tril(seen, -1).any()  # nothing that is still to come


@pytest.mark.parametrize("name", ["cascade", "stress"])
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("depth", [1, 4])
def test_a_model_is_as_wide_as_its_limit_allows(name, form, depth) -> None:
    task = TASKS[name]
    limit = task.limit(form)
    model = build(task, form, depth, limit)
    draw_weights(model, 1)
    units = units_of(task, form, depth, limit)
    assert model.get_layer("lift").units == units
    assert 0.75 * limit < model.count_params() <= limit
    # One unit more would be too many: the count without Keras is right.
    more = limit
    while units_of(task, form, depth, more) == units:
        more += 1
    assert build(task, form, depth, more).count_params() == more


def test_multiply_adds_count_a_weight_once_a_step() -> None:
    model = build(TASKS["sine"], "plain", 4, 2240)  # 8 units, 50 steps
    products = 50 * (8 + 4 * (2 * 8 * 32)) + 8 * 5
    assert multiply_adds(model, TASKS["sine"]) == products
    model = build(TASKS["cascade"], "gru", 1, 2240)  # its head: each step
    units = model.get_layer("lift").units
    products = 60 * (units + 6 * units**2 + units)
    assert multiply_adds(model, TASKS["cascade"]) == products
