"""The hint for a stack: what in the model is not as it was asked for."""

from helpers.checking.model_ends import head_hint, input_hint, rest_hint
from helpers.checking.model_parts import Parts

_LOSE_TIME = ("Reshape", "RepeatVector", "Flatten", "Permute")
_TO_THE_HEAD = {
    True: "the last LSTM can hand over every step, and the head reads each.",
    False: "the last LSTM can hand over its last step alone, and the head "
    "reads that.",
}


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
        _axes(parts)
        or _kinds(parts, len(units), per_step)
        or _between(parts, len(units))
        or _lstm_layers(parts, units, per_step)
        or head_hint(parts, time_steps, units[-1], outputs, per_step)
        or input_hint(parts, time_steps, features)
        or rest_hint(parts, features, units, outputs)
    )


def _axes(parts: Parts) -> str | None:
    # First, as Keras stops at the first LSTM: what is missing follows from it.
    if len(parts.input_shapes) == 1 and len(parts.input_shapes[0]) != 3:
        return (
            "keras.Input takes the shape of one sequence: time steps and "
            "features, without the samples."
        )
    return None


def _kinds(parts: Parts, depth: int, per_step: bool) -> str | None:
    if not parts.layers:
        return (
            "Your model has no layers yet. Use keras.Sequential, and add them."
        )
    for place, kind in enumerate(parts.kinds):
        if kind not in _LOSE_TIME:
            continue
        if parts.kinds[:place].count("LSTM") >= depth:
            return f"{kind} is not needed: {_TO_THE_HEAD[per_step]}"
        return (
            f"{kind} silences the error, but it loses the sequence: let the "
            "LSTM below hand over every step instead."
        )
    if parts.others:
        return (
            f"There is a layer that was not asked for: {parts.others[0][:40]}."
        )
    if not parts.lstms:
        return "There is no LSTM layer in your model."
    return None


def _between(parts: Parts, depth: int) -> str | None:
    """Look at what a layer hands to the next one.

    Before the layers are counted: Keras stops there, so those above lack.
    """
    if any(layer.return_state for layer in parts.lstms):
        return "Leave return_state out: a layer above wants one array only."
    *lower, last = (layer.return_sequences for layer in parts.lstms)
    if not all(lower):
        hint = (
            "An LSTM below another one hands over only its last step, but the "
            "one above wants to read them all."
        )
        return f"{hint} Keras stopped there." if parts.stopped else hint
    if not last and len(parts.lstms) < depth and not parts.heads:
        return (
            "Your topmost LSTM hands over only its last step, but the LSTM "
            "that is to come above it wants to read them all."
        )
    if parts.stopped:
        return (
            "Keras stopped at the layer that you added last: leave out the "
            "settings that were not asked for."
        )
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
        return (
            "Look again at the units: not every LSTM layer has the number of "
            "units that was asked for."
        )
    if any(layer.go_backwards for layer in parts.lstms):
        return "Leave go_backwards out: the time should run forwards."
    last = parts.lstms[-1].return_sequences
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
