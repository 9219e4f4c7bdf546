"""The shipped files are the right ones, or the error says what to do."""

import hashlib
import re
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path

import keras
import numpy as np
import pytest

from helpers import baselines, data, timing
from helpers.word_baselines import fit_character_ngrams
from study import results
from tools import make_data

REPOSITORY = Path(__file__).parent.parent
LOADERS = {
    "data/sunspots_monthly.csv": data.load_sunspots,
    "data/words.txt": data.load_words,
    "data/step_times.csv": timing.load_times,
}
LOADERS |= {
    file: partial(results.read_results, Path(file).stem)
    for file in results.CHECKSUMS
}
CHECKSUMS = data.CHECKSUMS | results.CHECKSUMS


def test_sunspots_are_complete():
    months, sunspots = data.load_sunspots()
    assert months.shape == sunspots.shape == (3126,)
    assert str(months[0]) == "1749-01" and str(months[-1]) == "2009-06"
    assert (np.diff(months) == np.timedelta64(1, "M")).all()
    assert np.isfinite(sunspots).all() and (sunspots >= 0).all()
    # Three numbers read off the source by eye.
    assert sunspots[[0, 10, -1]].tolist() == [58.0, 158.6, 2.6]


def test_words_are_complete():
    words = data.load_words()
    assert len(words) == 117_493
    assert words["banana"] == ("B", "AH0", "N", "AE1", "N", "AH0")
    assert words["rhythm"] == ("R", "IH1", "DH", "AH0", "M")
    sounds = {sound for spoken in words.values() for sound in spoken}
    plain = {sound.rstrip("012") for sound in sounds}
    assert len(plain) == 39
    vowels = {sound[:-1] for sound in sounds if sound[-1].isdigit()}
    assert len(vowels) == 15
    # What the lesson and the table of stresses take a vowel for.
    assert vowels == {sound for sound in plain if sound[0] in "AEIOU"}


def test_making_the_words_drops_what_the_readme_says():
    dictionary = (
        "'bout B AW1 T\na AH0\na(2) EY1\na's EY1 Z\na.m. EY2 EH1 M\n"
        "aalborg AO1 L B AO0 R G # place, danish\nx-ray EH1 K S R EY2\n"
        "naïve N AY2 IY1 V\n3d TH R IY1 D IY2\nb B IY1\n"
    )
    made = make_data.words(dictionary)
    assert made == "a AH0\naalborg AO1 L B AO0 R G\nb B IY1\n"
    text = (REPOSITORY / "data/words.txt").read_text("ascii")
    assert make_data.words(text) == text


def test_making_the_sunspots_gives_each_month_a_line():
    made = make_data.sunspots("TITLE\n-----\n1749 58.0 62\n\n1750 73.3\n")
    assert made == "month,sunspots\n1749-01,58.0\n1749-02,62.0\n1750-01,73.3\n"


def test_the_licence_is_the_one_the_readme_quotes():
    licence = (REPOSITORY / "data/LICENSE-cmudict").read_bytes()
    readme = (REPOSITORY / "data/README.md").read_text("utf-8")
    assert hashlib.sha256(licence).hexdigest() in readme
    quoted = re.search('The licence begins: "(.*?)"', readme, re.S).group(1)
    told = " ".join(quoted.split())
    assert " ".join(licence.decode("ascii").split()).startswith(told)


def test_every_shipped_file_is_checked_and_its_sum_is_in_the_readme():
    shipped = {f"data/{p.name}" for p in (REPOSITORY / "data").glob("*.*")}
    shipped -= {"data/README.md"}
    shipped |= {
        f"study/{p.name}" for p in (REPOSITORY / "study").glob("*.csv")
    }
    assert shipped == set(CHECKSUMS) == set(LOADERS)
    for name, digest in CHECKSUMS.items():
        path = REPOSITORY / name
        assert hashlib.sha256(path.read_bytes()).hexdigest() == digest
        assert digest in path.with_name("README.md").read_text()


