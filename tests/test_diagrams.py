"""Diagrams can be read, show the numbers in their places, refuse misfits."""

import itertools
import re

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from helpers.data import windows
from helpers.figures import (
    draw_batches,
    draw_box,
    draw_broadcast,
    draw_cell,
    draw_forms,
    draw_gradients,
    draw_places,
    draw_stack,
    draw_states,
    draw_states_and_gates,
    draw_unrolled,
    draw_windows,
)
from helpers.figures.palette import MARKED, PALE, PALETTE
from helpers.figures.showing import first_sentence
from helpers.reference import GateTrace, lstm_step
from helpers.shapes import LayerTrace

MINUS = "\N{MINUS SIGN}"
TURNED = "NumPy prints it turned: time down, features across"


def numbers(*shape: int) -> np.ndarray:
    """Numbers of many lengths, a few of them awkward."""
    values = np.random.default_rng(5).normal(size=shape) * 3
    values.flat[0] = -123456.0
    return values


def stack(depth: int, units: int, steps: int = 48, samples: int = 1):
    rows, features = [], 1
    for layer in range(1, depth + 1):
        given = (samples, steps, units) if layer < depth else (samples, units)
        taken, weights = (samples, steps, features), 4 * units * (units + 2)
        rows.append(LayerTrace(f"lstm_{layer}", "LSTM", taken, given, weights))
        features = units
    head = LayerTrace("head", "Dense", (samples, units), (samples, 1), 9)
    return [*rows, head]


def step(features: int, units: int, scale: float = 1.0) -> list[np.ndarray]:
    """Input, states and weights of one step, as draw_cell takes them."""
    random = np.random.default_rng(11)
    shapes = [(1, features), (1, units), (1, units)]
    shapes += [(features, 4 * units), (units, 4 * units), (4 * units,)]
    return [scale * random.normal(size=shape) for shape in shapes]


def traces(depth: int, units: int, steps: int) -> list[GateTrace]:
    random = np.random.default_rng(depth)
    shape = 7, 2, steps, units
    return [GateTrace(*random.uniform(-1, 1, shape)) for _ in range(depth)]


def sizes(depth: int, steps: int) -> np.ndarray:
    """Return sizes over many powers of ten, zero among them."""
    powers = np.linspace(-6, 1, depth * steps).reshape(depth, steps)
    return np.where(powers == -6, 0, 10.0**powers)


def places(fig) -> list[tuple[str, tuple[float, float]]]:
    """Return the texts and where they stand."""
    texts = fig.findobj(mpl.text.Text)
    return [(t.get_text(), t.get_position()) for t in texts if t.get_text()]


def words(fig) -> list[str]:
    return [word for word, _ in places(fig)]


def near(fig, name: str, x_off: float, y_off: float) -> str:
    """Return the text that stands so many inches from the text `name`."""
    wanted = np.add(dict(places(fig))[name], (x_off, y_off))
    others = [(word, place) for word, place in places(fig) if word != name]
    return min(others, key=lambda o: np.hypot(*np.subtract(o[1], wanted)))[0]


def patches(fig, kind=mpl.patches.Polygon):
    return fig.findobj(kind)


def text_problems(fig) -> list[str]:
    """Name texts that are cut off, overlap, or are too small to read."""
    renderer = FigureCanvasAgg(fig).get_renderer()
    found = []
    boxes = [
        (text.get_text(), text.get_window_extent(renderer))
        for text in fig.findobj(mpl.text.Text)
        if text.get_text() and text.get_visible()
    ]
    for words, box in boxes:
        inside = box.x0 >= 0 and box.y0 >= 0
        if not inside or box.x1 > fig.bbox.x1 or box.y1 > fig.bbox.y1:
            found.append(f"{words!r} is cut off")
    for (words, box), (others, other) in itertools.combinations(boxes, 2):
        across = min(box.x1, other.x1) - max(box.x0, other.x0)
        up = min(box.y1, other.y1) - max(box.y0, other.y0)
        if across > 0.5 and up > 0.5:
            found.append(f"{words!r} and {others!r} overlap")
    small = [t for t in fig.findobj(mpl.text.Text) if t.get_fontsize() < 7.5]
    return found + [f"{text.get_text()!r} is too small" for text in small]


