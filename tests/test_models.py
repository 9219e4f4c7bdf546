"""The stack and its forms have the shapes, sizes and sums they promise."""

import itertools

import keras
import numpy as np
import pytest

from helpers import models, reference
from helpers.fit_check import check_fit

FORMS = [
    {"normalise": normalise, "residual": residual}
    for normalise, residual in itertools.product([False, True], repeat=2)
]
each_form = pytest.mark.parametrize("form", FORMS, ids=str)


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


@each_form
@pytest.mark.parametrize("depth", [1, 2, 8])
@pytest.mark.parametrize("per_step", [False, True])
def test_shape_and_parameters_of_a_form(form, depth, per_step):
    model = models.stack_of_form(
        7, 3, 5, depth=depth, outputs=2, per_step=per_step, **form
    )
    steps = (7,) if per_step else ()
    assert model.input_shape == (None, 7, 3)
    assert model.output_shape == (None, *steps, 2)
    assert model.count_params() == models.stack_parameters(
        5, depth, 3, 2, lift=True, normalise=form["normalise"]
    )
    names = {layer.name for layer in model.layers}
    for number in range(1, depth + 1):
        assert f"layer_{number}" in names
        assert (f"norm_{number}" in names) == form["normalise"]
        assert (f"add_{number}" in names) == form["residual"]


@each_form
def test_numbers_are_those_of_the_formula(form):
    model = models.stack_of_form(6, 2, 4, depth=3, **form)
    rng = np.random.default_rng(1)
    weights = [rng.normal(0, 0.5, w.shape) for w in model.get_weights()]
    model.set_weights(weights)
    data = rng.normal(size=(5, 6, 2)).astype("float32")

    def of(name):
        return [np.asarray(w) for w in model.get_layer(name).weights]

    kernel, bias = of("lift")
    x = data @ kernel + bias
    for number in (1, 2, 3):
        read = x
        if form["normalise"]:
            factor, shift = of(f"norm_{number}")
            std = np.sqrt(x.var(axis=-1, keepdims=True) + 1e-3)
            read = (x - x.mean(axis=-1, keepdims=True)) / std
            read = read * factor + shift
        said = reference.lstm(
            read, *of(f"layer_{number}"), return_sequences=True
        )
        x = x + said if form["residual"] else said
    kernel, bias = of("head")
    expected = x[:, -1] @ kernel + bias
    found = model.predict(data, verbose=0)
    np.testing.assert_allclose(found, expected, atol=2e-6, rtol=1e-5)


@each_form
def test_a_fit_is_found_to_be_in_order(form):
    model = models.stack_of_form(6, 1, 4, depth=2, outputs=3, **form)
    model.compile(loss="mse")
    x, y = np.zeros((5, 6, 1), "float32"), np.ones((5, 3), "float32")
    assert "✓" in repr(check_fit(model, x, y))


def test_a_form_is_rebuilt_from_its_config():
    # What `model.save` relies on: no Lambda, no code of its own.
    model = models.stack_of_form(6, 1, 4, normalise=True, residual=True)
    x = np.ones((2, 6, 1), "float32")
    twin = keras.Model.from_config(model.get_config())
    twin.set_weights(model.get_weights())
    np.testing.assert_array_equal(
        twin.predict(x, verbose=0), model.predict(x, verbose=0)
    )


def test_a_form_is_plain_unless_asked():
    layers = models.stack_of_form(6, 1, 4, depth=2).layers[1:]
    names = [layer.name for layer in layers]
    assert names == ["lift", "layer_1", "layer_2", "head"]


@pytest.mark.parametrize(
    "build", [models.stacked_lstm_model, models.stack_of_form]
)
def test_sizes_that_are_free_and_sizes_that_are_bad(build):
    assert build(None, 1, 2, per_step=True).output_shape == (None, None, 1)
    for name in ("time_steps", "features", "units", "depth", "outputs"):
        for size in (0, -1, 1.5, True, "3"):
            sizes = {"time_steps": 3, "features": 1, "units": 2, name: size}
            with pytest.raises(ValueError, match=f"^{name} is {size!r}; give"):
                build(**sizes)


def test_weights_are_those_of_the_lstm_layers_from_the_input_up():
    model = models.stacked_lstm_model(6, 2, 3, depth=2)
    layers = models.lstm_weights(model)
    assert [weights[0].shape for weights in layers] == [(2, 12), (3, 12)]
    for layer, weights in zip(model.layers, layers, strict=False):
        for own, found in zip(layer.get_weights(), weights, strict=True):
            np.testing.assert_array_equal(own, found)
    dense = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1)])
    with pytest.raises(ValueError, match="has no LSTM layer"):
        models.lstm_weights(dense)
    bare = keras.layers.LSTM(2, use_bias=False, name="one")
    with pytest.raises(ValueError, match="'one' has 2 weight arrays"):
        models.lstm_weights(keras.Sequential([keras.Input((3, 1)), bare]))


def test_counts_known_from_elsewhere():
    assert models.lstm_parameters(units=1, features=1) == 12
    assert models.lstm_parameters(units=9, features=1) == 396
    assert models.stack_parameters(units=32, depth=4) == 29_345
    assert models.stack_parameters(units=64, depth=4) == 116_033
    # Lift 1*24 + 24, each LSTM 4*24*(24+24+1), head 24*36 + 36.
    form = {"units": 24, "depth": 4, "outputs": 36, "lift": True}
    plain = 48 + 4 * 4_704 + 900
    assert models.stack_parameters(**form) == plain == 19_764
    norms = 4 * 2 * 24
    assert models.stack_parameters(**form, normalise=True) == plain + norms
    with pytest.raises(ValueError, match="with a lift are normalised"):
        models.stack_parameters(8, 2, normalise=True)


@pytest.mark.parametrize(
    ("budget", "settings", "widths"),
    [
        (2_000, {}, {1: 21, 2: 12, 3: 9, 4: 8}),
        (29_345, {}, {1: 84, 2: 48, 3: 37, 4: 32}),
        (20_000, {"outputs": 36, "lift": True}, {4: 24}),
        (
            20_000,
            {"outputs": 36, "lift": True, "normalise": True},
            {1: 47, 4: 24, 8: 17},
        ),
    ],
)
def test_equal_budget_is_the_widest_that_fits(budget, settings, widths):
    for depth, units in widths.items():
        found = models.equal_budget_units(depth, budget, **settings)
        assert found == units
        assert models.stack_parameters(units, depth, **settings) <= budget
        assert models.stack_parameters(units + 1, depth, **settings) > budget


@pytest.mark.parametrize(("lift", "least"), [(False, 50), (True, 52)])
def test_budget_too_small_says_what_is_needed(lift, least):
    with pytest.raises(ValueError, match=rf"budget is 10.*at least {least}"):
        models.equal_budget_units(4, 10, lift=lift)
