"""Turn words, or sounds, into rows of whole numbers of one length."""

from collections.abc import Sequence

import numpy as np


def to_numbers(
    sequences: Sequence[Sequence[str]], symbols: Sequence[str], length: int
) -> np.ndarray:
    """Number the symbols from 1 and fill up each row with zeros at its end.

    Parameters
    ----------
    sequences
        Words, or lists of sounds, each with one to `length` symbols.
    symbols
        All that may occur; the first gets the number 1. A string counts as
        its letters.
    length
        Numbers in each row.

    Returns
    -------
    numbers
        Whole numbers of shape (samples, length); 0 is padding, always on the
        right, as a mask on a GPU needs it.

    Raises
    ------
    ValueError
        A sequence is empty or too long, or holds an unknown symbol; there
        are fewer than two symbols; or `length` is no whole number above 0.
    """
    if isinstance(length, bool) or not isinstance(length, int) or length < 1:
        raise ValueError(
            f"length is {length!r}; give a whole number of at least 1."
        )
    number = {symbol: place for place, symbol in enumerate(symbols, start=1)}
    if len(number) < 2:
        raise ValueError(
            f"There are {len(number)} different symbols; give at least 2."
        )
    rows = np.zeros((len(sequences), length), dtype="int32")
    for row, sequence in zip(rows, sequences, strict=True):
        _check(sequence, number, length)
        row[: len(sequence)] = [number[symbol] for symbol in sequence]
    return rows


def _check(sequence: Sequence[str], number: dict, length: int) -> None:
    told = sequence if isinstance(sequence, str) else " ".join(sequence)
    if not 1 <= len(sequence) <= length:
        raise ValueError(
            f"{told!r} has {len(sequence)} symbols; give 1 to {length}."
        )
    unknown = [symbol for symbol in sequence if symbol not in number]
    if unknown:
        first, *_, last = number
        raise ValueError(
            f"{told!r} holds {unknown[0]!r}, which has no number; give some "
            f"of the {len(number)} symbols from {first!r} to {last!r}."
        )
