"""The grid of a study: what it holds, and what is refused before any run."""

from dataclasses import replace
from pathlib import Path

import pytest

from study.code_mark import code_mark
from study.grids import StudyError, read_grid
from study.training import LONGER
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
        ("steps = 20", "step = 20", "'step' is unknown; possible: back"),
        ("steps = 20", "", r"steps is missing; give it at the top or in \["),
        ("steps = 20", "steps = 30", "steps is 30; give a multiple of 20"),
        ("steps = 20", "steps = 20.0", "steps is 20.0; give a whole number"),
        ("batch = 1", "batch = true", "batch is True; give a whole number"),
        ("[1, 2]\nb", "1\nb", "seeds is 1; give a list in brackets"),
        ("[1, 2]\nb", "[1, 1]\nb", "seeds holds 1 twice"),
        ("[1, 2]\nb", "[-1]\nb", "one of seeds is -1; give a whole number"),
        ("[0.1, 0.2]", "[0.1, 0]", "learning_rates: 0 is no number above 0"),
        ("[0.1, 0.2]", "[inf]", "learning_rates: inf is no number above 0"),
        ("depths = [1, 2]", "depths = [0]", "one of depths is 0; give a wh"),
        ("batch = 1", "batch = 1\ndeeper = 8", "deeper is 8; give a table"),
        ("batch = 1", "batch = 1\ndeeper = { x = [8] }", "'x' is no budget"),
        ("batch = 1", "batch = 1\ndeeper = { 9 = [0] }", "one of deeper.9 is"),
        ("plain =", "plane =", r"'plane' in \[budgets\] is unknown; possibl"),
        ("[2000]", "[10]", "budget is 10, but 1 layers of one unit already"),
        ("[2000]", "2000", "budgets.plain is 2000; give a list in brackets"),
        ("{ plain = [2000] }", "{}", "budgets names no form"),
        ("{ plain = [2000] }", "2", r"budgets is 2; give a table, \[budgets"),
        ("cascade", "cascades", r"'cascades' in \[tasks\] is unknown; poss"),
        ("[tasks.cascade]", "[tasks.sine]\nx = 1", "'x' in .tasks.sine. is"),
        ("[tasks.cascade]\ndepths = [1, 2]", "tasks = 1", "tasks is 1; give"),
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


def test_forms_leave_out_what_another_has(tmp_path) -> None:
    forms = "plain = [900], dense = [900], width = [900], long = [900]"
    grid = written(tmp_path, "plain = [2000]", forms)
    text = grid.read_text()
    more = "depths = [1, 3, 4, 5]\ndeeper = { 900 = [8], 800 = [6] }"
    # A task overrules what stands at the top.
    more += "\nlearning_rates = [3]"
    grid.write_text(text.replace("depths = [1, 2]", more))
    cells = read_grid(grid).cells
    plain = [("plain", depth) for depth in (1, 3, 4, 5, 8)]
    others = [("dense", 1), ("width", 1), ("width", 3), ("long", 1)]
    assert [(c.form, c.depth) for c in cells] == [*plain, *others]
    assert {cell.learning_rates for cell in cells} == {(3.0,)}
    steps = {cell.form: cell.steps for cell in cells}
    assert steps.pop("long") == LONGER * steps.pop("plain")
    assert set(steps.values()) == {cells[0].steps}


def test_a_name_tells_runs_apart(tmp_path) -> None:
    run = read_grid(written(tmp_path)).cells[0].trials()[0]
    # The records of earlier studies have such names.
    name = "cascade-plain-1-2000-rate0.1-seed100-validation-fef04501"
    assert run.name == name
    others = [replace(run, steps=40), replace(run, backend="tensorflow")]
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
    own = {"tasks.py", "training.py", "compiled.py"}
    assert own | {"models.py", "backend.py"} <= set(seen)
    assert "figures.py" not in seen  # a new drawing makes no record old
    assert "engine.py" not in seen  # nor does another way to run it
