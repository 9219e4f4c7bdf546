"""What is no array of numbers gets a cure, and the cure works."""

import datetime
import re
from types import SimpleNamespace

import keras
import numpy as np
import pytest

from helpers.fit_check import data as fit_data
from helpers.fit_check.findings import Finding

RANDOM = np.random.default_rng(0)
X = RANDOM.normal(size=(6, 4, 2)).astype("float32")
RAGGED = [RANDOM.normal(size=(n, 2)) for n in (2, 4, 3)]
DAYS = np.datetime64("2020-01-01") + np.arange(6)


def objects(values):
    array = np.empty(len(values), object)
    array[:] = values
    return array


def padded(name, value):
    return keras.utils.pad_sequences(value, padding="post", dtype="float32")


def numbered(name, value):
    return np.unique(value, return_inverse=True)[1]


# name, value, part of the sentence, what it says to do
NO_NUMBERS = [
    ("x", RAGGED, "differ in length: pad them", padded),
    ("x", objects(RAGGED), "differ in length: pad them", padded),
    ("x", [[1, 2], [1, 2, 3]], "padding='post')", padded),
    ("x", list(X), "np.stack(x)", lambda n, v: np.stack(v)),
    ("x", objects(list(X)), "np.stack(x)", lambda n, v: np.stack(v)),
    ("x", X.tolist(), "np.array(x)", lambda n, v: np.array(v)),
    ("y", [0, 1, 1], "np.array(y)", lambda n, v: np.array(v)),
    ("x", X.astype(object), "x.astype('float32')",
     lambda n, v: v.astype("float32")),
    ("x", X.astype(str), "as text: give x.astype('float32')",
     lambda n, v: v.astype("float32")),
    ("y", np.array(["up", "down"]), "'up', not numbers: number the classes",
     numbered),
    ("y", ["up", "down"], "np.unique(y, return_inverse=True)[1]", numbered),
    ("y", np.array([b"up", b"down"], object), "number the classes", numbered),
    ("x", np.array([["a", "b"], ["b", "a"]]), "begin with an Embedding",
     numbered),
    ("y", DAYS, "(y - y.min()) / np.timedelta64(1, 'D')",
     lambda n, v: (v - v.min()) / np.timedelta64(1, "D")),
    ("y", DAYS - DAYS[0], "y / np.timedelta64(1, 'D')",
     lambda n, v: v / np.timedelta64(1, "D")),
    ("x", X + 1j, "np.concatenate([x.real, x.imag], axis=-1)",
     lambda n, v: np.concatenate([v.real, v.imag], axis=-1)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "value", "part", "cure"), NO_NUMBERS, ids=lambda v: str(v)[:20]
)
def test_the_cure_makes_numbers(name, value, part, cure):
    found = fit_data.read(name, value)
    assert isinstance(found, Finding)
    assert part in found
    assert re.search(r"[^.]\. \[Q\d+\]$", found)
    cured = fit_data.read(name, cure(name, value))
    assert not isinstance(cured, Finding), cured
    assert len(cured) == len(value)


def test_dates_as_objects_are_cured_in_two_steps():
    days = np.array([datetime.date(2020, 1, d) for d in (1, 2)], object)
    assert "astype('datetime64[s]')" in fit_data.read("x", days)
    assert "timedelta64" in fit_data.read("x", days.astype("datetime64[s]"))


def test_columns_of_a_table_that_are_no_numbers_are_named():
    kinds = map(np.dtype, ["datetime64[s]", "float32", "O"])
    table = SimpleNamespace(columns=["day", "rain", "town"], dtypes=kinds)
    said = fit_data.read("x", table)
    assert "no numbers, 'day', 'town'" in said
    assert said.endswith("give x.drop(columns=['day', 'town']). [Q42]")


def test_gaps_are_placed():
    gaps = np.array([[1.0], [np.nan]])
    (found,) = fit_data.of_gaps("y", gaps)
    assert "the first of them at [1, 0]" in found
    assert not list(fit_data.of_gaps("y", np.array([[1], [2]])))


@pytest.mark.parametrize("dtype", ["bool", "int8", "float16", "float64"])
def test_numbers_are_let_alone(dtype):
    np.testing.assert_array_equal(
        fit_data.read("x", X.astype(dtype)), X.astype(dtype)
    )


def test_a_tensor_with_a_gradient_is_read():
    tensor = SimpleNamespace(
        detach=lambda: SimpleNamespace(cpu=lambda: X)  # as PyTorch has it
    )
    assert fit_data.read("x", tensor) is X


@pytest.mark.parametrize(
    ("value", "names", "expected"),
    [
        (X, ["a"], ["x"]),
        ([X], ["a"], ["x"]),
        ({"a": X}, ["a"], ["x"]),
        ([X, X], ["a", "b"], ["x[0]", "x[1]"]),
        ({"b": X, "a": X}, ["a", "b"], ["x['a']", "x['b']"]),
    ],
)
def test_parts_are_named(value, names, expected):
    parts = fit_data.parts("x", value, names)
    assert [name for name, _ in parts] == expected
    assert all(part is X for _, part in parts)


@pytest.mark.parametrize(
    ("value", "names", "part"),
    [
        ({"a": X}, ["b"], "give x['a']"),
        ({"a": X}, ["a", "b"], "wants 'a', 'b'"),
        ([X], ["a", "b"], "consists of 1 arrays: give a list of 2"),
        (X, ["a", "b"], "is one array: give a list of 2"),
    ],
)
def test_parts_that_are_missing_are_said(value, names, part):
    assert part in fit_data.parts("x", value, names)


@pytest.mark.skipif(keras.backend.backend() != "tensorflow", reason="tf.data")
def test_a_look_leaves_the_order_of_a_data_set_alone():
    import tensorflow as tf

    def shuffled():
        pairs = tf.data.Dataset.from_tensor_slices((X, DAYS.astype(int)))
        return pairs.shuffle(6, seed=1).batch(2).prefetch(1)

    expected = [y.numpy().tolist() for _, y in shuffled()]
    seen = shuffled()
    x, y = fit_data.first_batch(seen)
    np.testing.assert_array_equal(x, X[:2])
    np.testing.assert_array_equal(y, DAYS[:2].astype(int))
    assert [y.numpy().tolist() for _, y in seen] == expected
    with pytest.raises(fit_data.NotCheckableError, match="give one batch"):
        fit_data.first_batch(seen.map(lambda x, y: (x, y)))
    padded_batches = tf.data.Dataset.from_generator(
        lambda: ((np.arange(n), n) for n in (1, 3)),
        output_signature=(
            tf.TensorSpec((None,), tf.int64),
            tf.TensorSpec((), tf.int64),
        ),
    ).padded_batch(2)
    assert fit_data.first_batch(padded_batches)[0].shape == (2, 3)
