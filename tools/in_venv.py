"""Run a command in the project's own environment, made first if need be.

    python tools/in_venv.py [--this-python] [--everything] COMMAND ...

makes or repairs `.venv` (`tools/set_up.py` does that work), then becomes
COMMAND, run in the repository's folder. `make lab` and its like call it; on
Windows it is called by hand: `py tools/in_venv.py python -m tools.lab`.

`--everything`: also what tests and studies need, not the learner's part only.
`--this-python`: the interpreter that runs this file and no other.

This file must start under every Python 3.6 or later, so that an old one
gets a sentence and not a SyntaxError. It uses the standard library only.
"""

# ruff: noqa: UP006, UP035, UP045  (Python 3.6 has to read this)

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
from typing import Dict, List, Mapping, Optional

ROOT = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))
LOWEST, HIGHEST = (3, 11), (3, 13)
SUPPORTED = "Python 3.11, 3.12 or 3.13"
WINDOWS = os.name == "nt"
PROGRAMS = "Scripts" if WINDOWS else "bin"
LOCKS = {
    "learner": "requirements-learner.lock",
    "everything": "requirements.lock",
}
# Bytes on the disk, with uv's cache; measured on Linux, and some to spare.
NEEDED = {"learner": 2200 * 10**6, "everything": 3200 * 10**6}
# Directories and switches of the caller's own Jupyter and Matplotlib would
# change what a lesson shows, or lead files back into the home folder.
FOREIGN = ("JUPYTERLAB_", "JUPYTER_PATH", "MPLBACKEND", "PYTHON", "__PYVENV")
PROBE = (
    "import sys, venv, ensurepip; "
    f"sys.exit(not {LOWEST} <= sys.version_info[:2] <= {HIGHEST})"
)


class Problem(Exception):
    """Something a person has to put right; its text is one sentence."""


def venv_python(root: str, venv: str = ".venv") -> str:
    """Return the path of the interpreter inside `root`'s `.venv`."""
    return os.path.join(root, venv, PROGRAMS, "python" + ".exe" * WINDOWS)


def digests(root: str, part: str) -> Dict[str, str]:
    """Return the SHA-256 of the locks that a part stands for, by name."""
    found = {}
    for name in ["learner"] + ["everything"] * (part == "everything"):
        with open(os.path.join(root, LOCKS[name]), "rb") as lock:
            found[name] = hashlib.sha256(lock.read()).hexdigest()
    return found


def is_ready(
    root: str,
    part: str = "learner",
    version: Optional[str] = None,
    venv: str = ".venv",
) -> bool:
    """Tell whether `.venv` has all of a part, as its lock says today.

    Where it lies does not count: it may be renamed or copied. `version`: the
    "3.12" that it has to have; None accepts any.
    """
    wanted = digests(root, part)
    if version:
        wanted["version"] = version
    try:
        path = os.path.join(root, venv, "set_up.json")
        with open(path, encoding="utf-8") as file:
            stamp = json.load(file)
        pythons = [stamp["python"], venv_python(root, venv)]
        return (
            wanted.items() <= stamp.items()
            and all(os.access(python, os.X_OK) for python in pythons)
            and os.path.exists(os.path.join(root, venv, "pyvenv.cfg"))
        )
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return False


def without_python_settings(env: Mapping[str, str]) -> Dict[str, str]:
    """Return `env` without what would bend any Python that is started."""
    return {k: v for k, v in env.items() if not k.startswith(FOREIGN)}


def find_python(only_this: bool) -> List[str]:
    """Return the command of the Python to build `.venv` with.

    Raises `Problem` when there is none; with `only_this`, when the running
    interpreter is not one.
    """
    minors = range(HIGHEST[1], LOWEST[1] - 1, -1)
    others = [[f"python3.{minor}"] for minor in minors]
    others += [["py", f"-3.{minor}"] for minor in minors]
    how = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    how["env"] = without_python_settings(os.environ)
    for command in [[sys.executable], *([] if only_this else others)]:
        try:
            # A version manager's stand-in can be on PATH and start nothing.
            if subprocess.call([*command, "-c", PROBE], **how) == 0:
                return command
        except OSError:
            pass
    number = "{}.{}".format(*sys.version_info)
    if LOWEST <= sys.version_info[:2] <= HIGHEST:
        raise Problem(
            f"This Python {number} lacks its modules venv and ensurepip; "
            f"install them (on Debian and Ubuntu: sudo apt install "
            f"python{number}-venv) and call again."
        )
    raise Problem(
        f"This needs {SUPPORTED}, and {sys.executable} is Python {number}; "
        "install one of them (or name one: make PYTHON=/path/to/python3.12 "
        "...) and call again."
    )


