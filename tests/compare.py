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
from decimal import Decimal
from itertools import zip_longest

from nbformat import NotebookNode

from tests.pictures import picture_difference

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
    if exact or expected == got:
        return expected == got
    if _NUMBER.sub("#", expected) != _NUMBER.sub("#", got):
        return False
    return not _far_apart(expected, got)


def _far_apart(expected: str, got: str) -> list[tuple[str, str]]:
    """Return the pairs of numbers beyond the tolerance, of alike texts."""
    pairs = zip(_NUMBER.findall(expected), _NUMBER.findall(got), strict=True)
    return [pair for pair in pairs if not _near(*map(Decimal, pair))]


def _limit(expected: str, got: str, exact: bool) -> str:
    """Say what would have been granted to two texts that do not agree."""
    if exact:
        return "(compared exactly)"
    if _NUMBER.sub("#", expected) != _NUMBER.sub("#", got):
        return (
            "(Only a number with a point or an exponent may differ, by "
            f"{_LIMIT}.)"
        )
    one, two = _far_apart(expected, got)[0]
    return f"({one} and {two}: a number may differ by {_LIMIT}, no more.)"


def _near(one: Decimal, two: Decimal) -> bool:
    # The finer of both: a number that ends in 0 may be printed without it.
    places = min(one.as_tuple().exponent, two.as_tuple().exponent)
    return abs(one - two) <= Decimal(1).scaleb(places)


def differences(
    expected: list[NotebookNode], got: list[NotebookNode], exact: bool
) -> list[str]:
    """Describe each difference between two lists of outputs of one cell.

    Parameters
    ----------
    expected
        The outputs that are saved in the lesson.
    got
        The outputs of the code, run now.
    exact
        Grant no tolerance at all.

    Returns
    -------
    list of str
        One text for each difference, with what was expected and what came.
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
    kind = output.output_type
    if kind == "stream":
        return {output.name: output.text}
    if kind == "error":
        return {"error": f"{output.ename}: {output.evalue}"}
    flat = {
        mime: value if isinstance(value, str) else _as_json(value)
        for mime, value in output.data.items()
    }
    if output.metadata:
        flat["metadata"] = _as_json(output.metadata)
    return flat


def _as_json(value: object) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False)


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
        one, two = expected[mime], got[mime]
        if mime == "image/png":
            what = _base64_difference(one, two, exact)
            found += [f"{mime}: expected {what}"] if what else []
            continue
        scripts = [_SCRIPT.findall(text) for text in (one, two)]
        if scripts[0] != scripts[1]:  # code, so without tolerance
            found.append(f"{mime}: {_script_difference(*scripts)}")
        one, two = (_SCRIPT.sub("[script]", text) for text in (one, two))
        one, two = (_DRAWING.sub(_drawn, text) for text in (one, two))
        pictures = [_PICTURE.findall(text) for text in (one, two)]
        one, two = (_PICTURE.sub("[figure]", text) for text in (one, two))
        if not same_text(one, two, exact):
            found.append(
                f"{mime}: expected\n{one.rstrip()}\n{mime}: got\n"
                f"{two.rstrip()}\n{_limit(one, two, exact)}"
            )
        elif len(pictures[0]) == len(pictures[1]):
            whats = [
                _base64_difference(*pair, exact)
                for pair in zip(*pictures, strict=True)
            ]
            found += [f"{mime}: expected {what}" for what in whats if what]
    return found


def _script_difference(expected: list[str], got: list[str]) -> str:
    """Name the first line that differs: a script is too long to be shown."""
    lines = ["\n".join(scripts).splitlines() for scripts in (expected, got)]
    for one, two in zip_longest(*lines, fillvalue="the end"):
        if one != two:
            break
    return f"expected another script, with\n{one}\ngot\n{two}"


def _drawn(match: re.Match) -> str:
    """Return the text of an SVG file, so that its numbers are compared."""
    try:
        return base64.b64decode(match.group(1)).decode()
    except ValueError:
        return match.group()


def _base64_difference(one: str, two: str, exact: bool) -> str | None:
    try:
        return picture_difference(
            base64.b64decode(one), base64.b64decode(two), exact
        )
    except binascii.Error:
        return None if one == two else "a figure, got text that is none"


def _summary(outputs: list[NotebookNode]) -> str:
    flat = [text for output in outputs for text in _flat(output).items()]
    parts = [
        f"{mime} {_PICTURE.sub('[figure]', text)[:60]!r}"
        if mime != "image/png"
        else mime
        for mime, text in flat
    ]
    return "; ".join(parts) or "none"
