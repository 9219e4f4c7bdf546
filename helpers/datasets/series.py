"""Split a series in the order of time, and cut it into windows."""

from collections.abc import Sequence

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import ArrayLike


def split_in_time(
    series: ArrayLike, shares: Sequence[float], reads_back: int = 0
) -> list[np.ndarray]:
    """Cut a series into parts that follow each other, the oldest first.

    Parameters
    ----------
    series
        Numbers in order of time, of shape (length,).
    shares
        What each part gets of the length, such as ``(0.8, 0.2)``; they sum
        to 1. A cut between two numbers moves to the earlier one.
    reads_back
        How many numbers before its own each part but the first begins with.
        Give the time steps of a window: its targets then lie in one part,
        though what it reads may be older.

    Returns
    -------
    parts
        One copy for each share, of shape (its length,).

    Raises
    ------
    ValueError
        The series has more than one axis; a share is not above 0, or they do
        not sum to 1; a part would be empty; `reads_back` is no whole number
        of at least 0, or goes back further than the first part.
    """
    series = _one_axis(series)
    shares = np.asarray(shares, dtype=float)
    if shares.ndim != 1 or not (shares > 0).all():
        raise ValueError(f"shares are {shares}; give numbers above 0.")
    if abs(shares.sum() - 1) > 1e-9:
        raise ValueError(f"shares sum to {shares.sum():g}; expected 1.")
    # The rounding lets 0.7 + 0.1 of ten numbers be eight, as on paper.
    ends = np.floor(np.round(shares.cumsum() * len(series), 6)).astype(int)
    starts = np.array([0, *ends[:-1]])
    if (ends <= starts).any():
        raise ValueError(
            f"series has {len(series)} numbers, too few for the shares "
            f"{shares}: a part would be empty."
        )
    _whole("reads_back", reads_back, least=0)
    if len(ends) > 1 and reads_back > ends[0]:
        raise ValueError(
            f"reads_back is {reads_back}, but the first part has only "
            f"{ends[0]} numbers."
        )
    starts[1:] -= reads_back
    return [series[a:b].copy() for a, b in zip(starts, ends, strict=True)]


def windows(
    series: ArrayLike, time_steps: int, horizon: int
) -> tuple[np.ndarray, np.ndarray]:
    """Cut a series into every possible pair of past and future.

    Parameters
    ----------
    series
        Numbers in order of time, of shape (length,).
    time_steps
        Numbers in each past.
    horizon
        Numbers in each future, which begins right after its past.

    Returns
    -------
    x, y
        Pasts (samples, time_steps, 1) and futures (samples, horizon), where
        samples = length - time_steps - horizon + 1. Copies, not views.

    Raises
    ------
    ValueError
        The series has more than one axis or is too short, or a size is not
        a whole number of at least 1.
    """
    series = _one_axis(series)
    _whole("time_steps", time_steps)
    _whole("horizon", horizon)
    length = time_steps + horizon
    if len(series) < length:
        raise ValueError(
            f"series has {len(series)} numbers, but one window needs "
            f"{time_steps} + {horizon} = {length}."
        )
    pairs = sliding_window_view(series, length).copy()
    return pairs[:, :time_steps, np.newaxis], pairs[:, time_steps:]


def _one_axis(series: ArrayLike) -> np.ndarray:
    series = np.asarray(series)
    if series.ndim != 1:
        raise ValueError(
            f"series has shape {series.shape}; give one axis, (length,)."
        )
    return series


def _whole(name: str, size: int, least: int = 1) -> None:
    if isinstance(size, bool) or not isinstance(size, int) or size < least:
        raise ValueError(
            f"{name} is {size!r}; give a whole number of at least {least}."
        )
