"""The drawings of lesson 09 say in words what they show."""

import numpy as np
import pytest

from helpers.figures import (
    draw_depths,
    draw_differences,
    draw_over_time,
    draw_shares,
    draw_signals,
)

ONE = {1: [4.0, 5.0], 4: [1.0, 2.0]}
TWO = {1: [3.0, 3.0], 4: [2.5, 2.5], 8: [6.0, 7.0]}


def dots(ax):
    """Return the points of each form; joined lines and levels have none."""
    return [
        line
        for line in ax.get_lines()
        if line.get_marker() not in ("None", "")
    ]


def test_every_seed_of_every_depth_is_a_dot():
    panels = {
        "A": {"plain": ONE, "both": TWO},
        "B": {"plain": TWO, "both": ONE},
    }
    fig, alt = draw_depths(panels, {"B": 2.25})
    assert [ax.get_title("left") for ax in fig.axes] == ["A", "B"]
    for ax, panel in zip(fig.axes, panels.values(), strict=True):
        for line, errors in zip(dots(ax), panel.values(), strict=True):
            drawn = [e for found in errors.values() for e in found]
            assert list(line.get_ydata()) == drawn
        # All depths of all forms have a place, in all panels.
        labels = [label.get_text() for label in ax.get_xticklabels()]
        assert labels == ["1", "4", "8"]
        assert ax.get_ylim()[0] == 0
    assert len({line.get_marker() for line in dots(fig.axes[0])}) == 2
    (legend,) = fig.legends
    assert [t.get_text() for t in legend.get_texts()] == ["plain", "both"]
    colors = [handle.get_color() for handle in legend.legend_handles]
    assert colors == [line.get_color() for line in dots(fig.axes[0])]
    assert "A: plain 4.5 with 1 layer, 1.5 with 4 layers; both 3 with" in alt
    assert "2.5 with 4 layers; a dashed line at 2.25" not in alt.split("B:")[0]
    assert alt.endswith("1.5 with 4 layers; a dashed line at 2.25.")


def test_one_form_needs_no_legend_and_an_odd_panel_leaves_a_gap():
    panels = {title: {"plain": ONE} for title in "ABC"}
    fig, alt = draw_depths(panels)
    assert fig.legends == []
    assert [ax.axison for ax in fig.axes] == [True, True, True, False]
    assert "in 3 panels" in alt
    # The axis is named where no panel stands below.
    assert [ax.get_xlabel() for ax in fig.axes[:3]] == [
        "",
        "LSTM layers",
        "LSTM layers",
    ]


@pytest.mark.parametrize(
    ("panels", "levels", "message"),
    [
        ({}, {}, "have the forms"),
        ({"A": {}}, {}, "have the forms"),
        ({"A": {"plain": ONE}, "B": {"both": ONE}}, {}, "have the forms"),
        ({"A": dict.fromkeys("abcd", ONE)}, {}, "have the forms"),
        ({"A": {"plain": {}}}, {}, "'plain' in 'A': "),
        ({"A": {"plain": {1: [0.0]}}}, {}, "'plain' in 'A': "),
        ({"A": {"plain": {1: [np.inf]}}}, {}, "finite numbers above 0"),
        ({"A": {"plain": ONE}}, {"B": 1.0}, "no panel for the level 'B'"),
    ],
)
def test_errors_that_cannot_be_drawn_are_refused(panels, levels, message):
    with pytest.raises(ValueError, match=message):
        draw_depths(panels, levels)


def test_an_interval_that_holds_zero_is_drawn_open():
    found = {"down": [-3, -1], "none": [-1, 2], "up": [1, 3]}
    ends = {"down": (-3, -1), "none": (-1, 2), "up": (1, 3)}
    fig, alt = draw_differences(found, ends, "points", ("better", "worse"))
    (ax,) = fig.axes
    middles = [line for line in ax.get_lines() if line.get_marker() == "D"]
    assert [line.get_xdata()[0] for line in middles] == [-2, 0.5, 2]
    faces = [line.get_markerfacecolor() for line in middles]
    assert faces[1] == "white" and len(set(faces)) == 3
    assert [label.get_text() for label in ax.get_yticklabels()] == [*found]
    assert ax.yaxis_inverted()  # the first one is on top
    assert {"← better", "worse →"} == {text.get_text() for text in ax.texts}
    for what, pairs in found.items():
        place = [*found].index(what) + 0.22
        (line,) = (
            line for line in ax.get_lines() if place in list(line.get_ydata())
        )
        assert list(line.get_xdata()) == pairs
    assert "down -2.0, interval -3.0 to -1.0; none" in alt
    assert "none +0.5, interval -1.0 to +2.0, which holds zero" in alt


