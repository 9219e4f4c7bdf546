"""Each lesson, as it is saved, keeps every promise of `tests.contracts`."""

from pathlib import Path

import pytest

from tests.contracts import PROMISES, READ_OUTPUTS, Lesson, Promise
from tests.replay import names_lessons
from tools.notebooks import differences, lessons

MARKED = [
    pytest.param(
        promise,
        id=promise.__name__,
        marks=[pytest.mark.reads_outputs] if promise in READ_OUTPUTS else [],
    )
    for promise in PROMISES
]


@pytest.mark.parametrize("promise", MARKED)
@pytest.mark.parametrize("path", lessons(), ids=lambda path: path.stem)
def test_lesson_keeps_its_promise(path: Path, promise: Promise) -> None:
    broken = list(promise(Lesson.at(path)))
    if broken:  # the sentences alone: they name the place
        lines = [f"{path.name}, {line}" for line in broken]
        pytest.fail("\n".join(lines), pytrace=False)


@pytest.mark.reads_outputs
@pytest.mark.parametrize("path", lessons(), ids=lambda path: path.stem)
def test_lesson_is_in_normal_form(path: Path) -> None:
    assert differences(path) == []


def test_there_are_lessons() -> None:
    # Without this, an empty folder would pass every test above.
    assert [path.name[:2] for path in lessons()][:3] == ["01", "02", "03"]


def test_a_file_with_tests_of_single_lessons_says_so(request) -> None:
    # Else `make test LESSON=03` would not read it: tests/replay.py.
    ids = tuple(f"[{path.stem}" for path in lessons())
    for item in request.session.items:
        if item.path.suffix == ".py" and any(one in item.name for one in ids):
            assert names_lessons(item.path), item.nodeid
