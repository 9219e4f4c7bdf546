"""Mistakes between the predictions of a model, its loss and its targets.

Keras stretches one number to many where shapes differ, and trains.
"""

from collections.abc import Iterator

import numpy as np

from helpers.fit_check.findings import (
    Finding,
    Output,
    is_recurrent,
    kind_of,
    last_layer,
    loss_kind,
    wrapped,
)
from helpers.fit_check.heads import activation_of, of_activation, of_reach
from helpers.shapes import Call, Shape


def of_targets(
    output: Output, predictions: Shape, y: np.ndarray, x: Shape
) -> Iterator[Finding]:
    """Say what is wrong with y, for these predictions from x of that shape."""
    kind = loss_kind(output)
    if kind == "own":
        yield from _stretched_by_own_loss(output, predictions, y)
        return
    if kind == "none" and _may_be_classes(predictions, y):
        # Wanted may be one number, though: only its loss could tell.
        if y.ndim == len(predictions) and _activation(output) == "linear":
            yield _of_numbers_or_classes(output, predictions, y)
            return
        kind = "sparse"
    wrong = list(_of_shape(output, kind, predictions, y, x))
    wrong = wrong or list(_of_classes(output, kind, predictions, y))
    yield from wrong
    if not wrong:
        yield from of_activation(output, predictions, y)
        if kind != "sparse":
            yield from of_reach(output, predictions, y)


# Classes: y holds their numbers, or a column for each.


def _may_be_classes(predictions: Shape, y: np.ndarray) -> bool:
    """Say whether whole numbers may be meant as classes: no loss says so.

    predictions (12, 3), y (12,) of 0, 1 and 2
    """
    return (
        y.dtype.kind in "iu"
        and predictions[-1] > 1
        and _match((*predictions[:-1], 1), y.shape)
        and not _match(predictions, y.shape)
        and 0 <= y.min() <= y.max() < predictions[-1]
    )


def _of_numbers_or_classes(output, predictions: Shape, y: np.ndarray):
    return Finding(
        f"The last layer {last_layer(output).name!r} predicts shape "
        f"{predictions} without an activation, but y of shape {y.shape} has 1 "
        "number each, and one would be stretched to the other: give that "
        "layer 1 unit; or, if y holds classes, activation='softmax', and "
        "compile with sparse_categorical_crossentropy. [Q69]",
        sure=False,
    )


def _of_shape(
    output: Output, kind: str, predictions: Shape, y: np.ndarray, x: Shape
) -> Iterator[Finding]:
    """Find predictions and targets of different shapes."""
    classes, shape = predictions[-1], y.shape
    number = (*predictions[:-1], 1)  # of the class, in place of a column each
    if kind == "sparse" and _has_columns(predictions, shape, x):
        yield Finding(
            "sparse_categorical_crossentropy wants the number of the class, "
            f"but y of shape {shape} has a column for each: give "
            "y.argmax(axis=-1), or compile with categorical_crossentropy. "
            "[Q69]"
        )
    elif kind == "categorical" and _match(number, shape) and classes > 1:
        yield Finding(
            f"categorical_crossentropy wants {classes} columns, but y of "
            f"shape {shape} has only the number of the class: compile "
            "with sparse_categorical_crossentropy, or give "
            f"keras.utils.to_categorical(y, {classes}). [Q69]"
        )
    elif not _match(number if kind == "sparse" else predictions, shape):
        used = _used_columns(predictions, y)
        if kind in ("categorical", "none") and used is not None:
            yield Finding(
                f"y of shape {shape} has {shape[-1]} columns, but only the "
                f"columns {used[0]} to {used[1]} are used, and the last layer "
                f"{last_layer(output).name!r} has {classes} units: number the "
                f"classes from 0, which is to give y[..., {used[0]}:"
                f"{used[0] + classes}]. [Q69]"
            )
        else:
            yield Finding(_mismatch(output, predictions, shape, x, kind))


