"""The simple answers about words are what they say they are."""

import itertools
import re

import numpy as np
import pytest

from helpers import word_baselines
from helpers.data import load_words
from helpers.word_baselines import (
    count_by_rules,
    fit_character_ngrams,
    fit_sound_groups,
    fit_stress_table,
    is_vowel,
)

WORDS = ["banana", "cab", "a", "bad", "abba", "cabana", "dad", "nab", "banana"]
COUNTS = np.array([3, 1, 1, 1, 2, 3, 1, 1, 3])
SPOKEN = [*map(str.split, ("B AH N AE N AH", "K AE B", "AH G OW"))]
RULES = {
    **{"banana": 3, "stone": 1, "whole": 1, "table": 2, "tables": 2},
    **{"walked": 1, "wanted": 2, "needed": 2, "the": 1, "hmm": 1},
    **{"stones": 1, "houses": 2, "judges": 2},
    "rhythm": 1,  # one vowel letter in a row: the rules do not know it
}


@pytest.fixture
def to_the_end(monkeypatch):
    """Solve equations to many digits."""
    monkeypatch.setattr(word_baselines, "_TOLERANCE", 1e-10)


def test_rules_by_hand():
    assert {word: count_by_rules(word) for word in RULES} == RULES


@pytest.mark.parametrize("longest", [1, 2, 3, 4])
def test_ngrams_are_the_ridge_of_statsmodels(longest, to_the_end):
    from statsmodels.api import OLS  # slow to import

    fit = fit_character_ngrams(WORDS, COUNTS, longest, ridge=0.5)
    edged = [f"_{word}_" for word in WORDS]
    names = {
        text[start:end]
        for text in edged
        for start, end in itertools.combinations(range(len(text) + 1), 2)
        if end - start <= longest
    } - {"_"}
    # (?=...) counts those that overlap.
    x = np.array(
        [[len(re.findall(f"(?={n})", text)) for n in names] for text in edged]
    )
    centred = x - x.mean(axis=0)
    # It divides the squared error by the number of words, and we do not.
    ridge = OLS(COUNTS - COUNTS.mean(), centred).fit_regularized(
        alpha=0.5 / len(WORDS), L1_wt=0
    )
    expected = COUNTS.mean() + centred @ ridge.params
    np.testing.assert_allclose(fit(WORDS), expected, atol=1e-7)
    assert 0 < fit.used <= len(names)


def test_ngrams_answer_new_words():
    fit = fit_character_ngrams(WORDS, COUNTS)
    assert fit(["nanana"])[0] > fit(["nan"])[0]
    # Groups that no training word has are worth nothing.
    np.testing.assert_allclose(fit(["xyz", "zyx"]), fit.constant)
    assert fit([]).shape == (0,)


def test_stress_table_by_hand():
    table = fit_stress_table(SPOKEN, [3, 1, 2])
    assert table(SPOKEN).tolist() == [3, 1, 2]
    # AH was seen first of two, without stress, and OW last of two, with it;
    # the next sounds are new, so only the rougher table knows anything.
    assert table([["AH", "T", "OW", "T"]]).tolist() == [2]
    # Nothing is known of these: the first vowel.
    assert table([["IY", "T", "IY"]]).tolist() == [0]


def test_stress_table_mixes_both_shares():
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


def rows_of(words: list[list[str]]) -> list[tuple[int, int, list[tuple]]]:
    """Return word, place and groups of each vowel, found by another way."""
    rows = []
    for n, word in enumerate(words):
        vowels = [at for at, sound in enumerate(word) if is_vowel(sound)]
        long = ["_"] * 3 + word + ["_"] * 3
        heard = ["_", *(word[at] for at in vowels), "_", "_"]
        for mine, place in enumerate(vowels):
            found = [
                ("around", begin, *long[place + 3 + begin : place + 3 + end])
                for begin, end in itertools.product(range(-3, 1), range(1, 5))
                if end - begin <= 4
            ]
            for size in (2, 3, 4):
                found.append(("first", *long[3 : 3 + size]))
                found.append(("last", *reversed(long[-3 - size : -3])))
            found.append(("middle", *heard[mine : mine + 3]))
            found.append(("next", *heard[mine + 1 : mine + 4]))
            sides = (mine, len(vowels) - 1 - mine)
            rows.append((n, place, [(*group, *sides) for group in found]))
    return rows


