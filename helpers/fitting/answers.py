"""Find targets that the model is given as input.

Equality alone proves nothing: a series that stands still, or repeats itself,
equals its own past. So the target has to equal the input far more often than
the input keeps still, and a series that repeats is not judged.
"""

from typing import TYPE_CHECKING

import numpy as np

from helpers.fitting.layers import recurrent

if TYPE_CHECKING:
    import keras

_MOST_ROWS = 256  # samples that are looked at
_FEWEST = 8  # samples, and changes of the input, below which we do not judge
_PART = 20  # a target may differ in one of so many changes


def answer_findings(
    model: "keras.Model", x: np.ndarray, y: np.ndarray, per_step: bool
) -> list[str]:
    """Say which targets the model can read off its own input.

    Parameters
    ----------
    model
        The model, for whether it reads both ways or answers by heart.
    x
        Input, (samples, time steps) or (samples, time steps, features).
    y
        Targets of the predictions' shape, a last axis of one apart.
    per_step
        Whether there is a target for every step.
    """
    if len(x) < _FEWEST or x.ndim not in (2, 3):
        return []
    values = x if x.ndim == 3 else x[..., np.newaxis]
    layers = recurrent(model)
    if not per_step:
        return _in_the_window(values, y, x.ndim)
    # A sequence told from memory, as by an autoencoder, is no leak.
    if not all(layer.return_sequences for layer in layers):
        return []
    targets = y if y.ndim == 3 else y[..., np.newaxis]
    rows = _spread(len(x))
    return _step_by_step(values[rows], targets[rows], layers)


def _in_the_window(x: np.ndarray, y: np.ndarray, axes: int) -> list[str]:
    first = np.asarray(x[:_MOST_ROWS], float)
    slack = _slack(first)
    # Neighbours that overlap are windows of one series. In other data, to
    # recall an early step may be the very task.
    overlap = np.abs(first[1:, :-1] - first[:-1, 1:]).max(initial=0) <= slack
    overlap &= x.shape[1] > 1
    rows = _spread(len(x))
    given = np.asarray(x[rows], float)
    series = given
    before = np.roll(given, 1, axis=1 if x.shape[1] > 1 else 0)
    if overlap:
        series = np.concatenate([first[0], first[1:, -1]])[np.newaxis]
    else:
        given, before = given[:, -1:], before[:, -1:]
    columns = np.asarray(y[rows], float).reshape(len(rows), -1)
    for number, column in enumerate(columns.T):
        wanted = column[:, np.newaxis, np.newaxis]
        same = _same(wanted, given, before, slack, axis=0)
        for step, feature in np.argwhere(same)[::-1]:
            step -= given.shape[1]
            if _repeats(series[..., feature], number - step, slack):
                continue
            of_y = f"y[:, {number}]" if columns.shape[1] > 1 else "y"
            of_x = f"x[:, {step}, {feature}]" if axes == 3 else f"x[:, {step}]"
            return [
                f"{of_y} equals {of_x}, which the model is given, so there "
                "is nothing to predict: let y begin after the last step of x."
            ]
    return []


def _repeats(series: np.ndarray, lag: int, slack: float) -> bool:
    """Say whether a series (rows, steps) may repeat after `lag` steps.

    Then its true future equals its past, too.
    """
    if series.shape[1] == 1:
        return False
    if lag >= series.shape[1]:
        return True
    differ = np.abs(series[:, lag:] - series[:, :-lag]) > slack
    return bool(differ.mean() * _PART <= 1)


def _step_by_step(
    x: np.ndarray, y: np.ndarray, layers: list["keras.Layer"]
) -> list[str]:
    given, wanted = np.asarray(x, float), np.asarray(y, float)
    if given.shape[1] != wanted.shape[1] or given.shape[1] < 2:
        return []
    slack = _slack(given)
    both_ways = [o.name for o in layers if hasattr(o, "backward_layer")]
    now, later = given[:, :-1], given[:, 1:]
    for number in range(wanted.shape[2]):
        target = wanted[:, :, number, np.newaxis]
        repeats = np.array(
            [
                _repeats(given[..., feature], number + 1, slack)
                for feature in range(given.shape[2])
            ]
        )
        # The same step is compared from the second on: it has one before.
        same = _same(target[:, 1:], later, now, slack, axis=(0, 1))
        if (same & ~repeats).any():
            return [
                "y equals x at the same step, which the model is given, so "
                "there is nothing to predict: shift y at least one step "
                "ahead."
            ]
        ahead = _same(target[:, :-1], later, now, slack, axis=(0, 1))
        if both_ways and (ahead & ~repeats).any():
            return [
                f"y is x one step ahead, which {both_ways[0]!r} has read "
                "backwards: use a layer that reads forward only, or predict "
                "something else."
            ]
    return []


def _same(
    wanted: np.ndarray,
    given: np.ndarray,
    before: np.ndarray,
    slack: float,
    axis: int | tuple[int, int],
) -> np.ndarray:
    differ = (np.abs(wanted - given) > slack).sum(axis=axis)
    change = (np.abs(given - before) > slack).sum(axis=axis)
    return (change >= _FEWEST) & (differ * _PART <= change)


def _slack(values: np.ndarray) -> float:
    # Room for float32 beside float64.
    return 1e-6 * float(np.abs(values).max(initial=0))


def _spread(samples: int) -> np.ndarray:
    count = min(samples, _MOST_ROWS)
    return np.linspace(0, samples - 1, count).astype(int)
