"""The teacher's pack: what gives nothing away, what adds up, what stays."""

import re
import sqlite3
import zipfile
from datetime import datetime

import pytest

from tests.toys import notebook, save
from tools import notebooks
from tools.notebooks import ROOT, LessonError
from tools.teaching import archive, cards, handout, pack, slides, tables
from tools.teaching.parts import (
    LETTERS,
    Lesson,
    inline,
    paragraphs,
    words,
)

VOTED = ("vote", "verdict")


@pytest.fixture(scope="module")
def lessons() -> list[Lesson]:
    """All lessons, read once."""
    return [Lesson(path) for path in notebooks.lessons()]


# The guide


def test_the_guide_is_what_the_lessons_give(lessons) -> None:
    assert tables.write_pages(lessons, check=True) == []


def test_minutes_add_up_to_the_head_of_the_lesson(lessons) -> None:
    for lesson in lessons:
        read = sum(minutes for _, minutes in tables.sections(lesson))
        solve = tables.exercise_minutes(lesson)
        assert read == lesson.head.reading
        assert sum(solve) == lesson.head.exercises
        assert len(solve) == len(lesson.exercises) and min(solve) > 0


def test_clock_of_a_plan_goes_with_its_minutes(lessons) -> None:
    rows = [{"lesson": 1, "votes": 2}, {"does": "Break", "minutes": 5}]
    one = {"name": "x", "starts": "09:50", "minutes": 43, "rows": rows}
    table = tables.plan(lessons, one).splitlines()
    times = [line.split("|")[1].strip() for line in table[2:]]
    assert times == ["09:50", "10:28", "10:33"]
    assert datetime.strptime(times[-1], "%H:%M").minute == 33
    with pytest.raises(LessonError, match="takes 43 minutes, and says 44"):
        tables.plan(lessons, one | {"minutes": 44})


def test_slip_that_is_gone_is_named(lessons) -> None:
    one = {"lesson": 1, "asks": "count-question", "slip": "1,201"}
    with pytest.raises(LessonError, match="no prediction 'count-question'"):
        tables.stumbles(lessons, [one])


@pytest.mark.parametrize(
    ("minutes", "weights", "found"),
    [(10, [1, 1, 1], [4, 3, 3]), (5, [9, 1], [4, 1]), (3, [1, 5, 1], [1] * 3)],
)
def test_shares_are_whole_and_add_up(minutes, weights, found) -> None:
    assert tables.shared(minutes, weights) == found


# Hand-outs


def test_paper_gives_no_answer_before_it_is_asked(lessons) -> None:
    for lesson in lessons:
        hidden = {
            one.cell: {p.html for p in lesson.parts if one.cell in p.answers}
            for one in lesson.asked
        }
        asked: set[str] = set()
        given: set[str] = set()
        for kind, what in handout.learner_blocks(lesson):
            if kind == "choices":
                asked.add(what["asked"].cell)
            elif kind == "fold":
                inside = [html for _, html in what["blocks"]]
                cells = {lesson.asked[n - 1].cell for n in what["numbers"]}
                assert inside and cells <= asked
                given |= cells
            else:
                told = [c for c in asked - given if what in hidden[c]]
                assert told == [], (lesson.name, what[:80])
        assert given == asked == {one.cell for one in lesson.asked}


def test_learners_have_no_solution_and_teachers_have_all(lessons) -> None:
    made = pack.templates().get_template("handout.html.j2")
    facts = {"title": "", "head": "", "links": [], "up": ""}
    for lesson in lessons[:3]:
        learner, teacher = (
            made.render(blocks=blocks(lesson), **facts)
            for blocks in (handout.learner_blocks, handout.teacher_blocks)
        )
        for one in lesson.exercises:
            why = words(one.why)
            assert why in teacher and why not in learner
        for asked in lesson.asked:
            for choice in asked.choices:
                why = inline(choice.why)
                assert (why in teacher) and (not why or why not in learner)


def test_note_has_the_hint_of_the_check(lessons) -> None:
    lesson = lessons[2]
    found = dict(handout.slips(lesson, lesson.exercises[0]))
    assert set(found) == set(lesson.exercises[0].wrong_answers)
    assert all(len(hint.split()) > 5 for hint in found.values())


# Slides, cards


