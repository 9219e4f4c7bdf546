"""Take the text of a lesson apart: headings, sentences, numbers, shapes."""

import re
from decimal import Decimal

_FENCE = re.compile(r"^(```|~~~).*?^\1[ \t]*$", re.M | re.S)
_COMMENT = re.compile(r"<!--(.*?)-->", re.S)
_SPAN = re.compile(r"(`+)(.+?)\1", re.S)
_TARGET = re.compile(r"\]\([^)]*\)|<https?:[^>]*>|https?://\S+")
_SENTENCE_END = re.compile(r"(?<=[.!?])[*_]*\s+(?=[A-Z`*_(\[])")
_BLOCK_END = re.compile(r"\n\s*\n|\n(?=\s*(?:[-*]|\d+\.) )|\n(?=\|)")

_SIZE = r"(?:\d+|None)"
_INNER = rf"[(\[]({_SIZE}(?:, ?{_SIZE})+|{_SIZE},)[)\]]"
_INNER_SHAPE = re.compile(_INNER)
_SHAPE = re.compile(rf"(?<![\w(\[])(?:TensorShape\()?{_INNER}")
_NUMBER = re.compile(r"(?<![\w.,])\d+(?:,\d{3})*(?:\.\d+)?(?![\w])")

_WORDS = [
    *["zero", "one", "two", "three", "four", "five", "six", "seven", "eight"],
    *["nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen"],
    *["sixteen", "seventeen", "eighteen", "nineteen", "twenty"],
]
NUMBER_WORDS = {word: number for number, word in enumerate(_WORDS)} | {
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "seventy": 70,
    "eighty": 80,
    "ninety": 90,
    "a hundred": 100,
    "a thousand": 1000,
}


def plain(source: str) -> str:
    """Return a text without fenced code and comments."""
    return _COMMENT.sub("", _FENCE.sub("", source))


def comments(source: str) -> list[str]:
    """Return what stands in the comments, which no reader sees."""
    return [text.strip() for text in _COMMENT.findall(source)]


def headings(source: str) -> list[tuple[int, str]]:
    """Return the headings as (level, text)."""
    found = re.findall(r"^(#{1,6}) +(.*?)[ #]*$", plain(source), re.M)
    return [(len(marks), text) for marks, text in found]


def without_code(text: str) -> str:
    """Return a text in which no code span and no link target is left."""
    return _TARGET.sub("]", _SPAN.sub("`code`", text))


def sentences(source: str) -> list[str]:
    """Return the sentences; a list item or a table row ends one, too."""
    blocks = _BLOCK_END.split(plain(source))
    found = [part for b in blocks for part in _SENTENCE_END.split(b.strip())]
    return [" ".join(sentence.split()) for sentence in found if sentence]


def shapes(text: str) -> set[str]:
    """Return the shapes of sizes and None that a text names."""
    return {_tidy(shape) for shape in _SHAPE.findall(text)}


def shown_shapes(text: str) -> set[str]:
    """Return the shapes in an output, nested ones and lists as well."""
    return {_tidy(shape) for shape in _INNER_SHAPE.findall(text)}


def _tidy(shape: str) -> str:
    sizes = [size.strip() for size in shape.split(",") if size.strip()]
    return f"({', '.join(sizes)}{',' * (len(sizes) == 1)})"


def numbers(text: str) -> dict[str, Decimal]:
    """Return the numbers in a text: as they are written -> value."""
    return {
        number: Decimal(number.replace(",", ""))
        for number in _NUMBER.findall(text)
    }


def parameter_counts(text: str) -> dict[str, int]:
    """Return the counts "N parameters", in digits or words: text -> N."""
    words = "|".join([r"\d[\d,]*", *NUMBER_WORDS])
    found = re.finditer(
        rf"\b({words}) (?:trainable )?parameters?\b",
        " ".join(text.split()),
        re.I,
    )
    return {hit.group(): _count(hit.group(1)) for hit in found}


def _count(word: str) -> int:
    known = NUMBER_WORDS.get(word.lower())
    return int(word.replace(",", "")) if known is None else known
