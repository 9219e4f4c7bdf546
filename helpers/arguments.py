"""Whole sizes and finite numbers: what helpers ask of what they are given.

Each ValueError is one sentence: which argument, where in it, and what to do.
"""

from numbers import Integral

import numpy as np
from numpy.typing import ArrayLike

_CURES = {
    "c": "give its real part, or np.abs of it",
    "m": "divide it by a unit first, such as np.timedelta64(1, 'D')",
    "M": "give what was measured then, not the dates",
}


def check_sizes(**sizes: int) -> None:
    """Raise ValueError unless each size is a whole number of at least 1."""
    for name, size in sizes.items():
        if not is_whole(size) or size < 1:
            raise ValueError(
                f"{name} is {size!r}; give a whole number of at least 1."
            )


def is_whole(size: object) -> bool:
    """Say whether it is a whole number, of Python or NumPy."""
    return isinstance(size, Integral) and not isinstance(size, bool)


def check_seed(seed: int) -> int:
    """Return a seed that Python, NumPy and Keras all take, or ValueError."""
    if not is_whole(seed) or not 0 <= seed < 2**32:
        raise ValueError(
            f"seed is {seed!r}; give a whole number from 0 to 2**32 - 1."
        )
    return int(seed)


def as_numbers(
    name: str, values: ArrayLike, *, gaps: bool = False
) -> np.ndarray:
    """Return an array of real numbers; ValueError if `values` are none.

    NaN and infinite ones are refused too, unless `gaps` are allowed.
    """
    try:
        array = np.asarray(values)
    except ValueError as error:
        raise ValueError(
            f"{name} has rows of different lengths; cut or pad them to one."
        ) from error
    if "float" in array.dtype.name and array.dtype.kind == "V":
        array = array.astype("float32")  # bfloat16, say, of a tensor
    if array.dtype.kind not in "biuf":
        raise ValueError(_no_numbers(name, array))
    odd = ~np.isfinite(array)
    if odd.any() and not gaps:
        raise ValueError(
            f"{_first(name, array, odd)}, the first of {odd.sum()} NaN or "
            "infinite numbers; fill or drop them first."
        )
    return array


def _no_numbers(name: str, array: np.ndarray) -> str:
    kind = array.dtype.kind
    if kind in _CURES and array.size:
        anywhere = np.ones(array.shape, dtype=bool)
        return f"{_first(name, array, anywhere)}; {_CURES[kind]}."
    if kind not in "OSU" or not array.ndim or not array.size:
        told = type(array.item()).__name__ if array.size == 1 else array.dtype
        return f"{name} is of type {told}; give a list or array of numbers."
    odd = ~np.vectorize(_reads_as_number, [bool])(array)
    if odd.any():
        told = _first(name, array, odd)
        return f"{told}; give a number there, or leave it out."
    told = _first(name, array, ~odd)
    return f"{told}; make numbers of all with np.asarray({name}, float)."


def _reads_as_number(value: object) -> bool:
    try:
        float(value)
    except (TypeError, ValueError, OverflowError):
        return False
    return True


def _first(name: str, array: np.ndarray, odd: np.ndarray) -> str:
    """Say where the first odd value stands, and what it is."""
    place = np.argwhere(odd)[0].tolist()
    value = array[tuple(place)]
    if isinstance(value, np.generic) and array.dtype.kind in "OSU":
        value = value.item()
    told = str(value) if array.dtype.kind in "cfmM" else repr(value)
    where = ", ".join(map(str, place))
    return f"{name}[{where}] is {told[:60]}" if place else f"{name} is {told}"
