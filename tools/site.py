"""Build the site of the lessons into build/site: `python -m tools.site`.

The lessons stand there with their committed outputs, so nothing is run, and
nothing is asked of a network. Pages are staged as Markdown in build/site_pages
and given to Sphinx, whose warnings are errors; its settings, the look and the
pages that are written for the site alone are in `site/`.
"""

import argparse
import html
import re
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from helpers import interactive
from helpers.figures import palette
from tools import notebooks, site_counts, site_reference, site_study
from tools.notebooks import BUILD, ROOT, LessonError
from tools.readme_map import FIRST, Head, address, head
from tools.site_documents import Links, page_of, question_pages
from tools.site_lessons import Page
from tools.teaching import pack

SITE = ROOT / "site"
# What one plays with: modules of helpers/, as scripts that a page loads.
PLAYED = ["lstm_cell", "stack_explorer"]
# Documents that are pages; those of docs/ and study/ are, too.
DOCUMENTS = ["data/README.md", "CONTRIBUTING.md"]


@cache
def repository() -> str:
    """Return the address of the repository on GitHub, "" while unset."""
    return address(ROOT / "pyproject.toml")


def script_names(folder: Path = SITE / "static") -> list[str]:
    """Return the names of the scripts that only some pages need."""
    own = {path.stem for path in folder.glob("*.js")}
    return sorted({*own, *PLAYED} - {"search_index"})


