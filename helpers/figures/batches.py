"""Which piece of which sequence stands in which row of which batch."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from helpers.figures import canvas as c
from helpers.figures.palette import BACKGROUND, PALE, PALETTE
from helpers.figures.wording import count

# Inches: left of the batches, a piece, the arrow to the next one; a row.
_LEFT, _PIECE, _ROW = 0.75, 0.62, 0.46
_HEAD, _FOOT = 0.75, 0.2


def draw_batches(
    orders: Mapping[str, Sequence[int]], rows: int, parts: int
) -> c.Drawing:
    """Draw the batches that a stateful layer reads, one panel an order.

    Each order has the numbers of the pieces as they are handed over, `rows`
    to a batch; piece n is part ``n % parts`` of sequence ``n // parts``. An
    arrow joins what a row reads next: it is whole where the same sequence
    goes on, else broken and red.
    """
    batches = len(next(iter(orders.values()))) // rows
    each = _HEAD + rows * _ROW + _FOOT
    fig, ax = c.canvas(each * len(orders))
    step = min(1.45, (c.WIDTH - _LEFT - 0.3) / batches)
    faces = [*PALE.values(), BACKGROUND]
    told = []
    for place, (title, order) in enumerate(orders.items()):
        top = each * (len(orders) - place) - _HEAD
        c.write(ax, 0.15, top + 0.5, title, 12, ha="left", **c.BOLD)
        for batch in range(batches):
            x = _LEFT + batch * step + _PIECE / 2
            c.write(ax, x, top + 0.16, f"batch {batch + 1}", 10)
        fit, names = 0, []
        for row in range(rows):
            y, pieces = top - row * _ROW - 0.36, order[row::rows]
            names.append(" ".join(_name(piece, parts) for piece in pieces))
            c.write(
                ax, _LEFT - 0.1, y + 0.18, f"row {row + 1}", 10, ha="right"
            )
            for batch, piece in enumerate(pieces):
                at = _LEFT + batch * step, y, _PIECE, 0.36
                face = faces[piece // parts % len(faces)]
                c.text_box(ax, at, _name(piece, parts), 12, face, down=0.01)
            for batch, (one, other) in enumerate(pairwise(pieces)):
                goes_on = other == one + 1 and other % parts > 0
                fit += goes_on
                look = {} if goes_on else {"line": ":"}
                look["color"] = PALETTE["green" if goes_on else "vermillion"]
                start = _LEFT + batch * step + _PIECE + 0.04
                end = _LEFT + (batch + 1) * step - 0.04
                c.arrow(ax, (start, y + 0.18), (end, y + 0.18), **look)
        told.append(
            f"{title}: {'; '.join(names)}; {fit} of "
            f"{count(rows * (batches - 1), 'arrow')} lead to the piece that "
            "follows"
        )
    return fig, (
        f"What each row of {batches} batches reads, one batch "
        f"after the other. Row by row, {'. Row by row, '.join(told)}."
    )


def _name(piece: int, parts: int) -> str:
    return f"{chr(ord('A') + piece // parts)}{piece % parts + 1}"
