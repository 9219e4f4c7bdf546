"""The tasks of the study: the same data for everyone, and honest splits."""

import math

import numpy as np
import pytest

from helpers.data import load_sunspots
from helpers.synthetic import cascade
from study import tasks
from study.tasks import HELD_SEEDS, TASKS

SAMPLES = 64
TAUS = (1.5, 3.0, 6.0, 12.0)
by_task = pytest.mark.parametrize("name", list(TASKS))


@pytest.mark.parametrize("bent", [True, False])
@pytest.mark.parametrize("stages", [1, 3, 4])
def test_cascade_is_that_of_a_loop_by_hand(bent: bool, stages: int) -> None:
    taus = TAUS[:stages]
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


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"sequences": 0}, "sequences is 0; give a whole number"),
        ({"length": 2.0}, "length is 2.0; give a whole number"),
    ],
)
def test_cascade_refuses(arguments: dict, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        cascade(**{"sequences": 2, "length": 3, "seed": 1} | arguments)


@by_task
def test_the_seed_draws_what_is_learned_and_not_what_judges(name) -> None:
    task = TASKS[name]
    one, two = (task.draw("test", seed, SAMPLES) for seed in (1, 2))
    steps = (task.time_steps,) if task.per_step else ()
    outputs = () if task.loss == "classes" else (task.outputs,)
    assert one.x.shape == (SAMPLES, task.time_steps, task.features)
    assert one.y.shape == (SAMPLES, *steps, *outputs)
    assert one.x_held.shape[1:] == one.x.shape[1:]
    assert one.x.dtype == one.x_held.dtype == "float32"
    np.testing.assert_array_equal(one.x_held, two.x_held)
    same = np.array_equal(one.x, two.x)
    assert same == (name == "sunspots")  # there is only one sun
    again = task.draw("test", 1, SAMPLES)
    np.testing.assert_array_equal(one.x, again.x)
    np.testing.assert_array_equal(one.y, again.y)
    valid = task.draw("validation", 1, SAMPLES)
    assert not np.array_equal(valid.x_held, one.x_held)
    with pytest.raises(ValueError, match="split is 'train'; give 'valida"):
        task.draw("train", 1, SAMPLES)


def test_errors_are_those_of_the_protocol() -> None:
    data = TASKS["cascade"].draw("test", 1, SAMPLES)
    _, truth = cascade(2048, 60, HELD_SEEDS["test"])
    assert data.error(truth) == 0
    assert data.error(truth + 0.5) == pytest.approx(0.25)
    data = TASKS["sine"].draw("test", 1, SAMPLES)
    assert 0.1 < data.error(np.zeros((2048, 5))) < 0.25  # the mean of all
    data = TASKS["stress"].draw("test", 1, SAMPLES)
    always_first = np.eye(6)[np.zeros(tasks.WORDS_HELD, int)]
    assert 0.2 < data.error(always_first) < 0.4
    data = TASKS["sunspots"].draw("test", 1, SAMPLES)
    _, sunspots = load_sunspots()
    past = sunspots[: len(sunspots) * 4 // 5]
    zero = data.error(np.zeros((len(data.x_held), 36)))
    assert zero == pytest.approx(50, abs=20)  # always the mean of the past
    assert len(data.x_held) == len(sunspots) - len(past) - 35


@pytest.mark.parametrize(
    ("name", "world"),
    [
        *[(f"stages_{n}", {"time_constants": TAUS[:n]}) for n in (1, 2, 3)],
        ("straight", {"bent": False}),
    ],
)
def test_the_other_worlds_are_parts_of_the_cascade(name, world) -> None:
    data = TASKS[name].draw("test", 1, SAMPLES)
    x, y = cascade(SAMPLES, 60, 1, **world)
    np.testing.assert_array_equal(data.x, x.astype("float32"))
    np.testing.assert_array_equal(data.y, y.astype("float32"))
    _, truth = cascade(2048, 60, HELD_SEEDS["test"], **world)
    assert data.error(truth) == 0


def test_words_are_padded_on_the_left_and_stay_with_relatives() -> None:
    rows, syllable, fifth = tasks._words()
    assert len(rows) > 60_000
    assert syllable.max() < tasks.SYLLABLES and rows.max() == tasks.SOUNDS
    began = (rows != 0).cumsum(axis=1) > 0
    assert ((rows != 0) == began).all()
    data = TASKS["stress"].draw("test", 1, SAMPLES)
    assert set(data.x.sum(axis=2).ravel()) == {0.0, 1.0}
    assert all((fifth == n).sum() > tasks.WORDS_HELD for n in range(5))
