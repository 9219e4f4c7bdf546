"""Each check gives its tick and its hints, as the tables of hints say."""

import ast
import contextlib
import inspect
import io
import re
from collections.abc import Iterable
from types import ModuleType
from typing import Any

import pytest

from helpers import checks
from helpers.checks import behaviour, models, readers, step
from tests.hints import CASES, Case
from tests.hints_of_models import MODEL_CASES
from tests.trials import faults_of, unwrapped

CHECKS = {
    name: one for name, one in vars(checks).items() if inspect.isroutine(one)
}
DECLARED = [name for name, one in CHECKS.items() if hasattr(one, "question")]
ALL = [*CASES, *MODEL_CASES]
BUILT = {case.check for case in MODEL_CASES}


def said(case: Case, answer: Any) -> str:
    """Return what the check says of an answer."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        getattr(checks, case.check)(answer, exercise=1, **case.sizes)
    return unwrapped(out.getvalue()).removesuffix("\n")


@pytest.mark.parametrize("case", ALL, ids=lambda case: case.check)
def test_each_answer_gets_its_verdict(case: Case) -> None:
    found = []
    for kind, answers in (("✓", case.right), ("✗", case.wrong)):
        for entry in answers:
            answer, phrase = entry if kind == "✗" else (entry, "is solved.")
            line = said(case, answer() if case.check in BUILT else answer)
            if not line.startswith(f"{kind} Exercise 1") or phrase not in line:
                found.append(
                    f"{case.check}: {answer!r} gets {line!r}, where its table "
                    f"in tests/ expects {kind} with {phrase!r}"
                )
            hint = line.removeprefix("✗ Exercise 1: ")
            if kind == "✗":
                found += [
                    f"{answer!r} gets {what}" for what in faults_of(hint)
                ]
    assert not found, "\n".join(found)


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
    return [
        part.value
        for node in ast.walk(ast.parse(inspect.getsource(module)))
        for part in ast.iter_child_nodes(node)
        if isinstance(part, ast.Constant)
        and not isinstance(node, (ast.Expr, ast.JoinedStr))
        and re.fullmatch(r"\S.*[.?]", str(part.value))
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
