"""The copy of a lesson before anybody worked in it: bare, answers folded.

It is made at each `make lab`, so this uses the standard library only.
"""

import hashlib
import json
import re
import sys

PREDICTION = "**Predict first.**"
SUMMARY = "Run the cell above, then click here to read on"
ENTRY = "lesson_copy"
# Written for the tests. Whoever double-clicks a text would see it.
FOR_TESTS = re.compile(r"\n<!-- (shown|not shown|number)\b.*?-->", re.DOTALL)

# What Jupyter writes of the language, but for the version of Python.
LANGUAGE = {
    "codemirror_mode": {"name": "ipython", "version": 3},
    "file_extension": ".py",
    "mimetype": "text/x-python",
    "name": "python",
    "nbconvert_exporter": "python",
    "pygments_lexer": "ipython3",
}
# To the letter what JupyterLab puts there when it opens a notebook: were it
# anything else, a lesson that is only looked at would count as changed.
LAB_METADATA = {
    "kernelspec": {
        "display_name": "Python 3 (ipykernel)",
        "language": "python",
        "name": "python3",
    },
    "language_info": LANGUAGE | {"version": sys.version.split()[0]},
}


def parse(data: bytes) -> dict | None:
    """Return the notebook of format 4 that `data` holds, None if it is none.

    Only that is looked at which the other functions here rely on.
    """
    try:
        nb = json.loads(data.decode("utf-8-sig"))
        sound = (
            nb["nbformat"] == 4
            and isinstance(nb["metadata"], dict)
            and isinstance(nb["cells"], list)
            and all(map(_is_cell, nb["cells"]))
        )
    except (ValueError, LookupError, TypeError, RecursionError):
        return None
    return nb if sound else None


def _is_cell(cell: dict) -> bool:
    return (
        isinstance(cell["cell_type"], str)
        and isinstance(_text(cell), str)
        and isinstance(cell["metadata"], dict)
        and isinstance(cell["metadata"].get("tags", []), list)
    )


def serialise(nb: dict) -> bytes:
    """Return the bytes of a notebook in the form in which Jupyter saves it."""
    text = json.dumps(nb, indent=1, ensure_ascii=False, sort_keys=True)
    # Half a character, which UTF-8 refuses, goes back into its JSON escape.
    return text.encode("utf-8", "backslashreplace") + b"\n"


def clean(lesson: dict) -> dict:
    """Return the copy of a lesson: without outputs, answers folded."""
    cells = []
    for cell in lesson["cells"]:
        metadata = {
            key: value
            for key, value in cell["metadata"].items()
            if key not in ("digest", "wrong_answers")
        }
        cell = {**cell, "metadata": metadata}
        if cell["cell_type"] == "code":
            cell |= {"outputs": [], "execution_count": None}
            if "stated" in metadata.get("tags", []):  # it tells the results
                metadata["jupyter"] = {"source_hidden": True}
        else:
            _set_text(cell, FOR_TESTS.sub("", _text(cell)).rstrip())
        cells.append(cell)
    fold_answers(cells)
    nb = {"cells": cells, "nbformat": 4, "nbformat_minor": 5}
    nb["metadata"] = {**LAB_METADATA, ENTRY: {"made": digest(nb)}}
    return nb


def fold_answers(cells: list[dict]) -> None:
    """Fold, in place, each text that answers a prediction.

    It is the first text below the code that follows the prediction; others,
    further down, have the tag `answer`.
    """
    asked = ran = False
    for cell in cells:
        if cell["cell_type"] == "code":
            ran = asked
            continue
        text = _text(cell)
        tags = cell["metadata"].get("tags", [])
        if (ran or "answer" in tags) and "solution" not in tags:
            _set_text(cell, folded(text))
        asked = PREDICTION in text or (asked and not ran)
        ran = False


def folded(text: str) -> str:
    """Fold a text up to its first heading or the next prediction."""
    lines = text.split("\n")
    fenced = False
    paragraph = 0  # the line at which the present one began
    end = len(lines)
    for number, line in enumerate(lines):
        if line.lstrip().startswith(("```", "~~~")):
            fenced = not fenced
        elif fenced:
            continue
        elif re.match(r" {0,3}#{1,6}(\s|$)", line):
            end = number
            break
        elif PREDICTION in line:
            end = paragraph
            break
        elif not line.strip():
            paragraph = number + 1
    answer = "\n".join(lines[:end]).strip()
    if not answer or "<details" in answer:
        return text
    fold = f"<details><summary>{SUMMARY}</summary>\n\n{answer}\n\n</details>"
    rest = "\n".join(lines[end:])
    return f"{fold}\n\n{rest}" if rest else fold


def made_from(nb: dict) -> str | None:
    """Return the digest of the cells with which a copy was made."""
    entry = nb["metadata"].get(ENTRY)
    return entry.get("made") if isinstance(entry, dict) else None


def is_touched(nb: dict) -> bool:
    """Tell whether somebody changed the cells since the copy was made."""
    return made_from(nb) != digest(nb)


def digest(nb: dict) -> str:
    """Return a digest of what the cells hold.

    What JupyterLab changes by itself is left out: counts, times, whether a
    cell is collapsed or trusted, and the metadata of the notebook.
    """
    content = [
        [
            cell["cell_type"],
            cell.get("id"),
            _text(cell),
            cell.get("outputs", []),
            cell["metadata"].get("tags", []),
            cell.get("attachments", {}),
        ]
        for cell in nb["cells"]
    ]
    data = json.dumps(content, sort_keys=True).encode()
    return hashlib.sha256(data).hexdigest()[:16]


def _text(cell: dict) -> str:
    return "".join(cell["source"])


def _set_text(cell: dict, text: str) -> None:
    cell["source"] = text.splitlines(keepends=True)
