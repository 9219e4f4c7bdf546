"""Settings for every test, also when only some lessons are named."""

import os
import re
import sys
from collections.abc import Callable

import pytest

import tools  # noqa: F401  (before nbformat: it spares what is slow of it)
from helpers import backend

pytest_plugins = [
    "nbval.plugin",
    "tests.browser",
    "tests.first_cause",
    "tests.warm_kernels",
    "tests.replay",
]

_KERAS = re.compile(r"^(import keras|from tests\.trials import .*)$", re.M)


def pytest_collectstart(collector: pytest.Collector) -> None:
    """Load Keras before a file with tests imports it."""
    if isinstance(collector, pytest.Module) and _KERAS.search(
        collector.path.read_text("utf-8")
    ):
        _load_keras()


@pytest.fixture
def complaints() -> Callable[..., list[str]]:
    """Return what tries the exercises of a lesson; it needs Keras.

    So not all workers that test one lesson load it.
    """
    _load_keras()
    from tests.trials import complaints

    return complaints


def _load_keras() -> None:
    """Load it as the lessons do.

    On one thread, small models take a third less of the processor.
    """
    if "keras" not in sys.modules:
        before = dict(os.environ)
        backend.load()
        os.environ.clear()  # what a test starts has to see to it itself
        os.environ.update(before)
