"""`make check` on broken machines: each has a sentence, none a traceback.

No test asks how fast, how large or how free the machine is that runs it.
"""

import os
import re
import shutil
import socket
import subprocess
import sys
import webbrowser
from collections import namedtuple
from pathlib import Path

import pytest

from tools import check_machine, in_venv, machine
from tools.compare import same_text

pytestmark = pytest.mark.skipif(
    os.name == "nt", reason="shell scripts stand for .venv's Python"
)
linux_only = pytest.mark.skipif(
    sys.platform != "linux", reason="elsewhere a browser is always there"
)
ROOT = Path(__file__).resolve().parents[1]
SAVED = (ROOT / "tools" / "tiny_training.txt").read_text(encoding="utf-8")
Usage = namedtuple("Usage", "total used free")
Browser = namedtuple("Browser", "name")
GB = 10**9
CHECKS = check_machine.CHECKS
FACTS = {
    "version": "3.12.1",
    "path": "/usr/bin/python3",
    "wide": True,
    "system": "Linux",
    "machine": "x86_64",
    "suffix": ".cpython-312-x86_64-linux-gnu.so",
}


def put(path: Path, text: str) -> None:
    """Write a file, its folder made first."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def venv_does(m: machine.Machine, script: str) -> None:
    """Let the Python of `.venv` be a shell script."""
    python = Path(in_venv.venv_python(m.root))
    put(python, f"#!/bin/sh\n{script}\n")
    python.chmod(0o755)


@pytest.fixture
def m(tmp_path, monkeypatch):
    """A machine that fits, set up, of files in a folder of the test."""
    m = machine.Machine(
        str(tmp_path / "root"), {"PATH": os.defpath, "DISPLAY": ":0"}
    )
    m.system, m.proc = "Linux", str(tmp_path / "proc")
    m.cgroups = str(tmp_path / "cgroup")
    put(tmp_path / "root" / "tools" / "tiny_training.txt", SAVED)
    put(tmp_path / "proc" / "cpuinfo", "flags\t\t: fpu sse avx avx2\n")
    put(
        tmp_path / "proc" / "meminfo",
        "MemTotal: 8000000 kB\nMemFree: 9 kB\nMemAvailable: 4000000 kB\n",
    )
    venv_does(m, f"printf '{SAVED}'")
    disk = Usage(99 * GB, 79 * GB, 20 * GB)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: disk)
    monkeypatch.setattr(in_venv, "is_ready", lambda root: True)
    monkeypatch.setattr(machine, "facts", lambda m: dict(FACTS))
    monkeypatch.setattr(machine, "long_paths", lambda: False)
    monkeypatch.setattr(webbrowser, "get", lambda: Browser("/usr/bin/firefox"))
    return m


@pytest.fixture
def told(m, monkeypatch, capsys):
    """Return a function: what `make check` says of one thing, in one line.

    Other keywords than FACTS change the machine: what its programs say, its
    free disk, its folder, its files below /proc, its variables, and what
    the Python of `.venv` does.
    """

    def one(name: str, **state) -> str:
        found = FACTS | {key: state[key] for key in FACTS if key in state}
        monkeypatch.setattr(machine, "facts", lambda m: found)
        if "said" in state:
            said = state["said"]
            monkeypatch.setattr(machine, "said_by", lambda _: said)
        if "free" in state:
            disk = Usage(99 * GB, 79 * GB, state["free"] * GB)
            monkeypatch.setattr(shutil, "disk_usage", lambda path: disk)
        ready, limit = state.get("ready", True), state.get("limit", 50)
        monkeypatch.setattr(in_venv, "is_ready", lambda root: ready)
        monkeypatch.setattr(check_machine, "LIMIT", limit)
        m.system, m.root = state.get("on", m.system), state.get("root", m.root)
        m.env.update(state.get("env", {}))
        for file, text in state.get("proc", {}).items():
            put(Path(m.proc) / file, text)
        if "script" in state:
            venv_does(m, state["script"])
        checks = [pair for pair in CHECKS if pair[0] == name]
        monkeypatch.setattr(check_machine, "CHECKS", checks)
        code = check_machine.main([], m)
        line, last = lines(capsys.readouterr().out)
        assert code == (" WRONG " in line)
        expected = "1 of 1 thing is in the way." if code else "This machine "
        assert last.startswith(expected)
        return line.removeprefix(name).strip()

    return one


def lines(said: str) -> list[str]:
    """Return the lines, those that were wrapped made whole again."""
    assert said.isascii() and "Traceback" not in said
    assert max(map(len, said.splitlines())) <= 79
    return re.sub(r"\n {20}", " ", said).splitlines()


def test_the_good_machine_fits(m, capsys):
    assert check_machine.main([], m) == 0
    said = lines(capsys.readouterr().out)
    free = said.pop(4)  # another port where 8888 is taken
    assert re.fullmatch(
        r"port          ok    \d{4}(, as 8888 is taken)?", free
    )
    cores = re.escape("x86_64, ") + r"\d+ cores?"
    assert re.fullmatch("processor     ok    " + cores, said.pop(1))
    assert said == [
        "Python        ok    3.12.1 (/usr/bin/python3)",
        "disk          ok    20 GB free",
        "memory        ok    4.1 GB free of 8",
        "browser       ok    firefox",
        "training      ok    the losses are the saved ones",
        "This machine fits.",
    ]


MAC = {"system": "Darwin"}
OTHER = {"system": "Windows", "machine": "ARM64"}
NO_AVX = {"cpuinfo": "flags\t\t: fpu sse avx512_not\n"}
FULL = {"meminfo": "MemTotal: 8000000 kB\nMemFree: 9 kB\n"}
LONG = {"ready": False, "on": "Windows", "root": "C:\\" + 88 * "x"}
CLOUD = {"on": "Windows", "root": r"C:\Users\a\OneDrive - School\x"}
ICLOUD = {"ready": False, "root": "/Users/a/Library/Mobile Documents/x"}
COLON = {"ready": False, "root": "/home/a/b:c"}
NO_MODULE = f"exec '{sys.executable}' -c 'import gone'"
NO_DLL = "echo 'ImportError: DLL load failed' >&2; exit 1"
ODD = "echo 'OSError: odd' >&2; exit 3"


def losses(*replace: str) -> dict[str, str]:
    """Let the training print the saved losses, some digits replaced."""
    return {"script": f"echo; printf '{SAVED.replace(*replace)}'"}


@pytest.mark.parametrize(
    ("name", "state", "words"),
    [
        ("Python", {"suffix": ".cpython-312-musl.so"}, "no release for a Pyt"),
        ("processor", {"wide": False}, "is a 32-bit program and TensorFlow"),
        ("processor", {"machine": "armv7l"}, "TensorFlow for Linux on armv7l"),
        ("processor", OTHER, "There is no TensorFlow for Windows on ARM64;"),
        ("processor", MAC | {"said": "1"}, "This Mac has Apple silicon, but"),
        ("processor", MAC | {"said": "0"}, "TensorFlow has left Intel Macs"),
        ("processor", {"proc": NO_AVX}, "This processor does not show AVX"),
        ("disk", {"free": 2.0, "ready": False}, "2.0 GB are free here and 2."),
        ("disk", {"free": 0.2}, "0.2 GB are free here and 0.3 GB are needed"),
        ("disk", {"free": 0.4}, "ok    0.4 GB free"),
        ("disk", LONG, "has 91 characters; with more than 65, files of Tenso"),
        ("disk", CLOUD | {"ready": False}, 'lies in "OneDrive - School"'),
        ("disk", ICLOUD, 'lies in "Mobile Documents"'),
        ("disk", COLON, 'has a ":" in it, and .venv cannot be made there'),
        (
            "memory",
            {"proc": FULL},
            "0.0 GB of 8.2 are free and 1.5 are needed",
        ),
        ("training", {"env": {"KERAS_BACKEND": "torch"}}, "is set to torch"),
        ("training", {"script": "kill -ILL $$"}, "died of an instruction tha"),
        ("training", {"script": "kill -KILL $$"}, "was killed, most often fo"),
        ("training", {"script": "exec sleep 30", "limit": 1}, "more than 1 s"),
        ("training", {"script": "sleep 3; true", "limit": 1}, "more than 1 s"),
        ("training", {"script": NO_MODULE}, "(ModuleNotFoundError: No module"),
        ("training", {"script": NO_DLL}, "Visual C++ Redistributable"),
        ("training", {"script": ODD}, 'stopped with "OSError: odd"'),
        ("training", {"script": "echo hello"}, "printed no losses to compare"),
        ("training", losses("0.1", "0.2"), "percent off the saved ones"),
        ("training", losses("0.1", "nan"), "printed no losses to compare"),
        ("training", losses("41", "42"), "the losses are the saved ones"),
        ("training", losses("41", "47"), "the saved ones in the last digit"),
    ],
)
def test_each_fault_has_its_sentence(told, name, state, words):
    assert words in told(name, **state)


def test_a_venv_without_its_python(m, told):
    Path(in_venv.venv_python(m.root)).unlink()
    assert ".venv does not start (No such file or dir" in told("training")


def test_a_firewall_on_the_machine_itself(told, monkeypatch):
    def refuse(*where, **how):
        raise ConnectionRefusedError(111, "Connection refused")

    monkeypatch.setattr(socket, "create_connection", refuse)
    assert "over 127.0.0.1 (Connection refused); allow" in told("port")


def test_the_facts_come_from_a_python():
    found = machine.facts(machine.Machine())
    assert {*found} == {*FACTS}
    assert found["version"].startswith("3.") and found["wide"]


def test_a_folder_that_is_read_only(m, told):
    Path(m.root).chmod(0o555)
    root = os.geteuid() == 0  # who may write everywhere
    try:
        if root:
            os.seteuid(65534)
        line = told("disk")
    finally:
        if root:
            os.seteuid(0)
        Path(m.root).chmod(0o755)
    assert "written into this folder (Permission denied); make it" in line


@pytest.mark.parametrize("version", [1, 2])
def test_memory_of_a_container(m, told, version):
    kind = "memory" if version == 1 else ""
    put(Path(m.proc) / "self" / "cgroup", f"3:cpu:/\n0:{kind}:/a/b\n")
    folder = Path(m.cgroups) / kind / ("" if version == 1 else "a")
    names = ["limit_in_bytes", "usage_in_bytes", "total_inactive_file"]
    if version == 2:
        names = ["max", "current", "inactive_file"]
    put(folder / f"memory.{names[0]}", f"{2 * GB}\n")
    put(folder / f"memory.{names[1]}", f"{1.9 * GB:.0f}\n")
    assert "0.1 GB of 2.0 are free and 1.5 are needed" in told("memory")
    put(folder / "memory.stat", f"x 1\n{names[2]} {1.8 * GB:.0f}\n")
    assert told("memory") == "ok    1.9 GB free of 2"


def test_memory_of_a_mac(m, told, monkeypatch):
    said = {
        "vm_stat": "(page size of 16384 bytes)\nPages free:      10000.\n"
        "Pages active:   400000.\nPages inactive: 150000.\n",
        "sysctl": f"{8 * GB}",
    }
    monkeypatch.setattr(machine, "said_by", lambda command: said[command[0]])
    m.system = "Darwin"
    assert told("memory") == "ok    2.6 GB free of 8"


def test_a_port_that_is_taken(told, monkeypatch):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        monkeypatch.setattr(machine, "PORT", taken)
        assert f", as {taken} is taken" in told("port")
        monkeypatch.setattr(machine, "PORTS", 1)
        assert f"from {taken} to {taken} are all taken" in told("port")


def test_a_proxy_for_everything(m, told):
    m.env["http_proxy"] = "http://proxy.school:3128"
    line = told("port")
    assert line.startswith("note") and "http_proxy is set for this" in line
    m.env["no_proxy"] = "localhost,127.0.0.1"
    assert told("port").startswith("ok")


def run(root: Path, *arguments: str, **env: str):
    """Call the program as a person would; return its code and lines."""
    done = subprocess.run(
        [sys.executable, *arguments, str(root / "tools" / "check_machine.py")],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={"PATH": "/nowhere"} | env,
    )
    assert done.stderr == ""
    return done.returncode, lines(done.stdout)


def test_what_nobody_thought_of_is_a_sentence_too(m, monkeypatch, capsys):
    def odd(m):
        raise LookupError("ü")

    def stop(m):
        raise KeyboardInterrupt

    monkeypatch.setattr(check_machine, "CHECKS", [("a", odd), ("b", odd)])
    assert check_machine.main([], m) == 1
    first, _, last = lines(capsys.readouterr().out)
    assert first.split(maxsplit=1)[1] == (
        "WRONG This could not be found out (LookupError: ?); call "
        "`make check` again."
    )
    assert last == "2 of 2 things are in the way."
    monkeypatch.setattr(check_machine, "CHECKS", [("a", stop)])
    assert check_machine.main([], m) == 130
    assert capsys.readouterr().out.endswith("\nStopped.\n")


@pytest.fixture
def copy(tmp_path):
    """The files of a first call, in a synced folder with an umlaut."""
    root = tmp_path / "OneDrive - Schüler"
    (root / "tools").mkdir(parents=True)
    for path in [*ROOT.glob("requirements*"), ROOT / "pyproject.toml"]:
        shutil.copy(path, root)
    for name in ("__init__", "in_venv", "check_machine", "machine"):
        shutil.copy(ROOT / "tools" / f"{name}.py", root / "tools")
    return root


def test_the_first_call_changes_nothing(copy):
    before = {p: p.is_file() and p.read_bytes() for p in copy.rglob("*")}
    code, said = run(copy, LC_ALL="C", PYTHONIOENCODING="cp437")
    assert code == 1  # for the folder, at least
    assert 'WRONG This folder lies in "OneDrive - Sch?ler", which' in said[2]
    assert said[-2].split()[:3] == ["training", "later", "Call"]
    after = {p: p.is_file() and p.read_bytes() for p in copy.rglob("*")}
    assert after == before


@linux_only
@pytest.mark.parametrize(
    ("name", "env", "words"),
    [
        ("w3m", {}, "note  None can open from here; open the address that"),
        ("w3m", {"DISPLAY": ":0"}, "WRONG There is no browser with windows,"),
        ("firefox", {"DISPLAY": ":0"}, "ok    firefox"),
    ],
)
def test_browsers(copy, tmp_path, name, env, words):
    put(tmp_path / name, "#!/bin/sh\n")
    (tmp_path / name).chmod(0o755)
    env = env | {"PATH": str(tmp_path), "TERM": "xterm"}
    (line,) = [x for x in run(copy, **env)[1] if x.startswith("browser")]
    assert line.startswith(f"browser       {words}")


def test_an_old_python_alone(copy):
    fake = (
        "import runpy, sys; sys.version_info = (3, 9, 0, 'final', 0); "
        "sys.executable = '/bin/false'; "
        "sys.argv[:1] = []; runpy.run_path(sys.argv[0], run_name='__main__')"
    )
    code, said = run(copy, "-c", fake)
    assert code == 1
    assert re.match(r"Python +WRONG .*Python 3\.9\b", said[0])


def test_a_file_that_was_run_out_of_a_zip(copy):
    (copy / "tools" / "in_venv.py").unlink()
    call = [sys.executable, str(copy / "tools" / "check_machine.py")]
    done = subprocess.run(call, capture_output=True, text=True, check=False)
    assert done.stderr.startswith("Only a part of the lessons is here; unp")
    assert (done.returncode, done.stdout) == (1, "")


def test_the_losses_of_a_training_are_the_saved_ones():
    done = subprocess.run(
        [sys.executable, "-m", "tools.tiny_training"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert same_text(SAVED, done.stdout)
