"""The benchmark compares equal things, and its page is what it measured."""

import math
from concurrent.futures import Future

import numpy as np
import pytest

from tools import benchmark, contenders, performance_page
from tools.contenders import Shape

TINY = Shape(4, 2, 3, 2, 5)


class Here:
    """A pool whose process is this one."""

    def submit(self, function, *arguments):
        done = Future()
        done.set_result(function(*arguments))
        return done


class Swapped(contenders.NumPy):
    """An LSTM whose gates come in another order than Keras's."""

    def __init__(self, shape, weights):
        gates = np.arange(4 * shape.units).reshape(4, -1)[[0, 2, 1, 3]]
        lstms = [weight[..., gates.ravel()] for weight in weights[:-2]]
        super().__init__(shape, lstms + weights[-2:])


@pytest.fixture(scope="module")
def by_keras():
    return benchmark.build("Keras", TINY)


@pytest.mark.parametrize("way", ["`FusedLSTM`", "NumPy"])
def test_what_is_measured_is_equal(way, by_keras):
    found = benchmark.build(way, TINY)
    assert benchmark.difference(found, by_keras) < performance_page.EQUAL
    assert found["first"].keys() <= by_keras["first"].keys()


def test_swapped_weights_are_not_equal(by_keras, monkeypatch):
    monkeypatch.setitem(contenders.WAYS, "NumPy", Swapped)
    found = benchmark.build("NumPy", TINY)
    assert benchmark.difference(found, by_keras) > 1e-2


def test_another_gradient_is_not_equal(by_keras):
    changes = [*by_keras["train"]]
    changes[1] = changes[1] * 1.01
    found = by_keras | {"train": changes}
    assert benchmark.difference(found, by_keras) > performance_page.EQUAL


def test_table_has_a_line_for_each_way():
    rows = benchmark.rows_of(TINY, {("Keras", 1): Here()}, 2, 0.0)
    (found,) = benchmark.run([TINY], ["NumPy"], repeats=3, seconds=0.0)
    rows += found
    assert [(row["way"], row["threads"], row["kind"]) for row in rows] == [
        ("Keras", 1, "forward"),
        ("Keras", 1, "train"),
        ("NumPy", 1, "forward"),
        ("NumPy", 2, "forward"),
    ]
    rows[2]["difference"] = 1.0
    for row in rows:
        assert 0 < row["least_ms"] <= row["ms"] <= row["most_ms"]
        assert math.isclose(row["samples_per_s"] * row["ms"], 5000)
        share = 1 if row["kind"] == "train" else 3
        flop = row["gflop_per_s"] * row["ms"] * 1e6 * share
        assert math.isclose(flop, 24 * 5 * 4 * 3 * (2 + 3 + 2 * 3))
    title, _, head, rule, keras, numpy, *_ = performance_page.table(
        rows, TINY
    ).split("\n")
    assert title == "### 4 steps, 3 units, depth 2, batches of 5"
    cells = {len(line.split("|")) for line in (head, rule, keras, numpy)}
    assert cells == {len(head.split("|"))}
    assert keras.startswith("| Keras |") and keras.endswith("| yes |")
    assert numpy.startswith("| NumPy |  |") and numpy.endswith("no: 1e+00 |")


def test_four_layers_cost_what_the_page_says():
    shape = performance_page.LARGE
    each = shape.features + 7 * shape.units
    assert shape.depth == 4
    flop = 24 * shape.batch * shape.steps * shape.units * each
    assert shape.flop() == flop


def test_page_is_written_from_its_table():
    text = performance_page.PAGE.read_text(encoding="utf-8")
    rows, run = performance_page.read(performance_page.TABLE)
    assert performance_page.page(text, rows, run) == text, (
        "call `python -m tools.performance_page`"
    )
    assert "| JAX |" in text and "| PyTorch |" in text
    fourfold = {}  # as the page says: on JAX alone, at the smallest alone
    for lesson, shape in performance_page.LESSONS.items():
        found = performance_page.of(rows, shape, "train")
        limit = found["Keras", 1]["ms"] / 4
        ways = {way for (way, _), row in found.items() if row["ms"] < limit}
        if ways:
            fourfold[lesson] = ways
    assert fourfold == {"lesson 08": {"JAX", "Keras on JAX"}}
