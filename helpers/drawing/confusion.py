"""Draw which answers a classifier mixes up: truth by row, answer by column."""

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from helpers.drawing.canvas import DPI, INK

MOST = 12  # classes whose numbers can still be read


def draw_confusion(
    table: ArrayLike, names: Sequence[object], what: str
) -> tuple[Figure, str]:
    """Draw a confusion table in percent of each row, dark for many.

    Parameters
    ----------
    table
        How often each truth got each answer, (classes, classes). A row
        without a case stays empty.
    names
        Name of each class, in the order of the table.
    what
        What is answered, for the axes and the alternative text.

    Returns
    -------
    fig, alt
        The drawing and its text alternative, for `show`.

    Raises
    ------
    ValueError
        The table is not square, has less than two or more than twelve
        classes, counts below zero or nothing at all, or there is not a name
        for each class.
    """
    table = np.asarray(table)
    size = len(names)
    if table.shape != (size, size) or not 2 <= size <= MOST:
        raise ValueError(
            f"table has shape {table.shape}, and there are {size} names; "
            f"give a square table of 2 to {MOST} classes, each with a name."
        )
    if (table < 0).any() or table.sum() == 0:
        raise ValueError("table counts nothing, or below zero; give counts.")
    cases = table.sum(axis=1, keepdims=True)
    percent = 100 * table / np.maximum(cases, 1)
    side = 1.3 + 0.5 * size
    fig = Figure((side + 1.2, side), DPI, layout="constrained")
    ax = fig.add_subplot()
    ax.imshow(percent, cmap="Blues", vmin=0, vmax=100)
    for row, column in np.ndindex(table.shape):
        if table[row, column]:
            share = percent[row, column]
            ax.text(
                column,
                row,
                f"{share:.0f}" if share >= 1 else "<1",
                ha="center",
                va="center",
                color="white" if share > 50 else INK,
                fontsize=11,
            )
    rows = [
        f"{name}  ({count:,})"
        for name, count in zip(names, cases[:, 0], strict=True)
    ]
    places = range(size)
    ax.set_xticks(places, [str(name) for name in names])
    ax.set_yticks(places, rows)
    ax.set(
        xlabel=f"{what}: answer, in percent of the row",
        ylabel=f"{what}: truth (how often)",
    )
    ax.grid(False)
    ax.tick_params(length=0)
    return fig, _alt(table, percent, names, what)


def _alt(
    table: np.ndarray, percent: np.ndarray, names: Sequence[object], what: str
) -> str:
    right = np.trace(table) / table.sum()
    parts = [
        f"{name}: {percent[row, row]:.0f} %"
        for row, name in enumerate(names)
        if table[row].any()
    ]
    off = table * (1 - np.eye(len(table), dtype=int))
    truth, answer = np.unravel_index(off.argmax(), off.shape)
    alt = (
        f"Confusion table of {what}, in percent of each row: {right:.1%} of "
        f"{table.sum():,} answers are on the diagonal. By the truth, right "
        f"are {', '.join(parts)}."
    )
    if off.any():
        alt += (
            f" The commonest mistake is {names[answer]} in place of "
            f"{names[truth]}, {off.max():,} times."
        )
    return alt