@pytest.fixture(params=LOADERS)
def copy(request, tmp_path, monkeypatch):
    """The name and place of a copy of a file, and nothing else near."""
    path = tmp_path / request.param
    path.parent.mkdir()
    path.write_bytes((REPOSITORY / request.param).read_bytes())
    home = tmp_path / "helpers"
    home.mkdir()
    monkeypatch.setattr(data, "__file__", str(home / "data.py"))
    monkeypatch.chdir(home)  # a neighbour of it, as notebooks/ is
    LOADERS[request.param]()  # the copy itself is good
    return request.param, path


DAMAGES = {
    "cut by one": lambda content: content[:-1],
    "one byte more": lambda content: content + b"\n",
    "one digit": lambda content: content.replace(b"1", b"2", 1),
    "a line lost": lambda content: content.split(b"\n", 1)[1],
    "line ends": lambda content: content.replace(b"\n", b"\r\n"),
    "a byte order mark": lambda content: b"\xef\xbb\xbf" + content,
    "empty": lambda content: b"",
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_changed_file_is_refused(copy, damage):
    name, path = copy
    path.write_bytes(DAMAGES[damage](path.read_bytes()))
    with pytest.raises(ValueError) as error:
        LOADERS[name]()
    message = str(error.value)
    assert f"{name} is not the file that was shipped" in message
    special = {"empty": "it is empty", "line ends": "those of Windows"}
    assert special.get(damage, "its sha256 begins with") in message
    assert f"git checkout -- {name}" in message


def test_what_is_not_there_or_cannot_be_read_is_named(copy):
    name, path = copy
    path.unlink()
    with pytest.raises(FileNotFoundError, match=f"git checkout -- {name}"):
        LOADERS[name]()
    path.mkdir()
    with pytest.raises(ValueError, match=f"{name} cannot be read"):
        LOADERS[name]()


def test_it_is_found_from_a_lesson_when_helpers_live_elsewhere(
    copy, monkeypatch
):
    name, path = copy
    elsewhere = path.parents[1] / "lib/site-packages/helpers/data.py"
    monkeypatch.setattr(data, "__file__", str(elsewhere))
    assert len(LOADERS[name]())


def test_a_scale_goes_there_and_back():
    scale = data.scale_on([[1.0, 3.0], [5.0, 7.0]])
    assert (scale.mean, scale.std) == (4.0, np.sqrt(5))
    numbers = np.array([4.0, -3.0])
    np.testing.assert_allclose(scale.scale(numbers), [0, -7 / np.sqrt(5)])
    np.testing.assert_allclose(scale.unscale(scale.scale(numbers)), numbers)


def test_parts_follow_each_other_in_time():
    parts = data.split_in_time(np.arange(10), (0.7, 0.1, 0.2), reads_back=2)
    assert [part.tolist() for part in parts] == [
        [0, 1, 2, 3, 4, 5, 6],
        [5, 6, 7],
        [6, 7, 8, 9],
    ]


def test_windows_by_hand():
    series = np.arange(6.0)
    x, y = data.windows(series, time_steps=3, horizon=2)
    assert x[:, :, 0].tolist() == [[0, 1, 2], [1, 2, 3]]
    assert y.tolist() == [[3, 4], [4, 5]]
    assert x.shape == (2, 3, 1)
    x[:] = y[:] = -1  # copies, not views
    assert series.tolist() == [0, 1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    "form",
    [list, tuple, np.array, keras.ops.array, np.float32, np.int16],
)
def test_numbers_may_come_in_any_form(form):
    numbers = [3, 1, 4, 1, 5, 9, 2, 6]
    x, y = data.windows(form(numbers), np.int64(3), horizon=np.int8(2))
    wanted_x, wanted_y = data.windows(numbers, 3, 2)
    np.testing.assert_array_equal(x, wanted_x)
    np.testing.assert_array_equal(y, wanted_y)
    parts = data.split_in_time(form(numbers), [0.5, 0.5], np.uint8(2))
    assert [part.tolist() for part in parts] == [[3, 1, 4, 1], [*numbers[2:]]]
    scale, wanted = data.scale_on(form(numbers)), data.scale_on(numbers)
    assert scale == wanted
    back = scale.unscale(scale.scale(form(numbers)))
    np.testing.assert_allclose(back, numbers)
    assert np.isnan(wanted.scale([np.nan, 1.0])).tolist() == [True, False]
    window = form(numbers[:3]), form(numbers[3:6])
    box = np.stack([np.asarray(one) for one in window])[..., np.newaxis]
    for given in (box, box.tolist()):
        assert baselines.persistence(given, np.int64(2)).tolist() == [
            [4, 4],
            [9, 9],
        ]


# What stands in a list, and how the sentence on it begins and ends.
NO_NUMBERS = {
    "text": (["1", "b"], "[1] is", "give a number there, or leave it out."),
    "words": ([2.0, "two"], "[1] is", "or leave it out."),
    "digits": (["1.5", "2"], "[0] is", "of all with np.asarray(NAME, float)."),
    "bytes": ([b"1", b"2"], "[0] is b'1'", "np.asarray(NAME, float)."),
    "dates": (
        np.array(["2001-01-01", "2002-01-01"], "datetime64[D]"),
        "[0] is 2001-01-01",
        "give what was measured then, not the dates.",
    ),
    "days": (
        [date(2001, 1, 1), date(2002, 1, 1)],
        "[0] is datetime.d",
        "out.",
    ),
    "durations": (
        np.array([1, 2], "timedelta64[D]"),
        "[0] is 1 days",
        "divide it by a unit first, such as np.timedelta64(1, 'D').",
    ),
    "objects": ([1, {}], "[1] is {}", "give a number there, or leave it out."),
    "nothing": ([1, None], "[1] is None", "or leave it out."),
    "decimals": ([Decimal(1), Decimal(2)], "[0] is D", "(NAME, float)."),
    "complex": ([1, 2j], "[0] is (1+0j)", "its real part, or np.abs of it."),
    "a gap": ([1, 2, np.nan, np.inf], "[2] is nan, the first of 2", "first."),
    "infinite": ([-np.inf, 1], "[0] is -inf, the first of 1", "drop them fir"),
    "uneven": ([[1], [2, 3]], " has rows of different lengths", "pad them to"),
    "a set": ({1, 2}, " is of type set", "a list or array of numbers."),
    "nothing at all": (None, " is of type NoneType", "array of numbers."),
    "a generator": ((n for n in [1, 2]), " is of type generator", "numbers."),
    "huge": ([10**400, 1], "[0] is 1", "give a number there, or leave it out"),
}
READERS = {
    "series": [
        lambda values: data.windows(values, 1, 1),
        lambda values: data.split_in_time(values, (0.5, 0.5)),
    ],
    "past": [data.scale_on],
    "numbers": [
        data.Scale(0.0, 1.0).scale,
        data.Scale(0.0, 1.0).unscale,
        lambda values: fit_character_ngrams(["a", "b"], values),
    ],
    "shares": [lambda values: data.split_in_time(range(9), values)],
    "x": [
        lambda values: baselines.persistence(values, 1),
        lambda values: baselines.fit_linear(values, np.zeros((2, 1))),
        lambda values: baselines.fit_ar(values, 1),
    ],
    "y": [lambda values: baselines.fit_linear(np.zeros((2, 3, 1)), values)],
    "ours": [lambda values: baselines.paired_interval(values, [1, 2])],
    "theirs": [lambda values: baselines.paired_interval([1, 2], values)],
}


@pytest.mark.parametrize("name", READERS)
@pytest.mark.parametrize("kind", NO_NUMBERS)
def test_what_is_no_number_is_named_with_its_place(kind, name):
    values, begins, ends = NO_NUMBERS[kind]
    for read in READERS[name]:
        if name == "numbers" and kind in ("a gap", "infinite"):
            continue  # what is scaled may have gaps
        with pytest.raises(ValueError) as error:
            read(values)
        message = str(error.value)
        assert message.startswith(name + begins), message
        assert ends.replace("NAME", name) in message
        assert re.fullmatch(r".*[^.]\.", message) and "\n" not in message


def test_the_cures_that_a_message_names_work():
    for digits in (["1.5", "2"], [b"1.5", b"2"], [Decimal("1.5"), 2]):
        x, _ = data.windows(np.asarray(digits, float), 1, 1)
        assert x.tolist() == [[[1.5]]]
    days = np.array([1, 2], "timedelta64[D]") / np.timedelta64(1, "D")
    assert data.windows(days, 1, 1)[1].tolist() == [[2]]
    assert data.windows(np.abs([1, 2j]), 1, 1)[1].tolist() == [[2]]


def test_a_small_spread_is_not_rounding():
    for past in ([1e-20, 2e-20], [1e6, 1e6 + 1e-6], [-1e-150, 1e-150]):
        assert data.scale_on(past).std > 0


def test_no_number_is_lost_where_shares_are_rounded():
    parts = data.split_in_time(range(10_000), (0.3333333333,) * 3)
    assert [len(part) for part in parts] == [3333, 3333, 3334]


def test_numbers_by_hand():
    rows = data.to_numbers(["cab", "b"], "abc", 4)
    assert rows.tolist() == [[3, 1, 2, 0], [2, 0, 0, 0]]
    assert rows.dtype == np.int32
    sounds = data.to_numbers([["B", "AH"]], ["AH", "B"], 2)
    assert sounds.tolist() == [[2, 1]]
    assert data.to_numbers([], "abc", 4).shape == (0, 4)


@pytest.mark.parametrize(
    ("call", "arguments", "message"),
    [
        (data.scale_on, ([],), "past is empty"),
        (data.scale_on, ([2, 2],), "past is 2 throughout; it has no spread"),
        (data.scale_on, ([0.3, 0.1 + 0.2],), "0.3 throughout, but for roundi"),
        (data.scale_on, ([0.02, np.nextafter(0.02, 1)],), "but for round"),
        (data.scale_on, ([-1e-300, 1e-300],), "so leave it out"),
        (data.scale_on, (np.float32([2, 2.0000005]),), "but for rounding"),
        (data.split_in_time, ([1, 2], (0.5, 0.4)), "sum to 0.9; expected 1"),
        (data.split_in_time, ([1, 2], (0.9, 0.05, 0.05)), "too few for the"),
        (data.split_in_time, (range(10), (0.2, 0.8), 3), "the 2 numbers of"),
        (data.split_in_time, (range(9), (0.5, 0.5), -1), "reads_back is -1"),
        (data.split_in_time, (range(9), (0.5, 0.5), 1.5), "is 1.5; give a wh"),
        (data.split_in_time, (range(9), (1.5, -0.5)), "each part more than 0"),
        (
            data.split_in_time,
            (range(9), 1),
            r"shares has shape \(\); give one",
        ),
        (data.windows, (np.zeros((4, 1)), 2, 1), r"series has shape \(4, 1\)"),
        (data.windows, ([0] * 4, 3, 2), "series has 4 numb.*3 \\+ 2 = 5"),
        (data.windows, ([0] * 4, 0, 1), "time_steps is 0"),
        (data.windows, ([0] * 4, 1, 1.5), "horizon is 1.5"),
        (data.windows, ([0] * 4, np.float64(1), 1), "time_steps is np.float"),
        (data.windows, ([0] * 4, True, 1), "time_steps is True; give a whole"),
        (data.windows, ([0] * 4, "2", 1), "time_steps is '2'; give a whole"),
        (data.to_numbers, (["cab"], "abc", 2), "'cab' has 3 symbols; give 1"),
        (data.to_numbers, ([""], "abc", 2), "'' has 0 symbols; give 1 to 2"),
        (data.to_numbers, (["bad"], "abc", 3), "'bad' holds 'd', which has"),
        (data.to_numbers, (["Cab"], "abc", 3), "3 symbols from 'a' to 'c'"),
        (data.to_numbers, ([["B", "OY"]], ["B"], 3), "'B OY' holds 'OY'"),
        (data.to_numbers, (["a"], "abc", 0), "length is 0"),
        (data.to_numbers, (["a"], "", 3), "symbols are ''; give each one"),
        (data.to_numbers, (["a"], "abca", 3), "symbols are 'abca'; give"),
        (data.to_numbers, ("cab", "abc", 3), r"give a list, \['cab'\]"),
        (data.windows, (np.array([], "M8[D]"), 1, 1), "of type datetime64"),
    ],
)
def test_what_does_not_fit_is_refused(call, arguments, message):
    with pytest.raises(ValueError, match=message) as error:
        call(*arguments)
    assert re.fullmatch(r".*[^.]\.", str(error.value))
