"""`make run`: what it builds, and what it refuses before anything runs."""

import re
from pathlib import Path

import pytest

from tests.toys import FIGURE, notebook, save
from tools import run
from tools.notebooks import LessonError, lessons, read


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with two toy lessons."""
    folder = tmp_path / "a {folder} with ü"
    folder.mkdir()
    save(notebook("print(units, rate, name)", FIGURE), folder / "01_one.ipynb")
    save(notebook("units / (units - 1)"), folder / "02_two.ipynb")
    return folder


def test_all_lessons_until_one_fails(folder: Path, tmp_path, capsys) -> None:
    build = tmp_path / "build"
    before = [path.read_bytes() for path in lessons(folder)]
    assert run.main([], folder, build) == 1
    said = capsys.readouterr()
    first, second = said.out.splitlines()
    assert re.fullmatch(r"01_one \.\.\. ok \(\d+ s\)", first)
    assert second == "02_two ... failed"
    assert said.err == (
        "02_two.ipynb, code cell 2 `units / (units - 1)` failed with "
        "ZeroDivisionError: division by zero.\n"
    )
    built = {p.relative_to(build).as_posix() for p in build.rglob("*.*")}
    assert built == {"notebooks/01_one.ipynb", "html/01_one.html"}
    assert [path.read_bytes() for path in lessons(folder)] == before
    page = (build / "html" / "01_one.html").read_text(encoding="utf-8")
    assert not re.search(r"<(?:script|link|iframe)\b", page)
    assert not re.search(r"url\(\s*['\"]?(?:https?:)?//|@import", page)
    (image,) = re.findall(r"<img\b[^>]*>", page)
    assert 'alt="A line that rises from one' in image
    assert 'src="data:image/png;base64,' in image


def test_a_long_line_does_not_take_for_ever(tmp_path) -> None:
    long = 'print("x" * 9_000_000, "1 of 2\\r2 of 2\\rdone", sep="\\n")'
    path = save(notebook(long), tmp_path / "01_long.ipynb")
    run.run_lesson(path, {}, tmp_path / "out.ipynb")
    (said,) = read(tmp_path / "out.ipynb").cells[-1].outputs
    assert said.text == 9_000_000 * "x" + "\ndone\n"


def test_parameters_reach_the_lesson(folder: Path, tmp_path) -> None:
    params = "units=3 rate=2 name='two words' loud=True"
    arguments = ["--lesson", "1", "--params", params]
    assert run.main(arguments, folder, tmp_path) == 0
    stem = "01_one.units-3.rate-2.0.name-two_words.loud-True"
    nb = read(tmp_path / "notebooks" / f"{stem}.ipynb")
    assert nb.cells[3].outputs[0].text == "3 2.0 two words\n"
    assert (tmp_path / "html" / f"{stem}.html").exists()


@pytest.mark.parametrize(
    ("params", "says"),
    [
        ("unit=8", "'unit'; possible: units, rate, name, loud."),
        ("units", "'units' is no NAME=VALUE; write PARAMS="),
        ("units=", "'units=' is no NAME=VALUE"),
        ("=8", "'=8' is no NAME=VALUE"),
        ("a-b=1", "'a-b=1' is no NAME=VALUE"),
        ("units=8;x=1", "'units' must be a whole number, not '8;x=1'"),
        ("units=8.5", "'units' must be a whole number, not '8.5'"),
        ("units=True", "'units' must be a whole number, not 'True'"),
        ("units=__import__('os')", "must be a whole number"),
        ("rate=fast", "'rate' must be a number, not 'fast'"),
        ("rate=1e999", "'rate' must be a number, not '1e999'"),
        ("rate=True", "'rate' must be a number, not 'True'"),
        ("loud=1", "'loud' must be True or False, not '1'"),
        ("units=1 units=2", "'units' is given twice"),
        ("name='open", "a quote is not closed"),
    ],
)
def test_wrong_parameters_are_refused(
    folder: Path, tmp_path: Path, capsys, params: str, says: str
) -> None:
    arguments = ["--lesson", "01", "--params", params]
    assert run.main(arguments, folder, tmp_path / "build") == 1
    said = capsys.readouterr().err
    assert says in said
    assert said.startswith("01_one: ")
    assert said.count("\n") == 1
    assert not (tmp_path / "build").exists()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--lesson", "7"], "'7'; the lessons are: 01_one, 02_two."),
        (["--params", "units=8"], 'LESSON=01 PARAMS="units=8"'),
    ],
)
def test_other_refusals(folder, tmp_path, capsys, arguments, says) -> None:
    assert run.main(arguments, folder, tmp_path / "build") == 1
    assert says in capsys.readouterr().err
    assert not (tmp_path / "build").exists()


def test_parameter_of_another_kind_stays_in_the_notebook(tmp_path) -> None:
    nb = notebook()
    nb.cells[1].source = "widths: tuple = (1, 2)  # of two layers"
    path = save(nb, tmp_path / "01_one.ipynb")
    with pytest.raises(LessonError, match="can only be changed in the note"):
        run.parse(path, "widths=(3,4)")


def test_names_of_built_files_are_safe() -> None:
    path = Path("01_one.ipynb")
    assert run.build_name(path, {}) == "01_one"
    assert run.build_name(path, {"a": "../x y"}) == "01_one.a-.._x_y"
    long = [run.build_name(path, {"a": "x" * 300 + c}) for c in "12"]
    assert max(map(len, long)) <= 100
    assert long[0] != long[1]
