"""Draw one layer of a stack in two forms: plain, and with a way around."""

from matplotlib.figure import Figure

from helpers.drawing import canvas as c
from helpers.drawing import wording as w

_WIDTH, _HEIGHT = 2.0, 0.46  # of a box, inches, like all lengths below
_LOW, _HIGH = 0.62, 3.42  # where x comes in, and where it goes out
_BOLD = {"fontweight": "bold"}


def draw_forms(units: int) -> tuple[Figure, str]:
    """Draw what one layer does to x, plain and with both changes.

    Parameters
    ----------
    units
        Numbers that go in, and come out, at each time step.

    Returns
    -------
    fig, alt
        The drawing and its text alternative, for `show`.

    Raises
    ------
    ValueError
        `units` is not a whole number of at least 1.
    """
    if isinstance(units, bool) or not isinstance(units, int) or units < 1:
        raise ValueError(
            f"units is {units!r}; give a whole number of at least 1."
        )
    fig, ax = c.canvas(4.05)
    numbers = w.count(units, "number")
    for x, title in ((1.6, "plain"), (4.6, "both")):
        c.write(ax, x, 3.85, title, 13, **_BOLD)
        c.write(ax, x, 0.22, f"x: {numbers} a step", 11)
    _plain(ax, 1.6)
    _both(ax, 4.6)
    alt = (
        f"One layer in two forms, each with {numbers} a step going in and "
        "coming out. Plain: x goes into the LSTM, and what it says is the "
        "new x. Both: x goes through a normalisation into the LSTM, and at "
        "a plus sign what it says is added to the old x, which came there by "
        "a way around the layer."
    )
    return fig, alt


def _plain(ax, x: float) -> None:
    middle = (_LOW + _HIGH) / 2
    _box(ax, x, middle, "LSTM", "green")
    c.arrow(ax, (x, 0.4), (x, middle - _HEIGHT / 2))
    c.arrow(ax, (x, middle + _HEIGHT / 2), (x, 3.62))


def _both(ax, x: float) -> None:
    norm, lstm, plus, fork = 1.35, 2.2, 3.02, 0.72
    _box(ax, x, norm, "normalise", "blue")
    _box(ax, x, lstm, "LSTM", "green")
    c.disc(ax, x, plus, "+")
    c.arrow(ax, (x, 0.4), (x, norm - _HEIGHT / 2))
    c.arrow(ax, (x, norm + _HEIGHT / 2), (x, lstm - _HEIGHT / 2))
    c.arrow(ax, (x, lstm + _HEIGHT / 2), (x, plus - c.DISC))
    c.arrow(ax, (x, plus + c.DISC), (x, 3.62))
    side, look = x + 1.35, {"color": c.PALETTE["vermillion"], "linewidth": 2.4}
    ax.plot([x, side, side], [fork, fork, plus], **look)
    ends = (side, plus), (x + c.DISC, plus)
    c.arrow(ax, *ends, color=look["color"], width=2.4)
    c.write(ax, side + 0.1, 1.9, "the way\naround", 11, ha="left")


def _box(ax, x: float, y: float, text: str, color: str) -> None:
    place = x - _WIDTH / 2, y - _HEIGHT / 2, _WIDTH, _HEIGHT
    c.box(ax, *place, c.PALE[color], linewidth=2)
    c.write(ax, x, y, text, 12, **_BOLD)
