"""What the second edition's code says of tables whose truth is known."""

import itertools
import shutil
import tomllib

import numpy as np
import pytest
import scipy  # scipy.stats is slow, and loaded where it is used

from helpers.comparison import compare_errors, holm
from study import choice, pace, verdict
from study.results import (
    MAIN,
    ORIGINS,
    STUDY,
    best_rates,
    counts,
    filled,
    log_ratios,
    rate_table,
    read_results,
)
from tests.made_results import (
    CONSTANT,
    DEEP,
    EXPLORING,
    NO_NUMBER,
    PLAIN,
    RATES,
    Truth,
    make_tables,
    rows_for,
    write_table,
)

MAIN_TABLES = ("curves", "confirm")


def main_tables(**truth):
    return make_tables(Truth(**truth), MAIN_TABLES)


def test_level_models_are_level_and_not_decided():
    tables = main_tables(spread=0.05, seed=1)
    for found in verdict.verdicts(tables["confirm"]).values():
        assert found.said == "not decided"
        assert found.found.is_level
        assert found.failed == {1: (0, 0), 4: (0, 0)}
    lines = verdict.summary(tables["confirm"], tables["curves"])
    assert [line.split()[0] for line in lines] == [*MAIN]
    assert all("not decided, level within a tenth" in line for line in lines)


def test_a_model_that_is_better_by_9_percent_is_found():
    tables = main_tables(gain=np.log(0.91), spread=0.04, seed=3)
    found = verdict.verdicts(tables["confirm"])
    for one in found.values():
        assert one.said == "smaller"
        assert one.found.low < 0.91 < one.found.high
        luck = verdict.rate_luck(tables["curves"], one, draws=500)
        assert not luck.hangs
        # The choice adds to the interval, and moves its middle nowhere.
        assert luck.low < one.found.low and one.found.high < luck.high
        middle = np.sqrt(luck.low * luck.high)
        assert middle == pytest.approx(one.found.ratio)
    turned = tables["confirm"].copy()
    turned["depth"] = 5 - turned["depth"]
    assert {v.said for v in verdict.verdicts(turned).values()} == {"larger"}


def test_a_ratio_wants_two_seeds() -> None:
    confirm = main_tables(seed=3)["confirm"]
    two = np.isin(confirm["seed"], np.unique(confirm["seed"])[:2])
    of = "cascade", {"depth": 4}, {"depth": 1}
    assert len(log_ratios(confirm[two], *of)) == 2
    one = confirm["seed"] == confirm["seed"][0]
    with pytest.raises(ValueError, match="cascade are not complete"):
        log_ratios(confirm[one], *of)


def test_each_verdict_is_worked_out_as_the_rules_say():
    confirm = main_tables(gain=-0.05, seed=3)["confirm"]
    logs = {}
    for task in (task for tasks in MAIN.values() for task in tasks):
        four, one = (
            confirm["test_error"][
                (confirm["task"] == task) & (confirm["depth"] == depth)
            ]
            for depth in (4, 1)
        )
        logs[task] = np.log(four) - np.log(one)
    logs["sunspots"] = sum(logs[origin] for origin in ORIGINS) / 3
    found, ps = verdict.verdicts(confirm), []
    for name in MAIN:
        by_t = scipy.stats.ttest_1samp(logs[name], 0)
        ends = np.exp(by_t.confidence_interval())
        told = found[name].found
        assert [told.low, told.high] == pytest.approx([*ends])
        ps.append(max(by_t.pvalue, told.signs_p))
    # Holm, by its definition: a p may not be smaller than one before it.
    for name, p in zip(MAIN, ps, strict=True):
        smaller = [(4 - sum(q < x for q in ps)) * x for x in ps if x <= p]
        assert found[name].p == pytest.approx(min(1, max(smaller)))


def test_holm_is_that_of_the_paper():
    # Each p times the number of those that are not smaller than it.
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx(
        [0.03, 0.06, 0.06, 0.02]
    )
    assert holm([0.5, 0.9]) == [1, 1]


def test_an_origin_with_another_sign_leaves_the_sun_undecided():
    by_task = {"sunspots_1877": -0.5, "sunspots_1921": -0.5}
    by_task["sunspots_1965"] = 0.1
    tables = main_tables(by_task=by_task, spread=0.03, seed=4)
    found = verdict.verdicts(tables["confirm"])["sunspots"]
    assert found.p < 0.001 and found.found.high < 1
    assert found.origins["sunspots_1965"] > 1 > found.origins["sunspots_1877"]
    assert found.said == "not decided"


def test_a_median_with_another_sign_leaves_it_undecided():
    logs = np.r_[np.full(13, 0.01), np.full(11, -0.5)]
    found = verdict.Verdict(
        "sine", {}, {"sine": float(np.exp(logs.mean()))}, logs,
        compare_errors(np.exp(logs), 1.0), 0.01, {}, 24,
    )  # fmt: skip
    assert logs.mean() < 0 < np.median(logs)
    assert found.said == "not decided"


