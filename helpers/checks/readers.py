"""Read a learner's answer, whatever it is, and compare it with another.

Accepted as numbers: Python's and NumPy's, and an array or tensor that holds
exactly one. Accepted as shapes: a tuple, a list, TensorFlow's TensorShape, an
array with one axis; the sizes may be floats without a fraction (12.0). All
else is an `OddAnswer`, whose text is a hint; nothing of the answer is printed,
as it may be huge.
"""

import inspect
import math
from collections.abc import Callable
from numbers import Integral, Real
from typing import Any

import numpy as np

MOST_AXES = 8  # longer lists are data, no shapes
MOST_ENTRIES = 1000  # a longer answer is no row


class OddAnswer(Exception):
    """The answer is no number or shape at all; the text is a hint."""


def is_open(answer: object) -> bool:
    """Say whether the dots of the stub are still in the answer."""
    if isinstance(answer, (tuple, list)):
        return any(is_open(part) for part in answer[:MOST_AXES])
    return answer is ...


def refuse_odd(answer: object, wanted: str) -> None:
    """Raise OddAnswer for what is no number, shape or model in any reading.

    `wanted` names what is asked for: "a number", "a shape", "a model".
    """
    if answer is None:
        raise OddAnswer(
            "Your answer is None, that is: nothing. Did you print it, or is "
            "a `return` missing? The check reads what stands after `=`."
        )
    if isinstance(answer, (str, bytes)):
        raise OddAnswer(
            f"Your answer stands in quotes and is a text; {wanted} is asked "
            "for, without quotes."
        )
    if _is_truth(answer):
        raise OddAnswer(f"Your answer is True or False, not {wanted}.")
    if isinstance(answer, type):
        raise OddAnswer(
            f"Your answer is a class, not {wanted}: is the pair of "
            "parentheses after its name missing?"
        )
    if inspect.isroutine(answer):
        raise OddAnswer(
            f"Your answer is a function, not {wanted}: did you mean to call "
            "it?"
        )
    if isinstance(answer, (set, frozenset, dict)):
        raise OddAnswer(
            f"Your answer stands in braces, which keep no order; {wanted} is "
            "asked for."
        )


# Numbers


def number(answer: object) -> int | float:
    """Return the one finite number that the answer is or holds."""
    if isinstance(answer, Real) and not _is_truth(answer):
        return _plain(answer)
    refuse_odd(answer, "a number")
    shape = _shape_of(answer)
    if isinstance(answer, (tuple, list)):
        shape = (len(answer),)
    if shape is None:
        raise OddAnswer("Your answer is no number; one number is asked for.")
    if None in shape or math.prod(shape) != 1:
        raise OddAnswer(
            "Your answer holds several numbers, or none; one is asked for."
        )
    if isinstance(answer, (tuple, list)):
        return number(answer[0])
    return number(np.asarray(answer).item())


def whole(complaint: str, least: float = -math.inf) -> Callable[[object], int]:
    """Return a reader of whole numbers that says `complaint` of others."""

    def read(answer: object) -> int:
        found = number(answer)
        if not isinstance(found, int) or found < least:
            raise OddAnswer(complaint)
        return found

    return read


def numbers(answer: object) -> tuple[int | float, ...]:
    """Return a short list of numbers."""
    refuse_odd(answer, "a list of numbers")
    if not isinstance(answer, (list, tuple)):
        try:
            answer = list(answer)
        except TypeError:
            raise OddAnswer(
                "Your answer is no list: write the numbers in brackets, with "
                "commas between them."
            ) from None
    if not 0 < len(answer) <= MOST_AXES:
        raise OddAnswer(
            "Your list is empty or long: it needs one number for each step "
            "to forecast."
        )
    return tuple(number(one) for one in answer)


