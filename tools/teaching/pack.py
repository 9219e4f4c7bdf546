"""Write the teacher's pack into build/class: `python -m tools.teaching.pack`.

Slides, votes, sheets, hand-outs and cards of all lessons, from the committed
outputs: nothing is run, and nothing is asked of a network. Where there is a
Chromium, sheets and hand-outs are there as PDF, too.
"""

import argparse
import re
import shutil
import sys
import tomllib
from importlib.util import find_spec
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from tools import notebooks
from tools.notebooks import BUILD, ROOT
from tools.teaching import cards, handout, parts, slides
from tools.teaching.parts import Lesson

LOOK = Path(__file__).with_name("look")
KINDS = {
    "slides": "slides",
    "votes": "votes alone",
    "sheets": "sheet for the votes",
    "handout": "hand-out",
    "teacher": "teacher's edition",
}
EDITIONS = {"handout": "learner's edition", "teacher": "teacher's edition"}
PRINTED = ("sheets", "handout", "teacher")
REVEAL = (
    "dist/reveal.css",
    "dist/reveal.js",
    "plugin/notes/notes.js",
    "LICENSE",
)


def templates() -> Environment:
    """Return the templates of the pack."""
    made = Environment(
        loader=FileSystemLoader(LOOK), undefined=StrictUndefined
    )
    made.filters |= {"inline": parts.inline, "words": parts.words}
    made.globals |= {"letters": parts.LETTERS, "question": parts.question}
    return made


def pages(lessons: list[Lesson]) -> dict[str, str]:
    """Return all pages of the pack but the list: path -> HTML."""
    made, version = templates(), _version()
    found = {}
    for place, lesson in enumerate(lessons):
        deck = slides.Deck(lesson).slides
        facts = {
            "slides": {"slides": deck},
            "votes": {"slides": slides.votes(deck)},
            "sheets": {"lesson": lesson},
            "handout": {"blocks": handout.learner_blocks(lesson)},
            "teacher": {"blocks": handout.teacher_blocks(lesson)},
        }
        for folder, what in facts.items():
            template = "slides" if "slides" in what else "handout"
            template = "sheet" if folder == "sheets" else template
            kind = EDITIONS.get(folder, KINDS[folder])
            number = f"lesson {place + 1} of {len(lessons)}"
            found[f"{folder}/{lesson.name}.html"] = made.get_template(
                f"{template}.html.j2"
            ).render(
                title=f"{number[:9]}".title()
                + f" · {lesson.head.title} · {kind}",
                head=f"Stacked LSTMs {version} · {number} · {kind}",
                links=_links(lessons, place),
                up="../",
                **what,
            )
    found["sheets/key.html"] = made.get_template("key.html.j2").render(
        title="The key to the votes",
        head=f"Stacked LSTMs {version} · for the teacher",
        links=[("All", "../index.html")],
        up="../",
        lessons=lessons,
    )
    return found


def _links(lessons: list[Lesson], place: int) -> list[tuple[str, str]]:
    near = {"Previous": place - 1, "Next": place + 1}
    return [
        *(
            (name, f"{lessons[at].name}.html")
            for name, at in near.items()
            if 0 <= at < len(lessons)
        ),
        ("All", "../index.html"),
    ]


def _version() -> str:
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    return tomllib.loads(text)["project"]["version"]


def build(
    out: Path,
    palette: str,
    prints: bool = False,
    paths: list[Path] | None = None,
) -> None:
    """Write the pack into the folder `out`; what was there is gone.

    `palette` is the style sheet with the colours of the figures.
    """
    shutil.rmtree(out, ignore_errors=True)
    lessons = [Lesson(path) for path in paths or notebooks.lessons()]
    files: dict[str, str | bytes] = {"palette.css": palette, **pages(lessons)}
    for name in ("class.css", "slides.css", "slides.js"):
        files[name] = (LOOK / name).read_bytes()
    # Its folder, without an import of Sphinx.
    (reveal,) = find_spec("sphinx_revealjs").submodule_search_locations
    for name in REVEAL:
        path = Path(reveal, "_static", "revealjs", name)
        files[f"reveal/{path.name}"] = path.read_bytes()
    for lesson in lessons:
        for name, picture in lesson.pictures.items():
            files[f"pictures/{name}"] = picture
    for name, what in files.items():
        path = out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(what if isinstance(what, bytes) else what.encode())
    cards.write_cards(lessons, out / "cards.apkg")
    printed = print_pages(out) if prints else []
    index = templates().get_template("index.html.j2")
    text = index.render(
        title="For a class",
        head=f"Stacked LSTMs {_version()}",
        links=[],
        up="",
        lessons=lessons,
        kinds=KINDS,
        printed=printed,
    )
    notebooks.write(out / "index.html", text)


UNLINK = """document.querySelectorAll("a:not([href^='#'])").forEach(
    (link) => link.removeAttribute("href"))"""


def print_pages(out: Path) -> list[str]:
    """Print the hand-outs and sheets; return their names without suffix."""
    browser = next(
        filter(None, map(shutil.which, ("chromium", "google-chrome"))), None
    )
    if not browser:
        print("There is no Chromium here: print the pages from a browser.")
        return []
    from playwright.sync_api import sync_playwright

    foot = (
        '<div style="width: 100%; margin: 0 17mm; font-size: 8px;">'
        '<span class="title"></span> · page <span class="pageNumber"></span> '
        'of <span class="totalPages"></span></div>'
    )
    done = []
    with sync_playwright() as started:
        chromium = started.chromium.launch(
            executable_path=browser, args=["--no-sandbox"]
        )
        page = chromium.new_page()
        for folder in PRINTED:
            for path in sorted((out / folder).glob("*.html")):
                page.goto(path.absolute().as_uri())
                # A PDF would keep them with the folders of this machine.
                page.evaluate(UNLINK)
                data = page.pdf(
                    prefer_css_page_size=True,
                    print_background=True,
                    display_header_footer=True,
                    header_template="<span></span>",
                    footer_template=foot,
                    outline=True,
                    tagged=True,
                )
                path.with_suffix(".pdf").write_bytes(same_each_time(data))
                done.append(f"{folder}/{path.stem}")
        chromium.close()
    return done


def same_each_time(pdf: bytes) -> bytes:
    """Return a PDF without what a second run would write in another way."""
    pdf = re.sub(rb"D:\d{14}", b"D:20000101000000", pdf)
    # The heads of tables: Chromium counts them on from page to page.
    node = re.compile(rb"\(node(\d{8})\)")
    found = sorted(set(node.findall(pdf)))
    numbers = {one: b"(node%08d)" % at for at, one in enumerate(found)}
    return node.sub(lambda head: numbers[head[1]], pdf)


@notebooks.command()
def main(arguments: list[str] | None = None, folder: Path = BUILD) -> None:
    """Run the command line; return the exit code."""
    from tools.site import palette_sheet  # the site builds this pack, too

    parser = argparse.ArgumentParser(prog="make class", description=__doc__)
    parser.add_argument("--no-pdf", action="store_true", help="pages alone")
    options = parser.parse_args(arguments)
    out = folder / "class"
    with notebooks.reported("The pack"), notebooks.staged(out) as new:
        build(new, palette_sheet(), prints=not options.no_pdf)
    print(f"Open {out / 'index.html'}")


if __name__ == "__main__":
    sys.exit(main())
