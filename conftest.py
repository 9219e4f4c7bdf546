"""Settings for every test, also when only some lessons are named."""

import os
import sys
from pathlib import Path

from helpers import backend

pytest_plugins = ["tests.first_cause", "tests.warm_kernels", "tests.replay"]


def pytest_pycollect_makemodule(module_path: Path) -> None:
    """Load Keras as the lessons do, before a file with tests imports it.

    On one thread, small models take a third less of the processor.
    """
    if "\nimport keras\n" in module_path.read_text("utf-8") and (
        "keras" not in sys.modules
    ):
        before = dict(os.environ)
        backend.load()
        os.environ.clear()  # what a test starts has to see to it itself
        os.environ.update(before)
