"""Watch one execution of a lesson; say in one sentence where it failed."""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from nbclient import NotebookClient
from nbclient.exceptions import (
    CellExecutionError,
    CellTimeoutError,
    DeadKernelError,
)
from nbformat import NotebookNode
from papermill.exceptions import PapermillExecutionError

from tools.kernels import AsyncPrivateKernelManager
from tools.notebooks import LessonError, cell_name, code_cells

CELL_TIMEOUT = 600  # seconds; no lesson needs a tenth of it
INJECTED = "injected-parameters"  # papermill's tag of the cell it adds


class Watch:
    """Follows the cells of one run, by nbclient or by papermill.

    Parameters
    ----------
    lesson
        File name of the lesson, for the sentence about a failure.
    timeout
        Seconds that a cell may take.
    """

    def __init__(self, lesson: str, timeout: int = CELL_TIMEOUT) -> None:
        self.lesson = lesson
        self.timeout = timeout
        self.started: list[NotebookNode] = []

    def options(self) -> dict[str, Any]:
        """Return the settings of nbclient that every way of running shares."""
        return {
            "kernel_manager_class": AsyncPrivateKernelManager,
            "kernel_name": "python3",
            "coalesce_streams": True,
            "record_timing": False,
            # Asking politely takes seconds now and then, and saves nothing.
            "shutdown_kernel": "immediate",
            "on_cell_start": self._note,
        }

    @contextmanager
    def running(self) -> Iterator[None]:
        """Run the notebook inside; a failure leaves as one sentence.

        Raises
        ------
        LessonError
            A cell failed, took too long or killed the kernel, or no kernel
            started.
        """
        # These libraries log at length what the exception says already.
        logging.disable(logging.ERROR)
        try:
            yield
        except CellTimeoutError as error:
            raise self._error(f"took more than {self.timeout} s") from error
        except DeadKernelError as error:
            raise self._error(
                "killed the kernel, perhaps for want of memory"
            ) from error
        except (CellExecutionError, PapermillExecutionError) as error:
            what = f"{error.ename}: {error.evalue}"
            raise self._error(f"failed with {what}") from error
        except RuntimeError as error:
            raise LessonError(
                f"{self.lesson}: no kernel started; run `make clean`, then "
                "try again."
            ) from error
        finally:
            logging.disable(logging.NOTSET)

    def check(self, nb: NotebookNode) -> None:
        """Check that every cell of the executed `nb` ran, and quietly.

        Raises
        ------
        LessonError
            A cell ended the run early or wrote to the error stream.
        """
        for cell in code_cells(nb):
            kinds = {output.get("name") for output in cell.outputs}
            if "stderr" in kinds:
                text = "".join(o.get("text", "") for o in cell.outputs)
                self._rewind(nb, cell)
                raise self._error(f"wrote to the error stream: {text.strip()}")
            if any(o.output_type == "error" for o in cell.outputs):
                self._rewind(nb, cell)
                raise self._error("ended the run: take its `exit` out")

    def _note(self, cell: NotebookNode, cell_index: int) -> None:
        if cell.cell_type == "code":
            self.started.append(cell)

    def _rewind(self, nb: NotebookNode, cell: NotebookNode) -> None:
        cells = code_cells(nb)
        self.started = cells[: cells.index(cell) + 1]

    def _error(self, what: str) -> LessonError:
        """Name the cell that was the last to start."""
        if not self.started:
            return LessonError(f"{self.lesson} {what}.")
        cell = self.started[-1]
        if INJECTED in cell.metadata.get("tags", []):
            name = f"the parameters given, `{cell.source.strip()}`,"
        else:
            # The cell that papermill adds has no number in the lesson.
            own = [
                c
                for c in self.started
                if INJECTED not in c.metadata.get("tags", [])
            ]
            name = cell_name(len(own), cell)
        return LessonError(f"{self.lesson}, {name} {what}.")


def execute(
    nb: NotebookNode,
    path: Path,
    timeout: int = CELL_TIMEOUT,
    **variables: str,
) -> None:
    """Execute a notebook in place, as the lesson at `path`.

    Parameters
    ----------
    nb
        The lesson, or what was derived from it.
    path
        The kernel runs in its folder; a failure names the file.
    timeout
        Seconds that a cell may take.
    variables
        Environment variables that the kernel gets besides ours.

    Raises
    ------
    LessonError
        A cell failed, took too long, killed the kernel or wrote to the error
        stream.
    """
    watch = Watch(path.name, timeout)
    client = NotebookClient(
        nb,
        timeout=timeout,
        resources={"metadata": {"path": str(path.parent)}},
        **watch.options(),
    )
    with watch.running():
        client.execute(env=os.environ | variables)
    watch.check(nb)
