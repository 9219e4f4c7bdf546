"""Every promise notices the notebooks that break it, and names the place."""

from itertools import chain

import pytest

from tests.bad_notebooks import BAD, Bad
from tests.contracts import PROMISES, breaches
from tests.contracts.claims import claims
from tests.contracts.directions import directions
from tests.contracts.outputs import prints_the_same_everywhere
from tests.contracts.prose import numbers, parameter_counts, shapes
from tests.good_lesson import good_lesson
from tests.toys import cell

# Further promises that cannot but break with a change.
ALSO = {
    "must begin with `# ` and the title": [
        *["skips_no_heading_level", "has_no_broken_links"]
    ],
    "**You will** has 5 outcomes": ["repeats_its_outcomes"],
    "the words under the figure are not its alternative": [
        "gives_the_numbers_of_its_plots"
    ],
    "says lesson 98": ["names_lessons_for_what_they_hold"],
    "0 cells are tagged": ["prints_every_number"],
    "the stub is solved": ["has_complete_exercises"],
    "the solution is not folded": ["has_complete_exercises"],
    "for 'more' in": ["compares_as_it_says", "answers_in_its_words"],
    "'13' has 13, which neither": ["answers_in_its_words"],
    "no cell prints or asserts 34": ["prints_every_number"],
}


def test_good_lesson_keeps_every_promise() -> None:
    assert breaches(good_lesson()) == {}


@pytest.mark.parametrize(
    "bad", BAD, ids=lambda bad: f"{bad.promise}: {bad.change}"
)
def test_bad_notebook_is_rejected(bad: Bad) -> None:
    lesson = bad.lesson()
    found = breaches(lesson)
    also = [one for says, one in ALSO.items() if bad.says.startswith(says)]
    assert set(found) == {bad.promise, *chain(*also)}
    lines = [line for line in found[bad.promise] if bad.says in line]
    begin = f"{lesson.path.name}, "
    places = ["the notebook", "the first cell"] + [
        name
        for name, changed in lesson.code + lesson.text
        if changed.get("id") == bad.cell
    ]
    if places[2:]:
        assert lines[0].startswith(tuple(f"{begin}{p}: " for p in places))
    assert lines and lines[0].startswith(begin)


def test_every_promise_has_a_bad_notebook() -> None:
    names = {promise.__name__ for promise in PROMISES}
    assert {bad.promise for bad in BAD} == names
    assert len(BAD) >= 102


@pytest.mark.parametrize(
    "text",
    [
        "Dense and/or LSTM",
        "3 / 4 of 12 s",
        "1.2e-05",
        "float32 0x1f",
        "https://keras.io/home/x",
        "(None, 3, 1)",
    ],
)
def test_honest_output_passes(text: str) -> None:
    lesson = good_lesson()
    cell(lesson.nb, "shape").outputs[0].text = text
    assert list(prints_the_same_everywhere(lesson)) == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("They are equal.", ["They are equal."]),
        ("Not so. It is exactly it. Now on.", ["It is exactly it."]),
        ("- One.\n- As equal to\n  the other.", ["- As equal to the other."]),
        ("Both gave the same numbers.", ["Both gave the same numbers."]),
        ("*Are they equal?* No.", []),
        ("**Predict first.** Fewer, or at most two: which is equal?", []),
        ("## Equal at last", []),
        ("Compare at equal size.", []),
        ("Give both the same number of units.", []),
        ("The code `a.equal(b)`, and an [equal page](x.md).", []),
        ("```\nequal\n```", []),
        ("<!-- equal -->", []),
    ],
)
def test_claims_are_found(source: str, found: list[str]) -> None:
    assert claims(source) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("It beats both, and lost to one.", ["beats", "lost"]),
        ("The loss falls far below the noise.", ["falls", "below"]),
        ("It is above, and below zero", ["above", "below"]),
        ("Once more, for three years ahead; see above.", []),
        ("The code `a.more`, and a [better page](x.md).", []),
        ("A layer other than the last, rather than this one.", []),
    ],
)
def test_directions_are_found(text: str, found: list[str]) -> None:
    assert directions(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("`(1, 3)` and `TensorShape([2, 3])`", {"(1, 3)", "(2, 3)"}),
        ("`(None,24)` or `(4,)`", {"(None, 24)", "(4,)"}),
        ("`(samples, units)`, `Input((3, 1))`, `f(3, 1)`, (3)", set()),
    ],
)
def test_shapes_are_found(text: str, found: set[str]) -> None:
    assert shapes(text) == found


def test_numbers_are_found() -> None:
    text = "1,250 of 23.1, then 396. Not layer_1, 2D or x1.5, but 1749-01"
    assert list(numbers(text)) == ["1,250", "23.1", "396", "1749", "01"]
    text = "Twelve parameters; 2,496 trainable\nparameters; many parameters"
    assert list(parameter_counts(text).values()) == [12, 2496]
