"""Lesson 13: its table, its clock, and what it says of its table.

The numbers are worked out without the lesson's code.
"""

import re
import time

import pytest

from helpers import timing
from helpers.timing import Size
from tests.browser import ROOT
from tools import lesson_times
from tools.notebooks import code_cells, find_lesson, read

LESSON = find_lesson("13")
MACHINE, TIMES = timing.load_times()


def printed(cell_id: str) -> str:
    (cell,) = (cell for cell in read(LESSON).cells if cell.id == cell_id)
    return "".join(output.get("text", "") for output in cell.outputs)


def flop(layers, units, steps, batch, features) -> int:
    """Go through the products of a step, one by one."""
    total, reads = 0, features
    for _ in range(layers):
        for inner in (reads, units):
            total += 3 * steps * 2 * batch * inner * 4 * units
        reads = units
    return total


def prices(way: str) -> list[float]:
    """Fit them as a solver of SciPy does, which lets none be below zero."""
    from scipy.optimize import nnls  # slow to import

    held_out = Size(steps=48, batch=128)
    fits = {s: ms for s, ms in TIMES[way].items() if s != held_out}
    rows = [
        [1 / ms, s.layers * s.steps / ms, flop(*s) / 1e6 / ms]
        for s, ms in fits.items()
    ]
    return nnls(rows, [1] * len(rows))[0].tolist()


@pytest.mark.reads_outputs("13")
@pytest.mark.parametrize("way", ["Keras", "FusedLSTM"])
def test_the_prices_are_those_of_the_table(way):
    form = rf"our run +{way} +([\d.]+) +([\d.]+) +([\d.]+)"
    (told,) = re.findall(form, printed("price-list-shown"))
    assert len(TIMES[way]) == 10
    assert [*map(float, told)] == pytest.approx(prices(way), abs=0.0051)
    assert float(told[1]) == pytest.approx(prices(way)[1], abs=0.000051)


@pytest.mark.reads_outputs("13")
def test_whatever_is_judged_holds():
    said = "".join(
        output.get("text", "")
        for cell in code_cells(read(LESSON))
        for output in cell.outputs
    )
    verdicts = re.findall(r"(?m)^(True|False) .* \([\d.]+\)$", said)
    assert len(verdicts) >= 14 and {*verdicts} == {"True"}
    # Nobody looked on: not a word of a time of that machine, at that hour.
    assert "your run" not in said


def test_the_table_is_what_would_be_written():
    text = (ROOT / timing.TABLE).read_text("ascii")
    assert timing.written(TIMES, MACHINE) == text
    assert MACHINE.startswith("26 November 2026, ")


def test_the_clock_is_the_processors_where_it_is_fine_enough(monkeypatch):
    monkeypatch.setattr(time, "process_time", lambda: 1.0)
    monkeypatch.setattr(time, "perf_counter", lambda: 2.0)
    monkeypatch.setattr("helpers.timing.os.name", "posix")
    assert timing.clock() == 1.0
    monkeypatch.setattr("helpers.timing.os.name", "nt")
    assert timing.clock() == 2.0


def test_a_backend_that_is_not_installed_is_no_error():
    assert timing.on_backend("no_such_backend", [Size()]) is None


def test_the_tool_keeps_what_the_lesson_measured(
    tmp_path, monkeypatch, capsys
):
    def run(path, values, output):
        assert path == LESSON and values["preset"] == "full"
        text = timing.written({"Keras": {Size(): 1.5}}, "somewhere")
        with open(values["keep_in"], "w", encoding="ascii") as file:
            file.write(text)

    monkeypatch.setattr(lesson_times, "run_lesson", run)
    monkeypatch.setattr(lesson_times, "machine", lambda: "a day, a machine")
    monkeypatch.setattr(lesson_times, "ROOT", tmp_path)
    (tmp_path / "data").mkdir()
    assert lesson_times.main([]) == 0
    text = (tmp_path / timing.TABLE).read_text("ascii")
    assert text.startswith("# a day, a machine\nway,layers,")
    assert text.endswith("\nKeras,4,24,20,32,1,1.5\n")
    assert re.search(
        r"step_times.csv: [0-9a-f]{64}\n", capsys.readouterr().out
    )
