"""The pictures of words show what is read, said and missed."""

import numpy as np
import pytest
from matplotlib.colors import to_hex

from helpers.figures import draw_by_length, draw_padding, draw_stress
from helpers.figures.palette import PALETTE
from tests.test_diagrams import near, patches, text_problems, words

ROWS = np.array([[2, 1, 4, 0], [0, 0, 1, 2]])


@pytest.mark.parametrize("padding", [0, 1, 9])
def test_padding_is_dotted_and_each_letter_stands_over_its_number(padding):
    rows = np.pad([[2, 1, 4]], ((0, 0), (0, padding)))
    fig, alt = draw_padding(["bad"], rows, rows != 0)
    assert text_problems(fig) == []
    lines = [box.get_linestyle() for box in patches(fig)]
    assert lines == ["-"] * 3 + [":"] * padding
    assert [near(fig, letter, 0, -0.27) for letter in "bad"] == ["2", "1", "4"]
    assert words(fig).count("0") == padding
    skipped = ", ".join(map(str, range(4, 4 + padding))) or "none"
    assert f"with the steps {skipped} skipped" in alt


def test_padding_may_stand_on_the_left_and_the_mask_decides():
    fig, alt = draw_padding(["bad", "ab"], ROWS, np.array([[1] * 4] * 2) == 1)
    assert "bad is 2, 1, 4, 0, with the steps none skipped" in alt
    assert "ab is 0, 0, 1, 2" in alt
    assert {box.get_linestyle() for box in patches(fig)} == {"-"}


def test_the_stress_is_drawn_step_by_step():
    says = np.array([0.9, 0.1, 0.25, 0.5])
    fig, alt = draw_stress(
        {"abba": (["AE", "B", "AH"], says, 0), "bab": (["B", "AE"], says, 1)}
    )
    first, second = fig.axes
    for ax, stressed, blue in ((first, 1, [0, 2]), (second, 2, [1])):
        assert [bar.get_height() for bar in ax.patches[1:]] == says.tolist()
        (mark,) = ax.lines
        assert mark.get_xdata() == [stressed]
        colors = [to_hex(bar.get_facecolor()) for bar in ax.patches[1:]]
        vowel = PALETTE["blue"].lower()
        assert [n for n, c in enumerate(colors) if c == vowel] == blue
    assert "abba: AE 0.90, B 0.10, AH 0.25; stressed is step 1" in alt
    assert "bab: B 0.90, AE 0.10; stressed is step 2" in alt


def test_mistakes_by_length_have_their_share_and_error():
    lengths = np.repeat([3, 5, 8], [40, 100, 29])  # 29 are too few
    missed = np.zeros(169, bool)
    missed[:10] = missed[40:60] = True
    fig, alt = draw_by_length(lengths, {"stack": missed}, "number of letters")
    (ax,) = fig.axes
    (line, _, (bars,)) = ax.containers[0]
    np.testing.assert_allclose(line.get_ydata(), [25, 20])
    ends = np.array([segment[:, 1] for segment in bars.get_segments()])
    reach = 100 * np.sqrt([0.25 * 0.75 / 40, 0.2 * 0.8 / 100])
    np.testing.assert_allclose(np.ptp(ends, axis=1), 2 * reach)
    ticks = [tick.get_text() for tick in ax.get_xticklabels()]
    assert ticks == ["3\n(40)", "5\n(100)"]
    assert "stack 3: 25.0, 5: 20.0." in alt
