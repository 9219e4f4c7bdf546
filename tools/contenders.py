"""The ways to train a stack of LSTM layers that tools/benchmark.py measures.

A file of its own, because it is what runs in the benchmark's other processes:
a process can load one backend only, and only once set its threads. Each way
is a class with the same weights, data, loss and optimizer. It is built for a
shape and weights; `forward` answers each batch, `train` takes one step for
each, `weights` says what became of them. The first two keep in `seconds` what
a step took, without that which `fit` and `predict` do once.
"""

import os
from collections.abc import Callable
from functools import partial
from time import perf_counter
from typing import Any, ClassVar, NamedTuple

import numpy as np

from helpers import backend
from helpers.models import stacked_lstm_model
from helpers.reference import lstm

BATCHES = 21  # at most, in one call
RATE = 1e-3
# For the first step, whose change of each weight is compared. Adam changes
# every weight by its rate, however small the gradient, so noise would show
# as well; with so large an epsilon it is g / (|g| + 1), with g the gradient.
FIRST_RATE, EPSILON = 1.0, 1.0
BETAS = 0.9, 0.999
# Keras adds epsilon before it corrects the mean of squares, PyTorch after.
KERAS_EPSILON = EPSILON * (1 - BETAS[1]) ** 0.5


class Shape(NamedTuple):
    """The sizes of a stack and of what it reads."""

    steps: int
    features: int
    units: int
    depth: int
    batch: int

    def flop(self) -> int:
        """Count the operations of one training step, forward and back."""
        reads = self.features + (self.depth - 1) * self.units
        sums = self.units * (reads + self.depth * self.units)
        return 24 * self.batch * self.steps * sums


Weights = list[np.ndarray]
Data = tuple[np.ndarray, np.ndarray]


def draw(shape: Shape) -> tuple[Weights, Data]:
    """Draw weights, in the order of Keras, and inputs with their targets."""
    random = np.random.default_rng(0)
    sizes, units, reads = [], shape.units, shape.features
    for _ in range(shape.depth):
        sizes += [(reads, 4 * units), (units, 4 * units), (4 * units,)]
        reads = units
    sizes += [(units, 1), (1,)]
    weights = [random.normal(0, size[0] ** -0.5, size) for size in sizes]
    samples = BATCHES * shape.batch
    x = random.normal(size=(samples, shape.steps, shape.features))
    y = random.normal(size=(samples, 1))
    as_32 = [array.astype("float32") for array in (*weights, x, y)]
    return as_32[:-2], (as_32[-2], as_32[-1])


class Keras:
    """`keras.layers.LSTM` in `fit` and `predict`, as lessons use it."""

    kinds = "forward", "train"
    threads = 1, 2
    backend = "tensorflow"
    compiling: ClassVar[dict[str, Any]] = {}

    def __init__(self, shape: Shape, weights: Weights) -> None:
        import keras

        keras.backend.clear_session()
        keras.utils.set_random_seed(0)
        sizes = shape.steps, shape.features, shape.units
        layer = self.layer()
        model = stacked_lstm_model(*sizes, depth=shape.depth, layer=layer)
        model.set_weights(weights)
        adam = keras.optimizers.Adam(FIRST_RATE, *BETAS, KERAS_EPSILON)
        model.compile(adam, "mse", **self.compiling)
        adam.build(model.trainable_variables)  # as `reset_weights` does
        self.model, self.batch, self.seconds = model, shape.batch, 0.0
        self.ends: list[float] = []
        self.note = keras.callbacks.LambdaCallback(
            on_train_batch_end=lambda batch, logs: self.ends.append(
                perf_counter()
            )
        )
        self.note.on_predict_batch_end = self.note.on_train_batch_end

    @classmethod
    def load(cls, threads: int) -> None:
        os.environ["KERAS_BACKEND"] = cls.backend
        backend.load(threads=threads)

    def layer(self) -> Any:
        import keras

        return keras.layers.LSTM

    def options(self) -> dict[str, Any]:
        self.ends.clear()
        return {
            "batch_size": self.batch,
            "callbacks": [self.note],
            "verbose": 0,
        }

    def train(self, x: np.ndarray, y: np.ndarray, rate: float) -> None:
        self.model.optimizer.learning_rate = rate
        self.model.fit(x, y, shuffle=False, **self.options())
        self.settle(len(x))

    def forward(self, x: np.ndarray) -> np.ndarray:
        answers = self.model.predict(x, **self.options())
        self.settle(len(x))
        return answers

    def settle(self, samples: int) -> None:
        """Count from the end of the first call: before it, `fit` prepares."""
        if len(self.ends) > 1:
            at_once = self.compiling.get("steps_per_execution", 1)
            steps = samples // self.batch - at_once
            self.seconds = (self.ends[-1] - self.ends[0]) / steps

    def weights(self) -> Weights:
        return self.model.get_weights()


