"""Show who is stuck: `make seats`, on the teacher's machine.

Seats whose LESSON_SEATS names this machine send a line at each check. The
page shows the last one of each: solved, open, not right, and the last hint. It
opens on this machine alone; lines are taken from private networks alone, and
are shown as text. Nothing is written.
"""

import argparse
import html
import json
import socket
import sys
import time
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from helpers.checks.seats import is_near
from tools.notebooks import LessonError, command

LARGEST = 2000  # bytes of a line
SEATS = 500
PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Who is stuck</title>
<meta name="viewport" content="width=device-width">
<style>
:root { color-scheme: light dark }
body { font: 1.1rem/1.5 system-ui, sans-serif; margin: 1.5rem }
table { border-collapse: collapse }
th, td { border: 1px solid #888; overflow-wrap: anywhere;
  padding: .3rem .6rem; text-align: left; vertical-align: top }
thead th { overflow-wrap: normal; white-space: nowrap }
</style></head><body><h1>Who is stuck</h1>
<p><button id="hold" aria-pressed="false">Hold this view</button></p>
<table><caption>The last line of each seat, renewed every 3 seconds</caption>
<thead><tr><th scope="col">Seat</th><th scope="col">Lesson</th>
<th scope="col">Solved</th><th scope="col">Open</th>
<th scope="col">Not right</th><th scope="col">Last hint</th>
<th scope="col">Minutes ago</th></tr></thead>
<tbody id="rows">%s</tbody></table>
<script src="seats.js"></script></body></html>
"""
SCRIPT = """const hold = document.getElementById("hold");
hold.onclick = () => hold.setAttribute("aria-pressed",
  hold.getAttribute("aria-pressed") === "false");
setInterval(async () => {
  if (hold.getAttribute("aria-pressed") === "true") return;
  const answer = await fetch("rows");
  document.getElementById("rows").innerHTML = await answer.text();
}, 3000);
"""
NO_ADDRESS = (
    "This machine has no address in a private network, and seats send to no "
    "other: see `--file` in docs/teaching/collecting.md."
)
POLICY = (
    "default-src 'none'; script-src 'self'; connect-src 'self'; "
    "style-src 'unsafe-inline'"
)


class Room:
    """The last line of each seat."""

    def __init__(self, file: Path | None = None) -> None:
        self.seats: dict[str, dict[str, Any]] = {}
        self.file = file

    def take(self, line: bytes) -> bool:
        """Keep a line if it is one."""
        try:
            said = json.loads(line[:LARGEST])
            seat = str(said["seat"])[:20]
            kept = {
                "lesson": str(said["lesson"])[:2],
                "hint": str(said["hint"])[:300],
                "when": time.monotonic(),
            }
            for name in ("solved", "open", "no"):
                numbers = said[name][:20]
                kept[name] = ", ".join(str(int(n))[:2] for n in numbers)
        except (ValueError, LookupError, TypeError, RecursionError):
            return False
        if seat not in self.seats and len(self.seats) >= SEATS:
            return False
        self.seats[seat] = kept
        return True

    def rows(self) -> str:
        """Return the rows of the table, the seats in order."""
        if self.file and self.file.exists():
            for line in self.file.read_bytes()[-(2**20) :].splitlines():
                self.take(line)
        in_order = sorted(self.seats, key=lambda seat: seat.zfill(20))
        return "".join(map(self._row, in_order))

    def _row(self, seat: str) -> str:
        kept = self.seats[seat]
        ago = f"{(time.monotonic() - kept['when']) / 60:.0f}"
        names = ("lesson", "solved", "open", "no", "hint")
        cells = [*(kept[name] for name in names), "" if self.file else ago]
        shown = "".join(f"<td>{html.escape(cell)}</td>" for cell in cells)
        return f'<tr><th scope="row">{html.escape(seat)}</th>{shown}</tr>\n'


def handler(room: Room) -> type[BaseHTTPRequestHandler]:
    """Return what answers requests for a room."""

    class Handler(BaseHTTPRequestHandler):
        timeout = 5  # seconds that a slow seat may take

        def do_POST(self) -> None:
            length = self.headers.get("Content-Length", "")
            sound = length.isdigit() and int(length) <= LARGEST
            if not (sound and is_near(self.client_address[0])):
                self.send_error(403)
            elif room.take(self.rfile.read(int(length))):
                self.send_response(204)
                self.end_headers()
            else:
                self.send_error(400)

        def do_GET(self) -> None:
            # By its number alone: a name could lead here from anywhere.
            host = self.headers.get("Host", "").rpartition(":")[0]
            pages = {
                "/": ("text/html", lambda: PAGE % room.rows()),
                "/rows": ("text/html", room.rows),
                "/seats.js": ("text/javascript", lambda: SCRIPT),
            }
            mine = self.client_address[0].removeprefix("::ffff:")
            if mine != "127.0.0.1" or host not in ("127.0.0.1", "localhost"):
                self.send_error(403)
            elif self.path not in pages:
                self.send_error(404)
            else:
                kind, made = pages[self.path]
                self.send_response(200)
                self.send_header("Content-Type", f"{kind}; charset=utf-8")
                self.send_header("Content-Security-Policy", POLICY)
                self.end_headers()
                self.wfile.write(made().encode())

        def log_message(self, *arguments: object) -> None:
            """Say nothing: it would name addresses."""

    return Handler


def addresses() -> list[str]:
    """Return the numbers of this machine in its private networks."""
    found = set()
    with suppress(OSError):  # a machine need not know its own name
        own = socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)
        found = {entry[4][0] for entry in own}
    # Many systems know it as 127.0.1.1 alone. Which number would speak to
    # a network is told without a word to it: nothing is sent here.
    for there in ("10.0.0.1", "172.16.0.1", "192.168.0.1"):
        with (
            suppress(OSError),
            socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line,
        ):
            line.connect((there, 9))
            found.add(line.getsockname()[0])
    near = filter(is_near, sorted(found))
    return [one for one in near if not one.startswith("127.")]


def no_port(port: int, error: Exception, other: str) -> LessonError:
    """Say why a port cannot be had, and which to name instead."""
    why = getattr(error, "strerror", None) or "no port has that number"
    return LessonError(f"Port {port} cannot be had: {why}; name {other}.")


@command()
def main(arguments: list[str] | None = None) -> None:
    """Serve until somebody presses Ctrl-C."""
    parser = argparse.ArgumentParser(prog="make seats", description=__doc__)
    parser.add_argument("--port", type=int, default=8600)
    parser.add_argument("--file", type=Path, help="where seats write instead")
    options = parser.parse_args(arguments)
    host = "127.0.0.1" if options.file else ""
    try:
        served = ThreadingHTTPServer(
            (host, options.port), handler(Room(options.file))
        )
    except (OSError, OverflowError) as error:
        other = 'another one: make seats ARGS="--port 8601"'
        raise no_port(options.port, error, other) from None
    with served as server:
        server.daemon_threads = True
        print(f"Your page: http://127.0.0.1:{options.port}/", flush=True)
        near = [f"http://{one}:{options.port}" for one in addresses()]
        for one in [options.file] if options.file else near:
            print(f"For the seats: LESSON_SEATS={one}", flush=True)
        if not near and not options.file:
            print(NO_ADDRESS, flush=True)
        server.serve_forever()


if __name__ == "__main__":
    sys.exit(main())
