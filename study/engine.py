"""Run what is missing of a grid; both stages, in one call."""

import contextlib
import itertools
import os
import platform
import uuid
from dataclasses import asdict
from pathlib import Path
from typing import Any

from distributed import Client, Future, as_completed
from distributed.comm import CommClosedError
from distributed.scheduler import KilledWorker
from nbclient.exceptions import CellExecutionError, DeadKernelError
from tqdm import tqdm

from study.grids import Grid, Run, StudyError
from study.records import Records, read_record
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
    """Knows how many runs are finished, and which failed."""

    def __init__(self, grid: Grid, records: Records) -> None:
        self.grid = grid
        self.records = records
        self.finished = 0
        self.failed: dict[str, str] = {}  # run -> reason

    def missing(self) -> list[Run]:
        """Return the runs that can start at once; count what is finished."""
        self.finished = 0
        found = []
        for cell in self.grid.cells:
            missing = self._missing_of(cell.trials())
            rate = self.records.best_rate(cell)
            if rate is not None:
                missing = self._missing_of(cell.finals(rate))
            found.append(missing)
        # One run of each cell, then the next of each: so two workers do not
        # compile the same model, and the time that is left can be guessed.
        turns = itertools.chain.from_iterable(itertools.zip_longest(*found))
        return [run for run in turns if run and run.name not in self.failed]

    def _missing_of(self, runs: list[Run]) -> list[Run]:
        missing = [run for run in runs if self.records.read(run) is None]
        self.finished += len(runs) - len(missing)
        return missing

    def run(self, client: Client) -> None:
        """Run all that is missing; what cannot be run is in `failed`."""
        runs = self.missing()
        bar = tqdm(
            total=self.grid.size,
            initial=self.finished,  # they tell nothing about the time
            unit="run",
            disable=None,  # unless it is a terminal
            smoothing=0,  # runs of one kind follow each other
            dynamic_ncols=True,
        )
        with bar:
            while runs:
                self._run(client, runs, bar)
                # Those that count can start where all trials are finished.
                runs = self.missing()

    def _run(self, client: Client, runs: list[Run], bar: tqdm) -> None:
        at_work = {}
        for run in runs:
            what = self.grid.notebook, asdict(run), self.records.path(run)
            future = client.submit(
                run_once, *what, pure=False, retries=TRIES - 1
            )
            at_work[future] = run
        try:
            for future in as_completed(at_work):
                if client.status != "running":
                    raise StudyError(_GONE)
                run, reason = at_work[future], _reason(future)
                if not reason and self.records.read(run) is None:
                    reason = (
                        f"Its record is not in {self.records.folder}; every "
                        "worker must see that folder under the same path."
                    )
                if reason:
                    self.failed[run.name] = reason
                else:
                    self.finished += 1
                bar.set_postfix(failed=len(self.failed), refresh=False)
                bar.update(self.finished - bar.n)
        except CommClosedError as error:
            # Fetching an outcome may notice it before the client does.
            raise StudyError(_GONE) from error
        except BaseException:
            if client.status == "running":
                # Who is at work ends his run; the others never start.
                client.cancel(list(at_work))
            raise


def _reason(future: Future) -> str | None:
    """Return why a run failed, None if it is finished."""
    if future.status == "finished":
        return future.result()
    if future.status != "error":
        return "The scheduler lost it."
    error = future.exception()
    if isinstance(error, MachineError):
        return str(error)
    if isinstance(error, KilledWorker):
        # The scheduler has given it to several workers, one by one.
        return "Each worker that took it was killed."
    return f"The worker could not begin: {type(error).__name__}: {error}"


class MachineError(Exception):
    """The machine failed, not the code: another try may do better."""


def run_once(
    notebook: Path, parameters: dict[str, Any], record: Path
) -> str | None:
    """Run the notebook in a worker; return why it failed, None if it did not.

    The record appears at once and whole, or not at all, and beside it the
    executed notebook. After a MachineError the scheduler tries again.
    """
    _keep_what_jax_compiles()
    part = record.with_name(f"{record.name}.{uuid.uuid4().hex[:8]}.part")
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
    if isinstance(error, CellExecutionError):
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
