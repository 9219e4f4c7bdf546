"""Measure a room: learners at once in a JupyterHub on this machine.

    make room ARGS="--learners 24"

starts the JupyterHub of docs/room/ with users that need no account, and lets
every learner do what a browser would: log in, open lessons, run all cells, and
leave all of them open. It prints one table. JupyterHub stands in no lock; see
docs/room/README.md on how to install it.
"""

import argparse
import json
import math
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections import defaultdict
from dataclasses import dataclass, field
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path

from tools.notebooks import (
    LessonError,
    code_cells,
    command,
    find_lesson,
    read,
)
from tools.seats import no_port

ROOT = Path(__file__).resolve().parents[1]
MINUTE = 60
LESSON = 20 * MINUTE  # what a lesson takes at least, with reading
KINDS = "server", "kernel", "asker"
CONFIG = """
load_subconfig({room!r})
c = get_config()
c.JupyterHub.authenticator_class = "dummy"
c.JupyterHub.spawner_class = "simple"
c.SimpleLocalProcessSpawner.home_dir_template = "{homes}/{{username}}"
c.JupyterHub.bind_url = "http://127.0.0.1:{port}"
c.JupyterHub.hub_port = {port} + 1
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{port_2}"
c.ConfigurableHTTPProxy.command = [{proxy!r}]
"""
PLAIN = """
c.Spawner.cmd = [{python!r}, "-m", "jupyterhub.singleuser"]
c.Spawner.environment["WARM_FORKS"] = "none"
"""


@dataclass
class Learner:
    """One who logs in and runs lessons; what it took, and what failed."""

    name: str
    address: str
    seconds: dict[str, float] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)

    def log_in(self) -> None:
        """Log in, wait for the server, and load the page of JupyterLab."""
        import requests

        began = time.monotonic()
        self.http = requests.Session()
        page = self.http.get(f"{self.address}/hub/login")
        form = {"username": self.name, "password": "x"}
        form["_xsrf"] = self.http.cookies["_xsrf"]
        self.http.post(f"{self.address}/hub/login", data=form)
        page = self.http.get(f"{self.address}/hub/spawn")
        while "/lab" not in page.url and time.monotonic() - began < 300:
            time.sleep(0.5)
            page = self.http.get(f"{self.address}/user/{self.name}/lab")
        page.raise_for_status()
        self.seconds["log in"] = time.monotonic() - began

    def run(self, lesson: Path) -> None:
        """Open a lesson and run all of its cells, each after the other."""
        import websocket

        began = time.monotonic()
        self.server = f"{self.address}/user/{self.name}"
        key = next(
            cookie.value
            for cookie in self.http.cookies
            if cookie.name == "_xsrf" and self.name in cookie.path
        )
        path = f"my_lessons/{lesson.name}"
        self.http.get(f"{self.server}/api/contents/{path}").raise_for_status()
        answer = self.http.post(
            f"{self.server}/api/sessions",
            headers={"X-XSRFToken": key},
            json={
                **{"path": path, "name": lesson.name, "type": "notebook"},
                "kernel": {"name": "python3"},
            },
        )
        answer.raise_for_status()
        kernel = answer.json()["kernel"]["id"]
        channel = websocket.create_connection(
            f"{self.server}/api/kernels/{kernel}/channels".replace(
                "http", "ws", 1
            ),
            cookie=cookies(self.http, self.name),
            origin=self.address,
            timeout=10 * MINUTE,
        )
        for number, cell in enumerate(code_cells(read(lesson)), 1):
            for kind, content in execute(channel, cell.source):
                if kind == "error":
                    what = f"{content['ename']}: {content['evalue']}"
                    self.failures.append(f"{lesson.name} {number}: {what}")
                elif kind in ("stream", "display_data", "execute_result"):
                    self.seconds.setdefault(
                        f"{lesson.name[:2]} first output",
                        time.monotonic() - began,
                    )
        self.seconds[f"{lesson.name[:2]} all"] = time.monotonic() - began
        self.channels = [*getattr(self, "channels", []), channel]


def cookies(http, name: str) -> str:
    """Return the cookies that a browser sends to the server of `name`."""
    return "; ".join(
        f"{cookie.name}={cookie.value}"
        for cookie in http.cookies
        if cookie.path == "/" or name in cookie.path
    )


