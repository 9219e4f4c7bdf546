"""Run what is missing of a grid; both stages, in one call."""

import contextlib
import itertools
import os
import platform
from dataclasses import asdict
from pathlib import Path
from typing import Any

from distributed import Client, Future, as_completed
from distributed.comm import CommClosedError
from distributed.scheduler import KilledWorker
from nbclient.exceptions import DeadKernelError
from papermill.exceptions import PapermillExecutionError
from tqdm import tqdm

from study.grids import Cell, Grid, Run, StudyError
from study.records import Records, part_of, read_record
from tools.notebooks import BUILD, LessonError
from tools.run import run_lesson

TRIES = 3  # how often a run may fail for the machine's sake
TIMEOUT = 3600  # seconds that a cell of the notebook may take
# Errors inside a cell that say: not enough memory.
_NO_MEMORY = ("MemoryError", "ResourceExhaustedError")
_GONE = (
    "The scheduler is gone; start it again and call the same command again."
)


class Engine:
    """Knows which runs are missing, which are at work, and which failed."""

    def __init__(self, grid: Grid, records: Records) -> None:
        self.grid = grid
        self.records = records
        self.finished = 0
        self.failed: dict[str, str] = {}  # run -> reason
        self._at_work: dict[Future, tuple[Cell, Run]] = {}
        self._trials_left: dict[Cell, int] = {}

    def missing(self) -> list[tuple[Cell, Run]]:
        """Return the runs that can start at once; count what is finished."""
        self.finished = 0
        found = []
        for cell in self.grid.cells:
            trials = self._missing_of(cell, cell.trials())
            self._trials_left[cell] = len(trials)
            found.append(trials or self._missing_finals(cell))
        # One run of each cell, then the next of each: so two workers do not
        # compile the same model, and the time that is left can be guessed.
        turns = itertools.chain.from_iterable(itertools.zip_longest(*found))
        return [pair for pair in turns if pair]

    def run(self, client: Client) -> None:
        """Run all that is missing; what cannot be run is in `failed`."""
        queue = as_completed()
        for cell, run in self.missing():
            self._submit(client, queue, cell, run)
        try:
            with self._bar() as bar:
                for future in queue:
                    self._take(client, queue, future)
                    bar.set_postfix(failed=len(self.failed), refresh=False)
                    bar.update(self.finished - bar.n)
        except CommClosedError as error:
            # Fetching an outcome may notice it before the client does.
            raise StudyError(_GONE) from error
        except BaseException:
            if client.status == "running":
                # Who is at work ends his run; the others never start.
                client.cancel(list(self._at_work))
            raise

    def _bar(self) -> tqdm:
        return tqdm(
            total=self.grid.size,
            initial=self.finished,  # they tell nothing about the time
            unit="run",
            disable=None,  # unless it is a terminal
            smoothing=0,  # runs of one kind follow each other
            dynamic_ncols=True,
        )

    def _missing_of(
        self, cell: Cell, runs: list[Run]
    ) -> list[tuple[Cell, Run]]:
        missing = [
            (cell, run) for run in runs if self.records.read(run) is None
        ]
        self.finished += len(runs) - len(missing)
        return missing

    def _missing_finals(self, cell: Cell) -> list[tuple[Cell, Run]]:
        rate = self.records.best_rate(cell)
        if rate is None:
            return []
        return self._missing_of(cell, cell.finals(rate))

    def _submit(
        self, client: Client, queue: as_completed, cell: Cell, run: Run
    ) -> None:
        future = client.submit(
            run_once,
            self.grid.notebook,
            asdict(run),
            self.records.path(run),
            pure=False,
            retries=TRIES - 1,
        )
        self._at_work[future] = (cell, run)
        queue.add(future)

    def _take(
        self, client: Client, queue: as_completed, future: Future
    ) -> None:
        cell, run = self._at_work.pop(future)
        if client.status != "running":
            raise StudyError(_GONE)
        reason = _reason(future)
        if reason:
            self.failed[run.name] = reason
            return
        self.finished += 1
        if run.split == "validation":
            self._trials_left[cell] -= 1
            if self._trials_left[cell] == 0:
                for _, final in self._missing_finals(cell):
                    self._submit(client, queue, cell, final)


def _reason(future: Future) -> str | None:
    """Return why a run failed, None if it is finished."""
    if future.status == "finished":
        return future.result()
    error = future.exception() if future.status == "error" else None
    match error:
        case None:
            return "The scheduler lost it."
        case MachineError():
            return str(error)
        case KilledWorker():
            # The scheduler has given it to several workers, one by one.
            return "Each worker that took it was killed."
    return f"The worker could not begin: {type(error).__name__}: {error}"


class MachineError(Exception):
    """The machine failed, not the code: another try may do better."""


def run_once(
    notebook: Path, parameters: dict[str, Any], record: Path
) -> str | None:
    """Run the notebook in a worker; return why it failed, None if it did not.

    The record appears at once and whole, or not at all; the executed notebook
    is left beside it. What fails for the machine's sake is a MachineError,
    and the scheduler lets some worker try again.
    """
    _keep_what_jax_compiles()
    part = part_of(record)
    try:
        record.parent.mkdir(parents=True, exist_ok=True)
        run_lesson(
            notebook,
            parameters | {"record": str(part)},
            record.with_suffix(".ipynb"),
            timeout=TIMEOUT,
            may_warn=True,
        )
        if read_record(part) is None:
            return f"{notebook.name} wrote no record."
        os.replace(part, record)
    except LessonError as error:
        if _is_machine(error.__cause__):
            raise MachineError(str(error)) from None
        return str(error)
    except OSError as error:  # a full disk, or one that is gone
        raise MachineError(f"{notebook.name}: {error}.") from None
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
    return None


def _is_machine(error: BaseException | None) -> bool:
    if isinstance(error, PapermillExecutionError):
        full = error.evalue.startswith("RESOURCE_EXHAUSTED")
        return full or error.ename in _NO_MEMORY
    # A RuntimeError from outside the cells: no kernel started.
    return isinstance(error, DeadKernelError) or type(error) is RuntimeError


def _keep_what_jax_compiles() -> None:
    """Let runs with the same shapes compile once; their kernels inherit it.

    Not on another machine: its processor may lack some instructions.
    """
    folder = BUILD / "jax" / platform.node()
    os.environ.setdefault("JAX_COMPILATION_CACHE_DIR", str(folder))
    # Without these two, JAX keeps only what took long or is large.
    os.environ["JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS"] = "0"
    os.environ["JAX_PERSISTENT_CACHE_MIN_ENTRY_SIZE_BYTES"] = "-1"
