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
from IPython.display import display

_BETWEEN = 0.2  # seconds between two pictures of a bar
# The outputs of the running cell that hold a bar, and those of them whose bar
# is done with. They are taken away together, when the cell ends: an output
# that came and went with each of many bars would make the page jump.
_places: list[Any] = []
_free: list[Any] = []


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
        self._draw(picture(self.what, done, self.total, left))

    def forget_the_start(self) -> None:
        """Guess the remaining time from the next picture on only."""
        self.began = None

    def leave(self) -> None:
        """Leave the place to the next bar of the cell, if there is one."""
        if self.place in _places:
            # How long it may still take is no longer of interest.
            self._draw(picture(self.what, self.done, self.total, None))
            _free.append(self.place)
        self.place = None

    def _draw(self, data: dict[str, str]) -> None:
        if self.place not in _places and _free:
            self.place = _free.pop()
        if self.place in _places:
            self.place.update(data, raw=True)
            return
        if not _places:
            self.shell.events.register("post_run_cell", _take_away)
        self.place = display(data, raw=True, display_id=True)
        _places.append(self.place)


def _take_away(result: Any = None) -> None:
    """Empty the outputs that hold a bar, however the cell ended."""
    get_ipython().events.unregister("post_run_cell", _take_away)
    for place in _places:
        place.update({"text/html": "", "text/plain": ""}, raw=True)
    _places.clear()
    _free.clear()


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
