"""The site as a reader has it: from a disk and over a server, by keyboard.

`make site-check` looks at every page with axe, which takes some minutes;
`make test` at one of each kind.
"""

import functools
import http.server
import os
import re
import threading
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag

import pytest

from tests.browser import axe, needs_chromium
from tools import site
from tools.notebooks import lessons

LESSON = f"lessons/{lessons()[1].stem}.html"
KINDS = ["index.html", LESSON, "play.html", "study/index.html"]
KINDS += ["search.html?q=expected+ndim%3D3"]
# Scheme, width, and what of axe's rules may differ there.
WINDOWS = {
    "light": ("light", 1280, None),
    "dark": ("dark", 1000, True),
    "phone": ("light", 390, False),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """The site, built once for all tests of this file."""
    made = tmp_path_factory.mktemp("made")
    site.build(made / "site", made / "pages")
    return made / "site"


@pytest.fixture(scope="module")
def asked(watched) -> list[str]:
    """All addresses that the page of these tests has asked for."""
    addresses: list[str] = []
    watched[0].on("request", lambda request: addresses.append(request.url))
    return addresses


@pytest.fixture
def visit(watched, asked, folder):
    """Open a page from the disk; at the end, it has had no error.

    What its policy forbids, such as a script in the page or a request to
    outside, is an error in the console.
    """
    page, complaints = watched

    def visit(name: str, window: str = "light"):
        scheme, width, _ = WINDOWS[window]
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(f"{folder.as_uri()}/{name}")
        return page

    yield visit
    here = (folder.as_uri(), "http://127.0.0.1:")
    found = [one for one in asked if not one.startswith(here)] + complaints
    complaints.clear()
    asked.clear()
    assert found == []


class Links(HTMLParser):
    """What a page leads to and loads, its ids, and what it must not have."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.targets: list[str] = []
        self.ids: set[str] = set()
        self.forbidden: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list) -> None:
        names = dict(attributes)
        self.ids.add(names.get("id", ""))
        self.targets += [names[n] for n in ("href", "src") if n in names]
        inline = tag == "style" or (tag == "script" and "src" not in names)
        if inline or any(n == "style" or n.startswith("on") for n in names):
            self.forbidden.append(self.get_starttag_text() or tag)


def test_every_link_resolves_and_nothing_is_inline(folder) -> None:
    pages = {
        path: Links(path.read_text("utf-8")) for path in folder.rglob("*.html")
    }
    assert len(pages) > 40
    amiss = []
    for path, page in pages.items():
        amiss += [f"{path.name}: {tag}" for tag in page.forbidden]
        for target in page.targets:
            if re.match(r"https?:", target):
                continue
            file, anchor = urldefrag(unquote(target))
            there = (path.parent / file).resolve() if file else path
            known = pages[there].ids if there in pages else set()
            if not there.is_file() or (anchor and anchor not in known):
                amiss.append(f"{path.name} leads to {target}")
    assert amiss == []


def test_no_script_evaluates_a_text(folder) -> None:
    scripts = "".join(p.read_text("utf-8") for p in folder.rglob("*.js"))
    assert (
        re.findall(r"\beval\(|new Function|setTimeout\(['\"]", scripts) == []
    )


def to_visit(folder: Path) -> list[str]:
    """Return a page of each kind, or all that there are."""
    if os.environ.get("SITE_PAGES") != "all":
        return KINDS
    pages = (path.relative_to(folder) for path in folder.rglob("*.html"))
    # Slides have a size of their own: tests/test_teaching_in_browser.py.
    decks = ("class", "slides"), ("class", "votes")
    own = {page.as_posix() for page in pages if page.parts[:2] not in decks}
    return sorted({*KINDS, *own})


@needs_chromium
@pytest.mark.parametrize("window", WINDOWS)
def test_no_page_hinders_anybody(visit, folder, window) -> None:
    _, width, contrast = WINDOWS[window]
    found = {}
    chosen = to_visit(folder)
    if contrast and chosen == KINDS:
        chosen = KINDS[:2]
    for name in chosen:
        page = visit(name, window)
        found[name] = axe(page, contrast=contrast)
        sideways = page.evaluate("document.documentElement.scrollWidth")
        if sideways > width:
            found[name].append(["scrolls sideways", str(sideways)])
    assert {name: what for name, what in found.items() if what} == {}


@needs_chromium
def test_in_a_window_of_any_width_nothing_lies_over_the_menu(visit) -> None:
    page = visit(LESSON)
    for width in range(320, 1400, 40):
        page.set_viewport_size({"width": width, "height": 900})
        hidden = page.locator("header.site nav a").evaluate_all(
            """links => links.filter(link => {
              const box = link.getBoundingClientRect(), y = box.y + 9;
              return [box.left + 3, box.right - 3].some(
                x => document.elementFromPoint(x, y) !== link);
            }).map(link => link.textContent)"""
        )
        assert (width, hidden) == (width, [])


class Quiet(http.server.SimpleHTTPRequestHandler):
    """A server that says nothing."""

    def log_message(self, *words: object) -> None:
        """Say nothing."""


@needs_chromium
def test_served_it_looks_as_from_a_disk(visit, folder) -> None:
    page = visit(LESSON)
    before = page.locator("main").bounding_box()
    handler = functools.partial(Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        here = f"http://127.0.0.1:{server.server_port}"
        page.goto(f"{here}/{LESSON}")
        assert page.locator("main").bounding_box() == before
        page.goto(here)
        says = page.locator(".stack-explorer output").inner_text()
        assert says.startswith("It fits")
        server.shutdown()


@needs_chromium
@pytest.mark.parametrize("asked_for", ["expected ndim=3", "ndim=3 expected"])
def test_search_finds_a_message(visit, asked_for) -> None:
    page = visit("index.html")
    page.get_by_role("searchbox").fill(asked_for)
    page.keyboard.press("Enter")
    first = page.locator(".search li").first
    assert "expected ndim=3" in first.inner_text().lower()
    first.get_by_role("link").click()
    page.wait_for_url("**/questions/01_*#*")
    page.go_back()
    page.get_by_role("searchbox").fill("zzyzx")
    assert page.locator(".search li").count() == 0
    says = page.get_by_role("status").inner_text()
    assert says.startswith("No section has all of that.")


@needs_chromium
def test_start_page_is_played_by_keyboard(visit) -> None:
    page = visit("index.html")
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "Skip to the text"
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.id === 'content'")
    switch = page.locator(".stack-explorer .layer_2 [role=switch]")
    for _ in range(20):
        if switch.evaluate("one => one.matches(':focus')"):
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Space")
    says = page.locator(".stack-explorer output").inner_text()
    assert says.startswith("Keras stops: layer_3 wants 3D and gets 2D.")


@needs_chromium
def test_curves_are_chosen_and_tables_sorted(visit) -> None:
    page = visit("study/index.html")
    says = page.locator(".study-curves output")
    before = says.inner_text()
    page.get_by_label("Task").select_option("sine")
    assert says.inner_text().startswith("sine") and before != says.inner_text()
    dots = page.locator(".study-curves circle")
    shown = dots.count()
    page.get_by_label("4", exact=True).uncheck()
    assert 0 < dots.count() < shown
    page.locator("select[name=table]").select_option("curves")
    page.get_by_label("Task").select_option("sine")
    assert " at the rate 0." in says.inner_text()
    assert dots.count() == 2 * 6 * 16  # two depths, six rates, sixteen seeds
    axis = page.locator(".study-curves svg text").last.text_content()
    assert axis == "learning rate"
    table = page.locator("table.study").first
    column = "rows => rows.map(row => row.cells[6].textContent)"
    heading = table.get_by_role("button", name="median error")
    for order in ("ascending", "descending"):
        heading.press("Enter")
        numbers = table.locator("tbody tr").evaluate_all(column)
        rising = sorted(map(float, numbers), reverse=order == "descending")
        assert list(map(float, numbers)) == rising
        assert table.locator(f"[aria-sort={order}]").count() == 1


@needs_chromium
@pytest.mark.parametrize("window", WINDOWS)
def test_prediction_on_a_lesson_hinders_nobody(visit, window) -> None:
    page = visit(LESSON, window)
    block = page.locator('.predictions[data-cell="many-question"]')
    answer = page.locator('.cell.code[data-cell="many"]')
    assert not answer.is_visible()
    block.get_by_role("button", name="(4, 6, 2)", exact=True).press("Enter")
    assert "its units take their" in block.get_by_role("status").inner_text()
    assert answer.is_visible()
    assert axe(page, within='[data-cell="many-question"].predictions') == []
    page.get_by_role("button", name="Forget my predictions").click()
    assert not answer.is_visible()


@needs_chromium
def test_tab_stops_where_something_scrolls_alone(visit) -> None:
    stops = """async () => {
        for (let frame = 0; frame < 2; frame += 1)
            await new Promise(requestAnimationFrame);
        const parts = "main :is(pre, .picture, .scroll)";
        return [...document.querySelectorAll(parts)]
            .filter((part) => part.checkVisibility())
            .map((part) => [part.tabIndex === 0,
                            part.scrollWidth > part.clientWidth + 1]);
    }"""
    reached = {}
    for window in ("light", "phone"):
        found = visit(LESSON, window).evaluate(stops)
        assert [stop for stop, scrolls in found if stop != scrolls] == []
        reached[window] = sum(stop for stop, _ in found)
    assert reached["light"] == 0 < reached["phone"]


@needs_chromium
def test_without_scripts_a_lesson_reads_as_it_is(browser, folder) -> None:
    page = browser.new_page(java_script_enabled=False)
    page.goto(f"{folder.as_uri()}/{LESSON}")
    for printed in page.locator(".printed").all()[:5]:
        assert printed.is_visible()
    page.close()
