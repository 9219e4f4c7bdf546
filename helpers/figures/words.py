"""Words as a network reads them: padding, stress step by step, mistakes."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike

from helpers.figures import canvas as c
from helpers.figures import wording as w
from helpers.figures.axes import plot, styled
from helpers.figures.numbers import Plotted, in_rows
from helpers.figures.palette import (
    BACKGROUND,
    FADED,
    INK,
    MARKS,
    PALE,
    PALETTE,
    THREAD,
)

_LEFT, _HEAD, _ROW, _CELL = 0.9, 0.42, 0.74, 0.6  # inches
_FEWEST = 30  # words of a length; the share of fewer is left out


def draw_padding(
    words: Sequence[str], rows: ArrayLike, mask: ArrayLike
) -> c.Drawing:
    """Draw each word's letters over its row of numbers, and what is skipped.

    `rows` holds a number for each letter and 0 for padding, on either side,
    (words, time steps); `mask` is True where a step is read.
    """
    steps = np.shape(rows)[1]
    cell = min(0.62, (c.WIDTH - _LEFT - 0.15) / steps)
    height = _HEAD + _ROW * len(words)
    fig, ax = c.canvas(height)
    faded = {"size": 10, "color": FADED}
    c.write(ax, _LEFT - 0.12, height - 0.2, "step", ha="right", **faded)
    for step in range(steps):
        x = _LEFT + (step + 0.5) * cell
        c.write(ax, x, height - 0.2, f"{step + 1}", **faded)
    told = []
    bottom = height - _HEAD + _ROW - _CELL
    for word, row, read in zip(words, rows, mask, strict=True):
        bottom -= _ROW
        c.write(ax, _LEFT - 0.12, bottom + _CELL / 2, word, 12, ha="right")
        letters = iter(word)
        for step, number in enumerate(row):
            x = _LEFT + step * cell
            look = PALE["blue"], INK, "-"
            face, edge, line = look if read[step] else ("white", FADED, ":")
            c.box(ax, x, bottom, cell, _CELL, face, edge, linestyle=line)
            letter = next(letters) if number else ""
            c.write(ax, x + cell / 2, bottom + 0.43, letter, 12, **c.BOLD)
            c.write(ax, x + cell / 2, bottom + 0.16, f"{number}", 11)
        skipped = ", ".join(map(str, np.flatnonzero(~read) + 1)) or "none"
        numbers = ", ".join(map(str, row))
        told.append(f"{word} is {numbers}, with the steps {skipped} skipped")
    return fig, (
        f"{w.count(len(words), 'word')} as rows of {steps} steps, a letter "
        "over its number. The steps that the mask skips are white and dotted. "
        f"{'; '.join(told)}."
    )


def draw_stress(
    words: Mapping[str, tuple[Sequence[str], ArrayLike, int]],
) -> Plotted:
    """Draw what a model says at each step of a word, in a panel each.

    Each word has its sounds, the numbers from 0 to 1 that the model says at
    all steps, padding included, and the index of the stressed sound.
    """
    fig, axes = plot(0.4 + 1.65 * len(words), len(words))
    told, rows = [], []
    for ax, (word, (sounds, says, stressed)) in zip(
        axes, words.items(), strict=True
    ):
        known, steps = len(sounds), np.arange(1, len(says) + 1)
        names = [*sounds, *[""] * (len(says) - known)]
        vowels = [name[:1] in {*"AEIOU"} for name in names]
        colors = [PALETTE["blue"] if vowel else THREAD for vowel in vowels]
        ax.axvspan(known + 0.5, len(says) + 0.5, color=BACKGROUND, lw=0)
        ax.bar(steps, says, color=colors, width=0.7)
        mark = {"color": PALETTE["vermillion"], "markersize": 9}
        ax.plot(stressed + 1, 1.12, "v", **mark)
        ax.set(xlim=(0.5, len(says) + 0.5), ylim=(0, 1.27), yticks=[0, 0.5, 1])
        ax.set_xticks(steps, names)
        if known < len(says):
            middle = (known + len(says) + 1) / 2
            ax.text(middle, 1.05, "padding", ha="center", fontsize=11)
        ax.grid(visible=False, axis="x")
        ax.set_title(word, loc="left", fontsize=12, weight="bold")
        parts = [*sounds, *["padding"] * (len(says) - known)]
        parts[stressed] += ", main stress"
        shares = np.round(says, 3)  # what is less cannot be seen
        each = zip(steps.tolist(), parts, shares.tolist(), strict=True)
        rows += [(word, *one) for one in each]
        pairs = zip(sounds, says, strict=False)
        heard = ", ".join(f"{sound} {number:.2f}" for sound, number in pairs)
        told.append(f"{word}: {heard}; stressed is step {stressed + 1}")
    heads = "word", "step", "sound", "the model says"
    fig.numbers = in_rows(heads, rows)
    return fig, (
        f"What the model says at each of {len(steps)} steps, from 0 to 1, for "
        f"{' and '.join(words)}. Vowels are blue, other sounds and padding "
        "grey; a triangle stands over the sound with the main stress. "
        f"{'. '.join(told)}."
    )


def draw_by_length(
    lengths: ArrayLike, missed: Mapping[str, ArrayLike], name: str
) -> Plotted:
    """Draw the share of mistakes over the length of words, in percent.

    `lengths` are (words,), and each of one to three methods says for every
    word whether it missed it. A bar is one standard error up and down;
    lengths of fewer than 30 words are left out. `name` names the length.
    """
    sizes, counts = np.unique(lengths, return_counts=True)
    sizes, counts = sizes[counts >= _FEWEST], counts[counts >= _FEWEST]
    fig, (ax,) = plot(3.4)
    told, columns = [], {name: sizes, "how many words": counts}
    for place, (method, wrong, (mark, color)) in enumerate(
        styled(missed, MARKS)
    ):
        share = np.array([np.mean(wrong[lengths == size]) for size in sizes])
        error = np.sqrt(share * (1 - share) / counts)
        # Side by side: bars on each other could not be told apart.
        x = sizes + 0.12 * (place - (len(missed) - 1) / 2)
        look = {"color": color, "marker": mark, "capsize": 3, "ms": 6}
        ax.errorbar(x, 100 * share, 100 * error, label=method, **look)
        columns[f"{method}: wrong, %"] = 100 * share
        columns[f"{method}: standard error"] = 100 * error
        pairs = zip(sizes, 100 * share, strict=True)
        each = ", ".join(f"{size}: {percent:.1f}" for size, percent in pairs)
        told.append(f"{method} {each}")
    pairs = zip(sizes, counts, strict=True)
    ax.set_xticks(sizes, [f"{size}\n({count:,})" for size, count in pairs])
    ax.tick_params(axis="x", labelsize=9)
    ax.set(xlabel=f"{name} (how many words)", ylabel="wrong, in percent")
    ax.set_ylim(0, None)
    ax.legend(frameon=False)
    fig.numbers = columns
    return fig, (
        f"Wrong answers in percent by the {name}, with one standard error up "
        f"and down, for {', '.join(missed)}. {'; '.join(told)}."
    )
