"""Take a Keras model apart, whichever way it was written."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import keras

# They change neither a shape nor a number of parameters.
_HARMLESS = ("Activation", "Dropout")


@dataclass(frozen=True)
class Parts:
    """A model and its layers, from the input up, without harmless ones.

    `kinds` are the names of their classes, where a TimeDistributed(Dense) is
    a Dense, as it computes the same; `others` are the kinds that are neither
    LSTM nor Dense. `input_shapes` include the samples; there are none in a
    model that was not told. `stopped`: Keras raised while the last layer was
    added; that layer is among the layers, but the model was never built.
    """

    model: "keras.Model"
    layers: list["keras.Layer"]
    kinds: list[str]
    lstms: list["keras.layers.LSTM"]
    heads: list["keras.layers.Dense"]
    others: list[str]
    input_shapes: list[tuple[int | None, ...]]
    stopped: bool


def take_apart(model: "keras.Model") -> Parts:
    """Return the parts of a Sequential or functional model.

    A model of another kind may lack layers, and has no input.
    """
    import keras

    layers = [
        _inner(layer)
        for layer in _layers(model)
        if type(layer).__name__ not in _HARMLESS
    ]
    kinds = [type(layer).__name__ for layer in layers]
    shapes = _input_shapes(model)
    return Parts(
        model=model,
        layers=layers,
        kinds=kinds,
        lstms=[one for one in layers if isinstance(one, keras.layers.LSTM)],
        heads=[one for one in layers if isinstance(one, keras.layers.Dense)],
        others=[kind for kind in kinds if kind not in ("LSTM", "Dense")],
        input_shapes=shapes,
        stopped=bool(layers and shapes) and not model.built,
    )


def _layers(model: "keras.Model") -> list["keras.Layer"]:
    import keras

    return [
        layer
        for layer in model.layers
        if not isinstance(layer, keras.layers.InputLayer)
    ]


def _inner(layer: "keras.Layer") -> "keras.Layer":
    import keras

    if isinstance(layer, keras.layers.TimeDistributed) and isinstance(
        layer.layer, keras.layers.Dense
    ):
        return layer.layer
    return layer


def _input_shapes(model: "keras.Model") -> list[tuple[int | None, ...]]:
    import keras

    # A Sequential not yet built raises; a model of another kind has none.
    inputs = getattr(model, "inputs", None) or []
    if not inputs and isinstance(model, keras.Sequential):
        # Its own `layers` leave the input out, those of any model do not.
        inputs = [
            one.output
            for one in super(keras.Sequential, model).layers[:1]
            if isinstance(one, keras.layers.InputLayer)
        ]
    return [tuple(one.shape) for one in inputs]


def is_chain(model: "keras.Model") -> bool:
    """Say whether each layer reads just what the one below hands over.

    The model is Sequential, or functional with one input.
    """
    import keras

    if isinstance(model, keras.Sequential):
        return True
    called, tensors = [], [keras.Input(batch_shape=model.inputs[0].shape)]

    def call_and_note(layer, *args, **kwargs):
        result = layer(*args, **kwargs)
        if args[0] is tensors[-1]:
            called.append(layer)
            tensors.append(result)
        return result

    # A layer may have been called elsewhere too, so that its own `input` and
    # `output` say little: send a new input through this very model.
    again = keras.models.clone_model(
        keras.Model(model.inputs, model.outputs),
        input_tensors=tensors[:1],
        clone_function=lambda layer: layer,
        call_function=call_and_note,
    )
    return called == _layers(model) and again.outputs[0] is tensors[-1]
