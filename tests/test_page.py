"""The page of a lesson on a narrow window: what scrolls, what is broken."""

import base64
import io
import re

import pytest
from matplotlib.figure import Figure
from nbformat.v4 import (
    new_code_cell,
    new_markdown_cell,
    new_notebook,
    new_output,
)

from tests.browser import axe, chromium, needs_chromium
from tools import notebooks
from tools.page import is_prose, to_html, write_page

TABLE = "layer    kind     shape in   shape out  parameters\n" * 2
HINT = "✗ Exercise 1: " + "That is the layer that complains. " * 4 + "\n"


@pytest.mark.parametrize(
    ("printed", "prose"),
    [
        (HINT, True),
        ("1 ✗ The layer hands over\n    one step.\n2 ✗ So it is.\n", True),
        (TABLE, False),
        ("rain  [0.63 0.90]. Two.\n", False),
        ("[[2.01 1.95]\n [1.90 1.94]]\n", False),
        ("", False),
    ],
)
def test_sentences_are_told_from_tables(printed: str, prose: bool) -> None:
    assert is_prose(printed) == prose


def test_page_asks_no_server_and_keeps_alternatives() -> None:
    alt = {"image/png": {"alt": "Two lines."}}
    shown = new_output("display_data", {"image/png": "iVBO"}, metadata=alt)
    cells = [
        new_markdown_cell("$x^2$\n\n```mermaid\ngraph LR; a-->b\n```"),
        new_code_cell("1", execution_count=1, outputs=[shown]),
    ]
    page = to_html(new_notebook(cells=cells), "t")
    assert re.findall(r"<(?:script|link|img)[^>]+=.(?:https?:)?//", page) == []
    assert 'alt="Two lines."' in page


@needs_chromium
def test_on_a_narrow_window_tables_and_figures_scroll(tmp_path) -> None:
    png = io.BytesIO()
    Figure(figsize=(7, 1), dpi=110).savefig(png)
    code = base64.b64encode(png.getvalue()).decode()
    outputs = [
        new_output("stream", name="stdout", text=HINT),
        new_output("stream", name="stdout", text=TABLE * 2),
        new_output("display_data", {"image/png": code}),
    ]
    cells = [
        new_code_cell("1", execution_count=1, outputs=[o]) for o in outputs
    ]
    page = tmp_path / "page.html"
    page.write_text(to_html(new_notebook(cells=cells), "t"), encoding="utf-8")
    with chromium(tmp_path) as browser:
        window = browser.new_page()
        window.goto(page.as_uri())
        for width in (900, 420):
            window.set_viewport_size({"width": width, "height": 600})
            scrolls = window.evaluate(
                """() => [...document.querySelectorAll(
                    '.jp-RenderedText pre, .jp-RenderedImage'
                )].map(box => box.scrollWidth > box.clientWidth + 1)"""
            )
            # The hint is broken between words; table and figure are not.
            assert scrolls == [False, width == 420, width == 420]
            sideways = "document.documentElement.scrollWidth"
            assert window.evaluate(sideways) <= width
            # A figure shrinks, as far as its words can be read.
            drawn = "document.querySelector('.jp-RenderedImage img').width"
            assert window.evaluate(drawn) == (770 if width == 900 else 496)


def test_links_lead_on_from_where_the_page_lies(tmp_path) -> None:
    words = "[a](02_x.ipynb#b) [c](../README.md) [d](#e) [f](https://g.org/h)"
    page = tmp_path / "pages" / "01_w.html"
    nb = new_notebook(cells=[new_markdown_cell(f"# What?\n\n{words}")])
    write_page(page, nb, [tmp_path / "02_x.ipynb"], ", for you")
    text = page.read_text("utf-8")
    assert "<title>What?, for you</title>" in text
    targets = re.findall(r'<a href="([^"]+)"', text)
    assert [targets[0], targets[-1]] == ["02_x.html#b", "https://g.org/h"]
    readme = next(one for one in targets if one.endswith("README.md"))
    assert (page.parent / readme).resolve() == notebooks.ROOT / "README.md"


@needs_chromium
def test_axe_finds_nothing_on_a_lesson(tmp_path) -> None:
    path = notebooks.find_lesson("01")
    page = tmp_path / "page.html"
    write_page(page, notebooks.read(path), [path])
    with chromium(tmp_path) as browser:
        window = browser.new_page()
        window.goto(page.as_uri())
        assert axe(window) == []
