"""What this machine has for the lessons; tools/check_machine.py prints it.

Each `check_...` returns the word and the text of a line, or raises
`Problem`. This file must be read by Python 3.6, as tools/in_venv.py.
"""

# ruff: noqa: UP006, UP035  (Python 3.6 has to read this)

import ctypes
import errno
import json
import os
import platform
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import urllib.request
import webbrowser
from typing import Dict, List, Mapping, Tuple

from tools import in_venv
from tools.in_venv import ROOT, SUPPORTED, WINDOWS, Problem

GB = 10**9
RUN = 0.3 * GB  # what lessons write
MEMORY = 1.5 * GB  # a kernel 0.7, JupyterLab 0.15, a browser the rest
PORT, PORTS = 8888, 51  # as many as JupyterLab tries
# Windows: 260 characters less the longest name in TensorFlow's wheel, 163,
# less .venv\Lib\site-packages and a little for whoever renames .venv.
LONGEST = 65
ILLEGAL = (-4, 132, 0xC000001D)  # SIGILL; from a shell; the one of Windows
FITTING = "Linux x86_64", "Linux aarch64", "Darwin arm64", "Windows AMD64"
SYNCED = (
    r"(?:OneDrive|Dropbox|Google ?Drive|i?CloudDrive|iCloud Drive|"
    r"CloudStorage|Mobile Documents)(?: - .*)?$"
)
CGROUPS = {  # by their kind: the files and the line of their memory
    "": ("max", "current", "inactive_file"),
    "memory": ("limit_in_bytes", "usage_in_bytes", "total_inactive_file"),
}
TEXT_ONLY = {"w3m", "lynx", "links", "elinks", "www-browser"}
ELSEWHERE = "use another machine, or Colab (README.md, Other ways in)"
# Windows has no make.
LAB = "the command that starts the lessons" if WINDOWS else "`make lab`"
AGAIN = "call this again" if WINDOWS else "call `make check` again"
FACTS = (
    "import json, platform, sys, sysconfig; print(json.dumps(dict("
    "version=platform.python_version(), path=sys.executable, "
    "wide=sys.maxsize > 2**32, system=platform.system(), "
    "machine=platform.machine(), "
    "suffix=sysconfig.get_config_var('EXT_SUFFIX') or '')))"
)

Line = Tuple[str, str]


class Machine:
    """Where to look; the tests let it look elsewhere."""

    def __init__(self, root: str = ROOT, env: Mapping[str, str] = os.environ):
        self.root, self.env = root, env
        self.system = platform.system()
        self.proc, self.cgroups = "/proc", "/sys/fs/cgroup"
        self.python = [sys.executable]


def need(fits: object, sentence: str) -> None:
    """Raise `Problem` with the sentence unless it fits."""
    if not fits:
        raise Problem(sentence)


def said_by(command: List[str]) -> str:
    """Return what a command prints; raise OSError or SubprocessError."""
    nowhere = {"stdin": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    said = subprocess.check_output(command, timeout=20, **nowhere)
    return said.decode("utf-8", "replace").strip()


def read(*parts: str) -> str:
    """Return the text of a file, "" if it cannot be read."""
    try:
        path = os.path.join(*parts)
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read().strip()
    except OSError:
        return ""


def facts(m: Machine) -> Dict[str, str]:
    """Ask a Python for its version, and for what it was built."""
    return json.loads(said_by([*m.python, "-I", "-B", "-c", FACTS]))


def check_python(m: Machine) -> Line:
    """Find the Python that the set-up would take."""
    m.python = in_venv.find_python(False)
    found = facts(m)
    need(
        not re.search(r"musl|pypy|\d\dt-", found["suffix"]),
        f"TensorFlow has no release for a Python such as {found['path']} "
        "(PyPy, Alpine Linux or free threads); install the usual "
        f"{SUPPORTED} and {AGAIN}.",
    )
    return "ok", "{version} ({path})".format(**found)


def check_processor(m: Machine) -> Line:
    """TensorFlow is built for four kinds, and on x86-64 needs AVX."""
    found = facts(m)
    path, system, kind = found["path"], found["system"], found["machine"]
    need(
        found["wide"],
        f"{path} is a 32-bit program and TensorFlow needs 64 bits; install "
        f"a 64-bit {SUPPORTED} on a 64-bit system.",
    )
    if (system, kind) == ("Darwin", "x86_64"):
        need(
            said_by(["sysctl", "-n", "hw.optional.arm64"]) != "1",
            f"This Mac has Apple silicon, but {path} was built for Intel; "
            f"install the one from python.org and {AGAIN}.",
        )
        raise Problem(f"TensorFlow has left Intel Macs; {ELSEWHERE}.")
    need(
        f"{system} {kind}" in FITTING,
        f"There is no TensorFlow for {system} on {kind}; {ELSEWHERE}.",
    )
    flags = re.search(r"(?m)^flags\s*:(.*)", read(m.proc, "cpuinfo"))
    need(
        kind != "x86_64" or not flags or "avx" in flags.group(1).split(),
        "This processor does not show AVX, without which TensorFlow dies; "
        f"turn it on if this is a virtual machine, otherwise {ELSEWHERE}.",
    )
    own = hasattr(os, "sched_getaffinity")
    cores = len(os.sched_getaffinity(0)) if own else os.cpu_count()
    return "ok", f"{kind}, {cores} core{'s' * (cores != 1)}"


def long_paths() -> bool:
    """Tell whether this Windows allows more than 260 characters."""
    import winreg

    key = r"SYSTEM\CurrentControlSet\Control\FileSystem"
    try:
        with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, key) as settings:
            return winreg.QueryValueEx(settings, "LongPathsEnabled")[0] == 1
    except OSError:
        return False


