"""Tell what the tables show that explore: sections of the paper.

Each interval in them stands by itself; none is a verdict.
"""

from collections.abc import Iterable, Mapping

import numpy as np

from helpers.comparison import Comparison, compare_errors
from study import pace
from study.results import (
    CELL,
    MAIN,
    UNIT,
    at_best_rates,
    counts,
    log_ratios,
    rows_of,
)

Tables = Mapping[str, np.ndarray]
WORDS = {1: "one layer", 2: "two layers", 3: "three layers"}
WORDS |= {4: "four layers", 8: "eight layers"}
CELLS = {"gru": "GRU", "minlstm": "minLSTM", "convolution": "convolution"}


def told(found: Comparison) -> str:
    """Say a ratio and its interval."""
    return f"{found.ratio:.2f} ({found.low:.2f} to {found.high:.2f})"


def told_logs(logs: np.ndarray) -> str:
    """Say the ratio, and its interval, that log ratios by seed tell."""
    return told(compare_errors(np.exp(logs), 1.0))


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


def poor_words(rows: np.ndarray) -> str:
    """Name the models with trainings no better than the constant."""
    found = []
    for cell in dict.fromkeys(map(tuple, rows[CELL].tolist())):
        of = rows_of(rows, **dict(zip(CELL, cell, strict=True)))
        if count := counts(of)[0]:
            task, form, depth, *_ = cell
            found.append(
                f"{task}, {form}, {WORDS[depth]} {count} of {len(of)}"
            )
    return f"No better than the constant: {'; '.join(found) or 'none'}."


def against(
    best: np.ndarray, tasks: Iterable[str], ours: Mapping, theirs: Mapping
) -> str:
    """Compare two models of a table at their best rates, over its seeds."""
    logs = [log_ratios(best, task, ours, theirs) for task in tasks]
    return told_logs(np.mean(logs, axis=0))


def table_section(
    title: str, heads: Iterable[str], rows: Iterable[Iterable[str]]
) -> list[str]:
    """Return a section that is a table."""
    return [f"## {title}", "", *_table(heads, rows)]


def _table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> list[str]:
    heads = [*heads]
    return [
        f"| {' | '.join(heads)} |",
        f"|{'---|' * len(heads)}",
        *(f"| {' | '.join(row)} |" for row in rows),
    ]


def stop_section(tables: Tables) -> list[str]:
    """Tell what is left of the main result if validation stops trainings."""
    chosen, rows, early = pace.chosen_rows(tables), [], []
    for name, tasks in MAIN.items():
        logs, steps = [], {1: [], 4: []}
        for task in tasks:
            own = {d: pace.own_steps(chosen, task, d) for d in steps}
            logs.append(np.log(own[4]["test_error"] / own[1]["test_error"]))
            for depth, of in own.items():
                steps[depth].append(int(of["steps"][0]))
        found = told_logs(np.mean(logs, axis=0))
        words = [", ".join(f"{n:,}" for n in steps[d]) for d in steps]
        rows.append([name, *words, found])
        units = UNIT[tasks[0]]
        if {*steps[1], *steps[4]} == {units}:
            early.append(
                f"On {name} validation prefers {units:,} steps for both "
                f"depths, and then the ratio is {found}: so the verdict "
                "above is one on stacks that train for longer than validation "
                "would choose."
            )
    heads = ["task", "steps of one layer", "of four", "four against one"]
    return [
        "## If validation chooses the steps",
        "",
        "Here each depth chooses not only its rate by validation, but also "
        "one unit of steps or four (exploration, eight seeds). On the "
        "sunspots each origin does.",
        "",
        *_table(heads, rows),
        *(f"\n{each}" for each in early),
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
    heads = ["task", "depth", "`plain` against one layer of `plain`"]
    heads += ["`both` against one layer of `both`", "`both` against `plain`"]
    told = table_section("One unit of steps, two forms", heads, rows)
    return [*told, "", poor_words(best), *ends(tables["short"])]


def steps_section(tables: Tables) -> list[str]:
    """Tell what longer training changes: slow, bad, or by heart?"""
    units, rates = (", ".join(map(str, x)) for x in (pace.UNITS, pace.RATES))
    lines = [
        "## Slow or bad?",
        "",
        "`plain`, the error against one layer and the training loss, for "
        f"{units} units of steps; then once more with the rates {rates} "
        "alone, for not all numbers of steps had the others. What the last "
        "column says follows the rules to the letter, by means without an "
        "interval. So look at *change*: what the ratio after the most steps "
        "is times that after the fewest; where its interval holds 1, no "
        "change is shown. *Slow* does not say who is ahead. On cascade and "
        "sine each sample is drawn anew, so nothing can be learned by heart "
        "there, whatever the rule says. And a ratio that falls while both "
        "errors grow is no catching up. Counted are the trainings no better "
        "than the constant. (For two units and four, eight layers had the "
        "first two of these rates only.)",
        "",
        "| task | depth | rates | error against one layer | change | training "
        "loss | no better | it is |",
        "|---|---|---|---|---|---|---|---|",
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
    change = told(found.change)
    cells = name, f"{depth}", way, ratio, change, loss, ", ".join(poor), kind
    return f"| {' | '.join(cells)} |"


def clean_section(tables: Tables) -> list[str]:
    """Tell the worlds that differ in their stages."""
    best, rows = at_best_rates(tables["clean"]), []
    _, *depths = np.unique(best["depth"]).tolist()
    for world in dict.fromkeys(best["task"].tolist()):
        pairs = [({"depth": d}, {"depth": 1}) for d in depths]
        rows.append([world, *(against(best, [world], *p) for p in pairs)])
    heads = ["world", *(f"{WORDS[d]} against one" for d in depths)]
    lines = table_section("Is it the stages?", heads, rows)
    return [*lines, "", poor_words(best), *ends(tables["clean"])]


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
            sizes = [rows_of(best, task=name, **m) for m in (one, four)]
            size = ", ".join(f"{s['parameters'][0]:,}" for s in sizes)
            cells = [against(best, [name], *pair) for pair in pairs]
            rows.append([name, word, size, *cells])
    heads = ["task", "cell", "parameters, one and four"]
    heads += ["four layers against one", "one layer against one of LSTM"]
    told = table_section("Other cells, one unit of steps", heads, rows)
    others = best[np.isin(best["form"], [*CELLS])]
    return [*told, "", poor_words(others), *ends(tables["cells"])]
