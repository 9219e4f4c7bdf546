"""The engine of the study: whole tables, whatever happens on the way."""

import contextlib
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.studies import finish, kill, records, start, table, toy_study
from tools.notebooks import ROOT

pytestmark = [
    pytest.mark.skipif(os.name == "nt", reason="sends signals"),
    pytest.mark.slow(60),
]
SEEDS = [1, 2, 3]
EXPECTED = [
    ("1", "0.1", "100", "validation"),
    ("1", "0.2", "100", "validation"),
    *[("1", "0.2", str(seed), "test") for seed in SEEDS],
    ("2", "0.1", "100", "validation"),
    ("2", "0.2", "100", "validation"),
    *[("2", "0.2", str(seed), "test") for seed in SEEDS],
]


@pytest.fixture(scope="module")
def whole(tmp_path_factory) -> tuple[Path, subprocess.CompletedProcess]:
    """Return a grid that was run in one go, and what was said."""
    grid = toy_study(tmp_path_factory.mktemp("whole"), SEEDS)
    return grid, finish(grid, "--workers", "2")


def left_over(grid: Path) -> list[Path]:
    return list((grid.parent / "records").rglob("*.part"))


def test_both_stages_in_one_call(whole) -> None:
    grid, done = whole
    assert done.returncode == 0, done.stderr
    assert done.stdout == f"All 10 runs are finished: {grid.parent}/toy.csv\n"
    assert done.stderr == ""  # no bar where there is no terminal
    columns = "depth", "learning_rate", "seed", "split"
    found = [tuple(row[c] for c in columns) for row in table(grid)]
    assert found == EXPECTED
    errors = [float(row["error"]) for row in table(grid)]
    assert errors[2:5] == pytest.approx([1.001, 1.002, 1.003])
    assert left_over(grid) == []


def test_finished_runs_are_not_repeated(whole) -> None:
    grid, _ = whole
    before = {path: path.stat().st_mtime_ns for path in records(grid)}
    grid.with_suffix(".csv").unlink()
    assert finish(grid).returncode == 0
    assert {p: p.stat().st_mtime_ns for p in records(grid)} == before
    assert len(table(grid)) == 10


def test_killed_three_times_gives_the_same_table(whole, tmp_path) -> None:
    grid = toy_study(tmp_path, SEEDS)
    draw = random.Random(0)
    for killed_at in (1, 4, 7):
        process = start(grid, "--workers", "2")
        wait_for(lambda n=killed_at: len(records(grid)) >= n)
        time.sleep(draw.random())
        kill(process)
        process.communicate()
        assert not grid.with_suffix(".csv").exists()
    done = finish(grid, "--workers", "2")
    assert done.returncode == 0, done.stderr
    assert table(grid) == table(whole[0])
    assert left_over(grid) == []


@pytest.mark.parametrize("to_all", [True, False])
def test_ctrl_c_stops_and_the_next_call_goes_on(tmp_path, to_all) -> None:
    grid = toy_study(tmp_path, SEEDS[:2])
    process = start(grid, "--workers", "2")
    wait_for(lambda: len(records(grid)) >= 1)
    if to_all:  # as a terminal does
        kill(process, signal.SIGINT)
    else:  # as a queue does
        process.send_signal(signal.SIGTERM)
    _, err = process.communicate(timeout=30)
    assert process.returncode == 130, err
    assert err.startswith("Stopped: ") and err.count("\n") == 1, err
    assert "of 8 runs are finished; the same command goes on" in err
    done = finish(grid, "--workers", "2")
    assert done.returncode == 0, done.stderr
    assert len(table(grid)) == 8


def test_a_run_that_fails_is_named_and_the_others_finish(tmp_path) -> None:
    code = "if seed == 7 and depth == 2: 1 / 0\n"
    grid = toy_study(tmp_path, [6, 7], code)
    done = finish(grid, "--workers", "2")
    assert done.returncode == 1
    first, last = done.stderr.splitlines()
    assert first.startswith("cascade-plain-2-2000-rate0.2-seed7-test-")
    assert "failed: toy.ipynb, code cell 2" in first
    assert "ZeroDivisionError: division by zero." in first
    assert last.startswith("1 failed, 0 wait for them, 7 of 8 runs are fin")
    assert not grid.with_suffix(".csv").exists()
    assert len(records(grid)) == 7
    assert left_over(grid) == []


