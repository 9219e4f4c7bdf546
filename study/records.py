"""The records of finished runs, and the table that is made of them.

A record is one file a run, there or not there. Records lie in a folder named
by the mark of the code, so that a run of other code is never taken for one of
this.
"""

import contextlib
import csv
import io
import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from study.grids import Grid, Run, StudyError
from tools.notebooks import write
from tools.set_up import try_lock


class Records:
    """The records of one code, in a folder for the records of all."""

    def __init__(self, root: Path, mark: str) -> None:
        self.root = root
        self.mark = mark
        self.folder = root / mark

    def read(self, run: Run) -> dict[str, Any] | None:
        """Return the record of a run, None if it is not finished."""
        return read_record(record_path(self.folder, run))

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """Hold the records for this process; clear what killed runs left."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with open(self.root / "study.lock", "a+", encoding="utf-8") as file:
            if not try_lock(file):
                raise StudyError(
                    f"Another study is at work in {self.root}; wait for it, "
                    "or give this one a folder of its own by --records."
                )
            for part in self.folder.glob("*.part"):
                part.unlink(missing_ok=True)
            yield

    def write_table(self, grid: Grid, path: Path) -> int:
        """Write a row for each finished run of a grid, in its order.

        Returns the number of rows.
        """
        rows = []
        for run in grid.runs:
            record = self.read(run)
            if record is not None:
                rows.append(asdict(run) | record | {"code": self.mark})
        if any(list(row) != list(rows[0]) for row in rows):
            raise StudyError(
                f"The records in {self.folder} have not the same fields; "
                "remove that folder and run the study again."
            )
        if rows:
            text = io.StringIO()
            writer = csv.DictWriter(text, rows[0], lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
            write(path, text.getvalue())
        return len(rows)


def record_path(folder: Path, run: Run) -> Path:
    """Return where the record of a run is, or will be."""
    return folder / f"{run.name}.json"


def read_record(path: Path) -> dict[str, Any] | None:
    """Return a record, None if there is none or it is not whole."""
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
        return record if "test_error" in record else None
    except (OSError, ValueError, TypeError):
        return None