def check_path(m: Machine) -> None:
    """Raise `Problem` if the set-up cannot be made in this folder."""
    windows, characters = m.system == "Windows", len(m.root)
    home = r"C:\lessons" if windows else "~/lessons"
    move = f"move it, for example to {home}, and {AGAIN}"
    parts = [p for p in re.split(r"[\\/]", m.root) if re.match(SYNCED, p)]
    need(
        not parts,
        f'This folder lies in "{"".join(parts[:1])}", which copies all of '
        f".venv and locks files while they are installed; {move}.",
    )
    need(
        not windows or characters <= LONGEST or long_paths(),
        f"The path of this folder has {characters} characters; with more "
        f"than {LONGEST}, files of TensorFlow pass the 260 that Windows "
        f"allows; {move}.",
    )
    need(
        windows or os.pathsep not in m.root,
        f'The path of this folder has a "{os.pathsep}" in it, and .venv '
        f"cannot be made there; rename the folder and {AGAIN}.",
    )
    no_programs = getattr(os, "ST_NOEXEC", 0)
    need(
        windows or not os.statvfs(m.root).f_flag & no_programs,
        f"The disk of this folder runs no programs; {move}.",
    )


def check_disk(m: Machine) -> Line:
    """There is room, and the folder can be written to."""
    ready = in_venv.is_ready(m.root)
    if not ready:
        check_path(m)
    needed = RUN if ready else in_venv.NEEDED["learner"]
    free = shutil.disk_usage(m.root).free
    need(
        free >= needed,
        f"{free / GB:.1f} GB are free here and {needed / GB:.1f} GB are "
        f"needed; free some and {AGAIN}.",
    )
    try:
        # Asking is not enough: Windows and network disks know more rules.
        with tempfile.TemporaryFile(dir=m.root):
            return "ok", f"{free / GB:.{int(free < 10 * GB)}f} GB free"
    except OSError as error:
        raise Problem(
            f"Nothing can be written into this folder ({error.strerror}); "
            f"make it writable or move it, and {AGAIN}."
        ) from None


def cgroup_memory(m: Machine) -> List[Tuple[int, int]]:
    """Return (free, limit) of each cgroup that this process is in."""
    found = []
    for line in read(m.proc, "self", "cgroup").splitlines():
        _, kind, path = line.split(":", 2)
        folder = os.path.join(m.cgroups, kind)
        # Seen from inside a container its own limit stands at the top.
        for part in path.split("/") if kind in CGROUPS else []:
            folder = os.path.join(folder, part)
            names = [f"memory.{name}" for name in CGROUPS[kind][:2]]
            limit, used = (read(folder, name) for name in names)
            if limit.isdigit() and used.isdigit():
                # Files that were read stay in memory until it is wanted.
                line = rf"(?m)^{CGROUPS[kind][2]} (\d+)"
                cache = re.search(line, read(folder, "memory.stat"))
                used = int(used) - int(cache.group(1) if cache else 0)
                found.append((int(limit) - used, int(limit)))
    return found


