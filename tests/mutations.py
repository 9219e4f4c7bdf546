"""Damage the project on purpose, and count what the tests notice.

`make mutations` draws damages by chance, always the same ones, and says of
each which tests had a look at it: what a lesson states or shows is judged by
its promises and by the comparison with what its code gives, all in this
process; code, tables and data in a copy of the project, by the tests of that
room, each in a fork of a process that has Keras. What came of them goes to
docs/mutations.csv, and the page beside it is made of all that is there.
"""

import argparse
import collections
import contextlib
import copy
import csv
import io
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path

import pytest

from helpers import backend
from tests import damages
from tests.contracts import PROMISES, Lesson
from tools import compare
from tools.notebooks import ROOT, code_cells, command, lessons, seal, write

TABLE, PAGE = (ROOT / f"docs/mutations.{end}" for end in ("csv", "md"))
COLUMNS = ["kind", "where", "how", "by", "noticed", "excused"]
SEED, SECONDS = 18, 240
CHECKS = "test_checks test_verdicts test_hints"
# A file, and the tests of its room, those that take least first.
ROOMS = {
    "helpers/arguments.py": "test_data test_baselines test_runtime",
    "helpers/baselines.py": "test_baselines",
    "helpers/comparison.py": "test_comparison test_study_verdict",
    "helpers/data.py": "test_data",
    "helpers/fused_lstm.py": "test_fused_lstm",
    "helpers/models.py": "test_models",
    "helpers/reference.py": "test_reference test_gradients",
    "helpers/shapes.py": "test_shapes",
    "helpers/synthetic.py": "test_synthetic",
    "helpers/word_baselines.py": "test_word_baselines",
    "helpers/checks/cell.py": CHECKS,
    "helpers/checks/data.py": CHECKS,
    "helpers/checks/engine.py": CHECKS,
    "helpers/checks/readers.py": CHECKS,
    "helpers/checks/seats.py": CHECKS,
    "helpers/checks/shapes.py": CHECKS,
    "helpers/checks/sizes.py": CHECKS,
    "helpers/checks/states.py": CHECKS,
    "helpers/checks/step.py": CHECKS,
    "helpers/checks/training.py": CHECKS,
    "helpers/fit_check/leaks.py": "test_leaks test_fit_findings",
    "study/choice.py": "test_study_verdict test_study_paper",
    "study/clusters.py": "test_study_engine",
    "study/pace.py": "test_study_verdict test_study_paper",
    "study/results.py": "test_study_verdict test_study_paper",
    "study/tasks.py": "test_study_tasks",
    "study/training.py": "test_study_training test_study_cells",
    "study/verdict.py": "test_study_verdict test_study_paper",
    "study/worlds.py": "test_study_tasks",
    "study/confirm.csv": "test_study_tables test_study_paper",
    "study/curves.csv": "test_study_tables test_study_paper",
    "data/sunspots_monthly.csv": "test_data",
    "data/step_times.csv": "test_data test_lesson_time",
    "data/words.txt": "test_data",
}
# Kind -> how many are drawn.
TEXT = {
    "a direction that is compared": 60,
    "another word of order or place": 30,
    "a number": 40,
    "a link": 10,
    "a prediction": 20,
}
SHOWN = {"a printed number": 25, "a picture": 15}
FILES = {
    damages.OPERATOR: 12,
    damages.NUMBER: 12,
    damages.SWAP: 8,
    damages.SWITCH: 8,
    damages.SEED: 8,
    damages.LEAK: 8,
    damages.WORDS: 6,
    "a line or number of the study's tables": 5,
    "a line or number of the data": 5,
}


PREFACE = """\
# What the tests notice

Written by `make mutations`. It damages the project in many ways, drawn by
chance (seed {seed} and the name of the kind), and asks the tests of that room.
What did not run yet, the middle column says.

**{seen} of {all}** were noticed, and **{held}** of them even by a test that
compares with a cell. The rest, in the last column, an author excused by a
comment and its reason (`not compared`, `number`): who changes the word must
change the comment, too, and nobody knows more.

- **Left alone in texts**, since turned round they say nothing else: {words}
  words of order or size that are ways to speak ("at last", "step after step",
  "the right answer", what is left over, the title of a page elsewhere;
  `SPOKEN` in `tests/contracts/orders.py`), and {numbers} numbers that are
  names: of a Keras, of a line in a list, or on a page elsewhere.
- **Left alone in code**: docstrings and types, texts that are put together,
  `strict` of `zip`, a guard, what `len` counts, and the two arguments of
  `max` and the like, which may stand either way. A `<` becomes `>=`, not
  `<=`: two measured numbers are hardly ever equal. Drawings, and much of
  `check_fit`, are left alone as well: their tests take minutes.
- **Tables and data** have checksums, so whatever is changed is noticed.
"""
# Where and how, in part, and why nobody notices: each was looked at.
REASONS = {
    "leaks.py line 165: no seed": "nothing else: it asks whether a match is "
    "chance, and any draw will do",
    "pace.py line 55: 1 for 0": "nothing else: all tables have its columns",
    "fused_lstm.py line 124: True": "nothing else: the peepholes that it "
    "switches on have zeros for weights",
}


