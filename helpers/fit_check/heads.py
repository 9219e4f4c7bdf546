"""Can the last layer say what the targets hold, and does its loss fit it?

Both are read from activations: a sigmoid gives 0 to 1, whatever its input.
"""

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from helpers.fit_check.findings import (
    Finding,
    Output,
    is_recurrent,
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
        return  # it is always 1, as `layers.py` says
    head, (low, high) = _range(output.graph, output.graph.outputs[0])
    if head is None:
        return
    some = y[:: len(y) // 1000 + 1]  # of many, as a copy is made
    wanted = np.asarray(some, float).reshape(-1, predictions[-1])
    if len(wanted) < 4 or not np.isfinite(wanted).all():
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
    if is_recurrent(head):
        mend = f"put a Dense({predictions[-1]}) above it"
    elif kind_of(layer) != "Activation" and hasattr(layer, "activation"):
        mend = f"take the activation out of {head.name!r}"
    yield Finding(
        f"The model gives {gives} only, because of the activation of "
        f"{head.name!r}, but y goes from {float(y.min()):.4g} to "
        f"{float(y.max()):.4g}: {mend}, or scale y. [Q56]",
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
    if _keeps(call):
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
    """Find an activation of the last layer that is not the loss's.

    sigmoid for binary crossentropy, softmax for the categorical and sparse
    one; none with from_logits=True
    """
    kind, units = loss_kind(output), predictions[-1]
    head, activation = _last_activation(output.graph)
    if head is None or kind not in _WANTED:
        return
    wanted, wants = _WANTED[kind]
    loss = getattr(output.loss, "__name__", type(output.loss).__name__)
    but = f"but the layer {head.name!r}"
    if getattr(output.loss, "from_logits", False):
        if activation in ("sigmoid", "softmax"):
            yield Finding(
                f"The loss has from_logits=True and wants raw scores, {but} "
                f"ends in {activation}: take from_logits=True out, or the "
                "activation. [Q69]",
                sure=False,
            )
    elif activation == wanted or (activation, units) == ("softmax", 1):
        return  # a softmax of one unit is known to `layers.py`
    elif (kind, activation, units) == ("binary", "softmax", 2) and np.allclose(
        y.sum(axis=-1), 1
    ):
        return  # of two classes both losses are the same number
    elif kind != "binary" and units == 1:
        yield Finding(
            f"{loss} compares units, {but} has one: compile with "
            "binary_crossentropy, and give it a sigmoid, or one unit per "
            "class. [Q69]"
        )
    elif activation in ("sigmoid", "softmax"):
        # Whether y names one class of many decides which of the two is right.
        one = kind == "sparse" or np.allclose(y.sum(axis=-1), 1)
        mend = f"give it activation={wanted!r}"
        if one != (wanted == "softmax"):
            other = "categorical" if one else "binary"
            mend = f"compile with {other}_crossentropy"
        yield Finding(
            f"{loss} wants {wants}, {but} ends in {activation}: {mend}. [Q69]",
            sure=False,
        )
    elif activation != "hard_sigmoid":
        ends = f"ends in {activation}"
        mend = f"give it activation={wanted!r}"
        if is_recurrent(head):
            mend = f"put a Dense({units}, activation={wanted!r}) above it"
        elif activation == "linear":
            ends = "has no activation"
            mend += f", or compile with {_class_of(output)}(from_logits=True)"
        yield Finding(
            f"{loss} wants {wants}, {but} {ends}: {mend}. [Q69]",
            sure=_RANGES.get(activation, _ANY)[0] < 0,
        )


_WANTED = {
    "binary": ("sigmoid", "a probability of each unit for itself"),
    "categorical": ("softmax", "probabilities that sum to 1"),
    "sparse": ("softmax", "probabilities that sum to 1"),
}


def _class_of(output: Output) -> str:
    """Name the class of a loss that may be a function."""
    import keras

    names = {n.lower(): n for n in dir(keras.losses) if n[0].isupper()}
    return f"keras.losses.{names[loss_name(output)]}"


def _keeps(call: Call) -> bool:
    kind = kind_of(call.operation)
    # A linear one comes last in mixed precision, for its dtype.
    is_linear = (
        kind == "Activation" and activation_of(call.operation) == "linear"
    )
    return (kind in _KEEPING or is_linear) and len(call.inputs) == 1


def _last_activation(graph: Graph) -> tuple[Call | None, str | None]:
    tensor = graph.outputs[0]
    while (call := graph.maker(tensor)) is not None and _keeps(call):
        (tensor,) = call.inputs
    if call is None:
        return None, None
    inner = wrapped(call.operation)
    activation = activation_of(inner)
    return (call if activation else None), activation
