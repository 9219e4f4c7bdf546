"""Plots show every number, say in words what they show, refuse misfits."""

from itertools import chain

import numpy as np
import pytest

from helpers.figures import (
    draw_answers,
    draw_bands,
    draw_confusion,
    draw_depths,
    draw_forecast_panels,
    draw_losses,
    draw_over_cost,
    draw_over_truth,
    draw_parts,
    draw_ranking,
    draw_rates,
    draw_ratios,
    draw_scores,
    draw_shares,
    draw_signals,
    draw_sines,
    draw_split,
    draw_times,
    png,
)
from helpers.synthetic import damped_sines

SINES = damped_sines(3, 12, seed=1, any_phase=True, noise=0.05)
RUN = {"training": [0.9, 0.5, 0.25], "validation": [0.8, 0.6, 0.7]}
MONTHS = np.arange("2000-01", "2003-01", dtype="datetime64[M]")
SERIES = np.sin(np.arange(36.0)) + 1
ONE = {1: [4.0, 5.0], 4: [1.0, 2.0]}
TWO = {1: [3.0, 3.0], 4: [2.5, 2.5], 8: [6.0, 7.0]}
SHORT, LONG = (1.5, [4.0, 6.0]), (3.0, [1.0, 2.0])


def drawn(ax, axis: str = "y") -> list[list[float]]:
    return [list(getattr(line, f"get_{axis}data")()) for line in ax.lines]


def styles(ax) -> set[str]:
    return {line.get_linestyle() for line in ax.lines}


def labels(texts) -> list[str]:
    return [text.get_text() for text in texts]


def written(ax) -> dict[tuple[float, float], str]:
    return {text.get_position(): text.get_text() for text in ax.texts}


def titles(fig) -> list[str]:
    return [ax.get_title("left") for ax in fig.axes]


def test_losses_are_drawn_and_told():
    fig, alt = draw_losses({"slow": RUN, "fast": RUN}, floor=0.0625)
    assert alt.count("training at 0.25, validation at 0.70") == 2
    assert "slow: " in alt and "fast: " in alt and "0.062" in alt
    for ax in fig.axes:
        *curves, floor = drawn(ax)
        assert curves == [*RUN.values()]
        assert set(floor) == {0.0625}
        assert len(styles(ax)) == 3


@pytest.mark.parametrize("loss", [np.nan, np.inf, 0.0])
def test_a_loss_that_has_no_place_is_left_out(loss):
    given = np.array([0.9, loss, 0.3])
    fig, _ = draw_losses({"wild": {"training": given}}, floor=0.1)
    left = drawn(fig.axes[0])[0]
    assert np.isnan(left[1]) and left[2] == 0.3
    np.testing.assert_array_equal(given, [0.9, loss, 0.3])
    assert png(fig)


def test_bands_are_drawn_and_told():
    losses = np.array([[0.9, 0.30], [0.7, 0.20], [0.8, 0.25]])
    fig, alt = draw_bands({"one": losses, "four": losses * 2}, floor=0.1)
    assert "one ends between 0.200 and 0.300, with its median at 0.250" in alt
    assert "four ends between 0.400 and 0.600" in alt
    assert drawn(fig.axes[0])[0] == [0.8, 0.25]
    assert len(styles(fig.axes[0])) == 3
    band = fig.axes[0].collections[0].get_paths()[0].get_extents()
    assert (band.y0, band.y1) == (0.2, 0.9)
    assert "one, 3 seeds" in labels(fig.axes[0].get_legend().get_texts())


def test_one_epoch_is_seen_and_without_noise_there_is_no_floor():
    for fig, alt in (
        draw_losses({"short": {"training": [0.5]}}, floor=0),
        draw_bands({"short": [[0.5], [0.6]]}, floor=0),
    ):
        (line,) = fig.axes[0].lines
        assert line.get_marker() == "o"
        assert "noise" not in labels(fig.axes[0].texts)
        assert "noise" not in alt.lower()
        assert png(fig)


