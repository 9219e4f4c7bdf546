"""Tell what a finished study says: `python -m tools.study.summary TABLE`.

A line for each model: its errors over the seeds, the learning rate that was
chosen (with a * where that lies at the edge of the grid), and the mean
difference to one plain layer of the same budget, in percent of that one's
error, with its interval (`helpers.paired`). TABLE is such as study/depth.csv.
"""

import argparse
import sys
from pathlib import Path

import numpy as np

from helpers.data import load_study
from helpers.paired import paired_interval

MODEL = ["task", "form", "depth", "budget"]


def lines(table: np.ndarray) -> list[str]:
    """Return the summary of a table that `load_study` read, a line a model."""
    found = [
        f"{'task':9}{'form':6}{'depth':>6}{'budget':>7}{'units':>6}"
        f"{'rate':>8}  {'median  [min, max]':31}{'seconds':>8}"
        "   minus one plain layer"
    ]
    # Each model once, in the order of the table.
    for model in dict.fromkeys(map(tuple, table[MODEL].tolist())):
        task, form, depth, budget = model
        rows = _rows(table, *model)
        tested = rows[rows["split"] == "test"]
        errors = tested["error"]
        middle = (
            f"{np.median(errors):.4g}  [{errors.min():.4g}, "
            f"{errors.max():.4g}]"
        )
        one = _rows(table, task, "plain", 1, budget)
        found.append(
            f"{task:9}{form:6}{depth:6}{budget:7}{tested['units'][0]:6}"
            f"{_rate(rows, tested):>8}  {middle:31}"
            f"{tested['cpu_seconds'].mean():8.1f}"
            f"   {_difference(tested, one[one['split'] == 'test'])}".rstrip()
        )
    return found


def _rows(table: np.ndarray, *model: str | int) -> np.ndarray:
    same = [
        table[name] == value for name, value in zip(MODEL, model, strict=True)
    ]
    return table[np.all(same, axis=0)]


def _rate(rows: np.ndarray, tested: np.ndarray) -> str:
    tried = rows["learning_rate"][rows["split"] != "test"]
    chosen = tested["learning_rate"][0]
    at_edge = len(tried) and chosen in (tried.min(), tried.max())
    return f"{chosen:g}{'*' if at_edge else ''}"


def _difference(tested: np.ndarray, one: np.ndarray) -> str:
    if len(one) == 0 or tested[MODEL][0] == one[MODEL][0]:
        return ""  # nothing to compare with but itself
    seeds = np.intersect1d(tested["seed"], one["seed"])
    if len(seeds) < 2:
        return "one seed has no interval"
    ours, theirs = (_errors(rows, seeds) for rows in (tested, one))
    if not np.isfinite([ours, theirs]).all():
        return "a training went to pieces"
    share = 100 / theirs.mean()
    mean = share * (ours - theirs).mean()
    low, high = (share * end for end in paired_interval(ours, theirs))
    verdict = "" if low * high > 0 else ", no difference found"
    return f"{mean:+.0f} % ({low:+.0f} to {high:+.0f}){verdict}"


def _errors(rows: np.ndarray, seeds: np.ndarray) -> np.ndarray:
    error = dict(zip(rows["seed"], rows["error"], strict=True))
    return np.array([error[seed] for seed in seeds])


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; return the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.study.summary", description=__doc__
    )
    parser.add_argument("table", type=Path)
    options = parser.parse_args(arguments)
    try:
        print(*lines(load_study(options.table)), sep="\n")
    except ValueError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
