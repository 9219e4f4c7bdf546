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
from study.training import (
    FORMS,
    LONGER,
    SINGLE,
    WIDTH_OF,
    check_steps,
    units_of,
)
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
    split: str
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
            f"-rate{self.learning_rate:g}-seed{self.seed}-{self.split}-{mark}"
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
    """All runs with the same task, form, depth and budget.

    First each learning rate is tried, with `rate_seeds` and judged on the
    validation part. Then the best one is run with `seeds` on the test part.
    """

    task: str
    form: str
    depth: int
    budget: int
    steps: int
    batch: int
    backend: str
    learning_rates: tuple[float, ...]
    rate_seeds: tuple[int, ...]
    seeds: tuple[int, ...]

    @property
    def size(self) -> int:
        """Return the number of runs, those that count included."""
        return len(self.trials()) + len(self.seeds)

    def trials(self) -> list[Run]:
        """Return the runs from which the learning rate is chosen."""
        return [
            self._run(rate, seed, "validation")
            for rate in self.learning_rates
            for seed in self.rate_seeds
        ]

    def finals(self, rate: float) -> list[Run]:
        """Return the runs that count, with the rate that was chosen."""
        return [self._run(rate, seed, "test") for seed in self.seeds]

    def _run(self, rate: float, seed: int, split: str) -> Run:
        model = self.task, self.form, self.depth, self.budget
        how = self.steps, self.batch, self.backend
        return Run(*model, rate, seed, split, *how)


@dataclass(frozen=True)
class Grid:
    """What a study runs: cells, and the notebook that makes the runs."""

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
    """Read and check a grid; what does not fit is a StudyError."""
    try:
        return _grid(path, tomllib.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise StudyError(
            f"{path} cannot be read ({error.strerror}); give the file of a "
            "grid, such as study/depth.toml."
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise StudyError(f"{path.name} is no TOML: {error}.") from error
    except ValueError as error:
        raise StudyError(f"{path.name}: {error}") from error


def _grid(path: Path, found: dict[str, Any]) -> Grid:
    _only(found, {"notebook", "backend", "tasks", *SETTINGS})
    notebook = path.parent / _text(found, "notebook")
    _check_notebook(notebook)
    backend = _text(found, "backend")
    if backend not in BACKENDS:
        raise ValueError(
            f"backend is {backend!r}; give one of {', '.join(BACKENDS)}."
        )
    tasks = _table("tasks", found.get("tasks"))
    _only(tasks, TASKS, "tasks")
    cells = []
    for task, own in tasks.items():
        _only(_table(task, own), SETTINGS, f"tasks.{task}")
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
    check_steps(own["steps"], own["batch"])
    seeds = own["learning_rates"], own["rate_seeds"], own["seeds"]
    cells = []
    for form, budgets in own["budgets"].items():
        steps = own["steps"] * (LONGER if form == "long" else 1)
        for depth, budget in _sizes(form, budgets, own):
            model = form, depth, budget
            units_of(TASKS[task], *model)  # may refuse
            cells.append(
                Cell(task, *model, steps, own["batch"], backend, *seeds)
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


def _budgets(key: str, value: Any) -> dict[str, tuple[int, ...]]:
    forms = _table(key, value)
    _only(forms, FORMS, key)
    if not forms:
        raise ValueError(f"{key} names no form; give plain = [2000].")
    return {form: _wholes(f"{key}.{form}", own) for form, own in forms.items()}


def _deeper(key: str, value: Any) -> dict[int, tuple[int, ...]]:
    found = {}
    for budget, depths in _table(key, value).items():
        if not budget.isdecimal():
            raise ValueError(f"{key}: {budget!r} is no budget; give 7500.")
        found[int(budget)] = _wholes(f"{key}.{budget}", depths)
    return found


BACKENDS = "jax", "tensorflow"
# What a task needs: its own value, or the one at the top of the file.
SETTINGS = {
    "budgets": _budgets,
    "depths": _wholes,
    "deeper": _deeper,
    "learning_rates": _rates,
    "rate_seeds": partial(_wholes, least=0),
    "seeds": partial(_wholes, least=0),
    "steps": _whole,
    "batch": _whole,
}
