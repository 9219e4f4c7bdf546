"""Write the study's result as a short paper: `python -m study.paper`.

It makes study/paper.md and its two pictures from the tables. No number in it
is typed. A grid that has not been run has no section; without one of those
that it cannot do without, it says which one is missing.
"""

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from helpers.comparison import compare_errors
from helpers.figures import apply_style, draw_over_cost, draw_rates, png
from study import pace
from study.explored import (
    WORDS,
    Tables,
    cells_section,
    clean_section,
    ends,
    short_section,
    steps_section,
    stop_section,
    told,
)
from study.limits import limits_section
from study.results import (
    LOW_LOSS,
    MAIN,
    ORIGINS,
    STUDY,
    TABLES,
    UNIT,
    by_heart,
    counts,
    filled,
    read_results,
    rows_of,
)
from study.stages import stages_section
from study.verdict import DRAWS, RateLuck, Verdict, rate_luck, verdicts
from tools.copies import write

NEEDED = ("curves", "confirm")
EXPECTED = {
    "cascade": "smaller",
    "sine": "level",
    "stress": "larger or level",
    "sunspots": "nothing in particular",
}
MADE_OF = """\
The cascade is made-up data: white noise through four stages that smooth and
bend, built so that a stack might help. Of four such worlds that short pilots
tried it was kept, because a stack was ahead in it; on a running parity, a
counter and a chain of water tanks one layer did as well. Sine: made-up waves
with noise. Stress: English words. Sunspots: monthly numbers."""
MADE = "cascade"  # the task that was built for stacks


def result(one: Verdict, luck: RateLuck) -> str:
    """Say in sentences what a main comparison tells."""
    decided = one.said != "not decided"
    steps = next(iter(one.steps.values()))
    said = f"**{one.task.capitalize()}, after {steps:,} steps: {one.said}**"
    if decided and luck.hangs:
        said += " *at these rates*"
    text = (
        f"{said}. The error of four layers is {told(one.found)} times that of "
        f"one; p is {one.p:.2g} among the four. Seeds on the "
        f"other side: {_other_side(one)} of {len(one.logs)}."
    )
    if decided and one.found.is_level:
        text += " It is decided by the rule, but small: level within a tenth."
    elif one.found.is_level:
        text += " They are level within a tenth."
    if not decided and not one.found.low <= 1 <= one.found.high:
        text += f" (By itself the interval leaves 1 out, but {_why(one)}.)"
    if len(one.origins) > 1:
        each = [f"{ratio:.2f}" for ratio in one.origins.values()]
        text += f" The three origins have {', '.join(each)}."
    text += (
        f" With the choice of the rates in it the interval goes from "
        f"{luck.low:.3f} to {luck.high:.3f}, and {100 * luck.agree:.0f} % of "
        "the draws are on its side."
    )
    if decided and luck.hangs:
        text += " So another choice of rates might tell something else."
    if abs(skew := float(skewness(one.logs))) > 1:
        rest = np.delete(one.logs, np.argmax(abs(one.logs - one.logs.mean())))
        text += (
            f" The logarithms have skewness {skew:.1f}, so that the interval "
            "holds the truth a little less often than it says; without the "
            "seed that lies farthest off it is "
            f"{told(compare_errors(np.exp(rest), 1))}."
        )
    for depth, (poor, none) in one.failed.items():
        if poor or none:
            text += (
                f" Of {one.trainings} trainings of {WORDS[depth]} {poor} were "
                "no better than the constant answer, and "
                f"{none} ended in no number."
            )
    return text


def skewness(logs: np.ndarray) -> float:
    """Return how skewed numbers are; of normal ones it is 0."""
    return np.mean((logs - logs.mean()) ** 3) / logs.std() ** 3


def _other_side(one: Verdict) -> int:
    return int(np.sum(np.sign(one.logs) != np.sign(one.logs.mean())))


def _why(one: Verdict) -> str:
    side = np.sign(one.logs.mean())
    if one.p >= 0.05:
        return "four tasks are four chances, and by Holm's rule it is too few"
    if np.sign(np.median(one.logs)) != side:
        return "the median of the seeds has the other sign"
    return "the origins are not on one side"


def main_section(tables: Tables) -> list[str]:
    """Tell the four main comparisons."""
    confirm, curves = tables["confirm"], tables["curves"]
    found = verdicts(confirm)
    lucks = {name: rate_luck(curves, one) for name, one in found.items()}
    seeds = len(np.unique(confirm["seed"]))
    before = np.unique(curves["seed"])
    lines = [
        "## The main result",
        "",
        f"Four layers against one, `plain`, {seeds} fresh seeds, run once. "
        "The test words of stress and the years of the sunspots had been "
        f"judged before, by seeds {before[0]} to {before[-1]}; the choice of "
        "the rates did not read that.",
        "",
        "| task | steps | parameters, one and four | we expected | found |",
        "|---|---|---|---|---|",
    ]
    for name, one in found.items():
        sizes = []
        for depth in (1, 4):
            rows = rows_of(confirm, task=MAIN[name][0], depth=depth)
            sizes.append(f"{rows['parameters'][0]:,}")
        steps = next(iter(one.steps.values()))
        level = "and level within a tenth, " if one.found.is_level else ""
        lines.append(
            f"| {name} | {steps:,} | {', '.join(sizes)} | {EXPECTED[name]} | "
            f"{one.said}, {level}{told(one.found)} |"
        )
    lines += ["", MADE_OF]
    if [name for name in found if found[name].said == "smaller"] == [MADE]:
        lines.append(
            "The one task where four layers are ahead is the one that was "
            "built for them."
        )
    lines += [f"\n{result(found[name], lucks[name])}" for name in found]
    if poor := counts(confirm[np.isin(confirm["task"], ORIGINS)])[0]:
        lines += [
            "",
            "No better than the constant need not mean that nothing was "
            f"learned. On the sunspots {by_heart(confirm)} of these {poor} "
            f"trainings have a training loss below {LOW_LOSS}, where a "
            "constant has about 1: they learned by heart, and it did not "
            "carry over.",
        ]
    lines += [
        "",
        f"How often each rate was chosen, in {DRAWS:,} draws of the seeds "
        "that choose:",
        "",
        "| cell | rates and shares |",
        "|---|---|",
    ]
    for luck in lucks.values():
        for (task, depth), shares in luck.chosen.items():
            words = [
                f"{r:g}: {100 * s:.0f} %"
                for r, s in shares.items()
                if s >= 0.005
            ]
            lines.append(f"| {task}, {WORDS[depth]} | {', '.join(words)} |")
    return lines + ends(curves)


