"""The pictures: what they say, what they refuse, whether all can be read."""

import base64
import io
import itertools
import subprocess
import sys
from types import SimpleNamespace

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from PIL import Image

from helpers import figures
from helpers.figures import (
    draw_box,
    draw_stack,
    draw_unrolled,
    png,
    show,
    showing,
    wording,
)
from helpers.shapes import LayerTrace
from tools import draw_readme

BOX_SHAPES = [
    (1, 1, 1),
    (1, 3, 1),
    (2, 4, 3),
    (1, 7, 3),
    (5, 3, 1),
    (5, 7, 4),
    (8, 7, 9),
    (32, 48, 128),
    (1024, 100, 100),
]
TURNED = "NumPy prints it turned: time down, features across"
UNROLLED_SIZES = [
    *itertools.product((1, 2, 3, 7), (1, 3), (1, 8)),
    (5, 2, 3),
    (48, 1, 32),
    (100, 12, 128),
]


@pytest.fixture(autouse=True)
def nothing_left_open():
    before = dict(mpl.rcParams)
    yield
    assert plt.get_fignums() == []
    mpl.rcParams.update(before)


@pytest.fixture
def published(monkeypatch):
    """Run as in a notebook; gives the (data, metadata) that were shown."""
    shown = []

    def display(data, metadata=None, *, raw):
        assert raw
        shown.append((data, metadata))

    shell = SimpleNamespace(kernel=object())
    monkeypatch.setattr(showing, "get_ipython", lambda: shell)
    monkeypatch.setattr(showing, "display", display)
    return shown


def numbers(*shape: int) -> np.ndarray:
    """Numbers of many lengths, a few of them awkward."""
    values = np.random.default_rng(5).normal(size=shape) * 3
    values.flat[0] = -123456.0
    return values


def stack(depth: int, units: int, steps: int = 48, samples: int = 1):
    rows, features = [], 1
    for layer in range(1, depth + 1):
        given = (samples, steps, units) if layer < depth else (samples, units)
        taken = (samples, steps, features)
        parameters = 4 * units * (units + features + 1)
        name = f"lstm_{layer}"
        rows.append(LayerTrace(name, "LSTM", taken, given, parameters))
        features = units
    head = LayerTrace("head", "Dense", (samples, units), (samples, 1), 9)
    return [*rows, head]


def text_problems(fig) -> list[str]:
    """Name texts that are cut off, overlap, or are too small to read."""
    canvas = FigureCanvasAgg(fig)
    renderer = canvas.get_renderer()
    found = []
    boxes = [
        (text.get_text(), text.get_window_extent(renderer), text)
        for text in fig.findobj(mpl.text.Text)
        if text.get_text() and text.get_visible()
    ]
    for words, box, text in boxes:
        inside = box.x0 >= 0 and box.y0 >= 0
        if not inside or box.x1 > fig.bbox.x1 or box.y1 > fig.bbox.y1:
            found.append(f"{words!r} is cut off")
        if text.get_fontsize() < 7.5:
            found.append(f"{words!r} is too small")
    for (words, box, _), (others, other, _) in itertools.combinations(
        boxes, 2
    ):
        across = min(box.x1, other.x1) - max(box.x0, other.x0)
        up = min(box.y1, other.y1) - max(box.y0, other.y0)
        if across > 0.5 and up > 0.5:
            found.append(f"{words!r} and {others!r} overlap")
    return found


@pytest.mark.parametrize("sizes", BOX_SHAPES, ids=str)
def test_a_box_can_be_read(sizes):
    few = numbers(*(min(size, 9) for size in sizes))
    x = np.resize(few, sizes) if max(sizes) < 200 else np.ones(sizes, "i1")
    fig, alt = draw_box(x)
    assert text_problems(fig) == []
    assert f"shape {sizes}" in alt
    words = {text.get_text() for text in fig.findobj(mpl.text.Text)}
    assert f"x has the shape {sizes}" in words


def test_a_box_shows_the_numbers_of_the_first_sample():
    x = np.array([[[0.1], [0.2], [0.3]], [[9.0], [9.0], [9.0]]])
    fig, alt = draw_box(x.astype("float32"), name="batch")
    words = {text.get_text() for text in fig.findobj(mpl.text.Text)}
    assert {"0.1", "0.2", "0.3", "2\nsamples", "1\nfeature"} <= words
    assert "9" not in words
    assert alt == (
        "The array batch of shape (2, 3, 1) drawn as a box of cells: "
        "2 samples, 3 time steps, 1 feature. Sample 1 holds 0.1, 0.2, 0.3."
    )


