"""The check of a function for one step: a tick, or the hint for the slip."""

import inspect
from collections.abc import Callable

import keras
import numpy as np
import pytest

from helpers import checks, reference
from helpers.checks.engine import NO_SLIP
from helpers.checks.step import step_question
from tests.trials import ODD, unwrapped


def sigmoid(z):
    return 0.5 + 0.5 * np.tanh(0.5 * z)


def step(x, h, c, kernel, recurrent_kernel, bias):
    sums = x @ kernel + h @ recurrent_kernel + bias
    i, f, candidate, o = np.split(sums, 4, axis=1)
    c = sigmoid(f) * c + sigmoid(i) * np.tanh(candidate)
    return sigmoid(o) * np.tanh(c), c


def changed(*swaps: tuple[str, str], source=None) -> Callable:
    """Return the step with pieces of its source replaced."""
    source = source or inspect.getsource(step)
    for old, new in swaps:
        assert old in source, old
        source = source.replace(old, new)
    names = {"np": np, "sigmoid": sigmoid, "keras": keras}
    exec(source, names)
    return names["step"]


def by_units(x, h, c, kernel, recurrent_kernel, bias):
    """Write every number by itself, as a beginner may."""
    units = len(recurrent_kernel)
    new_h, new_c = np.zeros_like(h), np.zeros_like(c)
    for n in range(len(x)):
        for u in range(units):
            z = [
                float(x[n] @ kernel[:, k] + h[n] @ recurrent_kernel[:, k])
                + float(bias[k])
                for k in range(u, 4 * units, units)
            ]
            new_c[n, u] = sigmoid(z[1]) * c[n, u] + sigmoid(z[0]) * np.tanh(
                z[2]
            )
            new_h[n, u] = sigmoid(z[3]) * np.tanh(new_c[n, u])
    return new_h, new_c


def chatty(*arguments):
    print("three numbers: 1, 2, 3")
    return list(step(*arguments))


def naive(x, h, c, kernel, recurrent_kernel, bias):
    def share(z):
        return 1 / (1 + np.exp(-z))

    sums = x @ kernel + h @ recurrent_kernel + bias
    i, f, candidate, o = np.split(sums, 4, axis=1)
    c = share(f) * c + share(i) * np.tanh(candidate)
    return share(o) * np.tanh(c), c


def in_keras(x, h, c, kernel, recurrent_kernel, bias):
    ops = keras.ops
    sums = ops.matmul(x, kernel) + ops.matmul(h, recurrent_kernel) + bias
    i, f, candidate, o = ops.split(sums, 4, axis=1)
    c = ops.sigmoid(f) * c + ops.sigmoid(i) * ops.tanh(candidate)
    return ops.sigmoid(o) * ops.tanh(c), c


