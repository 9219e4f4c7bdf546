"""The learner's copies: what they hold, and that no work is ever lost."""

import copy
import errno
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from zlib import crc32

import nbformat
import pytest
from jupyter_client import KernelManager

from tools import copies, lab, notebooks
from tools.copies import (
    PREDICTION,
    SUMMARY,
    CopyError,
    clean,
    digest,
    folded,
    make_copies,
    parse,
)
from tools.execute import private_kernel, silently

ROOT = Path(__file__).resolve().parents[1]
NAMES = ("01_first.ipynb", "02_second.ipynb")
posix_only = pytest.mark.skipif(os.name == "nt", reason="needs POSIX")


def text(source: str, **metadata) -> dict:
    return {
        "cell_type": "markdown",
        "id": f"t{crc32(source.encode())}",
        "metadata": metadata,
        "source": source.splitlines(keepends=True),
    }


def code(source: str, **metadata) -> dict:
    stream = {"name": "stdout", "output_type": "stream", "text": ["1\n"]}
    return text(source, **metadata) | {
        "cell_type": "code",
        "execution_count": 1,
        "outputs": [stream],
    }


def notebook(*cells: dict) -> dict:
    """Return a lesson as `make outputs` leaves it."""
    metadata = {"kernelspec": {"display_name": "Python 3", "name": "python3"}}
    return {
        "cells": list(cells),
        "metadata": metadata,
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def lesson(title: str) -> dict:
    return notebook(
        text(f"# {title}"),
        text(f"{PREDICTION} How many?"),
        code("print(1)", digest="0", tags=["check"], wrong_answers=["2", "3"]),
        text("One.\n<!-- shown x: 1 -->"),
    )


def load(path: Path) -> dict:
    return json.loads(path.read_bytes())


def save(path: Path, nb: dict) -> None:
    path.write_bytes(copies.serialise(nb))


class Learner:
    """A folder with two lessons, and what `make lab` said there."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.lessons = root / "notebooks"
        self.copies = root / "my_lessons"
        self.first = self.copies / NAMES[0]
        self.said: list[str] = []
        self.lessons.mkdir(parents=True)
        for name in NAMES:
            save(self.lessons / name, lesson(name))

    def start(self) -> Path:
        self.said = []
        return make_copies(self.root, self.said.append)

    def change_lesson(self, title: str = "A better lesson") -> None:
        save(self.lessons / NAMES[0], lesson(title))

    def names(self) -> set[str]:
        return {path.name for path in self.copies.iterdir()} - {*NAMES}

    def title(self, name: str = NAMES[0]) -> str:
        return "".join(load(self.copies / name)["cells"][0]["source"])


@pytest.fixture(autouse=True)
def impatient(monkeypatch) -> None:
    """Do not wait for a JupyterLab that might be saving."""
    monkeypatch.setattr(copies, "sleep", lambda seconds: None)


@pytest.fixture
def learner(tmp_path) -> Learner:
    """Return a learner who has called `make lab` once."""
    learner = Learner(tmp_path / "ü here")
    assert learner.start() == learner.first
    assert learner.said == []
    return learner


def see_work_kept(learner: Learner, work: bytes) -> None:
    assert learner.first.read_bytes() == work


# What a copy holds


def test_a_copy_is_bare():
    nb = clean(lesson("A lesson"))
    cell = nb["cells"][2]
    assert (cell["outputs"], cell["execution_count"]) == ([], None)
    assert cell["metadata"] == {"tags": ["check"]}
    assert "<!--" not in json.dumps(nb)


def test_a_copy_names_the_kernel_as_jupyterlab_does():
    """Otherwise each lesson that is opened counts as changed."""
    manager = private_kernel(KernelManager)
    manager.start_kernel(**silently())
    try:
        client = manager.client()
        client.start_channels()
        client.wait_for_ready(timeout=60)
        reply = client.kernel_info(reply=True, timeout=60)
        client.stop_channels()
    finally:
        manager.shutdown_kernel(now=True)
    spec = manager.kernel_spec
    assert {
        "language_info": reply["content"]["language_info"],
        "kernelspec": {
            "display_name": spec.display_name,
            "language": spec.language,
            "name": "python3",
        },
    } == copies.LAB_METADATA


def test_the_lesson_itself_is_left_as_it_was():
    before = lesson("A lesson")
    after = copy.deepcopy(before)
    clean(after)
    assert after == before


@pytest.mark.parametrize(
    "path", notebooks.lessons(), ids=lambda path: path.stem
)
def test_copy_of_each_lesson_is_a_valid_notebook(path, tmp_path):
    data = copies.serialise(clean(parse(path.read_bytes())))
    nb = nbformat.reads(data.decode(), as_version=4)
    nbformat.validate(nb)
    assert (nbformat.writes(nb) + "\n").encode() == data
    asked = path.read_text(encoding="utf-8").count(PREDICTION)
    tagged = [c for c in nb.cells if "answer" in c.metadata.get("tags", [])]
    assert all(SUMMARY in cell.source for cell in tagged)
    folds = data.decode().count(SUMMARY) - len(tagged)
    assert asked - 1 <= folds <= asked  # one answer may answer two questions


# Answers are folded

FOLD = f"<details><summary>{SUMMARY}</summary>\n\n%s\n\n</details>"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("One.", FOLD % "One."),
        ("One.\n\nTwo.\n", FOLD % "One.\n\nTwo."),
        ("One.\n\n## Next\n\nX", FOLD % "One." + "\n\n## Next\n\nX"),
        ("One.\n### Next", FOLD % "One." + "\n\n### Next"),
        ("## Next\n\nOne.", None),
        ("", None),
        ("```\n# no heading\n```", FOLD % "```\n# no heading\n```"),
        ("~~~\n# x\n~~~\n\n# N", FOLD % "~~~\n# x\n~~~" + "\n\n# N"),
        ("#hashtag and\n    # code", FOLD % "#hashtag and\n    # code"),
        (
            f"One.\n\nAnd now:\n{PREDICTION} Two?\n\nX",
            FOLD % "One." + f"\n\nAnd now:\n{PREDICTION} Two?\n\nX",
        ),
        (f"{PREDICTION} Two?", None),
        ("<details><summary>Solution</summary>\n\nX\n\n</details>", None),
    ],
)
def test_text_is_folded_up_to_the_next_heading_or_prediction(before, after):
    assert folded(before) == (before if after is None else after)


ASK, RUN, TELL = text(f"{PREDICTION} What?"), code("1"), text("That.")
BOTH = text(f"That.\n\n{PREDICTION} And now?")


@pytest.mark.parametrize(
    ("cells", "places"),
    [
        ([ASK, RUN, TELL, TELL], [2]),
        ([ASK, RUN, RUN, TELL, RUN, TELL], [3]),
        ([ASK, TELL, RUN, TELL], [3]),
        ([ASK, ASK, RUN, TELL], [3]),
        ([TELL, RUN, TELL], []),
        ([ASK, TELL], []),
        ([ASK, RUN, BOTH, RUN, TELL, RUN, TELL], [2, 4]),
        ([ASK, RUN, text("## Next"), TELL], []),
        ([ASK, RUN, text("Why.", tags=["solution"]), TELL], []),
        ([ASK, RUN], []),
        # Further down, where no rule would find it, it says so itself.
        ([ASK, RUN, TELL, RUN, text("So it is.", tags=["answer"])], [2, 4]),
        ([text("Why.", tags=["solution", "answer"])], []),
    ],
)
def test_the_first_text_below_the_code_answers(cells, places):
    cells = [copy.deepcopy(cell) for cell in cells]
    copies.fold_answers(cells)
    found = [n for n, c in enumerate(cells) if SUMMARY in "".join(c["source"])]
    assert found == places


def test_code_that_tells_the_results_is_folded_and_nothing_else():
    nb = lesson("A lesson")
    nb["cells"] += [code("print('four is ahead')", tags=["stated"])]
    hidden = [
        number
        for number, cell in enumerate(copies.clean(nb)["cells"])
        if cell["metadata"].get("jupyter") == {"source_hidden": True}
    ]
    assert hidden == [len(nb["cells"]) - 1]


# What counts as work


def edited(nb: dict) -> None:
    nb["cells"][0]["source"] = ["# Mine"]


def with_output(nb: dict) -> None:
    nb["cells"][2] |= code("print(1)")


def with_a_cell_less(nb: dict) -> None:
    del nb["cells"][1]


def in_another_order(nb: dict) -> None:
    nb["cells"].reverse()


def without_ids(nb: dict) -> None:
    nb["nbformat_minor"] = 4
    for cell in nb["cells"]:
        del cell["id"]


def without_our_entry(nb: dict) -> None:
    del nb["metadata"]["lesson_copy"]


def with_a_strange_entry(nb: dict) -> None:
    nb["metadata"]["lesson_copy"] = ["made"]


def with_half_a_character(nb: dict) -> None:
    nb["cells"][0]["source"] = ["\ud800"]


def with_huge_output(nb: dict) -> None:
    nb["cells"][2]["outputs"] = [{"text": ["x" * 79 + "\n"] * 20_000}]


WORK = [
    edited,
    with_output,
    with_a_cell_less,
    in_another_order,
    without_ids,
    without_our_entry,
    with_a_strange_entry,
    with_half_a_character,
    with_huge_output,
]


def with_metadata(nb: dict) -> None:
    nb["metadata"] |= {"toc": {}, "kernelspec": {"name": "other"}}


def as_lab_saves_it(nb: dict) -> None:
    """Collapse, trust and time cells, run one that prints nothing."""
    for cell in nb["cells"]:
        cell["metadata"] |= {"collapsed": True, "trusted": True}
        cell["source"] = "".join(cell["source"])
    nb["cells"][2]["execution_count"] = 7
    nb["cells"][2]["metadata"]["execution"] = {"iopub.status.busy": "now"}


NO_WORK = [with_metadata, as_lab_saves_it]


@pytest.mark.parametrize("change", [*WORK, *NO_WORK])
def test_copy_of_the_same_lesson_is_left_whatever_it_holds(learner, change):
    nb = load(learner.first)
    change(nb)
    data = json.dumps(nb).encode()
    learner.first.write_bytes(data)
    before = learner.first.stat()
    for _ in range(2):
        assert learner.start() == learner.first
    assert learner.first.read_bytes() == data
    assert learner.first.stat().st_mtime_ns == before.st_mtime_ns
    made = change in (without_our_entry, with_a_strange_entry)
    assert learner.names() == ({"01_first.new.ipynb"} if made else set())
    assert learner.said == []


@pytest.mark.parametrize("change", WORK)
def test_work_stays_and_the_changed_lesson_comes_beside_it(learner, change):
    nb = load(learner.first)
    change(nb)
    save(learner.first, nb)
    work = learner.first.read_bytes()
    learner.change_lesson()
    assert learner.start() == learner.first
    see_work_kept(learner, work)
    [said] = learner.said
    assert "01_first.new.ipynb" in said
    assert learner.names() == {"01_first.new.ipynb"}
    assert learner.title("01_first.new.ipynb") == "# A better lesson"
    learner.start()
    assert learner.said == []  # it is said once
    assert learner.names() == {"01_first.new.ipynb"}


@pytest.mark.parametrize("change", [lambda nb: None, *NO_WORK])
def test_copy_without_work_follows_the_lesson(learner, change):
    nb = load(learner.first)
    change(nb)
    save(learner.first, nb)
    learner.change_lesson()
    learner.start()
    assert learner.title() == "# A better lesson"
    assert (learner.said, learner.names()) == ([], set())


@pytest.mark.parametrize(
    "rewrite",
    [
        lambda data: data.replace(b"\n", b"\r\n"),
        lambda data: b"\xef\xbb\xbf" + data,
    ],
    ids=["crlf", "bom"],
)
def test_bytes_of_another_editor_are_no_work(learner, rewrite):
    learner.first.write_bytes(rewrite(learner.first.read_bytes()))
    learner.change_lesson()
    learner.start()
    assert learner.title() == "# A better lesson"
    assert (learner.said, learner.names()) == ([], set())


def test_work_with_a_bom_can_be_opened_again(learner):
    """JupyterLab refuses a notebook that begins with one."""
    nb = load(learner.first)
    edited(nb)
    work = json.dumps(nb).encode()
    learner.first.write_bytes(b"\xef\xbb\xbf" + work)
    learner.start()
    see_work_kept(learner, work)
    assert (learner.said, learner.names()) == ([], set())


def test_lesson_with_a_bom_and_crlf_is_the_same_lesson(learner):
    path = learner.lessons / NAMES[0]
    data = path.read_bytes().replace(b"\n", b"\r\n")
    path.write_bytes(b"\xef\xbb\xbf" + data)
    before = learner.first.stat().st_mtime_ns
    learner.start()
    assert learner.first.stat().st_mtime_ns == before


def test_new_outputs_of_a_lesson_change_no_copy(learner):
    nb = load(learner.lessons / NAMES[0])
    nb["cells"][2]["outputs"] = []
    nb["cells"][2]["metadata"]["wrong_answers"] = ["4"]
    save(learner.lessons / NAMES[0], nb)
    before = learner.first.stat().st_mtime_ns
    learner.start()
    assert learner.first.stat().st_mtime_ns == before


def test_each_changed_lesson_is_kept_once_somebody_works_in_it(learner):
    nb = load(learner.first)
    edited(nb)
    save(learner.first, nb)
    for title in ("Second", "Third"):  # nobody touched the second
        learner.change_lesson(title)
        learner.start()
        assert learner.names() == {"01_first.new.ipynb"}
        assert learner.title("01_first.new.ipynb") == f"# {title}"
    beside = learner.copies / "01_first.new.ipynb"
    nb = load(beside)
    edited(nb)
    save(beside, nb)
    work = beside.read_bytes()
    learner.start()
    assert learner.said == []
    learner.change_lesson("Fourth")
    learner.start()
    assert "01_first.new-2.ipynb" in learner.said[0]
    assert learner.title("01_first.new-2.ipynb") == "# Fourth"
    learner.start()
    assert learner.said == []
    assert learner.names() == {"01_first.new.ipynb", "01_first.new-2.ipynb"}
    assert beside.read_bytes() == work


@pytest.mark.parametrize("unreadable", ["folder", "text"])
def test_whatever_has_the_name_of_the_new_one_stays(learner, unreadable):
    nb = load(learner.first)
    edited(nb)
    save(learner.first, nb)
    beside = learner.copies / "01_first.new.ipynb"
    if unreadable == "folder":
        beside.mkdir()
    else:
        beside.write_text("mine")
    learner.change_lesson()
    learner.start()
    assert learner.title("01_first.new-2.ipynb") == "# A better lesson"
    assert beside.is_dir() or beside.read_text() == "mine"


def test_who_renames_work_gets_a_fresh_copy(learner):
    nb = load(learner.first)
    edited(nb)
    save(learner.first, nb)
    learner.first.rename(learner.copies / "01_mine.ipynb")
    (learner.copies / "own.ipynb").write_text("{}")
    learner.start()
    assert learner.title() == f"# {NAMES[0]}"
    assert learner.title("01_mine.ipynb") == "# Mine"
    assert learner.names() == {"01_mine.ipynb", "own.ipynb"}
    assert learner.said == []


def test_who_puts_the_new_lesson_in_place_goes_on_with_it(learner):
    nb = load(learner.first)
    edited(nb)
    save(learner.first, nb)
    learner.change_lesson()
    learner.start()
    (learner.copies / "01_first.new.ipynb").replace(learner.first)
    for title in ("A better lesson", "The best"):
        learner.change_lesson(title)
        learner.start()
        assert learner.title() == f"# {title}"
        assert (learner.said, learner.names()) == ([], set())


def test_copy_of_a_lesson_that_is_gone_stays(learner):
    before = learner.first.read_bytes()
    (learner.lessons / NAMES[0]).unlink()
    assert learner.start() == learner.copies / NAMES[1]
    assert learner.first.read_bytes() == before


def test_copy_follows_a_new_python(learner, monkeypatch):
    """With the old version it would open as changed."""
    nb = load(learner.first)
    nb["metadata"]["mine"] = 1
    nb["metadata"]["language_info"]["version"] = "3.0.0"
    save(learner.first, nb)
    learner.start()
    metadata = load(learner.first)["metadata"]
    assert metadata == load(learner.copies / NAMES[1])["metadata"] | {
        "mine": 1,
        "lesson_copy": {"made": digest(nb)},
    }
    edited(nb)
    save(learner.first, nb)
    work = learner.first.read_bytes()
    learner.start()
    see_work_kept(learner, work)


# What cannot be read

DAMAGED = {
    "empty": b"",
    "cut off": b'{"cells": [',
    "half a character": b'{"cells": ["\xc3',
    "utf-16": '{"cells": []}'.encode("utf-16"),
    "deep": b"[" * 100_000,
    "list": b"[]",
    "number": b"1",
    "format 3": b'{"nbformat": 3, "worksheets": [], "metadata": {}}',
    "cells no list": b'{"nbformat": 4, "cells": {}, "metadata": {}}',
    "cell no dict": b'{"nbformat": 4, "cells": ["x"], "metadata": {}}',
    "cell empty": b'{"nbformat": 4, "cells": [{}], "metadata": {}}',
    "metadata no dict": b'{"nbformat": 4, "cells": [], "metadata": []}',
    "source no text": b'{"nbformat": 4, "metadata": {}, "cells": '
    b'[{"cell_type": "code", "source": [1], "metadata": {}}]}',
    "tags no list": b'{"nbformat": 4, "metadata": {}, "cells": '
    b'[{"cell_type": "code", "source": "", "metadata": {"tags": 1}}]}',
    "conflict": b'<<<<<<< HEAD\n{"cells": []}\n',
}
damaged = pytest.mark.parametrize("data", DAMAGED.values(), ids=DAMAGED)


@damaged
def test_damaged_copy_is_moved_aside(learner, data):
    for name in ("01_first.damaged.ipynb", "01_first.damaged-2.ipynb"):
        learner.first.write_bytes(data)
        assert learner.start() == learner.first
        [said] = learner.said
        assert name in said
        assert (learner.copies / name).read_bytes() == data
        assert learner.title() == f"# {NAMES[0]}"
    assert len(learner.names()) == 2


@damaged
def test_damaged_lesson_is_named_and_the_rest_opens(learner, data):
    path = learner.lessons / NAMES[0]
    path.write_bytes(data)
    before = learner.first.read_bytes()
    assert learner.start() == learner.first
    [said] = learner.said
    assert f"notebooks/{NAMES[0]}" in said
    see_work_kept(learner, before)
    learner.first.unlink()
    assert learner.start() == learner.copies / NAMES[1]


def test_folder_in_place_of_a_copy_is_moved_aside(learner):
    learner.first.unlink()
    learner.first.mkdir()
    (learner.first / "mine").touch()
    learner.start()
    assert (learner.copies / "01_first.damaged.ipynb" / "mine").exists()
    assert learner.first.is_file()


@posix_only
def test_pipe_in_place_of_a_copy_does_not_block(learner):
    learner.first.unlink()
    os.mkfifo(learner.first)
    learner.start()
    assert learner.first.is_file()
    assert learner.names() == {"01_first.damaged.ipynb"}


@posix_only
def test_link_is_followed_but_never_replaced(learner, tmp_path):
    target = tmp_path / "mine.ipynb"
    learner.first.rename(target)
    learner.first.symlink_to(target)
    before = target.read_bytes()
    learner.change_lesson()
    learner.start()
    assert learner.first.is_symlink() and target.read_bytes() == before
    assert (learner.said, learner.names()) == ([], set())
    target.unlink()
    learner.start()
    assert "01_first.damaged.ipynb" in learner.said[0]
    assert not learner.first.is_symlink()


@posix_only
@pytest.mark.skipif(
    hasattr(os, "geteuid") and os.geteuid() == 0, reason="root reads all"
)
def test_copy_that_may_not_be_read_is_moved_aside(learner):
    learner.first.chmod(0)
    learner.start()
    assert learner.names() == {"01_first.damaged.ipynb"}


# What cannot be written


def see_one_sentence(learner: Learner, *parts: str) -> None:
    with pytest.raises(CopyError) as caught:
        learner.start()
    said = str(caught.value)
    assert all(part in said for part in parts), said
    assert said.count(". ") == 0 and said.endswith("."), said


def test_file_in_place_of_the_folder(tmp_path):
    learner = Learner(tmp_path)
    learner.copies.write_text("mine")
    see_one_sentence(learner, "my_lessons", "is a file")
    assert learner.copies.read_text() == "mine"
    learner.copies.rename(tmp_path / "other")
    learner.start()


def raises(number: int) -> Callable:
    def fail(*_, **__):
        raise OSError(number, os.strerror(number))

    return fail


@pytest.mark.parametrize(
    ("where", "name"),
    [(Path, "write_bytes"), (os, "replace"), (Path, "rename")],
)
@pytest.mark.parametrize(
    ("number", "advice"),
    [
        (errno.ENOSPC, "make room on the disk"),
        (errno.EACCES, "you may write there"),
        (errno.EROFS, "you may write there"),
    ],
)
def test_what_cannot_be_written(
    learner, monkeypatch, where, name, number, advice
):
    before = learner.first.read_bytes()
    if name == "rename":
        before = b"damaged"
        learner.first.write_bytes(before)
    else:
        learner.change_lesson()
    with monkeypatch.context() as patched:
        patched.setattr(where, name, raises(number))
        see_one_sentence(learner, f"my_lessons/{NAMES[0]}", advice)
    assert learner.first.read_bytes() == before
    assert learner.names() == set()
    learner.start()  # once it is put right


def test_folder_that_cannot_be_made(tmp_path, monkeypatch):
    learner = Learner(tmp_path)
    monkeypatch.setattr(Path, "mkdir", raises(errno.EACCES))
    see_one_sentence(learner, "my_lessons", "you may write there")


def test_copies_that_are_complete_need_not_be_written(learner, monkeypatch):
    monkeypatch.setattr(Path, "write_bytes", raises(errno.EROFS))
    monkeypatch.setattr(os, "replace", raises(errno.EROFS))
    learner.start()


@pytest.mark.parametrize("missing", ["folder", "lessons"])
def test_no_lessons(tmp_path, missing):
    learner = Learner(tmp_path)
    for name in NAMES:
        (learner.lessons / name).unlink()
    if missing == "folder":
        learner.lessons.rmdir()
        learner.lessons.write_text("a file")
    see_one_sentence(learner, "notebooks/", "git restore")
    assert not learner.copies.exists()


def test_all_lessons_damaged(tmp_path):
    learner = Learner(tmp_path)
    for name in NAMES:
        (learner.lessons / name).write_text("")
    see_one_sentence(learner, "no lesson")
    assert len(learner.said) == 2


def test_ctrl_c_leaves_nothing_behind(tmp_path, monkeypatch):
    learner = Learner(tmp_path)

    def stop(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(os, "replace", stop)
        with pytest.raises(KeyboardInterrupt):
            learner.start()
    assert [*learner.copies.iterdir()] == []


def test_copy_saved_meanwhile_is_kept(learner, monkeypatch):
    """A JupyterLab that runs already saves between our look and our write."""
    nb = load(learner.first)
    edited(nb)
    learner.change_lesson()

    def look(data: dict) -> bool:
        save(learner.first, nb)
        return touched(data)

    touched = copies.is_touched
    monkeypatch.setattr(copies, "is_touched", look)
    learner.start()
    assert load(learner.first) == nb


def test_copy_that_is_just_being_saved_is_not_damaged(learner, monkeypatch):
    nb = load(learner.first)
    edited(nb)
    learner.first.write_bytes(b"")
    monkeypatch.setattr(copies, "sleep", lambda _: save(learner.first, nb))
    learner.start()
    assert load(learner.first) == nb
    assert (learner.said, learner.names()) == ([], set())


CALL = (
    "import pathlib, sys; from tools.copies import make_copies; "
    "make_copies(pathlib.Path(sys.argv[1]), print)"
)


def test_calls_at_the_same_time(learner):
    nb = load(learner.first)
    edited(nb)
    save(learner.first, nb)
    learner.change_lesson()
    second = learner.copies / NAMES[1]
    second.write_bytes(b"damaged")
    command = [sys.executable, "-c", CALL, str(learner.root)]
    calls = [
        subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE)
        for _ in range(4)
    ]
    said = b"".join(call.communicate()[0] for call in calls)
    assert [call.returncode for call in calls] == [0] * 4
    assert len(said.splitlines()) == 2
    assert learner.names() == {
        "01_first.new.ipynb",
        "02_second.damaged.ipynb",
    }
    assert (learner.copies / "02_second.damaged.ipynb").read_bytes() == (
        b"damaged"
    )


def test_making_copies_imports_nothing_slow(learner):
    """It happens at each `make lab`."""
    code = f"{CALL}; print(*sys.modules)"
    shown = subprocess.run(
        [sys.executable, "-c", code, str(learner.root)],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    )
    loaded = {*shown.stdout.split()}
    assert not loaded & {"nbformat", "jsonschema", "jupyterlab", "tempfile"}


# The command line


@pytest.fixture
def started(learner, monkeypatch):
    """Return a list that fills with JupyterLab's command lines."""
    started = []
    monkeypatch.setattr(lab, "ROOT", learner.root)
    monkeypatch.setattr(
        "jupyterlab.labapp.main", lambda: started.append(sys.argv[1:])
    )
    monkeypatch.setattr(sys, "argv", [])
    monkeypatch.delenv("EDITION", raising=False)
    return started


OPENS = "--LabApp.default_url=/lab/tree/"


@pytest.mark.parametrize(
    ("edition", "arguments", "command"),
    [
        (None, [], [f"{OPENS}my_lessons/{NAMES[0]}"]),
        ("", [], [f"{OPENS}my_lessons/{NAMES[0]}"]),
        ("learner", [], [f"{OPENS}my_lessons/{NAMES[0]}"]),
        ("author", [], [f"{OPENS}notebooks/{NAMES[0]}"]),
        (None, ["--edition=author"], [f"{OPENS}notebooks/{NAMES[0]}"]),
        (
            "author",
            ["--edition", "learner"],
            [f"{OPENS}my_lessons/{NAMES[0]}"],
        ),
        (
            None,
            ["--port", "9000", "--LabApp.default_url=/lab"],
            [
                f"{OPENS}my_lessons/{NAMES[0]}",
                *["--port", "9000", "--LabApp.default_url=/lab"],
            ],
        ),
        (None, ["list"], ["list"]),
        (None, ["notebooks/x.ipynb"], ["notebooks/x.ipynb"]),
    ],
)
def test_edition_and_arguments(
    started, monkeypatch, edition, arguments, command
):
    if edition is not None:
        monkeypatch.setenv("EDITION", edition)
    assert lab.main(arguments) == 0
    assert started == [command]


def test_author_gets_no_copies(started, learner):
    for name in NAMES:
        (learner.copies / name).unlink()
    learner.copies.rmdir()
    lab.main(["--edition=author"])
    assert not learner.copies.exists()


def test_unknown_edition_is_refused(started, capsys, monkeypatch):
    monkeypatch.setenv("EDITION", "teacher")
    assert lab.main([]) == 1
    shown = capsys.readouterr()
    assert (shown.out, started) == ("", [])
    assert "no edition 'teacher'" in shown.err
    assert shown.err.count("\n") == 1


@pytest.mark.parametrize(
    ("error", "result", "says"),
    [
        (CopyError("It is so."), 1, "It is so.\n"),
        (KeyboardInterrupt(), 130, "\nStopped.\n"),
    ],
)
def test_exit_codes(started, monkeypatch, capsys, error, result, says):
    def fail(*_):
        raise error

    monkeypatch.setattr(lab, "make_copies", fail)
    assert lab.main([]) == result
    assert capsys.readouterr().err == says
    assert started == []


class Answers(BaseHTTPRequestHandler):
    """A server like JupyterLab's, seen from far away."""

    def do_GET(self):
        self.send_response(200 if self.path == "/api" else 404)
        self.end_headers()

    def log_message(self, *_):
        pass


@pytest.mark.parametrize("state", ["open", "killed", "of another folder"])
def test_lessons_that_are_open_are_not_opened_twice(
    started, learner, tmp_path, monkeypatch, capsys, state
):
    server = HTTPServer(("127.0.0.1", 0), Answers)
    url = f"http://127.0.0.1:{server.server_port}/"
    elsewhere = state == "of another folder"
    root = tmp_path if elsewhere else learner.root
    note = {"root_dir": str(root), "url": url, "token": "abc"}
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    (tmp_path / "jpserver-1.json").write_text(json.dumps(note))
    (tmp_path / "jpserver-2.json").write_text("{")
    thread = threading.Thread(target=server.serve_forever)
    if state == "killed":
        server.server_close()
    else:
        thread.start()
    assert lab.main([]) == (state == "open")
    said = capsys.readouterr().err
    assert (f"open already, at {url}lab?token=abc;" in said) is not bool(
        started
    )
    assert bool(started) is (state != "open")
    assert lab.main(["--port=9"]) == 0  # whoever names a port wants a second
    if state != "killed":
        server.shutdown()
        thread.join()
        server.server_close()


def test_what_there_is_to_say_goes_to_stderr(started, learner, capsys):
    learner.first.write_text("")
    assert lab.main([]) == 0
    assert "01_first.damaged.ipynb" in capsys.readouterr().err
    assert len(started) == 1
