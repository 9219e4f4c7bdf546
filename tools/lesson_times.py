"""Measure "our run" of lesson 13 anew: `python -m tools.lesson_times`.

It runs the lesson with its preset "full", two minutes on a machine with
nothing else to do, and writes data/step_times.csv. The sum that it prints
belongs into helpers/data.py and data/README.md; then make outputs LESSON=13,
and read whether the text still says what the table shows.
"""

import argparse
import hashlib
import sys
import tempfile
from pathlib import Path

from helpers.timing import TABLE
from tools.benchmark import machine
from tools.notebooks import ROOT, command, find_lesson, write
from tools.run import run_lesson


@command()
def main(arguments: list[str] | None = None) -> None:
    """Run the lesson and write its table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        kept = Path(folder, "times.csv")
        values = {"preset": "full", "keep_in": str(kept)}
        run_lesson(find_lesson("13"), values, Path(folder, "run.ipynb"))
        _, table = kept.read_text("ascii").split("\n", 1)
    text = f"# {machine()}\n{table}"
    write(ROOT / TABLE, text)
    print(f"{TABLE}: {hashlib.sha256(text.encode()).hexdigest()}")


if __name__ == "__main__":
    sys.exit(main())
