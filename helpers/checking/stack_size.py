"""An exercise that asks how many parameters a stack has."""

from helpers import models
from helpers.checking.count_hints import HINTS, Slips, judge_count
from helpers.checking.verdicts import check_sizes


def stack_parameters(
    answer: object,
    *,
    exercise: int,
    units: int,
    depth: int,
    features: int,
    outputs: int,
    time_steps: int | None = None,
) -> None:
    """Check the number of parameters of a stack with its Dense head.

    Parameters
    ----------
    answer
        The learner's number.
    exercise
        Its number in the lesson.
    units, depth
        Units of each LSTM layer, and how many layers there are.
    features, outputs
        Numbers that layer 1 reads at each step, numbers of the head.
    time_steps
        Length of a sequence, if the question tells it: it tempts.

    Raises
    ------
    ValueError
        The exercise itself is wrong: a size is no whole number above zero.
    """
    right = models.stack_parameters(units, depth, features, outputs)
    slips = _stack_slips(right, units, depth, features, outputs)
    if time_steps is not None:
        check_sizes(time_steps=time_steps)
        longer = models.stack_parameters(units, depth, time_steps, outputs)
        flat = (time_steps - 1) * units * outputs
        slips += [
            (longer, HINTS["time as features"]),
            (right * time_steps, HINTS["times time"]),
            (
                right + flat,
                "The head reads one time step, not all of them at once.",
            ),
        ]
    judge_count(
        exercise,
        answer,
        right,
        slips,
        "Take the layers one by one: what does each of them read?",
    )


def _stack_slips(right: int, u: int, d: int, f: int, o: int) -> Slips:
    first, above = models.lstm_parameters(u, f), models.lstm_parameters(u, u)
    head = models.dense_parameters(u, o)
    layers = right - head
    return [
        (
            d * first + head,
            "You let every layer read the features of the input. What does a "
            "layer higher up read?",
        ),
        (
            d * above + head,
            "You let every layer read units. What does the lowest one read?",
        ),
        (layers, "The head is missing: Dense has parameters too."),
        (
            right - o,
            "The biases of the head are missing: each of its outputs adds "
            "one.",
        ),
        (
            right - 4 * u * d,
            "The biases of the LSTM layers are missing; the head has its own.",
        ),
        (
            right - 4 * u * d - o,
            "You left out all the biases, in the layers and in the head.",
        ),
        (
            first + head,
            "You counted one LSTM layer: how many are stacked?",
        ),
        (right - above, "One LSTM layer is missing in your sum."),
        (right + above, "You counted one LSTM layer too many."),
        (
            layers // 4 + head,
            "You counted one sum a unit: how many does it make, for its gates "
            "and its candidate?",
        ),
        (right + 4 * u * d, HINTS["two biases"]),
        (
            layers + d * head,
            "You gave each layer a head: there is one, on top.",
        ),
    ]
