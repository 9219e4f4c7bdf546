"""What a model does with data, whatever it is made of.

It is called with weights that are drawn for the call; it keeps its own.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np

from helpers.checks.readers import OddAnswer, refuse

if TYPE_CHECKING:
    import keras

_DRAWS = 4  # of weights, before a model counts as one that cannot do it

# A hint stands beside its condition, like in a table.
# fmt: off


def refuse_deaf(model: "keras.Model", size: tuple[int, int, int]) -> tuple:
    """Refuse a model that does not hear its input; return its output shape."""
    draw = np.random.default_rng(0).normal
    every, one = draw(size=size), draw(size=size[1:])
    # Half of the samples differ in their first step alone, half in their last.
    ends, half = np.repeat(one[np.newaxis], size[0], axis=0), size[0] // 2
    ends[:half, 0], ends[half:, -1] = every[:half, 0], every[half:, -1]
    halves = (slice(half), slice(half, None))
    try:
        said = _said(model, every, training=True)
    except OddAnswer:
        raise
    except Exception:  # its layers may do anything
        raise OddAnswer("Your model stops when it reads data: give it an "
                        "array in the shape of the question, and read the "
                        "last line of the message.") from None
    if half < 2:  # a fixed batch too small to compare samples in
        return said.shape
    if not _vary(model, ends, halves):
        refuse(not _vary(model, every), "Your model gives one and the same "
               "answer, whatever it reads. Softmax over a single unit does "
               "that: it shares out a whole, and one alone gets all of it.")
        raise OddAnswer("The answer does not depend on all time steps: let "
                        "the head read what the last LSTM says at the end, "
                        "when it has read everything.")
    learns = _varies(said) or _vary(model, every, training=True)
    refuse(not learns, "While it trains, your model gives one "
           "and the same answer, whatever it reads, so it cannot learn. A "
           "Dropout of everything does that.")
    return said.shape


def refuse_foresight(model: "keras.Model", size: tuple[int, int, int]) -> None:
    """Refuse a model whose answer at a time step depends on later ones."""
    x = np.random.default_rng(0).normal(size=size)
    other = x.copy()
    other[:, -1] += 1
    earlier, same = (_said(model, one)[:, :-1] for one in (x, other))
    refuse(np.abs(earlier - same).max() > 1e-6, "What your model says at a "
           "time step depends on what comes later: let the head read what "
           "the last LSTM says at each step.")


def refuse_out_of_reach(model: "keras.Model", x: np.ndarray,
                        y: np.ndarray) -> None:
    """Refuse a model that says no number like the targets with any weights."""
    low, high = np.inf, -np.inf
    for draw in range(4 * _DRAWS):
        said = _said(model, x, draw, 100.0)
        low, high = min(low, said.min()), max(high, said.max())
        if low <= y.min() and y.max() <= high:
            return
    raise OddAnswer("Whatever it learns, your model never says numbers as "
                    "large as the targets: let it end in a Dense head without "
                    "an activation.")


def _vary(model: "keras.Model", x: np.ndarray,
          groups: Iterable[slice] = (slice(None),), **options: Any) -> bool:
    """Say whether what it says varies within each group of samples."""
    answers = (_said(model, x, draw, **options) for draw in range(_DRAWS))
    return any(all(_varies(said[group]) for group in groups)
               for said in answers)


def _varies(said: np.ndarray) -> bool:
    return bool((np.ptp(said, axis=0) > 1e-6).any())  # more than rounding


def _said(model: "keras.Model", x: np.ndarray, draw: int = 0,
          spread: float = 0.5, training: bool = False) -> np.ndarray:
    """Return what it says with weights drawn for this call; it keeps its own.

    The biases keep gates open, so that what is read first lasts to the end.
    """
    import keras

    normal = np.random.default_rng(draw).normal
    weights = [normal(len(w.shape) == 1, spread, w.shape).astype("float32")
               for w in model.trainable_variables]
    drawn = keras.StatelessScope([*zip(model.trainable_variables, weights,
                                       strict=True)])
    with drawn:
        said = model(x.astype("float32"), training=training)
    refuse(isinstance(said, (list, tuple, dict)), "Your model gives several "
           "arrays, where one is wanted: end it with a single output.")
    return np.asarray(said)
