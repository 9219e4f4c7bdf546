"""Series and words: read what is shipped, scale it, cut it into windows."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import ArrayLike

from helpers.arguments import as_numbers, check_sizes, is_whole

# What `sha256sum FILE` prints in the folder of the repository. A new file
# needs its line here, and its sum in the README beside it.
CHECKSUMS = {
    "data/sunspots_monthly.csv": (
        "b3017cdc7608f999f7a77f1f51c3ab20d171118b458dbfabf7160381babcddd6"
    ),
    "data/step_times.csv": (
        "18a1fe8675bd444f460c443b060cc433d314ea30be716644cc8861eaddccda18"
    ),
    "data/words.txt": (
        "ef41b93ffd1f8ec96346bcbed5d5328b773abf315bce81700d6546f813ba32c3"
    ),
}


def load_sunspots() -> tuple[np.ndarray, np.ndarray]:
    """Read the monthly mean sunspot numbers, January 1749 to June 2009.

    Returns the months, ``datetime64[M]``, and their sunspot numbers,
    ``float64``, each of shape (3126,), without a gap.
    """
    _, *lines = _lines("data/sunspots_monthly.csv")
    months, sunspots = zip(*(line.split(",") for line in lines), strict=True)
    return np.array(months, "datetime64[M]"), np.array(sunspots, "float64")


def load_words() -> dict[str, tuple[str, ...]]:
    """Read 117,493 words of the CMU Pronouncing Dictionary, and their sounds.

    Small letters a to z -> sounds, such as
    ``"banana": ("B", "AH0", "N", "AE1", "N", "AH0")``. A sound with a digit
    is a vowel: 1 for the main stress, 2 for a side stress, 0 for none.
    """
    # A word and its sounds, a blank between any two of them.
    pairs = (line.split(" ", 1) for line in _lines("data/words.txt"))
    return {word: tuple(sounds.split(" ")) for word, sounds in pairs}


def _lines(name: str) -> list[str]:
    return read_shipped(name, CHECKSUMS[name]).decode("ascii").splitlines()


def read_shipped(name: str, checksum: str) -> bytes:
    """Return the bytes of a shipped file, or say how to bring it back."""
    restore = f"restore it with `git checkout -- {name}`."
    # Beside helpers in a clone; a plain `pip install .` leaves them behind.
    home, here = Path(__file__).resolve().parents[1], Path.cwd()
    paths = [folder / name for folder in (home, here, here.parent)]
    try:
        content = next(filter(Path.exists, paths), paths[0]).read_bytes()
    except FileNotFoundError as error:
        raise FileNotFoundError(
            f"{name} is not in the repository folder {home}: {restore}"
        ) from error
    except OSError as error:
        raise ValueError(
            f"{name} cannot be read ({error.strerror}): remove it, then "
            f"{restore}"
        ) from error
    if _sha256(content) != checksum:
        raise ValueError(
            f"{name} is not the file that was shipped: "
            f"{_what_is_wrong(content, checksum)}; {restore}"
        )
    return content


def _what_is_wrong(content: bytes, expected: str) -> str:
    if not content:
        return "it is empty"
    if _sha256(content.replace(b"\r\n", b"\n")) == expected:
        return "its line ends are those of Windows, expected those of Unix"
    return (
        f"its sha256 begins with {_sha256(content)[:12]} "
        f"({len(content)} bytes), expected {expected[:12]}"
    )


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@dataclass(frozen=True)
class Scale:
    """Subtract the mean and divide by the standard deviation, and back."""

    mean: float
    std: float

    def scale(self, numbers: ArrayLike) -> np.ndarray:
        """Bring numbers of any shape near zero."""
        numbers = as_numbers("numbers", numbers, gaps=True)
        return (numbers - self.mean) / self.std

    def unscale(self, numbers: ArrayLike) -> np.ndarray:
        """Bring scaled numbers of any shape back to their own unit."""
        numbers = as_numbers("numbers", numbers, gaps=True)
        return numbers * self.std + self.mean


def scale_on(past: ArrayLike) -> Scale:
    """Take mean and spread from the past only, for all that comes after.

    `past` is the part to learn from, of any shape. Numbers of the test in it
    would let the model know something of the future. The standard deviation
    is that divided by n.
    """
    past = as_numbers("past", past)
    if past.size == 0:
        raise ValueError("past is empty; give the numbers to learn from.")
    kind = past.dtype if past.dtype.kind == "f" else float
    past = past.astype(float)
    mean, std = float(past.mean()), float(past.std())
    spread = past.max() - past.min()
    # A few units in the last place come from rounding, not from the data.
    if spread <= 8 * np.finfo(kind).eps * abs(past).max() or std == 0:
        rounded = ", but for rounding" if spread else ""
        raise ValueError(
            f"past is {past.flat[0]:g} throughout{rounded}; it has no spread "
            "to divide by, so leave it out."
        )
    return Scale(mean, std)


def split_in_time(
    series: ArrayLike, shares: Sequence[float], reads_back: int = 0
) -> list[np.ndarray]:
    """Cut a series into parts that follow each other, the oldest first.

    Each part gets a share of the length, such as ``(0.8, 0.2)``. All but the
    first begin `reads_back` numbers before their own: give the time steps of
    a window. Its targets then lie in one part, though what it reads may be
    older.
    """
    given = shares
    series, shares = _one_axis("series", series), _one_axis("shares", shares)
    if (shares <= 0).any():
        raise ValueError(f"shares are {given}; give each part more than 0.")
    if abs(sum(shares) - 1) > 1e-9:
        raise ValueError(f"shares sum to {sum(shares):g}; expected 1.")
    # The rounding lets 0.7 + 0.1 of ten numbers be eight, as on paper.
    ends = np.round(np.cumsum(shares) * len(series), 6).astype(int)
    ends[-1] = len(series)  # thirds of many numbers sum to a little less
    starts = np.array([0, *ends[:-1]])
    if (ends <= starts).any():
        raise ValueError(
            f"series has {len(series)} numbers, too few for the shares "
            f"{given}: a part would be empty."
        )
    most = ends[0] if len(ends) > 1 else np.inf
    if not is_whole(reads_back) or not 0 <= reads_back <= most:
        raise ValueError(
            f"reads_back is {reads_back!r}; give a whole number of at least "
            f"0, and no more than the {ends[0]} numbers of the first part."
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
    time_steps, horizon
        Numbers in each past, and in the future right after it.

    Returns
    -------
    x, y
        Pasts (samples, time_steps, 1) and futures (samples, horizon), where
        samples = length - time_steps - horizon + 1. Copies, not views.
    """
    series = _one_axis("series", series)
    check_sizes(time_steps=time_steps, horizon=horizon)
    time_steps, horizon = int(time_steps), int(horizon)
    length = time_steps + horizon
    if len(series) < length:
        raise ValueError(
            f"series has {len(series)} numbers, but one window needs "
            f"{time_steps} + {horizon} = {length}."
        )
    pairs = sliding_window_view(series, length).copy()
    return pairs[:, :time_steps, np.newaxis], pairs[:, time_steps:]


