"""Kernels for tests that run many lessons: TensorFlow is imported already.

A fresh Python needs five seconds of the processor before it can train, and
the tests start some thirty. So each worker keeps one process that has imported
what every lesson imports, and has done no more; a kernel is a fork of it, with
memory of its own. What a reader gets is tried the ordinary way, by the replay
and in JupyterLab.
"""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from jupyter_client.kernelspec import KernelSpec

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def kernel_server(tmp_path_factory):
    """Start what kernels are forked of, where the system can do that."""
    if not sys.platform.startswith("linux"):
        yield None
        return
    address = tmp_path_factory.mktemp("warm") / "s"
    server = subprocess.Popen(
        [sys.executable, "-m", "tests.warm_kernels", str(address)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
    )
    yield server, address
    with contextlib.suppress(OSError):
        server.stdin.close()
    server.wait()


@pytest.fixture
def warm_kernels(kernel_server, monkeypatch):
    """Let runs of lessons begin where TensorFlow is imported already."""
    if not kernel_server or os.environ.get("KERAS_BACKEND", "tensorflow") != (
        "tensorflow"
    ):
        return
    server, address = kernel_server
    while not address.exists():
        assert server.poll() is None
        time.sleep(0.05)
    client = [
        sys.executable,
        "-I",
        "-S",
        str(ROOT / "tests/ask_for_kernel.py"),
    ]
    spec = KernelSpec(
        argv=[*client, str(address), "-f", "{connection_file}"],
        display_name="warm",
        language="python",
    )
    monkeypatch.setattr(
        "tools.execute.KernelSpecManager.get_kernel_spec", lambda *_: spec
    )


def serve(address: str) -> None:
    """Import what lessons import; then fork a kernel for each that asks."""
    from helpers import backend, runtime

    os.environ.update(backend._TENSORFLOW_SETTINGS)
    sys.modules["jax"] = None  # no lesson needs it, TensorFlow would load it
    import keras  # noqa: F401
    import tensorflow  # noqa: F401

    del sys.modules["jax"]
    import ipykernel.kernelapp
    import matplotlib.pyplot  # noqa: F401  (every lesson imports it)

    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for them
    threading.Thread(target=_end_with_the_tests, daemon=True).start()
    server = socket.socket(socket.AF_UNIX)
    server.bind(address + ".new")
    server.listen()
    os.rename(address + ".new", address)
    while True:
        asked, _ = server.accept()
        if os.fork() == 0:
            break
        asked.close()
    server.close()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    _become(asked)
    backend.load()
    runtime._started_on = "cpu"  # its imports did not come too early
    ipykernel.kernelapp.launch_new_instance()


def _become(asked: socket.socket) -> None:
    """Take over the arguments, variables, folder and files of who asked."""
    text, files, _, _ = socket.recv_fds(asked, 2**20, 3)
    wanted = json.loads(text)
    for number, file in enumerate(files):
        os.dup2(file, number)
        os.close(file)
    os.setsid()
    os.chdir(wanted["folder"])
    os.environ.clear()
    os.environ.update(wanted["variables"])
    os.environ["JPY_PARENT_PID"] = str(os.getppid())
    sys.argv[1:] = wanted["arguments"]
    asked.send(str(os.getpid()).encode())
    threading.Thread(target=_end_with, args=[asked], daemon=True).start()


def _end_with(asked: socket.socket) -> None:
    asked.recv(1)  # nothing ever comes: it returns when the other is gone
    os._exit(1)


def _end_with_the_tests() -> None:
    sys.stdin.read()
    os._exit(0)


if __name__ == "__main__":
    serve(sys.argv[1])
