"""The places of live bars among the outputs of a cell, and their end.

When the cell ends, nothing of a bar is left, on the page or in the file. But
Jupyter can only take away all outputs of a cell. So a cell that shows nothing
but bars is cleared; and once its bars are done with, whatever else it shows
takes their place. Beside other outputs a bar is only emptied: that takes no
room on the page, though the file holds an empty output.
"""

import sys
from typing import Any

from IPython import get_ipython
from IPython.display import clear_output, display

_EMPTY = {"text/html": "", "text/plain": ""}
# The outputs of the running cell that hold a bar, and those of them whose bar
# is done with. An output that came and went with each of many bars would make
# the page jump.
_places: list[Any] = []
_free: list[Any] = []
# How many messages the kernel has sent, if this cell showed bars alone ...
_sent: int | None = None
# ... and whether the next output that is no bar will take their place.
_give_way = False


def show(place: Any, data: dict[str, str]) -> Any:
    """Show a picture of a bar; return the place where it stands now.

    Parameters
    ----------
    place
        Where the bar stood before; None if it is a new one.
    data
        The picture: MIME type -> content.
    """
    _forget_what_is_gone()
    if place not in _places and _free:
        place = _free.pop()
    if place in _places:
        place.update(data, raw=True)
    else:
        place = display(data, raw=True, display_id=True)
        _places.append(place)
    _count_ours()
    return place


def leave(place: Any, data: dict[str, str]) -> None:
    """Show the last picture of a bar; another one may have its place."""
    global _give_way
    _forget_what_is_gone()
    if place not in _places:
        return
    _free.append(show(place, data))
    if len(_free) == len(_places) and not _give_way and _only_bars():
        clear_output(wait=True)
        _count_ours()
        _give_way = True


def _begin_cell(info: Any = None) -> None:
    global _sent, _give_way
    _sent, _give_way = _messages(), False
    _places.clear()
    _free.clear()


def _end_cell(result: Any = None) -> None:
    """Take the bars away, however the cell ended."""
    _forget_what_is_gone()
    if _places and _only_bars():
        clear_output()
    else:
        for place in _places:
            place.update(_EMPTY, raw=True)
    _places.clear()


def _forget_what_is_gone() -> None:
    global _give_way
    if _give_way and not _only_bars():
        _give_way = False
        _places.clear()
        _free.clear()


def _only_bars() -> bool:
    # What was printed may still be on its way.
    sys.stdout.flush()
    sys.stderr.flush()
    return _sent is not None and _sent == _messages()


def _count_ours() -> None:
    global _sent
    if _sent is not None:
        _sent += 1


def _messages() -> int | None:
    """Return how many messages the kernel has sent, if it counts them."""
    session = getattr(getattr(get_ipython(), "kernel", None), "session", None)
    return getattr(session, "message_count", None)


if get_ipython() is not None:
    get_ipython().events.register("pre_run_cell", _begin_cell)
    get_ipython().events.register("post_run_cell", _end_cell)