def _one_axis(name: str, values: ArrayLike) -> np.ndarray:
    array = as_numbers(name, values)
    if array.ndim != 1:
        raise ValueError(
            f"{name} has shape {array.shape}; give one axis, (length,)."
        )
    return array


def to_numbers(
    sequences: Sequence[Sequence[str]], symbols: Sequence[str], length: int
) -> np.ndarray:
    """Number the symbols from 1 and fill up each row with zeros at its end.

    Parameters
    ----------
    sequences
        Words, or lists of sounds, each with one to `length` symbols.
    symbols
        All that may occur; the first gets the number 1.
    length
        Numbers in each row.

    Returns
    -------
    numbers
        Whole numbers of shape (samples, length); 0 is padding, always on the
        right, as a mask on a GPU needs it.
    """
    check_sizes(length=length)
    number = {symbol: place for place, symbol in enumerate(symbols, start=1)}
    if not 0 < len(number) == len(symbols):
        raise ValueError(f"symbols are {symbols!r}; give each one once.")
    if isinstance(sequences, str):
        raise ValueError(
            f"sequences is one text; give a list, [{sequences!r}]."
        )
    rows = np.zeros((len(sequences), length), dtype="int32")
    for row, sequence in zip(rows, sequences, strict=True):
        told = sequence if isinstance(sequence, str) else " ".join(sequence)
        if not 1 <= len(sequence) <= length:
            raise ValueError(
                f"{told!r} has {len(sequence)} symbols; give 1 to {length}."
            )
        unknown = [symbol for symbol in sequence if symbol not in number]
        if unknown:
            raise ValueError(
                f"{told!r} holds {unknown[0]!r}, which has no number; give "
                f"some of the {len(number)} symbols from {symbols[0]!r} to "
                f"{symbols[-1]!r}."
            )
        row[: len(sequence)] = [number[symbol] for symbol in sequence]
    return rows
