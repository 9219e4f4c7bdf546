"""Lesson 12: its counts and shapes, worked out without its code."""

import re

import pytest

from tools.notebooks import find_lesson, read

LESSON = find_lesson("12")


def printed(cell_id: str) -> str:
    (cell,) = (cell for cell in read(LESSON).cells if cell.id == cell_id)
    return "".join(
        output.get("text") or output.get("data", {}).get("text/plain", "")
        for output in cell.outputs
    )


def told(cell_id: str) -> list[int]:
    return [int(n) for n in re.findall(r"\d+", printed(cell_id))]


def sums(of: int, units: int, reads: int, biases: int = 1) -> int:
    """Count `of` sums for each unit: what they read, hear, and add."""
    return of * units * (reads + units + biases)


@pytest.mark.reads_outputs("12")
def test_each_count_is_that_of_its_sums():
    plain, dense, head = sums(4, 4, 2), 4 * 4 + 4, 4 + 1
    assert told("deep-ways") == [
        plain + head,
        (2 * 4 + 4) + sums(4, 4, 4) + head,
        plain + dense + head,
        plain + dense + head,
        plain + sums(4, 4, 4) + head,
    ]
    two = sums(4, 4, 1) + sums(4, 4, 4)
    assert told("cells-count") == [two, two]
    assert told("gru-counted")[:2] == [sums(4, 8, 2), sums(3, 8, 2, 2)]
    assert told("gru-books") == [sums(3, 8, 2)]
    assert told("both-counted") == [
        sums(4, 8, 2) + 8 + 1,
        sums(3, 9, 2, 2) + 9 + 1,
    ]
    assert told("both-count") == [sums(4, 4, 2), 2 * sums(4, 4, 2)]


@pytest.mark.reads_outputs("12")
def test_what_is_stated_holds():
    said = re.findall(r"(?m)^(True|False) ", printed("stated"))
    assert said == ["True"] * 4
    halves = re.findall(r"(\w+) half .*: (\w+)", printed("last-halves"))
    assert halves == [("forward", "False"), ("backward", "True")]


@pytest.mark.reads_outputs("12")
def test_what_is_unusual_is_rebuilt_badly():
    waves, jumps = map(float, re.findall(r"\d\.\d+", printed("strange")))
    assert jumps > 5 * waves
