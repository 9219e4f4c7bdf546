"""Does depth help? One training of the study, piece by piece.

`study/one_run.ipynb` runs them in this order, once for each line of the
table; a lesson can repeat any line on another backend.
"""

import json
import platform
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from helpers.studying.made_up import CASCADE, SINE, STAGES, STRAIGHT
from helpers.studying.stacks import FORMS, build, units_of
from helpers.studying.stress import STRESS
from helpers.studying.sun import SUNSPOTS
from helpers.studying.task import SPLITS, Data, Task
from helpers.studying.training import (
    Training,
    check_steps,
    compile_for,
    judge,
    train,
)
from helpers.studying.weights import draw_weights

__all__ = [
    "FORMS",
    "SPLITS",
    "TASKS",
    "Data",
    "Task",
    "Training",
    "build",
    "check_steps",
    "compile_for",
    "draw_weights",
    "judge",
    "train",
    "units_of",
    "versions",
    "write_record",
]

TASKS: dict[str, Task] = {
    "cascade": CASCADE,
    "sine": SINE,
    "stress": STRESS,
    "sunspots": SUNSPOTS,
    **STAGES,
    "straight": STRAIGHT,
}


def versions() -> dict[str, str]:
    """Return the versions of what did the training in this process."""
    import importlib.metadata

    import keras

    return {
        "python": platform.python_version(),
        "numpy": importlib.metadata.version("numpy"),
        "keras": keras.__version__,
        "engine": importlib.metadata.version(keras.backend.backend()),
    }


def write_record(path: str, record: Mapping[str, Any]) -> None:
    """Write a record as JSON; do nothing if `path` is empty."""
    if path:
        text = json.dumps(record, indent=1, allow_nan=False) + "\n"
        Path(path).write_text(text, encoding="utf-8")