def test_sound_groups_are_the_ridge_of_a_written_matrix(to_the_end):
    kept = [s for s in load_words().values() if "".join(s).count("1") == 1]
    kept = kept[::280][:400]
    words = [[sound.rstrip("012") for sound in sounds] for sounds in kept]
    stressed = [[s[-1] for s in sounds].index("1") for sounds in kept]
    learn, ask = words[:80], words[80:]
    fit = fit_sound_groups(learn, stressed[:80], ridge=2)

    rows = rows_of(learn)
    names = {group for *_, groups in rows for group in groups}
    column = {name: n for n, name in enumerate(names)}
    x = np.zeros((len(rows), len(names)))
    for row, (*_, groups) in zip(x, rows, strict=True):
        row[[column[group] for group in groups]] = 1
    target = np.array([stressed[n] == place for n, place, _ in rows], float)
    weights = np.linalg.solve(
        x.T @ x + 2 * np.eye(len(names)), x.T @ (target - target.mean())
    )
    assert 0 < fit.used <= len(fit.weights) == len(names)

    best = {}
    for n, place, groups in rows_of(ask):
        score = sum(weights[column[g]] for g in groups if g in column)
        best[n] = max(best.get(n, (-np.inf, 0)), (score, -place))
    expected = [-place for _, place in best.values()]
    assert fit(ask).tolist() == expected
    assert [fit([word])[0] for word in ask] == expected  # each word alone


def test_where_nothing_is_known_it_is_the_first_vowel():
    fit = fit_sound_groups(SPOKEN, [3, 1, 2])
    assert fit(SPOKEN).tolist() == [3, 1, 2]
    assert fit([["X", "IY", "X", "UW"], ["UW"] * 40]).tolist() == [1, 0]
    assert fit([]).shape == (0,)


@pytest.mark.parametrize(
    ("function", "arguments", "message"),
    [
        (fit_character_ngrams, ([], []), "There are 0 words"),
        (fit_character_ngrams, (["a"], [1, 2]), "1 words, .* shape \\(2,\\)"),
        (fit_character_ngrams, (["A"], [1]), "'A' has other characters"),
        (fit_character_ngrams, (["é"], [1]), "'é' has other characters"),
        (fit_character_ngrams, ([""], [1]), "'' has other characters"),
        (fit_character_ngrams, (["a"], [1], 0), "longest is 0; give a whole"),
        (fit_character_ngrams, (["a"], [1], 2, 0), "ridge is 0; give a numb"),
        (fit_stress_table, ([["AE1"]], [0]), "'AE1' have digits.*rstrip"),
        (fit_stress_table, (SPOKEN, [3, 1]), "3 words, and stressed has"),
        (fit_stress_table, (SPOKEN, [0, 1, 2]), "'B AH N.* is said to be nu"),
        (fit_stress_table, (SPOKEN, [3, 1, 3]), "'AH G OW' .* number 3; give"),
        (fit_stress_table, (SPOKEN, [3, -1, 2]), "'K AE B' is .* number -1"),
        (fit_stress_table(SPOKEN, [3, 1, 2]), ([["M"]],), "'M' has no vowel"),
        (fit_sound_groups, (SPOKEN, [3, 1]), "3 words, and stressed has"),
        (fit_sound_groups, ([], []), "There are no words; give at least one"),
        (fit_sound_groups(SPOKEN, [3, 1, 2]), ([["M"]],), "'M' has no vowel"),
    ],
)
def test_what_does_not_fit_is_refused(function, arguments, message):
    with pytest.raises(ValueError, match=message):
        function(*arguments)
