"""What a person sees of the set-up: its progress, and why it failed."""

import os
import platform
import re
import shutil
import sys
import time
from pathlib import Path
from typing import TextIO

AGAIN = "call the same command again"
NETWORK = (
    r"NewConnectionError|ConnectionError|[Cc]onnection (broken|aborted)"
    r"|ConnectTimeout|Read ?[Tt]imed? ?out|Max retries exceeded|ProxyError"
    r"|IncompleteRead|RemoteDisconnected|ProtocolError|HTTP error"
    r"|Could not fetch URL|getaddrinfo failed|Temporary failure in name"
)
ENOUGH = 50 * 10**6  # bytes; with less left, a failure is the disk's


def explain(said: str, code: int, free: int | None) -> str:
    """Return one sentence on why a step failed, and what to do.

    `said`: what the step printed, or an `OSError`'s text; `code`: its exit
    code; `free`: bytes left on the disk, None if nobody looked.
    """
    full = r"\[Errno (28|122)\]|WinError 112|No space left on device"
    if re.search(full, said) or (free is not None and free < ENOUGH):
        return (
            "The disk is full, so the set-up could not end; "
            f"free some space and {AGAIN}."
        )
    wrong = re.search(
        r"DO NOT MATCH THE HASHES.*?\n\s+(\S+?)(==\S+)? from", said, re.DOTALL
    )
    if wrong:
        return (
            f"What was downloaded as {wrong[1]} is not the file that "
            f"requirements.lock names, so it was not installed; {AGAIN}, and "
            "if this comes back, ask whoever runs your package index."
        )
    missing = re.search(r"No matching distribution found for (\S+)", said)
    if re.search(r"SSLCertVerification|CERTIFICATE_VERIFY", said):
        return (
            "The package index could not prove who it is (its certificate "
            "was refused); ask your network's people for pip's `cert` "
            f"setting and {AGAIN}."
        )
    if re.search(NETWORK, said):
        return (
            "A download failed: the package index could not be reached or "
            f"broke off; check the network and {AGAIN}."
        )
    if missing:
        return (
            f"Your package index has no {missing[1]} for this machine "
            f"({platform.system()} {platform.machine()}, Python "
            f"{sys.version_info[0]}.{sys.version_info[1]}); use Linux, "
            "macOS on Apple silicon or 64-bit Windows with that package."
        )
    if re.search(r"\[Errno (13|30)\]|WinError (5|32)\b", said):
        what = re.findall(r"['\"]([^'\"\n]+)['\"]\s*$", said, re.MULTILINE)
        return (
            f"Could not write {what[-1] if what else 'in this folder'}; make "
            "the folder writable, close programs that use it and "
            f"{AGAIN}."
        )
    if code in (-9, 137):
        return (
            "The installation was killed from outside, often because memory "
            f"ran out; close other programs and {AGAIN}."
        )
    errors = [line for line in said.splitlines() if line.strip()]
    marked = [line for line in errors if line.startswith("ERROR:")]
    last = (marked or errors or [f"exit code {code}"])[-1]
    last = last.removeprefix("ERROR:").strip().rstrip(".")
    return f'The set-up failed: "{last}"; put that right and {AGAIN}.'


class Progress:
    """One living line on a terminal, a line now and then elsewhere."""

    def __init__(self, out: TextIO) -> None:
        self.out = out
        self.living = out.isatty()
        self.line = ""
        self.began = self.shown = time.monotonic()
        self.pins = self.fetched = 0
        self.names: list[str] = []
        self.packages = Path()
        self.rest = ""

    def begin(self, root: Path, version: str) -> None:
        """Say what is coming, and remember where packages will appear."""
        lock = (root / "requirements.lock").read_text(encoding="utf-8")
        self.pins = len(re.findall(r"^[\w.-]+==", lock, re.MULTILINE))
        lib = ("Lib",) if os.name == "nt" else ("lib", f"python{version}")
        self.packages = root.joinpath(".venv", *lib, "site-packages")
        self.say(
            f"Setting up .venv with Python {version}, once: 0.9 GB to "
            "download, 3.4 GB on disk, 1 to 10 minutes."
        )

    def follow(self, text: str) -> None:
        """Take what pip printed since the last call and show how far it is."""
        *lines, self.rest = (self.rest + text).split("\n")
        for line in lines:
            if line.startswith("Ignoring "):  # for another platform
                self.pins -= 1
            elif line.startswith("Collecting "):
                self.fetched += 1
                name = line.split()[1].split("==")[0]
                self.step(f"fetching {self.fetched} of {self.pins}: {name}")
            elif line.startswith("Installing collected packages: "):
                self.names = line.split(": ", 1)[1].split(", ")
        if self.names and self.packages.is_dir():
            found = len(list(self.packages.glob("*.dist-info")))
            done = min(max(found - 1, 0), len(self.names) - 1)  # less pip
            self.step(
                f"installing {done + 1} of {len(self.names)}: "
                f"{self.names[done]}"
            )
        elif self.line:
            self.step(self.line)

    def step(self, line: str) -> None:
        """Show where the work is: at once if living, else each 10 s."""
        now = time.monotonic()
        self.line = line
        if self.living:
            width = shutil.get_terminal_size().columns - 1
            shown = f"{line} ({now - self.began:.0f} s)"[:width]
            self.out.write("\r" + shown.ljust(width))
            self.out.flush()
        elif now - self.shown > 10:
            self.shown = now
            self.out.write(line + "\n")
            self.out.flush()

    def say(self, sentence: str) -> None:
        """Write a sentence on a line of its own."""
        if self.living and self.line:
            width = shutil.get_terminal_size().columns - 1
            self.out.write("\r" + " " * width + "\r")
            self.line = ""
        self.out.write(sentence + "\n")
        self.out.flush()

    def end(self) -> None:
        """Say that all is there."""
        took = time.monotonic() - self.began
        self.say(f"The set-up is complete ({took:.0f} s).")
