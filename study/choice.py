"""Choose the learning rates of a confirmatory run: `python -m study.choice`.

It reads no column of the test, writes study/chosen.toml from study/curves.csv
(or, by `python -m study.choice clean`, chosen_clean.toml from clean.csv), and
says where a chosen rate lies at an end of those that were tried.
"""

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from study.results import (
    CELL,
    STUDY,
    best_rates,
    checksum,
    filled,
    read_results,
    rows_of,
)
from tools.notebooks import write

FILES = {"curves": "chosen.toml", "clean": "chosen_clean.toml"}
RATES = 6  # of the grid; at most two are added where an end was chosen
FACTOR = 2.5  # from one rate to the next


def warnings(table: np.ndarray, chosen: Mapping[tuple, float]) -> list[str]:
    """Return a sentence for each cell that chose an end of its rates."""
    said = []
    for cell, rate in chosen.items():
        named = dict(zip(CELL, cell, strict=True))
        rates = np.unique(rows_of(table, **named)["learning_rate"])
        if rate not in (rates[0], rates[-1]):
            continue
        beyond = rate / FACTOR if rate == rates[0] else rate * FACTOR
        advice = f"run {beyond:.3g} for both depths"
        if len(rates) >= RATES + 2:
            advice = "two rates were added already, so name it"
        said.append(
            f"{named['task']}, depth {named['depth']}: the rate {rate:g} lies "
            f"at an end of those that were tried; {advice}."
        )
    return said


def chosen_toml(chosen: Mapping[tuple, float], table: str, sha256: str) -> str:
    """Return the text of the file with the chosen rates."""
    text = (
        "# Made by `python -m study.choice`, which reads no column of the "
        "test, from\n"
        f"# {table}.csv with the sha256 {sha256}\n"
    )
    for cell, rate in chosen.items():
        named = dict(zip(CELL, cell, strict=True))
        text += (
            f'\n[[cell]]\ntask = "{named["task"]}"\nform = "{named["form"]}"\n'
            f"depth = {named['depth']}\nsteps = {named['steps']}\n"
            f"learning_rate = {rate!r}\n"
        )
    return text


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; return the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m study.choice", description=__doc__
    )
    parser.add_argument("table", nargs="?", default="curves", choices=FILES)
    parser.add_argument("--folder", type=Path, default=STUDY)
    options = parser.parse_args(arguments)
    name, folder = options.table, options.folder
    try:
        table = filled(read_results(name, folder, blind=True))
        chosen = best_rates(table)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 1
    text = chosen_toml(chosen, name, checksum(name, folder))
    write(folder / FILES[name], text)
    for warning in warnings(table, chosen):
        print(warning, file=sys.stderr)
    print(f"{FILES[name]} has the rates of {len(chosen)} cells.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
