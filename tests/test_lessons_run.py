"""Each lesson runs: as shipped, twice the same, and with other parameters."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from nbformat import NotebookNode

from tests.compare import differences
from tools.execute import INJECTED
from tools.notebooks import LessonError, cell_name, code_cells, lessons, read
from tools.run import known_parameters, run_lesson

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

# Four runs in which every two values of different parameters meet once.
SWEEP = [
    {"units": 1, "time_steps": 1, "features": 1, "depth": 1},
    {"units": 8, "time_steps": 1, "features": 3, "depth": 2},
    {"units": 1, "time_steps": 7, "features": 3, "depth": 3},
    {"units": 8, "time_steps": 7, "features": 1, "depth": 4},
]
QUICK = {"preset": "quick"}
# Parameters that only make a lesson take long.
CHEAP = QUICK | {"epochs": 1, "months_in": 12}

# Later lessons take longer, and the longest should not start last.
by_lesson = pytest.mark.parametrize(
    "lesson", lessons()[::-1], ids=lambda path: path.stem
)


def own_cells(nb: NotebookNode) -> list[NotebookNode]:
    """Return the code cells of an executed lesson without papermill's."""
    return [
        cell
        for cell in code_cells(nb)
        if INJECTED not in cell.metadata.get("tags", [])
    ]


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


@pytest.mark.slow(80)
@pytest.mark.reads_outputs
@by_lesson
def test_two_fresh_runs_agree(lesson: Path, tmp_path: Path) -> None:
    # A lesson that trains for long is run in full by the replay alone; here
    # its short form shows that nothing in it is left to chance.
    chosen = {k: v for k, v in QUICK.items() if k in known_parameters(lesson)}
    runs = [
        own_cells(run_lesson(lesson, chosen, tmp_path / f"{name}.ipynb"))
        for name in ("one", "two")
    ]
    saved = code_cells(read(lesson))
    problems = []
    for number, (was, one, two) in enumerate(
        zip(saved, *runs, strict=True), 1
    ):
        name = cell_name(number, was)
        if json.dumps(one.outputs) != json.dumps(two.outputs):
            what = differences(one.outputs, two.outputs, exact=True)
            problems.append(f"{name}, two fresh runs differ: {what}")
        if not chosen:
            found = differences(was.outputs, one.outputs, exact=False)
            problems += [f"{name}: {what}" for what in found]
    assert not problems, "\n".join([lesson.name, *problems])


@pytest.mark.slow(12)
@pytest.mark.parametrize("values", SWEEP, ids=lambda v: f"depth{v['depth']}")
@by_lesson
def test_lesson_runs_with_other_parameters(
    lesson: Path, values: dict[str, Any], tmp_path: Path
) -> None:
    known = known_parameters(lesson)
    chosen = {k: v for k, v in (values | CHEAP).items() if k in known}
    expected_shapes = SHAPES.get(lesson.stem)
    if not chosen:
        pytest.skip("none of the parameters that are varied here")
    nb = run_lesson(lesson, chosen, tmp_path / "run.ipynb")
    if expected_shapes:
        assert shown_shapes(nb) == expected_shapes(chosen)


@pytest.mark.reads_outputs
@by_lesson
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
