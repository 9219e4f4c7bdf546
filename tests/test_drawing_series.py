"""The plots of a series say in words what they show, and refuse misfits."""

import numpy as np
import pytest

from helpers.figures import draw_forecasts, draw_split

MONTHS = np.arange("2000-01", "2003-01", dtype="datetime64[M]")
SERIES = np.sin(np.arange(36.0)) + 1


def test_the_split_is_told_in_words():
    fig, alt = draw_split(MONTHS, SERIES, 24, "height")
    assert "before 2002-01" in alt
    assert f"{SERIES.max():.1f}" in alt
    lines = fig.axes[0].get_lines()
    assert [len(line.get_xdata()) for line in lines[:2]] == [24, 12]


@pytest.mark.parametrize(
    ("series", "cut", "message"),
    [
        (SERIES[:-1], 24, r"months has shape \(36,\) and series \(35,\)"),
        (SERIES, 0, "cut is 0"),
        (SERIES, 36, "cut is 36"),
    ],
)
def test_a_split_that_cannot_be_is_refused(series, cut, message):
    with pytest.raises(ValueError, match=message):
        draw_split(MONTHS, series, cut, "height")


@pytest.mark.parametrize("horizon", [1, 12])
def test_forecasts_are_told_in_words(horizon):
    truth = np.arange(horizon) + 10.0
    methods = {"one": truth + 1, "two": truth + 2, "3": truth, "4": truth}
    fig, alt = draw_forecasts(SERIES, truth, methods, "height")
    assert f"one {truth[-1] + 1:.0f}, two {truth[-1] + 2:.0f}" in alt
    labels = [text.get_text() for text in fig.axes[0].get_legend().get_texts()]
    assert labels == ["known", "what came", *methods]
    styles = {line.get_linestyle() for line in fig.axes[0].get_lines()[2:6]}
    assert len(styles) == 4  # told apart without colour


@pytest.mark.parametrize(
    ("forecasts", "message"),
    [
        ({}, "There are 0 forecasts"),
        ({str(n): np.zeros(3) for n in range(5)}, "There are 5 forecasts"),
        (
            {"short": np.zeros(2)},
            r"'short' has shape \(2,\), what came \(3,\)",
        ),
    ],
)
def test_forecasts_that_do_not_fit_are_refused(forecasts, message):
    with pytest.raises(ValueError, match=message):
        draw_forecasts(SERIES, np.zeros(3), forecasts, "height")