LONG = LayerTrace("longer_than_any_box", "Dense", (1024, 1), (1024, 7), 14)
CASES = [
    *((draw_box, [np.resize(numbers(9, 7), shape)]) for shape in [
        *[(1, 1, 1), (1, 3, 1), (2, 4, 3), (1, 7, 3), (5, 3, 1), (5, 7, 4)],
        *[(8, 7, 9), (1024, 48, 3)],
    ]),
    *((draw_broadcast, [numbers(n, s + 1, 1)[:, 1:], numbers(n + 1, 1)[1:]])
      for n, s in [(1, 1), (2, 1), (1, 2), (3, 4), (400, 4), (12345, 10)]),
    *((draw_batches, [{"one": range(n), "other": [*range(n)][::-1]}, rows, 4])
      for n, rows in [(4, 1), (8, 2), (12, 3), (32, 4)]),
    *((draw_places, [table, dict.fromkeys("ab", table.T[..., np.newaxis])])
      for table in [
        *[numbers(n + 1, m)[1:] for n, m in [(1, 1), (4, 400), (60, 9)]],
    ]),
    *((draw_unrolled, [numbers(2, n, x), numbers(2, n, h), n in (1, 2, 7, 48)])
      for n, x, h in [
        *[(1, 1, 1), (1, 3, 8), (2, 1, 1), (2, 3, 8), (3, 1, 8), (7, 3, 1)],
        *[(3, 3, 8), (8, 3, 8), (48, 1, 32), (100, 12, 128)],
    ]),
    *((draw_stack, [stack(*form)]) for form in [
        *[(1, 1), (1, 1024), (2, 32), (4, 32), (7, 1), (8, 1024)],
    ]),
    (draw_stack, [[*stack(3, 1024, steps=1000, samples=1024), LONG]]),
    *((draw_cell, step(*form)) for form in [
        *itertools.product((1, 2, 3), (1, 2, 8), (0.1, 1)),
        *[(40, 1024, 0.1), (3, 8, 100), (1, 1, 900)],
    ]),
    *((draw_states_and_gates, [traces(*form)]) for form in [
        *[(1, 1, 1), (4, 1024, 24), (2, 3, 999), (8, 4, 2)],
    ]),
    *((draw_gradients, [dict.fromkeys("ab", sizes(*form)), "w" * 60])
      for form in [
        *[(1, 1), (4, 7), (4, 48), (8, 99)],
    ]),
    *((draw_states, [numbers(2, *form), *numbers(2, 2, form[1])])
      for form in [(1, 1), (3, 1), (5, 3), (6, 8), (200, 64)]),
    *((draw_windows, windows(np.arange(n), *form)) for n, *form in [
        *[(2, 1, 1), (10, 3, 2), (10, 9, 1), (24, 8, 4), (30, 3, 1)],
    ]),
    (draw_forms, [1]),
    (draw_forms, [1024]),
]  # fmt: skip


@pytest.mark.parametrize(("draw", "given"), CASES)
def test_a_diagram_can_be_read(draw, given):
    fig, alt = draw(*given)
    assert text_problems(fig) == []
    if draw is draw_box:
        assert text_problems(draw(*given, last="the 2D answer")[0]) == []
    if draw in (draw_states_and_gates, draw_gradients):
        assert text_problems(draw(*given, marks=[0])[0]) == []
    assert alt.endswith(".")


def test_a_box_shows_the_numbers_of_the_first_sample():
    x = np.array([[[0.1], [0.2], [0.3]], [[9.0], [9.0], [9.0]]])
    fig, alt = draw_box(x.astype("float32"), name="batch")
    assert {"0.1", "0.2", "0.3", "2\nsamples", "1\nfeature"} <= {*words(fig)}
    assert "batch has the shape (2, 3, 1)" in words(fig)
    assert "9" not in words(fig)
    drawn, _ = draw_box(np.array([[[0.11], [0.052]]]))
    assert {"0.110", "0.052"} <= {*words(drawn)}
    assert alt == (
        "The array batch of shape (2, 3, 1) drawn as a box of cells: "
        "2 samples, 3 time steps, 1 feature. Sample 1 holds 0.1, 0.2, 0.3."
    )


