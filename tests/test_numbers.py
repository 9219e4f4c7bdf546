"""The numbers behind a plot: a table that unfolds, short and comparable."""

import re
from itertools import chain

import numpy as np
import pytest
from matplotlib.patches import Rectangle

from helpers import figures
from helpers.figures import numbers
from helpers.figures.numbers import Plotted
from helpers.reference import GateTrace
from helpers.synthetic import damped_sines
from tests.contracts.outputs import DIAGRAMS
from tools.compare import same_text

RANDOM = np.random.default_rng(5)
SERIES = RANDOM.random(36) + 1
MONTHS = np.arange("2000-01", "2003-01", dtype="datetime64[M]")
GATES = GateTrace(*RANDOM.random((7, 1, 7, 2)))
SINES = damped_sines(2, 12, seed=1, any_phase=True, noise=0.05)
THREE = [4.0, 1.0, 2.0]
ERRORS = {"one": {0.01: THREE, 0.1: [3.0, 5.0]}, "four": {0.1: THREE}}
# What each plot is drawn of.
PLOTS = {
    "draw_answers": [{"A": {"sum": (SERIES, SERIES[::-1])}}],
    "draw_bands": [{"one": RANDOM.random((3, 7))}, 0.1],
    "draw_by_length": [
        *[np.repeat([2, 5], 40), {"stack": RANDOM.random(80) < 0.3}, "letters"]
    ],
    "draw_confusion": [[[8, 2], [3, 5]], [1, 2], "syllables"],
    "draw_depths": [{"A": {"plain": {1: THREE, 4: [3.5, 5.0]}}}, {"A": 2.5}],
    "draw_forecast_panels": [SERIES, SERIES[:5], {"A": SERIES[5:10]}, "h"],
    "draw_gradients": [{"fresh": RANDOM.random((2, 7))}, "size"],
    "draw_losses": [{"A": {"train": [0.9, np.inf], "test": [0.8]}}, 0.1],
    "draw_over_cost": [{"A": {"one": [(2.0, THREE), (1.0, [5.0])]}}, "s"],
    "draw_over_truth": [MONTHS, SERIES, {"A": SERIES + 0.3}, "height"],
    "draw_parts": [{"A": [1, 3], "B": [2, 0]}, ["x", "y"], "a step"],
    "draw_ranking": [{"ridge": [0.08], "stack": THREE}, "error"],
    "draw_rates": [{"A": ERRORS}],
    "draw_ratios": [{"A": THREE}, {"A": (1.5, 2.5)}, "x", ("less", "more")],
    "draw_scores": [{"one": THREE}, {"simple": 2.5}, "error"],
    "draw_shares": [RANDOM.random((2, 2)), ["a", "b"], ["x", "y"], "R2"],
    "draw_signals": [{"noise": SERIES}],
    "draw_sines": [SINES, 8, {"ridge": RANDOM.random((2, 4))}, 3],
    "draw_split": [MONTHS, SERIES, 24, "height"],
    "draw_states_and_gates": [[GATES]],
    "draw_stress": [{"alpha": (["AE", "L"], [0.9, 0.1, 0.2], 0)}],
    "draw_times": [{"steps": {"Keras": ([1, 2], [0.5, 2.5])}}],
}
# Of these shades are drawn and no number, or only means are told.
NO_NUMBER = {"draw_gradients", "draw_states_and_gates"}
DRAWINGS = {n: one for n, one in vars(figures).items() if n[:5] == "draw_"}


def drawn(fig) -> np.ndarray:
    """Return all numbers that lines, bars, bands and images hold."""
    held = [np.empty(0)]
    for ax in fig.axes:
        for line in ax.lines:
            held += [line.get_xdata(), line.get_ydata()]
        bars = [one for one in ax.patches if isinstance(one, Rectangle)]
        held += [bar.get_bbox().size for bar in bars]
        held += [image.get_array() for image in ax.images]
        for path in chain(*(some.get_paths() for some in ax.collections)):
            # The ends of a line, and how far they are from its middle.
            held += [path.vertices, np.ptp(path.vertices, axis=0) / 2]
    flat = [np.ravel(one) for one in held]
    seen = np.concatenate([one for one in flat if one.dtype.kind in "iuf"])
    return seen[np.isfinite(seen)]


def test_what_is_no_diagram_brings_its_numbers() -> None:
    assert PLOTS.keys().isdisjoint(DIAGRAMS)
    assert DRAWINGS.keys() == PLOTS.keys() | DIAGRAMS.keys()
    for name in PLOTS:
        assert DRAWINGS[name].__annotations__["return"] is Plotted, name


@pytest.mark.parametrize("name", PLOTS)
def test_the_numbers_are_those_that_are_drawn(name) -> None:
    fig, _ = getattr(figures, name)(*PLOTS[name])
    lengths = {len(column) for column in fig.numbers.values()}
    assert len(lengths) == 1
    seen, compared = drawn(fig), 0
    for title, column in fig.numbers.items():
        values = np.asarray(column)
        if values.dtype.kind == "f" and name not in NO_NUMBER:
            values = values[np.isfinite(values)]
            apart = np.abs(values[:, np.newaxis] - seen).min(axis=1)
            assert apart.max() < 1e-6, title
            compared += len(values)
    assert compared or name in NO_NUMBER


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


def test_rows_with_names_are_all_shown_and_each_name_has_its_decimals() -> (
    None
):
    names = np.repeat(["sine", "stress", "sunspots"], 20)
    table = rows({"task": names, "error": np.repeat([0.02, 5.5, 54], 20)})
    assert len(table) == 61
    assert table[1::20] == [
        *[["sine", "0.0200"], ["stress", "5.50"], ["sunspots", "54.0"]]
    ]


def test_columns_that_are_compared_have_equal_decimals() -> None:
    table = rows({"": [0.5, 1.5], "one": [0.02, 0.03], "two": [0.1, 7.25]})
    assert table[1:] == [
        ["0.50", "0.0200", "0.1000"],
        ["1.50", "0.0300", "7.2500"],
    ]


def test_of_several_seeds_three_numbers_are_told() -> None:
    seeds = [("A", 1, [4.0, 1.0, 2.0]), ("A", 4, [3.0])]
    table = rows(numbers.of_seeds(["task", "layers"], seeds, "mean", np.mean))
    assert table == [
        ["task", "layers", "lowest seed", "mean", "highest seed"],
        ["A", "1", "1.00", "2.33", "4.00"],
        ["A", "4", "", "3.00", ""],
    ]


def test_what_is_to_come_is_told_more_closely_than_what_was_known() -> None:
    past, came = np.arange(60.0), np.arange(36.0)
    fig, _ = figures.draw_forecast_panels(past, came, {"A": came}, "height")
    head, months = next(iter(fig.numbers.items()))
    assert head == "20 of 96 months, from the forecast"
    assert months[:9].tolist() == [*map(str, range(-56, 1, 8)), "3"]
    assert months[-1] == "36" and fig.numbers["A"][-1] == 35


def test_a_series_of_months_is_told_by_decades() -> None:
    months = np.arange("1999-10", "2000-03", dtype="datetime64[M]")
    fig, _ = figures.draw_split(months, np.arange(5.0), 3, "height")
    assert rows(fig.numbers)[1:] == [
        ["1999-10 to 1999-12", "0.00", "1.00", "2.00"],
        ["2000-01 to 2000-02", "3.00", "3.00", "4.00"],
    ]
