"""The sunspots: one number a month, 260 years without a gap."""

import io

import numpy as np

from helpers.datasets.files import read_shipped


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
    content = read_shipped("data/sunspots_monthly.csv")
    table = np.genfromtxt(
        io.StringIO(content.decode("ascii")),
        delimiter=",",
        names=True,
        dtype=[("month", "datetime64[M]"), ("sunspots", "float64")],
    )
    return table["month"], table["sunspots"]
