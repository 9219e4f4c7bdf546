"""The cell to play with: its arithmetic, its settings, what it leaves behind.

What a reader sees and moves is in test_cell_player_in_browser.py.
"""

import base64
import html
import json
import re
from types import SimpleNamespace
from xml.etree import ElementTree

import numpy as np
import pytest
from nbformat.v4 import new_output

from helpers import interactive
from helpers.cell_player import play, states
from helpers.figures.two_states import draw_two_states
from helpers.reference import lstm_step
from tests.contracts import breaches
from tests.contracts.lesson import printed
from tests.good_lesson import good_lesson
from tests.playing import as_in_a_notebook, in_node, needs_node
from tests.toys import cell
from tools.notebooks import seal

START = {"forget": 0.9, "enter": 0.8, "candidate": 1.0, "shown": 0.7}
START |= {"steps": 20, "newAt": [4, 11]}


@needs_node
def test_a_step_is_that_of_the_reference():
    rng = np.random.default_rng(5)
    steps = []
    # At 300 nearly every gate is exactly 0 or 1.
    for scale in (0.3, 1, 10, 300) * 80:
        f, u = rng.integers(1, 6), rng.integers(1, 7)
        shapes = (1, f), (1, u), (1, u), (f, 4 * u), (u, 4 * u), (4 * u,)
        steps.append([rng.normal(scale=scale, size=s) for s in shapes])
    answers = in_node(
        "lstm_cell",
        [
            ["step", *(a[0].tolist() for a in given[:3])]
            + [a.tolist() for a in given[3:]]
            for given in steps
        ],
    )
    for given, answer in zip(steps, answers, strict=True):
        h, c = lstm_step(*given)
        np.testing.assert_allclose(answer["h"], h[0], rtol=0, atol=1e-12)
        np.testing.assert_allclose(answer["c"], c[0], rtol=0, atol=1e-12)


@needs_node
def test_a_series_is_that_of_the_reference():
    values = np.round(np.random.default_rng(6).uniform(size=(40, 4)), 2)
    ends = [(1, 1, 1, 1), (1, 1, -1, 0), (0, 0, 0, 0)]
    all_settings = [
        START | dict(zip(START, gates, strict=False))
        for gates in [*ends, *values.tolist()]
    ]
    all_settings.append(START | {"steps": 60, "newAt": [1, 2, 59, 60]})
    answers = in_node(
        "lstm_cell", [["series", settings] for settings in all_settings]
    )
    for settings, answer in zip(all_settings, answers, strict=True):
        c, h = states(settings)
        np.testing.assert_allclose(answer["c"], c, rtol=0, atol=1e-12)
        np.testing.assert_allclose(answer["h"], h, rtol=0, atol=1e-12)


@needs_node
def test_a_wrong_shape_is_named():
    good = [[1, 2], [0], [0], [[1] * 4] * 2, [[1] * 4], [1] * 4]
    wrong = [
        (0, [1], "kernel has shape (2, 4); expected an array"),
        (0, 1, "x has shape (); expected an array"),
        (0, [1, "2"], "x has shape (2)"),
        (1, [0, 0], "c has shape (1); expected an array of numbers"),
        (1, None, "h has shape ()"),
        (2, [[0]], "c has shape (1, 1); expected an array of numbers of"),
        (3, [[1] * 4, [1] * 3], "kernel has shape (2, 4)"),
        (3, [1] * 4, "kernel has shape (4)"),
        (4, [[1] * 3], "(1, 3); expected an array of numbers of shape (1, 4)"),
        (5, [1] * 5, "bias has shape (5)"),
        (5, [1, 1, 1, None], "bias has shape (4)"),
    ]
    fine, *answers = in_node(
        "lstm_cell",
        [["step", *good]]
        + [["step", *good[:i], bad, *good[i + 1 :]] for i, bad, _ in wrong],
    )
    assert fine["h"]
    for (_, _, says), answer in zip(wrong, answers, strict=True):
        assert answer.startswith("RangeError: ") and says in answer


@pytest.mark.parametrize(
    "gates",
    [(0.9, 0.8, 1, 0.7), (1, 1, -1, 1), (0, 0.5, 0.3, 0), (0.5, 0, 1, 1)],
)
def test_states_follow_the_two_lines_of_the_lesson(gates):
    all_c, all_h = states(START | dict(zip(START, gates, strict=False)))
    forget, enter, candidate, shown = gates
    c = 0
    for step in range(1, 21):
        c = forget * c + enter * candidate * (step in (4, 11))
        assert all_c[step - 1] == pytest.approx(c, abs=1e-12)
        assert all_h[step - 1] == pytest.approx(shown * np.tanh(c), abs=1e-12)


@pytest.fixture
def shown(monkeypatch):
    """Run as in a notebook; gives the data that were shown."""
    return as_in_a_notebook(monkeypatch)


def test_outside_a_notebook_it_says_what_would_be_seen(capsys):
    play(forget=1, new_at=[2])
    said = capsys.readouterr().out
    assert said.startswith("Figure: Two lines over 20 time steps")
    assert "The forget gate is 1.00" in said
    assert said.endswith("After the last step c is 0.800 and h is 0.465.\n")


