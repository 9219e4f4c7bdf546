"""Whatever is damaged in a lesson, a test says so and names the place.

What is done, and what must notice it, is listed in `tests.damage_table`.
"""

import copy
import re

import pytest
from nbformat import NotebookNode

from tests.contracts import Lesson, breaches
from tests.damage_table import AS_SAVED, RUN
from tests.damages import Damage, find
from tests.test_damage import replay
from tests.toys import save
from tools.notebooks import cell_name, code_cells, find_lesson, read, seal

LESSON = find_lesson("02")
pytestmark = pytest.mark.reads_outputs("02")


@pytest.mark.parametrize(
    ("damage", "promise"),
    [row[1:] for row in AS_SAVED],
    ids=[row[0] for row in AS_SAVED],
)
def test_damage_is_seen_in_the_file(damage: Damage, promise: str) -> None:
    nb, series = read(LESSON), (find_lesson("01"), LESSON, find_lesson("03"))
    known = breaches(Lesson(LESSON, copy.deepcopy(nb), series))
    place = damage(nb)
    lesson = Lesson(LESSON, nb, series)
    lines = set(breaches(lesson).get(promise, []))
    lines -= set(known.get(promise, []))
    assert any(line.startswith(_name(lesson, place)) for line in lines), lines


def _name(lesson: Lesson, place: NotebookNode | None) -> str:
    names = [n for n, c in lesson.code + lesson.text if c is place]
    (name,) = names or ["the notebook"]
    return f"{lesson.path.name}, {name}: "


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return pytest's report on the damaged copies, replayed together."""
    folder = tmp_path_factory.mktemp("copies")
    for name, (changes, _) in RUN.items():
        nb = read(LESSON)
        for change in changes:
            change(nb)
        seal(nb)
        save(nb, folder / f"{name}.ipynb")
    code, text = replay(folder, "-n", "2")
    assert code == 1, text
    return text


@pytest.mark.slow(25)
@pytest.mark.parametrize("name", RUN)
def test_damage_is_seen_when_run(report: str, name: str, tmp_path) -> None:
    changes, places = RUN[name]
    nb = read(LESSON)
    for change in changes:
        change(nb)
    numbers = {code_cells(nb).index(find(nb, p)) + 1 for p in places}
    failed = re.findall(rf"FAILED \S*{name}\.ipynb::code cell (\d+)", report)
    found = {int(number) for number in failed}
    # One thing wrong at the beginning may well make others wrong after it.
    assert found == numbers if len(places) > 1 else min(found) == min(numbers)
    for number in numbers:
        where = cell_name(number, code_cells(nb)[number - 1])
        assert f"{name}.ipynb, {where}: it does not give" in report


def test_there_are_twenty_kinds_of_damage() -> None:
    kinds = len(AS_SAVED) + sum(len(changes) for changes, _ in RUN.values())
    assert kinds >= 20
