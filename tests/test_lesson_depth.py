"""Lessons 09 and 10 say what the tables of the study say, and name its rules.

The numbers are worked out without the code of the lessons or of the study, by
SciPy.
"""

import csv
import re

import numpy as np
import pytest
import scipy  # scipy.stats is slow, and loaded where it is used

from tools.notebooks import ROOT, find_lesson, read

LESSONS = {number: read(find_lesson(number)) for number in ("09", "10")}
ORIGINS = [f"sunspots_{year}" for year in (1877, 1921, 1965)]
TASKS = {name: [name] for name in ("cascade", "sine", "stress")}
TASKS["sunspots"] = ORIGINS
WORLDS = [f"clean_{n}" for n in (1, 2, 3, 4)]
WORLDS += ["clean_4_mild", "straight_1", "straight_4"]
CHAINS = {
    "clean": ("clean_4", "clean_1"),
    "mild": ("clean_4_mild", "clean_1"),
    "straight": ("straight_4", "straight_1"),
}
UNIT = {"cascade": 800, "sine": 600, "stress": 1600, "sunspots": 140}
FORMS = ("plain", "both")
# Cell of lesson 10 -> table; task, ours (form, depth) and theirs, by lines.
RATIOS = {
    "both": ("short", [
        (task, ("both", 4), ("plain", 4)) for task in TASKS
    ]),
    "both-depth": ("short", [
        (task, (form, 4), (form, 1)) for task in TASKS for form in FORMS
    ]),
    "apart": ("clean", [
        (world, ("plain", depth), ("plain", 1))
        for world in WORLDS for depth in (2, 3, 4)
    ]),
    "cells": ("cells", [
        (task, (cell, 4), (cell, 1))
        for task in ("cascade", "sine", "stress")
        for cell in ("gru", "minlstm", "convolution")
    ]),
}  # fmt: skip
TOLD = r"([\d.]+) times \(([\d.]+) to ([\d.]+)\)$"
SIGNS = 100_000  # all there are of eight seeds, as many drawn of 24


def rows_of(name: str, **wanted) -> list[dict]:
    with open(ROOT / "study" / f"{name}.csv", encoding="ascii") as file:
        return [
            row
            for row in csv.DictReader(file)
            if all(
                row[column] == str(value) for column, value in wanted.items()
            )
        ]


def column(rows: list[dict], name: str) -> np.ndarray:
    return np.array([float(row[name]) for row in rows])


def at_best(name: str, **model) -> list[dict]:
    """Return the rows of a model at its rate, by the seeds that explore."""
    rows = [r for r in rows_of(name, **model) if 201 <= int(r["seed"]) <= 208]
    tried = sorted({float(row["learning_rate"]) for row in rows})
    by_rate = {
        rate: sorted(
            (row for row in rows if float(row["learning_rate"]) == rate),
            key=lambda row: row["seed"],
        )
        for rate in tried
    }
    assert {len(found) for found in by_rate.values()} == {8}
    return min(
        by_rate.values(),
        key=lambda found: np.log(column(found, "validation_error")).mean(),
    )


def logs(name: str, task: str, form: str, depth: int, **more) -> np.ndarray:
    """Return the log error of each seed, the mean over the origins."""
    of = {"form": form, "depth": depth}
    return np.mean(
        [
            np.log(column(at_best(name, task=one, **of, **more), "test_error"))
            for one in TASKS.get(task, [task])
        ],
        axis=0,
    )


def cell(lesson: str, cell_id: str):
    (found,) = (c for c in LESSONS[lesson].cells if c.id == cell_id)
    return found


def printed(lesson: str, cell_id: str) -> str:
    outputs = cell(lesson, cell_id).outputs
    return "".join(output.get("text", "") for output in outputs)