def test_sines_are_drawn_and_told():
    forecast = SINES.clean[:, 8:] + np.array([[0.1], [0.2], [0.3]])
    fig, alt = draw_sines(SINES, 8, {"ridge": forecast})
    assert "8 values are known, and 4 are to be forecast" in alt
    assert ", ".join(f"{period:.0f}" for period in SINES.period) in alt
    far = np.abs(SINES.values - SINES.clean).max()
    assert f"lie {far:.2f} at most from" in alt
    assert "ridge misses the true curve by 0.10, 0.20, 0.30 at most" in alt
    for row, ax in enumerate(fig.axes):
        clean, known, came, forecasts = drawn(ax)
        assert clean == list(SINES.clean[row])
        assert known + came == list(SINES.values[row])
        assert forecasts == list(forecast[row])
    assert labels(fig.legends[0].get_texts()) == [
        *["true curve", "known", "to forecast", "ridge"]
    ]
    assert "forecast of" not in draw_sines(SINES, 8)[1]
    near, words = draw_sines(SINES, 8, first_step=6)
    assert "Drawn from time step 6 on." in words
    assert near.axes[0].get_xlim() == (5, 12)
    off = np.abs(SINES.values - SINES.clean)[:, 6:].max()
    assert f"lie {off:.2f} at most from" in words


def test_the_split_is_drawn_and_told():
    fig, alt = draw_split(MONTHS, SERIES, 24, "height")
    assert "before 2002-01" in alt
    assert f"{SERIES.max():.1f}" in alt
    assert "from 2002-01 " in labels(fig.axes[0].texts)
    assert fig.axes[0].get_xlabel() == "year"
    learned, tested, _ = drawn(fig.axes[0])
    assert (learned, tested) == (list(SERIES[:24]), list(SERIES[24:]))


@pytest.mark.parametrize("horizon", [1, 12])
def test_all_that_is_known_has_a_panel_of_its_own(horizon):
    truth = np.arange(horizon) + 10.0
    methods = {"one": truth + 1, "two": truth + 2, "3": truth, "4": truth}
    fig, alt = draw_forecast_panels(SERIES, truth, methods, "height")
    assert f"one {truth[-1] + 1:.0f}, two {truth[-1] + 2:.0f}" in alt
    before, ax = fig.axes
    assert drawn(before) == [list(SERIES)]
    assert drawn(before, "x")[0][-1] == 0
    assert before.get_title() == "36 months known"
    names = labels(ax.get_legend().get_texts())
    assert names == ["what came", *methods]
    # The last month known joins the two panels.
    assert drawn(ax)[:2] == [[SERIES[-1], truth[0]], [SERIES[-1]]]
    assert drawn(ax)[2:5] == [*map(list, (truth, truth + 1, truth + 2))]
    assert len({line.get_linestyle() for line in ax.lines[3:]}) == 4
    assert len({line.get_marker() for line in ax.lines[3:]}) == 4


def test_a_forecast_of_what_has_not_come_yet_has_no_truth():
    fig, alt = draw_forecast_panels(SERIES, None, {"one": [1.0, 9.0]}, "h")
    assert "for the next 2 months, which nobody knows yet, after 36" in alt
    assert "came is" not in alt and "nan" not in alt
    (legend,) = labels(fig.axes[1].get_legend().get_texts())
    assert legend == "one"


@pytest.mark.parametrize("length", [1, 36])
def test_each_forecast_has_a_panel_over_the_truth(length):
    truth, months = np.arange(length) * 1.0, MONTHS[:length]
    forecasts = {"A": truth + 1, "B": truth - 3}
    fig, alt = draw_over_truth(months, truth, forecasts, "height")
    assert titles(fig) == ["A", "B"]
    for ax, forecast in zip(fig.axes, forecasts.values(), strict=True):
        assert drawn(ax) == [list(truth), list(forecast)]
        assert len(styles(ax)) == 2
    assert "A lies within 1 of it in half" in alt
    assert "B lies within 3 of it in half" in alt
    assert f"{length} months from 2000-01" in alt


def test_each_signal_has_a_panel():
    signals = {"noise": [1.0, -1.0, 0.5], "smooth": [0.0, 0.1, 0.2]}
    fig, alt = draw_signals(signals)
    assert [ax.get_ylabel() for ax in fig.axes] == [*signals]
    for ax, signal in zip(fig.axes, signals.values(), strict=True):
        assert drawn(ax)[-1] == signal
        assert drawn(ax, "x")[-1] == [1, 2, 3]
    assert "over 3 time steps" in alt
    _, alt = draw_signals(signals, "call")
    assert "over 3 calls" in alt
    assert "smooth between 0 and 0.2" in alt
    for one_scale in (False, True):
        fig, _ = draw_signals(signals, one_scale=one_scale)
        limits = {ax.get_ylim() for ax in fig.axes}
        assert (len(limits) == 1) == one_scale


