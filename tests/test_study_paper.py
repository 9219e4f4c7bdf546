"""The paper says what its tables say, whatever that is."""

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from helpers.comparison import compare_errors
from study import paper, stages, verdict
from study.results import CHECKSUMS, ORIGINS, STUDY, read_results
from tests.made_results import Truth, make_tables, write_table

# Drawn anew they take long, and are tried below.
DRAWN = {f"paper_{what}.png": (b"", what) for what in ("rates", "work")}


def made(**truth):
    return make_tables(Truth(**truth))


@pytest.fixture(scope="module")
def better():
    return made(gain=np.log(0.7), spread=0.05, seed=1)


def test_it_tells_each_verdict_and_its_numbers(better):
    text = paper.paper(better, DRAWN)
    for name, one in verdict.verdicts(better["confirm"]).items():
        steps = f"{next(iter(one.steps.values())):,}"
        said = f"**{name.capitalize()}, after {steps} steps: smaller**"
        assert said in text
        assert f"{paper.told(one.found)} times that of one" in text
    assert "not decided**" not in text and "*at these rates*" not in text
    assert "is the one that was built" not in text  # all four are smaller
    for heading in ("The question", "The rules", "Slow or bad?", "Limits"):
        assert f"\n## {heading}\n" in text
    trainings = sum(len(table) for table in better.values())
    assert f"{trainings:,} trainings of" in text
    # No table line has fewer cells than its head.
    for block in re.findall(r"(?:^\|.*\n)+", text, re.M):
        assert len({line.count("|") for line in block.splitlines()}) == 1


def test_another_table_is_another_paper(better):
    worse = {name: table.copy() for name, table in better.items()}
    worse["confirm"]["depth"] = 5 - worse["confirm"]["depth"]
    text = paper.paper(worse, DRAWN)
    assert "**Cascade, after 3,200 steps: larger**" in text
    assert "smaller**" not in text
    level = {name: table.copy() for name, table in better.items()}
    level["confirm"] = made(spread=0.05, seed=2)["confirm"]
    text = paper.paper(level, DRAWN)
    assert text.count(": not decided**") == 4
    assert text.count("They are level within a tenth.") == 4


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({}, "**Sunspots, after 560 steps: smaller**. "),
        ({"agree": 0.9}, "560 steps: smaller** *at these rates*. "),
        ({"low": 0.8, "high": 1.1}, "another choice of rates might"),
    ],
)
def test_a_winner_that_hangs_on_the_rate_is_told_so(better, change, said):
    found = verdict.verdicts(better["confirm"])["sunspots"]
    luck = {"chosen": {}, "agree": 0.99, "low": 0.6, "high": 0.8} | change
    text = paper.result(found, verdict.RateLuck(**luck))
    assert said in text and text.count("at these rates") == bool(change)
    assert "The three origins have 0." in text


def test_why_an_interval_without_one_is_not_enough(better):
    tables = made(gain=-0.02, spread=0.03, seed=5)
    luck = verdict.RateLuck({}, 0.5, 0.9, 1.1)
    found = verdict.verdicts(tables["confirm"])["sine"]
    late = verdict.Verdict(
        found.task, found.steps, found.origins, found.logs, found.found, 0.06,
        {1: (2, 1), 4: (0, 0)}, 24,
    )  # fmt: skip
    text = paper.result(late, luck)
    assert "not decided" in text and "by Holm's rule it is too few" in text
    assert "Of 24 trainings of one layer 2 were no better than the" in text
    assert "constant answer, and 1 ended" in text
    assert "of four layers 0 were" not in text


def test_little_but_sure(better):
    tables = made(gain=np.log(0.97), spread=0.02, seed=6)
    found = verdict.verdicts(tables["confirm"])["cascade"]
    text = paper.result(found, verdict.RateLuck({}, 1.0, 0.95, 0.98))
    assert found.said == "smaller"
    assert "by the rule, but small: level within a tenth" in text
    assert "Seeds on the other side: " in text and "skewness" not in text
    logs = found.logs.copy()
    logs[3] = -2.0
    skewed = replace(found, logs=logs, found=compare_errors(np.exp(logs), 1.0))
    rest = compare_errors(np.exp(np.delete(logs, 3)), 1.0)
    text = paper.result(skewed, verdict.RateLuck({}, 1.0, 0.95, 0.98))
    assert f"lies farthest off it is {paper.told(rest)}." in text


