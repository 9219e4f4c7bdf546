"""Run All in JupyterLab, in the learner's copy of each lesson, solved."""

import os
import re
from functools import partial

import pytest
from nbformat.v4 import new_code_cell, new_notebook

from tests.browser import CHROMIUM, chromium, jupyter_lab
from tests.lesson_runs import CLOCK, OWN_TIMES, RUNS, own_cells
from tests.run_all_in_lab import (
    TABS,
    Watched,
    finish,
    make_root,
    press,
    run_all,
)
from tests.test_cell_player_in_browser import play_in_lab, with_explorer
from tests.test_lessons_run import SHAPES, run_solved, shown_shapes
from tests.toys import save
from tests.warm_kernels import not_ours
from tools.compare import differences
from tools.copies import SUMMARY
from tools.editions import STRICT
from tools.notebooks import cell_name, find_lesson, lessons, read

# On Windows nothing stops a server by SIGTERM.
CAN_PRESS = bool(CHROMIUM) and os.name != "nt"
in_lab = pytest.mark.skipif(
    not CAN_PRESS, reason="there is no Chromium here, or no SIGTERM"
)

AGAIN = find_lesson("03")

TOYS = {
    "01_error": ["1", "1 / 0", "2"],
    "02_stderr": [
        "import os, sys",
        "print('checks:', os.environ['LESSON_CHECKS'], file=sys.stderr)",
    ],
    "03_dead": ["import os; os._exit(1)"],
    "04_slow": ["import time; time.sleep(600)"],
    "05_asks_outside": [
        "from IPython.display import HTML",
        'HTML(\'<img src="http://192.0.2.1/x.png" alt="">\')',
    ],
}


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """Start JupyterLab with the lessons, and toys in which things go wrong."""
    root = tmp_path_factory.mktemp("lab") / "ü here"
    home = tmp_path_factory.mktemp("home")
    make_root(root, quick=True)
    for name, sources in TOYS.items():
        nb = new_notebook(cells=[*map(new_code_cell, sources)])
        save(nb, root / "notebooks" / f"{name}.ipynb")
    (root / "my_lessons").mkdir()  # a copy would have no outputs
    save(with_explorer(), root / "my_lessons" / "06_plays.ipynb")
    with (
        not_ours() as (variables, end),
        jupyter_lab(root, home, **variables, **STRICT) as (address, _),
        chromium(tmp_path_factory.mktemp("browser")) as browser,
    ):
        yield Watched(browser, address), home, root / "my_lessons", end


def look(page, copy):
    """See that a lesson that is only looked at counts as unchanged."""
    before = copy.read_bytes()
    assert page.locator(TABS).all_inner_texts() == [copy.name]
    fold = page.locator("summary", has_text=SUMMARY).first
    answer = fold.locator("xpath=following-sibling::*").first
    assert page.locator(".jp-OutputArea-output").count() == 0
    assert not answer.is_visible()
    fold.click()
    assert answer.is_visible()
    # Whoever closes what is dirty is asked whether to save it.
    assert page.locator(".jp-mod-dirty").count() == 0
    assert copy.read_bytes() == before


@pytest.fixture
def pressed(lesson, request, tmp_path, monkeypatch):
    """Run a lesson as a reader does; without a browser, by papermill.

    And what closes it and returns late complaints.
    """
    if not CAN_PRESS:
        values = RUNS[lesson][-1]
        return run_solved(lesson, values, tmp_path, monkeypatch), list
    watched, home, copies, end = request.getfixturevalue("lab")
    if lesson == lessons()[0]:  # the last that is run
        end()
    copy = copies / lesson.name
    looked = partial(look, copy=copy)
    found = press(watched, copy, limit=900, look=looked)
    found += found and finish(watched)
    assert not found, "\n".join(found)
    assert [*home.iterdir()] == []
    return read(copy), partial(finish, watched)


