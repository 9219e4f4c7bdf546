"""Make `.venv` from a lock, with uv; `tools/in_venv.py` calls this.

A new environment grows in `.venv.new`, is stamped last and takes the place
of the old one then, so a set-up killed anywhere is taken up by the next
call. uv and its cache, hard links to the same files, stay in build/uv: what
was downloaded once is there without a network. (What came from a folder of
wheels is not: uv looks for it there again.)
"""

import ast
import contextlib
import importlib.util
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import sysconfig
import time
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit

from tools import in_venv
from tools.in_venv import WINDOWS, Problem

GB = 10**9
COMING = {"learner": "0.4 GB to download, 1.9", "everything": "0.7 GB, 2.9"}
AGAIN = "call the same command again"
# Where packages come from is the user's choice; how they are installed, not.
CHOICE = r"INDEX|LINKS|PROXY|CERT|TIMEOUT|RETRIES|HOST|KEYRING|CONFIG_FILE"
OF_UV = {
    "PIP_INDEX_URL": "UV_DEFAULT_INDEX",
    "PIP_EXTRA_INDEX_URL": "UV_INDEX",
    "PIP_PROXY": "ALL_PROXY",
    "PIP_CERT": "SSL_CERT_FILE",
    "PIP_TRUSTED_HOST": "UV_INSECURE_HOST",
}
# What uv and pip say -> why, and what to do; else they are quoted.
REASONS = {
    r"[Nn]o space left|os error (28|112|122)\b|Errno (28|122)\b": (
        "The disk is full, so the set-up could not end; free some space and"
    ),
    r"peer certificate|CERTIFICATE_VERIFY|SSLCertVerif": (
        "The package index could not prove who it is; ask your network's "
        "people for their certificate file, put SSL_CERT_FILE=/path/to/it "
        "before the command, and"
    ),
    r"error sending request|Failed to fetch|Connection|[Tt]imed? ?out|"
    r"Max retries|ProxyError|getaddrinfo|Could not fetch URL": (
        "A download failed: the package index could not be reached or broke "
        "off; check the network and"
    ),
}
came: list[int] = []  # signals that end programs


def explain(said: str, code: int = 1) -> str:
    """Return one sentence on why a step failed, and what to do."""
    if code in (-9, 137):
        return f"The set-up was killed, perhaps for want of memory; {AGAIN}."
    for pattern, sentence in REASONS.items():
        if re.search(pattern, said):
            return f"{sentence} {AGAIN}."
    why = re.findall(r"(?mi)^ *(?:error|cause): *(.+)", said)
    why = why[-3:] or said.strip().split("\n")[-1:]
    why = ": ".join(line.strip(" .:") for line in why) or f"exit code {code}"
    return f'This failed: "{why}"; put that right and {AGAIN}.'


def remove(path: Path) -> None:
    """Remove a file, a link or a folder, if it is there."""
    if path.is_symlink() or path.is_file():
        path.unlink()
    elif path.exists():
        shutil.rmtree(path)


def say(sentence: str) -> None:
    """Print a line at once."""
    print(sentence, file=sys.stderr, flush=True)


def hear_signals() -> None:
    """Let signals that end programs wait until `pause` is called."""
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number and signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, lambda number, _: came.append(number))


def pause(seconds: float) -> None:
    """Wait; raise `KeyboardInterrupt` if a signal came."""
    time.sleep(seconds)
    if came:
        raise KeyboardInterrupt


def from_pip(said: str) -> dict[str, str]:
    """Return the choices in `pip config list` as variables of pip and uv."""
    found = {}
    # Last, what the environment says: it overrules the files.
    for line in sorted(said.splitlines(), key=lambda x: x[:1] == ":"):
        key, _, value = line.partition("=")
        name = "PIP_" + key.rpartition(".")[2].upper().replace("-", "_")
        if re.search(CHOICE, name) and value.startswith(("'", '"')):
            found[name] = " ".join(ast.literal_eval(value).split())
    return found | {OF_UV[pip]: found[pip] for pip in OF_UV if pip in found}


