"""What goes wrong around the lessons is told in one sentence.

docs/faults.md shows what is said of each; the next command works again.
"""

import errno
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.browser import ROOT
from tests.toys import notebook, save
from tools import notebooks, outputs, run, seats
from tools.notebooks import LessonError, command, read, serialise, staged
from tools.outputs import problems, write_outputs

NAME = "01_toy.ipynb"
TOLD = dict(
    re.findall(
        r"(?m)^\| ([^|]+?) +\| `` (.+?) `` +\|$",
        (ROOT / "docs/faults.md").read_text("utf-8"),
    )
)
# Those that are tried in a way of their own.
TAKEN = "a port that is taken (`make seats`)"
TWICE = "the same twice at once (`make site`, `make class`)"
FULL = "a full disk under `/tmp`"
FULL_HERE = "a full disk under the project, in `lessons`"
NO_KERNEL = "no kernel can start"
NO_ROOM = "full disks everywhere"
NONE = "No usable temporary directory found"
PACKAGE = "a package that is not there, or only half"


def rewrite(path: Path, change) -> None:
    """Save a notebook's JSON after a change that no notebook tool makes."""
    content = json.loads(path.read_text("utf-8"))
    change(content)
    path.write_text(json.dumps(content), "utf-8")


def merge(path: Path) -> None:
    text = path.read_text("utf-8")
    path.write_text(f"<<<<<<< HEAD\n{text}=======\n{text}>>>>>>> other\n")


def another_kind(path: Path) -> None:
    rewrite(path, lambda nb: nb["cells"][1].update(cell_type="heading"))


def same_number(path: Path) -> None:
    path.with_name("01_other.ipynb").write_text(path.read_text("utf-8"))


def folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def build_is_a_file(path: Path) -> None:
    path.with_name("build").touch()


def page_cannot_be_written(path: Path) -> None:
    (path.parent / "build" / "notebooks" / NAME).mkdir(parents=True)


FAULTS = {
    "the marks of a merge": merge,
    "an unknown type of cell": another_kind,
    "two lessons with one number": same_number,
    "a folder named like a lesson": folder,
    "`build` is a file": build_is_a_file,
    "a folder in the place of a built file": page_cannot_be_written,
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_told_as_the_page_shows(fault, tmp_path, capsys):
    path = save(notebook("1 + 1"), tmp_path / NAME)
    FAULTS[fault](path)
    there = sorted(tmp_path.rglob("*"))
    main = run.main if "build" in fault or "built" in fault else outputs.main
    rest = (tmp_path / "build",) if main is run.main else ()
    assert main([], tmp_path, *rest) == 1
    (said,) = capsys.readouterr().err.splitlines()
    assert said.replace(f"{tmp_path.as_posix()}/", "") == TOLD[fault]
    assert sorted(tmp_path.rglob("*")) == there


def test_no_fault_of_the_page_is_untried():
    others = {"SIGINT", "SIGTERM", TAKEN, TWICE, PACKAGE, FULL}
    others |= {FULL_HERE, NO_KERNEL, NO_ROOM}
    assert TOLD.keys() == {*FAULTS, *others}


@pytest.mark.skipif(os.name == "nt", reason="Windows shares ports")
def test_a_port_that_is_taken_is_told(capsys):
    with socket.create_server(("", 0)) as server:
        port = server.getsockname()[1]
        assert seats.main(["--port", str(port)]) == 1
    said = capsys.readouterr().err.strip()
    assert said == TOLD[TAKEN].replace("8600", str(port))
    assert seats.main(["--port", "70000"]) == 1
    assert "no port has that number" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("fault", "free", "error"),
    [
        (FULL, 2**30, OSError(errno.ENOSPC, "No space left on device")),
        (FULL_HERE, 0, OSError(errno.ENOSPC, "No space left on device")),
        (NO_ROOM, 0, FileNotFoundError(errno.ENOENT, NONE)),
    ],
)
def test_a_full_disk_is_told(fault, free, error, capsys, monkeypatch):
    def full():
        raise error

    usage = SimpleNamespace(free=free)
    monkeypatch.setattr(notebooks.shutil, "disk_usage", lambda path: usage)
    assert command()(full)() == 1
    said = capsys.readouterr().err.strip().replace(str(ROOT), "lessons")
    assert said == TOLD[fault]