def environment(root: str, env: Mapping[str, str]) -> Dict[str, str]:
    """Return the variables for a command that runs in `root`'s `.venv`.

    Whatever Jupyter, IPython, Matplotlib and Keras would keep in the user's
    home goes to the ignored folder `.home` of the repository.
    """
    own = os.path.join(root, ".home")
    programs = os.path.join(root, ".venv", PROGRAMS)
    return dict(
        without_python_settings(env),
        VIRTUAL_ENV=os.path.join(root, ".venv"),
        PATH=programs + os.pathsep + env.get("PATH", os.defpath),
        JUPYTER_CONFIG_PATH=os.path.join(root, "tools", "jupyter"),
        JUPYTER_CONFIG_DIR=os.path.join(own, "jupyter"),
        JUPYTER_DATA_DIR=os.path.join(own, "jupyter", "data"),
        JUPYTER_RUNTIME_DIR=os.path.join(own, "jupyter", "runtime"),
        IPYTHONDIR=os.path.join(own, "ipython"),
        MPLCONFIGDIR=os.path.join(own, "matplotlib"),
        KERAS_HOME=os.path.join(own, "keras"),
    )


def call(command: List[str], env: Mapping[str, str]) -> int:
    """Become `command`, or on Windows run it and return its exit code.

    There a program that becomes another one returns to the prompt at once.
    Ctrl-C reaches the command by itself; this process only waits for it.
    """
    if not WINDOWS:
        os.execvpe(command[0], command, dict(env))
    signal.signal(signal.SIGINT, lambda number, frame: None)
    return subprocess.call(command, env=dict(env))


def main(arguments: List[str]) -> int:
    """Make `.venv` if need be and run the command; return its exit code."""
    command, options = list(arguments), []
    while command and command[0] in ("--this-python", "--everything"):
        options.append(command.pop(0))
    if not command or command[0].startswith("-"):
        print("Call: python tools/in_venv.py COMMAND ...", file=sys.stderr)
        return 2
    if os.pathsep in ROOT:  # PATH would be cut there
        raise Problem(
            f"The path of this folder has a {os.pathsep!r} in it, and .venv "
            "cannot be used there; rename the folder and call again."
        )
    wheels = os.environ.get("WHEELS")
    if wheels and "://" not in wheels:  # make sets it empty
        os.environ["WHEELS"] = os.path.abspath(os.path.expanduser(wheels))
    os.chdir(ROOT)
    only_this = "--this-python" in options
    part = "everything" if "--everything" in options else "learner"
    version = "{}.{}".format(*sys.version_info) if only_this else None
    if not is_ready(ROOT, part, version):
        python = find_python(only_this)
        if python != [sys.executable]:  # the same again, by one that fits
            again = [*python, os.path.join("tools", "in_venv.py"), *arguments]
            return call(again, without_python_settings(os.environ))
        from tools import set_up

        set_up.hear_signals()
        set_up.SetUp(ROOT).make(part)
    env = environment(ROOT, os.environ)
    program = shutil.which(command[0], path=env["PATH"])
    if program is None:
        raise Problem(
            f"There is no command {command[0]!r} in .venv or on PATH; check "
            "its spelling."
        )
    return call([program, *command[1:]], env)


def start() -> None:
    """Run the command line; what goes wrong is told in one sentence."""
    try:
        sys.exit(main(sys.argv[1:]))
    except Problem as problem:
        sys.exit(str(problem))
    except OSError as error:
        what = "put that right"
        if os.path.join(ROOT, ".venv") in str(error):  # it is damaged
            what = "delete the folder .venv"
        sys.exit(f"Could not start: {error}; {what} and call again.")
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    sys.path.insert(0, ROOT)
    from tools import in_venv  # by its name: others raise its Problem

    in_venv.start()
