"""What there is to know of a model before it meets its targets."""

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
