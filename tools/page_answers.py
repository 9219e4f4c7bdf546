"""Exercises as a page answers them: the same tick or hint as in the notebook.

`block(check, stub)` gives the HTML of an exercise, from its two cells. It
holds a table that is worked out when the page is built, from the declaration
of the check and the sizes in its cell; `site/static/exercises.js` reads what
is typed, and looks it up there. What wants code gets a sentence.

A table has all hints, and says by digests of answers which of them gets which.
So the right one is not in plain sight. (Who tries all small numbers finds it;
the solution stands below, too.)
"""

import ast
import html
import json
import re
from typing import Any

from nbformat import NotebookNode

from helpers import checks
from tools.answer_keys import Exercise, number_keys, row_keys

# The kinds of answers that a page reads, by the names of their readers, and
# how to write them. Without a digit, for it could be the answer.
_ROW = "Write the numbers in brackets, with commas between."
_SUM = "Write a number, or a sum or product that gives it."
HOW = {
    "number": _SUM,
    "whole": _SUM,
    "shape": "Write the size of each axis, with commas between, in "
    "parentheses.",
    "shapes": "Write the shapes in brackets: each in parentheses, with commas "
    "between.",
    "numbers": _ROW,
    "integers": _ROW,
    "epochs": "Write two numbers with a comma between.",
    "truths": "Write True or False for each step, in brackets, with commas "
    "between.",
    "words": "",  # any text is read as words
    "letters": "",
}
_SENTENCE = (
    '<p class="in-the-notebook">{}: the check there says ✓ or gives a hint.'
    "</p>"
)
CODE = _SENTENCE.format("This one in the notebook, for it wants code")
FIELD = (
    # Each class brings the script of its name.
    "<div class=\"exercises answers answer-values\" data-table='{}'>"
    f"{_SENTENCE.format('Answer it in the notebook')}</div>"
)
# What lessons say of exercises holds of cells.
_CELLS = re.compile(r"(?i)[^.\n]*\bput your answer in place of the[^.]*\.")
_BREAK = re.compile(r"(?m)^Back after a break.*\n?")
_KEYS = re.compile(r"(?m)^.*<kbd>.*$")  # a paragraph on running cells
READ = (
    "On this page you read: below each piece of code stands what it printed. "
    "Tick what you predict, and type the answers to the exercises; both stay "
    'in your browser. To change the code and run it, <a href="#run">open the '
    "lesson in JupyterLab</a>."
)
TYPE = (
    "Type your answer below its question, as Python would write it, and press "
    "Check."
)


def said_of_fields(source: str) -> str:
    """Return a text of a lesson with what it says of cells said of a page."""
    source = _KEYS.sub(READ, source)
    return _BREAK.sub("", _CELLS.sub(TYPE, source))


def exercise(check: NotebookNode) -> Exercise | None:
    """Return the exercise of a check cell, None if it wants code."""
    call = ast.parse(check.source).body[0].value
    declared = getattr(checks, call.func.attr)
    if not hasattr(declared, "question"):
        return None
    sizes = {one.arg: ast.literal_eval(one.value) for one in call.keywords}
    number, asked = sizes.pop("exercise"), declared.question(**sizes)
    read = asked.read or declared.read
    found = Exercise(call.func.attr, number, sizes, asked, read)
    return found if found.kind in HOW else None


def block(check: NotebookNode, stub: NotebookNode) -> str:
    """Return the exercise of these two cells as a line of HTML."""
    one = exercise(check)
    if not one:
        return CODE
    name, form = re.match(r"(\w+) = \.\.\.(?: +# (.+))?", stub.source).groups()
    return field(one, name, form or "")


def field(one: Exercise, name: str, form: str) -> str:
    """Return the exercise as HTML; its answer has a name and some form."""
    told = {"number": one.number, "name": name, "form": form, **table(one)}
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    return FIELD.format(html.escape(text, quote=False).replace("'", "&#39;"))


def table(one: Exercise) -> dict[str, Any]:
    """Return what a page looks answers up in."""
    find = number_keys if one.kind in ("number", "whole") else row_keys
    keys, odd, sizes = find(one)
    odd |= {name: one.hint(value) for name, value in _odd(one.kind).items()}
    found = [
        {hint} if isinstance(hint, str) else {part[2] for part in hint}
        for hint in keys.values()
    ]
    # In an order that does not tell which of them is the tick.
    texts = sorted({*odd.values()}.union(*found), key=digest)

    def place(hint: Any) -> Any:
        if isinstance(hint, str):
            return texts.index(hint)
        return [(low, high, texts.index(text)) for low, high, text in hint]

    known = {
        f"{digest(f'{one.name} {key}'):x}": place(hint)
        for key, hint in keys.items()
    }
    return {
        "kind": one.kind,
        "salt": one.name,
        "how": HOW[one.kind],
        "texts": texts,
        "known": dict(sorted(known.items())),
        "odd": {name: place(hint) for name, hint in odd.items()},
        **sizes,
    }


def digest(text: str) -> int:
    """Return 32 bits of a text: FNV-1a, mixed as MurmurHash does at its end.

    They hide an answer from a glance. Nothing has to be safe from attack; and
    `crypto.subtle` is missing on some pages that come from a disk.
    """
    h = 2166136261
    for byte in text.encode():
        h = (h ^ byte) * 16777619 % 2**32
    h = (h ^ h >> 16) * 0x85EBCA6B % 2**32
    h = (h ^ h >> 13) * 0xC2B2AE35 % 2**32
    return h ^ h >> 16


def _odd(kind: str) -> dict[str, Any]:
    """Return an answer of each sort that cannot be read, by its name."""
    basic = {"none": None, "text": "x", "truth": True, "set": {1}}
    # Dots beyond those that leave an answer open are as any object.
    basic |= {"dict": {1: 1}, "dots": object()}
    size = basic | {"list": (1, 2), "float": 1.5}
    shape = {"empty": (), "long": (1,) * 9} | _within(size)
    shapes = {"alone": 5, "empty": (), "one": (1, 2), "long": ((1,),) * 9}
    row = {"alone": 5, "endless": (1,) * 1001}
    numbers = row | _within(basic | {"several": (1, 2)})
    return (
        basic
        | {
            "number": {"several": (1, 2)},
            "whole": {"several": (1, 2), "float": 1.5},
            "shape": shape,
            "shapes": shapes | _within(basic | shape),
            "numbers": numbers | {"many": (1,) * 9},
            "epochs": numbers | {"pair": (1,), "counted": (1.5, 1)},
            "integers": row | _within(size) | {"truths": (True, 1)},
            "truths": row | _within(size),
            "words": {"alone": 5, "mixed": ("x", 1)},
            "letters": {"alone": 5, "mixed": ("x", 1), "empty": ()},
        }[kind]
    )


def _within(odd: dict[str, Any]) -> dict[str, Any]:
    return {f"in {name}": (value, (1,)) for name, value in odd.items()}
