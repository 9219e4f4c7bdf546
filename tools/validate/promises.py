"""What a promise is, and what a finding says of a notebook that breaks one."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from tools.validate.config import Config
from tools.validate.reading import Notebook, Place

# What a promise yields: where, and a sentence on what is wrong and what to do.
Told = Iterable[tuple[Place, str]]
Check = Callable[[Notebook, Config], Told]

LEVELS = ("note", "warning", "error")  # of SARIF; a note changes no exit code


@dataclass(frozen=True)
class Promise:
    """Something that a notebook keeps; its id is what switches it off."""

    id: str
    level: str
    says: str  # what is promised
    check: Check | None = None  # None: it is known only by running
    reads_code: bool = False  # it means nothing where the code is no Python


@dataclass(frozen=True)
class Finding:
    """A promise that a notebook breaks: where, and what to do."""

    promise: Promise
    notebook: str  # from the folder, with / between the parts
    place: Place
    says: str

    def __str__(self) -> str:
        return (
            f"{self.notebook}, {self.place.name}: {self.says} "
            f"[{self.promise.id}]"
        )


PROMISES: dict[str, Promise] = {}


def promise(name: str, level: str, reads_code: bool = False) -> Callable:
    """Enter a check as a promise; its docstring is what is promised."""

    def enter(check: Check) -> Check:
        PROMISES[name] = Promise(name, level, check.__doc__, check, reads_code)
        return check

    return enter


def ran(name: str, level: str, says: str) -> None:
    """Enter a promise that is known only by running."""
    PROMISES[name] = Promise(name, level, says)
