"""Execute a notebook in a kernel of its own; say where it failed.

Kernels here are this Python, silent, and share no ports. Two runs at once can
be given the same TCP port, and one kernel then dies of "Address already in
use". Sockets in a private folder cannot clash. Windows has no such sockets,
and keeps TCP.
"""

import asyncio
import atexit
import functools
import logging
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
import uuid
from pathlib import Path
from typing import Any

import nbclient.client
from jupyter_client import AsyncKernelManager, KernelManager
from jupyter_client.kernelspec import KernelSpecManager
from nbclient import NotebookClient
from nbclient.exceptions import (
    CellExecutionError,
    CellTimeoutError,
    DeadKernelError,
)
from nbformat import NotebookNode

from tools.machine import ILLEGAL
from tools.notebooks import LessonError, cell_name, code_cells

CELL_TIMEOUT = 600  # seconds; no lesson needs a tenth of it
INJECTED = "injected-parameters"  # papermill's tag of the cell it adds
PRINTED = 100_000_000  # bytes; a run that prints more would fill our memory
# nbclient's own looks for the end of a line from each of its letters: after a
# line of a megabyte it would look for an hour, beyond every limit.
nbclient.client._RGX_CARRIAGERETURN = re.compile(r"(?m)^.*\r(?=[^\n])")
NO_HISTORY = ["--HistoryManager.enabled=False"]


class RunError(LessonError):
    """A run that failed: which lesson, `where` in it, and `what` happened."""

    def __init__(self, name: str, where: str, what: str) -> None:
        super().__init__(f"{name}{where} {what}.")
        self.where = where
        self.what = what


def execute(
    nb: NotebookNode,
    path: Path,
    timeout: int = CELL_TIMEOUT,
    may_warn: bool = False,
    is_for_all: bool = False,
    first: Path | None = None,
    **variables: str,
) -> None:
    """Execute a notebook in place, as the lesson at `path`.

    A LessonError names the cell that failed, took more than `timeout` seconds,
    killed the kernel, ended the run or, unless it `may_warn`, wrote to the
    error stream. If `timeout` `is_for_all` cells, it is for them together. The
    kernel runs the file `first` before them, and gets `variables` in its
    environment.
    """
    for cell in code_cells(nb):
        cell.outputs, cell.execution_count = [], None
    started: list[NotebookNode] = []
    cause: Exception | None = None
    end = time.monotonic() + timeout
    run_first = f"__import__('runpy').run_path({str(first)!r});"
    client = _Client(
        nb,
        timeout=timeout,
        timeout_func=(lambda _: max(1, round(end - time.monotonic())))
        if is_for_all
        else None,
        resources={"metadata": {"path": str(path.parent)}},
        km=private_kernel(AsyncKernelManager),
        extra_arguments=NO_HISTORY
        + [f"--IPKernelApp.exec_lines={run_first}"] * bool(first),
        coalesce_streams=True,
        record_timing=False,
        # Asking politely takes seconds now and then, and saves nothing.
        shutdown_kernel="immediate",
        on_cell_start=lambda cell, cell_index: started.append(cell),
    )
    # These libraries log at length what the exception says already.
    logging.disable(logging.ERROR)
    try:
        _run(client, cleanup_kc=True, **silently(**variables))
    except CellTimeoutError as error:
        cause, what = error, f"took more than {timeout} s"
        if is_for_all:
            what = f"did not end within the {timeout} s of the notebook"
    except DeadKernelError as error:
        cause, what = error, "killed the kernel, perhaps for want of memory"
        if client.code in ILLEGAL:
            what = (
                "killed the kernel by an instruction that this processor does "
                "not have (AVX as a rule)"
            )
        if client.printed > PRINTED:
            what = f"printed more than {PRINTED // 1_000_000} MB"
    except CellExecutionError as error:
        cause, what = error, f"failed with {error.ename}: {error.evalue}"
    except RuntimeError as error:
        atexit.unregister(client._cleanup_kernel)  # of which there is none
        raise LessonError(
            f"{path.name}: no kernel started; make room if the disk is full, "
            "otherwise run `make clean`, then try again."
        ) from error
    else:
        if may_warn:
            return
        started, what = _first_complaint(nb)
    finally:
        logging.disable(logging.NOTSET)
    if what:
        where = _last_of(nb, started)
        said = what.rstrip().removesuffix(".")  # an error may have one, too
        raise RunError(path.name, where, said) from cause