def in_lessons(kinds: dict[str, int], draw: random.Random) -> Iterator[tuple]:
    """Yield (kind, where, what, tests, who notices, is excused) for lessons.

    It is excused where nobody would notice, had the author changed the
    comment that excuses the word as well.
    """
    makers: dict[str, Callable] = {
        "a direction that is compared": partial(
            damages.turned_words, compared=True
        ),
        "another word of order or place": partial(
            damages.turned_words, compared=False
        ),
        "a number": damages.other_numbers,
        "a link": damages.lost_links,
        "a prediction": damages.choices,
        "a printed number": damages.printed_digits,
        "a picture": damages.pictures,
    }
    for kind, number in kinds.items():
        found = [
            (path, place, nth)
            for path in lessons()
            for place, cell in _cells(Lesson.at(path), kind in SHOWN)
            for nth, _ in enumerate(makers[kind](cell))
        ]
        for path, place, nth in draw.sample(found, min(number, len(found))):
            good = Lesson.at(path)
            nb = copy.deepcopy(good.nb)
            what, damage, excuse = list(makers[kind](nb.cells[place]))[nth]
            damage()
            where = f"{path.stem[:2]} {nb.cells[place].id}"
            noticed = ""
            if kind in SHOWN:
                seal(nb)
                noticed = _replayed(good, nb)
            noticed = noticed or _broken(Lesson(path, nb, good.series))
            source = nb.cells[place].source
            excuse()
            excused = "" if nb.cells[place].source == source else "yes"
            if excused and _broken(Lesson(path, nb, good.series)):
                excused = ""
            tests = "promises, replay" if kind in SHOWN else "promises"
            yield kind, where, what, tests, noticed, excused


def _cells(lesson: Lesson, shown: bool) -> list[tuple[int, object]]:
    """Return the cells to damage, each with its place among all."""
    if shown:
        wanted = code_cells(lesson.nb)
    else:
        wanted = [cell for _, cell in lesson.telling[1:]]
    ids = {cell.id for cell in wanted}
    cells = enumerate(lesson.nb.cells)
    return [(place, cell) for place, cell in cells if cell.id in ids]


def _replayed(good: Lesson, nb: object) -> str:
    """Compare as the replay does; what the code gives, is known."""
    pairs = zip(code_cells(nb), code_cells(good.nb), strict=True)
    for one, other in pairs:
        if compare.differences(one.outputs, other.outputs, exact=False):
            return "replay"
    return ""


def _broken(lesson: Lesson) -> str:
    """Return the name of a promise that the lesson breaks, or nothing."""
    slow = ("leaks_no_solution", "shows_what_is_right")
    for promise in sorted(PROMISES, key=lambda p: p.__name__ in slow):
        if any(promise(lesson)):
            return promise.__name__
    return ""


def in_files(kinds: dict[str, int], draw: random.Random) -> Iterator[tuple]:
    """Yield the same for damaged files, each judged in a copy."""
    found: dict[str, list] = {kind: [] for kind in kinds}
    for name, rooms in ROOMS.items():
        for kind, rows in _by_kind(name).items():
            if kind in kinds:  # of each file alike
                few = draw.sample(rows, min(4, len(rows)))
                found[kind] += [(name, rooms, *row) for row in few]
    with _copy() as folder:
        for kind, rows in found.items():
            number = min(kinds[kind], len(rows))
            for name, rooms, what, text in draw.sample(rows, number):
                path = folder / name
                good = path.read_bytes()
                path.write_text(text, "utf-8")
                noticed = ""
                for room in rooms.split():
                    if _fails(folder, f"tests/{room}.py"):
                        noticed = room
                        break
                path.write_bytes(good)
                yield kind, name, what, rooms.replace(" ", ", "), noticed, ""


def _by_kind(name: str) -> dict[str, list[tuple[str, str]]]:
    """Return all damages of a file: kind -> what is done, and the text."""
    text = (ROOT / name).read_text("utf-8")
    found = collections.defaultdict(list)
    if name.endswith(".py"):
        for kind, what, damaged in damages.code_damages(text):
            found[kind].append((what, damaged))
        return found
    room = "data" if name.startswith("data") else "study's tables"
    return {
        f"a line or number of the {room}": list(damages.table_damages(text))
    }