def _used_columns(predictions: Shape, y: np.ndarray) -> tuple | None:
    """Return the first and last column of a one-hot y that is too wide.

    Letters by their codes: 123 columns, used are 97 to 122, the head has 26.
    """
    classes = predictions[-1]
    if y.shape[:-1] != predictions[:-1] or not 1 < classes < y.shape[-1]:
        return None
    used = np.flatnonzero(y.any(axis=tuple(range(y.ndim - 1))))
    one_hot = ((y == 0) | (y == 1)).all() and (y.sum(axis=-1) == 1).all()
    if not used.size or not one_hot:
        return None
    first = min(used[0], y.shape[-1] - classes)
    return (used[0], used[-1]) if used[-1] < first + classes else None


def _of_classes(
    output: Output, kind: str, predictions: Shape, y: np.ndarray
) -> Iterator[Finding]:
    """Find classes that the last layer has no unit for."""
    units, last = predictions[-1], last_layer(output).name
    y = y.astype(int) if y.dtype == bool else y
    whole = (y == np.floor(y)).all()
    if kind == "sparse":
        wrong = (y < 0) | (y >= units) | (y != np.floor(y))
        ignored = getattr(output.loss, "ignore_class", None)
        if ignored is not None:
            wrong &= y != ignored
        if not wrong.any():
            return
        value = y[wrong][0]
        says = f"y holds the class {value}, but the model knows"
        if units == 1:
            yield Finding(
                f"{says} one, for its last layer {last!r} has 1 unit: give "
                f"it {int(y.max()) + 1} units with activation='softmax'. [Q69]"
            )
        elif whole and (y[wrong] == value).all() and value < 0:
            yield Finding(
                f"{says} the classes 0 to {units - 1}: if it is padding, "
                "compile with keras.losses.SparseCategoricalCrossentropy("
                f"ignore_class={int(value)}, ...), or else number the "
                "classes from 0. [Q69]"
            )
        else:
            yield Finding(
                f"{says} the classes 0 to {units - 1}: number the classes "
                "from 0, or give the last layer a unit for each. [Q69]"
            )
        return
    one = units == 1 and _activation(output) == "sigmoid"
    labels = whole and y.min() == 0 and 1 < y.max() < 100
    if kind in ("binary", "none") and one and labels:
        count = int(y.max()) + 1
        yield Finding(
            f"y holds the labels 0 to {count - 1}, but {last!r} is one "
            f"sigmoid unit, which tells two classes apart: give it {count} "
            "units with activation='softmax', and compile with "
            "sparse_categorical_crossentropy. [Q69]",
            sure=kind == "binary",
        )
    elif kind == "binary" and (y.min() < 0 or y.max() > 1):
        # One more number below 0 and 1: weights may leave those samples out.
        yield Finding(
            f"binary_crossentropy wants targets from 0 to 1, but y goes from "
            f"{y.min()} to {y.max()}: give 0 and 1, or use another loss. "
            "[Q69]",
            sure=y.max() > 1 or len(np.unique(y)) != 3,
        )


def _activation(output: Output) -> str | None:
    return activation_of(wrapped(last_layer(output).operation))


def _has_columns(predictions: Shape, y: Shape, x: Shape) -> bool:
    if y == predictions:
        return y[-1] > 1
    per_step = y[1:] == x[1:2]  # rather one class for every step
    return y[-1] > 1 and y[:-1] == predictions[:-1] and not per_step


# Shapes, (12, 5, 1) and the like.


def _match(predictions: Shape, y: Shape) -> bool:
    # A last axis of one may be there or not: Keras adds or drops just one.
    near = abs(len(predictions) - len(y)) <= 1
    return near and _strip(predictions) == _strip(y)


def _strip(shape: Shape) -> Shape:
    while len(shape) > 1 and shape[-1] == 1:
        shape = shape[:-1]
    return shape


