"""The tables are what the rules and the grids ask for, and say what they say.

They are shipped; a few of their rows are made anew.
"""

import dataclasses

import numpy as np
import pytest

from helpers.baselines import paired_interval
from study.engine import run_group
from study.grids import Run, read_grid
from study.records import read_record, record_path
from study.tables import COLUMNS, SHIPPED, load_study, main, rows_of, summary
from study.tasks import TASKS
from study.training import FORMS, units_of
from tools.notebooks import ROOT

GRIDS = {name: read_grid(ROOT / "study" / f"{name}.toml") for name in SHIPPED}
TABLES = {name: load_study(name) for name in SHIPPED}
RULES = " ".join((ROOT / "study/README.md").read_text("utf-8").split())
by_study = pytest.mark.parametrize("name", SHIPPED)


def rows(name, cell, split="test"):
    sizes = cell.task, cell.form, cell.depth, cell.budget
    return rows_of(TABLES[name], split, *sizes)


@by_study
def test_it_holds_the_runs_of_its_grid_and_no_others(name):
    runs = []
    for cell in GRIDS[name].cells:
        (rate,) = set(rows(name, cell)["learning_rate"])
        runs += [*cell.trials(), *cell.finals(rate)]
    assert len(TABLES[name]) == len(runs) == GRIDS[name].size
    for row, run in zip(TABLES[name], runs, strict=True):
        for column, value in dataclasses.asdict(run).items():
            assert row[column] == type(row[column])(value), (row, column)


@by_study
def test_each_rate_was_chosen_on_the_validation_part(name):
    for cell in GRIDS[name].cells:
        tried = rows(name, cell, "validation")
        mean = {
            rate: tried["error"][tried["learning_rate"] == rate].mean()
            for rate in cell.learning_rates
        }
        best = min(sorted(mean), key=mean.get)
        assert set(rows(name, cell)["learning_rate"]) == {best}, cell


@by_study
def test_each_model_is_as_wide_as_its_budget_allows(name):
    for cell in GRIDS[name].cells:
        sizes = cell.form, cell.depth, cell.budget
        units = units_of(TASKS[cell.task], *sizes)
        for split in ("validation", "test"):
            found = rows(name, cell, split)
            assert set(found["units"]) == {units}, cell
            (parameters,) = set(found["parameters"])
            assert parameters <= cell.budget


@by_study
def test_one_code_and_one_backend_made_it(name):
    for column in ("code", "python", "numpy", "keras", "engine", "backend"):
        (only,) = set(TABLES[name][column])
        assert column == "backend" or only in RULES


def test_the_rules_tell_what_the_grid_holds():
    cells = GRIDS["depth"].cells
    size = GRIDS["depth"].size
    assert f"{len(cells)} cells of 16 runs: {size:,} runs" in RULES
    assert "That rate is run with eight other seeds" in RULES
    for grid in GRIDS.values():
        for cell in grid.cells:
            assert cell.size == 16 and len(cell.seeds) == 8
            assert not set(cell.seeds) & set(cell.rate_seeds)
    assert {cell.budget for cell in cells} == {2000, 7500}
    assert "at most 2,000 and at most 7,500 parameters" in RULES
    assert {cell.form for cell in cells} == set(FORMS)
    for name in (*FORMS, *TASKS):
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
        # Only the worlds of the second study are others.
        assert name != "stages" or cell.steps == first.steps


def test_only_the_steps_of_the_third_study_are_others():
    spent = {}
    for cell in plain("depth"):
        time = np.median(rows("depth", cell)["cpu_seconds"])
        spent[cell.task, cell.depth] = time, cell.steps
    for cell in plain("equal_time"):
        # The worlds of the second study have the models of the cascade.
        task = cell.task if (cell.task, 1) in spent else "cascade"
        (one, steps), (four, _) = (spent[task, depth] for depth in (1, 4))
        # As many as fit into the time of four layers, or a few more.
        assert 1 <= cell.steps / (steps * four / one) < 1.05
        assert 1.8 <= round(cell.steps / steps, 2) <= 2  # as the rules say
    for cell in plain("longer"):
        assert cell.steps == 4 * spent[cell.task, 4][1]
    depths = {
        name: [*{cell.depth for cell in GRIDS[name].cells}]
        for name in ("stages", "equal_time", "longer")
    }
    assert depths == {
        "stages": [1, 2, 3, 4],
        "equal_time": [1],
        "longer": [4],
    }


