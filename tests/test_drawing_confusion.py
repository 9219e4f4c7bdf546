"""A confusion table says in words what it shows, and refuses misfits."""

import numpy as np
import pytest

from helpers.figures import draw_confusion

TABLE = [[8, 2, 0], [1, 900, 99], [0, 0, 0]]


def test_the_table_is_told_in_words() -> None:
    fig, alt = draw_confusion(TABLE, [1, 2, 3], "syllables")
    assert "89.9% of 1,010 answers are on the diagonal" in alt
    assert "1: 80 %, 2: 90 %." in alt  # nothing of 3, which has no case
    assert "mistake is 3 in place of 2, 99 times" in alt
    ax = fig.axes[0]
    written = {t.get_position(): t.get_text() for t in ax.texts}
    assert written == {
        (0, 0): "80",
        (1, 0): "20",
        (0, 1): "<1",
        (1, 1): "90",
        (2, 1): "10",
    }
    rows = [label.get_text() for label in ax.get_yticklabels()]
    assert rows == ["1  (10)", "2  (1,000)", "3  (0)"]


def test_a_table_without_a_mistake() -> None:
    _, alt = draw_confusion(np.eye(2, dtype=int), "ab", "letters")
    assert "100.0%" in alt
    assert "mistake" not in alt


@pytest.mark.parametrize(
    ("table", "names", "message"),
    [
        (np.ones((2, 3)), "ab", r"shape \(2, 3\), and there are 2 names"),
        (np.ones((2, 2)), "abc", "there are 3 names"),
        (np.ones((1, 1)), "a", "square table of 2 to 12"),
        (np.ones((13, 13)), range(13), "square table of 2 to 12"),
        (np.zeros((2, 2)), "ab", "counts nothing"),
        (-np.eye(2), "ab", "below zero"),
    ],
)
def test_a_table_that_cannot_be_is_refused(table, names, message) -> None:
    with pytest.raises(ValueError, match=message):
        draw_confusion(table, names, "letters")
