"""Show a picture together with the sentence that says what is on it.

    show(*draw_unrolled(x, outputs, return_sequences=False))

The drawings and the plot style are imported from here as well.
"""

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

from helpers.drawing.bands import draw_bands
from helpers.drawing.box import draw_box
from helpers.drawing.broadcast import draw_broadcast
from helpers.drawing.canvas import DPI, PALETTE, apply_style
from helpers.drawing.cell import draw_cell
from helpers.drawing.confusion import draw_confusion
from helpers.drawing.curves import draw_losses
from helpers.drawing.depths import draw_depths
from helpers.drawing.differences import draw_differences
from helpers.drawing.forms import draw_forms
from helpers.drawing.gradients import draw_gradients
from helpers.drawing.over_time import draw_over_time
from helpers.drawing.over_truth import draw_over_truth
from helpers.drawing.ranking import draw_ranking
from helpers.drawing.scores import draw_scores
from helpers.drawing.series import draw_forecasts, draw_split
from helpers.drawing.shares import draw_shares
from helpers.drawing.signals import draw_signals
from helpers.drawing.sines import draw_sines
from helpers.drawing.stack import draw_stack
from helpers.drawing.states_and_gates import draw_states_and_gates
from helpers.drawing.unrolled import draw_unrolled

__all__ = [
    "PALETTE",
    "apply_style",
    "draw_bands",
    "draw_box",
    "draw_broadcast",
    "draw_cell",
    "draw_confusion",
    "draw_depths",
    "draw_differences",
    "draw_forecasts",
    "draw_forms",
    "draw_gradients",
    "draw_losses",
    "draw_over_time",
    "draw_over_truth",
    "draw_ranking",
    "draw_scores",
    "draw_shares",
    "draw_signals",
    "draw_sines",
    "draw_split",
    "draw_stack",
    "draw_states_and_gates",
    "draw_unrolled",
    "png",
    "show",
]


def show(fig: Figure, alt: str) -> None:
    """Show a figure with its text alternative, then close it.

    The first sentence stands under the picture as its caption, and the rest
    unfolds from it. The metadata of the image holds the whole text. Outside
    a notebook the text alone is printed.

    Parameters
    ----------
    fig
        A Matplotlib figure, open in pyplot or not.
    alt
        What the picture shows, in one or a few sentences. The first one
        must stand on its own.

    Raises
    ------
    TypeError
        `fig` is not a figure, or `alt` not a string.
    ValueError
        `alt` is empty, or only repeats the title.
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
    display({"text/html": _caption(alt), "text/plain": alt}, raw=True)


def png(fig: Figure) -> bytes:
    """Return the figure as a PNG file: the same figure, the same bytes.

    Its 256 colours are plenty for a drawing or a plot, and make the file a
    third of the size.

    Parameters
    ----------
    fig
        A Matplotlib figure; its size in inches times `DPI` gives the pixels.
    """
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
    titles = [ax.get_title(side) for ax in fig.axes for side in _SIDES]
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
    after an abbreviation or an initial. If in doubt, it goes on.
    """
    for end in re.finditer(r"(?<=[.!?]) (?=[\"'(]?[A-Z0-9])", text):
        first = text[: end.start()]
        if not _NO_END.search(first):
            return first, text[end.end() :]
    return text, ""


_NO_END = re.compile(
    r"\b([A-Z]|[Cc]f|vs|[Nn]o|etc|[Ff]igs?|[Ee]qs?|Dr|Mr|Ms|St|al|approx|ca"
    r"|pp?|[Ee]\.g|[Ii]\.e)\.$|\.\.\.$"
)
_SIDES = ("left", "center", "right")


def _letters(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())
