"""Breaches: the file itself, its counts and its seals."""

from tests.breaches import changes as do
from tests.breaches.changes import NotebookNode, cell
from tests.breaches.row import Row

SHAPE = "code cell 3 `print((units, 3, 1))`"


def _no_id(nb: NotebookNode) -> None:
    del cell(nb, "shape")["id"]


def _twin_ids(nb: NotebookNode) -> None:
    cell(nb, "trip").id = "next"


def _unknown_key(nb: NotebookNode) -> None:
    cell(nb, "shape")["prompt_number"] = 2


def _other_kernel(nb: NotebookNode) -> None:
    nb.metadata.kernelspec.name = "my-env"


def _no_digest(nb: NotebookNode) -> None:
    del cell(nb, "shape").metadata["digest"]


def _sealed(what: str, change: do.Change, says: str) -> Row:
    return Row("is_sealed", what, change, f"{says}: it was changed after")


ROWS = [
    Row("is_valid", "twin-ids", _twin_ids, "2 cells have the id 'next'"),
    Row("is_valid", "no-id", _no_id, "'id' is a required property"),
    Row("is_valid", "unknown-key", _unknown_key, "prompt_number"),
    Row(
        "runs_anywhere",
        "other-kernel",
        _other_kernel,
        "the kernel is 'my-env', not 'python3'",
    ),
    Row(
        "is_small",
        "large-picture",
        do.output("figure", "image/png", "A" * 300_000),
        "kB, 300 at most",
    ),
    Row(
        "is_executed_in_order",
        "other-count",
        do.count("shape", 4),
        f"{SHAPE}: it has the count 4, not 3",
    ),
    Row(
        "is_executed_in_order",
        "never-run",
        do.count("shape", None),
        "it has the count None, not 3",
    ),
    Row(
        "is_executed_in_order",
        "cells-exchanged",
        do.exchange("shape", "count-twice"),
        f"{SHAPE.replace('3', '6', 1)}: it has the count 3, not 6",
    ),
    _sealed("no-seal", _no_digest, SHAPE),
    _sealed("no-output", do.no_output("count-twice"), "`12 == 12`"),
    _sealed("other-output", do.prints("shape", "(1, 3, 1)!"), SHAPE),
    _sealed("other-source", do.add("shape", "# a word"), SHAPE),
    _sealed(
        "other-picture",
        do.output("figure", "image/png", "iVBORw0KGgoAAAANSUhEUh"),
        "code cell 5 `show(*draw_toy(units))`",
    ),
    Row(
        "is_replayed_throughout",
        "skipped",
        do.tags("shape", "nbval-skip"),
        f"{SHAPE}: the tag 'nbval-skip' would take it out",
    ),
    Row(
        "is_replayed_throughout",
        "may-fail",
        do.tags("shape", "raises-exception"),
        "the tag 'raises-exception' would",
    ),
]