@contextlib.contextmanager
def _copy() -> Iterator[Path]:
    """Copy what belongs to the project, and have Keras loaded to fork."""
    files = subprocess.check_output(["git", "ls-files", "-coz"], cwd=ROOT)
    ignored = subprocess.check_output(
        ["git", "ls-files", "-coiz", "--exclude-standard"], cwd=ROOT
    )
    names = {*files.decode().split("\0")} - {*ignored.decode().split("\0")}
    before = dict(os.environ)
    backend.load_ahead()  # forks would miss the threads of `load`
    os.environ.clear()
    os.environ.update(before)
    with tempfile.TemporaryDirectory(prefix="mutations-") as folder:
        for name in filter(None, names):
            if (ROOT / name).is_file():
                (Path(folder) / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(ROOT / name, Path(folder) / name)
        yield Path(folder)


def _fails(folder: Path, test: str) -> bool:
    """Tell whether a test file fails in the copy."""
    child = os.fork()
    if child == 0:
        with contextlib.suppress(BaseException):
            os._exit(_test(folder, test))
        os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) != 0


def _test(folder: Path, test: str) -> int:
    signal.alarm(SECONDS)  # what never ends is noticed, too
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    os.chdir(folder)
    ours = ("helpers", "study", "tests", "tools", "conftest")
    for name in [n for n in sys.modules if n.partition(".")[0] in ours]:
        del sys.modules[name]
    sys.path[:] = [
        str(folder),
        *(p for p in sys.path if p not in ("", str(ROOT))),
    ]
    os.environ["PYTHONPATH"] = str(folder)
    os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
    sys.dont_write_bytecode = True
    options = ["-x", "-q", "-n", "0", "-p", "no:cacheprovider", "-W", "error"]
    return int(pytest.main([*options, test]))


def page(rows: list[dict[str, str]], left: Mapping[str, int]) -> str:
    """Return the page: a line for each kind, then those nobody noticed.

    `left` says how many words and numbers claim nothing.
    """
    kinds = TEXT | SHOWN | FILES
    lines = []
    for kind, wanted in kinds.items():
        found = [row for row in rows if row["kind"] == kind]
        state = f"{len(found)} of {wanted}" if len(found) < wanted else wanted
        seen = sum(bool(row["noticed"]) for row in found)
        excused = sum(bool(row["excused"]) for row in found)
        lines.append(f"| {kind} | {state} | {seen} | {excused or ''} |")
    seen = sum(bool(row["noticed"]) for row in rows)
    excused = sum(bool(row["excused"]) for row in rows)
    missed = [row for row in rows if not row["noticed"]]
    return "\n".join(
        [
            PREFACE.format(
                seen=seen,
                all=len(rows),
                held=seen - excused,
                seed=SEED,
                **left,
            ),
            "| what is damaged | ways tried | noticed | excused |",
            "|---|---|---|---|",
            *lines,
            "\n## Not noticed\n",
            "| what is damaged | where | how | looked at by | why |",
            "|---|---|---|---|---|",
            *(
                f"| {' | '.join(_safe(row[name]) for name in COLUMNS[:4])} "
                f"| {why(row)} |"
                for row in missed
            ),
        ]
    )


def why(row: dict[str, str]) -> str:
    """Return what is known of why nobody notices."""
    told = f"{row['where']} {row['how']}"
    return next((REASONS[part] for part in REASONS if part in told), "")


def _safe(text: str) -> str:
    """Return a text as code: it may hold half a link."""
    text = " ".join(text.replace("`", "'").split())
    return f"`{text}`".replace("|", "\\|")


@command("Stopped; what had run is kept.")
def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(
        prog="make mutations", description=__doc__
    )
    parser.add_argument("--only", help="one kind, such as 'a number'")
    parser.add_argument("--ways", type=int, help="so many of each kind")
    options = parser.parse_args()
    rows = []
    if TABLE.exists():
        with TABLE.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
    for kinds, judge in ((TEXT | SHOWN, in_lessons), (FILES, in_files)):
        for kind, number in kinds.items():
            if options.only not in (None, kind):
                continue
            # Its own draw, so that no kind depends on the others.
            draw = random.Random(f"{SEED} {kind}")
            rows = [row for row in rows if row["kind"] != kind]
            for row in judge({kind: options.ways or number}, draw):
                rows.append(dict(zip(COLUMNS, row, strict=True)))
                print(*row[:3], row[4] or "NOT NOTICED", sep=" · ", flush=True)
                save(rows)


def left_alone() -> collections.Counter:
    """Count the words and numbers of all lessons that claim nothing."""
    found = collections.Counter()
    for path in lessons():
        for _, cell in Lesson.at(path).telling[1:]:
            found.update(damages.ways_to_speak(cell))
    return found


def save(rows: list[dict[str, str]]) -> None:
    """Write the table and the page of what ran so far."""
    text = io.StringIO()
    table = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    table.writeheader()
    table.writerows(rows)
    write(TABLE, text.getvalue())
    write(PAGE, page(rows, left_alone()) + "\n")


if __name__ == "__main__":
    sys.exit(main())
