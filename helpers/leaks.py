"""Find targets that a model can read off its own input.

Equality alone proves nothing: a series that stands still, or repeats itself,
equals its own past. So the target has to equal the input far more often than
the input keeps still, and a series that repeats is not judged.
"""

from collections.abc import Iterator

import numpy as np

from helpers.fit_findings import Finding

_MOST_ROWS = 256  # samples that are looked at
_FEWEST = 8  # samples, and changes of the input, below which we do not judge
_PART = 20  # a target may differ in one of so many changes


def of_targets_in_input(
    x: np.ndarray, y: np.ndarray, per_step: bool, recurrent: list
) -> Iterator[Finding]:
    """Say which targets, one a step or a sequence, the model has read before.

    `recurrent` are its layers that can return a sequence.
    """
    if len(x) < _FEWEST or x.ndim not in (2, 3):
        return
    count = min(len(x), _MOST_ROWS)
    rows = np.linspace(0, len(x) - 1, count).astype(int)
    if not per_step:
        yield from _in_the_window(x, y, rows)
        return
    # A sequence told from memory, as by an autoencoder, is no leak.
    if not all(layer.return_sequences for layer in recurrent):
        return
    given, wanted = np.asarray(x[rows], float), np.asarray(y[rows], float)
    both_ways = [o.name for o in recurrent if hasattr(o, "backward_layer")]
    yield from _step_by_step(
        _with_features(given), _with_features(wanted), both_ways
    )


def _with_features(values: np.ndarray) -> np.ndarray:
    return values if values.ndim == 3 else values[..., np.newaxis]


def _in_the_window(
    x: np.ndarray, y: np.ndarray, rows: np.ndarray
) -> Iterator[Finding]:
    first = _with_features(np.asarray(x[:_MOST_ROWS], float))
    given = _with_features(np.asarray(x[rows], float))
    slack = _slack(first)
    # Neighbours that overlap are windows of one series. In other data, to
    # recall an early step may be the very task.
    overlap = np.abs(first[1:, :-1] - first[:-1, 1:]).max(initial=0) <= slack
    overlap &= x.shape[1] > 1
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
            of_x = (
                f"x[:, {step}, {feature}]" if x.ndim == 3 else f"x[:, {step}]"
            )
            yield Finding(
                f"{of_y} equals {of_x}, which the model is given, so there "
                "is nothing to predict: let y begin after the last step of x."
            )
            return


def _step_by_step(
    given: np.ndarray, wanted: np.ndarray, both_ways: list[str]
) -> Iterator[Finding]:
    if given.shape[1] != wanted.shape[1] or given.shape[1] < 2:
        return
    slack = _slack(given)
    now, later = given[:, :-1], given[:, 1:]
    for number in range(wanted.shape[2]):
        target = wanted[:, :, number, np.newaxis]
        features = np.moveaxis(given, 2, 0)
        repeats = np.array([_repeats(f, number + 1, slack) for f in features])
        # The same step is compared from the second on: it has one before.
        same = _same(target[:, 1:], later, now, slack, axis=(0, 1))
        if (same & ~repeats).any():
            yield Finding(
                "y equals x at the same step, which the model is given, so "
                "there is nothing to predict: shift y at least one step "
                "ahead."
            )
            return
        ahead = _same(target[:, :-1], later, now, slack, axis=(0, 1))
        if both_ways and (ahead & ~repeats).any():
            yield Finding(
                f"y is x one step ahead, which {both_ways[0]!r} has read "
                "backwards: use a layer that reads forward only, or predict "
                "something else."
            )
            return


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


def _same(wanted, given, before, slack, axis) -> np.ndarray:
    differ = (np.abs(wanted - given) > slack).sum(axis=axis)
    change = (np.abs(given - before) > slack).sum(axis=axis)
    return (change >= _FEWEST) & (differ * _PART <= change)


def _slack(values: np.ndarray) -> float:
    # Room for float32 beside float64.
    return 1e-6 * float(np.abs(values).max(initial=0))