def test_a_winner_that_hangs_on_the_rate_is_told_as_such():
    curves = main_tables(gain=-0.1, spread=0.02, seed=5)["curves"]
    confirm = main_tables(gain=-0.1, spread=0.02, seed=6)["confirm"]
    # Two rates that are alike in validation, and in the test are not.
    deep = (curves["depth"] == 4) & (curves["task"] == "cascade")
    for place, factor in ((2, 1.0), (3, 1.4)):
        same = deep & (curves["learning_rate"] == RATES[place])
        random = np.random.default_rng(place)
        drawn = np.exp(random.normal(-0.1, 0.05, (2, same.sum())))
        curves["validation_error"][same] = drawn[0]
        curves["test_error"][same] = factor * drawn[1]
    found = verdict.verdicts(confirm)["cascade"]
    luck = verdict.rate_luck(curves, found, draws=2000)
    assert found.said == "smaller" and luck.hangs
    shares = luck.chosen["cascade", 4]
    assert 0.1 < shares[RATES[2]] < 0.9
    assert sum(shares.values()) == pytest.approx(1)
    assert "smaller at these rates" in verdict.summary(confirm, curves)[0]


def test_the_draws_of_the_nested_bootstrap_are_as_the_rules_say():
    """Once more, one draw after another, in the words of the rules."""
    tables = main_tables(gain=-0.02, spread=0.2, seed=7)
    found = verdict.verdicts(tables["confirm"])["sunspots"]
    luck = verdict.rate_luck(tables["curves"], found, draws=50)
    random = np.random.default_rng(15)
    places = random.integers(16, size=(50, 16))
    means, agree = [], []
    for draw in places:
        left = sorted(set(range(16)) - set(draw))
        ratio = np.zeros(16)
        for origin, depth in itertools.product(ORIGINS, (1, 4)):
            cell = {"task": origin, "form": "plain", "depth": depth}
            validation, test = (
                rate_table(tables["curves"], part, **cell)[1]
                for part in ("validation", "test")
            )
            best = validation[:, draw].mean(axis=1).argmin()
            ratio += {1: -1, 4: 1}[depth] * test[best] / 3
        means.append(ratio.mean())
        agree.append(ratio[left].mean() * found.logs.mean() > 0)
    assert luck.agree == np.mean(agree)
    spread = found.logs.var(ddof=1) / 24 + np.var(means, ddof=1)
    reach = scipy.stats.t.ppf(0.975, 23) * np.sqrt(spread)
    ends = np.exp(found.logs.mean() + np.array([-reach, reach]))
    assert [luck.low, luck.high] == pytest.approx([*ends])


def test_a_draw_that_leaves_no_seed_is_drawn_again():
    often = verdict._drawn(2, 1000, np.random.default_rng(0))
    assert (often.sum(axis=1) == 2).all() and (often == 0).any(axis=1).all()


def test_a_training_with_no_number_gets_the_larger_of_two_errors():
    cells, seeds = [("cascade", *cell, 4) for cell in PLAIN], EXPLORING
    rates = (RATES[2], NO_NUMBER)
    table = rows_for(Truth(seed=8), cells, rates, seeds)
    assert counts(table) == (0, 16)
    no_number = np.isnan(table["test_error"])
    mended = filled(table)
    # First the constant answer is worse than any, and then it is not.
    assert (mended["test_error"][no_number] == CONSTANT).all()
    table["validation_error"][0] = 99.0
    mended = filled(table)
    one = no_number & (table["depth"] == 1)
    assert (mended["validation_error"][one] == 99).all()
    assert (mended["validation_error"][no_number & ~one] == CONSTANT).all()
    assert (mended["test_error"][no_number] == CONSTANT).all()
    # Less than 2 % better than the constant answer: it did not learn.
    table["test_error"][:3] = 0.979 * CONSTANT, 0.981 * CONSTANT, 2 * CONSTANT
    assert counts(table) == (2, 16)
    assert {*best_rates(mended).values()} == {RATES[2]}


def test_the_rate_is_that_of_the_smallest_mean_log_of_equals_the_smaller():
    table = rows_for(Truth(), [("sine", *DEEP, 4)], RATES[:4], EXPLORING)
    table["validation_error"] = 1.0
    by_rate = table["validation_error"].reshape(4, 8)
    # The mean of the logarithms, not of the errors, nor of the test.
    by_rate[1], by_rate[2], by_rate[3] = 0.5, 0.5, 0.6
    by_rate[2, :2] = 0.001, 49.0
    table["test_error"] = 1 - table["learning_rate"]
    assert by_rate[2].mean() > by_rate[1].mean()
    assert list(best_rates(table).values()) == [RATES[2]]
    by_rate[2] = 0.5
    assert list(best_rates(table).values()) == [RATES[1]]


