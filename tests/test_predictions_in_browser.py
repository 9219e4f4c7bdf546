"""Predictions in a browser: covered, chosen, remembered, forgotten."""

import re
from pathlib import Path

import pytest

from tests.browser import needs_chromium
from tests.test_predictions import ask, code, notebook, text
from tools.notebooks import ROOT
from tools.predictions import block, count, predictions

STATIC = ROOT / "site" / "static"
POLICY = "default-src 'none'; script-src 'self'; style-src 'self'"


@pytest.fixture(scope="module")
def address(tmp_path_factory) -> str:
    """A page with two predictions, under the policy of the site."""
    folder = tmp_path_factory.mktemp("page")
    asked = predictions(
        notebook(ask(), code("a"), text("t"), ask("next"), code("b"))
    )
    for name in ("predictions.js", "predictions.css"):
        (folder / name).write_bytes((STATIC / name).read_bytes())
    page = f"""\
<!DOCTYPE html><html lang="en"><meta charset="utf-8">
<title>Predict</title>
<meta http-equiv="Content-Security-Policy" content="{POLICY}">
<link rel="stylesheet" href="predictions.css">
<script src="predictions.js" defer></script>
<p class="predict">And now?</p>
{block(asked[0])}
<pre id="code" data-answers="ask">print(1)</pre>
<p id="both" data-answers="ask next">So it is.</p>
{block(asked[1])}
<p id="open">The rest.</p>
{count()}"""
    (folder / "01_x.html").write_text(page, encoding="utf-8")
    return (folder / "01_x.html").as_uri()


class Reader:
    """The page as somebody has it open."""

    def __init__(self, page) -> None:
        self.page = page
        self.first = page.locator('[data-cell="ask"]')

    def sees(self, name: str) -> bool:
        return self.page.locator(f"#{name}").is_visible()

    def tick(self, says: str) -> None:
        self.first.get_by_role("button", name=says).press("Enter")

    def said(self) -> str:
        return self.first.get_by_role("status").inner_text()

    def count(self) -> str:
        line = self.page.locator(".count p").inner_text()
        return " of ".join(re.findall(r"\d+", line))


@pytest.fixture
def reader(watched, address):
    """Somebody who has never been here."""
    page, complaints = watched
    page.emulate_media(reduced_motion="reduce")
    page.goto(address)
    page.evaluate("localStorage.clear()")
    page.reload()
    yield Reader(page)
    assert complaints == []


@needs_chromium
def test_slip_uncovers_the_answer_and_is_explained(reader) -> None:
    group = reader.first.get_by_role("group", name="How many?")
    names = [
        button.inner_text() for button in group.get_by_role("button").all()
    ]
    shows = ["Show all of this lesson", "Show me"]
    assert sorted(names) == ["Four", *shows, "Three", "n < 2"]
    asks = reader.page.locator(f"#{group.get_attribute('aria-describedby')}")
    assert asks.inner_text() == "And now?"
    assert [reader.sees(n) for n in ("code", "both", "open")] == [0, 0, 1]
    assert reader.said() == "" and reader.count() == "0 of 2 of 0"
    reader.tick("Three")
    said = "○ Not so. You took n for three. The answer is: n < 2."
    assert reader.said() == said
    pressed = group.get_by_role("button", pressed=True)
    assert pressed.inner_text() == "Three"
    assert pressed.evaluate("one => one === document.activeElement")
    reader.page.keyboard.press("Tab")  # past what is decided
    assert reader.page.locator("[data-cell=next] :focus").count() == 1
    assert reader.sees("code") and not reader.sees("both")
    assert reader.count() == "1 of 2 of 0"
    reader.tick("n < 2")  # too late
    assert reader.said() == said


@needs_chromium
def test_choice_is_kept_until_it_is_forgotten(reader) -> None:
    reader.tick("n < 2")
    assert reader.said() == "✓ As you predicted."
    assert reader.count() == "1 of 2 of 1"
    reader.page.reload()
    assert reader.said() == "✓ As you predicted." and reader.sees("code")
    # What a later edition of the lesson no longer has, is no choice.
    reader.page.evaluate(
        """() => localStorage.setItem("predictions 01_x", '{"ask": "gone"}')"""
    )
    reader.page.reload()
    assert not reader.sees("code")
    reader.tick("Four")
    reader.page.get_by_role("button", name="Forget").click()
    assert not reader.sees("code") and reader.said() == ""
    assert reader.count() == "0 of 2 of 0"
    reader.tick("n < 2")
    assert reader.said() == "✓ As you predicted."


@needs_chromium
def test_who_wants_no_guess_is_shown(reader) -> None:
    shows = reader.page.get_by_role("button", name="Show all of this lesson")
    assert shows.count() == 1
    reader.first.get_by_role("button", name="Show me").press("Enter")
    assert reader.said() == "The answer is: n < 2."
    assert reader.sees("code") and not reader.sees("both")
    assert reader.page.locator(":focus").count() == 1
    assert reader.count() == "0 of 2 of 0"
    reader.page.get_by_role("button", name="Forget").click()
    shows.click()
    assert reader.sees("code") and reader.sees("both")


@needs_chromium
def test_on_paper_no_answer_stands_below_its_question(reader) -> None:
    page = reader.page
    text = page.inner_text("body")
    reader.tick("Three")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    end = page.locator(".on-paper")
    assert end.get_by_role("heading").all_inner_texts() == [
        "Answers to the predictions",
        "2. How many?",
    ]
    assert end.locator("#both").is_visible() and reader.sees("code")
    assert not end.locator("#code").count()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert not end.count() and not reader.sees("both")
    page.get_by_role("button", name="Forget").click()
    assert page.inner_text("body") == text


@needs_chromium
def test_browser_that_keeps_nothing_will_do(browser, address) -> None:
    page = browser.new_page()
    page.add_init_script(
        "Storage.prototype.setItem = () => { throw new Error() };"
        "Storage.prototype.getItem = () => {"
        "  if (location.search) return '[';"
        "  throw new Error();"
        "}"
    )
    for query in ("", "?broken"):
        page.goto(address + query)
        reader = Reader(page)
        reader.tick("Three")
        assert reader.sees("code") and reader.count() == "1 of 2 of 0"
    page.close()


@needs_chromium
def test_without_scripts_nothing_is_covered(browser, address) -> None:
    page = browser.new_page(java_script_enabled=False)
    page.goto(address)
    shown = [page.locator(f"#{n}").is_visible() for n in ("code", "both")]
    assert shown == [True, True]
    assert not page.locator(".predictions:visible").count()
    page.close()


def test_script_and_style_ask_nobody() -> None:
    for path in (STATIC / "predictions.js", STATIC / "predictions.css"):
        source = Path(path).read_text("utf-8")
        assert not re.search(
            r"http|fetch|url\(|innerHTML|eval|\bimport\b", source
        )
