"""A fork is what a plain start would be: same user, same place, same ends."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
from jupyter_client import KernelManager

from tests.warm_kernels import shipped_spec
from tools.execute import NO_HISTORY, private_kernel, silently
from tools.warm_forks import KERNEL

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="forks are for Linux"
)
ROOT = Path(__file__).resolve().parents[1]
ASK = [sys.executable, "-I", "-S", str(ROOT / "tools/ask_for_fork.py")]
NOBODY = 65534
# A module that says what it is, and a server of its forks.
REPORT = """
import ctypes, json, os, resource, sys
print(json.dumps({
    "arguments": sys.argv[1:], "folder": os.getcwd(), "path": sys.path[0],
    "variables": dict(os.environ), "mask": os.umask(0),
    "user": os.getresuid(), "group": os.getresgid(),
    "groups": sorted(os.getgroups()), "limit": resource.getrlimit(7),
    "session": os.getsid(0) == os.getpid(),
    "own": os.stat("/proc/self/fd").st_uid,
    "merges": ctypes.CDLL(None).prctl(68, 0, 0, 0, 0),
}))
print("warm" if "tools.warm_forks" in sys.modules else "plain")
try:
    os.setresuid(0, 0, 0)
except OSError:
    print("no way back")
"""
SERVE = """
import os, sys
from pathlib import Path
from tools import warm_forks
sys.modules["tools.warm_forks"] = warm_forks
warm_forks.IMPORTS = {sys.argv[2]: lambda: __import__(sys.argv[3])}
if sys.argv[4:]:
    os.setresuid(*3 * [int(sys.argv[4])])
warm_forks.serve(Path(sys.argv[1], sys.argv[2]), sys.argv[2])
"""
# What asks: as who, then whatever tools/ask_for_fork.py asks for.
ASKER = """
import os, resource, sys
from tools import ask_for_fork
resource.setrlimit(resource.RLIMIT_NOFILE, (99, 99))
os.setgroups([12, 34])
os.setresgid(*3 * [int(sys.argv[1])])
os.setresuid(*3 * [int(sys.argv[1])])
try:
    server, pid = ask_for_fork.ask("report", ("a",))
except (ValueError, OSError):
    print("refused")
else:
    server.recv(1)
