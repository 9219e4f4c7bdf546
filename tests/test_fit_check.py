"""What `check_fit` says of right and wrong models, case by case.

The cases stand in `fit_cases_*.py`. What a sentence advises is done; then
nothing is left to say, and the model can learn.
"""

import re

import keras
import numpy as np
import pytest
from keras import layers

from helpers.fit_check import check_fit
from helpers.shapes import trace
from tests.fit_cases import (
    FUTURE,
    ONE,
    PAST,
    F,
    T,
    X,
    batches,
    can_learn,
    compiled,
    dense,
    head,
    lstm,
    stack,
    stored,
    through,
)
from tests.fit_cases_data import WRONG_DATA
from tests.fit_cases_heads import WRONG_HEADS
from tests.fit_cases_layers import WRONG_LAYERS
from tests.fit_cases_right import RIGHT
from tests.fit_cases_shapes import WRONG_SHAPES
from tests.fit_cases_values import UNSEEN, WRONG_VALUES
from tools.questions import load

WRONG = [
    *WRONG_SHAPES,
    *WRONG_LAYERS,
    *WRONG_HEADS,
    *WRONG_VALUES,
    *WRONG_DATA,
]

EXPLAINED = re.compile(r"[^.]\. \[(Q\d+)\]$")
KNOWN = {q.id for section in load().values() for q in section}

pytestmark = [
    pytest.mark.slow(1),  # each is short, but they are many: not at the end
    pytest.mark.skipif(
        keras.backend.backend() != "tensorflow", reason="some use tf.data"
    ),
    pytest.mark.filterwarnings("ignore:You are using a softmax"),
    pytest.mark.filterwarnings("ignore:.*passed an input with a mask"),
]


def named(cases):
    names = [case.name for case in cases]
    assert len(set(names)) == len(names), "a name for each case"
    return pytest.mark.parametrize("case", cases, ids=names)


def state_of(model):
    """Return all of a model that a check could change."""
    variables = list(model.variables)
    if model.compiled:
        variables += model.optimizer.variables
    parts = model._flatten_layers(include_self=True)
    return (
        [(part.name, part.built, len(part._inbound_nodes)) for part in parts],
        [variable.value.numpy().copy() for variable in variables],
        (model.compiled, model.metrics_names),
    )


def check(model, x, y):
    before = state_of(model)
    found = check_fit(model, x, y)
    np.testing.assert_equal(state_of(model), before)
    return found


def arrays(x, y):
    """Return x and y, of a data set those of the first batch."""
    if y is not None:
        return x, y
    return (next(iter(x)) if hasattr(x, "element_spec") else x[0])[:2]


@named(RIGHT)
def test_of_a_right_model_nothing_is_said(case):
    model, x, y = case.make()
    found = check(model, x, y)
    assert not found, found
    assert case.unseen in found.not_checked
    assert bool(case.unseen) == bool(found.not_checked), found
    assert repr(found).startswith("✓ The shapes fit: ("), found
    assert trace(model, arrays(x, y)[0])


@named(WRONG)
def test_a_wrong_model_is_found_and_mended_as_advised(case):
    keras.utils.set_random_seed(1)
    model, x, y = case.make()
    found = check(model, x, y)
    assert len(found) == 1, found
    assert repr(found).startswith(f"{case.mark} {found[0]}")
    assert EXPLAINED.search(found[0])[1] in KNOWN
    for part in case.says:
        assert part in found[0]
    if case.swallowed:
        compiled(model, model.loss or "mse", run_eagerly=True)
        model.test_on_batch(*arrays(x, y))
    mended = case.mend(model, x, y, found[0])
    assert not check(*mended)
    assert can_learn(mended[0], *arrays(*mended[1:]))


@named(UNSEEN)
def test_of_what_cannot_be_seen_nothing_is_said(case):
    assert not check(*case.make())


