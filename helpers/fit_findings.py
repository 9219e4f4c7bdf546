"""What `check_fit` looks for: mistakes in a model, its input, its targets.

Each function `of_...` returns its findings. Shapes are tuples, the samples
first; None stands for any size. `check_fit` calls, in this order: `of_model`;
`of_input` and `of_values` for each input; `of_targets` for each output.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from helpers.shapes import Graph, Shape, fits, in_words


class Finding(str):
    """A sentence on what is wrong and what to change.

    It is `sure` (✗), or else a question (?): wrong in most cases.
    """

    sure: bool

    def __new__(cls, text: str, *, sure: bool = True) -> "Finding":
        """Make a sentence that knows whether it holds for certain."""
        finding = super().__new__(cls, text)
        finding.sure = sure
        return finding


@dataclass(frozen=True)
class Output:
    """One output of a model, with what it is made by.

    `loss` is what this output was compiled with, an object of Keras where
    a name was given; None where the model is not compiled.
    """

    name: str
    graph: Graph
    loss: object


def loss_kind(output: Output) -> str:
    """Name the kind of loss that the output is trained with.

    ``"sparse"``, ``"categorical"``, ``"binary"``, ``"plain"`` for any other
    that compares number with number, ``"own"`` for one that may do anything,
    ``"none"`` for a model that is not compiled.
    """
    loss = output.loss
    if loss is None:
        return "none"
    name = getattr(loss, "__name__", None) or type(loss).__name__
    name = name.replace("_", "").lower()
    of_keras = getattr(loss, "__module__", "").startswith("keras.")
    if not of_keras or name in ("lossfunctionwrapper", "ctc"):
        return "own"
    kinds = ("sparse", "categorical", "binary")
    return next((kind for kind in kinds if name.startswith(kind)), "plain")


def of_model(graph: Graph) -> list[Finding]:
    """Find sequences that are lost on the way, and a softmax over one unit."""
    return [*_lost_sequences(graph), *_constant_softmax(graph)]


def _lost_sequences(graph: Graph) -> Iterator[Finding]:
    layers = graph.recurrent
    for number, upper in enumerate(layers):
        lower, blamed = _below(upper, graph)
        if lower is None or blamed is None or lower.return_sequences:
            continue
        # An encoder and decoder: repeated on purpose, for a sequence as answer
        decodes = all(layer.return_sequences for layer in layers[number:])
        steps = blamed.outputs[0].shape[1]
        name = blamed.operation.name
        repeats = type(blamed.operation).__name__ == "RepeatVector"
        if decodes and (repeats or steps != 1):
            continue
        gives = "1 step" if steps == 1 else f"{steps} steps"
        yield Finding(
            f"The layer {name!r} hands {upper.name!r} {gives} made from the "
            f"last output of {lower.name!r}, so the sequence is gone: take "
            f"{name!r} out and set return_sequences=True in {lower.name!r}."
        )


def _below(upper, graph: Graph):
    """Find the recurrent layer under `upper`, and the call that made 3D."""
    tensor = next(c for c in graph.calls if c.operation is upper).inputs[0]
    blamed = None
    while (call := graph.maker(tensor)) is not None:
        if hasattr(call.operation, "return_sequences"):
            return call.operation, blamed
        if len(call.inputs) != 1:
            break
        below = call.inputs[0]
        if len(below.shape) == 2 and len(tensor.shape) == 3:
            blamed = call
        tensor = below
    return None, None


def _constant_softmax(graph: Graph) -> Iterator[Finding]:
    import keras

    for call in graph.calls:
        inner = getattr(call.operation, "layer", call.operation)
        axis = -1
        if isinstance(inner, keras.layers.Softmax):
            axis = inner.axis
        elif getattr(inner, "activation", 0) is not keras.activations.softmax:
            continue
        if isinstance(axis, int) and call.outputs[0].shape[axis] == 1:
            yield Finding(
                f"The layer {call.operation.name!r} has a softmax over one "
                "unit, which is always 1: use activation='sigmoid', or one "
                "unit per class."
            )


def of_input(x: Shape, y: Shape, declared: Shape) -> Iterator[Finding]:
    """Say what is wrong with the shape of x, beside the declared one."""
    if _is_transposed(x, y, declared):
        have, swap = f"x of shape {x} has", "np.swapaxes(x, 0, 1)"
        if x[0] == y[0]:
            have, swap = "x and y have", f"{swap} and np.swapaxes(y, 0, 1)"
        yield Finding(
            f"{have} the time steps first and the samples second: give {swap}."
        )
        return
    wanted = in_words(declared)
    says = f"x has shape {x}, but the model's Input declares {wanted}"
    if len(x) != len(declared):
        taken = as_keras_takes_it(x, declared)
        if taken is None:
            yield Finding(f"{says}: give it that shape.")
            return
        mended = "np.newaxis" if len(taken) > len(x) else "0"
        yield Finding(f"{says}: give x[..., {mended}].")
        return
    if fits(x[1:], declared[1:]):
        return
    if len(x) == 3 and fits((x[2], x[1]), declared[1:]):
        yield Finding(
            f"{says}, so time steps and features are swapped: give "
            "np.swapaxes(x, 1, 2)."
        )
        return
    if len(x) == 3 and x[2] == declared[2]:
        yield Finding(
            f"x has {x[1]} time steps, but the model's Input declares "
            f"{declared[1]}: cut x to that length, or declare "
            f"Input((None, {x[2]})) for sequences of any length."
        )
        return
    yield Finding(f"{says}: change one of the two.")


def of_values(name: str, x: np.ndarray, graph: Graph) -> Iterator[Finding]:
    """Say which values of an input the layers that read it cannot use.

    `name` is what to call the input; `graph` is read with it as only input.
    """
    yield from ()


def as_keras_takes_it(x: Shape, declared: Shape) -> Shape | None:
    """Return the shape that Keras turns `x` into, or None if it refuses.

    It adds or drops a last axis of one without a word.
    """
    if len(x) == len(declared) - 1 and declared[-1] == 1:
        x = (*x, 1)
    elif len(x) == len(declared) + 1 and x[-1] == 1:
        x = x[:-1]
    return x if fits(x[1:], declared[1:]) else None


def of_other_number(predictions: Shape, y: Shape) -> Iterator[Finding]:
    """Say why there are not as many targets as samples."""
    if len(predictions) > 1 and len(y) > 1 and y[1::-1] == predictions[:2]:
        yield Finding(
            f"y of shape {y} has the time steps first and the samples "
            "second: give np.swapaxes(y, 0, 1)."
        )
        return
    yield Finding(
        f"x has {predictions[0]} samples, but y has {y[0]}: give one target "
        "for every sample."
    )


def _is_transposed(x: Shape, y: Shape, declared: Shape) -> bool:
    if len(x) < 2 or x[0] == x[1]:
        return False
    if x[0] != y[0]:
        return x[1] == y[0] and x[1] != declared[1]
    # Both turned: only the declared number of steps can tell.
    return len(x) > 2 and x[:2] == y[:2] and x[0] == declared[1]


def of_targets(
    output: Output, predictions: Shape, y: np.ndarray, x: Shape
) -> Iterator[Finding]:
    """Say what is wrong with y, for these predictions from x of that shape."""
    kind = loss_kind(output)
    classes = predictions[-1]
    if kind == "own":
        return
    if kind == "none" and _holds_classes(predictions, y):
        kind = "sparse"
    sparse = kind == "sparse"
    numbers = (*predictions[:-1], 1)
    if sparse and _has_columns(predictions, y.shape, x):
        yield Finding(
            "sparse_categorical_crossentropy wants the number of the class, "
            f"but y of shape {y.shape} has a column for each: give "
            "y.argmax(axis=-1), or compile with categorical_crossentropy."
        )
        return
    if not _match(numbers if sparse else predictions, y.shape):
        if kind == "categorical" and _match(numbers, y.shape):
            yield Finding(
                f"categorical_crossentropy wants {classes} columns, but y of "
                f"shape {y.shape} has only the number of the class: compile "
                "with sparse_categorical_crossentropy, or give "
                f"keras.utils.to_categorical(y, {classes})."
            )
            return
        yield Finding(_mismatch(output, predictions, y.shape, x, sparse))
        return
    if sparse:
        wrong = (y < 0) | (y >= classes) | (y != np.floor(y))
        ignored = getattr(output.loss, "ignore_class", None)
        if ignored is not None:
            wrong &= y != ignored
        if wrong.any():
            yield Finding(
                f"y holds the class {y[wrong][0]}, but the model knows the "
                f"classes 0 to {classes - 1}: number the classes from 0, or "
                "give the last layer a unit for each."
            )
            return
    if kind == "binary" and (y.min() < 0 or y.max() > 1):
        yield Finding(
            f"binary_crossentropy wants targets from 0 to 1, but y goes from "
            f"{y.min()} to {y.max()}: give 0 and 1, or use another loss."
        )


def _holds_classes(predictions: Shape, y: np.ndarray) -> bool:
    """Say whether whole numbers may be meant as classes: no loss says so."""
    return (
        y.dtype.kind in "iu"
        and predictions[-1] > 1
        and _match((*predictions[:-1], 1), y.shape)
        and not _match(predictions, y.shape)
        and 0 <= y.min() <= y.max() < predictions[-1]
    )


def _has_columns(predictions: Shape, y: Shape, x: Shape) -> bool:
    if y == predictions:
        return y[-1] > 1
    per_step = y[1:] == x[1:2]  # rather one class for every step
    return y[-1] > 1 and y[:-1] == predictions[:-1] and not per_step


def _match(predictions: Shape, y: Shape) -> bool:
    # A last axis of one may be there or not: Keras adds or drops just one.
    near = abs(len(predictions) - len(y)) <= 1
    return near and _strip(predictions) == _strip(y)


def _strip(shape: Shape) -> Shape:
    while len(shape) > 1 and shape[-1] == 1:
        shape = shape[:-1]
    return shape


def _mismatch(
    output: Output, predictions: Shape, y: Shape, x: Shape, sparse
) -> str:
    """Say why predictions and targets differ in shape.

    `sparse` is whether a target is the number of a class, so that the last
    axis of the predictions has no counterpart in `y`.
    """
    p = (*predictions[:-1], 1) if sparse else predictions
    per_step = len(p) == 3
    if per_step and _is_once_a_sequence(p, y):
        return _too_many_predictions(output, predictions, y, sparse)
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
        return _too_few_predictions(output, predictions, y, sparse)
    if len(p) in (2, 3) and len(y) <= len(p):
        last = output.graph.operations[-1].name
        each = "step" if per_step else "sequence"
        has = 1 if len(y) == 1 or len(y) < len(p) else y[-1]
        stretched = ""
        if 1 in (has, p[-1]):
            stretched = ", and one would be stretched to the other"
        return (
            f"The last layer {last!r} predicts shape {p}, but y of shape {y} "
            f"has {_count(has, 'number')} per {each}{stretched}: give that "
            f"layer {_count(has, 'unit')}, or y {_count(p[-1], 'number')} per "
            f"{each}."
        )
    return (
        f"The predictions have shape {predictions}, but y has shape {y}: "
        "make them equal."
    )


def _is_once_a_sequence(p: Shape, y: Shape) -> bool:
    if len(y) == 3:
        return y[1] == 1 != p[1]
    return len(y) == 1 or y[1] in (1, p[2]) or y[1] != p[1]


def _too_many_predictions(output, p: Shape, y: Shape, sparse: bool) -> str:
    last = _last_recurrent(output, returns_sequences=True)
    if not last:
        return (
            f"The model predicts at every step, {p}, but y of shape {y} has "
            "one target per sequence: end it with one prediction per "
            "sequence, or give y a target for every step."
        )
    columns = y[-1] if len(y) > 1 else 1
    resize = ""
    if columns != p[-1] and not sparse:
        resize = f" and give the last layer {_count(columns, 'unit')}"
    return (
        f"The last {type(last).__name__} returns every step, but y of shape "
        f"{y} has one target per sequence: take return_sequences=True out of "
        f"the layer {last.name!r}{resize}, or give y a target for every step."
    )


def _too_few_predictions(output, p: Shape, y: Shape, sparse: bool) -> str:
    last = _last_recurrent(output, returns_sequences=False)
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


def _last_recurrent(output: Output, returns_sequences: bool):
    layers = output.graph.recurrent
    if layers and layers[-1].return_sequences == returns_sequences:
        return layers[-1]
    return None


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
