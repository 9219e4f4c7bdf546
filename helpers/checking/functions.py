"""Call a function that a learner wrote; whatever happens becomes a hint."""

import contextlib
import inspect
import io
import warnings
from collections.abc import Callable, Sequence

import numpy as np

from helpers.checking.answers import OddAnswer, refuse_odd

# For hints that ask to print something.
CALL_IT = (
    "(Call your function yourself for this: the check hides what it prints.)"
)


def refuse_other(answer: object, arguments: Sequence[str]) -> None:
    """Raise OddAnswer unless the answer is a function of these arguments."""
    if not inspect.isfunction(answer):
        refuse_odd(answer, "a function")
        raise OddAnswer(
            "Your answer is no function: begin with `def`, as the stub does."
        )
    try:
        inspect.signature(answer).bind(*arguments)
    except TypeError:
        raise OddAnswer(
            "Your function takes other arguments: keep those of the stub, in "
            "their order."
        ) from None


def call_quietly(function: Callable, given: Sequence[np.ndarray]) -> object:
    """Call the function; what it prints and warns of is swallowed.

    Raises
    ------
    OddAnswer
        It raised an error, or changed an array that it was given.
    """
    before = [array.copy() for array in given]
    try:
        with (
            warnings.catch_warnings(),
            contextlib.redirect_stdout(io.StringIO()),
        ):
            warnings.simplefilter("ignore")
            found = function(*given)
    except (Exception, SystemExit) as error:
        raise OddAnswer(_told(error)) from None
    names = inspect.signature(function).parameters
    for name, old, new in zip(names, before, given, strict=False):
        if not np.array_equal(old, new):
            raise OddAnswer(
                f"Your function changes the array {name} that it was given: "
                "make a new one, with = in place of += or *=."
            )
    return found


def _told(error: BaseException) -> str:
    kind, words = type(error).__name__, str(error)
    if isinstance(error, NameError):
        return f"Your function stops: {words[:90]}. Is it spelt right?"
    if isinstance(error, ValueError):
        return (
            "Your function stops with a ValueError: two shapes do not fit "
            "together. Print the shape of each part, line by line. "
            f"{CALL_IT}"
        )
    return (
        f"Your function stops with a {kind}: call it in a new cell and read "
        "the last line of the message."
    )
