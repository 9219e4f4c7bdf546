"""Promises on the code cells: short, plain, seeded, without a network."""

import ast
import re
import statistics
from collections.abc import Iterator

from tests.contracts.lesson import Lesson
from tools.network import reached

LINES, MEDIAN_LINES, WIDTH = 15, 4, 79  # of a code cell
FORBIDDEN_CALLS = {"exit", "quit", "get_ipython", "sys.exit", "os._exit"}


def has_short_cells(lesson: Lesson) -> Iterator[str]:
    """A cell has fifteen lines at most, four in the median, none too long."""
    counts = []
    for name, cell in lesson.code:
        lines = [line for line in cell.source.splitlines() if line.strip()]
        counts.append(len(lines))
        if not lines:
            yield f"{name}: it is empty: take it out"
        if len(lines) > LINES:
            yield f"{name}: {len(lines)} lines, {LINES} at most: split it"
        for line in lines:
            if len(line) > WIDTH:
                yield (
                    f"{name}: a line of {len(line)} characters, {WIDTH} at "
                    "most: break it"
                )
    if counts and statistics.median(counts) > MEDIAN_LINES:
        yield (
            f"the notebook: half of its code cells have more than "
            f"{MEDIAN_LINES} lines: take smaller steps"
        )


def is_plain_python(lesson: Lesson) -> Iterator[str]:
    """No magics, no shell, no early end, no value hidden by a semicolon."""
    for name, cell in lesson.code:
        try:
            tree = ast.parse(cell.source)
        except SyntaxError as error:
            yield (
                f"{name}: it is not plain Python ({error.msg}): no `!`, "
                "no `%`, nothing that installs"
            )
            continue
        calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
        called = {ast.unparse(call.func) for call in calls}
        for call in sorted(called & FORBIDDEN_CALLS):
            yield f"{name}: it calls {call}: a lesson runs to its end"
        if cell.source.rstrip().endswith(";"):
            yield f"{name}: it ends with a semicolon: write `_ = ...`"


def starts_with_a_seed(lesson: Lesson) -> Iterator[str]:
    """The first code cell is `runtime.start(seed=...)` and its import."""
    if not lesson.trees:
        yield "the notebook: it has no code cell: begin with runtime.start"
        return
    name, tree = lesson.trees[0]
    form = r"from helpers import runtime\nruntime\.start\(seed=\d+\)"
    if not re.fullmatch(form, ast.unparse(tree)):
        yield (
            f"{name}: the first code cell must be `from helpers import "
            "runtime` and `runtime.start(seed=7)`, and nothing else"
        )


def asks_no_network(lesson: Lesson) -> Iterator[str]:
    """No cell reaches out: no address, no module or call that fetches."""
    for name, tree in lesson.trees:
        for what in sorted({w for n in ast.walk(tree) for w in reached(n)}):
            yield (
                f"{name}: {what} needs the network: ship the data in data/ "
                "and load it with helpers.data"
            )


def has_parameters(lesson: Lesson) -> Iterator[str]:
    """One cell is tagged `parameters`: `name: type = literal  # meaning`."""
    tagged = lesson.tagged("parameters")
    if len(tagged) != 1:
        yield (
            f"the notebook: {len(tagged)} cells are tagged `parameters`: "
            "tag one"
        )
        return
    ((name, cell),) = tagged
    for line in cell.source.splitlines():
        if not _is_parameter(line):
            yield f"{name}: write {line!r} as `name: type = value  # meaning`"


def _is_parameter(line: str) -> bool:
    try:
        (node,) = ast.parse(line).body
        kind = ast.unparse(node.annotation)
        value = ast.literal_eval(node.value)
    except (SyntaxError, ValueError, AttributeError):
        return False
    code, _, comment = line.rpartition("  # ")
    return bool(code and comment.strip()) and kind == type(value).__name__
