"""Compare the saved outputs of a cell with what its code gives now.

Text must be equal. Only a number written with decimals or an exponent may
differ by one unit in its last printed place, and a figure by a few pixels:
another processor rounds otherwise. Neither is granted when `exact`. What is
said of a difference says the limit, too.
"""

import base64
import binascii
import json
import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import zip_longest

from nbformat import NotebookNode

from tools.pictures import picture_difference

_LIMIT = "one unit in its last printed place"
_NUMBER = re.compile(
    r"(?<![\w.])[-+]?(?:\d+\.\d+(?:[eE][-+]?\d+)?|\d+\.?[eE][-+]?\d+)"
    r"(?!\w|\.\d)"
)
_PICTURE = re.compile(r"data:image/png;base64,([A-Za-z0-9+/=\s]*)")
_DRAWING = re.compile(r"data:image/svg\+xml;base64,([A-Za-z0-9+/=]*)")
_SCRIPT = re.compile(r"(?s)<script\b.*?</script>")


def same_text(expected: str, got: str, exact: bool = False) -> bool:
    """Tell whether two texts agree, numbers within their last place."""
    return _refused(expected, got, exact) is None


def _refused(expected: str, got: str, exact: bool) -> str | None:
    """Say what would have been granted to texts that do not agree."""
    if expected == got:
        return None
    if exact:
        return "(compared exactly)"
    if _NUMBER.sub("#", expected) != _NUMBER.sub("#", got):
        return (
            "(Only a number with a point or an exponent may differ, by "
            f"{_LIMIT}.)"
        )
    pairs = zip(_NUMBER.findall(expected), _NUMBER.findall(got), strict=True)
    for one, two in pairs:
        if not _near(Decimal(one), Decimal(two)):
            return (
                f"({one} and {two}: a number may differ by {_LIMIT}, no more.)"
            )
    return None


def _near(one: Decimal, two: Decimal) -> bool:
    # The finer of both: a number that ends in 0 may be printed without it.
    places = min(one.as_tuple().exponent, two.as_tuple().exponent)
    return abs(one - two) <= Decimal(1).scaleb(places)


def differences(
    expected: list[NotebookNode], got: list[NotebookNode], exact: bool
) -> list[str]:
    """Describe each difference between two lists of outputs of one cell.

    Each text says what was expected, from the saved outputs, and what came
    of the code now. With `exact`, no tolerance is granted at all.
    """
    found = []
    if len(expected) != len(got):
        found.append(
            f"expected {len(expected)} outputs: {_summary(expected)}\n"
            f"     got {len(got)} outputs: {_summary(got)}"
        )
    # With one output missing, the pairs still show where the shift begins.
    for one, two in zip(expected, got, strict=False):
        found += _output_differences(_flat(one), _flat(two), exact)
        if found:
            break
    return found


def _flat(output: NotebookNode) -> dict[str, str]:
    """Return all that counts in an output as name -> text."""
    if output.output_type == "stream":
        return {output.name: output.text}
    if output.output_type == "error":
        return {"error": f"{output.ename}: {output.evalue}"}
    flat = {**output.data}
    if output.metadata:
        flat["metadata"] = output.metadata
    return {
        name: value
        if isinstance(value, str)
        else json.dumps(value, sort_keys=True, ensure_ascii=False)
        for name, value in flat.items()
    }


def _output_differences(
    expected: dict[str, str], got: dict[str, str], exact: bool
) -> list[str]:
    if expected.keys() != got.keys():
        return [
            f"expected an output of {', '.join(sorted(expected))}\n"
            f"     got an output of {', '.join(sorted(got))}"
        ]
    found = []
    for mime in expected:
        pair = expected[mime], got[mime]
        compare = _picture if mime == "image/png" else _text
        found += [f"{mime}: {what}" for what in compare(mime, *pair, exact)]
    return found


def _text(mime: str, one: str, two: str, exact: bool) -> Iterator[str]:
    scripts = [_SCRIPT.findall(text) for text in (one, two)]
    if scripts[0] != scripts[1]:  # code, so without tolerance
        yield _script_difference(*scripts)
    one, two = (_SCRIPT.sub("[script]", text) for text in (one, two))
    one, two = (_DRAWING.sub(_drawn, text) for text in (one, two))
    pictures = [_PICTURE.findall(text) for text in (one, two)]
    one, two = (_PICTURE.sub("[figure]", text) for text in (one, two))
    if limit := _refused(one, two, exact):
        yield (
            f"expected\n{one.rstrip()}\n{mime}: got\n{two.rstrip()}\n{limit}"
        )
        return
    for pair in zip(*pictures, strict=True):
        yield from _picture(mime, *pair, exact)


def _picture(mime: str, one: str, two: str, exact: bool) -> Iterator[str]:
    try:
        files = base64.b64decode(one), base64.b64decode(two)
        what = picture_difference(*files, exact)
    except binascii.Error:
        what = None if one == two else "a figure, got text that is none"
    if what:
        yield f"expected {what}"


def _script_difference(expected: list[str], got: list[str]) -> str:
    """Name the first line that differs: a script is too long to be shown."""
    lines = ["\n".join(scripts).splitlines() for scripts in (expected, got)]
    one, two = next(
        pair
        for pair in zip_longest(*lines, fillvalue="the end")
        if pair[0] != pair[1]
    )
    return f"expected another script, with\n{one}\ngot\n{two}"


def _drawn(match: re.Match) -> str:
    """Return the text of an SVG file, so that its numbers are compared."""
    try:
        return base64.b64decode(match.group(1)).decode()
    except ValueError:
        return match.group()


def _summary(outputs: list[NotebookNode]) -> str:
    flat = [text for output in outputs for text in _flat(output).items()]
    parts = [
        f"{mime} {_PICTURE.sub('[figure]', text)[:60]!r}"
        if mime != "image/png"
        else mime
        for mime, text in flat
    ]
    return "; ".join(parts) or "none"