class SetUp:
    """One set-up of the `.venv` of `root`, and its steps."""

    def __init__(self, folder: str = in_venv.ROOT) -> None:
        self.root = root = Path(folder)
        self.log = root / "build/set_up.log"
        self.began, self.shown = time.monotonic(), 0.0
        (root / "build/uv").mkdir(parents=True, exist_ok=True)
        self.held: tuple[int, ...] = ()  # what a step inherits: the lock
        self.version = "{}.{}".format(*sys.version_info)
        self.source = []
        wheels = os.environ.get("WHEELS", "")
        self.is_served = "://" in wheels  # by a teacher's laptop, say
        if wheels:
            # As an address, since uv splits names at a comma.
            where = wheels if self.is_served else Path(wheels).as_uri()
            self.source = ["--no-index", "--find-links", where]
        env = in_venv.without_python_settings(os.environ)
        bends = f"(PIP|UV)_(?!.*({CHOICE}))"
        for pip in ("PIP_INDEX_URL", "PIP_CERT"):
            if OF_UV[pip] in env:
                env.setdefault(pip, env[OF_UV[pip]])
        self.env = {k: env[k] for k in env if not re.match(bends, k)} | {
            "PIP_QUIET": "0",
            "PIP_NO_INPUT": "1",
            "PIP_DISABLE_PIP_VERSION_CHECK": "1",
            "UV_NO_CONFIG": "1",
            "UV_CACHE_DIR": str(root / "build/uv/cache"),
            "UV_INDEX_STRATEGY": "unsafe-best-match",  # hashes decide
            "PYTHONUTF8": "1",
        }
        if self.is_served:  # the locks have digests of what may come
            self.env["PIP_TRUSTED_HOST"] = urlsplit(wheels).netloc

    def make(self, part: str) -> None:
        """Make `.venv` as the lock of a part says, whatever is there now.

        Raises `Problem` or `KeyboardInterrupt`; what was ready before is
        ready then.
        """
        try:
            with open(self.root / "build/set_up.lock", "a+b") as lock:
                if not try_lock(lock):
                    say("Another set-up is at work here; waiting for it.")
                while not try_lock(lock):
                    pause(0.3)
                # If we are killed, the lock lasts until our step has ended.
                self.held = () if WINDOWS else (lock.fileno(),)
                wanted = str(self.root), part, self.version
                if not in_venv.is_ready(*wanted):  # by the one waited for
                    if not in_venv.is_ready(*wanted, ".venv.new"):
                        self.install(part)  # else it was killed just then
                    self.exchange()
            pause(0)
        except KeyboardInterrupt:
            say(f"The set-up was stopped; to go on with it, {AGAIN}.")
            raise
        except (Problem, OSError) as error:
            with contextlib.suppress(OSError):  # give back what it took
                remove(self.root / ".venv.new")
            why = isinstance(error, Problem)
            raise Problem(error if why else explain(str(error))) from None

    def exchange(self) -> None:
        """Put `.venv.new` in the place of `.venv`; may be killed anywhere."""
        now, old = self.root / ".venv", self.root / ".venv.old"
        remove(old)
        if os.path.lexists(now):
            now.rename(old)
        (self.root / ".venv.new").rename(now)
        remove(old)

    def install(self, part: str) -> None:
        """Fill `.venv.new` by the lock of a part and stamp it.

        First from what is here already, without a network.
        """
        self.check(part)
        stamped = (self.root / ".venv/set_up.json").exists()
        coming = COMING[part]
        if self.source:
            where = f"from {os.environ['WHEELS']}"
            coming = coming.replace("to download", where)
        say(
            f"Setting up .venv with Python {self.version}, "
            f"{'anew' if stamped else 'once'}: "
            f"{coming} GB on disk, half a minute to ten."
        )
        new, uv = self.root / ".venv.new", self.uv()
        stamp = in_venv.digests(str(self.root), part)
        remove(new)
        venv = ["venv", "--relocatable", "--python", sys.executable]
        self.run(uv, *venv, new.name)
        sync = [
            *(uv, "pip", "sync", "--python", new.name, "--compile-bytecode"),
            *("--require-hashes", "--no-build", in_venv.LOCKS[part]),
        ]
        try:
            offline = [] if self.is_served else ["--offline"]
            self.run(*sync, *offline, *self.source)
        except Problem as problem:
            if self.source:
                raise Problem(
                    f"{problem} Is {os.environ['WHEELS']} made for this kind "
                    f"of machine and Python {self.version}? `make wheels` "
                    "makes it, with FOR for another."
                ) from None
            self.pip()  # whose sources are uv's, too
            try:
                self.run(*sync)
            except Problem as problem:
                if "This failed" in str(problem):  # perhaps it is damaged
                    remove(Path(self.env["UV_CACHE_DIR"]))
                raise
        base = {"base": str(new)}
        packages = Path(sysconfig.get_path("purelib", "venv", base))
        # Relative, so that the folder may be renamed: lessons find helpers/.
        here = os.path.relpath(self.root, packages)
        (packages / "lessons.pth").write_text(here + "\n", "utf-8")
        stamp["python"] = os.path.realpath(sys._base_executable)
        stamp["version"] = self.version
        remove(self.root / "build/uv/pip")
        (new / "set_up.json").write_text(json.dumps(stamp), "utf-8")
        say(f"Set up in {time.monotonic() - self.began:.0f} s.")

    def pip(self) -> list[str]:
        """Return a command that is pip: Python's own, or one made here.

        What its settings say of where packages come from counts from now on,
        for uv as well, and nothing else of them.
        """
        python = sys.executable
        if not importlib.util.find_spec("pip"):
            self.run(python, "-m", "venv", "build/uv/pip")
            python = in_venv.venv_python(str(self.root), "build/uv/pip")
        pip = [python, "-m", "pip"]
        self.env = from_pip(self.run(*pip, "config", "list")) | self.env
        self.env["PIP_CONFIG_FILE"] = os.devnull
        return pip

    def uv(self) -> Path:
        """Return the uv that its lock names; pip fetches it if need be."""
        lock = self.root / "requirements-set-up.lock"
        (pin,) = re.findall(r"uv==([\w.]+)", lock.read_text("utf-8"))
        home = self.root / "build/uv" / pin
        uv = home / "bin" / ("uv" + ".exe" * WINDOWS)
        try:
            self.run(uv, "--version")
        except (Problem, OSError):  # not there, or of another machine
            remove(home)
            exactly = ["--require-hashes", "--only-binary=:all:", "-r", lock]
            get = [*self.pip(), "install", "--target", home]
            self.run(*get, *exactly, *self.source)
        return uv

    def run(self, *command: object) -> str:
        """Run one step and return what it says; it goes into the log, too.

        Raises `Problem` with the reason when it fails.
        """
        with open(self.log, "wb") as log:
            process = subprocess.Popen(
                [str(word) for word in command],
                cwd=self.root,
                env=self.env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                pass_fds=self.held,
            )
        try:
            while process.poll() is None:
                pause(0.05)
                seconds = time.monotonic() - self.began
                if seconds > self.shown + 10:
                    self.shown = seconds
                    last = self.log.read_text("utf-8", "replace").strip()
                    doing = last.split("\n")[-1].strip()[:60]
                    say(f"{seconds:3.0f} s: {doing}")
        finally:
            if process.poll() is None:
                process.terminate()
                process.wait()
        said = self.log.read_text("utf-8", "replace")
        if process.returncode:
            why = explain(said, process.returncode)
            raise Problem(f"{why} (All that was said: {self.log})")
        return said

    def check(self, part: str) -> None:
        """Raise `Problem` if it cannot be done here."""
        wheels = os.environ.get("WHEELS")
        local = wheels and not self.is_served
        if local and not [*Path(wheels).glob("*.whl")]:
            raise Problem(
                f"{wheels}, which WHEELS names, is no folder of wheels made "
                f"by `make wheels`; correct the path and {AGAIN}."
            )
        if local:
            self.check_python(os.listdir(wheels))
        cache = Path(self.env["UV_CACHE_DIR"]).rglob("*")
        there = sum(file.lstat().st_size for file in cache)
        needed = max(in_venv.NEEDED[part] - there, 0.3 * GB)
        free = shutil.disk_usage(self.root).free
        if free < needed:
            raise Problem(
                f"The disk of {self.root} has {free / GB:.1f} GB free and "
                f"the set-up needs {needed / GB:.1f} GB; free some and "
                f"{AGAIN}."
            )

    def check_python(self, wheels: list[str]) -> None:
        """Raise `Problem` if all wheels are for other Pythons."""
        found = re.findall(r"-cp3(\d+)-cp3\d+-", " ".join(wheels))
        minors = sorted(set(map(int, found)))
        if minors and sys.version_info[1] not in minors:
            last = minors[-1]
            raise Problem(
                f"The wheels are for Python "
                f"{' and '.join(f'3.{minor}' for minor in minors)}, and this "
                f"is {self.version}; install one of those and name it: make "
                f"lab PYTHON=python3.{last} WHEELS=..., and on Windows py "
                f"-3.{last} in place of py."
            )


def try_lock(file: BinaryIO) -> bool:
    """Lock an open file for this process; False if another one has it."""
    try:
        if WINDOWS:
            import msvcrt

            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:  # others: some network drives have no locks
        return not isinstance(error, (BlockingIOError, PermissionError))
    return True
