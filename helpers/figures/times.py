"""How long something takes: over its size, and what the time is made of."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike

from helpers.figures.axes import plot, styled
from helpers.figures.numbers import Plotted, in_rows
from helpers.figures.palette import CURVES, FADED, INK, PALE
from helpers.figures.wording import check_many, count, number

_MARKS = "os^D"
_FACES = [PALE["blue"], PALE["orange"], PALE["green"]]

Lines = Mapping[str, tuple[ArrayLike, ArrayLike]]  # name -> x, milliseconds


def draw_times(
    panels: Mapping[str, Lines], fits: Mapping[str, Lines] | None = None
) -> Plotted:
    """Draw milliseconds over sizes, a panel for each size that changes.

    Each of one to three `panels` has one to four ways, what was measured of
    each as (sizes, milliseconds); its title names the size. `fits` has a line
    for each of them, of as many points as you like; without, the dots are
    joined.
    """
    check_many("panels", panels, 3)
    fig, axes = plot(3.3, 1, len(panels))
    told, rows = [], []
    for ax, (title, ways) in zip(axes, panels.items(), strict=True):
        check_many(f"panel {title!r}", ways, len(CURVES))
        lines, said = (fits or panels)[title], []
        for place, (way, found, (line, color)) in enumerate(
            styled(ways, CURVES)
        ):
            look = {"color": color, "linestyle": line, "linewidth": 1.6}
            ax.plot(*lines[way], **look, zorder=2)
            # Whole on an axis, too, where a size is next to 0.
            mark = {"marker": _MARKS[place], "linestyle": "", "ms": 6}
            mark |= {"zorder": 3, "clip_on": False}
            ax.plot(*found, color=color, label=way, **mark)
            pairs = [*zip(*map(np.ravel, found), strict=True)]
            rows += [(title, way, number(x), ms) for x, ms in pairs]
            words = [f"{number(ms)} at {number(x)}" for x, ms in pairs]
            said.append(f"{way} {', '.join(words)}")
        told.append(f"Over {title}: {'; '.join(said)}.")
        ax.set(xlabel=title, ylim=(0, None), xlim=(0, None))
    axes[0].set_ylabel("milliseconds")
    handles = axes[0].get_legend_handles_labels()
    fig.legend(*handles, ncols=4, frameon=False, loc="outside upper left")
    heads = "over", "way", "size", "milliseconds"
    fig.numbers = in_rows(heads, rows)
    drawn = "with lines that were fitted" if fits else "joined by lines"
    return fig, (
        f"Measured milliseconds over sizes, as dots, {drawn}, in "
        f"{count(len(panels), 'panel')}. {' '.join(told)}"
    )


def draw_parts(
    bars: Mapping[str, Sequence[float]], parts: Sequence[str], what: str
) -> Plotted:
    """Draw what each total is made of, as shares of a bar.

    Each of `bars`, the first on top, has a number above or equal to 0 for
    each of one to three `parts`. `what` says what the numbers are.
    """
    check_many("parts", parts, len(_FACES))
    table = np.array([*bars.values()], dtype=float)
    if table.ndim != 2 or table.shape[1] != len(parts) or (table < 0).any():
        raise ValueError(
            f"bars has shape {table.shape}, and there are {len(parts)} parts; "
            "give each bar a number of at least 0 for each part."
        )
    shares = 100 * table / table.sum(axis=1, keepdims=True)
    fig, (ax,) = plot(1.1 + 0.42 * len(bars))
    ends = shares.cumsum(axis=1)
    rows = np.arange(len(bars))
    for part, face, share, end in zip(
        parts, _FACES, shares.T, ends.T, strict=False
    ):
        look = {"color": face, "edgecolor": INK, "linewidth": 0.8}
        ax.barh(rows, share, 0.66, end - share, label=part, **look)
        for row, percent, right in zip(rows, share, end, strict=True):
            if percent >= 7:  # else the number has no room
                middle = right - percent / 2, row
                style = {"ha": "center", "va": "center", "fontsize": 11}
                ax.text(*middle, f"{percent:.0f}", color=INK, **style)
    ax.set_yticks(rows, list(bars))
    ax.set(xlim=(0, 100), ylim=(len(bars) - 0.5, -0.5))
    ax.set_xlabel(f"percent of {what}", color=FADED)
    ax.grid(visible=False, axis="y")
    fig.legend(ncols=3, frameon=False, loc="outside upper left")
    named = dict(zip(parts, shares.T, strict=True))
    fig.numbers = {f"percent of {what}": list(bars), **named}
    told = []
    for name, row in zip(bars, shares, strict=True):
        pairs = zip(parts, row, strict=True)
        words = [f"{part} {share:.0f}" for part, share in pairs]
        told.append(f"{name}: {', '.join(words)}")
    return fig, (
        f"What {what} is made of, in percent, a bar for each of "
        f"{len(bars)}. From the top: {'; '.join(told)}."
    )