def test_what_waits_for_a_failed_trial_is_counted(tmp_path) -> None:
    code = "if split == 'validation' and depth == 2: 1 / 0\n"
    grid = toy_study(tmp_path, [6], code)
    done = finish(grid, "--workers", "2")
    assert done.returncode == 1
    *failed, last = done.stderr.splitlines()
    assert len(failed) == 2
    assert last.startswith("2 failed, 1 wait for them, 3 of 6 runs are fin")


DEATHS = """\
tries = pathlib.Path(f"tries-{seed}-{depth}-{split}")
with open(tries, "a") as file:
    file.write("x")
often = len(tries.read_text())
if seed == 7 and depth == 1 and often == 1:
    os.kill(os.getpid(), signal.SIGKILL)
if seed == 7 and depth == 2 and often == 1:
    raise MemoryError("too much")
if seed == 8 and depth == 2:
    os.kill(os.getpid(), signal.SIGKILL)
if seed == 9 and depth == 1 and often == 1:
    os.kill(os.getppid(), signal.SIGKILL)
if seed == 9 and depth == 2:
    raise ValueError("no")
"""


def test_what_the_machine_did_is_tried_again(tmp_path) -> None:
    grid = toy_study(tmp_path, [7, 8, 9], DEATHS)
    done = finish(grid, "--workers", "2")
    assert done.returncode == 1
    one, two, last = sorted(done.stderr.splitlines(), reverse=True)[:3][::-1]
    said = done.stderr
    assert "2 failed, 0 wait for them, 8 of 10 runs" in said, (one, two, last)
    assert "seed8-test" in said and "killed the kernel" in said
    assert "seed9-test" in said and "ValueError: no" in said

    def tries(name: str) -> int:
        return len((tmp_path / f"tries-{name}-test").read_text())

    assert tries("7-1") == tries("7-2") == 2  # and then it went well
    assert tries("8-2") == 3  # given up
    assert tries("9-1") == 2  # another worker took it
    assert tries("9-2") == 1  # the code's fault: never again


def test_other_code_begins_anew(whole, tmp_path) -> None:
    grid = toy_study(tmp_path, [1])
    assert finish(grid, "--workers", "2").returncode == 0
    toy_study(tmp_path, [1], "error *= 2\n")
    done = finish(grid, "--workers", "2")
    assert done.returncode == 0
    assert done.stderr.startswith("Records of other code are left aside")
    assert len(records(grid)) == 12
    assert float(table(grid)[-1]["error"]) == pytest.approx(2 * 0.501)


def test_two_studies_at_once_are_refused(tmp_path) -> None:
    grid = toy_study(tmp_path, SEEDS)
    process = start(grid, "--workers", "1")
    try:
        wait_for(lambda: records(grid))
        done = finish(grid)
    finally:
        kill(process)
        process.communicate()
    assert done.returncode == 1
    assert done.stderr.startswith("Another study is at work in ")


def test_on_a_scheduler_that_was_started_elsewhere(whole, tmp_path) -> None:
    grid = toy_study(tmp_path, SEEDS)
    with scheduler_and_workers(tmp_path) as address:
        done = finish(grid, "--where", address)
    assert done.returncode == 0, done.stderr
    assert table(grid) == table(whole[0])


def test_no_scheduler_is_one_sentence(tmp_path) -> None:
    grid = toy_study(tmp_path, [1])
    done = finish(grid, "--where", "tcp://127.0.0.1:1")
    assert done.returncode == 1
    assert done.stderr.startswith("No scheduler answers at tcp://127.0.0.1:1;")
    assert done.stderr.count("\n") == 1


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
def scheduler_and_workers(folder: Path) -> Iterator[str]:
    """Start both as the README says; yield the scheduler's address."""
    dask = [sys.executable, "-m", "dask"]
    told = folder / "scheduler.json"
    local = ["--host", "127.0.0.1", "--port", "0", "--no-dashboard"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    processes = []
    try:
        file = ["--scheduler-file", str(told)]
        processes.append(
            subprocess.Popen([*dask, "scheduler", *local, *file], **quiet)
        )
        wait_for(told.exists)
        worker = ["worker", "--nthreads", "1", "--memory-limit", "0"]
        two = ["--nworkers", "2", "--no-dashboard", *file]
        processes.append(
            subprocess.Popen([*dask, *worker, *two], cwd=ROOT, **quiet)
        )
        import json

        yield json.loads(told.read_text(encoding="utf-8"))["address"]
    finally:
        for process in reversed(processes):
            process.terminate()
            process.wait(timeout=30)
