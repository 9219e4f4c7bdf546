"""Make `.venv` from a lock, with uv; `tools/in_venv.py` calls this.

A new environment grows in `.venv.new` and takes the place of the old one
when it is complete; only what tests and studies need besides a learner's
part is added in place. uv and its cache, hard links to the same files, stay
in build/uv: what was downloaded once is there without a network. (What came
from a folder of wheels is not: uv looks for it there again.) A stamp is
written last, so a set-up killed anywhere is taken up by the next call.
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
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

from tools import in_venv
from tools.in_venv import Problem

GB = 10**9
COMING = {"learner": "0.4 GB to download, 1.9", "everything": "0.7 GB, 2.9"}
AGAIN = "call the same command again"
STOPS = [
    getattr(signal, name)
    for name in ("SIGINT", "SIGTERM", "SIGHUP")
    if hasattr(signal, name)
]
# Where packages come from is the user's choice; how they are installed, not.
CHOICE = r"INDEX|LINKS|PROXY|CERT|TIMEOUT|RETRIES|HOST|KEYRING|CONFIG_FILE"
FROM_PIP = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_INDEX",
    "proxy": "ALL_PROXY",
    "cert": "SSL_CERT_FILE",
    "trusted-host": "UV_INSECURE_HOST",
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
    r"Invalid `SSL_CERT_FILE`": (
        "SSL_CERT_FILE names no file of certificates; correct or unset it and"
    ),
    r"\b40[137]\b|EOFError": (
        "The package index lets nobody in without a login, or not at all; "
        "name the one that you may use (UV_DEFAULT_INDEX=https://...) and"
    ),
    r"error sending request|Failed to fetch|Connection|[Tt]imed? ?out|"
    r"Max retries|ProxyError|getaddrinfo|Could not fetch URL": (
        "A download failed: the package index could not be reached or broke "
        "off; check the network and"
    ),
}


def explain(said: str, code: int = 1, free: int = 10**12) -> str:
    """Return one sentence on why a step failed, and what to do.

    `said`: what it printed; `code`: its exit code; `free`: bytes on the disk.
    """
    if code in (-9, 137):
        return f"The set-up was killed, perhaps for want of memory; {AGAIN}."
    for pattern, sentence in REASONS.items():
        if re.search(pattern, "No space left" if free < 50e6 else said):
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


def say(sentence: str, end: str = "\n") -> None:
    """Write a line over what stands in the last one of a terminal."""
    width = shutil.get_terminal_size().columns - 1
    if sys.stderr.isatty():
        print(f"\r{'':{width}}", end="\r", file=sys.stderr)
    print(sentence, end=end, file=sys.stderr, flush=True)


class SetUp:
    """One set-up of `root`'s `.venv`, for a part of the locks."""

    def __init__(self, root: Path, part: str) -> None:
        self.root, self.part = root, part
        self.home, self.log = root / "build/uv", root / "build/set_up.log"
        self.home.mkdir(parents=True, exist_ok=True)
        self.version = "{}.{}".format(*sys.version_info)
        self.began = self.shown = time.monotonic()
        self.held: tuple[int, ...] = ()  # what a step inherits: the lock
        self.wheels = os.environ.get("WHEELS")
        self.source = ["--no-index", "--find-links"] * bool(self.wheels)
        if self.wheels:  # as an address, since uv splits names at a comma
            self.source += [Path(self.wheels).as_uri()]

    def is_ready(self, part: str, venv: str = ".venv") -> bool:
        """Tell whether `venv` has all of `part`."""
        return in_venv.is_ready(str(self.root), part, self.version, venv)

    def make(self) -> None:
        """Make `.venv` as the lock says, whatever is there now.

        Raises `Problem`, `OSError` or `KeyboardInterrupt`; what was ready
        before is ready then.
        """
        with open(self.root / "build/set_up.lock", "a+b") as lock:
            if not try_lock(lock):
                say("Another set-up is at work here; waiting for it.")
            while not try_lock(lock):
                time.sleep(0.3)
            # If we are killed, the lock lasts until our step has ended.
            self.held = () if in_venv.WINDOWS else (lock.fileno(),)
            if self.is_ready("learner", ".venv.new"):  # killed just then
                self.exchange()
            if self.is_ready(self.part):  # made by the one waited for
                return
            anew = not self.is_ready("learner")
            self.check()
            if not anew:
                say("Bringing .venv to requirements.lock, for the tests.")
            elif "learner" in in_venv.stamp(str(self.root)):
                say("The learner's lock or Python changed: .venv comes anew.")
            else:
                say(
                    f"Setting up .venv with Python {self.version}, once: "
                    f"{COMING[self.part]} GB on disk, half a minute to ten."
                )
            if anew:
                remove(self.root / ".venv.new")
                self.install(".venv.new")
                self.exchange()
            else:
                self.stamp(".venv", ["learner"])
                self.install(".venv")
            say(f"Set up in {time.monotonic() - self.began:.0f} s.")

    def exchange(self) -> None:
        """Put `.venv.new` in the place of `.venv`; may be killed anywhere."""
        now, old = self.root / ".venv", self.root / ".venv.old"
        remove(old)
        if os.path.lexists(now):
            now.rename(old)
        (self.root / ".venv.new").rename(now)
        remove(old)

    def install(self, venv: str) -> None:
        """Fill `venv` by the lock of the part and stamp it.

        First from what is here already, without a network.
        """
        uv = self.uv()
        if venv == ".venv.new":
            how = ["--relocatable", "--python", sys.executable]
            self.run(uv, "venv", *how, venv)
        sync = [
            *(uv, "pip", "sync", "--python", venv, "--compile-bytecode"),
            *("--require-hashes", "--no-build", in_venv.LOCKS[self.part]),
        ]
        try:
            self.run(*sync, "--offline", *self.source)
        except Problem as problem:
            if self.source:
                raise Problem(
                    f"{problem} Is {self.wheels} made for this kind of "
                    f"machine and Python {self.version}? `make wheels` makes "
                    "it, with FOR for another."
                ) from None
            with self.pip() as pip:
                said = self.run(*pip, "config", "list")
            try:
                self.run(*sync, more=from_pip(said))
            except Problem as problem:
                if "This failed" in str(problem):  # perhaps it is damaged
                    remove(self.home / "cache")
                raise
        python = Path(in_venv.venv_python(str(self.root), venv))
        (packages,) = python.parents[1].glob("[Ll]ib/**/site-packages")
        # Relative, so that the folder may be renamed: lessons find helpers/.
        here = os.path.relpath(self.root, packages)
        (packages / "lessons.pth").write_text(here + "\n", "utf-8")
        self.stamp(venv, [*in_venv.LOCKS][: 1 + (self.part == "everything")])

    def stamp(self, venv: str, parts: list[str]) -> None:
        """Write down that `venv` has these parts, at once or not at all."""
        base = os.path.realpath(getattr(sys, "_base_executable", ""))
        said = {"python": base, "version": self.version} | {
            part: in_venv.digest(str(self.root), part) for part in parts
        }
        path = self.root / venv / "set_up.json"
        path.with_suffix(".part").write_text(json.dumps(said), "utf-8")
        path.with_suffix(".part").replace(path)

    def uv(self) -> Path:
        """Return the uv that its lock names; pip fetches it if need be."""
        lock = (self.root / "requirements-set-up.lock").read_text("utf-8")
        pin = re.search(r"uv==([\w.]+)", lock)[1]
        uv = self.home / (f"uv-{pin}" + ".exe" * in_venv.WINDOWS)
        try:
            self.run(uv, "--version")
        except (Problem, OSError):  # not there, or of another machine
            here = self.home / "new"
            remove(here)
            exactly = ["--require-hashes", "--only-binary=:all:"]
            exactly += ["-r", "requirements-set-up.lock", *self.source]
            with self.pip() as pip:
                self.run(*pip, "install", "--target", here, *exactly)
            found = here / "bin" / ("uv" + uv.suffix * in_venv.WINDOWS)
            if not found.exists():
                raise Problem(
                    "pip brought no uv; look for `root`, `prefix` or the "
                    f"like in your pip.conf, take it out, and {AGAIN}."
                ) from None
            found.replace(uv)
            remove(here)
        return uv

    @contextlib.contextmanager
    def pip(self) -> Iterator[list[str]]:
        """Lend a command that is pip: Python's own, or one made for now."""
        home = self.home / "pip"
        remove(home)
        python = sys.executable
        if not importlib.util.find_spec("pip"):
            self.run(python, "-m", "venv", home)
            python = in_venv.venv_python(str(self.home), "pip")
        yield [python, "-m", "pip"]
        remove(home)

    def settings(self) -> dict[str, str]:
        """Return the variables for pip and uv."""
        env = {
            name: value
            for name, value in in_venv.without_python_settings(
                os.environ
            ).items()
            if not re.match(f"(PIP|UV)_(?!.*({CHOICE}))", name)
        }
        for one, two in (
            ("UV_DEFAULT_INDEX", "PIP_INDEX_URL"),
            ("SSL_CERT_FILE", "PIP_CERT"),
        ):
            if env.get(one):
                env.setdefault(two, env[one])
        # "0" overrules the same in pip.conf, whose other settings count.
        no = ("USER", "QUIET", "DRY_RUN", "REQUIRE_VIRTUALENV", "NO_DEPS")
        return env | {
            **{f"PIP_{name}": "0" for name in no},
            "PIP_NO_INPUT": "1",
            "PIP_DISABLE_PIP_VERSION_CHECK": "1",
            "UV_NO_CONFIG": "1",
            "UV_CACHE_DIR": str(self.home / "cache"),
            "UV_INDEX_STRATEGY": "unsafe-best-match",  # hashes decide
            "PYTHONUTF8": "1",
        }

    def run(self, *command: object, more: Mapping[str, str] = {}) -> str:
        """Run one step and return what it says; it goes into the log, too.

        `more`: variables for it, unless the user has set them. Raises
        `Problem` with the reason when it fails.
        """
        process = None
        try:
            with open(self.log, "wb") as log, no_stop():
                process = subprocess.Popen(
                    [str(word) for word in command],
                    cwd=self.root,
                    env={**more, **self.settings()},
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    pass_fds=self.held,
                )
            while process.poll() is None:
                self.show()
                time.sleep(0.05)
        finally:
            if process and process.poll() is None:
                process.terminate()
                process.wait()
        said = self.log.read_text("utf-8", "replace")
        if process.returncode:
            free = shutil.disk_usage(self.root).free
            why = explain(said, process.returncode, free)
            raise Problem(f"{why} (All that was said: {self.log})")
        return said

    def show(self) -> None:
        """Show what it does: on a terminal in place, else each 10 s."""
        now, living = time.monotonic(), sys.stderr.isatty()
        if now - self.shown > (0.5 if living else 10):
            self.shown = now
            last = self.log.read_text("utf-8", "replace").strip()
            doing = last[-200:].split("\n")[-1].strip()[:60]
            end = "" if living else "\n"
            say(f"{now - self.began:3.0f} s: {doing}", end)

    def check(self) -> None:
        """Raise `Problem` if it cannot be done here."""
        if self.wheels and not [*Path(self.wheels).glob("*.whl")]:
            raise Problem(
                f"{self.wheels}, which WHEELS names, is no folder of wheels "
                f"made by `make wheels`; correct the path and {AGAIN}."
            )
        cache = (self.home / "cache").rglob("*")
        there = sum(file.lstat().st_size for file in cache)
        needed = max(in_venv.NEEDED[self.part] - there, 0.3 * GB)
        free = shutil.disk_usage(self.root).free
        if free < needed:
            raise Problem(
                f"The disk of {self.root} has {free / GB:.1f} GB free and "
                f"the set-up needs {needed / GB:.1f} GB; free some and "
                f"{AGAIN}."
            )


