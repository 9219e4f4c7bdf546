"""An exercise that asks to mend model and data until `check_fit` is silent."""

import numpy as np

from helpers.checking.answers import OddAnswer, refuse_odd
from helpers.checking.arrays import read_array
from helpers.checking.verdicts import check_sizes, judge
from helpers.fit_check import check_fit
from helpers.fitting.layers import recurrent

_SHAPE = (
    "Give all three in parentheses, in this order: the model, its input, its "
    "targets."
)


def fit_mended(
    answer: object,
    *,
    exercise: int,
    samples: int,
    time_steps: int,
    features: int,
) -> None:
    """Check a model and data that were mended to fit together.

    Wanted is one prediction a sequence: the sum of all its numbers. The
    question gives the input with the time steps first, (time steps, samples,
    features), the targets as they are to stay, (samples, 1), and a model
    that predicts at every step.

    Parameters
    ----------
    answer
        The learner's (model, x, y).
    exercise
        Its number in the lesson.
    samples, time_steps, features
        The shape that x must have.

    Raises
    ------
    ValueError
        The exercise itself is wrong: a size is no whole number above zero.
    """
    n, t, f = samples, time_steps, features
    check_sizes(samples=n, time_steps=t, features=f)

    def find_hint(given: object) -> str | None:
        model, x, y = _read(given)
        return (
            _input_hint(x.shape, n, t, f)
            or _target_hint(x, y)
            or _model_hint(model, x, y)
        )

    judge(exercise, answer, find_hint)


def _read(answer: object) -> tuple:
    import keras

    if not isinstance(answer, (tuple, list)):
        refuse_odd(answer, "a model with its data")
        raise OddAnswer(_SHAPE)
    if len(answer) != 3 or not isinstance(answer[0], keras.Model):
        raise OddAnswer(_SHAPE)
    model, x, y = answer
    return model, read_array(x, "the input"), read_array(y, "the array of y")


def _input_hint(shape: tuple[int, ...], n: int, t: int, f: int) -> str | None:
    if shape == (n, t, f):
        return None
    if shape == (t, n, f):
        return (
            "The input still has the time steps first: an LSTM would read "
            "from sample to sample."
        )
    if shape == (n, f, t):
        return "Time steps and features of the input have changed places."
    if shape == (f, n, t):
        return (
            "`.T` turned all three axes of the input round: exchange only the "
            "first two."
        )
    if shape == (n, t):
        return "The last axis of the input, the features, is missing."
    return (
        "The input has another shape than samples, time steps, features: "
        "no number of it should be lost."
    )


def _target_hint(x: np.ndarray, y: np.ndarray) -> str | None:
    if y.shape not in ((len(x), 1), (len(x),)):
        return (
            "You changed the targets until they fitted, and with them the "
            "question: one target for each sequence is wanted. Change the "
            "model instead."
        )
    sums = x.reshape(len(x), -1).sum(axis=1, dtype=float)
    if not np.allclose(y.reshape(-1), sums, rtol=1e-4, atol=1e-4):
        return (
            "The shapes are right, but a target is no longer the sum of its "
            "own sequence: reshape mixes the samples, where swapping the axes "
            "keeps them whole."
        )
    return None


def _model_hint(model, x: np.ndarray, y: np.ndarray) -> str | None:
    found = check_fit(model, x, y)
    if found.not_checked:
        return (
            "`check_fit` cannot look at this model: use a Sequential one, "
            "with an Input and without a loss of your own."
        )
    if not found and not recurrent(model):
        return "There is no LSTM layer left in your model: keep them."
    if not found:
        return None
    shape = getattr(model, "output_shape", None)
    if isinstance(shape, tuple) and len(shape) == 3:
        return (
            "The model still answers at every time step: its last LSTM should "
            "hand over the last one alone."
        )
    return (
        "`check_fit` still finds something: print what it says of your "
        "answer, and change what it names."
    )