def test_the_chosen_rates_come_from_no_column_of_the_test(tmp_path, capsys):
    curves = main_tables(seed=9, rate_at=0)["curves"]
    names = [n for n in curves.dtype.names if not n.startswith("test_")]
    write_table(curves[names], tmp_path / "curves.csv")
    assert choice.main(["--folder", str(tmp_path)]) == 0
    said = capsys.readouterr()
    text = (tmp_path / "chosen.toml").read_text()
    cells = tomllib.loads(text)["cell"]
    assert len(cells) == 12 and "12 cells" in said.out
    assert cells[0] == {
        "task": "cascade", "form": "plain", "depth": 1, "steps": 3200,
        "learning_rate": RATES[0],
    }  # fmt: skip
    for cell in cells:
        of = {name: cell[name] for name in ("task", "form", "depth", "steps")}
        rates, logs = rate_table(curves, "validation", **of)
        assert cell["learning_rate"] == rates[logs.mean(axis=1).argmin()]
    # The best rate is the smallest one: whoever chose it is told of.
    ends = sum(cell["learning_rate"] == RATES[0] for cell in cells)
    assert said.err.count("run 0.0012 for both depths.") == ends >= 6


@pytest.mark.parametrize("table", choice.FILES)
def test_the_rates_that_are_shipped_are_those_of_their_table(table, tmp_path):
    shutil.copy(STUDY / f"{table}.csv", tmp_path)
    assert choice.main([table, "--folder", str(tmp_path)]) == 0
    name = choice.FILES[table]
    assert (tmp_path / name).read_bytes() == (STUDY / name).read_bytes()


def test_an_end_is_named_once_two_rates_were_added():
    rates = (*RATES, 0.733, 1.83)
    cells = [("cascade", "plain", 1, 4)]
    table = rows_for(Truth(spread=0), cells, rates, EXPLORING)
    table["validation_error"] = 1 / table["learning_rate"]
    (said,) = choice.warnings(table, best_rates(table))
    assert "the rate 1.83 lies at an end" in said and "name it" in said


def test_tables_that_are_not_there_or_not_complete_are_told(tmp_path, capsys):
    folder = ["--folder", str(tmp_path)]
    assert verdict.main(folder) == choice.main(folder) == 1
    told = capsys.readouterr().err.splitlines()
    assert "confirm.csv is missing" in told[0]
    assert "curves.csv is missing" in told[1]
    tables = main_tables()
    for name in MAIN_TABLES:
        write_table(tables[name][:-1], tmp_path / f"{name}.csv")
    assert verdict.main(folder) == choice.main(folder) == 1
    told = capsys.readouterr().err.splitlines()
    assert "sunspots_1965 are not complete" in told[0]
    assert len(told) == 2 and "not complete: 95 for 6 rates" in told[1]
    assert not (tmp_path / "chosen.toml").exists()
    (tmp_path / "curves.csv").write_text("task,form\n")
    assert choice.main(folder) == 1
    assert "curves.csv lacks depth" in capsys.readouterr().err


def test_what_is_written_is_read_again(tmp_path):
    table = rows_for(Truth(), [("sine", *DEEP, 4)], (0.1, NO_NUMBER), range(3))
    write_table(table, tmp_path / "curves.csv")
    again = read_results("curves", tmp_path)
    for column in table.dtype.names:
        np.testing.assert_array_equal(again[column], table[column])


@pytest.mark.parametrize(
    ("ratio", "loss", "kind"),
    [
        ([1.5, 1.2, 0.9], [3, 2, 1], "slow"),
        ([1.5, 1.2, 1.3], [3, 2, 1], "overfits"),
        ([1.5, 1.5, 1.5], [3, 2, 2.1], "bad"),
        ([1.5, 1.5, 0.9], [3, 2, 2.1], "none of these"),
        ([1.5, 1.5, 1.5], [3, 2, 2.3], "none of these"),
    ],
)
def test_slow_bad_or_overfitting(ratio, loss, kind):
    assert pace.Pace(pace.UNITS, ratio, loss).kind == kind


def test_the_pace_is_taken_from_three_tables():
    tables = make_tables(
        Truth(gain=-0.2, spread=0.001), ("short", "curves", "steps")
    )
    chosen = pace.chosen_rows(tables)
    for name in MAIN:
        for depth in (4, 8):
            found = pace.pace(chosen, name, depth)
            assert found.units == pace.UNITS
            gain = np.exp(-0.2 * np.log(depth) / np.log(4))
            assert found.ratio == pytest.approx([gain] * 3, rel=0.01)
            assert len(found.loss) == 3
            assert found.change.ratio == pytest.approx(1, rel=0.01)


def test_the_wide_interval_holds_the_truth_often_enough():
    """Also where the choice of the rate is a lottery."""
    inside, trials = 0, 100
    for seed in range(trials):
        truth = Truth(spread=0.2, seed=seed)
        cells = [("cascade", *cell, 4) for cell in PLAIN]
        curves = rows_for(truth, cells, RATES, range(201, 217))
        chosen = best_rates(curves)
        logs = []
        for depth in (1, 4):
            (rate,) = {r for cell, r in chosen.items() if cell[2] == depth}
            logs.append(truth.logs("cascade", depth, rate, range(24))[1])
        logs = logs[1] - logs[0]
        found = verdict.Verdict(
            "cascade", {}, {"cascade": 1.0}, logs,
            compare_errors(np.exp(logs), 1.0), 1.0, {}, 24,
        )  # fmt: skip
        luck = verdict.rate_luck(curves, found, draws=200)
        inside += luck.low < 1 < luck.high
    assert inside / trials >= 0.9
