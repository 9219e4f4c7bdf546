"""Where the runs go: this machine, a scheduler that runs, or SLURM."""

import contextlib
import logging
import os
import shlex
import signal
from argparse import Namespace
from collections.abc import Iterator

from dask_jobqueue import SLURMCluster
from distributed import Client, LocalCluster, Worker, WorkerPlugin

from study.grids import StudyError
from tools.notebooks import BUILD, ROOT

PATIENCE = 10  # seconds in which a scheduler or its first worker must answer
WORKER = "python -m dask worker --nthreads 1 --memory-limit 0"


class _Aside(WorkerPlugin):
    """A worker that leaves the terminal, and Ctrl-C there, to the study."""

    name = "aside"

    def setup(self, worker: Worker) -> None:
        """Prepare the worker; distributed calls this in its main thread."""
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        # What it has to say is in the outcome; the rest is about its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)


@contextlib.contextmanager
def workers(options: Namespace) -> Iterator[Client]:
    """Yield a client whose workers do one run at a time each."""
    # A run takes seconds; what distributed has to say about its own health
    # would tear the progress bar apart.
    logging.disable(logging.CRITICAL)
    if options.where == "local":
        # No limit of memory: a worker that is stopped by it starts over.
        with (
            LocalCluster(
                n_workers=options.workers,
                threads_per_worker=1,
                memory_limit=0,
                dashboard_address=":0",  # any port: another study may run
                silence_logs=logging.CRITICAL,
            ) as cluster,
            Client(cluster) as client,
        ):
            client.register_plugin(_Aside())
            yield client
    elif options.where == "slurm":
        with slurm(options) as cluster, Client(cluster) as client:
            cluster.scale(jobs=options.jobs)
            yield client
    else:
        with _connected(options.where) as client:
            yield client


def slurm(options: Namespace) -> SLURMCluster:
    """Return a cluster of SLURM jobs, none of them submitted yet."""
    return SLURMCluster(
        cores=options.cores,
        processes=options.cores,  # one thread each
        memory=options.memory,
        job_name="study",
        # The workers find notebook, helpers, study and tools from here.
        job_script_prologue=[f"cd {shlex.quote(str(ROOT))}"],
        log_directory=str(BUILD / "study" / "slurm"),
        scheduler_options={"dashboard_address": ":0"},
        queue=options.queue,
        account=options.account,
        walltime=options.walltime,
        interface=options.interface,
    )


@contextlib.contextmanager
def _connected(address: str) -> Iterator[Client]:
    try:
        client = Client(address, timeout=PATIENCE)
    except (OSError, ValueError) as error:
        raise StudyError(
            f"No scheduler answers at {address}; start one with `python -m "
            "dask scheduler`, which prints its address."
        ) from error
    with client:
        try:
            client.wait_for_workers(1, timeout=PATIENCE)
        except TimeoutError as error:
            raise StudyError(
                f"The scheduler at {address} has no worker; start one, in "
                f"this folder, with `{WORKER} {address}`."
            ) from error
        yield client
