"""The exercises of each lesson, and that their trial notices what is wrong."""

from collections.abc import Callable
from pathlib import Path

import pytest
from nbformat import NotebookNode

from tests.toys import exercise_cells, with_exercises
from tools.editions import learner_edition
from tools.exercises import exercises
from tools.notebooks import code_cells, lessons, read

by_lesson = pytest.mark.parametrize(
    "lesson", lessons(), ids=lambda path: path.stem
)
STACK = """\
stack_3 = keras.Sequential([
    keras.Input((4, 2)),
    keras.layers.LSTM({0}, return_sequences={1}),
    keras.layers.LSTM({0}, return_sequences={2}),
    keras.layers.Dense(1),
])"""


@by_lesson
def test_every_answer_gets_the_verdict_it_should(
    lesson: Path, complaints
) -> None:
    found = complaints(read(lesson))
    assert not found, "\n".join([lesson.name, *found])


@pytest.mark.reads_outputs
@by_lesson
def test_untouched_lesson_says_how_many_are_open(lesson: Path) -> None:
    nb = read(lesson)
    found = exercises(nb, lesson.name)
    for one in found:
        said = "".join(o.get("text", "") for o in nb.cells[one.check].outputs)
        assert said.startswith(f"○ Exercise {one.number} is open"), lesson.name
    said = [
        output.get("text", "")
        for cell in code_cells(nb)
        if "progress" in cell.metadata.get("tags", [])
        for output in cell.outputs
    ]
    n, which = len(found), ", ".join(str(one.number) for one in found)
    line = f"Exercises: 0 of {n} solved; {n} still open ({which}).\n"
    assert said == [line] * bool(found)


@by_lesson
def test_learner_runs_what_the_lesson_ran(lesson: Path) -> None:
    # So the run of the lesson, which ends green, is that of the learner too.
    nb = read(lesson)
    learner = learner_edition(nb, lesson.name)
    assert [c.source for c in code_cells(learner)] == [
        c.source for c in code_cells(nb)
    ]
    for cell in learner.cells:
        assert "solution" not in cell.metadata.get("tags", [])
        assert "wrong_answers" not in cell.metadata


@pytest.fixture
def nb() -> NotebookNode:
    """Return a toy lesson with three exercises, the last with Keras."""
    nb = with_exercises()
    nb.cells[2].source += "\nimport keras"
    nb.cells[-1:] = [
        *exercise_cells(
            3,
            "stack_3 = ...  # build your model here",
            "checks.stack(stack_3, exercise=3, time_steps=4, features=2,\n"
            "             units=[8, 8], outputs=1, per_step=True)",
            STACK.format(8, True, True),
            [STACK.format(8, True, False), STACK.format(9, True, True)],
        ),
        nb.cells[-1],
    ]
    nb.cells[-1].source = "checks.progress(total=3)"
    return nb


def test_toy_gets_no_complaint(nb: NotebookNode, complaints) -> None:
    assert complaints(nb) == []


def _replace(place: int, old: str, new: str) -> Callable:
    def change(nb: NotebookNode) -> None:
        one = exercises(nb)[place - 1]
        for cell in nb.cells[one.stub : one.solution + 1]:
            cell.source = cell.source.replace(old, new)

    return change


def _wrong(place: int, *answers: str) -> Callable:
    def change(nb: NotebookNode) -> None:
        cell = nb.cells[exercises(nb)[place - 1].check]
        cell.metadata["wrong_answers"] = list(answers)

    return change


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (_replace(1, "(12, 5)", "(12, 6)"), "1: `shape_1 = (12, 6)` gets '✗"),
        (_replace(1, "units=5", "units=6"), "1: `shape_1 = (12, 5)` gets '✗"),
        (_replace(2, "... ", "160 * len([...])  "), "gets '✓ Exercise 2 is"),
        (_replace(2, "count_2 = 4", "count = 4"), "raises NameError: "),
        (_wrong(1, "shape_1 = 5", "shape_1 = (12, 5)"), "gets '✓ Exercise 1"),
        (_wrong(1, "shape_1 = 5", "shape_1 = (5,)"), "same hint as `shape_1"),
        (_wrong(2, "count_2 = 47", "count_2 = 5"), "made for no slip: That"),
        (_wrong(2, "count_2 = 5 / 0", "count_2 = 140"), "ZeroDivisionError"),
        (
            _wrong(3, "stack_3 = None", STACK.format(8, False, True)),
            "raises ValueError: Input 0",
        ),
    ],
)
def test_trial_notices(
    nb: NotebookNode, change: Callable, says: str, complaints
) -> None:
    change(nb)
    found = complaints(nb)
    assert any(says in line for line in found), found


def test_trial_notices_what_odd_answers_do(
    nb: NotebookNode, monkeypatch, complaints
) -> None:
    monkeypatch.setattr("helpers.checks.output_shape", lambda *a, **k: print())
    found = "\n".join(complaints(nb))
    assert "exercise 1: NaN gets '\\n' instead of a hint" in found
    assert "exercise 2" not in found
