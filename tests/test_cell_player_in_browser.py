"""The cell to play with, as a reader sees it and moves it by keyboard."""

import re

import pytest
from nbconvert import HTMLExporter
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook, new_output

from helpers import cell_player
from helpers.stack_explorer import stack_explorer
from tests.browser import needs_chromium
from tests.playing import CONTRAST, as_in_a_notebook
from tools.page import to_html

pytestmark = needs_chromium
NAMES = {
    "forget": "Forget gate how much of the old is kept",
    "enter": "Input gate how much of the new enters",
    "candidate": "Candidate what the new is",
    "shown": "Output gate how much is shown",
}
START = {"forget": 0.9, "enter": 0.8, "candidate": 1.0, "shown": 0.7}
SENTENCE = "Run this cell to play."


def expected(**settings: float) -> str:
    """Return the sentence that the player must say, by NumPy."""
    everything = START | {"steps": 20, "newAt": [4, 11]} | settings
    c, h = cell_player.states(everything)
    steps = everything["steps"]
    text = f"After {steps} steps, c is {c[-1]:.3f} and h is {h[-1]:.3f}."
    return text.replace("-", "\N{MINUS SIGN}")


def players() -> NotebookNode:
    """Return a notebook whose saved outputs are two players."""
    with pytest.MonkeyPatch.context() as patch:
        shown = as_in_a_notebook(patch)
        cell_player.play()
        cell_player.play(forget=0.5, candidate=-1, new_at=[18])
    cells = [
        new_code_cell(
            "from helpers.cell_player import play\nplay()",
            execution_count=1,
            outputs=[new_output("display_data", data)],
        )
        for data in shown
    ]
    return new_notebook(cells=cells)


@pytest.fixture(scope="module")
def notebook() -> NotebookNode:
    return players()


@pytest.fixture(scope="module")
def pages(notebook, tmp_path_factory) -> dict[str, str]:
    """Return the address of each kind of page, all of them files."""
    folder = tmp_path_factory.mktemp("pages")
    # No script from elsewhere: those of nbconvert's page are not the matter.
    nothing = dict.fromkeys(
        ("mathjax_url", "require_js_url", "jquery_url", "mermaid_js_url"), ""
    )
    exporter = HTMLExporter(theme="dark", **nothing)
    players = "".join(c.outputs[0].data["text/html"] for c in notebook.cells)
    texts = {
        "ours": to_html(notebook, "ours"),
        "nbconvert": exporter.from_notebook_node(notebook)[0],
        "bare": f"<!DOCTYPE html><meta charset=utf-8><body>{players}",
    }
    for name, text in texts.items():
        (folder / f"{name}.html").write_text(text, encoding="utf-8")
    return {name: (folder / f"{name}.html").as_uri() for name in texts}


@pytest.fixture
def visit(watched, pages):
    """Open a page; at the end, it has asked nobody and had no error."""
    page, complaints = watched

    def visit(name: str, scheme: str = "light", width: int = 800):
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(pages[name])
        return page

    yield visit
    found = complaints.copy()
    complaints.clear()
    assert found == []


def slider(player, name: str):
    """Return the slider that a screen reader finds under this name."""
    return player.get_by_role("slider", name=NAMES[name], exact=True)


def says(player) -> str:
    """Return the line that a screen reader speaks when it changes."""
    line = player.locator("output")
    assert line.get_attribute("aria-live") == "polite"
    return line.inner_text()


@pytest.mark.parametrize("name", ["ours", "nbconvert", "bare"])
def test_the_keyboard_moves_what_it_should(visit, name):
    page = visit(name)
    player, other = page.locator(".lstm-cell").all()
    assert says(player) == expected()
    untouched = says(other)
    assert untouched == expected(forget=0.5, candidate=-1.0, newAt=[18])
    # By Tab alone, in the order in which they are read.
    while not player.get_by_role("slider").first.evaluate(
        "slider => slider.matches(':focus')"
    ):
        page.keyboard.press("Tab")
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    assert says(player) == expected(forget=0.93)
    page.keyboard.press("End")
    assert says(player) == expected(forget=1.0)
    page.keyboard.press("Tab")
    page.keyboard.press("PageDown")
    assert says(player) == expected(forget=1.0, enter=0.7)
    page.keyboard.press("Tab")
    page.keyboard.press("Home")
    moved = {"forget": 1.0, "enter": 0.7, "candidate": -1.0}
    assert says(player) == expected(**moved)
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowLeft")
    assert says(player) == expected(**moved, shown=0.69)
    assert says(other) == untouched
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert says(player) == expected()