@pytest.mark.parametrize(
    ("sizes", "note"),
    [
        ((1, 3, 1), []),
        ((2, 1, 1), ["in front: sample 1"]),
        ((1, 1, 3), []),
        ((1, 3, 2), [TURNED]),
        ((5, 7, 3), [f"in front: sample 1; {TURNED}"]),
    ],
)
def test_a_box_says_that_print_turns_it(sizes, note):
    # Features run down, as the drawing has them, and time to the right.
    x = 10 + np.arange(np.prod(sizes)).reshape(sizes)
    fig, _ = draw_box(x)
    assert [w for w in words(fig) if "front" in w or "print" in w] == note
    if min(sizes[1:]) > 1:
        at, below, right = dict(places(fig)), x[0, 0, -1], x[0, -1, 0]
        (x0, y0), (x1, y1), (x2, y2) = at["10"], at[f"{below}"], at[f"{right}"]
        assert (x0, y0) == (x1, y2)
        assert y1 < y0 and x2 > x0


def faces(fig, colour: str) -> int:
    wanted = mpl.colors.to_rgb(colour)
    return sum(box.get_facecolor()[:3] == wanted for box in patches(fig))


def test_the_last_step_of_a_box_is_marked_in_every_sample():
    x = np.arange(1, 2 * 3 * 4 + 1).reshape(2, 3, 4)
    fig, alt = draw_box(x, "out", third="unit", last="the answer")
    assert faces(fig, PALE["orange"]) == 4  # in front, one for each unit
    assert [faces(fig, shade) for shade in MARKED] == [2, 2 * 4]
    assert {"the answer, (2, 4)", "4\nunits"} <= {*words(fig)}
    assert (
        "as the answer, of shape (2, 4); in sample 1 it holds 9, 10, 11, 12."
    ) in alt
    plain, alt = draw_box(x)
    shades = PALE["orange"], *MARKED
    assert [faces(plain, shade) for shade in shades] == [0, 0, 0]
    assert "marked" not in alt


def test_each_pair_stands_below_its_part_of_the_series():
    fig, alt = draw_windows(*windows(np.arange(10, 16), 2, 1))
    at = {}
    for word, place in places(fig):
        at.setdefault(word, []).append(place)
    assert [len(at[f"{n}"]) for n in range(10, 16)] == [2, 3, 4, 4, 3, 2]
    for n in range(10, 16):
        assert len({x for x, _ in at[f"{n}"]}) == 1
    assert {"series", "pair 1", "pair 4"} <= {*at} and "pair 5" not in at
    # The key has one more of each.
    assert faces(fig, PALE["blue"]) == 4 * 2 + 1
    assert faces(fig, PALE["orange"]) == 4 * 1 + 1
    assert "over a series of 6," in alt and "gives 4 pairs of 2" in alt
    assert alt.endswith("; 13, 14 and forecasts 15.")
    fig, alt = draw_windows(*windows(np.arange(20), 2, 1))
    assert "; 17, 18 and" in alt and "…" in words(fig)


def test_the_three_arrays_of_a_layer_go_to_those_who_take_them():
    output = np.array([0.1, 0.2, 0.3]).reshape(1, 3, 1)
    fig, alt = draw_states(output, output[:, -1], np.array([[0.7]]))
    said = words(fig)
    assert "h (1, 1): the last step again" in said and "c (1, 1)" in said
    assert [said.count(n) for n in ("0.200", "0.300", "0.700")] == [1, 2, 1]
    assert faces(fig, PALE["orange"]) == 2  # the last step, twice
    arrows = patches(fig, mpl.patches.FancyArrowPatch)
    assert len(arrows) == 3 + 5
    assert "a decoder takes h and c." in alt
    assert "c (1, 1), at the end 0.700" in alt
    _, alt = draw_states(output, output[:, 0], output[:, 1])
    assert "again" not in alt


