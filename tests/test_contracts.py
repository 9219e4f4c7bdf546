"""Every promise notices the notebooks that break it, and names the place."""

from functools import cache
from pathlib import Path

import pytest

from tests.breaches.write import FOLDER, GOOD, bad_notebooks, lesson
from tests.contracts import PROMISES, breaches
from tests.contracts.claims import claims
from tests.contracts.outputs import prints_the_same_everywhere
from tests.contracts.prose import numbers, parameter_counts, shapes
from tools.notebooks import serialise

BAD = sorted(FOLDER.glob("*--*.ipynb"))
NAMES = {promise.__name__ for promise in PROMISES.values()}


@cache
def found_in(path: Path) -> dict[str, list[str]]:
    """Return the breaches in a notebook of the folder."""
    return breaches(lesson(path))


def test_good_notebook_keeps_every_promise() -> None:
    assert found_in(GOOD) == {}


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_bad_notebook_is_rejected(path: Path) -> None:
    metadata = lesson(path).nb.metadata
    lines = found_in(path).get(metadata["breaks"], [])
    assert metadata["says"] in "\n".join(lines)
    assert all(line.startswith(f"{path.name}, ") for line in lines)


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_bad_notebook_breaks_nothing_else(path: Path) -> None:
    metadata = lesson(path).nb.metadata
    expected = {metadata["breaks"], *metadata.get("also", [])}
    assert set(found_in(path)) == expected


def test_every_promise_has_a_bad_notebook() -> None:
    assert {lesson(path).nb.metadata["breaks"] for path in BAD} == NAMES


def test_bad_notebooks_are_those_of_the_rows() -> None:
    # Else a change of good.ipynb would leave them as they were.
    as_saved = {path: serialise(lesson(path).nb) for path in BAD}
    assert as_saved == bad_notebooks(), "run python -m tests.breaches.write"


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
    toy = lesson(GOOD)
    toy.code[2][1].outputs[0].text = text
    assert list(prints_the_same_everywhere(toy)) == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("They are equal.", ["They are equal."]),
        ("Not so. It beats both. Now on.", ["It beats both."]),
        ("- One.\n- It lost to\n  the other.", ["- It lost to the other."]),
        ("It is better than *this*.", ["It is better than *this*."]),
        ("It took no more parameters.", ["It took no more parameters."]),
        ("Both gave the same numbers.", ["Both gave the same numbers."]),
        ("Is it better?", []),
        ("*Are they equal?* No.", []),
        ("**Predict first.** Fewer, or at most two: which is equal?", []),
        ("## Equal at last", []),
        ("Compare at equal size.", []),
        ("Give both the same number of units.", []),
        ("A layer other than the last, rather than this one.", []),
        ("The code `a.equal(b)`, and a [better page](x.md).", []),
        ("```\nequal\n```", []),
        ("<!-- equal -->", []),
    ],
)
def test_claims_are_found(source: str, found: list[str]) -> None:
    assert claims(source) == found


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


def test_parameter_counts_are_found() -> None:
    text = "Twelve parameters; 2,496 trainable\nparameters; many parameters"
    assert list(parameter_counts(text).values()) == [12, 2496]