def test_the_line_with_the_tick():
    model = stack(depth=4, outputs=3, features=1)
    assert repr(check_fit(model, PAST, FUTURE)) == (
        "✓ The shapes fit: (53, 5, 1) in, (53, 3) out, targets (53, 3)."
    )
    assert str(check_fit(model, batches(PAST, FUTURE))) == (
        "✓ The shapes fit: (6, 5, 1) in, (6, 3) out, targets (6, 3), in the "
        "first batch."
    )


def test_several_mistakes_are_a_line_each():
    model = head(1, "softmax", "binary_crossentropy", sequences=True)
    x = np.where(X[3, 0, 0] == X, np.nan, X)
    lines = str(check_fit(model, x, ONE)).splitlines()
    assert [line[0] for line in lines] == ["✗"] * 3
    for line, part in zip(lines, ["NaN", "softmax", "'only'"], strict=True):
        assert part in line


class Subclassed(keras.Model):
    pass


@pytest.mark.parametrize(
    ("build", "x", "y", "part"),
    [
        (Subclassed, X, ONE, "neither Sequential nor functional"),
        (stack, X, None, "no targets"),
        (stack, (pair for pair in [(X, ONE)]), None, "would be lost"),
        (stack, stored(X, ONE).take(0), None, "is empty"),
        (stack, stored(X, ONE).map(lambda x, y: x), None, "no pairs"),
    ],
)
def test_what_cannot_be_checked_gets_no_tick(build, x, y, part):
    found = check_fit(build(), x, y)
    assert not found
    assert part in found.not_checked
    assert repr(found) == f"Not checked: {found.not_checked}"


@pytest.mark.parametrize("model", [None, "model", lstm("a"), X])
def test_what_is_no_model_is_refused(model):
    with pytest.raises(ValueError, match="give a Keras model, then x and y"):
        check_fit(model, X, ONE)


def test_the_next_names_and_numbers_stay_as_they_were():
    model = stack(depth=4)
    through(lstm())  # the first has no number
    number = int(through(lstm()).name.rpartition("_")[2])
    keras.utils.set_random_seed(1)
    expected = np.random.rand(), np.asarray(keras.random.normal((2,)))
    keras.utils.set_random_seed(1)
    check_fit(model, X, ONE)
    drawn = np.random.rand(), np.asarray(keras.random.normal((2,)))
    assert through(lstm()).name == f"functional_{number + 1}"
    assert drawn[0] == expected[0]
    np.testing.assert_array_equal(drawn[1], expected[1])


@pytest.mark.parametrize("fixed", [False, True])
def test_states_optimizer_and_what_is_not_built_stay_as_they_were(fixed):
    into = [keras.Input(batch_shape=(6, T, F))] if fixed else []
    low = layers.LSTM(2, stateful=fixed)
    model = keras.Sequential([*into, low, layers.Dropout(0.2), dense()])
    model.compile("adam", "mse")
    if fixed:
        model.fit(X, ONE, batch_size=6, shuffle=False, verbose=0)
    variables = [*model.variables, *model.optimizer.variables]
    before = [np.asarray(variable) for variable in variables]
    nodes = [len(layer._inbound_nodes) for layer in model.layers]
    assert not check_fit(model, X, ONE, batch_size=6)
    assert model.built == fixed
    assert [len(layer._inbound_nodes) for layer in model.layers] == nodes
    for old, variable in zip(before, variables, strict=True):
        np.testing.assert_array_equal(old, np.asarray(variable))


@pytest.mark.parametrize(
    ("count", "batch_size", "part"),
    [
        (9, 4, "last batch has 1 of the 9 samples, and Keras stretches"),
        (11, 4, "last batch has 3 of the 11 samples, and Keras raises"),
        (3, 4, "give more samples, or declare a smaller batch"),
        (12, 6, "fit gets batch_size=6: give 4"),
    ],
)
def test_samples_left_over_by_a_stateful_layer(count, batch_size, part):
    into = keras.Input(batch_shape=(4, T, F))
    model = keras.Sequential([into, layers.LSTM(2, stateful=True), dense()])
    (found,) = check_fit(model, X[:count], ONE[:count], batch_size=batch_size)
    assert part in found
    assert "with batch_size=4 in fit" in str(check_fit(model, X, ONE))
