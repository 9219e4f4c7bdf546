"""Tell what the study does not show: a section of the paper."""

import numpy as np

from study import pace
from study.explored import WORDS, Tables, against, told_logs
from study.results import (
    CELL,
    LOW_LOSS,
    MAIN,
    ORIGINS,
    TABLES,
    UNIT,
    at_best_rates,
    by_heart,
    counts,
    rows_of,
)


def limits_section(tables: Tables) -> list[str]:
    """Tell what the study does not show, and what it took."""
    runs = {name: len(table) for name, table in tables.items()}
    hours = sum(t["cpu_seconds"].sum() for t in tables.values()) / 3600
    cells = len(np.unique(np.concatenate([t[CELL] for t in tables.values()])))
    poor, none = np.sum([counts(t) for t in tables.values()], axis=0)
    waiting = ", ".join(name for name in TABLES if name not in tables)
    on_sun = [t[np.isin(t["task"], ORIGINS)] for t in tables.values()]
    sun = sum(counts(t)[0] for t in on_sun)
    return [
        "## Limits",
        "",
        "- Only the main result, and after it the six comparisons of stages, "
        "were named before their runs, with their tests. All else is "
        "exploration: each interval stands by itself, and where there is "
        "nothing to find one in twenty leaves 1 out.",
        "- In these others, but for the worlds of the run on stages, the "
        "seeds that chose the rates also judge. That flatters what varies "
        "more, by how much [the rules](README.md) say.",
        "- p tells of seeds: of first weights, of the order, and on cascade "
        "and sine of fresh draws. It knows no other words and no other "
        "years. All years of the sunspots had been seen.",
        "- Equal size means equal parameters. A deeper stack is narrower, "
        "too. Nor are equal steps equal time: in the main run four "
        f"layers took {_seconds(tables['confirm'])} times the seconds of one.",
        *_half_the_steps(tables),
        *_unequal(tables),
        "- Of the second layer it is not asked whether it has to be an LSTM: "
        "one LSTM layer with a hidden Dense layer was not tried.",
        "- Student's t holds the truth in 95 of 100 cases for normal "
        "logarithms, and in fewer where they are skewed.",
        "- These are small models, four tasks and one optimizer. Nothing is "
        "said of others.",
        *_another_form(tables),
        "",
        f"All in all {sum(runs.values()):,} trainings of {cells:,} different "
        f"cells took {hours:.1f} hours of processors: "
        f"{', '.join(f'{n:,} in {name}' for name, n in runs.items())}. Of "
        f"them {poor:,} were no better than the constant, and {none:,} ended "
        f"in no number; none is left out. On the sunspots these were {sun:,}, "
        f"and {sum(map(by_heart, on_sun)):,} of them have a training loss "
        f"below {LOW_LOSS}. Cut for time before they ran: larger models, "
        "eight units of steps, `both` of two and eight layers, the largest "
        "rate of the other cells and of eight layers at two units and four "
        "([the rules](README.md) tell). Of the grids that are left, not run "
        f"until now: {waiting or 'nothing'}.",
    ]


def _seconds(confirm: np.ndarray) -> str:
    """Say how many times the seconds of one layer four take, by task."""
    times = [
        np.divide(*(
            rows_of(confirm, task=task, depth=depth)["cpu_seconds"].sum()
            for depth in (4, 1)
        ))
        for tasks in MAIN.values()
        for task in tasks
    ]  # fmt: skip
    return f"{min(times):.1f} to {max(times):.1f}"


def _half_the_steps(tables: Tables) -> list[str]:
    """Say what is left if four layers get half the steps of one."""
    if "steps" not in tables or "short" not in tables:
        return []
    chosen, ratios = pace.chosen_rows(tables), []
    for name, tasks in MAIN.items():
        logs = []
        for task in tasks:
            four, one = (
                rows_of(chosen, task=task, depth=d, steps=n * UNIT[task])
                for d, n in ((4, 2), (1, 4))
            )
            logs.append(np.log(four["test_error"] / one["test_error"]))
        ratios.append(f"{name} {told_logs(np.mean(logs, axis=0))}")
    return [
        "- So four layers at two units of steps against one layer at four "
        f"are nearer to equal time: {', '.join(ratios)}."
    ]


def _unequal(tables: Tables) -> list[str]:
    """Name the depths whose size is off by more than a twentieth."""
    if "short" not in tables:
        return []
    rows, found = tables["short"], []
    for name, (task, *_) in MAIN.items():
        sizes = {
            depth: rows_of(rows, task=task, form="plain", depth=depth)
            for depth in (1, 2, 4, 8)
        }
        one = sizes[1]["parameters"][0]
        for depth, of in sizes.items():
            off = of["parameters"][0] / one - 1
            if abs(off) > 0.05:
                found.append(f"{name}, {WORDS[depth]} {100 * off:+.0f} %")
    return [
        "- Layers are whole units wide. Off by more than 5 % from one layer "
        f"are, of LSTM: {'; '.join(found) or 'none'}."
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
