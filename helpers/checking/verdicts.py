"""Say how an exercise stands, in a sentence or two, and remember it.

A check prints a tick, a hint, or that the exercise is open; it never fails on
a wrong answer. With the environment variable LESSON_CHECKS=strict, anything
but a tick is an AssertionError: so the tests know that solutions are right.
"""

import operator
import os
import textwrap
from collections.abc import Callable, Iterable
from typing import Any

from helpers.checking.answers import OddAnswer, is_open
from helpers.models import check_sizes

# How a hint begins that was made for no mistake in particular.
NO_SLIP = "That is not it yet."
UNREADABLE = (
    "Your answer is of a kind that cannot be read here. Begin again from the "
    "line with the dots."
)

WIDTH = 76  # characters of a printed line

_SOLVED, _OPEN, _WRONG = "solved", "open", "wrong"
_standing: dict[int, str] = {}  # exercise -> how it stands in this kernel


def judge(
    exercise: int, answer: object, find_hint: Callable[[Any], str | None]
) -> None:
    """Print the verdict on an answer and remember it for `progress`.

    Parameters
    ----------
    exercise
        Number of the exercise in its lesson, from 1.
    answer
        What the learner gave; anything at all. `...` is an open exercise.
    find_hint
        Takes the answer and returns a hint, or None if the answer is right.

    Raises
    ------
    ValueError
        `exercise` is no number of an exercise, or LESSON_CHECKS is unknown.
    AssertionError
        In strict mode, the answer is not right.
    """
    check_sizes(exercise=exercise)
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


def hint_for(
    answer: object,
    right: object,
    slips: Iterable[tuple[object, str]],
    otherwise: str,
    same: Callable[[Any, Any], bool] = operator.eq,
) -> str | None:
    """Return the hint for the slip that leads to this answer.

    Parameters
    ----------
    answer, right
        What was given, and what is wanted.
    slips
        Pairs of a wrong answer and its hint. Where several slips lead to the
        same answer, the hint tells of the first two.
    otherwise
        The hint if no slip fits.
    same
        Says whether two answers are the same.

    Returns
    -------
    hint
        None if the answer is right.
    """
    # First of all: a slip may give the right answer for some sizes.
    if same(answer, right):
        return None
    hints = [hint for wrong, hint in slips if same(answer, wrong)]
    if not hints:
        return otherwise
    one, *others = dict.fromkeys(hints)
    if not others:
        return one
    return f"More than one slip leads there. Perhaps: {one} Or: {others[0]}"


def progress(total: int) -> None:
    """Print how many exercises of the lesson are solved, open, not right.

    Parameters
    ----------
    total
        Number of exercises in the lesson. One whose check has not run in
        this kernel is open.

    Raises
    ------
    ValueError
        `total` is not a whole number of at least 1, or an exercise with a
        higher number was checked.
    AssertionError
        In strict mode, not all of them are solved.
    """
    check_sizes(total=total)
    if max(_standing, default=0) > total:
        raise ValueError(
            f"total is {total}, but exercise {max(_standing)} was checked; "
            "give the number of exercises in the lesson."
        )
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
