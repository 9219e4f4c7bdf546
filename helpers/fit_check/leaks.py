"""Find targets that a model can read off its own input.

Equality alone proves nothing: a series that stands still, or repeats itself,
equals its own past; an autoencoder tells its input through a bottleneck; and
to say an early step from memory may be the very task. So the input must change
often enough, and what repeats or is squeezed is not judged.

Four numbers of a series a, b, c, d, e, f are a window, and y is what follows:

    x = [a, b, c, d]   y = e     right: no step of x is e
    x = [b, c, d, e]   y = f
    x = [a, b, c, d]   y = d     a leak, at step -1: y lags e by 1
    x = [a, b, c, d]   y = a     a leak, at step -4, with a lag of 4, if the
    x = [b, c, d, e]   y = b     windows overlap; else it may be a recall
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from helpers.fit_check.findings import Finding, is_recurrent, wrapped
from helpers.shapes import Call, Graph

if TYPE_CHECKING:
    import keras

_MOST_ROWS = 256  # samples that are looked at
_FEWEST = 8  # samples, and changes of the input, below which we do not judge
_PART = 20  # nearly equal: different in at most one of so many changes
_NOISE = ("Dropout", "Noise")  # a denoiser is given what it is to tell
_NOTHING = "there is nothing to predict"


def of_targets_in_input(
    x: np.ndarray, y: np.ndarray, graph: Graph, source: "keras.KerasTensor"
) -> Iterator[Finding]:
    """Say which targets, one a step or a sequence, the model has read before.

    `graph` ends in the output that y belongs to, and `source` is its input x.
    """
    numbers = all(array.dtype.kind in "biuf" for array in (x, y))
    if len(x) < _FEWEST or x.ndim not in (2, 3) or not numbers:
        return
    rows = np.linspace(0, len(x) - 1, min(len(x), _MOST_ROWS)).astype(int)
    given = _with_features(np.asarray(x[rows], float))
    answers = graph.outputs[0].shape
    other_steps = len(answers) == 3 and answers[1:] != (x.shape[1], answers[2])
    if len(answers) < 3 or (other_steps and answers[2] == 1):
        wanted = np.asarray(y[rows], float).reshape(len(rows), -1)
        all_of_it = (given, given[:, ::-1])
        if not any(
            np.array_equal(wanted.ravel(), a.ravel()) for a in all_of_it
        ):
            found = _in_the_window(x, rows, given, wanted, not other_steps)
            yield from found
        return
    wanted = _with_features(np.asarray(y[rows], float))
    path = _open_path(graph, source, min(given[0].size, wanted[0].size))
    if path and given.shape[1] == wanted.shape[1] > 1:
        yield from _step_by_step(given, wanted, path)


def _with_features(values: np.ndarray) -> np.ndarray:
    return (
        values if values.ndim == 3 else values.reshape(*values.shape[:2], -1)
    )


def _open_path(graph: Graph, source, size: int) -> list[Call]:
    """Return the calls through which each step can pass to the output.

    There are none, where every way is narrower than `size` numbers a sample,
    loses the time axis, or is disturbed on purpose.
    """
    steps, is_open, path = source.shape[1], {id(source)}, []
    for call in graph.calls:
        layer, kind = call.operation, type(call.operation).__name__
        # Of an attention, the steps are those of what asks.
        reads = call.inputs[:1] if "Attention" in kind else call.inputs
        if not is_open.intersection(map(id, reads)):
            continue
        is_first = not any(map(is_recurrent, path))
        drops = getattr(wrapped(layer), "dropout", 0)
        denoises = is_first and (drops or any(word in kind for word in _NOISE))
        if denoises or getattr(layer, "activity_regularizer", None):
            continue
        path.append(call)
        for tensor in call.outputs:
            keeps_steps = len(tensor.shape) > 2 and tensor.shape[1] == steps
            if keeps_steps and np.prod(tensor.shape[1:]) >= size:
                is_open.add(id(tensor))
    return path if id(graph.outputs[0]) in is_open else []


def _in_the_window(
    x: np.ndarray,
    rows: np.ndarray,
    given: np.ndarray,
    wanted: np.ndarray,
    last_step: bool,
) -> Iterator[Finding]:
    """Look in windows of a series; in others at the last step, if at all."""
    slack, steps = _slack(given), given.shape[1]
    before = np.roll(given, 1, axis=1 if steps > 1 else 0)
    equal = []  # (column of y, steps back in x, feature, where they differ)
    for number, column in enumerate(wanted.T):
        target = column[:, np.newaxis, np.newaxis]
        differ, change = _differences(target, given, before, slack, 0)
        found = (change >= _FEWEST) & (differ * _PART <= change)
        for step, feature in np.argwhere(found)[::-1]:
            equal.append(
                (number, steps - step, feature, differ[step, feature])
            )
    if not equal:
        return
    joined = _joined(_with_features(x), rows[:: len(rows) // 64 + 1], slack)
    if joined is None:  # no windows of one series: the last step alone
        joined = given
        equal = [found for found in equal if found[1] == 1 and last_step]
    for number, back, feature, differ in equal:
        if _repeats(joined[..., feature], number + back, slack):
            continue
        of_y = f"y[:, {number}]" if wanted.shape[1] > 1 else "y"
        of_x = f"x[:, -{back}" + f", {feature}" * (x.ndim > 2) + "]"
        if differ:
            yield Finding(
                f"{of_y} equals {of_x} nearly always: is copying the baseline "
                "here? For a forecast, let y begin after the last step of x. "
                "[Q60]",
                sure=False,
            )
        else:
            yield Finding(
                f"{of_y} equals {of_x}, which the model is given, so "
                f"{_NOTHING}: let y begin after the last step of x. [Q60]"
            )
        return


def _joined(
    x: np.ndarray, rows: np.ndarray, slack: float
) -> np.ndarray | None:
    """Join windows of one series to stretches; None if they do not overlap.

    Where (a, b, c, d) ends, the window (b, c, d, e) goes on, wherever it
    stands, and makes (a, b, c, d, e) of it; with a stride of 2, (c, d, e, f)
    does. At least half of the windows must have one that goes on, and fewer
    if their steps are mixed: few values, such as bits, overlap by chance.
    """
    steps = x.shape[1]
    x = x.astype(int) if x.dtype.kind == "b" else x
    begins: dict[bytes, list[int]] = {}
    for row, first in enumerate(x[:, 0]):
        begins.setdefault(first.tobytes(), []).append(row)

    def goes_on(rest: np.ndarray) -> np.ndarray | None:
        rows = begins.get(rest[0].tobytes(), [])[:_MOST_ROWS]
        ends = np.abs(x[rows, len(rest) - 1] - rest[-1]) <= slack
        for row in np.compress(ends.all(axis=-1), rows)[:_FEWEST]:
            if (np.abs(x[row, : len(rest)] - rest) <= slack).all():
                return x[row]
        return None

    mixed = np.random.default_rng(0).permutation
    for stride in range(1, steps // 2 + 1):
        rests = [window[stride:] for window in x[rows]]
        follow = [(w, goes_on(r)) for w, r in zip(x[rows], rests, strict=True)]
        joined = [
            [*window, *later[steps - stride :]]
            for window, later in follow
            if later is not None
        ]
        if 2 * len(joined) >= len(rows):
            by_chance = [goes_on(mixed(rest)) is not None for rest in rests]
            if len(joined) >= 2 * sum(by_chance):
                return np.array(joined, float)
    return None


def _step_by_step(
    given: np.ndarray, wanted: np.ndarray, path: list[Call]
) -> Iterator[Finding]:
    slack = _slack(given)
    now, later = given[:, :-1], given[:, 1:]
    ahead = next((c.name for c in path if _reads_ahead(c.operation)), None)
    for number in range(wanted.shape[2]):
        target = wanted[:, :, number, np.newaxis]
        features = np.moveaxis(given, 2, 0)
        repeats = np.array([_repeats(f, number + 1, slack) for f in features])
        # y[t] is x[t]: compared from the second step on, which has one before.
        differ, change = _differences(target[:, 1:], later, now, slack, (0, 1))
        if ((differ == 0) & (change >= _FEWEST) & ~repeats).any():
            yield Finding(
                "y equals x at the same step, which the model is given, so "
                f"{_NOTHING}: shift y at least one step ahead. [Q60]"
            )
            return
        # y[t] is x[t + 1]: right, if no layer has read that step already.
        differ, _ = _differences(target[:, :-1], later, now, slack, (0, 1))
        if ahead and ((differ == 0) & (change >= _FEWEST) & ~repeats).any():
            yield Finding(
                f"y is x one step ahead, which {ahead!r} has read already: "
                "use a layer that reads forward only, or predict something "
                "else. [Q101]"
            )
            return


def _reads_ahead(layer: object) -> bool:
    """Say whether a layer that keeps the steps reads later ones, too."""
    width = np.max(getattr(layer, "kernel_size", 1))
    is_wide = getattr(layer, "padding", "") == "same" and width > 1
    return hasattr(layer, "backward_layer") or is_wide


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


def _differences(wanted, given, before, slack, axis) -> tuple:
    """Count where the target differs, and where the input changes at all."""
    differ = (np.abs(wanted - given) > slack).sum(axis=axis)
    change = (np.abs(given - before) > slack).sum(axis=axis)
    return differ, change


def _slack(values: np.ndarray) -> float:
    # Room for float32 beside float64.
    return 1e-6 * float(np.abs(values).max(initial=0))
