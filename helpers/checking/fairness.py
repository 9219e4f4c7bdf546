"""An exercise that asks which comparisons tell something of depth."""

from helpers.checking.answers import OddAnswer, refuse_odd
from helpers.checking.verdicts import check_sizes, judge

HINTS = {
    "same_size": "In one of those that you named, the deep model has more "
    "parameters as well. What if the shallow one had as many?",
    "own_rates": "In one of those that you named, one learning rate serves "
    "both models. For which of the two was it chosen?",
    "many_seeds": "In one of those that you named, each model ran once. Could "
    "another seed turn the result round?",
}
_ASK = 'Give a list of letters, such as ["X", "Y"].'


def fair_comparisons(
    answer: object,
    *,
    exercise: int,
    reports: str,
    same_size: str,
    own_rates: str,
    many_seeds: str,
) -> None:
    """Check which reports compare a deep and a shallow model fairly.

    Parameters
    ----------
    answer
        The learner's letters, in any order.
    exercise
        Its number in the lesson.
    reports
        A capital letter for each report, such as ``"ABCD"``.
    same_size, own_rates, many_seeds
        Letters of the reports whose two models have as many parameters,
        their own learning rates, and several seeds. Fair is what has all.

    Raises
    ------
    ValueError
        The exercise itself is wrong: a letter is no capital, is there twice
        or belongs to no report; or all reports are fair, or none.
    """
    check_sizes(exercise=exercise)
    known = _letters(reports, set(reports))
    kept = {
        "same_size": _letters(same_size, known),
        "own_rates": _letters(own_rates, known),
        "many_seeds": _letters(many_seeds, known),
    }
    fair = known.intersection(*kept.values())
    if not fair or fair == known:
        raise ValueError("There is nothing to tell apart: some must be fair.")

    def find_hint(given: object) -> str | None:
        named = _read(given, known)
        if named == fair:
            return None
        # In the order of the hints, so that several slips get one each.
        for rule, letters in kept.items():
            if not named <= letters:
                return HINTS[rule]
        return (
            "Those are fair, but not all of them: in another one, too, "
            "nothing differs but the depth and what follows from it."
        )

    judge(exercise, answer, find_hint)


def _letters(letters: str, known: set[str]) -> set[str]:
    found = set(letters)
    if not found <= known or len(found) < len(letters):
        raise ValueError(
            f"{letters!r} names a report twice, or one that is not there."
        )
    if not (letters.isalpha() and letters.isupper()):
        raise ValueError(f"{letters!r} are no capital letters.")
    return found


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
