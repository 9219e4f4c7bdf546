"""Run a notebook within limits, and compare what it gives."""

import copy
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

from nbformat import NotebookNode

from tools.compare import differences
from tools.execute import RunError, execute
from tools.notebooks import NOTEBOOK_METADATA, code_cells
from tools.validate.config import Config
from tools.validate.promises import Told, ran
from tools.validate.reading import Notebook, Place
from tools.validate.saved import WHOLE

ran("runs", "error", "It runs from the top, within its limits.")
ran("same-output", "warning", "A run gives the outputs that are saved.")
ran("fit", "warning", "`check_fit` finds no mistake in what is trained.")
ran("fit-perhaps", "note", "Nor anything that is a mistake in most cases.")
ran("files", "note", "A run leaves the notebook's folder as it was.")

Found = Iterator[tuple[str, Place, str]]  # promise, where, what
LONGEST = 500  # characters of a difference
_ADDRESS = re.compile(r"\b0x[0-9a-fA-F]{6,}")
# nbval's own words for a cell whose output is free.
_FREE = {"nbval-ignore-output", "nbval-skip", "raises-exception"}
_FREE_COMMENT = re.compile(r"^#\s*NBVAL_(?:IGNORE_OUTPUT|SKIP)", re.M)
_WIDGET = "application/vnd.jupyter.widget-view+json"


def run(
    notebook: Notebook, config: Config, seed: int | None = None
) -> tuple[NotebookNode | None, list[tuple[str, Place, str]]]:
    """Run a notebook in its folder; return it executed, and what was found.

    It is None if it did not come to its end.
    """
    nb = copy.deepcopy(notebook.nb)
    nb.metadata = copy.deepcopy(NOTEBOOK_METADATA)  # any kernel of Python's
    before = _files(notebook.path.parent)
    found: list[tuple[str, Place, str]] = []
    with tempfile.TemporaryDirectory() as folder:
        told = Path(folder, "fit.tsv")
        variables = {
            "PROMISES_GIGABYTES": str(config.gigabytes),
            "PROMISES_FIT": str(told),
        }
        if seed is not None:
            variables |= {
                "PROMISES_SEED": str(seed),
                "PYTHONHASHSEED": str(seed),
            }
        try:
            execute(
                nb,
                notebook.path,
                config.seconds,
                may_warn=True,
                is_for_all=True,
                first=Path(__file__).with_name("in_kernel.py"),
                **variables,
            )
        except RunError as error:
            place = _place(notebook, error.where)
            found.append(("runs", place, f"it {error.what}: {_advice(error)}"))
            nb = None
        found += _told(notebook, told)
    changed = sorted(_files(notebook.path.parent) ^ before)
    if changed:
        names = ", ".join(sorted({name for name, _ in changed})[:3])
        found.append(
            (
                "files",
                WHOLE,
                f"its run wrote beside it ({names}): write into a temporary "
                "folder, or list it in .gitignore",
            )
        )
    return nb, found


def compared(notebook: Notebook, nb: NotebookNode, exact: bool) -> Told:
    """Yield each cell whose outputs are not those that are saved."""
    if not any(cell.outputs for _, cell in notebook.code):
        return  # of a notebook that is kept without outputs
    for (place, cell), now in zip(notebook.code, code_cells(nb), strict=True):
        if not is_free(cell):
            found = differences(clean(cell), clean(now), exact)
            if found:
                yield place, _difference(found[0])


def is_free(cell: NotebookNode) -> bool:
    """Tell whether a cell says itself that its output may differ."""
    tags = cell.metadata.get("tags", [])
    return bool(_FREE & set(tags) or _FREE_COMMENT.search(cell.source))


def clean(cell: NotebookNode) -> list[NotebookNode]:
    """Return outputs without what differs in every run of anything."""
    kept: list[NotebookNode] = []
    for output in copy.deepcopy(cell.outputs):
        if output.get("name") == "stderr":
            continue
        if _WIDGET in output.get("data", {}):
            continue
        if "text" in output:
            output.text = _ADDRESS.sub("0x…", output.text)
            if kept and kept[-1].get("name") == output.get("name"):
                kept[-1].text += output.text
                continue
        for kind, value in output.get("data", {}).items():
            if isinstance(value, str):
                output.data[kind] = _ADDRESS.sub("0x…", value)
        kept.append(output)
    return kept


def _difference(text: str) -> str:
    short = text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
    return (
        f"a run gives another output: {short}\nIf that is right, save it; "
        "if it differs in each run, seed it, give the cell the tag "
        "`nbval-ignore-output`, or learn bounds"
    )


def _advice(error: RunError) -> str:
    if "did not end" in error.what:
        return "make it shorter, or raise `seconds` in the configuration"
    if "killed" in error.what or "MemoryError" in error.what:
        return "let it take less, or raise `gigabytes` in the configuration"
    return "mend it"


def _place(notebook: Notebook, where: str) -> Place:
    number = re.match(r"(?:, )?code cell (\d+)", where)
    return notebook.code[int(number[1]) - 1][0] if number else WHOLE


def _told(notebook: Notebook, file: Path) -> Found:
    """Yield what `check_fit` said, of the cells that ran in that order."""
    if not file.exists():
        return
    ran_cells = [p for p, cell in notebook.code if cell.source.strip()]
    for line in file.read_text(encoding="utf-8").splitlines():
        count, _, says = line.partition("\t")
        is_sure = says.startswith("✗")
        yield (
            "fit" if is_sure else "fit-perhaps",
            ran_cells[int(count) - 1],
            says.lstrip("✗? ").rstrip("."),
        )


def _files(folder: Path) -> set[tuple[str, int]]:
    return {
        (one.name, one.stat(follow_symlinks=False).st_mtime_ns)
        for one in folder.iterdir()
        if not one.name.startswith(".") and one.is_file()
    }
