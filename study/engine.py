"""Run what is missing of a grid, in one call."""

import itertools
import math
import os
import platform
from pathlib import Path

# First: without `tools`, what nbclient imports takes a second and a half more.
from tools.notebooks import BUILD, LessonError
from tools.run import run_lesson

# isort: split
from distributed import Client, Future, as_completed
from distributed.comm import CommClosedError
from distributed.scheduler import KilledWorker
from nbclient.exceptions import CellExecutionError, DeadKernelError
from tqdm import tqdm

from study.grids import Grid, Run, StudyError, parameters
from study.records import Records, read_record, record_path

TRIES = 3  # how often a run may fail for the machine's sake
AT_ONCE = 24  # runs that one kernel makes, one after the other
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

    def missing(self) -> list[list[Run]]:
        """Return groups of runs that can start; count what is finished.

        A group is made by one kernel, and compiles its model once: all its
        runs are of one cell.
        """
        self.finished = 0
        found = []
        for cell in self.grid.cells:
            left = [run for run in cell.runs if self.records.read(run) is None]
            self.finished += len(cell.runs) - len(left)
            left = [run for run in left if run.name not in self.failed]
            groups = math.ceil(len(left) / AT_ONCE)
            size = math.ceil(len(left) / max(groups, 1))
            found.append([left[n * size :][:size] for n in range(groups)])
        # One group of each cell, then the next of each: so the first seeds
        # of all are finished first, and the time that is left can be guessed.
        turns = itertools.chain.from_iterable(itertools.zip_longest(*found))
        return [group for group in turns if group]

    def run(self, client: Client) -> None:
        """Run all that is missing; what cannot be run is in `failed`."""
        groups = self.missing()
        bar = tqdm(
            total=len(self.grid.runs),
            initial=self.finished,  # they tell nothing about the time
            unit="run",
            disable=None,  # unless it is a terminal
            smoothing=0,  # runs of one kind follow each other
            dynamic_ncols=True,
        )
        with bar:
            self._run(client, groups, bar)

    def _run(self, client: Client, groups: list[list[Run]], bar: tqdm) -> None:
        at_work: dict[Future, list[Run]] = {}
        outcomes = as_completed()

        def submit(group: list[Run], retries: int = 0) -> None:
            what = self.grid.notebook, group, self.records.folder
            future = client.submit(
                run_group, *what, pure=False, retries=retries
            )
            at_work[future] = group
            outcomes.add(future)

        try:
            for group in groups:
                submit(group)
            for future in outcomes:
                if client.status != "running":
                    raise StudyError(_GONE)
                group, reason = at_work.pop(future), _reason(future)
                left = [run for run in group if self.records.read(run) is None]
                self.finished += len(group) - len(left)
                if left and len(group) > 1:
                    # Which of them was it? Each shows it on its own.
                    for run in left:
                        submit([run], TRIES - 1)
                elif left:
                    self.failed[left[0].name] = reason or (
                        f"Its record is not in {self.records.folder}; every "
                        "worker must see that folder under the same path."
                    )
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


def run_group(notebook: Path, runs: list[Run], folder: Path) -> str | None:
    """Run the notebook in a worker; return why it failed, None if it did not.

    Each run's record appears in the folder as soon as it is finished, whole,
    and the executed notebook beside that of the first. What has a record is
    not run. After a MachineError the scheduler may try again.
    """
    os.environ.update(kept_by_jax())  # kernels inherit it
    paths = {run: record_path(folder, run) for run in runs}
    runs = [run for run in runs if read_record(paths[run]) is None]
    if not runs:
        return None
    try:
        folder.mkdir(parents=True, exist_ok=True)
        run_lesson(
            notebook,
            parameters(runs) | {"records": [str(paths[run]) for run in runs]},
            paths[runs[0]].with_suffix(".ipynb"),
            timeout=TIMEOUT,
            may_warn=True,
        )
    except LessonError as error:
        if _is_machine(error.__cause__):
            raise MachineError(str(error)) from None
        return str(error)
    except OSError as error:  # a full disk, or one that is gone
        raise MachineError(f"{notebook.name}: {error}.") from None
    if any(read_record(paths[run]) is None for run in runs):
        return f"{notebook.name} wrote no record."
    return None


def _is_machine(error: BaseException | None) -> bool:
    if isinstance(error, CellExecutionError):
        full = error.evalue.startswith("RESOURCE_EXHAUSTED")
        return full or error.ename in _NO_MEMORY
    # A RuntimeError from outside the cells: no kernel started.
    return isinstance(error, DeadKernelError) or type(error) is RuntimeError


def kept_by_jax() -> dict[str, str]:
    """Return settings by which kernels with the same shapes compile once.

    Not on another machine: its processor may lack some instructions.
    """
    return {
        "JAX_COMPILATION_CACHE_DIR": str(BUILD / "jax" / platform.node()),
        # Without these two, JAX keeps only what took long or is large.
        "JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS": "0",
        "JAX_PERSISTENT_CACHE_MIN_ENTRY_SIZE_BYTES": "-1",
    }
