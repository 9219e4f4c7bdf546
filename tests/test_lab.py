"""`make lab`: the right page, no question, nobody outside, a clean home."""

import json
import os
import re
import urllib.request

import pytest

from tests.browser import chromium, jupyter_lab, needs_chromium
from tests.run_all_in_lab import TABS, Watched, make_root
from tools.copies import SUMMARY
from tools.notebooks import lessons

NAMES = [lesson.name for lesson in lessons()]
FIRST = f"my_lessons/{NAMES[0]}"
pytestmark = pytest.mark.skipif(
    os.name == "nt", reason="stops the server by SIGTERM"
)


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """Start JupyterLab as `make lab` does; yield its address and the home.

    It runs in a copy of what it shows, so that nothing is saved in ours.
    """
    root = tmp_path_factory.mktemp("lab") / "ü here"
    home = tmp_path_factory.mktemp("home")
    make_root(root, quick=True)
    with jupyter_lab(root, home) as (address, log):
        yield address, home, log


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    """Start the browser."""
    with chromium(tmp_path_factory.mktemp("browser")) as browser:
        yield browser


def fetch(address: str, path: str) -> dict:
    """Return what the server's API answers at `path`."""
    parts = re.fullmatch(r"(http://[^/]+)/.*token=(\w+)", address)
    host, token = parts.groups()
    asked = urllib.request.Request(
        f"{host}/{path}", headers={"Authorization": f"token {token}"}
    )
    with urllib.request.urlopen(asked, timeout=30) as answer:
        return json.load(answer)


def test_lab_opens_on_lesson_1_with_the_repository_as_root(lab):
    address, _, log = lab
    assert f"/lab/tree/{FIRST}?token=" in address
    names = [
        entry["name"] for entry in fetch(address, "api/contents")["content"]
    ]
    assert {"my_lessons", "notebooks", "tools"} <= {*names}
    said = [line for line in log.read_text().splitlines() if line.strip()]
    assert len(said) == 6, said  # the address, three times, with its intro


def test_lab_asks_for_no_news_and_no_newer_version(lab):
    address, _, _ = lab
    key = "@jupyterlab/apputils-extension:notification"
    settings = fetch(address, f"lab/api/settings/{key}")["schema"]
    properties = settings["properties"]
    assert properties["fetchNews"]["default"] == "false"
    assert properties["checkForUpdates"]["default"] is False


@needs_chromium
@pytest.mark.slow(10)
@pytest.mark.parametrize("name", NAMES)
def test_lesson_that_is_only_looked_at_counts_as_unchanged(lab, browser, name):
    address, home, log = lab
    copy = log.parent / "my_lessons" / name
    before = copy.read_bytes()
    watched = Watched(browser)
    page = watched.page
    watched.open(address, name)
    assert page.locator(TABS).all_inner_texts() == [name]
    fold = page.locator("summary", has_text=SUMMARY).first
    answer = fold.locator("xpath=following-sibling::*").first
    assert page.locator(".jp-OutputArea-output").count() == 0
    assert not answer.is_visible()
    fold.click()
    assert answer.is_visible()
    assert page.locator(".jp-mod-dirty").count() == 0
    page.locator(f"{TABS} .lm-TabBar-tabCloseIcon").click()
    page.locator(TABS, has_text=name).wait_for(state="detached")
    assert watched.complaints() == []
    page.close()
    assert copy.read_bytes() == before
    assert [*home.iterdir()] == []
