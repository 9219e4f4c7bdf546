"""The shipped series is the right one, or the error says what to do."""

import hashlib
from pathlib import Path

import numpy as np
import pytest

from helpers import data

REPOSITORY = Path(__file__).parent.parent
NAME = "sunspots_monthly.csv"


def test_sunspots_are_complete():
    months, sunspots = data.load_sunspots()
    assert months.shape == sunspots.shape == (3126,)
    assert str(months[0]) == "1749-01" and str(months[-1]) == "2009-06"
    assert (np.diff(months) == np.timedelta64(1, "M")).all()
    assert np.isfinite(sunspots).all() and (sunspots >= 0).all()
    # Three numbers read off the source by eye.
    assert sunspots[[0, 10, -1]].tolist() == [58.0, 158.6, 2.6]


def test_the_readme_of_the_data_states_the_true_checksum():
    digest = hashlib.sha256((REPOSITORY / "data" / NAME).read_bytes())
    assert digest.hexdigest() in (REPOSITORY / "data/README.md").read_text()


@pytest.fixture
def copy(tmp_path, monkeypatch):
    """A repository folder with a copy of the file, and nothing else near."""
    path = tmp_path / "data" / NAME
    path.parent.mkdir()
    path.write_bytes((REPOSITORY / "data" / NAME).read_bytes())
    (tmp_path / "helpers").mkdir()
    monkeypatch.setattr(data, "__file__", str(tmp_path / "helpers/data.py"))
    monkeypatch.chdir(tmp_path / "helpers")
    data.load_sunspots()  # the copy itself is good
    return path


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: content[:-1],
        lambda content: content[: len(content) // 2],
        lambda content: content.replace(b"58.0", b"58.1", 1),
        lambda content: content.replace(b"\n", b"\r\n"),
        lambda content: content.decode().encode("utf-16"),
        lambda content: b"",
    ],
    ids=["cut by one", "halved", "one digit", "line ends", "utf-16", "empty"],
)
def test_a_changed_file_is_refused(copy, damage):
    copy.write_bytes(damage(copy.read_bytes()))
    with pytest.raises(ValueError) as error:
        data.load_sunspots()
    message = str(error.value)
    assert f"data/{NAME} is not the file that was shipped" in message
    assert f"git checkout -- data/{NAME}" in message


def test_a_missing_file_is_named(copy):
    copy.unlink()
    with pytest.raises(
        FileNotFoundError, match=f"git checkout -- data/{NAME}"
    ):
        data.load_sunspots()


def test_the_file_is_found_from_a_lesson_when_helpers_live_elsewhere(
    copy, monkeypatch
):
    elsewhere = copy.parents[1] / "site-packages/helpers/data.py"
    monkeypatch.setattr(data, "__file__", str(elsewhere))
    assert data.load_sunspots()[1].shape == (3126,)


def test_windows_by_hand():
    x, y = data.windows(np.arange(6.0), time_steps=3, horizon=2)
    assert x[:, :, 0].tolist() == [[0, 1, 2], [1, 2, 3]]
    assert y.tolist() == [[3, 4], [4, 5]]
    assert x.shape == (2, 3, 1)


def test_windows_are_copies():
    series = np.arange(6.0)
    x, y = data.windows(series, 3, 2)
    x[:] = y[:] = -1
    assert series.tolist() == [0, 1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((np.zeros((4, 1)), 2, 1), r"series has shape \(4, 1\)"),
        ((np.zeros(4), 3, 2), "series has 4 numbers.*3 \\+ 2 = 5"),
        ((np.zeros(4), 0, 1), "time_steps is 0"),
        ((np.zeros(4), 1, 0), "horizon is 0"),
        ((np.zeros(4), 1.5, 1), "time_steps is 1.5"),
        ((np.zeros(4), True, 1), "time_steps is True"),
    ],
)
def test_windows_refuse_what_does_not_fit(arguments, message):
    with pytest.raises(ValueError, match=message):
        data.windows(*arguments)
