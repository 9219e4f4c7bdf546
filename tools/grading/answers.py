"""Carry an answer out of the process that made it, as plain data.

`pack` runs where the learner's code runs, and may say what it likes; `unpack`
makes of it an answer of the same kind and value, and runs nothing of it. So a
check that judges what comes out needs to trust nobody. A function stays where
it is, and is called there. What is of no kind that a check accepts becomes
something else of that kind, for the sake of its hint.
"""

import base64
import builtins
import contextlib
import inspect
import types
from collections.abc import Callable, Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np

DEEPEST = 6  # lists within lists
LONGEST = 2000  # entries and letters; checks find less too long
LARGEST = 2**20  # bytes of an array
OURS = "keras", "helpers"  # packages whose layers may be made again
Packed = list[Any]


class NotCarriedError(Exception):
    """Somebody has to look at this answer; the text says why."""


def pack(answer: object, depth: int = 0) -> Packed:
    """Return an answer as lists, texts and numbers, its kind first."""
    if answer is ...:
        return ["dots"]
    if answer is None or isinstance(answer, bool):
        return ["value", answer]
    if isinstance(answer, str):
        return ["value", str(answer[:LONGEST])]
    if isinstance(answer, int):
        small = abs(int(answer)) < 10**300
        return ["value", int(answer) if small else 10**300]
    if isinstance(answer, (float, Decimal, Fraction)):
        return ["value", float(answer)]
    for kind in (tuple, list, set, frozenset):
        if isinstance(answer, kind):
            if depth == DEEPEST:
                return ["object"]
            parts = [pack(one, depth + 1) for one in list(answer)[:LONGEST]]
            return [kind.__name__, *parts]
    if isinstance(answer, range):
        return ["range", answer.start, answer.stop, answer.step]
    for kind in (bytes, dict, type, types.ModuleType, Iterator):
        if isinstance(answer, kind):
            return [kind.__name__]
    return _pack_larger(answer)


def _pack_larger(answer: object) -> Packed:
    import keras

    if type(answer).__name__ == "TensorShape":
        return pack(tuple(answer))
    if isinstance(answer, keras.Layer):  # a model is one, too
        return ["keras", keras.saving.serialize_keras_object(answer)]
    if inspect.isroutine(answer) or callable(answer):
        return ["function", _arguments(answer)]
    if isinstance(answer, keras.KerasTensor) or not hasattr(answer, "shape"):
        return ["object"]
    array = np.asarray(answer)
    if array.dtype == object:
        with contextlib.suppress(TypeError, ValueError):
            array = array.astype(float)
    if array.dtype.hasobject or array.dtype.names:
        return ["object"]
    data = None
    if array.nbytes <= LARGEST:
        data = base64.b64encode(array.tobytes()).decode("ascii")
    return ["array", array.dtype.str, list(array.shape), data]


def _arguments(function: Callable) -> list[list]:
    """Return the name and kind of each argument."""
    try:
        given = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return []
    return [[a.name, int(a.kind), a.default is not a.empty] for a in given]


def unpack(packed: Packed, call: Callable[[list], list]) -> Any:
    """Return the answer; `call` sends arguments to where a function is."""
    try:
        kind, *parts = packed
        if kind == "function":
            return _stand_in(parts[0], call)
        if kind in ("tuple", "list", "set", "frozenset"):
            made = [unpack(one, call) for one in parts]
            return getattr(builtins, kind)(made)
        return _KINDS[kind](*parts)
    except NotCarriedError:
        raise
    except Exception as error:  # whatever its sender has made of it
        raise NotCarriedError(
            "this answer could not be taken out of the notebook"
        ) from error


def _array(dtype: str, shape: list[int], data: str | None) -> Any:
    kind = np.dtype(dtype)
    if data is None:  # nothing that large is right; its shape has the hint
        return np.broadcast_to(np.zeros((), kind), shape)
    found = np.frombuffer(base64.b64decode(data), kind).reshape(shape)
    return found.copy() if shape else found[()]


def _keras(config: dict) -> Any:
    """Make a layer or a model again, of Keras's own parts alone."""
    import keras

    for module, name in _classes(config):
        package = module.partition(".")[0] or "keras"
        if package not in OURS or name in ("Lambda", "__lambda__"):
            raise NotCarriedError(
                f"a part of it is not Keras's own, {name[:40]!r}"
            )
    if config["class_name"] != "Sequential":
        return keras.saving.deserialize_keras_object(config)
    # One by one: where Keras stopped its author, it stops here.
    model = keras.Sequential(name=config["config"]["name"])
    for layer in config["config"]["layers"]:
        try:
            model.add(keras.saving.deserialize_keras_object(layer))
        except ValueError:
            return model
    shape = (config.get("build_config") or {}).get("input_shape")
    if shape and not model.built:
        model.build(tuple(shape))
    if compiled := config.get("compile_config"):
        model.compile_from_config(compiled)
    return model


def _classes(config: object) -> Iterator[tuple[str, str]]:
    """Yield module and name of each class that a configuration names."""
    if isinstance(config, list):
        for part in config:
            yield from _classes(part)
    if isinstance(config, dict):
        if "class_name" in config:
            yield str(config.get("module") or ""), str(config["class_name"])
        for part in config.values():
            yield from _classes(part)


def _stand_in(arguments: list, call: Callable[[list], list]) -> Callable:
    """Return a function that is called where the learner's own is."""

    def function(*given: Any) -> Any:
        how, what, *after = call([pack(one) for one in given])
        for one, new in zip(given, after, strict=False):
            new = unpack(new, call)
            if np.shape(new) == np.shape(one):
                one[...] = new  # the check looks whether it was changed
        if how == "raised":
            raise _error(*what)
        return unpack(what, call)

    function.__signature__ = inspect.Signature(
        [
            inspect.Parameter(
                str(name), kind, default=None if optional else inspect._empty
            )
            for name, kind, optional in arguments
        ]
    )
    return function


def called(function: Callable, packed: list) -> list:
    """Call a learner's function for `_stand_in`, on the other side."""
    given = [unpack(one, None) for one in packed]
    try:
        answer = ["returned", pack(function(*given))]
    except BaseException as error:
        answer = ["raised", [type(error).__name__, str(error)[:LONGEST]]]
    return [*answer, *(pack(one) for one in given)]


def _error(name: str, text: str) -> BaseException:
    kind = getattr(builtins, name, None)
    if not (isinstance(kind, type) and issubclass(kind, Exception)):
        kind = type(str(name), (Exception,), {})
    return kind(str(text))


_KINDS: dict[str, Callable] = {
    "dots": lambda: ...,
    "value": lambda value: value,
    "range": range,
    "array": _array,
    "keras": _keras,
    "bytes": bytes,
    "dict": dict,
    "type": lambda: object,
    "module": lambda: types,
    "Iterator": lambda: iter(()),
    "object": object,
}
