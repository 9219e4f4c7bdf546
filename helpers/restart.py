"""Train one compiled model several times, each time from the beginning.

To compile a stack takes about as long as to train it in a lesson, so the
lessons compile once and begin again with every seed.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import keras


def begin_again(model: "keras.Model", seed: int) -> None:
    """Give a compiled model new random weights, and its optimizer no memory.

    What `fit` does afterwards is what it does with a model that was built
    and compiled right after `keras.utils.set_random_seed(seed)`, to the last
    bit. Layers with random draws of their own, such as Dropout, are the
    exception: their draws go on where they were.

    Parameters
    ----------
    model
        A compiled model. Its optimizer keeps its learning rate.
    seed
        Seed of Python's, NumPy's and Keras's random numbers, 0 to 2**32 - 1.

    Raises
    ------
    ValueError
        The model is not compiled, its optimizer is none of those whose
        memory begins at zero (Adam, AdamW, RMSprop, SGD), or the seed is
        none.
    """
    import keras

    optimizer = getattr(model, "optimizer", None)
    if optimizer is None:
        raise ValueError(f"{model.name} is not compiled; compile it first.")
    known = keras.optimizers.Adam, keras.optimizers.RMSprop
    if not isinstance(optimizer, (*known, keras.optimizers.SGD)):
        raise ValueError(
            f"The optimizer of {model.name} is {type(optimizer).__name__}; "
            "give Adam, AdamW, RMSprop or SGD, whose memory begins at zero."
        )
    if isinstance(seed, bool) or not isinstance(seed, int) or seed < 0:
        raise ValueError(f"seed is {seed!r}; give a whole number, 0 or more.")
    keras.utils.set_random_seed(seed)
    model.set_weights(keras.models.clone_model(model).get_weights())
    for variable in optimizer.variables:
        if variable.name != "learning_rate":
            variable.assign(keras.ops.zeros(variable.shape, variable.dtype))
