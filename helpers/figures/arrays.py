"""Arrays as grids: a box, sliding windows, stretched or moved numbers."""

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from helpers.figures import canvas as c
from helpers.figures import wording as w
from helpers.figures.palette import BACKGROUND, FADED, MARKED, PALE

# Inches, like all lengths below.
_CELL_HEIGHT = 0.46
_SLANT = np.array([0.2, 0.17])  # one sample further back
_MOST_AND_SHORT = (5, 4), (7, 5), (4, 4)  # samples, time steps, features
_ROW, _MINUS = 0.36, 0.7  # of a stretched target; between its two grids
_TURNED = "NumPy prints it turned: time down, {} across"
# Faces of a box: top and side, for all steps and for one that is marked.
_TOP, _SIDE, _TOP_MARKED, _SIDE_MARKED = "#e4e4e4", "#c9c9c9", *MARKED


def draw_box(
    x: np.ndarray, name: str = "x", third: str = "feature", last: str = ""
) -> c.Drawing:
    """Draw the array as a box whose three edges carry their names.

    Time runs to the right, features run down, samples go back: `x` is
    (samples, time steps, features), of any size; of an output, `third` is
    "unit". The numbers in front are those of the first sample; long axes are
    shortened with "…". `last` says what the last step is, and marks it.
    """
    x = w.check_3d(name, x)
    names = "sample", "time step", third
    samples, steps, features = kept = [
        w.picks(size, *limits)
        for size, limits in zip(x.shape, _MOST_AND_SHORT, strict=True)
    ]
    several = "in front: sample 1" if len(x) > 1 else ""
    turned = (
        _TURNED.format(f"{third}s")
        if len(steps) > 1 and x.size > x.shape[1]
        else ""
    )
    note = "; ".join(filter(None, (several, turned)))
    left, room, bottom = 1.3, c.WIDTH - 1.3 - 1.0, 0.95 if note else 0.7
    depth = len(samples) * _SLANT
    cell = min(0.9, (room - depth[0]) / len(steps))
    width, height = cell * len(steps), _CELL_HEIGHT * len(features)
    top = bottom + height + depth[1] + (0.9 if last else 0.75)
    fig, ax = c.canvas(top)
    corner = np.array([left + (room - width - depth[0]) / 2, bottom])
    _draw_top_and_side(ax, corner, cell, kept, bool(last))
    _draw_front(ax, corner, cell, x[0], steps, features, bool(last))
    counts = list(map(w.count, x.shape, names))
    _name_axes(ax, corner, (width, height), depth, counts)
    if last:
        right, up = corner[0] + width + depth[0], top - 0.9
        c.pointer(ax, right - cell / 2, up + 0.04)
        text = f"{last}, {x.shape[::2]}"
        c.write(ax, right, up + 0.26, text, 11, ha="right")
    c.write(ax, corner[0] + width / 2, bottom - 0.73, note, 10)
    title = f"{name} has the shape {x.shape}"
    c.write(ax, c.WIDTH / 2, top - 0.3, title, 14, **c.BOLD)
    return fig, _tell_box(x, name, counts, last)


def _draw_top_and_side(ax: Axes, corner, cell, kept, marked: bool) -> None:
    samples, steps, features = kept
    face_of_side = _SIDE_MARKED if marked else _SIDE
    across, up = np.array([cell, 0]), np.array([0, _CELL_HEIGHT])
    top, side = corner + up * len(features), corner + across * len(steps)
    for depth, sample in enumerate(samples):
        near = depth * _SLANT
        for column, step in enumerate(steps):
            gap = None in (sample, step)
            here = top + column * across + near
            is_marked = marked and column == len(steps) - 1
            face = _TOP_MARKED if is_marked else _TOP
            _fill(ax, here, across, _SLANT, "white" if gap else face)
        for row, feature in enumerate(reversed(features)):
            gap = None in (sample, feature)
            here = side + row * up + near
            _fill(ax, here, _SLANT, up, "white" if gap else face_of_side)
            if sample is None:
                c.write(ax, *(here + (up + _SLANT) / 2), "…", 10)


def _fill(ax: Axes, corner, first, second, face: str) -> None:
    """Fill the parallelogram of these two edges."""
    ends = corner + first, corner + first + second, corner + second
    c.polygon(ax, [corner, *ends], face)


