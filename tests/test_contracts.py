"""Every promise notices a notebook that breaks it, and names the cell."""

from collections.abc import Callable

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_output

from tests import contracts
from tests.toys import notebook
from tools.normal_form import normal_form, seal

FIRST, SECOND = "code cell 1 `units: int = 1", "code cell 2 `print(units)`"
ALT = "A line that falls from three to one."


def good() -> NotebookNode:
    """Return a notebook that keeps every promise."""
    nb = normal_form(notebook("print(units)", "rate", "units", "name"))
    nb.cells[2].outputs = [new_output("stream", text="1\n")]
    picture = {"image/png": "iVBORw0K", "text/plain": f"Figure: {ALT}"}
    nb.cells[3].outputs = [
        new_output(
            "display_data", picture, metadata={"image/png": {"alt": ALT}}
        )
    ]
    seal(nb)
    return nb


def _print(text: str) -> Callable[[NotebookNode], None]:
    def change(nb: NotebookNode) -> None:
        nb.cells[2].outputs[0].text = text

    return change


def _source(text: str, place: int = 2) -> Callable[[NotebookNode], None]:
    def change(nb: NotebookNode) -> None:
        nb.cells[place].source = text

    return change


def _twin_ids(nb: NotebookNode) -> None:
    nb.cells[2].id = nb.cells[3].id


def _no_id(nb: NotebookNode) -> None:
    del nb.cells[2]["id"]


def _unknown_key(nb: NotebookNode) -> None:
    nb.cells[2]["prompt_number"] = 2


def _other_kernel(nb: NotebookNode) -> None:
    nb.metadata.kernelspec.name = "my-env"


def _count(number: int | None) -> Callable[[NotebookNode], None]:
    def change(nb: NotebookNode) -> None:
        nb.cells[2].execution_count = number

    return change


def _no_digest(nb: NotebookNode) -> None:
    del nb.cells[2].metadata["digest"]


def _no_output(nb: NotebookNode) -> None:
    nb.cells[2].outputs = []


def _error(nb: NotebookNode) -> None:
    nb.cells[2].outputs = [new_output("error", ename="ValueError", evalue="x")]


def _stderr(nb: NotebookNode) -> None:
    nb.cells[2].outputs[0].name = "stderr"


def _alt(alt: str) -> Callable[[NotebookNode], None]:
    def change(nb: NotebookNode) -> None:
        nb.cells[3].outputs[0].metadata["image/png"]["alt"] = alt

    return change


def _html_without_alt(nb: NotebookNode) -> None:
    nb.cells[3].outputs[0].data["text/html"] = '<p><img src="x.png"></p>'


def _tags(*tags: str) -> Callable[[NotebookNode], None]:
    def change(nb: NotebookNode) -> None:
        nb.cells[2].metadata["tags"] = list(tags)

    return change


def _long_cells(nb: NotebookNode) -> None:
    for cell in nb.cells[1:5]:
        cell.source = "\n".join(["units = 1"] * 5)


def _large(nb: NotebookNode) -> None:
    nb.cells[3].outputs[0].data["image/png"] = "A" * 300_000


def _no_parameters(nb: NotebookNode) -> None:
    del nb.cells[1].metadata["tags"]


# The promise, how it is broken, and what the sentence must say.
BREACHES = [
    ("is_valid", _twin_ids, "2 cells have the id 'cell-2'"),
    ("is_valid", _no_id, "'id' is a required property (at cells/2)"),
    ("is_valid", _unknown_key, "prompt_number"),
    ("runs_anywhere", _other_kernel, "my-env"),
    ("is_executed_in_order", _count(3), f"{SECOND} has the count 3, not 2"),
    ("is_executed_in_order", _count(None), "the count None, not 2"),
    ("is_sealed", _no_digest, f"{SECOND} was changed"),
    ("is_sealed", _no_output, f"{SECOND} was changed"),
    ("is_sealed", _print("2\n"), f"{SECOND} was changed"),
    ("is_sealed", _source("print(units)\n# x"), f"{SECOND} was changed"),
    ("is_sealed", _alt("Another line, from one to three."), "code cell 3"),
    ("prints_no_errors", _error, f"{SECOND} shows an error: ValueError"),
    ("prints_no_errors", _stderr, f"{SECOND} wrote to the error stream"),
    ("prints_the_same_everywhere", _print("\x1b[1m4"), "a colour code"),
    ("prints_the_same_everywhere", _print("at 0x7f3a20c1"), "0x7f3a20c1"),
    ("prints_the_same_everywhere", _print("/home/ada/x"), "/home/a"),
    ("prints_the_same_everywhere", _print("C:\\Users\\ada"), "one machine"),
    ("prints_the_same_everywhere", _print("8/8 ━━━ 0s"), "progress bar"),
    ("prints_the_same_everywhere", _print("1s 12ms/step"), "2ms/step"),
    ("prints_the_same_everywhere", _print("Wall time: 3 s"), "Wall time"),
    ("describes_its_figures", _alt(""), "code cell 3 `rate`"),
    ("describes_its_figures", _alt("Figure 1"), "'Figure 1'"),
    ("describes_its_figures", _html_without_alt, "the alternative ''"),
    ("has_short_cells", _source("units\n" * 16), "code cell 2 `units` has 16"),
    ("has_short_cells", _source("u = " + "1" * 80), "a line of 84 characters"),
    ("has_short_cells", _source("\n"), "code cell 2 `` is empty"),
    ("has_short_cells", _long_cells, "half of the code cells"),
    ("is_plain_python", _source("%time print(1)"), "is not plain Python"),
    ("is_plain_python", _source("!ls"), "is not plain Python"),
    ("is_plain_python", _source("import sys\nsys.exit()"), "calls sys.exit"),
    ("is_plain_python", _source("exit()"), "calls exit"),
    ("is_plain_python", _source("units;"), "ends with a semicolon"),
    ("is_replayed_throughout", _tags("nbval-skip"), "'nbval-skip'"),
    ("is_replayed_throughout", _tags("raises-exception"), SECOND),
    ("has_parameters", _no_parameters, "0 cells are tagged"),
    ("has_parameters", _tags("parameters"), "2 cells are tagged"),
    ("has_parameters", _source("units = 1  # cells", 1), "units = 1"),
    ("has_parameters", _source("units: int = 1", 1), "'units: int = 1'"),
    ("has_parameters", _source("u: int = 1.5  # x", 1), "u: int = 1.5"),
    ("has_parameters", _source("u: int = 2 * 3  # x", 1), "u: int = 2 * 3"),
    ("is_small", _large, "kB, 300 at most"),
]


def test_good_notebook_keeps_every_promise() -> None:
    for promise in contracts.PROMISES:
        assert promise(good()) == [], promise.__name__


@pytest.mark.parametrize(("promise", "breach", "says"), BREACHES)
def test_breach_is_noticed(promise: str, breach, says: str) -> None:
    nb = good()
    breach(nb)
    assert says in "\n".join(getattr(contracts, promise)(nb))


def test_every_promise_is_tried() -> None:
    names = {promise.__name__ for promise in contracts.PROMISES}
    assert names == {name for name, _, _ in BREACHES}


def test_honest_outputs_pass() -> None:
    for text in (
        "Dense and/or LSTM",
        "3 / 4 of 12 s",
        "1.2e-05",
        "float32 0x1f",
        "https://keras.io/home/x",
        "(None, 3, 1)",
    ):
        nb = good()
        nb.cells[2].outputs[0].text = text
        assert contracts.prints_the_same_everywhere(nb) == [], text
