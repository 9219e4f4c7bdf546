"""Say what is wrong with a model and its data before they are trained.

Keras stretches arrays of other shapes until they fit, and trains; nothing is
raised, and the loss even falls. `check_fit` says what will go wrong.
"""

import contextlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from helpers.fit_check import data, inputs, layers, targets
from helpers.fit_check.build import built_or_why, first_line
from helpers.fit_check.data import NotCheckableError
from helpers.fit_check.findings import Finding, Output, loss_kind
from helpers.fit_check.leaks import of_targets_in_input
from helpers.shapes import (
    NotReadableError,
    as_keras_takes_it,
    graph_of,
    input_names,
    unnoticed,
)

if TYPE_CHECKING:
    import keras

FITS_BATCH = 32  # samples, if `fit` is not told otherwise


class Fit(list[Finding]):
    """The findings, a sentence each; empty if there are none.

    Prints as one line with a tick, or as one line a finding: ✗ for what is
    almost always a mistake, ? for what is one in most cases. `shapes` are
    those of input, predictions and targets; `not_checked` says what could not
    be looked at, and is empty if all was.
    """

    def __init__(self) -> None:
        super().__init__()
        self.shapes = ""
        self.not_checked = ""

    def __repr__(self) -> str:
        lines = [f"{'✗' if f.sure else '?'} {f}" for f in self]
        if not lines and self.shapes:
            lines.append(f"✓ The shapes fit: {self.shapes}.")
        if self.not_checked:
            lines.append(f"Not checked: {self.not_checked}")
        return "\n".join(lines)


def check_fit(
    model: "keras.Model",
    x: object,
    y: object = None,
    *,
    batch_size: int | None = None,
) -> Fit:
    """Look for mistakes in `model.fit(x, y)` that Keras does not report.

    Nothing is trained or predicted, and the model stays as it is: one without
    an Input is built as a copy, for the shape of `x`. What cannot be seen:
    steps and samples exchanged in x and y alike, where the model takes any
    number of steps; a target scaled differently from the input that gives it
    away.

    Parameters
    ----------
    model
        A Sequential or functional model; compiled, if its loss is to count.
    x
        Input, (samples, time steps, features), or (samples, time steps) for
        an Embedding; or a `tf.data.Dataset` or `keras.utils.PyDataset` of
        pairs (x, y), of which the first batch is looked at. A list or a
        dictionary of arrays for several inputs.
    y
        Targets: (samples,) or (samples, outputs) for one prediction a
        sequence, (samples, time steps, outputs) for one a step. A list or a
        dictionary of arrays for several outputs.
    batch_size
        What `fit` will be given; it counts where the Input fixes the number
        of samples.
    """
    import keras

    if not isinstance(model, keras.Model):
        raise ValueError(
            f"model is a {type(model).__name__}; give a Keras model, then x "
            "and y."
        )
    fit = Fit()
    try:
        with unnoticed():
            _look(model, x, y, batch_size, fit)
    except (NotCheckableError, NotReadableError) as reason:
        fit.not_checked = str(reason)
    except Exception as error:  # no model that trains may fail here
        fit.not_checked = (
            f"model {model.name!r}, as this went wrong: "
            f"{type(error).__name__}: {first_line(error)}"
        )
    return fit