def test_a_ranking_is_drawn_and_told():
    errors = {"ridge": [0.084], "stack": [0.03, 0.02, 0.025], "none": [0.1]}
    fig, alt = draw_ranking(errors, "error")
    assert "stack 0.025, ridge 0.084, none 0.100." in alt
    assert "up to 3, each is a dot" in alt
    ax = fig.axes[0]
    assert labels(ax.get_yticklabels()) == ["stack", "ridge", "none"]
    assert drawn(ax, "x") == [[0.03, 0.02, 0.025], [0.084], [0.1]]
    assert labels(ax.texts) == ["0.025", "0.084", "0.100"]
    assert "dot" not in draw_ranking({"ridge": [0.084]}, "error")[1]
    # Two small ones are told apart, and all ticks stand at one height.
    fig, alt = draw_ranking({"a": [0.00148], "b": [0.00186]}, "error")
    assert "a 0.0015, b 0.0019." in alt
    ax = fig.axes[0]
    fig.draw_without_rendering()
    ticks = [*ax.get_xticklabels(), *ax.get_xticklabels(minor=True)]
    shown = [tick for tick in ticks if tick.get_text()]
    heights = {round(t.get_window_extent().y1, 1) for t in shown}
    assert len(shown) > 1 and len(heights) == 1


def test_every_score_is_drawn_and_told():
    scores = {"one": [3.0, 1.0, 2.0], "two": [5.0]}
    fig, alt = draw_scores(scores, {"simple": 4.0}, "error")
    assert drawn(fig.axes[0], "x") == [[3, 1, 2], [5], [4, 4]]
    assert labels(fig.axes[0].get_yticklabels()) == ["one", "two"]
    assert "one 1.0 to 3.0; two 5.0 to 5.0" in alt
    assert "simple 4.0" in alt
    assert "Lines" not in draw_scores(scores, {}, "error")[1]


def test_an_interval_that_holds_one_is_drawn_open():
    found = {"down": [0.2, 0.8], "none": [0.5, 2], "up": [2, 8]}
    ends = {"down": (0.3, 0.9), "none": (0.5, 2.5), "up": (1.5, 9)}
    fig, alt = draw_ratios(found, ends, "times", ("better", "worse"))
    (ax,) = fig.axes
    pairs, intervals, middles = (drawn(ax, "x")[i:-1:3] for i in range(3))
    assert pairs == [*found.values()]
    assert intervals == [*map(list, ends.values())]
    assert np.ravel(middles) == pytest.approx([0.4, 1, 4])
    assert drawn(ax)[:-1:3] == [[0.22] * 2, [1.22] * 2, [2.22] * 2]
    assert drawn(ax)[2:-1:3] == [[0], [1], [2]]
    faces = [line.get_markerfacecolor() for line in ax.lines[2::3]]
    assert faces[1] == "white" and len(set(faces)) == 3
    assert labels(ax.get_yticklabels()) == [*found]
    assert ax.yaxis_inverted()  # the first one is on top
    assert ax.get_xscale() == "log" and "0.5" in labels(ax.get_xticklabels())
    assert labels(ax.texts) == ["← better", "worse →"]
    assert "down 0.40, interval 0.30 to 0.90; none" in alt
    assert "none 1.00, interval 0.50 to 2.50, which holds 1; up" in alt


def test_the_lowest_mean_over_the_rates_has_a_ring():
    one = {0.01: [4.0, 1.0], 0.1: [3.0, 3.0]}
    four = {0.01: [5.0, 5.0], 0.1: [1.0, 4.0]}
    fig, alt = draw_rates({"A": {"one": one, "four": four}})
    (ax,) = fig.axes
    # Of each model the dots at each rate, the means, and a ring.
    assert drawn(ax)[:2] == [[4, 1], [3, 3]]
    assert np.round(drawn(ax)[2], 6).tolist() == [2, 3]
    assert np.ravel(drawn(ax)[3]).round(6).tolist() == [2]
    assert np.ravel(drawn(ax)[7]).round(6).tolist() == [2]
    places = np.ravel([drawn(ax, "x")[3], drawn(ax, "x")[7]])
    assert places == pytest.approx([0.01, 0.1], rel=0.1)
    assert labels(ax.get_xticklabels()) == ["0.01", "0.1"]
    assert "A: one 2 at 0.01; four 2 at 0.1." in alt
    assert labels(fig.legends[0].get_texts()) == ["one", "four"]
    # Grey print tells them apart, too.
    assert len({line.get_marker() for line in ax.lines[:5:4]}) == 2
    assert {"-", "--"} <= styles(ax)


