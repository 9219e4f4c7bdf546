"""Does this machine fit? One line for each thing, in under a minute.

    python tools/check_machine.py

`make check` calls it, before the first download or after it. It changes
nothing on the machine. Like tools/in_venv.py it must start under every
Python from 3.6 on, so it uses the standard library only.
"""

# ruff: noqa: B905, UP006, UP031, UP035  (Python 3.6 has to read this)

import os
import subprocess
import sys
import tempfile
import textwrap
from decimal import Decimal, InvalidOperation
from typing import List, Tuple

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
try:
    from tools import in_venv, local_page, machine
    from tools.machine import AGAIN, ELSEWHERE, LAB, Machine, Problem, read
except ImportError:
    # Windows shows a .zip like a folder, and runs one file of it alone.
    sys.exit("Only a part of the lessons is here; unpack all of them first.")

LIMIT = 50  # seconds for the training; 5 to 15 are usual
WIDTH, INDENT = 79, 20
ILLEGAL = (-4, 132, 0xC000001D)  # SIGILL; from a shell; the one of Windows
KILLED = (-9, 137)
REPAIR = "call `make clean`, then `make lab`"
if in_venv.WINDOWS:
    REPAIR = "delete the folders .venv and build, start the lessons again"
VISUAL_C = (
    "TensorFlow cannot be loaded; install Microsoft's Visual C++ "
    "Redistributable for x64 and %s." % AGAIN
)


def train(m: Machine) -> Tuple[int, str, str]:
    """Return the exit code of the tiny training, and what it printed."""
    env = in_venv.environment(m.root, m.env)
    env["PYTHONDONTWRITEBYTECODE"] = "1"
    command = [in_venv.venv_python(m.root), "-m", "tools.tiny_training"]
    with tempfile.TemporaryDirectory() as scratch:
        for name in ("KERAS_HOME", "MPLCONFIGDIR"):
            if not os.path.isdir(env.get(name, "")):  # it would be made
                env[name] = scratch
        # Files, as pipes stay open with whatever the process leaves behind.
        paths = [os.path.join(scratch, name) for name in ("out", "err")]
        with open(paths[0], "wb") as out, open(paths[1], "wb") as err:
            how = {"cwd": m.root, "env": env, "stdin": subprocess.DEVNULL}
            how.update(stdout=out, stderr=err, timeout=LIMIT)
            try:
                code = subprocess.call(command, **how)
            except subprocess.TimeoutExpired:
                raise Problem(
                    "The training took more than %d s, and 5 to 15 are usual; "
                    "close other programs and %s: the second time is faster."
                    % (LIMIT, AGAIN)
                ) from None
            except OSError as error:
                raise Problem(
                    "The Python of .venv does not start (%s); %s."
                    % (error.strerror, REPAIR)
                ) from None
        return code, read(paths[0]), read(paths[1])


def apart(saved: str, printed: str) -> Tuple[Decimal, Decimal]:
    """Return how far losses are apart: in last places, and in percent."""
    places = percent = Decimal(0)
    if len(saved.split()) != len(printed.split()):
        raise InvalidOperation
    for one, two in zip(saved.split(), printed.split()):
        expected, got = Decimal(one), Decimal(two)
        off = abs(expected - got)
        places = max(places, off.scaleb(-expected.as_tuple().exponent))
        percent = max(percent, 100 * off / expected)
    return places, percent


def check_training(m: Machine) -> Tuple[str, str]:
    """A stack of two layers trains here, and its losses are the saved ones."""
    if not in_venv.is_ready(m.root):
        return "later", "Call %s once, then %s." % (LAB, AGAIN)
    backend = m.env.get("KERAS_BACKEND", "tensorflow")
    if backend != "tensorflow":
        raise Problem(
            "KERAS_BACKEND is set to %s, and the lessons' numbers are those "
            "of tensorflow; unset it and %s." % (backend, AGAIN)
        )
    code, printed, errors = train(m)
    if code in ILLEGAL:
        raise Problem(
            "TensorFlow died of an instruction that this processor does not "
            "have (AVX as a rule); %s." % ELSEWHERE
        )
    if code in KILLED:
        raise Problem(
            "The training was killed, most often for want of memory; close "
            "other programs and %s." % AGAIN
        )
    last = (errors.strip().splitlines() or ["exit code %d" % code])[-1]
    if code and "DLL load failed" in errors:
        raise Problem(VISUAL_C)
    if code and last.startswith(("ImportError", "ModuleNotFoundError")):
        raise Problem(
            "TensorFlow cannot be imported (%s); %s." % (last, REPAIR)
        )
    if code:
        raise Problem('The training stopped with "%s"; %s.' % (last, REPAIR))
    saved = read(m.root, "tools", "tiny_training.txt")
    try:
        places, percent = apart(saved, printed)
    except ArithmeticError:  # no numbers, or not as many
        raise Problem(
            "The training printed no losses to compare; %s." % REPAIR
        ) from None
    if not places < 10:
        raise Problem(
            "The losses are up to %.2g percent off the saved ones; the "
            'lessons run, but with other numbers: see "Other digits on my '
            'machine" in CONTRIBUTING.md.' % percent
        )
    if places > 1:
        return "ok", "the losses differ from the saved ones in the last digit"
    return "ok", "the losses are the saved ones"


CHECKS = [
    ("Python", machine.check_python),
    ("processor", machine.check_processor),
    ("disk", machine.check_disk),
    ("memory", machine.check_memory),
    ("port", local_page.check_port),
    ("browser", local_page.check_browser),
    ("training", check_training),
]


def say(text: str) -> None:
    """Print what every code page has, at once."""
    sys.stdout.write(text.encode("ascii", "replace").decode("ascii"))
    sys.stdout.flush()


def main(arguments: List[str], m: Machine) -> int:
    """Print a line for each thing; return 0 if nothing is in the way."""
    if arguments:
        say("Call: python tools/check_machine.py\n")
        return 2
    wrong = 0
    try:
        for name, check in CHECKS:
            say(name.ljust(14))
            try:
                word, text = check(m)
            except Exception as error:  # never a traceback
                word, text, wrong = "WRONG", str(error), wrong + 1
                if not isinstance(error, Problem):
                    kind = type(error).__name__
                    text = "This could not be found out (%s: %s); %s." % (
                        kind,
                        error,
                        AGAIN,
                    )
            lines = textwrap.wrap(text, WIDTH - INDENT, break_on_hyphens=False)
            say(word.ljust(6) + ("\n" + " " * INDENT).join(lines) + "\n")
    except KeyboardInterrupt:
        say("\nStopped.\n")
        return 130
    if not wrong:
        say("This machine fits.\n")
    else:
        verb = "thing is" if wrong == 1 else "things are"
        say("%d of %d %s in the way.\n" % (wrong, len(CHECKS), verb))
    return int(wrong > 0)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:], Machine()))
    except OSError:  # nobody reads what is printed
        os._exit(1)
