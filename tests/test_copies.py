"""The learner's copies: what they hold, and that no work is ever lost."""

import copy
import errno
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from zlib import crc32

import nbformat
import pytest
from jupyter_client import KernelManager

from tools import copies, notebooks
from tools.copies import BOM, PREDICTION, SUMMARY, CopyError, clean
from tools.execute import private_kernel, silently

ROOT = Path(__file__).resolve().parents[1]
NAMES = ("01_first.ipynb", "02_second.ipynb")
NEW = ("01_first.new.ipynb", "01_first.new-2.ipynb")
ASIDE = ("01_first.damaged.ipynb", "01_first.damaged-2.ipynb")
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


def lesson(title: str) -> dict:
    """Return a lesson as `make outputs` leaves it."""
    cells = [
        text(f"# {title}"),
        text(f"{PREDICTION} How many?"),
        code("print(1)", digest="0", tags=["check"], wrong_answers=["2", "3"]),
        text("One.\n<!-- shown x: 1 -->\n<!-- not compared more: y -->"),
        code("print('four is ahead')", tags=["stated"]),
    ]
    metadata = {"kernelspec": {"display_name": "Python 3", "name": "python3"}}
    return {
        "cells": cells,
        "metadata": metadata,
        "nbformat": 4,
        "nbformat_minor": 5,
    }


