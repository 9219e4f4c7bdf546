"""A page says of an answer what the notebook says of it, in a browser."""

import ast
import warnings
from collections.abc import Iterator
from functools import cache
from itertools import permutations
from typing import Any

import pytest

from helpers.checks.engine import Question
from helpers.checks.readers import whole
from tests.browser import needs_chromium, watch
from tests.typed_answers import BROKEN, KINDLY, NOT_HERE, READ
from tools.answer_keys import Exercise, number_keys
from tools.exercises import exercises
from tools.notebooks import ROOT, LessonError, lessons, read
from tools.page_answers import CODE, HOW, block, exercise, field
from tools.page_answers import TYPE as TYPE_IT
from tools.site_lessons import Page

STATIC = ROOT / "site" / "static"
PAGE = """<!DOCTYPE html><html lang="en"><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy"
content="default-src 'none'; script-src file:; style-src file:">
<title>Answers</title><main><h1>Answers</h1>{}<div class="progress">
<pre class="printed">Exercises: 0 of 2 solved; 2 still open (1, 2).</pre></div>
</main>{}"""
# Types each answer into the field of its exercise, and gives the lines.
TYPE = """typed => [...document.querySelectorAll("form")].map((form, place) =>
  typed[place].map(answer => {
    form.querySelector("input").value = answer;
    form.requestSubmit();
    return form.querySelector("output").textContent;
  }))"""
WANT_CODE = {
    *("stack", "fit_mended", "lstm_step"),
    *("turned_table", "windows", "scaled"),
}

UNREAD = [*NOT_HERE, *BROKEN]
CELLS = [
    (nb.cells[one.check], nb.cells[one.stub])
    for nb in map(read, lessons())
    for one in exercises(nb)
]
FOUND = [(one, *cells) for cells in CELLS if (one := exercise(cells[0]))]


def named(source: str) -> str:
    """Return the name of the check that a cell calls."""
    return ast.parse(source).body[0].value.func.attr


def line(one: Exercise, answer: object) -> str:
    """Return what the notebook prints of an answer, in one line."""
    hint = one.hint(answer)
    words = f": {hint}" if hint else " is solved."
    return f"{'✗' if hint else '✓'} Exercise {one.number}{words}"


@cache
def value(typed: str) -> Any:
    """Return what a cell would hold; an exception if it would stop."""
    own: dict[str, Any] = {}
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        exec(f"answer = {typed}", own)
    return own["answer"]


def is_open(answer: Any) -> bool:
    parts = answer[:8] if isinstance(answer, (list, tuple)) else ()
    return answer is ... or any(map(is_open, parts))


def expected(one: Exercise, typed: str) -> str:
    """Return the line that the page has to give."""
    try:
        if typed in NOT_HERE:
            raise ValueError
        given = value(KINDLY.get(typed, typed))
    except Exception:
        if one.kind in ("words", "letters"):
            return line(one, typed)  # words may stand without quotes
        return f"○ Exercise {one.number}: this cannot be read."
    if is_open(given):
        return (
            f"○ Exercise {one.number} is open: write your answer into the "
            "field."
        )
    return line(one, given)


def answers(one: Exercise, listed: list[str]) -> Iterator[str]:
    """Yield the answers that are listed for an exercise, and others near."""
    expressions = (code for code in listed if "\n" not in code)
    yield from (code.partition(" = ")[2] for code in expressions)
    for answer in one.answers:
        yield from map(repr, near(one, answer))


def near(one: Exercise, answer: Any) -> Iterator[Any]:
    """Yield an answer and what is a little wrong with it."""
    yield answer
    if one.kind == "whole":
        yield from (answer + step for step in (-2, -1, 0.5, 1, 2, 32))
    elif one.kind == "number":
        for step in (1e-7, 9e-7, 1.1e-6, 1e-4, 4.9e-3, 5.1e-3, 0.03, 1):
            yield from (answer + step, answer - step)
            yield from (answer * (1 + step), answer * (1 - step))
    elif one.kind == "letters":
        yield from ([*answer, "A"], [*answer][1:], {*"ABCDE"} - {*answer})
    else:
        row = [*answer]
        for at in range(len(row)):
            yield row[:at] + row[at + 1 :]
            yield row[:at] + row[at:][::-1]
            yield [*row[:at], row[-1], *row[at + 1 :]]
            yield [*row[:at], 77, *row[at + 1 :]]
            yield [*row[:at], row[at], *row[at:]]
        for turn in permutations(range(len(row))) if len(row) < 5 else ():
            yield tuple(row[at] for at in turn)


@pytest.fixture
def visit(browser, tmp_path):
    """Open a page of some exercises from the disk; it complains of nothing."""
    complaints = []

    def visit(*those: Exercise, **options):
        page = browser.new_context(**options).new_page()
        complaints.append(watch(page))
        blocks = [field(one, "answer", "as you like") for one in those]
        scripts = [
            f'<script src="{(STATIC / f"{name}.js").as_uri()}"></script>'
            for name in ("answer_values", "answers", "exercises")
        ]
        text = PAGE.format("".join(blocks), "".join(scripts))
        (tmp_path / "page.html").write_text(text, encoding="utf-8")
        page.goto((tmp_path / "page.html").as_uri())
        return page

    yield visit
    assert [*filter(None, complaints)] == []


