"""The set-up: it makes `.venv`, repairs it, and says in one sentence why not.

Each test works in a folder of its own, with locks of one and two tiny wheels
and the real uv of this project, and without a network.
"""

import ast
import functools
import hashlib
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
import zipfile
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace

import pytest

from tools import in_venv, set_up

ROOT = Path(__file__).resolve().parents[1]
UV = next((uv.parents[1] for uv in ROOT.glob("build/uv/*/bin/uv")), None)
needs_uv = pytest.mark.skipif(
    UV is None or os.name == "nt",
    reason="no uv, or no POSIX shell; a set-up brings uv",
)
pytestmark = needs_uv
PYTHON = sys._base_executable  # as a user's; .venv's has no pip
PRINT = "import sys, tiny, helpers; print(tiny.number, helpers.here)"
LEARNER, UV_LOCK = "requirements-learner.lock", "requirements-set-up.lock"
OFFLINE = ["unshare", "--net", "--map-root-user"]


def wheel(folder: Path, name: str, python: str = ">=3", **files: str) -> str:
    """Build a wheel and return the line of a lock for it."""
    folder.mkdir(exist_ok=True)
    path = folder / f"{name}-1.0-py3-none-any.whl"
    about = f"{name}-1.0.dist-info"
    files |= {
        f"{about}/METADATA": f"Metadata-Version: 2.1\nName: {name}\n"
        f"Version: 1.0\nRequires-Python: {python}\n",
        f"{about}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\n"
        "Root-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(f"{name},,\n" for name in [*files, f"{about}/RECORD"])
    with zipfile.ZipFile(path, "w") as file:
        for name_, text in (files | {f"{about}/RECORD": record}).items():
            info = zipfile.ZipInfo(name_)
            info.external_attr = 0o100755 << 16  # a script has to run
            file.writestr(info, text)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return f"{name}==1.0 \\\n    --hash=sha256:{digest}\n"


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A small repository in a folder with a space and an umlaut."""
    root = tmp_path / "some where" / "ü"
    for folder in ("tools", "helpers", "build/uv"):
        (root / folder).mkdir(parents=True)
    for name in ("__init__.py", "in_venv.py", "set_up.py"):
        shutil.copy(ROOT / "tools" / name, root / "tools" / name)
    shutil.copy(ROOT / "requirements-set-up.lock", root)
    (root / "build/uv" / UV.name).symlink_to(UV)
    (root / "helpers/__init__.py").write_text("here = 7\n")
    wheels = tmp_path / "wheels"
    tiny = wheel(wheels, "tiny", **{"tiny.py": "number = 42\n"})
    more = wheel(wheels, "more", **{"more.py": ""})
    (root / "requirements-learner.lock").write_text(tiny)
    (root / "requirements.lock").write_text(more + tiny)
    for name in [*os.environ]:
        if name.startswith(("PIP_", "UV_", "MAKE", "MFLAGS")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("WHEELS", str(wheels))
    free = SimpleNamespace(free=10**10)
    monkeypatch.setattr(set_up.shutil, "disk_usage", lambda path: free)
    return root


def own_uv(root: Path, script: str) -> None:
    """Let the lock name a uv that is a script, in a wheel and in place."""
    script = f"#!/bin/sh\n{script}\n"
    uv = wheel(
        root.parents[1] / "wheels", "uv", **{"uv-1.0.data/scripts/uv": script}
    )
    (root / "requirements-set-up.lock").write_text(uv)


def call(root: Path, *arguments: str, before=(), **env: str):
    """Run the copied tools/in_venv.py as a user would."""
    program = [PYTHON, str(root / "tools/in_venv.py")]
    return subprocess.run(
        [*before, *program, *arguments],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
        env=os.environ | env,
    )


def set_up_in(root: Path, part: str = "learner") -> str:
    """Set up in this process; return the sentence why not, or ""."""
    try:
        set_up.SetUp(str(root)).make(part)
    except in_venv.Problem as problem:
        return str(problem)
    return ""


def ready(root: Path, part: str = "learner") -> bool:
    return in_venv.is_ready(str(root), part)


def leftovers(root: Path) -> list[str]:
    return [path.name for path in root.glob(".venv?*")]


def test_wheels_for_other_pythons_are_told_at_once(place, capsys):
    other = "3.12" if sys.version_info[1] != 12 else "3.13"
    tag = "cp" + other.replace(".", "")
    wheels = place.parents[1] / "wheels"
    (wheels / f"numpy-2-{tag}-{tag}-win_amd64.whl").touch()
    (wheels / "zmq-1-cp39-abi3-win_amd64.whl").touch()
    said = set_up_in(place)
    assert said.startswith(f"The wheels are for Python {other}, and this is")
    assert f"make lab PYTHON=python{other} WHEELS=" in said
    own = tag[:3] + str(sys.version_info[1])
    (wheels / f"numpy-2-{own}-{own}-win_amd64.whl").touch()
    assert set_up_in(place) == ""
    said = capsys.readouterr().err
    assert f"0.4 GB from {wheels}, 1.9 GB on disk" in said


def test_wheels_come_from_a_teachers_laptop(place, monkeypatch):
    own_uv(place, f'exec {UV}/bin/uv "$@"')
    shutil.rmtree(place / "build")
    (place / "build").mkdir()
    quiet = type(
        "Quiet", (SimpleHTTPRequestHandler,), {"log_message": lambda *_: None}
    )
    folder = str(place.parents[1])
    handler = functools.partial(quiet, directory=folder)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}/wheels"
        done = call(place, "python", "-c", PRINT, WHEELS=address)
        server.shutdown()
    assert done.stdout == "42 7\n", done.stderr
    assert call(place, "python", "-c", PRINT).stderr == ""  # it stays


def test_the_lock_is_installed_once(place, monkeypatch):
    for name in ("PYTHONPATH", "PIP_TARGET", "PIP_USER", "UV_PYTHON"):
        monkeypatch.setenv(name, "/nowhere")
    (place / "config/uv").mkdir(parents=True)
    bent = '[pip]\ntarget = "/nowhere"\n'
    (place / "config/uv/uv.toml").write_text(bent)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(place / "config"))
    assert set_up_in(place) == ""
    code = PRINT + "; print(sys.argv[1:]); sys.exit(3)"
    done = call(place, "python", "-c", code, "--port 9", "x")
    assert (done.stdout, done.stderr) == ("42 7\n['--port 9', 'x']\n", "")
    assert done.returncode == 3
    assert list(place.glob(".venv/lib/*/site-packages/__pycache__/tiny*pyc"))
    assert leftovers(place) == []

    log = place / "build/set_up.log"
    log.write_text("untouched")
    assert call(place, "python", "-c", "print('again')").stdout == "again\n"
    assert log.read_text() == "untouched"
    done = call(place, "no-such-command")
    assert done.returncode == 1
    assert done.stderr.startswith("There is no command 'no-such-command'")


def test_all_of_it_without_a_network_and_with_a_pip_conf_that_bends(
    place, tmp_path
):
    if subprocess.call([*OFFLINE, "true"], stderr=subprocess.DEVNULL):
        pytest.skip("this machine grants no network namespace")
    own_uv(place, f'exec "{UV}/bin/uv" "$@"')
    (place / "build/uv/1.0/bin").mkdir(parents=True)  # a copied folder
    (place / "build/uv/1.0/bin/uv").write_text("from another machine")
    conf = place / "pip.conf"
    conf.write_text(
        f"[install]\ntarget = {tmp_path}/x\nroot = {tmp_path}/x\nuser = 1\n"
        "no-deps = 1\ndry-run = 1\nquiet = 3\nrequire-virtualenv = 1\n"
    )
    env = {"PIP_CONFIG_FILE": str(conf)}
    done = call(place, "python", "-c", PRINT, before=OFFLINE, **env)
    assert done.stdout == "42 7\n", done.stderr
    assert not (tmp_path / "x").exists()
    assert not (place / "build/uv/pip").exists()


@pytest.mark.parametrize(
    ("file", "text", "other"),
    [
        (".venv/set_up.json", "{", '{"python": '),
        (".venv/set_up.json", "bin/python", "bin/gone"),
        (LEARNER, "tiny", "# changed\ntiny"),
    ],
)
def test_what_is_incomplete_or_old_is_made_anew(place, file, text, other):
    assert set_up_in(place) == ""
    (place / ".venv/garbage").touch()
    path = place / file
    path.write_text(path.read_text().replace(text, other, 1))
    assert not ready(place)
    assert set_up_in(place) == ""
    assert ready(place)
    assert not (place / ".venv/garbage").exists()


@pytest.mark.parametrize("how", ["move", "copy"])
def test_a_renamed_or_copied_folder_works_on(place, how, monkeypatch):
    assert set_up_in(place, "everything") == ""
    other = place.with_name("other ö")
    if how == "copy":
        shutil.copytree(place, other, symlinks=True)
        (place / "helpers/__init__.py").write_text("here = 'the old'")
    else:
        shutil.move(place, other)
    monkeypatch.setenv("WHEELS", "/nowhere")  # so nothing can be installed
    for option in ([], ["--everything"]):
        done = call(other, *option, "python", "-c", PRINT)
        assert (done.stdout, done.stderr) == ("42 7\n", "")


def test_what_works_is_not_taken_away_first(place):
    assert set_up_in(place) == ""
    assert not ready(place, "everything")
    lock = place / "requirements.lock"
    before = lock.read_text()
    lock.write_text(before + f"gone==1.0 --hash=sha256:{'0' * 64}\n")
    said = set_up_in(place, "everything")
    assert "gone was not found" in said
    assert "made for this kind of machine" in said
    assert leftovers(place) == []
    assert ready(place) and not ready(place, "everything")
    lock.write_text(before)
    assert set_up_in(place, "everything") == ""
    assert ready(place) and ready(place, "everything")
    assert call(place, "python", "-c", "import more, tiny").returncode == 0


@pytest.mark.parametrize("state", ["now and new", "old and new", "only new"])
def test_killed_during_the_exchange(place, state, monkeypatch):
    assert set_up_in(place) == ""
    (place / ".venv").rename(place / ".venv.new")
    if state != "only new":
        broken = {"now and new": ".venv", "old and new": ".venv.old"}[state]
        (place / broken).mkdir()
    monkeypatch.setenv("WHEELS", "/nowhere")
    done = call(place, "python", "-c", PRINT)
    assert (done.stdout, done.stderr) == ("42 7\n", "")
    assert leftovers(place) == []


def test_killed_at_any_moment_the_next_call_repairs(place):
    moments = random.Random(7)
    program = [PYTHON, str(place / "tools/in_venv.py"), "true"]
    kills = 0
    for _ in range(10):
        process = subprocess.Popen(
            program, start_new_session=True, stderr=subprocess.DEVNULL
        )
        time.sleep(moments.uniform(0.1, 0.6))
        if process.poll() is None:
            kills += 1
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        done = call(place, "--everything", "python", "-c", PRINT)
        assert done.stdout == "42 7\n", done.stderr
        assert leftovers(place) == []
        shutil.rmtree(place / ".venv")
    assert kills


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_is_told_and_ends_the_step_as_well(place, tmp_path, number):
    mark = tmp_path / "pid"
    (place / "build/uv" / UV.name).unlink()
    programs = place / "build/uv" / UV.name / "bin"
    programs.mkdir(parents=True)
    uv = programs / "uv"
    uv.write_text(f'#!/bin/sh\necho $$ > "{mark}"; exec sleep 600\n')
    uv.chmod(0o755)
    process = subprocess.Popen(
        [PYTHON, str(place / "tools/in_venv.py"), "true"],
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        # A shell starts what it puts into the background deaf to it.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    while not (mark.exists() and mark.read_text().strip()):
        assert process.poll() is None
        time.sleep(0.05)
    process.send_signal(number)
    _, said = process.communicate(timeout=300)
    assert process.returncode == 130
    assert "was stopped; to go on with it, call" in said
    assert "Traceback" not in said
    with pytest.raises(ProcessLookupError):
        os.kill(int(mark.read_text()), 0)


DEAD = "http://127.0.0.1:9/mirror/simple"
NO_HASH = f"tiny==1.0 --hash=sha256:{'0' * 64}\n"
DOWNLOAD = "A download failed: the package index could not be reached or"


@pytest.mark.parametrize(
    ("files", "env", "ours"),
    [
        (
            {LEARNER: NO_HASH},
            {},
            'This failed: "Failed to download `tiny==1.0`: Hash mismatch for',
        ),
        ({LEARNER: None}, {}, "Could not start: [Errno 2] No such file or di"),
        ({UV_LOCK: None}, {}, 'This failed: "[Errno 2] No such file or direc'),
        (
            {},
            {"WHEELS": "/no/such a"},
            "/no/such a, which WHEELS names, is no",
        ),
        ({}, {"WHEELS": "", "UV_DEFAULT_INDEX": DEAD}, DOWNLOAD),
        ({}, {"WHEELS": "", "PIP_INDEX_URL": DEAD}, DOWNLOAD),
        (
            {"pip.conf": f"[global]\nindex-url = {DEAD}\nquiet = 1\n"},
            {"WHEELS": "", "PIP_CONFIG_FILE": "pip.conf"},
            DOWNLOAD,
        ),
    ],
)
def test_what_fails_is_told_in_one_sentence(place, files, env, ours):
    for name, text in files.items():
        (place / name).unlink(missing_ok=True)
        if text is not None:
            (place / name).write_text(text)
    env = env | {"UV_HTTP_RETRIES": "0", "NO_PROXY": "127.0.0.1"}
    done = call(place, "true", **env)
    assert (done.returncode, done.stdout) == (1, "")
    assert "Traceback" not in done.stderr
    last = done.stderr.splitlines()[-1]
    assert last.startswith(ours)
    assert [*place.glob(".venv*")] == []
    log = place / "build/set_up.log"
    assert (str(log) in last) == log.exists()
    assert ours != DOWNLOAD or DEAD in log.read_text()


def test_what_pip_is_told_of_sources_is_told_to_uv():
    said = (
        ":env:.index-url='https://env/simple'\n"
        "global.extra-index-url='\\nhttps://a\\nhttps://b'\n"
        "global.index-url='https://file/simple'\ninstall.user='true'\n"
    )
    assert set_up.from_pip(said) == {
        "PIP_INDEX_URL": "https://env/simple",
        "PIP_EXTRA_INDEX_URL": "https://a https://b",
        "UV_DEFAULT_INDEX": "https://env/simple",
        "UV_INDEX": "https://a https://b",
    }


def test_a_path_that_cannot_be_in_path_is_refused(tmp_path):
    root = tmp_path / "2025:26"
    shutil.copytree(ROOT / "tools", root / "tools")
    done = call(root, "python", "-c", "")
    assert done.returncode == 1
    assert done.stderr.startswith("The path of this folder has a ':' in it")


def test_a_full_disk_is_told_before_and_wherever_it_fills(place, monkeypatch):
    with monkeypatch.context() as patch:
        free = SimpleNamespace(free=10**9)
        patch.setattr(set_up.shutil, "disk_usage", lambda path: free)
        ours = "has 1.0 GB free and the set-up needs 2.2 GB; free some"
        assert ours in set_up_in(place)

    def full(self, *arguments):
        raise OSError(28, "No space left on device", str(self))

    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_text", full)
        assert set_up_in(place).startswith("The disk is full")
    assert not ready(place) and leftovers(place) == []
    assert set_up_in(place) == ""


# What uv 0.13 and pip said when it was tried: full tmpfs, a certificate of
# one's own, no name server, a machine without wheels, a read-only folder.
@pytest.mark.parametrize(
    ("said", "code", "ours"),
    [
        (
            "cause: No space left on device (os error 28)",
            1,
            "The disk is full",
        ),
        ("cause: invalid peer certificate: Other(", 2, "The package index co"),
        ("cause: error sending request for url\n  cause: dns", 2, DOWNLOAD),
        (
            "error: No solution found\n  cause: Because ab==1 has no wheels",
            *(1, 'This failed: "No solution found: Because ab==1 has no whe'),
        ),
        ("[Errno 30] Read-only: '/a/b'", 1, 'This failed: "[Errno 30] '),
        ("", -9, "The set-up was killed, perhaps for want of memory; call"),
    ],
)
def test_each_failure_has_its_sentence(said, code, ours):
    sentence = set_up.explain(said, code)
    assert sentence.startswith(ours)
    assert sentence.endswith("call the same command again.")


def test_two_set_ups_do_not_meet(place, capsys):
    said = []
    thread = threading.Thread(target=lambda: said.append(set_up_in(place)))
    with open(place / "build/set_up.lock", "a+b") as lock:
        assert set_up.try_lock(lock)
        thread.start()
        time.sleep(0.6)
        assert not (place / ".venv").exists()
    thread.join(timeout=300)
    assert said == [""]
    assert "Another set-up is at work here; waiting" in capsys.readouterr().err


def test_a_wrong_python_is_told_and_never_replaced_when_named(
    tmp_path, monkeypatch
):
    monkeypatch.setenv("PATH", str(tmp_path))
    broken, good = tmp_path / "python3.13", tmp_path / "python3.12"
    broken.write_text("#!/bin/sh\nexit 127\n")
    broken.chmod(0o755)
    real = sys.executable
    monkeypatch.setattr(sys, "executable", str(broken))
    with pytest.raises(in_venv.Problem, match="lacks its modules venv and"):
        in_venv.find_python(only_this=False)
    monkeypatch.setattr(sys, "version_info", (3, 9, 0, "final", 0))
    with pytest.raises(in_venv.Problem, match=r"is Python 3\.9; install one"):
        in_venv.find_python(only_this=False)
    good.write_text(f'#!/bin/sh\nexec "{real}" "$@"\n')
    good.chmod(0o755)
    assert in_venv.find_python(only_this=False) == ["python3.12"]
    with pytest.raises(in_venv.Problem, match=r"This needs Python 3\.11, 3"):
        in_venv.find_python(only_this=True)


def test_make_without_any_python_says_so(place):
    done = subprocess.run(
        ["make", "test", "PYTHON=no-such-python"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    first = done.stderr.splitlines()[0]
    assert first.startswith("There is no Python here under the name 'no-such")
    assert (done.returncode, done.stdout) == (2, "")


@pytest.mark.parametrize("name", ["in_venv", "check_machine", "machine"])
def test_what_comes_first_can_be_read_by_python_3_6(name):
    text = (ROOT / "tools" / f"{name}.py").read_text(encoding="utf-8")
    nodes = [*ast.walk(ast.parse(text, feature_version=(3, 6)))]
    imported = {
        name.name.split(".")[0]
        for node in nodes
        if isinstance(node, ast.Import)
        for name in node.names
    } | {node.module for node in nodes if isinstance(node, ast.ImportFrom)}
    own = {name for name in imported if name.startswith("tools")}
    assert imported - own <= sys.stdlib_module_names


def test_the_user_s_settings_do_not_bend_a_command():
    bends = ["PYTHONPATH", "PYTHONOPTIMIZE", "MPLBACKEND", "JUPYTER_PATH"]
    bent = dict.fromkeys([*bends, "JUPYTER_CONFIG_DIR"], "/home/somebody")
    env = in_venv.environment("/repo", bent | {"PATH": "/bin", "LANG": "C"})
    assert env["PATH"] == f"/repo/.venv/bin{os.pathsep}/bin"
    assert env["LANG"] == "C"
    assert env["JUPYTER_CONFIG_PATH"] == "/repo/tools/jupyter"
    assert not {*bends} & {*env}
    folders = [env[name] for name in env if re.search("DIR$|_HOME$", name)]
    assert len(folders) == 6
    assert all(folder.startswith("/repo/.home/") for folder in folders)
