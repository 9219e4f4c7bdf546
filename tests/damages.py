"""Ways to damage the project, a little and on purpose.

Each function takes the text of a file, or a lesson, and yields every damage
of its kind: what was done, and what stands there then. `tests.mutations`
draws some of them by chance.
"""

import ast
import copy
import io
import re
import string
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Iterator

import matplotlib.pyplot as plt
import numpy as np
from nbformat import NotebookNode

from tests.contracts.directions import claimed, directions
from tests.contracts.prose import statements

# What is done, the doing, and where a comment excuses it, that one's doing.
Damage = tuple[str, Callable[[], object], Callable[[], object]]

_PAIRS = """better worse, larger smaller, more fewer, less more, longer
shorter, higher lower, rises falls, rise fall, grows shrinks, grow shrink,
ahead behind, beat lost to, beats loses to, best worst, largest smallest,
highest lowest, first last, before after, above below, upper lower, earlier
later, faster slower, left right, early late, always never, up down, under
over, exceeds falls short of"""
TURNED: dict[str, str] = {}
for pair in _PAIRS.replace("\n", " ").split(","):
    one, other = pair.split(maxsplit=1)
    TURNED.setdefault(other, one)
    TURNED[one] = other
_TURN = re.compile(rf"\b({'|'.join(sorted(TURNED, key=len)[::-1])})\b", re.I)
_DIGITS = re.compile(r"(?<![\w.,/#-])\d+(?:,\d{3})*(?:\.\d+)?(?![\w/-])")


def _nothing() -> None:
    """No comment excuses it."""


def _replaced(text: str, hit: re.Match, new: str) -> str:
    return text[: hit.start()] + new + text[hit.end() :]


def _other_digit(number: str) -> str:
    """Return a number whose first digit is another one."""
    return str(int(number[0]) % 9 + 1) + number[1:]


def _sentences(
    source: str, pattern: re.Pattern
) -> Iterator[tuple[re.Match, str]]:
    """Yield the hits in what a text cell states, each with its sentence."""
    for sentence in statements(source):
        at = re.search(r"\s+".join(map(re.escape, sentence.split())), source)
        for hit in pattern.finditer(source, *at.span()) if at else ():
            if source[: hit.start()].count("`") % 2 == 0:
                yield hit, sentence


def turned_words(cell: NotebookNode, compared: bool) -> Iterator[Damage]:
    """Say "worse" for "better" (`compared`), or "first" for "last".

    A way to speak is left alone, such as "at last": see `ways_to_speak`.
    """
    for hit, sentence in _sentences(cell.source, _TURN):
        word, new = hit.group(), TURNED[hit.group().lower()]
        if _claims(hit, sentence) == ("size" if compared else "order"):
            yield from _other(cell, hit, new, "not compared", word.split()[0])


def _claims(hit: re.Match, sentence: str) -> str:
    """Say what a word claims there, an order or a size, or nothing."""
    word = hit.group().split()[0].lower()
    if word in directions(sentence):
        return "size"
    return "order" if word in claimed(sentence) else ""


def other_numbers(cell: NotebookNode) -> Iterator[Damage]:
    """Change the first digit of a number in what a text cell states."""
    for hit, _ in _sentences(cell.source, _DIGITS):
        if not _is_name(hit):
            new = _other_digit(hit.group())
            yield from _other(cell, hit, new, "number", hit.group())


def _is_name(hit: re.Match) -> bool:
    """Tell a number that names: a Keras, a line of a list, another page."""
    text = hit.string
    line = text[text.rfind("\n", 0, hit.start()) + 1 : hit.start()]
    numeral = not line.strip() and text[hit.end() :].startswith(". ")
    quoted = any(
        link.start() < hit.start() < link.end()
        for link in re.finditer(r"\[[^\]]*\]\(https?:[^)]*\)", text)
    )
    return numeral or quoted or line.endswith("Keras ")


def ways_to_speak(cell: NotebookNode) -> dict[str, int]:
    """Count what is not damaged, since it claims nothing: kind -> number."""
    words = _sentences(cell.source, _TURN)
    return {
        "words": sum(not _claims(hit, sentence) for hit, sentence in words),
        "numbers": sum(
            _is_name(hit) for hit, _ in _sentences(cell.source, _DIGITS)
        ),
    }


def _other(
    cell: NotebookNode, hit: re.Match, new: str, excuse: str, said: str
) -> Iterator[Damage]:
    """Yield the damage, and how its author would mend the excuse as well."""
    around = cell.source[max(0, hit.start() - 12) : hit.end() + 12]
    named = re.compile(
        rf"(<!-- {excuse} (?:[\w.,]+,? )*?)\b{re.escape(said)}\b(?=[^:>]*:)",
        re.I,
    )

    def damage() -> None:
        cell.source = _replaced(cell.source, hit, new)

    def excused() -> None:
        first = new.split()[0]
        cell.source = named.sub(rf"\g<1>{first}", cell.source, count=1)

    what = f"{new} for {hit.group()!r} in {' '.join(around.split())!r}"
    yield what, damage, excused


