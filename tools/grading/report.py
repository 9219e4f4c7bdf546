"""Tell what was found of handed-in notebooks, as a table and as a page."""

import csv
import io
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import jinja2

from tools import notebooks

MARKS = {"✓": "solved", "○": "not tried", "?": "look yourself"}


@dataclass
class Row:
    """What was found of a file."""

    who: str
    lesson: str = ""
    edition: str = ""
    verdicts: dict[str, tuple[str, str]] = field(default_factory=dict)
    trouble: str = ""

    @property
    def solved(self) -> str:
        """Say how many exercises are solved."""
        done = sum(mark == "✓" for mark, _ in self.verdicts.values())
        return f"{done} of {len(self.verdicts)}" if self.verdicts else ""

    def told(self, number: str) -> str:
        """Say in words what was found of an exercise."""
        mark, hint = self.verdicts.get(number, ("", ""))
        return hint or MARKS.get(mark, "")


def write_table(path: Path, rows: list[Row]) -> None:
    """Write the rows as CSV, safe to open in a spreadsheet."""
    most = max((len(row.verdicts) for row in rows), default=0)
    numbers = [str(number) for number in range(1, most + 1)]
    text = io.StringIO()
    table = csv.writer(text)
    heads = [f"exercise {number}" for number in numbers]
    table.writerow(["file", "lesson", "edition", "solved", *heads, "trouble"])
    for row in rows:
        told = [row.told(number) for number in numbers]
        cells = [row.who, row.lesson, row.edition, row.solved, *told]
        table.writerow(map(harmless, [*cells, row.trouble]))
    # By its first character a spreadsheet knows UTF-8.
    notebooks.write(path, "\ufeff" + text.getvalue())


def harmless(text: str) -> str:
    """Keep a spreadsheet from reading a text as a formula."""
    text = "".join(c if c.isprintable() else " " for c in text)
    return f"'{text}" if text[:1] in tuple("=+-@") else text


def write_page(path: Path, rows: list[Row]) -> None:
    """Write the rows, and what is common among them, as a page."""
    common = Counter(
        (row.lesson, number, row.told(number))
        for row in rows
        for number in row.verdicts
    )
    here = Path(__file__).parent
    page = jinja2.Environment(
        loader=jinja2.FileSystemLoader(here),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    most = max((len(row.verdicts) for row in rows), default=0)
    text = page.get_template("report.html.j2").render(
        rows=rows,
        numbers=[str(number) for number in range(1, most + 1)],
        common=sorted(
            common.items(), key=lambda one: (*one[0][:2], -one[1], one[0][2])
        ),
    )
    notebooks.write(path, text)
