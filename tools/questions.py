"""The questions that people ask: a search, and the page that answers them.

`make ask Q="expected ndim=3"` prints the three questions that are nearest to
a few words, or to a whole message; `make questions` runs the cells of all and
writes docs/questions.md. Their words stand in docs/questions/, a file for each
section of the page.
"""

import argparse
import contextlib
import io
import math
import re
import sys
import tempfile
import textwrap
import tomllib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs" / "questions"
PAGE = ROOT / "docs" / "questions.md"
TEMPLATE = Path(__file__).with_name("questions.md.j2")
OLD_AND_NEW = "keras_2_to_3.toml"
WIDTH = 79
LONGEST = 300  # characters of a message that are worth reading
# Each row of the table is run with these.
SMALL = """
x, y = np.ones((2, 3, 1)), np.ones((2, 1))
model = keras.Sequential([keras.Input((3, 1)), layers.LSTM(4)])
model.add(layers.Dense(1))
model.compile(loss="mse", run_eagerly=True)
"""


@dataclass(frozen=True)
class Question:
    """What somebody asks, the answer, and a cell that shows it."""

    id: str  # "Q12", for good
    asks: str
    answer: str
    code: str
    threads: list[str]  # where it was asked
    message: str = ""  # a part of what Keras prints today
    also: tuple[str, ...] = ()  # other wordings, older messages
    wrong: str = ""  # an answer that circulates
    see: str = ""  # "when_shapes_go_wrong#Its heading", or a file's
    mend: str = ""  # a second cell
    lead_in: str = "Mended:"  # what stands before it

    @property
    def place(self) -> tuple[str, str]:
        """Return the file that says more, from the root, and its heading."""
        name, _, heading = self.see.partition("#")
        found = list((ROOT / "notebooks").glob(f"[0-9][0-9]_{name}.ipynb"))
        path = found[0].relative_to(ROOT).as_posix() if found else name
        return path, heading


def load(folder: Path = FOLDER) -> dict[str, list[Question]]:
    """Return the questions by section, in the order of the page."""
    sections = {}
    for path in sorted(folder.glob("[0-9]*.toml")):
        read = tomllib.loads(path.read_text(encoding="utf-8"))
        sections[read["title"]] = [Question(**q) for q in read["question"]]
    return sections


def rows(folder: Path = FOLDER) -> list[dict[str, str]]:
    """Return the rows of the table from Keras 2 to Keras 3."""
    text = (folder / OLD_AND_NEW).read_text(encoding="utf-8")
    return tomllib.loads(text)["row"]


# The search: words that few questions have weigh more (BM25).


def words(text: str) -> list[str]:
    """Return what is compared: the words of a text, cut to their stems.

    >>> words("Predictions are predicted; return_sequences")
    ['predi', 'predi', 'retur', 'seque']
    """
    parts = re.findall(r"[a-z]+|\d+", re.sub(r"_", " ", text.lower()))
    return [part[:5] for part in parts if part not in _TOO_COMMON]


_TOO_COMMON = set(
    re.findall(
        r"\w+",
        "a an and are as at be but by can do does for from has have how i if "
        "in is it its my not of on or should so than that the then there "
        "this to was what when why will with would you your",
    )
)


def last_error(text: str) -> str:
    """Return the message at the end of a traceback; other text as it is."""
    lines = text.splitlines()
    starts = [
        n
        for n, line in enumerate(lines)
        if re.match(r"[\w.]*(Error|Warning|Exception|Interrupt)\b", line)
    ]
    return "\n".join(lines[starts[-1] :]) if starts else text


