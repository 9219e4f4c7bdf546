"""Handed-in notebooks: a solved copy, damaged in one way each.

Of the toy lesson: `shape_1` is (12, 5), `count_2` is 160. Each case says what
it does first, what its answers are, the marks that they must get, and how the
sentence about its trouble begins.
"""

from dataclasses import dataclass
from pathlib import Path

from tools import copies

RIGHT = "shape_1 = (12, 5)", "count_2 = 160"
WRONG = "shape_1 = (12, 2)", "count_2 = 5"
BEGIN = 2  # code cell: what is done first stands there


@dataclass(frozen=True)
class Case:
    """A damaged notebook, and what must be found."""

    marks: str
    trouble: str = ""
    first: str = "1 + 1"
    answers: tuple[str, str] = WRONG


# What people do.
HONEST = {
    "solved": Case("✓✓", answers=RIGHT),
    "untouched": Case("○○", answers=("shape_1 = ...", "count_2 = ...")),
    "half": Case("✓○", answers=(RIGHT[0], "count_2 = ...")),
    "wrong": Case("✗✗"),
    "no Python": Case(
        "✓✗",
        "It stops in code cell 6 `count_2 = (160`: SyntaxError",
        answers=(RIGHT[0], "count_2 = (160"),
    ),
    "broken": Case("✓✓", "It stops in code cell 2", "1 / 0", RIGHT),
    "a model asked of nobody": Case(
        "✗✗", answers=("shape_1 = print", "count_2 = {1: [2, {}]}")
    ),
    "arrays": Case(
        "✓✓",
        first="import numpy as np",
        answers=(
            "shape_1 = np.array([12, 5])",
            "count_2 = np.float32(160)",
        ),
    ),
}
# What a notebook does that means harm, or does it by mistake. {there} is a
# file of another learner, {port} one where somebody listens.
HARM = {
    "ends its process": Case(
        "○○", "It ended in code cell 2", "import os\nos._exit(0)", RIGHT
    ),
    "kills all": Case(
        "✓✓",
        "It stops in code cell 2 `import os`: ProcessLookupError",
        "import os\nos.kill(-1, 9)",
        RIGHT,
    ),
    "eats memory": Case(
        "✓✓",
        "It stops in code cell 2 `huge = bytearray(2**36)`: MemoryError",
        "huge = bytearray(2**36)",
        RIGHT,
    ),
    "eats memory in parts": Case(
        "○○",
        "It took more than 1500 MB, in code cell 2",
        "import os, time\nfor _ in range(9):\n    if os.fork() == 0:\n"
        "        huge = bytearray(b'x') * 2**28\n        break\n"
        "time.sleep(600)",
    ),
    "forks for ever": Case(
        "✓✓",
        "It stops in code cell 2 `import os, signal`: BlockingIOError",
        "import os, signal\ntry:\n    while True:\n"
        "        if os.fork() == 0:\n            signal.pause()\n"
        "except OSError:\n    raise",
        RIGHT,
    ),
    "leaves a daemon": Case(
        "✓✓",
        first="import os, time\nif os.fork() == 0:\n    os.setsid()\n"
        "    if os.fork() == 0:\n        while True:\n"
        "            time.sleep(1)\n    os._exit(0)",
        answers=RIGHT,
    ),
    "prints a gigabyte": Case(
        "✓✓",
        first="for _ in range(1024):\n    print('x' * 2**20)",
        answers=RIGHT,
    ),
    "deletes": Case(
        "✓✓",
        "It stops in code cell 2 `import os, shutil`: FileNotFoundError",
        "import os, shutil\nfrom helpers import checks\n"
        "shutil.rmtree(checks.__path__[0], ignore_errors=True)\n"
        "assert os.listdir(checks.__path__[0])\nos.remove('{there}')",
        RIGHT,
    ),
    "writes": Case(
        "✓✓",
        "It stops in code cell 2 `from helpers import checks`: OSError",
        "from helpers import checks\ntry:\n"
        "    open(checks.__file__, 'a').write('#')\n"
        "except PermissionError as error:\n    raise OSError from error",
        RIGHT,
    ),
    "writes too much": Case(
        "✓✓",
        "It stops in code cell 2 `with open",
        "with open('big', 'wb') as file:\n    for _ in range(400):\n"
        "        file.write(bytes(2**20))",
        RIGHT,
    ),
    "reads others": Case(
        "✓✓",
        "It stops in code cell 2 `import os`: FileNotFoundError",
        "import os\nopen('{there}').read()",
        RIGHT,
    ),
    "calls home": Case(
        "✓✓",
        "It stops in code cell 2 `import socket`: OSError",
        "import socket\nsocket.create_connection(('127.0.0.1', {port}), 5)",
        RIGHT,
    ),
    "asks for a fork outside": Case(
        "✓✓",
        "It stops in code cell 2 `import os, socket`: FileNotFoundError",
        "import os, socket\nway = os.environ['WARM_FORKS']\n"
        "asks = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)\n"
        "asks.connect(way + '/tools.grading.worker')",
        RIGHT,
    ),
    "mounts for writing": Case(
        "✓✓",
        first="import ctypes, os\nfrom helpers import checks\n"
        "libc = ctypes.CDLL(None)\nif os.fork() == 0:\n    try:\n"
        "        libc.unshare(0x10020000)\n"
        "        for path in (b'/', checks.__path__[0].encode(), b'/usr'):\n"
        "            libc.mount(None, path, None, 32 | 4096, None)\n"
        "        open(checks.__path__[0] + '/mine', 'w').write('x')\n"
        "    finally:\n        os._exit(0)\n_ = os.wait()",
        answers=RIGHT,
    ),
}
# How somebody gets ticks for wrong answers. They must not.
CHEATS = {
    "prints ticks": Case(
        "✗✗",
        first="print('✓ Exercise 1 is solved.')\n"
        "print('Exercises: 2 of 2 solved. Well done!')",
    ),
    "has a check of its own": Case(
        "✗✗",
        first="class Kind:\n    def __getattr__(self, name):\n"
        "        return lambda *a, **k: print('✓')\n"
        "import sys, helpers\nhelpers.checks = checks = Kind()\n"
        "sys.modules['helpers.checks'] = checks",
    ),
    "mends the engine": Case(
        "✗✗",
        first="from helpers.checks import engine\n"
        "engine.verdict = lambda *a: ('✓', '')\n"
        "engine.Question.hint = lambda *a: None\n"
        "engine._standing.update({1: '✓', 2: '✓'})",
    ),
    "makes errors harmless": Case(
        "✗✗",
        first="import builtins\n"
        "builtins.AssertionError = type('Fine', (Exception,), {})\n"
        "get_ipython().set_custom_exc((Exception,), lambda *a, **k: None)",
    ),
    "equals everything": Case(
        "✗✗",
        first="class All(int):\n    __hash__ = None\n"
        "    def __eq__(self, other):\n        return True\n"
        "class Row(tuple):\n    __hash__ = None\n"
        "    def __eq__(self, other):\n        return True",
        answers=("shape_1 = Row((All(12), All(2)))", "count_2 = All(5)"),
    ),
    "says it over the line": Case(
        "✗✗",
        first="import json, os\nfake = [['answer', '1', ['value', 5]], "
        "['verdict', '1', '✓'], ['verdicts', {'1': ['✓', '']}]]\n"
        "for name in os.listdir('/proc/self/fd'):\n    try:\n"
        "        for one in fake:\n"
        "            os.write(int(name), json.dumps(one).encode() + b'\\n')\n"
        "    except OSError:\n        pass",
    ),
    "says it to who waits": Case(
        "✗✗",
        first="import glob\nfor name in glob.glob('/proc/[0-9]*/fd/*'):\n"
        "    try:\n        file = open(name, 'w')\n"
        '        file.write(\'{"verdicts": {"1": ["✓", ""], "2": '
        '["✓", ""]}, "broken": null, "cell": 9, "ended": true}\\n'
        '{"how": "done"}\\n\')\n        file.flush()\n'
        "    except OSError:\n        pass",
    ),
    "floods the line": Case(
        "○○",
        "It ended in code cell 2",
        first="import os\nfor name in os.listdir('/proc/self/fd'):\n"
        "    try:\n        os.write(int(name), b'[' * 2**25)\n"
        "    except OSError:\n        pass",
    ),
    "packs other answers": Case(
        "?✗",
        first="import sys\nmain = sys.modules['__main__']\n"
        "for module in list(sys.modules.values()):\n"
        "    if hasattr(module, 'pack') and hasattr(module, 'unpack'):\n"
        "        module.pack = lambda *a: ['keras', {'class_name': 'exec', "
        "'module': 'builtins', 'config': {'name': 'print(1)'}}]",
    ),
    "hides it in a model": Case(
        "??",
        first="import keras\nclass All(keras.layers.Layer):\n"
        "    def __eq__(self, other):\n        return True\n"
        "    __hash__ = object.__hash__",
        answers=("shape_1 = All()", "count_2 = keras.layers.Lambda(abs)"),
    ),
    "speaks for a function": Case(
        "✗✗",
        first="class All(tuple):\n    shape = (1,)\n"
        "    def __call__(self):\n        return (12, 5)",
        answers=("shape_1 = lambda: (12, 5)", "count_2 = All"),
    ),
}


def damaged(lesson: bytes, case: Case, **names: object) -> dict:
    """Return a copy of the toy lesson, worked on as the case says."""
    nb = copies.clean(copies.parse(lesson))
    stubs = [
        cell
        for cell in nb["cells"]
        if "exercise" in cell["metadata"].get("tags", [])
    ]
    for stub, answer in zip(stubs, case.answers, strict=True):
        stub["source"] = answer
    code = [c for c in nb["cells"] if c["cell_type"] == "code"]
    at = nb["cells"].index(code[BEGIN - 1])
    first = case.first
    for name, value in names.items():
        first = first.replace(f"{{{name}}}", str(value))
    nb["cells"].insert(
        at, {**code[0], "id": "first", "metadata": {}, "source": first}
    )
    return nb


def hand_in(path: Path, nb: dict) -> None:
    """Write a notebook where it is collected."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(copies.serialise(nb))
