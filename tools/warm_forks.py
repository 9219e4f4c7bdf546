"""A Python process that has imported much already: each asker gets a fork.

    python -m tools.warm_forks FOLDER MODULE

listens on the socket FOLDER/MODULE for tools/ask_for_fork.py. A kernel that
trains needs some seconds of the processor and 300 MB to import TensorFlow; a
fork of a process that has done so needs neither, for the memory is shared
until one of them writes to it. The same holds, in small, for a learner's
server.

Run by root it serves everybody, and the system says who asks: before a fork
reads one word of what is asked, it has the asker's user, groups and limits.
So what it runs, the asker could have run as well.
"""

import array
import ctypes
import gc
import importlib
import json
import os
import resource
import runpy
import select
import signal
import socket
import stat
import struct
import subprocess
import sys
import threading
import types
import warnings
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
KERNEL, SERVER = "ipykernel_launcher", "jupyterhub.singleuser"
GRADING = "tools.grading.worker"
# A fork can read what variables its first ancestor began with, and so can
# its user: no secret may be among them.
HARMLESS = {"PATH", "LANG", "LC_ALL", "TZ"}
SO_PEERGROUPS = 59  # socket(7) and prctl(2); Python has no names for them
PR_SET_DUMPABLE = 4
PR_SET_MEMORY_MERGE = 67
REST = 30  # seconds between two times that a fork gives memory back


def start(
    folder: Path,
    module: str,
    program: tuple[str, str] = ("-m", "tools.warm_forks"),
) -> subprocess.Popen:
    """Start this for a module; it ends with the process that started it."""
    return subprocess.Popen(
        [
            # As Jupyter starts its kernels: so their debugger finds lines.
            *(sys.executable, "-Xfrozen_modules=off"),
            *(*program, str(folder), module),
        ],
        cwd=ROOT,
        env={k: v for k, v in os.environ.items() if k in HARMLESS},
        stdin=subprocess.PIPE,
    )


def import_keras() -> None:
    """Import what any kernel needs that trains."""
    from helpers import backend

    backend.load_ahead()
    # Who asked watches its parent, and a kernel that had none would chatter.
    os.environ["JPY_PARENT_PID"] = "1"
    import ipykernel.debugger
    import ipykernel.ipkernel
    import ipykernel.kernelapp

    # Each kernel notes for its debugger where all modules come from. With
    # these 4000 it would copy 16 MB of shared memory to count references.
    blind = types.SimpleNamespace(**vars(sys) | {"modules": {}})
    ipykernel.ipkernel.sys = blind


def import_for_kernels() -> None:
    """Import that, and what the lessons need."""
    import_keras()
    import PIL.Image

    for name in (
        *("matplotlib.pyplot", "matplotlib_inline.backend_inline"),
        *("helpers.checks", "helpers.models", "helpers.stack_explorer"),
        *("helpers.data", "helpers.fused_lstm", "helpers.progress"),
        # What a kernel imports when it starts, and NumPy when it draws lots.
        *("IPython.core.completerlib", "IPython.core.debugger"),
        *("IPython.core.oinspect", "IPython.extensions.storemagic"),
        *("numpy.random", "sqlite3", "tornado.platform.asyncio"),
    ):
        importlib.import_module(name)
    PIL.Image.preinit()
    draw_ahead()


def draw_ahead() -> None:
    """Draw a figure and drop it: the fonts, once read, are shared as well."""
    import matplotlib as mpl
    import numpy as np

    from helpers import figures

    row = np.ones((1, 4))
    with mpl.rc_context():
        figures.apply_style()
        box = figures.draw_box(row[..., None], "x")
        one = row[:, :1]
        for fig, _ in box, figures.draw_cell(one, one, one, row, row, row[0]):
            figures.png(fig)
            mpl.pyplot.close(fig)


def import_for_servers() -> None:
    """Import what the server of a JupyterHub's user needs."""
    for name in ("jupyterhub.singleuser", "jupyterlab.labapp"):
        importlib.import_module(name)


