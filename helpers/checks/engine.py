"""Judge an answer against the declaration of its exercise.

A check prints a tick, a hint, or that the exercise is open; no answer makes it
fail. With LESSON_CHECKS=strict, anything but a tick is an AssertionError.
"""

import functools
import inspect
import operator
import os
import textwrap
import warnings
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from helpers.checks.readers import OddAnswer, is_open

# How a hint begins that was made for no mistake in particular.
NO_SLIP = "That is not it yet."
UNREADABLE = (
    "Your answer is of a kind that cannot be read here. Begin again from the "
    "line with the dots."
)
# A cell that was changed and not run cannot be seen, only the old answer.
NOT_RUN = " (Changed it since? Then its cell has not run yet.)"
WIDTH = 76  # characters of a printed line

_standing: dict[int, str] = {}  # exercise -> its mark, in this kernel
_refused: dict[int, tuple[Any, str]] = {}  # exercise -> answer, its hint

Slips = list[tuple[Any, str]]  # a wrong answer, and the hint for it


@dataclass(frozen=True)
class Question:
    """What is right for these sizes, and what the usual slips give.

    `otherwise` is the hint where no slip fits, or makes it of the answer.
    `same` compares two answers; where more is right, `accepts` says so. `read`
    is the reader where the answers cannot be read without the sizes.
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
            made = callable(self.otherwise)
            return self.otherwise(given) if made else self.otherwise
        one, *others = dict.fromkeys(hints)
        if not others:
            return one
        return (
            "Different slips lead to this answer; which was yours, only you "
            f"can tell. Perhaps: {one} Or: {others[0]}"
        )


def each(wrong: Iterable[Any], hint: str) -> Slips:
    """Return slips that share a hint."""
    return [(one, hint) for one in wrong]


def check(
    read: Callable[[object], Any] | None = None,
) -> Callable[[Callable[..., Question]], Callable[..., None]]:
    """Make a check of a declaration; `read` reads the answers to it.

    Of `lag(observed, forecast)`, which returns a Question, it makes
    `lag(answer, *, exercise, observed, forecast)`, which prints the verdict;
    `lag.question(observed=..., forecast=...)` still gives the Question, and
    `lag.read` the reader.
    """

    def decorate(declare: Callable[..., Question]) -> Callable[..., None]:
        @functools.wraps(declare, ("__module__", "__name__", "__doc__"))
        def judged(answer: object, *, exercise: int, **sizes: Any) -> None:
            asked = declare(**sizes)
            reader = asked.read or read
            judge(exercise, answer, lambda given: asked.hint(reader(given)))

        own = inspect.signature(judged, follow_wrapped=False)
        given = list(own.parameters.values())[:-1]
        for size in inspect.signature(declare).parameters.values():
            given.append(size.replace(kind=inspect.Parameter.KEYWORD_ONLY))
        judged.__signature__ = own.replace(parameters=given)
        judged.question, judged.read = declare, read
        return judged

    return decorate


def judge(
    exercise: int, answer: object, find_hint: Callable[[Any], str | None]
) -> None:
    """Print the verdict on an answer and remember it for `progress`.

    `find_hint` takes the answer and returns a hint, or None if it is right.
    """
    mark, hint = verdict(answer, find_hint)
    words = " is solved."
    if mark == "✗":
        words = f": {hint}"
        old_answer, old_hint = _refused.get(exercise, (None, None))
        if answer is old_answer and hint == old_hint:
            words += NOT_RUN
        _refused[exercise] = answer, hint
    elif mark == "○":
        words = (
            " is open: put your answer in place of the dots; run that cell."
        )
    _standing[exercise] = mark
    _say(f"{mark} Exercise {exercise}{words}", good=mark == "✓")
    _tell_teacher(_standing, hint)


def verdict(
    answer: object, find_hint: Callable[[Any], str | None]
) -> tuple[str, str]:
    """Return the mark for an answer, and the hint for it, if it needs one."""
    try:
        if is_open(answer):
            return "○", ""
        with warnings.catch_warnings():  # the verdict says what is wrong
            warnings.simplefilter("ignore")
            hint = find_hint(answer)
    except OddAnswer as odd:
        hint = str(odd)
    except Exception:  # an answer may do anything when it is looked at
        hint = UNREADABLE
    return ("✓", "") if hint is None else ("✗", hint)


def progress(total: int) -> None:
    """Print how many exercises of the lesson are solved, open, not right.

    One whose check has not run in this kernel is open.
    """
    groups: dict[str, list[str]] = {"✓": [], "○": [], "✗": []}
    for number in range(1, total + 1):
        groups[_standing.get(number, "○")].append(str(number))
    line = f"Exercises: {len(groups['✓'])} of {total} solved"
    for mark, words in (("○", "still open"), ("✗", "not yet right")):
        if groups[mark]:
            which = ", ".join(groups[mark])
            line += f"; {len(groups[mark])} {words} ({which})"
    done = len(groups["✓"]) == total
    _say(line + (". Well done!" if done else "."), good=done)
    _tell_teacher({n: mark for mark in groups for n in groups[mark]})


def _tell_teacher(standing: dict, hint: str | None = None) -> None:
    if os.environ.get("LESSON_SEATS"):  # off, where nobody has set it
        from helpers.checks import seats

        if told := seats.tell({int(n): m for n, m in standing.items()}, hint):
            print(told)


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
    whole = {"break_long_words": False, "break_on_hyphens": False}
    print(textwrap.fill(line, WIDTH, **whole))