def epochs(answer: object) -> tuple[int, int]:
    """Return a pair of epochs."""
    refuse_odd(answer, "a pair of epochs")
    if not isinstance(answer, (tuple, list, np.ndarray)):
        raise OddAnswer(
            "Two epochs are asked for: where it stops, and whose weights it "
            "takes. Write both, with a comma between."
        )
    if len(answer) != 2:
        raise OddAnswer("Give exactly two epochs, with a comma between.")
    pair = [number(epoch) for epoch in answer]
    if not all(isinstance(epoch, int) and epoch >= 0 for epoch in pair):
        raise OddAnswer("Epochs are counted: give whole numbers.")
    return pair[0], pair[1]


# Shapes


def shape(answer: object) -> tuple[int, ...]:
    """Return the answer as a shape; a bare number n is the shape (n,)."""
    if isinstance(answer, Real) and not _is_truth(answer):
        return (_size(answer),)
    refuse_odd(answer, "a shape")
    if type(answer).__name__ == "TensorShape":
        answer = tuple(answer)
    elif not isinstance(answer, (tuple, list)):
        axes = _shape_of(answer)
        if axes is None:
            raise OddAnswer(
                "Your answer is no shape: write the sizes in parentheses, "
                "with commas between them."
            )
        if len(axes) != 1 or None in axes or axes[0] > MOST_AXES:
            raise OddAnswer(
                "You gave the data itself; its shape is asked for, the size "
                "of each axis."
            )
        answer = np.asarray(answer).tolist()
    if len(answer) == 0:
        raise OddAnswer("Your shape is empty: it needs a size for each axis.")
    if len(answer) > MOST_AXES:
        raise OddAnswer(
            "That is a long list of numbers; a shape has one for each axis."
        )
    return tuple(_size(size) for size in answer)


def shapes(answer: object) -> tuple[tuple[int, ...], ...]:
    """Return a list of shapes."""
    refuse_odd(answer, "a list of shapes")
    if isinstance(answer, np.ndarray) and answer.ndim == 2:
        answer = answer[: MOST_AXES + 1].tolist()
    if not isinstance(answer, (tuple, list)):
        raise OddAnswer(
            "Write the shapes in one pair of parentheses, in the order in "
            "which Keras hands the arrays over."
        )
    if len(answer) == 0:
        raise OddAnswer(
            "Your answer is empty: give a shape for each array that comes "
            "back."
        )
    if all(isinstance(part, Real) for part in answer[: MOST_AXES + 1]):
        raise OddAnswer(
            "That is one shape; three arrays come back: give each its own."
        )
    if len(answer) > MOST_AXES:
        raise OddAnswer("That is a long list; a few shapes are asked for.")
    return tuple(shape(part) for part in answer)


# Arrays and rows


def array(answer: object, name: str = "your answer") -> np.ndarray:
    """Return an array of finite numbers; a hint calls it by its `name`.

    It may be an eager tensor; lists are refused, as Keras does it.
    """
    refuse_odd(answer, "an array")
    start = name[0].upper() + name[1:]
    if isinstance(answer, (tuple, list)):
        raise OddAnswer(
            f"{start} is a list or a tuple: make an array of it with np.array."
        )
    try:
        axes = tuple(answer.shape)
        found = np.asarray(answer)
    except (
        Exception
    ):  # a symbolic tensor, or something with a shape of its own
        raise OddAnswer(
            f"{start} is no array of numbers that could be read."
        ) from None
    if found.dtype.kind not in "biuf" or found.shape != axes:
        raise OddAnswer(f"{start} holds something other than numbers.")
    if not np.isfinite(found).all():
        raise OddAnswer(f"{start} holds NaN or infinite values.")
    return found


def arrays(answer: object) -> tuple[np.ndarray, np.ndarray]:
    """Return a pair of arrays, x and y."""
    refuse_odd(answer, "a pair of arrays")
    if not isinstance(answer, (tuple, list)):
        raise OddAnswer("Give two arrays with a comma between: x, then y.")
    if len(answer) != 2:
        word = "few" if len(answer) < 2 else "many"
        raise OddAnswer(f"That is too {word}: give a pair, x and y.")
    return array(answer[0], "x"), array(answer[1], "y")


