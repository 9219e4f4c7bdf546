"""Mistakes in the input of a model: its shape, and numbers that cannot serve.

Shapes are tuples, the samples first; None stands for any size.
"""

from collections.abc import Iterator

import numpy as np

from helpers.fit_check.findings import (
    Finding,
    called,
    is_recurrent,
    kind_of,
)
from helpers.shapes import (
    Call,
    Graph,
    Shape,
    as_keras_takes_it,
    fits,
    in_words,
)

_MOST_ROWS = 256  # samples that are looked at where all are not needed


def of_input(x: Shape, y: Shape, declared: Shape) -> Iterator[Finding]:
    """Say what is wrong with the shape of x, beside the declared one."""
    if _is_transposed(x, y, declared):
        have, swap = f"x of shape {x} has", "np.swapaxes(x, 0, 1)"
        if x[0] == y[0]:
            have, swap = "x and y have", f"{swap} and np.swapaxes(y, 0, 1)"
        yield Finding(
            f"{have} the time steps first and the samples second: give "
            f"{swap}. [Q70]"
        )
        return
    if as_keras_takes_it(x, declared) is not None:
        return
    wanted = in_words(declared)
    says = f"x has shape {x}, but the model's Input declares {wanted}"
    if len(x) != len(declared):
        number = "Q4" if len(x) == 4 else "Q2"
        yield Finding(f"{says}: {_of_other_axes(x, declared)}. [{number}]")
    elif len(x) == 3 and fits((x[2], x[1]), declared[1:]):
        yield Finding(
            f"{says}, so time steps and features are swapped: give "
            "np.swapaxes(x, 1, 2). [Q70]"
        )
    elif len(x) == 3 and x[2] == declared[2]:
        yield Finding(
            f"x has {x[1]} time steps, but the model's Input declares "
            f"{declared[1]}: cut x to that length, or declare "
            f"Input((None, {x[2]})) for sequences of any length. [Q86]"
        )
    else:
        yield Finding(f"{says}: change one of the two. [Q7]")


def _of_other_axes(x: Shape, declared: Shape) -> str:
    if len(x) == 4 and fits(x[2:], declared[1:]):
        # Documents of sentences, days of minutes.
        return (
            f"for {x[1]} sequences a sample declare Input({x[1:]}), put each "
            "of the layers into a TimeDistributed, and an LSTM above them, "
            f"which reads the {x[1]}"
        )
    if len(x) == 2 and len(declared) == 3 and x[1] == declared[2]:
        steps = declared[1] or 10
        return (
            f"cut x into windows of {steps} steps, give "
            f"np.lib.stride_tricks.sliding_window_view(x, {steps}, axis=0)."
            f"swapaxes(1, 2), and the targets of their ends, y[{steps - 1}:]"
        )
    return "give it that shape"


def of_other_number(predictions: Shape, y: Shape) -> Iterator[Finding]:
    """Say why there are not as many targets as samples."""
    if len(predictions) > 1 and len(y) > 1 and y[1::-1] == predictions[:2]:
        yield Finding(
            f"y of shape {y} has the time steps first and the samples "
            "second: give np.swapaxes(y, 0, 1). [Q70]"
        )
        return
    yield Finding(
        f"x has {predictions[0]} samples, but y has {y[0]}: give one target "
        "for every sample. [Q10]"
    )


def _is_transposed(x: Shape, y: Shape, declared: Shape) -> bool:
    if len(x) < 2 or x[0] == x[1]:
        return False
    if x[0] != y[0]:
        return x[1] == y[0] and x[1] != declared[1]
    # Both turned: only the declared number of steps can tell.
    return len(x) > 2 and x[:2] == y[:2] and x[0] == declared[1]


