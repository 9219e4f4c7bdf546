"""Compare two PNG files, and show where they differ."""

import base64
import binascii
import contextlib
import io

import numpy as np
from nbformat import NotebookNode
from PIL import Image

# A digit changed in a figure, at 7 points, alters 15 pixels by more than 32
# levels; data changed by 1e-5 alters none. A paler colour alters thousands,
# but each a little; so there is a limit for those too.
CLEARLY, CLEAR_PIXELS = 32, 6
SLIGHTLY, SLIGHT_SHARE = 8, 0.01


def picture_difference(
    expected: bytes, got: bytes, exact: bool = False
) -> str | None:
    """Say how two PNG files differ, or return None if they agree."""
    try:
        one, two = _pixels(expected), _pixels(got)
    except (OSError, SyntaxError, ValueError):
        return None if expected == got else "a figure that is no PNG file"
    if one.shape != two.shape:
        sizes = [f"{p.shape[1]} x {p.shape[0]} pixels" for p in (one, two)]
        return f"a figure of {sizes[0]}, got {sizes[1]}"
    apart = np.abs(one - two).max(axis=-1)
    clear = int((apart > (0 if exact else CLEARLY)).sum())
    slight = int((apart > SLIGHTLY).sum())
    if exact and clear:
        return f"another figure: {clear} pixels differ, none may"
    if clear > CLEAR_PIXELS:
        return (
            f"another figure: {clear} pixels differ clearly, {CLEAR_PIXELS} "
            f"may (by more than {CLEARLY} of 255 levels)"
        )
    if slight > SLIGHT_SHARE * apart.size:
        return (
            f"another figure: {slight} pixels differ slightly, "
            f"{int(SLIGHT_SHARE * apart.size)} may (by more than {SLIGHTLY} "
            "of 255 levels)"
        )
    return None


def difference_picture(expected: bytes, got: bytes) -> bytes | None:
    """Return a PNG file, white where two agree, the darker the less they do.

    None if one is no PNG file, or their sizes differ.
    """
    try:
        one, two = _pixels(expected), _pixels(got)
    except (OSError, SyntaxError, ValueError):
        return None
    if one.shape != two.shape:
        return None
    apart = np.abs(one - two).max(axis=-1)
    # What counts as different is to be seen, however small it is.
    grey = np.where(apart > SLIGHTLY, 160 - apart * 160 // 255, 255 - apart)
    file = io.BytesIO()
    Image.fromarray(grey.astype(np.uint8)).save(file, "PNG")
    return file.getvalue()


def picture_triples(
    expected: list[NotebookNode], got: list[NotebookNode]
) -> list[dict[str, bytes]]:
    """Return the PNG files of two lists of outputs that do not agree.

    Each as `saved`, `now` and, if they are of one size, `difference`.
    """
    found = []
    for one, two in zip(_png_files(expected), _png_files(got), strict=False):
        if picture_difference(one, two):
            apart = difference_picture(one, two)
            found.append(
                {"saved": one, "now": two}
                | ({"difference": apart} if apart else {})
            )
    return found


def _png_files(outputs: list[NotebookNode]) -> list[bytes]:
    found = []
    for output in outputs:
        text = output.get("data", {}).get("image/png")
        if text:
            with contextlib.suppress(binascii.Error):
                found.append(base64.b64decode(text))
    return found


def _pixels(png: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGBA"), dtype=int)
