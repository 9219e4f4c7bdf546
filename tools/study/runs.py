"""One run of the study, and the cells of the grid that runs belong to."""

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import Any


class StudyError(Exception):
    """One sentence for the reader: what is wrong, and what to do."""


@dataclass(frozen=True)
class Run:
    """The parameters of one run of the notebook, in the table's order."""

    task: str
    form: str
    depth: int
    budget: int
    learning_rate: float
    seed: int
    split: str
    steps: int
    batch: int
    backend: str

    def parameters(self) -> dict[str, Any]:
        """Return the parameters for the notebook."""
        return asdict(self)

    @property
    def name(self) -> str:
        """Name the run so that it can be read, and so that it is unique."""
        text = json.dumps(self.parameters(), sort_keys=True)
        mark = hashlib.sha256(text.encode()).hexdigest()[:8]
        return (
            f"{self.task}-{self.form}-{self.depth}-{self.budget}"
            f"-rate{self.learning_rate:g}-seed{self.seed}-{self.split}-{mark}"
        )


@dataclass(frozen=True)
class Cell:
    """All runs with the same task, form, depth and budget.

    First each learning rate is tried, with `rate_seeds` and judged on the
    validation part. Then the best one is run with `seeds` on the test part.
    """

    task: str
    form: str
    depth: int
    budget: int
    steps: int
    batch: int
    backend: str
    learning_rates: tuple[float, ...]
    rate_seeds: tuple[int, ...]
    seeds: tuple[int, ...]

    @property
    def name(self) -> str:
        """Name the cell for a person."""
        return f"{self.task}-{self.form}-{self.depth}-{self.budget}"

    def trials(self) -> list[Run]:
        """Return the runs from which the learning rate is chosen."""
        return [
            self._run(rate, seed, "validation")
            for rate in self.learning_rates
            for seed in self.rate_seeds
        ]

    def finals(self, rate: float) -> list[Run]:
        """Return the runs that count, with the rate that was chosen."""
        return [self._run(rate, seed, "test") for seed in self.seeds]

    @property
    def size(self) -> int:
        """Return the number of runs, those that count included."""
        return len(self.trials()) + len(self.seeds)

    def _run(self, rate: float, seed: int, split: str) -> Run:
        return Run(
            self.task,
            self.form,
            self.depth,
            self.budget,
            rate,
            seed,
            split,
            self.steps,
            self.batch,
            self.backend,
        )
