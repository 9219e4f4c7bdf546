"""Each check gives its tick and its hints, as the tables of hints say."""

import ast
import contextlib
import functools
import inspect
import io
import re
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from helpers import checks
from helpers.checks import behaviour, models, readers, step
from tests.damages import turned_messages
from tests.hints import CASES, Case
from tests.hints_of_models import MODEL_CASES
from tests.trials import faults_of, unwrapped

CHECKS = {
    name: one for name, one in vars(checks).items() if inspect.isroutine(one)
}
DECLARED = [name for name, one in CHECKS.items() if hasattr(one, "question")]
ALL = [*CASES, *MODEL_CASES]
PLACES = range(len(ALL))
BUILT = {case.check for case in MODEL_CASES}


def said(case: Case, answer: Any) -> str:
    """Return what the check says of an answer."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        getattr(checks, case.check)(answer, exercise=1, **case.sizes)
    return unwrapped(out.getvalue()).removesuffix("\n")


@functools.cache
def verdicts(place: int) -> list[tuple[str, Any, str, str]]:
    """Return mark, answer, phrase, and what is said, for a case of `ALL`."""
    case = ALL[place]
    tries = [("✓", answer, "is solved.") for answer in case.right]
    tries += [("✗", *entry) for entry in case.wrong]
    return [
        (*one, said(case, one[1]() if case.check in BUILT else one[1]))
        for one in tries
    ]


@pytest.mark.parametrize("place", PLACES, ids=lambda place: ALL[place].check)
def test_each_answer_gets_its_verdict(place: int) -> None:
    case, found = ALL[place], []
    for kind, answer, phrase, line in verdicts(place):
        if not line.startswith(f"{kind} Exercise 1") or phrase not in line:
            found.append(
                f"{case.check}: {answer!r} gets {line!r}, where its table "
                f"in tests/ expects {kind} with {phrase!r}"
            )
        hint = line.removeprefix("✗ Exercise 1: ")
        if kind == "✗":
            found += [f"{answer!r} gets {what}" for what in faults_of(hint)]
    assert not found, "\n".join(found)


def test_each_word_of_size_or_order_is_quoted() -> None:
    lines = [one[2:] for place in PLACES for one in verdicts(place)]
    missing = {
        text: turned
        for path in Path(checks.__file__).parent.glob("*.py")
        for text in _texts(path.read_text(encoding="utf-8"))
        for turned in turned_messages(text)
        if not any(
            text in line and phrase not in line.replace(text, turned)
            for phrase, line in lines
        )
    }
    assert not missing, "\n".join(
        f"{turned!r} would do as well as {text!r}: quote that word, too, in "
        "tests/hints.py"
        for text, turned in missing.items()
    )


def test_each_check_stands_in_a_table() -> None:
    missing = {*CHECKS} - {case.check for case in ALL} - {"progress"}
    assert not missing, f"no case tries the hints of {sorted(missing)}"


@pytest.mark.parametrize("check", DECLARED)
def test_each_declared_hint_stands_in_a_table(check: str) -> None:
    cases = [case for case in CASES if case.check == check]
    hints = {
        hint
        for case in cases
        for _, hint in getattr(checks, check).question(**case.sizes).slips
    }
    assert not _untried(hints, cases), "and belongs into tests/hints.py"


@pytest.mark.parametrize(
    ("module", "checked"),
    [
        (models, ["stack", "fit_mended"]),
        (behaviour, ["stack", "fit_mended"]),
        (step, ["lstm_step"]),
        (readers, CHECKS),
    ],
)
def test_each_other_hint_stands_in_a_table(module, checked) -> None:
    cases = [case for case in ALL if case.check in checked]
    assert not _untried(_sentences(module), cases), "and belongs into a table"


def _sentences(module: ModuleType) -> list[str]:
    """Return its hints, but for those with a word to be filled in."""
    whole = _texts(inspect.getsource(module), ast.JoinedStr)
    return [text for text in whole if re.fullmatch(r"\S.*[.?]", text)]


def _texts(source: str, *without: type[ast.AST]) -> list[str]:
    """Return the texts of some words in code, but for its docstrings."""
    return [
        part.value
        for node in ast.walk(ast.parse(source))
        if not isinstance(node, (ast.Expr, *without))
        for part in ast.iter_child_nodes(node)
        if isinstance(part, ast.Constant)
        and isinstance(part.value, str)
        and " " in part.value
    ]


def _untried(hints: Iterable[str], cases: list[Case]) -> list[str]:
    phrases = [phrase for case in cases for _, phrase in case.wrong]
    return [
        f"no answer is expected to get the hint {hint!r}"
        for hint in hints
        if not any(part in hint for part in phrases)
    ]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.check)
def test_a_declaration_is_there_as_data(case: Case) -> None:
    asked = getattr(checks, case.check).question(**case.sizes)
    assert asked.hint(asked.right) is None
    texts = [hint for _, hint in asked.slips]
    if isinstance(asked.otherwise, str):
        texts.append(asked.otherwise)
    found = [fault for text in texts for fault in faults_of(text)]
    assert not found, "\n".join(found)