def test_every_seed_of_every_depth_is_a_dot():
    panels = {
        "A": {"plain": ONE, "both": TWO},
        "B": {"plain": TWO, "both": ONE},
    }
    fig, alt = draw_depths(panels, {"B": 2.25})
    assert titles(fig) == ["A", "B"]
    for ax, panel in zip(fig.axes, panels.values(), strict=True):
        assert drawn(ax)[:2] == [[*chain(*f.values())] for f in panel.values()]
        # All depths of all forms have a place, in all panels.
        places = [np.round(x).tolist() for x in drawn(ax, "x")[:2]]
        depths = [np.repeat([*form], 2) for form in panel.values()]
        assert places == [[(1, 4, 8).index(d) for d in two] for two in depths]
        assert labels(ax.get_xticklabels()) == ["1", "4", "8"]
        assert ax.get_ylim()[0] == 0
        assert len({line.get_marker() for line in ax.lines[:2]}) == 2
    assert labels(fig.legends[0].get_texts()) == ["plain", "both"]
    colors = [handle.get_color() for handle in fig.legends[0].legend_handles]
    assert colors == [line.get_color() for line in fig.axes[0].lines[:2]]
    assert "A: plain 4.5 with 1 layer, 1.5 with 4 layers; both 3 with" in alt
    assert "a dashed line at 2.25" not in alt.split("B:")[0]
    assert alt.endswith("1.5 with 4 layers; a dashed line at 2.25.")


def test_one_form_needs_no_legend_and_an_odd_panel_leaves_a_gap():
    fig, alt = draw_depths({title: {"plain": ONE} for title in "ABC"})
    assert fig.legends == []
    assert [ax.axison for ax in fig.axes] == [True, True, True, False]
    assert "in 3 panels" in alt
    # The axis is named where no panel stands below.
    assert [ax.get_xlabel() for ax in fig.axes[:3]] == [
        *["", "LSTM layers", "LSTM layers"]
    ]
    # A thin line for each seed, then the dots.
    assert drawn(fig.axes[0]) == [[4, 1], [5, 2], [4, 5, 1, 2]]


def test_every_training_stands_at_its_cost():
    panels = {
        "A": {"one": [LONG, SHORT], "four": [(2.0, [3.0])]},
        "B": {"one": [SHORT], "four": [LONG]},
    }
    fig, alt = draw_over_cost(panels, "seconds")
    assert titles(fig) == ["A", "B"]
    # The dots of each training, then the means, the shortest first.
    ax = fig.axes[0]
    assert drawn(ax, "x") == [[1.5, 1.5], [3, 3], [1.5, 3], [2], [2]]
    assert drawn(ax)[:2] == [[4, 6], [1, 2]]
    assert drawn(ax)[2] == pytest.approx([24**0.5, 2**0.5])
    assert labels(fig.legends[0].get_texts()) == ["one", "four"]
    assert "A: one 4.9 after 1.5, 1.41 after 3; four 3 after 2." in alt
    assert [ax.get_xlabel() for ax in fig.axes] == ["seconds"] * 2
    assert fig.get_supylabel() == "error"
    assert all(ax.get_xscale() == ax.get_yscale() == "log" for ax in fig.axes)
    # Numbers stand on the axes as they are, and no power of ten.
    for ax in fig.axes:
        for axis in (ax.xaxis, ax.yaxis):
            told = [float(text) for text in labels(axis.get_ticklabels())]
            assert 3 <= len(told) <= 6
            assert told == pytest.approx(axis.get_ticklocs())


