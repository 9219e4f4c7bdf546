"""`make run`: what it builds, and what it refuses before anything runs."""

import re
from pathlib import Path

import pytest

from tests.toys import FIGURE, notebook, save
from tools import run
from tools.notebooks import LessonError, find_lesson, lessons, read
from tools.parameters import parse


@pytest.fixture
def folder(tmp_path: Path, monkeypatch) -> Path:
    """Return a folder with two toy lessons that `make run` takes for ours."""
    folder = tmp_path / "a {folder} with ü"
    folder.mkdir()
    save(notebook("print(units, rate, name)", FIGURE), folder / "01_one.ipynb")
    save(notebook("units / (units - 1)"), folder / "02_two.ipynb")
    monkeypatch.setattr(run, "lessons", lambda: lessons(folder))
    monkeypatch.setattr(run, "find_lesson", lambda n: find_lesson(n, folder))
    return folder


def test_all_lessons_until_one_fails(folder: Path, tmp_path, capsys) -> None:
    build = tmp_path / "build"
    before = [path.read_bytes() for path in lessons(folder)]
    assert run.main([], build) == 1
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


def test_parameters_reach_the_lesson(folder: Path, tmp_path, capsys) -> None:
    build = tmp_path / "build"
    params = "units=3 rate=2 name='two words' loud=True"
    assert run.main(["--lesson", "1", "--params", params], build) == 0
    stem = "01_one.units-3.rate-2.0.name-two_words.loud-True"
    nb = read(build / "notebooks" / f"{stem}.ipynb")
    assert "3 2.0 two words\n" in [
        output.get("text") for cell in nb.cells[3:4] for output in cell.outputs
    ]
    assert (build / "html" / f"{stem}.html").exists()


def test_page_needs_no_network(folder: Path, tmp_path: Path) -> None:
    assert run.main(["--lesson", "01_one"], tmp_path) == 0
    page = (tmp_path / "html" / "01_one.html").read_text(encoding="utf-8")
    assert not re.search(r"<(?:script|link|iframe)\b", page)
    assert not re.search(r"url\(\s*['\"]?(?:https?:)?//", page)
    assert "@import" not in page
    images = re.findall(r"<img\b[^>]*>", page)
    assert len(images) == 1
    assert re.search(r'alt="A line that rises from one', images[0])
    assert 'src="data:image/png;base64,' in images[0]


@pytest.mark.parametrize(
    ("params", "says"),
    [
        ("unit=8", "'unit'; possible: units, rate, name, loud."),
        ("units", "'units' is no NAME=VALUE; write PARAMS="),
        ("units=", "'units=' is no NAME=VALUE"),
        ("=8", "'=8' is no NAME=VALUE"),
        ("units=8;x=1", "'units' must be a whole number, not '8;x=1'"),
        ("units=8.5", "'units' must be a whole number, not '8.5'"),
        ("units=True", "'units' must be a whole number, not 'True'"),
        ("units=(1,2)", "'units' must be a whole number, not '(1,2)'"),
        ("units=__import__('os')", "must be a whole number"),
        ("rate=fast", "'rate' must be a number, not 'fast'"),
        ("rate=1e999", "'rate' must be a number, not '1e999'"),
        ("rate=True", "'rate' must be a number, not 'True'"),
        ("loud=1", "'loud' must be True or False, not '1'"),
        ("units=1 units=2", "'units' is given twice"),
        ("name='open", "a quote is not closed"),
        ("a-b=1", "'a-b=1' is no NAME=VALUE"),
    ],
)
def test_wrong_parameters_are_refused(
    folder: Path, tmp_path: Path, capsys, params: str, says: str
) -> None:
    build = tmp_path / "build"
    assert run.main(["--lesson", "01", "--params", params], build) == 1
    said = capsys.readouterr().err
    assert says in said
    assert said.startswith("01_one: ")
    assert said.count("\n") == 1
    assert not build.exists()


def test_other_refusals(folder: Path, tmp_path: Path, capsys) -> None:
    build = tmp_path / "build"
    assert run.main(["--lesson", "7"], build) == 1
    assert "'7'; the lessons are: 01_one, 02_two." in capsys.readouterr().err
    assert run.main(["--params", "units=8"], build) == 1
    assert 'LESSON=01 PARAMS="units=8"' in capsys.readouterr().err
    assert not build.exists()


def test_parameter_of_another_kind_stays_in_the_notebook(tmp_path) -> None:
    nb = notebook()
    nb.cells[1].source = "widths: tuple = (1, 2)  # of two layers"
    path = save(nb, tmp_path / "01_one.ipynb")
    with pytest.raises(LessonError, match="can only be changed in the note"):
        parse(path, "widths=(3,4)")


def test_names_of_built_files_are_safe() -> None:
    path = Path("01_one.ipynb")
    assert run.build_name(path, {}) == "01_one"
    assert run.build_name(path, {"a": "../x y"}) == "01_one.a-.._x_y"
    long = [run.build_name(path, {"a": "x" * 300 + c}) for c in "12"]
    assert max(map(len, long)) <= 100
    assert long[0] != long[1]