class Learner:
    """A folder with two lessons, and what `make lab` said there."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.lesson = root / "notebooks" / NAMES[0]
        self.copies = root / "my_lessons"
        self.first = self.copies / NAMES[0]
        self.said: list[str] = []
        self.lesson.parent.mkdir(parents=True)
        for name in NAMES:
            data = copies.serialise(lesson(name))
            (self.lesson.parent / name).write_bytes(data)

    def start(self) -> Path:
        self.said = []
        return copies.make_copies(self.root, self.said.append)

    def change_lesson(self, title: str = "A better lesson") -> None:
        self.lesson.write_bytes(copies.serialise(lesson(title)))

    def work(self, change: Callable | None = None, name=NAMES[0]) -> bytes:
        """Change a copy as `change` does, by default its title."""
        nb = json.loads((self.copies / name).read_bytes())
        (change or WORK["edited"])(nb)
        data = copies.serialise(nb)
        (self.copies / name).write_bytes(data)
        return data

    def names(self) -> set[str]:
        return {path.name for path in self.copies.iterdir()} - {*NAMES}

    def is_silent(self, *names: str) -> bool:
        """Tell whether nothing was said, and no other files are there."""
        return self.said == [] and self.names() == {*names}

    def title(self, name: str = NAMES[0]) -> str:
        nb = json.loads((self.copies / name).read_bytes())
        return "".join(nb["cells"][0]["source"])


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


# What a copy holds


def test_a_copy_is_bare():
    before = lesson("A lesson")
    nb = clean(before)
    assert before == lesson("A lesson")
    cell = nb["cells"][2]
    assert (cell["outputs"], cell["execution_count"]) == ([], None)
    assert cell["metadata"] == {"tags": ["check"]}
    assert "<!--" not in json.dumps(nb)
    hidden = [cell["metadata"].get("jupyter") for cell in nb["cells"]]
    assert hidden == [None] * 4 + [{"source_hidden": True}]  # it tells results


def test_a_copy_names_the_kernel_as_jupyterlab_does():
    """Otherwise each lesson that is opened counts as changed."""
    manager = private_kernel(KernelManager)
    manager.start_kernel(**silently())
    try:
        client = manager.client()
        client.start_channels()
        client.wait_for_ready(timeout=300)
        reply = client.kernel_info(reply=True, timeout=300)
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


@pytest.mark.parametrize(
    "path", notebooks.lessons(), ids=lambda path: path.stem
)
def test_copy_of_each_lesson_is_a_valid_notebook(path):
    data = copies.serialise(clean(copies.parse(path.read_bytes())))
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
    ("answer", "rest"),
    [
        ("One.", ""),
        ("One.\n\nTwo.", "\n"),
        ("One.", "\n\n## Next\n\nX"),
        ("One.", "\n### Next"),
        ("", "## Next\n\nOne."),
        ("", ""),
        ("```\n# no heading\n```", ""),
        ("~~~\n# x\n~~~", "\n\n# N"),
        ("#hashtag and\n    # code", ""),
        ("One.", f"\n\nAnd now:\n{PREDICTION} Two?\n\nX"),
        ("", f"{PREDICTION} Two?"),
        ("", "<details><summary>Solution</summary>\n\nX\n\n</details>"),
    ],
)
def test_text_is_folded_up_to_the_next_heading_or_prediction(answer, rest):
    after = FOLD % answer if answer else ""
    if rest.strip():
        after += "\n\n" + rest.lstrip("\n") if answer else rest
    assert copies.folded(answer + rest) == after


ASK, RUN, TELL = text(f"{PREDICTION} What?"), code("1"), text("That.")
BOTH = text(f"That.\n\n{PREDICTION} And now?")
WHY = text("Why.", tags=["solution", "answer"])


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
        ([ASK, RUN, WHY, TELL], []),
        ([ASK, RUN], []),
        # Further down, where no rule would find it, it says so itself.
        ([ASK, RUN, TELL, RUN, text("So it is.", tags=["answer"])], [2, 4]),
    ],
)
def test_the_first_text_below_the_code_answers(cells, places):
    cells = [copy.deepcopy(cell) for cell in cells]
    copies.fold_answers(cells)
    found = [n for n, c in enumerate(cells) if SUMMARY in "".join(c["source"])]
    assert found == places


# What counts as work


def as_lab_saves_it(nb: dict) -> None:
    """Collapse, trust and time cells, run one that prints nothing."""
    for cell in nb["cells"]:
        cell["metadata"] |= {"collapsed": True, "trusted": True}
        cell["source"] = "".join(cell["source"])
    nb["cells"][2]["execution_count"] = 7
    nb["cells"][2]["metadata"]["execution"] = {"iopub.status.busy": "now"}


WORK = {
    "edited": lambda nb: nb["cells"][0].update(source=["# Mine"]),
    "output": lambda nb: nb["cells"][2].update(outputs=RUN["outputs"]),
    "a cell less": lambda nb: nb["cells"].pop(1),
    "another order": lambda nb: nb["cells"].reverse(),
    "no ids": lambda nb: [cell.pop("id") for cell in nb["cells"]],
    "no entry": lambda nb: nb["metadata"].pop("lesson_copy"),
    "strange entry": lambda nb: nb["metadata"].update(lesson_copy=["made"]),
    "half a character": lambda nb: nb["cells"][0].update(source=["\ud800"]),
}
NO_WORK = {
    "nothing": lambda nb: None,
    "metadata": lambda nb: nb["metadata"].update(
        toc={}, kernelspec={"name": "other"}
    ),
    "saved": as_lab_saves_it,
}


def with_cell(cell: str) -> bytes:
    return f'{{"nbformat": 4, "metadata": {{}}, "cells": [{cell}]}}'.encode()


DAMAGED = {
    "empty": b"",
    "cut off": b'{"cells": [',
    "half a letter": b'{"cells": ["\xc3',
    "utf-16": '{"cells": []}'.encode("utf-16"),
    "deep": b"[" * 100_000,
    "list": b"[]",
    "format 3": b'{"nbformat": 3, "worksheets": [], "metadata": {}}',
    "cells no list": b'{"nbformat": 4, "cells": {}, "metadata": {}}',
    "metadata no dict": b'{"nbformat": 4, "cells": [], "metadata": []}',
    "cell no dict": with_cell('"x"'),
    "cell empty": with_cell("{}"),
    "source no text": with_cell(
        '{"cell_type": "code", "source": [1], "metadata": {}}'
    ),
    "tags no list": with_cell(
        '{"cell_type": "code", "source": "", "metadata": {"tags": 1}}'
    ),
    "conflict": b'<<<<<<< HEAD\n{"cells": []}\n',
}


@pytest.mark.parametrize("lesson_changed", [False, True])
@pytest.mark.parametrize("what", [*WORK, *NO_WORK, "crlf", "bom", *DAMAGED])
def test_what_becomes_of_a_copy(learner, what, lesson_changed):
    data = learner.work((WORK | NO_WORK).get(what, NO_WORK["nothing"]))
    if what in ("crlf", "bom"):
        data = BOM + data if what == "bom" else data.replace(b"\n", b"\r\n")
    data = DAMAGED.get(what, data)
    learner.first.write_bytes(data)
    before = learner.first.stat().st_mtime_ns
    title = "A better lesson" if lesson_changed else NAMES[0]
    learner.change_lesson(title)
    assert learner.start() == learner.first
    expected = []
    if what in DAMAGED:
        expected = [ASIDE[0]]
        assert (learner.copies / ASIDE[0]).read_bytes() == data
    elif what in WORK and (lesson_changed or "entry" in what):
        expected = [NEW[0]]
        assert learner.title(NEW[0]) == f"# {title}"
    assert learner.names() == {*expected}
    if lesson_changed or what in DAMAGED:
        assert len(learner.said) == len(expected)
        assert all(map(str.__contains__, learner.said, expected))
    if what in WORK:
        assert learner.first.read_bytes() == data
    else:
        assert learner.title() == f"# {title}"
        assert not learner.first.read_bytes().startswith(BOM)
    if what not in DAMAGED and what != "bom" and not lesson_changed:
        assert learner.first.stat().st_mtime_ns == before
    learner.start()
    assert learner.is_silent(*expected)  # it is said once


def test_work_with_a_bom_can_be_opened_again(learner):
    """JupyterLab refuses a notebook that begins with one."""
    work = learner.work()
    learner.first.write_bytes(BOM + work)
    learner.start()
    assert learner.first.read_bytes() == work
    assert learner.is_silent()


def test_lesson_with_other_bytes_or_outputs_is_the_same_lesson(learner):
    nb = lesson(NAMES[0])
    nb["cells"][2]["outputs"] = []
    nb["cells"][2]["metadata"]["wrong_answers"] = ["4"]
    data = copies.serialise(nb).replace(b"\n", b"\r\n")
    learner.lesson.write_bytes(BOM + data)
    before = learner.first.stat().st_mtime_ns
    learner.start()
    assert learner.first.stat().st_mtime_ns == before


def test_each_changed_lesson_is_kept_once_somebody_works_in_it(learner):
    learner.work()
    for title in ("Second", "Third"):  # nobody touched the second
        learner.change_lesson(title)
        learner.start()
        assert learner.names() == {NEW[0]}
        assert learner.title(NEW[0]) == f"# {title}"
    work = learner.work(name=NEW[0])
    learner.start()
    assert learner.said == []
    learner.change_lesson("Fourth")
    learner.start()
    assert NEW[1] in learner.said[0]
    assert learner.title(NEW[1]) == "# Fourth"
    learner.start()
    assert learner.is_silent(*NEW)
    assert (learner.copies / NEW[0]).read_bytes() == work


@pytest.mark.parametrize("unreadable", ["folder", "text"])
def test_whatever_has_the_name_of_the_new_one_stays(learner, unreadable):
    learner.work()
    beside = learner.copies / NEW[0]
    if unreadable == "folder":
        beside.mkdir()
    else:
        beside.write_text("mine")
    learner.change_lesson()
    learner.start()
    assert learner.title(NEW[1]) == "# A better lesson"
    assert beside.is_dir() or beside.read_text() == "mine"


def test_who_puts_the_new_lesson_in_place_goes_on_with_it(learner):
    learner.work()
    learner.change_lesson()
    learner.start()
    (learner.copies / NEW[0]).replace(learner.first)
    for title in ("A better lesson", "The best"):
        learner.change_lesson(title)
        learner.start()
        assert learner.title() == f"# {title}"
        assert learner.is_silent()


def test_copy_of_a_lesson_that_is_gone_stays(learner):
    before = learner.first.read_bytes()
    learner.lesson.unlink()
    assert learner.start() == learner.copies / NAMES[1]
    assert learner.first.read_bytes() == before


def test_copy_follows_a_new_python(learner):
    """With the old version it would open as changed."""

    def older(nb: dict) -> None:
        nb["metadata"]["mine"] = 1
        nb["metadata"]["language_info"]["version"] = "3.0.0"

    before = json.loads(learner.first.read_bytes())
    learner.work(older)
    learner.start()
    after = json.loads(learner.first.read_bytes())
    assert after["metadata"] == before["metadata"] | {"mine": 1}
    work = learner.work(lambda nb: (older(nb), WORK["edited"](nb)))
    learner.start()
    assert learner.first.read_bytes() == work


# What cannot be read


def test_each_damaged_copy_is_kept(learner):
    for number, name in enumerate(ASIDE):
        learner.first.write_bytes(b"%d" % number)
        learner.start()
        assert (learner.copies / name).read_bytes() == b"%d" % number


@pytest.mark.parametrize("data", DAMAGED.values(), ids=DAMAGED)
def test_damaged_lesson_is_named_and_the_rest_opens(learner, data):
    learner.lesson.write_bytes(data)
    before = learner.first.read_bytes()
    assert learner.start() == learner.first
    [said] = learner.said
    assert f"notebooks/{NAMES[0]}" in said
    assert learner.first.read_bytes() == before
    learner.first.unlink()
    assert learner.start() == learner.copies / NAMES[1]


def as_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def as_pipe(path: Path) -> None:
    """Waiting for what somebody writes into it would take for ever."""
    path.unlink()
    os.mkfifo(path)


is_root = hasattr(os, "geteuid") and os.geteuid() == 0


@pytest.mark.parametrize(
    "change",
    [
        as_folder,
        pytest.param(as_pipe, marks=posix_only),
        pytest.param(
            lambda path: path.chmod(0),
            marks=[posix_only, pytest.mark.skipif(is_root, reason="root")],
        ),
    ],
)
def test_what_is_no_file_to_read_is_moved_aside(learner, change):
    change(learner.first)
    learner.start()
    assert learner.first.is_file()
    assert learner.names() == {ASIDE[0]}
    learner.start()
    assert learner.is_silent(ASIDE[0])


@posix_only
def test_link_is_followed_but_never_replaced(learner, tmp_path):
    target = tmp_path / "mine.ipynb"
    learner.first.rename(target)
    learner.first.symlink_to(target)
    before = target.read_bytes()
    learner.change_lesson()
    learner.start()
    assert learner.first.is_symlink() and target.read_bytes() == before
    assert learner.is_silent()
    target.unlink()
    learner.start()
    assert ASIDE[0] in learner.said[0]
    assert not learner.first.is_symlink()


# What cannot be written


def see_one_sentence(learner: Learner, *parts: str) -> None:
    with pytest.raises(CopyError) as caught:
        learner.start()
    said = str(caught.value)
    assert all(part in said for part in parts), said
    assert said.count(". ") == 0 and said.endswith("."), said


def raises(error: BaseException) -> Callable:
    def fail(*_, **__):
        raise error

    return fail


def refuses(number: int) -> Callable:
    return raises(OSError(number, os.strerror(number)))


def test_file_in_place_of_the_folder(tmp_path):
    learner = Learner(tmp_path)
    learner.copies.write_text("mine")
    see_one_sentence(learner, "my_lessons", "is a file")
    assert learner.copies.read_text() == "mine"


@pytest.mark.parametrize(
    ("where", "name"),
    [(Path, "write_bytes"), (os, "replace"), (Path, "rename")],
)
@pytest.mark.parametrize(
    ("number", "advice"),
    [
        (errno.ENOSPC, "make room on the disk"),
        (errno.EACCES, "you may read and write there"),
        (errno.EISDIR, "move the folder away that stands where a file"),
        (errno.ENOENT, "see to it that it is there"),
    ],
)
def test_what_cannot_be_written(
    learner, monkeypatch, where, name, number, advice
):
    if name == "rename":
        learner.first.write_bytes(b"damaged")
    else:
        learner.change_lesson()
    before = learner.first.read_bytes()
    with monkeypatch.context() as patched:
        patched.setattr(where, name, refuses(number))
        see_one_sentence(learner, f"my_lessons/{NAMES[0]}", advice)
    assert learner.first.read_bytes() == before
    assert learner.names() == set()
    learner.start()  # once it is put right


def test_folder_that_cannot_be_made(tmp_path, monkeypatch):
    monkeypatch.setattr(Path, "mkdir", refuses(errno.EROFS))
    (tmp_path / "notebooks").symlink_to(ROOT / "notebooks")
    says = r"my_lessons: .*may read and write there"
    with pytest.raises(CopyError, match=says):
        copies.make_copies(tmp_path, print)


def test_copies_that_are_complete_need_not_be_written(learner, monkeypatch):
    monkeypatch.setattr(Path, "write_bytes", refuses(errno.EROFS))
    monkeypatch.setattr(os, "replace", refuses(errno.EROFS))
    learner.start()


@pytest.mark.parametrize("state", ["no folder", "no lessons", "damaged"])
def test_no_lessons(tmp_path, state):
    learner = Learner(tmp_path)
    for path in learner.lesson.parent.iterdir():
        path.write_text("")
        if state != "damaged":
            path.unlink()
    if state == "no folder":
        learner.lesson.parent.rmdir()
    if state == "damaged":
        see_one_sentence(learner, "no lesson")
        assert len(learner.said) == 2
    else:
        see_one_sentence(learner, "notebooks/", "git restore")
        assert not learner.copies.exists()


def test_ctrl_c_leaves_nothing_behind(tmp_path, monkeypatch):
    learner = Learner(tmp_path)
    monkeypatch.setattr(os, "replace", raises(KeyboardInterrupt()))
    with pytest.raises(KeyboardInterrupt):
        learner.start()
    assert [*learner.copies.iterdir()] == []


# Several at once


def test_copy_saved_meanwhile_is_kept(learner, monkeypatch):
    """A JupyterLab that runs already saves between our look and our write."""
    bare = learner.first.read_bytes()
    work = learner.work()
    learner.first.write_bytes(bare)
    learner.change_lesson()
    (learner.lesson.parent / NAMES[1]).unlink()  # one look, at one copy
    touched = copies.is_touched
    monkeypatch.setattr(
        copies,
        "is_touched",
        lambda nb: learner.first.write_bytes(work) and touched(nb),
    )
    learner.start()
    assert learner.first.read_bytes() == work


def test_copy_that_is_just_being_saved_is_not_damaged(learner, monkeypatch):
    work = learner.work()
    learner.first.write_bytes(b"")
    monkeypatch.setattr(
        copies, "sleep", lambda _: learner.first.write_bytes(work)
    )
    learner.start()
    assert learner.first.read_bytes() == work
    assert learner.is_silent()


CALL = (
    "import pathlib, sys; from tools.copies import make_copies; "
    "make_copies(pathlib.Path(sys.argv[1]), print); print(*sys.modules)"
)


def test_calls_at_the_same_time_import_nothing_slow(learner):
    learner.work()
    learner.change_lesson()
    (learner.copies / NAMES[1]).write_bytes(b"damaged")
    command = [sys.executable, "-c", CALL, str(learner.root)]
    calls = [
        subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    said = "".join(call.communicate()[0] for call in calls).splitlines()
    assert [call.returncode for call in calls] == [0] * 4
    assert len(said) == 4 + 2
    aside = "02_second.damaged.ipynb"
    assert learner.names() == {NEW[0], aside}
    assert (learner.copies / aside).read_bytes() == b"damaged"
    loaded = {*" ".join(said).split()}
    assert not loaded & {"nbformat", "jsonschema", "jupyterlab", "tempfile"}