def test_a_confusion_table_is_drawn_and_told():
    table = [[8, 2, 0], [1, 900, 99], [0, 0, 0]]
    fig, alt = draw_confusion(table, [1, 2, 3], "syllables")
    assert "89.9% of 1,010 answers are on the diagonal" in alt
    assert "1: 80 %, 2: 90 %." in alt  # nothing of 3, which has no case
    assert "mistake is 3 in place of 2, 99 times" in alt
    (ax,) = fig.axes
    assert written(ax) == {
        **{(0, 0): "80", (1, 0): "20"},
        **{(0, 1): "<1", (1, 1): "90", (2, 1): "10"},
    }
    assert labels(ax.get_yticklabels()) == ["1  (10)", "2  (1,000)", "3  (0)"]
    assert ax.yaxis_inverted()
    _, alt = draw_confusion(np.eye(2, dtype=int), "ab", "letters")
    assert "100.0%" in alt
    assert "mistake" not in alt


def test_shares_are_written_with_layer_1_at_the_bottom():
    fig, alt = draw_shares([[0.9, -0.2], [0.1, 1.0]], ["a", "b"], "xy", "R2")
    (ax,) = fig.axes
    assert written(ax) == {
        **{(0, 0): "0.90", (1, 0): "0.00"},
        **{(0, 1): "0.10", (1, 1): "1.00"},
    }
    assert not ax.yaxis_inverted()
    assert titles(fig) == ["R2"]
    assert alt.endswith("a x 0.90, y 0.00; b x 0.10, y 1.00.")


def test_times_are_dots_over_the_lines_of_a_fit():
    took = {"old": ([1, 2], [3.0, 5.0]), "new": ([1, 2], [1.0, 1.5])}
    fits = {way: ([1, 1.5, 2], [1, 2, 3]) for way in took}
    fig, alt = draw_times({"steps": took}, {"steps": fits})
    (ax,) = fig.axes
    assert drawn(ax) == [[1, 2, 3], [3, 5], [1, 2, 3], [1, 1.5]]
    assert len({line.get_marker() for line in ax.lines}) == 3
    assert labels(fig.legends[0].get_texts()) == ["old", "new"]
    assert "Over steps: old 3 at 1, 5 at 2; new 1 at 1, 1.5 at 2." in alt
    fig, alt = draw_times({"steps": took, "units": took})
    assert drawn(fig.axes[1])[0] == [3, 5] and "joined by lines" in alt
    assert [ax.get_xlabel() for ax in fig.axes] == ["steps", "units"]
    assert all(ax.get_xlim()[0] == ax.get_ylim()[0] == 0 for ax in fig.axes)
    # At 0 a mark is whole, too.
    assert not any(line.get_clip_on() for line in fig.axes[0].lines[1::2])


def test_parts_of_a_whole_are_drawn_and_told():
    fig, alt = draw_parts({"A": [1, 3], "B": [2, 0]}, ["x", "y"], "a step")
    (ax,) = fig.axes
    wide = [bar.get_width() for bar in ax.patches]
    assert wide == [25, 100, 75, 0]
    assert [bar.get_x() for bar in ax.patches] == [0, 0, 25, 100]
    assert labels(ax.texts) == ["25", "100", "75"]
    assert ax.yaxis_inverted()
    assert alt.endswith("From the top: A: x 25, y 75; B: x 100, y 0.")


FIVE = dict.fromkeys("ABCDE", SERIES)
NAMES = ["a", "b"], ["x", "y"], "R2"


