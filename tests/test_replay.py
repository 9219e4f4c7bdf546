"""The replay notices each kind of damage, and says where and what.

One run of pytest over three notebooks. In the first each cell carries one
damage, or what follows from one, and the cells beside it must not suffer;
the second kills its kernel; of the third nobody wrote the outputs.
"""

import base64
import io
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from nbformat import NotebookNode
from PIL import Image, ImageDraw, ImageOps

from tests import first_cause
from tests.bad_notebooks import BAD, VERBS
from tests.contracts import PROMISES, READ_OUTPUTS, Lesson
from tests.contracts.outputs import is_executed_in_order, is_sealed
from tests.good_lesson import good_lesson
from tests.toys import FIGURE, notebook, save
from tests.warm_kernels import forks
from tools.notebooks import ROOT, code_cells, read, seal
from tools.outputs import write_outputs

NUMBER = "print(f'the loss is {rate / 4:.4f}')"  # 0.1250
SHAPE = "(units, 3, 1)"
DRAW = "import random\n\ndraw = random.Random(7).random()"


def _line(picture: Image.Image) -> Image.Image:
    ImageDraw.Draw(picture).line((20, 20, 60, 40), fill="black")
    return picture


def _fainter(picture: Image.Image) -> Image.Image:
    return picture.point(lambda level: max(level - 3, 0))


# Name, source of the cell, damage, what the report must say ("" = it passes).
# A damage is a verb of `tests.bad_notebooks`, or changes the figure.
DAMAGES = [
    ("untouched", NUMBER, "", ""),
    ("last digit elsewhere", NUMBER, "printed 0.1250 -> 0.1251", ""),
    ("two units", NUMBER, "printed 0.1250 -> 0.1252", "loss is 0.1252"),
    ("first digit", NUMBER, "printed 0.1250 -> 0.2250", "loss is 0.2250"),
    ("word", NUMBER, "printed loss -> error", "the error is 0.1250"),
    ("shape", SHAPE, "printed (1, 3 -> (1, 4", "(1, 4, 1)"),
    ("no output", SHAPE, "loses outputs 0", "expected 0 outputs: none"),
    ("source", NUMBER, ": / 4 -> / 5", "loss is 0.1250"),
    ("failing source", SHAPE, ": units -> unitz", "NameError: name"),
    ("untouched figure", FIGURE, "", ""),
    ("line in a figure", FIGURE, _line, "differ clearly"),
    ("other figure", FIGURE, ImageOps.mirror, "differ clearly"),
    ("fainter figure", FIGURE, _fainter, ""),
    (
        "no alternative",
        FIGURE,
        "loses outputs 0 metadata image/png",
        "image/png",
    ),
    ("other seed", DRAW, ": 7 -> 8", ""),
    ("after the seed", "print(f'{draw:.4f}')", "", "expected\n0.3238"),
    ("untouched list", "steps = [3, 4]", "", ""),
    ("exchanged", "steps.append(5)", ": append(5) -> reverse()", ""),
    ("with this", "steps.reverse()", ": reverse() -> append(5)", ""),
    ("after the exchange", "print(steps)", "", "got\n[4, 3, 5]"),
    ("removed line", "steps[0] = 0", ": steps[0] = 0 -> pass", ""),
    ("after the removed line", "print(steps)", "", "got\n[4, 3, 5]"),
]
NAMES = [name for name, *_ in DAMAGES]