def _look(model, x, y, batch_size: int | None, fit: Fit) -> None:
    batch = data.first_batch(x)
    if batch is not None:
        x, y = batch
    names, losses = input_names(model), _losses(model)
    is_pair = isinstance(x, (tuple, list)) and len(x) == 2 > len(names)
    if y is None and is_pair:
        fit.append(Finding("x is a pair (x, y): give x[0], then x[1]. [Q43]"))
        return
    if y is None or not losses:
        lacking = "targets (y)" if losses else "losses"
        raise NotCheckableError(f"there are no {lacking}.")
    outputs, wanted = _outputs(model), list(losses)
    if isinstance(y, (list, tuple)) and len(losses) < len(outputs):
        if len(y) == len(outputs):
            y = [y[outputs.index(name)] for name in losses]
            y = y[0] if len(y) == 1 else y
        elif len(y) not in (1, len(losses)):
            wanted = outputs  # of which the sentence will speak
    is_text = data.reads_text(model)
    xs = _arrays("x", x, names, fit, is_text=is_text)
    ys = _arrays("y", y, wanted, fit)
    if not xs or not ys:
        return
    for name, array in xs.items():
        gaps = data.of_gaps(name, array)
        fit += [Finding(gap, sure=not _may_fill_gaps(model)) for gap in gaps]
    of_set = batch is not None
    built = built_or_why(
        model, [*xs.values()], [*ys.values()], batch_size, of_set
    )
    if isinstance(built, Finding):
        fit.append(built)
        return
    _compare(built, xs, ys, losses, fit)
    fit += _of_batches(built, xs, batch_size, of_set, fit)
    if fit.shapes and of_set:
        fit.shapes += ", in the first batch"


def _may_fill_gaps(model: "keras.Model") -> bool:
    """Say whether other things than layers of Keras may see to NaN."""
    parts = getattr(model, "operations", model.layers)
    return any(
        not type(part).__module__.startswith("keras.src.layers.")
        or type(part).__name__ == "Lambda"
        for part in parts
    )


def _outputs(model: "keras.Model") -> list[str]:
    import keras

    if isinstance(getattr(model, "output", None), dict):
        return keras.tree.flatten({key: key for key in model.output})
    last = [layer.name for layer in model.layers[-1:]]
    names = getattr(model, "output_names", last or ["y"])
    if len(set(names)) < len(names):  # several of one layer
        names = [f"{name}[{place}]" for place, name in enumerate(names)]
    return names


def _losses(model: "keras.Model") -> dict[str, object]:
    """Return the loss of each output that is trained; None if not known."""
    import keras

    names, loss = _outputs(model), getattr(model, "loss", None)
    if not model.compiled:
        return dict.fromkeys(names)
    for step in ("train_step", "compute_loss"):
        if getattr(type(model), step) is not getattr(keras.Model, step):
            return dict.fromkeys(names, getattr(model, step))
    if not isinstance(loss, (dict, list, tuple)):
        loss = [loss] * len(names)
    if not isinstance(loss, dict):
        loss = dict(zip(names, loss, strict=False))
    losses = {name: loss[name] for name in names if loss.get(name) is not None}
    for name, given in losses.items():
        with contextlib.suppress(ValueError):
            losses[name] = keras.losses.get(given)
    return losses


def _arrays(
    kind: str, value: object, names: list[str], fit: Fit, **options: bool
) -> dict[str, np.ndarray]:
    """Return the arrays under what to call them; none if one is wrong."""
    parts = data.parts(kind, value, names)
    if isinstance(parts, Finding):
        fit.append(parts)
        return {}
    read = {name: data.read(name, p, **options) for name, p in parts}
    wrong = [found for found in read.values() if isinstance(found, Finding)]
    fit += wrong
    return {} if wrong else read


