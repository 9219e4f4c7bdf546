"""Run a study: `python -m tools.study study/depth.toml`.

Finished runs are never repeated, so a study that was stopped goes on when
the same command is called again. The exit code is 0 if the table is
complete, 1 if a run failed or something was wrong, 130 after Ctrl-C.
"""

import contextlib
import signal
import sys
from argparse import Namespace
from collections.abc import Iterator

from distributed import Client

from tools.set_up import stop
from tools.study.bar import Bar
from tools.study.code_mark import code_mark
from tools.study.engine import Engine
from tools.study.grid import read_grid
from tools.study.options import parse
from tools.study.records import Records
from tools.study.runs import StudyError
from tools.study.table import write_table


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; return the exit code."""
    options = parse(arguments)
    try:
        grid = read_grid(options.grid.resolve())
        if options.show_job:
            from tools.study.where import slurm

            with slurm(options) as cluster:
                print(cluster.job_script())
            return 0
        mark = code_mark(grid.notebook)
        records = Records(options.records.resolve(), mark)
        with records.alone():
            return _run(options, Engine(grid, records))
    except StudyError as error:
        print(error, file=sys.stderr)
        return 1


def _run(options: Namespace, engine: Engine) -> int:
    grid = engine.grid
    _say_what_is_left_aside(engine.records)
    if engine.missing():
        # Not at the top: a study that is finished needs no cluster. And
        # before the signals are set: dask_jobqueue sets them, too.
        from tools.study.where import workers

        try:
            with _interruptible(), workers(options) as client:
                _run_missing(engine, client)
        except KeyboardInterrupt:
            print(
                f"Stopped: {engine.finished} of {grid.size} runs are "
                "finished; the same command goes on with the others.",
                file=sys.stderr,
            )
            return 130
    if engine.failed:
        return _tell_failed(engine)
    write_table(grid, engine.records)
    print(f"All {grid.size} runs are finished: {grid.table}")
    return 0


def _run_missing(engine: Engine, client: Client) -> None:
    bar = Bar(engine.grid.size, engine.finished)
    try:
        engine.run(client, bar)
    finally:
        bar.close()


def _tell_failed(engine: Engine) -> int:
    for name, reason in engine.failed.items():
        print(f"{name} failed: {reason}", file=sys.stderr)
    print(
        f"{len(engine.failed)} failed, {engine.never_started} wait for them, "
        f"{engine.finished} of {engine.grid.size} runs are finished; mend "
        "the reason and call the same command again.",
        file=sys.stderr,
    )
    return 1


def _say_what_is_left_aside(records: Records) -> None:
    others = [
        folder
        for folder in records.root.iterdir()
        if folder.is_dir()
        and folder != records.folder
        and any(folder.glob("*.json"))
    ]
    if others and not any(records.folder.glob("*.json")):
        print(
            "Records of other code are left aside; this code begins anew in "
            f"{records.folder}.",
            file=sys.stderr,
        )


@contextlib.contextmanager
def _interruptible() -> Iterator[None]:
    """Let SIGTERM, which a queue sends, take the route of Ctrl-C.

    SIGINT as well: a shell starts what it puts into the background deaf.
    """
    numbers = signal.SIGINT, signal.SIGTERM
    before = [signal.signal(number, stop) for number in numbers]
    try:
        yield
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)


if __name__ == "__main__":
    sys.exit(main())
