"""A study of toys: a notebook without Keras, a grid, and the command."""

import csv
import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

from nbformat.v4 import new_code_cell, new_notebook

from tests.toys import save
from tools.notebooks import NOTEBOOK_METADATA, ROOT

PARAMETERS = """\
task: str = "cascade"
form: str = "plain"
depth: int = 1
budget: int = 2_000
runs: list = [[0.1, 1]]
steps: int = 20
batch: int = 1
backend: str = "jax"
records: list = [""]"""

# The error falls with the depth, and is smaller for the rate 0.2.
WORK = """\
import json, os, pathlib, signal, time

for (learning_rate, seed), record in zip(runs, records):
    error = abs(learning_rate - 0.2) + 1 / depth + seed / 1000
{code}
    result = {{"test_error": error, "seconds": time.perf_counter()}}
    part = pathlib.Path(f"{{record}}.part")
    part.write_text(json.dumps(result))
    part.replace(record)
    time.sleep(0.1)"""

GRID = """\
notebook = "toy.ipynb"
backend = "jax"
tasks = ["cascade"]
forms = ["plain"]
depths = [1, 2]
budgets = [2000]
learning_rates = [0.1, 0.2]
seeds = {seeds}
steps = [20]
batch = 1
"""


def toy_study(folder: Path, seeds: list[int], code: str = "") -> Path:
    """Write a notebook and a grid; `code` runs before the error is told."""
    nb = new_notebook(metadata=NOTEBOOK_METADATA)
    work = WORK.format(code=textwrap.indent(code, "    "))
    sources = [PARAMETERS, work]
    for place, source in enumerate(sources):
        nb.cells.append(new_code_cell(source, id=f"cell-{place}"))
    nb.cells[0].metadata["tags"] = ["parameters"]
    save(nb, folder / "toy.ipynb")
    grid = folder / "toy.toml"
    grid.write_text(GRID.format(seeds=seeds), encoding="utf-8")
    return grid


def start(grid: Path, *arguments: str) -> subprocess.Popen[str]:
    """Start the study in a process group of its own."""
    command = [sys.executable, "-m", "study", str(grid), "--records"]
    return subprocess.Popen(
        [*command, str(grid.parent / "records"), *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        # Its warnings are not under pytest's filter.
        env={k: v for k, v in os.environ.items() if k != "PYTHONWARNINGS"},
    )


def finish(grid: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the study to its end."""
    process = start(grid, *arguments)
    try:
        out, err = process.communicate(timeout=300)
    except BaseException:
        kill(process)
        raise
    return subprocess.CompletedProcess([], process.returncode, out, err)


def kill(process: subprocess.Popen[str], number: int = signal.SIGKILL) -> None:
    """Send a signal to the study and to all that it started."""
    os.killpg(process.pid, number)


def records(grid: Path) -> list[Path]:
    """Return the records that are there."""
    return sorted((grid.parent / "records").rglob("*.json"))


def table(grid: Path) -> list[dict[str, str]]:
    """Return the rows of the table without what a clock measured."""
    with open(grid.with_suffix(".csv"), encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return [
        {k: v for k, v in row.items() if not k.endswith("seconds")}
        for row in rows
    ]
