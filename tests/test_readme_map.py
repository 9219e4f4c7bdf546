"""README.md shows the lessons as they are, and how to get them."""

from pathlib import Path

import pytest
from nbformat.v4 import new_markdown_cell, new_notebook

from tests.toys import save
from tools.notebooks import LessonError
from tools.readme_map import (
    address,
    how_to_get,
    in_the_browser,
    main,
    readme_map,
    with_part,
)

BEGIN, END = "<!-- lessons -->\n", "<!-- end of lessons -->"
REST = """
<!-- folder -->
<!-- end of folder -->
<!-- in the browser -->
<!-- end of in the browser -->
"""
HERE = "https://github.com/somebody/stacked"

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
    assert readme_map(paths, tmp_path).splitlines() == [
        "1. **[What | how?](01_a.ipynb)**  ",
        "   20 minutes: see one · see two",
        "2. **[What | how?](02_b.ipynb)**  ",
        "   20 minutes, exercises 5 more: see one · see two",
        "",
        "All of them: 40 minutes, exercises 5 more.",
    ]


def test_old_map_is_noticed_and_written(tmp_path, paths, capsys) -> None:
    readme = tmp_path / "README.md"
    text = f"# A\n\n{BEGIN}old\n{END}\n\nB\n{REST}"
    readme.write_text(text, encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text("[project]\n")
    assert main(["--check"], readme, paths) == 1
    assert "run `make readme`" in capsys.readouterr().err
    assert "old" in readme.read_text(encoding="utf-8")
    assert main([], readme, paths) == 0
    text = readme.read_text(encoding="utf-8")
    assert text.startswith(f"# A\n\n{BEGIN}1. **[What")
    assert f"5 more.\n{END}\n\nB\n" in text
    assert main(["--check"], readme, paths) == 0


def test_one_setting_names_the_address(tmp_path) -> None:
    project = tmp_path / "pyproject.toml"
    project.write_text("[project]\n")
    assert address(project) == ""
    project.write_text(f'[project]\n[project.urls]\nRepository = "{HERE}/"\n')
    assert address(project) == HERE
    assert f"({HERE}/archive/HEAD.zip)" in how_to_get(HERE)
    assert f"git clone --depth 1 {HERE}\ncd stacked\n" in how_to_get(HERE)
    for site in ("mybinder.org/v2/gh/", "colab.research.google.com/github/"):
        assert f"(https://{site}somebody/stacked/" in in_the_browser(HERE)
    project.write_text('[project]\n[project.urls]\nRepository = "me@x:y"\n')
    with pytest.raises(LessonError, match="write it as https://github"):
        address(project)


def test_while_it_is_unset_no_link_is_broken() -> None:
    for text in (how_to_get(""), in_the_browser("")):
        assert "http" not in text and "OWNER" not in text


@pytest.mark.parametrize(
    "text", ["", BEGIN, f"{END}{BEGIN}", f"{BEGIN}{END}" * 2]
)
def test_missing_marks_are_an_error(text: str) -> None:
    with pytest.raises(LessonError, match="once each"):
        with_part(text, "lessons", "")


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
