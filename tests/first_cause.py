"""A lesson whose outputs are not those of its code fails once, not ten times.

Whoever edits a cell and forgets `make outputs` would else read ten failures
with one cause. So one test of that lesson fails with that cause, and the
others that read outputs are skipped until `make outputs` has run. One test
fails in any case, whichever were selected.
"""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.contracts.lesson import Lesson
from tests.contracts.outputs import how
from tools.notebooks import LessonError, find_lesson, is_intact, read

_FAILS, _SKIPS = pytest.StashKey[str](), pytest.StashKey[str]()


@cache
def first_cause(path: Path) -> str | None:
    """Say why the outputs of a saved lesson cannot be trusted, if so."""
    try:
        return cause(Lesson(path, read(path), (path,)))
    except LessonError:
        return None  # the other tests say that it is no notebook


def cause(lesson: Lesson) -> str | None:
    """Say why the outputs of a lesson cannot be trusted, or return None.

    The sentence names the first cell that nobody ran, or that was changed
    after `make outputs` wrote it, and says what to do.
    """
    stale = [
        name
        for number, (name, cell) in enumerate(lesson.code, 1)
        if not is_intact(cell) or cell.get("execution_count") != number
    ]
    if not stale:
        return None
    what = "the notebook: `make outputs` never wrote it"
    if any("digest" in cell.metadata for _, cell in lesson.code):
        more = f", and {len(stale) - 1} more" if stale[1:] else ""
        what = f"{stale[0]}: it was changed or moved after `make outputs` "
        what += f"wrote it{more}"
    return (
        f"{lesson.path.name}, {what}: run {how(lesson.path)}. Until then, no "
        "test that reads its outputs runs."
    )


def lesson_of(item: pytest.Item) -> Path | None:
    """Return the lesson whose outputs a test reads, if it reads any.

    A cell of a replay reads its own lesson's. A test says so by the mark,
    which names the lesson unless it is the one parameter that is a path.
    """
    if item.path.suffix == ".ipynb":
        return item.path
    mark = item.get_closest_marker("reads_outputs")
    if mark is None:
        return None
    if mark.args:
        return find_lesson(*mark.args)
    values = item.callspec.params.values()
    return next(value for value in values if isinstance(value, Path))


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Iterator[None]:
    """Choose the test that fails, among those that `-k`, `--lf` ... leave.

    Each worker of xdist collects the same tests, so all choose the same.
    """
    yield
    chosen: dict[Path, list[pytest.Item]] = {}
    for item in items:
        lesson = lesson_of(item)
        if lesson is not None and first_cause(lesson):
            chosen.setdefault(lesson, []).append(item)
    for lesson, group in chosen.items():
        for item in group:
            item.stash[_SKIPS] = (
                f"{lesson.name}: its outputs are not those of its code; "
                f"run {how(lesson)}"
            )
        teller = min(group, key=lambda item: "is_sealed" not in item.name)
        del teller.stash[_SKIPS]
        teller.stash[_FAILS] = first_cause(lesson)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Leave out what could only repeat the cause, before a kernel starts."""
    if _SKIPS in item.stash:
        pytest.skip(item.stash[_SKIPS])


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_call(item: pytest.Item) -> None:
    """Say the cause in place of the test that was chosen for it."""
    if _FAILS in item.stash:
        pytest.fail(item.stash[_FAILS], pytrace=False)
