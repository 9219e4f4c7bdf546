"""The hint for a stack: what in the model is not as it was asked for."""

from helpers import models
from helpers.checking.model_parts import Parts, is_chain

_LOSE_TIME = ("Reshape", "RepeatVector", "Flatten", "Permute")


def stack_hint(
    parts: Parts,
    time_steps: int,
    features: int,
    units: list[int],
    outputs: int,
    per_step: bool,
) -> str | None:
    """Return the hint for the first thing that is wrong, from the input up.

    The sizes are those of `checks.stack`. None if the model is right.
    """
    return (
        _kinds(parts)
        or _lstm_layers(parts, units, per_step)
        or _head(parts, time_steps, units[-1], outputs)
        or _input(parts, time_steps, features)
        or _the_rest(parts, features, units, outputs)
    )


def _kinds(parts: Parts) -> str | None:
    if not parts.layers:
        return (
            "Your model has no layers yet. Use keras.Sequential, and add them."
        )
    for kind in parts.kinds:
        if kind in _LOSE_TIME:
            return (
                f"{kind} silences the error, but it loses the sequence: let "
                "the LSTM below hand over every step instead."
            )
    if parts.others:
        return (
            f"There is a layer that was not asked for: {parts.others[0][:40]}."
        )
    if not parts.lstms:
        return "There is no LSTM layer in your model."
    return None


def _lstm_layers(parts: Parts, units: list[int], per_step: bool) -> str | None:
    given = [layer.units for layer in parts.lstms]
    if len(given) != len(units):
        word = "few" if len(given) < len(units) else "many"
        return f"Your model has too {word} LSTM layers."
    if given != units and given == units[::-1]:
        return (
            "The units stand in reversed order: the first layer that you add "
            "is the one that reads the data."
        )
    if given != units:
        return "Look again at the units: not every LSTM layer has its number."
    if any(layer.return_state for layer in parts.lstms):
        return "Leave return_state out: a layer above wants one array only."
    if any(layer.go_backwards for layer in parts.lstms):
        return "Leave go_backwards out: the time should run forwards."
    *lower, last = (layer.return_sequences for layer in parts.lstms)
    if not all(lower):
        return (
            "An LSTM below another one hands over only its last step, but the "
            "one above wants to read them all."
        )
    if per_step and not last:
        return (
            "Your model answers once a sequence. Which setting of the last "
            "LSTM lets the head see every step?"
        )
    if last and not per_step:
        return (
            "Your model answers at every time step, but one answer for each "
            "sequence is wanted: look at the last LSTM."
        )
    return None


def _head(
    parts: Parts, time_steps: int, units: int, outputs: int
) -> str | None:
    if not parts.heads:
        return "The head is missing: a Dense layer on top of the last LSTM."
    if len(parts.heads) > 1:
        return "One Dense layer is enough: the head, on top of the last LSTM."
    if parts.kinds.index("Dense") < len(parts.kinds) - 1:
        return "The Dense layer is the head: it comes after the last LSTM."
    given = parts.heads[0].units
    if given == outputs:
        return None
    if given == time_steps:
        return (
            "Your head has an output for each time step. How many numbers "
            "does one answer of it have?"
        )
    if given == units:
        return (
            "Your head is as wide as the LSTM below it. How many numbers does "
            "one answer of it have?"
        )
    return "Look again at the head: how many numbers has one answer?"


def _input(parts: Parts, time_steps: int, features: int) -> str | None:
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
    if len(given) != 2:
        return (
            "keras.Input takes the shape of one sequence: time steps and "
            "features, without the samples."
        )
    if given[1] == features:
        return "Look again at the time steps of the input."
    return "Look again at the features of the input."


def _the_rest(
    parts: Parts, features: int, units: list[int], outputs: int
) -> str | None:
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
