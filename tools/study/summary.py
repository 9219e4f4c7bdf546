"""Tell what a finished study says: `python -m tools.study.summary TABLE`.

A line for each model: its errors over the seeds, the learning rate that was
chosen (with a * where that lies at the edge of the grid), and the mean
difference to one plain layer of the same budget, in percent of that one's
error, with its interval (`helpers.paired`). TABLE is such as study/depth.csv.
"""

import argparse
import csv
import math
import sys
from collections import defaultdict
from pathlib import Path
from statistics import fmean, median

from helpers.paired import paired_interval
from tools.study.runs import StudyError

Model = tuple[str, str, int, int]  # task, form, depth, budget
NEEDED = ("task", "form", "depth", "budget", "split", "seed", "error")
NEEDED += ("learning_rate", "cpu_seconds", "units", "parameters")


def read_table(path: Path) -> dict[Model, list[dict[str, str]]]:
    """Return the rows of each model, in the order of the table.

    Raises
    ------
    StudyError
        The file cannot be read, or is no table of a study.
    """
    try:
        rows = list(csv.DictReader(path.read_text("utf-8").splitlines()))
    except (OSError, UnicodeDecodeError) as error:
        raise StudyError(
            f"{path} cannot be read ({error}); give the table of a study, "
            "such as study/depth.csv."
        ) from error
    lacking = [name for name in NEEDED if not rows or name not in rows[0]]
    if lacking:
        raise StudyError(
            f"{path.name} is no table of a study: it lacks {lacking[0]}."
        )
    models = defaultdict(list)
    for row in rows:
        sizes = int(row["depth"]), int(row["budget"])
        models[row["task"], row["form"], *sizes].append(row)
    return models


def lines(models: dict[Model, list[dict[str, str]]]) -> list[str]:
    """Return the summary, a line a model."""
    found = [
        f"{'task':9}{'form':6}{'depth':>6}{'budget':>7}{'units':>6}"
        f"{'rate':>8}  {'median  [min, max]':31}{'seconds':>8}"
        "   minus one plain layer"
    ]
    for model, rows in models.items():
        task, form, depth, budget = model
        tested = [row for row in rows if row["split"] == "test"]
        errors = _errors(tested)
        middle = (
            f"{median(errors.values()):.4g}  [{min(errors.values()):.4g}, "
            f"{max(errors.values()):.4g}]"
        )
        seconds = fmean(float(row["cpu_seconds"]) for row in tested)
        one = models.get((task, "plain", 1, budget))
        found.append(
            f"{task:9}{form:6}{depth:6}{budget:7}{tested[0]['units']:>6}"
            f"{_rate(rows, tested):>8}  {middle:31}{seconds:8.1f}"
            f"   {_difference(errors, one)}".rstrip()
        )
    return found


def _errors(rows: list[dict[str, str]]) -> dict[str, float]:
    """Return the error of each seed; without a number it is infinite."""
    return {row["seed"]: float(row["error"] or math.inf) for row in rows}


def _rate(rows: list[dict[str, str]], tested: list[dict[str, str]]) -> str:
    tried = [float(r["learning_rate"]) for r in rows if r not in tested]
    chosen = float(tested[0]["learning_rate"])
    at_edge = tried and chosen in (min(tried), max(tried))
    return f"{chosen:g}{'*' if at_edge else ''}"


def _difference(
    errors: dict[str, float], one: list[dict[str, str]] | None
) -> str:
    if one is None:
        return ""
    theirs = _errors([row for row in one if row["split"] == "test"])
    if errors == theirs:
        return ""  # the same model
    seeds = [seed for seed in errors if seed in theirs]
    pairs = [[errors[seed] for seed in seeds], [theirs[s] for s in seeds]]
    if len(seeds) < 2:
        return "one seed has no interval"
    if not all(map(math.isfinite, [*pairs[0], *pairs[1]])):
        return "a training went to pieces"
    share = 100 / fmean(pairs[1])
    mean = share * (fmean(pairs[0]) - fmean(pairs[1]))
    low, high = (share * end for end in paired_interval(*pairs))
    verdict = "" if low * high > 0 else ", no difference found"
    return f"{mean:+.0f} % ({low:+.0f} to {high:+.0f}){verdict}"


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; return the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.study.summary", description=__doc__
    )
    parser.add_argument("table", type=Path)
    options = parser.parse_args(arguments)
    try:
        print(*lines(read_table(options.table)), sep="\n")
    except StudyError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
