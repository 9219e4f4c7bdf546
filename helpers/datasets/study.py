"""The tables of the studies of depth: a row for each training that was run."""

import csv
from pathlib import Path

import numpy as np

from helpers.datasets.files import read_shipped

STUDIES = ("depth", "stages", "equal_time", "longer")  # those of study/
SHIPPED = {study: f"study/{study}.csv" for study in STUDIES}
# What every table of a study has; a text where nothing else is said.
COLUMNS = {
    "task": "U16",
    "form": "U16",
    "depth": "int64",
    "budget": "int64",
    "learning_rate": "float64",
    "seed": "int64",
    "split": "U16",
    "units": "int64",
    "parameters": "int64",
    "error": "float64",
    "cpu_seconds": "float64",
}


def load_study(study: str | Path = "depth") -> np.ndarray:
    """Read the table of a study, a row for each training.

    Parameters
    ----------
    study
        One of `STUDIES`, which are shipped; or the file of one of your own,
        as `python -m tools.study` writes it beside its grid.

    Returns
    -------
    table
        A structured array of shape (trainings,): ``table["error"]`` is a
        column. The fields `task`, `form` and `split` are texts; `depth`,
        `budget` and `parameters`, `units`, `seed` are whole numbers;
        `learning_rate`, `error` and `cpu_seconds` are ``float64``. The error
        has the unit of its task, and is infinite where a training ended in
        no number. Other columns are texts.

    Raises
    ------
    FileNotFoundError
        A shipped table is not there.
    ValueError
        It is not the one that was shipped; or your own cannot be read, lacks
        a column, or has a row that does not fit.
    """
    if study in SHIPPED:
        name = SHIPPED[study]
        return _parsed(name, read_shipped(name).decode("ascii"))
    try:
        text = Path(study).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ValueError(
            f"{study} cannot be read ({error}); give one of "
            f"{', '.join(STUDIES)}, or the table of a study of your own."
        ) from error
    return _parsed(Path(study).name, text)


def _parsed(name: str, text: str) -> np.ndarray:
    columns, *rows = csv.reader(text.splitlines() or [""])
    for needed in COLUMNS:
        if needed not in columns:
            raise ValueError(
                f"{name} is no table of a study: it lacks {needed}."
            )
    if not rows:
        raise ValueError(f"{name} has no row; run its study to the end.")
    kinds = [(column, COLUMNS.get(column, "U32")) for column in columns]
    table = np.empty(len(rows), kinds)
    for place, row in enumerate(rows):
        try:
            found = dict(zip(columns, row, strict=True))
            found["error"] = found["error"] or "inf"
            table[place] = tuple(found.values())
        except ValueError as error:
            raise ValueError(
                f"Line {place + 2} of {name} does not fit ({error}); make "
                "the table anew."
            ) from error
    return table