def memory(m: Machine) -> Tuple[int, int]:
    """Return the bytes that programs can still have, and all there are."""
    if m.system == "Windows":
        status = (ctypes.c_ulonglong * 8)(64)  # begins with its own size
        ctypes.windll.kernel32.GlobalMemoryStatusEx(ctypes.byref(status))
        return status[2], status[1]
    if m.system == "Darwin":
        said = said_by(["vm_stat"])
        size = re.search(r"page size of (\d+)", said).group(1)
        kinds = r"(?m)^Pages (?:free|inactive|speculative):\s+(\d+)"
        pages = sum(int(count) for count in re.findall(kinds, said))
        return pages * int(size), int(said_by(["sysctl", "-n", "hw.memsize"]))
    lines = re.findall(r"(?m)^(\w+):\s+(\d+) kB", read(m.proc, "meminfo"))
    known = {name: int(count) * 1024 for name, count in lines}
    free = known.get("MemAvailable", known["MemFree"])
    limits = [(free, known["MemTotal"]), *cgroup_memory(m)]
    return min(a for a, _ in limits), min(b for _, b in limits)


def check_memory(m: Machine) -> Line:
    """A kernel, JupyterLab and a browser fit in what is free."""
    free, total = (count / GB for count in memory(m))
    need(
        free >= MEMORY / GB,
        f"{free:.1f} GB of {total:.1f} are free and {MEMORY / GB:.1f} are "
        "needed; close other programs (or give the container more) and "
        f"{AGAIN}.",
    )
    return "ok", f"{free:.{int(free < 10)}f} GB free of {total:.0f}"


def answering_port() -> int:
    """Return the port JupyterLab would take; a byte came through it."""
    for port in range(PORT, PORT + PORTS):
        with socket.socket() as server:
            if not WINDOWS:  # what has just been closed is free
                server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                server.bind(("127.0.0.1", port))
                server.listen(1)
            except OSError as error:
                if error.errno in (errno.EADDRINUSE, errno.EACCES):
                    continue
                raise
            server.settimeout(5)
            with socket.create_connection(("127.0.0.1", port), 5) as client:
                client.sendall(b"?")
                with server.accept()[0] as peer:
                    peer.settimeout(5)
                    if peer.recv(1) == b"?":
                        return port
            raise OSError(errno.EIO, "another byte came through")
    raise Problem(
        f"The ports from {PORT} to {PORT + PORTS - 1} are all taken; end "
        f"other servers, or start the machine anew, and {AGAIN}."
    )


def check_port(m: Machine) -> Line:
    """A browser reaches JupyterLab on this machine."""
    try:
        port = answering_port()
    except OSError as error:
        raise Problem(
            "Programs here cannot talk to each other over 127.0.0.1 "
            f"({error.strerror or error}); allow it in the firewall or virus "
            f"scanner and {AGAIN}."
        ) from None
    text = f"{port}" + f", as {PORT} is taken" * (port != PORT)
    no = {"no": m.env.get("no_proxy", m.env.get("NO_PROXY", ""))}
    bypass = urllib.request.proxy_bypass_environment
    if bypass("localhost", no) and bypass("127.0.0.1", no):
        return "ok", text
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        if m.env.get(name):
            # Today's browsers leave this machine out by themselves.
            return "note", (
                f"{text}; {name} is set for this machine, too: should the "
                "browser not find the page, set "
                "no_proxy=localhost,127.0.0.1 as well."
            )
    return "ok", text


def check_browser(m: Machine) -> Line:
    """A browser with windows opens by itself."""
    try:
        found = webbrowser.get()
        name = os.path.basename(getattr(found, "name", None) or "default")
    except webbrowser.Error:
        name = ""
    if m.system != "Linux":
        return "ok", "the one that opens web pages here"
    if name and name not in TEXT_ONLY:
        return "ok", name
    screen = m.env.get("DISPLAY") or m.env.get("WAYLAND_DISPLAY")
    need(
        not screen or "microsoft" in read(m.proc, "version").lower(),
        f"There is no browser with windows, only {name or 'none at all'}; "
        f"install Firefox or Chromium and {AGAIN}.",
    )
    return "note", (
        f"None can open from here; open the address that {LAB} prints in a "
        "browser of your own."
    )
