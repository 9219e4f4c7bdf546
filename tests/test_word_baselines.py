"""The simple answers about words are what they say they are."""

import numpy as np
import pytest
from statsmodels.api import OLS

from helpers.conjugate_gradients import solve
from helpers.letter_groups import LetterGroups
from helpers.word_baselines import (
    count_by_rules,
    fit_letter_groups,
    fit_stress_table,
    is_vowel,
)

WORDS = ["banana", "cab", "a", "bad", "abba", "cabana", "dad", "nab", "banana"]
COUNTS = np.array([3, 1, 1, 1, 2, 3, 1, 1, 3])


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("banana", 3),
        ("stone", 1),
        ("whole", 1),
        ("table", 2),
        ("walked", 1),
        ("wanted", 2),
        ("needed", 2),
        ("stones", 1),
        ("houses", 2),
        ("judges", 2),
        ("tables", 2),
        ("rhythm", 1),  # one vowel letter in a row: the rules do not know it
        ("the", 1),
        ("hmm", 1),
    ],
)
def test_rules_by_hand(word: str, count: int) -> None:
    assert count_by_rules(word) == count


def test_rules_want_a_word() -> None:
    with pytest.raises(ValueError, match="word is empty; give at least"):
        count_by_rules("")


def _columns(words: list[str], longest: int) -> tuple[list[str], np.ndarray]:
    """Count groups the slow way: a column for each, by slicing."""
    found = [
        [
            group
            for length in range(1, longest + 1)
            for start in range(len(word) + 3 - length)
            if (group := f"^{word}^"[start : start + length]) != "^"
        ]
        for word in words
    ]
    names = sorted({group for groups in found for group in groups})
    return names, np.array(
        [[groups.count(name) for name in names] for groups in found], float
    )


@pytest.mark.parametrize("longest", [1, 2, 3, 4])
def test_letter_groups_are_the_ridge_of_statsmodels(longest: int) -> None:
    fit = fit_letter_groups(WORDS, COUNTS, longest, ridge=0.5, tolerance=1e-9)
    names, x = _columns(WORDS, longest)
    centred = x - x.mean(axis=0)
    # It divides the squared error by the number of words, and we do not.
    ridge = OLS(COUNTS - COUNTS.mean(), centred).fit_regularized(
        alpha=0.5 / len(WORDS), L1_wt=0
    )
    expected = COUNTS.mean() + centred @ ridge.params
    np.testing.assert_allclose(fit(WORDS), expected, atol=1e-7)
    assert fit.used <= len(names)


def test_letter_groups_answer_new_words() -> None:
    fit = fit_letter_groups(WORDS, COUNTS)
    assert isinstance(fit, LetterGroups)
    assert fit(["nanana"])[0] > fit(["nan"])[0]
    # Groups that no training word has are worth nothing.
    np.testing.assert_allclose(fit(["xyz", "zyx"]), fit.constant)
    assert fit([]).shape == (0,)


@pytest.mark.parametrize(
    ("words", "numbers", "options", "message"),
    [
        ([], [], {}, "There are 0 words"),
        (["a"], [1, 2], {}, r"1 words, and numbers has shape \(2,\)"),
        (["A"], [1], {}, "The word 'A' has other characters"),
        (["é"], [1], {}, "The word 'é' has other characters"),
        ([""], [1], {}, "The word '' has other characters"),
        (["a"], [1], {"longest": 5}, "longest is 5; give a whole number"),
        (["a"], [1], {"longest": 0}, "longest is 0"),
        (["a"], [1], {"longest": True}, "longest is True"),
        (["a"], [1], {"ridge": 0}, "ridge is 0; give a number above 0"),
        (["a"], [1], {"tolerance": -1}, "tolerance is -1"),
    ],
)
def test_letter_groups_refuse(words, numbers, options, message) -> None:
    with pytest.raises(ValueError, match=message):
        fit_letter_groups(words, numbers, **options)


def test_conjugate_gradients_agree_with_numpy() -> None:
    root = np.random.default_rng(0).normal(size=(20, 20))
    matrix = root @ root.T + np.eye(20)
    right = np.arange(20.0)
    found = solve(lambda v: matrix @ v, right, np.diag(matrix), 1e-10)
    np.testing.assert_allclose(found, np.linalg.solve(matrix, right))
    nothing = solve(lambda v: matrix @ v, 0 * right, np.diag(matrix), 1e-10)
    assert not nothing.any()


SPOKEN = [
    ["B", "AH", "N", "AE", "N", "AH"],
    ["K", "AE", "B"],
    ["AH", "G", "OW"],
]


def test_stress_table_by_hand() -> None:
    table = fit_stress_table(SPOKEN, [3, 1, 2])
    assert table(SPOKEN).tolist() == [3, 1, 2]
    # AH was seen first of two, without stress, and OW last of two, with it;
    # the next sounds are new, so only the rougher table knows anything.
    assert table([["AH", "T", "OW", "T"]]).tolist() == [2]
    # Nothing is known of these: the first vowel.
    assert table([["IY", "T", "IY"]]).tolist() == [0]


def test_stress_table_mixes_both_shares() -> None:
    words = [["AH", "B", "IY"]] * 3 + [["AH", "D", "IY"]]
    table = fit_stress_table(words, [0, 0, 0, 2])
    # AH before D: 0 of 1 sightings, and 3 of 4 in the rougher table, which
    # counts as two sightings; IY at the end: 1 of 4, in both tables.
    after_d = (0 + 2 * 3 / 4) / (1 + 2)
    at_end = (1 + 2 * 1 / 4) / (4 + 2)
    rough, fine = ("AH", 0, 1), ("AH", 0, 1, "IY", "D")
    assert table._share(rough, fine) == pytest.approx(after_d)
    rough, fine = ("IY", 1, 0), ("IY", 1, 0, "", "")
    assert table._share(rough, fine) == pytest.approx(at_end)


@pytest.mark.parametrize(
    ("stressed", "message"),
    [
        ([3, 1], r"There are 3 words, and stressed has shape \(2,\)"),
        ([0, 1, 2], "'B AH N AE N AH' is said to be number 0"),
        ([3, 1, 3], "'AH G OW' is said to be number 3"),
        ([3, -1, 2], "'K AE B' is said to be number -1"),
    ],
)
def test_stress_table_refuses(stressed, message) -> None:
    with pytest.raises(ValueError, match=message):
        fit_stress_table(SPOKEN, stressed)


def test_a_word_without_a_vowel_is_named() -> None:
    table = fit_stress_table(SPOKEN, [3, 1, 2])
    with pytest.raises(ValueError, match="'HH M' has no vowel"):
        table([["HH", "M"]])
    assert is_vowel("ER0") and not is_vowel("NG") and not is_vowel("")