# That a lesson shows the same each time is what its replay tells, as shipped.
# With other sizes one that trains tells it: by papermill, in a kernel with
# another past (tests/warm_kernels.py).
@pytest.mark.slow(30)
@pytest.mark.reads_outputs
@pytest.mark.parametrize("lesson", lessons()[::-1], ids=lambda path: path.stem)
def test_whoever_presses_run_all_sees_no_red_box(
    lesson, pressed, warm_kernels, tmp_path, monkeypatch, request
):
    nb, late_complaints = pressed
    values = RUNS[lesson][-1]
    assert values
    if lesson == AGAIN:
        again = run_solved(lesson, values, tmp_path, monkeypatch)
        assert_they_agree(nb, again)
    late = late_complaints()
    assert not late, "\n".join(late)
    if lesson.stem in SHAPES:
        assert shown_shapes(nb) == SHAPES[lesson.stem](values)
    if lesson == CLOCK and CAN_PRESS:
        copies = request.getfixturevalue("lab")[2]
        assert_own_times_stand_beside(nb, copies / OWN_TIMES["keep_in"])


def assert_own_times_stand_beside(nb, kept_in):
    """See that lesson 13 shows and keeps the times of whoever looks on."""
    text = "\n".join(
        output.get("text") or output.get("data", {}).get("text/plain", "")
        for cell in own_cells(nb)
        for output in cell.outputs
    )
    assert re.search(r"your run: [\d.]+ ms a time step", text)
    assert re.search(
        r"True  32 sequences .* \(1.23\)\n +not judged in your run \([\d.]+\)",
        text,
    )
    assert "a step of Keras's stack (your run)" in text
    assert "3 of 3 solved" in text
    kept = kept_in.read_text("ascii")
    assert "Keras,2,8,80,32,1," in kept and "on tensorflow,4,24," in kept


def assert_they_agree(nb, again):
    """See that two fresh runs show the same."""
    problems = [
        f"{cell_name(number, one)}, two fresh runs differ: "
        f"{differences(one.outputs, two.outputs, exact=True)}"
        for number, (one, two) in enumerate(
            zip(own_cells(nb), own_cells(again), strict=True), 1
        )
        if bare(one) != bare(two)
    ]
    assert not problems, "\n".join(problems)


def bare(cell):
    """Return the outputs of a cell without the count of its run."""
    return [{**output, "execution_count": None} for output in cell.outputs]


@in_lab
@pytest.mark.slow(10)
def test_a_notice_that_is_gone_is_noticed(lab):
    watched, *_ = lab
    page = watched.open("01_error.ipynb")
    page.get_by_role("menuitem", name="Help", exact=True).click()
    page.get_by_text("About JupyterLab").click()
    page.wait_for_selector(".jp-Dialog")
    page.locator(".jp-Dialog-footer button").last.click()
    page.wait_for_selector(".jp-Dialog", state="detached")
    assert "notice: " in "".join(finish(watched))


@in_lab
@pytest.mark.slow(10)
def test_what_one_plays_with_plays_once_its_cell_is_run(lab):
    watched, *_ = lab
    page = watched.open("06_plays.ipynb")
    small = page.viewport_size
    page.set_viewport_size({"width": 1280, "height": 720})
    play_in_lab(page)
    page.set_viewport_size(small)
    assert finish(watched) == []


@in_lab
@pytest.mark.slow(10)
@pytest.mark.parametrize(
    ("name", "limit", "says"),
    [
        ("01_error", 300, "2 `1 / 0` failed with ZeroDivisionError: div"),
        (
            "02_stderr",
            300,
            "2 `print.* stream: checks: strict",
        ),
        ("05_asks_outside", 300, "asked outside: http://192.0.2.1/x.png"),
        ("03_dead", 300, "1 `import os; .*appears to have died"),
        ("04_slow", 1, "1 s are over; .* 1 `import time"),
    ],
)
def test_what_goes_wrong_is_noticed(lab, name, limit, says):
    watched, _, copies, _ = lab
    found = run_all(watched, copies / f"{name}.ipynb", limit)
    assert re.search(says, "; ".join(found), re.DOTALL)
