"""One training of the study: its model, first weights, and what came out.

`some_runs.ipynb` does it in this order for each line of a table; a lesson can
repeat any line on another backend.
"""

import importlib
import json
import math
import platform
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from helpers.arguments import check_sizes
from helpers.models import (
    dense_parameters,
    lstm_parameters,
    most_units,
    stack_of_form,
)
from study.tasks import Data, Task

if TYPE_CHECKING:
    import keras

FORMS = "plain", "both", "gru", "minlstm", "convolution"
PARTS = 20  # parts of a training; the rate falls from one to the next
_AT_ONCE = 512  # sequences judged at a time


def units_of(task: Task, form: str, depth: int, budget: int) -> int:
    """Find the most units a layer with which a model is within its budget.

    Raises
    ------
    ValueError
        There is no such form, or not within this budget.
    """
    if form not in FORMS:
        raise ValueError(f"form is {form!r}; give one of {', '.join(FORMS)}.")
    check_sizes(depth=depth, budget=budget)

    def size(units: int) -> int:
        if form in ("plain", "both"):
            layer = lstm_parameters(units, units)
        elif form == "gru":  # Keras's has two biases
            layer = 3 * units * (2 * units + 2)
        elif form == "minlstm":
            layer = dense_parameters(units, 3 * units)
        else:
            layer = dense_parameters(taps(task, depth) * units, units)
        if form == "both":
            layer += 2 * units
        lift = dense_parameters(task.features, units)
        return lift + depth * layer + dense_parameters(units, task.outputs)

    if size(1) > budget:
        raise ValueError(
            f"budget is {budget}, but {depth} layers of one unit already "
            f"have {size(1)} parameters; give at least {size(1)}."
        )
    return most_units(size, budget)


def taps(task: Task, depth: int) -> int:
    """Return how many steps each convolution reads, dilated by that factor.

    As few as let the last step see the whole sequence.
    """
    found = 1
    while found**depth < task.time_steps:
        found += 1
    return found


def build(task: Task, form: str, depth: int, budget: int) -> "keras.Model":
    """Build a model as wide as its budget allows; it is not compiled.

    Parameters
    ----------
    task, form
        One of `tasks.TASKS`; one of `FORMS`, which the README explains.
    depth, budget
        Layers between `lift` and `head`; most parameters allowed.

    Raises
    ------
    ValueError
        There is no such form, or not within this budget.
    """
    units = units_of(task, form, depth, budget)
    return stack_of_form(
        task.time_steps,
        task.features,
        units,
        depth=depth,
        outputs=task.outputs,
        normalise=form == "both",
        residual=form == "both",
        per_step=task.per_step,
        layer=_layer(task, form, depth),
    )


def _layer(task: Task, form: str, depth: int) -> Callable | None:
    import keras

    from study.cells import MinLSTM, convolution

    if form == "gru":
        return keras.layers.GRU
    if form == "minlstm":
        return MinLSTM
    if form == "convolution":
        return convolution(taps(task, depth))
    return None  # an LSTM


def multiply_adds(model: "keras.Model", task: Task) -> int:
    """Count those of the matrix products of one sequence, forwards."""
    count = 0
    for layer in model.layers:
        once = layer.name == "head" and not task.per_step
        for weight in layer.weights:
            if weight.name.endswith("kernel"):
                size = math.prod(weight.shape)
                count += size * (1 if once else task.time_steps)
    return count


def draw_weights(model: "keras.Model", seed: int) -> None:
    """Draw first weights with NumPy: the same ones on every backend.

    They are distributed as those that Keras draws: uniform after Glorot and
    Bengio for what comes in, orthogonal for what comes back, 1 for the bias
    of the forget gate.
    """
    # Another stream than that of the data, which the same seed draws.
    draw = np.random.default_rng([seed, 1])
    for layer in model.layers:
        shapes = [tuple(weight.shape) for weight in layer.weights]
        if shapes:
            layer.set_weights(_layer_weights(layer, shapes, draw))


def _layer_weights(
    layer: "keras.Layer", shapes: list[tuple], draw: np.random.Generator
) -> list[np.ndarray]:
    import keras

    kind = type(layer).__name__
    if isinstance(layer, keras.layers.LSTM):  # a FusedLSTM, too
        kernel, recurrent, bias = shapes
        first = np.zeros(bias)
        first[layer.units : 2 * layer.units] = 1  # forget gate: i, f, c, o
        return [_glorot(draw, kernel), _orthogonal(draw, recurrent), first]
    if kind == "GRU":
        kernel, recurrent, bias = shapes
        matrices = _glorot(draw, kernel), _orthogonal(draw, recurrent)
        return [*matrices, np.zeros(bias)]
    if kind == "MinLSTM":
        kernel, bias = shapes
        first = np.zeros(bias)
        first[: layer.units] = 1  # forget gate: f, i, h
        return [_glorot(draw, kernel), first]
    if kind in ("Dense", "Conv1D"):
        return [_glorot(draw, shapes[0]), np.zeros(shapes[1])]
    if kind == "LayerNormalization":
        return [np.ones(shapes[0]), np.zeros(shapes[1])]
    raise ValueError(
        f"{layer.name} is a {kind}; give a model that `build` has made."
    )


def _glorot(draw: np.random.Generator, shape: tuple[int, ...]) -> np.ndarray:
    *taps, read, said = shape
    limit = np.sqrt(6 / (math.prod(taps) * (read + said)))
    return draw.uniform(-limit, limit, shape)


