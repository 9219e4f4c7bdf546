"""Show a picture together with the sentence that says what is on it."""

import base64
import html
import io
import re
import sys

import numpy as np
from IPython import get_ipython
from IPython.display import display
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

from helpers.figures.canvas import DPI
from helpers.figures.numbers import Columns, folded

_NO_END = re.compile(
    r"\b([A-Z]|[Cc]f|vs|[Nn]o|etc|[Ff]igs?|[Ee]qs?|Dr|Mr|Ms|St|al|approx|ca"
    r"|pp?|[Ee]\.g|[Ii]\.e)\.$|\.\.\.$"
)


def show(fig: Figure, alt: str, data: Columns | None = None) -> None:
    """Show a figure with its text alternative, then close it.

    The first sentence stands under the picture as its caption, and the rest
    unfolds from it; so do its numbers. They are `data`, name -> column; a
    plot of `helpers.figures` brings them along. The metadata of the image
    holds the whole text. Outside a notebook the text alone is printed. An
    `alt` that is empty or only repeats the title is refused.
    """
    alt = _checked_alt(fig, alt)
    picture = png(fig)
    if "matplotlib.pyplot" in sys.modules:
        # Else the notebook would show it again at the end of the cell.
        sys.modules["matplotlib.pyplot"].close(fig)
    if not hasattr(get_ipython(), "kernel"):
        print(f"Figure: {alt}")
        return
    # A plain image/png is the one form that every viewer shows, also those
    # that strip data addresses from HTML. But JupyterLab writes no alt
    # attribute for it, so the words stand under the picture as well.
    display(
        {
            "image/png": base64.b64encode(picture).decode("ascii"),
            "text/plain": f"Figure: {alt}",
        },
        metadata={"image/png": {"alt": alt}},
        raw=True,
    )
    below, data = _caption(alt), data or getattr(fig, "numbers", None)
    if data:
        below += f"\n{folded(data)}"
    display({"text/html": below, "text/plain": alt}, raw=True)


def png(fig: Figure) -> bytes:
    """Return the figure as a PNG file: the same figure, the same bytes."""
    before = fig.dpi, fig.canvas
    try:
        fig.dpi = DPI
        agg = FigureCanvasAgg(fig)
        agg.draw()
        pixels = np.asarray(agg.buffer_rgba())
    finally:
        fig.dpi = before[0]
        fig.set_canvas(before[1])
    picture = Image.fromarray(_on_white(pixels))
    # 256 colours are plenty, and make the file a third of the size.
    small = picture.quantize(256, Image.Quantize.MEDIANCUT, dither=0)
    file = io.BytesIO()
    small.save(file, "PNG", optimize=True)
    return file.getvalue()


def _on_white(pixels: np.ndarray) -> np.ndarray:
    alpha = pixels[..., 3:].astype(np.uint16)
    mixed = pixels[..., :3] * alpha + 255 * (255 - alpha)
    return (mixed // 255).astype(np.uint8)


def _checked_alt(fig: Figure, alt: str) -> str:
    if not isinstance(fig, Figure):
        raise TypeError(
            f"fig is a {type(fig).__name__}; give a Matplotlib figure, such "
            "as the first value of plt.subplots()."
        )
    if not isinstance(alt, str):
        raise TypeError(f"alt is a {type(alt).__name__}; give a sentence.")
    alt = " ".join(alt.split())
    if not _letters(alt):
        raise ValueError(
            "alt is empty; say in a sentence what the picture shows."
        )
    sides = "left", "center", "right"
    titles = [ax.get_title(side) for ax in fig.axes for side in sides]
    if _letters(alt) in map(_letters, [fig.get_suptitle(), *titles]):
        raise ValueError(
            f"alt only repeats the title {alt!r}; say what the picture shows."
        )
    return alt


def _caption(alt: str) -> str:
    first, rest = (html.escape(t, quote=False) for t in first_sentence(alt))
    first = f"<em>Figure:</em> {first}"
    if not rest:
        return f"<div>{first}</div>"
    # Tags that JupyterLab's sanitiser knows, and no script. Where they are
    # taken out all the same, the blank keeps the sentences apart.
    return f"<details><summary>{first}</summary> {rest}</details>"


def first_sentence(text: str) -> tuple[str, str]:
    """Return the first sentence and the rest, which may be empty.

    A sentence ends where a capital, a number or a bracket follows, but not
    after an abbreviation or an initial.
    """
    for end in re.finditer(r"(?<=[.!?]) (?=[\"'(]?[A-Z0-9])", text):
        first = text[: end.start()]
        if not _NO_END.search(first):
            return first, text[end.end() :]
    return text, ""


def _letters(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())
