"""`make grade`: each row right, and nobody harmed."""

import contextlib
import csv
import dataclasses
import os
import re
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.hand_ins import CHEATS, HARM, HONEST, Case, damaged, hand_in
from tests.toys import save, with_exercises
from tools import copies, grade, notebooks
from tools.exercises import exercises
from tools.grading import confine, hand_ins, report, worker
from tools.grading.hand_ins import Lesson
from tools.grading.report import Row

MEMORY = 1500 << 20


@pytest.fixture(scope="module")
def lessons(tmp_path_factory) -> list[Lesson]:
    """Return a toy lesson and the first real one."""
    toy = tmp_path_factory.mktemp("lessons") / "90_toy.ipynb"
    save(with_exercises(), toy)
    return [Lesson.read(path) for path in (toy, notebooks.lessons()[0])]


@pytest.fixture(scope="module")
def way(lessons) -> Iterator[grade.Way]:
    """Return the way to run notebooks, where this system has one."""
    with contextlib.ExitStack() as stack:
        try:
            where = grade.prepared(600, MEMORY, True, lessons[0])
            yield stack.enter_context(where)
        except notebooks.LessonError as error:
            pytest.skip(str(error))


def rows_of(folder: Path, lessons, way) -> dict[str, Row]:
    found = grade.grade(folder, lessons, way, jobs=2)
    return {row.who.removesuffix(".ipynb"): row for row in found}


def marks(row: Row) -> str:
    return "".join(mark for mark, _ in row.verdicts.values())


def test_each_row_is_right_and_no_harm_is_done(lessons, way, tmp_path) -> None:
    toy = lessons[0].path.read_bytes()
    before = set(confine.below(os.getpid()))
    there = tmp_path / "anna" / "lesson.ipynb"
    hand_in(there, damaged(toy, HONEST["solved"]))
    as_handed_in = there.read_bytes()
    cases = HONEST | HARM | CHEATS
    assert len(cases) >= 30
    with socket.create_server(("127.0.0.1", 0)) as heard:
        names = {"there": there, "port": heard.getsockname()[1]}
        for name, case in cases.items():
            nb = damaged(toy, case, **names)
            hand_in(tmp_path / f"{name}.ipynb", nb)
        rows = rows_of(tmp_path, lessons, way)
        heard.settimeout(0)
        with pytest.raises(BlockingIOError):
            heard.accept()
    assert marks(rows.pop("anna/lesson")) == "✓✓"
    wrong = {
        name: (row.verdicts, row.trouble)
        for name, row in rows.items()
        if marks(row) != cases[name].marks
        or not row.trouble.startswith(cases[name].trouble)
        or bool(row.trouble) != bool(cases[name].trouble)
    }
    assert not wrong
    assert there.read_bytes() == as_handed_in
    assert not (notebooks.ROOT / "helpers/checks/mine").exists()
    assert set(confine.below(os.getpid())) == before


def test_what_never_ends_is_ended(lessons, way, tmp_path) -> None:
    forever = Case("", first="import time\nwhile True:\n    time.sleep(1)")
    nb = damaged(lessons[0].path.read_bytes(), forever)
    hand_in(tmp_path / "slow.ipynb", nb)
    short = dataclasses.replace(way, seconds=3)
    row = rows_of(tmp_path, lessons, short)["slow"]
    assert row.trouble == (
        "It took more than 3 s, in code cell 2 `import time`."
    )
    assert [row.told(number) for number in "12"] == ["not reached"] * 2


def test_a_real_lesson_under_any_name(lessons, way, tmp_path) -> None:
    lesson = lessons[1]
    nb = copies.clean(copies.parse(lesson.path.read_bytes()))
    first, second, *_ = exercises(lesson.nb)
    nb["cells"][first.stub]["source"] = first.code
    nb["cells"][second.stub]["source"] = second.wrong_answers[0]
    hand_in(tmp_path / "b" / "Untitled (1).ipynb", nb)
    row = rows_of(tmp_path, lessons, way)["b/Untitled (1)"]
    assert (row.lesson, row.edition) == (lesson.path.stem, "the one here")
    assert (marks(row), row.trouble) == ("✓✗○○", "")
    hint = row.told("2")
    assert re.fullmatch(r"[A-Z].*[.?]", hint) and "Exercise" not in hint


# Which lesson, which edition


def test_what_is_no_copy_is_said(lessons, tmp_path) -> None:
    toy = damaged(lessons[0].path.read_bytes(), HONEST["solved"])
    hand_in(tmp_path / "of another course.ipynb", toy | {"cells": []})
    hand_in(tmp_path / "old.ipynb", toy | {"nbformat": 3})
    (tmp_path / "text.ipynb").write_text("My homework")
    (tmp_path / "mine.ipynb").symlink_to(lessons[0].path)
    rows = rows_of(tmp_path, lessons, None)  # nothing of them is run
    assert {row.trouble for row in rows.values()} == {
        "Which lesson it is cannot be told from its cells.",
        "This is no readable notebook of format 4.",
    }
    assert not rows["mine"].lesson


