"""Run the lessons from the top: `python -m tools.run`.

Executed notebooks and pages that open without a network go to build/; the
lessons themselves stay as they are.

A lesson that trains has a cell tagged `stated`: what it says of its results,
as code, a line each that begins with True or False. With --further-seeds 2
such a lesson runs twice from seeds that it does not show, and those lines are
printed; the exit code is 1 if one of them is False.
"""

import argparse
import ast
import hashlib
import math
import re
import shlex
import sys
from pathlib import Path
from typing import Any

import papermill
from nbformat import NotebookNode
from papermill.iorw import load_notebook_node
from papermill.parameterize import parameterize_notebook

from tools import notebooks
from tools.execute import CELL_TIMEOUT, execute
from tools.notebooks import LessonError, command
from tools.page import write_page

# One word for each annotation that a lesson's parameter may have.
KINDS = {
    "int": "a whole number",
    "float": "a number",
    "str": "a text",
    "bool": "True or False",
    "list": "a list",
}
SEED = "first_seed"  # the parameter; the other seeds follow it
# No preset has more seeds: the runs share none, nor with the lesson.
APART = 10


def run_lesson(
    path: Path,
    parameters: dict[str, Any],
    output_path: Path,
    timeout: int = CELL_TIMEOUT,
    may_warn: bool = False,
) -> NotebookNode:
    """Run a lesson with parameters and write the executed notebook.

    Nothing runs if a parameter is refused, and nothing is written if a cell
    fails.
    """
    parameters = check(path, parameters)
    nb = notebooks.normal_form(notebooks.read(path))
    if parameters:
        nb = parameterize_notebook(load_notebook_node(nb), parameters)
    # Before anybody waits for a run that could not be kept.
    output_path.parent.mkdir(parents=True, exist_ok=True)
    execute(nb, path, timeout, may_warn)
    notebooks.save(output_path, nb)
    return nb


def build_name(path: Path, parameters: dict[str, Any]) -> str:
    """Return the name of the built files: it tells the parameters."""
    pairs = [f"{name}-{value}" for name, value in parameters.items()]
    name = re.sub(r"[^\w.+-]", "_", ".".join([path.stem, *pairs]))
    if len(name) > 100:  # file systems end names at 255 bytes
        mark = hashlib.sha256(repr(pairs).encode()).hexdigest()[:8]
        name = f"{name[:90]}-{mark}"
    return name


# Parameters, checked before anything runs


def known_parameters(path: Path) -> dict[str, str]:
    """Return the parameters of a lesson: name -> annotation."""
    # A notebook, not its path: papermill takes braces in a path for a pattern
    # of its own. And in normal form, for it wants to read the language there.
    found = papermill.inspect_notebook(
        notebooks.normal_form(notebooks.read(path))
    )
    return {key: value["inferred_type_name"] for key, value in found.items()}


def parse(path: Path, text: str) -> dict[str, Any]:
    """Read ``"units=8 time_steps=7"`` as values for the lesson at `path`."""
    try:
        words = shlex.split(text)
    except ValueError:
        raise LessonError(
            f"{path.stem}: a quote is not closed in {text!r}."
        ) from None
    values: dict[str, str] = {}
    for word in words:
        name, equals, value = word.partition("=")
        if not (name.isidentifier() and equals and value):
            raise LessonError(
                f"{path.stem}: {word!r} is no NAME=VALUE; write "
                'PARAMS="units=8 time_steps=7".'
            )
        if name in values:
            raise LessonError(f"{path.stem}: {name!r} is given twice.")
        values[name] = value
    return check(path, values)


def check(path: Path, parameters: dict[str, Any]) -> dict[str, Any]:
    """Return the values as the types that the lesson at `path` asks for.

    Raises
    ------
    LessonError
        A parameter is unknown to the lesson, or of another type.
    """
    kinds = known_parameters(path)
    checked = {}
    for name, given in parameters.items():
        if name not in kinds:
            possible = ", ".join(kinds) or "none"
            raise LessonError(
                f"{path.stem}: there is no parameter {name!r}; possible: "
                f"{possible}."
            )
        kind = kinds[name]
        if kind not in KINDS:
            raise LessonError(
                f"{path.stem}: parameter {name!r} is a {kind} and can only "
                "be changed in the notebook itself."
            )
        value = _as_kind(given, kind)
        if value is None:
            raise LessonError(
                f"{path.stem}: parameter {name!r} must be {KINDS[kind]}, not "
                f"{given!r}."
            )
        checked[name] = value
    return checked


def _as_kind(value: Any, kind: str) -> Any:
    """Return the value as that kind, None if it is no such value."""
    if isinstance(value, str) and kind != "str":
        try:
            value = ast.literal_eval(value)
        except (ValueError, SyntaxError, MemoryError, RecursionError):
            return None
    if kind == "float" and type(value) is int:
        value = float(value)
    if type(value).__name__ != kind:
        return None
    return None if kind == "float" and not math.isfinite(value) else value


# What a lesson states of its results


def stated(nb: NotebookNode) -> dict[str, bool]:
    """Return what an executed lesson states, and whether it held there."""
    cells = [
        cell
        for cell in notebooks.code_cells(nb)
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


def run_further_seeds(path: Path, runs: int, build: Path) -> int:
    """Print what held in each run; return 1 if something did not, else 0."""
    if SEED not in known_parameters(path):
        raise LessonError(f"{path.name} has no parameter {SEED!r}.")
    all_held = True
    for run in range(1, runs + 1):
        chosen = {SEED: 1 + run * APART}
        name = build_name(path, chosen)
        print(f"{name} ...", flush=True)
        nb = run_lesson(path, chosen, build / "notebooks" / f"{name}.ipynb")
        for what, held in stated(nb).items():
            print(f"  {held!s:5} {what}", flush=True)
            all_held = all_held and held
    return 0 if all_held else 1


@command()
def main(
    arguments: list[str] | None = None,
    folder: Path = notebooks.NOTEBOOKS,
    build: Path = notebooks.BUILD,
) -> int:
    """Run the command line; return the exit code."""
    parser = argparse.ArgumentParser(prog="make run", description=__doc__)
    parser.add_argument("--lesson", help="such as 03; default: all")
    parser.add_argument(
        "--params", default="", help='such as "units=8 time_steps=7"'
    )
    parser.add_argument("--further-seeds", type=int, metavar="RUNS")
    options = parser.parse_args(arguments)
    params = options.params.strip()
    if params and not options.lesson:
        raise LessonError(
            "Parameters belong to one lesson: say which, such as "
            f'LESSON=01 PARAMS="{params}".'
        )
    chosen = notebooks.choose(
        [options.lesson] if options.lesson else [], folder
    )
    if options.further_seeds:
        return max(
            run_further_seeds(path, options.further_seeds, build)
            for path in chosen
        )
    parameters = parse(chosen[0], params)
    for path in chosen:
        name = build_name(path, parameters)
        with notebooks.reported(name):
            executed = build / "notebooks" / f"{name}.ipynb"
            nb = run_lesson(path, parameters, executed)
            write_page(build / "html" / f"{name}.html", nb, chosen)
    return 0


if __name__ == "__main__":
    sys.exit(main())