def decided(logs: np.ndarray) -> tuple[float, str]:
    """Return p and the verdict of log ratios, by the rule of lesson 06."""
    by_t = scipy.stats.ttest_1samp(logs, 0).pvalue
    signs = scipy.stats.permutation_test(
        (logs,), np.mean, permutation_type="samples", n_resamples=SIGNS
    )
    p = max(by_t, signs.pvalue)
    side = "smaller" if logs.mean() < 0 else "larger"
    return p, side if p < 0.05 else "not decided"


@pytest.mark.reads_outputs("10")
@pytest.mark.parametrize("place", RATIOS)
def test_each_ratio_is_that_of_the_table(place):
    name, pairs = RATIOS[place]
    lines = [
        *filter(re.compile(TOLD).search, printed("10", place).splitlines())
    ]
    assert len(lines) == len(pairs)
    for (task, ours, theirs), line in zip(pairs, lines, strict=True):
        assert line.startswith(f"{task} ")
        ratios = logs(name, task, *ours) - logs(name, task, *theirs)
        ends = scipy.stats.ttest_1samp(ratios, 0).confidence_interval()
        told = [float(number) for number in re.search(TOLD, line).groups()]
        expected = np.exp([ratios.mean(), *ends])
        assert told == pytest.approx(expected, abs=0.0051)


@pytest.mark.reads_outputs("10")
def test_the_six_comparisons_of_stages_are_those_of_the_table():
    def lead(world, depth):
        pair = [rows_of("stages", task=world, depth=d) for d in (depth, 1)]
        deep, one = (
            sorted(rows, key=lambda row: row["seed"]) for rows in pair
        )
        seeds = [[row["seed"] for row in rows] for rows in (deep, one)]
        assert seeds[0] == seeds[1] and len(seeds[0]) == 24
        return np.log(column(deep, "test_error") / column(one, "test_error"))

    found = [lead(four, 4) - lead(one, 4) for four, one in CHAINS.values()]
    found += [lead("clean_1", 2), lead("straight_4", 2), lead("straight_4", 4)]
    lines = printed("10", "asked").splitlines()
    assert len(lines) == len(found) == 6
    for each, line in zip(found, lines, strict=True):
        ends = scipy.stats.ttest_1samp(each, 0).confidence_interval()
        ratio, _, _ = line.rpartition(" ")
        told = [*map(float, re.search(TOLD, ratio).groups())]
        assert told == pytest.approx(np.exp([each.mean(), *ends]), abs=0.0051)
    # By Holm: from the smallest p on, as long as all are decided.
    ps = sorted(decided(each)[0] for each in found)
    sure = all((6 - n) * p < 0.05 for n, p in enumerate(ps))
    assert all(line.endswith(" smaller") for line in lines) == sure


@pytest.mark.reads_outputs("10")
def test_what_more_steps_change_is_that_of_the_tables():
    lines = printed("10", "paces-changes").splitlines()[1:]
    assert [line.split()[:2] for line in lines] == [
        [task, depth] for task in TASKS for depth in "48"
    ]
    for line in lines:
        task, depth, *_ = line.split()
        ratios = []
        for units in (4, 1):
            name = "steps" if units == 4 and depth == "8" else _of_units[units]
            steps = {"steps": units * UNIT[task]}
            deep = logs(name, task, "plain", int(depth), **steps)
            one = logs(_of_units[units], task, "plain", 1, **steps)
            ratios.append(deep - one)
        found = ratios[0] - ratios[1]
        ends = scipy.stats.ttest_1samp(found, 0).confidence_interval()
        told = [*map(float, re.search(TOLD, line).groups())]
        assert told == pytest.approx(np.exp([found.mean(), *ends]), abs=0.0051)


@pytest.mark.reads_outputs("10")
def test_lesson_10_repeats_the_verdicts_of_lesson_09():
    found = re.findall(r"(\w+) +([\d.]+) times: (.*)", printed("10", "main"))
    before = r"(\w+) +p [\d.]+ +([\d.]+) times \([^)]*\) +([a-z ]+)"
    assert found == re.findall(before, printed("09", "main"))