@pytest.mark.parametrize(
    ("sizes", "note"),
    [
        ((1, 3, 1), None),
        ((2, 1, 1), "in front: sample 1"),
        ((1, 1, 3), None),
        ((1, 3, 2), TURNED),
        ((5, 7, 3), f"in front: sample 1; {TURNED}"),
    ],
)
def test_a_box_says_that_print_turns_it(sizes, note):
    # Features run down, as the drawing has them, and time to the right.
    x = 10 + np.arange(np.prod(sizes)).reshape(sizes)
    fig, _ = draw_box(x)
    at = {
        text.get_text(): text.get_position()
        for text in fig.findobj(mpl.text.Text)
    }
    notes = [words for words in at if "front" in words or "print" in words]
    assert notes == ([note] if note else [])
    if min(sizes[1:]) > 1:
        below, right = str(x[0, 0, -1]), str(x[0, -1, 0])
        (x0, y0), (x1, y1), (x2, y2) = at["10"], at[below], at[right]
        assert (x0, y0) == (x1, y2)
        assert y1 < y0
        assert x2 > x0


@pytest.mark.parametrize("return_sequences", [False, True])
@pytest.mark.parametrize("sizes", UNROLLED_SIZES, ids=str)
def test_an_unrolled_layer_can_be_read(sizes, return_sequences):
    steps, features, units = sizes
    x, outputs = numbers(2, steps, features), numbers(2, steps, units)
    fig, alt = draw_unrolled(x, outputs, return_sequences)
    assert text_problems(fig) == []
    shape_out = (2, steps, units) if return_sequences else (2, units)
    assert f": {x.shape} goes in, {shape_out} comes out. The" in alt
    words = [text.get_text() for text in fig.findobj(mpl.text.Text)]
    assert str(x.shape) in words
    assert str(shape_out) in words
    assert ("thrown away" in words) == (not return_sequences and steps > 1)
    every = return_sequences and steps > 1
    assert ("handed on: every step" in words) == every
    assert ("handed on" in words) == (not every)
    assert ("thrown away" in alt) == (not return_sequences and steps > 1)


def test_the_alternative_of_an_unrolled_layer_holds_its_numbers():
    x = np.array([0.1, 0.2, 0.3]).reshape(1, 3, 1)
    _, alt = draw_unrolled(x, x / 10, return_sequences=False)
    assert "It puts out 0.010, 0.020, 0.030." in alt
    assert alt.endswith("2 outputs before it are thrown away.")
    _, alt = draw_unrolled(np.ones((2, 3, 1)), np.ones((2, 3, 1)), True)
    assert "For sample 1 it puts out 1.000, 1.000, 1.000." in alt


def test_an_unrolled_layer_begins_at_zero():
    fig, alt = draw_unrolled(numbers(1, 3, 1), numbers(1, 3, 1), True)
    assert "begin at 0" in alt
    at = {
        text.get_text(): text.get_position()[0]
        for text in fig.findobj(mpl.text.Text)
    }
    assert at["LSTM layer"] < at["h = c = 0"] < at["step 1"] < at["h, c"]
    arrows = fig.findobj(mpl.patches.FancyArrowPatch)
    boxes = [arrow.get_path().get_extents() for arrow in arrows]
    level = [box for box in boxes if box.width > box.height]
    assert len(level) == 3
    assert min(box.x0 for box in level) < at["h = c = 0"] < at["step 1"]


def test_outputs_thrown_away_are_dotted_and_the_last_one_is_not():
    x, outputs = numbers(1, 3, 1), numbers(1, 3, 1)
    counts = []
    for return_sequences in (False, True):
        fig, _ = draw_unrolled(x, outputs, return_sequences)
        patches = fig.findobj(mpl.patches.Polygon)
        counts.append(sum(p.get_linestyle() == ":" for p in patches))
    assert counts == [2, 0]


@pytest.mark.parametrize(
    ("depth", "units"),
    [(1, 1), (1, 1024), (2, 32), (3, 8), (4, 32), (5, 64), (7, 1), (8, 1024)],
)
def test_a_stack_can_be_read(depth, units):
    rows = stack(depth, units)
    fig, alt = draw_stack(rows)
    assert text_problems(fig) == []
    assert f"bottom up: {rows[0].input_shape} goes in, " in alt
    for row in rows:
        assert f"gives {row.output_shape}" in alt
        assert wording.count(row.parameters, "parameter") in alt


