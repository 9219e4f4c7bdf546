"""Lessons 09 and 10 say what the tables of the study say, and name its rules.

The numbers are worked out without the lessons' code, by SciPy. Lesson 10 still
tells of the first edition's tables.
"""

import csv
import re

import numpy as np
import pytest
from scipy import stats

from helpers.models import lstm_parameters
from study.first_edition import TASKS as TASK_OF
from study.tables import SHIPPED, load_study, rows_of
from tools.notebooks import ROOT, find_lesson, read

LESSONS = {number: read(find_lesson(number)) for number in ("09", "10")}
TASKS = ["cascade", "sine", "stress", "sunspots"]
WORLDS = [
    ("stages", "stages_1"),
    ("stages", "stages_2"),
    ("stages", "stages_3"),
    ("depth", "cascade"),
    ("stages", "straight"),
]
SQUARED = {task for _, task in WORLDS}  # the table has squared errors
Model = tuple[str, str, str, int, int]  # study, task, form, depth, budget


def model(task, form="plain", depth=1, budget=2000, study="depth") -> Model:
    return study, task, form, depth, budget


def pairs(ours, theirs):
    """Return two models for each task; both are given without the task."""
    return [(model(task, **ours), model(task, **theirs)) for task in TASKS]


ONE, FOUR, ROOM = {"depth": 1}, {"depth": 4}, {"budget": 7500}
# Lesson and cell -> whose errors are compared with whose, line by line.
VERDICTS: dict[tuple[str, str], list[tuple[Model, Model]]] = {
    ("10", "main"): pairs(FOUR, ONE),
    ("10", "equal-time"): pairs(FOUR, {"study": "equal_time"}),
    ("10", "longer"): pairs(FOUR | {"study": "longer"}, {"form": "long"}),
    ("10", "dense"): [
        (model(task, **ours), model(task))
        for task in TASKS
        for ours in ({"form": "dense"}, {"depth": 2})
    ],
    ("10", "both"): [
        (model(task, "both", depth, 7500), model(task, "plain", depth, 7500))
        for task in TASKS
        for depth in (4, 8)
    ],
    ("10", "both-depth"): [
        (model(task, "both", depth, 7500), model(task, "both", 1, 7500))
        for task in TASKS
        for depth in (4, 8)
    ],
    ("10", "eight-four"): pairs(
        {"form": "both", "depth": 8} | ROOM,
        {"form": "both", "depth": 4} | ROOM,
    ),
    ("10", "apart"): [
        (model(task, depth=depth, study=study), model(task, study=study))
        for study, task in WORLDS
        for depth in (2, 3, 4)
    ],
}


SIGNS = 100_000  # all there are of eight seeds, as many drawn of 24
TABLES = {study: load_study(study) for study in SHIPPED}


def column(wanted: Model, name: str) -> np.ndarray:
    study, *sizes = wanted
    rows = rows_of(TABLES[study], "test", *sizes)
    assert rows["seed"].tolist() == [1, 2, 3, 4, 5, 6, 7, 8]
    return rows[name]


def errors(wanted: Model) -> np.ndarray:
    return column(wanted, "error") ** (0.5 if wanted[1] in SQUARED else 1)


def cell(lesson: str, cell_id: str):
    (found,) = (c for c in LESSONS[lesson].cells if c.id == cell_id)
    return found


def printed(lesson: str, cell_id: str) -> str:
    outputs = cell(lesson, cell_id).outputs
    return "".join(output.get("text", "") for output in outputs)


def decided(logs: np.ndarray) -> tuple[float, str]:
    """Return p and the verdict of log ratios, by the rule of lesson 06."""
    by_t = stats.ttest_1samp(logs, 0).pvalue
    signs = stats.permutation_test(
        (logs,), np.mean, permutation_type="samples", n_resamples=SIGNS
    )
    p = max(by_t, signs.pvalue)
    side = "smaller" if logs.mean() < 0 else "larger"
    return p, side if p < 0.05 else "not decided"


@pytest.mark.parametrize(
    "place",
    [
        pytest.param(place, marks=pytest.mark.reads_outputs(place[0]))
        for place in VERDICTS
    ],
    ids="-".join,
)
def test_each_verdict_is_that_of_the_table(place):
    form = r"([\d.]+) times \(([\d.]+) to ([\d.]+)\) +(.*)"
    lines = re.findall(form, printed(*place))
    assert len(lines) == len(VERDICTS[place])
    for (ours, theirs), line in zip(VERDICTS[place], lines, strict=True):
        logs = np.log(errors(ours) / errors(theirs))
        ends = np.exp(stats.ttest_1samp(logs, 0).confidence_interval())
        told = [np.exp(logs.mean()), *ends]
        assert [*map(float, line[:3])] == pytest.approx(told, abs=0.0051)
        _, said = decided(logs)
        level = ends[0] > 1 / 1.1 and ends[1] < 1.1
        said += ", level within a tenth" * bool(level)
        assert line[3] == said


