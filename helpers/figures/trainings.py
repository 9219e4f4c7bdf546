"""Errors of trainings as ratios, over learning rates, and over their cost."""

import math
from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator
from numpy.typing import ArrayLike

from helpers.figures.axes import panel_grid, plot, styled
from helpers.figures.numbers import Plotted, of_seeds
from helpers.figures.palette import FADED, INK, MARKS, PALETTE
from helpers.figures.wording import count, number

# Model -> learning rate -> an error for each seed; and
# model -> trainings, each its cost and an error for each seed.
Rates = Mapping[str, Mapping[float, ArrayLike]]
Trainings = Mapping[str, Sequence[tuple[float, ArrayLike]]]
# What a logarithmic axis may name, from one power of ten to the next.
TICKS = (1, 2, 5), (1, 1.5, 2, 3, 5, 7)
MOST_TICKS = 6


def draw_ratios(
    ratios: Mapping[str, ArrayLike],
    intervals: Mapping[str, tuple[float, float]],
    name: str,
    sides: tuple[str, str],
) -> Plotted:
    """Draw ratios of errors, a dot for each seed, and their interval.

    Each comparison has a row: its ratios, (seeds,), all above 0, and in
    `intervals` that of their geometric mean, drawn open if it holds 1. `name`
    says what the ratios are, and `sides` what it means to lie to the left of
    1, and to the right. A half is as far from 1 as two.
    """
    fig, (ax,) = plot(1.25 + 0.33 * len(ratios))
    told = []
    for row, (what, found) in enumerate(ratios.items()):
        low, high = intervals[what]
        middle = _mean(found)
        holds_one = low <= 1 <= high
        color = PALETTE["blue" if high < 1 else "vermillion"]
        color, face = (FADED, "white") if holds_one else (color, color)
        above = [row + 0.22] * len(found)
        ax.plot(found, above, "o", color=color, ms=4, alpha=0.5)
        line = {"lw": 3, "solid_capstyle": "butt"}
        ax.plot([low, high], [row] * 2, color=color, **line)
        ax.plot(middle, row, "D", color=color, mfc=face, ms=7, mew=1.8)
        told.append(
            f"{what} {middle:.2f}, interval {low:.2f} to {high:.2f}"
            + (", which holds 1" if holds_one else "")
        )
    ax.axvline(1, color=INK, linewidth=1.2)
    ax.set_yticks(range(len(ratios)), list(ratios))
    ax.set(xscale="log", xlabel=name, ylim=(len(ratios) - 0.4, -0.6))
    rows = [*ratios.items()]
    fig.numbers = of_seeds(["ratio"], rows, "geometric mean", _mean)
    lows, highs = zip(*(intervals[what] for what in ratios), strict=True)
    fig.numbers |= {"interval from": lows, "interval to": highs}
    left, right = ax.get_xlim()
    ax.set_xlim(min(left, 0.67), max(right, 1.5))  # room for the words
    _plain_log(ax.xaxis)
    ax.grid(visible=False, axis="y")
    words = {"xycoords": ("data", "axes fraction"), "color": FADED}
    words |= {"textcoords": "offset points", "fontsize": 10.5}
    ax.annotate(f"← {sides[0]}", (1, 1), xytext=(-8, 5), ha="right", **words)
    ax.annotate(f"{sides[1]} →", (1, 1), xytext=(8, 5), ha="left", **words)
    return fig, (
        "Ratios of errors, a dot for each seed and the interval of their "
        f"geometric mean: {name}. From the top: {'; '.join(told)}."
    )


def draw_rates(panels: Mapping[str, Rates]) -> Plotted:
    """Draw a panel for each task: learning rate to the right, error upwards.

    Of at most three models, the same in all `panels`, each has for each rate
    the errors of the seeds. A line joins the geometric means, and a ring is
    where it is lowest. A title says what the error is. Both axes are
    logarithmic.
    """
    fig, axes = panel_grid(panels, "learning rate")
    alt = (
        "Errors over the learning rate, a dot for each seed and a line for "
        f"the mean, in {count(len(panels), 'panel')}. The lowest means:"
    )
    seeds = []
    for ax, (title, panel) in zip(axes, panels.items(), strict=True):
        lines, told = [], []
        for which, (model, trainings, look) in enumerate(styled(panel, MARKS)):
            seeds += [
                (title, model, f"{rate:g}", found)
                for rate, found in trainings.items()
            ]
            # Side by side, so that one model hides no dot of another.
            aside = 1.06 ** (2 * which - len(panel) + 1)
            points = [
                (rate * aside, found) for rate, found in trainings.items()
            ]
            line, means = _draw_trainings(ax, points, look)
            lines.append(line)
            best = int(np.argmin(means))
            ring = {"ms": 14, "mec": INK, "mew": 1.4, "mfc": "none"}
            ax.plot(points[best][0], means[best], "o", **ring)
            rate = list(trainings)[best]
            told.append(f"{model} {means[best]:.3g} at {rate:g}")
        rates = sorted({rate for m in panel.values() for rate in m})
        kept = rates[:: 2 if len(rates) > 4 else 1]
        ax.set_xticks(kept, [f"{rate:.2g}" for rate in kept])
        ax.set_xticks([], minor=True)
        _plain_log(ax.yaxis)
        alt += f" {title}: {'; '.join(told)}."
    _finish(fig, lines, list(panel))
    heads = "task", "model", "learning rate"
    fig.numbers = of_seeds(heads, seeds, "geometric mean", _mean)
    return fig, alt