def test_a_screen_reader_finds_names_numbers_and_the_drawing(visit):
    player = visit("ours").locator(".lstm-cell").first
    assert player.get_by_role("slider").count() == len(NAMES)
    for name, start in START.items():
        assert float(slider(player, name).input_value()) == start
    assert player.get_by_role("group", name="An LSTM cell to play").count()
    slider(player, "forget").press("Home")
    drawing = player.get_by_role("img").get_attribute("aria-label")
    assert drawing.startswith("Two lines over 20 time steps, c and h.")
    assert "The largest c is 0.800, the smallest 0.000." in drawing
    assert drawing.endswith(expected(forget=0.0))


def test_drawing_and_table_show_every_number(visit):
    player = visit("ours").locator(".lstm-cell").first
    slider(player, "candidate").press("Home")
    slider(player, "forget").press("End")
    player.locator("summary").click()
    settings = START | {"forget": 1.0, "candidate": -1.0, "steps": 20}
    c, h = cell_player.states(settings | {"newAt": [4, 11]})
    rows = player.get_by_role("row").all_inner_texts()[1:]
    numbers = [
        [float(n) for n in row.replace("\N{MINUS SIGN}", "-").split()]
        for row in rows
    ]
    assert numbers == [
        [k + 1, pytest.approx(c[k], abs=6e-4), pytest.approx(h[k], abs=6e-4)]
        for k in range(20)
    ]
    lines = player.locator("polyline")
    for line, values in zip(lines.all(), (c, h), strict=True):
        points = line.get_attribute("points").split()
        heights = [float(point.split(",")[1]) for point in points]
        unit = (heights[3] - heights[0]) / -values[3]
        assert heights == [
            pytest.approx(heights[0] - unit * v, abs=0.01) for v in values
        ]
    assert lines.first.get_attribute("stroke-dasharray") is None
    assert lines.last.get_attribute("stroke-dasharray")


@pytest.mark.parametrize(
    ("name", "scheme", "dark"),
    [
        ("ours", "light", False),
        ("ours", "dark", False),  # nbconvert's page stays light: so do we
        ("nbconvert", "light", True),
        ("bare", "light", False),
        ("bare", "dark", True),
    ],
)
def test_light_or_dark_it_can_be_read(visit, name, scheme, dark):
    player = visit(name, scheme).locator(".lstm-cell").first
    ground = player.locator(".play").evaluate(
        "frame => getComputedStyle(frame).backgroundColor"
    )
    level = sum(map(int, re.findall(r"\d+", ground)[:3]))
    assert (level < 150) is dark
    texts = player.locator(".play :is(b, small, span, output, text, button)")
    contrasts = texts.evaluate_all(CONTRAST)
    assert len(contrasts) > 20
    assert min(contrasts) >= 7
    assert min(player.locator("polyline").evaluate_all(CONTRAST)) >= 3


@pytest.mark.parametrize("width", [320, 400, 1200])
def test_it_fits_a_window_of_any_width(visit, width):
    page = visit("bare", width=width)
    player = page.locator(".lstm-cell").first
    closed = player.locator("button").bounding_box()["height"]
    player.locator("summary").click()
    assert player.locator("button").bounding_box()["height"] == closed
    slider(player, "forget").press("End")  # the longest numbers: below -1
    slider(player, "candidate").press("Home")
    whole = page.evaluate("document.documentElement.scrollWidth")
    assert whole <= width
    box = player.locator(".play").bounding_box()
    parts = player.locator(".play :is(label, input, text, span, td)")
    sides = parts.evaluate_all(
        "parts => parts.map(part => part.getBoundingClientRect())"
        ".map(side => [side.left, side.right])"
    )
    assert len(sides) > 80
    assert min(left for left, _ in sides) >= box["x"]
    inside = box["x"] + box["width"] - 15  # the drawing is cut at its edge
    assert max(right for _, right in sides) <= inside


