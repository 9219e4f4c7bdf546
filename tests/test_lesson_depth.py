"""Lesson 09 says what the tables of the study say, and names its rules.

The numbers are worked out without the lesson's code.
"""

import re

import numpy as np
import pytest
from scipy import stats

from helpers.baselines import paired_interval
from study.grids import read_grid
from study.tables import SHIPPED, load_study, rows_of
from tools.notebooks import ROOT, find_lesson, read

LESSON = read(find_lesson("09"))
TASKS = ["cascade", "sine", "stress", "sunspots"]
WORLDS = [
    ("stages", "stages_1"),
    ("stages", "stages_2"),
    ("stages", "stages_3"),
    ("depth", "cascade"),
    ("stages", "straight"),
]
Model = tuple[str, str, str, int, int]  # study, task, form, depth, budget


def model(task, form="plain", depth=1, budget=2000, study="depth") -> Model:
    return study, task, form, depth, budget


def pairs(ours, theirs):
    """Return two models for each task; both are given without the task."""
    return [(model(task, **ours), model(task, **theirs)) for task in TASKS]


ONE, FOUR, ROOM = {"depth": 1}, {"depth": 4}, {"budget": 7500}
# Cell -> whose errors are told minus whose, from its first line downwards.
VERDICTS: dict[str, list[tuple[Model, Model]]] = {
    "main": pairs(FOUR, ONE),
    "more-room": pairs(FOUR | ROOM, ONE | ROOM),
    "long": pairs(FOUR, {"form": "long"}),
    "equal-time": pairs(FOUR, {"study": "equal_time"}),
    "longer": pairs(FOUR | {"study": "longer"}, {"form": "long"}),
    "dense": [
        (model(task, **ours), model(task))
        for task in TASKS
        for ours in ({"form": "dense"}, {"depth": 2})
    ],
    "both": [
        (model(task, "both", depth, 7500), model(task, "plain", depth, 7500))
        for task in TASKS
        for depth in (4, 8)
    ],
    "both-depth": [
        (model(task, "both", depth, 7500), model(task, "both", 1, 7500))
        for task in TASKS
        for depth in (4, 8)
    ],
    "eight-four": pairs(
        {"form": "both", "depth": 8} | ROOM,
        {"form": "both", "depth": 4} | ROOM,
    ),
    "usual": [
        (model(task, depth=4), model(task, form))
        for task in TASKS
        for form in ("width", "plain")
    ],
    "apart": [
        (model(task, depth=depth, study=study), model(task, study=study))
        for study, task in WORLDS
        for depth in (2, 3, 4)
    ],
    "apart-equal": [
        (model(task, depth=4, study=study), model(task, study="equal_time"))
        for study, task in WORLDS
    ],
}


TABLES = {study: load_study(study) for study in SHIPPED}


def column(wanted: Model, name: str) -> np.ndarray:
    study, *sizes = wanted
    rows = rows_of(TABLES[study], "test", *sizes)
    assert rows["seed"].tolist() == [1, 2, 3, 4, 5, 6, 7, 8]
    return rows[name]


def printed(cell_id: str) -> str:
    (cell,) = (cell for cell in LESSON.cells if cell.id == cell_id)
    return "".join(output.get("text", "") for output in cell.outputs)


@pytest.mark.reads_outputs("09")
@pytest.mark.parametrize("cell_id", VERDICTS)
def test_each_verdict_is_that_of_the_table(cell_id):
    form = r"([+-][\d.]+) % +\(([+-][\d.]+) to ([+-][\d.]+)\) +(.*)"
    told = re.findall(form, printed(cell_id))
    assert len(told) == len(VERDICTS[cell_id])
    for (ours, theirs), line in zip(VERDICTS[cell_id], told, strict=True):
        our, their = (column(m, "error") for m in (ours, theirs))
        percent = 100 / their.mean()
        mean = percent * (our - their).mean()
        ends = [percent * end for end in paired_interval(our, their)]
        for number, said in zip((mean, *ends), line, strict=False):
            assert float(said) == pytest.approx(number, abs=0.051)
        holds_zero = ends[0] <= 0 <= ends[1]
        assert ("no difference found" in line[-1]) == holds_zero


@pytest.mark.reads_outputs("09")
def test_the_strict_intervals_are_students_and_the_signs_are_flipped():
    form = r"(\w+) +\(([+-][\d.]+) to ([+-][\d.]+)\) +([\d.]+)"
    told = re.findall(form, printed("strict"))
    assert [task for task, *_ in told] == TASKS
    for task, *numbers in told:
        four, one = (column(model(task, depth=d), "error") for d in (4, 1))
        found = 100 * (four - one) / one.mean()
        ends = stats.ttest_1samp(found, 0).confidence_interval()
        flipped = stats.permutation_test(
            (found,), np.mean, permutation_type="samples", n_resamples=256
        )
        low, high, share = map(float, numbers)
        assert [low, high] == pytest.approx([*ends], abs=0.06)
        assert share == pytest.approx(flipped.pvalue, abs=6e-4)


@pytest.mark.reads_outputs("09")
def test_the_seconds_are_those_of_the_table():
    lines = printed("seconds-shown").splitlines()[1:]
    assert [line.split()[0] for line in lines] == TASKS
    for line in lines:
        task, one, four, times = line.split()
        spent = [
            np.median(column(model(task, depth=depth), "cpu_seconds"))
            for depth in (1, 4)
        ]
        assert [float(one), float(four)] == pytest.approx(spent, abs=0.051)
        assert float(times) == pytest.approx(spent[1] / spent[0], abs=0.051)


@pytest.mark.reads_outputs("09")
def test_the_training_that_is_repeated_is_in_the_table():
    said = re.findall(
        r"(one|four) layers?, seed (\d): ([\d.]+), in the table ([\d.]+)",
        printed("again-shown"),
    )
    assert {word for word, *_ in said} == {"one", "four"}
    for word, seed, now, in_table in said:
        depth = {"one": 1, "four": 4}[word]
        errors = column(model("cascade", depth=depth), "error")
        kept = errors[int(seed) - 1]
        assert float(in_table) == pytest.approx(kept, abs=1e-5)
        # The large rate of one layer lets rounding grow: see the lesson.
        near = {"one": 0.5, "four": 0.1}[word]
        assert float(now) == pytest.approx(kept, rel=near)


def test_it_tells_the_rules_of_the_protocol():
    grid = read_grid(ROOT / "study" / "depth.toml")
    (cell,) = (cell for cell in LESSON.cells if cell.id == "widths-words")
    words = {2: "two", 4: "Four", 8: "Eight"}
    for one in grid.cells:
        rates, seeds = len(one.learning_rates), len(one.seeds)
        tries = f"{words[rates]} rates are tried with {words[2]} other seeds"
        assert len(one.rate_seeds) == 2 and tries in cell.source
        assert f"**{words[seeds]} seeds, none left out.**" in cell.source
