"""Make `.venv` from requirements.lock; `tools/in_venv.py` calls this.

One route: whatever is found is removed and everything is installed anew by
plain pip, hashes checked; a stamp is written last. So a set-up that was
stopped anywhere has no stamp, and the next call begins again. What it had
downloaded is still in `build/pip`, which goes away once all is installed.
"""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TextIO

from tools import in_venv
from tools.in_venv import Problem
from tools.set_up_words import Progress, explain

GB = 10**9
# Measured on Linux: .venv 3.3 GB, downloads 0.9 GB, pip's cache of them 0.9.
NEEDED = 5.2 * GB
AGAIN = "call the same command again"

# Of pip's settings those that say where packages come from are the user's;
# those that say what is installed, or where to, are not.
PIP_SETTINGS = {
    "PIP_CACHE_DIR",
    "PIP_CERT",
    "PIP_CLIENT_CERT",
    "PIP_CONFIG_FILE",
    "PIP_DEFAULT_TIMEOUT",
    "PIP_EXTRA_INDEX_URL",
    "PIP_FIND_LINKS",
    "PIP_INDEX_URL",
    "PIP_KEYRING_PROVIDER",
    "PIP_NO_CACHE_DIR",
    "PIP_NO_INDEX",
    "PIP_PROXY",
    "PIP_RETRIES",
    "PIP_TIMEOUT",
    "PIP_TRUSTED_HOST",
    "PIP_USE_DEPRECATED",
    "PIP_USE_FEATURE",
}


def pip_environment(build: Path, env: Mapping[str, str]) -> dict[str, str]:
    """Return the variables for pip; its cache and copies stay in `build`."""
    kept = {
        name: value
        for name, value in in_venv.without_python_settings(env).items()
        if not name.startswith("PIP_") or name in PIP_SETTINGS
    }
    kept.setdefault("PIP_CACHE_DIR", str(build / "pip"))
    return kept | {
        # "0" also overrules the same option in the user's pip.conf.
        "PIP_USER": "0",
        "PIP_NO_DEPS": "0",
        "PIP_DRY_RUN": "0",
        "PIP_NO_INPUT": "1",
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PIP_PROGRESS_BAR": "off",
        "PYTHONUTF8": "1",
        "PYTHONUNBUFFERED": "1",
        # pip's temporary files on the disk whose free space was checked.
        "TMPDIR": str(build / "tmp"),
        "TEMP": str(build / "tmp"),
        "TMP": str(build / "tmp"),
    }


@contextlib.contextmanager
def alone(build: Path, progress: Progress) -> Iterator[int]:
    """Hold the lock of this repository's set-up; yield its descriptor.

    pip inherits the descriptor: if this process is killed, the lock lasts
    until pip has ended as well, and nobody removes `.venv` under it.
    """
    with open(build / "set_up.lock", "a+", encoding="utf-8") as file:
        waiting = False
        while not try_lock(file):
            if not waiting:
                progress.say("Another set-up is at work here; waiting for it.")
            waiting = True
            time.sleep(0.3)
        yield file.fileno()


def try_lock(file: TextIO) -> bool:
    """Lock an open file for this process; False if another one has it."""
    try:
        if in_venv.WINDOWS:
            import msvcrt

            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True


def remove(path: Path) -> None:
    """Remove a file, a link or a folder, if it is there."""
    if path.is_symlink() or path.is_file():
        path.unlink()
    elif path.exists():
        shutil.rmtree(path)


def free_space(root: Path) -> int:
    """Return the free bytes on `root`'s disk."""
    return shutil.disk_usage(root).free


def check_space(root: Path) -> None:
    """Raise `Problem` if the set-up cannot fit; downloads there count."""
    cache = (root / "build" / "pip").rglob("*")
    there = sum(file.stat().st_size for file in cache if file.is_file())
    free = free_space(root)
    if free + there < NEEDED:
        raise Problem(
            f"The disk of {root} has {free / GB:.1f} GB free and the set-up "
            f"needs {(NEEDED - there) / GB:.1f} GB; free some and {AGAIN}."
        )