@pytest.mark.slow(10)
def test_the_notebook_still_makes_the_table(tmp_path):
    row = rows_of(TABLES["depth"], "test", "sunspots", "plain", 1, 2000)[0]
    columns = {
        each.name: row[each.name].item() for each in dataclasses.fields(Run)
    }
    columns |= {size: int(columns[size]) for size in ("steps", "batch")}
    run = Run(**columns)
    # It stands between one with the same data and one with the same rate.
    wild = dataclasses.replace(run, learning_rate=1e39)
    other = dataclasses.replace(run, seed=2)
    notebook = ROOT / "study/some_runs.ipynb"
    assert run_group(notebook, [wild, run, other], tmp_path) is None
    ruined, found, last = (
        read_record(record_path(tmp_path, each)) for each in (wild, run, other)
    )
    # A training that went to pieces takes none with it.
    assert ruined["error"] is None and ruined["loss"] is None
    # Seeds differ by far more; other processors round in another way.
    assert found["error"] == pytest.approx(row["error"], rel=0.01)
    assert found["parameters"] == row["parameters"]
    assert last["error"] != found["error"]
    # The table has what the record has, and the mark of the code.
    assert [*columns, *found, "code"] == list(TABLES["depth"].dtype.names)
    assert len(list(tmp_path.iterdir())) == 4  # and the notebook


HEAD = ",".join(COLUMNS)
ROW = "sine,plain,4,2000,0.1,1,test,8,1961,0.5,2.0"


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
        ("\udcff", "own.csv cannot be read"),
        (None, "own.csv cannot be read"),
    ],
)
def test_a_table_that_does_not_fit_is_refused(tmp_path, capsys, text, message):
    path = tmp_path / "own.csv"
    if text is not None:
        path.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(ValueError, match=message):
        load_study(path)
    assert main([str(path)]) == 1
    assert capsys.readouterr().err.count("\n") == 1


ONE, FOUR = [2.0, 2.2, 2.4], [1.0, 1.2, 1.1]


def table(folder, old="", new=""):
    """Read a table with one plain layer, four of them, and a wide one."""
    lines = [f"{HEAD},code"]
    for form, depth, errors, rate in (
        ("plain", 1, ONE, 0.03),
        ("plain", 4, FOUR, 0.1),
        ("both", 4, ONE[::-1], 0.01),
    ):
        model = f"cascade,{form},{depth},2000"
        lines += [
            f"{model},{tried},101,validation,8,1961,1.5,2.0,abc"
            for tried in (0.01, 0.03, 0.1)
        ]
        lines += [
            f"{model},{rate},{seed},test,8,1961,{error},{depth},abc"
            for seed, error in enumerate(errors, 1)
        ]
    path = folder / "table.csv"
    path.write_text("\n".join(lines).replace(old, new) + "\n")
    return load_study(path)


def test_a_summary_has_a_line_for_each_model(tmp_path) -> None:
    head, one, four, both = summary(table(tmp_path))
    assert "minus one plain layer" in head
    # Nothing is told of the difference of a model to itself.
    assert one.split()[:6] == ["cascade", "plain", "1", "2000", "8", "0.03"]
    assert one.endswith("1.0")
    assert "2.2  [2, 2.4]" in one
    # The chosen rate is the largest that was tried.
    assert four.split()[5] == "0.1*" and "1.1  [1, 1.2]" in four
    low, high = paired_interval(FOUR, ONE)
    percent = [f"{100 * end / 2.2:+.0f}" for end in (low, high)]
    assert four.endswith(f"-50 % ({percent[0]} to {percent[1]})")
    assert both.split()[5] == "0.01*"
    assert both.endswith(", no difference found")


def test_a_summary_pairs_by_seed_and_names_what_went_to_pieces(tmp_path):
    other_seeds = table(tmp_path, "plain,4,2000,0.1,", "plain,4,2000,0.1,9")
    assert "one seed has no interval" in summary(other_seeds)[2]
    found = table(tmp_path, "test,8,1961,1.0,4", "test,8,1961,,4")
    # A training that ended in no number has an infinite error.
    assert np.inf in found["error"] and set(found["code"]) == {"abc"}
    four = summary(found)[2]
    assert "1.2  [1.1, inf]" in four
    assert four.endswith("a training went to pieces")
