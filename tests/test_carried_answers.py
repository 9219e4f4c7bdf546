"""Answers that are carried out of a notebook get the verdict that they had."""

import json
import os
from typing import Any

import keras
import numpy as np
import pytest
from nbformat import NotebookNode

from helpers.checks.engine import NOT_RUN
from tools.exercises import (
    Exercise,
    answer_name,
    exercises,
    names_for_answers,
)
from tools.grading.answers import NotCarriedError, called, pack, unpack
from tools.notebooks import find_lesson, read

# Arrays, models, a model with its data, functions.
LESSONS = os.environ.get("CARRIED", "04 05").split()


def through(packed: list) -> list:
    return json.loads(json.dumps(packed))


def carried(answer: object) -> Any:
    """Return an answer as the other process gets it."""
    return unpack(
        through(pack(answer)),
        lambda given: through(called(answer, through(given))),
    )


def verdict(nb: NotebookNode, one: Exercise, names: dict) -> str:
    try:
        exec(nb.cells[one.check].source, names)
    except AssertionError as miss:
        return str(miss).removesuffix(NOT_RUN)
    return "✓"


@pytest.mark.parametrize("lesson", LESSONS)
def test_every_listed_answer_is_judged_as_it_was(lesson, monkeypatch) -> None:
    monkeypatch.setenv("LESSON_CHECKS", "strict")
    nb = read(find_lesson(lesson))
    names = names_for_answers(nb)
    for one in exercises(nb):
        name = answer_name(nb, one)
        for code in (nb.cells[one.stub].source, one.code, *one.wrong_answers):
            own = dict(names)
            exec(code, own)
            there = verdict(nb, one, own)
            here = verdict(nb, one, names | {name: carried(own[name])})
            assert here == there, code


def test_plain_answers_keep_their_kind() -> None:
    for answer, kept in (
        (..., ...),
        ((12, [5.5, None], True), (12, [5.5, None], True)),
        ({"A"}, {"A"}),
        (range(1, 5), range(1, 5)),
        (10**5000, 10**300),
        (keras.ops.ones((2,)), np.ones(2, "float32")),
        (np.float32(160), 160),
        (np.zeros(2**21, bool), np.zeros(2**21, bool)),  # too large to carry
    ):
        assert np.all(carried(answer) == kept)


def test_what_is_no_answer_becomes_something_of_its_kind() -> None:
    for answer, kind in (
        (keras.layers.LSTM, type),
        ((n for n in [1]), type(iter(()))),
        (b"12", bytes),
        ({"a": 1}, dict),
        (keras, type(os)),
        (keras.layers.Dense(1), keras.layers.Dense),
    ):
        assert isinstance(carried(answer), kind)


class Own(keras.layers.Layer):
    """A layer that a learner wrote."""


def test_nothing_of_its_senders_is_run() -> None:
    for packed in (
        pack(Own()),
        pack(keras.layers.Lambda(abs)),
        pack(keras.Sequential([Own()])),
        ["keras", {"class_name": "system", "module": "os", "config": "ls"}],
        ["keras", []],
        ["array", "O", [1], "AAAAAAAAAAA="],
        ["array", "<f8", [-1, 3], "AAAA"],
        ["value"],
        ["__import__", "os"],
        [],
    ):
        with pytest.raises(NotCarriedError):
            unpack(through(packed), lambda given: ["returned", ["dots"]])