def lost_links(cell: NotebookNode) -> Iterator[Damage]:
    """Let a link lead to another place in the project."""
    for hit in re.finditer(r"\]\((?!https?:)([^)]+)\)", cell.source):
        yield (
            f"the link {hit[1]} leads elsewhere",
            lambda hit=hit: cell.update(
                source=_replaced(cell.source, hit, f"]({hit[1]}x)")
            ),
            _nothing,
        )


def choices(cell: NotebookNode) -> Iterator[Damage]:
    """Let the right choice of a prediction and a slip change places."""
    given = cell.metadata.get("prediction")
    for number, slip in enumerate(given.slips if given else ()):
        yield (
            f"{slip.says!r} is said to be right",
            lambda slip=slip: _swap_says(given.right, slip),
            _nothing,
        )
        if "if" in slip:
            yield (
                f"slip {number}: another condition",
                lambda slip=slip: slip.update({"if": f"not ({slip['if']})"}),
                _nothing,
            )


def _swap_says(one: NotebookNode, other: NotebookNode) -> None:
    one.says, other.says = other.says, one.says


def printed_digits(cell: NotebookNode) -> Iterator[Damage]:
    """Change a digit that a code cell printed."""
    for output in cell.outputs:
        holder = output if "text" in output else output.get("data", {})
        key = "text" if "text" in output else "text/plain"
        for hit in _DIGITS.finditer(holder.get(key, "")):
            yield (
                f"{hit.group()} printed as {_other_digit(hit.group())}",
                lambda holder=holder, key=key, hit=hit: holder.update(
                    {key: _replaced(holder[key], hit, _other_digit(hit[0]))}
                ),
                _nothing,
            )


def pictures(cell: NotebookNode) -> Iterator[Damage]:
    """Paint over a part of a figure, or turn it upside down."""
    for output in cell.outputs:
        data = output.get("data", {})
        if "image/png" in data:
            for what in ("a stroke", "upside down", "another colour"):
                yield (
                    f"a picture with {what}",
                    lambda data=data, what=what: data.update(
                        {"image/png": _painted(data["image/png"], what)}
                    ),
                    _nothing,
                )