def of_values(name: str, x: np.ndarray, graph: Graph) -> Iterator[Finding]:
    """Say which values of an input the layers that read it cannot use.

    `name` is what the input is called in words; `graph` begins at it.
    """
    if x.dtype.kind not in "biuf" or not np.isfinite(x).all():
        return
    for call in graph.calls:
        if any(tensor is graph.inputs[0] for tensor in call.inputs):
            if kind_of(call.operation) == "Embedding":
                yield from _of_ids(name, x, call)
            yield from _of_mask(name, x, call, graph)
    yield from _of_past_as_features(name, x, graph)
    yield from _of_carried_state(name, x, graph)


def _of_ids(name: str, x: np.ndarray, call: Call) -> Iterator[Finding]:
    """Find what is no row of an Embedding."""
    rows, layer = call.operation.input_dim, f"the Embedding {call.name!r}"
    low, high = x.min(), x.max()
    broken = x[x != np.floor(x)]
    one_hot = x.ndim > 2 and x.shape[-1] > 1 and low == 0 and high == 1
    if one_hot and (x.sum(axis=-1) == 1).all():
        yield Finding(
            f"{name} is one-hot, but {layer} wants the number of the column: "
            f"give {name}.argmax(axis=-1). [Q68]"
        )
    elif broken.size:
        yield Finding(
            f"{name} holds {broken[0]:.4g}, but {layer} looks up whole "
            f"numbers, and cuts it to {int(broken[0])}: give it ids from 0 to "
            f"{rows - 1}, or, if {name} was measured, put Reshape((-1, 1)) in "
            "its place. [Q68]"
        )
    elif low < 0:
        yield Finding(
            f"{name} holds the id {int(low)}, which {layer} does not know as "
            f"such, for it counts it from the end of its rows: give {name} + "
            f"{int(-low)}, and input_dim={int(high - low) + 1}. [Q68]"
        )
    elif high >= rows:
        yield Finding(
            f"{name} holds the id {int(high)}, but {layer} has rows for 0 to "
            f"{rows - 1}: give it input_dim={int(high) + 1}. [Q68]"
        )


def _of_mask(
    name: str, x: np.ndarray, call: Call, graph: Graph
) -> Iterator[Finding]:
    """Find a mask that never masks, and one that is lost below a layer."""
    kind = kind_of(call.operation)
    if kind == "Masking":
        value = call.operation.mask_value
        masked = (x == value).all(axis=-1)
    elif kind == "Embedding" and call.operation.mask_zero:
        value, masked = 0, x == 0
    else:
        return
    if masked.any():
        yield from _of_lost_mask(call, graph)
        return
    padding = _padding(x)
    if padding is None:
        return
    mend = f"pad {name} with {value:g}"
    if kind == "Masking":
        mend += f", or give the layer mask_value={padding:g}"
    yield Finding(
        f"The layer {call.name!r} masks steps of {value:g}, which {name} "
        f"nowhere has, while it seems to be padded with {padding:g}: {mend}. "
        "[Q66]",
        sure=False,
    )


def _of_lost_mask(masks: Call, graph: Graph) -> Iterator[Finding]:
    """Find the layer at which a mask ends though one above would need it."""
    masked = {id(t) for t in masks.outputs}
    lost: dict[int, Call] = {}
    for call in graph.calls[graph.calls.index(masks) + 1 :]:
        given = set(map(id, call.inputs))
        ends = [lost[i] for i in given if i in lost]
        steps = len(call.outputs[0].shape) > 2
        recurrent = is_recurrent(call)
        if given & masked and call.gives_mask:
            masked.update(map(id, call.outputs))
        elif given & masked and not recurrent and steps:
            lost.update((id(t), call) for t in call.outputs)
        elif ends and recurrent and not call.masked:
            at = ends[0].name
            yield Finding(
                f"The mask of {masks.name!r} ends at the {called(ends[0])}, "
                f"so {call.name!r} reads the padding, too: let it read what "
                f"comes before {at!r}, or, if padding may be read, take the "
                f"mask of {masks.name!r} out. [Q65]",
                sure=False,
            )
            return
        elif ends and steps:
            lost.update((id(t), ends[0]) for t in call.outputs)


