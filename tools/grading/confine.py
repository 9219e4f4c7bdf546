"""Hold a child process in: no network, few files to read, limits; Linux only.

Namespaces do it, as containers have them, and no right of root is needed. The
file system of the child is a new one in memory, where the folders that it may
read are mounted; it sees no process but its own; the network has no device in
it. The parent, outside, ends all of it at once.
"""

import contextlib
import ctypes
import os
import resource
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

# unshare(2), mount(2), umount(2), mount_setattr(2), prctl(2)
NEWUSER = 0x10000000
SPACES = 0x00020000 | 0x04000000 | 0x08000000 | 0x20000000 | 0x40000000
PRIVATE, BIND = 0x40000 | 0x4000, 0x1000 | 0x4000  # both with what is below
NOSUID, NODEV, NOEXEC = 2, 4, 8
DETACH = 2
MOUNT_SETATTR, HERE, RECURSIVE = 442, -100, 0x8000
PARENT_DEATH, DUMPABLE, NO_NEW_PRIVILEGES = 1, 4, 38
CAPABILITIES = 0x20080522  # capset(2), version 3
# What programs need to run at all. The rest, above all homes and the sockets
# of other programs, is not there.
SYSTEM = [
    *("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/nix/store"),
    *("/etc/ld.so.cache", "/etc/alternatives", "/etc/localtime"),
    *("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom"),
]
HOME = Path("/home/learner")  # the only folder to write to, besides /tmp
MB = 2**20
DISK = 256 * MB  # of memory, for its files
PROCESSES = 100  # and threads; a lesson that trains has some thirty
PAUSE = 0.1  # seconds between two looks at what it takes
_libc = ctypes.CDLL(None, use_errno=True) if os.name != "nt" else None


@dataclass(frozen=True)
class Limits:
    """What all processes of a child may take together."""

    seconds: float
    memory: int  # bytes, each process's beyond those that it began with


def run(
    do: Callable[[], None],
    limits: Limits,
    readable: list[str],
    files: list[int],
    held: bool = True,
) -> str:
    """Call `do` in a child that is held in; say how it ended.

    That is "done", "time", "memory", "processes", "died", or why it could not
    be held in; then `do` was not called. Of the open `files` (their numbers)
    it has no others. Unless it is to be `held`, only the limits are kept, and
    processes that it puts into sessions of their own may live on.
    """
    heard, told = os.pipe()
    child = os.fork()
    if child == 0:
        keep_only([*files, told])
        _child(do, limits, readable, held, told)
    os.close(told)
    reason = ""
    try:
        reason = _watch(child, limits)
    finally:  # also where somebody stops this process
        if not reason:
            _end(child)
    said = os.read(heard, 200).decode()
    os.close(heard)
    return said or reason


def _child(
    do: Callable, limits: Limits, readable: list[str], held: bool, told: int
) -> None:
    """Be the child: never return."""
    status = 1
    nobody = 2**20 + os.getpid()  # shared with no other such process
    try:
        os.setsid()
        if held:
            leave()
        _die_with_parent()
        first = os.fork()  # process 1 of its namespace: all end with it
        if first:
            status = 0 if os.waitpid(first, 0)[1] == 0 else 1
        else:
            if held:
                see_only([*SYSTEM, *readable])
            _keep_limits(limits)
            if held:
                drop_rights(nobody)
            _die_with_parent()
            os.close(told)
            runs = os.fork()
            if runs == 0:
                _do(do)
            status = _reap(runs)
    except OSError as error:
        os.write(
            told, f"not held in: {error.strerror or error}"[:200].encode()
        )
    except BaseException:
        status = 1
    os._exit(status)


def _do(do: Callable) -> None:
    status = 1
    try:
        do()
        status = 0
    finally:
        os._exit(status)


def keep_only(files: list[int]) -> None:
    """Close all files but these; 0 to 2 lead nowhere then."""
    low = -1
    for high in [*sorted(files), os.sysconf("SC_OPEN_MAX")]:
        if low + 1 < high:  # from 0 to 0 would close all
            os.closerange(low + 1, high)
        low = high
    for number in {0, 1, 2} - set(files):
        null = os.open(os.devnull, os.O_RDWR)
        if null != number:
            os.dup2(null, number)
            os.close(null)


def _reap(wanted: int) -> int:
    """Wait for a child, and for orphans meanwhile, as a process 1 has to."""
    while True:
        pid, status = os.wait()
        if pid == wanted:
            return 0 if status == 0 else 1


def _die_with_parent() -> None:
    if sys.platform.startswith("linux"):
        _call("prctl", PARENT_DEATH, signal.SIGKILL, 0, 0, 0)


# The steps into it


def leave() -> None:
    """Leave the namespaces of this machine, but for the files."""
    if os.getuid() == 0:  # root needs no user namespace for it
        _call("unshare", SPACES)
        return
    user, group = os.getuid(), os.getgid()
    _call("unshare", SPACES | NEWUSER)
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{user} {user} 1")
    Path("/proc/self/gid_map").write_text(f"{group} {group} 1")


