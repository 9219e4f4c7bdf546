"""Check handed-in notebooks: `make grade FOLDER=handed_in`.

Every notebook below the folder is run from the top where it can do no harm:
without network, with nothing to write but a folder that goes with it, under
limits of time and memory, several at once. Its answers are taken out and
judged by the checks of the lesson as it is here. One row each, in a table
(CSV) and on a page, in build/grades/.
"""

import argparse
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from tools import notebooks, warm_forks
from tools.grading.confine import PROCESSES
from tools.grading.hand_ins import (
    Lesson,
    cells_of,
    checks_in,
    code,
    edition_of,
    handed_in,
    lesson_of,
)
from tools.grading.report import Row, write_page, write_table
from tools.notebooks import LessonError, cell_name, command

ASK = [
    sys.executable,
    "-I",
    "-S",
    str(notebooks.ROOT / "tools/ask_for_fork.py"),
]
TAKEN = {
    "time": "{0:.0f} s",
    "memory": "{1} MB",
    "processes": f"{PROCESSES} processes",
}
# Nothing else of what is set here reaches a handed-in notebook.
HARMLESS = {"PATH", "LANG", "LC_ALL", "TZ", "KERAS_BACKEND"}
NO_PLACE = (
    "This system cannot hold a handed-in notebook in: {why}. "
    "docs/teaching/collecting.md says where it can be done, and what "
    "ARGS=--trusted means."
)


# Running it