def _mismatch(
    output: Output, predictions: Shape, y: Shape, x: Shape, kind: str
) -> str:
    """Say why predictions and targets differ in shape.

    With the loss "sparse" a target is the number of a class, so that the last
    axis of the predictions has no counterpart in `y`.
    """
    sparse = kind == "sparse"
    p = (*predictions[:-1], 1) if sparse else predictions
    last = last_layer(output).name
    per_step = len(p) == 3
    if per_step and p[2] > 1 and y[1:] == (p[1] * p[2],):
        return (
            f"The model predicts {p[1]} steps of {p[2]} numbers, but y of "
            f"shape {y} has them in a row: give y.reshape({(-1, *p[1:])}). "
            "[Q51]"
        )
    if per_step and _is_once_a_sequence(p, y):
        return _too_many_predictions(output, predictions, y, sparse)
    if per_step and len(y) == 3 and y[1] != p[1]:
        return (
            f"The model predicts {p[1]} steps, but y of shape {y} has "
            f"{y[1]}: cut both to the same length. [Q51]"
        )
    if len(p) == 2 and len(y) == 3 and y[1] == 1:
        return (
            f"y of shape {y} has one axis more than the predictions, "
            f"{predictions}: give y[:, 0]. [Q51]"
        )
    if len(p) == 2 and len(y) == 3 and y[1] * y[2] == p[1] and not sparse:
        return (
            f"The model predicts all steps in a row, {predictions}, but y of "
            f"shape {y} has an axis for them: put Reshape({y[1:]}) above the "
            f"last layer {last!r}. [Q51]"
        )
    if len(p) == 2 and (len(y) == 3 or (p[1] == 1 and y[1:] == x[1:2])):
        return _too_few_predictions(output, predictions, y, sparse)
    if len(p) in (2, 3) and len(y) <= len(p):
        each = "step" if per_step else "sequence"
        has = 1 if len(y) == 1 or len(y) < len(p) else y[-1]
        stretched = ""
        if 1 in (has, p[-1]) and kind in ("plain", "none"):
            stretched = ", and one would be stretched to the other"
        mend = f"give that layer {_count(has, 'unit')}"
        if is_recurrent(last_layer(output)):
            mend = f"put a Dense({has}) above that layer"
        return (
            f"The last layer {last!r} predicts shape {p}, but y of shape {y} "
            f"has {_count(has, 'number')} per {each}{stretched}: {mend}, or "
            f"y {_count(p[-1], 'number')} per {each}. [Q51]"
        )
    return (
        f"The predictions have shape {predictions}, but y has shape {y}: "
        "make them equal. [Q51]"
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
            "sequence, or give y a target for every step. [Q49]"
        )
    columns = y[-1] if len(y) > 1 else 1
    calls = output.graph.calls
    above = calls[calls.index(last) + 1 :]
    each = [c for c in above if kind_of(c.operation) == "TimeDistributed"]
    resize = ""
    if each:
        resize = f", the layer in {each[0].name!r} out of its TimeDistributed"
    if columns != p[-1] and not sparse:
        resize += f" and give the last layer {_count(columns, 'unit')}"
    return (
        f"The last {kind_of(last.operation)} returns every step, but y of "
        f"shape {y} has one target per sequence: take return_sequences=True "
        f"out of the layer {last.name!r}{resize}, or give y a target for "
        "every step. [Q49]"
    )


def _too_few_predictions(output, p: Shape, y: Shape, sparse: bool) -> str:
    last = _last_recurrent(output, returns_sequences=False)
    mend = "keep the time axis up to the last layer"
    if last:
        mend = (
            f"set return_sequences=True in the last {kind_of(last.operation)} "
            f"layer, {last.name!r}"
        )
    horizon = ""
    if len(y) == 2 and not sparse:
        horizon = f", or end with {y[1]} units if y is a horizon"
    return (
        f"The model predicts once per sequence, {p}, but y of shape {y} has a "
        f"target for every step: {mend}, or give y one target per sequence"
        f"{horizon}. [Q50]"
    )


