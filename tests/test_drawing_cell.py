"""The picture of one step: its numbers are those of the reference cell."""

import itertools
import re

import matplotlib as mpl
import numpy as np
import pytest

from helpers.figures import draw_cell, png
from helpers.figures.showing import first_sentence
from helpers.reference import lstm_step
from tests.test_figures import refused, text_problems

MINUS = "\N{MINUS SIGN}"


def step(features: int, units: int, scale: float = 1.0) -> list[np.ndarray]:
    """Input, states and weights of one step, as draw_cell takes them."""
    random = np.random.default_rng(11)
    shapes = [(1, features), (1, units), (1, units)]
    shapes += [(features, 4 * units), (units, 4 * units), (4 * units,)]
    return [scale * random.normal(size=shape) for shape in shapes]


def words(fig) -> list[str]:
    return [text.get_text() for text in fig.findobj(mpl.text.Text)]


def near(fig, name: str, x_off: float, y_off: float) -> str:
    """Return the text that stands so many inches from the text `name`."""
    texts = [text for text in fig.findobj(mpl.text.Text) if text.get_text()]
    (word,) = (text for text in texts if text.get_text() == name)
    wanted = np.add(word.get_position(), (x_off, y_off))
    texts.remove(word)

    def distance(text) -> float:
        return np.hypot(*np.subtract(text.get_position(), wanted))

    return min(texts, key=distance).get_text()


def written(value: float) -> str:
    return f"{round(value, 3) + 0:.3f}".replace("-", MINUS)


@pytest.mark.parametrize(
    ("features", "units", "scale"),
    [
        *itertools.product((1, 2, 3), (1, 2, 8), (0.1, 1)),
        (40, 1024, 0.1),
        (3, 8, 100),
        (1, 1, 900),
    ],
)
def test_a_cell_can_be_read_and_ends_where_the_reference_ends(
    features, units, scale
):
    arguments = step(features, units, scale)
    fig, alt = draw_cell(*arguments)
    assert text_problems(fig) == []
    new_h, new_c = lstm_step(*arguments)
    assert near(fig, "new c", 0, -0.34) == written(new_c[0, 0])
    assert near(fig, "new h", 0, -0.34) == written(new_h[0, 0])
    assert near(fig, "old c", 0, -0.34) == written(arguments[2][0, 0])
    caption, rest = first_sentence(alt)
    which = "" if units == 1 else f", unit 1 of {units:,}"
    assert caption == (
        f"One step of the LSTM{which}: c goes from "
        f"{written(arguments[2][0, 0])} to {written(new_c[0, 0])}, and h "
        f"becomes {written(new_h[0, 0])}."
    )
    assert rest.endswith(f"= {written(new_h[0, 0])}.")
    noted = any("unit 1 of" in text for text in words(fig))
    assert noted == (units > 1)


def test_each_number_stands_where_its_word_says():
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


def test_every_number_has_three_decimals():
    fig, alt = draw_cell(*step(5, 2))
    for text in [*words(fig), alt]:
        for number in re.findall(r"\d*\.\d+", text):
            assert re.fullmatch(r"\d+\.\d{3}", number)
    zeros = [np.zeros_like(array) for array in step(1, 1)]
    zeros[0] -= 1e-9
    assert MINUS not in "".join(words(draw_cell(*zeros)[0]))


def test_gates_are_boxes_and_operations_are_discs():
    fig, _ = draw_cell(*step(1, 1))
    boxes = fig.findobj(mpl.patches.Polygon)
    assert sum(box.get_linewidth() > 2 for box in boxes) == 4
    assert len(fig.findobj(mpl.patches.Ellipse)) == 5


def test_the_same_step_gives_the_same_bytes():
    first, second = (png(draw_cell(*step(3, 8))[0]) for _ in range(2))
    assert first == second


def test_a_step_of_wrong_shape_is_refused():
    x, h, c, kernel, recurrent_kernel, bias = step(2, 3)
    weights = kernel, recurrent_kernel, bias
    assert "x has shape (1, 1)" in refused(draw_cell, x[:, 1:], h, c, *weights)
    assert "h has shape (1, 2)" in refused(draw_cell, x, h[:, 1:], c, *weights)
    assert "c has shape (3,)" in refused(draw_cell, x, h, c[0], *weights)
    swapped = bias, kernel, recurrent_kernel
    assert "recurrent_kernel has" in refused(draw_cell, x, h, c, *swapped)
    two = (np.repeat(array, 2, axis=0) for array in (x, h, c))
    assert "one sample" in refused(draw_cell, *two, *weights)
    assert "one feature" in refused(draw_cell, *step(0, 1))
    assert "one unit" in refused(draw_cell, *step(1, 0))
