"""Each lesson runs with other parameters, and its solutions in strict mode."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from nbformat import NotebookNode

from tests.lesson_runs import RUNS, Values, own_cells
from tests.toys import save
from tools.editions import solved_edition
from tools.exercises import exercises
from tools.notebooks import LessonError, lessons, read
from tools.run import run_lesson

Shapes = dict[str, tuple[int, ...]]

# What the cells tagged `shape-...` must show, given the lesson's parameters.
SHAPES: dict[str, Callable[[dict[str, Any]], Shapes]] = {
    "01_one_lstm_2d_output": lambda p: {
        "shape-input": (1, p["time_steps"], p["features"]),
        "shape-output": (1, p["units"]),
    },
    "02_return_sequences_3d_output": lambda p: {
        "shape-output-2d": (1, p["units"]),
        "shape-output-3d": (1, p["time_steps"], p["units"]),
    },
    "03_four_layer_stack": lambda p: {"shape-output": (1, 1)},
    "05_inside_the_cell": lambda p: {
        "shape-kernel": (p["features"], 4 * p["units"])
    },
}


def shown_shapes(nb: NotebookNode) -> Shapes:
    """Return the shapes that the tagged cells show: tag -> shape."""
    shown = {}
    for cell in own_cells(nb):
        for tag in cell.metadata.get("tags", []):
            if tag.startswith("shape-"):
                shown[tag] = _first_shape(cell.outputs)
    return shown


def _first_shape(outputs: list[NotebookNode]) -> tuple[int, ...]:
    text = "\n".join(
        output.get("text") or output.get("data", {}).get("text/plain", "")
        for output in outputs
    )
    found = re.search(r"[(\[](\d+(?:, ?\d+)*),?[)\]]", text)
    return tuple(map(int, found.group(1).split(","))) if found else ()


def run_solved(
    lesson: Path, values: Values, folder: Path, monkeypatch
) -> NotebookNode:
    """Run a lesson with its solutions; a check that finds one wrong raises."""
    nb = read(lesson)
    assert exercises(nb, lesson.name)
    path = save(solved_edition(nb), folder / lesson.name)
    monkeypatch.setenv("LESSON_CHECKS", "strict")
    return run_lesson(path, values, folder / "run.ipynb")


# The last values of a lesson, of one that trains the only ones, are those of
# tests/test_run_all_in_lab.py.
@pytest.mark.slow(12)
@pytest.mark.parametrize(
    ("lesson", "values", "solved"),
    [
        pytest.param(
            lesson,
            values,
            place == 0,
            id=f"{lesson.stem}-{'solved' if place == 0 else place}",
        )
        for lesson in lessons()[::-1]  # later lessons take longer
        for place, values in enumerate(RUNS[lesson][:-1])
    ],
)
def test_lesson_runs_with_other_parameters(
    lesson: Path,
    values: Values,
    solved: bool,
    tmp_path: Path,
    monkeypatch,
    warm_kernels,
) -> None:
    assert values
    if solved:  # the stubs are in the other runs
        nb = run_solved(lesson, values, tmp_path, monkeypatch)
    else:
        nb = run_lesson(lesson, values, tmp_path / "run.ipynb")
    if lesson.stem in SHAPES:
        assert shown_shapes(nb) == SHAPES[lesson.stem](values)


@pytest.mark.reads_outputs
@pytest.mark.parametrize("lesson", lessons(), ids=lambda path: path.stem)
def test_shapes_that_a_lesson_marks_are_in_the_table(lesson: Path) -> None:
    # A tag that nobody compares would promise more than is tested.
    marked = set(shown_shapes(read(lesson)))
    every = {"units": 1, "time_steps": 1, "features": 1, "depth": 1}
    table = SHAPES.get(lesson.stem, lambda p: {})(every)
    assert marked == set(table)


@pytest.mark.parametrize(
    ("parameters", "says"),
    [
        ({"unitz": 8}, "no parameter 'unitz'; possible: units, "),
        ({"units": "eight"}, "'units' must be a whole number, not 'eight'"),
        ({"units": True}, "'units' must be a whole number, not True"),
        ({"units = 1; import os": 1}, "there is no parameter"),
    ],
)
def test_wrong_parameter_is_refused_before_anything_runs(
    parameters: dict[str, Any], says: str, tmp_path: Path, monkeypatch
) -> None:
    def no_kernel(*args: Any, **options: Any) -> None:
        raise AssertionError("a kernel was about to start")

    monkeypatch.setattr("tools.run.execute", no_kernel)
    output = tmp_path / "run.ipynb"
    with pytest.raises(LessonError, match=re.escape(says)):
        run_lesson(lessons()[0], parameters, output)
    assert not output.exists()