class Unrolled(Keras):
    """The loop over time written out, one piece of graph for each step."""

    threads = (1,)

    def layer(self) -> Any:
        return partial(super().layer(), unroll=True)


class Several(Keras):
    """Five steps in each call of the compiled program."""

    kinds = ("train",)
    threads = (1,)
    compiling: ClassVar = {"steps_per_execution": 5}


class XLA(Keras):
    """Compiled by XLA; Keras does it only with op determinism off."""

    compiling: ClassVar = {"jit_compile": True}

    @classmethod
    def load(cls, threads: int) -> None:
        super().load(threads)
        from tensorflow.python.framework import config

        config.disable_op_determinism()


class Fused(Keras):
    """The layer that most lessons train."""

    def layer(self) -> Any:
        from helpers.fused_lstm import FusedLSTM

        return FusedLSTM


class KerasOnJAX(Keras):
    """The same lines on another backend."""

    backend = "jax"

    @classmethod
    def load(cls, threads: int) -> None:
        several = str(threads > 1).lower()
        os.environ["XLA_FLAGS"] = f"--xla_cpu_multi_thread_eigen={several}"
        super().load(threads)


class Loop:
    """A way without Keras: a loop over the batches."""

    kinds, threads = Keras.kinds, Keras.threads
    backend = ""
    batch: int
    answer: Callable[..., Any]
    step: Callable[..., None]

    def train(self, x: np.ndarray, y: np.ndarray, rate: float) -> None:
        steps = len(x) // self.batch
        pairs = zip(np.split(x, steps), np.split(y, steps), strict=True)
        began = perf_counter()
        for inputs, targets in pairs:
            self.step(inputs, targets, rate)
        self.weights()  # which waits for what is not yet computed
        self.seconds = (perf_counter() - began) / steps

    def forward(self, x: np.ndarray) -> np.ndarray:
        steps = len(x) // self.batch
        began = perf_counter()
        parts = [np.asarray(self.answer(one)) for one in np.split(x, steps)]
        self.seconds = (perf_counter() - began) / steps
        return np.concatenate(parts)


class JAX(Loop):
    """`jax.lax.scan`; the gradients of weights are one product after it."""

    def __init__(self, shape: Shape, weights: Weights) -> None:
        import jax
        import jax.numpy as jnp

        def answer(weights: Any, x: Any) -> Any:
            h = jnp.swapaxes(x, 0, 1)
            for first in range(0, 3 * shape.depth, 3):
                h = layer(*weights[first : first + 3], h)
            return h[-1] @ weights[-2] + weights[-1]

        def loss(weights: Any, x: Any, y: Any) -> Any:
            return jnp.mean((answer(weights, x) - y) ** 2)

        def change(state: Any, x: Any, y: Any, rate: float) -> Any:
            weights, means, squares, n = state
            n, (one, two) = n + 1, BETAS
            found = jax.grad(loss)(weights, x, y)
            means = jax.tree.map(
                lambda m, g: one * m + (1 - one) * g, means, found
            )
            squares = jax.tree.map(
                lambda s, g: two * s + (1 - two) * g**2, squares, found
            )
            rate = rate * (1 - two**n) ** 0.5 / (1 - one**n)
            weights = jax.tree.map(
                lambda w, m, s: w - rate * m / (s**0.5 + KERAS_EPSILON),
                *(weights, means, squares),
            )
            return weights, means, squares, n

        layer = _jax_layer()
        zeros = [np.zeros_like(weight) for weight in weights]
        self.state, self.batch = (weights, zeros, zeros, 0.0), shape.batch
        self.change = jax.jit(change)
        self.answered = jax.jit(answer)

    @classmethod
    def load(cls, threads: int) -> None:
        KerasOnJAX.load(threads)

    def step(self, x: np.ndarray, y: np.ndarray, rate: float) -> None:
        self.state = self.change(self.state, x, y, rate)

    def answer(self, x: np.ndarray) -> Any:
        return self.answered(self.state[0], x)

    def weights(self) -> Weights:
        return [np.asarray(weight) for weight in self.state[0]]


