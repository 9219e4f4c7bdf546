"""A lesson that `make outputs` did not write fails once, and says so first."""

import copy
import re
from pathlib import Path

import pytest

from tests.breaches.write import FOLDER, GOOD, lesson
from tests.contracts import PROMISES, READ_OUTPUTS
from tests.contracts.form import is_executed_in_order, is_sealed
from tests.first_cause import first_cause
from tests.test_damage import replay
from tests.toys import notebook, save
from tools.notebooks import ROOT, code_cells, read, seal

NOTEBOOKS = [GOOD, *sorted(FOLDER.glob("*--*.ipynb"))]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_cause_is_said_when_a_promise_on_it_is_broken(path: Path) -> None:
    one = lesson(path)
    broken = [*is_sealed(one), *is_executed_in_order(one)]
    assert bool(first_cause(path)) == bool(broken)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_promises_that_run_in_any_case_read_no_outputs(path: Path) -> None:
    one = lesson(path)
    bare = copy.deepcopy(one)
    for cell in code_cells(bare.nb):
        cell.outputs, cell.execution_count = [], None
        cell.metadata.pop("digest", None)
    for promise in set(PROMISES.values()) - READ_OUTPUTS:
        name = promise.__name__
        assert bool([*promise(one)]) == bool([*promise(bare)]), name


def toy(folder: Path, *sources: str) -> Path:
    """Save a notebook whose cells print nothing, as `make outputs` would."""
    nb = notebook(*sources)
    seal(nb)
    return save(nb, folder / "07_toy.ipynb")


def test_notebook_that_was_never_run(tmp_path: Path) -> None:
    path = save(notebook("units"), tmp_path / "07_toy.ipynb")
    assert first_cause(path) == (
        "07_toy.ipynb, the notebook: `make outputs` never wrote it: run `make "
        "outputs LESSON=07`. Until then, no test that reads its outputs runs."
    )


def test_first_of_the_changed_cells_is_named(tmp_path: Path) -> None:
    path = toy(tmp_path, "one = 1", "two = 2", "three = 3")
    assert first_cause(path) is None
    nb = read(path)
    for cell in code_cells(nb)[2:]:
        cell.source += " + 0"
    path = save(nb, tmp_path / "08_toy.ipynb")
    assert (
        "08_toy.ipynb, code cell 3 `two = 2 + 0`: it was changed or moved "
        "after `make outputs` wrote it, and 1 more: run" in first_cause(path)
    )


def test_no_notebook_has_no_cause(tmp_path: Path) -> None:
    path = tmp_path / "07_toy.ipynb"
    path.write_text("{}", encoding="utf-8")
    assert first_cause(path) is None


SUITE = f"""
import pytest
from pathlib import Path

PATHS = [Path({str(GOOD)!r}), Path(__file__).with_name("07_toy.ipynb")]

@pytest.mark.parametrize("what", ["a", "is_sealed", "b"])
@pytest.mark.parametrize("path", PATHS)
@pytest.mark.reads_outputs
def test_reads(path, what): pass

@pytest.mark.parametrize("path", PATHS[1:])
def test_free(path): pass
"""


@pytest.mark.slow(8)
@pytest.mark.parametrize(
    ("selected", "failed", "others"),
    [
        ("", "test_reads[path1-is_sealed]", "1 failed, 4 passed, 4 skipped"),
        ("code", "code cell 1", "1 failed, 1 skipped"),
        ("reads and b", "test_reads[path1-b]", "1 failed, 1 passed"),
        ("free", "", "1 passed"),
    ],
    ids=lambda value: value or "none",
)
def test_one_of_those_selected_fails(
    selected: str, failed: str, others: str, tmp_path: Path
) -> None:
    path = toy(tmp_path, "units")
    nb = read(path)
    nb.cells[2].source = "rate"
    save(nb, path)
    suite = tmp_path / "test_suite.py"
    suite.write_text(SUITE, encoding="utf-8")
    code, text = replay(tmp_path, *(["-k", selected] if selected else []))
    assert (code == 1) == bool(failed)
    assert others in text.splitlines()[-1]
    if failed:
        # What follows the name depends on the width, and on CI being set.
        assert re.search(rf"::{re.escape(failed)}( - |\n)", text)
        assert "07_toy.ipynb, code cell 2 `rate`: it was changed or" in text
    if "skipped" in others:
        assert "07_toy.ipynb: its outputs are not those of its code" in text


def test_every_test_of_a_lesson_that_reads_outputs_says_so() -> None:
    # The marks are written by hand; this finds a file that has none.
    readers = {
        path.name
        for path in (ROOT / "tests").glob("test_*.py")
        if ".outputs" in path.read_text(encoding="utf-8")
        and "lessons()" in path.read_text(encoding="utf-8")
    }
    marked = {
        path.name
        for path in (ROOT / "tests").glob("test_*.py")
        if "reads_outputs" in path.read_text(encoding="utf-8")
    }
    assert readers <= marked
