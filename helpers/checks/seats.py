"""Tell a teacher's machine in the room how far a seat is, if asked to.

Off, unless the environment variable LESSON_SEATS names where: an address such
as http://192.168.1.20:8600, or a file. LESSON_SEAT names the seat, such as 12;
else a random word does. What goes out is that, the number of the lesson, which
exercises are solved, open, not right, and the last hint: nobody's name, no
answer, no code. Only to this machine and to private networks, see NETWORKS.
"""

import ipaddress
import json
import os
import random
import re
import socket
import threading
import uuid
from pathlib import Path
from urllib.parse import urlsplit

from helpers.progress import somebody_waits

NETWORKS = [
    ipaddress.ip_network(network)
    for network in (
        *("127.0.0.0/8", "::1/128"),  # this machine
        *("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"),
    )
]
WAIT = 0.2  # seconds for each step of it
AWAY = "Your teacher's page could not be told; that changes nothing for you."
WRONG = (
    "LESSON_SEATS is {!r}, and nothing is sent: give a file, or "
    "http://ADDRESS:PORT with the number of a machine in this room."
)
_seat = _hint = ""
_is_over = False  # it was said that it does not work; try no more


def is_near(host: str) -> bool:
    """Say whether an address is of this machine or a private network."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:  # a name; who knows where it leads
        return False
    address = getattr(address, "ipv4_mapped", None) or address
    return any(address in network for network in NETWORKS)


def tell(standing: dict[int, str], hint: str | None = None) -> str:
    """Send how far this seat is; return what the learner has to know, once.

    Without a `hint` the one before is the last.
    """
    global _seat, _hint, _is_over
    _hint = _hint if hint is None else hint[:300]
    where = os.environ.get("LESSON_SEATS", "")
    if not where or _is_over or not somebody_waits():
        return ""
    is_first = not _seat
    _seat = _seat or os.environ.get("LESSON_SEAT", "")[:20] or _word()
    line = json.dumps(
        {
            "seat": _seat,
            "lesson": _lesson(),
            **{
                name: sorted(n for n, m in standing.items() if m == mark)
                for name, mark in (("solved", "✓"), ("open", "○"), ("no", "✗"))
            },
            "hint": _hint,
        }
    )
    sent = threading.Event()
    # In a thread: a file on a drive that is away would keep us for ever.
    thread = threading.Thread(target=_send, args=(where, line, sent))
    thread.daemon = True
    thread.start()
    thread.join(3 * WAIT)
    if sent.is_set():
        told = f"(Your teacher's page shows how far seat {_seat} is.)"
        return told if is_first else ""
    _is_over = True
    return AWAY if _goal(where) else WRONG.format(where)


def _goal(where: str) -> tuple[str, int] | Path | None:
    """Return host and port, or a file; None if it is neither."""
    if "://" not in where:
        return Path(where)
    try:
        parts = urlsplit(where)
        host, port = parts.hostname or "", parts.port or 80
    except ValueError:
        return None
    near = parts.scheme == "http" and is_near(host)
    return (host, port) if near else None


def _send(where: str, line: str, sent: threading.Event) -> None:
    goal = _goal(where)
    try:
        if isinstance(goal, Path):
            with goal.open("a", encoding="utf-8") as file:
                file.write(line + "\n")
            sent.set()
        elif goal:
            _post(goal, line.encode())
            sent.set()
    except OSError:
        pass  # who waits for it sees that


def _post(goal: tuple[str, int], body: bytes) -> None:
    """Send it as a browser would; no proxy, no redirection."""
    head = (
        f"POST /seat HTTP/1.0\r\nHost: {goal[0]}\r\n"
        "Content-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    with socket.create_connection(goal, WAIT) as line:
        line.sendall(head.encode() + body)
        answer = line.recv(64)
    if b" 204 " not in answer:
        raise ConnectionError


def _lesson() -> str:
    """Return the number of the lesson, if Jupyter says which file it is."""
    name = re.split(r"[/\\]", os.environ.get("JPY_SESSION_NAME", ""))[-1]
    found = re.match(r"\d\d(?=_)", name)
    return found[0] if found else ""


def _word() -> str:
    """Return a word for all kernels of the JupyterLab that runs here."""
    lab = f"{uuid.getnode()} {os.environ.get('JPY_PARENT_PID')}"
    draw = random.Random(lab).choice  # another than the one that lessons seed
    return "".join(draw("bdfgklmnprst") + draw("aeiou") for _ in range(3))
