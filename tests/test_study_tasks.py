"""The tasks of the study: the same data for everyone, and honest splits."""

import math

import numpy as np
import pytest

from helpers import depth_study
from helpers.data import cascade, load_sunspots, load_words
from helpers.studying import stress, training

SAMPLES = 64
by_task = pytest.mark.parametrize("name", list(depth_study.TASKS))


@pytest.mark.parametrize("bent", [True, False])
@pytest.mark.parametrize("stages", [1, 3, 4])
def test_cascade_is_that_of_a_loop_by_hand(bent: bool, stages: int) -> None:
    taus = (1.5, 3.0, 6.0, 12.0)[:stages]
    x, y = cascade(3, 20, seed=5, time_constants=taus, bent=bent)
    assert x.shape == y.shape == (3, 20, 1)
    for given, expected in zip(x[..., 0], y[..., 0], strict=True):
        levels = [0.0, 0.0, 0.0, 0.0]
        for step, value in enumerate(given):
            for stage, tau in enumerate(taus):
                kept = 1 - 1 / tau
                levels[stage] = kept * levels[stage] + value / tau
                value = levels[stage]
                if bent:
                    value = math.tanh(3 * value)
                    value -= 0.5 * abs(value)
            assert expected[step] == pytest.approx(3 * value, abs=1e-12)


def test_cascade_depends_on_the_seed_alone() -> None:
    np.testing.assert_array_equal(cascade(4, 9, 1), cascade(4, 9, 1))
    assert not np.array_equal(cascade(4, 9, 1), cascade(4, 9, 2))
    assert abs(np.std(cascade(500, 60, 1)[1]) - 1) < 0.5  # near 1


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"sequences": 0}, "sequences is 0; give a whole number"),
        ({"length": 2.0}, "length is 2.0; give a whole number"),
        ({"time_constants": (0.5,)}, r"time_constants are \(0.5,\); give"),
        ({"time_constants": (math.inf,)}, "give finite numbers of at least"),
    ],
)
def test_cascade_refuses(arguments: dict, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        cascade(**{"sequences": 2, "length": 3, "seed": 1} | arguments)


@by_task
@pytest.mark.parametrize("split", depth_study.SPLITS)
def test_data_has_the_shapes_of_its_task(name: str, split: str) -> None:
    task = depth_study.TASKS[name]
    data = task.draw(split, 1, SAMPLES)
    steps = (task.time_steps,) if task.per_step else ()
    outputs = () if task.loss == "classes" else (task.outputs,)
    assert data.x.shape == (SAMPLES, task.time_steps, task.features)
    assert data.y.shape == (SAMPLES, *steps, *outputs)
    assert data.x_held.shape[1:] == data.x.shape[1:]
    assert data.x.dtype == data.x_held.dtype == "float32"


@by_task
def test_what_judges_does_not_depend_on_the_seed(name: str) -> None:
    task = depth_study.TASKS[name]
    one, two = (task.draw("test", seed, SAMPLES) for seed in (1, 2))
    np.testing.assert_array_equal(one.x_held, two.x_held)
    same = np.array_equal(one.x, two.x)
    assert same == (name == "sunspots")  # there is only one sun
    again = task.draw("test", 1, SAMPLES)
    np.testing.assert_array_equal(one.x, again.x)
    np.testing.assert_array_equal(one.y, again.y)
    valid = task.draw("validation", 1, SAMPLES)
    assert not np.array_equal(valid.x_held, one.x_held)


@by_task
def test_an_unknown_split_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="split is 'train'; give 'valida"):
        depth_study.TASKS[name].draw("train", 1, SAMPLES)


def test_errors_are_those_of_the_protocol() -> None:
    tasks = depth_study.TASKS
    data = tasks["cascade"].draw("test", 1, SAMPLES)
    _, truth = cascade(2048, 60, 1_000_002)
    assert data.error(truth) == 0
    assert data.error(truth + 0.5) == pytest.approx(0.25)
    data = tasks["sine"].draw("test", 1, SAMPLES)
    assert 0.1 < data.error(np.zeros((2048, 5))) < 0.25  # the mean of all
    data = tasks["stress"].draw("test", 1, SAMPLES)
    always_first = np.eye(6)[np.zeros(stress.HELD, int)]
    assert 0.2 < data.error(always_first) < 0.4
    data = tasks["sunspots"].draw("test", 1, SAMPLES)
    _, sunspots = load_sunspots()
    past = sunspots[: len(sunspots) * 4 // 5]
    zero = data.error(np.zeros((len(data.x_held), 36)))
    assert zero == pytest.approx(50, abs=20)  # always the mean of the past
    assert len(data.x_held) == len(sunspots) - len(past) - 35


def test_fewer_stages_are_those_of_the_cascade_that_come_first() -> None:
    taus = (1.5, 3.0, 6.0, 12.0)
    for stages in (1, 2, 3):
        data = depth_study.TASKS[f"stages_{stages}"].draw("test", 1, SAMPLES)
        x, y = cascade(SAMPLES, 60, 1, time_constants=taus[:stages])
        np.testing.assert_array_equal(data.x, x.astype("float32"))
        np.testing.assert_array_equal(data.y, y.astype("float32"))
    data = depth_study.TASKS["straight"].draw("test", 1, SAMPLES)
    _, y = cascade(SAMPLES, 60, 1, bent=False)
    np.testing.assert_array_equal(data.y, y.astype("float32"))
    _, truth = cascade(2048, 60, 1_000_002, bent=False)
    assert data.error(truth) == 0


def test_words_are_padded_on_the_left_and_stay_with_relatives() -> None:
    rows, syllable, fifth = stress._words()
    assert len(rows) > 60_000
    assert syllable.max() < stress.MOST and rows.max() == stress.SOUNDS
    began = (rows != 0).cumsum(axis=1) > 0
    assert ((rows != 0) == began).all()
    words = [w for w in load_words() if w.startswith("banana")]
    assert len(words) > 1
    data = depth_study.TASKS["stress"].draw("test", 1, SAMPLES)
    assert set(data.x.sum(axis=2).ravel()) == {0.0, 1.0}
    assert all((fifth == n).sum() > stress.HELD for n in range(5))


def test_order_is_a_new_one_when_all_were_seen() -> None:
    found = training.order(10, 25, seed=3)
    assert sorted(found[:10]) == sorted(found[10:20]) == list(range(10))
    assert not np.array_equal(found[:10], found[10:20])
    np.testing.assert_array_equal(found, training.order(10, 25, seed=3))
