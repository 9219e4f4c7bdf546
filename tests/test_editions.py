"""`make editions`: what both editions hold, and what broken exercises get."""

from collections.abc import Callable
from pathlib import Path

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_output

from tests.toys import save, with_exercises
from tools import editions
from tools.editions import learner_edition, solved_edition
from tools.exercises import exercises
from tools.notebooks import LessonError, invalid


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with one lesson."""
    folder = tmp_path / "notebooks"
    folder.mkdir()
    save(with_exercises(), folder / "01_toy.ipynb")
    return folder


def test_the_learners_edition_has_no_outputs() -> None:
    nb = with_exercises()
    nb.cells[1].outputs = [new_output("stream", text="known")]
    nb.cells[1].execution_count = 1
    cell = learner_edition(nb).cells[1]
    assert (cell.outputs, cell.execution_count) == ([], None)


def test_both_editions_are_written(folder: Path, tmp_path, capsys) -> None:
    before = (folder / "01_toy.ipynb").read_bytes()
    assert editions.main([], folder, tmp_path) == 0
    assert capsys.readouterr().out.startswith("01_toy ... ok (")
    assert (folder / "01_toy.ipynb").read_bytes() == before
    made = tmp_path / "editions"
    assert {p.relative_to(made).as_posix() for p in made.rglob("*.*")} == {
        f"{who}/01_toy.{kind}"
        for who in ("learner", "teacher")
        for kind in ("html", "ipynb")
    }
    learner, teacher = (
        (made / who / "01_toy.ipynb").read_text(encoding="utf-8")
        for who in ("learner", "teacher")
    )
    assert not any(
        word in learner
        for word in ("wrong_answers", "digest", "Because", "4 * 5 * (5", "✓")
    )
    assert "shape_1 = ...  # a tuple" in learner
    assert "wrong_answers" not in teacher
    assert "<details>" not in teacher
    assert "**Solution of exercise 2.** Because of exercise-2." in teacher
    assert "count_2 = 4 * 5 * (5 + 2 + 1)" in teacher
    assert "✓ Exercise 1 is solved." in teacher
    assert "Exercises: 2 of 2 solved. Well done!" in teacher
    page = (made / "teacher" / "01_toy.html").read_text(encoding="utf-8")
    assert "2 of 2 solved" in page
    assert " · teacher's edition</title>" in page


def test_wrong_solution_is_named(folder: Path, tmp_path, capsys) -> None:
    nb = with_exercises()
    nb.cells[6].source = nb.cells[6].source.replace("(12, 5)", "(12, 2)")
    save(nb, folder / "01_toy.ipynb")
    assert editions.main(["1"], folder, tmp_path) == 1
    assert capsys.readouterr().err.strip() == (
        "01_toy.ipynb, code cell 4 `checks.output_shape(` failed with "
        "AssertionError: ✗ Exercise 1: Your last axis counts features. The "
        "layer uses them up: what takes their place?."
    )
    assert not (tmp_path / "editions").exists()


def test_editions_leave_the_lesson_alone() -> None:
    nb = with_exercises()
    learner, solved = learner_edition(nb), solved_edition(nb)
    assert nb == with_exercises()
    assert len(nb.cells) == len(solved.cells) == len(learner.cells) + 2
    assert [invalid(edition) for edition in (learner, solved)] == [[], []]
    nb.cells = nb.cells[:3]  # without exercises
    assert learner_edition(nb).cells == solved_edition(nb).cells


def _source(place: int, old: str, new: str) -> Callable:
    def change(nb: NotebookNode) -> None:
        assert old in nb.cells[place].source
        nb.cells[place].source = nb.cells[place].source.replace(old, new)

    return change


def _without(place: int) -> Callable:
    return lambda nb: nb.cells.pop(place)


def _wrong(answers: object) -> Callable:
    return lambda nb: nb.cells[5].metadata.update(wrong_answers=answers)


# 3 to 6 and 7 to 10: question, stub, check, solution; 11: progress.
@pytest.mark.parametrize(
    ("change", "says"),
    [
        (_without(3), "code cell 3 `shape_1 = .* no question stands before"),
        (_without(4), "cell 3 `checks.output_shape.*: this check belongs to"),
        (_without(5), "place 6 `<details>`: here the check of exercise 1 sh"),
        (_without(6), "place 7 `### Exercise 2`: here the solution of exerc"),
        (_without(11), "place 11 `<details>`: one code cell tagged `progress"),
        (_source(3, "1", "2"), "place 4 `### Exercise 2`: it is exercise 1 "),
        (_source(8, "...", "7"), "cell 5 `count_2 = 7  # a number`: the stu"),
        (_source(4, "= ...", "= = ..."), "the stub is not plain Python: inv"),
        (_source(5, "exercise=1", "exercise=2"), "must say `exercise=1`"),
        (_source(5, "checks.", "x = checks."), "a check is one call with"),
        (_source(5, "shape_1", "(12, 5)"), "with the name of the answer"),
        (_source(6, "```python", "```"), "place 7 `<details>`: a solution i"),
        (_source(6, "Because of exercise-1.", ""), "code that replaces the "),
        (_source(6, "(12, 5)", "(12, 5"), "code of the solution is not plai"),
        (_source(11, "2", "3"), r"cell 7 .*must be `checks.progress\(total=2"),
        (_wrong(None), "must list two different wrong answers or more"),
        (_wrong(["shape_1 = 5"]), "must list two different wrong answers"),
        (_wrong(["shape_1 = 5"] * 2), "must list two different wrong answe"),
        (_wrong(["shape_1 = 5", 5]), "must list two different wrong answers"),
        (_wrong(["shape_1 = 5", "(5"]), r"wrong answer `\(5` is not plain"),
    ],
)
def test_broken_exercise_is_named(change: Callable, says: str) -> None:
    nb = with_exercises()
    assert len(exercises(nb)) == 2
    change(nb)
    with pytest.raises(LessonError, match=rf"^01_toy, .*{says}") as caught:
        learner_edition(nb, "01_toy")
    assert "\n" not in str(caught.value)
