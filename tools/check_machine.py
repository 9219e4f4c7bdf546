"""Does this machine fit? One line for each thing, in under a minute.

    python tools/check_machine.py

`make check` calls it, before the first download or after it. It changes
nothing on the machine. Like tools/in_venv.py it must start under every
Python from 3.6 on, so it uses the standard library only.
"""

# ruff: noqa: B905, UP006, UP035  (Python 3.6 has to read this)

import os
import subprocess
import sys
import tempfile
import textwrap
from decimal import Decimal
from typing import List, Tuple

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
try:
    from tools import in_venv, machine
    from tools.in_venv import Problem
    from tools.machine import AGAIN, ELSEWHERE, LAB, Line, Machine, need, read
except ImportError:
    # Windows shows a .zip like a folder, and runs one file of it alone.
    sys.exit("Only a part of the lessons is here; unpack all of them first.")

LIMIT = 50  # seconds for the training; 5 to 15 are usual
REPAIR = "call `make clean`, then `make lab`"
if in_venv.WINDOWS:
    REPAIR = "delete the folders .venv and build, start the lessons again"


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
            code = subprocess.call(command, **how)
        return code, read(paths[0]), read(paths[1])


def why(code: int, errors: str) -> str:
    """Return the sentence for a training that ended with `code`."""
    last = (errors.splitlines() or [f"exit code {code}"])[-1]
    if code in machine.ILLEGAL:
        return (
            "TensorFlow died of an instruction that this processor does not "
            f"have (AVX as a rule); {ELSEWHERE}."
        )
    if code in (-9, 137):
        return (
            "The training was killed, most often for want of memory; close "
            f"other programs and {AGAIN}."
        )
    if "DLL load failed" in errors:
        return (
            "TensorFlow cannot be loaded; install Microsoft's Visual C++ "
            f"Redistributable for x64 and {AGAIN}."
        )
    if last.startswith(("ImportError", "ModuleNotFoundError")):
        return f"TensorFlow cannot be imported ({last}); {REPAIR}."
    return f'The training stopped with "{last}"; {REPAIR}.'


def apart(saved: str, printed: str) -> Tuple[Decimal, Decimal]:
    """Return how far losses are apart: in last places, and in percent."""
    places = percent = Decimal(0)
    if len(saved.split()) != len(printed.split()):
        raise ArithmeticError
    for one, two in zip(saved.split(), printed.split()):
        expected, got = Decimal(one), Decimal(two)
        off = abs(expected - got)
        places = max(places, off.scaleb(-expected.as_tuple().exponent))
        percent = max(percent, 100 * off / expected)
    return places, percent


def check_training(m: Machine) -> Line:
    """A stack of two layers trains here, and its losses are the saved ones."""
    if not in_venv.is_ready(m.root):
        return "later", f"Call {LAB} once, then {AGAIN}."
    backend = m.env.get("KERAS_BACKEND", "tensorflow")
    need(
        backend == "tensorflow",
        f"KERAS_BACKEND is set to {backend}, and the lessons' numbers are "
        f"those of tensorflow; unset it and {AGAIN}.",
    )
    try:
        code, printed, errors = train(m)
    except subprocess.TimeoutExpired:
        raise Problem(
            f"The training took more than {LIMIT} s, and 5 to 15 are usual; "
            f"close other programs and {AGAIN}: the second time is faster."
        ) from None
    except OSError as error:
        raise Problem(
            f"The Python of .venv does not start ({error.strerror}); {REPAIR}."
        ) from None
    need(code == 0, why(code, errors))
    try:
        saved = read(m.root, "tools", "tiny_training.txt")
        places, percent = apart(saved, printed)
    except ArithmeticError:  # no numbers, or not as many
        raise Problem(
            f"The training printed no losses to compare; {REPAIR}."
        ) from None
    need(
        places < 10,
        f"The losses are up to {percent:.2g} percent off the saved ones; the "
        'lessons run, but with other numbers: see "Other digits on my '
        'machine" in CONTRIBUTING.md.',
    )
    if places > 1:
        return "ok", "the losses differ from the saved ones in the last digit"
    return "ok", "the losses are the saved ones"


CHECKS = [
    ("Python", machine.check_python),
    ("processor", machine.check_processor),
    ("disk", machine.check_disk),
    ("memory", machine.check_memory),
    ("port", machine.check_port),
    ("browser", machine.check_browser),
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
            except Problem as problem:
                word, text = "WRONG", str(problem)
            except Exception as error:  # never a traceback
                what = f"{type(error).__name__}: {error}"
                text = f"This could not be found out ({what}); {AGAIN}."
                word = "WRONG"
            wrong += word == "WRONG"
            lines = textwrap.wrap(text, 79 - 20, break_on_hyphens=False)
            say(word.ljust(6) + ("\n" + " " * 20).join(lines) + "\n")
    except KeyboardInterrupt:
        say("\nStopped.\n")
        return 130
    verb = "thing is" if wrong == 1 else "things are"
    in_the_way = f"{wrong} of {len(CHECKS)} {verb} in the way.\n"
    say(in_the_way if wrong else "This machine fits.\n")
    return int(wrong > 0)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:], Machine()))
    except OSError:  # nobody reads what is printed
        os._exit(1)
