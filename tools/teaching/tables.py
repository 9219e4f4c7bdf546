"""Write the numbers of docs/teaching/: `python -m tools.teaching.tables`.

Minutes come from the heads of the lessons, what a room stumbles over from
their predictions, times of downloads from the sizes of the wheels. The plans
stand in docs/teaching/plans.toml.
"""

import argparse
import csv
import math
import re
import sys
import tomllib
from datetime import datetime, timedelta
from pathlib import Path

from tools import notebooks, page_answers
from tools.notebooks import ROOT, LessonError
from tools.predictions import Choice, Prediction
from tools.readme_map import with_part
from tools.teaching.parts import Lesson, Part, question
from tools.teaching.sizes import SIZES, digest_of_locks

FOLDER = ROOT / "docs" / "teaching"
SECONDS = {"text": 0.3, "code": 4, "printed": 1, "picture": 20}
A_PREDICTION = 30  # seconds
A_VOTE = 4  # minutes: vote, talk, vote again, the answer
EXERCISES = "Exercises"
AT_THE_END = ("What we learned", "Where people trip", "Next")
IN_ALL = "The end: what we learned, where people trip, what is next"


def shared(minutes: int, weights: list[float]) -> list[int]:
    """Return whole minutes in proportion to weights, one at least each."""
    rest, whole = minutes - len(weights), sum(weights)
    exact = [rest * weight / whole for weight in weights]
    found = [math.floor(one) for one in exact]
    by_rest = sorted(range(len(exact)), key=lambda at: found[at] - exact[at])
    for at in by_rest[: rest - sum(found)]:
        found[at] += 1
    return [one + 1 for one in found]


def sections(lesson: Lesson) -> list[tuple[str, int]]:
    """Return the sections of a lesson and the minutes to read each."""
    seconds: dict[str, float] = {}
    name = "The beginning"
    for part in lesson.parts:
        if found := re.match(r"(###?) (.+)", part.source):
            inside = name == EXERCISES and found[1] == "###"
            if part.kind == "heading" and not inside:
                name = IN_ALL if found[2] in AT_THE_END else found[2]
        lasts = _seconds(lesson, part)
        if name != EXERCISES and lasts:
            seconds[name] = seconds.get(name, 0) + lasts
    minutes = shared(lesson.head.reading, list(seconds.values()))
    return list(zip(seconds, minutes, strict=True))


def _seconds(lesson: Lesson, part: Part) -> float:
    """Return about how long one looks at a part; only shares count."""
    if part.kind == "heading":
        return 0
    asks = A_PREDICTION * bool(part.kind == "text" and lesson.asks(part.cell))
    lines = {"text": len(part.source.split()), "picture": 1}
    count = lines.get(part.kind, part.source.count("\n") + 1)
    return asks + SECONDS[part.kind] * count


def exercise_minutes(lesson: Lesson) -> list[int]:
    """Return the minutes of each exercise, by what its solution takes."""
    cells = lesson.nb.cells
    weights = [
        len(cells[one.stub - 1].source.split())
        + 10 * len(one.code.split("\n"))
        for one in lesson.exercises
    ]
    return shared(lesson.head.exercises, weights)


# The parts of the pages, by their names


def minutes(lessons: list[Lesson]) -> str:
    """Return the minutes of each section and each exercise."""
    lines = []
    for number, lesson in enumerate(lessons, 1):
        head = lesson.head
        where = f"../../notebooks/{lesson.path.name}"
        lines += [
            "",
            f"## {number}. {head.title}",
            "",
            "| section | minutes |",
            "| --- | ---: |",
            *(f"| {name} | {n} |" for name, n in sections(lesson)),
            f"| [all of it]({where}) | {head.reading} |",
            *(
                f"| exercise {at} | {n} |"
                for at, n in enumerate(exercise_minutes(lesson), 1)
            ),
            f"| all exercises | {head.exercises} |",
        ]
    return "\n".join(lines[1:]) + "\n"


def plan(lessons: list[Lesson], one: dict) -> str:
    """Return the table of a plan; LessonError if it does not add up."""
    at = begins = datetime.strptime(one["starts"], "%H:%M")
    lines = ["| at | what | minutes |", "| --- | --- | ---: |"]
    for row in one["rows"]:
        what, lasts = _row(lessons, row)
        lines.append(f"| {at:%H:%M} | {what} | {lasts} |")
        at += timedelta(minutes=lasts)
    lasts = (at - begins).seconds // 60
    lines.append(f"| {at:%H:%M} | end | {lasts} |")
    if lasts != one["minutes"]:
        raise LessonError(
            f"The plan {one['name']!r} in docs/teaching/plans.toml takes "
            f"{lasts} minutes, and says {one['minutes']}: change its rows."
        )
    return "\n".join(lines) + "\n"


def _row(lessons: list[Lesson], row: dict) -> tuple[str, int]:
    """Return what happens in a row of a plan, and how many minutes."""
    if "does" in row:
        return row["does"], row["minutes"]
    lesson = lessons[row["lesson"] - 1]
    head = lesson.head
    what = f"[Lesson {row['lesson']}](../../notebooks/{lesson.path.name})"
    parts, lasts = [f"{head.reading} to read and run"], head.reading
    if row.get("exercises", True):
        parts.append(f"{head.exercises} for the exercises")
        lasts += head.exercises
    if votes := row.get("votes", 0):
        word = "vote" if votes == 1 else "votes"
        parts.append(f"{A_VOTE * votes} for {votes} {word}")
        lasts += A_VOTE * votes
    return f"{what}: {', '.join(parts)}", lasts


