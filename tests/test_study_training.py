"""One training of the study: its model, its weights, the same everywhere."""

import json
import os
import subprocess
import sys
from collections.abc import Callable

import keras
import numpy as np
import pytest

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

MODELS = [("plain", 4), ("both", 3), ("dense", 1), ("long", 1)]


@pytest.mark.parametrize("name", ["cascade", "sine", "stress", "sunspots"])
@pytest.mark.parametrize(("form", "depth"), MODELS)
@pytest.mark.parametrize("budget", [2_000, 7_500])
def test_a_model_is_as_wide_as_its_budget_allows(name, form, depth, budget):
    task = TASKS[name]
    model = build(task, form, depth, budget)
    assert 0.75 * budget < model.count_params() <= budget
    steps = (task.time_steps,) if task.per_step else ()
    assert model.input_shape == (None, task.time_steps, task.features)
    assert model.output_shape == (None, *steps, task.outputs)
    units = units_of(task, form, depth, budget)
    assert model.get_layer(f"layer_{depth}").units == units
    for fewer in (1, 2, 3):  # as wide as four plain layers
        width = units_of(task, "width", fewer, budget)
        assert width == units_of(task, "plain", 4, budget)


@pytest.mark.parametrize(
    ("form", "depth", "budget", "says"),
    [
        ("deep", 1, 2_000, "form is 'deep'; give one of plain, both"),
        ("dense", 2, 2_000, "depth is 2; the form 'dense' has one layer"),
        ("long", 4, 2_000, "depth is 4; the form 'long' has one layer"),
        ("plain", 0, 2_000, "depth is 0; give a whole number"),
        ("plain", 4, 20, "budget is 20, but 4 layers of one unit"),
    ],
)
def test_no_such_model(form, depth, budget, says) -> None:
    with pytest.raises(ValueError, match=says):
        units_of(TASKS["cascade"], form, depth, budget)


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
    layers = [keras.Input((3, 1)), keras.layers.GRU(2, name="gate")]
    with pytest.raises(ValueError, match="gate is a GRU; give a model of"):
        draw_weights(keras.Sequential(layers), 1)


def test_order_is_a_new_one_when_all_were_seen() -> None:
    found = order(10, 25, seed=3)
    assert sorted(found[:10]) == sorted(found[10:20]) == list(range(10))
    assert not np.array_equal(found[:10], found[10:20])
    np.testing.assert_array_equal(found, order(10, 25, seed=3))


# All kinds of models and of losses.
SMALL = [("stress", "both", 2), ("sine", "plain", 2), ("cascade", "dense", 1)]


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
        data = TASKS[name].draw("validation", 1, 160)
        model = begun(name, form, depth, 300)
        part = make_part(model)
        # As many at once as `judge` takes: nothing is compiled for them.
        said = model.predict(data.x_held[:1024], batch_size=1024, verbose=0)
        found[f"{form} said"] = said[:64].ravel().tolist()
        how = {"steps": 20, "batch": 8, "seed": 1, "part": part}
        done = train(model, data, learning_rate=0.01, **how)
        assert done.seconds > 0 and done.cpu_seconds > 0
        found[form] = [*done.losses, judge(model, data)]
    return found


def by_jax() -> dict[str, list[float]]:
    """Return what JAX, with which the tables are made, makes of it."""
    program = (
        "import json; from helpers import backend; backend.load(); "
        "from study.compiled import compiled_part; "
        "from tests.test_study_training import trained; "
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
