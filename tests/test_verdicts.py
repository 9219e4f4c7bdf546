"""The one line that a check prints, strict mode, and the progress."""

import subprocess
import sys

import pytest

from helpers import checks
from helpers.checks import engine as verdicts
from tests.trials import unwrapped

SIZES = {"units": 5, "features": 2}  # 160 parameters


@pytest.fixture(autouse=True)
def fresh(monkeypatch) -> None:
    """Begin as in a fresh kernel, not in strict mode."""
    monkeypatch.setattr(verdicts, "_standing", {})
    monkeypatch.delenv("LESSON_CHECKS", raising=False)


def said(capsys, check, *arguments, **options) -> str:
    """Return what a check prints, in one line."""
    assert check(*arguments, **options) is None
    return unwrapped(capsys.readouterr().out)


def test_three_verdicts(capsys) -> None:
    def line(answer):
        return said(
            capsys, checks.lstm_parameters, answer, exercise=4, **SIZES
        )

    assert line(160) == "✓ Exercise 4 is solved.\n"
    assert line(...) == (
        "○ Exercise 4 is open: put your answer in place of the dots; run that "
        "cell.\n"
    )
    assert line((..., ...)) == line(...)
    assert line(((..., 5), 5)) == line(...)
    assert line(100) == (
        "✗ Exercise 4: You counted only the weights for the opinions: what "
        "else does each sum add up?\n"
    )


def test_progress_follows_the_last_verdict(capsys) -> None:
    for exercise, answer in ((1, 160), (2, ...), (4, 40)):
        checks.lstm_parameters(answer, exercise=exercise, **SIZES)
    capsys.readouterr()
    assert said(capsys, checks.progress, total=4) == (
        "Exercises: 1 of 4 solved; 2 still open (2, 3); 1 not yet right (4).\n"
    )
    for exercise in (2, 3, 4):
        checks.lstm_parameters(160, exercise=exercise, **SIZES)
    capsys.readouterr()
    everything = "Exercises: 4 of 4 solved. Well done!\n"
    assert said(capsys, checks.progress, total=4) == everything
    checks.lstm_parameters(161, exercise=1, **SIZES)
    capsys.readouterr()
    assert said(capsys, checks.progress, total=4) == (
        "Exercises: 3 of 4 solved; 1 not yet right (1).\n"
    )


def test_strict_mode_raises_the_same_line(capsys, monkeypatch) -> None:
    for answer in (..., 40, None):
        line = said(
            capsys, checks.lstm_parameters, answer, exercise=1, **SIZES
        )
        monkeypatch.setenv("LESSON_CHECKS", "strict")
        with pytest.raises(AssertionError) as caught:
            checks.lstm_parameters(answer, exercise=1, **SIZES)
        assert str(caught.value) == line.rstrip("\n")
        with pytest.raises(AssertionError, match=r"^Exercises: 0 of 1 solved"):
            checks.progress(1)
        monkeypatch.delenv("LESSON_CHECKS")
    monkeypatch.setenv("LESSON_CHECKS", "strict")
    checks.lstm_parameters(160, exercise=1, **SIZES)
    checks.progress(1)


def test_unknown_mode_is_refused(monkeypatch) -> None:
    monkeypatch.setenv("LESSON_CHECKS", "")
    checks.lstm_parameters(160, exercise=1, **SIZES)
    monkeypatch.setenv("LESSON_CHECKS", "1")
    with pytest.raises(ValueError, match="LESSON_CHECKS is '1'; set it to"):
        checks.lstm_parameters(160, exercise=1, **SIZES)


def test_two_slips_with_one_number_are_both_told(capsys) -> None:
    # With one feature, no weights for it cost what no biases do.
    sizes = {"units": 3, "features": 1}
    line = said(capsys, checks.lstm_parameters, 48, exercise=1, **sizes)
    assert line == (
        "✗ Exercise 1: More than one slip leads there. Perhaps: You left out "
        "the biases: each of the sums in a unit adds one. Or: You left out "
        "the weights for the input: each unit reads every feature.\n"
    )


def test_long_verdict_is_broken_between_words(capsys) -> None:
    def long_hint(_):
        return "word-and-word " * 12 + "a" * 90

    verdicts.judge(1, 0, long_hint)
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines[:-1])) <= 76
    assert {*" ".join(lines[:-1]).split()[3:]} == {"word-and-word"}
    assert lines[-1] == "a" * 90


def test_import_loads_no_keras() -> None:
    code = (
        "import sys; from helpers import checks; print('keras' in sys.modules)"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True
    )
    assert result.stdout == "False\n"
