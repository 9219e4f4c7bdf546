"""An exercise that asks for the weights of a published network.

The network of Graves, Mohamed and Hinton, "Speech recognition with deep
recurrent neural networks", 2013, arXiv 1303.5778: bidirectional LSTM layers
with peepholes, and one output layer.
"""

from helpers.checking.count_hints import HINTS, Slips, judge_count
from helpers.checking.verdicts import check_sizes

_ROUNDED = "That is rounded: count every weight, or let Python."


def peephole_weights(
    inputs: int,
    units: int,
    depth: int,
    outputs: int,
    *,
    directions: int = 2,
    peepholes: int = 3,
    biases: int = 4,
    above: int | None = None,
    head: int | None = None,
) -> int:
    """Count the weights, biases included, of such a network.

    Parameters
    ----------
    inputs, outputs
        Numbers that layer 1 reads at a step, numbers that come out of it.
    units, depth
        Units of each layer and direction, layers.
    directions, peepholes, biases
        Layers side by side, weights from c and biases of each unit.
    above, head
        Numbers that the layers above the first and the output layer read:
        all directions, if not given.

    Raises
    ------
    ValueError
        A size is no whole number of at least 1.
    """
    check_sizes(inputs=inputs, units=units, depth=depth, outputs=outputs)
    both = directions * units
    above, head = above or both, head or both
    total = (head + 1) * outputs
    for reads in (inputs, *[above] * (depth - 1)):
        each = 4 * (reads + units) + biases + peepholes
        total += directions * units * each
    return total


def published_weights(
    answer: object,
    *,
    exercise: int,
    inputs: int,
    units: int,
    depth: int,
    outputs: int,
) -> None:
    """Check the number of weights of a bidirectional peephole network.

    Parameters
    ----------
    answer
        The learner's number.
    exercise
        Its number in the lesson.
    inputs, units, depth, outputs
        As in `peephole_weights`.

    Raises
    ------
    ValueError
        The exercise itself is wrong: a size is no whole number above zero.
    """
    right = peephole_weights(inputs, units, depth, outputs)
    judge_count(
        exercise,
        answer,
        right,
        _slips(right, inputs, units, depth, outputs),
        "Begin with one direction of the first layer. Then both, then the "
        "layers above, then the output layer.",
    )


def _slips(right: int, i: int, u: int, d: int, o: int) -> Slips:
    def other(**options: int) -> int:
        return peephole_weights(i, u, d, o, **options)

    head = (2 * u + 1) * o
    return [
        (
            other(peepholes=0),
            "The peepholes are missing: each unit has one for each gate.",
        ),
        (
            other(peepholes=4),
            "You gave the candidate a peephole: only the gates have one.",
        ),
        (
            other(peepholes=1),
            "You counted one peephole a unit: each of its gates has its own.",
        ),
        (
            other(peepholes=3 * u),
            "You let a peephole look at all units: it sees the c of its own "
            "unit only.",
        ),
        (
            other(directions=1),
            "That is one direction: each layer is there twice, and what reads "
            "it reads both.",
        ),
        (
            other(above=u, head=u),
            "What stands above a layer reads both directions of it, the "
            "output layer as well.",
        ),
        (
            other(above=u),
            "A layer above the first reads both directions of the one below.",
        ),
        (
            other(head=u),
            "The output layer reads both directions of the last layer.",
        ),
        (
            other(above=i),
            "You let every layer read the inputs: what does a layer higher up "
            "read?",
        ),
        (right - head, "The output layer is missing: it has weights too."),
        *((round(right, -digits), _ROUNDED) for digits in (3, 4, 5)),
        (
            right - o,
            "The biases of the output layer are missing.",
        ),
        (other(biases=0), HINTS["no bias"]),
        (other(biases=8), HINTS["two biases"]),
        (
            right + head,
            "You counted the output layer twice: there is one, and it reads "
            "both directions.",
        ),
        (
            peephole_weights(i, u, 1, o),
            "You counted one layer: how many are stacked?",
        ),
    ]
