"""What this machine has for the lessons; tools/check_machine.py prints it.

Each `check_...` returns the word and the text of a line, or raises
`Problem`. This file must be read by Python 3.6, as tools/in_venv.py.
"""

# ruff: noqa: UP006, UP031, UP035  (Python 3.6 has to read this)

import ctypes
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
from typing import Dict, List, Mapping, Tuple

from tools import in_venv
from tools.in_venv import ROOT, SUPPORTED, Problem

GB = 10**9
RUN = 0.3 * GB  # what lessons write
MEMORY = 1.5 * GB  # a kernel 0.7, JupyterLab 0.15, a browser the rest
# Windows: 260 characters less the longest name in TensorFlow's wheel, 163,
# less .venv\Lib\site-packages and a little for whoever renames .venv.
LONGEST = 65
FITTING = {
    ("Linux", "x86_64"),
    ("Linux", "aarch64"),
    ("Darwin", "arm64"),
    ("Windows", "AMD64"),
}
SYNCED = (
    r"(?:OneDrive|Dropbox|Google ?Drive|i?CloudDrive|iCloud Drive|"
    r"CloudStorage|Mobile Documents)(?: - .*)?$"
)
ELSEWHERE = "use another machine, or Colab (README.md, Other ways in)"
# Windows has no make.
LAB = (
    "the command that starts the lessons" if in_venv.WINDOWS else "`make lab`"
)
AGAIN = "call %s again" % ("this" if in_venv.WINDOWS else "`make check`")
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
            return file.read()
    except OSError:
        return ""


def facts(m: Machine) -> Dict[str, str]:
    """Ask a Python for its version, and for what it was built."""
    return json.loads(said_by([*m.python, "-I", "-B", "-c", FACTS]))


def check_python(m: Machine) -> Line:
    """Find the Python that the set-up would take."""
    m.python = in_venv.find_python(False)
    found = facts(m)
    if re.search(r"musl|pypy|\d\dt-", found["suffix"]):
        raise Problem(
            "TensorFlow has no release for a Python such as %s (PyPy, Alpine "
            "Linux or free threads); install the usual %s and %s."
            % (found["path"], SUPPORTED, AGAIN)
        )
    return "ok", "%(version)s (%(path)s)" % found


def check_processor(m: Machine) -> Line:
    """TensorFlow is built for four kinds, and on x86-64 needs AVX."""
    found = facts(m)
    kind = found["system"], found["machine"]
    if not found["wide"]:
        raise Problem(
            "%s is a 32-bit program and TensorFlow needs 64 bits; install a "
            "64-bit %s on a 64-bit system." % (found["path"], SUPPORTED)
        )
    if kind == ("Darwin", "x86_64"):
        if said_by(["sysctl", "-n", "hw.optional.arm64"]) == "1":
            raise Problem(
                "This Mac has Apple silicon, but %s was built for Intel; "
                "install the one from python.org and %s."
                % (found["path"], AGAIN)
            )
        raise Problem("TensorFlow has left Intel Macs; %s." % ELSEWHERE)
    if kind not in FITTING:
        raise Problem(
            "There is no TensorFlow for %s on %s; %s." % (*kind, ELSEWHERE)
        )
    flags = re.search(r"(?m)^flags\s*:(.*)", read(m.proc, "cpuinfo"))
    if kind[1] == "x86_64" and flags and "avx" not in flags.group(1).split():
        raise Problem(
            "This processor does not show AVX, without which TensorFlow "
            "dies; turn it on if this is a virtual machine, otherwise %s."
            % ELSEWHERE
        )
    own = hasattr(os, "sched_getaffinity")
    cores = len(os.sched_getaffinity(0)) if own else os.cpu_count()
    return "ok", "%s, %s core%s" % (kind[1], cores, "s" * (cores != 1))


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
    home = r"C:\lessons" if m.system == "Windows" else "~/lessons"
    move = "move it, for example to %s, and %s" % (home, AGAIN)
    parts = [p for p in re.split(r"[\\/]", m.root) if re.match(SYNCED, p)]
    if parts:
        raise Problem(
            'This folder lies in "%s", which copies all of .venv and locks '
            "files while they are installed; %s." % (parts[0], move)
        )
    if m.system == "Windows":
        if len(m.root) > LONGEST and not long_paths():
            raise Problem(
                "The path of this folder has %d characters; with more than "
                "%d, files of TensorFlow pass the 260 that Windows allows; "
                "%s." % (len(m.root), LONGEST, move)
            )
        return
    if os.pathsep in m.root:
        raise Problem(
            'The path of this folder has a "%s" in it, and .venv cannot be '
            "made there; rename the folder and %s." % (os.pathsep, AGAIN)
        )
    if os.statvfs(m.root).f_flag & getattr(os, "ST_NOEXEC", 0):
        raise Problem("The disk of this folder runs no programs; %s." % move)


def check_disk(m: Machine) -> Line:
    """There is room, and the folder can be written to."""
    ready = in_venv.is_ready(m.root)
    if not ready:
        check_path(m)
    needed = RUN if ready else in_venv.NEEDED["learner"]
    free = shutil.disk_usage(m.root).free
    if free < needed:
        raise Problem(
            "%.1f GB are free here and %.1f GB are needed; free some and %s."
            % (free / GB, needed / GB, AGAIN)
        )
    try:
        # Asking is not enough: Windows and network disks know more rules.
        with tempfile.TemporaryFile(dir=m.root):
            pass
    except OSError as error:
        raise Problem(
            "Nothing can be written into this folder (%s); make it writable "
            "or move it, and %s." % (error.strerror, AGAIN)
        ) from None
    return "ok", "%.*f GB free" % (free < 10 * GB, free / GB)


def cgroup_memory(m: Machine) -> List[Tuple[int, int]]:
    """Return (free, limit) of each cgroup that this process is in."""
    found = []
    for line in read(m.proc, "self", "cgroup").splitlines():
        _, kinds, path = line.split(":", 2)
        if kinds not in ("", "memory"):
            continue
        names = ("limit_in_bytes", "usage_in_bytes", "total_inactive_file")
        names = names if kinds else ("max", "current", "inactive_file")
        parts = [part for part in path.split("/") if part]
        # Seen from inside a container its own limit stands at the top.
        for depth in range(len(parts) + 1):
            folder = os.path.join(m.cgroups, kinds, *parts[:depth])
            memory = os.path.join(folder, "memory.")
            limit, used = (read(memory + name).strip() for name in names[:2])
            if limit.isdigit() and used.isdigit():
                # Files that were read stay in memory until it is wanted.
                cached = r"(?m)^%s (\d+)" % names[2]
                cache = re.search(cached, read(memory + "stat"))
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
    free, total = memory(m)
    if free < MEMORY:
        raise Problem(
            "%.1f GB of %.1f are free and %.1f are needed; close other "
            "programs (or give the container more) and %s."
            % (free / GB, total / GB, MEMORY / GB, AGAIN)
        )
    free, total = free / GB, total / GB
    return "ok", "%.*f GB free of %.0f" % (free < 10, free, total)