def test_it_tells_for_whom_the_task_was_built_and_who_learned_by_heart():
    only = {"cascade": np.log(0.7)}
    tables = make_tables(Truth(spread=0.02, seed=3, by_task=only))
    sun = np.isin(tables["confirm"]["task"], ORIGINS)
    tables["confirm"]["test_constant"][sun] = 0.5  # no better, whatever
    tables["confirm"]["loss"] = 0.3
    tables["confirm"]["loss"][np.flatnonzero(sun)[:7]] = 0.1
    text = "\n".join(paper.main_section(tables))
    assert "is the one that was built for them." in text
    assert f"7 of these {sun.sum()} trainings have a training loss" in text


def test_it_tells_where_validation_would_have_stopped(better):
    early = {name: table.copy() for name, table in better.items()}
    short = early["short"]
    short["validation_error"][np.isin(short["task"], ORIGINS)] /= 10
    said = "validation prefers 140 steps for both depths"
    assert said not in "\n".join(paper.stop_section(better))
    text = "\n".join(paper.stop_section(early))
    assert f"On sunspots {said}" in text
    assert "| sunspots | 140, 140, 140 | 140, 140, 140 | " in text


def test_it_tells_whether_depth_pays_more_with_more_stages():
    def said(**by_task):
        made = make_tables(Truth(seed=4, by_task=by_task), ["stages"])
        return [one.said for one in stages.answers(made["stages"]).values()]

    # The gain of four layers; two layers have half of it.
    four = {"clean_4": -0.4, "clean_4_mild": -0.4, "straight_4": -0.4}
    assert said() == ["not decided"] * 6
    assert said(**four) == ["smaller"] * 3 + ["not decided"] + ["smaller"] * 2
    everywhere = four | {"clean_1": -0.4, "straight_1": -0.4}
    assert said(**everywhere) == ["not decided"] * 3 + ["smaller"] * 3
    assert said(straight_1=-0.4)[2] == "larger"


def test_a_median_on_the_other_side_decides_nothing():
    logs = np.array([-0.01] * 13 + [0.2] * 11)
    found = compare_errors(np.exp(logs), 1.0)
    answer = stages.Answer(logs, found, found.p)
    assert answer.p < 0.05 and answer.said == "not decided"


def test_it_is_written_once_the_main_tables_are_there(
    better, tmp_path, capsys
) -> None:
    folder = ["--folder", str(tmp_path)]
    for name in paper.NEEDED:
        assert paper.main(folder) == 1
        (said,) = capsys.readouterr().err.splitlines()
        assert f"{name}.csv is missing" in said
        assert not (tmp_path / "paper.md").exists()
        write_table(better[name], tmp_path / f"{name}.csv")
    for pictures, waiting in (
        (["paper_rates.png"], "short, steps, clean, stages, cells"),
        (["paper_rates.png", "paper_work.png"], "steps, clean, stages, cells"),
    ):
        assert paper.main(folder) == 0
        text = (tmp_path / "paper.md").read_text(encoding="utf-8")
        assert f"not run until now: {waiting}." in text
        assert "## Slow or bad?" not in text
        shown = re.findall(r"!\[([^\]]+)\]\((\w+\.png)\)", text)
        assert [name for _, name in shown] == pictures
        for alt, name in shown:
            assert len(alt) > 100
            assert (tmp_path / name).read_bytes().startswith(b"\x89PNG")
        write_table(better["short"], tmp_path / "short.csv")


def test_the_paper_is_that_of_the_tables():
    names = [Path(file).stem for file in CHECKSUMS]
    tables = {name: read_results(name) for name in names}
    text = paper.paper(tables, paper.pictures(tables))
    assert text == (STUDY / "paper.md").read_text(encoding="utf-8")