@pytest.mark.reads_outputs("10")
def test_the_paces_are_those_of_the_tables():
    form = r"(\w+) +(\d) layers against one: ([\d. ]+)  (\w.*)"
    lines = re.findall(form, printed("10", "paces"))
    assert [line[:2] for line in lines] == [
        (task, depth) for task in TASKS for depth in "48"
    ]
    for task, depth, told, kind in lines:
        ratio, loss = [], []
        for units in (1, 2, 4):
            deep = units == 4 and depth == "8"
            name = "steps" if units == 2 or deep else _of_units[units]
            steps = {"steps": units * UNIT[task]}
            four = logs(name, task, "plain", depth, **steps)
            one = logs(_of_units[units], task, "plain", 1, **steps)
            ratio.append(np.exp((four - one).mean()))
            loss.append(np.mean([
                np.log(column(at_best(
                    name, task=each, form="plain", depth=depth, **steps
                ), "loss")) for each in TASKS[task]
            ]))  # fmt: skip
        assert [*map(float, told.split())] == pytest.approx(ratio, abs=0.0051)
        falls = [all(np.diff(each) < 0) for each in (loss, ratio)]
        level = abs(loss[2] - loss[1]) < np.log(1.1) and ratio[2] > 1
        assert kind == {(True, True): "slow", (True, False): "overfits"}.get(
            tuple(falls), "bad" if level else "none of these"
        )


_of_units = {1: "short", 2: "steps", 4: "curves"}


def confirmed(task: str) -> np.ndarray:
    """Return the log ratio of each seed: four layers against one."""
    rows = [r for r in rows_of("confirm") if r["task"].startswith(task)]
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
    assert [line[0] for line in lines] == [*TASKS]
    logs = {task: confirmed(task) for task in TASKS}
    raw = {task: decided(each)[0] for task, each in logs.items()}
    for task, p, *told, said in lines:
        ends = scipy.stats.ttest_1samp(logs[task], 0).confidence_interval()
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
        expected = [found.min(), found.max(), scipy.stats.gmean(found)]
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
def test_the_work_and_the_seconds_are_those_of_the_table():
    form = r"(\w+) +(multiply_adds|cpu_seconds) +([\d.]+) times"
    lines = re.findall(form, printed("10", "work"))
    assert len(lines) == 8
    for task, what, told in lines:
        one, four = (
            np.median(
                column(
                    at_best("short", task=task, form="plain", depth=d), what
                )
            )
            for d in (1, 4)
        )
        assert float(told) == pytest.approx(four / one, abs=0.0051)


@pytest.mark.reads_outputs("10")
def test_what_is_no_better_is_counted():
    form = r"(\d) layers: (\d) of 8"
    for line in printed("10", "poor").splitlines():
        found = re.findall(form, line)
        assert [depth for depth, _ in found] == ["1", "4", "8"]
        for depth, said in found:
            rows = at_best(
                "short", task=line.split()[0], form="plain", depth=depth
            )
            error, constant = (
                column(rows, f"test_{what}") for what in ("error", "constant")
            )
            assert int(said) == np.sum(error > 0.98 * constant)


@pytest.mark.reads_outputs("10")
def test_the_training_that_is_repeated_is_in_the_table():
    said = re.findall(
        r"(\d) layers, seed (\d+): ([\d.]+), in the table ([\d.]+)",
        printed("10", "again-shown"),
    )
    assert [depth for depth, *_ in said] == ["1", "4"]
    for depth, seed, now, in_table in said:
        rows = at_best("short", task="cascade", form="plain", depth=depth)
        (kept,) = (
            float(row["test_error"]) for row in rows if row["seed"] == seed
        )
        assert float(in_table) == pytest.approx(kept, abs=1e-5)
        assert float(now) == pytest.approx(kept, rel=0.2)
