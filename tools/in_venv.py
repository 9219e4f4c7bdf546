"""Run a command in the project's own environment, made first if need be.

    python tools/in_venv.py [--this-python] COMMAND [ARGUMENT ...]

makes or repairs `.venv` (`tools/set_up.py` does that work), then becomes
COMMAND, run in the repository's folder. `make lab` and its like call it; on
Windows it is called by hand: `py tools/in_venv.py jupyter lab`.

`--this-python`: build `.venv` with the interpreter that runs this file or
refuse; without it any installed Python that fits is taken.

This file must start under every Python 3.6 or later, so that an old one
gets a sentence and not a SyntaxError. It uses the standard library only.
"""

# ruff: noqa: UP006, UP031, UP035, UP045  (Python 3.6 has to read this)

import hashlib
import importlib.util
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

# Directories and switches of the caller's own Jupyter, Matplotlib and Python
# would change what a lesson shows, or lead files back into the home folder.
FOREIGN = {
    "JUPYTERLAB_DIR",
    "JUPYTERLAB_SETTINGS_DIR",
    "JUPYTERLAB_WORKSPACES_DIR",
    "JUPYTER_PATH",
    "MPLBACKEND",
    "__PYVENV_LAUNCHER__",
}

PROBE = (
    "import sys, venv, ensurepip; "
    "sys.exit(not ((3, 11) <= sys.version_info[:2] <= (3, 13)))"
)


class Problem(Exception):
    """Something a person has to put right; its text is one sentence."""


def venv_python(root: str) -> str:
    """Return the path of the interpreter inside `root`'s `.venv`."""
    parts = ("Scripts", "python.exe") if WINDOWS else ("bin", "python")
    return os.path.join(root, ".venv", *parts)


def base_python(root: str) -> str:
    """Return the interpreter that `.venv` was made from, "" if unknown."""
    if not WINDOWS:
        return os.path.realpath(venv_python(root))
    try:
        config = os.path.join(root, ".venv", "pyvenv.cfg")
        with open(config, encoding="utf-8") as lines:
            pairs = [line.partition("=")[::2] for line in lines]
    except OSError:
        return ""
    home = {key.strip(): value.strip() for key, value in pairs}.get("home")
    return os.path.join(home, "python.exe") if home else ""


def wanted(root: str) -> Dict[str, str]:
    """Return what an up-to-date `.venv` of `root` was made from.

    Only those tables of pyproject.toml count that decide what is installed:
    a new ruff rule must not cost anybody a fresh installation.
    """
    digest = hashlib.sha256()
    with open(os.path.join(root, "requirements.lock"), "rb") as lock:
        digest.update(lock.read())
    counts = False
    path = os.path.join(root, "pyproject.toml")
    with open(path, encoding="utf-8") as project:
        for line in project:
            if line.startswith("["):
                counts = line.startswith(
                    ("[build-system", "[project", "[tool.setuptools")
                )
            if counts and line.strip():
                digest.update(line.encode("utf-8"))
    return {
        "folder": os.path.join(root, ".venv"),
        "made_from": digest.hexdigest(),
    }


def stamp_path(root: str) -> str:
    """Return the path of the file that says that the set-up is complete."""
    return os.path.join(root, ".venv", "set_up.json")


def is_ready(root: str, version: Optional[str] = None) -> bool:
    """Tell whether `.venv` is complete, up to date, and where it was made.

    `version`: the "3.12" that it has to have; None accepts any.
    """
    try:
        with open(stamp_path(root), encoding="utf-8") as file:
            stamp = json.load(file)
    except (OSError, ValueError):
        return False
    if not isinstance(stamp, dict) or not os.path.exists(base_python(root)):
        return False
    expected = dict(wanted(root), base=base_python(root))
    return all(stamp.get(key) == expected[key] for key in expected) and (
        version is None or stamp.get("version") == version
    )


def fits(command: List[str]) -> bool:
    """Tell whether `command` starts a supported Python that has venv.

    A version manager's stand-in can be on PATH and still start nothing.
    """
    try:
        return not subprocess.call(
            [*command, "-c", PROBE],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=without_python_settings(os.environ),
        )
    except OSError:
        return False


