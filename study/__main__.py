"""Run a study: `python -m study study/curves.toml`.

Finished runs are never repeated, so a study that was stopped goes on when
the same command is called again. The exit code is 0 if the table is
complete, 1 if a run failed or something was wrong, 130 after Ctrl-C.
"""

import argparse
import contextlib
import os
import re
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

from study.code_mark import code_mark
from study.engine import Engine
from study.grids import StudyError, read_grid
from study.records import Records
from tools.notebooks import BUILD


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; return the exit code."""
    options = _parse(arguments)
    try:
        grid = read_grid(options.grid.resolve())
        if options.show_job:
            from study.clusters import slurm

            with slurm(options) as cluster:
                print(cluster.job_script())
            return 0
        mark = code_mark(grid.notebook)
        records = Records(options.records.resolve(), mark)
        if options.partial:
            rows = records.write_table(grid, options.partial.resolve())
            print(f"{rows} of {len(grid.runs)} runs: {options.partial}")
            return 0
        with records.alone():
            return _run(options, Engine(grid, records))
    except StudyError as error:
        return _say(str(error))


def _run(options: argparse.Namespace, engine: Engine) -> int:
    grid, records = engine.grid, engine.records
    size = len(grid.runs)
    missing = engine.missing()
    if not any(records.folder.glob("*.json")) and any(
        records.root.glob("*/*.json")
    ):
        _say(
            "Records of other code are left aside; this code begins anew in "
            f"{records.folder}."
        )
    if missing:
        # Not at the top: a study that is finished needs no cluster. And
        # before the signals are set: dask_jobqueue sets them, too.
        from study.clusters import workers

        try:
            with _interruptible(), workers(options) as client:
                engine.run(client)
        except KeyboardInterrupt:
            engine.missing()  # counts what a group had finished before
            _say(
                f"Stopped: {engine.finished} of {size} runs are "
                "finished; the same command goes on with the others."
            )
            return 130
    for name, reason in engine.failed.items():
        _say(f"{name} failed: {reason}")
    failed = len(engine.failed)
    if failed:
        return _say(
            f"{failed} failed, {engine.finished} of {size} runs are finished; "
            "mend the reason and call the same command again."
        )
    records.write_table(grid, grid.table)
    print(f"All {size} runs are finished: {grid.table}")
    return 0


def _say(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 1


@contextlib.contextmanager
def _interruptible() -> Iterator[None]:
    """Let SIGTERM, which a queue sends, take the route of Ctrl-C.

    SIGINT as well: a shell starts what it puts into the background deaf.
    """
    numbers = signal.SIGINT, signal.SIGTERM
    before = [
        signal.signal(number, signal.default_int_handler) for number in numbers
    ]
    try:
        yield
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)


def _parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m study",
        description="Run the missing runs of a grid and write its table.",
    )
    add = parser.add_argument
    add("grid", type=Path, help="such as study/curves.toml")
    where = "local (default), slurm, or a scheduler: tcp://HOST:PORT"
    add("--where", type=_where, default="local", help=where)
    cores = os.cpu_count() or 1
    at_a_time = "runs at a time on this machine; default: one a core"
    add("--workers", type=_count, default=cores, help=at_a_time)
    records = "folder of the records; default: build/study"
    add("--records", type=Path, default=BUILD / "study", help=records)
    partial = "write a table of what is finished to this file, and run nothing"
    add("--partial", type=Path, metavar="TABLE", help=partial)
    add = parser.add_argument_group("with --where slurm").add_argument
    add("--jobs", type=_count, default=1, help="how many")
    add("--cores", type=_count, default=8, help="of a job; a run takes one")
    add("--memory", default="16GB", help="of a job")
    add("--walltime", default="02:00:00", help="of a job")
    add("--queue", help="or partition")
    add("--account")
    add("--interface", help="network card, such as ib0")
    show = "print the job script and do nothing; needs no SLURM"
    add("--show-job", action="store_true", help=show)
    options = parser.parse_args(arguments)
    if options.show_job and options.where != "slurm":
        parser.error("--show-job belongs to --where slurm")
    return options


def _where(text: str) -> str:
    if text in ("local", "slurm") or re.fullmatch(r"(tcp|tls)://\S+", text):
        return text
    raise argparse.ArgumentTypeError(
        f"{text!r} is no place; give local, slurm or tcp://HOST:PORT"
    )


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(
            f"{text!r} is no whole number of at least 1"
        )
    return int(text)


if __name__ == "__main__":
    sys.exit(main())
