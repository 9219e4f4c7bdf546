"""An exercise that asks which layer must change, given a red message."""

from collections.abc import Sequence

from helpers.checking.answers import read_number
from helpers.checking.verdicts import NO_SLIP, check_sizes, hint_for, judge


def layer_to_change(
    answer: object, *, exercise: int, complains: int, units: Sequence[int]
) -> None:
    """Check the number of the layer below the one that complains.

    The message is "expected ndim=3, found ndim=2", in a stack where each
    layer reads what the one below hands over.

    Parameters
    ----------
    answer
        The learner's number, from the input up; the Input itself is 0.
    exercise
        Its number in the lesson.
    complains
        Number of the layer that the message names, from 1.
    units
        Units of each LSTM layer, from the input up. They are in the message,
        and tempt.

    Raises
    ------
    ValueError
        The exercise itself is wrong: a size is no whole number above zero,
        or no layer has the number `complains`.
    """
    check_sizes(complains=complains, depth=len(units))
    for size in units:
        check_sizes(units=size)
    if complains > len(units):
        raise ValueError(
            f"complains is {complains}, but there are {len(units)} layers; "
            "give the number of one of them."
        )
    slips = [
        (
            complains,
            "That is the layer that complains: it only tells what it "
            "received. Who handed that over?",
        ),
        *((above, _ABOVE) for above in range(complains + 1, len(units) + 1)),
        *((below, _BELOW) for below in range(complains - 1)),
        *((size, _UNITS) for size in units if size > len(units)),
    ]
    otherwise = (
        f"{NO_SLIP} There is no such layer: count from the input up, "
        "beginning with one."
    )
    judge(
        exercise,
        answer,
        lambda given: hint_for(
            read_number(given), complains - 1, slips, otherwise
        ),
    )


_ABOVE = (
    "That layer was never asked: Keras stopped before it came to it, at the "
    "layer that the message names."
)
_BELOW = (
    "What stands there did its part: the layer above it was added without a "
    "complaint. Look closer to the one that complains."
)
_UNITS = (
    "That is a number of units. Which layer has so many, and stands right "
    "below the one that complains?"
)