def test_a_stack_of_long_names_and_many_samples_can_be_read():
    rows = stack(3, 1024, steps=1000, samples=1024)
    long = LayerTrace("a_name_longer_than_any_box", "Dense", (1024, 1), *ENDS)
    fig, _ = draw_stack([*rows, long])
    assert text_problems(fig) == []
    words = [text.get_text() for text in fig.findobj(mpl.text.Text)]
    assert "for each of the 1,024 samples:" in words


ENDS = (1024, 7), 14


def test_layer_one_stands_at_the_bottom_and_arrows_differ_by_form():
    fig, _ = draw_stack(stack(4, 32))
    height = {
        text.get_text(): text.get_position()[1]
        for text in fig.findobj(mpl.text.Text)
    }
    order = ["input", "lstm_1", "lstm_2", "lstm_3", "lstm_4", "head"]
    heights = [height[name] for name in [*order, "output"]]
    assert heights == sorted(heights)
    arrows = fig.findobj(mpl.patches.FancyArrowPatch)
    widths = sorted(arrow.get_linewidth() for arrow in arrows)
    assert widths == [1.3] * 3 * 4 + [4] * 2


def refused(call, *arguments) -> str:
    with pytest.raises(ValueError) as error:
        call(*arguments)
    message = str(error.value)
    assert message.endswith(".")
    assert "\n" not in message
    return message


def test_arrays_that_cannot_be_drawn_are_refused():
    flat, empty = np.zeros((3, 1)), np.zeros((1, 0, 1))
    words = np.full((1, 3, 1), "a")
    good = np.zeros((1, 3, 1))
    assert "(3, 1)" in refused(draw_box, flat)
    assert "(1, 0, 1)" in refused(draw_box, empty)
    assert "real numbers" in refused(draw_box, words)
    assert "x has" in refused(draw_unrolled, flat, good, True)
    assert "outputs has" in refused(draw_unrolled, good, flat, True)
    other = np.zeros((1, 4, 2))
    assert "(1, 4, 2)" in refused(draw_unrolled, good, other, True)


def test_rows_that_cannot_be_drawn_are_refused():
    rows = stack(2, 4)
    assert "empty" in refused(draw_stack, [])
    for bad in ((4,), (1, 2, 3, 4), (None, 4), (0, 4), [1, 4], 4):
        row = LayerTrace("odd", "Dense", (1, 4), bad, 0)
        assert "'odd'" in refused(draw_stack, [*rows[:2], row])
    assert "follow one another" in refused(draw_stack, rows[::-1])


def plot(title: str = ""):
    fig, ax = plt.subplots()
    _ = ax.plot([1, 3, 2])
    _ = ax.set_title(title)
    return fig


@pytest.mark.parametrize("alt", ["", " \n", "...", "The loss falls.", "title"])
def test_an_empty_alternative_or_the_title_again_is_refused(alt):
    fig = plot("The loss  falls")
    fig.suptitle("Title")
    try:
        assert "say" in refused(show, fig, alt)
    finally:
        plt.close(fig)


def test_what_is_no_figure_or_no_text_is_refused():
    fig, ax = plt.subplots()
    with pytest.raises(TypeError, match="fig is a Axes"):
        show(ax, "A line.")
    with pytest.raises(TypeError, match="alt is a int"):
        show(fig, 3)
    plt.close(fig)


def test_show_publishes_the_picture_and_says_what_it_shows(published):
    show(plot(), 'The loss < 0.1 falls in "all" runs. Run 3 is\n lowest.')
    (picture, metadata), (caption, _) = published
    whole = 'The loss < 0.1 falls in "all" runs. Run 3 is lowest.'
    assert metadata == {"image/png": {"alt": whole}}
    assert set(picture) == {"image/png", "text/plain"}
    assert picture["text/plain"] == f"Figure: {whole}"
    assert caption == {
        "text/plain": whole,
        "text/html": "<details><summary><em>Figure:</em> The loss &lt; 0.1 "
        'falls in "all" runs.</summary> Run 3 is lowest.</details>',
    }
    data = base64.b64decode(picture["image/png"])
    with Image.open(io.BytesIO(data)) as image:
        assert image.format == "PNG"
        assert "Software" not in image.info


def test_a_single_sentence_is_a_plain_caption(published):
    show(plot(), "The loss falls, e.g. from 0.5 to 0.1 & stays there.")
    assert published[1][0]["text/html"] == (
        "<div><em>Figure:</em> The loss falls, e.g. from 0.5 to 0.1 &amp; "
        "stays there.</div>"
    )


