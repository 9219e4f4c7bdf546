"""Try the exercises of a lesson: right, open, wrong and odd answers.

In this process, without a kernel: an answer may use what the lesson imports,
its parameters and its functions, but nothing that its cells compute.
"""

import contextlib
import io
import time
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any

import keras
import numpy as np
from nbformat import NotebookNode

from helpers.checks.engine import NO_SLIP, UNREADABLE, WIDTH
from tools.exercises import (
    Exercise,
    answer_name,
    exercises,
    names_for_answers,
)

SECONDS = 2  # of the processor, that a verdict may take
LONGEST = 300  # characters of a verdict: a hint is a sentence or two

ODD: dict[str, Any] = {
    "None": None,
    "a text": "(12, 5)",
    "bytes": b"12",
    "an empty list": [],
    "a nested list": [[12, [5]], {}],
    "a list of itself": [],
    "a dictionary": {"units": 5},
    "True": True,
    "NaN": float("nan"),
    "infinity": float("inf"),
    "NaN in a shape": (12, float("nan")),
    "a complex number": 1j,
    "a huge number": -(10**5000),
    "a huge size": (10**5000, 5),
    "a huge array": np.zeros(10**7),
    "a huge list": [0] * 10**7,
    "an array of objects": np.array([None, "x"], dtype=object),
    "a Keras tensor": keras.KerasTensor((None, 5)),
    "an eager tensor": keras.ops.ones((2, 3)),
    "a layer": keras.layers.Dense(1),
    "an empty model": keras.Sequential(),
    "a function": keras.utils.set_random_seed,
    "a class": keras.layers.LSTM,
    "a module": keras,
    "an object": object(),
}
ODD["a list of itself"].append(ODD["a list of itself"])


class Hostile:
    """Raises whatever is asked of it."""

    def __getattribute__(self, name: str) -> Any:
        raise RuntimeError("hands off")


class Agreeing:
    """Says that it equals whatever it is compared with."""

    __hash__ = None

    def __eq__(self, other: object) -> bool:
        return True

    def __sub__(self, other: object) -> int:
        return 0

    __rsub__ = __abs__ = __sub__


class Bottomless(list):
    """Has no length, and raises while it is read."""

    def __len__(self) -> int:
        raise OverflowError

    __iter__ = __getitem__ = __len__


class AgreeingInt(Agreeing, int):
    """A number that equals every other."""


class AgreeingText(Agreeing, str):
    """A text that equals every other."""


ODD |= {
    "an object that raises": Hostile(),
    "objects that raise": [Hostile(), Hostile()],
    "an object that equals all": Agreeing(),
    "objects that equal all": (Agreeing(), Agreeing(), Agreeing()),
    "a number that equals all": AgreeingInt(-7),
    "numbers that equal all": [AgreeingInt(-7)] * 3,
    "texts that equal all": [AgreeingText("?")] * 3,
    "a list that cannot be read": Bottomless(),
    "a decimal NaN": Decimal("NaN"),
    "a decimal that signals": Decimal("sNaN"),
    "a huge decimal": Decimal("1e999999"),
    "a huge fraction": Fraction(10**400, 3),
    "a generator": (number for number in range(3)),
    "an iterator": iter([12, 5]),
    "a masked array": np.ma.masked_all(3),
    "records": np.zeros(3, dtype=[("one", int)]),
    "dates": np.array(["2001-01-01"], "datetime64[D]"),
    "a memory": memoryview(b"12"),
    "a range": range(10**9),
    "a model that was not built": keras.Sequential([keras.layers.LSTM(8)]),
    "a model of an own class": keras.Model(),
    "models": [keras.Sequential()] * 3,
    "an exception": ValueError("12"),
    "the class of all": type,
}


def unwrapped(printed: str) -> str:
    """Return the verdict that a check printed, all of it in one line."""
    lines = printed.removesuffix("\n").split("\n")
    assert all(len(line) <= WIDTH for line in lines), printed
    return " ".join(lines) + "\n"


def faults_of(hint: str) -> Iterator[str]:
    """Say what is wrong with the wording of a hint."""
    if any(letter.isdigit() for letter in hint):
        yield f"a hint that may give it away with a digit: {hint}"
    if len(hint) > LONGEST:
        yield f"a hint of {len(hint)} characters: {hint[:60]} ..."


def complaints(nb: NotebookNode) -> list[str]:
    """Say which answers to the exercises get another verdict than they should.

    The stub is open; the solution gets a tick; every listed wrong answer a
    hint of its own, without a digit, so that it cannot give the answer away;
    an odd one some hint, at once.
    """
    names = names_for_answers(nb)
    return [
        f"exercise {one.number}: {what}"
        for one in exercises(nb)
        for found in (_of_answers(nb, one, names), _of_odd(nb, one, names))
        for what in found
    ]


def _of_answers(nb: NotebookNode, one: Exercise, names: dict) -> Iterator[str]:
    hints: dict[str, str] = {}
    mark = f"✗ Exercise {one.number}: "
    tries = [
        (nb.cells[one.stub].source, f"○ Exercise {one.number} is open: "),
        (one.code, f"✓ Exercise {one.number} is solved.\n"),
        *((code, mark) for code in one.wrong_answers),
    ]
    for code, wanted in tries:
        own = dict(names)
        try:
            exec(code, own)
            line = _verdict(nb, one, own)
        except Exception as error:
            yield f"`{code}` raises {type(error).__name__}: {error}"
            continue
        if not line.startswith(wanted):
            yield f"`{code}` gets {line!r} instead of {wanted!r}"
        elif wanted == mark:
            hint = line.removeprefix(mark).strip()
            yield from (f"`{code}` gets {fault}" for fault in faults_of(hint))
            if hint in hints:
                yield f"`{code}` gets the same hint as `{hints[hint]}`"
            if hint.startswith((NO_SLIP, UNREADABLE)):
                yield f"`{code}` gets a hint made for no slip: {hint}"
            hints[hint] = code


def _of_odd(nb: NotebookNode, one: Exercise, names: dict) -> Iterator[str]:
    name = answer_name(nb, one)
    for kind, answer in ODD.items():
        started = time.process_time()
        line = _verdict(nb, one, {**names, name: answer})
        seconds = time.process_time() - started
        if not line.startswith(f"✗ Exercise {one.number}: "):
            yield f"{kind} gets {line!r} instead of a hint"
        if seconds > SECONDS or len(line) > LONGEST:
            yield f"{kind}: {seconds:.1f} s, {len(line)} characters"


def _verdict(nb: NotebookNode, one: Exercise, names: dict[str, Any]) -> str:
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        exec(nb.cells[one.check].source, names)
    return unwrapped(said.getvalue())
