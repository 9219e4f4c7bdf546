"""README.md shows the lessons as they are."""

from pathlib import Path

import pytest
from nbformat.v4 import new_markdown_cell, new_notebook

from tests.toys import save
from tools.notebooks import LessonError
from tools.readme_map import BEGIN, END, main, readme_map, with_map

HEAD = """\
# What | how?

**You will** see one · see
two. <!-- number 2: a comment is for the tests -->

**You need** nothing.

**Time** 20 minutes"""


def lesson(folder: Path, name: str, source: str) -> Path:
    """Save a lesson that is only its first cell."""
    nb = new_notebook(cells=[new_markdown_cell(source, id="title")])
    return save(nb, folder / name)


@pytest.fixture
def paths(tmp_path: Path) -> list[Path]:
    """Return two lessons; one has exercises."""
    return [
        lesson(tmp_path, "01_a.ipynb", f"{HEAD}."),
        lesson(tmp_path, "02_b.ipynb", f"{HEAD}, 5 more for the exercises."),
    ]


def test_readme_is_up_to_date(capsys) -> None:
    assert main(["--check"]) == 0, capsys.readouterr().err


def test_map_holds_title_outcomes_and_minutes(tmp_path, paths) -> None:
    assert readme_map(paths, tmp_path).splitlines()[2:] == [
        "| 01 | [What \\| how?](01_a.ipynb)<br>See one · see two | 20 |  |",
        "| 02 | [What \\| how?](02_b.ipynb)<br>See one · see two | 20 | 5 |",
        "| | together | 40 | 5 |",
    ]


def test_old_map_is_noticed_and_written(tmp_path, paths, capsys) -> None:
    readme = tmp_path / "README.md"
    readme.write_text(f"# A\n\n{BEGIN}old\n{END}\n\nB\n", encoding="utf-8")
    assert main(["--check"], readme, paths) == 1
    assert "run `make readme`" in capsys.readouterr().err
    assert "old" in readme.read_text(encoding="utf-8")
    assert main([], readme, paths) == 0
    text = readme.read_text(encoding="utf-8")
    assert text.startswith(f"# A\n\n{BEGIN}| | lesson")
    assert text.endswith(f"5 |\n{END}\n\nB\n")
    assert main(["--check"], readme, paths) == 0


@pytest.mark.parametrize(
    "text", ["", BEGIN, f"{END}{BEGIN}", f"{BEGIN}{END}" * 2]
)
def test_missing_marks_are_an_error(text: str) -> None:
    with pytest.raises(LessonError, match="once each"):
        with_map(text, "")


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("What", "must begin with `# ` and the title"),
        ("# What", "\\*\\*You will\\*\\* is missing"),
        (HEAD.replace("20", "some"), "is 'some minutes': write `20 minutes"),
    ],
)
def test_lesson_without_head_is_named(tmp_path, source, says) -> None:
    path = lesson(tmp_path, "03_c.ipynb", source)
    with pytest.raises(LessonError, match=f"03_c.ipynb, the first.*{says}"):
        readme_map([path], tmp_path)
