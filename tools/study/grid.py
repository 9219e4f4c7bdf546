"""Read the grid of a study from its file, and refuse it in one sentence."""

import itertools
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from helpers import depth_study
from helpers.studying.stacks import LONGER, SINGLE, WIDTH_OF
from tools.notebooks import LessonError
from tools.parameters import known_parameters
from tools.study import values
from tools.study.runs import Cell, Run, StudyError

# What a task needs: its own value, or the one at the top of the file.
SETTINGS = {
    "budgets": values.budgets,
    "depths": values.whole_numbers(1),
    "deeper": values.deeper,
    "learning_rates": values.rates,
    "rate_seeds": values.whole_numbers(0),
    "seeds": values.whole_numbers(0),
    "steps": values.whole_number,
    "batch": values.whole_number,
}


@dataclass(frozen=True)
class Grid:
    """What a study runs: cells, and the notebook that makes each run."""

    path: Path
    notebook: Path
    cells: list[Cell]

    @property
    def size(self) -> int:
        """Return the number of runs of both stages."""
        return sum(cell.size for cell in self.cells)

    @property
    def table(self) -> Path:
        """Return where the table goes: beside the grid."""
        return self.path.with_suffix(".csv")


def read_grid(path: Path) -> Grid:
    """Read and check a grid.

    Raises
    ------
    StudyError
        The file is missing or no TOML; a key is unknown, missing, or has a
        value that does not fit; or the notebook cannot take the parameters.
    """
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise StudyError(
            f"{path} cannot be read ({error.strerror}); give the file of a "
            "grid, such as study/depth.toml."
        ) from error
    except ValueError as error:
        raise StudyError(f"{path.name} is no TOML: {error}.") from error
    try:
        return _checked(path, found)
    except ValueError as error:
        raise StudyError(f"{path.name}: {error}") from error


def _checked(path: Path, found: dict[str, Any]) -> Grid:
    values.only(found, {"notebook", "backend", "tasks", *SETTINGS}, "")
    notebook = path.parent / values.text(found, "notebook")
    _check_notebook(notebook)
    backend = values.one_of(found, "backend", ("jax", "tensorflow"))
    tasks = values.table(found, "tasks")
    values.only(tasks, set(depth_study.TASKS), "tasks")
    cells = []
    for task, own in tasks.items():
        values.only(values.table(tasks, task), set(SETTINGS), f"tasks.{task}")
        at_top = {key: found[key] for key in SETTINGS if key in found}
        cells += _cells(task, at_top | own, backend)
    if not cells:
        raise ValueError("tasks names no task; give one, [tasks.cascade].")
    return Grid(path, notebook, cells)


def _cells(task: str, found: dict[str, Any], backend: str) -> list[Cell]:
    found = {"deeper": {}} | found  # the only one that may be left out
    own = {}
    for key, read in SETTINGS.items():
        if key not in found:
            raise ValueError(
                f"{key} is missing; give it at the top or in [tasks.{task}]."
            )
        own[key] = read(key, found[key])
    depth_study.check_steps(own["steps"], own["batch"])
    cells = []
    for form, budgets in own["budgets"].items():
        steps = own["steps"] * (LONGER if form == "long" else 1)
        for depth, budget in _sizes(form, budgets, own):
            kind = depth_study.TASKS[task]
            depth_study.units_of(kind, form, depth, budget)  # may refuse
            cells.append(
                Cell(
                    *(task, form, depth, budget),
                    *(steps, own["batch"], backend),
                    *(own["learning_rates"], own["rate_seeds"], own["seeds"]),
                )
            )
    return cells


def _sizes(
    form: str, budgets: tuple[int, ...], own: dict[str, Any]
) -> list[tuple[int, int]]:
    """Return depths and budgets of a form.

    Left out is what a form has not, and what another form has already.
    """
    if form in SINGLE:
        return [(1, budget) for budget in budgets]
    if form == "width":  # as wide as four layers: those are plain already
        depths = [depth for depth in own["depths"] if depth < WIDTH_OF]
        return list(itertools.product(depths, budgets))
    deeper = [
        (depth, budget)
        for budget in budgets
        for depth in own["deeper"].get(budget, ())
    ]
    return [*itertools.product(own["depths"], budgets), *deeper]


def _check_notebook(path: Path) -> None:
    try:
        known = set(known_parameters(path))
    except (LessonError, OSError) as error:
        raise ValueError(f"notebook cannot be read: {error}") from error
    lacking = {*Run.__dataclass_fields__, "record"} - known
    if lacking:
        raise ValueError(
            f"notebook {path.name} lacks the parameter "
            f"{', '.join(sorted(lacking))}; add it to its parameters cell."
        )
