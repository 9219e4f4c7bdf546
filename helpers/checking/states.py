"""An exercise that asks for the three shapes of `return_state=True`."""

from numbers import Real

import numpy as np

from helpers.checking.answers import OddAnswer, read_shape, refuse_odd
from helpers.checking.verdicts import NO_SLIP, check_sizes, hint_for, judge

Shape = tuple[int, ...]


def state_shapes(
    answer: object,
    *,
    exercise: int,
    samples: int,
    time_steps: int,
    features: int,
    units: int,
    return_sequences: bool,
) -> None:
    """Check the shapes of output, h and c, in this order.

    Parameters
    ----------
    answer
        The learner's three shapes, as a tuple or a list.
    exercise
        Its number in the lesson.
    samples, time_steps, features
        The shape of what goes in.
    units, return_sequences
        The settings of the layer.

    Raises
    ------
    ValueError
        The exercise itself is wrong: a size is no whole number above zero.
    """
    s, t, f, u = samples, time_steps, features, units
    check_sizes(samples=s, time_steps=t, features=f, units=u)
    output = (s, t, u) if return_sequences else (s, u)
    right = (output, (s, u), (s, u))
    slips = _slips(s, t, f, u, return_sequences)

    def find_hint(given: object) -> str | None:
        shapes = _read(given)
        return hint_for(shapes, right, slips, _where(shapes, right))

    judge(exercise, answer, find_hint)


def _slips(
    s: int, t: int, f: int, u: int, return_sequences: bool
) -> list[tuple[tuple[Shape, ...], str]]:
    last, every = (s, u), (s, t, u)
    output = every if return_sequences else last
    slips = [
        (
            (output,),
            "That is the output alone. With return_state the layer hands over "
            "its two states as well.",
        ),
        (
            (output, last),
            "One state is missing: h and c are two arrays, each with a shape.",
        ),
        (
            (output, every, every),
            "You gave h and c a time axis. They are what the layer remembers "
            "at the end, after the last step.",
        ),
        (
            (output, (s, f), (s, f)),
            "You gave h and c an axis of features. Each unit keeps its own h "
            "and c: which axis counts these?",
        ),
        (
            (output, (s, t), (s, t)),
            "You gave h and c an axis of time steps. They are as they stand "
            "after the last one: what else is counted?",
        ),
        (
            (output, (u,), (u,)),
            "In h and c the axis of the samples is missing: each sequence has "
            "its own memory.",
        ),
        (
            (output, (s,), (s,)),
            "In h and c the axis of the units is missing: each unit has its "
            "own.",
        ),
        (
            (output, (2, s, u)),
            "Keras hands h and c over as two arrays, not stacked into one.",
        ),
    ]
    if return_sequences:
        order = "The output stands first, before h and c: look at the order."
        forgot = (
            "return_sequences is on: look again at the first of the three, "
            "the output."
        )
        return [
            *slips,
            ((last, every, last), order),
            ((last, last, every), order),
            ((last, last, last), forgot),
        ]
    kept = (
        "return_sequences is off: look again at the first of the three, the "
        "output."
    )
    return [*slips, ((every, last, last), kept)]


def _where(given: tuple[Shape, ...], right: tuple[Shape, ...]) -> str:
    """Say which of the three shapes is not right."""
    if len(given) != len(right):
        word = "few" if len(given) < len(right) else "many"
        return (
            f"There are too {word} shapes: count the arrays that come back "
            "with return_state."
        )
    output, h, c = (
        one == other for one, other in zip(given, right, strict=True)
    )
    if h and c:
        return "h and c are right. The first shape, of the output, is not."
    if output and not (h or c):
        return "The output is right. The shapes of h and c are not."
    if output:
        which = "h" if c else "c"
        return f"All but one is right: look again at the shape of {which}."
    return f"{NO_SLIP} Begin with the output, as if there were no states."


def _read(answer: object) -> tuple[Shape, ...]:
    refuse_odd(answer, "a list of shapes")
    if isinstance(answer, np.ndarray) and answer.ndim == 2:
        answer = answer[:9].tolist()
    if not isinstance(answer, (tuple, list)):
        raise OddAnswer(
            "Write the shapes in one pair of parentheses, in the order in "
            "which Keras hands the arrays over."
        )
    if len(answer) == 0:
        raise OddAnswer(
            "Your answer is empty: give a shape for each array that comes "
            "back."
        )
    if all(isinstance(part, Real) for part in answer[:9]):
        raise OddAnswer(
            "That is one shape; three arrays come back: give each its own."
        )
    if len(answer) > 8:
        raise OddAnswer("That is a long list; a few shapes are asked for.")
    return tuple(read_shape(part) for part in answer)
