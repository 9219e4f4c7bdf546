"""The replay notices each kind of damage, and says where and what.

Two notebooks, each run once: every cell is a test of its own, so each cell
carries one damage, and the cells beside it must not suffer.
"""

import base64
import io
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from nbformat import NotebookNode
from PIL import Image, ImageDraw

from tests.toys import FIGURE, notebook, save
from tools.notebooks import ROOT, code_cells, read, seal
from tools.outputs import write_outputs

Change = Callable[[NotebookNode], None]
NUMBER = "print(f'the loss is {rate / 4:.4f}')"  # 0.1250
SHAPE = "(units, 3, 1)"


def _text(old: str, new: str) -> Change:
    """Change a printed text, as another machine would."""

    def change(cell: NotebookNode) -> None:
        output = cell.outputs[0]
        holder, key = (
            (output, "text")
            if output.output_type == "stream"
            else (output.data, "text/plain")
        )
        assert old in holder[key]
        holder[key] = holder[key].replace(old, new)

    return change


def _source(old: str, new: str) -> Change:
    def change(cell: NotebookNode) -> None:
        assert old in cell.source
        cell.source = cell.source.replace(old, new)

    return change


def _no_output(cell: NotebookNode) -> None:
    cell.outputs = []


def _no_alt(cell: NotebookNode) -> None:
    del cell.outputs[0].metadata["image/png"]


def _figure(draw: Callable[[Image.Image], Image.Image]) -> Change:
    """Change the picture."""

    def change(cell: NotebookNode) -> None:
        data = cell.outputs[0].data
        old = data["image/png"]
        picture = Image.open(io.BytesIO(base64.b64decode(old))).convert("RGB")
        file = io.BytesIO()
        draw(picture).save(file, "PNG")
        new = base64.b64encode(file.getvalue()).decode()
        for kind, text in data.items():
            data[kind] = text.replace(old.strip(), new)

    return change


def _line(picture: Image.Image) -> Image.Image:
    ImageDraw.Draw(picture).line((20, 20, 60, 40), fill="black")
    return picture


def _mirrored(picture: Image.Image) -> Image.Image:
    return picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT)


def _fainter(picture: Image.Image) -> Image.Image:
    return picture.point(lambda level: max(level - 3, 0))


# Name, source of the cell, damage, what the report must say ("" = it passes).
DAMAGES: list[tuple[str, str, Change | None, str]] = [
    ("untouched", NUMBER, None, ""),
    ("last digit elsewhere", NUMBER, _text("0.1250", "0.1251"), ""),
    ("two units", NUMBER, _text("0.1250", "0.1252"), "loss is 0.1252"),
    ("first digit", NUMBER, _text("0.1250", "0.2250"), "loss is 0.2250"),
    ("word", NUMBER, _text("loss", "error"), "the error is 0.1250"),
    ("shape", SHAPE, _text("(1, 3", "(1, 4"), "(1, 4, 1)"),
    ("no output", SHAPE, _no_output, "expected 0 outputs: none"),
    ("source", NUMBER, _source("/ 4", "/ 5"), "loss is 0.1250"),
    ("failing source", SHAPE, _source("units", "unitz"), "NameError: name"),
    ("untouched figure", FIGURE, None, ""),
    ("line in a figure", FIGURE, _figure(_line), "differ clearly"),
    ("other figure", FIGURE, _figure(_mirrored), "differ clearly"),
    ("fainter figure", FIGURE, _figure(_fainter), ""),
    ("no alternative", FIGURE, _no_alt, "image/png"),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """Return the folder of the notebook, and of what the replay writes."""
    return tmp_path_factory.mktemp("toys")


@pytest.fixture(scope="module")
def report(folder: Path) -> str:
    """Return pytest's report on a notebook with one damage in each cell.

    The cells are sealed, so that only the replay can notice the damage.
    """
    nb = notebook(*(source for _, source, _, _ in DAMAGES))
    path = save(nb, folder / "01_toy.ipynb")
    write_outputs(path)
    assert replay(path)[0] == 0, "the undamaged notebook must pass"
    nb = read(path)
    for cell, (_, _, change, _) in zip(
        code_cells(nb)[1:], DAMAGES, strict=True
    ):
        if change:
            change(cell)
    seal(nb)
    code, text = replay(save(nb, path))
    assert code == 1
    return text


def replay(path: Path, *options: str) -> tuple[int, str]:
    """Run pytest on a notebook with the settings of the project."""
    done = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-n", "0", "-v", "-rA"),
            *("-c", str(ROOT / "pyproject.toml")),
            *("-p", "tests.first_cause", "-p", "tests.replay"),
            *("--rootdir", str(path.parent), "-p", "no:cacheprovider"),
            *(*options, str(path)),
        ],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "COLUMNS": "80", "PYTHONIOENCODING": "utf-8"},
    )
    return done.returncode, done.stdout + done.stderr


def report_on(report: str, number: int) -> str:
    """Return the part of a report that speaks of one code cell."""
    head = rf"_ 01_toy\.ipynb, code cell {number} _+\n"
    found = re.search(head + r"(.*?)(?=\n_{3,} |\n={3,} )", report, re.DOTALL)
    return found.group(1) if found else ""


@pytest.mark.slow(20)
@pytest.mark.parametrize(
    "place", range(len(DAMAGES)), ids=[name for name, *_ in DAMAGES]
)
def test_damage_is_noticed(report: str, place: int) -> None:
    _, _, _, says = DAMAGES[place]
    number = place + 2  # the parameters are code cell 1
    section = report_on(report, number)
    if not says:
        passed = rf"PASSED \S*01_toy\.ipynb::code cell {number}\n"
        assert re.search(passed, report)
        assert not section
        return
    assert f"01_toy.ipynb, code cell {number} `" in section
    assert says in section
    assert "\x1b" not in report


@pytest.mark.slow(20)
def test_report_says_limit_and_what_to_do(report: str, folder: Path) -> None:
    names = [name for name, *_ in DAMAGES]
    section = report_on(report, names.index("two units") + 2)
    assert (
        "(0.1252 and 0.1250: a number may differ by one unit in its last "
        "printed place, no more.)" in section
    )
    assert "If that is wanted, run `make outputs LESSON=01`. If you" in section
    number = names.index("line in a figure") + 2
    section = report_on(report, number)
    assert "pixels differ clearly, 6 may (by more than 32 of 255" in section
    where = f"build/differences/01_toy/cell-{number:02}"
    assert f"the figures: {where}-{{saved,now,difference}}.png\n" in section
    saved, now, apart = (
        Image.open(io.BytesIO((folder / f"{where}-{what}.png").read_bytes()))
        for what in ("saved", "now", "difference")
    )
    assert saved.size == now.size == apart.size
    assert apart.getpixel((40, 30)) < 200 < apart.getpixel((0, 0))
    written = {path.name[:7] for path in (folder / where).parent.iterdir()}
    assert f"cell-{names.index('fainter figure') + 2:02}" not in written


@pytest.mark.slow(8)
def test_dead_kernel_is_noticed_at_once(tmp_path: Path) -> None:
    nb = notebook("import os\nos._exit(3)", "units")
    seal(nb)
    path = save(nb, tmp_path / "01_toy.ipynb")
    code, text = replay(path, "--durations=1")
    assert code == 1
    assert "code cell 2 `import os`: the kernel died while the cell" in text
    assert "1 failed, 1 passed, 1 skipped" in text
    seconds = float(re.search(r"([\d.]+)s call .*code cell 2", text).group(1))
    assert seconds < 10  # nbval alone would wait for its timeout of 300 s
