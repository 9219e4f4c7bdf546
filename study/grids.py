"""The grid of a study: its runs, read from a file or refused in a sentence."""

import hashlib
import itertools
import json
import math
import tomllib
from collections.abc import Callable, Collection
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

from study.tasks import TASKS
from study.training import FORMS, check_steps, units_of
from tools.notebooks import LessonError
from tools.run import known_parameters


class StudyError(Exception):
    """One sentence for the reader: what is wrong, and what to do."""


@dataclass(frozen=True)
class Run:
    """The parameters of one run of the notebook, in the table's order."""

    task: str
    form: str
    depth: int
    budget: int
    learning_rate: float
    seed: int
    steps: int
    batch: int
    backend: str

    @property
    def name(self) -> str:
        """Name the run so that it can be read, and so that it is unique."""
        text = json.dumps(asdict(self), sort_keys=True)
        mark = hashlib.sha256(text.encode()).hexdigest()[:8]
        return (
            f"{self.task}-{self.form}-{self.depth}-{self.budget}"
            f"-rate{self.learning_rate:g}-steps{self.steps}-seed{self.seed}-{mark}"
        )


# What the runs of a notebook have for themselves; it shares all else.
OWN = "learning_rate", "seed"


def parameters(runs: list[Run]) -> dict[str, Any]:
    """Return what the notebook that makes these runs gets, but the records."""
    shared = asdict(runs[0])
    for name in OWN:
        del shared[name]
    return shared | {"runs": [[run.learning_rate, run.seed] for run in runs]}


@dataclass(frozen=True)
class Cell:
    """All runs of one model: they differ in nothing but rate and seed."""

    task: str
    form: str
    depth: int
    budget: int
    steps: int
    batch: int
    backend: str
    learning_rates: tuple[float, ...]
    seeds: tuple[int, ...]

    @property
    def runs(self) -> list[Run]:
        """Return the runs; those of one seed, which share data, in a row."""
        model = self.task, self.form, self.depth, self.budget
        how = self.steps, self.batch, self.backend
        return [
            Run(*model, rate, seed, *how)
            for seed in self.seeds
            for rate in self.learning_rates
        ]


@dataclass(frozen=True)
class Grid:
    """What a study runs: cells, and the notebook that makes the runs."""

    path: Path
    notebook: Path
    cells: list[Cell]

    @property
    def runs(self) -> list[Run]:
        """Return the runs of all cells, in the order of the table."""
        return [run for cell in self.cells for run in cell.runs]

    @property
    def table(self) -> Path:
        """Return where the table goes: beside the grid."""
        return self.path.with_suffix(".csv")