def _draw_front(ax: Axes, corner, cell, values, steps, features, marked):
    trim = np.array_equal(values, np.round(values, 1))
    texts = {
        (column, row): "…"
        if None in (step, feature)
        else w.number(values[step, feature], trim)
        for column, step in enumerate(steps)
        for row, feature in enumerate(reversed(features))
    }
    size = c.fit(texts.values(), cell - 0.1, 12)
    for place, text in texts.items():
        at = corner + place * np.array([cell, _CELL_HEIGHT])
        is_marked = marked and place[0] == len(steps) - 1
        face = PALE["orange" if is_marked else "blue"]
        face = "white" if text == "…" else face
        c.text_box(ax, (*at, cell, _CELL_HEIGHT), text, size, face)
    for column, step in enumerate(steps):
        x = corner[0] + (column + 0.5) * cell
        c.write(ax, x, corner[1] - 0.17, w.from_one(step), 10)
    for row, feature in enumerate(reversed(features)):
        y = corner[1] + (row + 0.5) * _CELL_HEIGHT
        c.write(ax, corner[0] - 0.1, y, w.from_one(feature), 10, ha="right")


def _name_axes(ax: Axes, corner, face, depth, counts) -> None:
    (left, bottom), (width, height) = corner, face
    samples, steps, features = counts
    time = f"{steps} \N{RIGHTWARDS ARROW}"
    c.write(ax, left + width / 2, bottom - 0.45, time, 12, **c.BOLD)
    style = c.BOLD | {"size": 12}
    down, back = features.replace(" ", "\n"), samples.replace(" ", "\n")
    c.write(ax, left - 0.42, bottom + height / 2, down, ha="right", **style)
    x, y = left + width + depth[0] / 2 + 0.16, bottom + depth[1] / 2 - 0.04
    c.write(ax, x, y, back, ha="left", va="top", **style)


def _tell_box(x: np.ndarray, name: str, counts: list[str], last: str) -> str:
    text = (
        f"The array {name} of shape {x.shape} drawn as a box of cells: "
        f"{', '.join(counts)}."
    )
    if last:
        held = ", ".join(map(w.number, x[0, -1]))
        text += (
            f" Its last time step is marked as {last}, of shape "
            f"{x.shape[::2]}; in sample 1 it holds {held}."
        )
    if x[0].size > 24:
        third = counts[2].split()[-1].removesuffix("s")
        return f"{text} Time runs to the right, {third}s down, samples back."
    rows = [", ".join(map(w.number, step)) for step in x[0]]
    if x.shape[2] == 1:
        return f"{text} Sample 1 holds {', '.join(rows)}."
    rows = [f"at step {i}: {row}" for i, row in enumerate(rows, start=1)]
    return f"{text} Sample 1 holds {'; '.join(rows)}."


def draw_windows(x: np.ndarray, y: np.ndarray) -> c.Drawing:
    """Draw how a window slides over a series, one row for each pair.

    `x` and `y` are what `helpers.data.windows` cuts out of a short series:
    the numbers that are read, (samples, time steps, 1), and those to
    forecast, (samples, horizon). Of many pairs the last one follows a gap.
    """
    x = w.check_3d("x", x)[..., 0]
    pairs = np.concatenate([x, y], axis=1)
    series = [*pairs[:, 0], *pairs[-1, 1:]]
    texts, rows = list(map(w.number, series)), w.picks(len(pairs), 7, 5)
    reads, length = x.shape[1], pairs.shape[1]
    left, cell = 1.1, min(0.55, (c.WIDTH - 1.3) / len(series))
    left += (c.WIDTH - 1.3 - cell * len(series)) / 2
    size = c.fit(texts, cell - 0.06, 12)
    fig, ax = c.canvas(0.85 + _ROW * (len(rows) + 1))
    for row, pair in enumerate([0, *rows]):
        y_row = 0.55 + _ROW * (len(rows) - row) + 0.2 * (row == 0)
        if pair is None:
            c.write(ax, left - 0.3, y_row + _ROW / 2, "…", 13)
            continue
        name = f"pair {pair + 1}" if row else "series"
        c.write(ax, left - 0.12, y_row + _ROW / 2, name, 11, ha="right")
        for at, text in enumerate(texts):
            face = PALE["blue" if at - pair < reads else "orange"]
            if not row or pair <= at < pair + length:
                place = left + at * cell, y_row, cell, _ROW
                face = face if row else "white"
                c.text_box(ax, place, text, size, face, down=0.01)
    for at, text in ((left, "x: read"), (left + 1.2, "y: to forecast")):
        face = PALE["blue" if at == left else "orange"]
        wide = c.text_width(text, 11) + 0.2
        c.text_box(ax, (at, 0.1, wide, 0.28), text, 11, face, down=0.01)
    told = "; ".join(
        f"{', '.join(texts[pair : pair + reads])} and forecasts "
        f"{', '.join(texts[pair + reads : pair + length])}"
        for pair in rows
        if pair is not None
    )
    return fig, (
        f"A window of {w.count(length, 'number')} slides over a series of "
        f"{len(series):,}, one step at a time, and gives "
        f"{w.count(len(pairs), 'pair')} of {reads} to read and {y.shape[1]} "
        f"to forecast. Pair by pair it reads {told}."
    )


