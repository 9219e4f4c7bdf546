"""Can the last layer say what the targets hold, and does its loss fit it?

Both are read from activations: a sigmoid gives 0 to 1, whatever its input.
"""

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from helpers.fit_findings import (
    Finding,
    Output,
    kind_of,
    loss_kind,
    loss_name,
    wrapped,
)
from helpers.shapes import Call, Graph, Shape

if TYPE_CHECKING:
    import keras

Range = tuple[float, float]
_ANY = (-math.inf, math.inf)
_RANGES: dict[str, Range] = {
    "sigmoid": (0, 1),
    "hard_sigmoid": (0, 1),
    "softmax": (0, 1),
    "tanh": (-1, 1),
    "hard_tanh": (-1, 1),
    "softsign": (-1, 1),
    "relu": (0, math.inf),
    "relu6": (0, 6),
    "softplus": (0, math.inf),
    "exponential": (0, math.inf),
}
# What comes out lies where what goes in lies.
_KEEPING = {
    "AveragePooling1D",
    "Cast",
    "Cropping1D",
    "Dropout",
    "ExpandDims",
    "Flatten",
    "GetItem",
    "GlobalAveragePooling1D",
    "GlobalMaxPooling1D",
    "Identity",
    "MaxPooling1D",
    "Permute",
    "RepeatVector",
    "Reshape",
    "Squeeze",
    "Transpose",
    "UpSampling1D",
}
_RECURRENT = ("LSTM", "GRU", "SimpleRNN", "ConvLSTM1D", "ConvLSTM2D")
# These want the very numbers; a cosine or a hinge, say, does not.
_OF_NUMBERS = {
    "meansquarederror",
    "meanabsoluteerror",
    "meanabsolutepercentageerror",
    "meansquaredlogarithmicerror",
    "huber",
    "logcosh",
    "poisson",
}
# So much of the variance of the targets may lie out of reach. Targets of mean
# 0 and spread 1 lose 0.15 of it to a tanh, and such models are published.
_MAY_BE_LOST = 1 / 3


def of_reach(
    output: Output, predictions: Shape, y: np.ndarray
) -> Iterator[Finding]:
    """Find targets that the last layer cannot say.

    y from 250 to 350 under a sigmoid: the nearest it gives is 1.
    """
    if loss_name(output) not in _OF_NUMBERS and output.loss is not None:
        return
    if predictions[-1] == 1 and _last_activation(output.graph)[1] == "softmax":
        return  # it is always 1, as `fit_layers` says
    head, (low, high) = _range(output.graph, output.graph.outputs[0])
    wanted = np.asarray(y, float).reshape(-1, predictions[-1])
    if head is None or len(wanted) < 4 or not np.isfinite(wanted).all():
        return
    lost = wanted - wanted.clip(low, high)
    outside = np.unique(wanted[lost != 0])
    # One value below: samples without a target, which weights leave out.
    if len(outside) == 1 and outside[0] < low and (lost == 0).any():
        return
    spread = np.maximum(wanted.var(axis=0), 1e-12)
    share = ((lost**2).mean(axis=0) / spread).mean()
    if share < _MAY_BE_LOST:
        return
    gives = f"{low:g} to {high:g}" if high < math.inf else f"{low:g} or more"
    layer, mend = wrapped(head.operation), f"take {head.name!r} out"
    if hasattr(head.operation, "return_sequences"):
        mend = f"put a Dense({predictions[-1]}) above it"
    elif kind_of(layer) != "Activation" and hasattr(layer, "activation"):
        mend = f"take the activation out of {head.name!r}"
    yield Finding(
        f"The model gives {gives} only, because of the activation of "
        f"{head.name!r}, but y goes from {wanted.min():.4g} to "
        f"{wanted.max():.4g}: {mend}, or scale y.",
        sure=share >= 1,
    )


def _range(
    graph: Graph, tensor: "keras.KerasTensor"
) -> tuple[Call | None, Range]:
    """Return where the numbers of a tensor lie, and the call that sees to it.

    sigmoid, Rescaling(100): 0 to 100; sigmoid, Dense: anything.
    """
    call = graph.maker(tensor)
    if call is None:
        return None, _ANY
    kind = kind_of(call.operation)
    if kind in _KEEPING and len(call.inputs) == 1:
        return _range(graph, call.inputs[0])
    if kind == "Rescaling":
        head, ends = _range(graph, call.inputs[0])
        scale, offset = call.operation.scale, call.operation.offset
        ends = np.multiply.outer(ends, scale) + offset
        return head, (float(ends.min()), float(ends.max()))
    inner = wrapped(call.operation)
    low, high = _RANGES.get(activation_of(inner), _ANY)
    if kind_of(inner) in _RECURRENT:
        gate = activation_of(inner, "recurrent_activation")
        merge = getattr(call.operation, "merge_mode", "concat")
        if gate not in (None, "sigmoid", "hard_sigmoid") or merge == "mul":
            return None, _ANY
        times = 2 if merge == "sum" else 1
        low, high = times * min(low, 0), times * high
    return (None if (low, high) == _ANY else call), (low, high)


