"""An exercise that asks for one LSTM step, written as a function."""

from collections.abc import Callable

import numpy as np

from helpers.checking.answers import OddAnswer, is_open
from helpers.checking.functions import CALL_IT, call_quietly, refuse_other
from helpers.checking.step_slips import Pair, slips
from helpers.checking.verdicts import NO_SLIP, hint_for, judge

ARGUMENTS = ("x", "h", "c", "kernel", "recurrent_kernel", "bias")
_CLOSE = 1e-6
_ONE_SIZE = (
    "For one size it is right, for another not: does it use a number or an "
    "array from outside, in place of an argument?"
)
# Samples, features, units: all different, so that no axis can be mistaken.
_SIZES = [(4, 3, 5), (1, 2, 1), (2, 6, 3)]


def lstm_step(answer: object, *, exercise: int) -> None:
    """Check a function `(x, h, c, kernel, recurrent_kernel, bias) -> h, c`.

    It is called with random numbers and compared with the cell of Keras.
    What it prints is swallowed.

    Parameters
    ----------
    answer
        The learner's function.
    exercise
        Its number in the lesson.
    """
    untouched = _is_untouched(answer)
    judge(exercise, ... if untouched else answer, _find_hint)


def _find_hint(answer: object) -> str | None:
    refuse_other(answer, ARGUMENTS)
    first, *others = _SIZES
    hint = _hint_for_size(answer, first)
    if hint is not None:
        return hint
    for size in others:
        try:
            hint = _hint_for_size(answer, size)
        except OddAnswer as odd:
            hint = str(odd)
        if hint is not None:
            return _ONE_SIZE
    return None


def _hint_for_size(answer: Callable, size: tuple[int, ...]) -> str | None:
    arguments = _arguments(*size)
    right = _by_keras(*arguments)
    given = [array.copy() for array in arguments]
    found = _read(call_quietly(answer, given))
    return _shape_hint(found, right) or hint_for(
        found, right, slips(*arguments), _where(found, right), _is_same
    )


def _is_untouched(answer: object) -> bool:
    """Say whether the dots of the stub are still in what comes back."""
    try:
        refuse_other(answer, ARGUMENTS)
        return is_open(call_quietly(answer, _arguments(*_SIZES[0])))
    except Exception:  # the verdict will say what is wrong
        return False


def _read(found: object) -> Pair:
    """Return what came back as new h and new c."""
    if found is None:
        raise OddAnswer(
            "Your function hands nothing back: end it with a `return` of both "
            "states."
        )
    if not (isinstance(found, (tuple, list)) and len(found) == 2):
        raise OddAnswer(
            "Your function must hand back two arrays, the new h and the new "
            "c: look at its `return`."
        )
    try:
        h, c = (np.asarray(part, dtype=float) for part in found)
    except (TypeError, ValueError):
        raise OddAnswer(
            "What your function hands back holds something else than numbers."
        ) from None
    return h, c


def _arguments(samples: int, features: int, units: int) -> list[np.ndarray]:
    random = np.random.default_rng(samples)
    four = 4 * units
    shapes = [(samples, features), (samples, units), (samples, units)]
    shapes += [(features, four), (units, four), (four,)]
    return [random.normal(0, 0.8, s).astype("float32") for s in shapes]


def _by_keras(x, h, c, kernel, recurrent_kernel, bias) -> Pair:
    import keras

    # No random weights, no random seed: they would use up random numbers of
    # the lesson.
    cell = keras.layers.LSTMCell(
        len(recurrent_kernel),
        kernel_initializer="zeros",
        recurrent_initializer="zeros",
        seed=0,
    )
    cell.build(x.shape)
    cell.set_weights([kernel, recurrent_kernel, bias])
    _, (new_h, new_c) = cell(x, [h, c])
    return np.asarray(new_h), np.asarray(new_c)


def _shape_hint(found: Pair, right: Pair) -> str | None:
    for name, one, wanted in zip("hc", found, right, strict=True):
        if one.shape != wanted.shape:
            return (
                f"The new {name} has not the shape of the old one, (batch, "
                "units). Did you split the sums into four, along the right "
                "axis?"
            )
        if not np.isfinite(one).all():
            return f"The new {name} is not finite: which line overflows?"
    return None


def _where(found: Pair, right: Pair) -> str:
    if np.allclose(found[1], right[1], rtol=0, atol=_CLOSE):
        return (
            "The new c is right, the new h is not: which share of what is "
            "shown?"
        )
    return (
        f"{NO_SLIP} Begin with the new c: print each gate, and compare with "
        f"the step of the lesson. {CALL_IT}"
    )


def _is_same(one: Pair, other: Pair) -> bool:
    return all(
        a.shape == b.shape and np.allclose(a, b, rtol=0, atol=_CLOSE)
        for a, b in zip(one, other, strict=True)
    )
