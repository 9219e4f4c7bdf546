"""Breaches: what the cells print and draw."""

from tests.breaches import changes as do
from tests.breaches.changes import NotebookNode, cell
from tests.breaches.row import Row

SHAPE = "code cell 3 `print((units, 3, 1))`"
FIGURE = "code cell 5 `show(*draw_toy(units))`"
SHORT = "![A title](good.ipynb)"


def _no_alt(nb: NotebookNode) -> None:
    del cell(nb, "figure").outputs[0].metadata["image/png"]


def _html(nb: NotebookNode) -> None:
    page = '<p><img src="toy.png"></p>'
    cell(nb, "count").outputs[0].data["text/html"] = page


def _script(script: str) -> do.Change:
    def change(nb: NotebookNode) -> None:
        cell(nb, "figure").outputs[1].data["text/html"] += script

    return change


def _prints(what: str, text: str, says: str) -> Row:
    change = do.prints("shape", f"(1, 3, 1) {text}\n")
    return Row("prints_the_same_everywhere", what, change, says)


ROWS = [
    Row(
        "describes_its_figures",
        "no-alternative",
        _no_alt,
        f"{FIGURE}: a figure has the alternative ''",
    ),
    Row(
        "describes_its_figures",
        "only-a-title",
        do.alt("figure", "Figure 1"),
        "a figure has the alternative 'Figure 1': say in a sentence",
    ),
    Row("describes_its_figures", "html", _html, "has the alternative ''"),
    Row(
        "describes_its_figures",
        "in-a-text",
        do.add("about", SHORT),
        "a figure has the alternative 'A title'",
    ),
    Row(
        "says_what_its_figures_show",
        "other-words",
        do.output("figure", "text/html", "<div>Figure: two</div>", 1),
        "alternative 'A line that falls from three to one in two steps.'",
    ),
    Row(
        "says_what_its_figures_show",
        "no-words",
        do.no_output("figure", 1),
        f"{FIGURE}: the words under the figure are not its alternative",
    ),
    Row(
        "prints_no_errors",
        "error",
        do.error("count-twice"),
        "`12 == 12`: it shows an error, ValueError",
    ),
    Row(
        "prints_no_errors",
        "warning",
        do.prints("count-twice", "UserWarning: old\n", "stderr"),
        "wrote 'UserWarning: old' to the error stream",
    ),
    Row(
        "runs_no_other_script",
        "other-script",
        _script('<script type="module">fetch("x")</script>'),
        f"{FIGURE}: its output holds a script that is not",
    ),
    Row(
        "runs_no_other_script",
        "script-without-end",
        _script("<SCRIPT src=x.js>"),
        f"{FIGURE}: its output holds a script that is not",
    ),
    Row(
        "runs_no_other_script",
        "application",
        do.output("figure", "application/javascript", "alert(1)", 1),
        f"{FIGURE}: its output holds a script that is not",
    ),
    _prints("colour", "\x1b[1m4", f"{SHAPE}: it prints a colour code"),
    _prints("address", "at 0x7f3a20c1", "a memory address, '0x7f3a20c1'"),
    _prints("path", "/home/ada/x", "a path of one machine, '/home/a'"),
    _prints("drive", "C:\\Users\\ada", "a path of one machine"),
    _prints("bar", "8/8 ━━━ 0s", "a progress bar, '━'"),
    _prints("step-time", "1s 12ms/step", "a measured time, '2ms/step'"),
    _prints("wall-time", "Wall time: 3 s", "a measured time, 'Wall time'"),
]