RIGHT = [step, reference.lstm_step, by_units, chatty, naive, in_keras]
ORDER = "i, f, candidate, o = np.split"
TO_C = "sigmoid(f) * c + sigmoid(i) * np.tanh(candidate)"
TO_H = "sigmoid(o) * np.tanh(c)"
WRONG = {
    "The parts of the sums have changed places": (
        (ORDER, "f, i, candidate, o = np.split"),
    ),
    "have changed places: in which order": (
        (ORDER, "i, f, o, candidate = np.split"),
    ),
    "The bias is missing": ((" + bias\n", "\n"),),
    "The old h is missing": ((" + h @ recurrent_kernel", ""),),
    "The input x is missing": (("x @ kernel + ", ""),),
    "The sums read c": (("h @ rec", "c @ rec"),),
    "You subtracted the bias": (("+ bias", "- bias"),),
    "Sigmoid and tanh have changed places": (
        (TO_C, "np.tanh(f) * c + np.tanh(i) * sigmoid(candidate)"),
        (TO_H, "np.tanh(o) * np.tanh(c)"),
    ),
    "The candidate went through sigmoid": (
        ("np.tanh(candidate)", "sigmoid(candidate)"),
    ),
    "The gates went through tanh": (("sigmoid(", "np.tanh("),),
    "The candidate is still a bare sum": (
        ("np.tanh(candidate)", "candidate"),
    ),
    "The gates are still bare sums": (("sigmoid(", "("),),
    "No sum was squashed": (
        ("sigmoid(", "("),
        ("np.tanh(candidate)", "candidate"),
    ),
    "Your sigmoid runs the wrong way": (("sigmoid(", "sigmoid(-"),),
    "h and c have changed places": ((TO_H + ", c", "c, " + TO_H),),
    "You hand back the old c": (
        (f"c = {TO_C}", f"new = {TO_C}"),
        (TO_H, "sigmoid(o) * np.tanh(new)"),
    ),
    "You hand back h twice": ((f"{TO_H}, c", f"{TO_H}, {TO_H}"),),
    "passes a tanh first": ((TO_H, "sigmoid(o) * c"),),
    "One gate has no work": ((TO_H, "np.tanh(c)"),),
    "h was made from the old one": (
        (f"c = {TO_C}", f"new = {TO_C}"),
        (f"{TO_H}, c", f"{TO_H}, new"),
    ),
    "goes through the other curve": ((TO_H, "sigmoid(o) * sigmoid(c)"),),
    "shows nothing of it": ((TO_H, "sigmoid(o)"),),
    "In spite of its name": (("sigmoid(f)", "(1 - sigmoid(f))"),),
    "The old c passed whole": (("sigmoid(f) * c", "c"),),
    "The candidate came in whole": (
        ("sigmoid(i) * np.tanh(candidate)", "np.tanh(candidate)"),
    ),
    "Nothing new entered": ((TO_C, "sigmoid(f) * c"),),
    "Nothing of the old c": ((TO_C, "sigmoid(i) * np.tanh(candidate)"),),
    "You subtracted: what enters": (("c + sigmoid(i)", "c - sigmoid(i)"),),
    "You squashed c itself": ((f"c = {TO_C}", f"c = np.tanh({TO_C})"),),
    "the new h is not": ((TO_H, "sigmoid(o) * np.tanh(2 * c)"),),
    NO_SLIP: (("sigmoid(f) * c", "sigmoid(f) * c ** 2"),),
    "print each gate, and compare with the step of the lesson. (Call your": (
        ("sigmoid(f) * c", "sigmoid(f) * c ** 3"),
    ),
    "h has not the shape of the old one": ((TO_H, f"({TO_H})[:1]"),),
    "h is not finite": ((TO_H, "c * np.nan"),),
    "For one size it is right": (("4, axis=1", "[5, 10, 15], axis=1"),),
    "name 'sigmod' is not defined": (("sigmoid(o)", "sigmod(o)"),),
    "stops with a ValueError": (("x @ kernel", "kernel @ x"),),
    "line by line. (Call your function yourself": (
        ("h @ recurrent_kernel", "recurrent_kernel @ h"),
    ),
    "stops with a TypeError": (("+ bias", "+ None"),),
    "stops with a SystemExit": (("sums =", "raise SystemExit; sums ="),),
    "hands nothing back": (("return", "_ ="),),
    "must hand back two arrays": ((f"{TO_H}, c", TO_H),),
    "something else than numbers": ((f"{TO_H}, c", "'h', 'c'"),),
    "changes the array c that it was given": (
        (f"c = {TO_C}", f"c[:] = {TO_C}"),
    ),
    "takes other arguments": (("x, h, c, kernel,", "x, h, kernel,"),),
}


@pytest.mark.parametrize("answer", RIGHT, ids=lambda f: f.__name__)
def test_every_right_function_gets_a_tick(answer, capsys):
    checks.lstm_step(answer, exercise=1)
    assert capsys.readouterr().out == "✓ Exercise 1 is solved.\n"


@pytest.mark.parametrize(("says", "swaps"), WRONG.items())
def test_every_slip_has_its_hint(says, swaps, capsys):
    checks.lstm_step(changed(*swaps), exercise=1)
    line = unwrapped(capsys.readouterr().out)
    assert line.startswith("✗ Exercise 1: "), line
    assert says in line
    assert len(line) < 300
    assert not any(c.isdigit() for c in line[len("✗ Exercise 1") :]), line


def test_a_function_of_dots_is_open(capsys):
    def stub(x, h, c, kernel, recurrent_kernel, bias):
        new_c = ...
        new_h = ...
        return new_h, new_c

    def begun(x, h, c, kernel, recurrent_kernel, bias):
        return ..., step(x, h, c, kernel, recurrent_kernel, bias)[1]

    for answer in (stub, begun, ...):
        checks.lstm_step(answer, exercise=1)
        assert capsys.readouterr().out.startswith("○ Exercise 1 is open")


def test_odd_answers(capsys):
    for kind, answer in ODD.items():
        checks.lstm_step(answer, exercise=1)
        line = unwrapped(capsys.readouterr().out)
        assert line.startswith("✗ Exercise 1: "), kind
        assert len(line) < 300, kind


def test_every_slip_differs_from_the_right_step_and_most_from_each_other():
    rng = np.random.default_rng(0)
    sizes = [(4, 3), (4, 5), (4, 5), (3, 20), (5, 20), (20,)]
    arguments = [rng.normal(0, 0.8, size) for size in sizes]
    right = step(*arguments)
    found = step_question(*arguments).slips
    for (h, c), hint in found:
        near = [
            np.allclose(one, other, rtol=0, atol=1e-4)
            for one, other in zip((h, c), right, strict=True)
        ]
        assert not all(near), hint
    assert len({hint for _, hint in found}) == 28


def test_the_check_uses_up_no_random_numbers_of_the_lesson():
    draws = []
    for with_check in (False, True):
        keras.utils.set_random_seed(3)
        if with_check:
            checks.lstm_step(step, exercise=1)
        draws.append(np.asarray(keras.random.normal((3,))))
        draws[-1] = np.append(draws[-1], np.random.normal())
    np.testing.assert_array_equal(*draws)