def _jax_layer() -> Any:
    import jax
    import jax.numpy as jnp

    def forward(kernel: Any, recurrent: Any, bias: Any, x: Any) -> Any:
        def step(state: Any, z: Any) -> Any:
            h, old_c = state
            i, f, g, o = jnp.split(z + h @ recurrent, 4, -1)
            i, f, o = map(jax.nn.sigmoid, (i, f, o))
            g = jnp.tanh(g)
            c = f * old_c + i * g
            shown = jnp.tanh(c)
            return (o * shown, c), (o * shown, old_c, shown, (i, f, g, o))

        zeros = jnp.zeros((x.shape[1], len(recurrent)))
        _, kept = jax.lax.scan(step, (zeros, zeros), x @ kernel + bias)
        return kept[0], (kernel, recurrent, x, *kept)

    def backward(kept: Any, from_above: Any) -> Any:
        kernel, recurrent, x, h, old_c, shown, gates = kept

        def step(state: Any, now: Any) -> Any:
            (to_h, to_c), (above, old_c, shown, (i, f, g, o)) = state, now
            dh = to_h + above
            dc = to_c + dh * o * (1 - shown**2)
            slopes = (
                dc * g * i * (1 - i),
                dc * old_c * f * (1 - f),
                dc * i * (1 - g**2),
                dh * shown * o * (1 - o),
            )
            dz = jnp.concatenate(slopes, -1)
            return (dz @ recurrent.T, dc * f), dz

        zeros = jnp.zeros_like(h[0])
        over_time = from_above, old_c, shown, gates
        _, dz = jax.lax.scan(step, (zeros, zeros), over_time, reverse=True)
        old_h = jnp.concatenate([zeros[None], h[:-1]])
        by_kernel, by_recurrent = (
            jnp.einsum("tbi,tbj->ij", read, dz) for read in (x, old_h)
        )
        return by_kernel, by_recurrent, dz.sum((0, 1)), dz @ kernel.T

    layer = jax.custom_vjp(lambda *given: forward(*given)[0])
    layer.defvjp(forward, backward)
    return layer


class Torch(Loop):
    """`torch.nn.LSTM`, all layers in one call."""

    def __init__(self, shape: Shape, weights: Weights) -> None:
        import torch

        class Stack(torch.nn.Module):
            def __init__(self) -> None:
                super().__init__()
                sizes = shape.features, shape.units, shape.depth
                self.lstm = torch.nn.LSTM(*sizes, batch_first=True)
                self.head = torch.nn.Linear(shape.units, 1)

            def forward(self, x: Any) -> Any:
                return self.head(self.lstm(x)[0][:, -1])

        stack = Stack()
        # Its gates are in the order of Keras, its weights transposed. Of its
        # two biases the second begins at zero.
        named = list(stack.named_parameters())
        self.ours = [p for name, p in named if "bias_hh" not in name]
        with torch.no_grad():
            for _, parameter in named:
                parameter.zero_()
            for parameter, weight in zip(self.ours, weights, strict=True):
                parameter.copy_(torch.from_numpy(weight.T))
        self.adam = torch.optim.Adam(stack.parameters(), 1, BETAS, EPSILON)
        self.stack, self.batch = self.compiled(stack), shape.batch

    @classmethod
    def load(cls, threads: int) -> None:
        import torch

        torch.set_num_threads(threads)

    def compiled(self, stack: Any) -> Any:
        return stack

    def step(self, x: np.ndarray, y: np.ndarray, rate: float) -> None:
        import torch

        inputs, targets = map(torch.from_numpy, (x, y))
        self.adam.param_groups[0]["lr"] = rate
        self.adam.zero_grad()
        loss = ((self.stack(inputs) - targets) ** 2).mean()
        loss.backward()
        self.adam.step()

    def answer(self, x: np.ndarray) -> np.ndarray:
        import torch

        with torch.no_grad():
            return self.stack(torch.from_numpy(x)).numpy()

    def weights(self) -> Weights:
        return [p.detach().numpy().T.copy() for p in self.ours]


class TorchCompiled(Torch):
    """The same through `torch.compile`."""

    threads = (1,)

    def compiled(self, stack: Any) -> Any:
        import torch

        torch.compiler.reset()  # of earlier shapes
        return torch.compile(stack)


class NumPy(Loop):
    """The lessons' own code, forward only."""

    kinds = ("forward",)

    def __init__(self, shape: Shape, weights: Weights) -> None:
        lstms, self.head, self.batch = weights[:-2], weights[-2:], shape.batch
        self.layers = [lstms[n : n + 3] for n in range(0, len(lstms), 3)]

    @classmethod
    def load(cls, threads: int) -> None:
        """Do nothing: the threads were set before the process began."""

    def answer(self, x: np.ndarray) -> np.ndarray:
        for weights in self.layers:
            x = lstm(x, *weights, return_sequences=True)
        return x[:, -1] @ self.head[0] + self.head[1]


WAYS = {  # name in the tables -> who does it
    "Keras": Keras,
    "Keras, `unroll`": Unrolled,
    "Keras, `steps_per_execution`": Several,
    "Keras, `jit_compile`": XLA,
    "`FusedLSTM`": Fused,
    "Keras on JAX": KerasOnJAX,
    "JAX": JAX,
    "PyTorch": Torch,
    "PyTorch, `torch.compile`": TorchCompiled,
    "NumPy": NumPy,
}
