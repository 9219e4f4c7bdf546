"""Read a learner's answer, whatever it is.

Accepted as numbers: Python's and NumPy's, Decimal, and an array or tensor that
holds exactly one. Accepted as shapes: a tuple, a list, TensorFlow's
TensorShape, an array with one axis; the sizes may be floats without a fraction
(12.0). All else is an `OddAnswer`, whose text is a hint; nothing of the answer
is printed, as it may be huge, and nothing is taken out of it.
"""

import inspect
import math
import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from numbers import Integral, Real

import numpy as np

MOST_AXES = 8  # longer lists are data, no shapes
MOST_ENTRIES = 1000  # a longer answer is no row
TRUTHS = (bool, np.bool_)

# A hint stands beside its condition, like in a table.
# fmt: off


class OddAnswer(Exception):
    """The answer is nothing that could be compared; the text is a hint."""


def refuse(odd: bool, hint: str) -> None:
    """Raise OddAnswer with the hint if it is so."""
    if odd:
        raise OddAnswer(hint)


def refuse_odd(answer: object, wanted: str) -> None:
    """Raise OddAnswer for what is no number, shape or model in any reading.

    `wanted` names what is asked for: "a number", "a shape", "a model".
    """
    refuse(answer is None, "Your answer is None, that is: nothing. Did you "
           "print it, or is a `return` missing? The check reads what stands "
           "after `=`.")
    refuse(isinstance(answer, (str, bytes)), "Your answer stands in quotes "
           f"and is a text; {wanted} is asked for, without quotes.")
    refuse(isinstance(answer, TRUTHS),
           f"Your answer is True or False, not {wanted}.")
    refuse(isinstance(answer, type), f"Your answer is a class, not {wanted}: "
           "is the pair of parentheses after its name missing?")
    refuse(inspect.isroutine(answer), "Your answer is a function, not "
           f"{wanted}: did you mean to call it?")
    refuse(isinstance(answer, dict), f"Your answer is a dictionary; {wanted} "
           "is asked for.")
    refuse(isinstance(answer, (set, frozenset)), "Your answer stands in "
           f"braces, which keep no order; {wanted} is asked for.")
    refuse(isinstance(answer, Iterator), "Your answer gives its parts only "
           "once, one after the other: make a list of it, with list(...).")


def is_open(answer: object) -> bool:
    """Say whether the dots of the stub are still in the answer."""
    if isinstance(answer, (tuple, list)):
        return any(is_open(part) for part in answer[:MOST_AXES])
    return answer is ...


def number(answer: object) -> int | float:
    """Return the one finite number that the answer is or holds."""
    if _is_real(answer):
        return _plain(answer)
    refuse_odd(answer, "a number")
    is_list = isinstance(answer, (tuple, list))
    axes = (len(answer),) if is_list else _axes(answer)
    refuse(axes is None, "Your answer is no real number; one is asked for.")
    refuse(None in axes or math.prod(axes) != 1, "Your answer holds several "
           "numbers, or none; one is asked for.")
    return number(answer[0] if is_list else np.asarray(answer).item())


def whole(complaint: str, least: float = -math.inf) -> Callable[[object], int]:
    """Return a reader of whole numbers that says `complaint` of others."""

    def read(answer: object) -> int:
        found = number(answer)
        refuse(not isinstance(found, int) or found < least, complaint)
        return found

    return read


def numbers(answer: object) -> tuple[int | float, ...]:
    """Return a short list of numbers."""
    answer = _listed(answer, "a list of numbers", "Your answer is no list: "
                     "write the numbers in brackets, with commas between.")
    refuse(not 0 < len(answer) <= MOST_AXES, "Your list is empty or long: it "
           "needs one number for each step to forecast.")
    return tuple(number(one) for one in answer)


def epochs(answer: object) -> tuple[int, int]:
    """Return a pair of epochs."""
    answer = _listed(answer, "a pair of epochs", "Two epochs are asked for: "
                     "where it stops, and whose weights it takes. Write both, "
                     "with a comma between.")
    refuse(len(answer) != 2, "Give exactly two epochs, with a comma between.")
    pair = tuple(number(epoch) for epoch in answer)
    counted = all(isinstance(epoch, int) and epoch >= 0 for epoch in pair)
    refuse(not counted, "Epochs are counted: give whole numbers.")
    return pair