def test_each_target_stands_once_and_its_copies_are_pale():
    answers = np.array([[[1], [2], [3]], [[4], [5], [6]]])
    fig, alt = draw_broadcast(answers, np.array([[7.25], [8]]))
    said = words(fig)
    assert [said.count(f"{n}.00") for n in (1, 2, 3, 4, 5, 6)] == [1] * 6
    assert said.count("7.25") == said.count("8.00") == 3
    assert sum(box.get_linestyle() == ":" for box in patches(fig)) == 2 * 2
    assert {"answers\n(2, 3, 1)", "targets\n(2, 1)"} <= {*said}
    assert any("stretched" in text for text in said)
    assert alt == (
        "Answers of shape (2, 3, 1) minus targets of shape (2, 1): each "
        "target is compared with all 3 answers for its sample. The first 2 "
        "of 2 samples: sample 1 answers 1.00, 2.00, 3.00, and its target is "
        "7.25; sample 2 answers 4.00, 5.00, 6.00, and its target is 8.00."
    )
    fig, alt = draw_broadcast(numbers(4, 1, 1), numbers(4, 1))
    assert not any("stretched" in text for text in words(fig))
    assert not any(box.get_linestyle() == ":" for box in patches(fig))
    assert "… and 1 more sample" in words(fig)
    assert "the only answer for" in alt


def test_a_number_keeps_the_colour_of_its_sample_wherever_it_lands():
    table = np.array([[0.0, 1, 2], [3, 4, 5]])
    moved = table.reshape(3, 2, 1)
    arrays = {"moved": moved, "turned": table.T[..., np.newaxis]}
    fig, alt = draw_places(table, arrays)
    boxes = [box.get_facecolor() for box in patches(fig)]
    at_first = dict(zip(table.ravel(), boxes, strict=False))
    assert len(set(at_first.values())) == 3
    for name, faces in (("moved", boxes[6:12]), ("turned", boxes[12:])):
        wanted = [at_first[number] for number in arrays[name].ravel()]
        assert faces == wanted
    assert "Moved: sequence 1 begins with 0.00, 1.00, the numbers" in alt
    assert "numbers of sample 1, 2. Turned:" in alt
    assert alt.endswith("the numbers of sample 1.")
    assert {"the table", "moved", "sequence 3", "step 2"} <= {*words(fig)}
    with pytest.raises(ValueError, match="The array 'b' has shape"):
        draw_places(table, {"b": table})


def test_an_arrow_tells_whether_a_row_goes_on():
    # In one order both rows go on once; in the other, row 1 does so alone.
    orders = {"first": [0, 3, 1, 4, 2, 5], "second": [0, 2, 1, 3, 4, 5]}
    fig, alt = draw_batches(orders, rows=2, parts=3)
    green, red = [PALETTE[name] for name in ("green", "vermillion")]
    arrows = patches(fig, mpl.patches.FancyArrowPatch)
    faces = [mpl.colors.to_hex(a.get_edgecolor()) for a in arrows]
    whole = [a.get_linestyle() in ("-", "solid") for a in arrows]
    goes_on = [True] * 4 + [True, False, False, False]
    assert faces == [(green if on else red).lower() for on in goes_on]
    assert whole == goes_on
    assert "first: A1 A2 A3; B1 B2 B3; 4 of 4 arrows" in alt
    assert "second: A1 A2 B2; A3 B1 B3; 1 of 4 arrows" in alt
    assert alt.startswith("What each row of 3 batches reads")


@pytest.mark.parametrize("steps", [1, 2, 3, 100])
@pytest.mark.parametrize("return_sequences", [False, True])
def test_an_unrolled_layer_hands_on_what_it_should(steps, return_sequences):
    x, outputs = numbers(2, steps, 3), numbers(2, steps, 8)
    fig, alt = draw_unrolled(x, outputs, return_sequences)
    shape_out = (2, steps, 8) if return_sequences else (2, 8)
    assert f": {x.shape} goes in, {shape_out} comes out. The" in alt
    said = words(fig)
    assert {str(x.shape), str(shape_out)} <= {*said}
    lost = not return_sequences and steps > 1
    assert ("thrown away" in said) == ("thrown away" in alt) == lost
    every = return_sequences and steps > 1
    assert ("handed on: every step" in said) == every
    assert ("handed on" in said) == (not every)
    dotted = sum(box.get_linestyle() == ":" for box in patches(fig))
    assert dotted == 4 * (min(steps, 6) - 1) * lost


