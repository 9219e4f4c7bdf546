"""Take the text of a lesson apart: headings, sentences, numbers, shapes."""

import re
from decimal import Decimal

from tools.links import COMMENT, SPAN, plain

_TARGET = re.compile(r"\]\([^)]*\)|<https?:[^>]*>|https?://\S+")
_SENTENCE_END = re.compile(r"(?<=[.!?])[*_]*\s+(?=[A-Z`*_(\[])")
_BLOCK_END = re.compile(r"\n\s*\n|\n(?=\s*(?:[-*]|\d+\.) )|\n(?=\|)")

_SIZE = r"(?:\d+|None)"
_INNER = rf"[(\[]({_SIZE}(?:, ?{_SIZE})+|{_SIZE},)[)\]]"
_SHAPE = rf"(?<![\w(\[])(?:TensorShape\()?{_INNER}"
_NUMBER = re.compile(r"(?<![\w.,])\d+(?:,\d{3})*(?:\.\d+)?(?![\w])")

_ONES = """zero one two three four five six seven eight nine ten eleven twelve
thirteen fourteen fifteen sixteen seventeen eighteen nineteen"""
_TENS = "zero ten twenty thirty forty fifty sixty seventy eighty ninety"
NUMBER_WORDS = {
    **{word: 10 * ten for ten, word in enumerate(_TENS.split())},
    **{word: number for number, word in enumerate(_ONES.split())},
    **{"a hundred": 100, "a thousand": 1000},
}
_PARAMETERS = re.compile(
    rf"\b(\d[\d,]*|{'|'.join(NUMBER_WORDS)}) (?:trainable )?parameters?\b",
    re.I,
)


def comments(source: str) -> list[str]:
    """Return what stands in the comments, which no reader sees."""
    return [text.strip() for text in COMMENT.findall(source)]


def without_code(text: str) -> str:
    """Return a text in which no code span and no link target is left."""
    return _TARGET.sub("]", SPAN.sub("`code`", text))


def sentences(source: str) -> list[str]:
    """Return the sentences; a list item or a table row ends one, too."""
    blocks = _BLOCK_END.split(plain(source))
    found = [part for b in blocks for part in _SENTENCE_END.split(b.strip())]
    return [" ".join(sentence.split()) for sentence in found if sentence]


def statements(source: str) -> list[str]:
    """Return the sentences that state something: none that asks, no title."""
    blocks = re.split(r"\n\s*\n", plain(source))
    told = "\n\n".join(b for b in blocks if "**Predict first.**" not in b)
    return [
        sentence
        for sentence in sentences(re.sub(r"(?m)^#+ .*$", "", told))
        if not sentence.rstrip("*_").endswith("?")
    ]


def bare(sentence: str) -> str:
    """Return a sentence without its code and its links."""
    return re.sub(r"\[[^\]]*\]", "", without_code(sentence))


def holds(text: str, piece: str) -> bool:
    """Tell whether a text, however it is broken, has a piece as a whole."""
    piece, text = (" ".join(one.split()) for one in (piece, text))
    return bool(re.search(whole(re.escape(piece)), text))


def whole(pattern: str) -> str:
    """Return a pattern that begins and ends at no part of word or number."""
    return rf"(?<![\w.]){pattern}(?!\w|\.\d)"


def shapes(text: str) -> set[str]:
    """Return the shapes of sizes and None that a text names."""
    return {_tidy(shape) for shape in re.findall(_SHAPE, text)}


def shown_shapes(text: str) -> set[str]:
    """Return the shapes in an output, nested ones and lists as well."""
    return {_tidy(shape) for shape in re.findall(_INNER, text)}


def _tidy(shape: str) -> str:
    sizes = [size.strip() for size in shape.split(",") if size.strip()]
    return f"({', '.join(sizes)}{',' * (len(sizes) == 1)})"


def numbers(text: str) -> dict[str, Decimal]:
    """Return the numbers in a text: as they are written -> value."""
    return dict(every_number(text))


def every_number(text: str) -> list[tuple[str, Decimal]]:
    """Return the same as pairs, each as often as it stands there."""
    return [(n, Decimal(n.replace(",", ""))) for n in _NUMBER.findall(text)]


def parameter_counts(text: str) -> dict[str, int]:
    """Return the counts "N parameters", in digits or words: text -> N."""
    found = _PARAMETERS.finditer(" ".join(text.split()))
    return {hit.group(): _count(hit.group(1)) for hit in found}


def _count(word: str) -> int:
    known = NUMBER_WORDS.get(word.lower())
    return int(word.replace(",", "")) if known is None else known