@pytest.mark.parametrize(
    ("draw", "given", "message"),
    [
        (draw_losses, (dict.fromkeys("abcd", RUN), 0.1), "There are 4 runs"),
        (draw_losses, ({"a": {}}, 0.1), "'a' has 0 curves"),
        (draw_losses, ({"a": {"b": []}}, 0.1), "'b' of 'a' has shape (0,)"),
        (draw_bands, ({}, 0.1), "There are 0 models"),
        (draw_bands, ({"a": [0.5, 0.4]}, 0.1), "'a' have shape (2,)"),
        (draw_bands, ({"a": np.zeros((0, 3))}, 0.1), "'a' have shape (0, 3)"),
        (draw_sines, (SINES[:0], 8), "There are 0 sequences"),
        (draw_sines, (damped_sines(5, 12, seed=1), 8), "are 5 sequences"),
        (draw_sines, (SINES, 0), "time_steps is 0; give 1 to 11"),
        (draw_sines, (SINES, 12), "time_steps is 12"),
        (draw_sines, (SINES, 8, {"1": SINES.clean}), "'1' has shape (3, 12)"),
        (draw_sines, (SINES, 8, FIVE), "There are 5 methods"),
        (draw_sines, (SINES, 8, None, 8), "first_step is 8; give 0 to 7"),
        (draw_split, (MONTHS, SERIES[1:], 24, "h"), "(36,) and series (35,)"),
        (draw_split, (MONTHS, SERIES, 0, "h"), "cut is 0"),
        (draw_split, (MONTHS, SERIES, 36, "h"), "cut is 36"),
        (
            draw_forecast_panels,
            (SERIES, SERIES, FIVE, "h"),
            "There are 5 forecasts",
        ),
        (
            draw_forecast_panels,
            (SERIES, SERIES, {"short": SERIES[1:]}, "h"),
            "'short' has shape (35,), what came (36,)",
        ),
        (draw_over_truth, (MONTHS[1:], SERIES, {}, "h"), "has shape (35,)"),
        (draw_over_truth, (MONTHS, SERIES, FIVE, "h"), "are 5 forecasts"),
        (draw_ranking, ({}, "error"), "There are no errors"),
        (draw_ranking, ({"a": []}, "error"), "The errors of 'a'"),
        (draw_ranking, ({"a": [0.1, 0]}, "error"), "The errors of 'a'"),
        (draw_ranking, ({"a": 0.1}, "error"), "The errors of 'a'"),
        (draw_scores, ({"one": []}, {}, "error"), "scores is empty"),
        (draw_confusion, (np.ones((2, 3)), "ab", "x"), "(2, 3), and there"),
        (draw_confusion, (np.ones((1, 1)), "a", "x"), "square table of 2 to"),
        (draw_confusion, (np.ones((13, 13)), range(13), "x"), "of 2 to 12"),
        (draw_confusion, (np.zeros((2, 2)), "ab", "x"), "counts nothing"),
        (draw_confusion, (-np.eye(2), "ab", "x"), "below zero"),
        (draw_shares, ([[0.1, 0.2], [0.3, 1.1]], *NAMES), "more than 1"),
        (draw_parts, ({"A": [1, -1]}, "xy", "s"), "at least 0 for each part"),
        (draw_parts, ({"A": [1, 1]}, "xyz", "s"), "there are 3 parts"),
        (draw_parts, ({"A": [1] * 4}, "wxyz", "s"), "give one to 3"),
        (draw_times, ({},), "give one to 3"),
        (draw_shares, ([[0.1, 0.2], [0.3, np.nan]], *NAMES), "or NaN"),
    ],
)
def test_what_cannot_be_drawn_is_refused(draw, given, message):
    with pytest.raises(ValueError) as error:
        draw(*given)
    assert message in str(error.value)


def test_every_answer_is_a_dot_over_what_was_wanted():
    wanted, said = np.array([[1.0], [3.0]]), np.array([2.0, 2.5])
    three = {kind: (wanted + n, said) for n, kind in enumerate("abc")}
    fig, alt = draw_answers({"right": {"total": (wanted, said)}, "4": three})
    line, dots = fig.axes[0].lines
    assert list(line.get_xdata()) == list(line.get_ydata())
    assert (list(dots.get_xdata()), list(dots.get_ydata())) == (
        [1, 3],
        [2, 2.5],
    )
    assert drawn(fig.axes[1], "x")[1:] == [[1, 3], [2, 4], [3, 5]]
    assert len({dots.get_marker() for dots in fig.axes[1].lines[1:]}) == 3
    assert fig.axes[0].get_xlabel() == "total wanted"
    assert labels(fig.axes[1].get_legend().get_texts()) == [*"abc"]
    assert titles(fig) == ["right", "4"]
    assert "Right: total wanted 1.00 to 3.00, answered 2.00 to 2.50" in alt
    assert "2.50, 0.75 apart on average. 4: a wanted" in alt
    assert "4: c wanted 3.00 to 5.00" in alt
    with pytest.raises(ValueError, match="There are 7 panels"):
        draw_answers(dict.fromkeys("abcdefg", three))
    four, _ = draw_answers(dict.fromkeys("abcd", three))
    assert sum(ax.axison for ax in four.axes) == 4
