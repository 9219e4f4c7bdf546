"""`make lab`: the right page, no question, nobody outside, a clean home."""

import json
import os
import re
import shutil
import urllib.request

import pytest

from tests.browser import (
    ROOT,
    asked_outside,
    chromium,
    jupyter_lab,
    needs_chromium,
)

LESSON = "notebooks/01_one_lstm_2d_output.ipynb"
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
    (root / "notebooks").mkdir(parents=True)
    shutil.copy(ROOT / LESSON, root / LESSON)
    with jupyter_lab(root, home) as (address, log):
        yield address, home, log


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
    assert f"/lab/tree/{LESSON}?token=" in address
    names = [
        entry["name"] for entry in fetch(address, "api/contents")["content"]
    ]
    assert {"notebooks", "tools"} <= {*names}
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
def test_lab_shows_the_lesson_and_asks_nobody(lab, tmp_path):
    address, home, _ = lab
    with chromium(tmp_path) as browser:
        page = browser.new_page()
        outside = asked_outside(page)
        page.goto(address)
        page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=60_000)
        page.wait_for_selector("text=Python 3 (ipykernel) | Idle")
        page.wait_for_timeout(1500)  # toasts come late
        dialogs = page.locator(".jp-Dialog, .Toastify__toast").all()
        assert [dialog.inner_text() for dialog in dialogs] == []
        assert LESSON.split("/")[1] in page.title() + page.content()
    assert outside == []
    assert [*home.iterdir()] == []