def test_a_kernel_that_cannot_start_is_told(tmp_path):
    save(notebook("1 + 1"), tmp_path / NAME)
    (tmp_path / "ipykernel_launcher.py").write_text("1 / 0")
    main = f"outputs.main([], Path({str(tmp_path)!r}))"
    done = subprocess.run(
        [
            *(sys.executable, "-c"),
            f"from pathlib import Path; from tools import outputs; {main}",
        ],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    assert done.stderr.strip() == TOLD[NO_KERNEL]


def test_a_folder_is_replaced_when_its_successor_is_whole(tmp_path):
    out = tmp_path / "site"
    for text in ("old", "new"):
        with suppress(ZeroDivisionError), staged(out) as new:
            new.mkdir()
            (new / "page").write_text(text)
            said = TOLD[TWICE].replace("build", tmp_path.as_posix())
            with pytest.raises(LessonError) as told, staged(out):
                pass
            assert str(told.value).replace("\\", "/") == said
            1 / (text == "old")
    assert (out / "page").read_text() == "old"
    assert not (tmp_path / "site.new").exists()


def test_an_old_or_handmade_notebook_is_brought_into_form(tmp_path):
    def age(nb):
        nb["nbformat_minor"] = 2
        for cell in nb["cells"]:
            del cell["id"]
        del nb["cells"][1]["outputs"], nb["cells"][1]["execution_count"]

    path = save(notebook("1 + 1"), tmp_path / NAME)
    rewrite(path, age)
    assert problems(path)  # and its advice is:
    write_outputs(path)
    assert problems(path) == []
    assert read(path).cells[2].outputs[0].data["text/plain"] == "2"
    assert serialise(read(path)) == path.read_text("utf-8")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals")
@pytest.mark.parametrize(("name", "code"), [("SIGINT", 130), ("SIGTERM", 143)])
def test_a_signal_ends_it_and_leaves_nothing(name, code, tmp_path, capsys):
    number = getattr(signal, name)
    before = signal.getsignal(number)
    source = f"import os, time; os.kill({os.getpid()}, {int(number)}); "
    path = save(notebook(source + "time.sleep(600)"), tmp_path / NAME)
    text = path.read_bytes()
    assert outputs.main([], tmp_path) == code
    assert capsys.readouterr().err.strip() == TOLD[name]
    assert path.read_bytes() == text and [*tmp_path.iterdir()] == [path]
    assert signal.getsignal(number) is before


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals")
def test_a_signal_that_is_lost_comes_again(monkeypatch):
    class Deaf:
        def __del__(self):
            os.kill(os.getpid(), signal.SIGTERM)

    def work():
        Deaf()
        time.sleep(600)

    monkeypatch.setattr(notebooks, "AGAIN", 1)
    monkeypatch.setattr(sys, "unraisablehook", lambda _: None)
    assert command()(work)() == 143


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("raise KeyboardInterrupt", "\nStopped."),
        ("import sys; sys.path.clear(); import traitlets", TOLD[PACKAGE]),
    ],
)
def test_what_ends_a_program_while_it_imports_is_no_traceback(what, said):
    done = subprocess.run(
        [sys.executable, "-c", f"import tools; {what}"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode != 0 and done.stderr == f"{said}\n"


@pytest.mark.skipif(os.name == "nt", reason="Windows has no make")
def test_make_reads_nothing_of_what_is_given(tmp_path):
    path = tmp_path / "made"
    trick = f"$(shell touch {path})"
    names = [
        "LESSON",
        "PARAMS",
        "Q",
        "TITLE",
        "FOR",
        "EDITION",
        "WHEELS",
        "FOLDER",
        "ARGS",
    ]
    given = [f"{name}={trick}" for name in [*names, "FOLDER", "ARGS"]]
    for target in ("help", "run", "ask", "validate", "grade"):
        subprocess.run(
            ["make", "-n", target, *given],
            cwd=ROOT,
            check=True,
            capture_output=True,
        )
    subprocess.run(
        ["make", "help", *given], cwd=ROOT, check=True, capture_output=True
    )
    assert not path.exists()