def run(
    command: list[str],
    *,
    root: Path,
    log: Path,
    lock: int,
    env: Mapping[str, str],
    progress: Progress,
) -> None:
    """Run one step, everything it prints into `log`.

    Raises `Problem` with the reason when it fails.
    """
    with (
        open(log, "ab") as written,
        open(log, encoding="utf-8", errors="replace") as read,
    ):
        read.seek(0, os.SEEK_END)
        began = read.tell()
        process = subprocess.Popen(
            command,
            cwd=root,
            env=dict(env),
            stdin=subprocess.DEVNULL,
            stdout=written,
            stderr=subprocess.STDOUT,
            pass_fds=() if in_venv.WINDOWS else (lock,),
        )
        try:
            while process.poll() is None:
                progress.follow(read.read())
                time.sleep(0.2)
        finally:
            if process.poll() is None:
                process.terminate()
                process.wait()
        if process.returncode:
            read.seek(began)
            said = read.read()
            reason = explain(said, process.returncode, free_space(root))
            raise Problem(f"{reason} (All that pip said: {log})")


def create_venv(root: Path, **how: object) -> None:
    """Make an empty `.venv` that holds nothing but pip."""
    run([sys.executable, "-m", "venv", str(root / ".venv")], root=root, **how)


def set_up(root: Path, progress: Progress) -> None:
    """Make `root/.venv` as requirements.lock says, whatever is there now.

    Raises `Problem`, `OSError` or `KeyboardInterrupt`; each of them leaves
    `.venv` without a stamp, so that the next call begins again.
    """
    build = root / "build"
    build.mkdir(exist_ok=True)
    with alone(build, progress) as lock:
        version = f"{sys.version_info[0]}.{sys.version_info[1]}"
        if in_venv.is_ready(str(root), version):
            return  # made by the set-up that this one waited for
        Path(in_venv.stamp_path(str(root))).unlink(missing_ok=True)
        remove(root / ".venv")
        remove(build / "tmp")
        check_space(root)
        (build / "tmp").mkdir()
        log = build / "set_up.log"
        log.write_bytes(b"")
        made_from = in_venv.wanted(str(root))
        progress.begin(root, version)
        how = {
            "root": root,
            "log": log,
            "lock": lock,
            "env": pip_environment(build, os.environ),
            "progress": progress,
        }
        create_venv(**how)
        python = in_venv.venv_python(str(root))
        pip = [python, "-m", "pip", "install", "--compile"]
        exactly = ["--require-hashes", "--only-binary", ":all:"]
        run([*pip, *exactly, "-r", "requirements.lock"], **how)
        progress.step("installing the helpers of the lessons")
        # setuptools is in the lock: nothing is fetched to build with.
        editable = ["--no-deps", "--no-build-isolation", "--no-index"]
        run([*pip, *editable, "--editable", "."], **how)
        remove(build / "tmp")
        remove(build / "pip")
        stamp = made_from | {
            "base": in_venv.base_python(str(root)),
            "version": version,
        }
        part = root / ".venv" / "set_up.part"
        part.write_text(json.dumps(stamp, indent=1), encoding="utf-8")
        part.replace(in_venv.stamp_path(str(root)))
        progress.end()


def stop(number: int, frame: object) -> None:
    """Turn a signal that ends programs into the route of Ctrl-C."""
    raise KeyboardInterrupt


def main(root: Path = Path(in_venv.ROOT)) -> int:
    """Set up and return an exit code; one sentence on stderr if it fails."""
    progress = Progress(sys.stderr)
    try:
        set_up(root, progress)
    except KeyboardInterrupt:
        progress.say(f"The set-up was stopped; to go on with it, {AGAIN}.")
        return 130
    except Problem as problem:
        message = str(problem)
    except OSError as error:
        message = explain(str(error), 1, None)
    else:
        return 0
    progress.say(message)
    # The next call begins anew: give back the disk that this one took.
    with contextlib.suppress(OSError):
        remove(root / ".venv")
        remove(root / "build" / "tmp")
    return 1


if __name__ == "__main__":
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), stop)
    sys.exit(main())
