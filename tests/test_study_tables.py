"""The tables of the first edition say what they say.

That they hold the runs of their grids was tested as long as those were here.
"""

import numpy as np
import pytest

from helpers.baselines import paired_interval
from study.first_edition import TASKS, units_of
from study.tables import COLUMNS, SHIPPED, load_study, main, summary
from tools.notebooks import ROOT

TABLES = {name: load_study(name) for name in SHIPPED}
RULES = " ".join((ROOT / "study/README.md").read_text("utf-8").split())
by_study = pytest.mark.parametrize("name", SHIPPED)


@by_study
def test_each_rate_was_chosen_on_the_validation_part(name):
    table = TABLES[name]
    model = ["task", "form", "depth", "budget"]
    for cell in np.unique(table[model]):
        rows = table[table[model] == cell]
        tried, tested = (
            rows[rows["split"] == split] for split in ("validation", "test")
        )
        rates = sorted(set(tried["learning_rate"].tolist()))
        mean = {
            rate: tried["error"][tried["learning_rate"] == rate].mean()
            for rate in rates
        }
        assert set(tested["learning_rate"]) == {min(rates, key=mean.get)}
        assert sorted(tested["seed"]) == [1, 2, 3, 4, 5, 6, 7, 8]
        if cell["form"] == "plain":
            sizes = TASKS[str(cell["task"])], "plain", *cell.tolist()[2:]
            assert set(rows["units"]) == {units_of(*sizes)}
        assert (rows["parameters"] <= cell["budget"]).all()


@by_study
def test_one_code_and_one_backend_made_it(name):
    for column in ("code", "python", "numpy", "keras", "engine", "backend"):
        (only,) = set(TABLES[name][column])
        assert column == "backend" or only in RULES


HEAD = ",".join(COLUMNS)
ROW = "sine,plain,4,2000,0.1,1,test,8,1961,0.5,2.0"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "no table of a study: it lacks task"),
        (HEAD.replace("split", "x"), "no table of a study: it lacks split"),
        (HEAD, "own.csv has no row"),
        (f"{HEAD}\n{ROW}\n{ROW[:-2]}x", r"Line 3 of own.csv .*'2x'"),
        (f"{HEAD}\n{ROW},1", "Line 2 of own.csv does not fit"),
        (f"{HEAD}\n{ROW[:20]}", "Line 2 of own.csv does not fit"),
        (f"{HEAD}\n{ROW.replace('plain,4', 'plain,')}", "Line 2 .*int"),
        ("\udcff", "own.csv cannot be read"),
        (None, "own.csv cannot be read"),
    ],
)
def test_a_table_that_does_not_fit_is_refused(tmp_path, capsys, text, message):
    path = tmp_path / "own.csv"
    if text is not None:
        path.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(ValueError, match=message):
        load_study(path)
    assert main([str(path)]) == 1
    assert capsys.readouterr().err.count("\n") == 1


ONE, FOUR = [2.0, 2.2, 2.4], [1.0, 1.2, 1.1]


def table(folder, old="", new=""):
    """Read a table with one plain layer, four of them, and a wide one."""
    lines = [f"{HEAD},code"]
    for form, depth, errors, rate in (
        ("plain", 1, ONE, 0.03),
        ("plain", 4, FOUR, 0.1),
        ("both", 4, ONE[::-1], 0.01),
    ):
        model = f"cascade,{form},{depth},2000"
        lines += [
            f"{model},{tried},101,validation,8,1961,1.5,2.0,abc"
            for tried in (0.01, 0.03, 0.1)
        ]
        lines += [
            f"{model},{rate},{seed},test,8,1961,{error},{depth},abc"
            for seed, error in enumerate(errors, 1)
        ]
    path = folder / "table.csv"
    path.write_text("\n".join(lines).replace(old, new) + "\n")
    return load_study(path)


def test_a_summary_has_a_line_for_each_model(tmp_path) -> None:
    head, one, four, both = summary(table(tmp_path))
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


def test_a_summary_pairs_by_seed_and_names_what_went_to_pieces(tmp_path):
    other_seeds = table(tmp_path, "plain,4,2000,0.1,", "plain,4,2000,0.1,9")
    assert "one seed has no interval" in summary(other_seeds)[2]
    found = table(tmp_path, "test,8,1961,1.0,4", "test,8,1961,,4")
    # A training that ended in no number has an infinite error.
    assert np.inf in found["error"] and set(found["code"]) == {"abc"}
    four = summary(found)[2]
    assert "1.2  [1.1, inf]" in four
    assert four.endswith("a training went to pieces")
