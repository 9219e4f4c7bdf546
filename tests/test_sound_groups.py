"""Stress by groups of sounds is the ridge it says it is."""

import itertools

import numpy as np
import pytest

from helpers.data import load_words
from helpers.sound_groups import SoundGroups
from helpers.vowel_groups import code_groups
from helpers.word_baselines import fit_sound_groups, is_vowel

SPOKEN = [
    ["B", "AH", "N", "AE", "N", "AH"],
    ["K", "AE", "B"],
    ["AH", "G", "OW"],
]


def _real_words() -> tuple[list[list[str]], np.ndarray]:
    """Return the sounds of 400 words, and which of them are stressed."""
    kept = [
        sounds
        for sounds in load_words().values()
        if "".join(sounds).count("1") == 1
    ][::280][:400]
    words = [[sound.rstrip("012") for sound in sounds] for sounds in kept]
    stressed = [[s[-1] for s in sounds].index("1") for sounds in kept]
    return words, np.array(stressed)


def _groups(word: list[str], place: int) -> list[tuple]:
    """Name the groups of a vowel the slow way, by slicing."""
    vowels = [n for n, sound in enumerate(word) if is_vowel(sound)]
    mine = vowels.index(place)
    edges = ["_"] * 3
    long = [*edges, *word, *edges]
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


def _rows(words: list[list[str]]) -> list[tuple[int, int, list[tuple]]]:
    """Return word, place and groups of each vowel."""
    return [
        (n, place, _groups(word, place))
        for n, word in enumerate(words)
        for place, sound in enumerate(word)
        if is_vowel(sound)
    ]


def test_it_is_the_ridge_of_a_matrix_that_is_written_out() -> None:
    words, stressed = _real_words()
    learn, ask = words[:200], words[200:]
    assert len(ask) == 200
    fit = fit_sound_groups(learn, stressed[:200], ridge=2, tolerance=1e-10)
    assert isinstance(fit, SoundGroups)

    rows = _rows(learn)
    names = sorted({group for *_, groups in rows for group in groups}, key=str)
    column = {name: n for n, name in enumerate(names)}
    x = np.zeros((len(rows), len(names)))
    for row, (*_, groups) in zip(x, rows, strict=True):
        row[[column[group] for group in groups]] = 1
    target = np.array([stressed[n] == place for n, place, _ in rows], float)
    weights = np.linalg.solve(
        x.T @ x + 2 * np.eye(len(names)), x.T @ (target - target.mean())
    )
    assert 0 < fit.used <= len(fit.weights) == len(names)

    codes, *_ = code_groups(learn, fit.numbers)
    scores = fit.weights[np.searchsorted(fit.groups, codes)].sum(axis=1)
    np.testing.assert_allclose(scores, x @ weights, atol=1e-8)

    best = {}
    for n, place, groups in _rows(ask):
        score = sum(weights[column[g]] for g in groups if g in column)
        best[n] = max(best.get(n, (-np.inf, 0)), (score, -place))
    expected = [-place for _, place in best.values()]
    assert fit(ask).tolist() == expected
    assert np.mean(fit(ask) == stressed[200:]) > 0.5


def _three_vowels(one: str, other: str, ending: list[str]) -> list[str]:
    return [one, "AE", other, "OW", "T", *ending]


def test_the_end_of_a_word_may_decide() -> None:
    pairs = list(itertools.permutations("BDGKLMNP", 2))
    words = [_three_vowels(*pair, ["IH", "K"]) for pair in pairs]
    words += [_three_vowels(*pair, ["IH", "S"]) for pair in pairs]
    fit = fit_sound_groups(words, [3] * len(pairs) + [1] * len(pairs))
    new = [_three_vowels("F", "V", ["IH", end]) for end in "KS"]
    assert fit(new).tolist() == [3, 1]


def test_unknown_sounds_are_in_no_group_that_was_seen() -> None:
    words, _ = _real_words()
    fit = fit_sound_groups(SPOKEN, [3, 1, 2])
    assert not {sound for word in words for sound in word} <= {*fit.numbers}
    trained = {group for *_, groups in _rows(SPOKEN) for group in groups}
    codes, word, place = code_groups(words, fit.numbers)
    rows = _rows(words)
    assert word.tolist() == [n for n, *_ in rows]
    assert place.tolist() == [at for _, at, _ in rows]
    seen = [sum(group in trained for group in groups) for *_, groups in rows]
    assert np.isin(codes, fit.groups).sum(axis=1).tolist() == seen


def test_where_nothing_is_known_it_is_the_first_vowel() -> None:
    fit = fit_sound_groups(SPOKEN, [3, 1, 2])
    assert fit(SPOKEN).tolist() == [3, 1, 2]
    assert fit([["X", "IY", "X", "UW"], ["UW"] * 40]).tolist() == [1, 0]
    assert fit([]).shape == (0,)


def test_each_word_is_answered_alone_with_one_of_its_vowels() -> None:
    words, stressed = _real_words()
    fit = fit_sound_groups(words[:50], stressed[:50])
    answers = fit(words)
    assert all(is_vowel(w[n]) for w, n in zip(words, answers, strict=True))
    assert [fit([word])[0] for word in words] == answers.tolist()
    assert fit(words[::-1]).tolist() == answers[::-1].tolist()


@pytest.mark.parametrize(
    ("words", "stressed", "options", "message"),
    [
        (SPOKEN, [3, 1], {}, r"3 words, and stressed has shape \(2,\); give"),
        (SPOKEN, [0, 1, 2], {}, "'B AH N AE N AH' is said to be number 0"),
        (SPOKEN, [3, 1, 3], {}, "'AH G OW' is said to be number 3"),
        (SPOKEN, [3, -1, 2], {}, "'K AE B' is said to be number -1"),
        ([["HH", "M"]], [0], {}, "'HH M' is said to be number 0; give the"),
        ([], [], {}, "There are no words; give at least one"),
        (SPOKEN, [3, 1, 2], {"ridge": 0}, "ridge is 0; give a number above"),
        (SPOKEN, [3, 1, 2], {"ridge": np.nan}, "ridge is nan"),
        (SPOKEN, [3, 1, 2], {"tolerance": -1}, "tolerance is -1"),
    ],
)
def test_it_refuses(words, stressed, options, message) -> None:
    with pytest.raises(ValueError, match=message):
        fit_sound_groups(words, stressed, **options)


def test_a_word_without_a_vowel_is_named() -> None:
    fit = fit_sound_groups(SPOKEN, [3, 1, 2])
    for word in (["HH", "M"], []):
        with pytest.raises(ValueError, match=f"'{' '.join(word)}' has no"):
            fit([*SPOKEN, word, *SPOKEN])
