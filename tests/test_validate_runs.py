"""Notebooks of anybody's are run within limits, and compared."""

import json
import os
import random
import sys
from pathlib import Path

import pytest

from tests.foreign_notebooks import book, code, stream
from tools.validate import bounds, config
from tools.validate.__main__ import main
from tools.validate.reading import read

HUGE = """\
try:
    bytearray(10**11)
except MemoryError:
    print("refused")"""
STUBBORN = """\
while True:
    try:
        while True: pass
    except KeyboardInterrupt:
        pass"""


def value(text: str) -> dict:
    return {
        "output_type": "execute_result",
        "execution_count": 1,
        "metadata": {},
        "data": {"text/plain": [text]},
    }


def save(path: Path, *cells: dict, **metadata: object) -> None:
    path.write_text(json.dumps(book(*cells, **metadata)), "utf-8")


def findings(capsys: pytest.CaptureFixture) -> list[str]:
    """Return the lines of the report that begin a finding."""
    lines = capsys.readouterr().out.splitlines()
    levels = ("error ", "warning ", "note ")
    return [line for line in lines if line.startswith(levels)]


def test_a_run_is_compared(tmp_path, capsys):
    (tmp_path / "helpers.py").write_text("OWN = 'mine'")
    (tmp_path / config.NAME).write_text("gigabytes = 3\n")
    save(
        tmp_path / "ä b.ipynb",
        code("1 + 1", 1, value("3")),
        code("for i in 1, 2: print(i, flush=True)", 2)
        | {"outputs": [stream("1\n"), stream("2\n")]},
        code(""),
        code(HUGE, 3, stream("refused\n")),
        code("open('made.txt', 'w').close()", 4),
        code("import helpers; helpers.OWN", 5, value("'mine'")),
        code("lambda: 0", 6, value("<function __main__.<lambda>()>")),
        code("# NBVAL_IGNORE_OUTPUT\nid(1)", 7, value("5")),
    )
    save(tmp_path / "r.ipynb", code("x <- 1", 1), language_info={"name": "R"})
    assert main([str(tmp_path), "--run"]) == 1
    report = capsys.readouterr().out
    assert "skipped r.ipynb: its kernel is for R" in report
    assert "code cell 1 `1 + 1`: a run gives another output" in report
    assert "its run wrote beside it (made.txt)" in report
    is_limited = sys.platform.startswith("linux")
    assert report.count("another output") == 1 + (not is_limited)


def test_a_notebook_that_never_ends_is_ended(tmp_path, capsys):
    (tmp_path / config.NAME).write_text("seconds = 3\n")
    save(tmp_path / "stubborn.ipynb", code(STUBBORN, 1))
    assert main([str(tmp_path), "--run"]) == 1
    (told,) = findings(capsys)
    assert "it did not end within the 3 s of the notebook: make it sh" in told


def test_bounds_are_learned_and_kept(tmp_path, capsys, monkeypatch):
    path = tmp_path / "random.ipynb"
    source = "import random\nprint('loss', round(random.gauss(5, 1), 3), 7)"
    other = "id(object()) % 2 * 'x' or 'y'"
    save(path, code(source, 1), code(other, 2))
    (tmp_path / config.NAME).write_text(
        'compare = "bounds"\n[off]\nseed = true\n'
    )
    assert main([str(tmp_path), "--learn", "3"]) == 0
    learned = json.loads((tmp_path / bounds.NAME).read_text("utf-8"))
    cell = learned["random.ipynb"]["cells"]["1"]
    drawn = [random.Random(seed).gauss(5, 1) for seed in (1, 2, 3)]
    assert cell["numbers"] == [
        [f"{one:.3f}".rstrip("0") for one in drawn],
        ["7"],
    ]
    capsys.readouterr()
    save(path, code(source.replace("5", "500"), 1), code(other, 2))
    assert main([str(tmp_path), "--run"]) == 1
    assert "its code is not that of its bounds" in findings(capsys)[0]
    learned["random.ipynb"]["code"] = bounds.digest(read(path, path.name).nb)
    bounds.save(tmp_path / bounds.NAME, learned)
    assert main([str(tmp_path), "--run"]) == 1
    (told,) = findings(capsys)
    assert "code cell 1" in told and "outside of" in told
    assert os.listdir(tmp_path).count(bounds.NAME) == 1
