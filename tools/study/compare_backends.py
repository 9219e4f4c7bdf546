"""Time one training on TensorFlow and on JAX.

    python -m tools.study.compare_backends [--depth 4] [--steps 200]

Not a test: times depend on the machine, and on what else it does.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from tools.notebooks import ROOT, LessonError
from tools.run import run_lesson
from tools.study.records import read_record

NOTEBOOK = ROOT / "study" / "one_run.ipynb"
SIZES = {"cascade": 32, "sine": 32, "stress": 128, "sunspots": 128}  # batches


def compare(task: str, depth: int, budget: int, steps: int) -> str:
    """Return one line: error and seconds on both, and their ratio."""
    found = {}
    for backend in ("tensorflow", "jax"):
        with tempfile.TemporaryDirectory() as folder:
            record = Path(folder, "record.json")
            parameters = {
                "task": task,
                "depth": depth,
                "budget": budget,
                "steps": steps,
                "batch": SIZES[task],
                "backend": backend,
                "record": str(record),
            }
            executed = Path(folder, "executed.ipynb")
            run_lesson(NOTEBOOK, parameters, executed, may_warn=True)
            found[backend] = read_record(record)
    slow, fast = found.values()
    return (
        f"{task:9} {depth} x {slow['units']:3}  "
        f"error {slow['error']:.4g} {fast['error']:.4g}  "
        f"seconds {slow['seconds']:.1f} {fast['seconds']:.1f}  "
        f"ratio {slow['seconds'] / fast['seconds']:.1f}"
    )


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; return the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.study.compare_backends"
    )
    parser.add_argument("--depth", type=int, default=4)
    parser.add_argument("--budget", type=int, default=2_000)
    parser.add_argument("--steps", type=int, default=200)
    options = parser.parse_args(arguments)
    print("TensorFlow and JAX, the training without compilation:")
    try:
        for task in SIZES:
            print(compare(task, **vars(options)), flush=True)
    except LessonError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
