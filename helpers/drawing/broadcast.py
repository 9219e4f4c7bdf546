"""Draw how one target a sequence is stretched over answers at every step."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from helpers.drawing import canvas as c
from helpers.drawing import wording as w

_ROW = 0.36  # inches, like all lengths below
_SIGN = 0.7  # room for the minus between the two grids
_LEFT, _RIGHT = 1.1, 0.15
_TOP, _BOTTOM = 1.3, 0.75
_WIDEST = 0.68  # of one number
_MOST_SAMPLES, _MOST_STEPS = 3, 5


def draw_broadcast(
    predictions: np.ndarray, targets: np.ndarray
) -> tuple[Figure, str]:
    """Draw which target each answer is compared with, sample by sample.

    On the left the answers, a row a sequence; on the right the targets, a
    column that NumPy and Keras stretch along the time steps. The copies are
    drawn pale and dotted. Further samples and steps are left out with "…".

    Parameters
    ----------
    predictions
        Answers at every step, (samples, time steps, 1).
    targets
        One number a sequence, (samples, 1).

    Returns
    -------
    fig, alt
        The drawing and its text alternative, for `show`.

    Raises
    ------
    ValueError
        The predictions have not three axes or more than one number a step,
        or the targets have not one number a sequence.
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
    rows = list(range(min(samples, _MOST_SAMPLES)))
    columns = w.picks(steps, _MOST_STEPS)
    cell = (c.WIDTH - _LEFT - _RIGHT - _SIGN) / (2 * len(columns))
    cell = min(cell, _WIDEST)
    wide = cell * len(columns)
    left = _LEFT + (c.WIDTH - _LEFT - _RIGHT - _SIGN - 2 * wide) / 2
    lefts = left, left + wide + _SIGN
    bottom = _BOTTOM if samples > len(rows) or steps > 1 else 0.4
    top = bottom + _ROW * len(rows)
    fig, ax = c.canvas(top + _TOP)

    answers = predictions[..., 0]
    stretched = np.broadcast_to(targets, answers.shape)
    grid = [
        [(x, top - (row + 1) * _ROW) for row in range(len(rows))]
        for x in lefts
    ]
    _draw_numbers(ax, grid[0], cell, answers, rows, columns, copies=False)
    _draw_numbers(ax, grid[1], cell, stretched, rows, columns, copies=True)
    minus = lefts[1] - _SIGN / 2, (top + bottom) / 2
    c.write(ax, *minus, "\N{MINUS SIGN}", 20)
    for x, name, shape in (
        (lefts[0], "answers", predictions.shape),
        (lefts[1], "targets", targets.shape),
    ):
        # Two lines: beside a narrow grid there is no room for one.
        title = f"{name}\n{shape}"
        c.write(ax, x + wide / 2, top + 0.98, title, 12, fontweight="bold")
    _name_steps(ax, lefts, top, cell, columns)
    for row, (_, y) in zip(rows, grid[0], strict=True):
        text = f"sample {row + 1}"
        c.write(ax, left - 0.12, y + _ROW / 2, text, 11, ha="right")
    if samples > len(rows):
        more = w.count(samples - len(rows), "more sample")
        c.write(ax, lefts[0], 0.5, f"… and {more}", 11, ha="left")
    end = lefts[1], lefts[1] + wide
    _show_stretching(ax, *end, bottom - 0.14, cell, steps)
    return fig, _alt(answers, targets, rows, columns)


def _draw_numbers(
    ax: Axes, places, cell: float, values, rows, columns, copies: bool
) -> None:
    for row, (left, y) in zip(rows, places, strict=True):
        texts = [
            "…" if step is None else f"{values[row, step]:.2f}"
            for step in columns
        ]
        size = c.fit(texts, cell - 0.08, 12)
        for column, text in enumerate(texts):
            x = left + column * cell
            is_copy = copies and column > 0
            face = "white" if is_copy else c.PALE[_COLOR[copies]]
            edge = c.FADED if is_copy else c.INK
            style = {"linestyle": ":" if is_copy else "-"}
            c.box(ax, x, y, cell, _ROW, face, edge, **style)
            at = x + cell / 2, y + _ROW / 2 - 0.01
            c.write(ax, *at, text, size, color=edge)


_COLOR = {False: "blue", True: "orange"}  # answers, targets


def _name_steps(ax: Axes, lefts, top: float, cell: float, columns) -> None:
    for left in lefts:
        for column, step in enumerate(columns):
            text = "…" if step is None else str(step + 1)
            at = left + (column + 0.5) * cell, top + 0.16
            c.write(ax, *at, text, 10)
        middle = left + cell * len(columns) / 2
        c.write(ax, middle, top + 0.45, "time step", 11)


def _show_stretching(ax: Axes, left, right, y, cell, steps: int) -> None:
    if steps == 1:
        return
    c.arrow(ax, (left + cell / 2, y), (right, y), c.FADED)
    text = "stretched along the time steps" if steps > 2 else "stretched"
    size = c.fit([text], right - left, 11)
    c.write(ax, (left + right) / 2, y - 0.2, text, size, color=c.FADED)


def _alt(answers, targets, rows, columns) -> str:
    samples, steps = answers.shape
    all_answers = f"all {steps:,} answers" if steps > 1 else "the only answer"
    text = (
        f"Answers of shape {(*answers.shape, 1)} minus targets of shape "
        f"{targets.shape}: each target is compared with {all_answers} for "
        "its sample."
    )
    lines = []
    for row in rows:
        said = ", ".join(
            "…" if step is None else f"{answers[row, step]:.2f}"
            for step in columns
        )
        lines.append(
            f"sample {row + 1} answers {said}, and its target is "
            f"{targets[row, 0]:.2f}"
        )
    drawn = f"The first {len(rows)} of {w.count(samples, 'sample')}"
    return f"{text} {drawn}: {'; '.join(lines)}."
