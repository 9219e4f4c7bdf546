"""Write the study's result as a short paper: `python -m study.paper`.

It makes study/paper.md and its two pictures from the tables. No number in it
is typed. A grid that has not been run has no section; without one of those
that it cannot do without, it says which one is missing.
"""

import argparse
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np

from helpers.comparison import Comparison, compare_errors
from helpers.figures import apply_style, draw_over_cost, draw_rates, png
from study import pace
from study.results import (
    CELL,
    MAIN,
    ORIGINS,
    STUDY,
    TABLES,
    UNIT,
    at_best_rates,
    counts,
    filled,
    log_ratios,
    read_results,
    rows_of,
)
from study.verdict import DRAWS, RateLuck, Verdict, rate_luck, verdicts
from tools.copies import write

Tables = Mapping[str, np.ndarray]
NEEDED = ("curves", "confirm")
EXPECTED = {
    "cascade": "smaller",
    "sine": "level",
    "stress": "larger or level",
    "sunspots": "nothing in particular",
}
WORDS = {1: "one layer", 2: "two layers", 3: "three layers"}
WORDS |= {4: "four layers", 8: "eight layers"}
CELLS = {"gru": "GRU", "minlstm": "minLSTM", "convolution": "convolution"}


def told(found: Comparison) -> str:
    """Say a ratio and its interval."""
    return f"{found.ratio:.2f} ({found.low:.2f} to {found.high:.2f})"


