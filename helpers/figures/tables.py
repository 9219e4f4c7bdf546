"""Tables of numbers, the darker the more."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from helpers.figures.axes import plot
from helpers.figures.numbers import Plotted
from helpers.figures.palette import INK, SHARES

_MOST_CLASSES = 12  # whose numbers can still be read


def draw_confusion(
    table: ArrayLike, names: Sequence[object], what: str
) -> Plotted:
    """Draw which answers a classifier mixes up, in percent of each row.

    `table` counts how often each truth (row) got each answer (column), both
    in the order of two to twelve `names`; a row without a case stays empty.
    `what` is what is answered, for the axes and the text alternative.
    """
    table = np.asarray(table)
    size = len(names)
    if table.shape != (size, size) or not 2 <= size <= _MOST_CLASSES:
        raise ValueError(
            f"table has shape {table.shape}, and there are {size} names; "
            f"give a square table of 2 to {_MOST_CLASSES} classes, each with "
            "a name."
        )
    if (table < 0).any() or table.sum() == 0:
        raise ValueError("table counts nothing, or below zero; give counts.")
    cases = table.sum(axis=1)
    percent = 100 * table / np.maximum(cases, 1)[:, np.newaxis]
    texts = {
        place: f"{share:.0f}" if share >= 1 else "<1"
        for place, share in np.ndenumerate(percent)
        if table[place]
    }
    rows = [f"{name}  ({cases[row]:,})" for row, name in enumerate(names)]
    side = 1.3 + 0.5 * size
    fig, (ax,) = plot(side, width=side + 1.2)
    columns = [str(name) for name in names]
    _shade(ax, percent, texts, rows, columns, most=100, dark=50, size=11)
    ax.set(
        xlabel=f"{what}: answer, in percent of the row",
        ylabel=f"{what}: truth (how often)",
    )
    fig.numbers = {f"{what}: truth": columns, "how often": cases}
    named = dict(zip(columns, percent.T, strict=True))
    fig.numbers |= {f"answer {name}, %": one for name, one in named.items()}
    right = [
        f"{name}: {percent[row, row]:.0f} %"
        for row, name in enumerate(names)
        if cases[row]
    ]
    alt = (
        f"Confusion table of {what}, in percent of each row: "
        f"{np.trace(table) / table.sum():.1%} of {table.sum():,} answers are "
        f"on the diagonal. By the truth, right are {', '.join(right)}."
    )
    mistakes = table * (1 - np.eye(size, dtype=int))
    if mistakes.any():
        truth, answer = np.unravel_index(mistakes.argmax(), mistakes.shape)
        alt += (
            f" The commonest mistake is {names[answer]} in place of "
            f"{names[truth]}, {mistakes.max():,} times."
        )
    return fig, alt


def draw_shares(
    table: ArrayLike, rows: Sequence[str], columns: Sequence[str], what: str
) -> Plotted:
    """Draw a table of shares, the first row below, as layers are stacked.

    `table` is (rows, columns), with their names in `rows` and `columns`. It
    holds no more than 1; below 0 counts as 0. `what` says what a share is.
    """
    table = np.asarray(table, float)
    if not np.isfinite(table).all() or table.max() > 1:
        raise ValueError("table holds more than 1, or NaN; give shares.")
    texts = {
        place: f"{max(share, 0):.2f}" for place, share in np.ndenumerate(table)
    }
    fig, (ax,) = plot(0.9 + 0.48 * len(rows))
    look = {"origin": "lower", "aspect": "auto"}
    _shade(ax, table, texts, rows, columns, dark=0.6, size=12, **look)
    ax.set_title(what, loc="left", fontsize=11.5)
    ax.spines[:].set_visible(False)
    named = zip(columns, np.maximum(table, 0).T, strict=True)
    fig.numbers = {"share": rows, **dict(named)}
    told = []
    for row, name in enumerate(rows):
        cells = [f"{c} {texts[row, i]}" for i, c in enumerate(columns)]
        told.append(f"{name} {', '.join(cells)}")
    return fig, (
        f"A table, {what}, the darker the more. From the bottom: "
        f"{'; '.join(told)}."
    )


def _shade(ax: Axes, values, texts: Mapping[tuple[int, ...], str],
           rows, columns, *, dark, size, most=1, **look) -> None:  # fmt: skip
    """Shade numbers from 0 to `most`; a text on more than `dark` is white."""
    ax.imshow(values, cmap=SHARES, vmin=0, vmax=most, **look)
    for (row, column), text in texts.items():
        style = {"color": "white" if values[row, column] > dark else INK}
        style |= {"ha": "center", "va": "center", "fontsize": size}
        ax.text(column, row, text, **style)
    ax.set_xticks(range(len(columns)), columns)
    ax.set_yticks(range(len(rows)), rows)
    ax.grid(False)
    ax.tick_params(length=0)
