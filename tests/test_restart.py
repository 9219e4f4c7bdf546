"""A model that begins again trains like one that was made anew."""

import keras
import numpy as np
import pytest

from helpers.models import stacked_lstm_model
from helpers.restart import begin_again

DRAW = np.random.default_rng(0)
X = DRAW.normal(size=(12, 5, 1)).astype("float32")
Y = DRAW.normal(size=(12, 2)).astype("float32")


def made_anew(seed: int, **settings) -> keras.Model:
    keras.utils.set_random_seed(seed)
    model = stacked_lstm_model(5, 1, 3, depth=2, outputs=2)
    model.compile(keras.optimizers.Adam(**settings), loss="mse")
    return model


def trained(model: keras.Model) -> tuple[list[np.ndarray], list[float]]:
    # Shuffled batches of which the last is short, to try the order as well.
    found = model.fit(X, Y, batch_size=5, epochs=3, verbose=0).history
    return model.get_weights(), found["loss"]


def test_beginning_again_is_like_a_new_model_to_the_last_bit():
    settings = {"learning_rate": 0.02, "clipnorm": 1.0}
    wanted = {seed: trained(made_anew(seed, **settings)) for seed in (1, 2)}
    model = made_anew(9, **settings)
    trained(model)  # weights and a memory that have to go
    for seed in (2, 1, 2):
        begin_again(model, seed)
        weights, losses = trained(model)
        assert losses == wanted[seed][1]
        for one, other in zip(weights, wanted[seed][0], strict=True):
            assert np.array_equal(one, other)
    assert wanted[1][1] != wanted[2][1]
    assert float(model.optimizer.learning_rate) == pytest.approx(0.02)


def test_a_schedule_begins_again_too():
    schedule = keras.optimizers.schedules.CosineDecay(0.05, 9)
    model = made_anew(1, learning_rate=schedule)
    wanted = trained(model)[1]
    begin_again(model, 1)
    assert int(model.optimizer.iterations) == 0
    assert trained(model)[1] == wanted


def test_what_cannot_begin_again_is_refused():
    model = stacked_lstm_model(5, 1, 3, depth=1)
    with pytest.raises(ValueError, match="stack is not compiled"):
        begin_again(model, 1)
    model.compile(keras.optimizers.Adagrad(), loss="mse")
    with pytest.raises(ValueError, match="optimizer of stack is Adagrad"):
        begin_again(model, 1)
    model.compile("adam", loss="mse")
    for seed in (-1, 1.5, True, "1"):
        with pytest.raises(ValueError, match="seed is"):
            begin_again(model, seed)
