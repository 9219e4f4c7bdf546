"""The tables of the study: a row a training, judged twice.

The rules are in README.md.
"""

import csv
import hashlib
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from helpers.data import read_shipped

STUDY = Path(__file__).parent
TABLES = ("curves", "confirm", "short", "steps", "clean", "stages", "cells")
# What `sha256sum` prints for those that are shipped; the sums stand in the
# README as well.
CHECKSUMS = {
    "study/curves.csv": (
        "33a6bdffc63ed4e3e3c37972b5f3fdc1d1f474f188645657f59aa2e4e2afe7b0"
    ),
    "study/confirm.csv": (
        "1a2e951f5d8ae9c0571858d92bf48f0261383620fcda4bcdad5c4399dc13cf38"
    ),
    "study/short.csv": (
        "0ef71227f8e0bb7fc094ece03de814c307dc18c84a23b00302d8be0ad4c2fa1c"
    ),
    "study/steps.csv": (
        "abb7885e5325a8a863733b081d4b12a57b17a4c8843e28f1db9f89027879be29"
    ),
    "study/clean.csv": (
        "317a00161243640412e42caed7c16f4ff66c72cc8d5a0d444f7e80c9ba428038"
    ),
    "study/stages.csv": (
        "86084f9093e1eb82a48ca607a075e109f4b90eb297f041c7867d6f72cdc64e96"
    ),
    "study/cells.csv": (
        "25002129fb7b8bae8784978a8af9b31fe31097168a5e372eb09e0324d85e4ecd"
    ),
}
COLUMNS = {
    "task": "U16",
    "form": "U16",
    "depth": "int64",
    "budget": "int64",
    "learning_rate": "float64",
    "seed": "int64",
    "steps": "int64",
    "batch": "int64",
    "units": "int64",
    "parameters": "int64",
    "multiply_adds": "int64",
    "validation_error": "float64",
    "validation_constant": "float64",
    "test_error": "float64",
    "test_constant": "float64",
    "loss": "float64",
    "cpu_seconds": "float64",
}
# A cell chooses one learning rate.
CELL = ["task", "form", "depth", "budget", "steps"]
ORIGINS = ("sunspots_1877", "sunspots_1921", "sunspots_1965")
# The main comparisons, and the tasks that each is the mean of.
MAIN = {
    "cascade": ("cascade",),
    "sine": ("sine",),
    "stress": ("stress",),
    "sunspots": ORIGINS,
}
UNIT = dict.fromkeys(ORIGINS, 140)  # steps of one unit
UNIT |= {"cascade": 800, "sine": 600, "stress": 1600}
LEARNED = 0.98  # of the error of the constant answer
LOW_LOSS = 0.2  # in training on the sunspots; a constant has about 1


def read_results(
    name: str, folder: Path | None = None, *, blind: bool = False
) -> np.ndarray:
    """Read a table of the study, a structured array of its rows.

    An error is ``nan`` where a training ended in no number. A `blind` reader
    gets no column of the test. Without a folder it is the table that is
    shipped, and no other. A ValueError says, in one sentence, what is missing
    or wrong.
    """
    path = (folder or STUDY) / f"{name}.csv"
    shipped = f"study/{name}.csv"
    if folder is None and shipped in CHECKSUMS:
        content = read_shipped(shipped, CHECKSUMS[shipped])
    elif path.exists():
        content = path.read_bytes()
    else:
        raise ValueError(
            f"{path.name} is missing in {path.parent.name}/; run its grid to "
            f"the end: python -m study study/{name}.toml."
        )
    columns, *lines = csv.reader(content.decode("ascii").splitlines())
    wanted = {
        column: kind
        for column, kind in COLUMNS.items()
        if not (blind and column.startswith("test_"))
    }
    lacking = [column for column in wanted if column not in columns]
    if lacking:
        raise ValueError(
            f"{path.name} lacks {', '.join(lacking)}; make the table anew."
        )
    table = np.empty(len(lines), list(wanted.items()))
    for column, kind in wanted.items():
        place = columns.index(column)
        texts = [line[place] for line in lines]
        if kind == "float64":
            texts = [text or "nan" for text in texts]
        table[column] = texts
    return table


