"""What all who look for mistakes for `check_fit` share.

The mistakes themselves stand in `layers.py` (of a model, without data),
`inputs.py` (of x), `targets.py` (of y, beside predictions and loss)
and `heads.py` (of the last layer's activation). Each function `of_...`
gives its findings, the worst that one must mend first.
"""

from dataclasses import dataclass

from helpers.shapes import Call, Graph


class Finding(str):
    """A sentence on what is wrong and what to change.

    It is `sure` (✗), or else a question (?): wrong in most cases. It ends
    with the id, such as [Q12], of what explains it in docs/questions.md.
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


def loss_name(output: Output) -> str:
    """Name a loss as its class, in small letters: "meansquarederror"."""
    loss = output.loss
    name = getattr(loss, "__name__", None) or type(loss).__name__
    return name.replace("_", "").lower()


def loss_kind(output: Output) -> str:
    """Name the kind of loss that the output is trained with.

    ``"sparse"``, ``"categorical"`` and ``"binary"`` crossentropy, ``"plain"``
    for any other that compares number with number, ``"own"`` for one that may
    do anything, ``"none"`` for a model that is not compiled.
    """
    if output.loss is None:
        return "none"
    name = loss_name(output)
    of_keras = getattr(output.loss, "__module__", "").startswith("keras.")
    if not of_keras or name in _OF_OTHER_TARGETS:
        return "own"
    if not name.endswith("crossentropy"):
        return "plain"
    kinds = ("sparse", "categorical", "binary")
    return next(kind for kind in kinds if name.startswith(kind))


# They read y in ways of their own, in shapes other than the predictions'.
_OF_OTHER_TARGETS = {
    "categoricalgeneralizedcrossentropy",
    "circle",
    "ctc",
    "lossfunctionwrapper",
}


def kind_of(operation: object) -> str:
    """Name what an operation is: "LSTM"."""
    return type(operation).__name__


def called(call: Call) -> str:
    """Name a call in words: "layer 'head'"."""
    import keras

    is_layer = isinstance(call.operation, keras.Layer)
    is_slice = kind_of(call.operation) == "GetItem"
    kind = "layer" if is_layer else "slice" if is_slice else "operation"
    return f"{kind} {call.name!r}"


def is_recurrent(call: Call) -> bool:
    """Say whether the layer can return a sequence, as an LSTM can."""
    return hasattr(call.operation, "return_sequences")


def wrapped(operation: object) -> object:
    """Return the layer in a TimeDistributed or Bidirectional, or itself."""
    layer = getattr(operation, "forward_layer", operation)
    return getattr(layer, "layer", layer)


def last_layer(output: Output) -> Call:
    """Return the call that makes the predictions."""
    return output.graph.maker(output.graph.outputs[0])
