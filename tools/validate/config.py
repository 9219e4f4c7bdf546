"""Which promises count where: `.notebook-promises.toml` in the folder."""

import math
import tomllib
from dataclasses import dataclass, field, fields
from fnmatch import fnmatchcase
from pathlib import Path

from tools.notebooks import LessonError

NAME = ".notebook-promises.toml"
COMPARE = ("tolerance", "exact", "bounds", "none")


@dataclass(frozen=True)
class Config:
    """What a configuration file may say, and what holds without one."""

    off: dict[str, list[str]] = field(default_factory=dict)
    skip: list[str] = field(default_factory=list)
    cell_lines: int = 60
    cell_characters: int = 20_000
    output_kilobytes: int = 1000
    seconds: int = 600
    gigabytes: float = 8
    compare: str = "tolerance"
    alarm: float = 0.01

    def is_off(self, promise: str, notebook: str) -> bool:
        """Tell whether a promise is switched off for a notebook."""
        return _fits(notebook, self.off.get(promise, []))

    def is_skipped(self, notebook: str) -> bool:
        """Tell whether nothing of a notebook counts."""
        return _fits(notebook, self.skip)


def _fits(notebook: str, patterns: list[str]) -> bool:
    return any(fnmatchcase(notebook, pattern) for pattern in patterns)


def load(path: Path, promises: list[str]) -> Config:
    """Read a configuration file; a LessonError says what is wrong in it."""
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise LessonError(f"{path.name} is no TOML file: {error}.") from None
    known = {one.name: one for one in fields(Config)}
    _refuse(path, "key", set(given) - set(known), list(known))
    off = given.pop("off", {})
    if not isinstance(off, dict):
        raise LessonError(
            f"{path.name}: `off` must be a table, such as\n[off]\n"
            'install = true\norder = ["drafts/*"]'
        )
    _refuse(path, "promise", set(off) - set(promises), promises)
    for name, value in given.items():
        kind = known[name].type
        if kind in (int, float):
            fits = type(value) in (int, kind) and 0 < value < math.inf
        else:
            fits = _is_texts(value) if name == "skip" else type(value) is kind
        if not fits:
            raise LessonError(
                f"{path.name}: {name!r} cannot be {value!r}; without it, "
                f"{name} = {_default(known[name])} holds."
            )
    config = Config(off={n: _patterns(path, n, v) for n, v in off.items()})
    config = Config(**vars(config) | given)
    if config.compare not in COMPARE:
        raise LessonError(
            f"{path.name}: there is no compare = {config.compare!r}; "
            f"possible: {', '.join(COMPARE)}."
        )
    if config.alarm >= 1:
        raise LessonError(f"{path.name}: `alarm` is a share, below 1.")
    return config


def _default(one: object) -> object:
    return getattr(Config(), one.name)


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(v, str) for v in value)


def _patterns(path: Path, name: str, value: object) -> list[str]:
    if isinstance(value, bool):
        return ["*"] if value else []
    if _is_texts(value):
        return value
    raise LessonError(
        f"{path.name}: {name} under [off] must be true or a list of names "
        f'such as ["drafts/*"], not {value!r}.'
    )


def _refuse(path: Path, what: str, odd: set[str], known: list[str]) -> None:
    if odd:
        raise LessonError(
            f"{path.name}: there is no {what} {min(odd)!r}; possible: "
            f"{', '.join(known)}."
        )
