"""What lessons state of their results holds, and the tool says where not."""

from pathlib import Path

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook, new_output

from tools import run as tools_run
from tools.notebooks import LessonError, lessons, read
from tools.run import SEED, known_parameters, main, stated

TRAINING = [path for path in lessons() if SEED in known_parameters(path)]


def notebook(text: str, tag: str = "stated") -> NotebookNode:
    """Make an executed notebook with one cell that printed `text`."""
    printed = new_output("stream", name="stdout", text=text)
    cell = new_code_cell("", outputs=[printed], metadata={"tags": [tag]})
    return new_notebook(cells=[cell])


@pytest.mark.reads_outputs
@pytest.mark.parametrize("lesson", TRAINING, ids=lambda path: path.stem)
def test_a_lesson_states_what_holds(lesson: Path) -> None:
    found = stated(read(lesson))
    assert len(found) >= 4
    assert all(found.values()), found


def test_a_lesson_without_seeds_states_nothing() -> None:
    assert [path.stem[:2] for path in TRAINING[:3]] == ["03", "04", "05"]
    for path in lessons():
        if path not in TRAINING:
            with pytest.raises(LessonError):
                stated(read(path))


@pytest.mark.parametrize(
    "nb",
    [notebook(""), notebook("yes a tie\n"), notebook("True x\n", "other")],
    ids=["nothing", "other words", "other tag"],
)
def test_only_statements_are_read(nb: NotebookNode) -> None:
    told = notebook("True a tie\nFalse a win: by 3\n")
    assert stated(told) == {"a tie": True, "a win: by 3": False}
    with pytest.raises(LessonError, match="must print lines that begin with"):
        stated(nb)


def test_each_run_has_seeds_of_its_own(monkeypatch, capsys) -> None:
    begins = []

    def run(path: Path, chosen: dict, output: Path) -> NotebookNode:
        begins.append(chosen[SEED])
        return notebook(f"{len(begins) != 2} a tie\n")

    monkeypatch.setattr(tools_run, "run_lesson", run)
    assert main(["--lesson", "06", "--further-seeds", "1"]) == 0
    assert main(["--lesson", "06", "--further-seeds", "2"]) == 1
    assert begins == [11, 11, 21]
    said = capsys.readouterr().out
    assert "06_train_a_stack.first_seed-21 ...\n  True  a tie\n" in said
    assert "  False a tie\n" in said


def test_a_lesson_without_seeds_is_refused(capsys) -> None:
    assert main(["--lesson", "01", "--further-seeds", "1"]) == 1
    assert "has no parameter 'first_seed'" in capsys.readouterr().err
