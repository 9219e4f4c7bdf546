"""The engine of the study: whole tables, whatever happens on the way."""

import contextlib
import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from distributed import Client

from study.__main__ import main
from study.records import Records
from tests.studies import finish, kill, records, start, table, toy_study
from tools.notebooks import ROOT

pytestmark = [
    pytest.mark.skipif(os.name == "nt", reason="sends signals"),
    pytest.mark.slow(45),
]
SEEDS = [1, 2]
STOPPED = (
    r"Stopped: \d+ of 8 runs are finished; the same command goes on with "
    r"the others\.\n"
)


# A run waits as long as its seed stands in this file.
HELD = """\
while str(seed) in pathlib.Path("held").read_text().split():
    time.sleep(0.1)
"""


@pytest.fixture(scope="module")
def on_a_scheduler(tmp_path_factory) -> tuple:
    """Return a grid that was run in one go, on a scheduler started by hand.

    Then what was said of it, and of another, when the scheduler was gone.
    """
    folder, other = (tmp_path_factory.mktemp(name) for name in ("one", "two"))
    (folder / "held").touch()
    (other / "held").write_text("2")
    grid, later = (toy_study(to, SEEDS, HELD) for to in (folder, other))
    with scheduler_and_workers(folder) as (address, scheduler):
        done = finish(grid, "--where", address)
        process = start(later, "--where", address)
        wait_for(lambda: records(later))
        scheduler.kill()
        _, said = process.communicate(timeout=60)
    assert process.returncode == 1
    return grid, done, said


@pytest.fixture
def whole(on_a_scheduler) -> Path:
    return on_a_scheduler[0]


def left_over(grid: Path) -> list[Path]:
    return list((grid.parent / "records").rglob("*.part"))


def test_a_row_for_each_run(on_a_scheduler) -> None:
    grid, done, _ = on_a_scheduler
    assert done.returncode == 0, done.stderr
    assert done.stdout == f"All 8 runs are finished: {grid.parent}/toy.csv\n"
    assert done.stderr == ""  # no bar where there is no terminal
    found = [(row["seed"], row["learning_rate"]) for row in table(grid)]
    runs = [("1", "0.1"), ("1", "0.2"), ("2", "0.1"), ("2", "0.2")]
    assert found == 2 * runs  # those with the same data in a row
    assert [row["depth"] for row in table(grid)] == [*"11112222"]
    errors = [float(row["test_error"]) for row in table(grid)]
    assert errors[:4] == pytest.approx([1.101, 1.001, 1.102, 1.002])
    assert left_over(grid) == []


def test_a_scheduler_that_goes_is_told(on_a_scheduler) -> None:
    assert on_a_scheduler[2].splitlines()[-1] == (
        "The scheduler is gone; start it again and call the same command "
        "again."
    )


def test_finished_runs_are_not_repeated(whole) -> None:
    before = {path: path.stat().st_mtime_ns for path in records(whole)}
    rows = table(whole)
    whole.with_suffix(".csv").unlink()
    folder = str(whole.parent / "records")
    assert main([str(whole), "--records", folder]) == 0
    assert {p: p.stat().st_mtime_ns for p in records(whole)} == before
    assert table(whole) == rows


def test_stopped_at_any_moment_it_gives_the_same_table(whole, tmp_path):
    grid = toy_study(tmp_path, SEEDS, HELD)
    draw = random.Random(0)
    held = tmp_path / "held"
    # Before the first run is finished, between the seeds, and in the last.
    for workers, how, seeds, finished in (
        ("1", signal.SIGKILL, "1 2", 0),
        ("1", signal.SIGKILL, "2", 1),
        ("2", signal.SIGINT, "2", 3),
    ):
        held.write_text(seeds)  # so it is not at its end before that
        process = start(grid, "--workers", workers)
        wait_for(lambda n=finished: len(records(grid)) >= n)
        time.sleep(draw.random() / 2)
        kill(process, how)
        out, err = process.communicate(timeout=30)
        if how == signal.SIGKILL:
            time.sleep(1.5)  # its kernels notice, and end
        else:
            assert process.returncode == 130, err
            assert re.fullmatch(STOPPED, err), err
        assert out == ""
        assert not grid.with_suffix(".csv").exists()
    before = {path: path.stat().st_mtime_ns for path in records(grid)}
    assert len(before) in (3, 4)
    # What is there can be looked at, and the rest goes on.
    some = tmp_path / "some.csv"
    folder = str(tmp_path / "records")
    assert main([str(grid), "--records", folder, "--partial", str(some)]) == 0
    assert some.read_text().count("\n") == 1 + len(before)
    held.write_text("")
    done = finish(grid, "--workers", "1")
    assert (done.returncode, done.stderr) == (0, "")
    assert table(grid) == table(whole)
    assert all(p.stat().st_mtime_ns == t for p, t in before.items())
    assert left_over(grid) == []


FAILURES = """\
tries = pathlib.Path(f"tries-{seed}-{depth}")
with open(tries, "a") as file:
    file.write("x")
often = len(tries.read_text())
if depth == 1 and seed == 5 and often == 1:
    os.kill(os.getpid(), signal.SIGKILL)
if depth == 1 and seed == 6 and often == 1:
    raise MemoryError("too much")
if depth == 1 and seed == 7 and often == 1:
    os.kill(os.getppid(), signal.SIGKILL)
    time.sleep(60)  # a kernel without its worker ends
if depth == 1 and seed == 8:
    os.kill(os.getpid(), signal.SIGKILL)
if depth == 1 and seed == 9:
    raise ValueError("no")
if depth == 2 and seed == 9:
    1 / 0
"""


