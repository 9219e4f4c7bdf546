"""The numbers behind a plot, as a table that unfolds under it."""

import html
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import product

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

# Name of a column -> its values, all of one length; NaN where there is none.
Columns = Mapping[str, ArrayLike]

SUMMARY = "The numbers of this figure"
MOST_NUMBERS, MOST_ROWS, FEWEST_ROWS = 100, 25, 12
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


def in_rows(heads: Sequence[str], rows: Iterable[Sequence]) -> dict:
    """Return rows as columns with these heads."""
    return dict(zip(heads, zip(*rows, strict=True), strict=True))


def of_seeds(
    heads: Sequence[str], rows: Sequence[tuple], middle: str, of: Callable
) -> dict:
    """Return columns: the names of each row, and three numbers of its seeds.

    Each of `rows` has a name for each of `heads`, and then its numbers: of
    several the lowest, the `middle`, which `of` computes, and the highest.
    """
    *names, found = zip(*rows, strict=True)
    numbers = [np.asarray(one, float) for one in found]
    low, high = (
        [end(one) if len(one) > 1 else np.nan for one in numbers]
        for end in (np.min, np.max)
    )
    columns = dict(zip(heads, names, strict=True))
    columns |= {"lowest seed": low, middle: [of(one) for one in numbers]}
    return columns | {"highest seed": high}


def folded(columns: Columns) -> str:
    """Return the columns as a table that unfolds; of a long series some rows.

    Its first column names the rows. Where a name repeats, the numbers below
    each have decimals of their own.
    """
    table = [np.asarray(column) for column in columns.values()]
    names, length = table[0], len(table[0])
    is_named = names.dtype.kind == "U"
    kept = [*range(length)] if is_named else _kept(length, len(table) - 1)
    alike = [np.arange(length)]
    if is_named and len(set(names)) < length:
        alike = [np.flatnonzero(names == name) for name in set(names)]
    texts = [column.astype("U").astype(object) for column in table]
    for rows, some in product(alike, (slice(1), slice(1, None))):
        pairs = zip(texts[some], table[some], strict=True)
        measured = [pair for pair in pairs if pair[1].dtype.kind == "f"]
        write = _writer([column[rows] for _, column in measured])
        for text, column in measured:
            text[rows] = [*map(write, column[rows].tolist())]
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


def _writer(columns: list[np.ndarray]) -> Callable[[float], str]:
    """Return what writes numbers that are compared, always with a point.

    The tests grant those a unit in the last place. All have as many decimals
    as give three digits to the largest of each column; sizes over powers of
    ten have three each.
    """
    sizes = [np.abs(one[np.isfinite(one) & (one != 0)]) for one in columns]
    sizes = [one for one in sizes if one.size] or [np.ones(1)]
    top = min(one.max() for one in sizes)
    places = max(1, 2 - int(np.floor(np.log10(top))))
    every = np.concatenate(sizes)
    has_minus = any((one < 0).any() for one in columns)
    spans_powers = every.max() > _WIDE * every.min() and not has_minus

    def write(value: float) -> str:
        if np.isnan(value):
            return ""
        if spans_powers:
            return f"{value:#.3g}" if 0 < value < 100 else f"{value:.1f}"
        return f"{round(value, places) + 0.0:.{places}f}"

    return write
