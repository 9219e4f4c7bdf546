"""Bounds of what a notebook prints, learned from runs with other seeds.

For notebooks that were never made reproducible. Each number that differed
between the K runs gets the prediction interval for one further run,

    mean ± t * sd * sqrt(1 + 1/K)

with the quantile of Student's t for K - 1 degrees of freedom at alarm / (2 M),
where M numbers of the notebook are compared. If all are positive, the interval
of their logarithms counts as well: losses are skewed. It is never narrower
than what was seen, and by one unit in the last printed place wider. How often
it reports a right run is simulated in `tests/test_validate_bounds.py`.
"""

import hashlib
import json
import math
import re
from decimal import Decimal
from pathlib import Path

import numpy as np
from nbformat import NotebookNode

from tools.notebooks import LessonError, code_cells, write
from tools.validate.promises import Told
from tools.validate.reading import Notebook
from tools.validate.running import clean, is_free
from tools.validate.saved import WHOLE

NAME = "notebook-bounds.json"
_NUMBER = re.compile(
    r"(?<![\w.])[-+]?(?:\d+\.?\d*(?:[eE][-+]?\d+)?|nan|inf)(?![\w])"
)


def learned(runs: list[NotebookNode]) -> dict:
    """Return what the cells printed in all runs: words, and the numbers."""
    cells = {}
    for number, cell in enumerate(zip(*map(code_cells, runs), strict=True), 1):
        texts = [printed(one) for one in cell]
        words = {_NUMBER.sub("#", text) for text in texts}
        if is_free(cell[0]) or texts[0] == "":
            continue
        if len(words) > 1:
            cells[str(number)] = {"words": None}  # they differ in each run
            continue
        numbers = zip(*(_NUMBER.findall(text) for text in texts), strict=True)
        cells[str(number)] = {
            "words": words.pop(),
            "numbers": [n[:1] if len(set(n)) == 1 else n for n in numbers],
        }
    return {"code": digest(runs[0]), "runs": len(runs), "cells": cells}


def outside(
    notebook: Notebook, nb: NotebookNode, bounds: dict | None, alarm: float
) -> Told:
    """Yield the cells of a run that print what the bounds exclude."""
    if bounds is None:
        yield WHOLE, "no bounds were learned for it: run it with --learn 5"
        return
    if bounds["code"] != digest(notebook.nb):
        yield WHOLE, "its code is not that of its bounds: learn them again"
        return
    known = {
        n: c for n, c in bounds["cells"].items() if c["words"] is not None
    }
    varying = sum(len(n) > 1 for c in known.values() for n in c["numbers"])
    cells = zip(notebook.code, code_cells(nb), strict=True)
    for number, ((place, _), now) in enumerate(cells, 1):
        if str(number) in known:
            what = _excluded(
                known[str(number)], printed(now), alarm / max(varying, 1)
            )
            if what:
                yield (
                    place,
                    f"{what}, learned from {bounds['runs']} runs: look for "
                    "what has changed, or learn the bounds again",
                )


def _excluded(cell: dict, text: str, alarm: float) -> str:
    if _NUMBER.sub("#", text) != cell["words"]:
        return "it prints other words than its bounds have"
    pairs = zip(cell["numbers"], _NUMBER.findall(text), strict=True)
    for seen, got in pairs:
        low, high = interval(seen, alarm)
        if not low <= float(got) <= high and got not in seen:
            return f"it prints {got}, outside of {low:.6g} to {high:.6g}"
    return ""


def interval(seen: list[str], alarm: float) -> tuple[float, float]:
    """Return the bounds of a number, of what was printed of it."""
    exact = [Decimal(one) for one in seen]
    finite = [one for one in exact if one.is_finite()]
    if not finite:
        return math.nan, math.nan  # what was seen may come again
    unit = 10.0 ** min(one.as_tuple().exponent for one in finite)
    values = np.array(finite, dtype=float)
    if len(values) == 1:  # the same in all runs
        unit = 0.0 if re.fullmatch(r"[-+]?\d+", seen[0]) else unit
        return values[0] - unit, values[0] + unit
    low, high = limits(values, alarm, unit)
    return float(low), float(high)


def limits(values: np.ndarray, alarm: float, unit: float) -> tuple:
    """Return the bounds for one further value; the last axis has the runs."""
    from scipy.stats import t  # takes a second, and few ask for it

    n = values.shape[-1]
    factor = t.ppf(1 - alarm / 2, n - 1) * np.sqrt(1 + 1 / n)
    low, high = _around(values, factor)
    is_positive = values.min(-1) > 0
    with np.errstate(over="ignore"):  # no bound at all, then
        logs = np.log(np.where(values > 0, values, 1))
        below, above = map(np.exp, _around(logs, factor))
    low = np.where(is_positive, np.minimum(low, below), low)
    high = np.where(is_positive, np.maximum(high, above), high)
    low, high = (
        np.minimum(low, values.min(-1)),
        np.maximum(high, values.max(-1)),
    )
    return low - unit, high + unit


def _around(values: np.ndarray, factor: float) -> tuple:
    middle, width = values.mean(-1), factor * values.std(-1, ddof=1)
    return middle - width, middle + width


def printed(cell: NotebookNode) -> str:
    """Return the text that a cell printed; pictures are not bounded."""
    parts = [
        output.get("text", "") or output.get("data", {}).get("text/plain", "")
        for output in clean(cell)
    ]
    return "\n".join(parts)


def digest(nb: NotebookNode) -> str:
    """Return a mark of the code, by which a change of it is noticed."""
    text = json.dumps([cell.source for cell in code_cells(nb)])
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def load(path: Path) -> dict:
    """Return the bounds of all notebooks of a folder."""
    try:
        known = json.loads(path.read_text(encoding="utf-8"))
        for one in known.values():
            _ = one["code"], one["runs"], one["cells"].items()
        return known
    except FileNotFoundError:
        return {}
    except (ValueError, AttributeError, KeyError, TypeError):
        raise LessonError(
            f"{path.name} is not what --learn wrote: restore it, or learn "
            "the bounds again."
        ) from None


def save(path: Path, bounds: dict) -> None:
    """Write the bounds of all notebooks of a folder."""
    write(path, json.dumps(bounds, indent=1, sort_keys=True) + "\n")
