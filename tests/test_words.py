"""The words: complete, made from the package as told, turned into numbers."""

import hashlib
import re
from pathlib import Path

import numpy as np
import pytest

from helpers.data import load_words, to_numbers
from tools.make_words import convert

DATA = Path(__file__).parent.parent / "data"


def test_words_are_complete() -> None:
    words = load_words()
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


def test_the_licence_is_the_one_the_readme_quotes() -> None:
    licence = (DATA / "LICENSE-cmudict").read_bytes()
    readme = (DATA / "README.md").read_text("utf-8")
    assert hashlib.sha256(licence).hexdigest() in readme
    quoted = re.search('The licence begins: "(.*?)"', readme, re.S).group(1)
    told = " ".join(quoted.split())
    assert " ".join(licence.decode("ascii").split()).startswith(told)


def test_making_the_file_drops_what_the_readme_says() -> None:
    dictionary = (
        "'bout B AW1 T\na AH0\na(2) EY1\na's EY1 Z\na.m. EY2 EH1 M\n"
        "aalborg AO1 L B AO0 R G # place, danish\nx-ray EH1 K S R EY2\n"
        "naïve N AY2 IY1 V\n3d TH R IY1 D IY2\nb B IY1\n"
    )
    assert convert(dictionary) == ("a AH0\naalborg AO1 L B AO0 R G\nb B IY1\n")


def test_every_line_of_the_file_is_as_it_was_made() -> None:
    text = (DATA / "words.txt").read_text("ascii")
    assert convert(text) == text


def test_numbers_by_hand() -> None:
    rows = to_numbers(["cab", "b"], "abc", 4)
    assert rows.tolist() == [[3, 1, 2, 0], [2, 0, 0, 0]]
    assert rows.dtype == np.int32
    sounds = to_numbers([["B", "AH"]], ["AH", "B"], 2)
    assert sounds.tolist() == [[2, 1]]
    assert to_numbers([], "abc", 4).shape == (0, 4)


@pytest.mark.parametrize(
    ("sequences", "symbols", "length", "message"),
    [
        (["cab"], "abc", 2, "'cab' has 3 symbols; give 1 to 2"),
        ([""], "abc", 2, "'' has 0 symbols; give 1 to 2"),
        (["bad"], "abc", 3, "'bad' holds 'd', which has no number.*3 symb"),
        (["Cab"], "abc", 3, "'Cab' holds 'C'.*from 'a' to 'c'"),
        ([["B", "OY"]], ["AH", "B"], 3, "'B OY' holds 'OY'"),
        (["a"], "a", 3, "There are 1 different symbols"),
        (["a"], "abc", 0, "length is 0"),
        (["a"], "abc", True, "length is True"),
        (["a"], "abc", 2.0, "length is 2.0"),
    ],
)
def test_what_has_no_number_is_named(
    sequences, symbols, length, message
) -> None:
    with pytest.raises(ValueError, match=message):
        to_numbers(sequences, symbols, length)
