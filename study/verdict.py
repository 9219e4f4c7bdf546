"""Say of each main comparison what the confirmatory run tells.

`python -m study.verdict` prints a line for each: the ratio of the errors of
four layers and one, its interval, p, the verdict, and whether that hangs on
the learning rates. The rules are in README.md.
"""

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from helpers.comparison import (
    LEVEL,
    Comparison,
    compare_errors,
    holm,
    students_t,
)
from study.results import (
    MAIN,
    STUDY,
    counts,
    filled,
    log_ratios,
    rate_table,
    read_results,
)

DRAWS, DRAW_SEED = 10_000, 15
FOUR, ONE = ({"form": "plain", "depth": depth} for depth in (4, 1))
AGREE = 0.95  # share of the draws that must have the sign of the verdict


@dataclass(frozen=True)
class Verdict:
    """What a main comparison says, four layers against one."""

    task: str
    steps: dict[str, int]  # of each task that it is the mean of
    origins: dict[str, float]  # the ratio of each of these tasks alone
    logs: np.ndarray  # the log ratio of each seed
    found: Comparison
    p: float  # among the four, by Holm
    failed: dict[int, tuple[int, int]]  # depth -> how many are poor, no number
    trainings: int  # of each depth

    @property
    def said(self) -> str:
        """Say whether four layers are smaller, larger, or "not decided"."""
        side = np.sign(self.logs.mean())
        alike = [np.median(self.logs), *np.log([*self.origins.values()])]
        if self.p >= LEVEL or any(np.sign(alike) != side):
            return "not decided"
        return "smaller" if side < 0 else "larger"


@dataclass(frozen=True)
class RateLuck:
    """What other seeds would have done to the choice of the rates."""

    chosen: dict[tuple[str, int], dict[float, float]]  # task, depth: shares
    agree: float  # share of the draws with the sign of the verdict
    low: float  # the wide interval of the ratio
    high: float

    @property
    def hangs(self) -> bool:
        """Whether a winner is one at these rates only."""
        return self.agree < AGREE or self.low <= 1 <= self.high


def verdicts(confirm: np.ndarray) -> dict[str, Verdict]:
    """Return the verdict of each main comparison."""
    table, found = filled(confirm), {}
    for name, tasks in MAIN.items():
        each = {task: log_ratios(table, task, FOUR, ONE) for task in tasks}
        logs = np.mean([*each.values()], axis=0)
        found[name] = each, logs, compare_errors(np.exp(logs), 1.0)
    ps = holm([comparison.p for *_, comparison in found.values()])
    said = {}
    for (name, (each, logs, comparison)), p in zip(
        found.items(), ps, strict=True
    ):
        ours = np.isin(confirm["task"], [*each])
        parts = {depth: confirm[ours & (confirm["depth"] == depth)]
                 for depth in (1, 4)}  # fmt: skip
        said[name] = Verdict(
            name,
            {task: int(_only(confirm, task, "steps")) for task in each},
            {task: float(np.exp(log.mean())) for task, log in each.items()},
            logs,
            comparison,
            p,
            {depth: counts(rows) for depth, rows in parts.items()},
            len(parts[1]),
        )
    return said


def rate_luck(
    curves: np.ndarray,
    verdict: Verdict,
    draws: int = DRAWS,
    seed: int = DRAW_SEED,
) -> RateLuck:
    """Draw the seeds that choose the rates anew, and look at what changes.

    Each draw takes as many seeds as there are, with replacement, the same for
    both depths and all origins; these choose the rates, and the seeds that
    were not drawn judge.
    """
    table = filled(curves)
    tasks = [*verdict.origins]
    cells = {
        (task, depth): [
            rate_table(table, part, task=task, form="plain", depth=depth)
            for part in ("validation", "test")
        ]
        for task in tasks
        for depth in (1, 4)
    }
    seeds = next(iter(cells.values()))[0][1].shape[1]
    often = _drawn(seeds, draws, np.random.default_rng(seed))
    ratio, chosen = np.zeros((draws, seeds)), {}
    for (task, depth), ((rates, validation), (_, test)) in cells.items():
        best = (validation @ often.T).argmin(axis=0)
        sign = 1 if depth == 4 else -1
        ratio += sign * test[best] / len(tasks)
        share = np.bincount(best, minlength=len(rates)) / draws
        chosen[task, depth] = dict(zip(rates.tolist(), share, strict=True))
    left = often == 0
    judged = np.sum(ratio * left, axis=1) / left.sum(axis=1)
    side, logs = np.sign(verdict.logs.mean()), verdict.logs
    spread = logs.var(ddof=1) / len(logs) + ratio.mean(axis=1).var(ddof=1)
    reach = students_t(len(logs) - 1) * np.sqrt(spread)
    low, high = np.exp(logs.mean() + np.array([-reach, reach])).tolist()
    return RateLuck(chosen, float(np.mean(np.sign(judged) == side)), low, high)


def _drawn(seeds: int, draws: int, random: np.random.Generator) -> np.ndarray:
    """Return how often each seed is drawn, some never: (draws, seeds)."""
    places = random.integers(seeds, size=(draws, seeds))
    often = (places[..., None] == np.arange(seeds)).sum(axis=1)
    while (full := (often > 0).all(axis=1)).any():
        often[full] = _drawn(seeds, int(full.sum()), random)
    return often


def _only(table: np.ndarray, task: str, column: str) -> int:
    (value,) = np.unique(table[column][table["task"] == task])
    return value


def summary(confirm: np.ndarray, curves: np.ndarray) -> list[str]:
    """Return a line for each main comparison."""
    lines = []
    for name, one in verdicts(confirm).items():
        luck = rate_luck(curves, one)
        said = one.said
        if said != "not decided" and luck.hangs:
            said += " at these rates"
        if one.found.is_level:
            said += ", level within a tenth"
        lines.append(
            f"{name:9}{one.found.ratio:.3f} ({one.found.low:.3f} to "
            f"{one.found.high:.3f})  p {one.p:.4f}  with the choice "
            f"({luck.low:.3f} to {luck.high:.3f}), {luck.agree:.0%} agree  "
            f"{said}"
        )
    return lines


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; return the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m study.verdict", description=__doc__
    )
    parser.add_argument("--folder", type=Path, default=STUDY)
    folder = parser.parse_args(arguments).folder
    try:
        tables = [read_results(name, folder) for name in ("confirm", "curves")]
        print(*summary(*tables), sep="\n")
    except ValueError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
