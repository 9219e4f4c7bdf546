"""Values in the file of a grid: each is what it must be, or refused."""

import math
from collections.abc import Callable, Collection
from typing import Any

from helpers.depth_study import FORMS


def only(found: dict, known: Collection[str], where: str) -> None:
    """Raise ValueError for a key that is not known, with those that are."""
    for key in found:
        if key not in known:
            place = f" in [{where}]" if where else ""
            raise ValueError(
                f"{key!r}{place} is unknown; possible: "
                f"{', '.join(sorted(known))}."
            )


def text(found: dict, key: str) -> str:
    """Return a text that is not empty."""
    value = found.get(key)
    if not isinstance(value, str) or not value:
        raise ValueError(f"{key} is {value!r}; give a text.")
    return value


def one_of(found: dict, key: str, possible: Collection[str]) -> str:
    """Return one of several words."""
    value = text(found, key)
    if value not in possible:
        raise ValueError(
            f"{key} is {value!r}; give one of {', '.join(possible)}."
        )
    return value


def table(found: dict, key: str) -> dict[str, Any]:
    """Return a table of the file."""
    value = found.get(key)
    if not isinstance(value, dict):
        raise ValueError(f"{key} is {value!r}; give a table, [{key}].")
    return value


def whole_number(key: str, value: Any, least: int = 1) -> int:
    """Return a whole number of at least `least`."""
    if type(value) is not int or value < least:
        raise ValueError(
            f"{key} is {value!r}; give a whole number of at least {least}."
        )
    return value


def whole_numbers(least: int) -> Callable[[str, Any], tuple[int, ...]]:
    """Return a reader of lists of whole numbers, each at least `least`."""

    def read(key: str, value: Any) -> tuple[int, ...]:
        return tuple(
            whole_number(f"one of {key}", one, least)
            for one in _list(key, value)
        )

    return read


def rates(key: str, value: Any) -> tuple[float, ...]:
    """Return learning rates: finite numbers above 0."""
    for rate in _list(key, value):
        if type(rate) not in (int, float) or not 0 < rate < math.inf:
            raise ValueError(f"{key}: {rate!r} is no number above 0.")
    return tuple(float(rate) for rate in value)


def budgets(key: str, value: Any) -> dict[str, tuple[int, ...]]:
    """Return the budgets of each form."""
    forms = table({key: value}, key)
    only(forms, set(FORMS), key)
    if not forms:
        raise ValueError(f"{key} names no form; give plain = [2000].")
    read = whole_numbers(1)
    return {form: read(f"{key}.{form}", each) for form, each in forms.items()}


def deeper(key: str, value: Any) -> dict[int, tuple[int, ...]]:
    """Return further depths for a budget: budget -> depths."""
    read, found = whole_numbers(1), {}
    for budget, depths in table({key: value}, key).items():
        if not budget.isdecimal():
            raise ValueError(f"{key}: {budget!r} is no budget; give 7500.")
        found[int(budget)] = read(f"{key}.{budget}", depths)
    return found


def _list(key: str, value: Any) -> list:
    if not isinstance(value, list) or not value:
        raise ValueError(f"{key} is {value!r}; give a list in brackets.")
    twice = [one for one in value if value.count(one) > 1]
    if twice:
        raise ValueError(f"{key} holds {twice[0]!r} twice.")
    return value
