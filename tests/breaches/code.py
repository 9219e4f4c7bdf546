"""Breaches: what stands in the code cells."""

from tests.breaches import changes as do
from tests.breaches.changes import NotebookNode, cell
from tests.breaches.row import Row

SHAPE = "code cell 3 `print((units, 3, 1))`"


def _long_cells(nb: NotebookNode) -> None:
    for name in (
        "shape",
        "count",
        "figure",
        "count-twice",
        "stub-1",
        "stub-2",
    ):
        cell(nb, name).source += "\nunits" * 5


def _no_parameters(nb: NotebookNode) -> None:
    del cell(nb, "parameters").metadata["tags"]


def _plain(what: str, line: str, says: str) -> Row:
    return Row("is_plain_python", what, do.add("shape", line), says)


def _network(what: str, line: str, says: str) -> Row:
    return Row("asks_no_network", what, do.add("shape", line), says)


def _parameter(what: str, line: str) -> Row:
    change = do.swap("parameters", "units: int = 1  # cells in a layer", line)
    return Row("has_parameters", what, change, f"write {line!r} as")


ROWS = [
    Row(
        "starts_with_a_seed",
        "no-seed",
        do.swap("start", "seed=7", ""),
        "code cell 1 `from helpers import runtime`: the first code cell must",
    ),
    Row(
        "starts_with_a_seed",
        "imports-before",
        do.swap("start", "from helpers", "import keras\nfrom helpers"),
        "code cell 1 `import keras`",
    ),
    Row("has_parameters", "untagged", _no_parameters, "0 cells are tagged"),
    Row(
        "has_parameters",
        "two",
        do.tags("shape", "parameters"),
        "2 cells are tagged `parameters`",
    ),
    _parameter("no-type", "units = 1  # cells"),
    _parameter("no-meaning", "units: int = 1"),
    _parameter("other-type", "units: int = 1.5  # cells"),
    _parameter("computed", "units: int = 2 * 3  # cells"),
    Row(
        "has_short_cells",
        "sixteen-lines",
        do.add("shape", "\n".join(["units"] * 15)),
        f"{SHAPE}: 16 lines, 15 at most",
    ),
    Row(
        "has_short_cells",
        "wide-line",
        do.add("shape", "u = " + "1" * 80),
        f"{SHAPE}: a line of 84 characters",
    ),
    Row(
        "has_short_cells",
        "empty-cell",
        do.source("count-twice", "\n"),
        "code cell 6 ``: it is empty",
    ),
    Row(
        "has_short_cells",
        "long-steps",
        _long_cells,
        "half of its code cells have more than 4 lines",
    ),
    _plain("magic", "%time print(1)", "it is not plain Python"),
    _plain("install", "!pip install numpy", f"{SHAPE}: it is not plain"),
    _plain("early-end", "import sys\nsys.exit()", "it calls sys.exit"),
    _plain("exit", "exit()", "it calls exit"),
    _plain("semicolon", "units;", "ends with a semicolon"),
    _network("module", "import requests", f"{SHAPE}: `import requests`"),
    _network(
        "part-of-a-module",
        "from urllib import request",
        "`import urllib.request` needs the network",
    ),
    _network("data-set", "keras.datasets.imdb", "`keras.datasets` needs"),
    _network("import", "from keras.datasets import imdb", "datasets.imdb`"),
    _network("file", "keras.utils.get_file('x')", "utils.get_file` needs"),
    _network("weights", "f(weights='imagenet')", "weights='imagenet'"),
    _network("address", "f('https://example.org/x')", "the address 'https"),
]
