"""Hints for the two ends of a stack, its input and its head, and the whole."""

from helpers import models
from helpers.checking.model_parts import Parts, is_chain


def head_hint(
    parts: Parts, time_steps: int, units: int, outputs: int, per_step: bool
) -> str | None:
    """Return the hint for the Dense layer on top; `units` are below it."""
    if not parts.heads:
        return "The head is missing: a Dense layer on top of the last LSTM."
    if len(parts.heads) > 1:
        return "One Dense layer is enough: the head, on top of the last LSTM."
    if parts.kinds.index("Dense") < len(parts.kinds) - 1:
        return "The Dense layer is the head: it comes after the last LSTM."
    given = parts.heads[0].units
    if given == outputs:
        return None
    hint = (
        "The head is used once at every time step. How many numbers should it "
        "give each time?"
        if per_step
        else "The head is used once a sequence. How many numbers should it "
        "give for it?"
    )
    if given == time_steps:
        return f"Your head has an output for each time step. {hint}"
    if given == units:
        return f"Your head is as wide as the LSTM below it. {hint}"
    return hint


def input_hint(parts: Parts, time_steps: int, features: int) -> str | None:
    """Return the hint for the input, which has two axes and the samples."""
    if not parts.input_shapes:
        return (
            "Your model does not know yet what it will read: let it begin "
            "with keras.Input."
        )
    if len(parts.input_shapes) > 1:
        return "Your model has several inputs: one sequence is to be read."
    given = parts.input_shapes[0][1:]  # without the samples
    if given in ((time_steps, features), (None, features)):
        return None
    if given == (features, time_steps):
        return "In the input, time steps and features have changed places."
    if given[1] == features:
        return "Look again at the time steps of the input."
    return "Look again at the features of the input."


def rest_hint(
    parts: Parts, features: int, units: list[int], outputs: int
) -> str | None:
    """Return the hint for a model whose layers are right one by one."""
    below = [features, *units[:-1]]
    wanted = models.dense_parameters(units[-1], outputs) + sum(
        models.lstm_parameters(own, read)
        for own, read in zip(units, below, strict=True)
    )
    if not is_chain(parts.model):
        return (
            "Your layers do not stand in one row: each should read what the "
            "one below hands over, and nothing else."
        )
    if parts.model.count_params() != wanted:
        return (
            "The layers are right, but not the number of their parameters: "
            "leave out the settings that were not asked for."
        )
    return None
