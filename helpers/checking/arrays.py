"""Read a learner's answer as an array of numbers, whatever it is."""

import numpy as np

from helpers.checking.answers import OddAnswer, refuse_odd


def read_array(answer: object, name: str = "your answer") -> np.ndarray:
    """Return the answer as a NumPy array of finite real numbers.

    Parameters
    ----------
    answer
        An array or an eager tensor; lists are refused, as Keras does it.
    name
        What the hint calls it.

    Raises
    ------
    OddAnswer
        It is no array, or does not hold numbers.
    """
    refuse_odd(answer, "an array")
    start = name[0].upper() + name[1:]
    if isinstance(answer, (tuple, list)):
        raise OddAnswer(
            f"{start} is a list or a tuple: make an array of it with np.array."
        )
    try:
        shape = tuple(answer.shape)
        array = np.asarray(answer)
    except (
        Exception
    ):  # a symbolic tensor, or something with a shape of its own
        raise OddAnswer(
            f"{start} is no array of numbers that could be read."
        ) from None
    if array.dtype.kind not in "biuf" or array.shape != shape:
        raise OddAnswer(f"{start} holds something other than numbers.")
    if not np.isfinite(array).all():
        raise OddAnswer(f"{start} holds NaN or infinite values.")
    return array
