"""Say what is wrong with a model and its data before they are trained.

Keras stretches arrays of other shapes until they fit, and trains; nothing is
raised, and the loss even falls. `check_fit` says what will go wrong. Here the
data are read; what can be wrong is in `fit_layers.py`, `fit_inputs.py`,
`fit_targets.py`, `fit_heads.py` and `leaks.py`.
"""

from typing import TYPE_CHECKING

import numpy as np

from helpers import fit_inputs, fit_layers, fit_targets
from helpers.fit_findings import Finding, Output, loss_kind
from helpers.leaks import of_targets_in_input
from helpers.shapes import NotReadableError, built_for, graph_of, unnoticed

if TYPE_CHECKING:
    import keras


class Fit(list[Finding]):
    """The findings, a sentence each; empty if there are none.

    Prints as one line with a tick, or as one line a finding. `shapes` are
    those of input, predictions and targets; `not_checked` says what could
    not be looked at, and is empty if all was.
    """

    def __init__(self) -> None:
        super().__init__()
        self.shapes = ""
        self.not_checked = ""

    def find(self, text: str) -> None:
        """Add what is wrong for certain."""
        self.append(Finding(text))

    def __repr__(self) -> str:
        lines = [f"{'✗' if f.sure else '?'} {f}" for f in self]
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
            with unnoticed():
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
    built = _built(model, x.shape, fit)
    if built is None:
        return
    graph = graph_of(built)
    fit += fit_layers.of_model(graph)
    fit += fit_inputs.of_values("x", x, graph)
    declared = tuple(built.inputs[0].shape)
    wrong_input = list(fit_inputs.of_input(x.shape, y.shape, declared))
    fit += wrong_input
    taken = fit_inputs.as_keras_takes_it(x.shape, declared)
    if taken is None or (wrong_input and x.ndim == len(declared)):
        return  # its predictions would be compared for nothing
    graph = graph_of(built, [taken])
    predictions = tuple(graph.outputs[0].shape)
    if len(x) != len(y):
        fit += fit_inputs.of_other_number(predictions, y.shape)
        return
    output = Output("y", graph, _loss(model))
    wrong_targets = list(fit_targets.of_targets(output, predictions, y, taken))
    fit += wrong_targets
    if loss_kind(output) == "own":
        fit.not_checked = "predictions against y, as the loss is your own."
    elif can_be_read and not wrong_targets:
        per_step = len(predictions) > 2
        fit += of_targets_in_input(x, y, per_step, graph.recurrent)
    fit.shapes = f"{x.shape} in, {predictions} out, targets {y.shape}"


def _loss(model: "keras.Model") -> object:
    import keras

    losses = keras.tree.flatten(getattr(model, "loss", None))
    if not model.compiled:
        return None
    try:
        return keras.losses.get(losses[0])
    except ValueError:
        return losses


def _built(
    model: "keras.Model", x: tuple[int, ...], fit: Fit
) -> "keras.Model | None":
    try:
        built = built_for(model, [x])
    except NotReadableError:
        raise _NotCheckable(
            f"the model {model.name!r} is neither Sequential nor functional."
        ) from None
    except ValueError as error:
        reason = str(error).strip().splitlines()[0]
        mend = "give x the shape that the first layer reads"
        if "found ndim=2" in reason:
            mend = (
                "set return_sequences=True in each LSTM below another, "
                "and give x three axes"
            )
        fit.find(
            f"The model cannot be built for x of shape {x}: {mend} "
            f"(Keras says: {reason.rstrip('.')})."
        )
        return None
    inputs, outputs = built.inputs, built.outputs
    if len(inputs) > 1 or len(outputs) > 1:
        raise _NotCheckable(
            f"the model {model.name!r} has {len(inputs)} inputs and "
            f"{len(outputs)} outputs; give a model with one of each."
        )
    return built


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
        fit.find(
            f"The sequences of {name} differ in length, so it is no array: "
            "pad them with keras.utils.pad_sequences(..., padding='post')."
        )
        return None
    # Elsewhere than in NumPy there are further kinds of floats.
    is_float = array.dtype.kind == "f" or "float" in array.dtype.name
    if is_list:
        fit.find(
            f"{name} is a {type(value).__name__}, which Keras does not read "
            f"as an array: give np.array({name})."
        )
    elif array.dtype.kind not in "biu" and not is_float:
        fit.find(
            f"{name} holds values of type {array.dtype}, not numbers: "
            "convert them, for example with .astype('float32')."
        )
    elif not array.ndim:
        fit.find(
            f"{name} is a single number: give an array whose first axis "
            "counts the samples; a data set needs .batch(...) for it."
        )
    elif not array.size:
        fit.find(f"{name} of shape {array.shape} is empty: give it samples.")
    else:
        if is_float and not np.isfinite(array).all():
            where = np.argwhere(~np.isfinite(array))[0].tolist()
            fit.find(
                f"{name} holds NaN or infinite values, the first of them at "
                f"{where}, and the loss will be NaN or infinite, too: leave "
                "those samples out or fill the gaps."
            )
        return array
    return None
