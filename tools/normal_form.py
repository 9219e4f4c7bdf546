"""The one form in which a lesson is committed, whoever saved it last."""

import copy
from collections import Counter
from pathlib import Path

from nbformat import NotebookNode, from_dict
from nbformat.validator import iter_validate

from tools.clean_copy import LANGUAGE
from tools.notebooks import (
    cell_name,
    code_cells,
    digest,
    read,
    serialise,
)

# What an editor adds beyond this differs from person to person.
NOTEBOOK_METADATA = from_dict(
    {
        "kernelspec": {
            "display_name": "Python 3",
            "language": "python",
            "name": "python3",
        },
        # Without the version of Python: it differs between machines.
        "language_info": LANGUAGE,
    }
)
CELL_METADATA = ("digest", "jupyter", "tags", "wrong_answers")
FORMAT = (4, 5)  # the first format in which cells have ids


def invalid(nb: NotebookNode) -> list[str]:
    """Say where a notebook breaks the format, without any repair."""
    found = [
        f"{error.message.splitlines()[0][:200]} "
        f"(at {'/'.join(map(str, error.absolute_path)) or 'the top'})"
        for error in iter_validate(nb, version=4, version_minor=FORMAT[1])
    ]
    ids = Counter(cell.get("id") for cell in nb.cells)
    found += [f"{n} cells have the id {i!r}" for i, n in ids.items() if n > 1]
    return found


def normal_form(nb: NotebookNode) -> NotebookNode:
    """Return a copy of `nb` with the metadata that a lesson may have."""
    nb = copy.deepcopy(nb)
    nb.nbformat, nb.nbformat_minor = FORMAT
    nb.metadata = copy.deepcopy(NOTEBOOK_METADATA)
    for cell in nb.cells:
        for key in set(cell.metadata) - set(CELL_METADATA):
            del cell.metadata[key]
        if cell.cell_type == "code":
            cell.metadata.get("jupyter", {}).pop("outputs_hidden", None)
        else:
            cell.metadata.pop("digest", None)
        for key in ("jupyter", "tags"):
            if not cell.metadata.get(key, True):
                del cell.metadata[key]
    return nb


def seal(nb: NotebookNode) -> None:
    """Count the cells from 1 and write each one's digest, in place."""
    for number, cell in enumerate(code_cells(nb), 1):
        cell.execution_count = number
        for output in cell.outputs:
            if output.output_type == "execute_result":
                output.execution_count = number
        cell.metadata["digest"] = digest(cell)


def differences(path: Path) -> list[str]:
    """Say in which ways a saved lesson is not in the normal form.

    Raises
    ------
    LessonError
        The file is no notebook.
    """
    nb = read(path)
    form = normal_form(nb)
    found = []
    for key in sorted(set(nb.metadata) | set(form.metadata)):
        if nb.metadata.get(key) != form.metadata.get(key):
            found.append(f"metadata {key!r} of the notebook")
    found += _cell_differences(nb, form)
    if not found and serialise(form) != path.read_text(encoding="utf-8"):
        found.append("the layout of the file: indentation, order or format")
    return [f"{path.name}: not as `make outputs` writes {w}" for w in found]


def _cell_differences(nb: NotebookNode, form: NotebookNode) -> list[str]:
    found = []
    number = 0
    for place, (cell, normal) in enumerate(
        zip(nb.cells, form.cells, strict=True), 1
    ):
        name = f"text cell at place {place}"
        if cell.cell_type == "code":
            number += 1
            name = cell_name(number, cell)
        keys = sorted(set(cell.metadata) | set(normal.metadata))
        found += [
            f"metadata {key!r} of {name}"
            for key in keys
            if cell.metadata.get(key) != normal.metadata.get(key)
        ]
    return found
