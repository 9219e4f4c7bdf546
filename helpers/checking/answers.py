"""Read a learner's answer as a number or a shape, whatever it is.

Accepted as numbers: Python's and NumPy's, and an array or tensor that holds
exactly one. Accepted as shapes: a tuple, a list, TensorFlow's TensorShape, an
array with one axis; the sizes may be floats without a fraction (12.0). All
else is an `OddAnswer`, whose text is a hint; nothing of the answer is printed,
as it may be huge.
"""

import inspect
import math
from numbers import Integral, Real

import numpy as np

MOST_AXES = 8  # longer lists are data, no shapes


class OddAnswer(Exception):
    """The answer is no number or shape at all; the text is a hint."""


def is_open(answer: object) -> bool:
    """Say whether the dots of the stub are still in the answer."""
    if isinstance(answer, (tuple, list)):
        return any(is_open(part) for part in answer[:MOST_AXES])
    return answer is ...


def read_number(answer: object) -> int | float:
    """Return the number that the answer is or holds; 12.0 becomes 12.

    Raises
    ------
    OddAnswer
        It is not one finite number.
    """
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
        return read_number(answer[0])
    return read_number(np.asarray(answer).item())


def read_shape(answer: object) -> tuple[int, ...]:
    """Return the answer as a shape; a bare number n is the shape (n,).

    Raises
    ------
    OddAnswer
        It is no list of up to eight whole numbers.
    """
    if isinstance(answer, Real) and not _is_truth(answer):
        return (_size(answer),)
    refuse_odd(answer, "a shape")
    if type(answer).__name__ == "TensorShape":
        answer = tuple(answer)
    elif not isinstance(answer, (tuple, list)):
        shape = _shape_of(answer)
        if shape is None:
            raise OddAnswer(
                "Your answer is no shape: write the sizes in parentheses, "
                "with commas between them."
            )
        if len(shape) != 1 or None in shape or shape[0] > MOST_AXES:
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


def _is_truth(answer: object) -> bool:
    return isinstance(answer, (bool, np.bool_))


def _shape_of(answer: object) -> tuple[int | None, ...] | None:
    """Return the shape of an array or a tensor, None for anything else."""
    try:
        return tuple(answer.shape)
    except (AttributeError, TypeError, ValueError):
        return None


def _plain(number: Real) -> int | float:
    if isinstance(number, Integral):
        return int(number)
    if math.isnan(number) or math.isinf(number):
        raise OddAnswer(
            "Your answer is not a finite number: was there a division by "
            "zero on the way?"
        )
    return int(number) if number == int(number) else float(number)


def _size(size: object) -> int:
    if size is None:
        raise OddAnswer(
            "None in a shape means: any number. Here every size is known, so "
            "write it down."
        )
    if isinstance(size, Real) and not _is_truth(size):
        number = _plain(size)
        if isinstance(number, int):
            return number
        raise OddAnswer("Each size is one whole number.")
    raise OddAnswer("Each size in a shape is one whole number, not nested.")
