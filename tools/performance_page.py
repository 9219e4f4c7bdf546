"""Write the figures of docs/performance.md.

They come from docs/performance.csv, which `python -m tools.benchmark --write`
measured; no number between the marks of the page is written by hand.
"""

import csv
import io
from pathlib import Path
from typing import Any

from tools.contenders import WAYS, Shape
from tools.notebooks import ROOT, write
from tools.readme_map import with_part

PAGE = ROOT / "docs" / "performance.md"
TABLE = PAGE.with_suffix(".csv")
LESSONS = {
    "lesson 03": Shape(48, 1, 24, 4, 64),
    "lesson 06": Shape(50, 1, 16, 4, 64),
    "lesson 08": Shape(9, 1, 11, 4, 64),
}
SMALL = [
    Shape(10, 1, 20, 4, 32),
    Shape(50, 1, 20, 4, 10),
    Shape(60, 1, 8, 8, 32),
    Shape(200, 1, 32, 1, 32),
]
LARGE = Shape(100, 1, 64, 4, 64)
SHAPES = [*LESSONS.values(), LARGE, *SMALL, Shape(20, 1, 128, 1, 256)]
EQUAL = 1e-5  # the largest difference from Keras that counts as equal
NEAR = 1.1  # within a tenth of the fastest: no difference
HERE = [way for way, kind in WAYS.items() if kind.backend == "tensorflow"]
OURS = "`FusedLSTM`", "Keras on JAX", "JAX"

Row = dict[str, Any]


def digits(value: float) -> str:
    """Return a number with three digits, or all that stand before a point."""
    return f"{value:.0f}" if value >= 100 else f"{value:#.3g}".rstrip(".")


def name(shape: Shape) -> str:
    """Return the name of a shape in the page."""
    lesson = {sizes: f" ({name})" for name, sizes in LESSONS.items()}
    sizes = f"{shape.steps} steps, {shape.units} units, depth {shape.depth}"
    return f"{sizes}, batches of {shape.batch}{lesson.get(shape, '')}"


def markdown(head: list[str], lines: list[list[str]]) -> str:
    """Return a table; all columns but the first are numbers."""
    rule = ["---", *["---:"] * (len(head) - 1)]
    return "".join(f"| {' | '.join(x)} |\n" for x in [head, rule, *lines])


def shapes_in(rows: list[Row]) -> list[Shape]:
    """Return those of `SHAPES` that were measured."""
    return [shape for shape in SHAPES if of(rows, shape, "train")]


def of(rows: list[Row], shape: Shape, kind: str) -> dict[tuple[str, int], Row]:
    """Return the rows of a shape by way and threads."""
    return {
        (row["way"], row["threads"]): row
        for row in rows
        if row["kind"] == kind
        and Shape(*(row[x] for x in Shape._fields)) == shape
    }


def table(rows: list[Row], shape: Shape) -> str:
    """Return the table of all ways at one shape."""
    train, forward = (of(rows, shape, kind) for kind in ("train", "forward"))

    def ms(found: dict, key: tuple[str, int]) -> str:
        row = found.get(key)
        if not row:
            return ""
        most = f"({digits(row['least_ms'])} to {digits(row['most_ms'])})"
        return f"{digits(row['ms'])} {most}"

    lines = []
    for way in dict.fromkeys(way for way, _ in [*train, *forward]):
        one, two = (way, 1), (way, 2)
        any_row = train.get(one) or forward[one]
        fast = [train[key] for key in (one, two) if key in train]
        best = min(fast, key=lambda row: row["ms"], default=None)
        unequal = max(
            row["difference"]
            for found in (train, forward)
            for key, row in found.items()
            if key[0] == way
        )
        lines.append(
            [
                way,
                *(ms(train, key) for key in (one, two)),
                digits(best["samples_per_s"]) if best else "",
                digits(best["gflop_per_s"]) if best else "",
                *(ms(forward, key) for key in (one, two)),
                digits(any_row["first_s"]),
                "yes" if unequal <= EQUAL else f"no: {unequal:.0e}",
            ]
        )
    head = ["", "training, 1 thread", "2 threads", "samples/s", "GFLOP/s"]
    head += ["forward, 1 thread", "2 threads", "first step, s", "equal"]
    limits = "; ".join(
        f"{digits(row['product_of_one_step'])} and "
        f"{digits(row['product_of_all_steps'])} on {threads:g} "
        f"thread{'s' * (threads > 1)}"
        for (way, threads), row in forward.items()
        if way == lines[0][0]
    )
    return (
        f"### {name(shape)}\n\n{markdown(head, lines)}\n"
        f"One product of matrices, of one time step and of all, in GFLOP/s: "
        f"{limits}.\n"
    )


