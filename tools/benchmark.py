"""Measure the ways to train a stack of LSTM layers; write docs/performance.md.

    python -m tools.benchmark           # a quarter of an hour; prints tables
    python -m tools.benchmark --write   # and writes the page and its CSV file
    python -m tools.benchmark --write --missing  # adds shapes not yet there

Nothing else may run meanwhile. Each way (tools/contenders.py) has processes
of its own, and they take turns, so that a slow minute of the machine is one
for all. PyTorch, the group `bench` in pyproject.toml, is no part of .venv;
where it is missing, its rows are left out.
"""

import argparse
import datetime
import gc
import importlib.metadata
import itertools
import multiprocessing
import os
import platform
import re
import signal
import statistics
import sys
import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from importlib.util import find_spec
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
from packaging.utils import canonicalize_name

from tools import performance_page
from tools.contenders import BATCHES, FIRST_RATE, RATE, WAYS, Shape, draw
from tools.notebooks import command
from tools.performance_page import Row

UNROLLED = 10  # steps at most: the time to compile grows with them
PACKAGES = "tensorflow-cpu", "tensorflow", "keras", "jax", "torch", "numpy"
THREADS = "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NPROC"

Pools = dict[tuple[str, int], ProcessPoolExecutor]
_now: dict[str, Any] = {}  # in a way's process: what it measures


def start(ways: Iterable[str], threads: Iterable[int]) -> Pools:
    """Start a process for each way and number of threads."""
    context = multiprocessing.get_context("spawn")
    pools, loading = {}, []
    # They inherit it: of Ctrl-C, which reaches them too, one tells.
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    for way, number in itertools.product(ways, threads):
        if number not in WAYS[way].threads:
            continue
        # Libraries read them as they load, which is before any of our lines.
        os.environ.update(dict.fromkeys(THREADS, str(number)))
        pool = ProcessPoolExecutor(1, context, end_with_parent)
        pools[way, number] = pool
        loading.append(pool.submit(load, way, number))
    signal.signal(signal.SIGINT, before)
    for one in loading:
        one.result()
    return pools


def end_with_parent() -> None:
    """End a way's process when the program that started it was killed."""

    def wait() -> None:
        multiprocessing.parent_process().join()
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()


def load(way: str, threads: int) -> None:
    """Load what a way needs, in its process, and all that it starts once."""
    WAYS[way].load(threads)
    build(way, Shape(2, 1, 2, 1, 2))


def build(way: str, shape: Shape) -> dict[str, Any]:
    """Build a stack and take its first steps.

    Returns
    -------
    found
        "first", the seconds from nothing to the end of the first step, by
        kind; "forward", the outputs of one batch; "train", the changes of
        the weights by one step.
    """
    _now.clear()
    gc.collect()
    weights, (x, y) = draw(shape)
    one = x[: shape.batch], y[: shape.batch]
    began = perf_counter()
    work = WAYS[way](shape, weights)
    _now.update(work=work, batch=shape.batch, x=x, y=y)
    building = perf_counter() - began
    found: dict[str, Any] = {"first": {}}
    for kind in work.kinds:
        began = perf_counter()
        if kind == "forward":
            found[kind] = [work.forward(one[0])]
        else:
            work.train(*one, FIRST_RATE)
        found["first"][kind] = building + perf_counter() - began
    if "train" in work.kinds:
        pairs = zip(work.weights(), weights, strict=True)
        found["train"] = [new - old for new, old in pairs]
    return found


def measure(kind: str, batches: int) -> float:
    """Return milliseconds a step of "train" or "forward", in one call."""
    work, samples = _now["work"], batches * _now["batch"]
    x, y = _now["x"][:samples], _now["y"][:samples]
    if kind == "train":
        work.train(x, y, RATE)
    else:
        work.forward(x)
    return work.seconds * 1000


def product(shape: Shape, rows: int, seconds: float) -> float:
    """Return the GFLOP/s of one product, as wide as a layer's weights."""
    units = shape.units
    random = np.random.default_rng(0)
    left, right = (
        random.normal(size=size).astype("float32")
        for size in ((rows, 2 * units), (2 * units, 4 * units))
    )
    best, until = np.inf, perf_counter() + seconds
    while perf_counter() < until:
        began = perf_counter()
        left @ right
        best = min(best, perf_counter() - began)
    return 16 * rows * units**2 / best / 1e9


def difference(found: dict[str, Any], wanted: dict[str, Any]) -> float:
    """Return the largest difference of outputs and of changes of weights.

    It is relative to the largest number of an array, where that is above 1.
    """
    pairs = [
        pair
        for kind in found["first"]
        for pair in zip(found[kind], wanted[kind], strict=True)
    ]
    return max(
        float(np.abs(ours - theirs).max() / max(1, np.abs(theirs).max()))
        for ours, theirs in pairs
    )


