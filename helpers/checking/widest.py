"""An exercise that asks how wide the layers of a stack may be."""

from helpers import models
from helpers.checking.answers import OddAnswer, read_number
from helpers.checking.verdicts import check_sizes, hint_for, judge

TOO_MANY = (
    "So many do not fit: count the parameters of that stack, and compare with "
    "the budget."
)
TOO_FEW = (
    "That fits, but it is not yet the most: count the parameters of a stack "
    "with one unit more in each layer."
)


def widest_layers(
    answer: object,
    *,
    exercise: int,
    depth: int,
    budget: int,
    features: int,
    outputs: int,
) -> None:
    """Check the most units a layer for which a stack stays within a budget.

    Parameters
    ----------
    answer
        The learner's number of units.
    exercise
        Its number in the lesson.
    depth
        LSTM layers, at least two, all equally wide.
    budget
        Most parameters allowed, the Dense head included.
    features, outputs
        Numbers that layer 1 reads at each step, numbers of the head.

    Raises
    ------
    ValueError
        The exercise itself is wrong: a size is no whole number above zero,
        there is one layer, or no unit fits.
    """
    check_sizes(exercise=exercise, depth=depth)
    if depth < 2:
        raise ValueError(f"depth is {depth}; give at least 2, or none tempts.")
    right = models.equal_budget_units(depth, budget, features, outputs)
    alone = models.equal_budget_units(1, budget, features, outputs)

    def all_read_features(units: int) -> int:
        layers = depth * models.lstm_parameters(units, features)
        return layers + models.dense_parameters(units, outputs)

    slips = [
        (alone, "So wide may one layer be that stands alone."),
        (
            alone // depth,
            "You shared out the units of one layer. But the weights from "
            "units to units grow with the square of their number: more fits.",
        ),
        (
            models.most_units(all_read_features, budget),
            "You let every layer read the features of the input. What does a "
            "layer higher up read?",
        ),
        (
            models.stack_parameters(right, depth, features, outputs),
            "That is the number of parameters. How many units has a layer?",
        ),
    ]

    def find_hint(given: object) -> str | None:
        units = read_number(given)
        if not isinstance(units, int) or units < 1:
            raise OddAnswer(
                "Units are counted: give a whole number above zero."
            )
        otherwise = TOO_MANY if units > right else TOO_FEW
        return hint_for(units, right, slips, otherwise)

    judge(exercise, answer, find_hint)
