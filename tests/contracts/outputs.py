"""Promises on the outputs, and on the file that holds them."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

from nbformat import NotebookNode

from helpers.interactive import script
from tests.contracts.lesson import FOLDED, Lesson, syntax, visible
from tools.copies import FOR_TESTS
from tools.links import images
from tools.notebooks import invalid, is_intact, serialise

PLAYED_WITH = "lstm_cell", "stack_explorer"
# No plots of data, and why.
DIAGRAMS = {
    "draw_batches": "the order of pieces, each with its name",
    "draw_box": "an array, its numbers on it",
    "draw_broadcast": "which numbers are compared, each in its box",
    "draw_cell": "the sums of a step, with the numbers of each",
    "draw_forms": "how layers are joined",
    "draw_padding": "letters, each over its number",
    "draw_places": "where the numbers of an array go, with their indices",
    "draw_stack": "layers, with their shapes and parameters",
    "draw_states": "states, each number in its box",
    "draw_unrolled": "a layer step by step, each number in its box",
    "draw_windows": "windows over a series, each number in its box",
}
ALT_WORDS = 6  # a sentence; a title is shorter
KILOBYTES = 300  # a lesson travels in the repository, figures and all
NO_REPLAY = ("nbval-", "raises-exception", "skip-execution")
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


def is_valid(lesson: Lesson) -> Iterator[str]:
    """The file keeps to the notebook format; each cell has its own id."""
    for problem in invalid(lesson.nb):
        yield f"the notebook: {problem}: correct the file, or restore it"


def runs_anywhere(lesson: Lesson) -> Iterator[str]:
    """The kernelspec is python3, which every Jupyter knows."""
    name = lesson.nb.metadata.get("kernelspec", {}).get("name")
    if name != "python3":
        yield (
            f"the notebook: the kernel is {name!r}, not 'python3': "
            f"run {how(lesson.path)}"
        )


def is_small(lesson: Lesson) -> Iterator[str]:
    """What a learner opens weighs 300 kB at most.

    No copy has the choices, nor the comments for the tests.
    """
    metadata = [cell.metadata for _, cell in lesson.text]
    choices = [one["prediction"] for one in metadata if "prediction" in one]
    sources = "".join(cell.source for _, cell in lesson.text)
    size = len(serialise(lesson.nb).encode()) / 1000
    size -= len(json.dumps(choices)) / 1000
    size -= (len(sources) - len(FOR_TESTS.sub("", sources))) / 1000
    if size > KILOBYTES:
        yield (
            f"the notebook: it has {size:.0f} kB, {KILOBYTES} at most: "
            "draw fewer or smaller figures"
        )


def is_executed_in_order(lesson: Lesson) -> Iterator[str]:
    """The cells were run once each, from the top."""
    for number, (name, cell) in enumerate(lesson.code, 1):
        if cell.get("execution_count") != number:
            yield (
                f"{name}: it has the count {cell.get('execution_count')}, "
                f"not {number}: run {how(lesson.path)}"
            )


def is_sealed(lesson: Lesson) -> Iterator[str]:
    """Source and outputs are those that `make outputs` wrote."""
    for name, cell in lesson.code:
        if not is_intact(cell):
            yield (
                f"{name}: it was changed after `make outputs` wrote it: "
                f"run {how(lesson.path)}"
            )


def how(path: Path) -> str:
    """Return the command that writes the outputs of a lesson."""
    return f"`make outputs LESSON={path.name[:2]}`"


def is_replayed_throughout(lesson: Lesson) -> Iterator[str]:
    """No tag takes a cell out of the replay."""
    for name, cell in lesson.code:
        for tag in cell.metadata.get("tags", []):
            if tag.startswith(NO_REPLAY):
                yield (
                    f"{name}: the tag {tag!r} would take it out of the "
                    "replay: take the tag away"
                )


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
            if hit := re.search(pattern, text):
                yield (
                    f"{name}: it prints {what}, {hit.group()!r}: leave it out"
                )


def runs_no_other_script(lesson: Lesson) -> Iterator[str]:
    """No output holds a script but those of helpers/, as they are now."""
    ours = [script(name).strip() for name in PLAYED_WITH]
    for name, cell in lesson.code:
        scripts = re.findall(
            r"(?is)<script\b[^>]*>(.*?)(?:</script>|\Z)",
            _all_text(cell.outputs),
        )
        kinds = {key for o in cell.outputs for key in o.get("data", {})}
        if kinds & {"application/javascript", "text/javascript"}:
            scripts.append("")
        if any(found.strip() not in ours for found in scripts):
            yield (
                f"{name}: its output holds a script that is not "
                "one of helpers/: run `make outputs`, or leave it out"
            )


def describes_its_figures(lesson: Lesson) -> Iterator[str]:
    """Every picture has an alternative: a sentence, not only a title."""
    alts = []
    for name, cell in lesson.code:
        alts += [(name, alt) for alt in _alts(cell)]
        for tag in re.findall(r"<img\b[^>]*>", _all_text(cell.outputs)):
            alt = re.search(r'\balt="([^"]*)"', tag)
            alts.append((name, alt.group(1) if alt else ""))
    for name, cell in lesson.text:
        alts += [(name, alt) for alt, _ in images(cell.source)]
    for name, alt in alts:
        if len(alt.split()) < ALT_WORDS:
            yield (
                f"{name}: a figure has the alternative {alt!r}: say in a "
                "sentence what is on it"
            )


def says_what_its_figures_show(lesson: Lesson) -> Iterator[str]:
    """The words under a picture are its alternative, for every reader."""
    for name, cell in lesson.code:
        captions = [
            visible(page.get("text/html", "")).removeprefix("Figure: ")
            for page in (output.get("data", {}) for output in cell.outputs)
        ]
        for alt in _alts(cell):
            if " ".join(alt.split()) not in captions:
                yield (
                    f"{name}: the words under the figure are not its "
                    f"alternative {' '.join(alt.split())[:60]!r}: draw it "
                    "with `show(fig, alt)`"
                )


def gives_the_numbers_of_its_plots(lesson: Lesson) -> Iterator[str]:
    """Below each plot its numbers unfold; only diagrams have none."""
    for name, cell in lesson.code:
        names = {getattr(n, "id", "") for n in ast.walk(syntax(cell.source))}
        drawn = {one for one in names if one.startswith("draw_")}
        is_diagram = drawn and drawn <= DIAGRAMS.keys()
        plots = 0 if is_diagram else len(_alts(cell))
        if len(FOLDED.findall(_all_text(cell.outputs))) < plots:
            yield (
                f"{name}: a plot comes without its numbers: give them to "
                f"`show(fig, alt, data)`, and run {how(lesson.path)}"
            )


def _alts(cell: NotebookNode) -> list[str]:
    """Return the alternatives of the pictures that a cell shows."""
    return [
        output.metadata.get("image/png", {}).get("alt", "")
        for output in cell.outputs
        if "image/png" in output.get("data", {})
    ]


def _all_text(node: object) -> str:
    """Return all text in a piece of a notebook, line by line."""
    if isinstance(node, str):
        return node
    values = node.values() if isinstance(node, dict) else node
    is_nested = isinstance(node, dict | list)
    return "\n".join(map(_all_text, values)) if is_nested else ""
