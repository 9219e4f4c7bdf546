"""Layers for the study that Keras has not, or not as the study needs them.

Import this after `helpers.backend.load`: it loads Keras.
"""

from collections.abc import Callable
from typing import Any

import keras


class MinLSTM(keras.layers.Layer):
    """The minLSTM of Feng et al. (arXiv 2410.01201), without a logarithm.

    Its gates do not look at the state, so all steps are found together:

        f, i = sigmoid(W_f x + b_f), sigmoid(W_i x + b_i)
        h = f / (f + i) * h + i / (f + i) * (W_h x + b_h)

    The kernel has the columns of f, i and h, in this order. It has been
    trained on JAX only: TensorFlow takes minutes to prepare its scan.
    """

    def __init__(self, units: int, **arguments: Any) -> None:
        arguments.pop("return_sequences")  # always
        super().__init__(**arguments)
        self.units = units

    def build(self, shape: tuple[int | None, ...]) -> None:
        """Make the weights; Keras calls this."""
        self.kernel = self.add_weight(
            shape=(shape[-1], 3 * self.units), name="kernel"
        )
        self.bias = self.add_weight(shape=(3 * self.units,), name="bias")

    def compute_output_shape(
        self, shape: tuple[int | None, ...]
    ) -> tuple[int | None, ...]:
        """Return (samples, steps, units); Keras calls this."""
        return *shape[:-1], self.units

    def call(self, x: Any) -> Any:
        """Return h of every step, (samples, steps, units)."""
        ops = keras.ops
        f, i, new = ops.split(x @ self.kernel + self.bias, 3, axis=-1)
        # f / (f + i) of the sigmoids, also where both are too small to divide.
        kept = ops.sigmoid(ops.log_sigmoid(f) - ops.log_sigmoid(i))

        def after(one: tuple, two: tuple) -> tuple:
            # Two stretches of h = kept * h + added, one after the other.
            return one[0] * two[0], two[0] * one[1] + two[1]

        pair = kept, (1 - kept) * new
        h = ops.associative_scan(after, pair, axis=1)[1]
        # TensorFlow's graphs forget the shape.
        return ops.reshape(h, (-1, *new.shape[1:]))


def convolution(taps: int) -> Callable[..., keras.layers.Layer]:
    """Return what makes a causal convolution in the place of `layer_k`.

    With `depth` layers the last step sees the last taps**depth steps.
    """

    def layer(units: int, *, name: str, **_: Any) -> keras.layers.Layer:
        below = int(name.removeprefix("layer_")) - 1
        return keras.layers.Conv1D(
            units,
            taps,
            padding="causal",
            dilation_rate=taps**below,
            activation="relu",
            name=name,
        )

    return layer
