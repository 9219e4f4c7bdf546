"""The forms of a stack have the shapes, sizes and sums that they promise."""

import itertools

import keras
import numpy as np
import pytest

from helpers import model_forms, models, reference, shapes

FORMS = list(itertools.product([False, True], repeat=2))
by_form = pytest.mark.parametrize(("normalise", "residual"), FORMS)


@by_form
@pytest.mark.parametrize("depth", [1, 2, 8])
@pytest.mark.parametrize("per_step", [False, True])
def test_shapes_and_sizes(normalise, residual, depth, per_step):
    model = model_forms.stack_of_form(
        7,
        3,
        5,
        depth=depth,
        outputs=2,
        normalise=normalise,
        residual=residual,
        per_step=per_step,
    )
    steps = (7,) if per_step else ()
    assert model.input_shape == (None, 7, 3)
    assert model.output_shape == (None, *steps, 2)
    assert model.count_params() == model_forms.form_parameters(
        5, depth, 3, 2, normalise=normalise
    )
    names = {layer.name for layer in model.layers}
    for number in range(1, depth + 1):
        assert f"layer_{number}" in names
        assert (f"norm_{number}" in names) == normalise
        assert (f"add_{number}" in names) == residual


def test_sizes_by_hand():
    # Lift 1*24 + 24, each LSTM 4*24*(24+24+1), head 24*36 + 36.
    plain = 48 + 4 * 4_704 + 900
    assert model_forms.form_parameters(24, 4, 1, 36) == plain == 19_764
    both = plain + 4 * 2 * 24
    assert (
        model_forms.form_parameters(24, 4, 1, 36, normalise=True)
        == both
        == 19_956
    )


@by_form
def test_numbers_are_those_of_the_formula(normalise, residual):
    model = model_forms.stack_of_form(
        6, 2, 4, depth=3, outputs=1, normalise=normalise, residual=residual
    )
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
        if normalise:
            factor, shift = of(f"norm_{number}")
            spread = np.sqrt(x.var(axis=-1, keepdims=True) + 1e-3)
            read = (x - x.mean(axis=-1, keepdims=True)) / spread
            read = read * factor + shift
        said = reference.lstm(
            read, *of(f"layer_{number}"), return_sequences=True
        )
        x = x + said if residual else said
    kernel, bias = of("head")
    expected = x[:, -1] @ kernel + bias
    found = model.predict(data, verbose=0)
    np.testing.assert_allclose(found, expected, atol=2e-6, rtol=1e-5)


@by_form
def test_a_fit_is_found_to_be_in_order(normalise, residual):
    model = model_forms.stack_of_form(
        6, 1, 4, depth=2, outputs=3, normalise=normalise, residual=residual
    )
    model.compile(loss="mse")
    x, y = np.zeros((5, 6, 1), "float32"), np.ones((5, 3), "float32")
    assert shapes.check_fit(model, x, y) == []
    assert "✓" in repr(shapes.check_fit(model, x, y))


def test_a_form_is_rebuilt_from_its_config():
    # What `model.save` relies on: no Lambda, no code of its own.
    model = model_forms.stack_of_form(6, 1, 4, normalise=True, residual=True)
    x = np.ones((2, 6, 1), "float32")
    twin = keras.Model.from_config(model.get_config())
    twin.set_weights(model.get_weights())
    np.testing.assert_array_equal(
        twin.predict(x, verbose=0), model.predict(x, verbose=0)
    )


def test_any_number_of_time_steps():
    model = model_forms.stack_of_form(None, 1, 2, residual=True, per_step=True)
    assert model.output_shape == (None, None, 1)


@pytest.mark.parametrize("normalise", [False, True])
@pytest.mark.parametrize("depth", [1, 4, 8])
def test_equal_budget_is_the_widest_that_fits(normalise, depth):
    sizes = {"features": 1, "outputs": 36, "normalise": normalise}
    units = model_forms.equal_budget_form_units(depth, 20_000, **sizes)
    fits = model_forms.form_parameters(units, depth, **sizes)
    next_one = model_forms.form_parameters(units + 1, depth, **sizes)
    assert fits <= 20_000 < next_one


def test_budget_too_small_says_what_is_needed():
    with pytest.raises(ValueError, match=r"budget is 10.*at least 52"):
        model_forms.equal_budget_form_units(4, 10)


@pytest.mark.parametrize(
    "name", ["time_steps", "features", "units", "depth", "outputs"]
)
@pytest.mark.parametrize("size", [0, -1, 1.5, True, "3"])
def test_bad_sizes_are_named(name, size):
    sizes = {"time_steps": 3, "features": 1, "units": 2, name: size}
    with pytest.raises(ValueError, match=f"^{name} is "):
        model_forms.stack_of_form(**sizes)


def test_plain_form_is_the_stack_of_lesson_3_on_lifted_input():
    form = model_forms.stack_of_form(6, 2, 4, depth=3)
    stack = models.stacked_lstm_model(6, 4, 4, depth=3)
    kernel, bias, *rest = form.get_weights()
    stack.set_weights(rest)
    data = np.random.default_rng(2).normal(size=(5, 6, 2)).astype("float32")
    np.testing.assert_allclose(
        form.predict(data, verbose=0),
        stack.predict(data @ kernel + bias, verbose=0),
        atol=1e-6,
    )
