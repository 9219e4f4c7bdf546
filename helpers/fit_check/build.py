"""Build a model for its data, and say what hinders it.

A Sequential model without an Input takes its shapes from the data.
"""

from typing import TYPE_CHECKING

import numpy as np

from helpers.fit_check.findings import Finding
from helpers.shapes import NotReadableError, Shape, built_for, fits, graph_of

if TYPE_CHECKING:
    import keras


def built_or_why(
    model: "keras.Model",
    xs: list,
    ys: list,
    batch_size: int | None,
    of_set: bool,
) -> "keras.Model | Finding":
    """Return the model, or a copy that is built; or why there is none.

    `xs` and `ys` are the arrays, `of_set` whether they are of a data set. A
    stateful layer is built for the batches, or for one of all samples.
    """
    built = why = None
    try:
        size = min(batch_size or len(xs[0]), len(xs[0]))
        built = built_for(model, [(size, *x.shape[1:]) for x in xs])
    except NotReadableError:
        raise
    except ValueError as error:
        why = _why_not_built(model, xs[0], ys[0], error)
    x, y = xs[0].shape, ys[0].shape
    if why or not fits(x[1:], built.inputs[0].shape[1:]):
        answers = _predicted(model, y)
        if of_set and _predicted(model, (1, *x)):
            why = (
                f"The data set gives single samples, {x}, and no batches: "
                "give .batch(32), the samples first. [Q2]"
            )
        elif answers and x[1:] in (answers[1:], answers[1:-1]):
            why = "x and y are exchanged: give y first, and then x. [Q51]"
    return Finding(why) if why else built


def _predicted(model: "keras.Model", shape: Shape) -> Shape:
    """Return the shape predicted for this input; () if it does not fit."""
    try:
        built = built_for(model, [shape])
    except ValueError:
        return ()
    fitting = len(built.inputs) == 1 and fits(
        shape[1:], built.inputs[0].shape[1:]
    )
    return tuple(graph_of(built, [shape]).outputs[0].shape) if fitting else ()


def _why_not_built(model, x: np.ndarray, y: np.ndarray, error) -> str:
    says = f"The model cannot be built for x of shape {x.shape}"
    reason = first_line(error).rstrip(".")
    reads_steps = hasattr(model.layers[0], "return_sequences")
    if x.ndim == 2 and (reads_steps or _predicted(model, (*x.shape, 1))):
        return (
            f"{says}: its first layer reads three axes, (samples, time steps, "
            "features). Give x[..., np.newaxis] for one feature a step. [Q2]"
        )
    pairs = _without_sequence(model)
    if "found ndim=2" in reason and pairs and x.ndim > 2:
        lower, upper = pairs[0]
        above = [o for o in model.layers if hasattr(o, "return_sequences")]
        above = above[above.index(upper) :]
        told = y.shape == x.shape and np.array_equal(x, y)
        other = y.ndim > 2 and y.shape[1] != x.shape[1]
        if all(o.return_sequences for o in above) and (told or other):
            return (
                f"{says}: {lower.name!r} gives one vector a sequence, and "
                f"{upper.name!r} reads a sequence. Put keras.layers."
                f"RepeatVector({y.shape[1]}) between the two. [Q112]"
            )
        names = " and ".join(repr(lower.name) for lower, _ in pairs)
        return (
            f"{says}: set return_sequences=True in {names}, as the layer "
            f"above reads every step (Keras says: {reason}). [Q1]"
        )
    return (
        f"{says}: give x the shape that the first layer reads (Keras says: "
        f"{reason}). [Q2]"
    )


def _without_sequence(model: "keras.Model") -> list[tuple]:
    """Return the layers that hand no sequence to a recurrent one above."""
    lower, pairs = None, []
    for layer in model.layers:
        if hasattr(layer, "return_sequences"):
            pairs += [(lower, layer)] if lower else []
            lower = None if layer.return_sequences else layer
        elif type(layer).__name__ in ("RepeatVector", "Reshape"):
            lower = None
    return pairs


def first_line(error: Exception) -> str:
    """Return what an error says, without its details."""
    return (str(error).strip().splitlines() or [""])[0]
