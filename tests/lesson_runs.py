"""Which runs with other parameters show that a lesson bears them."""

import re
from pathlib import Path
from typing import Any

import papermill
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from tools.editions import solved_edition
from tools.execute import INJECTED
from tools.notebooks import (
    code_cells,
    find_lesson,
    lessons,
    normal_form,
    read,
)

Values = dict[str, Any]

# Four runs in which every two values of different parameters meet once.
SWEEP = [
    {"units": 1, "time_steps": 1, "features": 1, "depth": 1},
    {"units": 8, "time_steps": 1, "features": 3, "depth": 4},
    {"units": 1, "time_steps": 7, "features": 3, "depth": 3},
    {"units": 8, "time_steps": 7, "features": 1, "depth": 2},
]
# A lesson that trains takes one of its own, where no two sizes are the same;
# of one layer, for that is what a lesson on stacks forgets.
TRAINS = {"units": 8, "time_steps": 7, "features": 3, "depth": 1}
# Parameters that only make a lesson take long, and one that shows what differs
# from run to run.
ALWAYS = {
    "preset": "quick",
    "trials": 100,
    "epochs": 1,
    "months_in": 12,
    "other_seeds": 0,
    "own_times": False,
}


def runs(lesson: Path) -> list[Values]:
    """Return the values to run a lesson with; each run differs.

    The last of them is for a run in JupyterLab.
    """
    found = papermill.inspect_notebook(normal_form(read(lesson)))
    shipped = {name: one["default"] for name, one in found.items()}
    trains = "preset" in shipped or "epochs" in shipped
    rows = [TRAINS] if trains else SWEEP
    chosen = []
    for row in rows:
        values = row | ALWAYS
        chosen.append({n: v for n, v in values.items() if n in shipped})
    return [one for n, one in enumerate(chosen) if one not in chosen[:n]]


RUNS = {lesson: runs(lesson) for lesson in lessons()}


def own_cells(nb: NotebookNode) -> list[NotebookNode]:
    """Return the code cells of an executed lesson without papermill's."""
    return [
        cell
        for cell in code_cells(nb)
        if INJECTED not in cell.metadata.get("tags", [])
    ]


def with_values(nb: NotebookNode, values: Values) -> NotebookNode:
    """Write values into the cell of parameters, as a reader would."""
    (cell,) = (
        cell
        for cell in code_cells(nb)
        if "parameters" in cell.metadata.get("tags", [])
    )
    for name, value in values.items():
        cell.source, n = re.subn(
            rf"^({name}: \w+ = )[^#\n]*?(?= *(#|$))",
            lambda found, value=value: f"{found[1]}{value!r}",
            cell.source,
            flags=re.MULTILINE,
        )
        assert n == 1, name
    return nb


CLOCK = find_lesson("13")
# What it shows in JupyterLab alone, where somebody looks on.
OWN_TIMES = {"own_times": True, "keep_in": "own_times.csv"}
# On another backend, small stacks are measured in the place of large ones,
# which take long to prepare.
SMALL = """
measured = timing.on_backend


def small(name, sizes):
    few = [Size(1, 2, 3, n + 1) for n in range(len(sizes))]
    found = measured(name, few)
    return found and dict(zip(sizes, found.values(), strict=True))


timing.on_backend = small
"""


def for_jupyterlab(lesson: Path) -> NotebookNode:
    """Return a lesson as the tests run it there: solved, with small sizes."""
    values = RUNS[lesson][-1]
    if lesson != CLOCK:
        return solved_edition(with_values(read(lesson), values), lesson.name)
    nb = with_values(read(lesson), values | OWN_TIMES)
    nb = solved_edition(nb, lesson.name)
    (place,) = (n for n, cell in enumerate(nb.cells) if cell.id == "asked")
    nb.cells.insert(place, new_code_cell(SMALL, id="small"))
    return nb