def test_a_copy_in_which_nobody_worked_is_not_run(lessons, tmp_path) -> None:
    for lesson in lessons:
        nb = copies.clean(copies.parse(lesson.path.read_bytes()))
        hand_in(tmp_path / lesson.path.name, nb)
    for row in rows_of(tmp_path, lessons, None).values():
        assert set(marks(row)) == {"○"} and not row.trouble
        assert row.edition == "the one here"


def test_lessons_find_what_they_import_and_nothing_else_is_shown() -> None:
    ours = {path.name for path in notebooks.ROOT.iterdir() if path.is_dir()}
    wanted = set()
    for path in notebooks.lessons():
        for cell in notebooks.code_cells(notebooks.read(path)):
            wanted |= set(
                re.findall(r"(?m)^(?:from|import) (\w+)", cell.source)
            )
    assert wanted & ours | {"data"} == set(worker.READABLE)


def test_an_edition_is_told_and_other_exercises_are_nobodys(
    lessons, way, tmp_path
) -> None:
    toy, _ = lessons
    other = damaged(toy.path.read_bytes(), HONEST["solved"])
    other["metadata"][copies.ENTRY]["made"] = "0123456789abcdef"
    same = hand_ins.edition_of(other, toy)
    assert same == ("another (0123456789abcdef); the same exercises", [])
    del other["metadata"][copies.ENTRY]
    assert hand_ins.edition_of(other, toy)[0].startswith("unknown; the same")
    for cell in other["cells"]:
        cell.pop("id")
        text = "".join(cell["source"])
        cell["source"] = text.replace("features=2", "features=3")
    hand_in(tmp_path / "older.ipynb", other)
    row = rows_of(tmp_path, lessons, way)["older"]
    assert row.edition == "unknown; other exercises: 1, 2"
    assert marks(row) == "??"


def test_an_answer_is_found_wherever_its_check_stands(lessons) -> None:
    toy, _ = lessons
    source = toy.checks["2"]
    assert hand_ins.checks_in(("new", f"# again\n{source}"), toy) == ["2"]
    name = next(name for name, of in toy.check_ids.items() if of == "1")
    assert hand_ins.checks_in((name, "# gone"), toy) == ["1"]
    assert hand_ins.checks_in(("new", source.replace("2", "7")), toy) == []


# What is told


def test_a_table_and_a_page_hold_texts_only(tmp_path) -> None:
    row = Row("=cmd()|'/C calc'!A0.ipynb", "<b>", "", {"1": ("✗", "@hint")})
    row.trouble = "<script>alert(1)</script>\n=1"
    report.write_table(tmp_path / "grades.csv", [row])
    with (tmp_path / "grades.csv").open(encoding="utf-8-sig") as file:
        heads, cells = csv.reader(file)
    assert heads[-2:] == ["exercise 1", "trouble"]
    assert not any(cell.startswith(("=", "@")) for cell in cells)
    report.write_page(tmp_path / "grades.html", [row])
    page = (tmp_path / "grades.html").read_text(encoding="utf-8")
    assert "<script" not in page and "&lt;script&gt;" in page
    assert page.count('scope="col"') == 10 and "<caption>" in page


@pytest.mark.parametrize(
    ("where", "name", "value", "why"),
    [(sys, "platform", "darwin", "not Linux"), (os, "name", "nt", "Windows")],
)
def test_where_nothing_can_be_held_in_nothing_runs(
    where, name, value, why, monkeypatch
) -> None:
    prepared = grade.prepared(1, 1, True, None)
    with monkeypatch.context() as patch:
        patch.setattr(where, name, value)
        with pytest.raises(notebooks.LessonError, match=f"in: it is {why}"):
            prepared.__enter__()


def test_a_system_that_forbids_it_is_refused(
    monkeypatch,
) -> None:
    # As where AppArmor or a container forbid namespaces.
    calls = []

    def forbidden() -> None:
        raise OSError(1, "unshare: Operation not permitted")

    monkeypatch.setattr(confine, "leave", forbidden)
    ended = confine.run(
        lambda: calls.append(1), confine.Limits(9, MEMORY), [], [], True
    )
    assert ended == "not held in: unshare: Operation not permitted"


def test_the_command_says_what_is_missing(tmp_path, capsys) -> None:
    for folder, says in (
        (tmp_path, f"There is no notebook (.ipynb) in {tmp_path}."),
        (tmp_path / "x", f"{tmp_path / 'x'} is no folder; give one with"),
    ):
        with pytest.raises(notebooks.LessonError, match=re.escape(says)):
            list(grade.grade(folder, [], None, 1))
