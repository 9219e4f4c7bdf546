"""Find handed-in notebooks; tell the lesson of each, and its edition."""

import re
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from tools import copies, notebooks
from tools.exercises import answer_name, exercises
from tools.notebooks import LessonError

LARGEST = 20 * 2**20  # bytes of a file that is read
ALIKE = 3  # code cells of a lesson that tell which it is


@dataclass
class Lesson:
    """A lesson as it is here, and what a copy of it has."""

    path: Path
    nb: notebooks.NotebookNode
    made: str = ""  # by this its copies are known
    answers: dict[str, str] = field(default_factory=dict)
    checks: dict[str, str] = field(default_factory=dict)  # their code
    check_ids: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path) -> "Lesson":
        """Read a lesson."""
        nb = notebooks.read(path)
        found = cls(path, nb)
        copy = copies.clean(copies.parse(path.read_bytes()))
        found.made = copies.made_from(copy)
        for one in exercises(nb, path.name):
            number = str(one.number)
            found.answers[number] = answer_name(nb, one)
            found.checks[number] = nb.cells[one.check].source
            found.check_ids[nb.cells[one.check].id] = number
        return found

    @property
    def code(self) -> list[str]:
        """Return the code of its cells."""
        return [cell.source for cell in notebooks.code_cells(self.nb)]

    @property
    def sources(self) -> set[str]:
        """Return the code of its cells, the stubs aside."""
        return {
            cell.source.strip()
            for cell in notebooks.code_cells(self.nb)
            if "exercise" not in cell.metadata.get("tags", [])
        }


def handed_in(folder: Path) -> list[Path]:
    """Return the notebooks below a folder."""
    if not folder.is_dir():
        raise LessonError(f"{folder} is no folder; give one with FOLDER=.")
    found = sorted(
        path
        for path in folder.rglob("*.ipynb")
        if ".ipynb_checkpoints" not in path.parts
    )
    if not found:
        raise LessonError(f"There is no notebook (.ipynb) in {folder}.")
    return found


def cells_of(path: Path) -> list[dict] | None:
    """Return the notebook in a file, None if there is none."""
    with suppress(OSError):
        if path.is_file() and not path.is_symlink():
            with path.open("rb") as file:
                return copies.parse(file.read(LARGEST))
    return None


def lesson_of(nb: dict, lessons: list[Lesson]) -> Lesson | None:
    """Return the lesson that most code cells come from, if that is clear."""
    sources = {text.strip() for _, text in code(nb)}
    found = Counter()
    for lesson in lessons:
        others = set().union(*(o.sources for o in lessons if o is not lesson))
        found[lesson.path] = len(sources & (lesson.sources - others))
    best = max(lessons, key=lambda lesson: found[lesson.path])
    least = min(ALIKE, len(best.sources))
    ties = sum(n == found[best.path] for n in found.values())
    return best if found[best.path] >= least and ties == 1 else None


def code(nb: dict) -> list[tuple[str, str]]:
    """Return id and text of each code cell."""
    return [
        (str(cell.get("id")), "".join(cell["source"]))
        for cell in nb["cells"]
        if cell["cell_type"] == "code"
    ]


def edition_of(nb: dict, lesson: Lesson) -> tuple[str, list[str]]:
    """Say which edition it was made from, and which exercises differ."""
    made = copies.made_from(nb)
    if made == lesson.made:
        return "the one here", []
    texts = {"".join(text.split()) for _, text in code(nb)}
    other = [
        number
        for number, source in lesson.checks.items()
        if "".join(source.split()) not in texts
    ]
    name = f"another ({made})" if isinstance(made, str) else "unknown"
    differs = f"other exercises: {', '.join(other)}" if other else ""
    return f"{name[:30]}; {differs or 'the same exercises'}", other


def checks_in(cell: tuple[str, str], lesson: Lesson) -> list[str]:
    """Return the exercises whose answers are to be taken below a cell."""
    name, text = cell
    found = re.findall(r"\bchecks\.\w+\([^)]*exercise\s*=\s*(\d+)", text)
    if name in lesson.check_ids:
        found.append(lesson.check_ids[name])
    return sorted(set(found) & set(lesson.answers))
