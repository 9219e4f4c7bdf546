"""Read parameters from a command line and check them before anything runs."""

import ast
import math
import shlex
from pathlib import Path
from typing import Any

import papermill

from tools.normal_form import normal_form
from tools.notebooks import LessonError, read

# One word for each annotation that a lesson's parameter may have.
KINDS = {
    "int": "a whole number",
    "float": "a number",
    "str": "a text",
    "bool": "True or False",
}
_EXAMPLE = 'write PARAMS="units=8 time_steps=7"'


def known_parameters(path: Path) -> dict[str, str]:
    """Return the parameters of a lesson: name -> annotation."""
    # A notebook, not its path: papermill takes braces in a path for a pattern
    # of its own. And in normal form, for it wants to read the language there.
    found = papermill.inspect_notebook(normal_form(read(path)))
    return {key: value["inferred_type_name"] for key, value in found.items()}


def parse(path: Path, text: str) -> dict[str, Any]:
    """Read ``"units=8 time_steps=7"`` as values for the lesson at `path`.

    Raises
    ------
    LessonError
        A parameter is malformed, given twice, unknown to the lesson, or of
        another type than the lesson says.
    """
    try:
        words = shlex.split(text)
    except ValueError:
        raise LessonError(
            f"{path.stem}: a quote is not closed in {text!r}."
        ) from None
    values: dict[str, str] = {}
    for word in words:
        name, equals, value = word.partition("=")
        if not (name.isidentifier() and equals and value):
            raise LessonError(
                f"{path.stem}: {word!r} is no NAME=VALUE; {_EXAMPLE}."
            )
        if name in values:
            raise LessonError(f"{path.stem}: {name!r} is given twice.")
        values[name] = value
    kinds = known_parameters(path)
    return {
        name: _value(path, kinds, name, value)
        for name, value in values.items()
    }


def check(path: Path, parameters: dict[str, Any]) -> dict[str, Any]:
    """Check values that are Python objects already; return them.

    Raises
    ------
    LessonError
        As for `parse`.
    """
    kinds = known_parameters(path)
    return {
        name: _value(path, kinds, name, value)
        for name, value in parameters.items()
    }


def _value(path: Path, kinds: dict[str, str], name: str, given: Any) -> Any:
    if not name.isidentifier() or name not in kinds:
        possible = ", ".join(kinds) or "none"
        raise LessonError(
            f"{path.stem}: there is no parameter {name!r}; possible: "
            f"{possible}."
        )
    kind = kinds[name]
    if kind not in KINDS:
        raise LessonError(
            f"{path.stem}: parameter {name!r} is a {kind} and can only be "
            "changed in the notebook itself."
        )
    value = given
    if isinstance(given, str) and kind != "str":
        try:
            value = ast.literal_eval(given)
        except (ValueError, SyntaxError, MemoryError, RecursionError):
            value = given
    if kind == "float" and type(value) is int:
        value = float(value)
    fits = type(value).__name__ == kind
    if not fits or (kind == "float" and not math.isfinite(value)):
        raise LessonError(
            f"{path.stem}: parameter {name!r} must be {KINDS[kind]}, not "
            f"{given!r}."
        )
    return value
