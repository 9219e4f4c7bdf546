"""How the pictures write numbers, steps and sizes, and what they refuse."""

from collections.abc import Iterable, Sequence, Sized

import numpy as np

MINUS = "\N{MINUS SIGN}"


def count(number: int, word: str) -> str:
    """Return the number with its word: "1 unit", "3 units", "4,352 units"."""
    return f"{number:,} {word}" if number == 1 else f"{number:,} {word}s"


def number(value: float, trim: bool = True) -> str:
    """Write a number in at most eight characters, three decimals at most."""
    value = value + 0.0  # makes 0 of -0
    size = abs(value)
    if not np.isfinite(value):
        text = str(float(value))
    elif trim and -1e5 < value < 1e6 and value == round(value):
        text = f"{value:.0f}"
    elif size >= 1e5 or 0 < size < 5e-4:
        text = f"{value:.0e}"
    elif size >= 10:
        text = f"{value:.1f}" if size < 99.95 else f"{value:.0f}"
    else:
        text = f"{value:.3f}"
        text = text.rstrip("0").rstrip(".") if trim else text
    return text.replace("-", MINUS)


def decimals(value: float) -> str:
    """Write a number with three decimals, whatever its size below 10,000."""
    if not np.isfinite(value) or abs(value) >= 1e4:
        return number(value)
    text = f"{value:.3f}"
    text = "0.000" if text == "-0.000" else text
    return text.replace("-", MINUS)


def picks(size: int, most: int, short: int | None = None) -> list[int | None]:
    """Return the indices to draw, where None stands for those left out.

    All if they are `most` at most, else `short`, or `most` if not given.
    """
    if size <= most:
        return list(range(size))
    return [*range((short or most) - 2), None, size - 1]


def numbers(values, kept: Iterable[int | None], trim: bool) -> list[str]:
    """Write the values at the indices that are `kept`, as `picks` gives."""
    return ["…" if i is None else number(values[i], trim) for i in kept]


def from_one(index: int | None) -> str:
    """Write an index as people count, and None as the dots of a gap."""
    return "…" if index is None else str(index + 1)


def told_marks(marks: list[int]) -> str:
    """Return a sentence on the marked steps, or nothing without any."""
    which = ", ".join(map(from_one, marks))
    return f" Marked steps: {which}." if marks else ""


def check_3d(name: str, array: object) -> np.ndarray:
    """Return `array` as numbers, or raise ValueError if it is not 3D."""
    values = np.asarray(array)
    if values.ndim != 3 or values.size == 0:
        raise ValueError(
            f"{name} has shape {values.shape}; give an array of three axes "
            "(samples, time steps, features or units), none of them empty."
        )
    if values.dtype.kind not in "iuf":
        raise ValueError(
            f"{name} holds {values.dtype}; give an array of real numbers."
        )
    return values


def check_many(what: str, given: Sized, most: int) -> None:
    """Raise ValueError unless there are one to `most` of them."""
    if not 1 <= len(given) <= most:
        raise ValueError(f"There are {len(given)} {what}; give one to {most}.")


def check_marks(marks: Sequence[int], steps: int) -> list[int]:
    """Return the marked steps, or raise ValueError if one is no time step."""
    marks = [int(step) for step in marks]
    for step in marks:
        if not 0 <= step < steps:
            raise ValueError(
                f"marks has the step {step}; give steps from 0 to {steps - 1}."
            )
    return marks
