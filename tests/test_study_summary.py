"""The summary of a study says what its table says."""

from pathlib import Path

import pytest

from helpers.data import load_study
from helpers.datasets.study import COLUMNS
from helpers.paired import paired_interval
from tools.study.summary import lines, main

ONE, FOUR = [2.0, 2.2, 2.4], [1.0, 1.2, 1.1]


def table(folder: Path, drop: str = "") -> Path:
    """Write a table with one plain layer, four of them, and a wide one."""
    rows = []
    for form, depth, errors, rate in (
        ("plain", 1, ONE, 0.03),
        ("plain", 4, FOUR, 0.1),
        ("both", 4, ONE[::-1], 0.01),
    ):
        model = f"cascade,{form},{depth},2000"
        rows += [
            f"{model},{tried},101,validation,8,1961,1.5,2.0"
            for tried in (0.01, 0.03, 0.1)
        ]
        rows += [
            f"{model},{rate},{seed},test,8,1961,{error},{depth}"
            for seed, error in enumerate(errors, 1)
        ]
    path = folder / "table.csv"
    text = "\n".join([",".join(COLUMNS), *rows]) + "\n"
    path.write_text(text.replace(drop, "x", 1) if drop else text)
    return path


def test_a_line_for_each_model(tmp_path) -> None:
    head, one, four, both = lines(load_study(table(tmp_path)))
    assert "minus one plain layer" in head
    # Nothing is told of the difference of a model to itself.
    assert one.split()[:6] == ["cascade", "plain", "1", "2000", "8", "0.03"]
    assert one.endswith("1.0")
    assert "2.2  [2, 2.4]" in one
    # The chosen rate is the largest that was tried.
    assert four.split()[5] == "0.1*" and "1.1  [1, 1.2]" in four
    low, high = paired_interval(FOUR, ONE)
    percent = [f"{100 * end / 2.2:+.0f}" for end in (low, high)]
    assert four.endswith(f"-50 % ({percent[0]} to {percent[1]})")
    assert both.split()[5] == "0.01*"
    assert both.endswith(", no difference found")


def test_pairs_are_those_of_a_seed(tmp_path) -> None:
    path = table(tmp_path)
    text = path.read_text()
    # Other seeds of the deep model: no pair is left.
    for seed in (1, 2, 3):
        text = text.replace(f"plain,4,2000,0.1,{seed},", "plain,4,2000,0.1,9,")
    path.write_text(text)
    assert "one seed has no interval" in lines(load_study(path))[2]


def test_a_training_that_went_to_pieces_is_named(tmp_path) -> None:
    path = table(tmp_path)
    text = path.read_text().replace("test,8,1961,1.0,4", "test,8,1961,,4")
    path.write_text(text)
    four = lines(load_study(path))[2]
    assert "1.2  [1.1, inf]" in four
    assert four.endswith("a training went to pieces")


@pytest.mark.parametrize("drop", ["split", "cpu_seconds"])
def test_another_table_is_refused(tmp_path, drop, capsys) -> None:
    assert main([str(table(tmp_path, drop))]) == 1
    assert f"is no table of a study: it lacks {drop}" in (
        capsys.readouterr().err
    )


def test_a_missing_table_is_refused(tmp_path, capsys) -> None:
    assert main([str(tmp_path / "no.csv")]) == 1
    assert "no.csv cannot be read" in capsys.readouterr().err
