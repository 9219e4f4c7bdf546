"""What the usual slips make of one LSTM step, each with its hint."""

from collections.abc import Callable
from itertools import permutations

import numpy as np

Pair = tuple[np.ndarray, np.ndarray]

_ORDER = (
    "The parts of the sums have changed places: in which order do the four "
    "blocks stand, from left to right?"
)


def slips(x, h, c, kernel, recurrent_kernel, bias) -> list[tuple[Pair, str]]:
    """Return pairs of what a slip gives, `(h, c)`, and its hint."""
    own, heard = x @ kernel, h @ recurrent_kernel
    sums = own + heard + bias
    return [
        *_slips_of_sums(own, heard, bias, c, c @ recurrent_kernel),
        *_slips_of_curves(sums, c),
        *_slips_of_states(sums, c),
        # Last, as some of them are also what another slip gives.
        *_slips_of_order(sums, c),
    ]


def _slips_of_sums(own, heard, bias, c, heard_c):
    return [
        (_states(own + heard, c), "The bias is missing in the sums."),
        (
            _states(own + bias, c),
            "The old h is missing: each sum also hears what the units said at "
            "the step before, through the recurrent kernel.",
        ),
        (
            _states(heard + bias, c),
            "The input x is missing in the sums: it enters through the "
            "kernel.",
        ),
        (
            _states(own + heard_c + bias, c),
            "The sums read c in place of the old h: c only runs along the "
            "top.",
        ),
        (
            _states(own + heard - bias, c),
            "You subtracted the bias: it is added.",
        ),
    ]


def _slips_of_curves(sums, c):
    def other(gate: Callable, new: Callable, hint: str):
        return _states(sums, c, gate, new), hint

    def same(z):
        return z

    return [
        other(
            np.tanh,
            _sigmoid,
            "Sigmoid and tanh have changed places: which of them gives a "
            "share?",
        ),
        other(
            _sigmoid,
            _sigmoid,
            "The candidate went through sigmoid: it may be negative, so it "
            "needs the other curve.",
        ),
        other(
            np.tanh,
            np.tanh,
            "The gates went through tanh: a share is never negative, so they "
            "need the other curve.",
        ),
        other(_sigmoid, same, "The candidate is still a bare sum: squash it."),
        other(
            same,
            np.tanh,
            "The gates are still bare sums: make shares of them.",
        ),
        other(same, same, "No sum was squashed, neither gate nor candidate."),
        other(
            lambda z: _sigmoid(-z),
            np.tanh,
            "Your sigmoid runs the wrong way: a large sum must open the gate. "
            "Look at the minus in it.",
        ),
    ]


def _slips_of_states(sums, c):
    i, f, candidate, o = np.split(sums, 4, axis=1)
    i, f, o = map(_sigmoid, (i, f, o))
    candidate = np.tanh(candidate)
    new_c = f * c + i * candidate
    new_h = o * np.tanh(new_c)

    def of_c(wrong_c, hint: str):
        return (o * np.tanh(wrong_c), wrong_c), hint

    return [
        ((new_c, new_h), "h and c have changed places in the `return`."),
        ((new_h, c), "You hand back the old c: the new one is asked for."),
        ((new_h, new_h), "You hand back h twice: c comes second."),
        (
            (o * new_c, new_c),
            "The new c is right. On its way to h it passes a tanh first.",
        ),
        (
            (np.tanh(new_c), new_c),
            "The new c is right. How much of it is shown as h? One gate has "
            "no work yet.",
        ),
        (
            (o * np.tanh(c), new_c),
            "The new c is right, but h was made from the old one.",
        ),
        (
            (o * _sigmoid(new_c), new_c),
            "The new c is right. On its way to h it goes through the other "
            "curve.",
        ),
        ((o, new_c), "The new c is right. The new h shows nothing of it yet."),
        of_c(
            (1 - f) * c + i * candidate,
            "In spite of its name, the forget gate says how much is kept.",
        ),
        of_c(
            c + i * candidate, "The old c passed whole: which gate rules it?"
        ),
        of_c(
            f * c + candidate,
            "The candidate came in whole: which gate rules it?",
        ),
        of_c(f * c, "Nothing new entered c: where is the candidate?"),
        of_c(i * candidate, "Nothing of the old c was kept."),
        of_c(
            f * c - i * candidate,
            "You subtracted: what enters is added to what is kept.",
        ),
        of_c(
            np.tanh(new_c),
            "You squashed c itself: tanh stands only on the way to h.",
        ),
    ]


def _slips_of_order(sums, c):
    blocks = np.split(sums, 4, axis=1)
    return [
        (_states(np.concatenate(order, axis=1), c), _ORDER)
        for order in permutations(blocks)
        if any(a is not b for a, b in zip(order, blocks, strict=True))
    ]


def _states(sums, c, gate=None, new=np.tanh) -> Pair:
    gate = gate or _sigmoid
    i, f, candidate, o = np.split(sums, 4, axis=1)
    c = gate(f) * c + gate(i) * new(candidate)
    return gate(o) * np.tanh(c), c


def _sigmoid(z: np.ndarray) -> np.ndarray:
    return 0.5 + 0.5 * np.tanh(0.5 * z)
