"""The tables that are shipped hold the runs of their grids, of one code."""

import csv
import re
from dataclasses import fields

import pytest

from study.grids import Run, read_grid
from study.results import CHECKSUMS
from tools.notebooks import ROOT

RULES = (ROOT / "study/README.md").read_text("utf-8")
each_table = pytest.mark.parametrize("file", CHECKSUMS)


def rows(file: str) -> list[dict]:
    with open(ROOT / file, encoding="ascii") as table:
        return list(csv.DictReader(table))


@each_table
def test_every_run_of_a_grid_is_a_row_and_nothing_else_is(file) -> None:
    made = [
        Run(**{of.name: of.type(row[of.name]) for of in fields(Run)}).name
        for row in rows(file)
    ]
    grid = read_grid((ROOT / file).with_suffix(".toml"))
    assert sorted(made) == sorted(run.name for run in grid.runs)


@each_table
def test_one_code_made_it_and_the_rules_name_it(file) -> None:
    found = rows(file)
    (made_by,) = {
        tuple(row[name] for name in ("python", "numpy", "keras", "engine"))
        for row in found
    }
    said = "Python {}, NumPy {}, Keras {} and JAX {}.".format(*made_by)
    assert said in " ".join(RULES.split())
    (code,) = {row["code"] for row in found}
    hours = sum(float(row["cpu_seconds"]) for row in found) / 3600
    name = file.removeprefix("study/")
    assert (
        f"| [{name}]({name}) | {len(found):,} | {hours:.1f} | `{code}` "
        f"| `{CHECKSUMS[file]}` |\n"
    ) in RULES
    assert re.search(f"mark\\s+`{code}`", RULES)
