"""Deep stacks in four forms: plain, normalised, residual, or both.

In the plain form a layer reads what the layer below says. The *normalised*
form scales it first (Ba, Kiros and Hinton, arXiv 1607.06450), and the
*residual* form adds what a layer says to what it read (He, Zhang, Ren and
Sun, arXiv 1512.03385; between LSTM layers: Wu et al., arXiv 1609.08144).
With both, each layer does ``x = x + LSTM(LayerNormalization(x))``.
"""

from typing import TYPE_CHECKING

from helpers.models import (
    check_sizes,
    dense_parameters,
    lstm_parameters,
    most_units,
)

if TYPE_CHECKING:
    import keras


def stack_of_form(
    time_steps: int | None,
    features: int,
    units: int,
    *,
    depth: int = 4,
    outputs: int = 1,
    normalise: bool = False,
    residual: bool = False,
    per_step: bool = False,
) -> "keras.Model":
    """Build a stack in which a Dense `lift` and a Dense `head` frame it.

    All forms begin with the `lift`, which gives every time step as many
    numbers as a layer has units: only then can they be added. So the forms
    differ in nothing but `normalise` and `residual`.

    Parameters
    ----------
    time_steps
        Time steps of a sequence, or None for any number.
    features, units, depth, outputs
        Numbers a step, memory cells a layer, LSTM layers, numbers predicted.
    normalise
        Put a LayerNormalization `norm_k` before each `layer_k`.
    residual
        Add what `layer_k` says to what the layer below handed over: `add_k`.
    per_step
        Predict at every time step instead of once a sequence.

    Returns
    -------
    model
        Reads (samples, time_steps, features) and answers (samples, outputs),
        or (samples, time_steps, outputs) with `per_step`. Not compiled.

    Raises
    ------
    ValueError
        A size is not a whole number of at least 1.
    """
    import keras

    if time_steps is not None:
        check_sizes(time_steps=time_steps)
    check_sizes(features=features, units=units, depth=depth, outputs=outputs)
    inputs = keras.Input((time_steps, features))
    x = keras.layers.Dense(units, name="lift")(inputs)
    for number in range(1, depth + 1):
        said = x
        if normalise:
            norm = keras.layers.LayerNormalization(name=f"norm_{number}")
            said = norm(x)
        # The last layer keeps its time steps, too: they are to be added.
        layer = keras.layers.LSTM(
            units, return_sequences=True, name=f"layer_{number}"
        )
        said = layer(said)
        if residual:
            said = keras.layers.Add(name=f"add_{number}")([x, said])
        x = said
    if not per_step:
        x = x[:, -1]
    predicted = keras.layers.Dense(outputs, name="head")(x)
    return keras.Model(inputs, predicted, name="stack")


def form_parameters(
    units: int,
    depth: int,
    features: int = 1,
    outputs: int = 1,
    *,
    normalise: bool = False,
) -> int:
    """Count the parameters of `stack_of_form` with these sizes.

    A normalisation has two for each unit, a factor and a shift. Adding has
    none, so residual or not makes no difference.
    """
    check_sizes(depth=depth)
    layer = lstm_parameters(units, units) + (2 * units if normalise else 0)
    frame = dense_parameters(features, units) + dense_parameters(
        units, outputs
    )
    return frame + depth * layer


def equal_budget_form_units(
    depth: int,
    budget: int,
    features: int = 1,
    outputs: int = 1,
    *,
    normalise: bool = False,
) -> int:
    """Find the most units a layer for which a form stays within a budget.

    The arguments are those of `form_parameters`; `budget` is the most
    parameters allowed, lift and head included.

    Raises
    ------
    ValueError
        Not even one unit a layer fits, or a size is not at least 1.
    """
    check_sizes(budget=budget)

    def size(units: int) -> int:
        return form_parameters(
            units, depth, features, outputs, normalise=normalise
        )

    if size(1) > budget:
        raise ValueError(
            f"budget is {budget}, but {depth} layers of one unit already "
            f"have {size(1)} parameters; give at least {size(1)}."
        )
    return most_units(size, budget)
