"""Each lesson, as it is saved, keeps every promise of `tests.contracts`."""

from pathlib import Path

import pytest

from tests.contracts import PROMISES
from tools.normal_form import differences
from tools.notebooks import lessons, read


@pytest.mark.parametrize("promise", PROMISES, ids=lambda p: p.__name__)
@pytest.mark.parametrize("lesson", lessons(), ids=lambda path: path.stem)
def test_lesson_keeps_its_promise(lesson: Path, promise) -> None:
    broken = promise(read(lesson))
    assert not broken, "\n".join(f"{lesson.name}: {line}" for line in broken)


@pytest.mark.parametrize("lesson", lessons(), ids=lambda path: path.stem)
def test_lesson_is_in_normal_form(lesson: Path) -> None:
    assert differences(lesson) == []


def test_there_are_lessons() -> None:
    # Without this, an empty folder would pass every test above.
    assert [path.name[:2] for path in lessons()][:3] == ["01", "02", "03"]
