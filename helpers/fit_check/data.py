"""Read what `fit` is given, as arrays; say what is wrong where it is none.

Data sets, lists, dictionaries, tensors and tables come in; NumPy arrays go
out, one for each input or output of the model.
"""

import copy
import random
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from helpers.fit_check.findings import Finding

if TYPE_CHECKING:
    import keras
    import tensorflow as tf

_KEEP_SAMPLES = ("Batch", "ParallelBatch", "Options", "Prefetch", "Repeat")
_READ_TEXT = ("TextVectorization", "StringLookup", "Hashing", "HashedCrossing")


class NotCheckableError(Exception):
    """Nothing can be said of this model or data; the text says why."""


def first_batch(x: object) -> tuple[object, object] | None:
    """Return x and y of a data set's first batch; None for anything else."""
    import keras

    if isinstance(x, keras.utils.PyDataset):
        look = copy.copy(x)  # with random numbers of its own
        for name, value in vars(x).items():
            if isinstance(value, (np.random.Generator, random.Random)):
                setattr(look, name, copy.deepcopy(value))
        batch = look[0]
    elif hasattr(x, "element_spec"):  # a tf.data.Dataset
        look = unshuffled(x)
        if look is None:
            raise NotCheckableError(
                "a look into this data set would change the order of its "
                "samples: give one batch of it, as x, y."
            )
        batch = next(iter(look), None)
        if batch is None:
            raise NotCheckableError("the data set is empty.")
    elif not hasattr(x, "__array__") and hasattr(x, "__next__"):
        raise NotCheckableError(
            "x is a generator, and a batch taken from it would be lost."
        )
    elif type(x).__module__.startswith("torch.utils.data"):
        raise NotCheckableError("x is a loader: give a batch of it, as x, y.")
    else:
        return None
    # A third part would hold the weights of the samples.
    if not isinstance(batch, (tuple, list)) or len(batch) not in (2, 3):
        raise NotCheckableError("the data set gives no pairs of x and y.")
    return batch[:2]


def unshuffled(x: "tf.data.Dataset") -> "tf.data.Dataset | None":
    """Return batches of the same samples in their first order.

    To look into a shuffled data set changes the order of all that follow.
    None, where more than batches are made of what was shuffled.
    """
    if not _shuffles(x):
        return x
    kinds = [f"_{kind}Dataset" for kind in (*_KEEP_SAMPLES, "Shuffle")]
    size, source = None, x
    while type(source).__name__ in kinds:
        size = getattr(source, "_batch_size", size)
        (source,) = source._inputs()
    if _shuffles(source):
        return None
    return source if size is None else source.batch(size)


def _shuffles(x: "tf.data.Dataset") -> bool:
    return "Shuffle" in type(x).__name__ or any(map(_shuffles, x._inputs()))


def reads_text(model: "keras.Model") -> bool:
    """Say whether strings are right as the input of a model."""
    layers = model.layers
    return any(type(layer).__name__ in _READ_TEXT for layer in layers) or any(
        tensor.dtype == "string"
        for tensor in getattr(model, "inputs", None) or ()
    )


def parts(
    kind: str, value: object, names: Sequence[str]
) -> list[tuple[str, object]] | Finding:
    """Return the array of each input or output, with what to call it.

    `kind` is "x" or "y"; `names` are those of the inputs or outputs. A
    dictionary or list of one is that one.
    """
    is_list = isinstance(value, (list, tuple)) and all(map(_has_axes, value))
    if isinstance(value, dict):
        if any(isinstance(part, dict) for part in value.values()):
            raise NotCheckableError(f"{kind} is a dictionary of dictionaries.")
        keys = list(value)
        if len(keys) == len(names) == 1 and keys != list(names):
            return Finding(
                f"{kind} is a dictionary, but the model wants one array: give "
                f"{kind}[{keys[0]!r}]. [Q43]"
            )
        if not set(names) <= set(keys):
            return Finding(
                f"{kind} has the keys {', '.join(map(repr, value))}, but the "
                f"model wants {', '.join(map(repr, names))}: name them "
                "alike. [Q43]"
            )
        if len(names) == 1:
            return [(kind, value[names[0]])]
        return [(f"{kind}[{name!r}]", value[name]) for name in names]
    if len(names) == 1:
        alone = is_list and len(value) == 1
        return [(kind, value[0] if alone else value)]
    if is_list and len(value) == len(names):
        return [(f"{kind}[{i}]", part) for i, part in enumerate(value)]
    has = f"consists of {len(value)} arrays" if is_list else "is one array"
    what = "inputs" if kind == "x" else "outputs"
    return Finding(
        f"The model has {len(names)} {what}, {', '.join(map(repr, names))}, "
        f"but {kind} {has}: give a list of {len(names)}. [Q43]"
    )


def _has_axes(part: object) -> bool:
    return len(getattr(part, "shape", ())) > 0


