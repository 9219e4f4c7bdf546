"""Curves, bands and rankings say in words what they show."""

import numpy as np
import pytest

from helpers.figures import (
    draw_bands,
    draw_losses,
    draw_ranking,
    draw_sines,
    png,
)
from helpers.synthetic import damped_sines

SINES = damped_sines(3, 12, seed=1, any_phase=True, noise=0.05)
RUN = {"training": [0.9, 0.5, 0.25], "validation": [0.8, 0.6, 0.7]}


def test_sines_are_told_in_words():
    forecast = SINES.clean[:, 8:] + np.array([[0.1], [0.2], [0.3]])
    fig, alt = draw_sines(SINES, 8, {"ridge": forecast})
    assert "8 values are known, and 4 are to be forecast" in alt
    assert ", ".join(f"{period:.0f}" for period in SINES.period) in alt
    far = np.abs(SINES.values - SINES.clean).max()
    assert f"lie {far:.2f} at most from" in alt
    assert "ridge misses the true curve by 0.10, 0.20, 0.30 at most" in alt
    assert len(fig.axes) == 3
    (legend,) = fig.legends
    assert [text.get_text() for text in legend.get_texts()] == [
        *["true curve", "known", "to forecast", "ridge"]
    ]
    assert "forecast of" not in draw_sines(SINES, 8)[1]
    near, words = draw_sines(SINES, 8, first_step=6)
    assert "Drawn from time step 6 on." in words
    assert near.axes[0].get_xlim() == (5, 12)
    off = np.abs(SINES.values - SINES.clean)[:, 6:].max()
    assert f"lie {off:.2f} at most from" in words


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((SINES[:0], 8), "There are 0 sequences"),
        ((damped_sines(5, 12, seed=1), 8), "There are 5 sequences"),
        ((SINES, 0), "time_steps is 0; give 1 to 11"),
        ((SINES, 12), "time_steps is 12"),
        ((SINES, 8, {"one": np.zeros((3, 5))}), r"'one' has shape \(3, 5\)"),
        (
            (SINES, 8, dict.fromkeys("abc", SINES.clean[:, 8:])),
            "There are 3 methods",
        ),
        ((SINES, 8, None, 8), "first_step is 8; give 0 to 7"),
    ],
)
def test_sines_that_do_not_fit_are_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        draw_sines(*arguments)


def test_losses_are_told_in_words():
    fig, alt = draw_losses({"slow": RUN, "fast": RUN}, floor=0.0625)
    assert alt.count("training at 0.25, validation at 0.70") == 2
    assert "slow: " in alt and "fast: " in alt and "0.062" in alt
    for ax in fig.axes:
        lines = ax.get_lines()
        assert lines[0].get_ydata().tolist() == RUN["training"]
        assert lines[1].get_ydata().tolist() == RUN["validation"]
        assert set(lines[2].get_ydata()) == {0.0625}
        styles = {line.get_linestyle() for line in lines}
        assert len(styles) == 3  # told apart without colour


@pytest.mark.parametrize("loss", [np.nan, np.inf, 0.0])
def test_a_loss_that_has_no_place_is_left_out(loss):
    curves = {"training": [0.9, loss, 0.3]}
    fig, _ = draw_losses({"wild": curves}, floor=0.1)
    drawn = fig.axes[0].get_lines()[0].get_ydata()
    assert np.isnan(drawn[1]) and drawn[2] == 0.3
    assert png(fig)


def test_one_epoch_is_seen():
    fig, _ = draw_losses({"short": {"training": [0.5]}}, floor=0.1)
    assert fig.axes[0].get_lines()[0].get_marker() == "o"
    fig, _ = draw_bands({"short": [[0.5], [0.6]]}, floor=0.1)
    assert fig.axes[0].get_lines()[0].get_marker() == "o"


def test_without_noise_there_is_no_floor():
    for fig, alt in (
        draw_losses({"run": RUN}, floor=0),
        draw_bands({"model": [[0.5, 0.4]]}, floor=0),
    ):
        words = [text.get_text() for text in fig.axes[0].texts]
        assert "noise" not in words and "noise" not in alt.lower()
        assert png(fig)


def test_bands_are_told_in_words():
    losses = np.array([[0.9, 0.30], [0.7, 0.20], [0.8, 0.25]])
    fig, alt = draw_bands({"one": losses, "four": losses * 2}, floor=0.1)
    assert "one ends between 0.200 and 0.300, with its median at 0.250" in alt
    assert "four ends between 0.400 and 0.600" in alt
    first, second = fig.axes[0].get_lines()[:2]
    assert first.get_ydata().tolist() == [0.8, 0.25]
    assert first.get_linestyle() != second.get_linestyle()
    assert "3 seeds" in first.get_label()


@pytest.mark.parametrize(
    ("draw", "given", "message"),
    [
        (draw_losses, {}, "There are 0 runs"),
        (draw_losses, dict.fromkeys("abcd", RUN), "There are 4 runs"),
        (draw_losses, {"a": {}}, "'a' has 0 curves"),
        (draw_losses, {"a": {"b": []}}, "The curve 'b' of 'a' has shape"),
        (draw_bands, {}, "There are 0 models"),
        (draw_bands, {"a": [0.5, 0.4]}, r"'a' have shape \(2,\)"),
        (draw_bands, {"a": np.zeros((0, 3))}, r"'a' have shape \(0, 3\)"),
    ],
)
def test_curves_that_do_not_fit_are_refused(draw, given, message):
    with pytest.raises(ValueError, match=message):
        draw(given, 0.1)


def test_a_ranking_is_told_in_words():
    errors = {"ridge": [0.084], "stack": [0.03, 0.02, 0.025], "none": [0.1]}
    fig, alt = draw_ranking(errors, "error")
    assert "stack 0.025, ridge 0.084, none 0.100." in alt
    assert "up to 3, each is a dot" in alt
    ax = fig.axes[0]
    names = [text.get_text() for text in ax.get_yticklabels()]
    assert names == ["stack", "ridge", "none"]
    assert ax.get_lines()[0].get_xdata().tolist() == [0.03, 0.02, 0.025]
    assert [text.get_text() for text in ax.texts] == [
        *["0.025", "0.084", "0.100"]
    ]
    assert "dot" not in draw_ranking({"ridge": [0.084]}, "error")[1]


@pytest.mark.parametrize(
    ("errors", "message"),
    [
        ({}, "There are no errors"),
        ({"a": []}, "The errors of 'a'"),
        ({"a": [0.1, 0]}, "The errors of 'a'"),
        ({"a": [np.nan]}, "The errors of 'a'"),
        ({"a": 0.1}, "The errors of 'a'"),
    ],
)
def test_a_ranking_of_nothing_is_refused(errors, message):
    with pytest.raises(ValueError, match=message):
        draw_ranking(errors, "error")
