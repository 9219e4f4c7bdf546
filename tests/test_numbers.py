"""The numbers behind a plot: a table that unfolds, short and comparable."""

import re

import numpy as np
import pytest
from matplotlib.patches import Rectangle

from helpers import figures
from helpers.figures import numbers
from helpers.figures.numbers import Plotted
from helpers.reference import GateTrace
from tools.compare import same_text

RANDOM = np.random.default_rng(5)
SERIES = RANDOM.random(36) + 1
MONTHS = np.arange("2000-01", "2003-01", dtype="datetime64[M]")
GATES = GateTrace(*RANDOM.random((7, 1, 7, 2)))
# What each plot is drawn of.
PLOTS = {
    "draw_gradients": [{"fresh": RANDOM.random((2, 7))}, "size"],
    "draw_parts": [{"A": [1, 3], "B": [2, 0]}, ["x", "y"], "a step"],
    "draw_split": [MONTHS, SERIES, 24, "height"],
    "draw_states_and_gates": [[GATES]],
    "draw_times": [{"steps": {"Keras": ([1, 2], [0.5, 2.5])}}],
}
SHADES = {"draw_gradients"}  # no number stands in these
PLOTTED = [
    name
    for name, draw in vars(figures).items()
    if name.startswith("draw_") and draw.__annotations__["return"] is Plotted
]


def drawn(fig) -> np.ndarray:
    """Return all numbers that lines, bars and images of a figure hold."""
    held = [np.empty(0)]
    for ax in fig.axes:
        for line in ax.lines:
            held += [line.get_xdata(), line.get_ydata()]
        bars = [one for one in ax.patches if isinstance(one, Rectangle)]
        held += [bar.get_bbox().size for bar in bars]
        held += [image.get_array() for image in ax.images]
    flat = [np.ravel(one) for one in held]
    seen = np.concatenate([one for one in flat if one.dtype.kind in "iuf"])
    return seen[np.isfinite(seen)]


@pytest.mark.parametrize("name", PLOTTED)
def test_the_numbers_are_those_that_are_drawn(name) -> None:
    fig, _ = getattr(figures, name)(*PLOTS[name])
    lengths = {len(column) for column in fig.numbers.values()}
    assert len(lengths) == 1
    seen, compared = drawn(fig), 0
    for title, column in fig.numbers.items():
        values = np.asarray(column)
        if values.dtype.kind == "f" and name not in SHADES:
            apart = np.abs(values[:, np.newaxis] - seen).min(axis=1)
            assert apart.max() < 1e-6, title
            compared += len(values)
    assert compared or name in SHADES


def rows(columns) -> list[list[str]]:
    """Return the table of some columns, its heading first."""
    table = numbers.folded(columns)
    return [
        re.findall(r"<t[hd][^>]*>([^<]*)</t[hd]>", line)
        for line in re.findall(r"<tr>.*?</tr>", table)
    ]


def test_it_is_folded_and_its_rows_and_columns_are_named() -> None:
    table = numbers.folded({"step": [1, 2], "a < b": [0.5, np.nan]})
    assert table == (
        "<details><summary>The numbers of this figure</summary>\n<table>\n"
        '<thead><tr><th scope="col">step</th><th scope="col">a &lt; b</th>'
        "</tr></thead><tbody>\n"
        '<tr><th scope="row">1</th><td>0.500</td></tr>\n'
        '<tr><th scope="row">2</th><td></td></tr>\n'
        "</tbody></table></details>"
    )


@pytest.mark.parametrize(
    ("column", "texts"),
    [
        ([264.32, 7.5, -0.04], ["264.3", "7.5", "0.0"]),
        ([0.51234, -0.00004, 0], ["0.512", "0.000", "0.000"]),
        ([1.5, 2e-6, 0, 250], ["1.50", "2.00e-06", "0.0", "250.0"]),
        ([0.0, np.nan], ["0.00", ""]),
        ([12, 3], ["12", "3"]),
        (["layer 1", "<"], ["layer 1", "&lt;"]),
    ],
)
def test_measured_numbers_have_three_digits_and_a_point(column, texts) -> None:
    assert [
        row[1] for row in rows({"": range(len(column)), "x": column})[1:]
    ] == texts


def test_a_unit_in_the_last_place_is_granted_as_to_what_is_printed() -> None:
    one, two, far = (
        numbers.folded({"step": [1, 2], "x": [0.9, last]})
        for last in (0.49949, 0.49951, 0.52)
    )
    assert one != two and same_text(one, two) and not same_text(one, far)


@pytest.mark.parametrize(("length", "columns"), [(264, 1), (41, 3), (90, 20)])
def test_of_a_long_series_some_rows_are_shown_and_it_says_so(
    length, columns
) -> None:
    series = {f"{n}": np.arange(length) for n in range(columns)}
    found = [int(row[0]) for row in rows(numbers.over("step", series))[1:]]
    assert found[0] == 1 and found[-1] == length
    assert len(set(np.diff(found[:-1]))) == 1
    table = numbers.folded(numbers.over("step", series))
    says = (
        f"{len(found)} of {length} rows: one in {found[1] - 1}, and the last."
    )
    assert f"<caption>{says}</caption>" in table
    assert len(found) * columns <= numbers.MOST_NUMBERS or len(found) <= 12
