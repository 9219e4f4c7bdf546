"""Follow the shape of the data through a model, layer by layer."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from helpers.fit_check import check_fit

if TYPE_CHECKING:
    import keras

__all__ = ["LayerTrace", "Trace", "check_fit", "trace"]


@dataclass(frozen=True)
class LayerTrace:
    """What one layer did with the data: a row of the table."""

    name: str
    kind: str
    input_shape: tuple[int, ...]
    output_shape: tuple[int, ...]
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
        name, kind, shape_in, shape_out, count = (
            max(map(len, column)) for column in zip(*lines, strict=True)
        )
        return "\n".join(
            f"{line[0]:{name}}  {line[1]:{kind}}  {line[2]:{shape_in}}  "
            f"{line[3]:{shape_out}}  {line[4]:>{count}}"
            for line in lines
        )


def trace(model: "keras.Model", x: np.ndarray) -> Trace:
    """Send `x` through `model` and note each layer's shapes on the way.

    Parameters
    ----------
    model
        A Sequential or functional model with one input.
    x
        Input, (samples, time steps, features) for a model of LSTM layers.

    Returns
    -------
    trace
        A list of `LayerTrace`, from the input up, that prints as a table.

    Raises
    ------
    ValueError
        `x` has not the shape that the model was built for, or the model is
        of another kind.
    """
    import keras

    x = np.asarray(x)
    if not model.built:
        model.build(x.shape)
    if len(getattr(model, "inputs", None) or ()) != 1:
        raise ValueError(
            f"model {model.name!r} cannot be traced: give a Sequential or "
            "functional model with exactly one input."
        )
    _check_input(model, x)
    rows = Trace()

    def call_and_note(layer, *args, **kwargs):
        result = layer(*args, **kwargs)
        name, kind = layer.name, type(layer).__name__
        shapes = (
            keras.tree.map_structure(lambda t: tuple(t.shape), tensors)
            for tensors in (args[0], result)
        )
        rows.append(LayerTrace(name, kind, *shapes, layer.count_params()))
        return result

    # Rebuild the graph from the same layers, with a look at every call.
    keras.models.clone_model(
        keras.Model(model.inputs, model.outputs),
        input_tensors=[keras.Input(batch_shape=x.shape)],
        clone_function=lambda layer: layer,
        call_function=call_and_note,
    )
    return rows


def _check_input(model: "keras.Model", x: np.ndarray) -> None:
    expected = tuple(model.inputs[0].shape)
    fits = x.ndim == len(expected) and all(
        size in (None, given)
        for size, given in zip(expected, x.shape, strict=True)
    )
    if not fits:
        wanted = ", ".join(
            "any" if size is None else str(size) for size in expected
        )
        raise ValueError(
            f"x has shape {x.shape}, but model {model.name!r} was built for "
            f"({wanted}); give x that shape."
        )
