"""A bar in the output of a cell, while it runs and somebody waits for it.

Jupyter tells the kernel with each cell whether a person could answer a
question (`allow_stdin`): JupyterLab says yes; nbclient, papermill, nbconvert
and nbval say no. So what those save and compare never holds a bar.
"""

import html
import math
import time
from typing import Any

from IPython import get_ipython

from helpers import bar_places

_BETWEEN = 0.2  # seconds between two pictures of a bar


class LiveBar:
    """A bar in the output of the cell that runs, where somebody waits.

    Parameters
    ----------
    what
        What is being done, for the words beside the bar.
    total
        How much there is to do.
    """

    def __init__(self, what: str, total: int) -> None:
        self.what, self.total = what, total
        self.shell = where_somebody_waits()
        self.done = 0.0
        self.place: Any = None
        self.began: tuple[float, float] | None = None  # when, done by then
        self.next_picture = 0.0

    def show(self, done: float) -> None:
        """Draw how much is done, unless it was drawn a moment ago."""
        self.done = done
        now = time.monotonic()
        if self.shell is None or now < self.next_picture:
            return
        self.next_picture = now + _BETWEEN
        start, done_then = self.began = self.began or (now, done)
        left = None
        if done > done_then:
            left = (now - start) / (done - done_then) * (self.total - done)
        data = picture(self.what, done, self.total, left)
        self.place = bar_places.show(self.place, data)

    def forget_the_start(self) -> None:
        """Guess the remaining time from the next picture on only."""
        self.began = None

    def leave(self) -> None:
        """Leave the place to the next bar of the cell, if there is one."""
        # How long it may still take is no longer of interest.
        last = picture(self.what, self.done, self.total, None)
        bar_places.leave(self.place, last)
        self.place = None


def where_somebody_waits() -> Any:
    """Return the IPython shell if a person waits for its cell, else None."""
    shell = get_ipython()
    message = shell.get_parent() if hasattr(shell, "get_parent") else {}
    waits = message.get("content", {}).get("allow_stdin", False)
    return shell if waits else None


def picture(
    what: str, done: float, total: int, left: float | None
) -> dict[str, str]:
    """Draw a bar as HTML and as plain text: MIME type -> content.

    Parameters
    ----------
    what, done, total
        What is being done, how much of it is, and how much there is.
    left
        Seconds that it may still take; None if nobody can know yet.
    """
    words = f"{what}: {int(done)} of {total} done"
    if left is not None and left < 90:
        words += f", about {math.ceil(left)} s left"
    elif left is not None:
        words += f", about {math.ceil(left / 60)} min left"
    element = (
        f'<progress value="{done:.3f}" max="{total}" '
        f'aria-label="{html.escape(what)}" '
        'style="width: 12em; vertical-align: middle"></progress>'
    )
    return {
        "text/html": f"<div>{element} {html.escape(words)}</div>",
        "text/plain": words,
    }
