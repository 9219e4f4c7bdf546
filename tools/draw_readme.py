"""Draw the picture of the README, or check that it is up to date.

    python -m tools.draw_readme            writes docs/images/...
    python -m tools.draw_readme --check    fails if the file shows another one

The shapes and counts come from arithmetic, so TensorFlow is not needed.
"""

import argparse
import io
import sys
from pathlib import Path

import numpy as np
from PIL import Image

from helpers.figures import draw_stack, png
from helpers.shapes import LayerTrace
from tools import copies

ROOT = Path(__file__).resolve().parents[1]
PICTURE = ROOT / "docs" / "images" / "four_layer_stack.png"
DEPTH, UNITS, STEPS, FEATURES, OUTPUTS = 4, 32, 48, 1, 12
# Another machine may smooth the edges of letters a little differently.
_SAME_LEVEL, _SAME_SHARE = 16, 0.001


def stack_rows() -> list[LayerTrace]:
    """Return the rows of four LSTM layers and a Dense head, from the input.

    An LSTM of `u` units on `f` features has 4u(u + f + 1) parameters.
    """
    rows, features = [], FEATURES
    for layer in range(1, DEPTH + 1):
        given = (1, STEPS, UNITS) if layer < DEPTH else (1, UNITS)
        parameters = 4 * UNITS * (UNITS + features + 1)
        taken = (1, STEPS, features)
        name = f"lstm_{layer}"
        rows.append(LayerTrace(name, "LSTM", taken, given, parameters))
        features = UNITS
    parameters = (UNITS + 1) * OUTPUTS
    head = LayerTrace("head", "Dense", (1, UNITS), (1, OUTPUTS), parameters)
    return [*rows, head]


def problem(picture: Path) -> str | None:
    """Say what is wrong with the file, or None if it shows our drawing."""
    again = "run python -m tools.draw_readme."
    if not picture.is_file():
        return f"{picture.name} is missing; {again}"
    wanted = _pixels(png(draw_stack(stack_rows())[0]))
    try:
        found = _pixels(picture.read_bytes())
    except OSError:
        return f"{picture.name} is not a readable picture; {again}"
    if found.shape != wanted.shape:
        return f"{picture.name} has another size than the drawing; {again}"
    apart = (np.abs(found - wanted) > _SAME_LEVEL).any(axis=-1).mean()
    if apart > _SAME_SHARE:
        return f"{picture.name} differs in {apart:.1%} of its pixels; {again}"
    return None


def _pixels(data: bytes) -> np.ndarray:
    image = Image.open(io.BytesIO(data)).convert("RGB")
    return np.asarray(image).astype(int)


def main(arguments: list[str] | None = None) -> int:
    """Write or check the picture; return 0, or 1 if the check fails."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.draw_readme", description="README's picture"
    )
    parser.add_argument(
        "--check", action="store_true", help="compare, write nothing"
    )
    if not parser.parse_args(arguments).check:
        PICTURE.parent.mkdir(parents=True, exist_ok=True)
        copies.write(PICTURE, png(draw_stack(stack_rows())[0]))
        print(f"wrote {PICTURE.relative_to(ROOT)}")
        return 0
    wrong = problem(PICTURE)
    if wrong:
        print(wrong, file=sys.stderr)
        return 1
    print(f"{PICTURE.relative_to(ROOT)} is up to date")
    return 0


if __name__ == "__main__":
    sys.exit(main())
