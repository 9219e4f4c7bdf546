"""What a lesson needs to run: a quiet, seeded start, presets, new weights.

`start` is the first code cell of every lesson. It has to run before Keras is
imported, because TensorFlow reads its settings only once, while it loads.
"""

import platform
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar
from unittest.mock import patch

if TYPE_CHECKING:
    import keras


@contextmanager
def _complete() -> Iterator[None]:
    """Say what helps where a package is not there, or only half."""
    try:
        yield
    except ImportError as error:
        raise ImportError(
            f"{str(error).strip()}; end JupyterLab, delete the folder .venv, "
            "if there is one, and start the lessons again, which installs it. "
            "`make check` may say more."
        ) from None


with _complete():
    from helpers import backend
    from helpers.arguments import check_seed

Value = TypeVar("Value")
_started_on: str | None = None


@_complete()
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
    RuntimeError
        Keras or TensorFlow was imported before, the device changed, or this
        processor cannot run TensorFlow.
    """
    global _started_on
    _check_start(seed, device)
    if _started_on is None:
        _check_processor()
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


def choose(preset: str, *, quick: Value, lesson: Value, full: Value) -> Value:
    """Return how much work a run does, as the parameter `preset` says.

    "quick" only shows that everything runs, and its numbers mean nothing;
    "lesson" is what the saved outputs come from; "full" is for a machine that
    may think for longer.

    >>> choose("lesson", quick=1, lesson=8, full=30)
    8
    """
    choices = {"quick": quick, "lesson": lesson, "full": full}
    if not isinstance(preset, str) or preset not in choices:
        raise ValueError(
            f"preset is {preset!r}; give 'quick', 'lesson' or 'full'."
        )
    return choices[preset]


def reset_weights(model: "keras.Model", seed: int) -> None:
    """Give a compiled model new random weights, and its optimizer no memory.

    To compile a stack takes about as long as to train it in a lesson, so the
    lessons compile once and reset with every seed. What `fit` does afterwards
    is what it does with a model that was built and compiled right after
    `keras.utils.set_random_seed(seed)`, to the last bit. Layers with random
    draws of their own, such as Dropout, are the exception: their draws go on
    where they were. The states of stateful layers go back to zero.

    Its optimizer keeps its learning rate, and has to be one of those whose
    memory begins at zero: Adam, AdamW, RMSprop, SGD.
    """
    import keras

    optimizer = getattr(model, "optimizer", None)
    if optimizer is None:
        raise ValueError(f"{model.name} is not compiled; compile it first.")
    known = keras.optimizers.Adam, keras.optimizers.RMSprop
    if not isinstance(optimizer, (*known, keras.optimizers.SGD)):
        raise ValueError(
            f"The optimizer of {model.name} is {type(optimizer).__name__}; "
            "give Adam, AdamW, RMSprop or SGD, whose memory begins at zero."
        )
    with _kernels_kept():
        keras.utils.set_random_seed(check_seed(seed))
    model.set_weights(keras.models.clone_model(model).get_weights())
    for layer in model.layers:
        if getattr(layer, "stateful", False):
            layer.reset_state()
    if not optimizer.built:  # else `fit` does so while it is traced, and then
        optimizer.build(model.trainable_variables)  # it is traced once more
    for variable in optimizer.variables:
        if variable.name != "learning_rate":
            variable.assign(keras.ops.zeros(variable.shape, variable.dtype))


@contextmanager
def _kernels_kept() -> Iterator[None]:
    """Let TensorFlow keep what it has prepared when it is seeded.

    It would drop all of that, for kernels of random operations hold a seed;
    preparing it anew takes as long as an epoch or two. What `fit` draws, it
    draws by kernels that are new in each call.
    """
    import keras

    if keras.backend.backend() != "tensorflow":
        yield
        return
    from tensorflow.python import pywrap_tfe

    with patch.object(pywrap_tfe, "TFE_ContextClearCaches"):
        yield


def _check_processor() -> None:
    """Say why where TensorFlow would kill the kernel without a word."""
    from numpy._core._multiarray_umath import __cpu_features__

    is_x86 = platform.machine() in ("x86_64", "AMD64")
    if is_x86 and not __cpu_features__["AVX"]:
        raise RuntimeError(
            "This processor lacks AVX, which TensorFlow needs: use another "
            "machine, or Colab (README.md, Other ways in)."
        )


def _check_start(seed: int, device: str) -> None:
    check_seed(seed)
    if device not in ("cpu", "auto"):
        raise ValueError(f"device is {device!r}; give 'cpu' or 'auto'.")
    if _started_on not in (None, device):
        raise RuntimeError(
            f"This kernel was started with device={_started_on!r}: restart "
            f"the kernel (menu Kernel > Restart) to use device={device!r}."
        )
    early = [name for name in ("tensorflow", "keras") if name in sys.modules]
    if _started_on is None and early and not backend.is_ahead:
        raise RuntimeError(
            f"{early[0]} was imported before start(), too early for the "
            "settings that make your numbers equal to the printed ones: "
            "restart the kernel (menu Kernel > Restart), then run the cells "
            "from the top."
        )
