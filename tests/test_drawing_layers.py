"""The pictures of a whole stack over time: gates and states, gradients."""

import matplotlib as mpl
import numpy as np
import pytest

from helpers.figures import (
    draw_gradients,
    draw_states_and_gates,
    png,
)
from helpers.figures.showing import first_sentence
from helpers.reference import GateTrace
from tests.test_drawing_cell import words
from tests.test_figures import refused, text_problems

MINUS = "\N{MINUS SIGN}"


def traces(depth: int, units: int, steps: int, samples=2) -> list[GateTrace]:
    """Return traces of random numbers in the right range."""
    random = np.random.default_rng(depth)
    shape = samples, steps, units
    return [
        GateTrace(
            random.normal(size=shape),
            *(random.random(shape) for _ in range(2)),
            random.uniform(-1, 1, shape),
            random.random(shape),
            random.normal(size=shape),
            random.uniform(-1, 1, shape),
        )
        for _ in range(depth)
    ]


def grids(fig) -> list[np.ndarray]:
    """Return the numbers in the fields, without the colour bars."""
    images = fig.findobj(mpl.image.AxesImage)
    arrays = [np.asarray(image.get_array()) for image in images]
    return [array for array in arrays if array.shape != (1, 64)]


@pytest.mark.parametrize("marks", [[], [0]])
@pytest.mark.parametrize(
    ("depth", "units", "steps"),
    [(1, 1, 1), (1, 8, 7), (4, 8, 24), (4, 1024, 24), (2, 3, 1000), (8, 4, 2)],
)
def test_states_and_gates_can_be_read(depth, units, steps, marks):
    fig, alt = draw_states_and_gates(traces(depth, units, steps), marks=marks)
    assert text_problems(fig) == []
    assert first_sentence(alt)[0].endswith("each line of a field one unit.")
    assert alt.count("c lies between") == depth
    shown = words(fig)
    for layer in range(1, depth + 1):
        assert f"layer {layer}" in shown
        assert f"Layer {layer}: " in alt
    assert ("marked" in shown) == bool(marks)


def test_each_field_holds_the_numbers_of_its_layer_layer_one_below():
    rows = traces(3, 4, 5)
    fig, _ = draw_states_and_gates(rows, sample=1)
    fields = grids(fig)
    names = ["forget_gate", "input_gate", "output_gate", "c", "h"]
    assert len(fields) == len(names) * len(rows)
    for at, name in enumerate(names):
        for layer, trace in enumerate(rows):
            np.testing.assert_array_equal(
                fields[at * len(rows) + layer], getattr(trace, name)[1].T
            )
    images = fig.findobj(mpl.image.AxesImage)
    bottoms = [i.axes.get_position().y0 for i in images if len(fields[0])][:3]
    assert bottoms == sorted(bottoms)


def test_of_many_units_the_first_sixteen_are_drawn():
    rows = traces(1, 40, 5)
    fig, _ = draw_states_and_gates(rows)
    np.testing.assert_array_equal(
        grids(fig)[0], rows[0].forget_gate[0, :, :16].T
    )
    assert "40 units" in words(fig)


def test_shades_are_told_apart_in_grey():
    fig, _ = draw_states_and_gates(traces(1, 4, 5))
    for image in fig.findobj(mpl.image.AxesImage):
        colours = image.get_cmap()(np.linspace(0, 1, 32))[:, :3]
        grey = colours @ (0.299, 0.587, 0.114)
        changes = np.diff(grey)
        assert (changes > 0).all() or (changes < 0).all()


def test_the_words_hold_the_numbers_of_marks_and_other_steps():
    (trace,) = traces(1, 2, 4)
    for name in ("forget_gate", "input_gate", "output_gate", "c"):
        getattr(trace, name)[:] = 0.5
    trace.forget_gate[0, 1] = 0.125
    trace.c[0, 0, 0], trace.c[0, 3, 1] = -2, 1.5
    fig, alt = draw_states_and_gates([trace], marks=np.array([1]), mark="bell")
    assert alt == (
        "Gates and states of 1 layer over 4 steps, each line of a field one "
        "unit. Bell steps: 2. Layer 1: forget gate 0.12 on average there, "
        "0.50 elsewhere; input gate 0.50 on average there, 0.50 elsewhere; "
        "output gate 0.50 on average there, 0.50 elsewhere; c lies between "
        f"{MINUS}2.000 and 1.500."
    )
    assert "bell" in words(fig)
    pointers = fig.findobj(mpl.patches.Polygon)
    assert len(pointers) == 5  # over each column


