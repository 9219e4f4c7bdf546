"""Cards for Anki: the predictions, and what people trip over."""

import hashlib
import io
import re
import tempfile
import zipfile
from pathlib import Path

from tools.copies import FOR_TESTS
from tools.teaching.parts import (
    LETTERS,
    Lesson,
    inline,
    paragraphs,
    question,
    words,
)

_TRIPS = re.compile(r"(?s)^- \*(?P<asks>.+?)\* (?P<says>.+)$")


def cards(lesson: Lesson) -> list[tuple[str, str, str]]:
    """Return the cards of a lesson: an id, its front and its back.

    A prediction for which one has to see something is none.
    """
    found = []
    cells = {cell.id: cell for cell in lesson.nb.cells}
    for asked in lesson.asked:
        if "open" in cells[asked.cell].metadata["prediction"]:
            continue
        choices = "".join(f"<li>{inline(c.says)}</li>" for c in asked.choices)
        text = question(asked)
        front = f"<p><small>{inline(lesson.heading(asked.cell))}</small></p>"
        front += words(text)
        if asked.asks != text:
            front += f"<p><b>{inline(asked.asks)}</b></p>"
        front += f'<ol type="A">{choices}</ol>'
        back = "".join(
            f"<p><b>{letter} ✓ {inline(one.says)}</b></p>"
            if one.is_right
            else f"<p>{letter}: {inline(one.why)}</p>"
            for letter, one in zip(LETTERS, asked.choices, strict=False)
        )
        found.append((asked.cell, front, back))
    for asks, back in trips(lesson):
        front = re.sub("</?a.*?>", "", words(asks))  # a tap turns the card
        found.append((asks, front, back))
    return found


def trips(lesson: Lesson) -> list[tuple[str, str]]:
    """Return the questions under "Where people trip", and their answers.

    The questions are Markdown; an answer ends with the cell that it leads to.
    """
    cells = lesson.nb.cells
    place = next(
        at for at, c in enumerate(cells) if "# Where people trip" in c.source
    )
    source = FOR_TESTS.sub("", cells[place].source)
    text = "\n".join(paragraphs(source)[1:])
    found = []
    for item in filter(None, map(_TRIPS.match, re.split(r"\n(?=- )", text))):
        back = words(item["says"])
        if item["says"].endswith(":"):
            after = cells[place + 1]
            back += "".join(p.html for p in lesson.parts if p.cell is after)
        found.append((item["asks"], back))
    return found


def write_cards(lessons: list[Lesson], path: Path) -> None:
    """Write a deck with a part for each lesson, the same bytes each time."""
    import genanki  # of the group `teach`; all else here does without it

    model = genanki.Model(
        _id("model"),
        "Stacked LSTMs",
        fields=[{"name": "Front"}, {"name": "Back"}],
        templates=[
            {
                "name": "Card",
                "qfmt": "{{Front}}",
                "afmt": "{{Front}}<hr id=answer>{{Back}}",
            }
        ],
        css=".card { font: 20px sans-serif; max-width: 40em; margin: auto; } "
        "pre { font-size: 15px; white-space: pre-wrap; }",
    )
    decks = []
    for lesson in lessons:
        name = f"Stacked LSTMs::{lesson.name[:2]} {lesson.head.title}"
        decks.append(genanki.Deck(_id(lesson.name), name))
        for key, front, back in cards(lesson):
            guid = genanki.guid_for(lesson.name, key)
            note = genanki.Note(model, [front, back], guid=guid)
            decks[-1].add_note(note)
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder, "cards.apkg")
        genanki.Package(decks).write_to_file(made, timestamp=0)
        with zipfile.ZipFile(made) as old:
            kept = {name: old.read(name) for name in old.namelist()}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in kept.items():  # without the time of today
            new.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    path.write_bytes(packed.getvalue())


def _id(name: str) -> int:
    """Return the number of a deck or a model, the same each time."""
    digest = hashlib.sha256(f"stacked lstm {name}".encode()).digest()
    return int.from_bytes(digest[:4], "big") >> 1
