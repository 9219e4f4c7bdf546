"""Run a handed-in notebook, or judge its answers: two processes, held in.

    python -m tools.grading.worker run JOB      < socket
    python -m tools.grading.worker judge JOB    < the other end of it

The first runs the cells as they were handed in and, where a check stood, sends
the answer to the second. That one has the lesson as it is here, and runs its
checks; nothing of the learner's runs there, so no notebook can change a
verdict. What the second found and how each ended, a line of JSON, is printed
by the processes outside, which hold the two in.
"""

import contextlib
import functools
import json
import os
import re
import socket
import sys
from pathlib import Path
from typing import Any, TextIO

from tools import notebooks
from tools.exercises import answer_name, exercises, names_for_answers
from tools.grading import confine
from tools.grading.answers import NotCarriedError, called, pack, unpack

LINE = 16 * 2**20  # bytes of a message
SHOWN = 200  # letters of an error
MISSING = ["missing"]
READABLE = "helpers", "data", "study"  # what lessons import and load


class Line:
    """Messages over the socket that stands where input comes from."""

    def __init__(self) -> None:
        self.file = socket.socket(fileno=os.dup(0)).makefile("rwb")
        null = os.open(os.devnull, os.O_RDWR)
        os.dup2(null, 0)

    def say(self, *message: Any) -> None:
        """Send a message."""
        self.file.write(json.dumps(message).encode() + b"\n")
        self.file.flush()

    def hear(self) -> list | None:
        """Return the next message, None if there is none, or no sound one."""
        try:
            message = json.loads(self.file.readline(LINE))
        except (ValueError, OSError, RecursionError):
            return None
        return message if isinstance(message, list) and message else None


# The learner's side


def run(job: dict) -> None:
    """Run all cells, also those below one that failed; hand answers over."""
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets.config import Config

    line = Line()
    settings = Config()
    settings.HistoryManager.enabled = False

    class Shell(InteractiveShell):
        def _tee(self, channel: str) -> contextlib.AbstractContextManager:
            """Keep nothing of what is printed, however much it is."""
            return contextlib.nullcontext()

        def showtraceback(self, *_: Any, **__: Any) -> None:
            """Draw none: the error itself is told below."""

        showsyntaxerror = showtraceback

    shell = Shell.instance(config=settings)
    handed = set()
    for number, cell in enumerate(job["cells"], 1):
        line.say("cell", number)
        result = shell.run_cell(cell["source"], store_history=True)
        error = result.error_before_exec or result.error_in_exec
        if error:
            line.say("error", number, type(error).__name__, str(error)[:SHOWN])
        for exercise in cell["checks"]:
            hand_over(line, shell.user_ns, exercise, job["answers"])
            handed.add(exercise)
    for exercise in set(job["answers"]) - handed:
        hand_over(line, shell.user_ns, exercise, job["answers"])
    line.say("end")


def hand_over(line: Line, names: dict, exercise: str, answers: dict) -> None:
    """Send an answer, and let its check call it if it is a function."""
    name = answers[exercise]
    try:
        packed = pack(names[name]) if name in names else MISSING
        line.say("answer", exercise, packed)
    except Exception:  # an answer may do anything when it is looked at
        line.say("answer", exercise, ["object"])
    while (message := line.hear()) and message[0] == "call":
        line.say(*called(names[name], message[1]))


# The side of the lesson


def judge(job: dict, names: dict, out: TextIO) -> None:
    """Judge the answers that come, and tell at the end what was found."""
    line = Line()
    found: dict = {"verdicts": {}, "broken": None, "cell": 0, "ended": False}
    while message := line.hear():
        match message:
            case ["cell", int(number)]:
                found["cell"] = number
            case ["error", int(number), str(kind), str(text)]:
                what = f"{kind}: {text}"[:SHOWN]
                found["broken"] = found["broken"] or [number, what]
            case ["answer", str(exercise), list(packed)]:
                if exercise in job["checks"]:
                    said = verdict(
                        line, job["checks"][exercise], packed, names
                    )
                    found["verdicts"][exercise] = said
                line.say("go on")
            case ["end"]:
                found["ended"] = True
                break
    print(json.dumps(found), file=out, flush=True)


def verdict(
    line: Line, check: dict, packed: list, names: dict
) -> tuple[str, str]:
    """Return the mark of an answer, and a hint or why there is none."""
    from helpers.checks.engine import NOT_RUN

    def call(given: list) -> list:
        line.say("call", given)
        reply = line.hear()
        if not reply or reply[0] not in ("raised", "returned"):
            raise NotCarriedError("the notebook ended while it was asked")
        return reply

    if packed == MISSING:
        return "✗", f"There is no `{check['name']}`: its cell did not run."
    try:
        own = names | {check["name"]: unpack(packed, call)}
        exec(check["source"], own)
    except AssertionError as miss:
        text = str(miss).removesuffix(NOT_RUN)
        mark, hint = re.fullmatch(r"(.) Exercise \d+:? (.*)", text).groups()
        return mark, hint if mark == "✗" else ""
    except NotCarriedError as error:
        return "?", f"Look at it yourself: {error}."
    return "✓", ""


# Both are held in


def main(role: str, path: str) -> None:
    """Do a job that lies in a file; print a line of JSON on how it went."""
    job = json.loads(Path(path).read_text(encoding="utf-8"))
    seconds, files = job["seconds"], [0]
    root = notebooks.ROOT
    # A .venv may be a link, which would lead nowhere.
    readable = [sys.prefix, os.path.realpath(sys.prefix), sys.base_prefix]
    readable += [str(root / folder) for folder in READABLE]
    do = functools.partial(run, job)
    if role == "judge":
        os.environ["LESSON_CHECKS"] = "strict"
        seconds = 2 * seconds + 60  # it has to outlive the other
        lesson = notebooks.read(Path(job["lesson"]))
        job["checks"] = {
            str(one.number): {
                "name": answer_name(lesson, one),
                "source": lesson.cells[one.check].source,
            }
            for one in exercises(lesson)
        }
        names = names_for_answers(lesson)
        files = [0, out := os.dup(1)]
        do = functools.partial(judge, job, names, os.fdopen(out, "w"))
    elif not job["held"]:
        os.chdir(Path(path).parent)
    limits = confine.Limits(seconds, job["memory"])
    ended = confine.run(do, limits, readable, files, job["held"])
    print(json.dumps({"how": ended}), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
    os._exit(0)  # to take TensorFlow down costs more than all before it
