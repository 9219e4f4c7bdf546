"""Kernels for tests that run lessons: TensorFlow is imported already.

A fresh Python needs five seconds of the processor before it can train, and
the tests start some fifty. So one process has forks that are the kernels of
all workers, as in a room of learners. Those of JupyterLab are forks of
another, which knows Keras and matplotlib and nothing of ours; its texts have
other hashes, and its objects other addresses. The kernel of one lesson
there begins from nothing, as a reader's.
"""

import contextlib
import functools
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager

from tools import warm_forks

ROOT = Path(__file__).resolve().parents[1]
SHIPPED = ROOT / "docs" / "room" / "jupyter"


@contextlib.contextmanager
def warm() -> Iterator[None]:
    """Let kernels begin where TensorFlow is imported, if the system can."""
    where = forks()
    if not where:
        yield
        return
    spec = shipped_spec(Path(where["WARM_FORKS"]))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            "tools.execute.KernelSpecManager.get_kernel_spec", lambda *_: spec
        )
        yield


def can_fork() -> bool:
    """Say whether kernels of this system and backend can be forks."""
    backend = os.environ.get("KERAS_BACKEND", "tensorflow")
    return backend == "tensorflow" and sys.platform.startswith("linux")


def forks() -> dict[str, str]:
    """Return the variable that says where to ask for one, if the system can.

    Given to another run of pytest, it is where that one asks, too.
    """
    if not can_fork():
        return {}
    where = os.environ.get("WARM_FORKS") or _forks()[1].name
    Path(where, "wanted").touch()
    _wait_for(where)
    return {"WARM_FORKS": where}


ONCE_WANTED = """
import select, sys
from pathlib import Path
folder, module = sys.argv[1:]
while not Path(folder, "wanted").exists():
    if select.select([0], [], [], 0.1)[0]:
        sys.exit()  # the tests are over
from tools import warm_forks
warm_forks.serve(Path(folder, module), module)
"""
NOT_OURS = """
import sys
from pathlib import Path
from tools import warm_forks

def load():
    warm_forks.import_keras()
    import matplotlib.pyplot

folder, module = sys.argv[1:]
warm_forks.IMPORTS = {module: load}
warm_forks.serve(Path(folder, module), module)
"""


@contextlib.contextmanager
def not_ours() -> Iterator[tuple[dict[str, str], Callable[[], None]]]:
    """Yield the variables of a JupyterLab whose kernels are forks of that.

    And a function: once it is called, they begin from nothing.
    """
    if not can_fork():
        yield {}, lambda: None
        return
    with tempfile.TemporaryDirectory(prefix="keras-") as folder:
        program = "-c", NOT_OURS
        server = warm_forks.start(Path(folder), warm_forks.KERNEL, program)
        try:
            _wait_for(folder)
            variables = {"WARM_FORKS": folder, "JUPYTER_PATH": str(SHIPPED)}
            yield variables, lambda: _end(server)
        finally:
            _end(server)


def _wait_for(folder: str) -> None:
    until = time.monotonic() + 300
    while not Path(folder, warm_forks.KERNEL).exists():
        assert time.monotonic() < until, "no process to fork kernels of"
        time.sleep(0.05)


def _end(server: subprocess.Popen) -> None:
    server.stdin.close()
    server.wait()


@pytest.fixture
def warm_kernels() -> Iterator[None]:
    """Let all kernels of a test begin so."""
    with warm():
        yield


@functools.cache
def _forks() -> tuple[subprocess.Popen, tempfile.TemporaryDirectory]:
    """Start what kernels are forked of, once one is wanted."""
    folder = tempfile.TemporaryDirectory(prefix="warm-")
    program = "-c", ONCE_WANTED
    server = warm_forks.start(Path(folder.name), warm_forks.KERNEL, program)
    return server, folder


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes() -> None:
    """Let all workers ask the same one."""
    if can_fork():
        os.environ.setdefault("WARM_FORKS", _forks()[1].name)


def pytest_unconfigure() -> None:
    """End it with the tests."""
    if _forks.cache_info().currsize:
        server, folder = _forks()
        _end(server)
        folder.cleanup()


def shipped_spec(folder: Path) -> KernelSpec:
    """Return what says how kernels of a room start, for forks in `folder`."""
    kernels = KernelSpecManager(
        kernel_dirs=[str(SHIPPED / "kernels")],
        ensure_native_kernel=False,
    )
    spec = kernels.get_kernel_spec("python3")
    spec.argv[0] = sys.executable
    spec.env = {"WARM_FORKS": str(folder)}
    return spec
