"""The simple answers about words are what they say they are."""

import itertools

import numpy as np
import pytest
from statsmodels.api import OLS

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
SPOKEN = [
    ["B", "AH", "N", "AE", "N", "AH"],
    ["K", "AE", "B"],
    ["AH", "G", "OW"],
]


@pytest.fixture
def to_the_end(monkeypatch):
    """Solve equations to many digits."""
    monkeypatch.setattr(word_baselines, "_TOLERANCE", 1e-10)


RULES = {
    **{"banana": 3, "stone": 1, "whole": 1, "table": 2, "tables": 2},
    **{"walked": 1, "wanted": 2, "needed": 2, "the": 1, "hmm": 1},
    **{"stones": 1, "houses": 2, "judges": 2},
    "rhythm": 1,  # one vowel letter in a row: the rules do not know it
}


def test_rules_by_hand():
    assert {word: count_by_rules(word) for word in RULES} == RULES


@pytest.mark.parametrize("longest", [1, 2, 3, 4])
def test_ngrams_are_the_ridge_of_statsmodels(longest, to_the_end):
    fit = fit_character_ngrams(WORDS, COUNTS, longest, ridge=0.5)
    found = [
        [
            group
            for length in range(1, longest + 1)
            for start in range(len(word) + 3 - length)
            if (group := f"^{word}^"[start : start + length]) != "^"
        ]
        for word in WORDS
    ]
    names = sorted({group for groups in found for group in groups})
    x = np.array([[groups.count(n) for n in names] for groups in found], float)
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


@pytest.mark.parametrize(
    ("words", "numbers", "options", "message"),
    [
        ([], [], {}, "There are 0 words"),
        (["a"], [1, 2], {}, r"1 words, and numbers has shape \(2,\)"),
        (["A"], [1], {}, "The word 'A' has other characters"),
        (["é"], [1], {}, "The word 'é' has other characters"),
        ([""], [1], {}, "The word '' has other characters"),
        (["a"], [1], {"longest": 0}, "longest is 0; give a whole number"),
        (["a"], [1], {"ridge": 0}, "ridge is 0; give a number above 0"),
    ],
)
def test_ngrams_refuse(words, numbers, options, message):
    with pytest.raises(ValueError, match=message):
        fit_character_ngrams(words, numbers, **options)


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


def real_words() -> tuple[list[list[str]], np.ndarray]:
    """Return the sounds of 400 words, and which of them are stressed."""
    kept = [
        sounds
        for sounds in load_words().values()
        if "".join(sounds).count("1") == 1
    ][::280][:400]
    words = [[sound.rstrip("012") for sound in sounds] for sounds in kept]
    stressed = [[s[-1] for s in sounds].index("1") for sounds in kept]
    return words, np.array(stressed)


def groups_of(word: list[str], place: int) -> list[tuple]:
    """Name the groups of a vowel by another way, from its neighbours out."""
    vowels = [n for n, sound in enumerate(word) if is_vowel(sound)]
    mine = vowels.index(place)
    long = ["_"] * 3 + word + ["_"] * 3
    found = [
        ("around", begin, *long[place + 3 + begin : place + 3 + end])
        for begin, end in itertools.product(range(-3, 1), range(1, 5))
        if end - begin <= 4
    ]
    for size in (2, 3, 4):
        found.append(("first", *long[3 : 3 + size]))
        found.append(("last", *reversed(long[-3 - size : -3])))
    heard = ["_", *(word[n] for n in vowels), "_", "_"]
    found.append(("middle", *heard[mine : mine + 3]))
    found.append(("next", *heard[mine + 1 : mine + 4]))
    return [(*group, mine, len(vowels) - 1 - mine) for group in found]


def rows_of(words: list[list[str]]) -> list[tuple[int, int, list[tuple]]]:
    """Return word, place and groups of each vowel."""
    return [
        (n, place, groups_of(word, place))
        for n, word in enumerate(words)
        for place, sound in enumerate(word)
        if is_vowel(sound)
    ]


def test_sound_groups_are_the_ridge_of_a_written_matrix(to_the_end):
    words, stressed = real_words()
    learn, ask = words[:200], words[200:]
    fit = fit_sound_groups(learn, stressed[:200], ridge=2)

    rows = rows_of(learn)
    names = {group for *_, groups in rows for group in groups}
    column = {name: n for n, name in enumerate(sorted(names, key=str))}
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
    assert np.mean(fit(ask) == stressed[200:]) > 0.5
    assert [fit([word])[0] for word in ask] == expected  # each word alone


def test_the_end_of_a_word_may_decide():
    pairs = list(itertools.permutations("BDGKLMNP", 2))
    words = [
        [one, "AE", other, "OW", "T", "IH", end]
        for end in "KS"
        for one, other in pairs
    ]
    fit = fit_sound_groups(words, [3] * len(pairs) + [1] * len(pairs))
    new = [["F", "AE", "V", "OW", "T", "IH", end] for end in "KS"]
    assert fit(new).tolist() == [3, 1]


def test_where_nothing_is_known_it_is_the_first_vowel():
    fit = fit_sound_groups(SPOKEN, [3, 1, 2])
    assert fit(SPOKEN).tolist() == [3, 1, 2]
    assert fit([["X", "IY", "X", "UW"], ["UW"] * 40]).tolist() == [1, 0]
    assert fit([]).shape == (0,)


@pytest.mark.parametrize("fit", [fit_stress_table, fit_sound_groups])
@pytest.mark.parametrize(
    ("words", "stressed", "message"),
    [
        (SPOKEN, [3, 1], r"3 words, and stressed has shape \(2,\); give"),
        (SPOKEN, [0, 1, 2], "'B AH N AE N AH' is said to be number 0"),
        (SPOKEN, [3, 1, 3], "'AH G OW' is said to be number 3"),
        (SPOKEN, [3, -1, 2], "'K AE B' is said to be number -1"),
        ([["HH", "M"]], [0], "'HH M' is said to be number 0; give the"),
    ],
)
def test_stress_is_on_a_vowel(fit, words, stressed, message):
    with pytest.raises(ValueError, match=message):
        fit(words, stressed)
    with pytest.raises(ValueError, match="'HH M' has no vowel"):
        fit(SPOKEN, [3, 1, 2])([*SPOKEN, ["HH", "M"]])


def test_sound_groups_want_words_and_a_ridge():
    with pytest.raises(ValueError, match="There are no words; give at least"):
        fit_sound_groups([], [])
    with pytest.raises(ValueError, match="ridge is 0; give a number above"):
        fit_sound_groups(SPOKEN, [3, 1, 2], ridge=0)
