"""Lesson 11: what it says of states, worked out without its code."""

import re

import keras
import numpy as np
import pytest

from helpers import reference
from tools.notebooks import code_cells, find_lesson, read

LESSON = find_lesson("11")


def printed(cell_id: str) -> str:
    (cell,) = (cell for cell in read(LESSON).cells if cell.id == cell_id)
    return "".join(output.get("text", "") for output in cell.outputs)


def told(cell_id: str) -> list[float]:
    return [float(n) for n in re.findall(r"-?\d+\.\d+", printed(cell_id))]


@pytest.mark.reads_outputs("11")
def test_a_further_call_is_a_further_reading():
    keras.utils.set_random_seed(7)
    layer = keras.layers.LSTM(1)
    layer.build((None, None, 1))
    numbers = np.array([0.1, 0.2, 0.3])

    def after(readings: int) -> float:
        x = np.tile(numbers, readings).reshape(1, -1, 1)
        return reference.lstm(x, *layer.get_weights()).item()

    first, second, third = (
        pytest.approx(after(n), abs=6e-4) for n in (1, 2, 3)
    )
    assert told("twice-plain") == [first, first]
    assert told("twice-kept") == [first, second]
    assert told("one-go") == [second] and told("states")[0] == second
    assert told("reset-shown") == [first]
    assert told("persist-compared") == [third, third]


@pytest.mark.reads_outputs("11")
def test_keeping_the_state_gives_back_what_cutting_took():
    found = dict(re.findall(r"(\w[\w ]*?) +([\d.]+)\n", printed("ways-shown")))
    nothing, whole, pieces, kept = map(float, found.values())
    assert [*found] == ["saying 0", "whole", "pieces", "kept"]
    assert max(whole, kept) < pieces / 5 < nothing / 5
    assert re.findall("(?m)^(True|False) ", printed("stated")) == ["True"] * 4


def test_the_order_is_that_of_pieces_that_go_on():
    (source,) = (c.source for c in code_cells(read(LESSON))
                 if c.id == "rows-drawn")  # fmt: skip
    (order,) = re.findall(r"go_on = \[(.*)\]", source)
    pieces = [*map(int, order.split(","))]
    # Two sequences of four pieces: each row is one of them.
    assert pieces[::2] == [0, 1, 2, 3] and pieces[1::2] == [4, 5, 6, 7]
