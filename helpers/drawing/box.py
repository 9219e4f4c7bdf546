"""Draw a 3D array as a box of cells: samples, time steps, features."""

import numpy as np
from matplotlib.figure import Figure

from helpers.drawing import canvas as c
from helpers.drawing import wording as w

_CELL_HEIGHT = 0.46  # inches, like all lengths below
_SLANT = np.array([0.2, 0.17])  # one sample further back
_LEFT, _RIGHT, _TOP = 1.3, 1.0, 0.75
_MOST_AND_SHORT = (5, 4), (7, 5), (4, 4)  # samples, time steps, features


def draw_box(x: np.ndarray, name: str = "x") -> tuple[Figure, str]:
    """Draw the array as a box whose three edges carry their names.

    Time runs to the right, features run down, samples go back. The numbers
    in front are those of the first sample. Long axes are shortened with "…".

    Parameters
    ----------
    x
        (samples, time steps, features), any sizes above zero.
    name
        What the lesson calls the array.

    Returns
    -------
    fig, alt
        The drawing and its text alternative, for `show`.

    Raises
    ------
    ValueError
        `x` has not three axes, is empty, or does not hold numbers.
    """
    x = w.check_3d(name, x)
    samples, steps, features = (
        w.picks(size, *limits)
        for size, limits in zip(x.shape, _MOST_AND_SHORT, strict=True)
    )
    back = len(samples) * _SLANT
    cell = min(0.9, (c.WIDTH - _LEFT - _RIGHT - back[0]) / len(steps))
    face = np.array([cell * len(steps), _CELL_HEIGHT * len(features)])
    note = _note(x.shape)
    bottom = 0.95 if note else 0.7
    height = bottom + face[1] + back[1] + _TOP
    fig, ax = c.canvas(height)
    inside = c.WIDTH - _LEFT - _RIGHT
    corner = np.array([_LEFT + (inside - face[0] - back[0]) / 2, bottom])

    _draw_top_and_side(ax, corner, cell, (samples, steps, features))
    _draw_front(ax, corner, cell, x[0], steps, features)
    _name_axes(ax, corner, face, back, cell, x.shape, (steps, features))
    c.write(ax, corner[0] + face[0] / 2, bottom - 0.73, note, 10)
    title = f"{name} has the shape {x.shape}"
    c.write(ax, c.WIDTH / 2, height - 0.3, title, 14, fontweight="bold")
    return fig, _alt(x, name)


def _draw_top_and_side(ax, corner, cell, kept) -> None:
    samples, steps, features = kept
    across, up = np.array([cell, 0]), np.array([0, _CELL_HEIGHT])
    top, side = corner + up * len(features), corner + across * len(steps)
    for depth, sample in enumerate(samples):
        near, far = depth * _SLANT, (depth + 1) * _SLANT
        for column, step in enumerate(steps):
            here = top + column * across
            corners = [here + near, here + across + near]
            corners += [here + across + far, here + far]
            gap = sample is None or step is None
            c.polygon(ax, corners, "white" if gap else "#e4e4e4")
        for row, feature in enumerate(reversed(features)):
            here = side + row * up
            corners = [here + near, here + far]
            corners += [here + up + far, here + up + near]
            gap = sample is None or feature is None
            c.polygon(ax, corners, "white" if gap else "#c9c9c9")
            if sample is None:
                c.write(ax, *np.mean(corners, axis=0), "…", 10)


def _draw_front(ax, corner, cell, values, steps, features) -> None:
    written = {
        (step, feature): "…"
        if step is None or feature is None
        else w.number(values[step, feature])
        for step in steps
        for feature in features
    }
    size = c.fit(written.values(), cell - 0.06, 12)
    for column, step in enumerate(steps):
        for row, feature in enumerate(reversed(features)):
            x, y = corner[0] + column * cell, corner[1] + row * _CELL_HEIGHT
            text = written[step, feature]
            color = "white" if text == "…" else c.PALE["blue"]
            c.box(ax, x, y, cell, _CELL_HEIGHT, color)
            c.write(ax, x + cell / 2, y + _CELL_HEIGHT / 2, text, size)


def _name_axes(ax, corner, face, back, cell, sizes, kept) -> None:
    (left, bottom), (width, height) = corner, face
    steps, features = kept
    for column, step in enumerate(steps):
        text = "…" if step is None else str(step + 1)
        c.write(ax, left + (column + 0.5) * cell, bottom - 0.17, text, 10)
    for row, feature in enumerate(reversed(features)):
        text = "…" if feature is None else str(feature + 1)
        y = bottom + (row + 0.5) * _CELL_HEIGHT
        c.write(ax, left - 0.1, y, text, 10, ha="right")
    samples, time_steps, width_of_step = sizes
    bold = {"fontweight": "bold"}
    label = w.count(time_steps, "time step") + " \N{RIGHTWARDS ARROW}"
    c.write(ax, left + width / 2, bottom - 0.45, label, 12, **bold)
    label = w.count(width_of_step, "feature").replace(" ", "\n")
    middle = bottom + height / 2
    c.write(ax, left - 0.42, middle, label, 12, ha="right", **bold)
    label = w.count(samples, "sample").replace(" ", "\n")
    x, y = left + width + back[0] / 2 + 0.16, bottom + back[1] / 2 - 0.04
    c.write(ax, x, y, label, 12, ha="left", va="top", **bold)


def _note(shape: tuple[int, ...]) -> str:
    samples, steps, features = shape
    notes = ["in front: sample 1"] if samples > 1 else []
    if steps > 1 and samples * features > 1:
        notes.append("NumPy prints it turned: time down, features across")
    return "; ".join(notes)


def _alt(x: np.ndarray, name: str) -> str:
    samples, steps, features = x.shape
    sizes = (
        f"{w.count(samples, 'sample')}, {w.count(steps, 'time step')}, "
        f"{w.count(features, 'feature')}"
    )
    text = (
        f"The array {name} of shape {x.shape} drawn as a box of cells: "
        f"{sizes}."
    )
    if steps * features > 24:
        return f"{text} Time runs to the right, features down, samples back."
    rows = [", ".join(map(w.number, step)) for step in x[0]]
    if features == 1:
        return f"{text} Sample 1 holds {', '.join(rows)}."
    rows = [f"at step {i}: {row}" for i, row in enumerate(rows, start=1)]
    return f"{text} Sample 1 holds {'; '.join(rows)}."
