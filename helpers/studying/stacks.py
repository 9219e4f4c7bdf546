"""The models that the study compares, each as wide as its budget allows."""

from typing import TYPE_CHECKING

from helpers.model_forms import equal_budget_form_units, stack_of_form
from helpers.models import (
    check_sizes,
    dense_parameters,
    equal_budget_units,
    lstm_parameters,
    stacked_lstm_model,
)
from helpers.studying.task import Task

if TYPE_CHECKING:
    import keras

WIDTH_OF = 4  # layers; all depths of the form "width" are as wide as these
LONGER = 4  # times as many steps for the form "long"
FORMS = {
    "plain": "LSTM layers and a Dense head",
    "both": "the same with lift, normalisation and residual connections",
    "dense": "one LSTM layer, a hidden Dense layer and a head",
    "width": f"plain, but every depth as wide as that of {WIDTH_OF} layers",
    "long": f"one plain layer, trained for {LONGER} times as many steps",
}
SINGLE = "dense", "long"  # forms of one LSTM layer


def units_of(task: Task, form: str, depth: int, budget: int) -> int:
    """Find how many units each layer of a model has.

    Parameters
    ----------
    task
        It says how many features come in and how many outputs go out.
    form
        One of `FORMS`.
    depth
        LSTM layers; one for the forms "dense" and "long".
    budget
        Most parameters allowed; for the form "width" those of four layers.

    Raises
    ------
    ValueError
        There is no such form, or not with this depth or budget.
    """
    if form not in FORMS:
        raise ValueError(f"form is {form!r}; give one of {', '.join(FORMS)}.")
    check_sizes(depth=depth, budget=budget)
    ends = task.features, task.outputs
    if form in SINGLE and depth != 1:
        raise ValueError(f"depth is {depth}; the form {form!r} has one layer.")
    if form == "both":
        return equal_budget_form_units(depth, budget, *ends, normalise=True)
    if form == "width":
        return equal_budget_units(WIDTH_OF, budget, *ends)
    if form in ("plain", "long"):
        return equal_budget_units(depth, budget, *ends)
    units = equal_budget_units(1, budget, *ends)
    while _dense_form_parameters(units, *ends) > budget and units > 1:
        units -= 1
    return units


def build(task: Task, form: str, depth: int, budget: int) -> "keras.Model":
    """Build a model of the study; its weights are Keras's for now.

    The arguments and the errors are those of `units_of`. The model reads
    (samples, time steps, features) as the task says, and is not compiled.
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


def _dense_form_parameters(units: int, features: int, outputs: int) -> int:
    lstm = lstm_parameters(units, features)
    hidden = dense_parameters(units, units)
    return lstm + hidden + dense_parameters(units, outputs)