@dataclass(frozen=True)
class Way:
    """How notebooks are run."""

    seconds: float
    memory: int  # bytes
    held: bool
    folder: Path  # of jobs, and of what forks come from
    asked: set[subprocess.Popen] = field(default_factory=set)  # under way

    def start(
        self, role: str, job: Path, end: socket.socket
    ) -> subprocess.Popen:
        """Start one of the two processes; it hears and says through `end`."""
        kept = {k: v for k, v in os.environ.items() if k in HARMLESS}
        return subprocess.Popen(
            [*ASK, warm_forks.GRADING, role, str(job)],
            cwd=notebooks.ROOT,
            env={
                **kept,
                "WARM_FORKS": str(self.folder),
                "JPY_PARENT_PID": str(os.getpid()),  # it ends with us
                "HOME": "/home/learner" if self.held else str(self.folder),
                "MPLBACKEND": "agg",
                "PYTHONPATH": str(notebooks.ROOT),
            },
            stdin=end.fileno(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )

    def run(
        self, cells: list[tuple[str, str]], lesson: Lesson
    ) -> tuple[dict | None, str]:
        """Run a notebook; return what was found, and how it ended."""
        job = {
            "cells": [
                {"source": cell[1], "checks": checks_in(cell, lesson)}
                for cell in cells
            ],
            "answers": lesson.answers,
            "lesson": str(lesson.path),
            "seconds": self.seconds,
            "memory": self.memory,
            "held": self.held,
        }
        handle, name = tempfile.mkstemp(".json", dir=self.folder)
        with open(handle, "w", encoding="utf-8") as file:
            json.dump(job, file)
        ends = socket.socketpair()
        both = [
            self.start(role, Path(name), end)
            for role, end in zip(("judge", "run"), ends, strict=True)
        ]
        self.asked.update(both)
        for end in ends:
            end.close()
        try:
            said = [one.communicate()[0] for one in both]
        finally:
            for one in both:
                one.kill()
            self.asked.difference_update(both)
        judged, ran = [
            [json.loads(line) for line in text.splitlines()] for text in said
        ]
        return judged[0] if len(judged) > 1 else None, ran[-1]["how"]


def graded(path: Path, name: str, lessons: list[Lesson], way: Way) -> Row:
    """Return the row of a file."""
    row = Row(name)
    nb = cells_of(path)
    if nb is None:
        row.trouble = "This is no readable notebook of format 4."
        return row
    lesson = lesson_of(nb, lessons)
    if lesson is None:
        row.trouble = "Which lesson it is cannot be told from its cells."
        return row
    row.lesson = lesson.path.stem
    row.edition, other = edition_of(nb, lesson)
    cells = code(nb)
    if [text for _, text in cells] == lesson.code:  # nobody worked in it
        row.verdicts = dict.fromkeys(lesson.answers, ("○", ""))
        return row
    found, how = way.run(cells, lesson)
    row.trouble = trouble(cells, found, how, way)
    verdicts = found["verdicts"] if found else {}
    for number in lesson.answers:
        row.verdicts[number] = tuple(
            verdicts.get(number, ("○", "not reached"))
        )
        if number in other:
            asks = "Look at it yourself: it asks something else than here."
            row.verdicts[number] = "?", asks
    return row


def trouble(
    cells: list[tuple[str, str]], found: dict | None, how: str, way: Way
) -> str:
    """Say in a sentence what kept a notebook from running to its end."""
    if not found:
        return f"Its answers could not be judged; it ended by {how!r}."
    where = _name(cells, found["cell"])
    if how in TAKEN:
        taken = TAKEN[how].format(way.seconds, way.memory >> 20)
        return f"It took more than {taken}, in {where}."
    if not found["ended"]:
        return f"It ended in {where}, with its process."
    if found["broken"]:
        number, what = found["broken"]
        return f"It stops in {_name(cells, number)}: {what}"
    return ""


def _name(cells: list[tuple[str, str]], number: int) -> str:
    if not 0 < number <= len(cells):
        return "no cell"
    source = notebooks.NotebookNode(source=cells[number - 1][1])
    return cell_name(number, source)[:90]


@contextmanager
def prepared(
    seconds: float, memory: int, held: bool, probe: Lesson
) -> Iterator[Way]:
    """Prepare to run notebooks; a LessonError says why it cannot be done.

    Of the lesson `probe` no cell is run: it shows whether one could.
    """
    if os.name == "nt":
        raise LessonError(NO_PLACE.format(why="it is Windows"))
    if held and not sys.platform.startswith("linux"):
        raise LessonError(NO_PLACE.format(why="it is not Linux"))
    with tempfile.TemporaryDirectory(prefix="grade-") as name:
        folder = Path(name)
        way = Way(seconds, memory, held, folder)
        server = None
        try:
            if sys.platform.startswith("linux"):
                server = warm_forks.start(folder, warm_forks.GRADING)
                while not (folder / warm_forks.GRADING).exists():
                    if server.poll() is not None:
                        raise LessonError(
                            "No process to run them could start."
                        )
                    time.sleep(0.05)
            _, how = way.run([], probe)
            if how != "done":
                raise LessonError(NO_PLACE.format(why=how))
            yield way
        finally:
            if server:
                server.stdin.close()
                server.kill()  # it may still be importing
                server.wait()


def grade(
    folder: Path, lessons: list[Lesson], way: Way, jobs: int
) -> Iterator[Row]:
    """Yield the row of each notebook below a folder, in their order."""
    found = handed_in(folder)
    names = [path.relative_to(folder).as_posix() for path in found]
    one = partial(graded, lessons=lessons, way=way)
    with ThreadPoolExecutor(jobs) as pool:
        try:
            yield from pool.map(one, found, names)
        except BaseException:  # we were stopped: nobody waits for the rest
            pool.shutdown(wait=False, cancel_futures=True)
            for one in way.asked.copy():
                one.kill()
            raise


@command()
def main(
    arguments: list[str] | None = None,
    folder: Path = notebooks.NOTEBOOKS,
    build: Path = notebooks.BUILD,
) -> None:
    """Run the command line; return the exit code."""
    parser = argparse.ArgumentParser(prog="make grade", description=__doc__)
    parser.add_argument("folder", help="where the notebooks were collected")
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--megabytes", type=int, default=3000)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument(
        "--trusted",
        action="store_true",
        help="hold nothing in: they run as if you had opened them",
    )
    options = parser.parse_args(arguments)
    lessons = [Lesson.read(path) for path in notebooks.lessons(folder)]
    memory = options.megabytes << 20
    rows = []
    with prepared(
        options.seconds, memory, not options.trusted, lessons[0]
    ) as way:
        for row in grade(Path(options.folder), lessons, way, options.jobs):
            print(f"{row.who}: {row.solved or '-'}  {row.trouble}", flush=True)
            rows.append(row)
    made = build / "grades"
    made.mkdir(parents=True, exist_ok=True)
    write_table(made / "grades.csv", rows)
    write_page(made / "grades.html", rows)
    print(f"The table is {made}/grades.csv, the page grades.html beside it.")


if __name__ == "__main__":
    sys.exit(main())
