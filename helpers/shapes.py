"""Follow the shape of the data through a model, and find what cannot fit.

Keras stretches arrays of other shapes until they fit, and trains; nothing is
raised, and the loss even falls. `check_fit` says what will go wrong. Here the
data are read; what can be wrong is in `fit_findings.py` and `leaks.py`.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from helpers import fit_findings as findings
from helpers.leaks import of_targets_in_input

if TYPE_CHECKING:
    import keras


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
        *widths, last = (max(map(len, c)) for c in zip(*lines, strict=True))
        return "\n".join(
            "  ".join([*map(str.ljust, line, widths), line[-1].rjust(last)])
            for line in lines
        )


def trace(model: "keras.Model", x: np.ndarray) -> Trace:
    """Send `x` through `model` and note each layer's shapes on the way.

    The model is a Sequential or functional one with one input, and `x` has
    the shape that it was built for: (samples, time steps, features) for one
    of LSTM layers. The rows go from the input up.
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
    expected = tuple(model.inputs[0].shape)
    if not findings.fits(x.shape, expected):
        raise ValueError(
            f"x has shape {x.shape}, but model {model.name!r} was built for "
            f"{findings.in_words(expected)}; give x that shape."
        )
    rows = Trace()

    def call_and_note(layer, *args, **kwargs):
        result = layer(*args, **kwargs)
        name, kind = layer.name, type(layer).__name__
        shapes = keras.tree.map_structure(
            lambda tensor: tuple(tensor.shape), (args[0], result)
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


class Fit(list[str]):
    """The findings, a sentence each; empty if there are none.

    Prints as one line with a tick, or as one line a finding. `shapes` are
    those of input, predictions and targets; `not_checked` says what could
    not be looked at, and is empty if all was.
    """

    def __init__(self) -> None:
        super().__init__()
        self.shapes = ""
        self.not_checked = ""

    def __repr__(self) -> str:
        lines = [f"✗ {finding}" for finding in self]
        if not lines and self.shapes:
            lines.append(f"✓ The shapes fit: {self.shapes}.")
        if self.not_checked:
            lines.append(f"Not checked: {self.not_checked}")
        return "\n".join(lines)


def check_fit(model: "keras.Model", x: object, y: object = None) -> Fit:
    """Look for mistakes in `model.fit(x, y)` that Keras does not report.

    Nothing is trained or predicted. A Sequential model without an Input is
    built for the shape of `x`, as `fit` would do. What cannot be seen: steps
    and samples exchanged in x and y alike, where the model takes any number
    of steps; a target scaled differently from the input that gives it away.

    Parameters
    ----------
    model
        A Sequential or functional model; compiled, if its loss is to count.
    x
        Input, (samples, time steps, features), or (samples, time steps) for
        an Embedding; or a `tf.data.Dataset` or `keras.utils.PyDataset` of
        pairs (x, y), of which the first batch is looked at.
    y
        Targets: (samples,) or (samples, outputs) for one prediction a
        sequence, (samples, time steps, outputs) for one a step.
    """
    import keras

    if not isinstance(model, keras.Model):
        raise ValueError(
            f"model is a {type(model).__name__}; give a Keras model, then x "
            "and y."
        )
    fit = Fit()
    try:
        batch = _first_batch(x)
        if batch is not None:
            x, y = batch
        if y is None:
            raise _NotCheckable("there are no targets (y).")
        x, y = _read("x", x, fit), _read("y", y, fit)
        if x is not None and y is not None:
            _compare(model, x, y, fit)
        if fit.shapes and batch is not None:
            fit.shapes += ", in the first batch"
    except _NotCheckable as reason:
        fit.not_checked = str(reason)
    return fit


class _NotCheckable(Exception):
    """Nothing can be said of this model or data; the text says why."""


def _compare(model, x: np.ndarray, y: np.ndarray, fit: Fit) -> None:
    can_be_read = not fit
    if not _is_ready(model, x.shape, fit):
        return
    fit += findings.of_model(model)
    declared = tuple(model.inputs[0].shape)
    wrong_input = findings.of_input(x.shape, y.shape, declared)
    fit += wrong_input
    taken = findings.as_keras_takes_it(x.shape, declared)
    if taken is None or (wrong_input and x.ndim == len(declared)):
        return  # its predictions would be compared for nothing
    predictions = findings.predicted_shape(model, taken)
    if len(x) != len(y):
        fit += findings.of_other_number(predictions, y.shape)
        return
    wrong_targets = findings.of_targets(model, predictions, y, taken)
    fit += wrong_targets
    if findings.loss_kind(model) == "own":
        fit.not_checked = "predictions against y, as the loss is your own."
    elif can_be_read and not wrong_targets:
        layers = findings.recurrent(model)
        fit += of_targets_in_input(x, y, len(predictions) > 2, layers)
    fit.shapes = f"{x.shape} in, {predictions} out, targets {y.shape}"


def _is_ready(model: "keras.Model", x: tuple[int, ...], fit: Fit) -> bool:
    import keras

    if not model.built and isinstance(model, keras.Sequential):
        try:
            model.build((None, *x[1:]))
        except ValueError as error:
            reason = str(error).strip().splitlines()[0]
            mend = "give x the shape that the first layer reads"
            if "found ndim=2" in reason:
                mend = (
                    "set return_sequences=True in each LSTM below another, "
                    "and give x three axes"
                )
            fit.append(
                f"The model cannot be built for x of shape {x}: {mend} "
                f"(Keras says: {reason.rstrip('.')})."
            )
            return False
    inputs = getattr(model, "inputs", None) or ()
    outputs = getattr(model, "outputs", None) or ()
    if not inputs or not outputs:
        raise _NotCheckable(
            f"the model {model.name!r} is neither Sequential nor functional."
        )
    if len(inputs) > 1 or len(outputs) > 1:
        raise _NotCheckable(
            f"the model {model.name!r} has {len(inputs)} inputs and "
            f"{len(outputs)} outputs; give a model with one of each."
        )
    return True


def _first_batch(x: object) -> tuple[object, object] | None:
    """Return x and y of a data set's first batch; None for anything else."""
    import keras

    if isinstance(x, keras.utils.PyDataset):
        batch = x[0]
    elif hasattr(x, "element_spec"):  # a tf.data.Dataset
        batch = next(iter(x), None)
        if batch is None:
            raise _NotCheckable("the data set is empty.")
    elif not hasattr(x, "__array__") and hasattr(x, "__next__"):
        raise _NotCheckable(
            "x is a generator, and a batch taken from it would be lost."
        )
    else:
        return None
    # A third part would hold the weights of the samples.
    if not isinstance(batch, (tuple, list)) or len(batch) not in (2, 3):
        raise _NotCheckable("the data set gives no pairs of x and y.")
    return batch[:2]


def _read(name: str, value: object, fit: Fit) -> np.ndarray | None:
    """Return an array; or None where `fit` says now why it is none."""
    is_list = isinstance(value, (list, tuple))
    if is_list and value and all(getattr(v, "ndim", 0) > 0 for v in value):
        if len(value) > 1:
            raise _NotCheckable(f"{name} consists of {len(value)} arrays.")
        value, is_list = value[0], False
    if isinstance(value, dict):
        raise _NotCheckable(f"{name} is a dictionary of arrays.")
    try:
        array = np.asarray(value)
    except (TypeError, ValueError):
        fit.append(
            f"The sequences of {name} differ in length, so it is no array: "
            "pad them with keras.utils.pad_sequences(..., padding='post')."
        )
        return None
    # Elsewhere than in NumPy there are further kinds of floats.
    is_float = array.dtype.kind == "f" or "float" in array.dtype.name
    if is_list:
        fit.append(
            f"{name} is a {type(value).__name__}, which Keras does not read "
            f"as an array: give np.array({name})."
        )
    elif array.dtype.kind not in "biu" and not is_float:
        fit.append(
            f"{name} holds values of type {array.dtype}, not numbers: "
            "convert them, for example with .astype('float32')."
        )
    elif not array.ndim:
        fit.append(
            f"{name} is a single number: give an array whose first axis "
            "counts the samples; a data set needs .batch(...) for it."
        )
    elif not array.size:
        fit.append(f"{name} of shape {array.shape} is empty: give it samples.")
    else:
        if is_float and not np.isfinite(array).all():
            where = np.argwhere(~np.isfinite(array))[0].tolist()
            fit.append(
                f"{name} holds NaN or infinite values, the first of them at "
                f"{where}, and the loss will be NaN or infinite, too: leave "
                "those samples out or fill the gaps."
            )
        return array
    return None