def nearest(
    asked: str, questions: list[Question], count: int = 3
) -> list[Question]:
    """Return the questions that share most with a text, the nearest first."""
    bags = [_bag(question) for question in questions]
    length = sum(map(Counter.total, bags)) / len(bags)
    scores = [0.0] * len(bags)
    for word in set(words(last_error(asked))):
        having = sum(word in bag for bag in bags)
        weight = math.log(1 + (len(bags) - having + 0.5) / (having + 0.5))
        for n, bag in enumerate(bags):
            often = bag[word] / (0.4 + 0.6 * bag.total() / length)
            scores[n] += weight * often / (often + 1.2)
    best = sorted(range(len(bags)), key=lambda n: -scores[n])
    return [questions[n] for n in best[:count] if scores[n] > 0]


def _bag(question: Question) -> Counter:
    """Count the words of a question; those it is asked with count thrice."""
    told = (question.asks, question.message, *question.also)
    return Counter(3 * words(" ".join(told)) + words(question.answer))


# What a message misses, or does not know.
_MISSING = re.compile(
    r"(?:attribute|named|argument|import name|KeyError:|: \{)\s*'([\w.]+)'"
)


def old_words(asked: str) -> list[Question]:
    """Return the rows of the table on what a message misses."""
    see = f"docs/{PAGE.name}#From Keras 2 to Keras 3"
    missing = _MISSING.findall(last_error(asked))
    return [
        Question("old", row["old"], f"Today: {row['new']}", "", [], see=see)
        for row in rows()
        if any(re.search(rf"\b{word}\b", row["old"]) for word in missing)
    ]


# The page: each cell is run, and stands there with what it prints.


def run(cells: list[str]) -> list[str]:
    """Return what cells print one after the other, errors and warnings too."""
    import warnings

    import keras
    import numpy as np

    keras.utils.clear_session(free_memory=False)  # names begin at 0 again
    keras.utils.set_random_seed(1)
    names = {"keras": keras, "np": np, "layers": keras.layers}
    printed = []
    with (
        tempfile.TemporaryDirectory() as scratch,
        contextlib.chdir(scratch),
        np.printoptions(precision=3, floatmode="fixed", suppress=True),
        warnings.catch_warnings(),
    ):
        warnings.simplefilter("ignore")
        warnings.simplefilter("always", UserWarning)
        warnings.showwarning = lambda text, kind, *_: print(shown(kind, text))
        for cell in cells:
            out = io.StringIO()
            with contextlib.redirect_stdout(out):
                try:
                    exec(cell, names)
                except Exception as error:
                    print(shown(type(error), error))
            printed.append(
                "\n".join(
                    textwrap.fill(line, WIDTH, break_on_hyphens=False)
                    for line in out.getvalue().splitlines()
                )
            )
    return printed


def shown(kind: type, error: object) -> str:
    """Return the part of a message that is worth reading, in one line."""
    node = r"\[\[\{\{.*?\}\}\]\]|\{\{.*?\}\} ?"
    text = re.sub(rf"\x1b\[\d*m|{node}| ?\[Op:\w+\]", "", str(error))
    parts = [part for part in re.split(r"\n\s*\n", text.strip()) if part]
    if parts[0].startswith("Exception encountered when calling"):
        parts = parts[1:]
    if parts[0].startswith("Graph execution error"):
        parts = parts[-1:]
    if parts[0].endswith(":"):
        parts[0] = " ".join(parts[:2])
    said = re.sub(r" \(\S+\.py\)", "", " ".join(parts[0].split()))
    if len(said) > LONGEST:
        said = said[:LONGEST].rpartition(" ")[0] + " ..."
    return f"{kind.__name__}: {said}"


def run_all() -> tuple[dict[str, list[str]], list[dict[str, str]]]:
    """Run every cell; return what each question's print, and the table."""
    every = [q for questions in load().values() for q in questions]
    printed = {q.id: run([q.code, *filter(None, [q.mend])]) for q in every}
    table = [
        row | dict(zip(("says", "new_says"), both(row), strict=True))
        for row in rows()
    ]
    return printed, table


