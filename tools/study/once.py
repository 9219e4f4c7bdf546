"""What a worker does: one run of the notebook, and what became of it."""

import contextlib
import os
import platform
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbclient.exceptions import DeadKernelError
from papermill.exceptions import PapermillExecutionError

from tools.notebooks import BUILD, LessonError
from tools.run import run_lesson
from tools.study.records import part_of, read_record

TIMEOUT = 3600  # seconds that a cell may take
# Errors inside a cell that say: not enough memory.
_NO_MEMORY = ("MemoryError", "ResourceExhaustedError")


@dataclass(frozen=True)
class Outcome:
    """How a run ended: `reason` is None if it is finished."""

    reason: str | None = None
    by_machine: bool = False  # then another try may do better


def run_once(
    notebook: Path, parameters: dict[str, Any], record: Path
) -> Outcome:
    """Run the notebook; its record appears at once and whole, or not at all.

    Parameters
    ----------
    notebook
        The notebook of the study.
    parameters
        Its parameters, without `record`.
    record
        Where the record goes. The executed notebook is left beside it.
    """
    _keep_what_jax_compiles()
    part = part_of(record)
    try:
        record.parent.mkdir(parents=True, exist_ok=True)
        run_lesson(
            notebook,
            parameters | {"record": str(part)},
            record.with_suffix(".ipynb"),
            timeout=TIMEOUT,
            may_warn=True,
        )
        if read_record(part) is None:
            return Outcome(f"{notebook.name} wrote no record.")
        os.replace(part, record)
    except LessonError as error:
        return Outcome(str(error), _is_machine(error.__cause__))
    except OSError as error:  # a full disk, or one that is gone
        return Outcome(f"{notebook.name}: {error}.", by_machine=True)
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
    return Outcome()


def _is_machine(error: BaseException | None) -> bool:
    """Tell whether the machine failed, and not the code."""
    if isinstance(error, PapermillExecutionError):
        full = error.evalue.startswith("RESOURCE_EXHAUSTED")
        return full or error.ename in _NO_MEMORY
    # A RuntimeError from outside the cells: no kernel started.
    return isinstance(error, DeadKernelError) or type(error) is RuntimeError


def _keep_what_jax_compiles() -> None:
    """Let runs with the same shapes compile once; their kernels inherit it.

    Not on another machine: its processor may lack some instructions.
    """
    folder = BUILD / "jax" / platform.node()
    os.environ.setdefault("JAX_COMPILATION_CACHE_DIR", str(folder))
    # Without these two, JAX keeps only what took long or is large.
    os.environ["JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS"] = "0"
    os.environ["JAX_PERSISTENT_CACHE_MIN_ENTRY_SIZE_BYTES"] = "-1"
