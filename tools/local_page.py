"""The way from JupyterLab to its reader: a port, and a browser.

Part of `make check`; to be read by Python 3.6, as tools/machine.py.
"""

# ruff: noqa: UP006, UP031, UP035  (Python 3.6 has to read this)

import errno
import os
import socket
import urllib.request
import webbrowser
from typing import Tuple

from tools import in_venv
from tools.machine import AGAIN, LAB, Line, Machine, Problem, read

PORT, PORTS = 8888, 51  # as many as JupyterLab tries
TEXT_ONLY = {"w3m", "lynx", "links", "elinks", "www-browser"}


def bind() -> Tuple[int, socket.socket]:
    """Return the port that JupyterLab would take, and a socket on it."""
    taken = (errno.EADDRINUSE, errno.EACCES, getattr(errno, "WSAEACCES", 0))
    for number in range(PORT, PORT + PORTS):
        server = socket.socket()
        if not in_venv.WINDOWS:  # what has just been closed is free
            server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            server.bind(("127.0.0.1", number))
            server.listen(1)
            return number, server
        except OSError as error:
            server.close()
            if error.errno not in taken:
                raise
    raise Problem(
        "The ports from %d to %d are all taken; end other servers, or start "
        "the machine anew, and %s." % (PORT, PORT + PORTS - 1, AGAIN)
    )


def exchange(server: socket.socket) -> None:
    """Send a byte to a listening socket and back, as a browser would."""
    server.settimeout(5)
    with socket.create_connection(server.getsockname(), timeout=5) as client:
        peer, _ = server.accept()
        with peer:
            peer.settimeout(5)
            client.sendall(b"?")
            peer.sendall(peer.recv(1) or b"-")
            if client.recv(1) != b"?":
                raise OSError(errno.EIO, "another answer came back")


def check_port(m: Machine) -> Line:
    """A browser reaches JupyterLab on this machine."""
    try:
        free, server = bind()
        with server:
            exchange(server)
    except OSError as error:
        raise Problem(
            "Programs here cannot talk to each other over 127.0.0.1 (%s); "
            "allow it in the firewall or virus scanner and %s."
            % (error.strerror or error, AGAIN)
        ) from None
    text = str(free) if free == PORT else "%d, as %d is taken" % (free, PORT)
    no = {"no": m.env.get("no_proxy", m.env.get("NO_PROXY", ""))}
    local = ("localhost", "127.0.0.1")
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        if m.env.get(name) and not all(
            urllib.request.proxy_bypass_environment(host, no) for host in local
        ):
            # Today's browsers leave this machine out by themselves.
            return "note", (
                "%s; %s is set for this machine, too: should the browser not "
                "find the page, set no_proxy=localhost,127.0.0.1 as well."
                % (text, name)
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
    if not screen or "microsoft" in read(m.proc, "version").lower():
        return "note", (
            "None can open from here; open the address that %s prints in a "
            "browser of your own." % LAB
        )
    raise Problem(
        "There is no browser with windows, only %s; install Firefox or "
        "Chromium and %s." % (name or "none at all", AGAIN)
    )