def stumbles(lessons: list[Lesson], chosen: list[dict]) -> str:
    """Return what a room thinks, the question and the cell that show it."""
    lines = [
        "| what a room thinks, and what is true "
        "| the question that exposes it | where the cell is |",
        "| --- | --- | --- |",
    ]
    for one in chosen:
        lesson = lessons[one["lesson"] - 1]
        asked, slip = _chosen(lesson, one)
        anchor = lesson.heading(asked.cell)
        where = (
            f"../../notebooks/{lesson.path.name}#{anchor.replace(' ', '-')}"
        )
        lines.append(
            f"| {slip.says}: {slip.why} | {_cell(question(asked))} "
            f"| lesson {one['lesson']}, [{anchor}]({where}), vote "
            f"{lesson.number(asked)} |"
        )
    return "\n".join(lines) + "\n"


def _chosen(lesson: Lesson, one: dict) -> tuple[Prediction, Choice]:
    """Return the prediction and the slip that a row of plans.toml names."""
    for asked in lesson.asked:
        for choice in asked.choices:
            if (asked.cell, choice.says) == (one["asks"], one["slip"]):
                return asked, choice
    raise LessonError(
        f"{lesson.path.name} has no prediction {one['asks']!r} with the slip "
        f"{one['slip']!r}: correct docs/teaching/plans.toml."
    )


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def pairs(lessons: list[Lesson]) -> str:
    """Return the exercises that want code, for two at one laptop."""
    lines = []
    for number, lesson in enumerate(lessons, 1):
        wants = [
            str(one.number)
            for one in lesson.exercises
            if not page_answers.exercise(lesson.nb.cells[one.check])
        ]
        if wants:
            word = "exercise" if len(wants) == 1 else "exercises"
            lines.append(f"- lesson {number}: {word} {' and '.join(wants)}")
    return "\n".join(lines) + "\n"


def late(lessons: list[Lesson]) -> str:
    """Return the lessons that know a quick preset."""
    quick = [
        f"{number:02}"
        for number, lesson in enumerate(lessons, 1)
        if any(
            re.search(r"(?m)^preset: ", part.source)
            for part in lesson.parts
            if "parameters" in part.tags
        )
    ]
    return f"{', '.join(quick[:-1])} and {quick[-1]}.\n"


def downloads() -> str:
    """Return how long thirty laptops wait for their wheels."""
    first, *lines = SIZES.read_text("utf-8").splitlines()
    if first != f"# {digest_of_locks()}":
        raise LessonError(
            "The locks have changed since docs/teaching/sizes.csv was "
            "written: run `python -m tools.teaching.sizes`."
        )
    table = [
        "| machine | Python | MB for one | minutes for 30 at 50 Mbit/s "
        "| at 1 Gbit/s |",
        "| --- | --- | ---: | ---: | ---: |",
    ]
    for row in csv.DictReader(lines):
        megabytes = int(row["bytes"]) / 1e6
        wait = [30 * megabytes * 8 / rate / 60 for rate in (50, 1000)]
        table.append(
            f"| {row['machine']} | {row['python']} | {megabytes:.0f} "
            f"| {wait[0]:.0f} | {wait[1]:.0f} |"
        )
    return "\n".join(table) + "\n"


def server() -> str:
    """Return what 30 and 300 learners need, from docs/room/README.md."""
    text = (ROOT / "docs" / "room" / "README.md").read_text("utf-8")
    (table,) = re.findall(r"(?m)^\| learners \| memory.*\n(?:\|.*\n)+", text)
    return table


def write_pages(
    lessons: list[Lesson], folder: Path = FOLDER, check: bool = False
) -> list[str]:
    """Write the parts into the pages; return the names of what changed."""
    given = tomllib.loads((FOLDER / "plans.toml").read_text("utf-8"))
    plans = {p["name"]: plan(lessons, p) for p in given["plans"]}
    guide = {"stumbles": stumbles(lessons, given["stumbles"])}
    guide |= {"pairs": pairs(lessons), "late": late(lessons), **plans}
    before_the_day = {"downloads": downloads(), "server": server()}
    changed = []
    for name, parts in {
        "README.md": guide,
        "minutes.md": {"minutes": minutes(lessons)},
        "before_the_day.md": before_the_day,
    }.items():
        before = after = (folder / name).read_text("utf-8")
        for part, text in parts.items():
            after = with_part(after, part, text, name)
        if after != before:
            changed.append(name)
            if not check:
                notebooks.write(folder / name, after)
    return changed


@notebooks.command()
def main(arguments: list[str] | None = None) -> int:
    """Run the command line; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--check", action="store_true", help="write nothing")
    options = parser.parse_args(arguments)
    lessons = [Lesson(path) for path in notebooks.lessons()]
    changed = write_pages(lessons, check=options.check)
    if options.check and changed:
        raise LessonError(
            f"docs/teaching/{changed[0]} is not what the lessons give: run "
            "`make readme`."
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