def shape(answer: object) -> tuple[int, ...]:
    """Return the answer as a shape; a bare number n is the shape (n,)."""
    if _is_real(answer):
        return (_size(answer),)
    refuse_odd(answer, "a shape")
    if type(answer).__name__ == "TensorShape":
        answer = tuple(answer)
    elif not isinstance(answer, (tuple, list)):
        axes = _axes(answer)
        refuse(axes is None, "Your answer is no shape: write the sizes in "
               "parentheses, with commas between them.")
        is_row = len(axes) == 1 and None not in axes and axes[0] <= MOST_AXES
        refuse(not is_row, "You gave the data itself; its shape is asked for, "
               "the size of each axis.")
        answer = np.asarray(answer).tolist()
    refuse(len(answer) == 0, "Your shape is empty: it needs a size for each "
           "axis.")
    refuse(len(answer) > MOST_AXES, "That is a long list of numbers; a shape "
           "has one for each axis.")
    return tuple(_size(size) for size in answer)


def shapes(answer: object) -> tuple[tuple[int, ...], ...]:
    """Return a list of shapes."""
    refuse_odd(answer, "a list of shapes")
    if len(_axes(answer) or ()) == 2:
        answer = np.asarray(answer[: MOST_AXES + 1]).tolist()
    refuse(not isinstance(answer, (tuple, list)), "Write the shapes in one "
           "pair of parentheses, in the order in which Keras hands the arrays "
           "over.")
    refuse(len(answer) == 0, "Your answer is empty: give a shape for each "
           "array that comes back.")
    begin = answer[: MOST_AXES + 1]
    refuse(all(isinstance(part, Real) for part in begin), "That is one shape; "
           "three arrays come back: give each its own.")
    refuse(len(answer) > MOST_AXES, "That is a long list; a few shapes are "
           "asked for.")
    return tuple(shape(part) for part in answer)


def array(answer: object, name: str = "Your answer",
          lists: bool = False) -> np.ndarray:
    """Return an array of finite numbers; a hint calls it by its `name`.

    It may be an eager tensor; lists only where Keras is not to read them.
    """
    refuse_odd(answer, "an array")
    is_list = isinstance(answer, (tuple, list))
    refuse(is_list and not lists, f"{name} is a list or a tuple: make an "
           "array of it with np.array.")
    try:
        # Without a shape it is nothing that should be unrolled.
        axes = None if is_list else tuple(answer.shape)
        found = np.asarray(answer)
        if found.dtype == object and all(map(_is_real, found.flat)):
            found = found.astype(float)
    except Exception:  # a symbolic tensor, rows of several lengths, or worse
        raise OddAnswer(
            f"{name} is no array of numbers that could be read.") from None
    are_numbers = found.dtype.kind in "biuf"
    are_numbers &= axes in (None, found.shape)
    refuse(not are_numbers, f"{name} holds something other than numbers.")
    refuse(not np.isfinite(found).all(),
           f"{name} holds NaN or infinite values.")
    return found


def arrays(answer: object) -> tuple[np.ndarray, np.ndarray]:
    """Return a pair of arrays, x and y."""
    refuse_odd(answer, "a pair of arrays")
    refuse(not isinstance(answer, (tuple, list)), "Give two arrays with a "
           "comma between: x, then y.")
    word = "few" if len(answer) < 2 else "many"
    refuse(len(answer) != 2, f"That is too {word}: give a pair, x and y.")
    return array(answer[0], "X", True), array(answer[1], "Y", True)


def integers(answer: object) -> list[int]:
    """Return a row of integers, from a list, a tuple or an array."""
    entries = _row(answer, "a list of integers")
    refuse(any(isinstance(one, bool) for one in entries), "These are truths; "
           "the integers are asked for.")
    return entries


def truths(answer: object) -> list[int | bool]:
    """Return a row of truths, or of ones and zeros."""
    return _row(answer, "a list of True and False")


