"""The table that was shipped is what the rules and the grid ask for."""

import dataclasses

import numpy as np
import pytest

from helpers import depth_study
from helpers.data import load_study
from helpers.datasets.study import COLUMNS, SHIPPED
from tools.notebooks import ROOT
from tools.study.grid import read_grid
from tools.study.once import run_once
from tools.study.records import read_record
from tools.study.runs import Run

GRIDS = {name: read_grid(ROOT / "study" / f"{name}.toml") for name in SHIPPED}
TABLES = {name: load_study(name) for name in SHIPPED}
CELLS = [(name, cell) for name, grid in GRIDS.items() for cell in grid.cells]
RULES = " ".join((ROOT / "study/README.md").read_text("utf-8").split())
by_cell = pytest.mark.parametrize(
    ("name", "cell"),
    CELLS,
    ids=[f"{name}-{cell.name}" for name, cell in CELLS],
)


def rows_of(name, cell, split):
    table = TABLES[name]
    same = [
        table[column] == getattr(cell, column)
        for column in ("task", "form", "depth", "budget")
    ]
    return table[np.all([*same, table["split"] == split], axis=0)]


@pytest.mark.parametrize("name", SHIPPED)
def test_it_holds_the_runs_of_its_grid_and_no_others(name):
    runs = []
    for cell in GRIDS[name].cells:
        (rate,) = set(rows_of(name, cell, "test")["learning_rate"])
        runs += [*cell.trials(), *cell.finals(rate)]
    assert len(TABLES[name]) == len(runs) == GRIDS[name].size
    for row, run in zip(TABLES[name], runs, strict=True):
        for column, value in run.parameters().items():
            assert row[column] == type(row[column])(value), (row, column)


@by_cell
def test_each_rate_was_chosen_on_the_validation_part(name, cell):
    tried = rows_of(name, cell, "validation")
    mean = {
        rate: tried["error"][tried["learning_rate"] == rate].mean()
        for rate in cell.learning_rates
    }
    best = min(sorted(mean), key=mean.get)
    assert set(rows_of(name, cell, "test")["learning_rate"]) == {best}


@by_cell
def test_each_model_is_as_wide_as_its_budget_allows(name, cell):
    sizes = cell.form, cell.depth, cell.budget
    units = depth_study.units_of(depth_study.TASKS[cell.task], *sizes)
    for split in ("validation", "test"):
        rows = rows_of(name, cell, split)
        assert set(rows["units"]) == {units}
        assert len(set(rows["parameters"])) == 1
        assert rows["parameters"][0] <= cell.budget


@pytest.mark.parametrize("name", SHIPPED)
def test_one_code_and_one_backend_made_it(name):
    for column in ("code", "python", "numpy", "keras", "engine", "backend"):
        assert len(set(TABLES[name][column])) == 1, column


def test_the_rules_tell_what_the_grid_holds():
    cells = GRIDS["depth"].cells
    size = GRIDS["depth"].size
    assert f"{len(cells)} cells of 16 runs: {size:,} runs" in RULES
    assert {cell.size for _, cell in CELLS} == {16}
    assert {len(cell.seeds) for _, cell in CELLS} == {8}
    assert "That rate is run with eight other seeds" in RULES
    for _, cell in CELLS:
        assert not set(cell.seeds) & set(cell.rate_seeds)
    assert {cell.budget for cell in cells} == {2000, 7500}
    assert "at most 2,000 and at most 7,500 parameters" in RULES
    assert {cell.form for cell in cells} == set(depth_study.FORMS)
    for name in (*depth_study.FORMS, *depth_study.TASKS):
        assert f"| `{name}` |" in RULES
    for cell in cells:
        if cell.form == "plain":
            work = f"{cell.steps:,} x {cell.batch}"
            assert f"| `{cell.task}` | {work} |" in RULES


def plain(name):
    """Return the cells of a grid that are plain, with 2,000 parameters."""
    return [
        cell
        for cell in GRIDS[name].cells
        if (cell.form, cell.budget) == ("plain", 2000)
    ]


@pytest.mark.parametrize("name", ["stages", "equal_time", "longer"])
def test_the_later_studies_are_made_as_the_first_one(name):
    like = {cell.task: cell for cell in plain("depth")}
    assert plain(name) == GRIDS[name].cells
    for cell in plain(name):
        first = like.get(cell.task, like["cascade"])
        for same in ("batch", "learning_rates", "rate_seeds", "seeds"):
            assert getattr(cell, same) == getattr(first, same)


