"""Run by the kernel of a validated notebook before its first cell.

Not imported: `running.py` hands the path of this file to the kernel, whose
name space stays empty. What is asked for stands in the environment.
"""

import importlib
import os
import random
import sys
from pathlib import Path

from IPython import get_ipython

ROOT = Path(__file__).resolve().parents[2]


def limit_memory(gigabytes: float) -> None:
    """Let the system refuse more; only Linux keeps to it."""
    import resource

    size = int(gigabytes * 1e9)
    resource.setrlimit(resource.RLIMIT_AS, (size, size))


def seed_first_cell(seed: int) -> None:
    """Seed all when the first cell begins: the kernel draws before it."""
    events = get_ipython().events

    def first(*_: object) -> None:
        events.unregister("pre_run_cell", first)
        seed_all(seed)

    events.register("pre_run_cell", first)


def seed_all(seed: int) -> None:
    """Seed what is there, and what is still to be imported."""
    random.seed(seed)
    importlib.import_module("numpy").random.seed(seed)
    when_imported("torch", lambda torch: torch.manual_seed(seed))
    when_imported("keras", lambda keras: keras.utils.set_random_seed(seed))


def look_before_training(file: str) -> None:
    """Let `fit` write into a file what `check_fit` finds.

    The notebook may have a module `helpers` of its own, so ours is taken out
    of the way again.
    """

    begun = 0  # cells; IPython's own count is ahead while one runs

    def begin(*_: object) -> None:
        nonlocal begun
        begun += 1

    get_ipython().events.register("pre_run_cell", begin)

    def tell(line: str) -> None:
        with open(file, "a", encoding="utf-8") as found:
            found.write(f"{begun}\t{line}\n")

    def hook(keras: object) -> None:
        theirs = _take_out()
        sys.path.insert(0, str(ROOT))
        try:
            fit_check = importlib.import_module("helpers.fit_check")
            fit_check.before_training(tell)
        finally:
            sys.path.remove(str(ROOT))
            _take_out()
            sys.modules.update(theirs)

    when_imported("keras", hook)


def _take_out() -> dict:
    names = [n for n in sys.modules if n.partition(".")[0] == "helpers"]
    return {name: sys.modules.pop(name) for name in names}


def when_imported(name: str, then: object) -> None:
    """Call `then` with a module as soon as a cell imports it."""
    try:
        import wrapt  # comes with TensorFlow
    except ImportError:
        return
    wrapt.register_post_import_hook(then, name)


if "PROMISES_GIGABYTES" in os.environ and sys.platform.startswith("linux"):
    limit_memory(float(os.environ["PROMISES_GIGABYTES"]))
if "PROMISES_SEED" in os.environ:
    seed_first_cell(int(os.environ["PROMISES_SEED"]))
if "PROMISES_FIT" in os.environ:
    look_before_training(os.environ["PROMISES_FIT"])