def test_an_unrolled_layer_begins_at_zero_and_tells_its_numbers():
    x = np.array([0.1, 0.2, 0.3]).reshape(1, 3, 1)
    fig, alt = draw_unrolled(x, x / 10, return_sequences=False)
    assert "It puts out 0.010, 0.020, 0.030." in alt
    assert alt.endswith("2 outputs before it are thrown away.")
    at = {word: place[0] for word, place in places(fig)}
    assert at["LSTM layer"] < at["h = c = 0"] < at["step 1"] < at["h, c"]
    arrows = patches(fig, mpl.patches.FancyArrowPatch)
    boxes = [arrow.get_path().get_extents() for arrow in arrows]
    level = [box.x0 for box in boxes if box.width > box.height]
    assert len(level) == 3
    assert min(level) < at["h = c = 0"]
    _, alt = draw_unrolled(np.ones((2, 3, 1)), np.ones((2, 3, 1)), True)
    assert "begin at 0" in alt
    assert "For sample 1 it puts out 1.000, 1.000, 1.000." in alt


def test_layer_one_stands_at_the_bottom_and_arrows_differ_by_form():
    rows = stack(4, 32, samples=1024)
    fig, alt = draw_stack(rows)
    height = {word: place[1] for word, place in places(fig)}
    order = ["input", "lstm_1", "lstm_2", "lstm_3", "lstm_4", "head"]
    heights = [height[name] for name in [*order, "output"]]
    assert heights == sorted(heights)
    arrows = patches(fig, mpl.patches.FancyArrowPatch)
    widths = sorted(arrow.get_linewidth() for arrow in arrows)
    assert widths == [1.3] * 3 * 4 + [4] * 2
    assert "for each of the 1,024 samples:" in words(fig)
    assert "bottom up: (1024, 48, 1) goes in, (1024, 1) comes out" in alt
    assert "lstm_4 (LSTM, 32 units, 4,352 parameters) gives (1024, 32)" in alt


def written(value: float) -> str:
    return f"{round(value, 3) + 0:.3f}".replace("-", MINUS)


@pytest.mark.parametrize("form", [(1, 1, 0.1), (3, 8, 1), (1, 1, 900)])
def test_a_cell_ends_where_the_reference_ends(form):
    given = step(*form)
    fig, alt = draw_cell(*given)
    new_h, new_c = (written(state[0, 0]) for state in lstm_step(*given))
    old_c = written(given[2][0, 0])
    for name, value in (("new c", new_c), ("new h", new_h), ("old c", old_c)):
        assert near(fig, name, 0, -0.34) == value
    caption, rest = first_sentence(alt)
    which = "" if form[1] == 1 else f", unit 1 of {form[1]}"
    assert caption == (
        f"One step of the LSTM{which}: c goes from {old_c} to {new_c}, and h "
        f"becomes {new_h}."
    )
    assert rest.endswith(f"= {new_h}.")
    assert any("unit 1 of" in text for text in words(fig)) == (form[1] > 1)
    for text in [*words(fig), alt]:
        for number in re.findall(r"\d*\.\d+", text):
            assert re.fullmatch(r"\d+\.\d{3}", number)


def test_each_number_of_a_cell_stands_where_its_word_says():
    # Each sum has one source, so that no gate can be taken for another.
    bias = np.log([0.2 / 0.8, 0.6 / 0.4, 1, 0.9 / 0.1])
    bias[2] = np.arctanh(-0.5)
    weights = np.zeros((1, 4)), np.zeros((1, 4)), bias
    fig, alt = draw_cell([[0.1]], [[0.7]], [[2.0]], *weights)
    gates = {"input gate": "0.200", "forget gate": "0.600"}
    gates |= {"candidate": f"{MINUS}0.500", "output gate": "0.900"}
    for name, value in gates.items():
        assert near(fig, name, 0.35, -0.88) == value
        assert f"{name} {value}, " in alt
    assert {"kept 1.200", f"added {MINUS}0.100", "0.800"} <= {*words(fig)}
    assert near(fig, "x", 0.4, 0) == "0.100"
    assert near(fig, "old h", 0.4, 0) == "0.700"
    assert near(fig, "new c", 0, -0.34) == "1.100"
    assert near(fig, "new h", 0, -0.34) == "0.720"
    times = "\N{MULTIPLICATION SIGN}"
    assert f"2.000 {times} 0.600 + 0.200 {times} {MINUS}0.500 = 1.100" in alt
    assert f"0.800 {times} 0.900 = 0.720." in alt
    assert sum(box.get_linewidth() > 2 for box in patches(fig)) == 4  # gates
    assert len(patches(fig, mpl.patches.Ellipse)) == 5  # operations
    zeros = [np.zeros_like(array) for array in step(1, 1)]
    zeros[0] -= 1e-9
    assert MINUS not in "".join(words(draw_cell(*zeros)[0]))