def rows_of(
    shape: Shape, pools: Pools, repeats: int, seconds: float
) -> list[Row]:
    """Let all ways build and take the first step, then measure in turns."""

    def call(key: tuple[str, int], *what: Any) -> Any:
        return pools[key].submit(*what).result()

    taking_part = [
        key
        for key in pools
        if key[0] != "Keras, `unroll`" or shape.steps <= UNROLLED
    ]
    least = min(threads for _, threads in pools)
    built, rest = {}, {}
    for key in sorted(taking_part, key=lambda key: key[1]):
        what = build, key[0], shape
        if key[1] == least:
            built[key] = call(key, *what)
        else:
            # Their first steps are not told, so they may come all at once.
            rest[key] = pools[key].submit(*what)
    built |= {key: one.result() for key, one in rest.items()}
    times = {(key, kind): [] for key in built for kind in built[key]["first"]}
    batches = {}
    for key, kind in times:
        took = call(key, measure, kind, 6) / 1000
        batches[key, kind] = int(np.clip(seconds / took, 5, BATCHES - 1)) + 1
    for _, (key, kind) in itertools.product(range(repeats), times):
        took = call(key, measure, kind, batches[key, kind])
        times[key, kind].append(took)
    wanted = next(iter(built.values()))
    sizes = shape.batch, shape.batch * shape.steps
    limits = {
        key[1]: [
            call(key, product, shape, size, seconds / 2) for size in sizes
        ]
        for key in pools
        if key[0] == next(iter(pools))[0]  # any will do
    }
    rows = []
    for (key, kind), took in times.items():
        ms = statistics.median(took)
        flop = shape.flop() / (1 if kind == "train" else 3)
        found = {
            **{"way": key[0], "threads": key[1], "kind": kind, "ms": ms},
            **{"least_ms": min(took), "most_ms": max(took)},
            "first_s": built[key]["first"][kind] if key[1] == least else "",
            "samples_per_s": shape.batch / ms * 1000,
            "gflop_per_s": flop / ms / 1e6,
            "product_of_one_step": limits[key[1]][0],
            "product_of_all_steps": limits[key[1]][1],
            "difference": difference(built[key], wanted),
        }
        rows.append({**shape._asdict(), **found})
    return rows


def run(
    shapes: Iterable[Shape],
    ways: Iterable[str],
    threads: Iterable[int] = (1, 2),
    repeats: int = 5,
    seconds: float = 0.1,
) -> Iterator[list[Row]]:
    """Measure ways for shapes, `repeats` calls of about `seconds` each.

    The first way is what the others are to be equal to.
    """
    try:
        pools = start(ways, threads)
        for shape in shapes:
            rows = rows_of(shape, pools, repeats, seconds)
            print(performance_page.table(rows, shape), flush=True)
            yield rows
    finally:
        for process in multiprocessing.active_children():
            process.kill()  # it may be at work, if this was stopped


def machine() -> str:
    """Say when this ran, and on what."""
    path = Path("/proc/cpuinfo")
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    named = re.search(r"(?m)^model name\s*: (.+)", text)
    packages = importlib.metadata.distributions()
    found = {
        canonicalize_name(p.metadata["Name"]): p.version for p in packages
    }
    facts = [
        f"{datetime.date.today():%d %B %Y}",
        named[1] if named else platform.machine(),
        f"{os.cpu_count()} cores",
        platform.system(),
        f"Python {platform.python_version()}",
    ]
    facts += [f"{name} {found[name]}" for name in PACKAGES if name in found]
    return ", ".join(facts)


@command("Stopped; what had been measured is kept.")
def main() -> int:
    """Measure, print, and write what is asked for; return an exit code."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument(
        "--write", action="store_true", help="docs/performance.csv and .md"
    )
    parser.add_argument(
        "--missing", action="store_true", help="only shapes not in the table"
    )
    chosen = parser.parse_args()
    ways = list(WAYS)
    if not find_spec("torch"):
        print("PyTorch is not installed: its rows are left out.")
        ways = [way for way in ways if "PyTorch" not in way]
    rows, runs = [], ""
    if chosen.missing:
        rows, runs = performance_page.read(performance_page.TABLE)
    there = performance_page.shapes_in(rows)
    shapes = [one for one in performance_page.SHAPES if one not in there]
    # A shape is measured in one run, so its ratios are of one run, too.
    runs = "; ".join(dict.fromkeys([*filter(None, [runs]), machine()]))
    for found in run(shapes, ways):
        rows += found
        if chosen.write:
            performance_page.save(performance_page.TABLE, rows, runs)
            performance_page.write_page()
    return 0


if __name__ == "__main__":
    sys.exit(main())