def find_python(only_this: bool) -> List[str]:
    """Return the command of the Python to build `.venv` with.

    Raises `Problem` when there is none; with `only_this`, when the running
    interpreter is not one.
    """
    version = sys.version_info[:2]
    lacking = [
        name
        for name in ("venv", "ensurepip")
        if importlib.util.find_spec(name) is None
    ]
    supported = LOWEST <= version <= HIGHEST
    if supported and not lacking:
        return [sys.executable]
    minors = range(HIGHEST[1], LOWEST[1] - 1, -1)
    others = [["python3.%d" % minor] for minor in minors]
    if WINDOWS:
        others += [["py", "-3.%d" % minor] for minor in minors]
    if not only_this:
        for command in others:
            if fits(command):
                return command
    number = "%d.%d" % version
    if supported:
        raise Problem(
            "This Python %s lacks its module %s; install it (on Debian and "
            "Ubuntu: sudo apt install python%s-venv) and call again."
            % (number, lacking[0], number)
        )
    raise Problem(
        "This needs %s, and %s is Python %s; install one of them (or name "
        "one: make PYTHON=/path/to/python3.12 ...) and call again."
        % (SUPPORTED, sys.executable, number)
    )


def without_python_settings(env: Mapping[str, str]) -> Dict[str, str]:
    """Return `env` without what would bend any Python that is started."""
    return {
        name: value
        for name, value in env.items()
        if not name.startswith("PYTHON") and name not in FOREIGN
    }


def environment(root: str, env: Mapping[str, str]) -> Dict[str, str]:
    """Return the variables for a command that runs in `root`'s `.venv`.

    Whatever Jupyter, IPython, Matplotlib and Keras would keep in the user's
    home goes to the ignored folder `.home` of the repository.
    """
    own = os.path.join(root, ".home")
    programs = os.path.dirname(venv_python(root))
    path = env.get("PATH", os.defpath)
    return dict(
        without_python_settings(env),
        VIRTUAL_ENV=os.path.join(root, ".venv"),
        PATH=programs + os.pathsep + path,
        JUPYTER_CONFIG_PATH=os.path.join(root, "tools", "jupyter"),
        JUPYTER_CONFIG_DIR=os.path.join(own, "jupyter"),
        JUPYTER_DATA_DIR=os.path.join(own, "jupyter", "data"),
        JUPYTER_RUNTIME_DIR=os.path.join(own, "jupyter", "runtime"),
        IPYTHONDIR=os.path.join(own, "ipython"),
        MPLCONFIGDIR=os.path.join(own, "matplotlib"),
        KERAS_HOME=os.path.join(own, "keras"),
    )


def call(command: List[str], env: Mapping[str, str]) -> int:
    """Run `command` and return its exit code as a shell would count it.

    Ctrl-C reaches the command by itself, which then ends in its own way;
    this process only waits for it.
    """
    signal.signal(signal.SIGINT, lambda number, frame: None)
    code = subprocess.call(command, env=dict(env))
    return code if code >= 0 else 128 - code


def main(arguments: List[str]) -> int:
    """Make `.venv` if need be and run the command; return its exit code."""
    only_this = arguments[:1] == ["--this-python"]
    command = arguments[1:] if only_this else arguments
    if not command or command[0].startswith("-"):
        print("Call: python tools/in_venv.py COMMAND ...", file=sys.stderr)
        return 2
    os.chdir(ROOT)
    version = "%d.%d" % sys.version_info[:2] if only_this else None
    if not is_ready(ROOT, version):
        set_up = [*find_python(only_this), "-m", "tools.set_up"]
        code = call(set_up, without_python_settings(os.environ))
        if code == 137:
            raise Problem(
                "The set-up was killed from outside, often because memory "
                "ran out; call the same command again."
            )
        if code:
            return code
        signal.signal(signal.SIGINT, signal.default_int_handler)
    env = environment(ROOT, os.environ)
    program = shutil.which(command[0], path=env["PATH"])
    if program is None:
        raise Problem(
            "There is no command %r in .venv or on PATH; check its spelling."
            % command[0]
        )
    if not WINDOWS:  # where exec would return to the prompt at once
        os.execve(program, [program, *command[1:]], env)
    return call([program, *command[1:]], env)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except Problem as problem:
        print(problem, file=sys.stderr)
        sys.exit(1)
    except OSError as error:
        print(
            "Could not start: %s; put that right and call again." % error,
            file=sys.stderr,
        )
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
