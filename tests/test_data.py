"""The shipped files are the right ones, or the error says what to do."""

import gzip
import hashlib
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from helpers import data
from helpers.datasets import files
from study import tables

REPOSITORY = Path(__file__).parent.parent


def test_sunspots_are_complete():
    months, sunspots = data.load_sunspots()
    assert months.shape == sunspots.shape == (3126,)
    assert str(months[0]) == "1749-01" and str(months[-1]) == "2009-06"
    assert (np.diff(months) == np.timedelta64(1, "M")).all()
    assert np.isfinite(sunspots).all() and (sunspots >= 0).all()
    # Three numbers read off the source by eye.
    assert sunspots[[0, 10, -1]].tolist() == [58.0, 158.6, 2.6]


@pytest.mark.parametrize("name", files.CHECKSUMS)
def test_the_readme_beside_it_states_the_true_checksum(name):
    path = REPOSITORY / name
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    assert digest == files.CHECKSUMS[name]
    assert digest in path.with_name("README.md").read_text()


def test_every_shipped_file_is_checked():
    shipped = {f"data/{p.name}" for p in (REPOSITORY / "data").glob("*.*")}
    shipped = shipped - {"data/README.md"} | {*tables.SHIPPED.values()}
    assert shipped == set(files.CHECKSUMS) == set(LOADERS)


LOADERS = {
    "data/sunspots_monthly.csv": data.load_sunspots,
    "data/words.txt": data.load_words,
}
LOADERS |= {
    file: partial(tables.load_study, name)
    for name, file in tables.SHIPPED.items()
}


def name_of(copy):
    return f"{copy.parent.name}/{copy.name}"


@pytest.fixture(params=LOADERS)
def copy(request, tmp_path, monkeypatch):
    """A repository folder with a copy of a file, and nothing else near."""
    path = tmp_path / request.param
    path.parent.mkdir()
    path.write_bytes((REPOSITORY / request.param).read_bytes())
    home = tmp_path / "helpers/datasets"
    home.mkdir(parents=True)
    monkeypatch.setattr(files, "__file__", str(home / "files.py"))
    monkeypatch.chdir(home.parent)  # a neighbour of it, as notebooks/ is
    LOADERS[name_of(path)]()  # the copy itself is good
    return path


DAMAGES = {
    "cut by one": lambda content: content[:-1],
    "halved": lambda content: content[: len(content) // 2],
    "one byte more": lambda content: content + b"\n",
    "one digit": lambda content: content.replace(b"1", b"2", 1),
    "a line lost": lambda content: content.split(b"\n", 1)[1],
    "line ends": lambda content: content.replace(b"\n", b"\r\n"),
    "utf-16": lambda content: content.decode().encode("utf-16"),
    "a byte order mark": lambda content: b"\xef\xbb\xbf" + content,
    "not text": lambda content: b"\xff\xfe\x00" + content[3:],
    "packed": gzip.compress,
    "empty": lambda content: b"",
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_changed_file_is_refused(copy, damage):
    copy.write_bytes(damage(copy.read_bytes()))
    with pytest.raises(ValueError) as error:
        LOADERS[name_of(copy)]()
    message = str(error.value)
    assert f"{name_of(copy)} is not the file that was shipped" in message
    assert "expected" in message or "it is empty" in message
    assert f"git checkout -- {name_of(copy)}" in message


def test_a_missing_file_is_named(copy):
    copy.unlink()
    with pytest.raises(
        FileNotFoundError, match=f"git checkout -- {name_of(copy)}"
    ):
        LOADERS[name_of(copy)]()


def test_a_folder_in_place_of_the_file_is_named(copy):
    copy.unlink()
    copy.mkdir()
    with pytest.raises(ValueError, match=f"{name_of(copy)} is a folder"):
        LOADERS[name_of(copy)]()


def test_a_file_that_cannot_be_read_is_named(copy, monkeypatch):
    def refuse(path):
        raise PermissionError(13, "Permission denied")

    # Not by chmod: the superuser reads such a file all the same.
    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(ValueError, match=r"cannot be read \(Permission"):
        LOADERS[name_of(copy)]()


def test_the_file_is_found_from_a_lesson_when_helpers_live_elsewhere(
    copy, monkeypatch
):
    elsewhere = copy.parents[1] / "lib/site-packages/helpers/datasets/files.py"
    monkeypatch.setattr(files, "__file__", str(elsewhere))
    assert len(LOADERS[name_of(copy)]())


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
