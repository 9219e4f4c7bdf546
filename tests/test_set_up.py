"""The set-up: it makes `.venv`, repairs it, and says in one sentence why not.

Each test works in a folder of its own with a lock of one tiny wheel; pip is
the real one, lent by the suite's environment, so that nothing is fetched.
"""

import ast
import hashlib
import os
import re
import shutil
import subprocess
import sys
import threading
import time
import venv
import zipfile
from pathlib import Path

import pytest

from tools import in_venv, set_up
from tools.set_up_words import Progress, explain

pytestmark = pytest.mark.skipif(
    os.name == "nt", reason="these tests lay out .venv as POSIX does"
)
ROOT = Path(__file__).resolve().parents[1]
PROJECT = """\
[build-system]
requires = ["setuptools"]
build-backend = "setuptools.build_meta"
[project]
name = "tiny-project"
version = "1"
[tool.setuptools]
packages = ["helpers"]
"""


def wheel(folder: Path) -> str:
    """Build the wheel `tiny` and return its SHA-256."""
    folder.mkdir()
    path = folder / "tiny-1.0-py3-none-any.whl"
    files = {
        "tiny.py": "number = 42\n",
        "tiny-1.0.dist-info/METADATA": "Metadata-Version: 2.1\n"
        "Name: tiny\nVersion: 1.0\n",
        "tiny-1.0.dist-info/WHEEL": "Wheel-Version: 1.0\nGenerator: test\n"
        "Root-Is-Purelib: true\nTag: py3-none-any\n",
        "tiny-1.0.dist-info/RECORD": "",
    }
    with zipfile.ZipFile(path, "w") as file:
        for name, text in files.items():
            file.writestr(name, text)
    return hashlib.sha256(path.read_bytes()).hexdigest()


def lent_pip(root: Path, **how: object) -> None:
    """Make `.venv` as fast as can be: with the pip that runs these tests."""
    venv.create(root / ".venv", symlinks=True)
    (packages,) = (root / ".venv").glob("lib/python3*/site-packages")
    import pip

    lender = Path(pip.__file__).parents[1]
    (packages / "lent.pth").write_text(f"{lender}\n", encoding="utf-8")


