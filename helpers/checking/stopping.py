"""An exercise that asks where early stopping ends a training."""

from collections.abc import Sequence

import numpy as np

from helpers.checking.answers import OddAnswer, read_number, refuse_odd
from helpers.checking.verdicts import NO_SLIP, check_sizes, hint_for, judge


def early_stopping(
    answer: object,
    *,
    exercise: int,
    losses: Sequence[float],
    patience: int,
) -> None:
    """Check the epoch after which training stops, and the one it goes back to.

    As in `keras.callbacks.EarlyStopping` with `restore_best_weights=True`.

    Parameters
    ----------
    answer
        The learner's two epochs, counted from 1.
    exercise
        Its number in the lesson.
    losses
        The validation loss after each epoch, as if nothing stopped it.
    patience
        Epochs without a new lowest loss that are allowed.

    Raises
    ------
    ValueError
        The exercise itself is wrong: it would not stop within the losses, or
        patience is no whole number above zero.
    """
    check_sizes(patience=patience)
    right = _stops(losses, patience)
    if right is None:
        raise ValueError(
            f"losses has {len(losses)} epochs, within which a patience of "
            f"{patience} does not stop; give more of them."
        )
    slips = _slips(losses, patience, *right)
    otherwise = (
        f"{NO_SLIP} Go through the epochs, keep the lowest loss so far in "
        "mind, and count how many in a row have not beaten it."
    )
    judge(
        exercise,
        answer,
        lambda given: hint_for(_read(given), right, slips, otherwise),
    )


def _stops(losses: Sequence[float], patience: int) -> tuple[int, int] | None:
    """Return the epoch after which it stops and the best one, from 1."""
    best, lowest = 0, np.inf
    for epoch, loss in enumerate(losses, 1):
        if loss < lowest:
            best, lowest = epoch, loss
        elif epoch - best >= patience:
            return epoch, best
    return None


def _slips(
    losses: Sequence[float], patience: int, stop: int, best: int
) -> list[tuple[tuple[int, int] | None, str]]:
    lowest = int(np.argmin(losses)) + 1
    first_rise = int(np.argmax(np.diff(losses) > 0)) + 2
    return [
        ((best, stop), "The two epochs have changed places."),
        (
            (stop - 1, best - 1),
            "You counted from zero, as Python does. Here the first epoch has "
            "the number one.",
        ),
        (
            (stop, stop),
            "The first number is right. With restore_best_weights the model "
            "does not keep its last weights: which does it take?",
        ),
        (
            (first_rise, first_rise - 1),
            "You stopped at the first rise. Patience allows some epochs "
            "without a new lowest loss.",
        ),
        (
            (len(losses), lowest),
            "You let it run to the end. It stops as soon as its patience is "
            "used up, and never sees what would have come.",
        ),
        (
            (stop, lowest),
            "The first number is right. The lowest loss of all came only "
            "after the stop.",
        ),
        (
            (stop - 1, best),
            "The weights are right, but it stops a little later: count the "
            "epochs that came after the best one.",
        ),
        (_stops(losses, patience + 1), _TOO_PATIENT),
        ((stop + 1, best), _TOO_PATIENT),
        (_never_back(losses, patience), _COUNT),
    ]


_TOO_PATIENT = (
    "Too patient: as soon as so many epochs in a row have failed as patience "
    "says, it stops."
)
_COUNT = (
    "A new lowest loss sets the count back to zero: only epochs in a row "
    "without one use the patience up."
)


def _never_back(
    losses: Sequence[float], patience: int
) -> tuple[int, int] | None:
    """Stop as one would who never sets the count back."""
    best, lowest, failed = 0, np.inf, 0
    for epoch, loss in enumerate(losses, 1):
        if loss < lowest:
            best, lowest = epoch, loss
        else:
            failed += 1
            if failed == patience:
                return epoch, best
    return None


def _read(answer: object) -> tuple[int, int]:
    refuse_odd(answer, "a pair of epochs")
    if not isinstance(answer, (tuple, list, np.ndarray)):
        raise OddAnswer(
            "Two epochs are asked for: where it stops, and whose weights it "
            "takes. Write both, with a comma between."
        )
    if len(answer) != 2:
        raise OddAnswer("Give exactly two epochs, with a comma between.")
    epochs = [read_number(epoch) for epoch in answer]
    if not all(isinstance(epoch, int) and epoch >= 0 for epoch in epochs):
        raise OddAnswer("Epochs are counted: give whole numbers.")
    return epochs[0], epochs[1]
