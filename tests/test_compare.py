"""What passes as the same output, and what does not."""

import base64
import io
from copy import deepcopy

import pytest
from nbformat.v4 import new_output
from PIL import Image, ImageDraw

from tools.compare import differences, same_text
from tools.pictures import picture_difference, picture_triples


@pytest.mark.parametrize(
    ("expected", "got", "agree"),
    [
        ("loss 0.1234", "loss 0.1235", True),
        ("loss 0.1234", "loss 0.1233", True),
        ("It is 0.123.", "It is 0.124.", True),
        ("[-0.001]", "[0.000]", True),
        ("1.00e-04", "9.99e-05", True),
        ("1.5e-7", "1.6e-7", True),
        ("[0.12 0.3]", "[0.121 0.3]", True),  # NumPy drops the 0 of 0.120
        ("(1, 0.50%)", "(1, 0.51%)", True),
        ("loss 0.1234", "loss 0.1236", False),
        ("loss 0.1234", "loss 0.123", False),
        ("0.1234 0.5", "0.1234", False),
        ("3", "4", False),
        ("It has 3.", "It has 4.", False),
        ("(1, 3, 1)", "(1, 4, 1)", False),
        ("1,204 parameters", "1,205 parameters", False),
        ("keras 3.15.1", "keras 3.15.2", False),
        ("loss 0.1", "Loss 0.1", False),
        ("0.5", "nan", False),
        ("True", "False", False),
    ],
)
def test_only_the_last_place_may_differ_by_one_unit(
    expected: str, got: str, agree: bool
) -> None:
    assert same_text(expected, got) == agree
    assert not same_text(expected, got, exact=True)


def _plot(height: int = 60, digit: str = "8", level: int = 0) -> bytes:
    """Draw a line and a number; `level` is the grey of the line."""
    picture = Image.new("RGB", (200, 120), "white")
    draw = ImageDraw.Draw(picture)
    draw.line((10, 60, 190, height), fill=(level,) * 3, width=2)
    draw.text((20, 20), f"0.12{digit}", fill="black")
    return _png(picture)


def _png(picture: Image.Image) -> bytes:
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


def test_figures_that_look_the_same_agree() -> None:
    assert picture_difference(_plot(), _plot()) is None
    assert picture_difference(_plot(), _plot(level=8)) is None
    assert "differ" in picture_difference(_plot(), _plot(level=8), exact=True)


@pytest.mark.parametrize(
    ("other", "says"),
    [
        (_plot(height=63), "differ clearly, 6 may (by more than 32 of 255"),
        (_plot(digit="6"), "differ clearly"),
        (_plot(digit="9"), "differ clearly"),
        (_plot(level=24), "differ slightly, 240 may (by more than 8 of 255"),
        (b"no picture", "no PNG file"),
        (_png(Image.new("RGB", (200, 121))), "120 pixels, got 200 x 121 pix"),
    ],
)
def test_figures_that_differ_are_told_apart(other: bytes, says: str) -> None:
    assert says in picture_difference(_plot(), other)


def _shown(*pictures: bytes) -> list:
    texts = [base64.b64encode(picture).decode() for picture in pictures]
    return [new_output("display_data", {"image/png": t}) for t in texts]


def test_pictures_that_differ_are_handed_out() -> None:
    saved = _shown(_plot(), _plot(), b"no picture")
    now = _shown(_plot(level=8), _plot(height=63), _plot())
    one, two = picture_triples(saved, now)
    assert [one["saved"], one["now"]] == [_plot(), _plot(height=63)]
    apart = Image.open(io.BytesIO(one["difference"]))
    darkest, lightest = apart.getextrema()
    assert darkest < 100 and lightest == 255
    assert two == {"saved": b"no picture", "now": _plot()}


@pytest.mark.parametrize(
    ("expected", "got", "exact", "says"),
    [
        ("a 0.5, 0.25", "a 0.6, 0.29", False, "(0.25 and 0.29: a number may"),
        ("a 0.5, 3", "a 0.5, 4", False, "(Only a number with a point or"),
        ("a 0.5", "a 0.6", True, "(compared exactly)"),
    ],
)
def test_limit_for_texts_is_said(expected, got, exact, says) -> None:
    outputs = [[new_output("stream", text=text)] for text in (expected, got)]
    (found,) = differences(*outputs, exact=exact)
    assert found.startswith(
        f"stdout: expected\n{expected}\nstdout: got\n{got}"
    )
    assert says in found


def test_every_part_of_an_output_counts() -> None:
    data = {"text/plain": "0.12", "text/html": "<b>0.12</b>"}
    alt = {"image/png": {"alt": "three lines"}}
    saved = [
        new_output("stream", text="a\n"),
        new_output("display_data", data, metadata=alt),
    ]
    assert differences(saved, deepcopy(saved), exact=True) == []
    changes = {
        "expected 2 outputs": lambda new: new.pop(),
        "expected\na": lambda new: new[0].update(text="b\n"),
        "stdout": lambda new: new[0].update(name="stderr"),
        "<b>0.12</b>": lambda new: new[1].data.update({"text/html": "<b>"}),
        "text/html": lambda new: new[1].data.pop("text/html"),
        "three lines": lambda new: new[1].metadata["image/png"].update(alt=""),
        "expected an output of stdout": lambda new: new.reverse(),
    }
    for says, change in changes.items():
        new = deepcopy(saved)
        change(new)
        assert says in "\n".join(differences(saved, new, exact=False))


def _page(number: str = "0.5", script: str = "a = 1.0\nb = 2.0") -> list:
    svg = base64.b64encode(f'<svg width="{number}"/>'.encode()).decode()
    html = (
        f'<img src="data:image/svg+xml;base64,{svg}"><script>{script}</script>'
    )
    return [new_output("display_data", {"text/html": html})]


def test_numbers_in_a_drawing_are_compared_as_numbers() -> None:
    assert differences(_page(), _page("0.6"), exact=False) == []
    assert differences(_page(), _page("0.6"), exact=True)
    (found,) = differences(_page(), _page("0.7"), exact=False)
    assert 'width="0.5"' in found
    assert 'width="0.7"' in found


@pytest.mark.parametrize(
    ("script", "says"),
    [
        ("a = 1.0\nb = 2.1", "b = 2.0</script>\ngot\nb = 2.1</script>"),
        ("a = 1.0", "a = 1.0\ngot\n<script>a = 1.0</script>"),
        ("a = 1.0\nb = 2.0\n", "b = 2.0</script>\ngot\nb = 2.0"),
    ],
)
def test_scripts_are_compared_without_tolerance(script, says) -> None:
    (found,) = differences(_page(), _page(script=script), exact=False)
    assert found.startswith("text/html: expected another script, with\n")
    assert says in found