def checksum(name: str, folder: Path = STUDY) -> str:
    """Return what `sha256sum` prints for a table."""
    return hashlib.sha256((folder / f"{name}.csv").read_bytes()).hexdigest()


def rows_of(table: np.ndarray, **wanted: object) -> np.ndarray:
    """Return the rows with these values, by their seeds."""
    same = [table[column] == value for column, value in wanted.items()]
    rows = table[np.all(same, axis=0)]
    return rows[np.argsort(rows["seed"], kind="stable")]


def log_ratios(
    table: np.ndarray, task: str, ours: Mapping, theirs: Mapping
) -> np.ndarray:
    """Return the log ratio of two models' test errors for each seed.

    A model is given by its columns, such as ``{"depth": 4}``; each must have
    one rate. A ValueError says that a seed is missing.
    """
    our, their = (rows_of(table, task=task, **m) for m in (ours, theirs))
    if our["seed"].tolist() != their["seed"].tolist() or len(our) < 2:
        raise ValueError(
            f"The trainings of {task} are not complete: {ours} has "
            f"{len(our)} seeds and {theirs} has {len(their)}; run the grid on."
        )
    return np.log(our["test_error"] / their["test_error"])


def filled(table: np.ndarray) -> np.ndarray:
    """Return a table where each training has an error, as the rules say.

    One that ended in no number gets the larger of two: the error of always
    answering the same, and the worst finite one of its cell.
    """
    table = table.copy()
    for part in ("validation", "test"):
        if f"{part}_error" not in table.dtype.names:
            continue
        errors = table[f"{part}_error"]
        failed = ~np.isfinite(errors)
        for cell in np.unique(table[failed][CELL]):
            same = table[CELL] == cell
            worst = errors[same & ~failed].max(initial=0)
            constants = table[f"{part}_constant"][same & failed]
            errors[same & failed] = np.maximum(worst, constants)
    return table


def counts(rows: np.ndarray) -> tuple[int, int]:
    """Count those no better than the constant, and those with no number."""
    none = ~np.isfinite(rows["test_error"])
    return int(_is_poor(rows).sum()), int(none.sum())


def by_heart(rows: np.ndarray) -> int:
    """Count those no better than the constant whose training went well.

    It looks at the sunspots alone, for whose losses `LOW_LOSS` is low.
    """
    ours = np.isin(rows["task"], ORIGINS) & (rows["loss"] < LOW_LOSS)
    return int(np.sum(ours & _is_poor(rows)))


def _is_poor(rows: np.ndarray) -> np.ndarray:
    return rows["test_error"] > LEARNED * rows["test_constant"]


def rate_table(
    table: np.ndarray, part: str, **cell: object
) -> tuple[np.ndarray, np.ndarray]:
    """Return the rates of a cell, and its log errors (rates, seeds).

    `table` comes from `filled`. A ValueError says that the cell is not
    complete: that a rate lacks a seed of another.
    """
    rows = rows_of(table, **cell)
    rates = np.unique(rows["learning_rate"])
    seeds = np.unique(rows["seed"])
    if len(rows) != len(rates) * len(seeds) or not len(rows):
        told = ", ".join(f"{name} {value}" for name, value in cell.items())
        raise ValueError(
            f"The trainings of {told} are not complete: {len(rows)} for "
            f"{len(rates)} rates and {len(seeds)} seeds; run the grid on."
        )
    rows = np.sort(rows, order=["learning_rate", "seed"])
    errors = rows[f"{part}_error"].reshape(len(rates), len(seeds))
    return rates, np.log(errors)


def best_rates(table: np.ndarray) -> dict[tuple, float]:
    """Return the rate of each cell, by the mean log error of validation.

    Of equals the smaller. `table` comes from `filled`.
    """
    chosen = {}
    for cell in dict.fromkeys(map(tuple, table[CELL].tolist())):
        named = dict(zip(CELL, cell, strict=True))
        rates, logs = rate_table(table, "validation", **named)
        chosen[cell] = float(rates[logs.mean(axis=1).argmin()])
    return chosen


def at_best_rates(table: np.ndarray) -> np.ndarray:
    """Return the rows whose rate their cell has chosen, filled."""
    table = filled(table)
    chosen = best_rates(table)
    cells = map(tuple, table[CELL].tolist())
    own = np.array([chosen[cell] for cell in cells])
    return table[table["learning_rate"] == own]
