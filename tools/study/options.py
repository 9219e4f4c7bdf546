"""The command line of the study."""

import argparse
import os
import re
from pathlib import Path

from tools.notebooks import BUILD


def parse(arguments: list[str] | None) -> argparse.Namespace:
    """Read the command line; a wrong one ends the program with a sentence."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.study",
        description="Run the missing runs of a grid and write its table.",
    )
    parser.add_argument("grid", type=Path, help="such as study/depth.toml")
    parser.add_argument(
        "--where",
        type=_where,
        default="local",
        help="local (default), slurm, or a scheduler: tcp://HOST:PORT",
    )
    parser.add_argument(
        "--workers",
        type=_count,
        default=os.cpu_count() or 1,
        help="runs at a time on this machine; default: one a core",
    )
    parser.add_argument(
        "--records",
        type=Path,
        default=BUILD / "study",
        help="folder of the records; default: build/study",
    )
    slurm = parser.add_argument_group("with --where slurm")
    slurm.add_argument("--jobs", type=_count, default=1, help="how many")
    slurm.add_argument(
        "--cores", type=_count, default=8, help="of a job; a run takes one"
    )
    slurm.add_argument("--memory", default="16GB", help="of a job")
    slurm.add_argument("--walltime", default="02:00:00", help="of a job")
    slurm.add_argument("--queue", help="or partition")
    slurm.add_argument("--account")
    slurm.add_argument("--interface", help="network card, such as ib0")
    slurm.add_argument(
        "--show-job",
        action="store_true",
        help="print the job script and do nothing; needs no SLURM",
    )
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
