"""Judge an answer against the declaration of its exercise.

An exercise is a function of the sizes of its question that returns a
`Question`; the decorator `check` makes the check of it. A check prints a tick,
a hint, or that the exercise is open; it never fails on an answer. With the
environment variable LESSON_CHECKS=strict, anything but a tick is an
AssertionError: so the tests know that solutions are right.
"""

import functools
import inspect
import operator
import os
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from helpers.checks.readers import OddAnswer, is_open

# How a hint begins that was made for no mistake in particular.
NO_SLIP = "That is not it yet."
UNREADABLE = (
    "Your answer is of a kind that cannot be read here. Begin again from the "
    "line with the dots."
)
WIDTH = 76  # characters of a printed line

_SOLVED, _OPEN, _WRONG = "solved", "open", "wrong"
_standing: dict[int, str] = {}  # exercise -> how it stands in this kernel

Slips = list[tuple[Any, str]]  # a wrong answer, and the hint for it


@dataclass(frozen=True)
class Question:
    """What is right for these sizes, and what the usual slips give.

    `otherwise` is the hint where no slip fits, or makes it of the answer.
    `same` compares an answer with `right` and with those of the slips; where
    more is right than that, `accepts` says so. `read` is the reader of a
    question whose answers cannot be read without its sizes.
    """

    right: Any
    slips: Slips
    otherwise: str | Callable[[Any], str]
    same: Callable[[Any, Any], bool] = operator.eq
    accepts: Callable[[Any], bool] | None = None
    read: Callable[[object], Any] | None = None

    def hint(self, given: Any) -> str | None:
        """Return the hint for an answer that was read, None if it is right.

        Where several slips lead to the same answer, it tells of the first two.
        """
        # First of all: a slip may give the right answer for some sizes.
        if self.same(given, self.right):
            return None
        if self.accepts and self.accepts(given):
            return None
        hints = [hint for wrong, hint in self.slips if self.same(given, wrong)]
        if not hints:
            if callable(self.otherwise):
                return self.otherwise(given)
            return self.otherwise
        one, *others = dict.fromkeys(hints)
        if not others:
            return one
        return (
            f"More than one slip leads there. Perhaps: {one} Or: {others[0]}"
        )


def check(
    read: Callable[[object], Any] | None = None,
) -> Callable[[Callable[..., Question]], Callable[..., None]]:
    """Make a check of a declaration; `read` reads the answers to it.

    `lag(observed, forecast)` becomes `lag(answer, *, exercise, observed,
    forecast)`, which prints the verdict; `lag.question(observed=...,
    forecast=...)` still gives the Question itself.
    """

    def decorate(declare: Callable[..., Question]) -> Callable[..., None]:
        @functools.wraps(declare)
        def judged(answer: object, *, exercise: int, **sizes: Any) -> None:
            asked = declare(**sizes)
            reader = asked.read or read
            judge(exercise, answer, lambda given: asked.hint(reader(given)))

        own = inspect.signature(judged, follow_wrapped=False).parameters
        keyword = inspect.Parameter.KEYWORD_ONLY
        judged.__signature__ = inspect.Signature(
            [
                own["answer"],
                own["exercise"],
                *(
                    size.replace(kind=keyword)
                    for size in inspect.signature(declare).parameters.values()
                ),
            ]
        )
        judged.question = declare
        return judged

    return decorate


def judge(
    exercise: int, answer: object, find_hint: Callable[[Any], str | None]
) -> None:
    """Print the verdict on an answer and remember it for `progress`.

    `find_hint` takes the answer and returns a hint, or None if it is right.
    """
    try:
        is_left_open = is_open(answer)
        hint = None if is_left_open else find_hint(answer)
    except OddAnswer as odd:
        hint = str(odd)
    except Exception:  # an answer may do anything when it is looked at
        hint = UNREADABLE
    if hint is not None:
        _standing[exercise] = _WRONG
        _say(f"✗ Exercise {exercise}: {hint}", good=False)
    elif is_left_open:
        _standing[exercise] = _OPEN
        _say(
            f"○ Exercise {exercise} is open: put your answer in place of the "
            "dots; run that cell.",
            good=False,
        )
    else:
        _standing[exercise] = _SOLVED
        _say(f"✓ Exercise {exercise} is solved.", good=True)


def progress(total: int) -> None:
    """Print how many exercises of the lesson are solved, open, not right.

    One whose check has not run in this kernel is open.
    """
    groups: dict[str, list[str]] = {_SOLVED: [], _OPEN: [], _WRONG: []}
    for number in range(1, total + 1):
        groups[_standing.get(number, _OPEN)].append(str(number))
    parts = [f"Exercises: {len(groups[_SOLVED])} of {total} solved"]
    for standing, words in ((_OPEN, "still open"), (_WRONG, "not yet right")):
        if groups[standing]:
            which = ", ".join(groups[standing])
            parts.append(f"{len(groups[standing])} {words} ({which})")
    done = len(groups[_SOLVED]) == total
    _say("; ".join(parts) + (". Well done!" if done else "."), good=done)


def _say(line: str, good: bool) -> None:
    mode = os.environ.get("LESSON_CHECKS", "")
    if mode not in ("", "strict"):
        raise ValueError(
            f"The environment variable LESSON_CHECKS is {mode!r}; set it to "
            "'strict', or take it away."
        )
    if mode == "strict" and not good:
        raise AssertionError(line)
    # JupyterLab would break a long line in the middle of a word.
    print(
        textwrap.fill(
            line, WIDTH, break_long_words=False, break_on_hyphens=False
        )
    )