@pytest.mark.parametrize(
    ("found", "ends", "message"),
    [
        ({}, {}, "one or more comparisons"),
        ({"a": [1.0]}, {}, "the same in both"),
        ({"a": []}, {"a": (0, 1)}, r"'a' have shape \(0,\)"),
        ({"a": [[1.0]]}, {"a": (0, 1)}, r"'a' have shape \(1, 1\)"),
        ({"a": [np.nan]}, {"a": (0, 1)}, "'a' holds NaN"),
        ({"a": [1.0]}, {"a": (0, np.inf)}, "'a' holds NaN"),
    ],
)
def test_differences_that_cannot_be_drawn_are_refused(found, ends, message):
    with pytest.raises(ValueError, match=message):
        draw_differences(found, ends, "points", ("better", "worse"))


def test_shares_are_written_with_layer_1_at_the_bottom():
    fig, alt = draw_shares([[0.9, -0.2], [0.1, 1.0]], ["a", "b"], "xy", "R2")
    (ax,) = fig.axes
    written = {text.get_position(): text.get_text() for text in ax.texts}
    assert written == {
        (0, 0): "0.90",
        (1, 0): "0.00",
        (0, 1): "0.10",
        (1, 1): "1.00",
    }
    assert not ax.yaxis_inverted()
    assert ax.get_title("left") == "R2"
    assert alt.endswith("a x 0.90, y 0.00; b x 0.10, y 1.00.")


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ([[0.1]], r"table has shape \(1, 1\)"),
        (np.zeros((2, 0)), r"table has shape \(2, 0\)"),
        ([[0.1, 0.2], [0.3, 1.1]], "more than 1, or NaN"),
        ([[0.1, 0.2], [0.3, np.nan]], "more than 1, or NaN"),
    ],
)
def test_shares_that_do_not_fit_are_refused(table, message):
    with pytest.raises(ValueError, match=message):
        draw_shares(table, ["a", "b"], ["x", "y"], "R2")


def test_each_signal_has_a_panel():
    signals = {"noise": [1.0, -1.0, 0.5], "smooth": [0.0, 0.1, 0.2]}
    fig, alt = draw_signals(signals)
    assert [ax.get_ylabel() for ax in fig.axes] == [*signals]
    for ax, signal in zip(fig.axes, signals.values(), strict=True):
        line = ax.get_lines()[-1]
        assert list(line.get_ydata()) == signal
        assert list(line.get_xdata()) == [1, 2, 3]
    assert "over 3 time steps" in alt
    assert "smooth between 0 and 0.2" in alt


@pytest.mark.parametrize(
    "signals", [{}, {"a": [1.0]}, {"a": [[1.0, 2.0]]}, {"a": [1, 2], "b": [1]}]
)
def test_signals_of_different_lengths_are_refused(signals):
    with pytest.raises(ValueError, match="The signals have the shapes"):
        draw_signals(signals)


SHORT, LONG = (1.5, [4.0, 6.0]), (3.0, [1.0, 2.0])


def test_every_training_stands_at_its_seconds():
    panels = {
        "A": {"one": [LONG, SHORT], "four": [(2.0, [3.0])]},
        "B": {"one": [SHORT], "four": [LONG]},
    }
    fig, alt = draw_over_time(panels)
    assert [ax.get_title("left") for ax in fig.axes] == ["A", "B"]
    lines = [
        (line.get_linestyle(), list(line.get_xdata()), list(line.get_ydata()))
        for line in fig.axes[0].get_lines()
    ]
    # The dots of each training, then the means, the shortest first.
    assert lines == [
        ("None", [3.0, 3.0], [1.0, 2.0]),
        ("None", [1.5, 1.5], [4.0, 6.0]),
        ("-", [1.5, 3.0], [5.0, 1.5]),
        ("None", [2.0], [3.0]),
        ("-", [2.0], [3.0]),
    ]
    (legend,) = fig.legends
    assert [t.get_text() for t in legend.get_texts()] == ["one", "four"]
    assert "A: one 5 after 1.5, 1.5 after 3.0; four 3 after 2.0." in alt
    for ax in fig.axes:
        assert ax.get_xlim()[0] == ax.get_ylim()[0] == 0


@pytest.mark.parametrize(
    ("panels", "message"),
    [
        ({}, "have the models"),
        ({"A": {"one": [SHORT]}, "B": {"two": [SHORT]}}, "have the models"),
        ({"A": dict.fromkeys("abcd", (SHORT,))}, "have the models"),
        ({"A": {"one": []}}, "'one' in 'A': "),
        ({"A": {"one": [(0.0, [1.0])]}}, "finite numbers above 0"),
        ({"A": {"one": [(1.0, [np.nan])]}}, "finite numbers above 0"),
    ],
)
def test_trainings_that_cannot_be_drawn_are_refused(panels, message):
    with pytest.raises(ValueError, match=message):
        draw_over_time(panels)
