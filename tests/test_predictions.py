"""The predictions as data, and what of a lesson answers them."""

from collections import Counter

import pytest
from nbformat import NotebookNode, from_dict
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from tools.copies import PREDICTION, answer_end
from tools.notebooks import lessons, read
from tools.predictions import block, code_below, marks, predictions
from tools.site_lessons import Page

CHOICES = {
    "asks": "How many?",
    "right": {"says": "`n` < 2", "shown": "1"},
    "slips": [
        {"says": "Three", "why": "You took `n` for three."},
        {"says": "Four", "why": "You took it for four."},
    ],
}


def ask(name: str = "ask", before: str = "", **more: object) -> NotebookNode:
    cell = new_markdown_cell(f"{before}{PREDICTION} And now?", id=name)
    cell.metadata["prediction"] = from_dict(CHOICES | more)
    return cell


def code(name: str) -> NotebookNode:
    return new_code_cell(f"print('{name}')", id=name)


def text(name: str, source: str = "So it is.") -> NotebookNode:
    return new_markdown_cell(source, id=name)


def notebook(*cells: NotebookNode) -> NotebookNode:
    return new_notebook(cells=list(cells))


def test_each_prediction_of_each_lesson_is_data() -> None:
    places = Counter()
    for path in lessons():
        nb = read(path)
        found = predictions(nb)
        for one in found:
            assert one.question.startswith(PREDICTION)
            assert one.answers and one.cell not in one.answers
            rights = [choice.is_right for choice in one.choices]
            assert len({choice.key for choice in one.choices}) == len(rights)
            places[rights.index(True)] += 1
    # Nobody learns where the right one stands.
    assert min(places[place] for place in range(3)) > sum(places.values()) / 6


@pytest.mark.parametrize(
    ("cells", "answers"),
    [
        ([ask(), code("a"), text("t")], "a t"),
        ([ask(), code("a"), code("b"), text("t"), code("c")], "a b t c"),
        (
            [ask(), code("a"), text("t"), code("b"), text("u", "# On\n\nT.")],
            "a t b",
        ),
        ([ask(), text("more"), code("a"), text("t")], "a t"),
        ([ask(), code("a"), text("t", "## Next\n\nOn.")], "a"),
        ([ask(), code("a"), ask("and", before="So.\n\n"), code("b")], "a and"),
        ([ask(), code("a"), ask("and"), code("b"), text("t")], "a"),
        ([ask(), code("a")], "a"),
        # What is evidence further down belongs to it.
        (
            [ask(reads={"b": "{n}"}), code("a"), text("s"), code("b")],
            "a s b",
        ),
        (
            [ask(**{"in": ["b"]}), code("a"), ask("and"), code("b")],
            "a b",
        ),
        # What one has to see stays open.
        ([ask(open={"a": "all"}), code("a"), text("t")], "t"),
        ([ask(open={"a": "code"}), code("a"), text("t")], "a=outputs t"),
    ],
)
def test_what_answers_is_covered(cells, answers) -> None:
    first, *_ = predictions(notebook(*cells))
    wanted = [one.partition("=") for one in answers.split()]
    assert first.answers == {name: what or "all" for name, _, what in wanted}


def test_answer_ends_at_a_heading_or_a_prediction() -> None:
    assert answer_end("So.\n\n## Next") == len("So.\n\n")
    assert answer_end(f"So.\n\n{PREDICTION} On?") == len("So.\n\n")
    assert answer_end("## Next\n\nOn.") == 0
    assert answer_end("So.") >= len("So.")


def test_code_below_may_follow_more_text() -> None:
    cells = [ask(), text("more"), code("a"), code("b"), text("t"), code("c")]
    assert list(code_below(cells, 0)) == [2, 3]


def test_block_has_no_markup_from_a_choice() -> None:
    (one,) = predictions(notebook(ask(), code("a"), text("t")))
    page = block(one)
    assert "<code>n</code> &lt; 2</button>" in page
    assert page.count(" data-right>") == 1
    assert "\n\n" not in page  # else it would end there, as Markdown
    assert page.startswith('<div class="predictions" data-cell="ask" hidden>')


def test_page_marks_what_is_covered() -> None:
    nb = notebook(
        ask(open={"a": "code"}),
        code("a"),
        ask("and", before="So.\n\n"),
        code("b"),
        text("t", "Then.\n\n## Next"),
    )
    said = from_dict({"output_type": "stream", "text": "1"})
    nb.cells[1].update(outputs=[said])
    page = Page(nb, "01_x").markdown()
    assert '<div class="cell code" data-cell="a">' in page
    assert 'aria-label="Output" data-answers="ask">' in page
    assert 'data-cell="and" data-answers="ask">\n\nSo.\n\n</div>' in page
    assert "data-cell=\"and\">\n\n<div class='predict'>" in page
    assert 'data-cell="t" data-answers="and">\n\nThen.\n\n</div>' in page
    assert page.index('class="predictions"') < page.index('data-cell="a"')
    assert page.count('class="predictions count"') == 1


def test_cell_may_answer_two_predictions() -> None:
    asked = predictions(notebook(ask("one"), ask("two"), code("a")))
    assert marks(asked, "a", "all") == ' data-answers="one two"'
    assert marks(asked, "one", "all") == ""
