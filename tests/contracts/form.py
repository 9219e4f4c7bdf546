"""Promises on the file: its format, its kernel, its size, its seals."""

from tests.contracts.lesson import Lesson
from tools.notebooks import invalid, is_intact, serialise

KILOBYTES = 300  # a lesson travels in the repository, figures and all
NO_REPLAY = ("nbval-", "raises-exception", "skip-execution")


def is_valid(lesson: Lesson) -> list[str]:
    """The file keeps to the notebook format; each cell has its own id."""
    return [
        f"the notebook: {problem}: correct the file, or restore it"
        for problem in invalid(lesson.nb)
    ]


def runs_anywhere(lesson: Lesson) -> list[str]:
    """The kernelspec is python3, which every Jupyter knows."""
    name = lesson.nb.metadata.get("kernelspec", {}).get("name")
    if name == "python3":
        return []
    return [
        f"the notebook: the kernel is {name!r}, not 'python3': "
        f"run {_outputs(lesson)}"
    ]


def is_small(lesson: Lesson) -> list[str]:
    """The file weighs 300 kB at most."""
    size = len(serialise(lesson.nb).encode()) / 1000
    if size <= KILOBYTES:
        return []
    return [
        f"the notebook: it has {size:.0f} kB, {KILOBYTES} at most: "
        "draw fewer or smaller figures"
    ]


def is_executed_in_order(lesson: Lesson) -> list[str]:
    """The cells were run once each, from the top."""
    return [
        f"{name}: it has the count {cell.get('execution_count')}, "
        f"not {number}: run {_outputs(lesson)}"
        for number, (name, cell) in enumerate(lesson.code, 1)
        if cell.get("execution_count") != number
    ]


def is_sealed(lesson: Lesson) -> list[str]:
    """Source and outputs are those that `make outputs` wrote."""
    return [
        f"{name}: it was changed after `make outputs` wrote it: "
        f"run {_outputs(lesson)}"
        for name, cell in lesson.code
        if not is_intact(cell)
    ]


def is_replayed_throughout(lesson: Lesson) -> list[str]:
    """No tag takes a cell out of the replay."""
    return [
        f"{name}: the tag {tag!r} would take it out of the replay: "
        "take the tag away"
        for name, cell in lesson.code
        for tag in cell.metadata.get("tags", [])
        if tag.startswith(NO_REPLAY)
    ]


def _outputs(lesson: Lesson) -> str:
    return f"`make outputs LESSON={lesson.path.name[:2]}`"
