"""Hand-outs of a lesson: the learner's, the teacher's, and a sheet of votes.

In the learner's an answer stands behind a fold, and on paper on the next page,
so that neither gives away what is asked. The teacher's shows all, with a note
at each prediction and each exercise.
"""

from collections.abc import Iterator
from typing import Any

from tools import page_answers
from tools.exercises import Exercise
from tools.notebooks import NotebookNode
from tools.teaching.parts import Lesson, Part, code

Block = tuple[str, Any]  # how the template shows it, and what it needs


def learner_blocks(lesson: Lesson) -> list[Block]:
    """Return the hand-out of a learner: without solutions, answers folded."""
    blocks: list[Block] = []
    known: set[str] = set()  # predictions whose answer was given before
    fold: dict[str, list] | None = None
    for part in lesson.parts:
        if _left_out(part):
            continue
        gives = [
            lesson.number(one)
            for one in lesson.asked
            if one.cell in part.answers - known
        ]
        if not gives and fold:
            known |= {lesson.asked[n - 1].cell for n in fold["numbers"]}
            fold = None
        if gives and not fold:
            fold = {"numbers": [], "blocks": []}
            blocks.append(("fold", fold))
        if fold:
            fold["numbers"] = sorted({*fold["numbers"], *gives})
            fold["blocks"] += _blocks(lesson, part)
        else:
            blocks += _blocks(lesson, part)
    return blocks


def _left_out(part: Part) -> bool:
    """Tell whether it is of use in a notebook only, or a solution."""
    return bool({"check", "solution", "progress"}.intersection(part.tags)) or (
        part.source.endswith("How far are you?")
    )


def _blocks(lesson: Lesson, part: Part) -> Iterator[Block]:
    """Yield a part, and what follows it."""
    if "exercise" in part.tags:
        yield "exercise", part.html
        return
    yield "part", part.html
    asked = lesson.asks(part.cell)
    if asked and part is _last(lesson, part.cell):
        yield "choices", {"number": lesson.number(asked), "asked": asked}


def _last(lesson: Lesson, cell: NotebookNode) -> Part:
    return [part for part in lesson.parts if part.cell is cell][-1]


def teacher_blocks(lesson: Lesson) -> list[Block]:
    """Return the hand-out of a teacher: solved, with notes."""
    blocks: list[Block] = []
    solved = {lesson.nb.cells[one.stub].id: one for one in lesson.exercises}
    for part in lesson.parts:
        one = solved.get(part.cell.id)
        if one:
            blocks.append(("part", code(one.code)))
            blocks.append(
                (
                    "solved",
                    {
                        "number": one.number,
                        "why": one.why,
                        "slips": slips(lesson, one),
                    },
                )
            )
        elif not _left_out(part):
            for kind, what in _blocks(lesson, part):
                blocks.append(("note" if kind == "choices" else kind, what))
    return blocks


def slips(lesson: Lesson, one: Exercise) -> list[tuple[str, str]]:
    """Return the usual wrong answers to an exercise, each with its hint.

    None for those that want code: their hints come of running it.
    """
    declared = page_answers.exercise(lesson.nb.cells[one.check])
    if not declared:
        return []
    found = []
    for wrong in one.wrong_answers:
        names: dict[str, Any] = {}
        try:
            exec(wrong, names)
        except NameError:  # it needs what the lesson has imported
            continue
        name = wrong.partition(" =")[0]
        found.append((wrong, declared.hint(names[name])))
    return found