def _compare(built, xs: dict, ys: dict, losses: dict, fit: Fit) -> None:
    can_be_read = not fit
    graph = graph_of(built)
    fit += layers.of_model(graph)
    y, taken = next(iter(ys.values())), []
    for tensor, (name, x) in zip(graph.inputs, [*xs.items()], strict=True):
        declared = (None, *tensor.shape[1:])
        shape = as_keras_takes_it(x.shape, declared)
        as_taken = x.reshape(shape or x.shape)
        if as_taken.ndim < x.ndim:
            xs[name] = x = as_taken
        if x.dtype.kind in "biuf":
            alone = replace(graph, inputs=[tensor])
            fit += inputs.of_values(name, as_taken, alone)
        wrong = list(inputs.of_input(x.shape, y.shape, declared))
        fit += _named(wrong, x=name)
        if shape and not wrong:
            taken.append(shape)
    if len(taken) < len(xs):
        return  # the predictions would be compared for nothing
    if len({len(x) for x in xs.values()}) > 1:
        counts = ", ".join(f"{name} {len(x)}" for name, x in xs.items())
        fit.append(Finding(f"The inputs differ in samples ({counts}). [Q10]"))
        return
    graph, places = graph_of(built, taken), _outputs(built)
    shapes, unlike = [], False
    for (name, y), (output, loss) in zip(
        ys.items(), losses.items(), strict=True
    ):
        tensor = graph.outputs[places.index(output) if len(places) > 1 else 0]
        # The number of samples that an Input fixes is no matter here.
        predictions = (taken[0][0], *tensor.shape[1:])
        shapes.append(predictions)
        if len(y) != len(next(iter(xs.values()))):
            wrong = inputs.of_other_number(predictions, y.shape)
            fit += _named(wrong, y=name)
            return
        part = Output(output, graph.up_to(tensor), loss)
        is_own = loss_kind(part) == "own"
        gaps = [] if is_own else list(data.of_gaps(name, y))
        wrong = list(targets.of_targets(part, predictions, y, taken[0]))
        fit += [*gaps, *_named(wrong, y=name)]
        if is_own:
            fit.not_checked = "predictions against y, as the loss is your own."
            # A train_step is not called to see what it does.
            read = targets.as_a_loss_reads_them(loss, predictions, y.shape)
            unlike |= hasattr(loss, "__self__") and len({*map(len, read)}) > 1
        elif can_be_read and not gaps and not wrong:
            leaks = []
            for source, (of_x, x) in zip(
                graph.inputs, xs.items(), strict=True
            ):
                read = of_targets_in_input(x, y, part.graph, source)
                leaks += _named(read, x=of_x, y=name)
            fit += leaks[:1]
    if unlike:
        return  # that they fit is more than we know
    wanted = [y.shape for y in ys.values()]
    shown = [", ".join(map(str, part)) for part in (taken, shapes, wanted)]
    fit.shapes = "{} in, {} out, targets {}".format(*shown)


def _named(found: Iterable[Finding], **names: str) -> list[Finding]:
    """Write x[0] for x, say, where it is one of several inputs."""
    word = re.compile(r"(?<![\w'])[xy](?![\w'])")
    return [
        Finding(
            word.sub(lambda letter: names.get(letter[0], letter[0]), text),
            sure=text.sure,
        )
        for text in found
    ]


def _of_batches(
    built, xs: dict, batch_size: int | None, of_set: bool, fit: Fit
) -> Iterator[Finding]:
    """Say what happens to samples that fill no batch of a stateful layer."""
    size, count = built.inputs[0].shape[0], len(next(iter(xs.values())))
    recurrent = graph_of(built).recurrent
    stateful = [o.name for o in recurrent if getattr(o, "stateful", False)]
    if size is None or not stateful or not fit.shapes:
        return
    says = (
        f"The Input fixes batches of {size}, and {stateful[0]!r} is stateful"
    )
    left = count % size
    if of_set:
        if count != size:
            yield Finding(
                f"{says}, but the data set gives batches of {count}: give "
                f".batch({size}, drop_remainder=True). [Q29]"
            )
    elif batch_size not in (None, size) and min(batch_size, count) != size:
        yield Finding(
            f"{says}, but fit gets batch_size={batch_size}: give {size}. [Q29]"
        )
    elif left:
        stretches = "stretches it silently" if left == 1 else "raises an error"
        first = f"the first {count - left} samples of x and y"
        if count < size:
            first = "more samples, or declare a smaller batch"
        yield Finding(
            f"{says}, so the last batch has {left} of the {count} samples, "
            f"and Keras {stretches}: give {first}. [Q29]"
        )
    elif batch_size is None and size not in (FITS_BATCH, count):
        fit.shapes += f", with batch_size={size} in fit"
