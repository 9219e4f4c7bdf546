"""The drawings of lesson 08 say in words what they show."""

import numpy as np
import pytest

from helpers.figures import draw_forms, draw_over_truth, draw_scores

MONTHS = np.arange("2000-01", "2003-01", dtype="datetime64[M]")
TRUTH = np.arange(36.0)


def texts(fig):
    return [text.get_text() for ax in fig.axes for text in ax.texts]


def test_forms_name_what_goes_in():
    fig, alt = draw_forms(24)
    assert texts(fig).count("x: 24 numbers a step") == 2
    assert texts(fig).count("LSTM") == 2
    assert texts(fig).count("normalise") == 1
    assert "24 numbers a step" in alt
    assert "1 number a step" in draw_forms(1)[1]


@pytest.mark.parametrize("units", [0, 1.5, True, "3"])
def test_forms_refuse_other_units(units):
    with pytest.raises(ValueError, match=r"^units is "):
        draw_forms(units)


@pytest.mark.parametrize("length", [1, 36])
def test_each_forecast_has_a_panel(length):
    truth, months = TRUTH[:length], MONTHS[:length]
    fig, alt = draw_over_truth(
        months, truth, {"A": truth + 1, "B": truth - 3}, "height"
    )
    assert [ax.get_title("left") for ax in fig.axes] == ["A", "B"]
    for ax, gap in zip(fig.axes, (1, -3), strict=True):
        came, forecast = (line.get_ydata() for line in ax.get_lines())
        np.testing.assert_array_equal(forecast - came, gap)
        assert len({line.get_linestyle() for line in ax.get_lines()}) == 2
    assert "A lies within 1 of it in half" in alt
    assert "B lies within 3 of it in half" in alt
    assert f"{length} months from 2000-01" in alt


@pytest.mark.parametrize(
    ("months", "forecasts", "message"),
    [
        (MONTHS[1:], {"A": TRUTH}, r"months has shape \(35,\)"),
        (MONTHS, {}, r"There are 0 forecasts"),
        (MONTHS, dict.fromkeys("ABCDE", TRUTH), r"There are 5 forecasts"),
        (MONTHS, {"A": TRUTH[1:]}, r"'A' has shape \(35,\)"),
    ],
)
def test_panels_that_do_not_fit_are_refused(months, forecasts, message):
    with pytest.raises(ValueError, match=message):
        draw_over_truth(months, TRUTH, forecasts, "height")


def test_every_score_is_drawn_and_told():
    scores = {"one": [3.0, 1.0, 2.0], "two": [5.0]}
    fig, alt = draw_scores(scores, {"simple": 4.0}, "error")
    drawn = [sorted(line.get_xdata()) for line in fig.axes[0].get_lines()]
    assert drawn[:2] == [[1, 2, 3], [5]]
    assert [t.get_text() for t in fig.axes[0].get_yticklabels()] == [
        "one",
        "two",
    ]
    assert "one 1.0 to 3.0; two 5.0 to 5.0" in alt
    assert "simple 4.0" in alt
    assert "Lines" not in draw_scores(scores, {}, "error")[1]


@pytest.mark.parametrize(
    ("scores", "levels", "message"),
    [
        ({}, {}, "scores is empty"),
        ({"one": []}, {}, "scores is empty"),
        ({"one": [1]}, dict.fromkeys("abcd", 1.0), "There are 4 levels"),
    ],
)
def test_scores_that_cannot_be_drawn_are_refused(scores, levels, message):
    with pytest.raises(ValueError, match=message):
        draw_scores(scores, levels, "error")