def _painted(png: str, what: str) -> str:
    pixels = plt.imread(io.BytesIO(b64decode(png))).copy()
    if what == "upside down":
        pixels = pixels[::-1]
    elif what == "another colour":
        pixels[..., [0, 2]] = pixels[..., [2, 0]]
    else:
        y, x = (size // 2 for size in pixels.shape[:2])
        pixels[y : y + 2, x : x + 25, :3] = 0
    file = io.BytesIO()
    plt.imsave(file, np.ascontiguousarray(pixels))
    return b64encode(file.getvalue()).decode()


OPERATOR, NUMBER, SWAP, SWITCH, SEED, LEAK, WORDS = (
    "code: an operator",
    "code: a number, or the end of a window",
    "code: two arguments swapped",
    "code: a switch turned, such as return_sequences",
    "code: a seed left out",
    "code: other data, such as the test's",
    "code: a hint, or a message",
)
_OPERATORS = {
    ast.Add: "-", ast.Sub: "+", ast.Mult: "/", ast.Div: "*", ast.Lt: ">=",
    ast.LtE: ">", ast.Gt: "<=", ast.GtE: "<", ast.Eq: "!=", ast.NotEq: "==",
    ast.And: "or", ast.Or: "and", ast.MatMult: "*", ast.FloorDiv: "/",
    ast.In: "not in", ast.NotIn: "in", ast.Is: "is not", ast.IsNot: "is",
}  # fmt: skip
# What gives the same, whichever of two comes first.
_EITHER_WAY = {"max", "min", "maximum", "minimum", "allclose", "gcd", "same"}
_DATA = """train test, past new, past both, past target, x y, validation test,
y_true y_pred, inputs targets, before after, ours theirs, past sunspots"""
OTHER_DATA: dict[str, str] = {}
for pair in _DATA.replace("\n", " ").split(","):
    one, other = pair.split()
    OTHER_DATA.setdefault(one, other)
    OTHER_DATA.setdefault(other, one)


def code_damages(source: str) -> Iterator[tuple[str, str, str]]:
    """Yield (kind, what, source) for each damage to the code of functions.

    Nothing that is written once for all, such as a colour, nor a text that
    is put together, whose pieces have no place of their own.
    """
    lines = source.splitlines(keepends=True)
    for function in ast.parse(source).body:
        if not isinstance(function, ast.FunctionDef | ast.ClassDef):
            continue
        known = {n.id for n in ast.walk(function) if isinstance(n, ast.Name)}
        for node in _inside([function]):
            for kind, what, new in _changed(node):
                if kind == LEAK and new not in known:
                    continue
                first, last = node.lineno - 1, node.end_lineno - 1
                head = lines[first].encode()[: node.col_offset].decode()
                tail = lines[last].encode()[node.end_col_offset :].decode()
                text = "".join(lines[:first]) + head + new + tail
                yield (
                    kind,
                    f"line {node.lineno}: {what}",
                    text + "".join(lines[last + 1 :]),
                )


def _inside(nodes: Iterable[ast.AST]) -> Iterator[ast.AST]:
    """Yield what is code in them: no type, no docstring, no text.

    And no `strict`, a guard that tells two lengths apart, nor what `len`
    counts, for one array is as long as the other.
    """
    for node in nodes:
        if isinstance(node, ast.JoinedStr | ast.Raise) or (
            (
                isinstance(node, ast.Expr)
                and isinstance(node.value, ast.Constant)
            )
            or (isinstance(node, ast.keyword) and node.arg == "strict")
            or (isinstance(node, ast.Call) and ast.unparse(node.func) == "len")
        ):
            continue
        yield node
        yield from _inside(
            child
            for name, value in ast.iter_fields(node)
            if name not in ("annotation", "returns", "decorator_list")
            for child in (value if isinstance(value, list) else [value])
            if isinstance(child, ast.AST)
        )


def _changed(node: ast.AST) -> Iterator[tuple[str, str, str]]:
    said = ast.unparse(node)[:40] if isinstance(node, ast.expr) else ""
    if isinstance(node, ast.BinOp | ast.BoolOp | ast.Compare):
        sign = node.ops[0] if isinstance(node, ast.Compare) else node.op
        new = _OPERATORS.get(type(sign))
        if new and not isinstance(getattr(node, "left", 0), ast.Constant):
            sides = (
                [node.left, *node.comparators]
                if isinstance(node, ast.Compare)
                else getattr(node, "values", None) or [node.left, node.right]
            )
            text = f" {new} ".join(f"({ast.unparse(s)})" for s in sides)
            yield OPERATOR, f"{new} in {said!r}", f"({text})"
    elif isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield SWITCH, f"{not node.value} for {node.value}", str(not node.value)
    elif isinstance(node, ast.Constant) and isinstance(node.value, int):
        yield NUMBER, f"{node.value + 1} for {node.value}", f"{node.value + 1}"
    elif isinstance(node, ast.Slice) and node.upper:
        lower = ast.unparse(node.lower) if node.lower else ""
        new = f"{lower}:({ast.unparse(node.upper)}) - 1"
        yield NUMBER, f"a window ends at {new[len(lower) + 1 :][:40]!r}", new
    elif isinstance(node, ast.Call):
        yield from _called(node, said)
    elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
        if other := OTHER_DATA.get(node.id):
            yield LEAK, f"{other} for {node.id}", other
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        new = next(turned_messages(node.value), None)
        if new and " " in node.value and "\n" not in node.value:
            yield WORDS, f"{new[:40]!r} is said", repr(new)


def turned_messages(text: str) -> Iterator[str]:
    """Yield a hint with each of its words of size or order turned round."""
    for hit in _TURN.finditer(text):
        if _claims(hit, text):
            yield _replaced(text, hit, TURNED[hit[0].lower()])


def _called(node: ast.Call, said: str) -> Iterator[tuple[str, str, str]]:
    name = ast.unparse(node.func).rpartition(".")[2]
    if (
        len(node.args) > 1
        and name not in _EITHER_WAY
        and not any(isinstance(one, ast.Starred) for one in node.args[:2])
    ):
        other = copy.deepcopy(node)
        other.args[:2] = other.args[1::-1]
        yield SWAP, f"swapped in {said!r}", ast.unparse(other)
    other = copy.deepcopy(node)
    other.keywords = [k for k in node.keywords if k.arg != "seed"]
    if name == "default_rng":
        other.args = []
    if ast.dump(other) != ast.dump(node):
        yield SEED, f"no seed in {said!r}", ast.unparse(other)


def table_damages(text: str) -> Iterator[tuple[str, str]]:
    """Yield (what, text): another digit or unit, a line twice, lost.

    Of a long table some lines will do: each damage holds all of its text.
    """
    lines = text.splitlines(keepends=True)
    for at in range(1, len(lines) - 1, len(lines) // 40 + 1):
        before, line, after = lines[:at], lines[at], lines[at + 1 :]
        yield f"line {at} twice", "".join([*before, line, line, *after])
        yield f"line {at} lost", "".join(before + after)
        hit = re.search(r"(?<![\w.-])\d(?=[\d.]*[\n,])", line)
        if hit:
            new = _replaced(line, hit, str((int(hit[0]) + 1) % 10))
            yield f"a digit in line {at}", "".join([*before, new, *after])
            new = re.sub(r"(\d)\.(\d)", r"\1\2.", line, count=1)
            if new != line:
                yield (
                    f"ten times in line {at}",
                    "".join([*before, new, *after]),
                )
        letter = line[0].lower()
        if letter in string.ascii_lowercase and not hit:
            new = f"{chr(ord(letter) ^ 1)}{line[1:]}"
            yield f"a letter in line {at}", "".join([*before, new, *after])