"""


@pytest.fixture
def serve(monkeypatch):
    """Return a function that starts a server, for everybody to reach."""
    started = []
    # None of pytest's own, which lie where only this user may go.
    folder = Path(tempfile.mkdtemp(prefix="forks-"))
    (folder / "report.py").write_text(REPORT)
    folder.chmod(0o777)
    monkeypatch.setenv("WARM_FORKS", str(folder))
    monkeypatch.setenv("PYTHONPATH", f"{ROOT}:{folder}")
    monkeypatch.delenv("KERAS_BACKEND", raising=False)

    def start(module: str, imports: str = "json", *user: str) -> Path:
        server = subprocess.Popen(
            [sys.executable, "-c", SERVE, folder, module, imports, *user],
            stdin=subprocess.PIPE,
            cwd=ROOT,
        )
        started.append(server)
        until(lambda: (folder / module).exists() or server.poll() is not None)
        assert server.poll() is None
        return folder

    yield start
    for server in started:
        server.stdin.close()
        assert server.wait() == 0
    shutil.rmtree(folder)


def until(is_so) -> None:
    while not is_so():
        time.sleep(0.02)


def asked(*words: str, **options) -> tuple[dict, list[str]]:
    done = subprocess.run([*words], capture_output=True, text=True, **options)
    assert not done.stderr
    report, *rest = done.stdout.splitlines()
    return json.loads(report), rest


def test_a_fork_is_as_a_plain_start_would_be(serve, tmp_path, monkeypatch):
    folder = serve("report")
    monkeypatch.setenv("WHO", "a learner")
    command = [*ASK, "report", "-f", "a b"]
    warm, said = asked(*command, cwd=folder, umask=0o27)
    assert said[0] == "warm"
    (folder / "report").unlink()
    plain, said = asked(*command, cwd=folder, umask=0o27)
    assert said[0] == "plain"
    assert warm.pop("session") and not plain.pop("session")
    merges = warm.pop("merges"), plain.pop("merges")
    assert merges in ((1, 0), (-1, -1))  # old systems know of no merging
    assert warm == plain
    assert warm["arguments"] == ["-f", "a b"]
    assert warm["variables"]["WHO"] == "a learner" and warm["mask"] == 0o27


@pytest.mark.parametrize("name", ["WARM_FORKS", "KERAS_BACKEND"])
def test_who_cannot_have_a_fork_starts_plainly(serve, name, monkeypatch):
    folder = serve("report")
    monkeypatch.setenv(name, "jax")
    _, said = asked(*ASK, "report", cwd=folder)
    assert said[0] == "plain"


@pytest.mark.skipif(os.getuid() != 0, reason="only root can be two users")
def test_a_fork_has_the_rights_of_who_asks_and_no_more(serve):
    folder = serve("report")
    command = [sys.executable, "-c", ASKER, str(NOBODY)]
    found, said = asked(*command, cwd=folder)
    assert said == ["warm", "no way back"]
    assert found["user"] == found["group"] == [NOBODY] * 3
    assert found["groups"] == [12, 34] and found["limit"] == [99, 99]
    assert found["own"] == NOBODY


@pytest.mark.skipif(os.getuid() != 0, reason="only root can be two users")
def test_a_server_of_one_user_forks_for_nobody_else(serve):
    folder = serve("report", "json", "4321")
    done = subprocess.run(
        [sys.executable, "-c", ASKER, str(NOBODY)],
        cwd=folder,
        capture_output=True,
        text=True,
    )
    assert done.stdout == "refused\n"


def test_a_kernel_is_interrupted_restarted_missed_and_ended(serve):
    folder = serve(KERNEL, "ipykernel.kernelapp")
    km = private_kernel(KernelManager)
    km._kernel_spec = shipped_spec(folder)
    km.start_kernel(extra_arguments=NO_HISTORY, **silently())
    client = km.blocking_client()
    client.start_channels()
    client.wait_for_ready()
    first = pid_of(client)
    asked = client.execute("print(1)\nwhile True:\n    pass")
    while client.get_iopub_msg()["msg_type"] != "stream":
        pass
    km.interrupt_kernel()
    reply = client.get_shell_msg()
    assert reply["parent_header"]["msg_id"] == asked
    assert reply["content"]["ename"] == "KeyboardInterrupt"

    km.restart_kernel()
    client.wait_for_ready()
    second = pid_of(client)
    assert second != first
    until(lambda: is_gone(first))

    os.kill(second, signal.SIGKILL)
    until(lambda: not km.is_alive())

    km.restart_kernel(now=True)
    client.wait_for_ready()
    third = pid_of(client)
    km.shutdown_kernel(now=True)  # kills who asked
    until(lambda: is_gone(third))
    client.stop_channels()


FULL_OF_HOLES = """
import ctypes, os, socket, threading, time
from pathlib import Path
from tools import warm_forks

libc = ctypes.CDLL(None)
libc.malloc.restype, libc.free.argtypes = ctypes.c_void_p, [ctypes.c_void_p]

def resident():
    return int(Path("/proc/self/statm").read_text().split()[1])

blocks = [libc.malloc(1000) for _ in range(100_000)]
for block in blocks[:-1]:  # the last keeps the rest from shrinking
    libc.free(block)
full, one = resident(), socket.socketpair()
warm_forks.REST = 0.01
threading.Thread(target=warm_forks._end_with, args=one[:1]).start()
while resident() > full - 20_000:
    time.sleep(0.01)
one[1].close()
"""


def test_a_fork_gives_memory_back_until_it_ends():
    done = subprocess.run([sys.executable, "-c", FULL_OF_HOLES], cwd=ROOT)
    assert done.returncode == 1  # by `_end_with`


def test_kernels_begin_with_no_figure_and_the_usual_settings():
    code = (
        "from tools import warm_forks; import matplotlib;"
        "before = dict(matplotlib.rcParams);"
        "warm_forks.draw_ahead();"
        "assert dict(matplotlib.rcParams) == before;"
        "assert not matplotlib.pyplot.get_fignums()"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)


def pid_of(client) -> int:
    reply = client.execute(
        "", user_expressions={"pid": "__import__('os').getpid()"}, reply=True
    )
    found = reply["content"]["user_expressions"]["pid"]["data"]
    return int(found["text/plain"])


def is_gone(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1]
    except FileNotFoundError:
        return True
    return state.split()[0] == "Z"