def test_a_bar_of_states_says_when_some_lie_beyond_its_ends():
    (trace,) = traces(1, 4, 50)
    trace.c[:], trace.h[:] = 0.5, 0.25
    trace.h[0, 0, 0] = 0.3
    trace.c[0, 0, 0] = -2
    said = words(draw_states_and_gates([trace])[0])
    assert f"\u2264{MINUS}0.5" in said
    assert "\u22650.5" in said
    trace.c[0, 0, 0] = trace.h[0, 0, 0] = 0.2
    trace.h[:] = 0.3
    said = words(draw_states_and_gates([trace])[0])
    assert not any(sign in said for sign in "\u2264\u2265")
    assert f"{MINUS}0.5" in said


def test_states_that_are_all_zero_can_be_drawn():
    (trace,) = traces(1, 2, 4)
    trace.c[:] = trace.h[:] = 0
    fig, _ = draw_states_and_gates([trace])
    assert text_problems(fig) == []


def test_traces_that_cannot_be_drawn_are_refused():
    rows = traces(1, 2, 4)
    assert "traces is empty" in refused(draw_states_and_gates, [])
    for options, says in (
        ({"sample": 2}, "sample is 2; give one from 0 to 1"),
        ({"sample": -1}, "sample is -1"),
        ({"marks": [4]}, "marks has the step 4; give steps from 0 to 3"),
        ({"marks": [-1]}, "marks has the step -1"),
    ):
        with pytest.raises(ValueError, match=says):
            draw_states_and_gates(rows, **options)


def sizes(depth: int, steps: int) -> np.ndarray:
    """Return sizes over many powers of ten, zero among them."""
    powers = np.linspace(-6, 1, depth * steps).reshape(depth, steps)
    found = 10.0**powers
    found[0, 0] = 0
    return found


@pytest.mark.parametrize("maps", [1, 2, 3])
@pytest.mark.parametrize(
    ("depth", "steps"), [(1, 1), (4, 7), (4, 24), (4, 48), (8, 200)]
)
def test_gradients_can_be_read(depth, steps, maps):
    titles = ["fresh", "trained", "another"][:maps]
    fig, alt = draw_gradients(
        {title: sizes(depth, steps) for title in titles}, marks=[steps - 1]
    )
    assert text_problems(fig) == []
    assert f": {' and '.join(titles)}. For each layer" in alt
    assert alt.count(f"layer {depth} ") == maps
    assert {*titles, "layer 1", f"layer {depth}", "1 or more"} <= {*words(fig)}


def test_each_shade_is_a_factor_of_ten_and_layer_one_is_below():
    grid = np.array([[0.0, 0.0009, 0.001], [0.02, 0.3, 7.0]])
    fig, alt = draw_gradients({"fresh": grid})
    boxes = [
        patch
        for patch in fig.findobj(mpl.patches.Polygon)
        if patch.get_linewidth() < 0.6
    ]
    below, above = boxes[:3], boxes[3:]
    assert below[0].get_xy()[0, 1] < above[0].get_xy()[0, 1]
    shades = [patch.get_facecolor()[:3] for patch in [*below, *above]]
    assert shades[0] == shades[1] == (1, 1, 1)
    grey = np.array(shades[1:]) @ (0.299, 0.587, 0.114)
    assert (np.diff(grey) < -0.08).all()  # told apart in grey print
    assert "layer 1 0.000 to 0.001, largest 0.001 at step 3" in alt
    assert "layer 2 0.020 to 7.000, largest 7.000 at step 3" in alt


def test_marks_are_pointed_at_and_told():
    grid = sizes(2, 6)
    fig, alt = draw_gradients({"a": grid, "b": grid}, marks=np.array([1, 4]))
    assert "Marked steps: 2, 5." in alt
    pointers = [
        patch
        for patch in fig.findobj(mpl.patches.Polygon)
        if len(patch.get_xy()) == 4  # a closed triangle
    ]
    assert len(pointers) == 4


def test_sizes_that_cannot_be_drawn_are_refused():
    grid = sizes(2, 6)
    assert "sizes has the shapes []" in refused(draw_gradients, {})
    other = {"a": grid, "b": grid[:, 1:]}
    assert "of one shape" in refused(draw_gradients, other)
    assert "(6,)" in refused(draw_gradients, {"a": grid[0]})
    assert "'a' holds a negative" in refused(draw_gradients, {"a": -grid})
    assert "finite" in refused(draw_gradients, {"a": grid * np.nan})
    with pytest.raises(ValueError, match="marks has the step 6"):
        draw_gradients({"a": grid}, marks=[6])


def test_the_same_numbers_give_the_same_bytes():
    rows, grid = traces(2, 3, 5), sizes(2, 6)
    for call in (
        lambda: draw_states_and_gates(rows, marks=[1]),
        lambda: draw_gradients({"fresh": grid}, marks=[1]),
    ):
        first, second = (png(call()[0]) for _ in range(2))
        assert first == second
