"""A live bar: seen while a cell runs, gone with it, and nothing lost."""

from collections.abc import Iterator

import pytest
from jupyter_client import BlockingKernelClient
from jupyter_client.manager import start_new_kernel

from tests.browser import ROOT

LOOP = "for _ in progress.bar(range(3), {0!r}):\n    time.sleep(0.1)\n"
A, B = LOOP.format("a"), LOOP.format("b")
NESTED = "for _ in progress.bar(range(2), 'outer'):\n    " + A.replace(
    "\n", "\n    "
)
BAR, EMPTY = "bar", "empty"


@pytest.fixture(scope="module")
def kernel() -> Iterator[BlockingKernelClient]:
    manager, client = start_new_kernel(cwd=str(ROOT))
    run(client, "import time\nfrom helpers import progress")
    yield client
    client.stop_channels()
    manager.shutdown_kernel(now=True)


def run(client, code: str, waits: bool = True) -> tuple[bool, list[str]]:
    """Run a cell as JupyterLab does; tell whether a bar was seen, what stays.

    What stays are the outputs of the cell: a text, a BAR or EMPTY.
    """
    outputs: list[tuple[str, str]] = []  # id of the display, what is there
    seen = clears = False

    def add(place: str, what: str) -> None:
        nonlocal clears
        if clears:
            outputs.clear()
        clears = False
        outputs.append((place, what))

    def handle(message: dict) -> None:
        nonlocal seen, clears
        kind, content = message["msg_type"], message["content"]
        if kind == "clear_output":
            clears = content["wait"]
            if not clears:
                outputs.clear()
        elif kind == "stream":
            add("", content["text"].strip())
        elif kind == "error":
            add("", content["ename"])
        elif kind in ("display_data", "execute_result"):
            page = content["data"].get("text/html")
            text = content["data"]["text/plain"]
            place = content.get("transient", {}).get("display_id", "")
            seen = seen or "<progress" in (page or "")
            add(place, BAR if page else text)
        elif kind == "update_display_data":
            place = content["transient"]["display_id"]
            what = BAR if content["data"]["text/html"] else EMPTY
            outputs[:] = [(p, what if p == place else w) for p, w in outputs]

    client.execute_interactive(
        code, allow_stdin=waits, timeout=300, output_hook=handle
    )
    return seen, [what for _, what in outputs]


@pytest.mark.parametrize(
    ("code", "stays"),
    [
        (A, []),
        (A + B, []),
        (NESTED, []),
        (A + "print('after')", ["after"]),
        (A + "'value'", ["'value'"]),
        (A + "1 / 0", ["ZeroDivisionError"]),
        (A.replace("time.sleep(0.1)", "1 / 0"), ["ZeroDivisionError"]),
        ("print('before')\n" + A, ["before", EMPTY]),
        (A + "print('between')\n" + B, ["between", EMPTY]),
        ("1\ndisplay(2)\n" + A + "display(3)", ["2", EMPTY, "3"]),
        (A.replace("\n    ", "\n    print(1, flush=True);"), [EMPTY, *"111"]),
    ],
)
def test_nothing_is_left_and_nothing_lost(kernel, code, stays) -> None:
    seen, left = run(kernel, code)
    assert seen
    assert left == stays


def test_no_bar_where_nobody_waits(kernel) -> None:
    assert run(kernel, A + "print('after')", waits=False) == (False, ["after"])


def test_cell_that_imports_the_bar() -> None:
    manager, client = start_new_kernel(cwd=str(ROOT))
    try:
        imports = "import time\nfrom helpers import progress\nprint(1)\n"
        assert run(client, imports + A) == (True, ["1", EMPTY])
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