def from_pip(said: str) -> dict[str, str]:
    """Return what `pip config list` says, in the variables of uv."""
    found = {}
    # Last, what the environment says: it overrules the files.
    for line in sorted(said.splitlines(), key=lambda x: x[:1] == ":"):
        key, _, value = line.partition("=")
        name = FROM_PIP.get(key.rpartition(".")[2])
        if name and value.startswith(("'", '"')):
            found[name] = " ".join(ast.literal_eval(value).split())
    return found


def try_lock(file: BinaryIO) -> bool:
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
    except OSError:  # some network drives have no locks
        return True
    return True


def stop(number: int, frame: object) -> None:
    """Turn a signal that ends programs into the route of Ctrl-C."""
    raise KeyboardInterrupt


@contextlib.contextmanager
def no_stop() -> Iterator[None]:
    """Let a signal wait: a step that starts just now could not be ended."""
    came: list[int] = []
    old = {number: signal.getsignal(number) for number in STOPS}
    for number in STOPS:
        signal.signal(number, lambda number, _: came.append(number))
    try:
        yield
    finally:
        for number, handler in old.items():
            signal.signal(number, handler)
    if came:
        raise KeyboardInterrupt


def main(part: str, root: Path = Path(in_venv.ROOT)) -> int:
    """Set up and return an exit code; one sentence on stderr if it fails."""
    try:
        SetUp(root, part).make()
    except KeyboardInterrupt:
        say(f"The set-up was stopped; to go on with it, {AGAIN}.")
        return 130
    except Problem as problem:
        say(str(problem))
    except OSError as error:
        say(explain(str(error)))
    else:
        return 0
    with contextlib.suppress(OSError):  # give back the disk that it took
        remove(root / ".venv.new")
    return 1


if __name__ == "__main__":
    for number in STOPS:
        signal.signal(number, stop)
    sys.exit(main(*sys.argv[1:]))
