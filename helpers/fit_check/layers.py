"""Mistakes in the layers of a model that show without any data.

A sequence that is lost on the way, one that runs backwards, a mask that never
masks, a layer that can only say one thing.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from helpers.fit_check.findings import (
    Finding,
    called,
    is_recurrent,
    kind_of,
    wrapped,
)
from helpers.shapes import Call, Graph

if TYPE_CHECKING:
    import keras

# They hand on the numbers of a step as they are, or thinned out.
_KEEPING = {
    "Activation",
    "AlphaDropout",
    "BatchNormalization",
    "Dropout",
    "GaussianDropout",
    "GaussianNoise",
    "Identity",
    "LayerNormalization",
    "LeakyReLU",
    "ReLU",
    "SpatialDropout1D",
}


def of_model(graph: Graph) -> list[Finding]:
    """Find what is wrong with a model, whatever its data are."""
    return [
        *_lost_sequences(graph),
        *_mixed_steps(graph),
        *_backward_steps(graph),
        *_constant_layers(graph),
        *_masks_of_vectors(graph),
    ]


def way_down(graph: Graph, tensor: "keras.KerasTensor") -> list[Call]:
    """Return the calls below a tensor, the nearest first.

    The way ends where several tensors come together, and at the first layer
    that can return a sequence, which belongs to it.
    """
    way = []
    while (call := graph.maker(tensor)) is not None:
        way.append(call)
        if is_recurrent(call) or len(call.inputs) != 1:
            break
        (tensor,) = call.inputs
    return way


def _pairs(graph: Graph) -> Iterator[tuple[Call, list[Call], Call]]:
    """Give each recurrent layer above another, and what lies between."""
    for upper in filter(is_recurrent, graph.calls):
        way = way_down(graph, upper.inputs[0])
        if way and is_recurrent(way[-1]):
            yield upper, way[:-1], way[-1]


def _lost_sequences(graph: Graph) -> Iterator[Finding]:
    """Find layers that are handed no sequence, though the one below read one.

    (12, 5, 2) -> LSTM -> (12, 4) -> Reshape -> (12, 1, 4) -> LSTM
    """
    for upper, between, lower in _pairs(graph):
        read, steps = lower.inputs[0].shape[1], upper.inputs[0].shape[1]
        if read == 1 or len(upper.inputs[0].shape) != 3:
            continue
        if lower.operation.return_sequences:
            made = [c for c in between if kind_of(c.operation) not in _KEEPING]
            if steps == 1 and made and lower.outputs[0].shape[1] != 1:
                names = " and ".join(repr(c.name) for c in reversed(made))
                yield Finding(
                    f"The {called(made[0])} hands {upper.name!r} 1 step of "
                    f"those of {lower.name!r}, so there is no sequence to "
                    f"read: take {names} out. [Q52]"
                )
            continue
        made = [c for c in between if len(c.inputs[0].shape) == 2]
        made = [c for c in made if len(c.outputs[0].shape) == 3]
        if not made:
            continue
        # An encoder and decoder: repeated on purpose, for a sequence as answer
        repeats = kind_of(made[0].operation) == "RepeatVector"
        if _answers_in_steps(graph, upper) and (repeats or steps != 1):
            continue
        gives = "1 step" if steps == 1 else f"{steps} steps"
        yield Finding(
            f"The {called(made[0])} hands {upper.name!r} {gives} made from "
            f"the last output of {lower.name!r}, so the sequence is gone: "
            f"take {made[0].name!r} out and set return_sequences=True in "
            f"{lower.name!r}. [Q52]",
            sure=repeats or steps == 1,
        )


def _answers_in_steps(graph: Graph, decoder: Call) -> bool:
    """Say whether the steps of a layer reach the output of the model."""
    told = {id(tensor) for tensor in decoder.outputs[:1]}
    for call in graph.calls[graph.calls.index(decoder) :]:
        if call is not decoder and told.isdisjoint(map(id, call.inputs)):
            continue
        told.update(map(id, call.outputs))
        if is_recurrent(call) and not call.operation.return_sequences:
            return False
        read, gives = len(call.inputs[0].shape), len(call.outputs[0].shape)
        joins = kind_of(call.operation) in ("Flatten", "Reshape")
        if len(call.inputs) == 1 and (read, gives) == (3, 2) and not joins:
            return False
    return True


def _mixed_steps(graph: Graph) -> Iterator[Finding]:
    """Find steps that are turned round or cut anew between two layers.

    (12, 4, 6) -> Permute -> (12, 6, 4): the six units are read as steps
    (12, 4, 6) -> Reshape -> (12, 3, 8): a step and a third in each new one
    (12, 4, 6) -> Reshape -> (12, 2, 12): two steps in each new one, no mistake
    """
    for upper, between, lower in _pairs(graph):
        made = [c for c in between if kind_of(c.operation) not in _KEEPING]
        kinds = {kind_of(call.operation) for call in made}
        shapes = lower.outputs[0].shape, upper.inputs[0].shape
        if shapes[1][1] == 1 or [len(shape) for shape in shapes] != [3, 3]:
            continue
        units, read = shapes[0][2], shapes[1][2]
        if kinds and kinds <= {"Permute", "Transpose"} and len(made) % 2:
            happens = "exchanges the steps and the units"
        elif "Reshape" in kinds <= {"Reshape", "Flatten"} and read % units:
            happens = "cuts anew the steps"
        else:
            continue
        yield Finding(
            f"The {called(made[0])} {happens} of {lower.name!r}, and "
            f"{upper.name!r} reads them as if they were time steps: take "
            f"{made[0].name!r} out. [Q70]",
            sure=False,
        )


def _backward_steps(graph: Graph) -> Iterator[Finding]:
    """Find steps that reach the output last one first.

    A layer with go_backwards=True returns them in the order in which it read.
    """
    # Of each sequence, the layer that turned it round, or None.
    order: dict[int, Call | None] = {id(t): None for t in graph.inputs}
    for call in graph.calls:
        kind = kind_of(call.operation)
        sequences = [
            t for t in call.inputs if id(t) in order or len(t.shape) > 2
        ]
        ordered = all(id(t) in order for t in sequences)
        if not sequences or not ordered or kind in _UNORDERED:
            continue
        known = [order[id(t)] for t in sequences]
        turned = [made for made in known if made]
        if 0 < len(turned) < len(known) and kind in _MERGES:
            yield Finding(
                f"The {called(call)} joins steps that run forward with those "
                f"of {turned[0].name!r}, which run backwards: "
                f"{_turn_round(turned[0])}",
                sure=False,
            )
            continue
        now = known[0]
        flips = kind == "Flip" and call.operation.axis in (1, -2, None)
        if getattr(call.operation, "go_backwards", False) or flips:
            now = None if now else call
        if len(call.outputs[0].shape) > 2:
            order[id(call.outputs[0])] = now
    for tensor in graph.outputs:
        made = order.get(id(tensor))
        if made is not None and len(tensor.shape) == 3:
            yield Finding(
                f"The {called(made)} returns its steps in the order in which "
                "it read them, the last one first, and so the model answers: "
                f"{_turn_round(made)}",
                sure=False,
            )


# They may turn the steps round, or not; or have made them.
_UNORDERED = {"GetItem", "Lambda", "Permute", "RepeatVector", "Transpose"}
_MERGES = {"Add", "Average", "Concatenate", "Maximum", "Multiply", "Subtract"}


def _turn_round(call: Call) -> str:
    out = f"take go_backwards=True out of {call.name!r}"
    if kind_of(call.operation) == "Flip":
        out = f"take {call.name!r} out"
    return (
        f"{out}, or turn its steps round with keras.ops.flip(..., axis=1). "
        "[Q71]"
    )


def _constant_layers(graph: Graph) -> Iterator[Finding]:
    """Find a softmax over one unit, and a Dropout that drops everything."""
    for call in graph.calls:
        inner = wrapped(call.operation)
        kind = kind_of(inner)
        if "Dropout" in kind and getattr(inner, "rate", 0) == 1:
            yield Finding(
                f"The layer {call.name!r} drops every number in training, so "
                "that nothing below it can learn: give it a rate below 1. "
                "[Q56]"
            )
        elif _softmax_axis(inner) is not None:
            axis = _softmax_axis(inner)
            if call.outputs[0].shape[axis] == 1:
                yield Finding(
                    f"The layer {call.name!r} has a softmax over one unit, "
                    "which is always 1: use activation='sigmoid', or one unit "
                    "per class. [Q57]"
                )


def _softmax_axis(layer: object) -> int | None:
    import keras

    if kind_of(layer) == "Softmax":
        return layer.axis if isinstance(layer.axis, int) else None
    activation = getattr(layer, "activation", None)
    return -1 if activation is keras.activations.softmax else None


def _masks_of_vectors(graph: Graph) -> Iterator[Finding]:
    """Find a Masking above an Embedding: no vector has only zeros."""
    import numpy as np

    for call in graph.calls:
        if kind_of(call.operation) != "Masking":
            continue
        for below in way_down(graph, call.inputs[0]):
            if kind_of(below.operation) == "Embedding":
                table = np.asarray(below.operation.embeddings)
                masked = (table == call.operation.mask_value).all(axis=-1)
                if masked.any():  # such as the zeros of GloVe for the padding
                    break
                yield Finding(
                    f"The layer {call.name!r} masks nothing, as no vector of "
                    f"{below.name!r} holds its mask value only: take "
                    f"{call.name!r} out, and set mask_zero=True in "
                    f"{below.name!r} if the id 0 is padding. [Q65]"
                )
            if kind_of(below.operation) not in _KEEPING:
                break
