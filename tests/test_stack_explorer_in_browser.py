"""The stack explorer, as a reader sees it and moves it by keyboard."""

import re

import pytest

from helpers.stack_explorer import stack_explorer
from tests.browser import axe, needs_chromium
from tests.playing import CONTRAST, as_in_a_notebook

pytestmark = needs_chromium
FITS = "It fits: the head gives {}. The stack has {} parameters."
STOPS = (
    "Keras stops: layer_3 wants 3D and gets 2D. Change layer_2 to "
    "return_sequences=True."
)
MESSAGE = (
    "ValueError: Input 0 with name 'None' of layer 'layer_3' is incompatible "
    "with the layer: expected ndim=3, found ndim=2. Full shape received: "
    "(None, 24)"
)
SILENT = (
    "Keras says nothing, but the head gives (1, 1) and shall give (1, 3, 1). "
    "Change layer_4 to return_sequences=True."
)


@pytest.fixture(scope="module")
def address(tmp_path_factory) -> str:
    """A page on the disk with two explorers."""
    with pytest.MonkeyPatch.context() as patch:
        shown = as_in_a_notebook(patch)
        stack_explorer()
        stack_explorer(units=2, depth=1)
    page = tmp_path_factory.mktemp("page") / "page.html"
    body = "".join(data["text/html"] for data in shown)
    page.write_text(
        '<!DOCTYPE html><html lang="en"><meta charset=utf-8><title>Stack'
        f"</title><body><main><h1>Stack</h1>{body}</main>",
        encoding="utf-8",
    )
    return page.as_uri()


@pytest.fixture
def visit(watched, address):
    """Open the page; at the end, it has asked nobody and had no error."""
    page, complaints = watched

    def visit(scheme="light", width=1000, motion="reduce"):
        page.emulate_media(color_scheme=scheme, reduced_motion=motion)
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(address)
        return page.locator(".stack-explorer").first

    yield visit
    found = complaints.copy()
    complaints.clear()
    assert found == []


def says(explorer) -> str:
    """Return the line that a screen reader speaks when it changes."""
    line = explorer.locator("output")
    assert line.get_attribute("aria-live") == "polite"
    return plain(line)


def plain(place) -> str:
    return place.inner_text().replace("\xa0", " ").strip()


def switch(explorer, layer: int):
    """Return the switch that a screen reader finds under this name."""
    name = re.compile(rf"^return_sequences=(True|False) of layer_{layer}$")
    return explorer.get_by_role("switch", name=name)


def shapes(explorer) -> list[str]:
    """Return the shapes from the input up, as far as there are any."""
    return [*filter(None, map(plain, explorer.locator(".data b").all()))]


def test_by_keyboard_alone_everything_moves(visit):
    explorer = visit()
    keys = explorer.page.keyboard
    assert says(explorer) == FITS.format("(1, 1)", "16,633")
    keys.press("Tab")  # samples
    keys.press("ArrowRight")
    assert says(explorer) == FITS.format("(2, 1)", "16,633")
    keys.press("Home")
    for _ in range(3):
        keys.press("Tab")  # units
    keys.press("ArrowLeft")
    assert says(explorer) == FITS.format("(1, 1)", "15,296")
    keys.press("ArrowUp")
    keys.press("Tab")  # depth
    keys.press("ArrowRight")
    assert says(explorer) == FITS.format("(1, 1)", "21,337")
    keys.press("ArrowLeft")
    keys.press("Tab")  # what is wanted
    keys.press("ArrowDown")
    assert says(explorer) == SILENT
    keys.press("ArrowUp")
    keys.press("Tab")  # reset
    for layer in (1, 2):
        keys.press("Tab")
        assert switch(explorer, layer).evaluate("one => one.matches(':focus')")
    keys.press("Space")
    assert says(explorer) == STOPS
    keys.press("Space")
    assert says(explorer) == FITS.format("(1, 1)", "16,633")
    for _ in range(3):
        keys.press("Tab")  # the switches of layers 3 and 4, the copy button
    keys.press("Enter")
    explorer.get_by_text(re.compile(r"^(Copied|Marked: copy it)")).wait_for()
    other = explorer.page.locator(".stack-explorer").last
    assert says(other) == FITS.format("(1, 1)", "35")


def test_the_layer_that_complains_has_the_message(visit):
    explorer = visit()
    switch(explorer, 2).press("Space")
    assert shapes(explorer) == ["(1, 3, 1)", "(1, 3, 24)", "(1, 24)"]
    items = explorer.get_by_role("listitem").all()
    texts = [" ".join(plain(item).split()) for item in items]
    assert len(texts) == 6  # the input, four layers, the head
    told = [text for text in texts if MESSAGE in text]
    assert told == [texts[3]]
    assert texts[3].startswith("layer_3 LSTM, 24 units return_sequences=True")
    assert "Change layer_2 to return_sequences=True." in texts[3]
    assert [t.count("not built") for t in texts] == [0, 0, 0, 1, 1, 1]
    marked = explorer.locator("mark").all_inner_texts()
    assert marked == ['model.add(keras.layers.LSTM(24, name="layer_2"))']
    # Who follows the advice gets rid of it.
    switch(explorer, 2).press("Space")
    assert explorer.get_by_text("ValueError").count() == 0
    assert len(shapes(explorer)) == 6