def read_grid(path: Path) -> Grid:
    """Read and check a grid; what does not fit is a StudyError."""
    try:
        return _grid(path, tomllib.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise StudyError(
            f"{path} cannot be read ({error.strerror}); give the file of a "
            "grid, such as study/curves.toml."
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise StudyError(f"{path.name} is no TOML: {error}.") from error
    except ValueError as error:
        raise StudyError(f"{path.name}: {error}") from error


def _grid(path: Path, found: dict[str, Any]) -> Grid:
    _only(found, {"notebook", "backend", "part", *SETTINGS})
    notebook = path.parent / _text(found, "notebook")
    _check_notebook(notebook)
    backend = _text(found, "backend")
    if backend not in BACKENDS:
        raise ValueError(
            f"backend is {backend!r}; give one of {', '.join(BACKENDS)}."
        )
    parts = found.get("part", [{}])
    if not isinstance(parts, list) or not parts:
        raise ValueError("part is no table in a list; write [[part]].")
    at_top = {key: found[key] for key in SETTINGS if key in found}
    cells = []
    for part in parts:
        _only(_table("part", part), SETTINGS, "[part]")
        cells += _cells(at_top | part, backend, path.parent)
    grid = Grid(path, notebook, cells)
    names = [run.name for run in grid.runs]
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"{twice} is in it twice; take it out of one part.")
    return grid


def _cells(found: dict[str, Any], backend: str, folder: Path) -> list[Cell]:
    """Return the product of the tasks, forms, depths, ... of a part."""
    own = {}
    for key, read in SETTINGS.items():
        if key in found:
            own[key] = read(key, found[key])
        elif key not in OPTIONAL:
            raise ValueError(
                f"{key} is missing; give it at the top or in each [[part]]."
            )
    if "steps" not in own and "times" not in own:
        raise ValueError("times is missing; give it, or steps.")
    cells = []
    for name in own["tasks"]:
        task = TASKS[name]
        batch = own.get("batch", task.batch)
        steps_of = own.get("steps") or [n * task.steps for n in own["times"]]
        for form, depth, steps in itertools.product(
            own["forms"], own["depths"], steps_of
        ):
            check_steps(steps, batch)
            for budget in own.get("budgets", [task.limit(form)]):
                units_of(task, form, depth, budget)  # may refuse
                rates = own["learning_rates"]
                if isinstance(rates, str):
                    chosen = folder / rates, name, form, depth, steps
                    rates = (_chosen(*chosen),)
                cell = name, form, depth, budget, steps, batch, backend
                cells.append(Cell(*cell, rates, own["seeds"]))
    return cells


def _chosen(path: Path, *wanted: str | int) -> float:
    """Look up the rate of a task, form, depth and number of steps."""
    if not path.exists():
        raise ValueError(f"{path.name} is not there; choose the rates first.")
    listed = tomllib.loads(path.read_text(encoding="utf-8"))["cell"]
    keys = "task", "form", "depth", "steps"
    for cell in listed:
        if tuple(cell[key] for key in keys) == wanted:
            return _rate("learning_rate", cell["learning_rate"])
    raise ValueError(
        f"{path.name} has no cell of {', '.join(map(str, wanted))}; choose "
        "its rate first."
    )


def _check_notebook(path: Path) -> None:
    try:
        known = set(known_parameters(path))
    except (LessonError, OSError) as error:
        raise ValueError(f"notebook cannot be read: {error}") from error
    needed = {*Run.__dataclass_fields__, "runs", "records"}.difference(OWN)
    lacking = needed - known
    if lacking:
        raise ValueError(
            f"notebook {path.name} lacks the parameter "
            f"{', '.join(sorted(lacking))}; add it to its parameters cell."
        )


def _only(found: dict, known: Collection[str], where: str = "") -> None:
    for key in found:
        if key not in known:
            place = f" in [{where}]" if where else ""
            raise ValueError(
                f"{key!r}{place} is unknown; possible: "
                f"{', '.join(sorted(known))}."
            )


def _text(found: dict, key: str) -> str:
    value = found.get(key)
    if not isinstance(value, str) or not value:
        raise ValueError(f"{key} is {value!r}; give a text.")
    return value


def _table(key: str, value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ValueError(f"{key} is {value!r}; give a table, [{key}].")
    return value


def _whole(key: str, value: Any, least: int = 1) -> int:
    if type(value) is not int or value < least:
        raise ValueError(
            f"{key} is {value!r}; give a whole number of at least {least}."
        )
    return value


def _rate(key: str, value: Any) -> float:
    if type(value) not in (int, float) or not 0 < value < math.inf:
        raise ValueError(f"{key}: {value!r} is no number above 0.")
    return float(value)


def _list(key: str, value: Any, read: Callable[[Any], Any]) -> tuple:
    if not isinstance(value, list) or not value:
        raise ValueError(f"{key} is {value!r}; give a list in brackets.")
    twice = [one for one in value if value.count(one) > 1]
    if twice:
        raise ValueError(f"{key} holds {twice[0]!r} twice.")
    return tuple(read(one) for one in value)


def _wholes(key: str, value: Any, least: int = 1) -> tuple[int, ...]:
    return _list(key, value, lambda one: _whole(f"one of {key}", one, least))


def _rates(key: str, value: Any) -> tuple[float, ...]:
    return _list(key, value, lambda one: _rate(key, one))


def _names(key: str, value: Any, known: Collection[str]) -> tuple[str, ...]:
    for name in _list(key, value, str):
        if name not in known:
            raise ValueError(
                f"{name!r} in {key} is unknown; possible: "
                f"{', '.join(sorted(known))}."
            )
    return tuple(value)


def _rates_or_file(key: str, value: Any) -> tuple[float, ...] | str:
    return value if isinstance(value, str) else _rates(key, value)


BACKENDS = "jax", "tensorflow"
# What a part needs: its own value, or the one at the top of the file.
SETTINGS = {
    "tasks": partial(_names, known=TASKS),
    "forms": partial(_names, known=FORMS),
    "depths": _wholes,
    "budgets": _wholes,  # else the limit of the task and form
    "times": _wholes,  # units of steps, each as many as the task says
    "steps": _wholes,  # in the place of `times`
    "batch": _whole,  # else that of the task
    "learning_rates": _rates_or_file,
    "seeds": partial(_wholes, least=0),
}
OPTIONAL = "budgets", "times", "steps", "batch"
