"""Chromium and JupyterLab for the tests that look at what a reader sees."""

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

import matplotlib
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


@contextmanager
def jupyter_lab(
    root: Path, home: Path, *arguments: str
) -> Iterator[tuple[str, Path]]:
    """Start JupyterLab in `root` as `make lab` does in ours.

    It yields the address with its token, and the file of what it says. The
    caller puts `root`/notebooks there, so that nothing is saved in ours.
    """
    shutil.copytree(ROOT / "tools" / "jupyter", root / "tools" / "jupyter")
    for name in ("__init__", "lab", "copies"):
        shutil.copy(ROOT / "tools" / f"{name}.py", root / "tools")
    env = in_venv.environment(str(root), os.environ | {"HOME": str(home)})
    log = root / "log"
    command = [sys.executable, "-m", "tools.lab", "--no-browser", "--port=0"]
    env.pop("EDITION", None)
    # Where it takes five seconds to list all fonts, matplotlib says so.
    env["MPLCONFIGDIR"] = matplotlib.get_cachedir()
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
