"""Promises on the exercises: their number and order, and no answer shown."""

import ast
import re
from collections.abc import Iterator

from tests.contracts.lesson import Lesson, printed, syntax
from tools.exercises import exercises
from tools.notebooks import LessonError

SHORT = 4  # letters: a shorter answer may stand there by chance


def has_two_to_four_exercises(lesson: Lesson) -> Iterator[str]:
    """There are two to four exercises."""
    count = len(lesson.tagged("exercise"))
    if not 2 <= count <= 4:
        yield (
            f"the notebook: {count} cells are tagged `exercise`: "
            "write two to four exercises"
        )


def has_complete_exercises(lesson: Lesson) -> Iterator[str]:
    """Exercises count from 1; each has question, stub, check, solution."""
    name = lesson.path.name
    try:
        exercises(lesson.nb, name)
    except LessonError as error:
        yield str(error).removeprefix(f"{name}, ")


def leaks_no_solution(lesson: Lesson) -> Iterator[str]:
    """Each stub is open, and no code cell holds the answer to one."""
    stubs, answers = set(), _answers(lesson)
    for name, cell in lesson.tagged("exercise"):
        tree = syntax(cell.source)
        if not any(_is_dots(node) for node in ast.walk(tree)):
            yield f"{name}: the stub is solved: write `...` for the answer"
        yield from _shown_answers(name, cell.source, answers)
        stubs |= {
            target for target, value in _assigned(tree) if _is_dots(value)
        }
    for name, cell in lesson.tagged("check"):
        if "is open" not in printed(cell):
            yield (
                f"{name}: its output does not say that the exercise is open: "
                "empty the stub and run `make outputs`"
            )
        yield from _shown_answers(name, cell.source, answers)
    for name, cell in lesson.tagged("solution"):
        if not cell.source.lstrip().startswith("<details>"):
            yield f"{name}: the solution is not folded: begin with <details>"
    for name, tree in lesson.trees:
        for target, value in _assigned(tree):
            if target in stubs and not _is_dots(value):
                yield (
                    f"{name}: it solves the exercise, `{target} = ...`: "
                    "leave that to the solution"
                )


def _assigned(tree: ast.Module) -> Iterator[tuple[str, ast.expr]]:
    """Yield name and value of the assignments at the top of a cell."""
    for node in tree.body:
        if isinstance(node, ast.Assign):
            for target in node.targets:
                yield ast.unparse(target), node.value


def _answers(lesson: Lesson) -> set[str]:
    """Return what the solutions assign to the names of the stubs."""
    return {
        ast.unparse(value)
        for _, cell in lesson.tagged("solution")
        for code in re.findall(r"```python\n(.*?)```", cell.source, re.S)
        for _, value in _assigned(syntax(code))
        if len(ast.unparse(value)) >= SHORT
    }


def _shown_answers(name: str, source: str, answers: set[str]) -> Iterator[str]:
    for answer in sorted(answers):
        if "".join(answer.split()) in "".join(source.split()):
            yield f"{name}: it holds the answer `{answer}`: take it out"


def _is_dots(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and node.value is ...