class Stage:
    """The pages of the site as Markdown, in a folder of their own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.links = Links(repository())
        self.heads: dict[str, Head] = {}  # of the lessons, by name
        self.facts: dict = {
            "played": {},
            "modules": {},
        }  # for the site's own pages

    def write(self, name: str, text: str | bytes) -> None:
        """Write a file of the stage."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())

    def lessons(self) -> None:
        """Stage each lesson, its pictures, and the notebook to download."""
        paths = notebooks.lessons()
        for number, path in enumerate(paths, 1):
            nb = notebooks.read(path)
            self.heads[path.stem] = about = head(nb)
            page = Page(nb, path.stem)
            text = self.links.on_page(
                page.markdown(),
                path.relative_to(ROOT).as_posix(),
                f"lessons/{path.stem}",
            )
            self.write(
                f"lessons/{path.stem}.md",
                self.opened(
                    text,
                    "lesson",
                    {
                        "number": number,
                        "of": len(paths),
                        "name": path.stem,
                        "description": f"{about.title} You will "
                        f"{about.outcomes[0]}.",
                    },
                ),
            )
            self.facts["played"] |= {
                name: block.replace("../pictures/", "pictures/")
                for name, block in page.played.items()
            }
            for name, picture in page.pictures.items():
                self.write(f"pictures/{name}", picture)
            self.write(f"downloads/{path.name}", path.read_bytes())

    def opened(self, text: str, kind: str, facts: dict) -> str:
        """Return a page's text with the facts that its template wants."""
        lines = [f"{name}: {value!r}" for name, value in facts.items()]
        return "\n".join(["---", f"kind: {kind}", *lines, "---", text])

    def questions(self) -> None:
        """Stage what people ask, a page for each section."""
        source = (ROOT / "docs" / "questions.md").read_text("utf-8")
        pages = question_pages(source)
        pages["index"] += toctree([name for name in pages if name != "index"])
        for name, text in pages.items():
            page = f"questions/{name}"
            self.write(
                f"{page}.md",
                self.links.on_page(text, "docs/questions.md", page),
            )

    def documents(self) -> None:
        """Stage the documents that are pages as they are."""
        self.facts["study_tables"] = site_study.tables()
        names = [*DOCUMENTS, "docs/room/README.md"]
        for folder in ("docs", "docs/teaching", "study"):
            found = sorted((ROOT / folder).glob("*.md"))
            names += [path.relative_to(ROOT).as_posix() for path in found]
        names.remove("docs/questions.md")
        pages = {name: page_of(name) for name in names}
        for name, page in pages.items():
            text = (ROOT / name).read_text("utf-8")
            text = re.sub(r"<!--.*?-->\n?", "", text, flags=re.S)
            self.write(f"{page}.md", self.links.on_page(text, name, page))
        self.facts["documents"] = [
            page
            for name, page in pages.items()
            if not name.startswith(("docs/room/", "docs/teaching/"))
        ]

    def reference(self) -> None:
        """Stage a page for each module of helpers/, of its docstrings."""
        lessons = [notebooks.read(path) for path in notebooks.lessons()]
        names = site_reference.imported(lessons)
        for name, taken in names.items():
            text = site_reference.page(name, taken)
            self.write(f"reference/{name}.md", text)
            self.facts["modules"][name] = text.split("\n\n")[1]

    def own_pages(self) -> None:
        """Stage the pages that are written for the site alone."""
        templates = Environment(
            loader=FileSystemLoader(SITE / "pages"),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        templates.filters["inline"] = inline
        facts = self.facts | {
            "heads": self.heads,
            "where": repository(),
            "first": FIRST,
            "counts": site_counts.counts(),
            "promises": site_counts.promises(),
        }
        for path in sorted((SITE / "pages").rglob("*.md")):
            name = path.relative_to(SITE / "pages").as_posix()
            self.write(name, templates.get_template(name).render(facts))

    def copies(self) -> None:
        """Stage the files that pages lead to and that have no page."""
        for name in sorted(self.links.copied):
            self.write(f"files/{name}", (ROOT / name).read_bytes())


def toctree(pages: list[str]) -> str:
    """Return the Markdown that puts pages below this one, unseen."""
    return "\n".join(["", "```{toctree}", ":hidden:", "", *pages, "```", ""])


def inline(text: str) -> str:
    """Return a line of Markdown as HTML."""
    text = html.escape(text, quote=False)
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", text)


def played_script(name: str) -> str:
    """Return a module of helpers/ as a script.

    A page on a disk may load no module, and a script exports nothing.
    """
    module = re.sub(r"(?m)^export ", "", interactive.script(name))
    return f"(() => {{\n{module}}})();\n"


def palette_sheet() -> str:
    """Return the colours of the figures as CSS variables."""
    colours = palette.PALETTE | {
        "ink": palette.INK,
        "faded": palette.FADED,
        "line": palette.GRID,
        **{f"pale-{name}": value for name, value in palette.PALE.items()},
    }
    lines = [f"  --{name}: {value};\n" for name, value in colours.items()]
    return ":root {\n" + "".join(lines) + "}\n"


def build(out: Path, stage: Path) -> None:
    """Build the site into the folder `out`; its pages are staged in another.

    What was in both folders is gone. LessonError if Sphinx warns.
    """
    for folder in (out, stage):
        shutil.rmtree(folder, ignore_errors=True)
    pages = Stage(stage)
    pages.lessons()
    pages.questions()
    pages.documents()
    pages.reference()
    pages.own_pages()
    pages.copies()
    run_sphinx(stage, out)
    static = out / "_static"
    for name in PLAYED:
        notebooks.write(static / f"{name}.js", played_script(name))
    # In one file: the page waits for each that it has to ask for.
    look = (static / "site.css").read_text("utf-8")
    notebooks.write(static / "site.css", palette_sheet() + look)
    for name in ("pictures", "downloads"):
        shutil.copytree(stage / name, out / name)
    pack.build(out / "class", palette_sheet())
    # Else GitHub Pages would leave out what begins with an underscore.
    (out / ".nojekyll").touch()
    notebooks.write(out / "robots.txt", "User-agent: *\nAllow: /\n")


def run_sphinx(stage: Path, out: Path) -> None:
    """Let Sphinx make pages of what is staged."""
    doctrees = stage.with_name(f"{stage.name}.doctrees")
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going"]
    command += ["-E", "-b", "html", "-c", SITE, "-d", doctrees, stage, out]
    if subprocess.run(command, check=False).returncode:
        raise LessonError(
            "Sphinx found what it says above; put that right and call "
            "`make site` again."
        )


@notebooks.command()
def main(
    arguments: list[str] | None = None, build_folder: Path = BUILD
) -> None:
    """Run the command line; return the exit code."""
    parser = argparse.ArgumentParser(prog="make site", description=__doc__)
    parser.parse_args(arguments)
    out = build_folder / "site"
    with notebooks.reported("The site"), notebooks.staged(out) as new:
        build(new, build_folder / "site_pages")
    print(f"Open {out / 'index.html'}")


if __name__ == "__main__":
    sys.exit(main())
