"""What there is to know of a model before it meets its targets."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import keras


def operations(model: "keras.Model") -> list["keras.Operation"]:
    """Return the layers, and the functions between them, from the input up.

    Those of a model within the model take its place.
    """
    import keras

    # No keras.Model: it would change the name of the lesson's next model.
    graph = keras.Function(model.inputs, model.outputs)
    found = []
    for operation in graph.operations:
        inner = isinstance(operation, keras.Model) and operation.inputs
        found += operations(operation) if inner else [operation]
    return found


def predicted_shape(
    model: "keras.Model", x: tuple[int, ...]
) -> tuple[int, ...]:
    """Return the shape of the predictions for an input of shape `x`.

    Nothing is computed but the shape; the model has one input, one output.
    """
    import keras

    # The model itself may want its input in a list or a dictionary.
    graph = keras.Function(model.inputs[0], model.outputs[0])
    return tuple(graph.compute_output_shape(x))


def recurrent(model: "keras.Model") -> list["keras.Layer"]:
    """Return the layers that can return a sequence, from the input up."""
    return [o for o in operations(model) if hasattr(o, "return_sequences")]


def graph_findings(model: "keras.Model") -> list[str]:
    """Say what is wrong with the model, whatever its data are."""
    return [*_lost_sequences(model), *_constant_softmax(model)]


def loss_kind(model: "keras.Model") -> str:
    """Name the kind of loss that the model was compiled with.

    Returns
    -------
    kind
        ``"sparse"``, ``"categorical"``, ``"binary"``, ``"plain"`` for any
        other that compares number with number, ``"own"`` for one that may do
        anything, ``"none"`` for a model that is not compiled.
    """
    if not model.compiled:
        return "none"
    loss = loss_of(model)
    name = getattr(loss, "__name__", None) or type(loss).__name__
    name = name.replace("_", "").lower()
    if not getattr(loss, "__module__", "").startswith("keras."):
        return "own"
    if name in ("lossfunctionwrapper", "ctc"):
        return "own"
    if name == "sparsecategoricalcrossentropy":
        return "sparse"
    starts = (k for k in ("categorical", "binary") if name.startswith(k))
    return next(starts, "plain")


def loss_of(model: "keras.Model") -> object:
    """Return the loss as an object, or None where there is not just one."""
    import keras

    losses = keras.tree.flatten(getattr(model, "loss", None))
    try:
        return keras.losses.get(losses[0]) if len(losses) == 1 else None
    except ValueError:
        return None


def _lost_sequences(model: "keras.Model") -> Iterator[str]:
    layers = recurrent(model)
    for number, upper in enumerate(layers):
        lower, blamed = _below(upper, operations(model))
        if lower is None or blamed is None or lower.return_sequences:
            continue
        # An encoder and decoder: repeated on purpose, for a sequence as answer
        decodes = all(layer.return_sequences for layer in layers[number:])
        steps = _output(blamed).shape[1]
        repeats = type(blamed).__name__ == "RepeatVector"
        if decodes and (repeats or steps != 1):
            continue
        gives = "1 step" if steps == 1 else f"{steps} steps"
        yield (
            f"The layer {blamed.name!r} hands {upper.name!r} {gives} made "
            f"from the last output of {lower.name!r}, so the sequence is "
            f"gone: take {blamed.name!r} out and set return_sequences=True in "
            f"{lower.name!r}."
        )


def _below(upper, graph):
    """Find the recurrent layer under `upper`, and what made its output 3D."""
    import keras

    makers = {
        id(tensor): operation
        for operation in graph
        for tensor in keras.tree.flatten(operation.output)
    }
    tensor = keras.tree.flatten(upper.input)[0]
    blamed = None
    while (operation := makers.get(id(tensor))) is not None:
        if hasattr(operation, "return_sequences"):
            return operation, blamed
        inputs = keras.tree.flatten(operation.input)
        if len(inputs) != 1 or inputs[0] is tensor:
            break
        if len(inputs[0].shape) == 2 and len(tensor.shape) == 3:
            blamed = operation
        tensor = inputs[0]
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
