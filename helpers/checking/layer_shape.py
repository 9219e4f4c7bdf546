"""An exercise that asks for the shape that leaves one layer of a stack."""

from helpers.checking.answers import read_shape
from helpers.checking.shape_hints import Slips, shape_hint
from helpers.checking.verdicts import check_sizes, judge


def layer_shape(
    answer: object,
    *,
    exercise: int,
    layer: int,
    depth: int,
    samples: int,
    time_steps: int,
    features: int,
    units: int,
) -> None:
    """Check the shape that leaves one LSTM layer of a stack.

    On top of the stack a Dense head gives one answer a sequence: so every
    layer but the last hands over each time step. The call does not tell it,
    as it stands right beneath the question.

    Parameters
    ----------
    answer
        The learner's shape.
    exercise
        Its number in the lesson.
    layer, depth
        Number of the layer, from the input up and from 1; how many LSTM
        layers there are.
    samples, time_steps, features
        The shape of the data that the first layer reads.
    units
        Units of each LSTM layer.

    Raises
    ------
    ValueError
        The exercise itself is wrong: a size is no whole number above zero,
        or there is no such layer.
    """
    s, t, f, u = samples, time_steps, features, units
    check_sizes(layer=layer, depth=depth)
    check_sizes(samples=s, time_steps=t, features=f, units=u)
    if layer > depth:
        raise ValueError(
            f"layer is {layer}, but depth is {depth}; give the number of one "
            "of the layers."
        )
    keeps_time = layer < depth
    right = (s, t, u) if keeps_time else (s, u)
    find = _lower_slips if keeps_time else _last_slips
    start = (s, t) if keeps_time else (s,)
    slips = [
        *_features_slips(layer, s, t, f),
        *find(s, t, f, u),
        *(((*start, n * u), _HINTS["added up"]) for n in (layer, depth)),
        ((*start, 4 * u), _HINTS["sums"]),
    ]
    axes = ("samples", *["time steps"] * keeps_time, "units")
    judge(
        exercise,
        answer,
        lambda given: shape_hint(read_shape(given), right, slips, axes),
    )


_HINTS = {
    "added up": "Units are not added up over the layers.",
    "sums": "You counted the four sums inside a unit. It hands over only one "
    "number.",
    "samples": "The axis that counts the sequences is missing: each of them "
    "goes through the stack on its own.",
}


def _features_slips(layer: int, s: int, t: int, f: int) -> Slips:
    hint = (
        "The first layer reads the features of the data. What does this layer "
        "read, and what does it hand on?"
    )
    if layer == 1:
        hint = (
            "The features are what this layer reads. What does it hand on "
            "instead?"
        )
    return [((s, t, f), hint), ((s, f), hint)]


def _lower_slips(s: int, t: int, f: int, u: int) -> Slips:
    return [
        ((s, u), "The next layer is an LSTM. What does it need to read?"),
        (
            (s, 1, u),
            "Your time axis has one step. The next layer is an LSTM: is one "
            "step a sequence?",
        ),
        (
            (s, f, u),
            "Your middle axis counts features. Only the first layer reads "
            "them: what stands in the middle, all the way up?",
        ),
        (
            (t, s, u),
            "Samples and time steps have changed places: they come out in the "
            "order in which they went in.",
        ),
        (
            (s, u, t),
            "Time steps and units have changed places: the units come out "
            "where the features went in.",
        ),
        ((t, u), _HINTS["samples"]),
        (
            (s, t),
            "The axis of the units is missing: at each step there is one "
            "number for every unit.",
        ),
    ]


def _last_slips(s: int, t: int, f: int, u: int) -> Slips:
    return [
        (
            (s, t, u),
            "You kept the time axis. The head above this layer gives one "
            "answer a sequence: what does it need to read?",
        ),
        (
            (s, 1, u),
            "You kept a time axis of one step. On top of the stack the axis "
            "itself is gone.",
        ),
        (
            (s, t),
            "Your last axis counts time steps. The head does not read them: "
            "which axis stands there instead?",
        ),
        ((u, s), "Your two axes have changed places: sequences come first."),
        ((u,), _HINTS["samples"]),
        (
            (s,),
            "Each sequence leaves this layer as a whole row of numbers: the "
            "axis for these is missing.",
        ),
        (
            (s, 1),
            "The head makes one number of it; this layer hands on more.",
        ),
    ]
