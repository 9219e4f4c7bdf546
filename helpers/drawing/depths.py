"""Draw errors by the number of layers: every seed a dot, none left out."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from helpers.drawing import wording as w
from helpers.drawing.canvas import INK, PALETTE
from helpers.drawing.panels import (
    LOOKS,
    check_above_zero,
    check_kinds,
    finish,
    panel_grid,
)

# Form -> depth -> an error for each seed.
Forms = Mapping[str, Mapping[int, Sequence[float]]]
_THREAD = "#b8b8b8"
_ASIDE = 0.18  # from one form to the next, in steps of the axis


def draw_depths(
    panels: Mapping[str, Forms], levels: Mapping[str, float] | None = None
) -> tuple[Figure, str]:
    """Draw a panel for each task: depth to the right, error upwards.

    A bar marks the mean. Where there is one form, a thin line joins the same
    seed.

    Parameters
    ----------
    panels
        Title -> form -> depth -> an error for each seed, in one order of the
        seeds. At most three forms, the same in all panels. The title says
        what the error is.
    levels
        What needs no seed and no depth, for the panels of these titles: a
        dashed line, such as a simple forecast.

    Returns
    -------
    fig, alt
        The plot and its text alternative, for `show`.

    Raises
    ------
    ValueError
        There is no panel, the forms differ or are too many, an error is not
        above 0, or a level belongs to no panel.
    """
    levels = dict(levels or {})
    forms = _checked_forms(panels, levels)
    depths = sorted(
        {d for p in panels.values() for f in p.values() for d in f}
    )
    fig, axes = panel_grid(list(panels), "LSTM layers")
    for ax, (title, panel) in zip(axes, panels.items(), strict=True):
        dots = _draw_panel(ax, panel, depths)
        if title in levels:
            ax.axhline(levels[title], color=INK, linestyle="--", linewidth=1.5)
    finish(fig, dots, forms)
    return fig, _alt(panels, levels)


def _checked_forms(
    panels: Mapping[str, Forms], levels: Mapping[str, float]
) -> list[str]:
    forms = check_kinds(panels, "forms")
    for title, panel in panels.items():
        for form, errors in panel.items():
            found = [error for each in errors.values() for error in each]
            check_above_zero(f"The errors of {form!r} in {title!r}", found)
    unknown = sorted(set(levels) - set(panels))
    if unknown:
        raise ValueError(f"There is no panel for the level {unknown[0]!r}.")
    return forms


def _draw_panel(ax: Axes, panel: Forms, depths: list[int]) -> list[Line2D]:
    """Draw a panel; return the dots of each form."""
    marks = []
    for number, ((color, mark), errors) in enumerate(
        zip(LOOKS, panel.values(), strict=False)
    ):
        shift = _ASIDE * (number - (len(panel) - 1) / 2)
        places = [depths.index(depth) + shift for depth in errors]
        table = list(errors.values())
        if len(panel) == 1 and len({len(found) for found in table}) == 1:
            ax.plot(places, table, color=_THREAD, linewidth=0.7)
        for place, found in zip(places, table, strict=True):
            ax.hlines(np.mean(found), place - 0.13, place + 0.13, INK, lw=2.5)
        x = np.repeat(places, [len(found) for found in table])
        y = [error for found in table for error in found]
        marks.append((x, y, mark, PALETTE[color]))
    dots = [
        ax.plot(x, y, mark, color=color, ms=6, mec="white", mew=0.6)[0]
        for x, y, mark, color in marks
    ]
    ax.set_xticks(range(len(depths)), [f"{depth}" for depth in depths])
    ax.set_xlim(-0.5, len(depths) - 0.5)
    ax.grid(visible=False, axis="x")
    return dots


def _alt(panels: Mapping[str, Forms], levels: Mapping[str, float]) -> str:
    alt = (
        f"Errors by the number of LSTM layers, a dot for each seed and a bar "
        f"for the mean, in {w.count(len(panels), 'panel')}. The means:"
    )
    for title, panel in panels.items():
        told = [
            f"{form} "
            + ", ".join(
                f"{np.mean(found):.3g} with {w.count(depth, 'layer')}"
                for depth, found in errors.items()
            )
            for form, errors in panel.items()
        ]
        if title in levels:
            told.append(f"a dashed line at {levels[title]:.3g}")
        alt += f" {title}: {'; '.join(told)}."
    return alt
