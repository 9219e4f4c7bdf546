"""Replay each lesson cell by cell under pytest, and compare the outputs.

nbval runs the cells. This plugin changes four things of it: the outputs are
compared by `tools.compare`, figures included; a failure names the lesson, the
cell, what was expected and what came; a dead kernel is noticed at once; and
the cells of a lesson stay together when the tests run on several workers.
"""

import copy
import re
import time
from collections.abc import Iterator
from pathlib import Path
from queue import Empty
from typing import Any

import pytest
from jupyter_client import KernelManager
from nbformat import NotebookNode
from nbval.kernel import RunningKernel
from nbval.plugin import IPyNbCell, IPyNbFile, NbCellError
from xdist.scheduler import LoadScopeScheduling

from tests.contracts.outputs import how
from tests.first_cause import first_cause
from tests.warm_kernels import warm
from tools.compare import differences
from tools.execute import NO_HISTORY, private_kernel, silently
from tools.notebooks import (
    LessonError,
    cell_name,
    code_cells,
    find_lesson,
    read,
    serialise,
    write,
)
from tools.pictures import picture_triples

_COLOUR = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
# How tests get ids of lessons: of their paths, or of a table by their names.
_IDS = re.compile(r"\bids?=.*\.stem\b|^    path\.name: .*", re.M)
_TRACEBACK_LINES = 15  # the rest of it is our own tools


class KernelDied(Exception):
    """The kernel ended while a cell ran."""


class WatchedKernel(RunningKernel):
    """A kernel whose death is noticed within a second."""

    def __init__(self, cwd: str, startup_timeout: float = 300) -> None:
        self.km = private_kernel(KernelManager)
        self.km.start_kernel(extra_arguments=NO_HISTORY, cwd=cwd, **silently())
        self.kc = self.km.client()
        self.kc.start_channels()
        try:
            self.kc.wait_for_ready(timeout=startup_timeout)
        except RuntimeError:
            self.stop()
            raise
        self._ensure_iopub_up()

    def stop(self) -> None:
        """Stop it, if nbval has not done so: it does after a long cell."""
        if hasattr(self, "km"):
            super().stop()

    def get_message(self, stream: str, timeout: float | None = None) -> Any:
        """Wait for a message; raise `Empty` after `timeout` seconds."""
        end = time.monotonic() + (timeout or 0)
        while True:
            try:
                return super().get_message(stream, timeout=1)
            except Empty:
                if not self.is_alive():
                    raise KernelDied from None
                if timeout is not None and time.monotonic() >= end:
                    raise


class Lesson(IPyNbFile):
    """A notebook; its cells are the tests."""

    def setup(self) -> None:
        """Start its kernel, unless a cause is known why it is in vain."""
        if first_cause(self.path):
            return
        with warm():
            self.kernel = WatchedKernel(
                str(self.path.parent),
                self.config.option.nbval_kernel_startup_timeout,
            )

    def collect(self) -> Iterator["LessonCell"]:
        """Yield the code cells, numbered from 1 as their reader sees them."""
        # nbval reads the file through a function that repairs it silently.
        self.nb = read(self.path)
        self.failed = False
        self.ran: dict[int, list[NotebookNode]] = {}
        for number, cell in enumerate(code_cells(self.nb), 1):
            # Nothing may switch the comparison of a cell off.
            options = {"check": True, "check_exception": False, "skip": False}
            item = LessonCell.from_parent(
                self,
                name=f"code cell {number}",
                cell_num=number,
                cell=cell,
                options=options,
            )
            yield item

    def teardown(self) -> None:
        """Stop the kernel; keep what ran, if it is not what is saved."""
        if self.kernel is not None:
            self.kernel.stop()
            self.kernel = None
        if self.failed and self.ran:
            nb = copy.deepcopy(self.nb)
            for number, outputs in self.ran.items():
                code_cells(nb)[number - 1].outputs = outputs
            kept = self.differences
            kept.mkdir(parents=True, exist_ok=True)
            write(kept / self.path.name, serialise(nb))

    @property
    def differences(self) -> Path:
        """Where to keep what is not as it is saved."""
        build = self.config.rootpath / "build"
        return build / "differences" / self.path.stem