def _orthogonal(
    draw: np.random.Generator, shape: tuple[int, int]
) -> np.ndarray:
    """Return rows of length 1 at right angles; `shape` is no taller."""
    q, r = np.linalg.qr(draw.standard_normal(shape[::-1]))
    return (q * np.sign(np.diag(r))).T


def compile_for(model: "keras.Model", task: Task) -> None:
    """Compile a model with Adam, the loss of the task, and a short leash."""
    import keras

    loss = task.loss
    if loss == "classes":
        loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    # The rate is set in each part: as a number inside the compiled program
    # it would cost a new compilation for every rate.
    model.compile(keras.optimizers.Adam(clipnorm=1.0), loss=loss)
    # `fit` would do it while it is traced, and then be traced once more.
    model.optimizer.build(model.trainable_variables)


@dataclass(frozen=True)
class Training:
    """What a training leaves behind besides the weights."""

    losses: list[float]  # mean loss of each part
    seconds: float
    cpu_seconds: float  # the same, but of computing: waiting does not count


# Takes one step for each batch of `x` and `y`; returns their mean loss.
Part = Callable[["keras.Model", np.ndarray, np.ndarray, int], float]


def part_by_fit(
    model: "keras.Model", x: np.ndarray, y: np.ndarray, batch: int
) -> float:
    """Train a part of a run as lessons do, on any backend: a `Part`."""
    done = model.fit(x, y, batch_size=batch, shuffle=False, verbose=0)
    return done.history["loss"][0]


def train(
    model: "keras.Model",
    data: Data,
    *,
    steps: int,
    batch: int,
    learning_rate: float,
    seed: int,
    part: Part = part_by_fit,
) -> Training:
    """Train a compiled model; its learning rate falls along a cosine.

    Parameters
    ----------
    model, data
        Compiled by `compile_for`, with first weights; what to learn from.
    steps, batch
        Updates of the weights, a multiple of `PARTS`; samples for each.
    learning_rate
        The highest, in the first of the `PARTS`.
    seed
        Seed of the order, in which all samples come before one comes again.
    part
        What trains each of the `PARTS`.

    Raises
    ------
    ValueError
        `steps` or `batch` is none of the above.
    """
    check_steps(steps, batch)
    places = order(len(data.x), steps * batch, seed)
    for variable in model.optimizer.variables:  # of a run before this one
        variable.assign(np.zeros(variable.shape))
    wall, cpu = time.perf_counter(), time.process_time()
    losses = []
    for number, learned in enumerate(np.split(places, PARTS)):
        falling = (1 + math.cos(math.pi * number / PARTS)) / 2
        model.optimizer.learning_rate = learning_rate * falling
        losses.append(part(model, data.x[learned], data.y[learned], batch))
    return Training(
        losses, time.perf_counter() - wall, time.process_time() - cpu
    )


def compile_all(
    model: "keras.Model", data: Data, steps: int, batch: int, part: Part
) -> None:
    """Train a part and judge, so that no run has to wait for a compiler."""
    places = order(len(data.x), steps // PARTS * batch, 0)
    part(model, data.x[places], data.y[places], batch)
    judge(model, data)


def check_steps(steps: int, batch: int) -> None:
    """Raise ValueError unless a training can have these sizes."""
    check_sizes(steps=steps, batch=batch)
    if steps % PARTS:
        raise ValueError(
            f"steps is {steps}; give a multiple of {PARTS}, for the rate "
            f"falls in {PARTS} parts."
        )


def order(samples: int, length: int, seed: int) -> np.ndarray:
    """Draw places of samples, (length,): all once, then all once more."""
    draw = np.random.default_rng([seed, 2])
    rounds = math.ceil(length / samples)
    orders = [draw.permutation(samples) for _ in range(rounds)]
    return np.concatenate(orders)[:length]


def judge(model: "keras.Model", data: Data) -> tuple[float, float]:
    """Return the errors on validation and test; not a number if one is lost.

    Both are answered in one go, filled up to whole batches: so a model is
    compiled for one shape.
    """
    held = data.validation, data.test
    x = np.concatenate([part.x for part in held])
    filled = np.zeros((-len(x) % _AT_ONCE, *x.shape[1:]), x.dtype)
    answers = model.predict(
        np.concatenate([x, filled]), batch_size=_AT_ONCE, verbose=0
    )
    answers = np.asarray(answers[: len(x)], dtype="float64")
    if not np.isfinite(answers).all():
        return math.nan, math.nan
    parts = np.split(answers, [len(data.validation.x)])
    validation, test = (
        part.error(said) for part, said in zip(held, parts, strict=True)
    )
    return validation, test


def versions() -> dict[str, str]:
    """Return the versions of what did the training in this process."""
    import keras

    return {
        "python": platform.python_version(),
        "numpy": np.__version__,
        "keras": keras.__version__,
        # The package may be `tensorflow` or `tensorflow-cpu`.
        "engine": importlib.import_module(keras.backend.backend()).__version__,
    }


def write_record(path: str, record: Mapping[str, Any]) -> None:
    """Write a record as JSON, at once; do nothing if `path` is empty."""
    if path:
        text = json.dumps(record, indent=1, allow_nan=False) + "\n"
        half = Path(f"{path}.{uuid.uuid4().hex[:8]}.part")
        half.write_text(text, encoding="utf-8")
        half.replace(path)
