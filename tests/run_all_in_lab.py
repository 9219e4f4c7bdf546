"""Press Run All in JupyterLab, as a learner does, and see what goes wrong.

    python -m tests.run_all_in_lab [LESSON ...]

does it in a copy of each lesson as shipped, some minutes long. The tests do
the same in their short form.
"""

import argparse
import re
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from nbformat import NotebookNode, v4

from tests.browser import chromium, jupyter_lab, note_outside
from tests.lesson_runs import for_jupyterlab
from tools.copies import parse
from tools.editions import STRICT
from tools.notebooks import (
    cell_name,
    code_cells,
    find_lesson,
    lessons,
    read,
    serialise,
    write,
)

# By their classes first: a text alone is looked for in every element of the
# page, and that took a fifth of the browser's time.
IDLE = ".jp-StatusBar-TextItem:has-text('Python 3 (ipykernel) | Idle')"
RUN = ".lm-MenuBar-itemLabel:text-is('Run')"
ALL = ".lm-Menu-itemLabel:text-is('Run All Cells')"
# Once the last is closed, a tab of JupyterLab's own stands in its place.
TABS = ".lm-DockPanel-tabBar .lm-TabBar-tab:has-text('.ipynb')"
# A toast goes by itself, before anybody looks for it.
NOTE_NOTICES = """
window.notices = [];
new MutationObserver(records => {
    for (const record of records) for (const node of record.addedNodes) {
        if (!node.querySelector) continue;
        const notice = ".jp-Dialog, .Toastify__toast";
        if (node.matches(notice) || node.querySelector(notice))
            window.notices.push(node.innerText);
    }
}).observe(document, {childList: true, subtree: true});
"""


def make_root(root: Path, quick: bool) -> list[str]:
    """Put the lessons where JupyterLab is to start; return their names.

    `quick`: solved, with the parameters with which the tests run them.
    """
    folder = root / "notebooks"
    folder.mkdir(parents=True)
    for lesson in lessons():
        nb = for_jupyterlab(lesson) if quick else read(lesson)
        write(folder / lesson.name, serialise(nb))
    return [lesson.name for lesson in lessons()]


class Watched:
    """JupyterLab in the browser, and what one has to complain of it.

    To load its page costs as much as to run a short lesson. So it is loaded
    once; the lessons are opened from its list of files, one after another.
    """

    def __init__(self, browser: Any, address: str) -> None:
        # Small, for it draws what is in it after each cell.
        self.context = browser.new_context(
            viewport={"width": 800, "height": 400}
        )
        self.address = address
        self.page: Any = None
        self.late = 0.0  # when the last toast must have come

    def open(self, name: str) -> Any:
        """Open my_lessons/`name` alone, wait for its kernel; return the page.

        A page that nobody closed after the last notebook is not used again.
        """
        if self.page and self.page.locator(TABS).count():
            self.page.close()
            self.page = None
        self.outside: list[str] = []
        self.errors: list[str] = []
        if self.page:
            self.page.evaluate("window.notices = []")
            self.page.locator(".jp-DirListing-item", has_text=name).dblclick()
        else:
            self._load(name)
        # Whoever clicks earlier may find that nothing happens.
        self.page.wait_for_selector(
            f".lm-mod-current .lm-TabBar-tabLabel:has-text('{name}')"
        )
        self.page.wait_for_selector(IDLE)
        self.page.wait_for_selector(".jp-Notebook .jp-Cell")
        return self.page

    def _load(self, name: str) -> None:
        self.page = self.context.new_page()
        self.page.set_default_timeout(300_000)  # it may start slowly
        self.page.add_init_script(NOTE_NOTICES)
        note_outside(self.page, lambda where: self.outside.append(where))
        self.page.on("pageerror", lambda e: self.errors.append(f"page: {e}"))
        self.page.on("console", self._hear)
        address = re.sub(r"[^/]+(?=\?token)", name, self.address)
        self.page.goto(address + "&reset")

    def _hear(self, message: Any) -> None:
        if message.type == "error":
            self.errors.append(f"console: {message.text}")

    def close_tab(self) -> None:
        """Close the notebook, and end its kernel."""
        self.page.locator(f"{TABS} .lm-TabBar-tabCloseIcon").click()
        self.page.locator(TABS).wait_for(state="detached")
        _end_kernels(self.page, self.address)

    def complaints(self) -> list[str]:
        """Return what went wrong, once the last toast has come."""
        wait = self.late - time.monotonic()
        self.page.wait_for_timeout(1000 * max(wait, 0))
        notices = self.page.evaluate("window.notices")
        return [
            *self.errors,
            *[f"asked outside: {address}" for address in self.outside],
            *[f"notice: {notice}" for notice in notices],
        ]