def fake_pip(script: str):
    """Return a maker of `.venv` whose Python only runs a shell script."""

    def create(root: Path, **how: object) -> None:
        python = Path(in_venv.venv_python(str(root)))
        python.parent.mkdir(parents=True)
        python.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        python.chmod(0o755)

    return create


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A small repository in a folder with a space and an umlaut."""
    root = tmp_path / "some where" / "ü"
    for folder in ("tools", "helpers"):
        (root / folder).mkdir(parents=True)
    for name in ("in_venv.py", "set_up.py", "set_up_words.py"):
        shutil.copy(ROOT / "tools" / name, root / "tools" / name)
    (root / "helpers" / "__init__.py").write_text("here = 7\n")
    (root / "pyproject.toml").write_text(PROJECT)
    digest = wheel(tmp_path / "wheels")
    (root / "requirements.lock").write_text(
        f"tiny==1.0 \\\n    --hash=sha256:{digest}\n"
    )
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path / "wheels"))
    monkeypatch.setattr(set_up, "create_venv", lent_pip)
    monkeypatch.setattr(set_up, "free_space", lambda root: 10**10)
    return root


def call(root: Path, *arguments: str, **env: str):
    """Run the copied tools/in_venv.py as a user would."""
    return subprocess.run(
        [sys.executable, str(root / "tools" / "in_venv.py"), *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env=os.environ | env,
    )


def one_sentence(capsys) -> str:
    """Return the last line on stderr, after checking its manners."""
    said = capsys.readouterr().err.strip()
    last = said.splitlines()[-1]
    assert "Traceback" not in said
    assert last.count(". ") <= 1  # " (All that pip said: ...)" may follow
    assert "\x1b" not in said
    return last


def test_the_lock_is_installed_once(place, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", "/nowhere")
    monkeypatch.setenv("PIP_TARGET", str(place / "elsewhere"))
    monkeypatch.setenv("PIP_REQUIRE_VIRTUALENV", "1")
    monkeypatch.setenv("PIP_USER", "1")
    assert set_up.main(place) == 0
    done = call(
        place,
        "python",
        "-c",
        "import sys, tiny, helpers; print(tiny.number, helpers.here); "
        "print(sys.argv[1:]); sys.exit(3)",
        "--port 9",
        "x",
    )
    assert done.stdout == "42 7\n['--port 9', 'x']\n"
    assert done.stderr == ""
    assert done.returncode == 3
    assert list(place.glob(".venv/lib/*/site-packages/__pycache__/tiny*pyc"))
    assert not (place / "elsewhere").exists()
    assert not (place / "build" / "tmp").exists()

    log = place / "build" / "set_up.log"
    log.write_text("untouched")
    began = time.monotonic()
    done = call(place, "python", "-c", "print('again')")
    assert (done.stdout, done.stderr) == ("again\n", "")
    assert time.monotonic() - began < 3
    assert log.read_text() == "untouched"


@pytest.fixture
def no_pip(monkeypatch):
    """Spare the seconds of pip where only the stamp matters."""
    monkeypatch.setattr(set_up, "create_venv", fake_pip("exit 0"))


@pytest.mark.parametrize("harm", ["no stamp", "half", "lock", "moved"])
def test_what_is_incomplete_or_old_is_made_anew(place, no_pip, harm):
    assert set_up.main(place) == 0
    assert in_venv.is_ready(str(place))
    garbage = place / ".venv" / "garbage"
    garbage.write_text("")
    if harm == "no stamp":
        Path(in_venv.stamp_path(str(place))).unlink()
    elif harm == "half":
        Path(in_venv.stamp_path(str(place))).write_text('{"folder": ')
    elif harm == "lock":
        with open(place / "requirements.lock", "a") as lock:
            lock.write("# changed\n")
    else:
        place = place.rename(place.with_name("moved"))
        garbage = place / ".venv" / "garbage"
    assert not in_venv.is_ready(str(place))
    assert set_up.main(place) == 0
    assert in_venv.is_ready(str(place))
    assert not garbage.exists()


def test_another_ruff_rule_costs_no_installation(place, no_pip):
    assert set_up.main(place) == 0
    project = place / "pyproject.toml"
    project.write_text(PROJECT + "[tool.ruff]\nline-length = 79\n")
    assert in_venv.is_ready(str(place))
    project.write_text(PROJECT.replace('"helpers"', '"tools"'))
    assert not in_venv.is_ready(str(place))


def test_ctrl_c_is_told_and_the_next_call_goes_on(
    place, no_pip, capsys, monkeypatch
):
    def interrupted(*command, **how):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(set_up, "run", interrupted)
        assert set_up.main(place) == 130
    assert "stopped; to go on with it, call" in one_sentence(capsys)
    assert not in_venv.is_ready(str(place))
    assert set_up.main(place) == 0


def test_ctrl_c_ends_pip_as_well(place):
    (place / ".venv").mkdir()
    code = (
        "import sys; from tests import test_set_up as t; "
        "from pathlib import Path; t.set_up.free_space = lambda r: 10**10; "
        "t.set_up.create_venv = t.fake_pip('echo $$ > pid; exec sleep 30');"
        f"sys.exit(t.set_up.main(Path({str(place)!r})))"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=ROOT,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    pid = place / "pid"
    while not (pid.exists() and pid.read_text().strip()):
        assert process.poll() is None
        time.sleep(0.05)
    process.send_signal(2)
    _, said = process.communicate(timeout=20)
    assert process.returncode == 130
    assert "The set-up was stopped" in said and "Traceback" not in said
    with pytest.raises(ProcessLookupError):
        os.kill(int(pid.read_text()), 0)


def test_a_wrong_hash_is_refused_by_name(place, capsys):
    lock = place / "requirements.lock"
    lock.write_text(f"tiny==1.0 \\\n    --hash=sha256:{'0' * 64}\n")
    assert set_up.main(place) == 1
    said = one_sentence(capsys)
    assert "What was downloaded as tiny is not the file" in said
    assert str(place / "build" / "set_up.log") in said
    assert not (place / ".venv").exists()


def test_a_failed_download_is_told(place, capsys, monkeypatch):
    monkeypatch.delenv("PIP_NO_INDEX")
    monkeypatch.delenv("PIP_FIND_LINKS")
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    monkeypatch.setenv("PIP_RETRIES", "1")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    assert set_up.main(place) == 1
    assert "A download failed: the package index" in one_sentence(capsys)


def test_a_package_that_this_machine_cannot_have(place, capsys):
    lock = place / "requirements.lock"
    lock.write_text(f"huge==1.0 --hash=sha256:{'0' * 64}\n")
    assert set_up.main(place) == 1
    assert "has no huge==1.0 for this machine" in one_sentence(capsys)


def test_too_small_a_disk_is_told_before_anything(place, capsys, monkeypatch):
    monkeypatch.setattr(set_up, "free_space", lambda root: 10**9)
    assert set_up.main(place) == 1
    said = one_sentence(capsys)
    assert "has 1.0 GB free and the set-up needs 5.2 GB; free some" in said


def test_a_disk_that_fills_up_is_told(place, capsys, monkeypatch):
    monkeypatch.setattr(
        set_up,
        "create_venv",
        fake_pip("echo 'ERROR: [Errno 28] No space left on device'; exit 1"),
    )
    assert set_up.main(place) == 1
    assert one_sentence(capsys).startswith("The disk is full")
    assert not (place / ".venv").exists()  # its space is given back


def test_a_full_disk_at_the_stamp_is_told(place, no_pip, capsys, monkeypatch):
    def full(self, target):
        raise OSError(28, "No space left on device", str(self))

    monkeypatch.setattr(Path, "replace", full)
    assert set_up.main(place) == 1
    assert one_sentence(capsys).startswith("The disk is full")
    assert not in_venv.is_ready(str(place))


def test_other_failures_quote_pip_in_one_sentence():
    said = "noise\nERROR: Something new broke.\nmore noise\n"
    assert explain(said, 1, None) == (
        'The set-up failed: "Something new broke"; put that right and call '
        "the same command again."
    )
    denied = "[Errno 13] Permission denied: '/a/b'"
    assert "Could not write /a/b; make the folder" in explain(denied, 1, None)
    assert "killed from outside" in explain("", -9, None)
    assert "certificate" in explain("CERTIFICATE_VERIFY_FAILED", 1, None)


def test_two_set_ups_do_not_meet(place, no_pip, capsys):
    build = place / "build"
    build.mkdir()
    results = []
    other = threading.Thread(target=lambda: results.append(set_up.main(place)))
    with set_up.alone(build, Progress(sys.stderr)):
        other.start()
        time.sleep(0.6)
        assert not (place / ".venv").exists()
    other.join(timeout=30)
    assert results == [0]
    assert "Another set-up is at work here; waiting" in capsys.readouterr().err
    log = build / "set_up.log"
    log.write_text("untouched")
    assert set_up.main(place) == 0  # one who waited finds all done
    assert log.read_text() == "untouched"


def as_python(version: tuple[int, int], *arguments: str) -> list[str]:
    """Return a command that runs in_venv.py as if by another Python."""
    script = str(ROOT / "tools" / "in_venv.py")
    return [
        sys.executable,
        "-c",
        "import runpy, sys; "
        f"sys.version_info = {(*version, 0, 'final', 0)!r}; "
        f"sys.argv = {[script, *arguments]!r}; "
        f"runpy.run_path({script!r}, run_name='__main__')",
    ]


def test_a_wrong_python_is_told_and_never_replaced_when_named():
    done = subprocess.run(
        as_python((3, 9), "--this-python", "true"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("This needs Python 3.11, 3.12 or 3.13, and")
    assert "is Python 3.9; install one" in done.stderr
    assert done.stderr.count("\n") == 1


def test_another_python_on_path_is_taken_if_it_runs(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(sys, "version_info", (3, 14, 0, "final", 0))
    broken, good = tmp_path / "python3.13", tmp_path / "python3.12"
    broken.write_text("#!/bin/sh\nexit 127\n")
    broken.chmod(0o755)
    with pytest.raises(in_venv.Problem, match=r"is Python 3\.14; install"):
        in_venv.find_python(only_this=False)
    good.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    good.chmod(0o755)
    assert in_venv.find_python(only_this=False) == ["python3.12"]


def test_a_python_without_venv_is_told(monkeypatch):
    monkeypatch.setattr(in_venv, "fits", lambda command: False)
    monkeypatch.setattr(
        in_venv.importlib.util,
        "find_spec",
        lambda name: None if name == "ensurepip" else name,
    )
    with pytest.raises(in_venv.Problem, match="lacks its module ensurepip"):
        in_venv.find_python(only_this=False)


def test_make_without_any_python_says_so():
    inner = ("MAKEFLAGS", "MAKELEVEL", "MFLAGS")  # of a `make test` around us
    done = subprocess.run(
        ["make", "test", "PYTHON=no-such-python"],
        cwd=ROOT,
        env={k: v for k, v in os.environ.items() if k not in inner},
        capture_output=True,
        text=True,
        check=False,
    )
    first = done.stderr.splitlines()[0]
    assert first.startswith("There is no Python here under the name 'no-such")
    assert done.returncode == 2
    assert done.stdout == ""


def test_an_unknown_command_is_told(place, no_pip):
    assert set_up.main(place) == 0
    done = call(place, "no-such-command")
    assert done.returncode == 1
    assert done.stderr.startswith("There is no command 'no-such-command'")


def test_the_entry_can_be_read_by_python_3_6():
    text = (ROOT / "tools" / "in_venv.py").read_text(encoding="utf-8")
    tree = ast.parse(text, feature_version=(3, 6))
    imported = {
        name.name.split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for name in node.names
    } | {n.module for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)}
    assert imported <= sys.stdlib_module_names


def test_the_user_s_settings_do_not_bend_a_command():
    bent = {
        "PATH": "/bin",
        "LANG": "C",
        "PYTHONPATH": "/x",
        "PYTHONOPTIMIZE": "1",
        "MPLBACKEND": "TkAgg",
        "JUPYTER_PATH": "/y",
        "JUPYTER_CONFIG_DIR": "/home/somebody/.jupyter",
    }
    env = in_venv.environment("/repo", bent)
    assert env["PATH"] == f"/repo/.venv/bin{os.pathsep}/bin"
    assert env["LANG"] == "C"
    assert env["JUPYTER_CONFIG_PATH"] == "/repo/tools/jupyter"
    gone = {*bent} - {"PATH", "LANG", "JUPYTER_CONFIG_DIR"}
    assert not gone & {*env}
    folders = [env[name] for name in env if re.search("DIR$|_HOME$", name)]
    assert len(folders) == 6
    assert all(folder.startswith("/repo/.home/") for folder in folders)
