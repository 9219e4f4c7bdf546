"""Promises on what the cells print and draw."""

import re
from collections.abc import Iterator
from pathlib import Path

from nbformat import NotebookNode

from tests.contracts.lesson import Lesson, visible
from tests.contracts.links import images

PLAYER = Path(__file__).parents[2] / "helpers" / "lstm_cell.js"
ALT_WORDS = 6  # a sentence; a title is shorter
UNWANTED = {
    "a colour code": r"\x1b\[",
    "a memory address": r"\b0x[0-9a-fA-F]{6,}",
    "a path of one machine": (
        r"(?<![\w.])/(?:home|root|Users|tmp|usr|opt|var|work|mnt|private)/\w"
        r"|\b[A-Za-z]:\\\w|site-packages|file://"
    ),
    "a progress bar": r"━|█|\d%\||\r|it/s\b|\bETA\b",
    "a measured time": (
        r"\d\s?(?:n|µ|u|m)?s/(?:step|epoch|sample)"
        r"|(?i:wall time|cpu times|\d (?:ms|µs) (?:±|per loop))"
    ),
}


def prints_no_errors(lesson: Lesson) -> Iterator[str]:
    """No cell failed or wrote to the error stream."""
    for name, cell in lesson.code:
        for output in cell.outputs:
            if output.output_type == "error":
                yield f"{name}: it shows an error, {output.ename}: mend it"
            elif output.get("name") == "stderr":
                text = output.text.strip().partition("\n")[0][:60]
                yield (
                    f"{name}: it wrote {text!r} to the error stream: mend "
                    "what it warns of"
                )


def prints_the_same_everywhere(lesson: Lesson) -> Iterator[str]:
    """No output holds what differs from run to run or machine to machine."""
    for name, cell in lesson.code:
        text = re.sub(r"[A-Za-z0-9+/=]{200,}", "", _all_text(cell.outputs))
        for what, pattern in UNWANTED.items():
            hit = re.search(pattern, text)
            if hit:
                yield (
                    f"{name}: it prints {what}, {hit.group()!r}: leave it out"
                )


def runs_no_other_script(lesson: Lesson) -> Iterator[str]:
    """No output holds a script but the player's, as it is now."""
    player = PLAYER.read_text(encoding="utf-8").strip()
    for name, cell in lesson.code:
        scripts = re.findall(
            r"(?is)<script\b[^>]*>(.*?)(?:</script>|\Z)",
            _all_text(cell.outputs),
        )
        kinds = {key for o in cell.outputs for key in o.get("data", {})}
        if kinds & {"application/javascript", "text/javascript"}:
            scripts.append("")
        if any(script.strip() != player for script in scripts):
            yield (
                f"{name}: its output holds a script that is not "
                "helpers/lstm_cell.js: run `make outputs`, or leave it out"
            )


def describes_its_figures(lesson: Lesson) -> Iterator[str]:
    """Every picture has an alternative: a sentence, not only a title."""
    for name, cell in lesson.code:
        alts = [_alt(output) for output in _pictures(cell)]
        for tag in re.findall(r"<img\b[^>]*>", _all_text(cell.outputs)):
            alt = re.search(r'\balt="([^"]*)"', tag)
            alts.append(alt.group(1) if alt else "")
        yield from (_too_short(name, alt) for alt in alts if _is_short(alt))
    for name, cell in lesson.text:
        alts = [alt for alt, _ in images(cell.source)]
        yield from (_too_short(name, alt) for alt in alts if _is_short(alt))


def says_what_its_figures_show(lesson: Lesson) -> Iterator[str]:
    """The words under a picture are its alternative, for every reader."""
    for name, cell in lesson.code:
        pages = [
            visible(output.get("data", {}).get("text/html", ""))
            for output in cell.outputs
        ]
        captions = [page.removeprefix("Figure: ") for page in pages]
        for output in _pictures(cell):
            alt = " ".join(_alt(output).split())
            if alt not in captions:
                yield (
                    f"{name}: the words under the figure are not its "
                    f"alternative {alt[:60]!r}: draw it with `show(fig, alt)`"
                )


def _pictures(cell: NotebookNode) -> list[NotebookNode]:
    return [
        output
        for output in cell.outputs
        if "image/png" in output.get("data", {})
    ]


def _alt(output: NotebookNode) -> str:
    return output.metadata.get("image/png", {}).get("alt", "")


def _is_short(alt: str) -> bool:
    return len(alt.split()) < ALT_WORDS


def _too_short(name: str, alt: str) -> str:
    return (
        f"{name}: a figure has the alternative {alt!r}: say in a sentence "
        "what is on it"
    )


def _all_text(node: object) -> str:
    """Return all text in a piece of a notebook, line by line."""
    if isinstance(node, str):
        return node
    if isinstance(node, dict):
        return "\n".join(_all_text(value) for value in node.values())
    if isinstance(node, list):
        return "\n".join(_all_text(value) for value in node)
    return ""
