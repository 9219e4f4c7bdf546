"""Each damage is one, and the table says what ran."""

import ast
import copy
import csv
import os
import platform
import subprocess
import sys
from functools import partial

import pytest
from nbformat.v4 import new_markdown_cell

from tests import damages, mutations
from tests.good_lesson import good_lesson
from tests.toys import cell
from tools import matrix
from tools.environments import NARROW, Row
from tools.matrix import page, replay


@pytest.mark.parametrize(
    ("make", "name", "number"),
    [
        (partial(damages.turned_words, compared=True), "twelve", 1),
        (partial(damages.turned_words, compared=False), "learned", 2),
        (damages.other_numbers, "twelve", 1),
        (damages.other_numbers, "learned", 2),
        (damages.lost_links, "next", 2),
        (damages.choices, "about", 3),
        (damages.printed_digits, "count", 2),
    ],
)
def test_each_damage_changes_the_lesson(make, name, number) -> None:
    assert len(list(make(cell(good_lesson().nb, name)))) == number
    for nth in range(number):
        nb = good_lesson().nb
        what, damage, _ = list(make(cell(nb, name)))[nth]
        damage()
        assert what and nb != good_lesson().nb


def test_an_excuse_is_changed_with_the_word() -> None:
    text = new_markdown_cell(
        "At last 12 first words of Keras 3.\n\n"
        "<!-- not compared late, first: why -->\n<!-- number 12: why -->"
    )
    whys = (
        (partial(damages.turned_words, compared=False), "late, last: why"),
        (damages.other_numbers, "number 22: why"),
    )
    for make, changed in whys:
        one = copy.deepcopy(text)
        ((_, damage, excuse),) = make(one)
        damage()
        assert changed not in one.source
        excuse()
        assert changed in one.source
    assert damages.ways_to_speak(text) == {"words": 1, "numbers": 1}


def test_damaged_code_is_code_and_a_damaged_table_another() -> None:
    source = (
        "def f(a, b):\n"
        "    g(a, b, seed=1, on=True)\n"
        "    return a[: b + 2] if a < b else 'the first x'\n"
    )
    found = list(damages.code_damages(source))
    assert {ast.unparse(ast.parse(text)) for *_, text in found} == {
        ast.unparse(ast.parse(source.replace(*change)))
        for change in (
            ("g(a, b,", "g(b, a,"),
            (", seed=1", ""),
            ("seed=1", "seed=2"),
            ("True", "False"),
            ("[: b + 2]", "[:b - 2]"),
            ("[: b + 2]", "[:b + 3]"),
            ("[: b + 2]", "[:b + 2 - 1]"),
            ("a < b", "a >= b"),
            ("first", "last"),
        )
    }
    assert len({kind for kind, *_ in found}) == 6
    table = "name,error\na,0.5\nb,0.6\n"
    found = [text for _, text in damages.table_damages(table)]
    assert len(found) == 4 and table not in found


def test_the_page_of_damages_tells_what_nobody_noticed() -> None:
    values = ["a link", "01", "x|y", "z", "", ""]
    row = dict(zip(mutations.COLUMNS, values, strict=True))
    seen = {"noticed": "has_no_broken_links", "excused": "yes"}
    left = {"words": 3, "numbers": 4}
    said = mutations.page([row, row | seen], left)
    assert "**1 of 2** were noticed, and **0** of them" in said
    assert "| a link | 2 of 10 | 1 | 1 |" in said
    assert said.count("| `a link` | `01` | `x\\|y` | `z` |  |") == 1
    assert all((mutations.ROOT / name).exists() for name in mutations.ROOMS)


def test_each_that_nobody_noticed_was_looked_at() -> None:
    with mutations.TABLE.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if not row["noticed"]]
    assert all(map(mutations.why, rows))


def test_the_page_of_environments_tells_what_was_and_was_not_equal() -> None:
    row = {"environment": "two threads", "lesson": "01", "result": "equal"}
    other = row | {"lesson": "02", "result": "differs: 1 of 9 code cells"}
    said = page([one | {"machine": "one"} for one in (row, other)])
    assert "| two threads | equal | differs |" in said
    assert "- **two threads**.\n    - 02: differs: 1 of 9" in said
    assert "| LANG=C | — | — |" in said
    assert "| LANG=C | `LC_ALL=C`, `LANG=C` |" in said
    assert "`prlimit --data=2147483648 make lab` (of each process, " in said


def test_replays_in_a_row_are_counted_and_one_that_differs_stays(
    monkeypatch, tmp_path
) -> None:
    for name in ("csv", "md"):
        monkeypatch.setattr(
            matrix, {"csv": "TABLE", "md": "PAGE"}[name], tmp_path / name
        )
    for lesson, *results in (
        ("01", "equal", "equal"),
        ("02", "equal", "differs: 1 of 9 code cells", "equal"),
    ):
        for result in results:
            matrix.write_down(matrix.AGAIN, lesson, result, "one")
    said = (tmp_path / "md").read_text("utf-8")
    assert f"| {matrix.AGAIN} | 2 times | differs |" in said
    assert f"- **{matrix.AGAIN}**.\n    - 02: differs: 1 of 9" in said


@pytest.mark.skipif(platform.machine() != "x86_64", reason="other names")
def test_numpy_takes_notice_of_what_is_switched_off() -> None:
    code = (
        "from numpy._core import _multiarray_umath as it\n"
        "print(any(map(it.__cpu_features__.get, it.__cpu_dispatch__)))"
    )
    run = [sys.executable, "-c", code]
    said = subprocess.check_output(run, env=os.environ | NARROW, text=True)
    assert said == "False\n"


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (Row("", around=("false",)), "cannot: no word"),
        (Row("", around=("no-such-command",)), "cannot: [Errno 2] No such"),
        (Row("", python="1.0", wheels=("x",)), "cannot: uv made none"),
    ],
)
def test_an_environment_that_cannot_be_had_says_so(row, why) -> None:
    assert replay(row, "01")[0].startswith(why)
