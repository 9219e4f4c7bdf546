"""From records to the choice of a learning rate, and to one tidy table."""

import csv
import io
import math
import statistics
from typing import Any

from tools.notebooks import write
from tools.study.grid import Grid
from tools.study.records import Records
from tools.study.runs import Cell, Run, StudyError


def best_rate(cell: Cell, records: Records) -> float | None:
    """Choose the rate whose mean error on the validation part is smallest.

    A training that went to pieces has an infinite error; of equal rates the
    smaller one is taken. None if a trial is not finished.
    """
    errors: dict[float, list[float]] = {}
    for run in cell.trials():
        record = records.read(run)
        if record is None:
            return None
        error = math.inf if record["error"] is None else record["error"]
        errors.setdefault(run.learning_rate, []).append(error)
    return min(sorted(errors), key=lambda r: statistics.fmean(errors[r]))


def rows(grid: Grid, records: Records) -> list[dict[str, Any]]:
    """Return a row for each run of the grid, in its order.

    Raises
    ------
    StudyError
        A run is not finished.
    """
    found = []
    for cell in grid.cells:
        rate = best_rate(cell, records)
        finals = [] if rate is None else cell.finals(rate)
        for run in [*cell.trials(), *finals]:
            found.append(_row(run, records))
    return found


def write_table(grid: Grid, records: Records) -> None:
    """Write the table beside the grid, at once and whole.

    Raises
    ------
    StudyError
        A run is not finished, or two records have not the same fields.
    """
    found = rows(grid, records)
    columns = list(found[0])
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    for row in found:
        if list(row) != columns:
            raise StudyError(
                f"The records in {records.folder} have not the same fields; "
                "remove that folder and run the study again."
            )
        writer.writerow(row)
    write(grid.table, text.getvalue())


def _row(run: Run, records: Records) -> dict[str, Any]:
    record = records.read(run)
    if record is None:
        raise StudyError(f"{run.name} is not finished; call once more.")
    return {**run.parameters(), **record, "code": records.mark}
