"""Each lesson, as it is saved, keeps every promise of `tests.contracts`."""

from pathlib import Path

import pytest

from tests.contracts import PROMISES, Lesson, Promise
from tools.normal_form import differences
from tools.notebooks import lessons


@pytest.mark.parametrize(
    "promise", PROMISES.values(), ids=lambda promise: promise.__name__
)
@pytest.mark.parametrize("path", lessons(), ids=lambda path: path.stem)
def test_lesson_keeps_its_promise(path: Path, promise: Promise) -> None:
    broken = list(promise(Lesson.at(path)))
    assert not broken, "\n".join(f"{path.name}, {line}" for line in broken)


@pytest.mark.parametrize("path", lessons(), ids=lambda path: path.stem)
def test_lesson_is_in_normal_form(path: Path) -> None:
    assert differences(path) == []


def test_there_are_lessons() -> None:
    # Without this, an empty folder would pass every test above.
    assert [path.name[:2] for path in lessons()][:3] == ["01", "02", "03"]
