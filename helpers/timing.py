"""How long a step of training takes: sizes, a clock, our table, a backend.

    python -m helpers.timing jax 4,24,48,128,1

measures on that backend, in the size layers, units, steps, batch, features,
and prints the milliseconds. A backend can be chosen only before Keras is
imported, so this is how a lesson asks for another one than its own.
"""

import csv
import io
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import numpy as np

from helpers import backend, models
from helpers.data import CHECKSUMS, read_shipped

TABLE = "data/step_times.csv"
TURNS = 7  # measurements on another backend; their median is told


class Size(NamedTuple):
    """A stack, and what one step of its training reads."""

    layers: int = 4
    units: int = 24  # of each layer
    steps: int = 20  # time steps of a sequence
    batch: int = 32  # sequences
    features: int = 1  # numbers at each time step


Times = dict[str, dict[Size, float]]  # way -> size -> milliseconds


def clock() -> float:
    """Return the seconds for which this process has had the processor.

    Other programs disturb them less than those of a watch. On Windows they
    come in pieces of a sixty-fourth of a second, too coarse for one step of
    training: there it is the watch.
    """
    return time.perf_counter() if os.name == "nt" else time.process_time()


def load_times() -> tuple[str, Times]:
    """Read the times of our run: when and on what machine, and the times."""
    text = read_shipped(TABLE, CHECKSUMS[TABLE]).decode("ascii")
    machine, table = text.split("\n", 1)
    times: Times = {}
    for way, *size, took in list(csv.reader(io.StringIO(table)))[1:]:
        times.setdefault(way, {})[Size(*map(int, size))] = float(took)
    return machine.removeprefix("# "), times


def written(times: Mapping[str, Mapping[Size, float]], machine: str) -> str:
    """Return the text of a table that `load_times` can read."""
    lines = io.StringIO()
    table = csv.writer(lines, lineterminator="\n")
    table.writerow(["way", *Size._fields, "milliseconds"])
    for way, found in times.items():
        for size, took in found.items():
            table.writerow([way, *size, f"{took:.4g}"])
    return f"# {machine}\n{lines.getvalue()}"


def on_backend(name: str, sizes: Iterable[Size]) -> dict[Size, float] | None:
    """Train a stack of `keras.layers.LSTM` elsewhere, in its own process.

    Returns the milliseconds of `train_on_batch`, or None where the backend
    ("tensorflow", "jax") is not installed.
    """
    if find_spec(name) is None:
        return None
    sizes = list(sizes)
    done = subprocess.run(
        [sys.executable, "-m", "helpers.timing", name]
        + [",".join(map(str, size)) for size in sizes],
        cwd=Path(__file__).parents[1],  # where this module is found
        stdout=subprocess.PIPE,
        check=True,
    )
    return dict(zip(sizes, json.loads(done.stdout), strict=True))


def main(name: str, *sizes: str) -> None:
    """Print the milliseconds of a step on this backend, for each size."""
    os.environ["KERAS_BACKEND"] = name
    backend.load()
    chosen = [Size(*map(int, text.split(","))) for text in sizes]
    works = [_training(size) for size in chosen]
    took = [[work() for work in works] for _ in range(TURNS)]
    medians = map(statistics.median, zip(*took, strict=True))
    print(json.dumps(list(medians)))


def _training(size: Size):
    import keras

    keras.utils.set_random_seed(0)
    shape = size.steps, size.features, size.units
    model = models.stacked_lstm_model(*shape, depth=size.layers)
    model.compile("adam", "mse")
    random = np.random.default_rng(0)
    x = random.normal(size=(size.batch, *shape[:2])).astype("float32")
    y = random.normal(size=(size.batch, 1)).astype("float32")

    def work(calls: int = 5) -> float:
        began = clock()
        for _ in range(calls):
            model.train_on_batch(x, y)
        return 1000 * (clock() - began) / calls

    work(2)  # the first steps prepare
    return work


if __name__ == "__main__":
    main(*sys.argv[1:])
