"""The exercise that asks for one LSTM step, written as a function."""

import contextlib
import inspect
import io
import warnings
from collections.abc import Callable
from itertools import permutations

import numpy as np

from helpers import reference
from helpers.checks.engine import NO_SLIP, Question, judge
from helpers.checks.readers import (
    OddAnswer,
    is_open,
    refuse,
    refuse_odd,
)
from helpers.checks.tolerances import pairs_alike

Pair = tuple[np.ndarray, np.ndarray]

ARGUMENTS = ("x", "h", "c", "kernel", "recurrent_kernel", "bias")
# Samples, features, units: all different, so that no axis can be mistaken.
_SIZES = [(4, 3, 5), (1, 2, 1), (2, 6, 3)]

# A hint stands beside its condition or slip, like in a table.
# fmt: off

_CALL_IT = (" (Call your function yourself for this: the check hides what it "
    "prints.)")


def lstm_step(answer: object, *, exercise: int) -> None:
    """Write `(x, h, c, kernel, recurrent_kernel, bias) -> h, c` of one step.

    The function is called with random numbers and compared with the step of
    lesson 05, which is that of Keras. What it prints is swallowed.
    """
    judge(exercise, ... if _is_untouched(answer) else answer, _find_hint)


def step_question(x, h, c, kernel, recurrent_kernel, bias) -> Question:
    """Which new h and c does one step make of these arrays?"""
    own, heard = x @ kernel, h @ recurrent_kernel
    sums = own + heard + bias
    blocks = np.split(sums, 4, axis=1)
    i, f, o = (_sigmoid(blocks[place]) for place in (0, 1, 3))
    candidate = np.tanh(blocks[2])
    c_new = f * c + i * candidate
    h_new = o * np.tanh(c_new)

    def of_sums(sums, gate: Callable | None = None, new=np.tanh) -> Pair:
        gate = gate or _sigmoid
        i, f, candidate, o = np.split(sums, 4, axis=1)
        wrong = gate(f) * c + gate(i) * new(candidate)
        return gate(o) * np.tanh(wrong), wrong

    def of_c(wrong: np.ndarray) -> Pair:
        return o * np.tanh(wrong), wrong

    def bare(z: np.ndarray) -> np.ndarray:
        return z

    places = ("The parts of the sums have changed places: in which order do "
        "the four blocks stand, from left to right?")
    slips = [
        (of_sums(own + heard), "The bias is missing in the sums."),
        (of_sums(own + bias), "The old h is missing: each sum also hears what "
         "the units said at the step before, through the recurrent kernel."),
        (of_sums(heard + bias), "The input x is missing in the sums: it "
         "enters through the kernel."),
        (of_sums(own + c @ recurrent_kernel + bias), "The sums read c in "
         "place of the old h: c only runs along the top."),
        (of_sums(own + heard - bias), "You subtracted the bias: it is added."),
        (of_sums(sums, np.tanh, _sigmoid), "Sigmoid and tanh have changed "
         "places: which of them gives a share?"),
        (of_sums(sums, _sigmoid, _sigmoid), "The candidate went through "
         "sigmoid: it may be negative, so it needs the other curve."),
        (of_sums(sums, np.tanh, np.tanh), "The gates went through tanh: a "
         "share is never negative, so they need the other curve."),
        (of_sums(sums, _sigmoid, bare), "The candidate is still a bare sum: "
         "squash it."),
        (of_sums(sums, bare, np.tanh), "The gates are still bare sums: make "
         "shares of them."),
        (of_sums(sums, bare, bare), "No sum was squashed, neither gate nor "
         "candidate."),
        (of_sums(sums, lambda z: _sigmoid(-z)), "Your sigmoid runs the wrong "
         "way: a large sum must open the gate. Look at the minus in it."),
        ((c_new, h_new), "h and c have changed places in the `return`."),
        ((h_new, c), "You hand back the old c: the new one is asked for."),
        ((h_new, h_new), "You hand back h twice: c comes second."),
        ((o * c_new, c_new), "The new c is right. On its way to h it passes a "
         "tanh first."),
        ((np.tanh(c_new), c_new), "The new c is right. How much of it is "
         "shown as h? One gate has no work yet."),
        ((o * np.tanh(c), c_new), "The new c is right, but h was made from "
         "the old one."),
        ((o * _sigmoid(c_new), c_new), "The new c is right. On its way to h "
         "it goes through the other curve."),
        ((o, c_new), "The new c is right. The new h shows nothing of it yet."),
        (of_c((1 - f) * c + i * candidate), "In spite of its name, the forget "
         "gate says how much is kept."),
        (of_c(c + i * candidate), "The old c passed whole: which gate rules "
         "it?"),
        (of_c(f * c + candidate), "The candidate came in whole: which gate "
         "rules it?"),
        (of_c(f * c), "Nothing new entered c: where is the candidate?"),
        (of_c(i * candidate), "Nothing of the old c was kept."),
        (of_c(f * c - i * candidate), "You subtracted: what enters is added "
         "to what is kept."),
        (of_c(np.tanh(c_new)), "You squashed c itself: tanh stands only on "
         "the way to h."),
        # Last, as some of them are also what another slip gives.
        *((of_sums(np.concatenate(order, axis=1)), places)
          for order in list(permutations(blocks))[1:]),
    ]
    right = reference.lstm_step(x, h, c, kernel, recurrent_kernel, bias)

    def otherwise(found: Pair) -> str:
        for name, one, wanted in zip("hc", found, right, strict=True):
            if one.shape != wanted.shape:
                return (f"The new {name} has not the shape of the old one, "
                    "(batch, units). Did you split the sums into four, along "
                    "the right axis?")
            if not np.isfinite(one).all():
                return f"The new {name} is not finite: which line overflows?"
        if pairs_alike(found[1:], right[1:]):
            return ("The new c is right, the new h is not: which share of "
                "what is shown?")
        return (f"{NO_SLIP} Begin with the new c: print each gate, and "
            f"compare with the step of the lesson.{_CALL_IT}")

    return Question(right, slips, otherwise, same=pairs_alike)


