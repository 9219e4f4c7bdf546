"""Dots, none left out: errors of several seeds, answers over targets."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from numpy.typing import ArrayLike

from helpers.figures.axes import panel_grid, plain_ticks, plot, styled
from helpers.figures.numbers import Plotted, in_rows, of_seeds
from helpers.figures.palette import FADED, INK, MARKS, PALETTE, THREAD
from helpers.figures.wording import check_many, count

# Model -> depth -> an error for each seed.
Depths = Mapping[str, Mapping[int, Sequence[float]]]
_TOLD = 5  # of the samples of a panel, in the table of its numbers


def draw_ranking(errors: Mapping[str, Sequence[float]], name: str) -> Plotted:
    """Draw a row of dots for each method, the largest median on top.

    Each method has an error with every seed; one where nothing is drawn at
    random. All are above 0. `name` says what they are.
    """
    table = {method: np.asarray(e, float) for method, e in errors.items()}
    if not table:
        raise ValueError("There are no errors; give those of one method.")
    for method, found in table.items():
        if found.ndim != 1 or len(found) == 0 or not (found > 0).all():
            raise ValueError(
                f"The errors of {method!r} are {found}; give one or more "
                "numbers above 0."
            )
    medians = {method: np.median(found) for method, found in table.items()}
    rows = sorted(table, key=medians.get)
    # Two digits at least: 0.0015 and 0.0019 are not 0.001 and 0.002.
    said = {
        m: f"{e:.3f}" if e >= 0.01 else f"{e:#.2g}" for m, e in medians.items()
    }
    fig, (ax,) = plot(1.0 + 0.36 * len(rows))
    for row, method in enumerate(rows):
        found = table[method]
        ax.hlines(row, found.min(), found.max(), color=FADED, linewidth=1.5)
        mark, color, fill = "o", PALETTE["vermillion"], "none"
        if len(found) == 1:
            mark, color, fill = "D", PALETTE["blue"], "full"
        style = {"color": color, "markersize": 6, "fillstyle": fill}
        ax.plot(found, [row] * len(found), mark, **style)
        beside = {"xytext": (6, 0), "textcoords": "offset points"}
        beside |= {"xycoords": ("axes fraction", "data"), "va": "center"}
        ax.annotate(said[method], (1.0, row), **beside)
    ax.set_yticks(range(len(rows)), rows)
    ax.set(xscale="log", xlabel=name, ylim=(-0.6, len(rows) - 0.4))
    plain_ticks(ax.xaxis)
    # As far from the axis as those of the longer marks are.
    ax.tick_params(axis="x", which="minor", pad=5)
    seeds = [(method, table[method]) for method in rows]
    fig.numbers = of_seeds([name], seeds, "median", np.median)
    told = [f"{method} {said[method]}" for method in rows]
    alt = (
        f"The {name} of {len(rows)} methods, the smallest at the bottom: "
        f"{', '.join(told)}."
    )
    seeds = max(map(len, table.values()))
    if seeds > 1:
        alt += (
            f" Where there are several seeds, up to {seeds}, each is a dot, "
            "and the number is their median."
        )
    return fig, alt


def draw_scores(
    scores: Mapping[str, Sequence[float]],
    levels: Mapping[str, float],
    name: str,
) -> Plotted:
    """Draw a row of dots for each model, and lines to compare with.

    Each model has a score with every seed. At most three `levels` need none,
    such as a simple forecast. `name` says what the scores are.
    """
    if not scores or not all(map(len, scores.values())):
        raise ValueError("scores is empty; give each model a score or more.")
    rows = np.arange(len(scores))[::-1]
    fig, (ax,) = plot(1.2 + 0.42 * len(scores))
    for row, found in zip(rows, scores.values(), strict=True):
        # See-through: dots that lie on each other are darker.
        style = {"color": PALETTE["blue"], "markersize": 8, "alpha": 0.6}
        ax.plot(found, [row] * len(found), "o", **style)
    for what, level, line in styled(levels, (":", "--", "-.")):
        ax.axvline(level, color=INK, linestyle=line, linewidth=1.5)
        style = {"ha": "center", "va": "bottom", "fontsize": 11}
        ax.text(level, len(scores) - 0.35, what, **style)
    ax.set_yticks(rows, list(scores))
    ax.set(xlabel=name, ylim=(-0.6, len(scores) - 0.4))
    ax.grid(visible=False, axis="y")
    seeds = [*scores.items(), *((what, [one]) for what, one in levels.items())]
    fig.numbers = of_seeds([name], seeds, "median", np.median)
    told = [
        f"{model} {min(found):.1f} to {max(found):.1f}"
        for model, found in scores.items()
    ]
    alt = (
        f"The {name} of {len(scores)} models, a dot for each seed, from the "
        f"least to the most: {'; '.join(told)}."
    )
    if levels:
        told = [f"{what} {level:.1f}" for what, level in levels.items()]
        alt += f" Lines show what they compare with: {', '.join(told)}."
    return fig, alt


def draw_depths(
    panels: Mapping[str, Depths], levels: Mapping[str, float] | None = None
) -> Plotted:
    """Draw a panel for each task: depth to the right, error upwards.

    Of at most three forms, the same in all `panels`, each has for each depth
    the errors of the seeds, in one order. A bar marks the mean; where there
    is one form, a thin line joins the same seed. A title says what the error
    is. `levels` need no seed: in the panel of this title a dashed line.
    """
    levels = levels or {}
    fig, axes = panel_grid(panels, "LSTM layers")
    depths = sorted(
        {d for p in panels.values() for f in p.values() for d in f}
    )
    alt = (
        f"Errors by the number of LSTM layers, a dot for each seed and a bar "
        f"for the mean, in {count(len(panels), 'panel')}. The means:"
    )
    seeds = []
    for ax, (title, panel) in zip(axes, panels.items(), strict=True):
        told = []
        for form, errors in panel.items():
            seeds += [(title, form, *pair) for pair in errors.items()]
            means = [
                f"{np.mean(found):.3g} with {count(depth, 'layer')}"
                for depth, found in errors.items()
            ]
            told.append(f"{form} {', '.join(means)}")
        dots = _draw_depths(ax, panel, depths)
        if title in levels:
            ax.axhline(levels[title], color=INK, linestyle="--", linewidth=1.5)
            told.append(f"a dashed line at {levels[title]:.3g}")
            seeds.append((title, "dashed line", "", [levels[title]]))
        alt += f" {title}: {'; '.join(told)}."
    _finish(fig, dots, list(panel))
    heads = "task", "form", "layers"
    fig.numbers = of_seeds(heads, seeds, "mean", np.mean)
    return fig, alt


def _draw_depths(ax: Axes, panel: Depths, depths: list[int]) -> list[Line2D]:
    """Draw a panel; return the dots of each form."""
    dots = []
    for number, errors in enumerate(panel.values()):
        aside = 0.18 * (number - (len(panel) - 1) / 2)
        places = [depths.index(depth) + aside for depth in errors]
        table = list(errors.values())
        if len(panel) == 1 and len(set(map(len, table))) == 1:
            ax.plot(places, table, color=THREAD, linewidth=0.7)
        for place, found in zip(places, table, strict=True):
            ax.hlines(np.mean(found), place - 0.13, place + 0.13, INK, lw=2.5)
        counts = [len(found) for found in table]
        dots.append((np.repeat(places, counts), np.concatenate(table)))
    # The dots of all forms lie over the bars of all forms.
    lines = [
        ax.plot(*xy, mark, color=color, ms=6, mec="white", mew=0.6)[0]
        for xy, (mark, color) in zip(dots, MARKS, strict=False)
    ]
    ax.set_xticks(range(len(depths)), [f"{depth}" for depth in depths])
    ax.set_xlim(-0.5, len(depths) - 0.5)
    ax.grid(visible=False, axis="x")
    return lines


def draw_answers(
    panels: Mapping[str, Mapping[str, tuple[ArrayLike, ArrayLike]]],
) -> Plotted:
    """Draw answers over targets, in a panel each: on the line all is right.

    Of one to six panels, each has one to three kinds of numbers: what was
    wanted, and what was answered, one for each sample.
    """
    check_many("panels", panels, 6)
    rows = -(-len(panels) // 3)
    fig, axes = plot(0.2 + 2.45 * rows, rows, min(len(panels), 3))
    told, some = [], []
    for ax, (title, kinds) in zip(axes, panels.items(), strict=False):
        ends = np.concatenate([np.ravel(x) for p in kinds.values() for x in p])
        room = 0.06 * (ends.max() - ends.min()) + 1e-9
        limits = ends.min() - room, ends.max() + room
        ax.plot(limits, limits, color=FADED, linestyle="--", linewidth=1)
        for kind, (wanted, said), (mark, color) in styled(kinds, MARKS):
            look = {"ms": 3.5, "alpha": 0.45, "mew": 0, "label": kind}
            x, y = np.ravel(wanted), np.ravel(said)
            ax.plot(x, y, mark, color=color, **look)
            order = x.argsort(kind="stable")
            for at in np.linspace(0, len(x) - 1, _TOLD).round().astype(int):
                place, one = f"{at + 1} of {len(x)}", order[at]
                some.append((title, kind, place, x[one], y[one]))
            told.append(
                f"{title[:1].upper()}{title[1:]}: {kind} wanted {x.min():.2f} "
                f"to {x.max():.2f}, answered {y.min():.2f} to {y.max():.2f}, "
                f"{np.abs(y - x).mean():.2f} apart on average."
            )
        ax.set(xlim=limits, ylim=limits, xlabel=f"{' / '.join(kinds)} wanted")
        ax.set_title(title, loc="left", fontsize=11, weight="bold")
        ax.locator_params(nbins=4)
        if len(kinds) > 1:
            ax.legend(fontsize=8.5, markerscale=1.8, handletextpad=0.1)
    for ax in axes[:: min(len(panels), 3)]:
        ax.set_ylabel("answered")
    for ax in axes[len(panels) :]:
        ax.set_axis_off()
    heads = "panel", "kind", "place by what was wanted", "wanted", "answered"
    fig.numbers = in_rows(heads, some)
    return fig, (
        f"What a model answered over what was wanted, in "
        f"{count(len(panels), 'panel')}, a dot for each sample; on the dashed "
        f"line both are equal. {' '.join(told)}"
    )


def _finish(fig: Figure, handles: Sequence[Line2D], kinds: list[str]) -> None:
    """Let each panel begin at zero, and say above them what is what."""
    for ax in fig.axes:
        ax.set_ylim(0, ax.get_ylim()[1])
    if len(kinds) > 1:
        place = {"loc": "outside upper right", "ncols": 3, "frameon": False}
        fig.legend(handles, kinds, **place)