def test_each_prediction_is_voted_on_and_answered(lessons) -> None:
    for lesson in lessons:
        deck = slides.Deck(lesson).slides
        for shown in (deck, slides.votes(deck)):
            kinds = [
                (one.asked.cell, one.kind)
                for one in shown
                if one.kind in VOTED
            ]
            assert sorted(kinds) == sorted(
                (one.cell, kind) for one in lesson.asked for kind in VOTED
            )
            for one in lesson.asked:
                places = [kinds.index((one.cell, k)) for k in VOTED]
                assert places[0] < places[1]
        for slide in deck:
            if slide.kind == "vote":
                right = [c.is_right for c in slide.asked.choices].index(True)
                assert f"the right one is {LETTERS[right]}." in slide.notes[0]
                assert "✓" not in "".join(slide.parts)


def test_exercises_ask_on_their_slides_all_that_they_ask(lessons) -> None:
    for lesson in lessons:
        deck = slides.Deck(lesson).slides
        for one in lesson.exercises:
            shown = "".join(
                "".join(slide.parts)
                for slide in deck
                if slide.title == f"Exercise {one.number}"
            )
            for text in paragraphs(lesson.nb.cells[one.stub - 1].source)[1:]:
                asked = re.sub("<.*?>", "", words(text)).split()
                assert " ".join(asked) in " ".join(
                    re.sub("<.*?>", "", shown).split()
                )


def test_every_figure_has_its_slide(lessons) -> None:
    for lesson in lessons:
        shown = "".join(
            "".join(slide.parts) for slide in slides.Deck(lesson).slides
        )
        assert [n for n in lesson.pictures if n not in shown] == []


def test_a_card_ends_what_it_says_and_a_tap_turns_it(lessons) -> None:
    for lesson in lessons:
        shown = {
            cell.id
            for cell in lesson.nb.cells
            if "open" in cell.metadata.get("prediction", {})
        }
        for key, front, back in cards.cards(lesson):
            assert "href" not in front and key not in shown
            assert not re.search(r":\s*(</p>)?\s*$", back)


def test_cards_are_the_same_each_time(lessons, tmp_path) -> None:
    for name in ("one", "two"):
        cards.write_cards(lessons[:2], tmp_path / name)
    assert "<!--" not in str([cards.cards(lesson) for lesson in lessons])
    one, two = (tmp_path / name for name in ("one", "two"))
    assert one.read_bytes() == two.read_bytes()
    with zipfile.ZipFile(one) as packed:
        packed.extract("collection.anki2", tmp_path)
    with sqlite3.connect(tmp_path / "collection.anki2") as deck:
        fields = [row[0] for row in deck.execute("select flds from notes")]
    assert len(fields) == sum(
        len(lesson.asked) + len(cards.trips(lesson)) for lesson in lessons[:2]
    )
    assert any(
        "1,200" in one and "a weight for the input" in one for one in fields
    )


# The archive


def test_heads_of_tables_are_counted_from_the_first() -> None:
    one = b"%PDF (node00000731) (node00000802) (node00000731) D:20261126224500"
    two = b"%PDF (node00000740) (node00000811) (node00000740) D:20261127001530"
    assert pack.same_each_time(one) == pack.same_each_time(two)
    assert len(pack.same_each_time(one)) == len(one)


def test_archive_has_what_belongs_to_the_lessons(tmp_path) -> None:
    for name in ("notebooks/01_a.ipynb", "tools/lab.py", "README.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name)
    with pytest.raises(LessonError, match=r"01_a\.ipynb is not a note"):
        archive.pack(tmp_path / "build", tmp_path)
    save(notebook("1 + 1"), tmp_path / "notebooks/01_a.ipynb")
    for name in ("my_lessons", ".venv", "build", "tools/__pycache__"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "x").write_text("made here")
    path = archive.pack(tmp_path / "build", tmp_path)
    before = path.read_bytes()
    with zipfile.ZipFile(path) as packed:
        assert packed.namelist() == [
            "stacked-lstm/README.md",
            "stacked-lstm/notebooks/01_a.ipynb",
            "stacked-lstm/tools/lab.py",
        ]
    assert archive.pack(tmp_path / "build", tmp_path).read_bytes() == before


def test_archive_without_git_knows_every_folder() -> None:
    if not (ROOT / ".git").exists():
        pytest.skip("this copy has no Git to compare with")
    tops = {path.parts[0] for path in archive.files() if len(path.parts) > 1}
    assert tops <= set(archive.TOPS)
