"""How often bounds that were learned report a run with which all is right.

docs/validate.md shows what comes here, to the last digit.
"""

import re

import numpy as np
import pytest

from tools.notebooks import ROOT
from tools.validate.bounds import interval, limits

PAGE = (ROOT / "docs/validate.md").read_text("utf-8")
ALARM, NOTEBOOKS = 0.01, 5_000
DRAWS = {
    "normal": lambda rng, size: rng.normal(size=size),
    "uniform": lambda rng, size: rng.uniform(-2, 2, size=size),
    "log-normal": lambda rng, size: rng.lognormal(size=size),
    "Student's t, 3 degrees": lambda rng, size: rng.standard_t(3, size=size),
    "two clusters": lambda rng, size: (
        rng.normal(scale=0.1, size=size) + 2 * rng.integers(2, size=size)
    ),
}


def reported(draw, runs: int, numbers: int) -> float:
    """Return the share of notebooks in which a number lies outside."""
    rng = np.random.default_rng(runs * 100 + numbers)
    x = np.round(draw(rng, (NOTEBOOKS, numbers, runs + 1)), 3)
    low, high = limits(x[..., :-1], ALARM / numbers, 0.001)
    new = x[..., -1]
    return float(((new < low) | (new > high)).any(-1).mean())


def rows() -> list[str]:
    return [
        f"| {runs} | {numbers} | "
        + " | ".join(
            f"{100 * reported(draw, runs, numbers):.1f} %"
            for draw in DRAWS.values()
        )
        + " |"
        for runs, numbers in [(3, 1), (5, 1), (5, 20), (10, 20), (20, 20)]
    ]


def test_the_page_shows_how_often_right_runs_are_reported():
    head = re.search(r"(?m)^\| K \| numbers \| (.+) \|\n", PAGE)
    assert head[1].split(" | ") == list(DRAWS)
    shown = PAGE[head.end() :].split("\n\n")[0].splitlines()[1:]
    assert shown == rows()


@pytest.mark.parametrize(
    ("seen", "inside", "outside"),
    [
        (["0.50"], ["0.50", "0.51", "0.49"], ["0.52", "nan"]),
        (["7"], ["7"], ["8", "6"]),
        (["1.0", "nan", "1.2"], ["1.1"], ["1e9"]),
        (["nan"], [], ["1.0"]),
        (["3", "5", "4"], ["4", "6"], ["400"]),
    ],
)
def test_bounds_of_a_number(seen, inside, outside):
    low, high = interval(seen, 0.01)
    assert all(low <= float(one) <= high for one in inside)
    assert not any(low <= float(one) <= high for one in outside)
