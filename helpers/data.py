"""Load the shipped series and cut it into windows."""

import hashlib
import io
from pathlib import Path

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import ArrayLike

_SUNSPOTS_SHA256 = (
    "b3017cdc7608f999f7a77f1f51c3ab20d171118b458dbfabf7160381babcddd6"
)


def load_sunspots() -> tuple[np.ndarray, np.ndarray]:
    """Read the monthly mean sunspot numbers, January 1749 to June 2009.

    Returns
    -------
    months, sunspots
        The months as ``datetime64[M]`` and their sunspot numbers as
        ``float64``, each of shape (3126,), without a gap.

    Raises
    ------
    FileNotFoundError
        The file is not there.
    ValueError
        The file is not the one that was shipped.
    """
    content = _read("sunspots_monthly.csv", _SUNSPOTS_SHA256)
    table = np.genfromtxt(
        io.StringIO(content.decode("ascii")),
        delimiter=",",
        names=True,
        dtype=[("month", "datetime64[M]"), ("sunspots", "float64")],
    )
    return table["month"], table["sunspots"]


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
    series = np.asarray(series)
    if series.ndim != 1:
        raise ValueError(
            f"series has shape {series.shape}; give one axis, (length,)."
        )
    for name, size in (("time_steps", time_steps), ("horizon", horizon)):
        if isinstance(size, bool) or not isinstance(size, int) or size < 1:
            raise ValueError(
                f"{name} is {size!r}; give a whole number of at least 1."
            )
    length = time_steps + horizon
    if len(series) < length:
        raise ValueError(
            f"series has {len(series)} numbers, but one window needs "
            f"{time_steps} + {horizon} = {length}."
        )
    pairs = sliding_window_view(series, length).copy()
    return pairs[:, :time_steps, np.newaxis], pairs[:, time_steps:]


def _read(name: str, sha256: str) -> bytes:
    """Return the bytes of a shipped file, or say what is wrong with it."""
    restore = f"restore it with `git checkout -- data/{name}`."
    # Beside helpers in a clone; a plain `pip install .` leaves data behind.
    homes = [
        Path(__file__).resolve().parents[1],
        Path.cwd(),
        Path.cwd().parent,
    ]
    paths = [home / "data" / name for home in homes]
    path = next((path for path in paths if path.is_file()), None)
    if path is None:
        raise FileNotFoundError(
            f"data/{name} is not in the repository folder {homes[0]}: "
            f"{restore}"
        )
    content = path.read_bytes()
    found = hashlib.sha256(content).hexdigest()
    if found != sha256:
        raise ValueError(
            f"data/{name} is not the file that was shipped (sha256 starts "
            f"with {found[:12]}, expected {sha256[:12]}; {len(content)} "
            f"bytes): {restore}"
        )
    return content