def pictures(tables: Tables) -> dict[str, tuple[bytes, str]]:
    """Return the pictures and their alternatives, by their files."""
    apply_style()
    curves = filled(tables["curves"])
    of = [(WORDS[depth], {"depth": depth}) for depth in (1, 4)]
    rates = {}
    for task in dict.fromkeys(curves["task"].tolist()):
        rates[task] = {}
        for word, depth in of:
            rows = rows_of(curves, task=task, **depth)
            tried = np.unique(rows["learning_rate"]).tolist()
            rates[task][word] = {
                rate: rows_of(rows, learning_rate=rate)["validation_error"]
                for rate in tried
            }
    drawn = {"paper_rates.png": draw_rates(rates)}
    if "short" in tables:  # else four units of steps are all there is
        work = _work(tables, of)
        drawn["paper_work.png"] = draw_over_cost(work, "billion multiply-adds")
    return {name: (png(fig), alt) for name, (fig, alt) in drawn.items()}


def _work(tables: Tables, of: list) -> dict:
    """Return the work and the errors of each depth, by task."""
    chosen, work = pace.chosen_rows(tables), {}
    for task in [*list(MAIN)[:3], ORIGINS[-1]]:
        work[task] = {}
        for word, depth in [*of, (WORDS[8], {"depth": 8})]:
            work[task][word] = []
            for units in pace.UNITS:
                steps = units * UNIT[task]
                rows = rows_of(chosen, task=task, steps=steps, **depth)
                if len(rows):
                    adds = rows["multiply_adds"][0] * rows["batch"][0]
                    spent = (adds * steps / 1e9, rows["test_error"])
                    work[task][word].append(spent)
    return work


QUESTION = """\
# Does depth help? Stacks of LSTM layers at equal size

*Made by `python -m study.paper` from the tables beside it.*

## The question

At about the same number of parameters and equal steps: has a stack of four
LSTM layers another error than one layer? Tutorials stack layers, and we know
of few that compare at equal size, with a learning rate for each model, with
several seeds, and with a rule written before.

## The rules

They were [written before the runs](README.md), and after a first edition on
the same tasks, with other seeds, from which the expectations come. In short:
each depth has its own learning rate, chosen by the mean logarithm of the
validation error; fresh seeds judge it on the test. The logarithm of the ratio
of the errors is tested by Student's t and by flipped signs; both must agree,
by Holm's rule over the four tasks, and so must the median and each origin of
the sunspots. Else it is not decided. Where the interval lies within a tenth of
equal, we add that. A nested bootstrap asks whether the verdict hangs on the
choice of the rates. But for one later run on stages, all else is exploration.
Numbers are ratios of errors: below 1 the first model is better; in brackets is
the interval of 95 %.
"""
REPEAT = """\
## How to repeat it

```bash
python -m study.verdict                # the main result, from the tables
python -m study.paper                  # this paper, from the tables
cp study/confirm.toml study/mine.toml  # any grid, or a row of one
python -m study study/mine.toml        # trains, and writes mine.csv
```

A grid under its own name would write over the table that is shipped, and the
seconds in it are never the same: the lessons then say that it is not the file
that was shipped. So copy it, and compare the errors.
"""


# The tables that each section is made of.
PARTS = {
    main_section: {"confirm", "curves"},
    stop_section: {"short", "curves"},
    short_section: {"short"},
    steps_section: {"short", "curves", "steps"},
    clean_section: {"clean"},
    stages_section: {"stages"},
    cells_section: {"short", "cells"},
    limits_section: set(),
}
BELOW = {main_section: "paper_rates.png", short_section: "paper_work.png"}


def paper(tables: Tables, drawn: Mapping[str, tuple[bytes, str]]) -> str:
    """Return the paper as Markdown; `drawn` comes from `pictures`."""
    text = [QUESTION]
    for part, needed in PARTS.items():
        if needed <= tables.keys():
            text.append("\n".join(part(tables)) + "\n")
        if BELOW.get(part) in drawn:
            _, alt = drawn[BELOW[part]]
            text.append(f"![{alt}]({BELOW[part]})\n")
    return "\n".join([*text, REPEAT])


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; return the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m study.paper", description=__doc__
    )
    parser.add_argument("--folder", type=Path, default=STUDY)
    folder = parser.parse_args(arguments).folder
    try:
        tables = {
            name: read_results(name, folder)
            for name in TABLES
            if name in NEEDED or (folder / f"{name}.csv").exists()
        }
        drawn = pictures(tables)
        text = paper(tables, drawn)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 1
    write(folder / "paper.md", text.encode("utf-8"))
    for name, (content, _) in drawn.items():
        write(folder / name, content)
    print(f"{folder.name}/paper.md and its pictures are written.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
