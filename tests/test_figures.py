"""Figures are shown with words, saved as the same bytes, styled, numbered."""

import base64
import io
import re
import subprocess
import sys
from dataclasses import replace
from types import SimpleNamespace

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest
from PIL import Image

from helpers.figures import (
    apply_style,
    draw_box,
    draw_stack,
    palette,
    png,
    show,
    showing,
    wording,
)
from helpers.figures.numbers import folded
from helpers.interactive import script
from tools import draw_readme


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


@pytest.fixture
def fig():
    """A figure of pyplot with titles, closed at the end."""
    fig, ax = plt.subplots()
    ax.plot([1, 3, 2])
    ax.set_title("The loss  falls")
    fig.suptitle("Title")
    yield fig
    plt.close(fig)


@pytest.mark.parametrize("alt", ["", " \n", "...", "The loss falls.", "title"])
def test_an_empty_alternative_or_the_title_again_is_refused(fig, alt):
    with pytest.raises(ValueError, match="say"):
        show(fig, alt)


def test_what_is_no_figure_or_no_text_is_refused(fig):
    with pytest.raises(TypeError, match="fig is a Axes"):
        show(fig.axes[0], "A line.")
    with pytest.raises(TypeError, match="alt is a int"):
        show(fig, 3)


def test_show_publishes_the_picture_and_says_what_it_shows(published, fig):
    for _ in range(2):
        show(fig, 'The loss < 0.1 falls in "all" runs. Run 3 is\n lowest.')
        assert plt.get_fignums() == []
    (picture, metadata), (caption, _) = published[:2]
    assert published[:2] == published[2:]
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


def test_the_numbers_unfold_below_the_words(published, fig):
    columns = {"step": [1, 2], "loss": [0.5, 0.25]}
    show(fig, "The loss falls in two steps.", columns)
    says = "<div><em>Figure:</em> The loss falls in two steps.</div>"
    assert published[1][0]["text/html"] == f"{says}\n{folded(columns)}"


def test_a_single_sentence_is_a_plain_caption(published, fig):
    show(fig, "The loss falls, e.g. from 0.5 to 0.1 & stays there.")
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


def pixels(data: bytes) -> np.ndarray:
    with Image.open(io.BytesIO(data)) as image:
        assert "transparency" not in image.info
        return np.asarray(image.convert("RGB"))


def test_a_png_is_opaque_white_and_leaves_the_figure_as_it_was(fig):
    before = fig.dpi, fig.canvas
    fig.set_facecolor("none")
    fig.axes[0].set_facecolor("none")
    assert (pixels(png(fig))[0, 0] == 255).all()
    assert (fig.dpi, fig.canvas) == before


def test_a_drawing_does_not_depend_on_the_style():
    x = np.ones((1, 3, 1))
    before = png(draw_box(x)[0])
    assert pixels(before).shape[1] == 770
    assert (pixels(before)[0, 0] == 255).all()
    mpl.rcParams["figure.facecolor"] = "none"
    mpl.rcParams["font.size"] = 30
    apply_style()
    assert png(draw_box(x)[0]) == before
    # Also on a dark page the style can be read.
    assert mpl.rcParams["savefig.facecolor"] == "white"
    assert not mpl.rcParams["savefig.transparent"]
    assert mpl.rcParams["font.family"] == ["DejaVu Sans"]


def test_what_one_plays_with_has_the_colours_of_the_palette():
    scripts = "".join(map(script, ("lstm_cell", "stack_explorer")))
    colours = re.findall(r"--(\w+): (#[0-9a-f]{6});", scripts)
    assert dict(colours).keys() == {"blue", "vermillion", "green", "orange"}
    for name, colour in colours:
        assert colour == palette.PALETTE[name].lower()
    named = dict(re.findall(r"--([ch]): var\(--(\w+)\);", scripts))
    assert {k: palette.PALETTE[v] for k, v in named.items()} == palette.STATES
    assert len(re.findall(r"#[0-9a-f]{3}", scripts)) == len(colours)


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
        *[(0.1, "0.1"), (np.float32(0.3), "0.3"), (-0.5, "-0.5"), (0.0, "0")],
        *[(-0.0, "0"), (2.0, "2"), (np.int64(20), "20"), (123.4, "123")],
        *[
            (np.uint8(255), "255"),
            (np.int32(-2500), "-2500"),
            (12.345, "12.3"),
        ],
        *[(123456, "123456"), (-99.96, "-100"), (1234567.0, "1e+06")],
        *[(0.00012, "1e-04"), (float("nan"), "nan")],
    ],
)
def test_numbers_are_written_short(value, text):
    assert wording.number(value) == text.replace("-", wording.MINUS)


def test_outputs_keep_the_three_decimals_that_lessons_print():
    assert wording.number(0.03, trim=False) == "0.030"


def test_the_readme_picture_is_up_to_date_and_a_stale_one_is_noticed(
    tmp_path, monkeypatch
):
    assert draw_readme.problem(draw_readme.PICTURE) is None
    assert draw_readme.main(["--check"]) == 0
    other = tmp_path / "other.png"
    assert "missing" in draw_readme.problem(other)
    other.write_text("no picture")
    assert "not a readable" in draw_readme.problem(other)
    rows = draw_readme.stack_rows()
    other.write_bytes(png(draw_stack(rows[1:])[0]))
    assert "another size" in draw_readme.problem(other)
    rows[1] = replace(rows[1], name="lstm_9")
    other.write_bytes(png(draw_stack(rows)[0]))
    monkeypatch.setattr(draw_readme, "_SAME_SHARE", 0)
    assert "differs" in draw_readme.problem(other)
