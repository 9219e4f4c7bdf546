"""Kernels for runs without a reader: this Python, silent, no shared ports.

Two runs at once can be given the same TCP port, and one kernel then dies of
"Address already in use". Sockets in a private folder cannot clash. Windows
has no such sockets, and keeps TCP.
"""

import atexit
import functools
import os
import shutil
import subprocess
import tempfile
import uuid
from pathlib import Path
from typing import Any

from ipykernel.kernelspec import RESOURCES, get_kernel_dict
from jupyter_client import AsyncKernelManager, KernelManager
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from traitlets import default


@functools.cache
def _socket_folder(pid: int) -> Path:
    # The system cuts a socket's path after about 100 characters, and the
    # usual temporary folder of macOS takes half of them.
    base = "/tmp" if os.path.isdir("/tmp") else None
    folder = tempfile.mkdtemp(prefix="kernels-", dir=base)
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder)


class _ThisPython(KernelSpecManager):
    """Knows one kernel: the Python that runs now."""

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        """Return this Python, whatever name the notebook gives."""
        return KernelSpec(resource_dir=RESOURCES, **get_kernel_dict())


class _Private(KernelManager):
    """What both kernel managers below share."""

    @default("kernel_spec_manager")
    def _own_kernel_spec_manager(self) -> KernelSpecManager:
        return _ThisPython(parent=self)

    @default("transport")
    def _own_transport(self) -> str:
        return "tcp" if os.name == "nt" else "ipc"

    @default("transport_encryption")
    def _own_transport_encryption(self) -> str:
        # Only TCP needs it, and without it ipykernel warns at each start.
        return "auto" if os.name == "nt" else "disabled"

    @default("connection_file")
    def _own_connection_file(self) -> str:
        folder = _socket_folder(os.getpid())
        return str(folder / f"{uuid.uuid4().hex[:12]}.json")

    @staticmethod
    def _quiet(options: dict[str, Any]) -> dict[str, Any]:
        environment = dict(options.pop("env", None) or os.environ)
        # With this variable ipykernel captures other outputs than Jupyter.
        environment.pop("PYTEST_CURRENT_TEST", None)
        arguments = [*options.pop("extra_arguments", ())]
        arguments.append("--HistoryManager.enabled=False")
        options |= {"env": environment, "extra_arguments": arguments}
        # What a cell writes there reaches the notebook all the same.
        return {"stderr": subprocess.DEVNULL, **options}


class PrivateKernelManager(_Private):
    """For a caller that waits: the replay under pytest."""

    def start_kernel(self, **options: Any) -> None:
        """Start the kernel; `options` are those of `KernelManager`."""
        super().start_kernel(**self._quiet(options))


class AsyncPrivateKernelManager(_Private, AsyncKernelManager):
    """For nbclient and papermill."""

    async def start_kernel(self, **options: Any) -> None:
        """Start the kernel; `options` are those of `AsyncKernelManager`."""
        await super().start_kernel(**self._quiet(options))
