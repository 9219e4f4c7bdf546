"""Let `model.fit` say what `check_fit` finds, before it trains."""

import contextlib
import functools
import inspect
import math
import textwrap
import weakref
from collections.abc import Callable, MutableMapping

from helpers.fit_check.check import FITS_BATCH, check_fit

WIDTH = 76  # characters of a printed line


def before_training(tell: Callable = print) -> "_Watch":
    """Let `model.fit` print what `check_fit` finds, and then train as ever.

    Call it once, in the first cell, or use it for a few lines:
    `with before_training(): ...`. What was printed of a model is printed once.
    A finding a line goes to `tell`, if it is not to be printed.
    """
    import keras

    plain, said = keras.Model.fit, weakref.WeakKeyDictionary()
    if hasattr(plain, "looks_first"):
        return _Watch()
    signature = inspect.signature(plain)

    @functools.wraps(plain)
    def fit(self, *args, **kwargs):
        with contextlib.suppress(Exception):  # fit itself says it better
            given = signature.bind(self, *args, **kwargs).arguments
            _say(self, given, said, tell)
        return plain(self, *args, **kwargs)

    fit.looks_first = True
    keras.Model.fit = fit
    return _Watch(plain)


class _Watch:
    """Takes the look before training away again, when its `with` ends."""

    def __init__(self, plain: Callable | None = None) -> None:
        self._plain = plain

    def __repr__(self) -> str:
        return "model.fit now says first what check_fit finds."

    def __enter__(self) -> "_Watch":
        return self

    def __exit__(self, *_: object) -> None:
        import keras

        if self._plain is not None:
            keras.Model.fit = self._plain


def _say(model, given: dict, said: MutableMapping, tell: Callable) -> None:
    x, y = given.get("x"), given.get("y")
    split = given.get("validation_split")
    if split and y is not None:
        x, y = (_first_part(values, 1 - split) for values in (x, y))
    size = given.get("batch_size") or FITS_BATCH
    found = check_fit(model, x, y, batch_size=size)
    found.not_checked = ""
    if found and said.get(model) != str(found):
        said[model] = str(found)
        for line in str(found).splitlines():
            if tell is print:
                line = textwrap.fill(line, WIDTH, break_on_hyphens=False)
            tell(line)


def _first_part(values: object, part: float) -> object:
    import keras

    return keras.tree.map_structure(
        lambda array: array[: math.floor(len(array) * part)], values
    )
