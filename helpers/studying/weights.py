"""First weights that depend on the seed alone, not on the backend.

They are distributed as those that Keras draws: uniform after Glorot and
Bengio for what comes in, orthogonal for what comes back, 1 for the bias of
the forget gate. But NumPy draws them, and so TensorFlow and JAX begin alike.
"""

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import keras


def draw_weights(model: "keras.Model", seed: int) -> None:
    """Give a model of LSTM, Dense and LayerNormalization layers new weights.

    Parameters
    ----------
    model
        A built model; what its optimizer remembers stays as it is.
    seed
        Seed of the generator, at least 0.

    Raises
    ------
    ValueError
        A layer with weights is none of the above.
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
    kind = type(layer).__name__
    if kind == "LSTM":
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