def test_only_the_worlds_of_the_second_study_are_others():
    cells = GRIDS["stages"].cells
    assert [cell.depth for cell in cells] == 4 * [1, 2, 3, 4]
    assert {cell.steps for cell in cells} == {800}
    assert plain("depth")[0].task == "cascade"
    assert plain("depth")[0].steps == 800


def test_only_the_steps_of_the_third_study_are_others():
    spent = {}
    for cell in plain("depth"):
        time = np.median(rows_of("depth", cell, "test")["cpu_seconds"])
        spent[cell.task, cell.depth] = time, cell.steps
    for cell in plain("equal_time"):
        # The worlds of the second study have the models of the cascade.
        task = cell.task if (cell.task, 1) in spent else "cascade"
        (one, steps), (four, _) = (spent[task, depth] for depth in (1, 4))
        assert cell.depth == 1
        # As many as fit into the time of four layers, or a few more.
        assert 1 <= cell.steps / (steps * four / one) < 1.05
        assert 1.8 <= round(cell.steps / steps, 2) <= 2  # as the rules say
    for cell in plain("longer"):
        assert cell.depth == 4
        assert cell.steps == 4 * spent[cell.task, 4][1]


# A row of each task that is short and calm: its rate is not a large one.
@pytest.mark.slow(10)
@pytest.mark.parametrize(
    ("name", "task"),
    [("depth", "sine"), ("depth", "sunspots"), ("stages", "straight")],
)
def test_the_code_still_makes_the_table(name, task, tmp_path):
    table = TABLES[name]
    row = next(
        row
        for row in table[(table["task"] == task) & (table["split"] == "test")]
        if (row["form"], row["depth"], row["budget"]) == ("plain", 1, 2000)
    )
    parameters = {
        each.name: row[each.name].item() for each in dataclasses.fields(Run)
    }
    parameters |= {size: int(parameters[size]) for size in ("steps", "batch")}
    record = tmp_path / "row.json"
    outcome = run_once(ROOT / "study/one_run.ipynb", parameters, record)
    assert outcome.reason is None
    found = read_record(record)
    # Seeds differ by far more; other processors round in another way.
    assert found["error"] == pytest.approx(row["error"], rel=0.01)
    assert found["parameters"] == row["parameters"]


HEAD = ",".join(COLUMNS)
ROW = "sine,plain,4,2000,0.1,1,test,8,1961,0.5,2.0"


def test_a_table_of_your_own_is_read(tmp_path):
    path = tmp_path / "own.csv"
    path.write_text(f"{HEAD},code\n{ROW},abc\n{ROW.replace('0.5', '')},abc\n")
    table = load_study(path)
    assert table["task"].tolist() == ["sine", "sine"]
    assert table["depth"].tolist() == [4, 4]
    # A training that ended in no number has an infinite error.
    assert table["error"].tolist() == [0.5, np.inf]
    assert table["code"].tolist() == ["abc", "abc"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "no table of a study: it lacks task"),
        (HEAD.replace("split", "x"), "no table of a study: it lacks split"),
        (HEAD, "own.csv has no row"),
        (f"{HEAD}\n{ROW}\n{ROW[:-2]}x", r"Line 3 of own.csv .*'2x'"),
        (f"{HEAD}\n{ROW},1", "Line 2 of own.csv does not fit"),
        (f"{HEAD}\n{ROW[:20]}", "Line 2 of own.csv does not fit"),
        (f"{HEAD}\n{ROW.replace('plain,4', 'plain,')}", "Line 2 .*int"),
    ],
)
def test_a_table_that_does_not_fit_is_refused(tmp_path, text, message):
    path = tmp_path / "own.csv"
    path.write_text(text)
    with pytest.raises(ValueError, match=message):
        load_study(path)


def test_a_table_that_cannot_be_read_is_refused(tmp_path):
    with pytest.raises(ValueError, match=r"none.csv cannot be read"):
        load_study(tmp_path / "none.csv")
    (tmp_path / "packed.csv").write_bytes(b"\x1f\x8b\xff\xfe")
    with pytest.raises(ValueError, match=r"packed.csv cannot be read"):
        load_study(tmp_path / "packed.csv")
