"""The stack of LSTM layers, its other forms, and how large they are.

In the plain form a layer reads what the layer below says. The *normalised*
form scales it first (Ba, Kiros and Hinton, arXiv 1607.06450), and the
*residual* form adds what a layer says to what it read (He, Zhang, Ren and
Sun, arXiv 1512.03385; between LSTM layers: Wu et al., arXiv 1609.08144).
With both, each layer does ``x = x + LSTM(LayerNormalization(x))``. A
ValueError says which size is not a whole number of at least 1.
"""

import functools
from collections.abc import Callable
from typing import TYPE_CHECKING

from helpers.arguments import check_sizes
from helpers.reference import Weights

if TYPE_CHECKING:
    import keras


def stacked_lstm_model(
    time_steps: int | None,
    features: int,
    units: int,
    *,
    depth: int = 4,
    outputs: int = 1,
    per_step: bool = False,
    layer: "type[keras.layers.LSTM] | None" = None,
) -> "keras.Model":
    """Build LSTM layers `layer_1` ... `layer_depth` and a Dense `head`.

    Parameters
    ----------
    time_steps
        Time steps of a sequence, or None for any number.
    features, units, depth, outputs
        Numbers a step, memory cells a layer, LSTM layers, numbers predicted.
    per_step
        Predict at every time step instead of once a sequence.
    layer
        What its layers are; None: `keras.layers.LSTM`. A `FusedLSTM` computes
        the same, faster.

    Returns
    -------
    model
        Reads (samples, time_steps, features) and answers (samples, outputs),
        or (samples, time_steps, outputs) with `per_step`. Not compiled.
    """
    import keras

    _check_stack(time_steps, features, units, depth, outputs)
    lstm = layer or keras.layers.LSTM
    model = keras.Sequential(name="stack")
    model.add(keras.Input((time_steps, features)))
    for number in range(1, depth + 1):
        # Only the last layer may drop the time axis: the others feed an LSTM.
        keep_time = per_step or number < depth
        name = f"layer_{number}"
        model.add(lstm(units, return_sequences=keep_time, name=name))
    model.add(keras.layers.Dense(outputs, name="head"))
    return model


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
    layer: "type[keras.layers.LSTM] | None" = None,
) -> "keras.Model":
    """Build a stack in which a Dense `lift` and a Dense `head` frame it.

    All forms begin with the `lift`, which gives every time step as many
    numbers as a layer has units: only then can they be added. So the forms
    differ in nothing but `normalise` and `residual`.

    Parameters
    ----------
    time_steps, features, units, depth, outputs, per_step, layer
        As in `stacked_lstm_model`; so is the model.
    normalise
        Put a LayerNormalization `norm_k` before each `layer_k`.
    residual
        Add what `layer_k` says to what the layer below handed over: `add_k`.
    """
    import keras

    _check_stack(time_steps, features, units, depth, outputs)
    lstm = layer or keras.layers.LSTM
    inputs = keras.Input((time_steps, features))
    x = keras.layers.Dense(units, name="lift")(inputs)
    for number in range(1, depth + 1):
        said = x
        if normalise:
            norm = keras.layers.LayerNormalization(name=f"norm_{number}")
            said = norm(x)
        # The last layer keeps its time steps, too: they are to be added.
        said = lstm(units, return_sequences=True, name=f"layer_{number}")(said)
        if residual:
            said = keras.layers.Add(name=f"add_{number}")([x, said])
        x = said
    if not per_step:
        x = x[:, -1]
    predicted = keras.layers.Dense(outputs, name="head")(x)
    return keras.Model(inputs, predicted, name="stack")


def lstm_weights(model: "keras.Model") -> list[Weights]:
    """Return `(kernel, recurrent_kernel, bias)` of each LSTM of a model.

    The model is built, and its LSTM layers stand in a row; the lowest comes
    first. ValueError: it has no LSTM layer, or one without weights or bias.
    """
    import keras

    found = []
    for layer in model.layers:
        if isinstance(layer, keras.layers.LSTM):
            weights = layer.get_weights()
            if len(weights) != 3:
                raise ValueError(
                    f"Layer {layer.name!r} has {len(weights)} weight arrays, "
                    "expected 3: build the model first, and leave the bias on."
                )
            found.append(tuple(weights))
    if not found:
        raise ValueError(
            f"The model {model.name!r} has no LSTM layer; give one that has."
        )
    return found


def lstm_parameters(units: int, features: int) -> int:
    """Count the parameters of one LSTM layer: 4u(u + f + 1)."""
    check_sizes(units=units, features=features)
    return 4 * units * (units + features + 1)


def dense_parameters(inputs: int, outputs: int) -> int:
    """Count the parameters of a Dense layer: (inputs + 1) * outputs."""
    check_sizes(inputs=inputs, outputs=outputs)
    return (inputs + 1) * outputs


def stack_parameters(
    units: int,
    depth: int,
    features: int = 1,
    outputs: int = 1,
    *,
    lift: bool = False,
    normalise: bool = False,
) -> int:
    """Count the parameters of `stacked_lstm_model` with these sizes.

    With a `lift`, those of `stack_of_form`. A normalisation has two for each
    unit, a factor and a shift. Adding has none, so residual or not makes no
    difference.
    """
    check_sizes(depth=depth, units=units, features=features, outputs=outputs)
    count, read = 0, features
    if normalise and not lift:
        raise ValueError("Only stacks with a lift are normalised: lift=True.")
    if lift:
        count, read = dense_parameters(features, units), units
    count += lstm_parameters(units, read)
    count += (depth - 1) * lstm_parameters(units, units)
    if normalise:
        count += depth * 2 * units
    return count + dense_parameters(units, outputs)


def equal_budget_units(
    depth: int,
    budget: int,
    features: int = 1,
    outputs: int = 1,
    *,
    lift: bool = False,
    normalise: bool = False,
) -> int:
    """Find the most units a layer for which a stack stays within a budget.

    So wide is the widest stack with `stack_parameters(...) <= budget`; a
    ValueError says if not even one unit fits.
    """
    check_sizes(budget=budget)
    size = functools.partial(
        stack_parameters,
        depth=depth,
        features=features,
        outputs=outputs,
        lift=lift,
        normalise=normalise,
    )
    if size(1) > budget:
        raise ValueError(
            f"budget is {budget}, but {depth} layers of one unit already "
            f"have {size(1)} parameters; give at least {size(1)}."
        )
    return most_units(size, budget)


def most_units(size: Callable[[int], int], budget: int) -> int:
    """Find the most units, at least one, whose `size` is within a budget.

    `size` says how many parameters a model with so many units has.
    """
    units = 1
    while size(units + 1) <= budget:
        units += 1
    return units


def _check_stack(time_steps, features, units, depth, outputs) -> None:
    if time_steps is not None:
        check_sizes(time_steps=time_steps)
    check_sizes(features=features, units=units, depth=depth, outputs=outputs)
