"""Each lesson, as it is saved, keeps every promise of `tests.contracts`."""

from pathlib import Path

import pytest

from tests.contracts import PROMISES, READ_OUTPUTS, Lesson, Promise
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
