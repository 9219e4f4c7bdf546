"""The grid of a study: what it holds, and what is refused before any run."""

from dataclasses import replace
from pathlib import Path

import pytest

from study.code_mark import code_mark
from study.grids import StudyError, read_grid
from tests.studies import GRID, toy_study
from tools.notebooks import ROOT

GOOD = GRID.format(seeds=[1, 2])


def written(folder: Path, old: str = "", new: str = "") -> Path:
    grid = toy_study(folder, [1, 2])
    assert old in GOOD
    grid.write_text(GOOD.replace(old, new), encoding="utf-8")
    return grid


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("steps = [20]", "step = 20", "'step' is unknown; possible: back"),
        ("depths = [1, 2]\n", "", r"depths is missing; give it at the top or"),
        ("steps = [20]\n", "", "times is missing; give it, or steps"),
        ("steps = [20]", "steps = [30]", "steps is 30; give a multiple of 20"),
        ("steps = [20]", "steps = [20.0]", "one of steps is 20.0; give a wh"),
        ("batch = 1", "batch = true", "batch is True; give a whole number"),
        ("seeds = [1, 2]", "seeds = 1", "seeds is 1; give a list in brackets"),
        ("seeds = [1, 2]", "seeds = [1, 1]", "seeds holds 1 twice"),
        ("seeds = [1, 2]", "seeds = [-1]", "one of seeds is -1; give a whole"),
        ("[0.1, 0.2]", "[0.1, 0]", "learning_rates: 0 is no number above 0"),
        ("[0.1, 0.2]", "[inf]", "learning_rates: inf is no number above 0"),
        ("[0.1, 0.2]", '"no.toml"', "no.toml is not there; choose the rates"),
        ("depths = [1, 2]", "depths = [0]", "one of depths is 0; give a wh"),
        ("batch = 1", "part = 1", r"part is no table in a list; write \[\[p"),
        ("batch = 1", "[[part]]\nx = 1", r"'x' in \[\[part\]\] is unknown"),
        ("batch = 1", "[[part]]\n[[part]]", "cascade.* is in it twice; take"),
        ('"plain"', '"plane"', "'plane' in forms is unknown; possible: both"),
        ("[2000]", "[10]", "budget is 10, but 1 layers of one unit already"),
        ("[2000]", "2000", "budgets is 2000; give a list in brackets"),
        ("cascade", "cascades", "'cascades' in tasks is unknown; possible"),
        ('"jax"', '"torch"', "backend is 'torch'; give one of jax, tensorf"),
        ('"jax"', "1", "backend is 1; give a text"),
        ("toy.ipynb", "no.ipynb", "notebook cannot be read: .*no.ipynb"),
        ("batch = 1", "batch", "is no TOML"),
    ],
)
def test_what_does_not_fit_is_one_sentence(tmp_path, old, new, says):
    with pytest.raises(StudyError, match=says) as caught:
        read_grid(written(tmp_path, old, new))
    assert str(caught.value).startswith("toy.toml")
    assert "\n" not in str(caught.value)


def test_a_notebook_without_a_parameter_is_refused(tmp_path) -> None:
    grid = written(tmp_path)
    path = grid.with_suffix(".ipynb")
    path.write_text(path.read_text().replace("budget: int", "money: int"))
    with pytest.raises(StudyError, match="lacks the parameter budget; add"):
        read_grid(grid)


def test_a_part_has_its_own_values_and_those_at_the_top(tmp_path) -> None:
    parts = """\
[[part]]
tasks = ["stress", "sunspots_1877"]
times = [1, 4]

[[part]]
learning_rates = [3]
budgets = [900, 1800]
steps = [40]
batch = 2
"""
    grid = written(tmp_path, "budgets = [2000]\n")
    text = grid.read_text().replace("steps = [20]\nbatch = 1\n", parts)
    grid.write_text(text)
    found = [
        (c.task, c.depth, c.budget, c.steps, c.batch, *c.learning_rates)
        for c in read_grid(grid).cells
    ]
    assert found == [
        *(
            (task, depth, 2010, n * unit, batch, 0.1, 0.2)
            for task, unit, batch in (
                ("stress", 1600, 64),
                ("sunspots_1877", 140, 128),
            )
            for depth in (1, 2)
            for n in (1, 4)
        ),
        *(
            ("cascade", depth, budget, 40, 2, 3.0)
            for depth in (1, 2)
            for budget in (900, 1800)
        ),
    ]