def draw_broadcast(predictions: np.ndarray, targets: np.ndarray) -> c.Drawing:
    """Draw which target each answer is compared with, sample by sample.

    On the left `predictions`, (samples, time steps, 1); on the right
    `targets`, (samples, 1), a column that NumPy and Keras stretch along the
    time steps: the copies are pale and dotted. Long axes are shortened.
    """
    predictions = w.check_3d("predictions", predictions)
    targets = np.asarray(targets)
    samples, steps, width = predictions.shape
    if width != 1:
        raise ValueError(
            f"predictions has shape {predictions.shape}; give one number at "
            "each step, (samples, time steps, 1)."
        )
    if targets.shape != (samples, 1) or targets.dtype.kind not in "iuf":
        raise ValueError(
            f"targets has shape {targets.shape} and holds {targets.dtype}; "
            f"give one number a sequence, ({samples}, 1)."
        )
    rows, columns = range(min(samples, 3)), w.picks(steps, 5)
    room = c.WIDTH - 1.1 - 0.15 - _MINUS
    cell = min(0.68, room / (2 * len(columns)))
    wide = cell * len(columns)
    left = 1.1 + (room - 2 * wide) / 2
    right = left + wide + _MINUS
    bottom = 0.75 if samples > len(rows) or steps > 1 else 0.4
    top = bottom + _ROW * len(rows)
    fig, ax = c.canvas(top + 1.3)
    answers = predictions[..., 0]
    copies = np.broadcast_to(targets, answers.shape)
    # Two lines: beside a narrow grid there is no room for one.
    for x, title, values, color in (
        (left, f"answers\n{predictions.shape}", answers, "blue"),
        (right, f"targets\n{targets.shape}", copies, "orange"),
    ):
        c.write(ax, x + wide / 2, top + 0.98, title, 12, **c.BOLD)
        c.write(ax, x + wide / 2, top + 0.45, "time step", 11)
        for column, step in enumerate(columns):
            at = x + (column + 0.5) * cell
            c.write(ax, at, top + 0.16, w.from_one(step), 10)
        for row in rows:
            y = top - (row + 1) * _ROW
            _draw_row(ax, x, y, cell, _texts(values[row], columns), color)
    c.write(ax, right - _MINUS / 2, (top + bottom) / 2, w.MINUS, 20)
    for row in rows:
        y = top - (row + 0.5) * _ROW
        c.write(ax, left - 0.12, y, f"sample {row + 1}", 11, ha="right")
    if samples > len(rows):
        more = w.count(samples - len(rows), "more sample")
        c.write(ax, left, 0.5, f"… and {more}", 11, ha="left")
    if steps > 1:
        y, end = bottom - 0.14, right + wide
        c.arrow(ax, (right + cell / 2, y), (end, y), FADED)
        text = "stretched" + " along the time steps" * (steps > 2)
        size = c.fit([text], wide, 11)
        c.write(ax, right + wide / 2, y - 0.2, text, size, color=FADED)
    told = "; ".join(
        f"sample {row + 1} answers {', '.join(_texts(answers[row], columns))},"
        f" and its target is {targets[row, 0]:.2f}"
        for row in rows
    )
    compared = f"all {steps:,} answers" if steps > 1 else "the only answer"
    return fig, (
        f"Answers of shape {predictions.shape} minus targets of shape "
        f"{targets.shape}: each target is compared with {compared} for its "
        f"sample. The first {len(rows)} of {w.count(samples, 'sample')}: "
        f"{told}."
    )


