"""The tables of the study: read one, and tell what it says.

`python -m study.tables TABLE` prints a line for each model: its errors over
the seeds, the learning rate that was chosen (with a * where that lies at the
edge of the grid), and the mean difference to one plain layer of the same
budget, in percent of that one's error, with its interval. TABLE is such as
study/depth.csv.
"""

import argparse
import csv
import sys
from pathlib import Path

import numpy as np

from helpers.baselines import paired_interval
from helpers.data import read_shipped

STUDIES = ("depth", "stages", "equal_time", "longer")  # those of study/
SHIPPED = {study: f"study/{study}.csv" for study in STUDIES}
# What `sha256sum FILE` prints; the sums stand in the README as well.
CHECKSUMS = {
    "study/depth.csv": (
        "7155212cbc9669c4d6fa22120fb475311772a432328babbaccfef85d873b5c09"
    ),
    "study/stages.csv": (
        "7206b3e3fa1a70b6d45e1379955fa2927cb1d530b1a51523d8eef044a8db7c21"
    ),
    "study/equal_time.csv": (
        "4f2e85dc67a18b95792d27c778f917db0e377e47c99295d9e9fbe3eeb55db557"
    ),
    "study/longer.csv": (
        "8ae69140520e0cf2b527ff356abcb0902500ecc010d3b20a04e53974e10dd1bc"
    ),
}
MODEL = ["task", "form", "depth", "budget"]
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
        as `python -m study` writes it beside its grid.

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
        content = read_shipped(name, CHECKSUMS[name])
        return _parsed(name, content.decode("ascii"))
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


def summary(table: np.ndarray) -> list[str]:
    """Return what a table of `load_study` says, a line for each model."""
    lines = [
        f"{'task':9}{'form':6}{'depth':>6}{'budget':>7}{'units':>6}"
        f"{'rate':>8}  {'median  [min, max]':31}{'seconds':>8}"
        "   minus one plain layer"
    ]
    # Each model once, in the order of the table.
    for model in dict.fromkeys(map(tuple, table[MODEL].tolist())):
        task, form, depth, budget = model
        tested = rows_of(table, "test", *model)
        errors = tested["error"]
        middle = (
            f"{np.median(errors):.4g}  [{errors.min():.4g}, "
            f"{errors.max():.4g}]"
        )
        rate = _rate(tested, rows_of(table, "validation", *model))
        one = rows_of(table, "test", task, "plain", 1, budget)
        lines.append(
            f"{task:9}{form:6}{depth:6}{budget:7}{tested['units'][0]:6}"
            f"{rate:>8}  {middle:31}{tested['cpu_seconds'].mean():8.1f}"
            f"   {_difference(tested, one)}".rstrip()
        )
    return lines


def rows_of(table: np.ndarray, split: str, *model: str | int) -> np.ndarray:
    """Return the rows of a model: its task, form, depth and budget."""
    wanted = zip(["split", *MODEL], [split, *model], strict=True)
    same = [table[name] == value for name, value in wanted]
    return table[np.all(same, axis=0)]


def _rate(tested: np.ndarray, tried: np.ndarray) -> str:
    chosen, rates = tested["learning_rate"][0], tried["learning_rate"]
    at_edge = len(rates) and chosen in (rates.min(), rates.max())
    return f"{chosen:g}{'*' if at_edge else ''}"


def _difference(tested: np.ndarray, one: np.ndarray) -> str:
    if len(one) == 0 or tested[MODEL][0] == one[MODEL][0]:
        return ""  # nothing to compare with but itself
    seeds, *places = np.intersect1d(
        tested["seed"], one["seed"], return_indices=True
    )
    if len(seeds) < 2:
        return "one seed has no interval"
    ours, theirs = tested["error"][places[0]], one["error"][places[1]]
    if not np.isfinite([ours, theirs]).all():
        return "a training went to pieces"
    share = 100 / theirs.mean()
    mean = share * (ours - theirs).mean()
    low, high = (share * end for end in paired_interval(ours, theirs))
    verdict = "" if low * high > 0 else ", no difference found"
    return f"{mean:+.0f} % ({low:+.0f} to {high:+.0f}){verdict}"


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; return the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m study.tables", description=__doc__
    )
    parser.add_argument("table", type=Path)
    options = parser.parse_args(arguments)
    try:
        print(*summary(load_study(options.table)), sep="\n")
    except ValueError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