def fastest(found: dict[tuple[str, int], Row], ways: Any) -> list[Row]:
    """Return the fastest row of each way that ties with the fastest of all."""
    rows = sorted(
        (row for key, row in found.items() if key[0] in ways),
        key=lambda row: row["ms"],
    )
    first = {}
    for row in rows:
        first.setdefault(row["way"], row)
    return [x for x in first.values() if x["ms"] <= NEAR * rows[0]["ms"]]


def which(rows: list[Row]) -> str:
    """Say which way to take for which size, in Keras here and of all."""
    lines = []
    for shape in shapes_in(rows):
        line = [name(shape)]
        for kind in ("train", "forward"):
            found = of(rows, shape, kind)
            for ways in (HERE, [*WAYS]):
                took = fastest(found, ways)
                times = found["Keras", 1]["ms"] / took[0]["ms"]
                line.append(
                    " or ".join(
                        f"{row['way']}{' (2)' * (row['threads'] == 2)}"
                        for row in took
                    )
                    + f": {digits(times)}"
                )
        lines.append(line)
    head = ["", "training, on TensorFlow", "of all"]
    return markdown([*head, "forward, on TensorFlow", "of all"], lines)


def targets(rows: list[Row]) -> str:
    """Return each target beside what was reached."""
    lines = []

    def add(target: str, need: float, base: str, shapes: Any, on: Any) -> None:
        for shape in shapes:
            found = of(rows, shape, "train")
            if (base, 1) not in found:
                lines.append([target, name(shape), *["not measured"] * 3])
                continue
            best = [
                min(found[way, n]["ms"] for n in on) for way in (base, *OURS)
            ]
            times = [best[0] / ms for ms in best[1:]]
            cells = [
                f"**{digits(x)}**" if x >= need else digits(x) for x in times
            ]
            lines.append([target, name(shape), *cells])

    lessons = LESSONS.values()
    add("2.5 times Keras, as lessons train", 2.5, "Keras", lessons, [1])
    add("4 times Keras, as lessons train", 4, "Keras", lessons, [1])
    add("1.3 times PyTorch", 1.3, "PyTorch", SMALL, [1, 2])
    add("0.7 times PyTorch", 0.7, "PyTorch", [LARGE], [1, 2])
    return markdown(["target", "shape", *OURS], lines)


def tricks(rows: list[Row]) -> str:
    """Return what each change to a way gives over all shapes, in training."""
    compared = [
        (way, 1, base, 1) for way in WAYS if (base := way.split(",")[0]) != way
    ]
    compared += [
        (way, 2, way, 1) for way, kind in WAYS.items() if 2 in kind.threads
    ]
    lines = []
    for way, many, base, one in compared:
        found = [of(rows, shape, "train") for shape in shapes_in(rows)]
        times = [
            x[base, one]["ms"] / x[way, many]["ms"]
            for x in found
            if (way, many) in x
        ]
        if times:
            name = f"{way}, 2 threads" if many > one else way
            least, most = digits(min(times)), digits(max(times))
            loses = sum(x < 1 for x in times)
            lines.append([name, least, most, f"{loses} of {len(times)}"])
    return markdown(["against the plain way", "least", "most", "loses"], lines)


def page(text: str, rows: list[Row], run: str) -> str:
    """Return the text of the page with all its figures from the table."""
    missing = [name(shape) for shape in SHAPES if shape not in shapes_in(rows)]
    counted = f"Measured: {len(SHAPES) - len(missing)} of {len(SHAPES)} shapes"
    counted += f"; not {'; not '.join(missing)}." if missing else "."
    parts = {
        "run": f"{run}.\n\n{counted}\n",
        "which": which(rows),
        "tricks": tricks(rows),
        "targets": targets(rows),
        "tables": "\n".join(table(rows, shape) for shape in shapes_in(rows)),
    }
    for part, figures in parts.items():
        text = with_part(text, part, figures)
    return text


def save(path: Path, rows: list[Row], run: str) -> None:
    """Write the table, under a line on the run."""
    text = io.StringIO(f"# {run}\n")
    text.seek(0, io.SEEK_END)
    writer = csv.writer(
        text, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\n"
    )
    writer.writerow(rows[0])
    for row in rows:
        writer.writerow(
            float(f"{value:.4g}") if isinstance(value, float) else value
            for value in row.values()
        )
    write(path, text.getvalue())


def read(path: Path) -> tuple[list[Row], str]:
    """Return the rows of the table, and the line on the run."""
    with path.open(encoding="utf-8", newline="") as file:
        run = file.readline()[2:-1]
        return [*csv.DictReader(file, quoting=csv.QUOTE_NONNUMERIC)], run


def write_page() -> None:
    """Write the page from the table."""
    write(PAGE, page(PAGE.read_text(encoding="utf-8"), *read(TABLE)))


if __name__ == "__main__":
    write_page()
