"""Say what more steps change: is a stack slow, bad, or does it overfit?"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from helpers.comparison import TENTH, Comparison, compare_errors
from study.results import MAIN, UNIT, at_best_rates, rows_of

UNITS = (1, 2, 4)  # how many times the steps of the first edition
SEEDS = range(201, 209)
RATES = (0.0075, 0.01875, 0.0469)  # those that short, curves and steps have
Kind = Literal["slow", "bad", "overfits", "none of these"]


@dataclass(frozen=True)
class Pace:
    """What a depth does with more steps; an entry for each of `units`."""

    units: tuple[int, ...]
    ratio: list[float]  # of its error to that of one layer
    loss: list[float]  # of its training, geometric mean
    change: Comparison | None = None  # of the ratio, from first to last

    @property
    def kind(self) -> Kind:
        """Say which of the three it is, by the rules.

        A loss is level from two to four units if it changes by less than a
        tenth. The means decide: no interval has a part in it.
        """
        falls = [all(np.diff(each) < 0) for each in (self.loss, self.ratio)]
        if falls == [True, True]:
            return "slow"
        if falls[0]:
            return "overfits"
        before, after = self.loss[-2:]
        if 1 / TENTH < after / before < TENTH and self.ratio[-1] > 1:
            return "bad"
        return "none of these"


def chosen_rows(tables: dict[str, np.ndarray]) -> np.ndarray:
    """Return what was trained for 1, 2 and 4 units, at the best rates.

    The steps lie in three tables, the last of which may be missing; of each
    cell the rate was chosen among those that its table has.
    """
    names = [n for n in ("short", "curves", "steps") if n in tables]
    plain = [
        rows[(rows["form"] == "plain") & np.isin(rows["seed"], SEEDS)]
        for rows in (tables[name] for name in names)
    ]
    columns = plain[0].dtype.names
    return at_best_rates(np.concatenate([rows[[*columns]] for rows in plain]))


def with_same_rates(tables: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Return the tables with nothing but `RATES`.

    Eight layers have the first two of them only, for two units and four.
    """
    return {
        name: rows[np.isin(rows["learning_rate"], RATES)]
        for name, rows in tables.items()
    }


def pace(chosen: np.ndarray, name: str, depth: int) -> Pace:
    """Return the pace of a depth on a main task, of `chosen_rows`."""
    done, ratios, losses = [], [], []
    for units in UNITS:
        ratio, loss = [], []
        for task in MAIN[name]:
            of = {"task": task, "steps": units * UNIT[task]}
            deep, one = (rows_of(chosen, depth=d, **of) for d in (depth, 1))
            if not len(deep) or not len(one):
                break
            ratio.append(np.log(deep["test_error"] / one["test_error"]))
            loss.append(np.log(deep["loss"]).mean())
        else:
            done.append(units)
            ratios.append(np.mean(ratio, axis=0))
            losses.append(float(np.exp(np.mean(loss))))
    change = compare_errors(np.exp(ratios[-1] - ratios[0]), 1.0)
    means = [float(np.exp(each.mean())) for each in ratios]
    return Pace(tuple(done), means, losses, change)


def own_steps(chosen: np.ndarray, task: str, depth: int) -> np.ndarray:
    """Return the rows of one unit or of four, as validation chooses.

    Two units have fewer rates, and have no part in it.
    """
    tried = [
        rows_of(chosen, task=task, depth=depth, steps=units * UNIT[task])
        for units in (UNITS[0], UNITS[-1])
    ]
    return min(tried, key=lambda r: np.log(r["validation_error"]).mean())