def test_forms_name_what_goes_in():
    fig, alt = draw_forms(24)
    assert words(fig).count("x: 24 numbers a step") == 2
    assert words(fig).count("LSTM") == 2
    assert words(fig).count("normalise") == 1
    assert "24 numbers a step" in alt
    assert "1 number a step" in draw_forms(1)[1]


def images(fig):
    return fig.findobj(mpl.image.AxesImage)


def test_each_field_holds_the_numbers_of_its_layer_layer_one_below():
    rows = traces(3, 40, 5)
    fig, alt = draw_states_and_gates(rows)
    fields = [i for i in images(fig) if i.get_array().shape != (1, 64)]
    names = ["input_gate", "forget_gate", "candidate", "output_gate", "c", "h"]
    order = itertools.product(names, rows)
    for field, (name, trace) in zip(fields, order, strict=True):
        # Of many units the first sixteen.
        wanted = getattr(trace, name)[0, :, :16].T
        np.testing.assert_array_equal(field.get_array(), wanted)
    bottoms = [field.axes.get_position().y0 for field in fields[:3]]
    assert bottoms == sorted(bottoms)
    assert {"layer 1", "layer 3", "40 units"} <= {*words(fig)}
    assert alt.count("c lies between") == 3 and "Layer 3: " in alt
    for image in images(fig):  # told apart in grey
        colours = image.get_cmap()(np.linspace(0, 1, 32))[:, :3]
        changes = np.diff(colours @ (0.299, 0.587, 0.114))
        assert (changes > 0).all() or (changes < 0).all()


def test_the_words_hold_the_numbers_of_marks_and_other_steps():
    (trace,) = traces(1, 2, 4)
    for name in ("forget_gate", "input_gate", "output_gate", "c"):
        getattr(trace, name)[:] = 0.5
    trace.candidate[:] = -0.75
    trace.forget_gate[0, 1] = 0.125
    trace.c[0, 0, 0], trace.c[0, 3, 1] = -2, 1.5
    fig, alt = draw_states_and_gates([trace], marks=np.array([1]))
    assert alt == (
        "Gates and states of 1 layer over 4 steps, each line of a field one "
        "unit. Marked steps: 2. Layer 1: input gate 0.50 on average there, "
        "0.50 elsewhere; forget gate 0.12 on average there, 0.50 elsewhere; "
        "size of the candidate 0.75 on average there, 0.75 elsewhere; output "
        "gate 0.50 on average there, 0.50 elsewhere; c lies between "
        f"{MINUS}2.000 and 1.500."
    )
    assert "marked" in words(fig)
    assert len(patches(fig)) == 6  # a pointer over each column


def test_a_bar_of_states_says_when_some_lie_beyond_its_ends():
    (trace,) = traces(1, 4, 50)
    trace.c[:], trace.h[:] = 0.5, 0.3
    trace.c[0, :5], trace.c[0, 0, 0] = 0.9, -2
    said = words(draw_states_and_gates([trace])[0])
    assert {f"\u2264{MINUS}0.9", "\u22650.9", f"{MINUS}0.3"} <= {*said}
    trace.c[0, 0, 0] = 0.2
    said = words(draw_states_and_gates([trace])[0])
    assert not {*"\u2264\u2265"} & {*"".join(said)}
    trace.c[:] = trace.h[:] = 0
    assert text_problems(draw_states_and_gates([trace])[0]) == []


