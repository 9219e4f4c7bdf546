"""The one line that a check prints, strict mode, and the progress."""

import subprocess
import sys

import pytest

from helpers import checks
from helpers.checks import engine
from helpers.checks.engine import NOT_RUN
from tests.trials import unwrapped

SIZES = {"units": 5, "features": 2}  # 160 parameters


@pytest.fixture(autouse=True)
def fresh(monkeypatch) -> None:
    """Begin as in a fresh kernel, not in strict mode."""
    monkeypatch.setattr(engine, "_standing", {})
    monkeypatch.delenv("LESSON_CHECKS", raising=False)


@pytest.fixture
def said(capsys):
    """Return a function that checks a count and returns what is printed."""

    def check(answer: object, exercise: int = 1, **sizes: int) -> str:
        sizes = sizes or SIZES
        checks.lstm_parameters(answer, exercise=exercise, **sizes)
        return unwrapped(capsys.readouterr().out)

    return check


def test_three_verdicts(said) -> None:
    assert said(160, 4) == "✓ Exercise 4 is solved.\n"
    assert said(..., 4) == (
        "○ Exercise 4 is open: put your answer in place of the dots; run that "
        "cell.\n"
    )
    assert said((..., ...)) == said(((..., 5), 5)) == said(...)
    assert said(100, 4) == (
        "✗ Exercise 4: You counted only the weights for the opinions: what "
        "else does each sum add up?\n"
    )


def test_two_slips_with_one_number_are_both_told(said) -> None:
    # With one feature, no weights for it cost what no biases do.
    assert said(48, units=3, features=1) == (
        "✗ Exercise 1: Different slips lead to this answer; which was yours, "
        "only you can tell. Perhaps: You left out the biases: each of the "
        "sums in a unit adds one. Or: You left out the weights for the input: "
        "each unit reads every feature.\n"
    )


def test_progress_follows_the_last_verdict(said, capsys) -> None:
    for answers, line in (
        (
            {1: 160, 2: ..., 4: 40},
            "1 of 4 solved; 2 still open (2, 3); 1 not yet right (4).",
        ),
        ({2: 160, 3: 160, 4: 160}, "4 of 4 solved. Well done!"),
        ({1: 161}, "3 of 4 solved; 1 not yet right (1)."),
    ):
        for exercise, answer in answers.items():
            said(answer, exercise)
        checks.progress(total=4)
        assert capsys.readouterr().out == f"Exercises: {line}\n"


def test_strict_mode_raises_the_same_line(said, monkeypatch) -> None:
    for answer in (..., 40, None):
        line = said(answer)
        monkeypatch.setenv("LESSON_CHECKS", "strict")
        with pytest.raises(AssertionError) as caught:
            said(answer)
        # Asked again, a hint also says what may be the matter.
        assert str(caught.value).removesuffix(NOT_RUN) == line.rstrip("\n")
        with pytest.raises(AssertionError, match=r"^Exercises: 0 of 1 solved"):
            checks.progress(1)
        monkeypatch.delenv("LESSON_CHECKS")
    monkeypatch.setenv("LESSON_CHECKS", "strict")
    said(160)
    checks.progress(1)


def test_unknown_mode_is_refused(said, monkeypatch) -> None:
    monkeypatch.setenv("LESSON_CHECKS", "")
    said(160)
    monkeypatch.setenv("LESSON_CHECKS", "1")
    with pytest.raises(ValueError, match="LESSON_CHECKS is '1'; set it to"):
        said(160)


def test_long_verdict_is_broken_between_words(capsys) -> None:
    engine.judge(1, 0, lambda _: "word-and-word " * 12 + "a" * 90)
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines[:-1])) <= 76
    assert {*" ".join(lines[:-1]).split()[3:]} == {"word-and-word"}
    assert lines[-1] == "a" * 90


def test_import_loads_no_keras() -> None:
    code = "import sys, helpers.checks; print('keras' in sys.modules)"
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True
    )
    assert result.stdout == "False\n"
