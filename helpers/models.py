"""The four-layer template as a function, and the arithmetic of its size."""

from collections.abc import Callable
from typing import TYPE_CHECKING

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
    model = keras.Sequential(name="stack")
    model.add(keras.Input((time_steps, features)))
    for number in range(1, depth + 1):
        # Only the last layer may drop the time axis: the others feed an LSTM.
        keep_time = per_step or number < depth
        name = f"layer_{number}"
        model.add(
            keras.layers.LSTM(units, return_sequences=keep_time, name=name)
        )
    model.add(keras.layers.Dense(outputs, name="head"))
    return model


def lstm_parameters(units: int, features: int) -> int:
    """Count the parameters of one LSTM layer: 4u(u + f + 1).

    Four blocks, each with a weight from every input feature and from every
    unit to every unit, and a bias for every unit.
    """
    check_sizes(units=units, features=features)
    return 4 * units * (units + features + 1)


def dense_parameters(inputs: int, outputs: int) -> int:
    """Count the parameters of a Dense layer: (inputs + 1) * outputs."""
    check_sizes(inputs=inputs, outputs=outputs)
    return (inputs + 1) * outputs


def stack_parameters(
    units: int, depth: int, features: int = 1, outputs: int = 1
) -> int:
    """Count the parameters of `stacked_lstm_model` with these sizes."""
    check_sizes(depth=depth)
    first = lstm_parameters(units, features)
    above = (depth - 1) * lstm_parameters(units, units)
    return first + above + dense_parameters(units, outputs)


def equal_budget_units(
    depth: int, budget: int, features: int = 1, outputs: int = 1
) -> int:
    """Find the most units a layer for which a stack stays within a budget.

    Parameters
    ----------
    depth, features, outputs
        As in `stacked_lstm_model`.
    budget
        Most parameters allowed, the Dense head included.

    Returns
    -------
    units
        The largest width with `stack_parameters(...) <= budget`.

    Raises
    ------
    ValueError
        Not even one unit a layer fits, or a size is not at least 1.
    """
    check_sizes(budget=budget)
    least = stack_parameters(1, depth, features, outputs)
    if least > budget:
        raise ValueError(
            f"budget is {budget}, but {depth} layers of one unit already "
            f"have {least} parameters; give at least {least}."
        )
    return most_units(
        lambda units: stack_parameters(units, depth, features, outputs), budget
    )


def most_units(size: Callable[[int], int], budget: int) -> int:
    """Find the most units, at least one, whose `size` is within a budget.

    `size` says how many parameters a model with so many units has.
    """
    units = 1
    while size(units + 1) <= budget:
        units += 1
    return units


def check_sizes(**sizes: int) -> None:
    """Raise ValueError unless each size is a whole number of at least 1."""
    for name, size in sizes.items():
        if isinstance(size, bool) or not isinstance(size, int) or size < 1:
            raise ValueError(
                f"{name} is {size!r}; give a whole number of at least 1."
            )