def test_each_shade_is_a_factor_of_ten_and_layer_one_is_below():
    grid = np.array([[0.0, 0.001, 0.02], [0.3, 7.0, 20.0]])
    maps = {"fresh": grid, "b": grid}
    fig, alt = draw_gradients(maps, "What it is", marks=np.array([0, 2]))
    assert "What it is" in words(fig)
    assert alt.startswith("What it is, in every layer at 3 steps: fresh, b.")
    cells = [box for box in patches(fig) if box.get_linewidth() < 0.6][:6]
    assert cells[0].get_xy()[0, 1] < cells[3].get_xy()[0, 1]
    shades = [cell.get_facecolor()[:3] for cell in cells]
    assert shades[0] == (1, 1, 1)
    grey = np.array(shades) @ (0.299, 0.587, 0.114)
    assert (np.diff(grey) < -0.08).all()  # told apart in grey print
    assert "layer 1 0.000 to 0.020, largest 0.020 at step 3" in alt
    assert "layer 2 0.300 to 20.0, largest 20.0 at step 3" in alt
    assert "Marked steps: 1, 3." in alt
    assert {"fresh", "layer 1", "layer 2", "≥ 10"} <= {*words(fig)}
    # A closed triangle has four corners.
    assert sum(len(box.get_xy()) == 4 for box in patches(fig)) == 2 * 2


FLAT, GOOD, ROWS, GRID = np.ones((3, 1)), np.ones((1, 3, 1)), [], sizes(2, 6)
ROWS = stack(2, 4)
X, H, C, *WEIGHTS = step(2, 3)


@pytest.mark.parametrize(
    ("draw", "given", "message"),
    [
        (draw_box, [FLAT], "x has shape (3, 1)"),
        (draw_box, [np.zeros((1, 0, 1))], "x has shape (1, 0, 1)"),
        (draw_box, [np.full((1, 3, 1), "a")], "give an array of real numbers"),
        (draw_unrolled, [FLAT, GOOD, True], "x has shape (3, 1)"),
        (draw_unrolled, [GOOD, FLAT, True], "outputs has shape (3, 1)"),
        (draw_unrolled, [GOOD, np.ones((1, 4, 2)), True], "(1, 4, 2)"),
        (draw_broadcast, [FLAT, FLAT], "predictions has shape (3, 1)"),
        (draw_broadcast, [np.ones((1, 3, 2)), FLAT], "one number at each"),
        (draw_broadcast, [GOOD, FLAT], "targets has shape (3, 1)"),
        (draw_broadcast, [GOOD, [1.0]], "targets has shape (1,)"),
        (draw_broadcast, [GOOD, [["a"]]], "targets has shape (1, 1)"),
        (draw_stack, [[]], "rows is empty"),
        (draw_stack, [ROWS[::-1]], "follow one another"),
        *(
            (draw_stack, [[LayerTrace("odd", "?", (1, 4), bad, 0)]], "'odd'")
            for bad in ((4,), (1, 2, 3, 4), (None, 4), (0, 4))
        ),
        (draw_cell, [X[:, 1:], H, C, *WEIGHTS], "x has shape (1, 1)"),
        (draw_cell, [X, H[:, 1:], C, *WEIGHTS], "h has shape (1, 2)"),
        (draw_cell, [X, H, C[0], *WEIGHTS], "c has shape (3,)"),
        (draw_cell, [X, H, C, *WEIGHTS[::-1]], "kernel has"),
        (
            draw_cell,
            [*(np.repeat(a, 2, axis=0) for a in (X, H, C)), *WEIGHTS],
            "one sample",
        ),
        (draw_cell, step(0, 1), "one feature"),
        (draw_cell, step(1, 0), "one unit"),
        (draw_gradients, [{"a": -GRID}, ""], "'a' holds a negative"),
        (draw_gradients, [{"a": GRID * np.nan}, ""], "finite"),
    ],
)
def test_what_cannot_be_drawn_is_refused(draw, given, message):
    with pytest.raises(ValueError) as error:
        draw(*given)
    assert message in str(error.value)
    assert str(error.value).endswith(".") and "\n" not in str(error.value)


@pytest.mark.parametrize("step", [4, -1])
def test_a_mark_beyond_the_steps_is_refused(step):
    says = f"marks has the step {step}; give steps from 0 to 3"
    with pytest.raises(ValueError, match=says):
        draw_states_and_gates(traces(1, 2, 4), marks=[step])
    with pytest.raises(ValueError, match=says):
        draw_gradients({"a": sizes(2, 4)}, "", marks=[step])
