"""Follow the shape of the data through a model, call by call."""

import contextlib
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import keras

Shape = tuple[int | None, ...]


class NotReadableError(ValueError):
    """The layers of a model cannot be read, as Python alone knows them."""


@dataclass(frozen=True)
class LayerTrace:
    """What one layer did with the data: a row of the table.

    `input_shape` and `output_shape` are tuples of shapes where a layer takes
    or gives several arrays.
    """

    name: str
    kind: str
    input_shape: tuple
    output_shape: tuple
    parameters: int


class Trace(list[LayerTrace]):
    """The rows of all layers, from the input up; prints as a table."""

    @property
    def parameters(self) -> int:
        """Parameters of all layers together."""
        return sum(row.parameters for row in self)

    def __repr__(self) -> str:
        lines = [("layer", "kind", "shape in", "shape out", "parameters")]
        for row in self:
            shapes = str(row.input_shape), str(row.output_shape)
            lines.append((row.name, row.kind, *shapes, f"{row.parameters:,}"))
        lines.append(("total", "", "", "", f"{self.parameters:,}"))
        *widths, last = (max(map(len, c)) for c in zip(*lines, strict=True))
        return "\n".join(
            "  ".join([*map(str.ljust, line, widths), line[-1].rjust(last)])
            for line in lines
        )


def trace(model: "keras.Model", x: object) -> Trace:
    """Note the shapes of `x` on its way through the layers of `model`.

    The model is a Sequential or functional one, and `x` has the shape that it
    was built for: (samples, time steps, features) for one of LSTM layers; a
    list or a dictionary of arrays for several inputs. The rows go from the
    input up, those of a model within it as `model/layer`. A layer that is
    called twice has two rows, and its parameters are in the first. Nothing is
    computed, so a fixed number of samples may differ from that of `x`. A last
    axis of one may be missing, or be one too many, as Keras sees to it.
    """
    import keras

    if isinstance(x, dict) and len(x) > 1:
        x = [x[name] for name in input_names(model)]
    given = [_shape(part) for part in keras.tree.flatten(x)]
    with unnoticed():
        built = built_for(model, given)
        declared = [tuple(tensor.shape) for tensor in built.inputs]
        taken = []
        for has, wants in zip(given, declared, strict=len(given) > 1):
            taken.append(as_keras_takes_it(has, wants))
            if taken[-1] is None:
                raise ValueError(
                    f"x has shape {has}, but model {model.name!r} was built "
                    f"for {in_words(wants)}; give x that shape."
                )
        graph = graph_of(built, taken)
    rows, seen = Trace(), set()
    for call in graph.calls:
        layer, shapes = (
            call.operation,
            (_shapes(call.inputs), _shapes(call.outputs)),
        )
        count = getattr(layer, "count_params", int)() * (layer not in seen)
        seen.add(layer)
        rows.append(
            LayerTrace(call.name, type(layer).__name__, *shapes, count)
        )
    return rows


def _shape(array: object) -> Shape:
    shape = tuple(getattr(array, "shape", None) or np.shape(array))
    if not shape:
        raise ValueError(
            f"x is a {type(array).__name__}, which has no shape; give an "
            "array, or the x of one batch of a data set."
        )
    return shape


def _shapes(tensors: Sequence) -> tuple:
    shapes = tuple(tuple(tensor.shape) for tensor in tensors)
    return shapes[0] if len(shapes) == 1 else shapes


# What a model is made of, for those who look for mistakes in it.


@dataclass(frozen=True)
class Call:
    """One call of an operation; most operations are layers.

    `masked` is whether a mask comes in with the inputs, and `gives_mask`
    whether one goes out with the outputs. A layer within a model within the
    model is named `model/layer`.
    """

    name: str
    operation: "keras.Operation"
    inputs: list["keras.KerasTensor"]
    outputs: list["keras.KerasTensor"]
    masked: bool
    gives_mask: bool


@dataclass(frozen=True)
class Graph:
    """The calls of a model from the input up, those of models within, too.

    A tensor is an output of one call and an input of others, by identity.
    """

    inputs: list["keras.KerasTensor"]
    outputs: list["keras.KerasTensor"]
    calls: list[Call]

    @property
    def operations(self) -> list["keras.Operation"]:
        """The layers, and the functions between them, each once."""
        return list(dict.fromkeys(call.operation for call in self.calls))

    @property
    def recurrent(self) -> list["keras.Layer"]:
        """The layers that can return a sequence."""
        return [o for o in self.operations if hasattr(o, "return_sequences")]

    def maker(self, tensor: "keras.KerasTensor") -> Call | None:
        """Return the call that made a tensor; None for an input."""
        makes = (c for c in self.calls if any(t is tensor for t in c.outputs))
        return next(makes, None)

    def up_to(self, *outputs: "keras.KerasTensor") -> "Graph":
        """Return what these outputs are made by, and nothing else."""
        needed, calls = {id(tensor) for tensor in outputs}, []
        for call in reversed(self.calls):
            if needed.intersection(map(id, call.outputs)):
                needed.update(map(id, call.inputs))
                calls.insert(0, call)
        inputs = [tensor for tensor in self.inputs if id(tensor) in needed]
        return Graph(inputs, list(outputs), calls)