def draw_over_cost(panels: Mapping[str, Trainings], cost: str) -> Plotted:
    """Draw a panel for each task: cost to the right, error upwards.

    Of at most three models, the same in all `panels`, each has trainings: the
    cost of one, such as its seconds, and the errors of its seeds. A line joins
    their geometric means, from the cheapest training to the dearest. A title
    says what the error is. Both axes are logarithmic: each doubling is as
    wide as the one before.
    """
    fig, axes = panel_grid(panels, cost)
    alt = (
        f"Errors over the cost of a training, in {cost}, a dot for each seed, "
        f"in {count(len(panels), 'panel')}. Cost and mean error:"
    )
    seeds = []
    for ax, (title, panel) in zip(axes, panels.items(), strict=True):
        lines, told = [], []
        for model, trainings, look in styled(panel, MARKS):
            points = sorted(trainings, key=lambda training: training[0])
            seeds += [
                (title, model, number(at), found) for at, found in points
            ]
            line, means = _draw_trainings(ax, points, look)
            lines.append(line)
            words = [
                f"{mean:.3g} after {spent:.3g}"
                for (spent, _), mean in zip(points, means, strict=True)
            ]
            told.append(f"{model} {', '.join(words)}")
        _plain_log(ax.xaxis)
        _plain_log(ax.yaxis)
        alt += f" {title}: {'; '.join(told)}."
    _finish(fig, lines, list(panel))
    heads = "task", "model", cost
    fig.numbers = of_seeds(heads, seeds, "geometric mean", _mean)
    return fig, alt


def _draw_trainings(
    ax: Axes, points: Sequence[tuple[float, ArrayLike]], look: tuple[str, str]
) -> tuple[Line2D, list[float]]:
    """Draw a dot for each seed, and a line; return it and the means."""
    mark, color = look
    for place, errors in points:
        style = {"ms": 4, "alpha": 0.5, "mew": 0, "color": color}
        ax.plot([place] * len(errors), errors, mark, **style)
    means = [_mean(errors) for _, errors in points]
    places = [place for place, _ in points]
    style = {"marker": mark, "color": color, "ms": 8, "mec": INK, "lw": 1.6}
    style["ls"] = {"o": "-", "s": "--", "^": ":"}[mark]
    ax.set(xscale="log", yscale="log")
    return ax.plot(places, means, **style)[0], means


def _mean(errors: ArrayLike) -> float:
    """Return the geometric mean, which is fair to ratios."""
    return float(np.exp(np.log(errors).mean()))


def _plain_log(axis: Axis) -> None:
    """Name some round numbers, three at least, as plain ones: 0.5, 1, 2."""
    low, high = sorted(axis.get_view_interval())
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)))
    choices = [
        [one * 10.0**power for power in powers for one in choice]
        for choice in TICKS
    ]
    # Where less than a factor of two is seen, at equal distances.
    choices.append(MaxNLocator(MOST_TICKS - 1).tick_values(low, high).tolist())
    for choice in choices:
        ticks = [tick for tick in choice if low <= tick <= high]
        if len(ticks) >= 3:
            break
    ticks = ticks[:: -(-len(ticks) // MOST_TICKS)]
    axis.set_ticks(ticks, [f"{tick:.3g}" for tick in ticks])
    axis.set_ticks([], minor=True)


def _finish(fig: Figure, handles: Sequence[Line2D], kinds: list[str]) -> None:
    """Say above the panels what is what."""
    place = {"loc": "outside upper right", "ncols": 3, "frameon": False}
    fig.legend(handles, kinds, **place)
