"""The numbers behind a plot, as a table that unfolds under it."""

import html
from collections.abc import Mapping

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

# Name of a column -> its values, all of one length; NaN where there is none.
Columns = Mapping[str, ArrayLike]

SUMMARY = "The numbers of this figure"
MOST_NUMBERS, MOST_ROWS, FEWEST_ROWS = 150, 40, 12
_WIDE = 1e4  # times the least: then a column spans powers of ten


class Plot(Figure):
    """A figure that keeps the numbers it is drawn of."""

    numbers: Columns


Plotted = tuple[Plot, str]  # with its text alternative, as `show` takes it


def over(name: str, series: Columns, steps: ArrayLike | None = None) -> dict:
    """Return series as columns beside their steps, which count from 1."""
    if steps is None:
        steps = np.arange(1, max(map(len, series.values())) + 1)
    columns = {name: np.asarray(steps)}
    for title, values in series.items():
        missing = [np.nan] * (len(steps) - len(values))
        columns[title] = np.append(values, missing)
    return columns


def folded(columns: Columns) -> str:
    """Return the columns as a table that unfolds; of a long one some rows.

    Its first column names the rows.
    """
    texts = [_texts(np.asarray(column)) for column in columns.values()]
    length, kept = len(texts[0]), _kept(len(texts[0]), len(texts) - 1)
    lines = [f"<details><summary>{SUMMARY}</summary>", "<table>"]
    if len(kept) < length:
        lines.append(
            f"<caption>{len(kept)} of {length:,} rows: one in "
            f"{kept[1] - kept[0]}, and the last.</caption>"
        )
    heads = (html.escape(name, quote=False) for name in columns)
    cells = "".join(f'<th scope="col">{name}</th>' for name in heads)
    lines.append(f"<thead><tr>{cells}</tr></thead><tbody>")
    for row in kept:
        name, *cells = (html.escape(text[row], quote=False) for text in texts)
        cells = "".join(f"<td>{cell}</td>" for cell in cells)
        lines.append(f'<tr><th scope="row">{name}</th>{cells}</tr>')
    return "\n".join([*lines, "</tbody></table></details>"])


def _kept(length: int, numbers: int) -> list[int]:
    """Return the rows to show, with `numbers` in each."""
    most = min(MOST_ROWS, max(FEWEST_ROWS, MOST_NUMBERS // numbers))
    if length <= most:
        return list(range(length))
    apart = -(-(length - 1) // (most - 1))
    return [*range(0, length - 1, apart), length - 1]


def _texts(column: np.ndarray) -> list[str]:
    """Write a column: measured numbers always with a point.

    The tests grant those a unit in the last place. All have as many decimals
    as give the largest three digits; sizes over powers of ten have three each.
    """
    if column.dtype.kind != "f":
        return column.astype(str).tolist()
    sizes = np.abs(column[np.isfinite(column) & (column != 0)])
    largest, least = (sizes.max(), sizes.min()) if sizes.size else (1, 1)
    places = max(1, 2 - int(np.floor(np.log10(largest))))
    spans_powers = largest > _WIDE * least and not (column < 0).any()
    return [
        ""
        if np.isnan(value)
        else f"{value:#.3g}"
        if spans_powers and 0 < value < 100
        else f"{round(value, places) + 0.0:.{places}f}"
        for value in column.tolist()
    ]
