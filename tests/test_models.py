"""The template has the shapes and the parameters that arithmetic says."""

import pytest

from helpers import models


@pytest.mark.parametrize("depth", [1, 2, 4, 8])
@pytest.mark.parametrize("per_step", [False, True])
@pytest.mark.parametrize(
    ("units", "features", "outputs"), [(1, 1, 1), (5, 3, 2)]
)
def test_shape_and_parameters(depth, per_step, units, features, outputs):
    model = models.stacked_lstm_model(
        7, features, units, depth=depth, outputs=outputs, per_step=per_step
    )
    steps = (7,) if per_step else ()
    assert model.output_shape == (None, *steps, outputs)
    expected = models.stack_parameters(units, depth, features, outputs)
    assert model.count_params() == expected
    assert [layer.name for layer in model.layers] == [
        *(f"layer_{number}" for number in range(1, depth + 1)),
        "head",
    ]


def test_any_number_of_time_steps():
    model = models.stacked_lstm_model(None, 1, 2, per_step=True)
    assert model.output_shape == (None, None, 1)


def test_counts_known_from_elsewhere():
    assert models.lstm_parameters(units=1, features=1) == 12
    assert models.lstm_parameters(units=9, features=1) == 396
    assert models.stack_parameters(units=32, depth=4) == 29_345
    assert models.stack_parameters(units=64, depth=4) == 116_033


@pytest.mark.parametrize(
    ("budget", "widths"),
    [(2_000, [21, 12, 9, 8]), (29_345, [84, 48, 37, 32])],
)
def test_equal_budget_is_the_widest_that_fits(budget, widths):
    for depth, units in enumerate(widths, start=1):
        assert models.equal_budget_units(depth, budget) == units
        assert models.stack_parameters(units, depth) <= budget
        assert models.stack_parameters(units + 1, depth) > budget


def test_budget_too_small_says_what_is_needed():
    with pytest.raises(ValueError, match=r"budget is 10.*at least 50"):
        models.equal_budget_units(4, 10)


@pytest.mark.parametrize(
    "name", ["time_steps", "features", "units", "depth", "outputs"]
)
@pytest.mark.parametrize("size", [0, -1, 1.5, True, "3"])
def test_bad_sizes_are_named(name, size):
    sizes = {"time_steps": 3, "features": 1, "units": 2, name: size}
    with pytest.raises(ValueError, match=f"^{name} is "):
        models.stacked_lstm_model(**sizes)
