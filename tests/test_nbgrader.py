"""Assignments for nbgrader: what its cells say, and what is handed out."""

import re

import pytest

from tests.toys import save, with_exercises
from tools import editions
from tools.exercises import exercises
from tools.nbgrader import CONFIG, assignment
from tools.notebooks import code_cells, invalid, lessons, read, serialise

REGIONS = re.compile(
    r"### BEGIN (SOLUTION|HIDDEN TESTS)\n.*?\n### END \1\n?", re.DOTALL
)
by_lesson = pytest.mark.parametrize("lesson", lessons(), ids=lambda p: p.stem)


@by_lesson
def test_each_exercise_has_an_answer_and_a_point(lesson) -> None:
    nb = assignment(read(lesson))
    assert invalid(nb) == []
    told = [c.metadata.nbgrader for c in nb.cells if "nbgrader" in c.metadata]
    number = len(exercises(read(lesson)))
    assert len({one.grade_id for one in told}) == len(told)
    assert sum(one.solution for one in told) == number
    graded = [one for one in told if one.grade]
    assert [one.points for one in graded] == [1] * number
    assert all(one.locked != one.solution for one in told)
    assert all("nbgrader" in cell.metadata for cell in code_cells(nb))


@by_lesson
def test_what_is_handed_out_is_the_lesson_without_solutions(lesson) -> None:
    nb, out = read(lesson), assignment(read(lesson))
    found = exercises(nb)
    for one in found:
        for place in (one.stub, one.solution):
            source = REGIONS.sub("", out.cells[place].source)
            out.cells[place].source = source.rstrip("\n")
    for one in found:
        assert out.cells[one.stub].source == nb.cells[one.stub].source
        assert out.cells[one.check].source == nb.cells[one.check].source
    text = serialise(out)
    assert "<details>\\n<summary>Solution" not in text
    assert "wrong_answers" not in text and "LESSON_CHECKS" not in text


def test_points_need_a_tick(monkeypatch) -> None:
    monkeypatch.setenv("LESSON_CHECKS", "")  # and back to nothing afterwards
    nb = assignment(with_exercises())
    one, _ = exercises(with_exercises())
    names: dict = {}
    exec("from helpers import checks\n" + nb.cells[one.stub].source, names)
    exec(nb.cells[one.solution].source, names)
    names["shape_1"] = (12, 2)
    with pytest.raises(AssertionError, match="✗ Exercise 1: Your last axis"):
        exec(nb.cells[one.solution].source, names)


def test_the_command_writes_a_course(tmp_path, capsys) -> None:
    folder = tmp_path / "notebooks"
    folder.mkdir()
    save(with_exercises(), folder / "01_toy.ipynb")
    assert editions.main(["--nbgrader"], folder, tmp_path) == 0
    course = tmp_path / "nbgrader"
    assert (course / "nbgrader_config.py").read_text() == CONFIG
    made = course / "source" / "01_toy" / "01_toy.ipynb"
    assert read(made) == assignment(with_exercises())


def test_its_own_validator_finds_nothing() -> None:
    # It stands in no lock: `pip install nbgrader` in a copy of .venv.
    theirs = pytest.importorskip("nbgrader.nbgraderformat")
    for lesson in lessons():
        theirs.reads(serialise(assignment(read(lesson))), as_version=4)
