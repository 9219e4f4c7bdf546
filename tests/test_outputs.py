"""Writing outputs: always the same form, and never half."""

from pathlib import Path

import pytest

from tests.contracts.lesson import Lesson
from tests.contracts.outputs import (
    describes_its_figures,
    is_executed_in_order,
    is_sealed,
    is_small,
    is_valid,
    prints_no_errors,
    runs_anywhere,
)
from tests.toys import FIGURE, notebook, save
from tools import outputs
from tools.execute import CELL_TIMEOUT
from tools.notebooks import LessonError, code_cells, read
from tools.outputs import problems, write_outputs

# The kernel passes on what goes past Python only after a moment.
SLOW_LOW_WRITE = "import os, time; os.write(2, b'low'); time.sleep(0.5)"
# Of the promises, those that `make outputs` keeps, whatever it is given.
KEPT_BY_OUTPUTS = [
    is_valid,
    runs_anywhere,
    is_executed_in_order,
    is_sealed,
    is_small,
    prints_no_errors,
    describes_its_figures,
]
SOURCES = ("print('one')\nprint('two')", "rate / 3", FIGURE, "units + 1")


@pytest.fixture(scope="module")
def written(tmp_path_factory) -> bytes:
    """Return the file of a toy notebook with its outputs written."""
    nb = notebook(*SOURCES, name="my-env")
    nb.metadata["widgets"] = {"state": {}}
    nb.cells[2].metadata.update(scrolled=True, tags=["shape-output"])
    nb.cells[2].metadata["jupyter"] = {"outputs_hidden": True}
    path = save(nb, tmp_path_factory.mktemp("toys") / "01_toy.ipynb")
    write_outputs(path)
    first = path.read_bytes()
    write_outputs(path)
    assert path.read_bytes() == first, "the second time gave other bytes"
    assert [p.name for p in path.parent.iterdir()] == ["01_toy.ipynb"]
    return first


@pytest.fixture
def toy(written: bytes, tmp_path: Path) -> Path:
    """Return the path of a notebook with its outputs, to be changed."""
    path = tmp_path / "01_toy.ipynb"
    path.write_bytes(written)
    return path


def test_written_notebook_keeps_the_promises_of_form(toy: Path) -> None:
    nb = read(toy)
    assert problems(toy) == []
    lesson = Lesson(toy, nb, (toy,))
    assert [broken for p in KEPT_BY_OUTPUTS for broken in p(lesson)] == []
    assert nb.cells[2].outputs[0].text == "one\ntwo\n"
    assert nb.cells[2].metadata.keys() == {"digest", "tags"}
    assert nb.metadata.keys() == {"kernelspec", "language_info"}
    assert nb.cells[2].id == "cell-1"
    assert toy.read_bytes().endswith(b"\n}\n")


def test_check_names_what_differs(toy: Path, capsys) -> None:
    assert outputs.main(["01", "--check"], toy.parent) == 0
    nb = read(toy)
    nb.cells[2].metadata["collapsed"] = False
    nb.cells[3].source = "rate / 4"
    nb.metadata["title"] = "Toy"
    before = save(nb, toy).read_bytes()
    assert outputs.main(["01", "--check"], toy.parent) == 1
    said = capsys.readouterr().err
    assert "metadata 'collapsed' of code cell 2 `print('one')`" in said
    assert "code cell 3 was changed after `make outputs` wrote it" in said
    assert "metadata 'title' of the notebook" in said
    assert toy.read_bytes() == before


def test_check_sees_another_layout(toy: Path) -> None:
    toy.write_text(toy.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    (problem,) = problems(toy)
    assert "the layout of the file" in problem


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("1 / 0", "failed with ZeroDivisionError: division by zero"),
        ("import os; os._exit(1)", "killed the kernel, perhaps for want"),
        ("import signal; signal.raise_signal(4)", "processor does not have"),
        ("import time; time.sleep(600)", "took more than 5 s"),
        (SLOW_LOW_WRITE, "wrote to the error stream: low"),
        ("import sys; sys.exit(0)", "SystemExit"),
    ],
)
def test_failing_cell_leaves_the_file(
    source: str, says: str, tmp_path: Path
) -> None:
    path = save(notebook("units", source), tmp_path / "01_toy.ipynb")
    before = path.read_bytes()
    with pytest.raises(LessonError) as caught:
        write_outputs(path, timeout=5 if "600" in source else CELL_TIMEOUT)
    assert f"01_toy.ipynb, code cell 3 `{source}` " in str(caught.value)
    assert says in str(caught.value)
    assert path.read_bytes() == before
    assert len(list(tmp_path.iterdir())) == 1


def test_failure_on_the_command_line(tmp_path: Path, capsys) -> None:
    save(notebook("1 / 0"), tmp_path / "01_toy.ipynb")
    assert outputs.main(["01"], tmp_path) == 1
    said = capsys.readouterr()
    assert said.out == "01_toy ... failed\n"
    assert "code cell 2 `1 / 0` failed" in said.err
    assert said.err.count("\n") == 1


def test_invalid_notebook_is_not_executed(tmp_path: Path) -> None:
    nb = notebook("units")
    nb.cells[2].id = nb.cells[1].id
    path = save(nb, tmp_path / "01_toy.ipynb")
    with pytest.raises(LessonError, match="2 cells have the id 'cell-0'"):
        write_outputs(path)
    assert code_cells(read(path))[0].execution_count is None


@pytest.mark.parametrize(
    "text", ["", "{}", "[1]", '{"nbformat": 3, "cells": []}']
)
def test_file_that_is_no_notebook(tmp_path: Path, text: str) -> None:
    path = tmp_path / "01_toy.ipynb"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(LessonError, match="is not a notebook of format 4"):
        read(path)


def test_unknown_lesson_is_named(capsys) -> None:
    assert outputs.main(["99"]) == 1
    said = capsys.readouterr().err
    assert "There is no lesson '99'; the lessons are: 01_" in said
