"""Checks of lesson 06: a tick, or the hint that was made for this slip."""

from types import SimpleNamespace

import keras
import numpy as np
import pytest

from helpers import checks
from helpers.checks.engine import NO_SLIP
from tests.trials import bears_odd_answers, gets_its_hints

CUT = {"sequences": 4, "length": 6, "horizon": 2}
SCALED = {"train": (2.0, 4.0, 6.0, 8.0), "test": (9.0, 12.0)}
STOP = {
    "losses": (0.90, 0.60, 0.50, 0.55, 0.45, 0.48, 0.46, 0.47, 0.40, 0.44),
    "patience": 3,
}
RATE = {
    "smallest": 0.001,
    "factor": 4,
    "training": (0.31, 0.12, 0.08, 0.05),
    "validation": (0.33, 0.19, 0.17, 0.24),
    "test": (0.34, 0.16, 0.18, 0.26),
}
TOY = np.arange(24.0).reshape(4, 6)
X, Y = TOY[:, :4, np.newaxis], TOY[:, 4:]
PAST, NEW = np.array(SCALED["train"]), np.array(SCALED["test"])
BOTH = np.concatenate([PAST, NEW])

WINDOW_SLIPS = [
    ((Y, X), "x and y have changed places"),
    ((TOY[:, 4:, np.newaxis], TOY[:, :4]), "x and y have changed places"),
    ((TOY[:, :4], Y), "the axis of features is missing"),
    ((TOY[:, np.newaxis, :4], Y), "time steps and features have changed"),
    ((X.transpose(1, 0, 2), Y), "samples and time steps have changed"),
    ((TOY, Y), "that is a leak"),
    ((TOY[..., np.newaxis], Y), "that is a leak"),
    ((TOY[:, 2:, np.newaxis], Y), "x holds the end of each row"),
    ((TOY[:, :2, np.newaxis], TOY[:, 2:]), "as many numbers as there are"),
    ((TOY[:2, :, np.newaxis], TOY[2:]), "You cut between the sequences"),
    ((X, TOY[:, 4:, np.newaxis]), "y has an axis too many"),
    ((X, TOY[:, 4:].T), "y is turned"),
    ((X, TOY[:, 3:5]), "y begins one step too early"),
    ((X, TOY[:, -1]), "y holds the last number only"),
    ((X, TOY[:, 4:5]), "only the first number that x left"),
    ((X, TOY), "y holds the whole rows"),
    ((X, TOY[:, :4]), "y repeats what x holds"),
    ((X, TOY[:, 1:]), "nearly whole rows"),
    ((X, np.zeros((4, 2))), "x is right, y is not yet"),
    ((np.zeros((4, 4, 1)), Y), NO_SLIP),
    ((X,), "too few"),
    ((X, Y, Y), "too many"),
    (X, "Give two arrays"),
    ((X, [1, 2]), "Y is a list or a tuple"),
]
SCALED_RIGHT = (NEW - PAST.mean()) / PAST.std()
SCALED_SLIPS = [
    ((NEW - NEW.mean()) / NEW.std(), "mean and spread of the test itself"),
    ((NEW - BOTH.mean()) / BOTH.std(), "mean and spread of everything"),
    ((NEW - PAST.mean()) / NEW.std(), "The mean is right"),
    ((NEW - NEW.mean()) / PAST.std(), "The spread is right"),
    (NEW - PAST.mean(), "division by the spread is missing"),
    (NEW / PAST.std(), "the mean was not subtracted"),
    (NEW - PAST.mean() / PAST.std(), "Parentheses are missing"),
    ((NEW - PAST.mean()) / PAST.var(), "divided by the variance"),
    ((NEW - PAST.mean()) / PAST.std(ddof=1), "You set `ddof`"),
    ((NEW - 2) / 6, "between lowest and highest"),
    ((NEW - NEW.min()) / np.ptp(NEW), "its own lowest and highest"),
    (SCALED_RIGHT[:, np.newaxis], "without a second axis"),
    *((SCALED_RIGHT.round(n), "but rounded") for n in (1, 2, 3, 4)),
    ((PAST - PAST.mean()) / PAST.std(), "Those are the training numbers"),
    (NEW, "as they were"),
    (NEW * 7, NO_SLIP),
]
STOP_SLIPS = {
    (5, 8): "have changed places",
    (7, 4): "counted from zero",
    (8, 8): "does not keep its last weights",
    (4, 3): "You stopped at the first rise",
    (10, 9): "You let it run to the end",
    (8, 9): "came only after the stop",
    (7, 5): "it stops a little later",
    (9, 5): "Too patient",
    (6, 2): NO_SLIP,
    (8,): "two epochs",
    (8.5, 5): "Epochs are counted",
    8: "Two epochs are asked for",
}
RATE_SLIPS = {
    0.064: "what was learned from",
    0.004: "You chose by the test",
    0.001: "not yet done learning",
    0.17: "That is a loss",
    0.05: "That is a loss",
    0.002: NO_SLIP,
}


def _slips(pairs):
    """Look like a dictionary; arrays cannot be the keys of one."""
    return SimpleNamespace(items=lambda: pairs)


CASES = [
    (checks.windows, CUT, [(X, Y), [X, Y]], _slips(WINDOW_SLIPS)),
    (
        checks.scaled,
        SCALED,
        [SCALED_RIGHT],
        _slips(SCALED_SLIPS),
    ),
    (checks.early_stopping, STOP, [(8, 5), [8.0, np.int64(5)]], STOP_SLIPS),
    (checks.learning_rate, RATE, [0.016, np.float32(0.016)], RATE_SLIPS),
]
by_check = pytest.mark.parametrize(
    ("check", "sizes", "right", "wrong"),
    CASES,
    ids=["windows", "scaled", "stopping", "rate"],
)


@by_check
def test_every_slip_has_its_hint(check, sizes, right, wrong, capsys) -> None:
    gets_its_hints(check, sizes, right, wrong, capsys)


@by_check
def test_odd_answers(check, sizes, right, wrong, capsys) -> None:
    bears_odd_answers(check, sizes, capsys)


def test_float32_windows_and_tensors_count(capsys) -> None:
    for pair in (
        (X.astype("float32"), Y.astype("float32")),
        (keras.ops.convert_to_tensor(X), keras.ops.convert_to_tensor(Y)),
    ):
        checks.windows(pair, exercise=1, **CUT)
        assert capsys.readouterr().out.startswith("✓")


@pytest.mark.parametrize("patience", [1, 2, 3, 4])
def test_stopping_is_that_of_keras(patience, capsys) -> None:
    draw = np.random.default_rng(patience)
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    model.compile(loss="mse")
    for _ in range(20):
        losses = [*draw.permutation(12).tolist(), *[20] * patience]
        stop = keras.callbacks.EarlyStopping(
            patience=patience, restore_best_weights=True
        )
        stop.set_model(model)
        stop.on_train_begin()
        for epoch, loss in enumerate(losses):
            stop.on_epoch_end(epoch, {"val_loss": loss})
            if model.stop_training:
                break
        stopped, best = stop.stopped_epoch + 1, stop.best_epoch + 1
        model.stop_training = False
        checks.early_stopping(
            (stopped, best), exercise=1, losses=losses, patience=patience
        )
        assert capsys.readouterr().out.startswith("✓"), losses