def test_what_fails_is_named_and_the_rest_is_run(tmp_path) -> None:
    grid = toy_study(tmp_path, [5, 6, 7, 8, 9], FAILURES)
    one_rate = grid.read_text().replace("[0.1, 0.2]", "[0.1]")
    grid.write_text(one_rate)
    done = finish(grid, "--workers", "2")
    assert done.returncode == 1
    assert done.stdout == ""
    *failed, last = done.stderr.splitlines()
    failed = "\n".join(sorted(failed))
    run = (
        r"cascade-plain-%s-2000-rate0.1-steps20-seed%s-\w+ failed: toy.ipynb, "
    )
    expected = (
        run % (1, 8) + r"code cell 2 `.*` killed the kernel, perhaps for want "
        r"of memory\.\n"
        + (run % (1, 9) + r"code cell 2 `.*` failed with ValueError: no\.\n")
        + (
            run % (2, 9)
            + r".* failed with ZeroDivisionError: division by zero\."
        )
    )
    assert re.fullmatch(expected, failed), failed
    assert last == (
        "3 failed, 7 of 10 runs are finished; mend the reason and call the "
        "same command again."
    )
    assert len(records(grid)) == 7
    assert left_over(grid) == []
    assert not grid.with_suffix(".csv").exists()
    tries = {n: tmp_path / f"tries-{n}-1" for n in range(5, 10)}
    found = {n: len(path.read_text()) for n, path in tries.items()}
    # The kernel, the memory and the worker are the machine's: tried again.
    assert found == {5: 2, 6: 2, 7: 2, 8: 3, 9: 1}


def test_two_studies_at_once_are_refused(tmp_path, capsys) -> None:
    grid = toy_study(tmp_path, SEEDS)
    root = tmp_path / "records"
    with Records(root, "another").alone():
        assert main([str(grid), "--records", str(root)]) == 1
    assert capsys.readouterr().err.startswith("Another study is at work in ")


def test_records_of_other_code_are_left_aside(
    whole, tmp_path, capsys, monkeypatch
) -> None:
    monkeypatch.setattr("study.clusters.PATIENCE", 1)
    grid = toy_study(tmp_path, SEEDS, "error *= 2\n")
    folder = str(whole.parent / "records")
    nowhere = ["--where", "tcp://127.0.0.1:1"]
    assert main([str(grid), "--records", folder, *nowhere]) == 1
    aside, no_scheduler = capsys.readouterr().err.splitlines()
    assert aside.startswith("Records of other code are left aside; this code")
    assert no_scheduler.startswith("No scheduler answers at tcp://127.0.0.1:1")


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (["--where", "moon"], "'moon' is no place; give local, slurm or tcp"),
        (["--workers", "0"], "'0' is no whole number of at least 1"),
        (["--show-job"], "--show-job belongs to --where slurm"),
    ],
)
def test_a_wrong_command_line_is_refused(wrong, says, capsys) -> None:
    with pytest.raises(SystemExit):
        main(["grid.toml", *wrong])
    assert says in capsys.readouterr().err


def test_the_job_script_for_slurm(tmp_path) -> None:
    grid = toy_study(tmp_path, [1])
    job = ["--cores", "4", "--memory", "8GB", "--walltime", "00:30:00"]
    done = finish(
        *(grid, "--where", "slurm", "--show-job", "--queue", "short", *job)
    )
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0] == "#!/usr/bin/env bash"
    for option in ("-J study", "-p short", "-n 1", "-t 00:30:00"):
        assert f"#SBATCH {option}" in lines
    assert "#SBATCH --cpus-per-task=4" in lines
    assert f"cd {ROOT}" in lines
    worker = next(line for line in lines if "dask_worker" in line)
    assert worker.startswith(sys.executable)
    assert "--nthreads 1 " in worker and "--nworkers 4 " in worker
    assert records(grid) == []


def wait_for(happened, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


@contextlib.contextmanager
def scheduler_and_workers(
    folder: Path,
) -> Iterator[tuple[str, subprocess.Popen]]:
    """Start both as the README says; yield the scheduler's address and it."""
    told = folder / "scheduler.json"
    place = ["--scheduler-file", str(told), "--no-dashboard"]
    local = ["--host", "127.0.0.1", "--port", "0"]
    as_told = ["--nthreads", "1", "--memory-limit", "0", "--nworkers", "2"]
    processes = []
    try:
        for what in (["scheduler", *local], ["worker", *as_told]):
            command = [sys.executable, "-m", "dask", *what, *place]
            processes.append(
                subprocess.Popen(
                    command,
                    cwd=ROOT,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                )
            )
            wait_for(told.exists)
        address = json.loads(told.read_text(encoding="utf-8"))["address"]
        with Client(address) as client:
            client.wait_for_workers(2)
        yield address, processes[0]
    finally:
        for process in reversed(processes):
            process.terminate()
            process.wait(timeout=30)
