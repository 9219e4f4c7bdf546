"""The tasks of the study: the same data for everyone, and honest splits."""

import itertools
import math

import numpy as np
import pytest

from helpers.data import load_sunspots
from helpers.synthetic import cascade, damped_sines
from study import tasks
from study.tasks import TASKS
from study.worlds import WORLDS

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
def test_the_seed_draws_what_is_learned_and_what_judges(name) -> None:
    task = TASKS[name]
    one, two = (task.draw(seed, SAMPLES) for seed in (1, 2))
    steps = (task.time_steps,) if task.per_step else ()
    outputs = () if task.loss == "classes" else (task.outputs,)
    assert one.x.shape == (SAMPLES, task.time_steps, task.features)
    assert one.y.shape == (SAMPLES, *steps, *outputs)
    assert np.array_equal(one.x, two.x) == name.startswith("sunspots")
    given = name.startswith(("sunspots", "stress"))  # none can be made
    for part in ("validation", "test"):
        held, other = getattr(one, part), getattr(two, part)
        assert held.x.shape[1:] == one.x.shape[1:]
        assert one.x.dtype == held.x.dtype == "float32"
        assert np.array_equal(held.x, other.x) == given
    assert not np.array_equal(one.validation.x[:99], one.test.x[:99])
    again = task.draw(1, SAMPLES)
    for same, first in zip(parts(again), parts(one), strict=True):
        np.testing.assert_array_equal(same, first)
    # More to learn from does not change what judges.
    more = task.draw(1, 2 * SAMPLES)
    np.testing.assert_array_equal(more.test.x, one.test.x)


def parts(data) -> tuple[np.ndarray, ...]:
    return data.x, data.y, data.validation.x, data.test.x


def test_errors_are_those_of_the_rules() -> None:
    data = TASKS["cascade"].draw(1, SAMPLES)
    for held, first in ((data.validation, 2_000_000), (data.test, 3_000_000)):
        noise, truth = cascade(2048, 60, first + 1)
        np.testing.assert_array_equal(held.x, noise.astype("float32"))
        assert held.error(truth) == 0
        assert held.error(truth + 0.5) == pytest.approx(0.5)  # not squared
        assert held.error(data.constant) == pytest.approx(
            np.sqrt(np.mean((truth - data.y.mean()) ** 2))
        )
    data = TASKS["sine"].draw(1, SAMPLES)
    sines = damped_sines(
        *(2048, 55, 3_000_001),
        **{"period": (5, 30), "decay": (0, 0.03), "noise": 0.05},
        any_phase=True,
    )
    clean = (sines.clean[:, 50:] - 0.5) / 0.5
    assert data.test.error(clean) == pytest.approx(0, abs=1e-12)
    assert data.test.error(clean + 0.2) == pytest.approx(0.1)
    assert data.constant.shape == (5,)


def test_constant_answers_know_only_what_was_learned() -> None:
    data = TASKS["stress"].draw(1, SAMPLES)
    commonest = np.bincount(data.y).argmax()
    assert data.constant.argmax() == commonest == 0
    assert 0.3 < data.test.error(data.constant) < 0.4
    data = TASKS["sunspots_1965"].draw(1, 20_000)
    np.testing.assert_allclose(data.constant, data.y.mean(axis=0), atol=1e-6)


# Straight from the rules: last months, and windows of each part.
PARTS = {
    "sunspots_1877": (["1855-05", "1877-05", "1921-05"], [978, 229, 493]),
    "sunspots_1921": (["1899-05", "1921-05", "1965-05"], [1506, 229, 493]),
    "sunspots_1965": (["1943-05", "1965-05", "2009-06"], [2034, 229, 494]),
}


