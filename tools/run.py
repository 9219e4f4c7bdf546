"""Run the lessons from the top: `python -m tools.run`.

Executed notebooks and pages that open without a network go to build/; the
lessons themselves stay as they are.
"""

import argparse
import hashlib
import re
import sys
import time
from pathlib import Path
from typing import Any

import papermill
from nbformat import NotebookNode

from tools.execute import CELL_TIMEOUT, Watch
from tools.normal_form import normal_form
from tools.notebooks import (
    BUILD,
    LessonError,
    find_lesson,
    lessons,
    read,
    serialise,
    write,
)
from tools.page import to_html
from tools.parameters import check, parse


def run_lesson(
    path: Path,
    parameters: dict[str, Any],
    output_path: Path,
    timeout: int = CELL_TIMEOUT,
    may_warn: bool = False,
) -> NotebookNode:
    """Run a lesson with papermill and write the executed notebook.

    Parameters
    ----------
    path
        The lesson; the kernel runs in its folder.
    parameters
        Values that replace those of the lesson; may be empty.
    output_path
        Where the executed notebook goes. Nothing is written on a failure.
    timeout
        Seconds that a cell may take.
    may_warn
        Let cells write to the error stream; in a lesson that is a failure.

    Returns
    -------
    NotebookNode
        The executed notebook, with papermill's notes in its metadata.

    Raises
    ------
    LessonError
        A parameter was refused (then nothing ran), or a cell failed.
    """
    parameters = check(path, parameters)
    watch = Watch(path.name, timeout)
    nb = normal_form(read(path))  # papermill wants the language in it
    with watch.running():
        executed = papermill.execute_notebook(
            nb,
            None,
            parameters,
            progress_bar=False,
            cwd=path.parent,
            execution_timeout=timeout,
            **watch.options(),
        )
    if not may_warn:
        watch.check(executed)
    output_path.parent.mkdir(parents=True, exist_ok=True)
    write(output_path, serialise(executed))
    return executed


def build_name(path: Path, parameters: dict[str, Any]) -> str:
    """Return the name of the built files: it tells the parameters."""
    pairs = [f"{name}-{value}" for name, value in parameters.items()]
    name = re.sub(r"[^\w.+-]", "_", ".".join([path.stem, *pairs]))
    if len(name) > 100:  # file systems end names at 255 bytes
        mark = hashlib.sha256(repr(pairs).encode()).hexdigest()[:8]
        name = f"{name[:90]}-{mark}"
    return name


def main(arguments: list[str] | None = None, build: Path = BUILD) -> int:
    """Run the command line; return the exit code."""
    parser = argparse.ArgumentParser(prog="make run", description=__doc__)
    parser.add_argument("--lesson", help="such as 03; default: all")
    parser.add_argument(
        "--params", default="", help='such as "units=8 time_steps=7"'
    )
    options = parser.parse_args(arguments)
    try:
        chosen = [find_lesson(options.lesson)] if options.lesson else lessons()
        if options.params.strip() and not options.lesson:
            raise LessonError(
                "Parameters belong to one lesson: say which, such as "
                f'LESSON=01 PARAMS="{options.params.strip()}".'
            )
        if not chosen:
            raise LessonError("There is no lesson in notebooks/.")
        parameters = parse(chosen[0], options.params)
        for path in chosen:
            _run_and_show(path, parameters, build)
    except LessonError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        return 130
    return 0


def _run_and_show(path: Path, parameters: dict[str, Any], build: Path) -> None:
    name = build_name(path, parameters)
    print(f"{name} ... ", end="", flush=True)
    started = time.monotonic()
    try:
        nb = run_lesson(
            path, parameters, build / "notebooks" / f"{name}.ipynb"
        )
    except LessonError:
        print("failed", flush=True)
        raise
    page = build / "html" / f"{name}.html"
    page.parent.mkdir(parents=True, exist_ok=True)
    write(page, to_html(nb, name))
    print(f"ok ({time.monotonic() - started:.0f} s)", flush=True)


if __name__ == "__main__":
    sys.exit(main())
