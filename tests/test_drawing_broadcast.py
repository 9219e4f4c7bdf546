"""The picture of a stretched target: its numbers, copies and refusals."""

import matplotlib as mpl
import numpy as np
import pytest

from helpers.figures import draw_broadcast, png
from helpers.figures.showing import first_sentence
from tests.test_figures import refused, text_problems


def arrays(samples: int, steps: int) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(3)
    answers = random.normal(size=(samples, steps, 1)) * 20
    return answers, random.normal(size=(samples, 1)) * 20


def words(fig) -> list[str]:
    return [text.get_text() for text in fig.findobj(mpl.text.Text)]


@pytest.mark.parametrize(
    ("samples", "steps"),
    [(1, 1), (2, 1), (1, 2), (3, 4), (400, 4), (4, 5), (12345, 1000)],
)
def test_it_can_be_read(samples, steps):
    answers, targets = arrays(samples, steps)
    fig, alt = draw_broadcast(answers, targets)
    assert text_problems(fig) == []
    assert {f"answers\n{answers.shape}", f"targets\n{targets.shape}"} <= {
        *words(fig)
    }
    left_out = max(samples - 3, 0)
    note = f"… and {left_out:,} more sample{'s' * (left_out > 1)}"
    assert [w for w in words(fig) if "more" in w] == [note] * (left_out > 0)
    compared = f"all {steps:,} answers" if steps > 1 else "the only answer"
    assert first_sentence(alt)[0] == (
        f"Answers of shape {answers.shape} minus targets of shape "
        f"{targets.shape}: each target is compared with {compared} for its "
        "sample."
    )


def test_each_target_stands_once_and_its_copies_are_pale():
    answers = np.array([[[1], [2], [3]], [[4], [5], [6]]])
    fig, alt = draw_broadcast(answers, np.array([[7.25], [8]]))
    texts = words(fig)
    assert [texts.count(f"{n}.00") for n in (1, 2, 3, 4, 5, 6)] == [1] * 6
    assert texts.count("7.25") == texts.count("8.00") == 3
    boxes = fig.findobj(mpl.patches.Polygon)
    assert sum(box.get_linestyle() == ":" for box in boxes) == 2 * 2
    assert alt.endswith(
        "The first 2 of 2 samples: sample 1 answers 1.00, 2.00, 3.00, and "
        "its target is 7.25; sample 2 answers 4.00, 5.00, 6.00, and its "
        "target is 8.00."
    )
    assert any("stretched" in text for text in texts)


def test_one_step_is_not_stretched():
    fig, _ = draw_broadcast(*arrays(3, 1))
    assert not any("stretched" in text for text in words(fig))
    boxes = fig.findobj(mpl.patches.Polygon)
    assert not any(box.get_linestyle() == ":" for box in boxes)


def test_the_same_arrays_give_the_same_bytes():
    first, second = (png(draw_broadcast(*arrays(5, 4))[0]) for _ in range(2))
    assert first == second


def test_arrays_of_wrong_shape_are_refused():
    answers, targets = arrays(3, 4)
    assert "predictions has shape (3, 4)" in refused(
        draw_broadcast, answers[..., 0], targets
    )
    assert "one number at each step" in refused(
        draw_broadcast, np.tile(answers, 2), targets
    )
    for wrong in (targets[:, 0], targets[:2], answers, targets.astype(str)):
        assert f"targets has shape {wrong.shape}" in refused(
            draw_broadcast, answers, wrong
        )