def differences(
    visit, these: list[Exercise], typed: list[list[str]]
) -> Iterator[str]:
    """Type answers, and yield where page and notebook differ."""
    said = visit(*these).evaluate(TYPE, typed)
    for one, given, lines in zip(these, typed, said, strict=True):
        for answer, got in zip(given, lines, strict=True):
            wanted = expected(one, answer)
            ends = got if wanted.endswith("read.") else wanted
            if got != ends or not got.startswith(wanted):
                yield f"{one.name}: {answer!r} gets {got!r}, not {wanted!r}"


def test_each_exercise_appears_on_its_page() -> None:
    asked = [named(check.source) for check, _ in CELLS]
    assert {name for name in asked if name in WANT_CODE} == WANT_CODE
    on_pages = "".join(
        Page(read(path), path.stem).markdown() for path in lessons()
    )
    blocks = [block(*cells) for cells in CELLS]
    for name, text in zip(asked, blocks, strict=True):
        assert (text == CODE) is (name in WANT_CODE), name
        assert text in on_pages, name
    assert "checks." not in on_pages.replace("checks.progress(", "")
    with_exercises = on_pages.count("checks.progress(")
    assert on_pages.count(TYPE_IT) == with_exercises > 10
    for words in ("place of the dots", "after a break", "<kbd>"):
        assert words not in on_pages
    for one, *_ in FOUND:
        assert one.answers and one.kind in HOW


@needs_chromium
def test_the_page_says_what_the_notebook_says(visit) -> None:
    these, typed = [], []
    for one, check, _ in FOUND:
        unread = [] if one.kind in {other.kind for other in these} else UNREAD
        near_it = answers(one, check.metadata["wrong_answers"])
        these.append(one)
        typed.append([*dict.fromkeys([*near_it, *READ, *KINDLY, *unread])])
    found = [*differences(visit, these, typed)]
    assert not found, "\n".join(found[:50])


@needs_chromium
def test_what_the_page_cannot_follow_is_noticed(visit) -> None:
    # A hint of a rule that no table knows, and that no slip declares.
    rule = Question(4, [], lambda given: "A." if given == 1000 else "B.")
    one = Exercise("rule", 1, {}, rule, whole("Whole."))
    found = [*differences(visit, [one], [["4", "3", "1000"]])]
    assert len(found) == 1 and "'✗ Exercise 1: B.', not" in found[0], found


@pytest.mark.parametrize(
    ("hint", "slips", "says"),
    [
        (
            lambda given: f"It is not {given}.",
            [],
            "its hint changes 500 times",
        ),
        (
            lambda given: "Less." if 9 < given < 10**6 else "No.",
            [(20, "Less.")],
            "its hint holds from 10 to 999999, which",
        ),
    ],
)
def test_hint_that_no_table_can_hold_is_refused(hint, slips, says) -> None:
    rule = Exercise("rule", 1, {}, Question(4, slips, hint), whole("Whole."))
    with pytest.raises(LessonError, match=f"checks.rule: {says}"):
        number_keys(rule)


@needs_chromium
def test_by_keyboard_it_answers_and_remembers(visit) -> None:
    page = visit(*(one for one, *_ in FOUND[:2]))
    line = page.get_by_role("status").first
    name = "Your answer: answer ="
    field = page.get_by_role("textbox", name=name).first
    page.keyboard.press("Tab")
    page.keyboard.type("(24, 12, 2)")
    page.keyboard.press("Tab")
    assert page.get_by_role("button", name="Check exercise 1").evaluate(
        "one => one.matches(':focus')"
    )
    page.keyboard.press("Space")
    assert line.inner_text().startswith("✗ Exercise 1: Samples and time steps")
    field.fill("12, 24, 2")
    field.press("Enter")
    assert line.inner_text() == "✓ Exercise 1 is solved."
    page.get_by_role("textbox", name=name).last.fill("(7, 4)")
    page.keyboard.press("Enter")
    count = page.locator(".printed")
    assert count.inner_text() == (
        "Exercises: 1 of 2 solved; 1 not yet right (2)."
    )
    page.reload()
    assert field.input_value() == "12, 24, 2"
    assert line.inner_text() == "✓ Exercise 1 is solved."
    assert page.get_by_role("status").last.inner_text() == ""
    assert count.inner_text() == "Exercises: 1 of 2 solved; 1 still open (2)."


@needs_chromium
def test_it_answers_where_nothing_can_be_remembered(visit) -> None:
    one = FOUND[0][0]
    page = visit(one)
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw 1 } })"
    )
    page.reload()
    said = page.evaluate(TYPE, [["(12, 24, 2)"]])
    assert said == [["✓ Exercise 1 is solved."]]


@needs_chromium
def test_without_scripts_it_leads_to_the_notebook(visit) -> None:
    page = visit(FOUND[0][0], java_script_enabled=False)
    assert page.get_by_text("Answer it in the notebook").is_visible()
    assert page.get_by_role("textbox").count() == 0
