"""Settings for every test, also when only some lessons are named."""

import os
import re
import sys

import pytest

from helpers import backend

# What checks addresses in JSON prepares for two seconds, in each process; no
# notebook holds an address to check.
sys.modules["rfc3987_syntax"] = None
pytest_plugins = [
    "nbval.plugin",
    "tests.browser",
    "tests.first_cause",
    "tests.warm_kernels",
    "tests.replay",
]

_KERAS = re.compile(r"^(import keras|from tests\.trials import .*)$", re.M)


def pytest_collectstart(collector: pytest.Collector) -> None:
    """Load Keras as the lessons do, before a file with tests imports it.

    On one thread, small models take a third less of the processor.
    """
    if (
        isinstance(collector, pytest.Module)
        and _KERAS.search(collector.path.read_text("utf-8"))
        and "keras" not in sys.modules
    ):
        before = dict(os.environ)
        backend.load()
        os.environ.clear()  # what a test starts has to see to it itself
        os.environ.update(before)
