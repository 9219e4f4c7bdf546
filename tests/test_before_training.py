"""What is found is printed before training, and training stays the same."""

import contextlib

import keras
import numpy as np
import pytest

from helpers import fit_check, models

RANDOM = np.random.default_rng(0)
X, ONE = RANDOM.normal(size=(24, 5, 2)), RANDOM.normal(size=(24, 1))
FINDING = "✗ The last LSTM returns every step"


def model(per_step=True):
    keras.utils.set_random_seed(0)
    built = models.stacked_lstm_model(5, 2, 2, depth=1, per_step=per_step)
    built.compile("sgd", "mse", run_eagerly=True)  # three batches only
    return built


def stored(*data):
    if keras.backend.backend() != "tensorflow":
        pytest.skip("needs TensorFlow")
    import tensorflow as tf

    return tf.data.Dataset.from_tensor_slices(data)


def as_it_is(x, y):
    return x, y


class Batches(keras.utils.PyDataset):
    def __init__(self):
        super().__init__()
        self.random = np.random.default_rng(0)

    def __len__(self):
        return 3

    def __getitem__(self, index):
        x = X[8 * index : 8 * index + 8]
        return self.random.normal(x, 0.1), ONE[8 * index : 8 * index + 8]


def test_a_finding_is_printed_once_a_model(capsys):
    with fit_check.before_training():
        fitted = model()
        fitted.fit(X, ONE, verbose=0)
        assert capsys.readouterr().out.startswith(FINDING)
        fitted.fit(X, ONE, verbose=0)
        model(per_step=False).fit(X, ONE, verbose=0)
        assert not capsys.readouterr().out
        model().fit(X, ONE, verbose=0)
        assert capsys.readouterr().out.startswith(FINDING)
    model().fit(X, ONE, verbose=0)
    assert not capsys.readouterr().out


def test_findings_go_where_they_are_sent(capsys):
    said = []
    with fit_check.before_training(said.append):
        model().fit(X, ONE, verbose=0)
    assert said[0].startswith(FINDING) and not capsys.readouterr().out


def test_a_second_call_does_nothing_more(capsys):
    plain = keras.Model.fit
    with fit_check.before_training():
        looks = keras.Model.fit
        with fit_check.before_training():
            assert keras.Model.fit is looks
        assert keras.Model.fit is looks
        model().fit(X, ONE, verbose=0)
    assert keras.Model.fit is plain
    assert capsys.readouterr().out.count("✗") == 1


def test_the_call_says_what_it_does():
    with fit_check.before_training() as watch:
        assert "check_fit" in repr(watch)


FITS = {
    "positional": lambda m: m.fit(X, ONE, 8, verbose=0),
    "named": lambda m: m.fit(y=ONE, x=X, batch_size=8, verbose=0),
    "validated": lambda m: m.fit(
        X,
        ONE,
        validation_data=(X, ONE),
        sample_weight=ONE[:, 0] ** 2,
        verbose=0,
    ),
    "split": lambda m: m.fit(X, ONE, validation_split=0.25, verbose=0),
    "batches": lambda m: m.fit(
        stored(X, ONE).batch(8), shuffle=False, verbose=0
    ),
    "shuffled": lambda m: m.fit(
        stored(X, ONE).shuffle(24, seed=1).batch(8), shuffle=False, verbose=0
    ),
    "shuffled first": lambda m: m.fit(
        stored(X, ONE).shuffle(24, seed=1).map(as_it_is).batch(8),
        shuffle=False,
        verbose=0,
    ),
    "PyDataset": lambda m: m.fit(Batches(), verbose=0),
    "generator": lambda m: m.fit(
        (pair for pair in [(X, ONE)] * 2),
        steps_per_epoch=2,
        shuffle=False,
        verbose=0,
    ),
}


@pytest.mark.parametrize("kind", FITS)
def test_training_is_not_changed(kind, capsys):
    fit = FITS[kind]
    expected = fit(model()).history
    with fit_check.before_training():
        watched = fit(model()).history
    assert watched == expected
    silent = kind in ("shuffled first", "generator")
    assert capsys.readouterr().out.startswith(FINDING) != silent


def test_what_fails_fails_as_without_a_look():
    with fit_check.before_training():
        with pytest.raises(TypeError, match="no_such"):
            model().fit(X, ONE, no_such=1)
        with pytest.raises(ValueError, match="Unrecognized data type"):
            model().fit(object(), verbose=0)


def test_samples_that_validation_takes_are_not_counted(capsys):
    into = keras.Input(batch_shape=(8, 5, 2))
    lstm = keras.layers.LSTM(2, stateful=True, name="low")
    stateful = keras.Sequential([into, lstm, keras.layers.Dense(1)])
    stateful.compile("sgd", "mse")
    size = {"batch_size": 8, "shuffle": False, "verbose": 0}
    with fit_check.before_training():
        stateful.fit(X, ONE, validation_split=1 / 3, **size)
        assert not capsys.readouterr().out
        with contextlib.suppress(Exception):  # an opaque one, of TensorFlow
            stateful.fit(X, ONE, validation_split=0.5, **size)
    assert "4 of the 12 samples" in capsys.readouterr().out