def _padding(x: np.ndarray) -> float | None:
    """Return the number that many samples end, or begin, with, if there is.

    [[1, 4, 2, 9, 9], [3, 1, 9, 9, 9]] is padded with 9.
    """
    if x.shape[1] < 3:
        return None
    rows = x[:_MOST_ROWS].reshape(*x[:_MOST_ROWS].shape[:2], -1)
    for steps in (rows, rows[:, ::-1]):
        last = steps[:, -1, 0]
        is_last = (steps == last[:, np.newaxis, np.newaxis]).all(axis=-1)
        # At the end and nowhere else, at least twice, and not all the way.
        count = is_last.sum(axis=1)
        tail = np.logical_and.accumulate(is_last[:, ::-1], axis=1).sum(axis=1)
        ends = last[(count == tail) & (tail > 1) & (tail < x.shape[1])]
        values, often = np.unique(ends, return_counts=True)
        if often.max(initial=0) > max(2, len(rows) / 5):
            return float(values[often.argmax()])
    return None


def _of_past_as_features(
    name: str, x: np.ndarray, graph: Graph
) -> Iterator[Finding]:
    """Find windows of a series that lie along the features.

    [[[1, 2, 3]], [[2, 3, 4]]]: one step of three features each
    """
    if x.ndim != 3 or x.shape[1] != 1 or x.shape[2] < 3:
        return
    readers = [
        call
        for call in graph.calls
        if is_recurrent(call) and call.inputs[0] is graph.inputs[0]
    ]
    # A stateful layer reads the next step in the next batch.
    if not readers or getattr(readers[0].operation, "stateful", False):
        return
    shifts = (n for n in range(1, x.shape[2] // 2 + 1) if not x.shape[2] % n)
    shift = next((n for n in shifts if _are_windows(x[:, 0], n)), None)
    if shift is None:
        return
    steps = x.shape[2] // shift
    reader = readers[0].name
    yield Finding(
        f"{name} of shape {x.shape} has 1 time step, and its features are the "
        f"past of a series, so {reader!r} has nothing to remember: give "
        f"{name}.reshape(-1, {steps}, {shift}), and declare "
        f"Input(({steps}, {shift})). [Q126]",
        sure=False,
    )


def _of_carried_state(
    name: str, x: np.ndarray, graph: Graph
) -> Iterator[Finding]:
    """Find overlapping windows that a stateful layer takes for one series.

    Of B rows a batch, row i of the next one has to go on where row i ended:
    B windows later. Windows of T steps, each S later, do so if S * B is T.
    """
    batch = graph.inputs[0].shape[0]
    stateful = [
        c for c in graph.calls if getattr(c.operation, "stateful", False)
    ]
    if not stateful or x.ndim != 3 or None in (batch, x.shape[1]):
        return
    shift = _shift(x)
    if shift is None or shift * batch == x.shape[1]:
        return
    layer = stateful[0].name
    yield Finding(
        f"The stateful layer {layer!r} goes on in each batch where the last "
        f"one ended, {x.shape[1]} steps later, but the windows of {name} "
        f"begin {shift * batch} steps later: take stateful=True out of "
        f"{layer!r}. [Q109]",
        sure=False,
    )


def _are_windows(rows: np.ndarray, shift: int) -> bool:
    """Say whether most rows go on in another, in whatever order they are."""
    rows = rows[:20_000]
    begin = {row.tobytes() for row in rows[:, :-shift]}
    go_on = [row.tobytes() in begin for row in rows[:, shift:]]
    return len(begin) > max(8, len(rows) / 2) and np.mean(go_on) > 0.5


def _shift(windows: np.ndarray) -> int | None:
    """Say by how many steps each window begins later than the one before.

    None if they are no windows of one series, or do not overlap.
    """
    first = windows[:_MOST_ROWS]
    if len(first) < 8:
        return None
    before, after = first[:-1], first[1:]
    for shift in range(1, windows.shape[1]):
        same = before[:, shift:] == after[:, :-shift]
        still = before[:, :-shift] == after[:, :-shift]
        if same.all() and not still.all():
            return shift
    return None