def integers(answer: object) -> list[int]:
    """Return a row of integers, from a list, a tuple or an array."""
    entries = _row(answer, "a list of integers")
    if any(isinstance(entry, bool) for entry in entries):
        raise OddAnswer("These are truths; the integers are asked for.")
    return entries


def truths(answer: object) -> list[int | bool]:
    """Return a row of truths, or of ones and zeros."""
    return _row(answer, "a list of True and False")


# How near is near enough


def to_a_millionth(one: float, other: float) -> bool:
    """Compare two numbers that may differ by rounding errors."""
    return abs(one - other) <= 1e-6


def as_float32(one: float, other: float) -> bool:
    """Compare two numbers of which one may have 32 bits."""
    return abs(one - other) <= 1e-6 * abs(other)


def to_half_a_percent(one: float, other: float) -> bool:
    """Compare as near as somebody comes who rounds to whole percent."""
    return bool(abs(one - other) <= 0.005 * abs(other))


def to_three_digits(one: float, other: float) -> bool:
    """Compare as near as somebody comes who writes three decimals."""
    return abs(one - other) <= 5e-4 * max(1.0, abs(other))


def alike(one: np.ndarray, other: np.ndarray) -> bool:
    """Say whether shapes are equal, and numbers up to a hundred-thousandth."""
    return one.shape == other.shape and np.allclose(
        one, other, rtol=1e-5, atol=1e-5
    )


def alike_to_a_millionth(one: Any, other: Any) -> bool:
    """Say so of arrays in pairs, with numbers up to a millionth."""
    return all(
        a.shape == b.shape and np.allclose(a, b, rtol=0, atol=1e-6)
        for a, b in zip(one, other, strict=True)
    )


def _is_truth(answer: object) -> bool:
    return isinstance(answer, (bool, np.bool_))


def _shape_of(answer: object) -> tuple[int | None, ...] | None:
    """Return the shape of an array or a tensor, None for anything else."""
    try:
        return tuple(answer.shape)
    except (AttributeError, TypeError, ValueError):
        return None


def _plain(found: Real) -> int | float:
    if isinstance(found, Integral):
        return int(found)
    if math.isnan(found) or math.isinf(found):
        raise OddAnswer(
            "Your answer is not a finite number: was there a division by "
            "zero on the way?"
        )
    return int(found) if found == int(found) else float(found)


def _size(size: object) -> int:
    if size is None:
        raise OddAnswer(
            "None in a shape means: any number. Here every size is known, so "
            "write it down."
        )
    if isinstance(size, Real) and not _is_truth(size):
        found = _plain(size)
        if isinstance(found, int):
            return found
        raise OddAnswer("Each size is one whole number.")
    raise OddAnswer("Each size in a shape is one whole number, not nested.")


def _row(answer: object, wanted: str) -> list[int | bool]:
    refuse_odd(answer, wanted)
    if isinstance(answer, (tuple, list)) and len(answer) > MOST_ENTRIES:
        raise OddAnswer("That is a very long list; one row is asked for.")
    if not isinstance(answer, (tuple, list)):
        axes = getattr(answer, "shape", None)
        is_data = axes is not None and None not in axes
        if not (is_data and 1 <= np.prod(axes) <= MOST_ENTRIES):
            raise OddAnswer(f"Your answer is no list: {wanted} is asked for.")
        answer = np.asarray(answer).tolist()
    if len(answer) == 1 and isinstance(answer[0], (tuple, list)):
        answer = answer[0]  # a batch of one row
    return [_entry(entry) for entry in answer]


def _entry(entry: object) -> int | bool:
    if _is_truth(entry):
        return bool(entry)
    if isinstance(entry, Integral):
        return int(entry)
    if isinstance(entry, (str, bytes)):
        raise OddAnswer("Leave the quotes out: no texts are asked for.")
    if isinstance(entry, (float, np.floating)) and float(entry).is_integer():
        return int(entry)
    raise OddAnswer("Each entry is one whole number, or True or False.")
