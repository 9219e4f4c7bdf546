"""Tables of a second edition that was never run, with known truths.

All seven, as small as the rules allow. The error of a training falls with
the depth by `gain`, and over the learning rates it is a valley.
"""

from pathlib import Path

import numpy as np

from study.results import COLUMNS, MAIN, UNIT

RATES = (0.003, 0.0075, 0.01875, 0.0469, 0.117, 0.293)
CHOOSING, EXPLORING = range(201, 217), range(201, 209)
CONFIRMING = range(301, 325)
AGAIN = range(501, 525)
WORLDS = ("clean_1", "clean_2", "clean_3", "clean_4", "clean_4_mild")
WORLDS += ("straight_1", "straight_4")
PLAIN, DEEP, EIGHT = [("plain", 1), ("plain", 4)], ("plain", 4), ("plain", 8)
CONSTANT = 10.0  # the error of the constant answer
NO_NUMBER = 9.0  # the learning rate at which every training fails


class Truth:
    """How errors are made; the log ratio of four layers to one is known."""

    def __init__(self, gain=0.0, spread=0.1, seed=0, by_task=None, rate_at=2):
        self.gain = gain  # log ratio of four layers to one
        self.by_task = by_task or {}  # the same for some tasks
        self.spread = spread  # of the log error over the seeds
        self.rate_at = rate_at  # place of the best rate
        self.random = np.random.default_rng(seed)

    def logs(self, task, depth, rate, seeds):
        """Return log errors of validation and test, (2, seeds)."""
        gain = self.by_task.get(task, self.gain)
        away = np.log(rate / RATES[self.rate_at]) / np.log(2.5)
        middle = 0.05 * away**2 + gain * np.log(depth) / np.log(4)
        drawn = self.random.normal(size=(2, len(seeds)))
        return middle + self.spread * drawn


def grids():
    """Return what each table holds, as the rules ask for it, in parts."""
    tasks = [task for tasks in MAIN.values() for task in tasks]
    four = [(task, *cell, 4) for task in tasks for cell in PLAIN]
    both = [("plain", depth) for depth in (1, 2, 4, 8)]
    both += [("both", depth) for depth in (1, 4)]
    deep = [(task, *cell, 2) for task in tasks for cell in PLAIN]
    eight = [(task, *EIGHT, units) for units in (2, 4) for task in tasks]
    others = [
        (task, form, depth, 1)
        for task in tasks[:3]
        for form in ("gru", "minlstm", "convolution")
        for depth in (1, 4)
    ]
    short = [(task, *cell, 1) for task in tasks for cell in both]
    clean = [(w, "plain", d, 1) for w in WORLDS for d in (1, 2, 3, 4)]
    again = [
        (world, "plain", depth, 1)
        for world in ("clean_1", *WORLDS[3:])
        for depth in (1, 2, 4)
    ]
    return {
        "curves": [(four, RATES, CHOOSING)],
        "confirm": [(four, RATES[2:3], CONFIRMING)],
        "short": [(short, RATES, EXPLORING)],
        "steps": [
            (deep, RATES[1:4], EXPLORING),
            (eight, RATES[1:3], EXPLORING),
        ],
        "clean": [(clean, RATES[1:5], EXPLORING)],
        "stages": [(again, RATES[2:3], AGAIN)],
        "cells": [(others, RATES[1:4], EXPLORING)],
    }


def rows_for(truth, cells, rates, seeds):
    """Return a table as `read_results` does."""
    parts = []
    for task, form, depth, units, *budget in cells:
        for rate in rates:
            rows = np.zeros(len(seeds), [*COLUMNS.items()])
            rows["task"], rows["form"], rows["depth"] = task, form, depth
            rows["budget"] = budget[0] if budget else 2240
            rows["learning_rate"], rows["seed"] = rate, seeds
            rows["steps"] = units * UNIT.get(task, 800)
            rows["batch"], rows["units"], rows["parameters"] = 32, 8, 2200
            rows["multiply_adds"] = 120_000
            errors = np.exp(truth.logs(task, depth, rate, seeds))
            rows["validation_error"], rows["test_error"] = errors
            for part in ("validation", "test"):
                rows[f"{part}_constant"] = CONSTANT
                if rate == NO_NUMBER:
                    rows[f"{part}_error"] = np.nan
            rows["loss"] = errors[0] ** 2
            rows["cpu_seconds"] = units * depth
            parts.append(rows)
    return np.concatenate(parts)


def make_tables(truth, names=None):
    """Return the tables, by their names."""
    return {
        name: np.concatenate([rows_for(truth, *part) for part in parts])
        for name, parts in grids().items()
        if names is None or name in names
    }


def write_table(table, path: Path) -> None:
    """Write a table as a study does: an error that is none is empty."""
    lines = [",".join(table.dtype.names)]
    for row in table.tolist():
        texts = ["" if value != value else str(value) for value in row]
        lines.append(",".join(texts))
    path.write_text("\n".join(lines) + "\n")
