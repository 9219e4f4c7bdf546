"""Kernels for tests that run many lessons: TensorFlow is imported already.

A fresh Python needs five seconds of the processor before it can train, and
the tests start some thirty. So each worker keeps one process whose forks are
its kernels, as in a room of learners. What a reader gets is tried the ordinary
way, by the replay and in JupyterLab.
"""

import os
import sys
import time
from pathlib import Path

import pytest
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager

from tools import warm_forks

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def warm_folder(tmp_path_factory):
    """Return where forks are asked for, where the system can do that."""
    if not sys.platform.startswith("linux"):
        yield None
        return
    folder = tmp_path_factory.mktemp("warm")
    server = warm_forks.start(folder, warm_forks.KERNEL)
    yield server, folder
    server.stdin.close()
    server.wait()


@pytest.fixture
def warm_kernels(warm_folder, monkeypatch):
    """Let runs of lessons begin where TensorFlow is imported already."""
    if not warm_folder or os.environ.get("KERAS_BACKEND", "tensorflow") != (
        "tensorflow"
    ):
        return
    server, folder = warm_folder
    while not (folder / warm_forks.KERNEL).exists():
        assert server.poll() is None
        time.sleep(0.05)
    spec = shipped_spec(folder)
    monkeypatch.setattr(
        "tools.execute.KernelSpecManager.get_kernel_spec", lambda *_: spec
    )


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