def test_the_drawing_follows_the_width_of_the_window(visit):
    page = visit("bare", width=700)
    drawing = page.locator(".lstm-cell svg").first
    wide = drawing.get_attribute("viewBox")
    page.set_viewport_size({"width": 400, "height": 800})
    page.wait_for_function(
        "wide => document.querySelector('.lstm-cell').shadowRoot"
        ".querySelector('svg').getAttribute('viewBox') !== wide",
        arg=wide,
    )
    # One unit of the drawing is one pixel: its letters keep their size.
    size = drawing.get_attribute("viewBox").split()[2:]
    box = drawing.bounding_box()
    assert [*map(float, size)] == [box["width"], box["height"]]


def test_without_scripts_a_still_picture_remains(visit, browser, pages):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.set_viewport_size({"width": 400, "height": 800})
    page.goto(pages["bare"])
    see_the_still_picture(page.locator(".lstm-cell").first, width=384)
    context.close()


def see_the_still_picture(place, width: float) -> None:
    """Assert that the drawing and the sentence are there, and no slider."""
    picture = place.get_by_role("img", name=re.compile("Two lines over 20"))
    assert picture.is_visible()
    assert place.get_by_text(SENTENCE).is_visible()
    assert picture.bounding_box()["width"] == width
    assert picture.evaluate("image => image.naturalHeight") == 280
    assert place.get_by_role("slider").count() == 0


def explorer() -> NotebookNode:
    """Return a cell whose saved output is a stack explorer."""
    with pytest.MonkeyPatch.context() as patch:
        shown = as_in_a_notebook(patch)
        stack_explorer()
    return new_code_cell(
        "from helpers.stack_explorer import stack_explorer\nstack_explorer()",
        execution_count=3,
        outputs=[new_output("display_data", shown[0])],
    )


def with_explorer() -> NotebookNode:
    """Return the players and an explorer, as JupyterLab opens them."""
    nb = players()
    nb.cells.append(explorer())
    nb.metadata.kernelspec = {"name": "python3", "display_name": "Python 3"}
    return nb


def play_in_lab(page) -> None:
    """Play with all three where JupyterLab shows them; tests that they do."""
    # Nobody ran this notebook here: JupyterLab takes the scripts out.
    page.locator(".lstm-cell").nth(1).wait_for()
    place, other = page.locator(".lstm-cell").all()
    see_the_still_picture(place, width=640)
    page.locator(".jp-CodeCell .jp-Editor").first.click()
    page.keyboard.press("Control+Enter")
    place.locator("output").wait_for()
    assert says(place) == expected()
    assert other.get_by_text(SENTENCE).is_visible()
    slider(place, "forget").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowUp")
    assert says(place) == expected(forget=0.92)
    # Keys that JupyterLab itself knows go to the slider alone.
    for key in ("ArrowDown", "ArrowLeft", "a", "b", "d", "d", "Enter"):
        page.keyboard.press(key)
    assert says(place) == expected(forget=0.9)
    assert page.locator(".jp-CodeCell").count() == 3
    assert page.locator(".jp-CodeCell.jp-mod-active").count() == 1
    # A click moves it too, and leaves the keyboard there.
    box = slider(place, "shown").bounding_box()
    page.mouse.click(box["x"] + 2, box["y"] + box["height"] / 2)
    page.keyboard.press("ArrowRight")
    assert says(place) == expected(shown=0.01)
    # So it is with a stack.
    place = page.locator(".stack-explorer")
    place.scroll_into_view_if_needed()
    assert place.get_by_role("img", name="A stack from the").is_visible()
    assert place.get_by_text(SENTENCE).is_visible()
    page.locator(".jp-CodeCell .jp-Editor").nth(2).click()
    page.keyboard.press("Control+Enter")
    place.locator("output").wait_for()
    assert "16,633 parameters" in says(place)
    place.get_by_role("switch").nth(1).focus()
    for key in ("Space", "a", "d", "d", "Enter"):
        page.keyboard.press(key)
    assert says(place).startswith("Keras stops: layer_3 wants 3D")
    assert page.locator(".jp-CodeCell").count() == 3
