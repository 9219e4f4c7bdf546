"""Ask whether what a lesson states holds with seeds that it does not show.

    python -m tools.further_seeds 06 --runs 2

A lesson that trains has a cell tagged `stated`: what it says of its results,
as code, a line each that begins with True or False. This runs the lesson
again from other seeds, prints those lines of each run, and ends with exit
code 1 if one of them is False.
"""

import argparse
import sys
from pathlib import Path

from nbformat import NotebookNode

from tools.notebooks import BUILD, LessonError, code_cells, find_lesson
from tools.parameters import known_parameters
from tools.run import build_name, run_lesson

SEED = "first_seed"  # the parameter; the other seeds follow it
APART = (
    10  # no preset has more seeds: the runs share none, nor with the lesson
)


def stated(nb: NotebookNode) -> dict[str, bool]:
    """Return what an executed lesson states, and whether it held there.

    Raises
    ------
    LessonError
        No cell is tagged `stated`, or it printed something else than lines
        that begin with True or False.
    """
    cells = [
        cell
        for cell in code_cells(nb)
        if "stated" in cell.metadata.get("tags", [])
    ]
    text = "".join(o.get("text", "") for c in cells for o in c.outputs)
    lines = [line.partition(" ") for line in text.splitlines()]
    held = {"True": True, "False": False}
    if not lines or any(word not in held for word, _, _ in lines):
        raise LessonError(
            "A cell tagged `stated` must print lines that begin with True or "
            f"False, not {text!r}."
        )
    return {what.strip(): held[word] for word, _, what in lines}


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; return the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.further_seeds", description=__doc__
    )
    parser.add_argument("lesson", help="such as 06")
    parser.add_argument("--runs", type=int, default=1, help="default: 1")
    options = parser.parse_args(arguments)
    failed = 0
    try:
        path = find_lesson(options.lesson)
        if SEED not in known_parameters(path):
            raise LessonError(f"{path.name} has no parameter {SEED!r}.")
        for run in range(1, options.runs + 1):
            failed += _run(path, 1 + run * APART)
    except LessonError as error:
        print(error, file=sys.stderr)
        return 2
    return 1 if failed else 0


def _run(path: Path, first_seed: int) -> int:
    """Run once, print what held, and return how many lines did not."""
    chosen = {SEED: first_seed}
    name = build_name(path, chosen)
    print(f"{name} ...", flush=True)
    nb = run_lesson(path, chosen, BUILD / "notebooks" / f"{name}.ipynb")
    found = stated(nb)
    for what, held in found.items():
        print(f"  {held!s:5} {what}", flush=True)
    return sum(not held for held in found.values())


if __name__ == "__main__":
    sys.exit(main())
