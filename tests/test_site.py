"""The site of the lessons: what becomes of a notebook and of a link."""

from nbformat.v4 import (
    new_code_cell,
    new_markdown_cell,
    new_notebook,
    new_output,
)

from helpers.figures.numbers import folded
from tools.notebooks import ROOT
from tools.site_documents import Links, question_pages, slugged
from tools.site_lessons import Page, split_at_headings


def markdown(*cells) -> str:
    """Return the page of a notebook of these cells."""
    return Page(new_notebook(cells=list(cells)), "01_x").markdown()


def test_cells_are_named_and_claims_of_tests_left_out() -> None:
    text = new_markdown_cell(
        "## Two\n\nWords. <!-- shown a: 1 -->", id="words"
    )
    page = markdown(text, new_code_cell("1 + 1", id="sum"))
    assert '## Two\n\n<div class="cell text" data-cell="words">' in page
    assert '<div class="cell code" data-cell="sum">' in page
    assert "<!--" not in page


def test_numbers_of_a_plot_are_folded_once() -> None:
    words = f"<div>Up.</div>\n{folded({'step': [1], 'loss': [0.5]})}"
    output = new_output("display_data", {"text/html": words})
    page = markdown(new_code_cell("show()", id="plot", outputs=[output]))
    assert page.count('<details class="caption numbers">') == 1
    assert page.count("<table>") == 1


def test_what_one_will_be_able_to_do_is_a_list() -> None:
    page = markdown(new_markdown_cell("**You will** add · `c` · stop."))
    assert "**You will**\n\n- add\n- `c`\n- stop\n" in page


def test_printed_line_is_broken_and_a_table_is_not() -> None:
    for text, kind in ("x: (1, 3)\n", "prose"), ("a  1\n", ""), ("a\nb", ""):
        output = new_output("stream", text=text)
        page = markdown(new_code_cell("f()", id="f", outputs=[output]))
        assert f'<pre class="{f"printed {kind}".strip()}"' in page


def test_headings_in_code_are_none() -> None:
    source = "```python\n# no heading\n```\n\n## One\ntext"
    assert split_at_headings(source) == [
        "```python\n# no heading\n```",
        "## One",
        "text",
    ]


def test_link_leads_to_a_page_a_copy_or_the_repository() -> None:
    links = Links("")
    source = "[a](../docs/questions.md#q1) [b](../data/words.txt)"
    where = "notebooks/x.ipynb", "lessons/x"
    assert links.on_page(source, *where) == (
        "[a](#q1) [b](../files/data/words.txt)"
    )
    assert links.copied == {"data/words.txt"}
    to = "https://github.com/o/n/blob/HEAD/data/words.txt"
    assert to in Links("https://github.com/o/n").on_page(source, *where)


def test_anchor_of_jupyterlab_becomes_one_of_sphinx() -> None:
    assert slugged("Part-1:-mistakes-that-raise") == (
        "part-1-mistakes-that-raise"
    )


def test_each_question_has_its_address() -> None:
    source = (ROOT / "docs" / "questions.md").read_text("utf-8")
    pages = question_pages(source)
    assert "- [Q3 Expected ndim=3, found" in pages["index"]
    ids = [f"(q{n})=" for n in range(1, source.count("\n### Q") + 1)]
    text = "".join(pages.values())
    assert len(ids) > 100 and [i for i in ids if text.count(i) != 1] == []