def graph_of(
    model: "keras.Model", shapes: Sequence[Shape] | None = None
) -> Graph:
    """Read the graph of a built model, for inputs of these shapes.

    Without shapes they are those that the model declares. A number of samples
    that the model fixes stays as it is.
    """
    import keras

    calls, masks = [], {}

    def run(part: "keras.Model", inputs: list, inside: str) -> list:
        # No keras.Model: it would change the name of the lesson's next model.
        function = keras.Function(part.inputs, part.outputs)
        return function._run_through_graph(
            inputs,
            operation_fn=lambda operation: partial(call, operation, inside),
        )

    def call(operation, inside, *args, **kwargs):
        flat = keras.tree.flatten
        is_mask = {k: v for k, v in kwargs.items() if k.endswith("mask")}
        data = {k: v for k, v in kwargs.items() if k not in is_mask}
        inputs = _tensors((args, data))
        first = args[0] if args else inputs
        mask = keras.tree.map_structure(lambda t: masks.get(id(t)), first)
        if is_mask.get("mask") is not None:
            mask = is_mask["mask"]
        name = f"{inside}{operation.name}"
        if getattr(operation, "inputs", None):  # a model within
            return run(operation, inputs, f"{name}/")
        result = operation.compute_output_spec(*args, **kwargs)
        outputs = _tensors(result)
        if getattr(operation, "supports_masking", False):
            given = flat(operation.compute_mask(first, mask))
            masks.update(zip(map(id, outputs), given, strict=False))
        masked = any(m is not None for m in flat(mask))
        gives_mask = any(masks.get(id(t)) is not None for t in outputs)
        calls.append(
            Call(name, operation, inputs, outputs, masked, gives_mask)
        )
        return result

    inputs = []
    for place, declared in enumerate(model.inputs):
        shape = tuple(declared.shape)
        if shapes is not None:
            shape = (shape[0] or shapes[place][0], *shapes[place][1:])
        inputs.append(
            keras.KerasTensor(shape, declared.dtype, declared.sparse)
        )
    outputs = run(model, inputs, "")
    # What computes a mask is no part of the way of the data.
    return replace(
        Graph(inputs, outputs, calls).up_to(*outputs), inputs=inputs
    )


def _tensors(nested: object) -> list["keras.KerasTensor"]:
    import keras

    flat = keras.tree.flatten(nested)
    return [part for part in flat if isinstance(part, keras.KerasTensor)]


def input_names(model: "keras.Model") -> list[str]:
    """Name the inputs in the order of `model.inputs`."""
    import keras

    if not getattr(model, "inputs", None):
        return ["x"]
    names = getattr(model, "input", None)
    if isinstance(names, dict):
        return keras.tree.flatten({key: key for key in names})
    return [tensor.name for tensor in model.inputs]


def built_for(model: "keras.Model", shapes: Sequence[Shape]) -> "keras.Model":
    """Return the model, or a copy built for these shapes if it is not built.

    Raises NotReadableError for a model that is neither Sequential nor
    functional or cannot be copied, and what Keras raises where the shapes do
    not fit the layers.
    """
    import keras

    if not model.built and isinstance(model, keras.Sequential):
        try:
            model = keras.models.clone_model(model)
        except (NotImplementedError, TypeError):
            raise NotReadableError(
                f"model {model.name!r} has no Input, and one of its layers "
                "cannot be copied: begin it with keras.Input(...)."
            ) from None
        layers = model._flatten_layers(include_self=False)
        fixed = any(getattr(layer, "stateful", False) for layer in layers)
        model.build((shapes[0][0] if fixed else None, *shapes[0][1:]))
    if not getattr(model, "inputs", None) or not model.outputs:
        raise NotReadableError(
            f"model {model.name!r} is neither Sequential nor functional, so "
            "its layers and their order cannot be read: look at its parts, or "
            "build it as keras.Model(inputs, outputs)."
        )
    return model


@contextlib.contextmanager
def unnoticed() -> Iterator[None]:
    """Leave the names of the next layers and the next seeds as they are."""
    from keras.src.backend.common import global_state

    names = global_state.get_global_attribute("object_name_uids")
    before = None if names is None else names.copy()
    python, numpy = random.getstate(), np.random.get_state()
    try:
        yield
    finally:
        random.setstate(python)
        np.random.set_state(numpy)
        global_state.set_global_attribute("object_name_uids", before)


def fits(sizes: Shape, declared: Shape) -> bool:
    """Say whether the sizes are the declared ones, where None takes any."""
    return len(sizes) == len(declared) and all(
        want in (None, n) for n, want in zip(sizes, declared, strict=True)
    )


def as_keras_takes_it(x: Shape, declared: Shape) -> Shape | None:
    """Return the shape that Keras turns `x` into, or None if it refuses.

    It adds or drops a last axis of one without a word.
    """
    if len(x) == len(declared) - 1 and declared[-1] == 1:
        x = (*x, 1)
    elif len(x) == len(declared) + 1 and x[-1] == 1:
        x = x[:-1]
    return x if fits(x[1:], declared[1:]) else None


def in_words(shape: Shape) -> str:
    """Write a shape with "any" for None."""
    return f"({', '.join('any' if n is None else str(n) for n in shape)})"