def see_only(readable: list[str]) -> None:
    """Change to a file system in memory, with these to read in it."""
    _mount(None, "/", None, PRIVATE)
    sizes = f"mode=755,size={DISK},nr_inodes=20000"
    _mount("tmpfs", "/tmp", "tmpfs", NOSUID | NODEV, sizes)
    os.mkdir("/tmp/.old")
    _call("pivot_root", b"/tmp", b"/tmp/.old")
    os.chdir("/")
    seen: list[Path] = []
    for path in map(Path, readable):
        if not any(parent in seen for parent in (path, *path.parents)):
            _show(path)
            seen.append(path)
    os.makedirs("/proc")
    _mount("proc", "/proc", "proc", NOSUID | NODEV | NOEXEC)
    for folder in (Path("/tmp"), Path("/dev/shm"), HOME):
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o1777)
    _call("umount2", b"/.old", DETACH)
    os.rmdir("/.old")
    os.chdir(HOME)


def _show(path: Path) -> None:
    """Mount what lies at `path` outside at the same place, to read."""
    outside = Path("/.old") / path.relative_to("/")
    if outside.is_symlink():  # such as /bin, which leads to /usr/bin
        path.parent.mkdir(parents=True, exist_ok=True)
        path.symlink_to(outside.readlink())
        return
    if not outside.exists():
        return
    if outside.is_dir():
        path.mkdir(parents=True, exist_ok=True)
    else:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    _mount(str(outside), str(path), None, BIND)
    read_only = (ctypes.c_uint64 * 4)(1 | NOSUID, 0, 0, 0)
    _call(
        *("syscall", MOUNT_SETATTR, HERE, os.fsencode(path), RECURSIVE),
        *(read_only, ctypes.c_size_t(32)),
    )


def _keep_limits(limits: Limits) -> None:
    seconds = int(limits.seconds) + 1
    for what, most in {
        resource.RLIMIT_CPU: seconds,
        resource.RLIMIT_DATA: limits.memory,
        resource.RLIMIT_FSIZE: DISK,
        resource.RLIMIT_NOFILE: 1024,
        resource.RLIMIT_CORE: 0,
    }.items():
        resource.setrlimit(what, (most, most))


def drop_rights(nobody: int) -> None:
    """Give up every right, for good; root becomes the user `nobody`."""
    _call("prctl", NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    if os.getuid() == 0:
        os.setgroups([])
        os.setresgid(nobody, nobody, nobody)
        os.setresuid(nobody, nobody, nobody)
        _call("prctl", DUMPABLE, 1, 0, 0, 0)  # else /proc/self is root's
    else:
        none = (ctypes.c_uint32 * 6)()
        _call("capset", (ctypes.c_uint32 * 2)(CAPABILITIES, 0), none)
    resource.setrlimit(resource.RLIMIT_NPROC, (PROCESSES, PROCESSES))


def _mount(
    source: str | None, target: str, kind: str | None, flags: int, data=""
) -> None:
    words = [text and text.encode() for text in (source, target, kind)]
    _call("mount", *words, ctypes.c_ulong(flags), data.encode() or None)


def _call(name: str, *arguments: object) -> None:
    if getattr(_libc, name)(*arguments) != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{name}: {os.strerror(number)}")


# The watch, from outside


def _watch(child: int, limits: Limits) -> str:
    """Wait for the end of a child, or bring it about; say why."""
    ends = time.monotonic() + limits.seconds
    shared = memory(os.getpid())
    while True:
        pid, status = os.waitpid(child, os.WNOHANG)
        if pid:
            return "done" if status == 0 else "died"
        taken = below(child)
        reason = ""
        if time.monotonic() > ends:
            reason = "time"
        elif sum(max(memory(n) - shared, 0) for n in taken) > limits.memory:
            reason = "memory"
        elif len(taken) > PROCESSES:
            reason = "processes"
        if reason:
            _end(child)
            return reason
        time.sleep(PAUSE)


def _end(child: int) -> None:
    """Kill process 1 of the child's namespace, and so all in it."""
    # The child waits for it, and the system lets it end as the last of all.
    if first := children(child):
        os.kill(first[0], signal.SIGKILL)
    else:
        os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)


def below(process: int) -> list[int]:
    """Return the processes below one."""
    found = []
    for child in children(process):
        found += [child, *below(child)]
    return found


def children(process: int) -> list[int]:
    """Return the children of a process, as far as the system tells."""
    found = []
    for file in Path(f"/proc/{process}/task").glob("*/children"):
        with contextlib.suppress(OSError):  # it is gone
            found += map(int, file.read_text().split())
    return found


def memory(process: int) -> int:
    """Return the bytes of a process that are in memory."""
    with contextlib.suppress(OSError):
        words = Path(f"/proc/{process}/statm").read_text().split()
        return int(words[1]) * resource.getpagesize()
    return 0