def activation_of(layer: object, which: str = "activation") -> str | None:
    """Name the activation of a layer or operation; None if it is unknown."""
    kind = kind_of(layer)
    if kind == "ReLU":
        plain = not layer.negative_slope and layer.max_value is None
        return "relu" if plain and not layer.threshold else None
    if kind in ("Softmax", "Sigmoid", "Tanh", "Relu", "Softplus"):
        last = getattr(layer, "axis", -1) == -1
        return kind.lower() if last else None
    function = getattr(layer, which, None)
    for part in (type(layer), function):  # one's own may do anything
        if not getattr(part, "__module__", "").startswith("keras."):
            return None
    return getattr(function, "__name__", None)


def of_activation(
    output: Output, predictions: Shape, y: np.ndarray
) -> Iterator[Finding]:
    """Find an activation of the last layer that is not the loss's."""
    kind, name = loss_kind(output), loss_name(output)
    head, activation = _last_activation(output.graph)
    if head is None or kind not in ("sparse", "categorical", "binary"):
        return
    loss = getattr(output.loss, "__name__", type(output.loss).__name__)
    logits = getattr(output.loss, "from_logits", False)
    units, of_head = predictions[-1], f"the layer {head.name!r}"
    one_of_many = kind != "binary" or (
        y.ndim > 1 and np.allclose(y.sum(axis=-1), 1)
    )
    if logits:
        if activation in ("softmax", "sigmoid"):
            yield Finding(
                f"The loss has from_logits=True and wants raw scores, but "
                f"{of_head} gives those of a {activation}: take "
                "from_logits=True out, or the activation.",
                sure=False,
            )
        return
    if units == 1 and activation == "softmax":
        return  # it is always 1, as `fit_layers` says
    if kind != "binary" and units == 1:
        yield Finding(
            f"{loss} compares the units of a layer, but {of_head} has one: "
            "compile with binary_crossentropy, and give it a sigmoid, or one "
            "unit per class."
        )
    elif kind == "binary" and activation == "softmax":
        if one_of_many:
            yield Finding(
                f"Each row of y names one of {units} classes, and {of_head} "
                f"has the softmax for that, but {loss} asks every unit for "
                "itself: compile with categorical_crossentropy.",
                sure=False,
            )
        else:
            yield Finding(
                f"{loss} asks every unit of {of_head} for itself, but its "
                "softmax makes them share a sum of 1: use "
                "activation='sigmoid'.",
                sure=False,
            )
    elif kind != "binary" and activation == "sigmoid":
        several = kind == "categorical" and not np.allclose(y.sum(axis=-1), 1)
        mend = "use activation='softmax'"
        if several:
            mend = "compile with binary_crossentropy"
        yield Finding(
            f"{loss} wants shares that sum to 1, but the sigmoids of "
            f"{of_head} answer each for itself: {mend}.",
            sure=False,
        )
    elif activation not in ("softmax", "sigmoid", "hard_sigmoid"):
        low = _RANGES.get(activation, _ANY)[0]
        wanted = "sigmoid" if kind == "binary" else "softmax"
        gives = "gives any number"
        if activation != "linear":
            gives = f"ends in {activation}"
        mend = f"give {of_head} activation={wanted!r}"
        if hasattr(head.operation, "return_sequences"):
            gives = f"ends in {activation}"
            mend = f"put a Dense({units}, activation={wanted!r}) above it"
        elif activation == "linear":
            mend += f", or compile with {_class_of(name)}(from_logits=True)"
        yield Finding(
            f"{loss} wants probabilities, but {of_head} {gives}: {mend}.",
            sure=low < 0,
        )


def _last_activation(graph: Graph) -> tuple[Call | None, str | None]:
    tensor = graph.outputs[0]
    while (call := graph.maker(tensor)) is not None:
        kind = kind_of(call.operation)
        if kind not in _KEEPING or len(call.inputs) != 1:
            break
        (tensor,) = call.inputs
    if call is None:
        return None, None
    inner = wrapped(call.operation)
    activation = activation_of(inner)
    return (call if activation else None), activation


def _class_of(name: str) -> str:
    import keras

    names = {n.lower(): n for n in dir(keras.losses) if n[0].isupper()}
    return f"keras.losses.{names[name]}"
