"""A target that the model is given is found, and what only looks so is not."""

import keras
import numpy as np
import pytest
from keras import layers

from helpers.fit_check import check_fit

RANDOM = np.random.default_rng(0)
WALK = RANDOM.normal(size=300).cumsum()
WINDOWS = np.lib.stride_tricks.sliding_window_view(WALK, 13)
STEPS = RANDOM.normal(size=(60, 12, 3)).astype("float32")
BITS = RANDOM.integers(0, 2, (300, 8, 1))


def chain(shape, *parts):
    return keras.Sequential([keras.Input(shape), *parts])


def lstm(sequences=False, units=8):
    return layers.LSTM(units, return_sequences=sequences)


def of_windows():
    return chain((12, 1), lstm(), layers.Dense(1))


def of_steps(*below):
    return chain((None, 3), *below, lstm(True), layers.Dense(3))


ORDERS = {
    "in order": WINDOWS,
    "shuffled": RANDOM.permutation(WINDOWS),
    "strided": WINDOWS[::5],
    "strided and shuffled": RANDOM.permutation(WINDOWS[::3]),
}


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("step", [0, 5, 11])
def test_a_step_of_the_window_is_found_in_any_order(order, step):
    windows = ORDERS[order]
    x = windows[:, :12, np.newaxis]
    (found,) = check_fit(of_windows(), x, windows[:, step])
    assert f"y equals x[:, {step - 12}, 0]" in found
    assert found.sure
    assert not check_fit(of_windows(), x, windows[:, 12])


def test_nearly_equal_is_a_question():
    y = np.where(np.arange(len(WINDOWS)) % 50 == 1, 0, WINDOWS[:, 11])
    (found,) = check_fit(of_windows(), WINDOWS[:, :12, np.newaxis], y)
    assert not found.sure
    assert "is copying the baseline here?" in found


@pytest.mark.parametrize(
    "below",
    [
        layers.Bidirectional(lstm(True), name="wide"),
        layers.Conv1D(8, 3, padding="same", name="wide"),
    ],
    ids=["Bidirectional", "Conv1D"],
)
def test_a_step_ahead_is_a_leak_where_it_was_read(below):
    x, y = STEPS[:, :-1], STEPS[:, 1:]
    (found,) = check_fit(of_steps(below), x, y)
    assert "which 'wide' has read already" in found
    causal = layers.Conv1D(8, 3, padding="causal")
    assert not check_fit(of_steps(causal), x, y)


def test_the_same_step_is_a_leak_through_wide_layers_alone():
    (found,) = check_fit(of_steps(layers.Dense(3)), STEPS, STEPS)
    assert "equals x at the same step" in found
    pooled = [layers.MaxPooling1D(4), layers.UpSampling1D(4)]
    flat = [layers.Flatten(), layers.Dense(4), layers.RepeatVector(12)]
    for narrow in (
        [layers.Dense(2)],
        [layers.Conv1D(2, 3, padding="same")],
        [lstm(), layers.RepeatVector(12)],
        pooled,
        flat,
        [layers.GaussianNoise(0.1)],
    ):
        model = chain((12, 3), *narrow, lstm(True), layers.Dense(3))
        assert not check_fit(model, STEPS, STEPS)
    whole = chain((12, 3), lstm(), layers.Dense(36))
    assert not check_fit(whole, STEPS, STEPS.reshape(60, 36))


def test_repairs_and_recalls_are_no_leaks():
    gaps = np.where(RANDOM.random(STEPS.shape) < 0.03, 0, STEPS)
    assert not check_fit(of_steps(), gaps, STEPS)
    assert not check_fit(of_steps(), STEPS, np.roll(STEPS, 2, axis=1))
    recall = chain((8, 1), lstm(), layers.Dense(1))
    assert not check_fit(recall, BITS, BITS[:, 2, 0])


def test_a_decoder_that_is_to_repeat_the_window_is_found():
    model = chain((12, 1), lstm(), layers.RepeatVector(2), lstm(True))
    model.add(layers.Dense(1))
    x, ends = WINDOWS[:, :12, np.newaxis], WINDOWS[:, 11:, np.newaxis]
    (found,) = check_fit(model, x, ends)
    assert "y[:, 0] equals x[:, -1, 0]" in found
    others = RANDOM.normal(size=(60, 12, 1))  # a recall, perhaps
    assert not check_fit(model, others, others[:, 9:11])
