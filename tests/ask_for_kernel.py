"""Ask tests/warm_kernels.py for a kernel, and live as long as it does.

    python -I -S tests/ask_for_kernel.py SOCKET -f CONNECTION_FILE

is what a kernel manager starts in the place of a kernel; so it imports no
more than it must.
"""

import json
import os
import signal
import socket
import sys


def main(address: str, *arguments: str) -> None:
    """Ask, hand interrupts on to the kernel, and end when it ends."""
    server = socket.socket(socket.AF_UNIX)
    server.connect(address)
    wanted = {
        "arguments": arguments,
        "variables": dict(os.environ),
        "folder": os.getcwd(),
    }
    socket.send_fds(server, [json.dumps(wanted).encode()], [0, 1, 2])
    pid = int(server.recv(99))
    signal.signal(signal.SIGINT, lambda *_: os.kill(pid, signal.SIGINT))
    server.recv(1)
    sys.exit(1)


main(*sys.argv[1:])
