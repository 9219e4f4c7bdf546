"""One training of the study: its model, its weights, the same everywhere."""

import json
import os
import subprocess
import sys
from collections.abc import Callable

import keras
import numpy as np
import pytest

from helpers import models
from study.engine import kept_by_jax
from study.tasks import TASKS
from study.training import (
    build,
    compile_for,
    draw_weights,
    judge,
    order,
    part_by_fit,
    train,
    units_of,
)
from tools.notebooks import ROOT


@pytest.mark.parametrize(
    ("form", "depth", "budget", "says"),
    [
        ("deep", 1, 2_000, "form is 'deep'; give one of plain, both"),
        ("plain", 0, 2_000, "depth is 0; give a whole number"),
        ("plain", 4, 20, "budget is 20, but 4 layers of one unit"),
    ],
)
def test_no_such_model(form, depth, budget, says) -> None:
    with pytest.raises(ValueError, match=says):
        units_of(TASKS["cascade"], form, depth, budget)


# Straight from the rules: parameters at depths 1, 2, 3, 4 and 8.
SIZES = {
    "cascade": (2161, 2058, 2080, 2201, 1776),
    "clean_3": (2161, 2058, 2080, 2201, 1776),
    "sine": (2229, 2106, 2120, 2237, 1800),
    "stress": (2008, 1788, 2006, 2008, 1996),
    "sunspots_1921": (1934, 1746, 1972, 1982, 1986),
}


@pytest.mark.parametrize("name", SIZES)
def test_limits_make_one_and_four_layers_nearly_equal(name) -> None:
    task = TASKS[name]
    for depth, size in zip((1, 2, 3, 4, 8), SIZES[name], strict=True):
        for form, more in (("plain", 0), ("both", 2 * depth)):
            units = units_of(task, form, depth, task.limit(form))
            ends = depth, task.features, task.outputs
            count = models.stack_parameters(
                units, *ends, lift=True, normalise=form == "both"
            )
            assert count == size + more * units <= task.limit(form)
    assert 1 <= SIZES[name][3] / SIZES[name][0] < 1.025


def test_first_weights_are_distributed_as_those_of_keras() -> None:
    keras.utils.set_random_seed(0)
    model = build(TASKS["cascade"], "both", 2, 7_500)
    by_keras = model.get_weights()
    draw_weights(model, 1)
    for ours, theirs in zip(model.get_weights(), by_keras, strict=True):
        if ours.ndim == 1:  # biases, factors and shifts are not drawn
            np.testing.assert_array_equal(ours, theirs)
        elif ours.size > 200:  # enough of them to compare their spread
            assert ours.std() == pytest.approx(theirs.std(), rel=0.1)
    recurrent = model.get_layer("layer_1").get_weights()[1]
    np.testing.assert_allclose(
        recurrent @ recurrent.T, np.eye(len(recurrent)), atol=1e-6
    )
    first = model.get_weights()
    draw_weights(model, 2)
    assert not np.array_equal(first[0], model.get_weights()[0])
    draw_weights(model, 1)
    for one, two in zip(first, model.get_weights(), strict=True):
        np.testing.assert_array_equal(one, two)
    layers = [keras.Input((3, 1)), keras.layers.SimpleRNN(2, name="old")]
    with pytest.raises(ValueError, match="old is a SimpleRNN; give a model"):
        draw_weights(keras.Sequential(layers), 1)


def test_order_is_a_new_one_when_all_were_seen() -> None:
    found = order(10, 25, seed=3)
    assert sorted(found[:10]) == sorted(found[10:20]) == list(range(10))
    assert not np.array_equal(found[:10], found[10:20])
    np.testing.assert_array_equal(found, order(10, 25, seed=3))


# All kinds of models and of losses.
SMALL = [
    ("stress", "both", 2),
    ("sine", "plain", 2),
    ("clean_4", "gru", 1),
]


def begun(name: str, form: str, depth: int, budget: int) -> keras.Model:
    task = TASKS[name]
    model = build(task, form, depth, budget)
    draw_weights(model, 1)
    compile_for(model, task)
    return model


def trained(make_part: Callable) -> dict[str, list[float]]:
    """Train small models for a moment; return answers and losses."""
    found = {}
    for name, form, depth in SMALL:
        data = TASKS[name].draw(1, 160)
        model = begun(name, form, depth, 300)
        part = make_part(model)
        # As many at once as `judge` takes: nothing is compiled for them.
        said = model.predict(data.test.x[:512], batch_size=512, verbose=0)
        found[f"{form} said"] = said[:64].ravel().tolist()
        how = {"steps": 20, "batch": 8, "seed": 1, "part": part}
        done = train(model, data, learning_rate=0.01, **how)
        assert done.seconds > 0 and done.cpu_seconds > 0
        found[form] = [*done.losses, *judge(model, data)]
    return found


def by_jax() -> dict[str, list[float]]:
    """Return what JAX, with which the tables are made, makes of it."""
    program = (
        "import json; from helpers import backend; backend.load(); "
        "from study.compiled import compiled_part; "
        "from tests.test_study_cells import check_min_lstm; "
        "from tests.test_study_training import trained; "
        "check_min_lstm(); "
        "print(json.dumps(trained(compiled_part)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env=os.environ | {"KERAS_BACKEND": "jax"} | kept_by_jax(),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.filterwarnings("ignore:__array__ implementation")  # TensorFlow
@pytest.mark.slow(20)
def test_one_program_trains_as_fit_does_on_another_backend() -> None:
    theirs = by_jax()
    for name, ours in trained(lambda model: part_by_fit).items():
        # Forward, only the rounding differs; a training lets it grow.
        rtol, atol = (0, 2e-6) if name.endswith("said") else (2e-4, 0)
        np.testing.assert_allclose(
            ours, theirs[name], rtol=rtol, atol=atol, err_msg=name
        )
