"""Does depth pay where there are more stages? The second confirmatory run.

Six comparisons were named before it ran; the rules are in README.md.
"""

from dataclasses import dataclass

import numpy as np

from helpers.comparison import LEVEL, Comparison, compare_errors, holm
from study.explored import (
    WORDS,
    Tables,
    against,
    poor_words,
    table_section,
    told,
)
from study.results import filled, log_ratios

# Worlds of four stages and of one.
KINDS = {
    "bent": ("clean_4", "clean_1"),
    "bent, mild": ("clean_4_mild", "clean_1"),
    "straight": ("straight_4", "straight_1"),
}
# Where depth should not pay, if each layer needed a bent stage of its own.
NO_STAGE = ("clean_1", 2), ("straight_4", 2), ("straight_4", 4)


@dataclass(frozen=True)
class Answer:
    """What one of the six comparisons says."""

    logs: np.ndarray  # the log ratio of each seed
    found: Comparison
    p: float  # among the six, by Holm

    @property
    def said(self) -> str:
        """Say whether the ratio is smaller, larger, or "not decided"."""
        side = np.sign(self.logs.mean())
        if self.p >= LEVEL or np.sign(np.median(self.logs)) != side:
            return "not decided"
        return "smaller" if side < 0 else "larger"


def answers(stages: np.ndarray) -> dict[str, Answer]:
    """Return the six comparisons of the table `stages`."""
    table = filled(stages)

    def lead(world: str, depth: int) -> np.ndarray:
        return log_ratios(table, world, {"depth": depth}, {"depth": 1})

    logs = {
        f"growth, {kind}": lead(four, 4) - lead(one, 4)
        for kind, (four, one) in KINDS.items()
    }
    logs |= {
        f"{world}, {WORDS[depth]}": lead(world, depth)
        for world, depth in NO_STAGE
    }
    found = {
        name: compare_errors(np.exp(each), 1.0) for name, each in logs.items()
    }
    ps = holm([one.p for one in found.values()])
    return {
        name: Answer(logs[name], one, p)
        for (name, one), p in zip(found.items(), ps, strict=True)
    }


def stages_section(tables: Tables) -> list[str]:
    """Tell the second confirmatory run."""
    table = tables["stages"]
    seeds = len(np.unique(table["seed"]))
    rows = [
        [name, told(one.found), f"{one.p:.2g}", one.said]
        for name, one in answers(table).items()
    ]
    heads = ["comparison", "ratio", "p among the six", "found"]
    lines = table_section("Stages, asked again", heads, rows)
    lines[1:1] = [
        "",
        "With eight seeds p by flipped signs is never below 2 of 256: among "
        "several comparisons the table above could decide next to nothing. "
        f"So {seeds} fresh seeds were asked, after it had been seen, by "
        "[rules written before that run](README.md), with rates that "
        "`clean.csv` chose. *Growth* is the ratio of four layers to one with "
        "four stages, over that with one; the others are ratios to one "
        "layer. All six were expected to be smaller.",
    ]
    best = filled(table)
    worlds = [
        [
            world,
            *(
                against(best, [world], {"depth": depth}, {"depth": 1})
                for depth in (2, 4)
            ),
        ]
        for world in dict.fromkeys(best["task"].tolist())
    ]
    heads = ["world", "two layers against one", "four layers against one"]
    _, _, *more = table_section("", heads, worlds)
    return [*lines, "", *more, "", poor_words(table)]
