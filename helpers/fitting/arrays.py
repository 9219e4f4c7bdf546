"""Read what somebody wants to give to `fit`, without using any of it up."""

from dataclasses import dataclass, field

import numpy as np


class NotCheckable(Exception):
    """Nothing can be said of this model or data; the text says why."""


@dataclass
class Data:
    """Input and targets as arrays, and what was wrong with their values.

    `x` or `y` is None where a finding says why; `first_batch` is whether
    they are only the beginning of the data.
    """

    x: np.ndarray | None = None
    y: np.ndarray | None = None
    first_batch: bool = False
    findings: list[str] = field(default_factory=list)


def read(x: object, y: object) -> Data:
    """Return `x` and `y` as arrays, or the first batch of a data set.

    Raises
    ------
    NotCheckable
        There are several inputs or targets, none, or no batch to look at.
    """
    batch = _first_batch(x)
    if batch is not None:
        x, y = _pair(batch)
    data = Data(first_batch=batch is not None)
    if y is None:
        raise NotCheckable("there are no targets (y).")
    data.x = _read("x", x, data.findings)
    data.y = _read("y", y, data.findings)
    return data


def _first_batch(x: object) -> object:
    """Return the first batch of a data set, or None for anything else."""
    import keras

    if isinstance(x, keras.utils.PyDataset):
        return x[0]
    if hasattr(x, "element_spec"):  # a tf.data.Dataset
        batch = next(iter(x), None)
        if batch is None:
            raise NotCheckable("the data set is empty.")
        return batch
    if not hasattr(x, "__array__") and hasattr(x, "__next__"):
        raise NotCheckable(
            "x is a generator, and a batch taken from it would be lost."
        )
    return None


def _pair(batch: object) -> tuple[object, object]:
    # A third part would hold the weights of the samples.
    if isinstance(batch, (tuple, list)) and len(batch) in (2, 3):
        return batch[0], batch[1]
    raise NotCheckable("the data set gives no pairs of x and y.")


def _read(name: str, value: object, findings: list[str]) -> np.ndarray | None:
    if isinstance(value, (list, tuple)) and _holds_arrays(value):
        if len(value) > 1:
            raise NotCheckable(f"{name} consists of {len(value)} arrays.")
        value = value[0]
    if isinstance(value, dict):
        raise NotCheckable(f"{name} is a dictionary of arrays.")
    is_list = isinstance(value, (list, tuple))
    try:
        array = np.asarray(value)
    except (TypeError, ValueError):
        findings.append(
            f"The sequences of {name} differ in length, so it is no array: "
            "pad them with keras.utils.pad_sequences(..., padding='post')."
        )
        return None
    finding = None
    if is_list:
        finding = (
            f"{name} is a {type(value).__name__}, which Keras does not read "
            f"as an array: give np.array({name})."
        )
    # Elsewhere than in NumPy there are further kinds of floats.
    elif array.dtype.kind not in "biuf" and "float" not in array.dtype.name:
        finding = (
            f"{name} holds values of type {array.dtype}, not numbers: "
            "convert them, for example with .astype('float32')."
        )
    elif not array.ndim:
        finding = (
            f"{name} is a single number: give an array whose first axis "
            "counts the samples; a data set needs .batch(...) for it."
        )
    elif not array.size:
        finding = f"{name} of shape {array.shape} is empty: give it samples."
    elif array.dtype.kind not in "biu" and not np.isfinite(array).all():
        where = tuple(int(i) for i in np.argwhere(~np.isfinite(array))[0])
        findings.append(
            f"{name} holds NaN or infinite values, the first of them at "
            f"{list(where)}, and the loss will be NaN or infinite, too: "
            "leave those samples out or fill the gaps."
        )
    if finding:
        findings.append(finding)
        return None
    return array


def _holds_arrays(value: list | tuple) -> bool:
    return bool(value) and all(getattr(v, "ndim", 0) > 0 for v in value)
