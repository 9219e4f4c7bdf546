"""One training, the same on every backend up to rounding."""

import math
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from helpers.models import check_sizes
from helpers.studying.task import Data, Task

if TYPE_CHECKING:
    import keras

PARTS = 20  # parts of a training; the rate falls from one to the next
_AT_ONCE = 1024  # sequences judged at a time; fewer shapes to compile for


@dataclass(frozen=True)
class Training:
    """What a training leaves behind besides the weights."""

    losses: list[float]  # mean loss of each part
    seconds: float  # without the first batch, for which Keras compiles
    cpu_seconds: float  # the same, but of computing: waiting does not count
    start_seconds: float  # until the first batch was done


def compile_for(model: "keras.Model", task: Task) -> None:
    """Compile a model with Adam, the loss of the task, and a short leash."""
    import keras

    loss = task.loss
    if loss == "classes":
        loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    # The rate is set in each part: as a number inside the compiled program
    # it would cost a new compilation for every rate.
    model.compile(keras.optimizers.Adam(clipnorm=1.0), loss=loss)


def train(
    model: "keras.Model",
    data: Data,
    *,
    steps: int,
    batch: int,
    learning_rate: float,
    seed: int,
) -> Training:
    """Train a compiled model for a number of steps.

    The learning rate falls along half a wave of the cosine, in `PARTS` parts.
    The order of the samples is drawn with NumPy; when all have been seen, a
    new order is drawn.

    Parameters
    ----------
    model
        Compiled by `compile_for`, with first weights.
    data
        What to learn from.
    steps, batch
        Updates of the weights, a multiple of `PARTS`; samples for each.
    learning_rate
        The highest, in the first part.
    seed
        Seed of the order.

    Raises
    ------
    ValueError
        `steps` or `batch` is none of the above.
    """
    import keras

    check_steps(steps, batch)
    stream = order(len(data.x), steps * batch, seed)
    watch = _watch()

    def cosine(part: int, _: float) -> float:
        return learning_rate * (1 + math.cos(math.pi * part / PARTS)) / 2

    losses = []
    for part, places in enumerate(np.split(stream, PARTS)):
        fitted = model.fit(
            data.x[places],
            data.y[places],
            batch_size=batch,
            initial_epoch=part,
            epochs=part + 1,
            shuffle=False,
            verbose=0,
            callbacks=[keras.callbacks.LearningRateScheduler(cosine), watch],
        )
        losses += fitted.history["loss"]
    return Training(
        losses,
        time.perf_counter() - watch.compiled,
        time.process_time() - watch.computed,
        watch.compiled - watch.began,
    )


def order(samples: int, length: int, seed: int) -> np.ndarray:
    """Draw places of samples, (length,): all once, then all once more."""
    draw = np.random.default_rng([seed, 2])
    rounds = math.ceil(length / samples)
    return np.concatenate([draw.permutation(samples) for _ in range(rounds)])[
        :length
    ]


def judge(model: "keras.Model", data: Data) -> float:
    """Return the error on what the model did not learn from."""
    answers = model.predict(data.x_held, batch_size=_AT_ONCE, verbose=0)
    return data.error(np.asarray(answers, dtype="float64"))


def check_steps(steps: int, batch: int) -> None:
    """Raise ValueError unless a training can have these sizes."""
    check_sizes(steps=steps, batch=batch)
    if steps % PARTS:
        raise ValueError(
            f"steps is {steps}; give a multiple of {PARTS}, for the rate "
            f"falls in {PARTS} parts."
        )


def _watch() -> Any:
    import keras

    class Watch(keras.callbacks.Callback):
        """Notes when the first batch of all was done."""

        began = compiled = computed = None

        def on_train_begin(self, logs: Any = None) -> None:
            self.began = self.began or time.perf_counter()

        def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
            if self.compiled is None:
                self.compiled = time.perf_counter()
                self.computed = time.process_time()

    return Watch()
