"""Ask tools/warm_forks.py for a fork that runs a module; live as long as it.

    python -I -S tools/ask_for_fork.py MODULE ARGUMENTS...

does what `python -m MODULE ARGUMENTS...` does. Where nobody in the folder that
the variable WARM_FORKS names has that module ready, it becomes just that.
Whoever starts a program in this way sees a child process that takes signals
and ends, like any other; so this imports no more than it must.
"""

import contextlib
import json
import os
import select
import signal
import socket
import sys

HANDED_ON = signal.SIGINT, signal.SIGTERM


def main(module: str, *arguments: str) -> None:
    """Get a fork and stand for it; or be the module without one."""
    try:
        server, pid = ask(module, arguments)
    except (OSError, LookupError, ValueError):
        plain = [sys.executable, "-m", module, *arguments]
        os.execv(sys.executable, plain)
    for number in HANDED_ON:
        signal.signal(number, lambda number, _: hand_on(pid, number))
    # Jupyter's kernels end with their server, even if that was killed.
    parent = int(os.environ.get("JPY_PARENT_PID", os.getppid()))
    is_kernel = "JPY_PARENT_PID" in os.environ
    while not select.select([server], [], [], 1)[0]:
        if is_kernel and os.getppid() != parent:
            break
    sys.exit(1)


def ask(module: str, arguments: tuple[str, ...]) -> tuple[socket.socket, int]:
    """Send what a fork needs to be like a child of this; return its pid.

    The socket that comes with it ends when the fork does.
    """
    if os.environ.get("KERAS_BACKEND", "tensorflow") != "tensorflow":
        raise LookupError  # there is none with another backend
    server = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    server.connect(os.path.join(os.environ["WARM_FORKS"], module))
    mask = os.umask(0)
    os.umask(mask)
    wanted = {
        "arguments": arguments,
        "variables": dict(os.environ),
        "folder": os.getcwd(),
        "mask": mask,
    }
    socket.send_fds(server, [json.dumps(wanted).encode()], [0, 1, 2])
    return server, int(server.recv(99))


def hand_on(pid: int, number: int) -> None:
    """Send the fork a signal that came here."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, number)


if __name__ == "__main__":
    main(*sys.argv[1:])