def _find_hint(answer: object) -> None:
    _refuse_other(answer)
    first, *others = _SIZES
    _refuse_wrong(answer, first)
    try:
        for size in others:
            _refuse_wrong(answer, size)
    except OddAnswer:
        raise OddAnswer("For one size it is right, for another not: does it "
                        "use a number or an array from outside, in place of "
                        "an argument?") from None


def _refuse_wrong(answer: Callable, size: tuple[int, ...]) -> None:
    arguments = _arguments(*size)
    found = _call(answer, [array.copy() for array in arguments])
    refuse(found is None, "Your function hands nothing back: end it with a "
           "`return` of both states.")
    # A pair, or both in one array, one behind the other.
    axes = len(getattr(found, "shape", ()))
    is_row = isinstance(found, (tuple, list)) or axes == 3
    refuse(not is_row or len(found) != 2, "Your function must hand back two "
           "arrays, the new h and the new c: look at its `return`.")
    try:
        h, c = (np.asarray(part, dtype=float) for part in found)
    except (TypeError, ValueError):
        raise OddAnswer("What your function hands back holds something else "
                        "than numbers.") from None
    refuse(c.ndim == h.ndim + 1, "Hand back h and c side by side: the second "
           "of the two is a pair itself.")
    hint = step_question(*arguments).hint((h, c))
    refuse(hint is not None, hint)


def _is_untouched(answer: object) -> bool:
    """Say whether the dots of the stub are still in what comes back."""
    try:
        _refuse_other(answer)
        return is_open(_call(answer, _arguments(*_SIZES[0])))
    except Exception:  # the verdict will say what is wrong
        return False


def _refuse_other(answer: object) -> None:
    if not callable(answer) or isinstance(answer, type):
        refuse_odd(answer, "a function")
        raise OddAnswer("Your answer is no function: begin with `def`, as the "
                        "stub does.")
    try:
        inspect.signature(answer).bind(*ARGUMENTS)
    except TypeError:
        raise OddAnswer("Your function takes other arguments: keep those of "
                        "the stub, in their order.") from None


def _call(function: Callable, given: list[np.ndarray]) -> object:
    """Call a learner's function; what it prints and warns of is swallowed."""
    before = [array.copy() for array in given]
    try:
        with (warnings.catch_warnings(),
              contextlib.redirect_stdout(io.StringIO())):
            warnings.simplefilter("ignore")
            found = function(*given)
    except NameError as error:
        raise OddAnswer(f"Your function stops: {str(error)[:90]}. Is it spelt "
                        "right?") from None
    except ValueError:
        raise OddAnswer("Your function stops with a ValueError: two shapes do "
                        "not fit together. Print the shape of each part, line "
                        "by line." + _CALL_IT) from None
    except (Exception, SystemExit) as error:
        raise OddAnswer(f"Your function stops with a {type(error).__name__}: "
                        "call it in a new cell and read the last line of the "
                        "message.") from None
    names = inspect.signature(function).parameters
    for name, old, new in zip(names, before, given, strict=False):
        refuse(not np.array_equal(old, new), "Your function changes the array "
               f"{name} that it was given: make a new one, with = in place of "
               "+= or *=.")
    return found


def _arguments(samples: int, features: int, units: int) -> list[np.ndarray]:
    random = np.random.default_rng(samples)
    four = 4 * units
    shapes = [(samples, features), (samples, units), (samples, units)]
    shapes += [(features, four), (units, four), (four,)]
    return [random.normal(0, 0.8, s).astype("float32") for s in shapes]


def _sigmoid(z: np.ndarray) -> np.ndarray:
    return 0.5 + 0.5 * np.tanh(0.5 * z)
