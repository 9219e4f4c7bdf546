"""Compare what the model predicts with the targets."""

from typing import TYPE_CHECKING

import numpy as np

from helpers.fitting.layers import loss_kind, loss_of
from helpers.fitting.mismatch import mismatch

if TYPE_CHECKING:
    import keras

Shape = tuple[int, ...]


def target_findings(
    model: "keras.Model", predictions: Shape, y: np.ndarray, x: Shape
) -> list[str]:
    """Say what is wrong with the targets, for the predictions and the loss.

    Parameters
    ----------
    model
        A model with one output; if it is compiled, its loss counts.
    predictions
        Shape of its predictions, samples first, as many as in `y`.
    y
        The targets.
    x
        Shape of the input.
    """
    kind = loss_kind(model)
    classes = predictions[-1]
    if kind == "own":
        return []
    if kind == "none" and _holds_classes(predictions, y):
        kind = "sparse"
    sparse = kind == "sparse"
    numbers = (*predictions[:-1], 1)
    if sparse and _has_columns(predictions, y.shape, x):
        return [
            "sparse_categorical_crossentropy wants the number of the class, "
            f"but y of shape {y.shape} has a column for each: give "
            "y.argmax(axis=-1), or compile with categorical_crossentropy."
        ]
    if not _fit(numbers if sparse else predictions, y.shape):
        if kind == "categorical" and _fit(numbers, y.shape):
            return [
                f"categorical_crossentropy wants {classes} columns, but y of "
                f"shape {y.shape} has only the number of the class: compile "
                "with sparse_categorical_crossentropy, or give "
                f"keras.utils.to_categorical(y, {classes})."
            ]
        return [mismatch(model, predictions, y.shape, x, sparse)]
    if sparse:
        return _outside_classes(y, classes, loss_of(model))
    if kind == "binary" and (y.min() < 0 or y.max() > 1):
        return [
            f"binary_crossentropy wants targets from 0 to 1, but y goes from "
            f"{y.min()} to {y.max()}: give 0 and 1, or use another loss."
        ]
    return []


def _holds_classes(predictions: Shape, y: np.ndarray) -> bool:
    """Say whether whole numbers may be meant as classes: no loss says so."""
    return (
        y.dtype.kind in "iu"
        and predictions[-1] > 1
        and _fit((*predictions[:-1], 1), y.shape)
        and not _fit(predictions, y.shape)
        and 0 <= y.min() <= y.max() < predictions[-1]
    )


def _has_columns(predictions: Shape, y: Shape, x: Shape) -> bool:
    if y == predictions:
        return y[-1] > 1
    per_step = y[1:] == x[1:2]  # rather one class for every step
    return y[-1] > 1 and y[:-1] == predictions[:-1] and not per_step


def _outside_classes(y: np.ndarray, classes: int, loss: object) -> list[str]:
    ignored = getattr(loss, "ignore_class", None)
    wrong = (y < 0) | (y >= classes) | (y != np.floor(y))
    if ignored is not None:
        wrong &= y != ignored
    if not wrong.any():
        return []
    return [
        f"y holds the class {y[wrong][0]}, but the model knows the classes 0 "
        f"to {classes - 1}: number the classes from 0, or give the last layer "
        "a unit for each."
    ]


def _fit(predictions: Shape, y: Shape) -> bool:
    # A last axis of one may be there or not: Keras adds or drops just one.
    near = abs(len(predictions) - len(y)) <= 1
    return near and _strip(predictions) == _strip(y)


def _strip(shape: Shape) -> Shape:
    while len(shape) > 1 and shape[-1] == 1:
        shape = shape[:-1]
    return shape
