"""Promises on what is saved: the format, the counts, the outputs."""

import json
import re

from nbformat import NotebookNode

from tools.validate.config import Config
from tools.validate.promises import Told, promise
from tools.validate.reading import Notebook, Place

WHOLE = Place("the notebook", 1)
# What makes an output differ from machine to machine.
MACHINE_PATH = re.compile(
    r"(?<![\w.])/(?:home|root|Users|kaggle|content)/\w[\w./-]*"
    r"|\b[A-Za-z]:\\(?:Users|Program)\w*|/site-packages/"
)


@promise("format", "error")
def keeps_its_format(notebook: Notebook, config: Config) -> Told:
    """The file is a notebook that Jupyter opens as it is."""
    for line, says in notebook.troubles:
        yield Place("the notebook", line), says


@promise("order", "warning")
def is_executed_in_order(notebook: Notebook, config: Config) -> Told:
    """Its cells were run once each, from the top."""
    code = [(p, c) for p, c in notebook.code if c.source.strip()]
    counts = [cell.execution_count for _, cell in code]
    if not any(counts):
        if code:
            yield (
                WHOLE,
                f"none of its {len(code)} code cells was run before it was "
                "saved: restart the kernel, run all cells, save",
            )
        return
    odd = [n for n, count in enumerate(counts) if count != n + 1]
    if odd:
        place, cell = code[odd[0]]
        count = cell.execution_count
        was = f"it was run as number {count}" if count else "it was not run"
        yield (
            place,
            f"{was}, where a run from the top gives {odd[0] + 1}"
            f"{_more(odd)}: restart the kernel, run all cells, save",
        )


def _more(found: list) -> str:
    count = len(found) - 1
    return f" (and {count} more such cells)" if count > 0 else ""


@promise("error", "error")
def holds_no_error(notebook: Notebook, config: Config) -> Told:
    """No cell shows an error, unless its tag `raises-exception` says so."""
    for place, cell in notebook.code:
        if "raises-exception" in cell.metadata.get("tags", []):
            continue
        for output in cell.outputs:
            if output.output_type == "error":
                yield (
                    place,
                    f"it ended with {output.ename}: mend it, or give the "
                    "cell the tag `raises-exception`",
                )


@promise("stderr", "warning")
def is_silent(notebook: Notebook, config: Config) -> Told:
    """No cell wrote to the error stream: warnings, progress bars, logs."""
    for place, cell in notebook.code:
        for output in cell.outputs:
            text = output.get("text", "").strip()
            if output.get("name") == "stderr" and text:
                yield (
                    place,
                    f"it wrote {text.splitlines()[0][:60]!r} to the error "
                    "stream: mend what it warns of, or switch the log off",
                )
                break


@promise("printed-path", "warning")
def prints_no_path_of_a_machine(notebook: Notebook, config: Config) -> Told:
    """No output shows the folders of the machine it was run on."""
    for place, cell in notebook.code:
        for output in cell.outputs:
            if output.output_type == "error" or output.get("name") == "stderr":
                continue  # these promises have spoken
            text = output.get("text", "") + _plain(output)
            if hit := MACHINE_PATH.search(text):
                yield (
                    place,
                    f"its output shows {hit.group()[:60]!r}, a path of one "
                    "machine: print a relative path, or only the name",
                )
                break


def _plain(output: NotebookNode) -> str:
    text = output.get("data", {}).get("text/plain", "")
    return text if isinstance(text, str) else ""


@promise("output-size", "warning")
def has_outputs_of_a_page(notebook: Notebook, config: Config) -> Told:
    """No cell's outputs are too large to be looked at, or to be kept."""
    for place, cell in notebook.code:
        size = len(json.dumps(cell.outputs).encode()) / 1000
        if size > config.output_kilobytes:
            yield (
                place,
                f"its outputs have {size:.0f} kB, {config.output_kilobytes} "
                "at most: print less, or draw a smaller picture",
            )


@promise("figure-alt", "note")
def describes_its_figures(notebook: Notebook, config: Config) -> Told:
    """Each picture in an output has an alternative in its metadata."""
    bare = [
        place
        for place, cell in notebook.code
        for output in cell.outputs
        if "image/png" in output.get("data", {})
        and not _alternative(output.metadata.get("image/png"))
    ]
    if bare:
        yield (
            bare[0],
            "its picture has no alternative for who does not see it"
            f"{_more(bare)}: say below it what it shows, or show it with "
            '`display(figure, metadata={"image/png": {"alt": "..."}})`',
        )


def _alternative(metadata: object) -> str:
    return metadata.get("alt", "") if isinstance(metadata, dict) else ""
