"""The documents beside the lessons: links lead somewhere, pictures speak."""

from itertools import pairwise
from pathlib import Path

import pytest

from tests.contracts.links import broken, images
from tests.contracts.outputs import ALT_WORDS
from tests.contracts.prose import headings
from tools.notebooks import ROOT

DOCUMENTS = [
    *[ROOT / "README.md", ROOT / "CONTRIBUTING.md"],
    *[*ROOT.glob("data/*.md"), *ROOT.glob("docs/**/*.md")],
    *[*ROOT.glob("study/*.md"), *ROOT.glob("tests/**/*.md")],
]

by_document = pytest.mark.parametrize(
    "path", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix()
)


@by_document
def test_links_lead_somewhere(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    own = [text for _, text in headings(source)]
    assert list(broken(source, path, own)) == []


@by_document
def test_headings_do_not_skip_levels(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    levels = [level for level, _ in headings(source)]
    assert levels[:1] == [1] and levels.count(1) == 1
    for before, after in pairwise(levels):
        assert after <= before + 1


@by_document
def test_pictures_have_an_alternative(path: Path) -> None:
    for alt, target in images(path.read_text(encoding="utf-8")):
        assert len(alt.split()) >= ALT_WORDS, target


@pytest.mark.parametrize(
    ("target", "says"),
    [
        ("data/README.md", ""),
        ("data/README.md#sunspots_monthlycsv", ""),
        ("#a-heading", ""),
        ("https://keras.io", ""),
        ("data/READ.md", "leads to no file"),
        ("../README.md", "leads to no file"),
        ("data/README.md#nothing", "leads to no heading"),
        ("#nothing", "leads to no heading"),
        ("http://keras.io", "is no https address"),
        ("https://localhost:8888/x", "is no https address"),
    ],
)
def test_broken_link_is_noticed(target: str, says: str) -> None:
    found = list(broken(f"[x]({target})", ROOT / "README.md", ["A heading"]))
    assert bool(found) == bool(says)
    assert says in "".join(found)
