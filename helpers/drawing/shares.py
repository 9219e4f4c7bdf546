"""Draw a table of shares from 0 to 1: dark for much, the number inside."""

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from helpers.drawing.canvas import DPI, INK, WIDTH


def draw_shares(
    table: ArrayLike, rows: Sequence[str], columns: Sequence[str], what: str
) -> tuple[Figure, str]:
    """Draw a table with the first row at the bottom, as layers are stacked.

    Parameters
    ----------
    table
        Shares, (rows, columns); below 0 counts as white.
    rows, columns
        Their names.
    what
        What a share is, for the title and the alternative text.

    Returns
    -------
    fig, alt
        The plot and its text alternative, for `show`.

    Raises
    ------
    ValueError
        The names do not fit the table, or a share is above 1 or not finite.
    """
    table = np.asarray(table, float)
    if table.shape != (len(rows), len(columns)) or not table.size:
        raise ValueError(
            f"table has shape {table.shape}, and there are {len(rows)} names "
            f"of rows and {len(columns)} of columns; give a name for each."
        )
    if not np.isfinite(table).all() or table.max() > 1:
        raise ValueError("table holds more than 1, or NaN; give shares.")
    fig = Figure((WIDTH, 0.9 + 0.48 * len(rows)), DPI, layout="constrained")
    ax = fig.add_subplot()
    ax.imshow(
        table, cmap="Blues", vmin=0, vmax=1, origin="lower", aspect="auto"
    )
    for (row, column), share in np.ndenumerate(table):
        ax.text(
            column,
            row,
            f"{max(share, 0):.2f}",
            ha="center",
            va="center",
            color="white" if share > 0.6 else INK,
            fontsize=12,
        )
    ax.set_xticks(range(len(columns)), columns)
    ax.set_yticks(range(len(rows)), rows)
    ax.set_title(what, loc="left", fontsize=11.5)
    ax.grid(False)
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    told = "; ".join(
        f"{name} "
        + ", ".join(
            f"{column} {max(share, 0):.2f}"
            for column, share in zip(columns, shares, strict=True)
        )
        for name, shares in zip(rows, table, strict=True)
    )
    return (
        fig,
        f"A table, {what}, the darker the more. From the bottom: {told}.",
    )
