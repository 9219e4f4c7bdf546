"""The records of finished runs: one file a run, there or not there.

They lie in a folder named by the mark of the code, so that a run of other
code is never taken for one of this.
"""

import contextlib
import json
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tools.set_up import try_lock
from tools.study.runs import Run, StudyError


class Records:
    """Knows where the record of a run is.

    Parameters
    ----------
    root
        The folder for the records of all studies.
    mark
        The mark of the code that makes them.
    """

    def __init__(self, root: Path, mark: str) -> None:
        self.root = root
        self.mark = mark
        self.folder = root / mark

    def path(self, run: Run) -> Path:
        """Return where the record of a run is, or will be."""
        return self.folder / f"{run.name}.json"

    def read(self, run: Run) -> dict[str, Any] | None:
        """Return the record of a run, None if it is not finished."""
        return read_record(self.path(run))

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """Hold the records for this process; clear what killed runs left.

        Raises
        ------
        StudyError
            Another study writes there.
        """
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


def part_of(path: Path) -> Path:
    """Return a name for a record that is not finished, different each time."""
    return path.with_name(f"{path.name}.{uuid.uuid4().hex[:8]}.part")


def read_record(path: Path) -> dict[str, Any] | None:
    """Return a record, None if there is none or it is not whole."""
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    whole = isinstance(record, dict) and "error" in record
    return record if whole else None