def result(one: Verdict, luck: RateLuck) -> str:
    """Say in sentences what a main comparison tells."""
    decided = one.said != "not decided"
    said = f"**{one.task.capitalize()}: {one.said}**"
    if decided and luck.hangs:
        said += " *at these rates*"
    text = (
        f"{said}. The error of four layers is {told(one.found)} times that of "
        f"one; p is {one.p:.2g} among the four."
    )
    if decided and one.found.is_level:
        text += " The difference is sure, but little: level within a tenth."
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
    for depth, (poor, none) in one.failed.items():
        if poor or none:
            text += (
                f" Of {one.trainings} trainings of {WORDS[depth]} {poor} did "
                f"not learn, and {none} ended in no number."
            )
    return text


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
    lines = [
        "## The main result",
        "",
        f"Four layers against one, `plain`, {seeds} fresh seeds, opened once.",
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
        lines.append(
            f"| {name} | {steps:,} | {', '.join(sizes)} | {EXPECTED[name]} | "
            f"{one.said}, {told(one.found)} |"
        )
    lines += [f"\n{result(found[name], lucks[name])}" for name in found]
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


def ends(table: np.ndarray) -> list[str]:
    """Name the cells that chose the least or the largest of their rates."""
    best, found = at_best_rates(table), []
    for cell in dict.fromkeys(map(tuple, best[CELL].tolist())):
        of = dict(zip(CELL, cell, strict=True))
        tried = rows_of(table, **of)["learning_rate"]
        rate = rows_of(best, **of)["learning_rate"][0]
        if rate in (tried.min(), tried.max()):
            found.append(
                f"{of['task']}, {of['form']}, {WORDS[of['depth']]} "
                f"({of['steps']:,} steps: {rate:g})"
            )
    told = "; ".join(found) or "none"
    return ["", f"Chosen rates that lie at an end of those tried: {told}."]


def against(
    best: np.ndarray, tasks: Iterable[str], ours: Mapping, theirs: Mapping
) -> str:
    """Compare two models of a table at their best rates, over its seeds."""
    logs = [log_ratios(best, task, ours, theirs) for task in tasks]
    return told(compare_errors(np.exp(np.mean(logs, axis=0)), 1.0))


def steps_section(tables: Tables) -> list[str]:
    """Tell what longer training changes: slow, bad, or by heart?"""
    units, rates = (", ".join(map(str, x)) for x in (pace.UNITS, pace.RATES))
    lines = [
        "## Slow or bad?",
        "",
        "`plain`, the error against one layer and the training loss, for "
        f"{units} units of steps; then once more with the rates {rates} "
        "alone, for not all numbers of steps had the others. What the last "
        "column says follows the rules to the letter. Counted are the "
        "trainings that did not learn. (For two units and four, eight layers "
        "had the first two of these rates only.)",
        "",
        "| task | depth | rates | error against one layer | training loss | "
        "did not learn | it is |",
        "|---|---|---|---|---|---|---|",
    ]
    same = pace.with_same_rates(tables)
    ways = {"all": tables, "the same": same}
    chosen = {way: pace.chosen_rows(tried) for way, tried in ways.items()}
    for name in MAIN:
        for depth in (4, 8):
            lines += [
                _pace_line(rows, name, depth, way)
                for way, rows in chosen.items()
            ]
    return lines + ends(tables["steps"])


def _pace_line(rows: np.ndarray, name: str, depth: int, way: str) -> str:
    found = pace.pace(rows, name, depth)
    ratio = ", ".join(f"{each:.2f}" for each in found.ratio)
    loss = ", ".join(f"{each:.2g}" for each in found.loss)
    poor = []
    for units in found.units:
        deep = [
            rows_of(rows, task=task, depth=depth, steps=units * UNIT[task])
            for task in MAIN[name]
        ]
        count, _ = counts(np.concatenate(deep))
        poor.append(f"{count} of {sum(map(len, deep))}")
    kind = found.kind if found.units == pace.UNITS else "not all run"
    cells = name, f"{depth}", way, ratio, loss, ", ".join(poor), kind
    return f"| {' | '.join(cells)} |"


def table_section(
    title: str, heads: Iterable[str], rows: Iterable[Iterable[str]]
) -> list[str]:
    """Return a section that is a table."""
    heads = [*heads]
    return [
        f"## {title}",
        "",
        f"| {' | '.join(heads)} |",
        f"|{'---|' * len(heads)}",
        *(f"| {' | '.join(row)} |" for row in rows),
    ]


def short_section(tables: Tables) -> list[str]:
    """Tell depths and forms after one unit of steps."""
    best, rows = at_best_rates(tables["short"]), []
    for name, tasks in MAIN.items():
        for depth in (2, 4, 8):
            deep = {"depth": depth}
            pairs = [
                (deep | {"form": form}, {"depth": 1, "form": form})
                for form in ("plain", "both")
            ]
            pairs.append((deep | {"form": "both"}, deep | {"form": "plain"}))
            cells = [
                against(best, tasks, *pair)
                if len(rows_of(best, **pair[0]))
                else "not run"
                for pair in pairs
            ]
            rows.append([name, f"{depth}", *cells])
    heads = ["task", "depth", "`plain` against one layer"]
    heads += ["`both` against one layer", "`both` against `plain`"]
    told = table_section("One unit of steps, two forms", heads, rows)
    return told + ends(tables["short"])


def cells_section(tables: Tables) -> list[str]:
    """Tell other cells at equal size."""
    short = tables["short"][tables["short"]["form"] == "plain"]
    columns = short.dtype.names
    both = np.concatenate([short, tables["cells"][[*columns]]])
    best, rows = at_best_rates(both), []
    known = set(tables["cells"]["task"].tolist())
    for name in (name for name in MAIN if name in known):
        for form, word in CELLS.items():
            four, one = ({"form": form, "depth": depth} for depth in (4, 1))
            lstm = {"form": "plain", "depth": 1}
            pairs = (four, one), (one, lstm)
            cells = [against(best, [name], *pair) for pair in pairs]
            rows.append([name, word, *cells])
    heads = ["task", "cell", "four layers against one"]
    heads.append("one layer against one of LSTM")
    told = table_section("Other cells, one unit of steps", heads, rows)
    return told + ends(tables["cells"])


def clean_section(tables: Tables) -> list[str]:
    """Tell the worlds that differ in their stages."""
    best, rows = at_best_rates(tables["clean"]), []
    _, *depths = np.unique(best["depth"]).tolist()
    for world in dict.fromkeys(best["task"].tolist()):
        pairs = [({"depth": d}, {"depth": 1}) for d in depths]
        rows.append([world, *(against(best, [world], *p) for p in pairs)])
    heads = ["world", *(f"{WORDS[d]} against one" for d in depths)]
    told = table_section("Is it the stages?", heads, rows)
    return told + ends(tables["clean"])


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


def limits_section(tables: Tables) -> list[str]:
    """Tell what the study does not show, and what it took."""
    runs = {name: len(table) for name, table in tables.items()}
    hours = sum(t["cpu_seconds"].sum() for t in tables.values()) / 3600
    cells = sum(len(np.unique(t[CELL])) for t in tables.values())
    poor, none = np.sum([counts(t) for t in tables.values()], axis=0)
    waiting = ", ".join(name for name in TABLES if name not in tables)
    return [
        "## Limits",
        "",
        "- Only the main result was named before its runs, with its test. All "
        "other tables are exploration: each interval stands by itself.",
        "- p tells of seeds: of first weights, of the order, and on cascade "
        "and sine of fresh draws. It knows no other words and no other "
        "years. All years of the sunspots had been seen.",
        "- Equal size means equal parameters. A deeper stack is narrower, "
        "too.",
        "- Student's t holds the truth in 95 of 100 cases for normal "
        "logarithms, and in fewer where they are skewed.",
        "- These are small models, four tasks and one optimizer. Nothing is "
        "said of others.",
        *_another_form(tables),
        "",
        f"All in all {sum(runs.values()):,} trainings of {cells:,} cells took "
        f"{hours:.1f} hours of processors: "
        f"{', '.join(f'{n:,} in {name}' for name, n in runs.items())}. Of "
        f"them {poor:,} did not learn, and {none:,} ended in no number; none "
        "is left out. Planned, and not run until now: "
        f"{waiting or 'nothing'}.",
    ]


def _another_form(tables: Tables) -> list[str]:
    """Say what depth does in the other form, if that was run."""
    if "short" not in tables:
        return []
    best = at_best_rates(tables["short"])
    four, one = ({"form": "both", "depth": depth} for depth in (4, 1))
    ratios = [f"{n} {against(best, MAIN[n], four, one)}" for n in MAIN]
    return [
        "- The main result is of plain stacks. In the form `both`, after one "
        f"unit of steps, four layers against one have: {', '.join(ratios)}."
    ]


QUESTION = """\
# Does depth help? Stacks of LSTM layers at equal size

*Made by `python -m study.paper` from the tables beside it.*

## The question

At about the same number of parameters and equal steps: has a stack of four
LSTM layers another error than one layer? Tutorials stack layers, and hardly
one compares at equal size, with a learning rate for each model, with several
seeds, and with a rule written before.

## The rules

They were [written before the runs](README.md). In short: each depth
has its own learning rate, chosen by the mean logarithm of the validation
error; fresh seeds judge it on the test. The logarithm of the ratio of the
errors is tested by Student's t and by flipped signs; both must agree, by
Holm's rule over the four tasks, and so must the median and each origin of the
sunspots. Else it is not decided. Where the interval lies within a tenth of
equal, we add that. A nested bootstrap asks whether the verdict hangs on the
choice of the rates. All else is exploration. Numbers are ratios of errors:
below 1 the first model is better; in brackets is the interval of 95 %.
"""
REPEAT = """\
## How to repeat it

```bash
python -m study study/confirm.toml     # any grid; goes on where it stopped
python -m study.choice                 # chosen.toml, from curves.csv
python -m study.verdict                # the main result, a line for each task
python -m study.paper                  # this paper
```
"""


# The tables that each section is made of.
PARTS = {
    main_section: {"confirm", "curves"},
    short_section: {"short"},
    steps_section: {"short", "curves", "steps"},
    clean_section: {"clean"},
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
