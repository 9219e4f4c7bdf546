"""The stack explorer: what it says of a stack, Keras says too.

What a reader sees and moves is in test_stack_explorer_in_browser.py.
"""

import contextlib
import functools
import html
import io
import itertools
import json
import re

import keras
import numpy as np
import pytest
from nbformat.v4 import new_output

from helpers import interactive, shapes
from helpers.figures import draw_stack
from helpers.models import stacked_lstm_model
from helpers.stack_explorer import MOST, stack_explorer
from tests.contracts import breaches
from tests.good_lesson import good_lesson
from tests.playing import as_in_a_notebook, in_node, needs_node
from tests.toys import cell
from tools.notebooks import seal

START = {"samples": 1, "timeSteps": 3, "features": 1, "units": 24}
START |= {"returns": [True, True, True, False], "perStep": False}


def all_settings() -> list[dict]:
    """Return every way to switch up to five layers, and some of six.

    Each has sizes of its own, two numbers of samples, and both heads.
    """
    rng = np.random.default_rng(3)
    most = [4, MOST["features"], MOST["units"]]
    drawn = [[MOST["time_steps"], *most[1:], [True, False]]]
    for depth in range(1, MOST["depth"] + 1):
        ways = list(itertools.product((True, False), repeat=depth))
        if depth > 5:  # Keras needs longer for each
            ways = [*ways[:2], *ways[2::4]]
        for returns in ways:
            sizes = [int(rng.integers(1, size + 1)) for size in most]
            drawn.append([*sizes, returns])
    return [
        dict(zip(START, [samples, *sizes, [*returns], wish], strict=True))
        for *sizes, returns in drawn
        for samples in (1, MOST["samples"])
        for wish in (False, True)
    ]


@functools.cache
def built(code: str) -> tuple[dict, str | None]:
    """Run the code that builds a stack; return its names, and the message."""
    names = {}
    try:
        exec(code, names)
    except ValueError as error:
        return names, str(error)
    return names, None


@functools.cache  # what is wanted of the head is not in the code
def by_keras(lines: tuple[str], shape: tuple) -> tuple[list, str | None, str]:
    """Run the code: a row for each layer, the message, and what it prints."""
    blank = len(lines) - lines[::-1].index("")  # below it, data go through
    names, message = built("\n".join(lines[:blank]))
    said = io.StringIO()
    if not message:
        with contextlib.redirect_stdout(said):
            exec("\n".join(lines[blank:]), names)
    assert isinstance(names["model"], keras.Sequential)
    rows = []
    for layer in names["model"].layers:
        if f"'{layer.name}'" in (message or ""):
            break  # it was taken into the list before it complained
        below, shape = shape, layer.compute_output_shape(shape)
        count = layer.count_params()
        rows.append([layer.name, list(below), list(shape), count])
    return rows, message, said.getvalue()


@needs_node
def test_keras_says_the_same_of_every_stack():
    settings = all_settings()
    assert len(settings) >= 300
    calls = [[name, s] for name in ("trace", "code") for s in settings]
    found = in_node("stack_explorer", calls)
    outcomes = set()
    for s, trace, lines in zip(
        settings, found, found[len(settings) :], strict=False
    ):
        shape = s["samples"], s["timeSteps"], s["features"]
        rows, message, said = by_keras(tuple(lines), shape)
        told = [
            [row[k] for k in ("name", "input", "output", "parameters")]
            for row in trace["rows"]
        ]
        assert told == rows
        assert trace["parameters"] == sum(row[-1] for row in rows)
        assert trace["message"] == message
        for row in trace["rows"]:
            rule = row["rule"].replace("\N{MULTIPLICATION SIGN}", "*")
            assert eval(rule) == row["parameters"]
        # Which layer to change: with the advice Keras and the reader agree.
        depth = len(s["returns"])
        if message:
            layer = int(re.search(r"layer_(\d)", message)[1])
            assert trace["complains"] == f"layer_{layer}"
            assert trace["change"] == f"layer_{layer - 1}"
            assert not s["returns"][layer - 2]
            outcomes.add("Keras stops")
            continue
        assert trace["complains"] is None
        shape = tuple(trace["output"])
        assert said == f"{shape}\n"
        asked = s["samples"], s["timeSteps"], 1
        asked = asked if s["perStep"] else asked[::2]
        assert trace["wanted"] == list(asked)
        fits = shape == asked
        assert trace["change"] == (None if fits else f"layer_{depth}")
        outcomes.add("it fits" if fits else "Keras says nothing")
    assert outcomes == {"Keras stops", "it fits", "Keras says nothing"}