def words(known: set[str], wanted: int) -> Callable[[object], tuple]:
    """Return a reader of so many of the known words, in any case."""
    ask = 'Give one of the words "win", "tie" and "loss" for each interval.'

    def read(answer: object) -> tuple[str, ...]:
        found = [word.lower() for word in _texts(answer, "words", ask)]
        refuse(len(found) != wanted, f"One word for each interval. {ask}")
        refuse(not set(found) <= known,
               f"There is another word among yours. {ask}")
        return tuple(found)

    return read


def letters(known: set[str]) -> Callable[[object], set[str]]:
    """Return a reader of some of the known letters, in any order and case."""
    ask = 'Give a list of letters, such as ["X", "Y"].'

    def read(answer: object) -> set[str]:
        if isinstance(answer, (set, frozenset)):  # the order does not count
            answer = list(answer)
        texts = [text.upper() for text in _texts(answer, "letters", ask)]
        # ["B", "E"], "BE", "B, E" or "B and E"
        found = set("".join(text for text in texts if text != "AND"))
        refuse(not found,
               f"Your list is empty: at least one belongs there. {ask}")
        refuse(not found <= known,
               f"There is another letter among yours. {ask}")
        return found

    return read


def _texts(answer: object, wanted: str, ask: str) -> list[str]:
    """Return what a list of texts holds, or one text with commas."""
    if isinstance(answer, str):
        return re.findall(r"\w+", answer)
    refuse_odd(answer, f"a list of {wanted}")
    if isinstance(answer, np.ndarray):
        answer = answer.ravel().tolist()
    refuse(not isinstance(answer, (list, tuple)),
           f"Your answer is no list of {wanted}. {ask}")
    refuse(not all(isinstance(text, str) for text in answer),
           f"What you list is not all in quotes. {ask}")
    return [text.strip() for text in answer]


def _is_real(answer: object) -> bool:
    is_number = isinstance(answer, (Real, Decimal))
    return is_number and not isinstance(answer, TRUTHS)


def _axes(answer: object) -> tuple[int | None, ...] | None:
    """Return the shape of an array or a tensor, None for anything else."""
    try:
        return tuple(answer.shape)
    except (AttributeError, TypeError, ValueError):
        return None


def _plain(found: Real | Decimal) -> int | float:
    if isinstance(found, Integral):
        return int(found)
    found = float(found)
    refuse(not math.isfinite(found), "Your answer is no finite number, or far "
           "too large: was there a division by zero on the way?")
    return int(found) if found.is_integer() else found


def _size(size: object) -> int:
    refuse(size is None, "None in a shape means: any number. Here every size "
           "is known, so write it down.")
    if _axes(size) == ():
        size = np.asarray(size).item()
    refuse(not _is_real(size), "Each size in a shape is one whole number, not "
           "nested.")
    found = _plain(size)
    refuse(not isinstance(found, int), "Each size is one whole number.")
    return found


def _row(answer: object, wanted: str) -> list[int | bool]:
    answer = _listed(answer, wanted,
                     f"Your answer is no list: {wanted} is asked for.")
    return [_entry(entry, wanted) for entry in answer]


def _listed(answer: object, wanted: str, complaint: str) -> list | tuple:
    """Return a row as a list, also if it is the only one of a batch."""
    refuse_odd(answer, wanted)
    is_list = isinstance(answer, (tuple, list, range))
    axes = (len(answer),) if is_list else _axes(answer)
    refuse(not axes or None in axes, complaint)
    refuse(math.prod(axes) > MOST_ENTRIES, "That is a very long list; one row "
           "is asked for.")
    answer = answer if is_list else np.asarray(answer).tolist()
    is_batch = len(answer) == 1 and isinstance(answer[0], (tuple, list))
    return answer[0] if is_batch else answer


def _entry(entry: object, wanted: str) -> int | bool:
    if _axes(entry) == ():
        entry = np.asarray(entry).item()
    if isinstance(entry, TRUTHS):
        return bool(entry)
    refuse(isinstance(entry, (str, bytes)), "Leave the quotes out: no texts "
           "are asked for.")
    found = _plain(entry) if _is_real(entry) else None
    refuse(not isinstance(found, int), f"Your answer is not {wanted}: one of "
           "its entries is something else.")
    return found
