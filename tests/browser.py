"""Chromium and JupyterLab for the tests that look at what a reader sees.

A plugin of pytest, named in conftest.py: `browser` and `watched` are here for
every test file.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tools import in_venv

ROOT = Path(__file__).resolve().parents[1]
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
needs_chromium = pytest.mark.skipif(
    not CHROMIUM, reason="there is no Chromium here"
)


@contextmanager
def chromium(home: Path) -> Iterator[Any]:
    """Start the Chromium of the system; what it saves goes to `home`."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=FLAGS,
            env=os.environ | {"HOME": str(home)},
        )
        yield browser
        browser.close()


def note_outside(page: Any, note: Callable[[str], None]) -> None:
    """Call `note` with each address outside of this machine that is asked."""
    here = re.compile(r"(https?|wss?)://127\.0|data:|blob:|file:")
    page.on(
        "request",
        lambda request: here.match(request.url) or note(request.url),
    )


def asked_outside(page: Any) -> list[str]:
    """Return a list that fills with the addresses outside of this machine."""
    outside: list[str] = []
    note_outside(page, outside.append)
    return outside


def watch(page: Any) -> list[str]:
    """Return a list that fills with requests to outside, and with errors."""
    complaints = asked_outside(page)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "console",
        lambda message: (
            complaints.append(message.text)
            if message.type == "error"
            else None
        ),
    )
    return complaints


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """One Chromium for all tests of a file.

    Not for several files: while it is open, no other test may run a loop of
    asyncio.
    """
    with chromium(tmp_path_factory.mktemp("home")) as started:
        yield started


@pytest.fixture(scope="module")
def watched(browser: Any) -> tuple[Any, list[str]]:
    """One page for all tests of a file, and what it complains of."""
    page = browser.new_page()
    page.set_default_timeout(120_000)  # a busy machine is slow
    return page, watch(page)


def axe(
    page: Any, within: str = "html", contrast: bool | None = None
) -> list[list[str]]:
    """Return what hinders people on a page: rule, how much, and where.

    `contrast`: True for nothing but the contrast of colours, which takes most
    of the time; False for all else.
    """
    import axe_playwright_python

    folder = Path(axe_playwright_python.__file__).parent
    (script,) = folder.rglob("axe.min.js")
    page.evaluate(script.read_text(encoding="utf-8"))
    # Without preload: it would fetch the page's styles, which no page may.
    return page.evaluate(
        """([within, contrast]) => axe.run({
            include: [[within]],
            exclude: [["tbody tr:nth-child(n+4)"]], // they look like these
        }, {
            preload: false,
            ...(contrast === true && { runOnly: ["color-contrast"] }),
            rules: { "color-contrast": { enabled: contrast !== false } },
        }).then(({ violations }) => violations.map(({ id, impact, nodes }) =>
            [id, impact, ...nodes.map((node) => node.html)]))""",
        [within, contrast],
    )


@contextmanager
def jupyter_lab(
    root: Path, home: Path, *arguments: str, **variables: str
) -> Iterator[tuple[str, Path]]:
    """Start JupyterLab in `root` as `make lab` does in ours.

    It yields the address with its token, and the file of what it says. The
    caller puts `root`/notebooks there, so that nothing is saved in ours.
    """
    import matplotlib

    shutil.copytree(ROOT / "tools" / "jupyter", root / "tools" / "jupyter")
    for name in ("__init__", "lab", "copies"):
        shutil.copy(ROOT / "tools" / f"{name}.py", root / "tools")
    env = in_venv.environment(str(root), os.environ | {"HOME": str(home)})
    log = root / "log"
    command = [sys.executable, "-m", "tools.lab", "--no-browser", "--port=0"]
    env.pop("EDITION", None)
    # Where it takes five seconds to list all fonts, matplotlib says so.
    env["MPLCONFIGDIR"] = matplotlib.get_cachedir()
    env |= variables
    with open(log, "wb") as out:
        server = subprocess.Popen(
            [*command, *arguments],
            cwd=root,
            env=env,
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    try:
        address = None
        until = time.monotonic() + 300
        while not address and time.monotonic() < until:
            assert server.poll() is None, log.read_text()
            address = re.search(r"http://127\.0\.0\.1:\S+", log.read_text())
            time.sleep(0.1)
        assert address, log.read_text()
        yield address[0], log
    finally:
        server.send_signal(signal.SIGTERM)
        try:
            server.wait(timeout=60)
        except subprocess.TimeoutExpired:
            # Stopped while a kernel starts, it may wait for ever; the kernel
            # ends by itself, once its server is gone.
            server.kill()
            server.wait()
