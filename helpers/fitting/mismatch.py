"""Put into words why predictions and targets differ in shape."""

from typing import TYPE_CHECKING

from helpers.fitting.layers import operations, recurrent

if TYPE_CHECKING:
    import keras

Shape = tuple[int, ...]


def mismatch(
    model: "keras.Model",
    predictions: Shape,
    y: Shape,
    x: Shape,
    sparse: bool = False,
) -> str:
    """Say why the predictions do not fit the targets.

    Parameters
    ----------
    model
        The model, whose layers are named where they are to be changed.
    predictions, y, x
        Shapes of predictions, targets and input, samples first; the first
        two do not fit.
    sparse
        Whether a target is the number of a class, so that the last axis of
        the predictions has no counterpart in `y`.
    """
    p = (*predictions[:-1], 1) if sparse else predictions
    per_step = len(p) == 3
    has = 1 if len(y) == 1 or len(y) < len(p) else y[-1]
    if per_step and _is_once_a_sequence(p, y):
        return _too_many_predictions(model, predictions, y, sparse)
    if per_step and len(y) == 3 and y[1] != p[1]:
        return (
            f"The model predicts {p[1]} steps, but y of shape {y} has "
            f"{y[1]}: cut both to the same length."
        )
    if len(p) == 2 and len(y) == 3 and y[1] == 1:
        return (
            f"y of shape {y} has one axis more than the predictions, "
            f"{predictions}: give y[:, 0]."
        )
    if len(p) == 2 and (len(y) == 3 or (p[1] == 1 and y[1:] == x[1:2])):
        return _too_few_predictions(model, predictions, y, sparse)
    if len(p) in (2, 3) and len(y) <= len(p):
        last = operations(model)[-1].name
        each = "step" if per_step else "sequence"
        stretched = ""
        if 1 in (has, p[-1]):
            stretched = ", and one would be stretched to the other"
        return (
            f"The last layer {last!r} predicts shape {p}, but y of shape {y} "
            f"has {_numbers(has)} per {each}{stretched}: give that layer "
            f"{has} {_units(has)}, or y {_numbers(p[-1])} per {each}."
        )
    return (
        f"The predictions have shape {predictions}, but y has shape {y}: "
        "make them equal."
    )


def _is_once_a_sequence(p: Shape, y: Shape) -> bool:
    if len(y) == 3:
        return y[1] == 1 != p[1]
    return len(y) == 1 or y[1] in (1, p[2]) or y[1] != p[1]


def _too_many_predictions(
    model: "keras.Model", p: Shape, y: Shape, sparse: bool
) -> str:
    last = _last_recurrent(model, returns_sequences=True)
    if not last:
        return (
            f"The model predicts at every step, {p}, but y of shape {y} has "
            "one target per sequence: end it with one prediction per "
            "sequence, or give y a target for every step."
        )
    columns = y[-1] if len(y) > 1 else 1
    resize = ""
    if columns != p[-1] and not sparse:
        resize = f" and give the last layer {columns} {_units(columns)}"
    return (
        f"The last {type(last).__name__} returns every step, but y of shape "
        f"{y} has one target per sequence: take return_sequences=True out of "
        f"the layer {last.name!r}{resize}, or give y a target for every step."
    )


def _too_few_predictions(
    model: "keras.Model", p: Shape, y: Shape, sparse: bool
) -> str:
    last = _last_recurrent(model, returns_sequences=False)
    mend = "keep the time axis up to the last layer"
    if last:
        mend = (
            f"set return_sequences=True in the last {type(last).__name__} "
            f"layer, {last.name!r}"
        )
    horizon = ""
    if len(y) == 2 and not sparse:
        horizon = f", or end with {y[1]} units if y is a horizon"
    return (
        f"The model predicts once per sequence, {p}, but y of shape {y} has a "
        f"target for every step: {mend}, or give y one target per sequence"
        f"{horizon}."
    )


def _last_recurrent(model: "keras.Model", returns_sequences: bool):
    layers = recurrent(model)
    if layers and layers[-1].return_sequences == returns_sequences:
        return layers[-1]
    return None


def _units(number: int) -> str:
    return "unit" if number == 1 else "units"


def _numbers(number: int) -> str:
    return "1 number" if number == 1 else f"{number} numbers"
