"""Breaches: exercises that are incomplete, or solved already."""

from tests.breaches import changes as do
from tests.breaches.changes import NotebookNode, cell
from tests.breaches.row import Row

ONE = ("exercise-1", "stub-1", "check-1", "solution-1")
TWO = ("exercise-2", "stub-2", "check-2", "solution-2")


def _one_exercise(nb: NotebookNode) -> None:
    do.without(*TWO)(nb)
    do.swap("progress", "total=2", "total=1")(nb)


def _no_exercises(nb: NotebookNode) -> None:
    do.without(*ONE, *TWO, "progress")(nb)


def _one_wrong_answer(nb: NotebookNode) -> None:
    cell(nb, "check-1").metadata["wrong_answers"].pop()


ROWS = [
    Row(
        "has_two_to_four_exercises",
        "none",
        _no_exercises,
        "the notebook: 0 cells are tagged `exercise`",
    ),
    Row(
        "has_two_to_four_exercises",
        "one",
        _one_exercise,
        "1 cells are tagged `exercise`",
    ),
    Row(
        "has_complete_exercises",
        "other-heading",
        do.swap("exercise-2", "Exercise 2", "Exercise 3"),
        "`### Exercise 3`: it is exercise 2 in the order of the lesson",
    ),
    Row(
        "has_complete_exercises",
        "no-check",
        do.without("check-2"),
        "here the check of exercise 2 should stand, a code cell",
    ),
    Row(
        "has_complete_exercises",
        "no-solution",
        do.without("solution-2"),
        "here the solution of exercise 2 should stand, a text cell",
    ),
    Row(
        "has_complete_exercises",
        "one-wrong-answer",
        _one_wrong_answer,
        "must list two different wrong answers or more",
    ),
    Row(
        "has_complete_exercises",
        "number-of-a-check",
        do.swap("check-2", "exercise=2", "exercise=1"),
        "the check must say `exercise=2`",
    ),
    Row(
        "has_complete_exercises",
        "other-total",
        do.swap("progress", "total=2", "total=3"),
        "the progress cell must be `checks.progress(total=2)`",
    ),
    Row(
        "leaks_no_solution",
        "solved-stub",
        do.swap("stub-1", "shape_1 = ...", "shape_1 = 5, 2"),
        "code cell 7 `shape_1 = 5, 2  # two numbers`: the stub is solved",
        ("has_complete_exercises",),
    ),
    Row(
        "leaks_no_solution",
        "answer-in-a-comment",
        do.swap("stub-1", "two numbers", "such as (5, 2)"),
        "it holds the answer `(5, 2)`",
    ),
    Row(
        "leaks_no_solution",
        "solved-elsewhere",
        do.swap("count-twice", "12 == 12", "shape_1 = 5, 2"),
        "it solves the exercise, `shape_1 = ...`",
    ),
    Row(
        "leaks_no_solution",
        "saved-with-a-tick",
        do.prints("check-1", "✓ Exercise 1 is solved.\n"),
        "its output does not say that the exercise is open",
    ),
    Row(
        "leaks_no_solution",
        "open-solution",
        do.swap("solution-1", "<details>", "<div>"),
        "the solution is not folded",
        ("has_complete_exercises",),
    ),
]