class _Client(NotebookClient):
    """A client that ends a kernel which prints without end.

    Of one that died it keeps the exit `code`.
    """

    printed = 0
    code: int | None = None

    async def async_execute_cell(
        self, *arguments: Any, **options: Any
    ) -> NotebookNode:
        try:
            return await super().async_execute_cell(*arguments, **options)
        except DeadKernelError:
            self.code = await self.km.provisioner.poll()
            raise

    def output(self, outs: list, msg: dict, *rest: Any) -> Any:
        content = msg["content"]
        data = content.get("data", {}).values()
        self.printed += sum(len(str(one)) for one in data)
        self.printed += len(content.get("text", ""))
        if self.printed > PRINTED:
            os.kill(self.km.provisioner.pid, signal.SIGKILL)
            return None
        return super().output(outs, msg, *rest)


class _Loop(asyncio.SelectorEventLoop):
    """A loop in which signals stay what they are for this program.

    nbclient would answer them by ending the kernel, and then wonder who did.
    """

    def add_signal_handler(self, *arguments: object) -> None:
        raise NotImplementedError


def _run(client: NotebookClient, **options: Any) -> None:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        with asyncio.Runner(loop_factory=_Loop) as runner:
            runner.run(client.async_execute(**options))
    else:  # Playwright's, in a test: nbclient goes to a thread of its own
        client.execute(**options)


def _first_complaint(nb: NotebookNode) -> tuple[list[NotebookNode], str]:
    """Return the cell that wrote to the error stream or ended the run."""
    for cell in code_cells(nb):
        if any(output.get("name") == "stderr" for output in cell.outputs):
            text = "".join(output.get("text", "") for output in cell.outputs)
            return [cell], f"wrote to the error stream: {text.strip()}"
        if any(output.output_type == "error" for output in cell.outputs):
            return [cell], "ended the run: take its `exit` out"
    return [], ""


def _last_of(nb: NotebookNode, started: list[NotebookNode]) -> str:
    """Name the code cell that was the last to start, if there is one."""
    last = None
    for cell in started:
        last = cell if cell.cell_type == "code" else last
    number = 0
    for cell in code_cells(nb):
        # The cell that papermill adds has no number in the lesson.
        is_injected = INJECTED in cell.metadata.get("tags", [])
        number += not is_injected
        if cell is last and is_injected:
            return f", the parameters given, `{cell.source.strip()}`,"
        if cell is last:
            return f", {cell_name(number, cell)}"
    return ""


def private_kernel(kind: type[KernelManager]) -> KernelManager:
    """Return the manager of a kernel that shares nothing with others."""
    is_windows = os.name == "nt"
    name = f"{uuid.uuid4().hex[:12]}.json"
    return kind(
        # This Python, whatever else a user has installed under that name.
        kernel_name="python3",
        kernel_spec_manager=KernelSpecManager(kernel_dirs=[]),
        transport="tcp" if is_windows else "ipc",
        # Only TCP needs it, and without it ipykernel warns at each start.
        transport_encryption="auto" if is_windows else "disabled",
        connection_file=str(_socket_folder(os.getpid()) / name),
    )


def silently(**variables: str) -> dict[str, Any]:
    """Return options for the start of a kernel that bothers nobody.

    What a cell writes to the error stream reaches the notebook all the same.
    """
    env = os.environ | variables
    # With this variable ipykernel captures other outputs than Jupyter.
    env.pop("PYTEST_CURRENT_TEST", None)
    return {"env": env, "stderr": subprocess.DEVNULL}


@functools.cache
def _socket_folder(pid: int) -> Path:
    # The system cuts a socket's path after about 100 characters, and the
    # usual temporary folder of macOS takes half of them.
    base = "/tmp" if os.path.isdir("/tmp") else None
    folder = tempfile.mkdtemp(prefix="kernels-", dir=base)
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder)
