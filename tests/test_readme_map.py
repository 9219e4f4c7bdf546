"""README.md shows the lessons as they are, and how to get them."""

from pathlib import Path

import pytest
from nbformat.v4 import new_markdown_cell, new_notebook

from tests.toys import save
from tools import readme_map
from tools.notebooks import LessonError
from tools.readme_map import main

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


def test_readme_is_up_to_date(capsys) -> None:
    assert main(["--check"]) == 0, capsys.readouterr().err


def test_old_map_is_noticed_and_written(tmp_path, capsys) -> None:
    paths = [
        lesson(tmp_path, "01_a.ipynb", f"{HEAD}."),
        lesson(tmp_path, "02_b.ipynb", f"{HEAD}, 5 more for the exercises."),
    ]
    readme = tmp_path / "README.md"
    before = f"# A\n\n{BEGIN}old\n{END}\n\nB\n{REST}"
    readme.write_text(before, encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text("[project]\n")
    assert main(["--check"], readme, paths) == 1
    assert "run `make readme`" in capsys.readouterr().err
    assert readme.read_text(encoding="utf-8") == before
    assert main([], readme, paths) == 0
    assert main(["--check"], readme, paths) == 0
    lines = readme.read_text(encoding="utf-8").splitlines()
    assert lines[:13] == [
        "# A",
        "",
        BEGIN.strip(),
        "1. **[What | how?](01_a.ipynb)**  ",
        "   20 minutes: see one · see two",
        "2. **[What | how?](02_b.ipynb)**  ",
        "   20 minutes, exercises 5 more: see one · see two",
        "",
        "All of them: 40 minutes, exercises 5 more.",
        END,
        "",
        "B",
        "",
    ]


@pytest.mark.parametrize(
    ("setting", "address"), [("", ""), (f'Repository = "{HERE}/"', HERE)]
)
def test_one_setting_names_the_address(tmp_path, setting, address) -> None:
    project = tmp_path / "pyproject.toml"
    project.write_text(f"[project]\n[project.urls]\n{setting}\n")
    assert readme_map.address(project) == address
    told = "".join(readme_map.parts([], tmp_path, address).values())
    for part in (
        f"({HERE}/archive/HEAD.zip)",
        f"git clone --depth 1 {HERE}\ncd stacked\n",
        "(https://mybinder.org/v2/gh/somebody/stacked/",
        "(https://colab.research.google.com/github/somebody/stacked/",
    ):
        assert (part in told) is bool(setting)
    assert ("http" in told) is bool(setting)


def test_other_addresses_are_refused(tmp_path) -> None:
    project = tmp_path / "pyproject.toml"
    project.write_text('[project]\n[project.urls]\nRepository = "me@x:y"\n')
    with pytest.raises(LessonError, match="write it as https://github"):
        readme_map.address(project)


@pytest.mark.parametrize(
    "text", ["", BEGIN, f"{END}{BEGIN}", f"{BEGIN}{END}" * 2]
)
def test_missing_marks_are_an_error(text: str) -> None:
    with pytest.raises(LessonError, match="once each"):
        readme_map.with_part(text, "lessons", "")


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
        readme_map.parts([path], tmp_path, "")
