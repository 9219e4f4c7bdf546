"""Kernels for tests that run lessons: TensorFlow is imported already.

A fresh Python needs five seconds of the processor before it can train, and
the tests start some thirty. So each worker keeps one process whose forks are
its kernels, as in a room of learners. What a reader gets is tried the ordinary
way in JupyterLab, where each lesson has to print the same as in a fork.
"""

import contextlib
import functools
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager

from tools import warm_forks

ROOT = Path(__file__).resolve().parents[1]


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


def forks() -> dict[str, str]:
    """Return the variable that says where to ask for one, if the system can.

    Given to another run of pytest, it is where that one asks, too.
    """
    backend = os.environ.get("KERAS_BACKEND", "tensorflow")
    if backend != "tensorflow" or not sys.platform.startswith("linux"):
        return {}
    if where := os.environ.get("WARM_FORKS"):
        return {"WARM_FORKS": where}
    server, folder = _forks()
    while not Path(folder.name, warm_forks.KERNEL).exists():
        assert server.poll() is None
        time.sleep(0.05)
    return {"WARM_FORKS": folder.name}


@pytest.fixture
def warm_kernels() -> Iterator[None]:
    """Let all kernels of a test begin so."""
    with warm():
        yield


@functools.cache
def _forks() -> tuple[subprocess.Popen, tempfile.TemporaryDirectory]:
    """Start what kernels are forked of, once for each worker."""
    folder = tempfile.TemporaryDirectory(prefix="warm-")
    return warm_forks.start(Path(folder.name), warm_forks.KERNEL), folder


def pytest_unconfigure() -> None:
    """End it with the tests."""
    if _forks.cache_info().currsize:
        server, folder = _forks()
        server.stdin.close()
        server.wait()
        folder.cleanup()


def shipped_spec(folder: Path) -> KernelSpec:
    """Return what says how kernels of a room start, for forks in `folder`."""
    kernels = KernelSpecManager(
        kernel_dirs=[str(ROOT / "docs/room/jupyter/kernels")],
        ensure_native_kernel=False,
    )
    spec = kernels.get_kernel_spec("python3")
    spec.argv[0] = sys.executable
    spec.env = {"WARM_FORKS": str(folder)}
    return spec
