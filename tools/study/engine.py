"""Run what is missing of a grid; both stages, in one call."""

import itertools
from dataclasses import dataclass, field

from distributed import Client, Future, as_completed
from distributed.comm import CommClosedError
from distributed.scheduler import KilledWorker

from tools.study.bar import Bar
from tools.study.grid import Grid
from tools.study.once import Outcome, run_once
from tools.study.records import Records
from tools.study.runs import Cell, Run, StudyError
from tools.study.table import best_rate

TRIES = 3  # how often a run may fail for the machine's sake
_GONE = (
    "The scheduler is gone; start it again and call the same command again."
)


@dataclass
class Engine:
    """Knows which runs are missing, which are at work, and which failed.

    Parameters
    ----------
    grid, records
        What is to be run, and where the records are.
    """

    grid: Grid
    records: Records
    failed: dict[str, str] = field(default_factory=dict)  # run -> reason
    finished: int = 0
    _cells: dict[Future, tuple[Cell, Run, int]] = field(default_factory=dict)
    _waiting: dict[str, int] = field(default_factory=dict)  # trials of a cell

    def missing(self) -> list[tuple[Cell, Run]]:
        """Return the runs that can start at once; count what is finished."""
        self.finished = 0
        found = []
        for cell in self.grid.cells:
            trials = self._missing_of(cell, cell.trials())
            self._waiting[cell.name] = len(trials)
            found.append(trials or self._finals(cell))
        # One run of each cell, then the next of each: so two workers do not
        # compile the same model, and the time that is left can be guessed.
        turns = itertools.chain.from_iterable(itertools.zip_longest(*found))
        return [pair for pair in turns if pair]

    def run(self, client: Client, bar: Bar) -> None:
        """Run all that is missing; what cannot be run is in `failed`.

        Raises
        ------
        StudyError
            The scheduler went away.
        """
        queue = as_completed()
        for cell, run in self.missing():
            self._submit(client, queue, cell, run, 1)
        bar.show(self.finished, len(self.failed))
        try:
            for future in queue:
                self._take(client, queue, future)
                bar.show(self.finished, len(self.failed))
        except CommClosedError as error:
            # Fetching an outcome may notice it before the client does.
            raise StudyError(_GONE) from error
        except BaseException:
            if client.status == "running":
                # Who is at work ends his run; the others never start.
                client.cancel(list(self._cells))
            raise

    @property
    def never_started(self) -> int:
        """Return how many runs waited in vain for a learning rate."""
        return self.grid.size - self.finished - len(self.failed)

    def _missing_of(
        self, cell: Cell, runs: list[Run]
    ) -> list[tuple[Cell, Run]]:
        missing = [
            (cell, run) for run in runs if self.records.read(run) is None
        ]
        self.finished += len(runs) - len(missing)
        return missing

    def _finals(self, cell: Cell) -> list[tuple[Cell, Run]]:
        rate = best_rate(cell, self.records)
        return (
            [] if rate is None else self._missing_of(cell, cell.finals(rate))
        )

    def _submit(
        self,
        client: Client,
        queue: as_completed,
        cell: Cell,
        run: Run,
        attempt: int,
    ) -> None:
        future = client.submit(
            run_once,
            self.grid.notebook,
            run.parameters(),
            self.records.path(run),
            pure=False,
        )
        self._cells[future] = (cell, run, attempt)
        queue.add(future)

    def _take(
        self, client: Client, queue: as_completed, future: Future
    ) -> None:
        cell, run, attempt = self._cells.pop(future)
        if client.status != "running":
            raise StudyError(_GONE)
        outcome = _outcome(future)
        if outcome.by_machine and attempt < TRIES:
            self._submit(client, queue, cell, run, attempt + 1)
            return
        if outcome.reason:
            self.failed[run.name] = outcome.reason
            return
        self.finished += 1
        if run.split == "validation":
            self._waiting[cell.name] -= 1
            if not self._waiting[cell.name]:
                for _, final in self._finals(cell):
                    self._submit(client, queue, cell, final, 1)


def _outcome(future: Future) -> Outcome:
    """Return what the worker said, or what became of it."""
    if future.status == "finished":
        return future.result()
    error = future.exception() if future.status == "error" else None
    if isinstance(error, KilledWorker):
        # The scheduler has given it to several workers, one by one.
        return Outcome("Each worker that took it was killed.")
    if error is None:
        return Outcome("The scheduler lost it.", by_machine=True)
    return Outcome(
        f"The worker could not begin: {type(error).__name__}: {error}"
    )