SUITE = """
import pytest
from pathlib import Path

PATHS = [Path(__file__).with_name(f"{n}_toy.ipynb") for n in ("02", "07")]

@pytest.mark.parametrize("what", ["a", "is_sealed", "b"])
@pytest.mark.parametrize("path", PATHS)
@pytest.mark.reads_outputs
def test_reads(path, what): pass

@pytest.mark.parametrize("path", PATHS[1:])
def test_free(path): pass
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """Return the folder of the notebooks, and of what the replay writes."""
    return tmp_path_factory.mktemp("toys")


@pytest.fixture(scope="module")
def report(folder: Path) -> str:
    """Return pytest's report on the folder.

    The cells are sealed, so that only the replay can notice the damage.
    """
    path = folder / "01_toy.ipynb"
    save(notebook(*(source for _, source, _, _ in DAMAGES)), path)
    write_outputs(path)
    nb = read(path)
    for cell, (_, _, change, _) in zip(
        code_cells(nb)[1:], DAMAGES, strict=True
    ):
        if callable(change):
            _draw_again(cell.outputs[0].data, change)
        elif change:
            VERBS[change.split()[0]](cell, change.partition(" ")[2])
    dead = notebook("import os\nos._exit(3)", "units")
    for one, name in ((nb, path.name), (dead, "02_toy.ipynb")):
        seal(one)
        save(one, folder / name)
    stale(folder / "07_toy.ipynb", "units")
    (folder / "test_suite.py").write_text(SUITE, encoding="utf-8")
    done = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-n", "0", "-vv", "-rA"),
            *("--durations=0", "-c", str(ROOT / "pyproject.toml")),
            *("-p", "nbval.plugin", "-p", "tests.first_cause"),
            *("-p", "tests.replay"),
            *("--rootdir", str(folder), "-p", "no:cacheprovider", str(folder)),
        ],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=os.environ
        | forks()
        | {"COLUMNS": "80", "PYTHONIOENCODING": "utf-8"},
    )
    assert done.returncode == 1
    return done.stdout + done.stderr


def _draw_again(data: NotebookNode, draw: Callable) -> None:
    picture = Image.open(io.BytesIO(base64.b64decode(data["image/png"])))
    file = io.BytesIO()
    draw(picture.convert("RGB")).save(file, "PNG")
    data["image/png"] = base64.b64encode(file.getvalue()).decode()


def stale(path: Path, *sources: str) -> Path:
    """Save a notebook whose cells, but the first two, were changed."""
    nb = notebook("one = 1", *sources)
    seal(nb)
    for cell in code_cells(nb)[2:]:
        cell.source += " + 0"
    return save(nb, path)


def report_on(report: str, number: int) -> str:
    """Return the part of a report that speaks of one code cell."""
    head = rf"_ 01_toy\.ipynb, code cell {number} _+\n"
    found = re.search(head + r"(.*?)(?=\n_{3,} |\n={3,} )", report, re.DOTALL)
    return found.group(1) if found else ""


pytestmark = pytest.mark.slow(20)


@pytest.mark.parametrize("place", range(len(DAMAGES)), ids=NAMES)
def test_damage_is_noticed(report: str, place: int) -> None:
    says = DAMAGES[place][3]
    number = place + 2  # the parameters are code cell 1
    section = report_on(report, number)
    if not says:
        passed = rf"PASSED \S*01_toy\.ipynb::code cell {number}\n"
        assert re.search(passed, report)
        assert not section
        return
    assert f"01_toy.ipynb, code cell {number} `" in section
    assert says in section
    assert "\x1b" not in report


def test_report_says_limit_and_what_to_do(report: str, folder: Path) -> None:
    section = report_on(report, NAMES.index("two units") + 2)
    assert (
        "(0.1252 and 0.1250: a number may differ by one unit in its last "
        "printed place, no more.)" in section
    )
    assert "If that is wanted, run `make outputs LESSON=01`. If you" in section
    number = NAMES.index("line in a figure") + 2
    section = report_on(report, number)
    assert "pixels differ clearly, 6 may (by more than 32 of 255" in section
    where = f"build/differences/01_toy/cell-{number:02}"
    assert f"the figures: {where}-{{saved,now,difference}}.png\n" in section
    saved, now, apart = (
        Image.open(io.BytesIO((folder / f"{where}-{what}.png").read_bytes()))
        for what in ("saved", "now", "difference")
    )
    assert saved.size == now.size == apart.size
    ran = read(folder / "build/differences/01_toy/01_toy.ipynb")
    first = code_cells(ran)[NAMES.index("two units") + 1]
    assert first.outputs[0].text == "the loss is 0.1250\n"
    assert not (folder / "build/differences/07_toy").exists()
    assert apart.getpixel((40, 30)) < 200 < apart.getpixel((0, 0))
    written = {path.name[:7] for path in (folder / where).parent.iterdir()}
    assert f"cell-{NAMES.index('fainter figure') + 2:02}" not in written


def test_dead_kernel_is_noticed_at_once(report: str) -> None:
    assert "02_toy.ipynb, code cell 2 `import os`: the kernel died" in report
    assert re.search(r"PASSED \S*02_toy\.ipynb::code cell 1\n", report)
    assert re.search(r"02_toy\.ipynb::code cell 3 SKIPPED", report)
    seconds = re.search(r"([\d.]+)s call .*02_toy\S*::code cell 2", report)
    # nbval alone would wait for its timeout of 900 s.
    assert float(seconds.group(1)) < 100


def test_stale_lesson_fails_once_and_the_rest_is_skipped(report: str) -> None:
    failed = re.findall(
        r"FAILED \S*/?(test_suite|07_toy)\S*::(.*?)(?: - |\n)", report
    )
    assert set(failed) == {("test_suite", "test_reads[path1-is_sealed]")}
    assert "07_toy.ipynb, code cell 3 `units + 0`: it was changed or" in report
    assert "07_toy.ipynb: its outputs are not those of its code" in report
    assert len(re.findall(r"07_toy\S*::code cell \d SKIPPED", report)) == 3
    assert len(re.findall(r"test_reads\[path1-\w\] SKIPPED", report)) == 2
    assert len(re.findall(r"test_reads\[path0-\w+\] PASSED", report)) == 3
    assert "test_free[path0] PASSED" in report


@pytest.mark.parametrize(
    ("names", "teller"),
    [
        (["code cell 1", "code cell 2"], "code cell 1"),
        (["code cell 1", "test_x[is_sealed]"], "test_x[is_sealed]"),
    ],
)
def test_one_of_those_selected_fails(names, teller, tmp_path) -> None:
    path = stale(tmp_path / "07_toy.ipynb", "units")
    items = [SimpleNamespace(name=n, path=path, stash={}) for n in names]
    list(first_cause.pytest_collection_modifyitems(items))
    failing = []
    for item in items:
        try:
            first_cause.pytest_runtest_call(item)
            with pytest.raises(pytest.skip.Exception):
                first_cause.pytest_runtest_setup(item)
        except pytest.fail.Exception:
            failing.append(item.name)
    assert failing == [teller]


def test_cause_names_the_first_of_the_changed_cells(tmp_path: Path) -> None:
    path = stale(tmp_path / "08_toy.ipynb", "two = 2", "three = 3")
    assert (
        "08_toy.ipynb, code cell 3 `two = 2 + 0`: it was changed or moved "
        "after `make outputs` wrote it, and 1 more: run"
        in first_cause.first_cause(path)
    )
    path = save(notebook("units"), tmp_path / "07_toy.ipynb")
    assert first_cause.first_cause(path) == (
        "07_toy.ipynb, the notebook: `make outputs` never wrote it: run `make "
        "outputs LESSON=07`. Until then, no test that reads its outputs runs."
    )
    path = tmp_path / "09_toy.ipynb"
    path.write_text("{}", encoding="utf-8")
    assert first_cause.first_cause(path) is None


def test_cause_is_said_when_a_promise_on_it_is_broken() -> None:
    assert first_cause.cause(good_lesson()) is None
    for bad in BAD:
        lesson = bad.lesson()
        broken = [*is_sealed(lesson), *is_executed_in_order(lesson)]
        assert bool(first_cause.cause(lesson)) == bool(broken), bad


def test_promises_that_run_in_any_case_read_no_outputs() -> None:
    free = {promise.__name__: promise for promise in PROMISES}
    for promise in READ_OUTPUTS:
        del free[promise.__name__]
    assert all(not [*p(_bare(good_lesson()))] for p in free.values())
    for bad in BAD:
        if bad.promise in free:
            assert [*free[bad.promise](_bare(bad.lesson()))], bad


def _bare(lesson: Lesson) -> Lesson:
    for cell in code_cells(lesson.nb):
        cell.outputs, cell.execution_count = [], None
        cell.metadata.pop("digest", None)
    return lesson


def test_every_test_of_a_lesson_that_reads_outputs_says_so() -> None:
    # The marks are written by hand; this finds a file that has none.
    for path in (ROOT / "tests").glob("test_*.py"):
        text = path.read_text(encoding="utf-8")
        if ".outputs" in text and "lessons()" in text:
            assert "reads_outputs" in text, path.name