def _last_recurrent(output: Output, returns_sequences: bool) -> Call | None:
    able = [*filter(is_recurrent, output.graph.calls)]
    if able and able[-1].operation.return_sequences == returns_sequences:
        return able[-1]
    return None


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


# A loss of one's own: what it does shows when it is called.


def _stretched_by_own_loss(
    output: Output, predictions: Shape, y: np.ndarray
) -> Iterator[Finding]:
    """Find a loss that compares one target with each of several predictions.

    predictions (20, 8), y (20, 1), and mean((y - p) ** 2). Quantiles are of
    these shapes, too, but each column means another thing to their loss.
    """
    shape, wanted = as_a_loss_reads_them(output.loss, predictions, y.shape)
    method = hasattr(output.loss, "__self__")  # it may change its model
    if method or shape == wanted:
        return
    count = min(4, len(y))
    small, large = (count, *wanted[1:]), (count, *shape[1:])
    axis = 1
    if len(shape) == len(wanted):
        pairs = enumerate(zip(small, large, strict=True))
        wide = [i for i, pair in pairs if pair[0] != pair[1] and 1 in pair]
        if not wide:
            return
        axis = wide[0]
    if not _compares_number_with_number(output.loss, small, large, axis):
        return
    last, mend = last_layer(output).name, "set return_sequences below it"
    if y.ndim == len(predictions) == axis + 1:
        mend = f"give that layer {_count(y.shape[-1], 'unit')}"
    elif y.ndim == 1 and len(predictions) == 2:
        mend = "give y[:, np.newaxis]"
    elif y.ndim < len(predictions) or y.shape[axis] == 1:
        mend = "take return_sequences=True out below it"
    yield Finding(
        f"The last layer {last!r} predicts shape {predictions}, but y has "
        f"shape {y.shape}, and your loss stretches one to the other: {mend}, "
        "or give y the shape of the predictions. [Q51]",
        sure=False,
    )


def as_a_loss_reads_them(
    loss: object, predictions: Shape, y: Shape
) -> tuple[Shape, Shape]:
    """Return both shapes without a last axis of one that the other lacks.

    Keras takes it off for a function, but not for a class of one's own.
    """
    import keras

    if not isinstance(loss, keras.losses.Loss):
        if len(predictions) == len(y) + 1 and predictions[-1] == 1:
            return predictions[:-1], y
        if len(y) == len(predictions) + 1 and y[-1] == 1:
            return predictions, y[:-1]
    return predictions, y


def _compares_number_with_number(
    loss: object, y: Shape, p: Shape, axis: int
) -> bool:
    """Say whether a loss is the same for stretched y and predictions.

    And whether it treats all columns alike, and each with its own target.
    """
    import keras

    random = np.random.default_rng(0)
    try:
        wide = np.broadcast_shapes(y, p)
    except ValueError:
        return False

    def value(targets, answers):
        arrays = (targets, answers)
        tensors = [keras.ops.convert_to_tensor(a, "float32") for a in arrays]
        return float(keras.ops.mean(loss(*tensors)))

    def draw(shape):
        return random.uniform(0.1, 0.9, shape)

    targets, answers, pair = draw(y), draw(p), (draw(wide), draw(wide))
    stretched = [np.broadcast_to(a, wide) for a in (targets, answers)]
    turned = [np.roll(a, 1, axis) for a in pair]
    columns = np.eye(wide[axis]).reshape(
        -1, wide[axis], *(1,) * (len(wide) - axis - 1)
    )
    try:
        return (
            np.isclose(value(targets, answers), value(*stretched))
            and np.isclose(value(*pair), value(*turned))
            and not np.isclose(value(*pair), value(pair[0], turned[1]))
            # The best of several guesses alone may count, too.
            and not any(
                np.isclose(value(*pair), value(pair[0], pair[1] + column))
                for column in columns[:8]
            )
        )
    except Exception:  # it is not ours: it may want anything, and raise so
        return False