def import_for_grading() -> None:
    """Import what a handed-in notebook needs, and who judges it."""
    import_for_kernels()
    importlib.import_module(GRADING)


IMPORTS = {
    KERNEL: import_for_kernels,
    SERVER: import_for_servers,
    GRADING: import_for_grading,
}


def serve(address: Path, module: str) -> None:
    """Import; then fork for each that asks, until stdin is closed."""
    IMPORTS[module]()
    gc.collect()
    gc.freeze()  # a collection would write into what is shared
    # Lets the system merge equal pages of forks, where root switched that on.
    ctypes.CDLL(None).prctl(PR_SET_MEMORY_MERGE, 1, 0, 0, 0)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for them
    server = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    fresh = address.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    server.bind(str(fresh))
    fresh.chmod(0o666)
    server.listen(100)
    fresh.rename(address)
    # A pipe there is that of `start`; a service has none.
    ends = [0] if stat.S_ISFIFO(os.fstat(0).st_mode) else []
    while 0 not in select.select([server, *ends], [], [])[0]:
        asked, _ = server.accept()
        if _is_fork():
            server.close()
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            take_identity(asked)
            take_place(asked)
            runpy.run_module(module, run_name="__main__", alter_sys=True)
            return
        asked.close()


def take_identity(asked: socket.socket) -> None:
    """Become the user who asks, with no more rights than that one has."""
    peer = asked.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12)
    pid, user, group = struct.unpack("3i", peer)
    if user == os.getuid():
        return
    groups = array.array("I")
    groups.frombytes(asked.getsockopt(socket.SOL_SOCKET, SO_PEERGROUPS, 1024))
    for line in Path(f"/proc/{pid}/cgroup").read_text().splitlines():
        _, kind, path = line.split(":", 2)
        folder = Path("/sys/fs/cgroup", kind.removeprefix("name="), path[1:])
        if (folder / "cgroup.procs").exists():
            (folder / "cgroup.procs").write_text("0")  # this process
    limits = Path(f"/proc/{pid}/limits").read_text().splitlines()[1:]
    for number, line in enumerate(limits):  # in the order of their numbers
        soft_and_hard = line[26:].split()[:2]
        resource.setrlimit(
            number,
            [-1 if n == "unlimited" else int(n) for n in soft_and_hard],
        )
    os.setgroups(groups)
    os.setresgid(group, group, group)
    os.setresuid(user, user, user)
    # Else its own files in /proc would be root's.
    ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 1)


def take_place(asked: socket.socket) -> None:
    """Take over arguments, variables, folder and files of who asks."""
    text, files, _, _ = socket.recv_fds(asked, 2**20, 3)
    wanted = json.loads(text)
    for number, file in enumerate(files):
        os.dup2(file, number)
        os.close(file)
    os.setsid()
    os.umask(wanted["mask"])
    os.chdir(wanted["folder"])
    os.environ.clear()
    os.environ.update(wanted["variables"])
    sys.argv[1:] = wanted["arguments"]
    sys.path[0] = wanted["folder"]
    asked.send(str(os.getpid()).encode())
    threading.Thread(target=_end_with, args=[asked], daemon=True).start()


def _is_fork() -> bool:
    with warnings.catch_warnings():
        # Python 3.12 and later warn of threads; those of BLAS bear it.
        warnings.simplefilter("ignore", DeprecationWarning)
        try:
            return os.fork() == 0
        except OSError:
            return False  # no room for one more; who asks sees that


def _end_with(asked: socket.socket) -> None:
    # Nothing ever comes: it can be read when the other is gone.
    while not select.select([asked], [], [], REST)[0]:
        # What is free between others goes back only if somebody asks.
        ctypes.CDLL(None).malloc_trim(0)
    os._exit(1)


if __name__ == "__main__":
    serve(Path(sys.argv[1], sys.argv[2]), sys.argv[2])