def read(
    name: str, value: object, *, is_text: bool = False
) -> np.ndarray | Finding:
    """Return an array of numbers, or of strings with `is_text`.

    Where it is none, return what to do about it.
    """
    if value is None:
        return Finding(f"There is no {name}: give an array. [Q44]")
    kind = type(value).__name__
    if kind == "RaggedTensor":
        return Finding(
            f"{name} is a ragged tensor: give {name}.to_tensor(). [Q45]"
        )
    if kind == "SparseTensor":
        import tensorflow as tf

        value = tf.sparse.to_dense(value)
    elif hasattr(value, "toarray"):  # a sparse matrix of SciPy
        value = value.toarray()
    elif hasattr(value, "detach"):  # a tensor of PyTorch
        value = value.detach().cpu()
    odd = _columns_of_no_numbers(value)
    if odd and not is_text:
        return Finding(
            f"{name} is a table with columns that are no numbers, "
            f"{', '.join(map(repr, odd))}: make numbers of them, or give "
            f"{name}.drop(columns={odd}). [Q42]"
        )
    try:
        array = np.asarray(value)
    except ValueError:  # a list of sequences that differ in length
        array = np.empty(len(value), object)
        array[:] = value
    cure = _cure(name, array, is_text)
    if is_text and not hasattr(value, "numpy"):
        # Keras reads strings from tensors alone.
        return Finding(
            f"{name} holds text: give it as tf.constant({name}). [Q42]"
        )
    is_list = isinstance(value, (list, tuple))
    if not cure and is_list and all(map(_has_axes, value)) and value:
        cure = (
            f"is a list of arrays, one a sample: give np.stack({name}). [Q43]"
        )
    elif not cure and is_list:
        cure = (
            f"is a {kind}, which Keras does not read as an array: give "
            f"np.array({name}). [Q43]"
        )
    if cure:
        return Finding(f"{name} {cure}")
    if not array.ndim:
        return Finding(
            f"{name} is a single number: give an array whose first axis "
            "counts the samples; a data set needs .batch(...) for it. [Q2]"
        )
    if not array.size:
        return Finding(
            f"{name} of shape {array.shape} is empty: give it samples. [Q10]"
        )
    return array


def _columns_of_no_numbers(value: object) -> list[str]:
    """Name the columns of a table that hold other things, beside numbers."""
    if not hasattr(value, "columns") or not hasattr(value, "dtypes"):
        return []
    kinds = dict(zip(value.columns, value.dtypes, strict=True))
    odd = [
        c for c, k in kinds.items() if getattr(k, "kind", "f") not in "biuf"
    ]
    return odd if len(odd) < len(kinds) else []


def _cure(name: str, array: np.ndarray, is_text: bool) -> str:
    """Say what an array holds instead of numbers, and what to do about it."""
    kind = array.dtype.kind
    if kind == "O":
        return _cure_of_objects(name, array, is_text)
    if kind in "US":
        return "" if is_text else _cure_of_text(name, array)
    if kind in "Mm":
        since = f"({name} - {name}.min())" if kind == "M" else name
        return (
            "holds dates or times: make numbers of them, such as the hour, "
            f"or the days since the first, {since} / "
            "np.timedelta64(1, 'D'). [Q42]"
        )
    if kind == "c":
        return (
            "holds complex numbers: give both parts as features, "
            f"np.concatenate([{name}.real, {name}.imag], axis=-1). [Q42]"
        )
    # Elsewhere than in NumPy there are further kinds of floats.
    if kind not in "biuf" and "float" not in array.dtype.name:
        return (
            f"holds values of type {array.dtype}: make numbers of them. [Q42]"
        )
    return ""


def _cure_of_objects(name: str, array: np.ndarray, is_text: bool) -> str:
    values = list(array.flat)
    if any(isinstance(value, (str, bytes)) for value in values):
        return "" if is_text else _cure_of_text(name, array)
    if any(hasattr(value, "__len__") for value in values):
        if len({np.shape(value) for value in values}) == 1:
            return f"is an array of arrays: give np.stack({name}). [Q41]"
        is_float = any(np.asarray(v).dtype.kind == "f" for v in values)
        of_floats = ", dtype='float32'" if is_float else ""
        return (
            "holds sequences that differ in length: pad them, with "
            f"keras.utils.pad_sequences({name}, padding='post'{of_floats}). "
            "[Q41]"
        )
    if any(hasattr(value, "year") for value in values):
        return (
            f"holds dates as objects: give {name}.astype('datetime64[s]'), "
            "and make numbers of that. [Q42]"
        )
    try:
        array.astype(float)
    except (TypeError, ValueError):
        kinds = {type(value).__name__ for value in values}
        kinds = ", ".join(sorted(kinds))
        return f"holds objects ({kinds}), not numbers. [Q42]"
    return (
        "holds numbers as Python objects, of type object: give "
        f"{name}.astype('float32'). [Q42]"
    )


def _cure_of_text(name: str, array: np.ndarray) -> str:
    try:
        array.astype(float)
    except ValueError:
        number = f"np.unique({name}, return_inverse=True)[1]"
    else:
        return f"holds numbers as text: give {name}.astype('float32'). [Q42]"
    first = next(v for v in array.flat if isinstance(v, (str, bytes)))
    says = f"holds text, such as {first[:20]!r}, not numbers:"
    if not name.startswith("x"):
        return f"{says} number the classes, with {number}. [Q69]"
    if " " in str(first):
        return (
            f"{says} let a keras.layers.TextVectorization number its words. "
            "[Q42]"
        )
    return (
        f"{says} number it, with {number}, and begin with an Embedding. [Q42]"
    )


def of_gaps(name: str, array: np.ndarray) -> Iterator[Finding]:
    """Say where numbers are missing or infinite."""
    is_float = array.dtype.kind == "f" or "float" in array.dtype.name
    if is_float and not np.isfinite(array).all():
        where = np.argwhere(~np.isfinite(array))[0].tolist()
        yield Finding(
            f"{name} holds NaN or infinite values, the first of them at "
            f"{where}, and the loss will be NaN or infinite, too: leave "
            "those samples out or fill the gaps. [Q54]"
        )