def execute(channel, source: str):
    """Run code through a kernel's channels; yield its messages till idle."""
    asked = uuid.uuid4().hex
    header = {"msg_id": asked, "msg_type": "execute_request", "version": "5.3"}
    header |= {"username": "", "session": asked, "date": ""}
    content = {"code": source, "silent": False, "store_history": True}
    content |= {"user_expressions": {}, "allow_stdin": False}
    message = {"header": header, "content": content, "channel": "shell"}
    message |= {"parent_header": {}, "metadata": {}, "buffers": []}
    channel.send(json.dumps(message))
    waits = {"reply", "idle"}
    while waits:
        got = json.loads(channel.recv())
        kind = got["msg_type"]
        if kind == "status" and got["content"]["execution_state"] == "dead":
            raise OSError("the kernel died")
        if got["parent_header"].get("msg_id") != asked:
            continue
        if kind == "execute_reply":
            waits.discard("reply")
        elif kind == "status" and got["content"]["execution_state"] == "idle":
            waits.discard("idle")
        yield kind, got["content"]


def split(line: str) -> list[str]:
    """Return a line's name and what stands behind its colon."""
    return line.split(":", 1)


def shares(folder: Path) -> dict[str, list[float]]:
    """Return the MB of each process by its kind, shared memory shared out.

    A process of the room is known by its working folder, and what others are
    forked of by the folder of their sockets. "processor" is no kind: the
    seconds that each process of a learner had.
    """
    found = defaultdict(list)
    ticks = os.sysconf("SC_CLK_TCK")
    for process in Path("/proc").glob("[0-9]*"):
        try:
            where = (process / "cwd").readlink()
            words = (process / "cmdline").read_text().split("\0")
            rollup = (process / "smaps_rollup").read_text().splitlines()[1:]
            numbers = (process / "stat").read_text().rsplit(")", 1)[1].split()
        except OSError:  # it is gone
            continue
        if folder in where.parents:
            kind = "kernel"
            if any(word.endswith("ask_for_fork.py") for word in words):
                kind = "asker"
            elif "jupyterhub.singleuser" in words:
                kind = "server"
            used = sum(map(int, numbers[11:13]))  # proc(5): utime and stime
            found["processor"].append(used / ticks)
        elif where == folder or str(folder / "f") in words:
            kind = "hub"
        else:
            continue
        sizes = {name: rest.split()[0] for name, rest in map(split, rollup)}
        found[kind].append(int(sizes["Pss"]) / 1024)
    return found


def total(found: dict[str, list[float]]) -> float:
    """Return the sum of all shares."""
    return sum(sum(mb) for kind, mb in found.items() if kind != "processor")


def in_use() -> float:
    """Return what the whole machine has in use, in MB."""
    lines = Path("/proc/meminfo").read_text().splitlines()
    found = {name: int(rest.split()[0]) for name, rest in map(split, lines)}
    return (found["MemTotal"] - found["MemAvailable"]) / 1024


