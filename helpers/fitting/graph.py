"""Find mistakes in the model itself, whatever its data are."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from helpers.fitting.layers import operations, recurrent

if TYPE_CHECKING:
    import keras


def graph_findings(model: "keras.Model") -> list[str]:
    """Say what is wrong with the model, whatever its data are."""
    return [*_lost_sequences(model), *_constant_softmax(model)]


def _lost_sequences(model: "keras.Model") -> Iterator[str]:
    layers = recurrent(model)
    calls = _calls(model)
    for number, upper in enumerate(layers):
        lower, blamed = _below(upper, calls)
        if lower is None or blamed is None or lower.return_sequences:
            continue
        # An encoder and decoder: repeated on purpose, for a sequence as answer
        decodes = all(layer.return_sequences for layer in layers[number:])
        steps = blamed.output_tensors[0].shape[1]
        name = blamed.operation.name
        repeats = type(blamed.operation).__name__ == "RepeatVector"
        if decodes and (repeats or steps != 1):
            continue
        gives = "1 step" if steps == 1 else f"{steps} steps"
        yield (
            f"The layer {name!r} hands {upper.name!r} {gives} made from the "
            f"last output of {lower.name!r}, so the sequence is gone: take "
            f"{name!r} out and set return_sequences=True in {lower.name!r}."
        )


def _calls(model: "keras.Model") -> list:
    """Return the calls of layers and functions that make up this model.

    A layer's own `input` and `output` tell of its first call alone, and
    `Sequential.add` calls the layers below anew: so the nodes of the graph.
    """
    import keras

    by_depth = keras.Function(model.inputs, model.outputs)._nodes_by_depth
    found = []
    for depth in sorted(by_depth, reverse=True):
        for node in by_depth[depth]:
            operation = node.operation
            inner = isinstance(operation, keras.Model) and operation.inputs
            found += _calls(operation) if inner else [node]
    return found


def _below(upper, calls):
    """Find the recurrent layer under `upper`, and the call that made 3D."""
    makers = {id(t): call for call in calls for t in call.output_tensors}
    tensor = next(c for c in calls if c.operation is upper).input_tensors[0]
    blamed = None
    while (call := makers.get(id(tensor))) is not None:
        if hasattr(call.operation, "return_sequences"):
            return call.operation, blamed
        if len(call.input_tensors) != 1:
            break
        below = call.input_tensors[0]
        if len(below.shape) == 2 and len(tensor.shape) == 3:
            blamed = call
        tensor = below
    return None, None


def _constant_softmax(model: "keras.Model") -> Iterator[str]:
    import keras

    for operation in operations(model):
        inner = getattr(operation, "layer", operation)
        axis = -1
        if isinstance(inner, keras.layers.Softmax):
            axis = inner.axis
        elif getattr(inner, "activation", 0) is not keras.activations.softmax:
            continue
        if isinstance(axis, int) and _output(operation).shape[axis] == 1:
            yield (
                f"The layer {operation.name!r} has a softmax over one unit, "
                "which is always 1: use activation='sigmoid', or one unit "
                "per class."
            )


def _output(operation):
    import keras

    return keras.tree.flatten(operation.output)[0]
