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
    equal_budget_units,
    lstm_parameters,
    most_units,
    stack_of_form,
    stacked_lstm_model,
)
from study.tasks import Data, Task

if TYPE_CHECKING:
    import keras

FORMS = "plain", "both", "dense", "width", "long"
SINGLE = "dense", "long"  # forms of one LSTM layer
WIDTH_OF = 4  # layers; all depths of the form "width" are as wide as these
LONGER = 4  # times as many steps for the form "long"
PARTS = 20  # parts of a training; the rate falls from one to the next
_AT_ONCE = 1024  # sequences judged at a time; fewer shapes to compile for


def units_of(task: Task, form: str, depth: int, budget: int) -> int:
    """Find the most units a layer with which a model is within its budget."""
    if form not in FORMS:
        raise ValueError(f"form is {form!r}; give one of {', '.join(FORMS)}.")
    check_sizes(depth=depth, budget=budget)
    features, outputs = ends = task.features, task.outputs
    if form in SINGLE and depth != 1:
        raise ValueError(f"depth is {depth}; the form {form!r} has one layer.")
    if form == "both":
        return equal_budget_units(
            depth, budget, *ends, lift=True, normalise=True
        )
    if form == "width":
        depth = WIDTH_OF
    units = equal_budget_units(depth, budget, *ends)
    if form != "dense":
        return units

    def size(units: int) -> int:
        ends = (
            lstm_parameters(units, features),
            dense_parameters(units, outputs),
        )
        return sum(ends) + dense_parameters(units, units)

    return most_units(size, budget)


def build(task: Task, form: str, depth: int, budget: int) -> "keras.Model":
    """Build a model as wide as its budget allows; it is not compiled.

    Parameters
    ----------
    task, form
        One of `tasks.TASKS`; one of `FORMS`, which the README explains.
    depth, budget
        LSTM layers; most parameters allowed.

    Raises
    ------
    ValueError
        There is no such form, or not with this depth or budget.
    """
    units = units_of(task, form, depth, budget)
    sizes = task.time_steps, task.features, units
    ends = {"outputs": task.outputs, "per_step": task.per_step}
    if form == "both":
        return stack_of_form(
            *sizes, depth=depth, normalise=True, residual=True, **ends
        )
    if form == "dense":
        return _dense_form(*sizes, **ends)
    return stacked_lstm_model(*sizes, depth=depth, **ends)


def _dense_form(
    time_steps: int, features: int, units: int, outputs: int, per_step: bool
) -> "keras.Model":
    import keras

    layers = keras.layers
    return keras.Sequential(
        [
            keras.Input((time_steps, features)),
            layers.LSTM(units, return_sequences=per_step, name="layer_1"),
            layers.Dense(units, activation="relu", name="hidden"),
            layers.Dense(outputs, name="head"),
        ],
        name="stack",
    )


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
        units = recurrent[0]
        first = np.zeros(bias)
        first[units : 2 * units] = 1  # forget gate open: i, f, c, o
        return [_glorot(draw, kernel), _orthogonal(draw, recurrent), first]
    if kind == "Dense":
        return [_glorot(draw, shapes[0]), np.zeros(shapes[1])]
    if kind == "LayerNormalization":
        return [np.ones(shapes[0]), np.zeros(shapes[1])]
    raise ValueError(
        f"{layer.name} is a {kind}; give a model of LSTM, Dense and "
        "LayerNormalization layers."
    )


def _glorot(draw: np.random.Generator, shape: tuple[int, int]) -> np.ndarray:
    limit = np.sqrt(6 / sum(shape))
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


def judge(model: "keras.Model", data: Data) -> float:
    """Return the error on what the model did not learn from."""
    answers = model.predict(data.x_held, batch_size=_AT_ONCE, verbose=0)
    return data.error(np.asarray(answers, dtype="float64"))


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
