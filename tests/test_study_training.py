"""One training of the study: its model, its weights, the same everywhere."""

import dataclasses
from types import SimpleNamespace

import keras
import numpy as np
import pytest

from helpers import models
from study.engine import run_group
from study.grids import read_grid
from study.records import Records
from study.tasks import TASKS
from study.training import (
    build,
    compile_for,
    draw_weights,
    judge,
    order,
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


@pytest.fixture(scope="module")
def three(tmp_path_factory) -> tuple:
    """Return a grid, its records, and three runs that one kernel made.

    The one of interest stands between one with the same data and one with
    the same rate.
    """
    grid = read_grid(ROOT / "study" / "short.toml")
    cell = next(
        c
        for c in grid.cells
        if (c.task, c.form, c.depth) == ("sunspots_1877", "both", 1)
    )
    cell = dataclasses.replace(
        cell, steps=60, learning_rates=(0.01, 1e39), seeds=(201, 202)
    )
    grid = dataclasses.replace(grid, cells=[cell])
    run, wild, other, _ = cell.runs
    records = Records(tmp_path_factory.mktemp("records"), "all")
    runs = [wild, run, other]
    assert run_group(grid.notebook, runs, records.folder) is None
    return grid, records, runs


@pytest.mark.slow(10)
@pytest.mark.filterwarnings("ignore:__array__ implementation")  # TensorFlow
def test_a_run_among_others_is_that_of_fit_alone_on_another_backend(three):
    _, records, runs = three
    ruined, found, last = map(records.read, runs)
    # A training that went to pieces takes none with it.
    for lost in ("validation_error", "test_error", "loss"):
        assert ruined[lost] is None
        assert last[lost] != found[lost]
    assert ruined["test_constant"] == found["test_constant"]
    run, task = runs[1], TASKS["sunspots_1877"]
    model = build(task, run.form, run.depth, run.budget)
    assert found["parameters"] == model.count_params()
    data = task.draw(run.seed, run.steps * run.batch)
    draw_weights(model, run.seed)
    compile_for(model, task)
    how = {name: getattr(run, name) for name in ("steps", "batch", "seed")}
    done = train(model, data, learning_rate=run.learning_rate, **how)
    assert done.seconds > 0 and done.cpu_seconds > 0
    # Only the rounding differs; the training lets it grow.
    assert [done.losses[-1], *judge(model, data)] == pytest.approx(
        [found[n] for n in ("loss", "validation_error", "test_error")],
        rel=1e-3,
    )


def test_each_part_has_its_own_error() -> None:
    parts = [
        SimpleNamespace(x=np.full((rows, 1), error), error=np.mean)
        for rows, error in ((3, 1.0), (5, 2.0))
    ]
    data = SimpleNamespace(validation=parts[0], test=parts[1])
    says_it_back = SimpleNamespace(predict=lambda x, **_: x)
    assert judge(says_it_back, data) == (1.0, 2.0)


@pytest.mark.slow(10)
def test_the_table_has_a_row_for_each_finished_run(three, tmp_path) -> None:
    grid, records, _ = three
    path = tmp_path / "table.csv"
    assert records.write_table(grid, path) == 3
    head, right, wrong, _ = path.read_text().splitlines()
    assert head == (
        "task,form,depth,budget,learning_rate,seed,steps,batch,backend,units,"
        "parameters,multiply_adds,validation_error,test_error,"
        "validation_constant,test_constant,loss,seconds,cpu_seconds,"
        "start_seconds,python,numpy,keras,engine,code"
    )
    assert ",," not in right and ",,," in wrong  # two errors, one beside
