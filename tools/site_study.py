"""The tables of the study on the site: a row for each model, to be sorted.

Whatever tables of trainings lie in `study/` are read. The page draws its
curves from these very rows: each has the errors of all its seeds.
"""

import csv
import html
import math
import statistics
from pathlib import Path

from tools.notebooks import ROOT

MODEL = ("task", "form", "depth", "budget", "steps", "learning_rate")
NEEDED = {*MODEL, "seed", "test_error", "cpu_seconds"}
HEAD = {
    "task": "task",
    "form": "form",
    "depth": "layers",
    "budget": "parameters",
    "steps": "steps",
    "learning_rate": "learning rate",
    "median": "median error",
    "least": "least",
    "most": "most",
    "seeds": "seeds",
    "seconds": "seconds",
}
WORDS = {"task", "form"}  # all other columns are numbers


def tables(folder: Path = ROOT / "study") -> dict[str, str]:
    """Return the tables of trainings as HTML: the name of the file -> it."""
    found = {}
    # The main comparison comes first: it is what the page opens with.
    paths = sorted(folder.glob("*.csv"))
    for path in sorted(paths, key=lambda path: path.stem != "confirm"):
        with open(path, encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        if rows and set(rows[0]) >= NEEDED:
            found[path.stem] = table(path.stem, rows)
    return found


def table(name: str, rows: list[dict[str, str]]) -> str:
    """Return a table with a row for each model."""
    models: dict[tuple, list[dict]] = {}
    for row in rows:
        models.setdefault(tuple(row[k] for k in MODEL), []).append(row)
    head = "".join(
        f'<th scope="col"{"" if key in WORDS else CLASS}>{title}</th>'
        for key, title in HEAD.items()
    )
    body = "".join(_row(model, runs) for model, runs in models.items())
    return (
        f'<table class="study" data-name="{html.escape(name)}">'
        f"<caption>{html.escape(name)}.csv</caption>"
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    )


CLASS = ' class="number"'


def _row(model: tuple, runs: list[dict[str, str]]) -> str:
    errors = sorted(float(run["test_error"] or "inf") for run in runs)
    cells = dict(zip(MODEL, model, strict=True)) | {
        "budget": f"{int(model[3]):,}",
        "steps": f"{int(model[4]):,}",
        "median": digits(statistics.median(errors)),
        "least": digits(errors[0]),
        "most": digits(errors[-1]),
        "seeds": str(len(errors)),
        "seconds": f"{_mean(run['cpu_seconds'] for run in runs):.1f}",
    }
    told = "".join(
        f"<td{'' if key in WORDS else CLASS}>{html.escape(cells[key])}</td>"
        for key in HEAD
    )
    seeds = " ".join(map(digits, errors))
    return f'<tr data-errors="{seeds}">{told}</tr>'


def digits(error: float) -> str:
    """Return an error with four digits that count."""
    return f"{error:.4g}" if math.isfinite(error) else "inf"


def _mean(numbers) -> float:
    return statistics.fmean(map(float, numbers))