def _texts(numbers: np.ndarray, kept: list[int | None]) -> list[str]:
    return ["…" if i is None else f"{numbers[i]:.2f}" for i in kept]


def _draw_row(ax: Axes, left, y, cell, texts: list[str], color: str) -> None:
    """Draw numbers; those of targets are copies but for the first one."""
    size = c.fit(texts, cell - 0.08, 12)
    look = {"face": PALE[color], "down": 0.01}
    for column, text in enumerate(texts):
        if column and color == "orange":
            look |= {"face": "white", "edge": FADED, "linestyle": ":"}
        place = left + column * cell, y, cell, _ROW
        c.text_box(ax, place, text, size, **look)


def draw_places(
    table: np.ndarray, arrays: Mapping[str, ArrayLike], column: str = "sample"
) -> c.Drawing:
    """Draw a table, and where each of two arrays made of it has its numbers.

    A row of `table` is a time step and a column a sample, or what else the
    samples are called; no number comes twice. Each array is to be (samples,
    time steps, 1), with a sample in a row. The first four samples have a
    colour each, wherever they land.
    """
    steps, samples = table.shape
    arrays = {name: np.asarray(array) for name, array in arrays.items()}
    for name, array in arrays.items():
        if array.shape != (samples, steps, 1):
            raise ValueError(
                f"The array {name!r} has shape {array.shape}; give one of "
                f"shape {(samples, steps, 1)}, made of the table."
            )
    sample_of = {n: i for i, column in enumerate(table.T) for n in column}
    grids = {"the table": table, **{k: a[..., 0] for k, a in arrays.items()}}
    height = 0.8 + _ROW * (min(steps, 5) + min(samples, 5)) + 1.2
    fig, ax = c.canvas(height)
    top, told = height - 0.62, []
    cell = min(0.55, 2.2 / min(steps, 5))
    for place, (title, grid) in enumerate(grids.items()):
        names = ("step", column) if place == 0 else ("sequence", "step")
        wide = 0.62 if place == 0 else cell
        left = 1.18 + (place > 1) * 3.55
        if place == 1:
            top -= _ROW * min(steps, 5) + 1.05
        _draw_places(ax, (left, top), wide, title, grid, names, sample_of)
        if place:
            held = [f"{grid[0, i]:.2f}" for i in range(steps)[:5]]
            of = dict.fromkeys(f"{sample_of[v] + 1}" for v in grid[0, :5])
            told.append(
                f"{title[:1].upper()}{title[1:]}: sequence 1 begins with "
                f"{', '.join(held)}, the numbers of {column} {', '.join(of)}."
            )
    return fig, (
        f"Where the numbers of a table of {w.count(steps, 'step')} and "
        f"{w.count(samples, column)} stand in arrays of shape "
        f"{(samples, steps, 1)}. {' '.join(told)}"
    )


def _draw_places(ax, corner, cell, title, grid, names, sample_of) -> None:
    """Draw the beginning of a grid below and to the right of its corner."""
    left, top = corner
    rows = w.picks(grid.shape[0], 5)
    columns = w.picks(grid.shape[1], 9 if names[0] == "step" else 5)
    faces = [*PALE.values(), BACKGROUND]
    c.write(ax, left, top + 0.45, title, 12, ha="left", **c.BOLD)
    for x, column in enumerate(columns):
        at = left + (x + 0.5) * cell, top + 0.14
        c.write(ax, *at, w.from_one(column), 10)
    c.write(ax, left - 0.12, top + 0.14, names[1], 10, ha="right")
    for y, row in enumerate(rows):
        at = top - (y + 0.5) * _ROW
        word = "…" if row is None else f"{names[0]} {row + 1}"
        c.write(ax, left - 0.12, at, word, 10, ha="right")
        for x, column in enumerate(columns):
            text, face = "…", "white"
            if None not in (row, column):
                text = f"{grid[row, column]:.2f}"
                sample = sample_of[grid[row, column]]
                face = faces[sample] if sample < len(faces) else "white"
            place = left + x * cell, top - (y + 1) * _ROW, cell, _ROW
            size = c.fit([text], cell - 0.08, 11)
            c.text_box(ax, place, text, size, face, down=0.01)
