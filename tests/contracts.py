"""What every lesson promises, each promise one function.

A function takes the notebook as it is saved, unrepaired, and returns the
breaches: sentences that name the cell and say what to do. `PROMISES` lists
them all; a new function is added there and tried in test_contracts.py.
"""

import ast
import re
import statistics
from collections.abc import Callable, Iterator

from nbformat import NotebookNode

from tools.normal_form import invalid
from tools.notebooks import cell_name, code_cells, is_intact, serialise

LINES, MEDIAN_LINES, WIDTH = 15, 4, 79  # of a code cell
KILOBYTES = 300  # a lesson travels in the repository, figures and all
ALT_WORDS = 6  # a sentence; a title is shorter

UNWANTED_IN_OUTPUTS = {
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
FORBIDDEN_CALLS = {"exit", "quit", "get_ipython", "sys.exit", "os._exit"}
NO_REPLAY = ("nbval-", "raises-exception", "skip-execution")


def named(nb: NotebookNode) -> Iterator[tuple[str, NotebookNode]]:
    """Yield each code cell with its name."""
    for number, cell in enumerate(code_cells(nb), 1):
        yield cell_name(number, cell), cell


def is_valid(nb: NotebookNode) -> list[str]:
    """The file keeps to the notebook format, without any repair."""
    return [f"not a valid notebook: {problem}" for problem in invalid(nb)]


def runs_anywhere(nb: NotebookNode) -> list[str]:
    """The kernel has the name that every Jupyter knows."""
    name = nb.metadata.get("kernelspec", {}).get("name")
    if name == "python3":
        return []
    return [f"the kernel is {name!r}, not 'python3': run `make outputs`"]


def is_executed_in_order(nb: NotebookNode) -> list[str]:
    """The cells were run once each, from the top."""
    return [
        f"{name} has the count {cell.get('execution_count')}, not {number}: "
        "run `make outputs`"
        for number, (name, cell) in enumerate(named(nb), 1)
        if cell.get("execution_count") != number
    ]


def is_sealed(nb: NotebookNode) -> list[str]:
    """Source and outputs are those that `make outputs` wrote."""
    return [
        f"{name} was changed after `make outputs` wrote it: run `make outputs`"
        for name, cell in named(nb)
        if not is_intact(cell)
    ]


def prints_no_errors(nb: NotebookNode) -> list[str]:
    """No cell failed or wrote to the error stream."""
    found = []
    for name, cell in named(nb):
        for output in cell.outputs:
            if output.output_type == "error":
                found.append(f"{name} shows an error: {output.ename}")
            elif output.get("name") == "stderr":
                found.append(f"{name} wrote to the error stream")
    return found


def prints_the_same_everywhere(nb: NotebookNode) -> list[str]:
    """No output holds what differs from run to run or machine to machine."""
    found = []
    for name, cell in named(nb):
        text = _without_pictures(_text_of(cell.outputs))
        for what, pattern in UNWANTED_IN_OUTPUTS.items():
            hit = re.search(pattern, text)
            if hit:
                found.append(f"{name} prints {what}: {hit.group()!r}")
    return found


def describes_its_figures(nb: NotebookNode) -> list[str]:
    """Every picture has an alternative: a sentence, not only a title."""
    found = []
    for name, cell in named(nb):
        alts = [
            output.metadata.get("image/png", {}).get("alt", "")
            for output in cell.outputs
            if "image/png" in output.get("data", {})
        ]
        for tag in re.findall(r"<img\b[^>]*>", _text_of(cell.outputs)):
            alt = re.search(r'\balt="([^"]*)"', tag)
            alts.append(alt.group(1) if alt else "")
        for alt in alts:
            if len(alt.split()) < ALT_WORDS:
                found.append(
                    f"{name} shows a figure with the alternative {alt!r}: "
                    "say in a sentence what is on it"
                )
    return found


def has_short_cells(nb: NotebookNode) -> list[str]:
    """Code fits the screen and the breath: blank lines do not count."""
    counts = {
        name: sum(bool(line.strip()) for line in cell.source.splitlines())
        for name, cell in named(nb)
    }
    found = [
        f"{name} has {count} lines of code, {LINES} at most: split it"
        for name, count in counts.items()
        if count > LINES
    ]
    found += [f"{name} is empty" for name, n in counts.items() if n == 0]
    found += [
        f"{name} has a line of {len(line)} characters, {WIDTH} at most"
        for name, cell in named(nb)
        for line in cell.source.splitlines()
        if len(line) > WIDTH
    ]
    median = statistics.median(counts.values()) if counts else 0
    if median > MEDIAN_LINES:
        found.append(
            f"half of the code cells have more than {MEDIAN_LINES} lines: "
            "take smaller steps"
        )
    return found


def is_plain_python(nb: NotebookNode) -> list[str]:
    """No magics, no shell, no early end, no value hidden by a semicolon."""
    found = []
    for name, cell in named(nb):
        try:
            tree = ast.parse(cell.source)
        except SyntaxError as error:
            found.append(f"{name} is not plain Python: {error.msg}")
            continue
        calls = {
            ast.unparse(node.func)
            for node in ast.walk(tree)
            if isinstance(node, ast.Call)
        }
        for call in sorted(calls & FORBIDDEN_CALLS):
            found.append(f"{name} calls {call}: a lesson runs to its end")
        if cell.source.rstrip().endswith(";"):
            found.append(f"{name} ends with a semicolon: write `_ = ...`")
    return found


def is_replayed_throughout(nb: NotebookNode) -> list[str]:
    """No tag takes a cell out of the replay."""
    return [
        f"{name} has the tag {tag!r}: no cell is taken out of the replay"
        for name, cell in named(nb)
        for tag in cell.metadata.get("tags", [])
        if tag.startswith(NO_REPLAY)
    ]


def has_parameters(nb: NotebookNode) -> list[str]:
    """One cell is tagged `parameters`: `name: type = literal  # meaning`."""
    tagged = [
        (name, cell)
        for name, cell in named(nb)
        if "parameters" in cell.metadata.get("tags", [])
    ]
    if len(tagged) != 1:
        return [f"{len(tagged)} cells are tagged `parameters`, not one"]
    name, cell = tagged[0]
    return [
        f"{name}: {line!r} is not `name: type = value  # meaning`"
        for line in cell.source.splitlines()
        if not _is_parameter(line)
    ]


def _is_parameter(line: str) -> bool:
    try:
        (node,) = ast.parse(line).body
        kind = ast.unparse(node.annotation)
        value = ast.literal_eval(node.value)
    except (SyntaxError, ValueError, AttributeError):
        return False
    code, _, comment = line.rpartition("  # ")
    return bool(code and comment.strip()) and kind == type(value).__name__


def is_small(nb: NotebookNode) -> list[str]:
    """The file does not weigh the repository down."""
    size = len(serialise(nb).encode()) / 1000
    if size < KILOBYTES:
        return []
    return [f"{size:.0f} kB, {KILOBYTES} at most: draw smaller figures"]


PROMISES: list[Callable[[NotebookNode], list[str]]] = [
    is_valid,
    runs_anywhere,
    is_executed_in_order,
    is_sealed,
    prints_no_errors,
    prints_the_same_everywhere,
    describes_its_figures,
    has_short_cells,
    is_plain_python,
    is_replayed_throughout,
    has_parameters,
    is_small,
]


def _text_of(node: object) -> str:
    """Return all text in a piece of a notebook, line by line."""
    if isinstance(node, str):
        return node
    if isinstance(node, dict):
        return "\n".join(_text_of(value) for value in node.values())
    if isinstance(node, list):
        return "\n".join(_text_of(value) for value in node)
    return ""


def _without_pictures(text: str) -> str:
    return re.sub(r"[A-Za-z0-9+/=]{200,}", "", text)
