"""Compare a model with its data before training: find the silent mistakes.

Keras stretches arrays of other shapes until they fit, and trains; nothing is
raised, and the loss even falls. `check_fit` says what will go wrong.
"""

from typing import TYPE_CHECKING

from helpers.fitting.answers import answer_findings
from helpers.fitting.arrays import Data, NotCheckable, read
from helpers.fitting.graph import graph_findings
from helpers.fitting.inputs import (
    as_keras_takes_it,
    input_finding,
    is_swapped,
)
from helpers.fitting.layers import loss_kind, predicted_shape
from helpers.fitting.targets import target_findings

if TYPE_CHECKING:
    import keras


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

    Returns
    -------
    fit
        A list of findings that prints as sentences; empty if all fits.

    Raises
    ------
    ValueError
        `model` is no Keras model.
    """
    import keras

    if not isinstance(model, keras.Model):
        raise ValueError(
            f"model is a {type(model).__name__}; give a Keras model, then x "
            "and y."
        )
    fit = Fit()
    try:
        data = read(x, y)
        fit += data.findings
        if data.x is not None and data.y is not None:
            _compare(model, data, fit)
    except NotCheckable as reason:
        fit.not_checked = str(reason)
    return fit


def _compare(model: "keras.Model", data: Data, fit: Fit) -> None:
    if not _is_ready(model, data.x.shape, fit):
        return
    fit += graph_findings(model)
    x, y = data.x.shape, data.y.shape
    declared = tuple(model.inputs[0].shape)
    finding = input_finding(x, y, declared)
    if finding:
        fit.append(finding)
    taken = as_keras_takes_it(x, declared)
    if taken is None or (finding and len(x) == len(declared)):
        return  # its predictions would be compared for nothing
    predictions = predicted_shape(model, taken)
    if x[0] != y[0]:
        fit.append(_other_number(predictions, y))
        return
    found = target_findings(model, predictions, data.y, taken)
    fit += found
    if loss_kind(model) == "own":
        fit.not_checked = "predictions against y, as the loss is your own."
    elif not found and not data.findings:
        per_step = len(predictions) > 2
        fit += answer_findings(model, data.x, data.y, per_step)
    fit.shapes = f"{x} in, {predictions} out, targets {y}"
    if data.first_batch:
        fit.shapes += ", in the first batch"


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
        raise NotCheckable(
            f"the model {model.name!r} is neither Sequential nor functional."
        )
    if len(inputs) > 1 or len(outputs) > 1:
        raise NotCheckable(
            f"the model {model.name!r} has {len(inputs)} inputs and "
            f"{len(outputs)} outputs; give a model with one of each."
        )
    return True


def _other_number(predictions: tuple[int, ...], y: tuple[int, ...]) -> str:
    if is_swapped(y, predictions):
        return (
            f"y of shape {y} has the time steps first and the samples "
            "second: give np.swapaxes(y, 0, 1)."
        )
    return (
        f"x has {predictions[0]} samples, but y has {y[0]}: give one target "
        "for every sample."
    )