@pytest.mark.parametrize(
    "text",
    [
        "Shape (1, 3, 1) goes in.|It has 1.5 times 2 numbers.",
        "It passes on h and c.|Then it ends.",
        "It ends at 3.|7 steps are left.",
        "A stack of layers.|(1, 3, 1) goes in.",
        'Is it deep?|"Yes."',
        "It grows!|It falls.|It stays.",
        "Months (e.g. May, approx. 30 days, cf. Fig. 3) vs. No. 7.|More.",
        "J. Schmidhuber wrote it, i.e. Schmidhuber et al. 2000.|More.",
        "It goes 1, 2, ... Then no more",
        "The step 0.1. of x",
        "No full stop",
    ],
)
def test_the_first_sentence_is_told_from_the_rest(text):
    first, _, rest = text.partition("|")
    whole = text.replace("|", " ")
    assert showing.first_sentence(whole) == (first, rest.replace("|", " "))


def test_show_closes_and_gives_the_same_bytes_each_time(published):
    for _ in range(2):
        show(plot("A title"), "A line goes up and down.")
        assert plt.get_fignums() == []
    assert published[:2] == published[2:]


def test_a_png_is_opaque_white_and_does_not_depend_on_the_style():
    x = numbers(1, 3, 1)
    before = png(draw_box(x)[0])
    mpl.rcParams["figure.facecolor"] = "none"
    mpl.rcParams["font.size"] = 30
    figures.apply_style()
    assert png(draw_box(x)[0]) == before
    with Image.open(io.BytesIO(before)) as image:
        assert "transparency" not in image.info
        pixels = np.asarray(image.convert("RGB"))
    assert (pixels[0, 0] == 255).all()
    assert pixels.shape[1] == 770


def test_a_transparent_figure_becomes_white():
    fig, ax = plt.subplots(facecolor="none")
    ax.set_facecolor("none")
    with Image.open(io.BytesIO(png(fig))) as image:
        pixels = np.asarray(image.convert("RGB"))
    assert (pixels[0, 0] == 255).all()
    plt.close(fig)


def test_png_leaves_the_figure_as_it_was():
    fig = plot()
    before = fig.dpi, fig.canvas
    _ = png(fig)
    assert (fig.dpi, fig.canvas) == before
    plt.close(fig)


def test_the_style_is_readable_on_a_dark_page():
    figures.apply_style()
    assert mpl.rcParams["savefig.facecolor"] == "white"
    assert not mpl.rcParams["savefig.transparent"]
    assert mpl.rcParams["font.family"] == ["DejaVu Sans"]


def test_a_plain_process_prints_the_text_and_loads_no_keras():
    code = (
        "import sys, numpy as np\n"
        "from helpers.figures import draw_box, show\n"
        "show(*draw_box(np.ones((1, 2, 1))))\n"
        "heavy = {'keras', 'tensorflow'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    command = [sys.executable, "-W", "error", "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout == (
        "Figure: The array x of shape (1, 2, 1) drawn as a box of cells: "
        "1 sample, 2 time steps, 1 feature. Sample 1 holds 1, 1.\n"
    )


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.1, "0.1"),
        (np.float32(0.3), "0.3"),
        (-0.5, "\N{MINUS SIGN}0.5"),
        (0.0, "0"),
        (-0.0, "0"),
        (2.0, "2"),
        (np.int64(20), "20"),
        (np.uint8(255), "255"),
        (np.int32(-2500), "\N{MINUS SIGN}2500"),
        (123456, "123456"),
        (12.345, "12.3"),
        (-99.96, "\N{MINUS SIGN}100"),
        (123.4, "123"),
        (1234567.0, "1e+06"),
        (0.00012, "1e\N{MINUS SIGN}04"),
        (float("nan"), "nan"),
    ],
)
def test_numbers_are_written_short(value, text):
    assert wording.number(value) == text


def test_outputs_keep_the_three_decimals_that_lessons_print():
    assert wording.number(0.03, trim=False) == "0.030"


def test_the_readme_picture_is_up_to_date():
    assert draw_readme.problem(draw_readme.PICTURE) is None
    assert draw_readme.main(["--check"]) == 0


def test_a_stale_readme_picture_is_noticed(tmp_path, monkeypatch):
    other = tmp_path / "other.png"
    assert "missing" in draw_readme.problem(other)
    other.write_text("no picture")
    assert "not a readable" in draw_readme.problem(other)
    other.write_bytes(png(draw_stack(stack(3, 32))[0]))
    assert "another size" in draw_readme.problem(other)
    rows = draw_readme.stack_rows()
    rows[1] = LayerTrace("lstm_9", *list(vars(rows[1]).values())[1:])
    other.write_bytes(png(draw_stack(rows)[0]))
    monkeypatch.setattr(draw_readme, "_SAME_SHARE", 0)
    assert "differs" in draw_readme.problem(other)