@needs_node
def test_who_follows_the_advice_gets_what_they_want():
    wrong = all_settings()
    for _ in range(MOST["depth"] + 1):
        traces = in_node("stack_explorer", [["trace", s] for s in wrong])
        calls = [
            ["verdict", trace, s["returns"]]
            for trace, s in zip(traces, wrong, strict=True)
        ]
        still = []
        for (_, trace, _), s, (what, advice) in zip(
            calls, wrong, in_node("stack_explorer", calls), strict=True
        ):
            if not trace["change"]:
                assert what.startswith("It fits") and not advice
                continue
            layer, to = re.fullmatch(
                r"Change layer_(\d) to return_sequences=(True|False)\.",
                advice,
            ).groups()
            s["returns"][int(layer) - 1] = to == "True"
            still.append(s)
        wrong = still
    assert wrong == []


@needs_node
def test_another_depth_leaves_a_right_stack_right():
    calls = []
    for depth, other in itertools.product(range(1, 7), repeat=2):
        for last in (True, False):
            returns = [True] * (depth - 1) + [last]
            calls.append(["resized", returns, other])
    for (_, returns, depth), other in zip(
        calls, in_node("stack_explorer", calls), strict=True
    ):
        assert other == [True] * (depth - 1) + [returns[-1]]
    # A forgotten switch in the middle stays forgotten.
    (kept,) = in_node("stack_explorer", [["resized", [True, False, True], 5]])
    assert kept == [True, False, True, True, True]


@needs_node
def test_the_sliders_go_as_far_as_the_call():
    script = interactive.script("stack_explorer")
    rows = re.findall(r'\["(\w+)", "[\w ]+", "[\w ]+", 1, (\d+), 1\]', script)
    assert [int(most) for _, most in rows] == list(MOST.values())
    assert [name for name, _ in rows] == [*list(START)[:4], "depth"]


@pytest.fixture
def shown(monkeypatch):
    """Run as in a notebook; gives the data that were shown."""
    return as_in_a_notebook(monkeypatch)


@pytest.mark.parametrize("per_step", [False, True])
def test_the_still_picture_is_that_of_the_stack_of_keras(capsys, per_step):
    sizes = {"time_steps": 5, "features": 2, "units": 3, "depth": 2}
    stack_explorer(samples=4, per_step=per_step, **sizes)
    model = stacked_lstm_model(**sizes, per_step=per_step)
    _, alt = draw_stack(shapes.trace(model, np.zeros((4, 5, 2))))
    assert capsys.readouterr().out == f"Figure: {alt}\n"


def test_one_piece_of_html_holds_everything(shown):
    stack_explorer()
    stack_explorer()
    one, other = shown
    assert one == other
    page = one["text/html"]
    assert len(page.encode()) <= 60_000
    settings = re.search(r'data-settings="([^"]*)"', page).group(1)
    assert json.loads(html.unescape(settings)) == START
    assert page.count('alt="A stack from the bottom up: (1, 3, 1) goes') == 1
    script = interactive.script("stack_explorer")
    assert page.endswith(f'<script type="module">\n{script}</script>')
    # Nothing may end it early, lead out of the page, or be refused by a page
    # that allows no code and no style but what comes with it.
    for word in ("</script", "<!--", "http", "fetch(", "eval(", "import {"):
        assert word not in script
    assert not re.search(r"<style|\bstyle=|\bon\w+=|new Function", script)


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"depth": 7}, "depth is 7; give a whole number from 1 to 6."),
        ({"units": 0}, "units is 0; give a whole number from 1 to 64."),
        ({"samples": 2.0}, "samples is 2.0; "),
        ({"features": True}, "features is True; "),
        ({"time_steps": "3"}, "time_steps is '3'; give a whole number from"),
    ],
)
def test_a_wrong_size_is_named(settings, says):
    with pytest.raises(ValueError) as error:
        stack_explorer(**settings)
    assert says in str(error.value)


def test_a_lesson_with_the_explorer_keeps_every_promise(shown):
    stack_explorer()
    toy = good_lesson()
    cell(toy.nb, "figure").outputs = [new_output("display_data", shown[0])]
    seal(toy.nb)
    assert breaches(toy) == {}
