"""An exercise that asks how many parameters a form of a stack has."""

from helpers import model_forms, models
from helpers.checking.count_hints import HINTS, judge_count
from helpers.checking.verdicts import check_sizes


def form_parameters(
    answer: object,
    *,
    exercise: int,
    units: int,
    depth: int,
    features: int,
    outputs: int,
    normalise: bool,
    time_steps: int,
) -> None:
    """Check the number of parameters of `stack_of_form`.

    Parameters
    ----------
    answer
        The learner's number.
    exercise
        Its number in the lesson.
    units, depth, features, outputs, normalise
        As in `model_forms.form_parameters`.
    time_steps
        Length of a sequence: it tempts.

    Raises
    ------
    ValueError
        The exercise itself is wrong: a size is no whole number above zero.
    """
    check_sizes(time_steps=time_steps)
    right = model_forms.form_parameters(
        units, depth, features, outputs, normalise=normalise
    )
    u, d, norms = units, depth, 2 * units * depth if normalise else 0
    lift = models.dense_parameters(features, units)
    layer = models.lstm_parameters(units, units)
    head = models.dense_parameters(units, outputs)
    slips = [
        (
            right - lift,
            "The lift is missing: a Dense layer at the beginning has "
            "parameters as well.",
        ),
        (right - head, "The head is missing: Dense has parameters too."),
        (
            right + d * u * u,
            "You gave weights to the sums: to add two arrays takes no "
            "parameter at all.",
        ),
        (
            right + d * u,
            "You gave each residual connection parameters: it only adds.",
        ),
        (
            models.stack_parameters(units, depth, features, outputs)
            + norms
            + lift,
            "You let layer one read the features of the input. After the "
            "lift, what does it read?",
        ),
        (
            right - 4 * u * d,
            "The biases of the LSTM layers are missing; lift and head have "
            "their own.",
        ),
        (right - (d - 1) * layer - norms + norms // d, "How many layers?"),
        (right * time_steps, HINTS["times time"]),
    ]
    if normalise:
        slips += [
            (
                right - norms,
                "The normalisations are missing: each has a factor and a "
                "shift for every unit.",
            ),
            (
                right - norms // 2,
                "You counted one parameter a unit for a normalisation; it "
                "has a factor and a shift.",
            ),
            (
                right - norms + 2 * u,
                "You counted one normalisation: there is one before each "
                "LSTM layer.",
            ),
            (
                right - norms + 2 * d,
                "You counted two parameters for a normalisation: it has two "
                "for every unit.",
            ),
        ]
    slips = [(wrong, hint) for wrong, hint in slips if wrong != right]
    judge_count(
        exercise,
        answer,
        right,
        slips,
        "Take the lift, one layer with what belongs to it, and the head; then "
        "count how often each of them is there.",
    )