def page(printed: dict[str, list[str]], table: list[dict[str, str]]) -> str:
    """Return the text of docs/questions.md, for what the cells print."""
    from jinja2 import Environment

    environment = Environment(trim_blocks=True, lstrip_blocks=True)
    environment.filters.update(
        linked=linked, link=_link, literally=_literally, table_cell=_table_cell
    )
    template = environment.from_string(TEMPLATE.read_text(encoding="utf-8"))
    text = template.render(sections=load(), printed=printed, table=table)
    parts = re.split(r"(^```.*?^```$)", text, flags=re.M | re.S)
    parts[::2] = [re.sub(r"\n{3,}", "\n\n", part) for part in parts[::2]]
    return "".join(parts).rstrip() + "\n"


def both(row: dict[str, str]) -> list[str]:
    """Return what old and new code of a row print; the new one nothing."""
    cells = [row["old"], row["new"]]
    needs = re.search(r"\b(model|x)\b", " ".join(cells))
    return run([SMALL if needs else "", *cells])[1:]


def linked(text: str) -> str:
    """Make a link of each id in a text."""
    return re.sub(r"\bQ(\d+)\b", r"[Q\1](#q\1)", text)


def _link(question: Question) -> str:
    path, heading = question.place
    return f"../{path}#{quote(heading.replace(' ', '-'), safe=':,?')}"


def _literally(text: str) -> str:
    """Quote a text in Markdown, with all that means something there."""
    return re.sub(r"([\\`*_{}\[\]<>#|])", r"\\\1", text)


def _table_cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


# The command line.


def told(question: Question, *, with_cells: bool = False) -> str:
    """Return a question as `make ask` prints it."""

    def filled(text: str) -> str:
        margin = " " * 5
        return textwrap.fill(
            text, WIDTH, initial_indent=margin, subsequent_indent=margin
        )

    lines = [f"{question.id:4} {filled(question.asks).lstrip()}"]
    lines += [filled(question.answer)]
    if question.wrong:
        lines += [filled(f"It is said, and wrong: {question.wrong}")]
    if question.see:
        path, heading = question.place
        lines += [filled(f'More: {path}, "{heading}"')]
    if with_cells:
        for cell in filter(None, [question.code, question.mend]):
            lines += ["", textwrap.indent(cell.strip(), " " * 9)]
    elif question.code:
        lines += [filled(f"Its cell: docs/questions.md#{question.id.lower()}")]
    return "\n".join(lines)


def ask(asked: str) -> str:
    """Return the answer to a text: the nearest questions, or a sentence."""
    every = [q for questions in load().values() for q in questions]
    exact = [q for q in every if q.id == asked.strip(" []\n").upper()]
    if exact:
        return told(exact[0], with_cells=True)
    if not words(asked):
        return (
            'Give some words of it, or a message: make ask Q="expected '
            'ndim=3". Without Q, paste the message, and end with Ctrl+D.'
        )
    found = [*old_words(asked)[:1], *nearest(asked, every)][:3]
    if not found:
        return (
            "Nothing that is known here shares a word with that. "
            "docs/questions.md lists all questions by what one sees."
        )
    return "\n\n".join(map(told, found))


def write() -> None:
    """Run the cells, and write what they print into the page."""
    from helpers import backend
    from tools import notebooks

    backend.load()
    notebooks.write(PAGE, page(*run_all()))


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; return the exit code."""
    parser = argparse.ArgumentParser(prog="make ask", description=__doc__)
    parser.add_argument(
        "text", nargs="*", help="words or a message; from standard input if -"
    )
    parser.add_argument(
        "--write", action="store_true", help="run all cells, write the page"
    )
    options = parser.parse_args(arguments)
    if options.write:
        from tools.notebooks import command

        return command()(write)()
    asked = " ".join(options.text)
    if not asked.strip() and not sys.stdin.isatty():
        asked = sys.stdin.read()
    elif not asked.strip():
        print("Paste the message; end with a line that has only Ctrl+D:")
        asked = sys.stdin.read()
    print(ask(asked))
    return 0


if __name__ == "__main__":
    sys.exit(main())
