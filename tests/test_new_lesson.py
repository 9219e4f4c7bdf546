"""`make new`: a lesson that runs as it is, and nothing overwritten."""

from pathlib import Path

import pytest
from nbformat.v4 import new_markdown_cell, new_notebook

from tests.contracts import Lesson, breaches
from tests.good_lesson import good_lesson
from tests.toys import save
from tools.exercises import exercises
from tools.new_lesson import main
from tools.notebooks import (
    code_cells,
    differences,
    invalid,
    lessons,
    read,
)
from tools.outputs import write_outputs

HEAD = """\
# How {}?

**You will** see one · see two.

**You need** nothing.

**Time** 20 minutes."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with the lessons 01 and 05."""
    folder = tmp_path / "notebooks"
    folder.mkdir()
    for name in ("01_one", "05_five"):
        cell = new_markdown_cell(HEAD.format(name[3:]), id="title")
        save(new_notebook(cells=[cell]), folder / f"{name}.ipynb")
    return folder


@pytest.mark.slow(8)
def test_it_runs_and_only_waits_for_its_author(
    folder, monkeypatch, warm_kernels, complaints
) -> None:
    assert main(["10", "--title", "What's new?"], folder) == 0
    path = folder / "10_whats_new.ipynb"
    assert not any(cell.outputs for cell in code_cells(read(path)))
    write_outputs(path)
    nb = read(path)
    monkeypatch.setattr("tests.contracts.links.ROOT", folder.parent)
    found = breaches(Lesson(path, nb, tuple(lessons(folder))))
    assert set(found) == {"is_written"}
    assert len(found["is_written"]) >= 6
    assert differences(path) == []
    assert complaints(nb) == []


def test_it_has_the_parts_of_the_notebook_that_keeps_all_promises(
    folder: Path,
) -> None:
    assert main(["6"], folder) == 0
    nb, good = read(folder / "06_new_lesson.ipynb"), good_lesson().nb
    tags = [
        [tag for cell in one.cells for tag in cell.metadata.get("tags", [])]
        for one in (nb, good)
    ]
    assert tags[0] == tags[1]
    assert len(exercises(nb)) == 2
    assert invalid(nb) == []


@pytest.mark.parametrize(
    ("arguments", "name", "texts"),
    [
        (["6"], "06_new_lesson", ["# New lesson", "[lesson 05](05_five.ipy"]),
        (
            ["3", "--title", "Wie groß? Ja | nein"],
            "03_wie_gro_ja_nein",
            ["# Wie groß? Ja | nein", "[How five?](05_five.ipynb)"],
        ),
        (
            ["99", "--title", "a" * 30 + " " + "b" * 30 + " c"],
            "99_" + "a" * 30,
            ["the last lesson for now"],
        ),
    ],
    ids=["last", "between", "long"],
)
def test_name_title_and_links(folder, arguments, name, texts) -> None:
    assert main(arguments, folder) == 0
    nb = read(folder / f"{name}.ipynb")
    for text in texts:
        assert text in nb.cells[0].source + nb.cells[-1].source
    told = "\n".join(cell.source for cell in nb.cells)
    assert not any(word in told for word in ("TITLE", "BEFORE", "AFTER"))


def test_it_says_what_to_do_next_in_three_lines(folder, capsys) -> None:
    assert main(["06", "--title", "Why?"], folder) == 0
    said = capsys.readouterr()
    assert said.err == ""
    assert said.out.splitlines() == [
        "notebooks/06_why.ipynb is there.",
        '1. Write: "To write:" in it says where. Then make outputs LESSON=06',
        "2. Link to it: [Why?](06_why.ipynb) in *Next* of 05_five.ipynb, then "
        "make readme",
        '3. Test it: make test ARGS="-k 06_"',
    ]


def test_first_lesson_after_a_gap(tmp_path: Path, capsys) -> None:
    assert main(["3"], tmp_path) == 0
    nb = read(tmp_path / "03_new_lesson.ipynb")
    assert "**You need** Python" in nb.cells[0].source
    said = capsys.readouterr()
    assert "in *Next* of" not in said.out
    assert "Note: there is no lesson 01;" in said.err


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["5"], "There is a lesson 05 already, 05_five.ipynb: take another"),
        (["0"], "'0' is no number of a lesson: write one from 01 to 99"),
        (["100"], "'100' is no number"),
        (["ten"], "'ten' is no number"),
        (["\u0661"], "is no number of a lesson"),
        ([""], "'' is no number of a lesson"),
        (["6", "--title", " "], "' ' is no title: write one line"),
        (["6", "--title", "two\nlines"], "is no title"),
        (["6", "--title", "?!"], "with some letters from a to z"),
        (["6", "--title", "a" * 81], "at most 80 characters"),
    ],
)
def test_refusal_is_one_sentence(folder, arguments, says, capsys) -> None:
    before = lessons(folder)
    assert main(arguments, folder) == 1
    said = capsys.readouterr()
    assert says in said.err
    assert said.err.count("\n") == 1 and said.out == ""
    assert lessons(folder) == before


def test_missing_folder_is_named(tmp_path: Path, capsys) -> None:
    assert main(["6"], tmp_path / "notebooks") == 1
    assert "There is no folder notebooks/ here" in capsys.readouterr().err