@pytest.mark.parametrize("name", PARTS)
def test_an_origin_learns_nothing_of_later_months(name, monkeypatch) -> None:
    ends, counts = PARTS[name]
    months, sunspots = load_sunspots()
    places = [int(np.argmax(months == np.datetime64(end))) + 1 for end in ends]
    whole = TASKS[name].draw(1, 20_000)
    assert [len(part) for part in parts(whole)] == [counts[0], *counts]
    # All months of a part are another number: which parts notice?
    for part, (start, end) in enumerate(itertools.pairwise([0, *places])):
        other = sunspots.copy()
        other[start:end] += 40 * np.arange(end - start) % 97
        monkeypatch.setattr(
            tasks, "load_sunspots", lambda s=other: (months, s)
        )
        changed = TASKS[name].draw(1, 20_000)
        same = [
            np.array_equal(*both)
            for both in zip(parts(whole), parts(changed), strict=True)
        ]
        targets = [
            getattr(whole, judge).error(whole.constant)
            == getattr(changed, judge).error(whole.constant)
            for judge in ("validation", "test")
        ]
        # Reading and targets of what is learned, what is read to be judged;
        # the targets to be judged by.
        expected = {
            0: ([False, False, False, False], [False, False]),
            1: ([True, True, False, False], [False, True]),
            2: ([True, True, True, False], [True, False]),
        }[part]
        assert (same, targets) == expected, part
    assert len(months) == 3126


@pytest.mark.parametrize("name", WORLDS)
def test_clean_worlds_have_mean_0_and_spread_1(name) -> None:
    world = WORLDS[name]
    x, y = world.draw(20_000, 60, seed=1)
    assert abs(y.mean()) < 0.02 and abs(y.std() - 1) < 0.02
    # By hand, step by step, for a few of them.
    for noise, said in zip(x[:2, :, 0], y[:2, :, 0], strict=True):
        levels = [0.0] * len(world.stages)
        for value, expected in zip(noise, said, strict=True):
            for stage, (s, m, q) in enumerate(world.stages):
                levels[stage] += (value - levels[stage]) / world.tau
                value = levels[stage] / s
                if world.bent:
                    bend = math.tanh(world.steep * value)
                    value = (bend - world.lean * abs(bend) - m) / q
            assert expected == pytest.approx(value, abs=1e-9)
    memory = len(world.stages) * (world.tau - 1)
    assert memory == 12  # mean lag, in steps


def test_the_straight_worlds_are_weighted_sums_and_the_others_are_not():
    for name, world in WORLDS.items():
        x, y = world.draw(4_000, 60, seed=2)
        noise, last = x[..., 0], y[:, -1, 0]
        weights, *_ = np.linalg.lstsq(noise[:2_000], last[:2_000], rcond=None)
        left = last[2_000:] - noise[2_000:] @ weights
        explained = 1 - left.var() / last[2_000:].var()
        told = {
            **{"clean_1": 0.88, "clean_2": 0.82, "clean_3": 0.77},
            **{"clean_4": 0.73, "clean_4_mild": 0.88},
        }.get(name, 1.0)
        assert explained == pytest.approx(told, abs=0.03), name


def test_words_that_judge_sound_like_none_that_was_known() -> None:
    words = tasks._words()
    assert len(words.rows) > 60_000
    assert words.syllable.max() < tasks.SYLLABLES
    assert words.rows.max() == tasks.SOUNDS
    began = (words.rows != 0).cumsum(axis=1) > 0
    assert ((words.rows != 0) == began).all()
    assert (len(words.test), len(words.validation)) == (17_521, 17_448)
    assert [(words.fifth == n).sum() for n in (3, 4)] == [20_200, 19_732]
    assert set(words.fifth[words.test]) == {3}
    assert set(words.fifth[words.validation]) == {4}
    sounds = [row.tobytes() for row in words.rows]
    learned = np.flatnonzero(np.isin(words.fifth, [0, 1, 2]))
    sets = [
        [sounds[n] for n in part] for part in (words.validation, words.test)
    ]
    valid, test = (set(part) for part in sets)
    assert [len(valid), len(test)] == [len(part) for part in sets]
    assert not valid & test
    assert not (valid | test) & {sounds[n] for n in learned}
    data = TASKS["stress"].draw(1, SAMPLES)
    assert set(data.x.sum(axis=2).ravel()) == {0.0, 1.0}
    free = {tasks._one_hot(words.rows[n]).tobytes() for n in learned}
    assert all(row.tobytes() in free for row in data.x)