def test_rates_may_be_those_that_were_chosen(tmp_path) -> None:
    grid = written(tmp_path, "[0.1, 0.2]", '"chosen.toml"')
    cell = """\
[[cell]]
task = "cascade"
form = "plain"
depth = {}
steps = 20
learning_rate = {}
"""
    chosen = tmp_path / "chosen.toml"
    chosen.write_text(cell.format(1, 0.5))
    with pytest.raises(StudyError, match="no cell of cascade, plain, 2, 20"):
        read_grid(grid)
    chosen.write_text(cell.format(1, 0.5) + cell.format(2, 0.25))
    found = [cell.learning_rates for cell in read_grid(grid).cells]
    assert found == [(0.5,), (0.25,)]


@pytest.mark.parametrize(
    ("name", "size"),
    [
        ("curves", 1_216),
        ("short", 1_728),
        ("steps", 480),
        ("clean", 896),
        ("cells", 432),
    ],
)
def test_the_grids_have_as_many_runs_as_the_rules_say(name, size) -> None:
    assert len(read_grid(ROOT / "study" / f"{name}.toml").runs) == size
    rules = (ROOT / "study" / "README.md").read_text("utf-8")
    (line,) = (one for one in rules.splitlines() if f"| `{name}.toml`" in one)
    assert line.endswith(f"| {size:,} |")


def test_a_name_tells_runs_apart(tmp_path) -> None:
    run = read_grid(written(tmp_path)).runs[0]
    # The records of runs that are at work have such names.
    assert run.name == "cascade-plain-1-2000-rate0.1-steps20-seed1-6c8ac802"
    others = [replace(run, batch=40), replace(run, backend="tensorflow")]
    assert len({run.name, *(other.name for other in others)}) == 3


def test_the_mark_is_of_the_code_and_of_nothing_else(tmp_path) -> None:
    notebook = tmp_path / "toy.ipynb"
    for room in ("helpers/inner", "study"):
        (tmp_path / room).mkdir(parents=True)
        (tmp_path / room / "__init__.py").write_text("")
    unused = tmp_path / "helpers" / "other.py"
    unused.write_text("x = 1\n")
    used = tmp_path / "study" / "used.py"
    used.write_text("from helpers.inner import deep\n")
    deep = tmp_path / "helpers" / "inner" / "deep.py"
    deep.write_text('"""Says."""\n\n\ndef f():\n    return 1\n')

    def mark(code: str = "") -> str:
        toy_study(tmp_path, [1], f"import study.used\n{code}")
        return code_mark(notebook, tmp_path)

    first = mark()
    assert first == mark("# a comment\n")
    unused.write_text("x = 2\n")
    deep.write_text('"""Other words."""\ndef f():\n    return 1  # one\n')
    assert mark() == first
    deep.write_text("def f():\n    return 2\n")
    assert mark() != first
    assert mark("error = 0") != mark()
    with pytest.raises(StudyError, match="is no Python in line"):
        mark("error = = 0")


def test_the_real_notebook_is_marked_with_all_its_code(monkeypatch):
    seen = []
    read = Path.read_text

    def noted(path: Path, **how: str) -> str:
        seen.append(path.name)
        return read(path, **how)

    monkeypatch.setattr(Path, "read_text", noted)
    code_mark(ROOT / "study" / "some_runs.ipynb")
    own = {"tasks.py", "worlds.py", "training.py", "cells.py", "compiled.py"}
    assert own | {"models.py", "backend.py"} <= set(seen)
    assert "figures.py" not in seen  # a new drawing makes no record old
    assert "engine.py" not in seen  # nor does another way to run it