class LessonCell(IPyNbCell):
    """One code cell: it runs, and its outputs are compared."""

    def setup(self) -> None:
        """Leave the cells after a dead kernel out: they could only fail."""
        if self.parent.timed_out:
            pytest.skip("an earlier cell took too long or killed the kernel")

    def runtest(self) -> None:
        """Run the cell in the kernel of its lesson."""
        try:
            super().runtest()
        except KernelDied:
            self.parent.timed_out = True
            self.raise_cell_error("the kernel died while the cell ran")

    def compare_outputs(
        self,
        test: list[NotebookNode],
        ref: list[NotebookNode],
        skip_compare: Any = None,
    ) -> bool:
        """Compare new outputs with saved ones; keep what differs."""
        found = differences(ref, test, exact=False)
        self.parent.ran[self.cell_num] = test
        if found:
            found += self._pictures(ref, test)
            found.append(
                f"If that is wanted, run {how(self.path)}. If you changed "
                'nothing, read "Other digits on my machine" in '
                "CONTRIBUTING.md."
            )
        self.comparison_traceback = found
        return not found

    def _pictures(
        self, saved: list[NotebookNode], now: list[NotebookNode]
    ) -> list[str]:
        """Write the figures that differ to build/, and say where they are."""
        root = self.config.rootpath
        folder = self.parent.differences
        found = []
        for place, triple in enumerate(picture_triples(saved, now), 1):
            name = f"cell-{self.cell_num:02}" + f"-{place}" * (place > 1)
            folder.mkdir(parents=True, exist_ok=True)
            for what, png in triple.items():
                (folder / f"{name}-{what}.png").write_bytes(png)
            where = (folder / name).relative_to(root).as_posix()
            found.append(
                f"Look at the figures: {where}-{{{','.join(triple)}}}.png"
            )
        return found

    def repr_failure(self, excinfo: pytest.ExceptionInfo) -> str:
        """Say which cell failed, and how, without colour codes."""
        error = excinfo.value
        self.parent.failed = True
        if isinstance(error, pytest.fail.Exception):
            return str(error)  # it says where itself
        where = f"{self.parent.name}, {cell_name(self.cell_num, self.cell)}"
        if not isinstance(error, NbCellError):
            return f"{where}: {type(error).__name__}: {error}"
        details = _COLOUR.sub("", error.inner_traceback or "").rstrip()
        lines = details.lstrip("\n").splitlines()
        if str(error) != "Cell outputs differ":
            lines = lines[-_TRACEBACK_LINES:]
        return "\n".join([f"{where}: {_FIRST.get(str(error), error)}", *lines])

    def reportinfo(self) -> tuple[Any, int, str]:
        """Name the cell in reports."""
        return self.path, 0, f"{self.parent.name}, {self.name}"


_FIRST = {
    "Cell outputs differ": "it does not give the output that is saved.",
    "Cell execution caused an exception": "it failed.",
}


@pytest.hookimpl(wrapper=True)
def pytest_collect_file(file_path: Any, parent: Any) -> Iterator[None]:
    """Put our `Lesson` in the place of nbval's file."""
    collectors = yield
    return [
        Lesson.from_parent(parent, path=file_path)
        if type(collector) is IPyNbFile
        else collector
        for collector in collectors
    ]


class LessonScheduling(LoadScopeScheduling):
    """Keep the cells of a lesson, or the tests of a file, on one worker.

    The tests that run whole lessons share nothing and take long: they go to
    whichever worker is free. xdist's own way to say so, `--dist loadgroup`
    with marks, keeps nothing together under pytest 9.2: xdist 3.8 writes the
    groups where pytest no longer reads them.
    """

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return nodeid if file.endswith("test_lessons_run.py") else file


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Hand the tests to the workers in our way."""
    return LessonScheduling(config, log)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option by which `make test LESSON=03` tests one lesson."""
    parser.addoption("--lesson", help="only the tests of this one, such as 03")


def pytest_configure(config: pytest.Config) -> None:
    """Find the lesson that `--lesson` names, before anything is read."""
    if config.option.lesson:
        try:
            config.option.lesson = find_lesson(config.option.lesson).stem
        except LessonError as error:
            raise pytest.UsageError(str(error)) from None


def names_lessons(path: Path) -> bool:
    """Say whether a file of tests may have some whose ids are lessons."""
    return bool(_IDS.search(path.read_text("utf-8")))


def pytest_ignore_collect(
    collection_path: Path, config: pytest.Config
) -> bool | None:
    """Do not read, for one lesson, what has no test of it."""
    path, wanted = collection_path, config.option.lesson
    others = wanted and (
        (path.suffix == ".ipynb" and path.stem != wanted)
        or (path.suffix == ".py" and not names_lessons(path))
    )
    return True if others else None


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    """Let the tests that take longest start first, so that none is left over.

    A worker takes tests in this order; within a lesson it stays as it is.
    """
    if wanted := config.option.lesson:
        others = [item for item in items if wanted not in item.nodeid]
        config.hook.pytest_deselected(items=others)
        items[:] = [item for item in items if wanted in item.nodeid]
    items.sort(key=_rank)


def _rank(item: pytest.Item) -> int:
    slow = item.get_closest_marker("slow")
    if slow:
        return -int(slow.args[0])
    return -30 if isinstance(item, LessonCell) else 0