def test_what_keras_does_not_say_stands_at_the_head(visit):
    explorer = visit()
    explorer.get_by_role("radio", name="at every step").check()
    assert says(explorer) == SILENT
    head = plain(explorer.get_by_role("listitem").last)
    assert SILENT[:40] in head and "25 parameters" in head
    switch(explorer, 4).press("Space")
    assert says(explorer) == FITS.format("(1, 3, 1)", "16,633")
    # The wish stays, and so does what it needs, at another depth.
    explorer.get_by_role("slider", name="Depth").press("End")
    assert says(explorer) == FITS.format("(1, 3, 1)", "26,041")
    assert explorer.get_by_role("switch", checked=True).count() == 6
    explorer.get_by_role("button", name="Reset").click()
    assert says(explorer) == FITS.format("(1, 1)", "16,633")
    assert explorer.get_by_role("switch").count() == 4


def test_a_screen_reader_finds_names_and_numbers(visit):
    explorer = visit()
    group = explorer.get_by_role("group", name="A stack to play with")
    assert group.count() == 1
    sizes = {"Samples": 1, "Time steps": 3, "Features": 1, "Units": 24}
    for name, size in {**sizes, "Depth": 4}.items():
        slider = explorer.get_by_role("slider", name=name)
        assert slider.input_value() == str(size)
    assert explorer.get_by_role("radio", checked=True).count() == 1
    whole = explorer.get_by_role("list").aria_snapshot()
    for text in ("(1, 3, 1)", "2,496 parameters", "4 × 24 × (1 + 24 + 1)"):  # noqa: RUF001
        assert text in whole.replace("\xa0", " ")


def test_the_code_can_be_copied(visit, browser):
    explorer = visit()
    browser.contexts[0].grant_permissions(
        ["clipboard-read", "clipboard-write"]
    )
    explorer.get_by_role("button", name="Copy").click()
    explorer.get_by_text("Copied.").wait_for()
    copied = explorer.page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("import keras\nimport numpy as np\n\nmodel = ")
    assert copied == explorer.get_by_role("group", name="Keras").inner_text()


@pytest.mark.parametrize("look", ["light", "dark", "a dark theme"])
def test_light_or_dark_it_can_be_read(visit, look):
    explorer = visit(look if look == "dark" else "light")
    if look == "a dark theme":  # as JupyterLab has it, whatever the system's
        colours = "--jp-layout-color0: #111; --jp-content-font-color1: #fff"
        explorer.page.add_style_tag(content=f":root {{ {colours} }}")
    switch(explorer, 2).press("Space")
    for places, many, least in (
        (".play :is(b, small, span, label, code, mark)", 40, 7),
        ("input", 11, 3),
    ):
        seen = explorer.locator(places).filter(visible=True)
        contrasts = seen.evaluate_all(CONTRAST)
        assert len(contrasts) >= many
        assert min(contrasts) >= least


@pytest.mark.parametrize("width", [320, 390, 700, 860, 1200])
def test_it_fits_a_window_of_any_width(visit, width):
    explorer = visit(width=width)
    for name in ("Samples", "Time steps", "Features", "Units", "Depth"):
        explorer.get_by_role("slider", name=name).press("End")
    switch(explorer, 2).press("Space")
    page = explorer.page
    whole = page.evaluate("document.documentElement.scrollWidth")
    assert whole <= width
    for place in (".play :is(label, input, output, li, figure)", ".layer *"):
        outside = explorer.locator(place).evaluate_all(
            """parts => parts.filter(part => {
              const inner = part.getBoundingClientRect();
              const outer = part.parentElement.closest(".play, .layer")
                .getBoundingClientRect();
              return inner.width && !part.closest(".quiet")
                && (inner.left < outer.left || inner.right > outer.right);
            }).map(part => part.outerHTML)"""
        )
        assert outside == []


def test_it_moves_only_for_those_who_bear_it(visit):
    moving = "(one) => one.querySelector('.data b').getAnimations().length > 0"
    for motion, moves in (("reduce", False), ("no-preference", True)):
        explorer = visit(motion=motion)
        explorer.get_by_role("slider", name="Samples").press("ArrowRight")
        assert explorer.locator(".play").evaluate(moving) is moves


def test_without_scripts_a_still_picture_remains(browser, address):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    place = page.locator(".stack-explorer").first
    picture = place.get_by_role("img", name=re.compile("^A stack from the bo"))
    assert picture.is_visible()
    assert picture.evaluate("image => image.naturalWidth") == 770
    assert place.get_by_text("Run this cell to play.").is_visible()
    assert place.get_by_role("slider").count() == 0
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1000])
def test_axe_finds_nothing(visit, scheme, width):
    explorer = visit(scheme, width)
    switch(explorer, 2).press("Space")
    assert axe(explorer.page, ".stack-explorer") == []
