"""An exercise that asks which comparisons tell something of depth."""

from collections.abc import Mapping

from helpers.checking.answers import OddAnswer, refuse_odd
from helpers.checking.verdicts import check_sizes, judge

# What else may differ between the deep and the shallow model -> its hint.
HINTS = {
    "parameters": "In one of those that you named, the deep model has more "
    "parameters as well. What if the shallow one had as many?",
    "rate": "In one of those that you named, one learning rate serves both. "
    "For which of the two was it chosen?",
    "seeds": "In one of those that you named, each model ran once. Could "
    "another seed turn the result round?",
    "test": "In one of those that you named, something was chosen by the "
    "test. What can the test still say of it?",
}
_ASK = 'Give a list of letters, such as ["X", "Y"].'


def fair_comparisons(
    answer: object, *, exercise: int, flaws: Mapping[str, str | None]
) -> None:
    """Check which comparisons of a deep and a shallow model are fair.

    Parameters
    ----------
    answer
        The learner's letters, in any order.
    exercise
        Its number in the lesson.
    flaws
        For each comparison its letter, and what is wrong with it: a key of
        `HINTS`, or None if it is fair.

    Raises
    ------
    ValueError
        The exercise itself is wrong: a flaw is unknown, a name is no capital
        letter, or all comparisons are fair or none.
    """
    check_sizes(exercise=exercise)
    for letter, flaw in flaws.items():
        if len(letter) != 1 or not letter.isupper():
            raise ValueError(f"flaws names {letter!r}; give capital letters.")
        if flaw is not None and flaw not in HINTS:
            raise ValueError(
                f"The flaw of {letter} is {flaw!r}; give None or one of "
                f"{', '.join(HINTS)}."
            )
    fair = {letter for letter, flaw in flaws.items() if flaw is None}
    if not fair or len(fair) == len(flaws):
        raise ValueError("flaws has nothing to tell apart: some are fair.")

    def find_hint(given: object) -> str | None:
        named = _read(given, set(flaws))
        if named == fair:
            return None
        # In the order of the hints, so that several slips get one each.
        for flaw, hint in HINTS.items():
            if any(flaws[letter] == flaw for letter in named):
                return hint
        return (
            "Those are fair, but not all of them: in another one, too, "
            "nothing differs but the depth and what follows from it."
        )

    judge(exercise, answer, find_hint)


def _read(answer: object, known: set[str]) -> set[str]:
    if isinstance(answer, str):
        raise OddAnswer(f"Your answer is a text. {_ASK}")
    refuse_odd(answer, "a list of letters")
    if not isinstance(answer, (list, tuple)):
        raise OddAnswer(f"Your answer is no list of letters. {_ASK}")
    if not answer:
        raise OddAnswer(f"Your list is empty: at least one is fair. {_ASK}")
    if len(answer) > len(known):
        raise OddAnswer(f"Your list is longer than the question. {_ASK}")
    if not all(isinstance(letter, str) for letter in answer):
        raise OddAnswer(f"Each letter stands in quotes. {_ASK}")
    letters = {letter.strip().upper() for letter in answer}
    if not letters <= known:
        raise OddAnswer(f"There is another letter among yours. {_ASK}")
    return letters