def confirmed(task: str) -> np.ndarray:
    """Return the log ratio of each seed: four layers against one."""
    with open(ROOT / "study" / "confirm.csv", encoding="ascii") as file:
        rows = [r for r in csv.DictReader(file) if r["task"].startswith(task)]
    by_depth = [
        {
            (row["task"], row["seed"]): np.log(float(row["test_error"]))
            for row in rows
            if row["depth"] == depth
        }
        for depth in "41"
    ]
    seeds = sorted({seed for _, seed in by_depth[0]})
    assert len(seeds) == 24 and by_depth[0].keys() == by_depth[1].keys()
    four, one = (
        np.array([np.mean([e for (_, n), e in each.items() if n == seed])
                  for seed in seeds])
        for each in by_depth
    )  # fmt: skip
    return four - one


@pytest.mark.reads_outputs("09")
def test_the_main_verdicts_are_those_of_the_table():
    form = r"(\w+) +p ([\d.]+) +([\d.]+) times \(([\d.]+) to ([\d.]+)\) +(.*)"
    lines = re.findall(form, printed("09", "main"))
    assert [line[0] for line in lines] == TASKS
    logs = {task: confirmed(task) for task in TASKS}
    raw = {task: decided(each)[0] for task, each in logs.items()}
    for task, p, *told, said in lines:
        ends = stats.ttest_1samp(logs[task], 0).confidence_interval()
        numbers = np.exp([logs[task].mean(), *ends])
        assert [*map(float, told)] == pytest.approx(numbers, abs=0.0051)
        holm = [
            (4 - sum(other < each for other in raw.values())) * each
            for each in raw.values()
            if each <= raw[task]
        ]
        assert float(p) == pytest.approx(min(1, max(holm)), abs=0.01)
        assert said.startswith(_said(task, logs, max(holm)))
        level = numbers[1] > 1 / 1.1 and numbers[2] < 1.1
        assert said.endswith("level within a tenth") == level


def _said(task: str, logs: dict[str, np.ndarray], p: float) -> str:
    signs = {np.sign(f(logs[task])) for f in (np.mean, np.median)}
    if task == "sunspots":
        signs |= {np.sign(confirmed(f"{task}_{y}").mean())
                  for y in (1877, 1921, 1965)}  # fmt: skip
    if p >= 0.05 or len(signs) > 1:
        return "not decided"
    return "smaller" if signs == {-1} else "larger"


@pytest.mark.reads_outputs("09")
def test_the_ratios_are_those_of_the_table():
    for line in printed("09", "ratios").splitlines():
        task, low, _, high, _, mean = line.split()
        found = np.exp(confirmed(task))
        told = [*map(float, (low, high, mean))]
        expected = [found.min(), found.max(), stats.gmean(found)]
        assert told == pytest.approx(expected, abs=0.0051)


@pytest.mark.reads_outputs("09")
def test_the_coverage_is_about_what_it_is():
    *_, by_bootstrap, by_student = printed("09", "coverage-shown").splitlines()
    # Eight normal numbers: known from long simulations; and t is exact.
    bootstrap = [float(share) for share in by_bootstrap.split()[1:]]
    assert bootstrap == pytest.approx([88.5, 92, 93], abs=2.5)
    for share in by_student.split()[1:]:
        assert float(share) == pytest.approx(95, abs=2)


@pytest.mark.reads_outputs("10")
def test_the_work_is_the_weights_without_the_biases():
    for line in printed("10", "products").splitlines():
        task, *counts = line.split()[:3]
        features = TASK_OF[task].features
        for depth, said in zip((1, 4), counts, strict=True):
            (units,) = map(int, set(column(model(task, depth=depth), "units")))
            reads = [features] + [units] * (depth - 1)
            weights = sum(lstm_parameters(units, below) for below in reads)
            assert int(said) == weights - depth * 4 * units


@pytest.mark.reads_outputs("10")
def test_the_seconds_are_those_of_the_table():
    lines = printed("10", "seconds-shown").splitlines()[1:]
    assert [line.split()[0] for line in lines] == TASKS
    for line in lines:
        task, one, four, times = line.split()
        spent = [
            np.median(column(model(task, depth=depth), "cpu_seconds"))
            for depth in (1, 4)
        ]
        assert [float(one), float(four)] == pytest.approx(spent, abs=0.051)
        assert float(times) == pytest.approx(spent[1] / spent[0], abs=0.051)


@pytest.mark.reads_outputs("10")
def test_the_training_that_is_repeated_is_in_the_table():
    said = re.findall(
        r"(one|four) layers?, seed (\d): ([\d.]+), in the table ([\d.]+)",
        printed("10", "again-shown"),
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