def test_one_piece_of_html_holds_everything(shown):
    play()
    play()
    one, other = shown
    assert one == other  # nothing random, nothing counted
    assert one.keys() == {"text/html", "text/plain"}
    page = one["text/html"]
    assert len(page.encode()) <= 20_000
    settings = re.search(r'data-settings="([^"]*)"', page).group(1)
    assert json.loads(html.unescape(settings)) == START
    script = page.split('<script type="module">\n')[1]
    assert script == interactive.script("lstm_cell") + "</script>"
    # Nothing in the module may end it early, or lead out of the page.
    for word in ("</script", "<!--", "http", "import ", "fetch(", "eval("):
        assert word not in interactive.script("lstm_cell")
    assert "http" not in page


def test_the_still_picture_shows_the_numbers_of_the_reference(shown):
    play(candidate=-0.5, steps=30, new_at=[2, 3, 5, 8])
    page = shown[0]["text/html"]
    data = re.search(r'src="data:image/svg\+xml;base64,([^"]*)"', page)
    svg = ElementTree.fromstring(base64.b64decode(data.group(1)))
    lines = svg.findall("{*}polyline")
    settings = START | {"candidate": -0.5, "steps": 30, "newAt": [2, 3, 5, 8]}
    unit = (280 - 44 - 26) / 8  # from -4 to 4
    for line, values in zip(lines, states(settings), strict=True):
        points = [p.split(",") for p in line.get("points").split()]
        x, y = np.array(points, dtype=float).T
        assert (np.diff(x) > 10).all()
        np.testing.assert_allclose(131 - unit * values, y, rtol=0, atol=0.051)
    assert page.count('alt="Two lines over 30') == 1
    assert len(svg.findall("{*}path[@stroke-dasharray='1 4']")) == 4
    words = [text.text for text in svg.findall("{*}text")]
    assert words.count("new") == 3  # at 3 it would run into that at 2
    ends = [word for word in words if word[0] in "ch"]
    assert ends == ["h \u22120.078", "c \u22120.112"]


@pytest.mark.parametrize("c", [-2.0, -0.1, 0.0, 0.1, 1.9, 2.0])
def test_labels_of_the_still_picture_keep_apart(c):
    text = draw_two_states(np.full(20, c), np.full(20, np.tanh(c)), [4, 11])
    texts = ElementTree.fromstring(text).findall("{*}text")
    ends = [float(t.get("y")) for t in texts if t.text[0] in "ch"]
    assert abs(ends[0] - ends[1]) >= 18.8
    assert 10 < min(ends) < max(ends) < 270


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"forget": 1.01}, "forget is 1.01; give a number between 0 and 1 w"),
        ({"forget": -0.1}, "forget is -0.1; "),
        ({"enter": "0.5"}, "enter is '0.5'; give a number between 0 and 1"),
        ({"shown": True}, "shown is True; "),
        ({"shown": float("nan")}, "shown is nan; "),
        ({"shown": None}, "shown is None; "),
        ({"candidate": -1.5}, "candidate is -1.5; give a number between -1"),
        ({"candidate": 0.125}, "with two decimals at most"),
        ({"steps": 4}, "steps is 4; give a whole number from 5 to 60."),
        ({"steps": 20.0}, "steps is 20.0; "),
        ({"new_at": [21]}, "new_at is 21; give a whole number from 1 to 20."),
        ({"new_at": [0]}, "new_at is 0; "),
        ({"new_at": [4, 4]}, "new_at is [4, 4]; give one to 4 different"),
        ({"new_at": ()}, "new_at is (); give one to 4 different steps"),
        ({"new_at": range(1, 6)}, "new_at is range(1, 6); give one to 4"),
        ({"new_at": 4}, "new_at is 4; give one to 4 different steps"),
        ({"new_at": [[4]]}, "new_at is [4]; give a whole number"),
        ({"new_at": "ab"}, "new_at is 'a'; give a whole number"),
    ],
)
def test_a_wrong_setting_is_named(settings, says):
    with pytest.raises(ValueError) as error:
        play(**settings)
    assert says in str(error.value)


def test_numbers_of_numpy_are_numbers(shown):
    play(forget=np.float32(0.5), steps=np.int64(9), new_at=np.array([2]))
    assert "&quot;steps&quot;: 9" in shown[0]["text/html"]


def test_few_steps_have_something_new_too(shown):
    play(steps=10)
    assert "&quot;newAt&quot;: [4]" in shown[0]["text/html"]


def test_a_lesson_with_the_player_keeps_every_promise(shown):
    play()
    toy = good_lesson()
    cell(toy.nb, "figure").outputs = [new_output("display_data", shown[0])]
    seal(toy.nb)
    assert breaches(toy) == {}


def test_code_of_the_player_is_no_evidence_for_the_text(shown):
    play()
    said = printed(SimpleNamespace(outputs=[{"data": shown[0]}]))
    assert "Run this cell to play." in said
    assert "After the last step" in said
    assert "tanh" not in said