def all_at_once(learners: list[Learner], work, apart: float = 0) -> None:
    """Let each learner do `work`, `apart` seconds after the one before."""

    def one(number: int, learner: Learner) -> None:
        time.sleep(number * apart)
        try:
            work(learner)
        except Exception as error:
            learner.failures.append(f"{type(error).__name__}: {error}")

    threads = [
        threading.Thread(target=one, args=pair) for pair in enumerate(learners)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def table(rows: list[tuple]) -> str:
    """Return rows of texts as a table in Markdown; the first is its head."""
    lines = [f"| {' | '.join(map(str, row))} |" for row in rows]
    rule = "| --- |" + " ---: |" * (len(rows[0]) - 1)
    return "\n".join([lines[0], rule, *lines[1:]])


def spread(values: list[float]) -> tuple[str, str]:
    """Return median and worst of seconds, as text."""
    if not values:
        return "none", "none"
    return f"{statistics.median(values):.1f}", f"{max(values):.1f}"


def measure(options: argparse.Namespace, folder: Path) -> int:
    """Start the room, let learners in, print the table; count failures."""
    homes = folder / "h"
    homes.mkdir()
    forks = folder / "f"
    values = {
        "room": str(ROOT / "docs/room/jupyterhub_config.py"),
        "homes": homes,
        "port": options.port,
        "port_2": options.port + 2,
        "proxy": options.proxy,
        "python": sys.executable,
    }
    text = CONFIG + PLAIN * options.plain
    (folder / "config.py").write_text(text.format(**values))
    hub = subprocess.Popen(
        [sys.executable, "-m", "jupyterhub", "-f", folder / "config.py"],
        cwd=folder,
        env=os.environ | {"WARM_FORKS": str(forks)},
        stdout=(folder / "log").open("w"),
        stderr=subprocess.STDOUT,
    )
    address = f"http://127.0.0.1:{options.port}"
    lessons = [find_lesson(name) for name in options.lessons]
    learners = [
        Learner(f"learner{n}", address) for n in range(options.learners)
    ]
    used, each_at_last = [0.0], [0.0]
    try:
        wait_for(address, forks, hub)
        empty, machine = total(shares(folder)), in_use()
        print(f"the room without learners: {empty:.0f} MB", flush=True)
        rows = [("", "median, s", "worst, s")]
        sizes = [("MB", *KINDS, "a learner", "the machine", "per GB", "CPU s")]

        def note(what: str) -> None:
            time.sleep(options.rest)
            found = shares(folder)
            each = (total(found) - empty) / len(learners)
            means = [
                f"{statistics.mean(found[kind]):.0f} ({len(found[kind])})"
                if found[kind]
                else "none"
                for kind in KINDS
            ]
            each_at_last[:] = [each]
            grown = (in_use() - machine) / len(learners)
            used.append(sum(found["processor"]) / len(learners))
            texts = f"{each:.0f}", f"{grown:.0f}", f"{1024 / each:.1f}"
            sizes.append((what, *means, *texts, f"{used[-1] - used[-2]:.1f}"))
            print(f"{what}: done", flush=True)

        all_at_once(learners, Learner.log_in, options.apart)
        note("logged in")
        for lesson in lessons:
            all_at_once(
                learners, lambda one, path=lesson: one.run(path), options.apart
            )
            note(f"ran {lesson.name[:2]}")
        names = dict.fromkeys(n for one in learners for n in one.seconds)
        for name in names:
            of_all = [
                one.seconds[name] for one in learners if name in one.seconds
            ]
            rows.append((name, *spread(of_all)))
    finally:
        hub.terminate()
        hub.wait()
    failures = [f"{one.name}: {f}" for one in learners for f in one.failures]
    print(table(rows), "", table(sizes), "", sep="\n")
    dearest = max(after - before for before, after in pairwise(used[1:]))
    print(rule(empty, each_at_last[0], dearest))
    print(f"{len(failures)} failures", *failures, sep="\n")
    return len(failures)


def rule(room: float, learner: float, seconds: float) -> str:
    """Return what 30 and 300 learners need, computed from what was measured.

    `room` and `learner` are MB, `seconds` those of the processor that a
    learner needs for the dearest lesson.
    """
    lines = [
        f"memory = 1.25 * ({room:.0f} MB + learners * {learner:.0f} MB)",
        f"cores = 2 * learners * {seconds:.0f} s / {LESSON // MINUTE} min",
    ]
    for number in (30, 300):
        memory = 1.25 * (room + number * learner) / 1024
        cores = max(2, math.ceil(2 * number * seconds / LESSON))
        lines.append(f"{number} learners: {memory:.0f} GB, {cores} cores")
    return "\n".join(lines) + "\n"


def wait_for(address: str, forks: Path, hub: subprocess.Popen) -> None:
    """Wait until the hub answers and both kinds of forks are to be had."""
    import requests

    from tools import warm_forks

    while True:
        if hub.poll() is not None:
            raise SystemExit("JupyterHub ended; its log is kept: see above.")
        try:
            requests.get(f"{address}/hub/api").raise_for_status()
            room = warm_forks.KERNEL, warm_forks.SERVER
            if all((forks / module).exists() for module in room):
                return
        except requests.RequestException:
            pass
        time.sleep(0.5)


def check(options: argparse.Namespace) -> None:
    """Raise LessonError if no room can be started here."""
    if not (find_spec("jupyterhub") and options.proxy):
        raise LessonError(
            "JupyterHub or its proxy is not here; docs/room/README.md says "
            "how to install both."
        )
    for port in range(options.port, options.port + 3):
        try:
            with socket.socket() as one:
                one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                one.bind(("127.0.0.1", port))
        except (OSError, OverflowError) as error:
            other = 'the first of three others: make room ARGS="--port 8100"'
            raise no_port(port, error, other) from None


@command()
def main(arguments: list[str] | None = None) -> int:
    """Run the command line; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--learners", type=int, default=2)
    parser.add_argument("--lessons", nargs="+", default=["01", "02", "03"])
    parser.add_argument("--apart", type=float, default=0, metavar="SECONDS")
    parser.add_argument("--rest", type=float, default=0, metavar="SECONDS")
    parser.add_argument("--plain", action="store_true", help="without forks")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument(
        "--proxy", default=shutil.which("configurable-http-proxy")
    )
    options = parser.parse_args(arguments)
    check(options)
    # Short, because sockets lie there.
    with tempfile.TemporaryDirectory(prefix="room-", dir="/tmp") as folder:
        try:
            return bool(measure(options, Path(folder)))
        except BaseException:
            print((Path(folder) / "log").read_text()[-5000:], file=sys.stderr)
            raise


if __name__ == "__main__":
    sys.exit(main())
