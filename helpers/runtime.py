"""Start a lesson: quiet, seeded, the same bytes each time on one machine.

`start` is the first code cell of every lesson. It has to run before Keras is
imported, because TensorFlow reads its settings only once, while it loads.
"""

import sys

from helpers import backend

_started_on: str | None = None


def start(seed: int = 0, device: str = "cpu") -> None:
    """Load Keras quietly, seed everything, set how numbers and plots look.

    Calling it again in the same kernel only seeds again.

    Parameters
    ----------
    seed
        Seed of Python's, NumPy's and Keras's random numbers, 0 to 2**32 - 1.
    device
        ``"cpu"``, or ``"auto"`` to use a GPU where there is one. A GPU adds
        in another order, so its last digits differ from the saved ones.

    Raises
    ------
    ValueError
        The seed or the device is none of the above.
    RuntimeError
        Keras or TensorFlow was imported before, or the device changed.
    """
    global _started_on
    _check(seed, device)
    if _started_on is None:
        backend.load(device)
        _started_on = device

    import keras
    import numpy as np

    from helpers import figures

    keras.utils.set_random_seed(seed)
    keras.config.set_floatx("float32")
    keras.config.disable_interactive_logging()
    # Always three decimals: further digits differ between machines, and a
    # dropped zero would move the digits beside it.
    np.set_printoptions(precision=3, floatmode="fixed", suppress=True)
    figures.apply_style()


def _check(seed: int, device: str) -> None:
    if isinstance(seed, bool) or not isinstance(seed, int):
        raise ValueError(f"seed is {seed!r}; give a whole number.")
    if not 0 <= seed < 2**32:
        raise ValueError(f"seed is {seed}; give a number from 0 to 2**32 - 1.")
    if device not in ("cpu", "auto"):
        raise ValueError(f"device is {device!r}; give 'cpu' or 'auto'.")
    if _started_on not in (None, device):
        raise RuntimeError(
            f"This kernel was started with device={_started_on!r}: restart "
            f"the kernel (menu Kernel > Restart) to use device={device!r}."
        )
    early = [name for name in ("tensorflow", "keras") if name in sys.modules]
    if _started_on is None and early:
        raise RuntimeError(
            f"{early[0]} was imported before start(), too early for the "
            "settings that make your numbers equal to the printed ones: "
            "restart the kernel (menu Kernel > Restart), then run the cells "
            "from the top."
        )