def run_all(
    watched: Watched,
    copy: Path,
    limit: int,
) -> list[str]:
    """Run all cells of a copy, save and close it; return the complaints."""
    return press(watched, copy, limit) + finish(watched)


def press(
    watched: Watched,
    copy: Path,
    limit: int,
    look: Callable[[Any], None] = lambda page: None,
) -> list[str]:
    """Run all cells of a copy and save it; return what went wrong.

    JupyterLab shows only the cells near the window, so what came out is read
    from the file. `limit`: seconds until it has to be done. `look` is called
    with the page before anything is run: to open it once more would cost as
    much as a short lesson.
    """
    page = watched.open(copy.name)
    look(page)
    page.click(RUN)
    page.click(ALL)
    until = time.monotonic() + limit
    found, done = [], False
    while not (found or done) and time.monotonic() < until:
        page.wait_for_timeout(500)
        if page.locator(".jp-Dialog").count():
            page.keyboard.press("Escape")
            at = _not_done(_saved(page, copy))
            found = [f"a dialog; the first not done is {at}"]
        elif page.locator(IDLE).count():
            cells = _saved(page, copy)
            found = _errors(cells)
            done = bool(cells) and not _not_done(cells)
    if done:
        page.wait_for_selector(IDLE)
        counts = [cell["execution_count"] for cell in cells]
        if counts != [*range(1, len(cells) + 1)]:
            found.append(f"counts {counts}")
    elif not found:
        at = _not_done(_saved(page, copy))
        found.append(f"{limit} s are over; the first not done is {at}")
    watched.late = time.monotonic() + 1.5
    return found


def finish(watched: Watched) -> list[str]:
    """Return the complaints of the page, and close what it shows."""
    page, found = watched.page, watched.complaints()
    for button in page.locator(".jp-Dialog .jp-mod-accept").all():
        button.click()
    if page.locator(".jp-mod-dirty").count():  # closed, it would ask
        _end_kernels(page, watched.address)
        page.locator(".jp-Notebook .jp-Editor").first.click()
        page.keyboard.press("Control+s")
        page.wait_for_selector(".jp-mod-dirty", state="detached")
    watched.close_tab()
    return found


def _saved(page: Any, copy: Path) -> list[NotebookNode]:
    """Save a copy; return its code cells, or none if it is half written."""
    page.keyboard.press("Control+s")
    page.wait_for_timeout(500)
    nb = parse(copy.read_bytes())
    return code_cells(v4.to_notebook(nb)) if nb else []


def _not_done(cells: list[NotebookNode]) -> str:
    """Name the first cell that did not end, if there is one."""
    names = (
        cell_name(number, cell)
        for number, cell in enumerate(cells, 1)
        if not cell.execution_count
    )
    return next(names, "")


def _errors(cells: list[NotebookNode]) -> list[str]:
    found = []
    for number, cell in enumerate(cells, 1):
        for output in cell.outputs:
            if output.output_type == "error":
                what = f"failed with {output.ename}: {output.evalue}"
            elif output.get("name") == "stderr":
                what = f"wrote to the error stream: {output.text.strip()}"
            else:
                continue
            found.append(f"{cell_name(number, cell)} {what}")
    return found


def _end_kernels(page: Any, address: str) -> None:
    """End all kernels: ten of them would need several gigabytes."""
    host, token = re.match(r"(http://[^/]+).*token=(\w+)", address).groups()
    request, kernels = page.context.request, f"{host}/api/kernels"
    headers = {"Authorization": f"token {token}"}
    for kernel in request.get(kernels, headers=headers).json():
        request.delete(f"{kernels}/{kernel['id']}", headers=headers)


def main() -> int:
    """Run the command line; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("lesson", nargs="*", help="such as 03; default: all")
    parser.add_argument("--quick", action="store_true", help="as the tests")
    options = parser.parse_args()
    chosen = [find_lesson(name).name for name in options.lesson]
    bad = False
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        root, home = Path(folder, "root"), Path(folder, "home")
        home.mkdir()
        names = make_root(root, options.quick)
        strict = STRICT if options.quick else {}
        with (
            jupyter_lab(root, home, **strict) as (address, _),
            chromium(home) as browser,
        ):
            watched = Watched(browser, address)
            for name in chosen or names:
                started = time.monotonic()
                copy = root / "my_lessons" / name
                found = run_all(watched, copy, limit=900)
                took = time.monotonic() - started
                print(f"{name}: {took:.0f} s,", found or "ok", flush=True)
                bad = bad or bool(found)
    return int(bad)


if __name__ == "__main__":
    sys.exit(main())
