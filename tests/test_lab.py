"""`make lab`: the right page, no question, nobody outside, a clean home."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from tools import in_venv

ROOT = Path(__file__).resolve().parents[1]
LESSON = "notebooks/01_one_lstm_2d_output.ipynb"
CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "google-chrome"))), None
)
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
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
    shutil.copytree(ROOT / "tools" / "jupyter", root / "tools" / "jupyter")
    (root / "notebooks").mkdir()
    shutil.copy(ROOT / LESSON, root / LESSON)
    env = in_venv.environment(str(root), os.environ | {"HOME": str(home)})
    log = root / "log"
    with open(log, "wb") as out:
        server = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "jupyter",
                "lab",
                "--no-browser",
                "--port=0",
            ],
            cwd=root,
            env=env,
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    try:
        address = None
        until = time.monotonic() + 60
        while not address and time.monotonic() < until:
            assert server.poll() is None, log.read_text()
            address = re.search(r"http://127\.0\.0\.1:\S+", log.read_text())
            time.sleep(0.1)
        assert address, log.read_text()
        yield address[0], home, log
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=30)


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


@pytest.mark.skipif(not CHROMIUM, reason="there is no Chromium here")
def test_lab_shows_the_lesson_and_asks_nobody(lab, tmp_path):
    from playwright.sync_api import sync_playwright

    address, home, _ = lab
    outside = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=FLAGS,
            env=os.environ | {"HOME": str(tmp_path)},
        )
        page = browser.new_page()
        page.on(
            "request",
            lambda request: (
                None
                if re.match(r"(https?|wss?)://127\.0|data:|blob:", request.url)
                else outside.append(request.url)
            ),
        )
        page.goto(address)
        page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=60_000)
        page.wait_for_selector("text=Python 3 (ipykernel) | Idle")
        page.wait_for_timeout(1500)  # toasts come late
        dialogs = page.locator(".jp-Dialog, .Toastify__toast").all()
        assert [dialog.inner_text() for dialog in dialogs] == []
        assert LESSON.split("/")[1] in page.title() + page.content()
        browser.close()
    assert outside == []
    assert [*home.iterdir()] == []
