"""Show how far a long computation is; when it is done, nothing is left.

    for seed in progress.bar(range(5), "five seeds"):
    model.fit(x, y, verbose=0, callbacks=[progress.Epochs("training")])

The bars are those of tqdm. Only their place is our own: in a notebook tqdm
needs ipywidgets, or else it writes to the error stream and leaves its last
line there. Here all bars of a cell stand in one output that goes with it.

Jupyter tells the kernel with each cell whether a person could answer a
question (`allow_stdin`): JupyterLab says yes; nbclient, papermill, nbconvert
and nbval say no. So what those save and compare never holds a bar.
"""

import html
import sys
import threading
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from IPython import get_ipython
from IPython.display import clear_output, display
from tqdm import tqdm

if TYPE_CHECKING:
    import keras

Item = TypeVar("Item")


def bar(items: Sequence[Item], what: str) -> Iterable[Item]:
    """Hand the items out one by one, with a live bar where somebody waits.

    `what` is being done; it stands beside the bar.
    """
    if not hasattr(items, "__len__"):
        raise ValueError(
            f"items is a {type(items).__name__}, which has no length; give "
            "a list or a range."
        )
    return _Bar(items, desc=what)


def Epochs(what: str) -> "keras.callbacks.Callback":
    """Make a callback for `fit` that shows a live bar where somebody waits.

    It reads nothing of the model and changes nothing: the numbers are those
    of a training without it. `what` stands beside the bar.
    """
    # Not at the top: Keras may be imported only after `runtime.start`.
    import keras

    if not somebody_waits():
        return keras.callbacks.Callback()

    class LiveEpochs(keras.callbacks.Callback):
        def on_train_begin(self, logs: Any = None) -> None:
            self.bar = _Bar(desc=what, total=self.params["epochs"])

        def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
            if self.params["steps"]:  # None: nobody knows before the end
                self.bar.update(1 / self.params["steps"])

        def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
            self.bar.update(epoch + 1 - self.bar.n)

        def on_train_end(self, logs: Any = None) -> None:
            self.bar.close()

    return LiveEpochs()


def somebody_waits() -> bool:
    """Say whether a person runs this cell, and no tool that saves."""
    shell = get_ipython()
    message = shell.get_parent() if hasattr(shell, "get_parent") else {}
    return message.get("content", {}).get("allow_stdin", False)


class _Bar(tqdm):
    """A bar of tqdm that is drawn among the outputs of the running cell."""

    monitor_interval = 0  # no thread beside the kernel's own
    _lock = threading.RLock()  # tqdm's own is shared with other processes

    def __init__(self, *items: Iterable, **settings: Any) -> None:
        super().__init__(
            *items,
            **settings,
            bar_format="{desc}: {percentage:.0f} % done, {remaining} left",
            mininterval=0.2,  # seconds between two pictures
            miniters=0,
            gui=True,  # it writes to no stream
            disable=not somebody_waits(),
        )
        if not self.disable:
            _place.bars.append(self)
            _place.draw()

    def display(self, *args: Any, **settings: Any) -> None:
        _place.draw()

    def close(self) -> None:
        if not self.disable:
            _place.leave(self)
        super().close()

    def picture(self) -> str:
        """Draw the bar as HTML."""
        words = html.escape(str(self))
        return (
            f'<div><progress value="{self.n:.3f}" max="{self.total}" '
            f'aria-label="{html.escape(self.desc)}" '
            f'style="width: 12em; vertical-align: middle"></progress> {words}'
            "</div>"
        )


class _Place:
    """The output of the running cell in which its bars stand.

    Jupyter can only take away all outputs of a cell. So a cell that shows
    nothing but bars is cleared; and once its bars are done with, whatever
    else it shows takes their place. Beside other outputs their place is only
    emptied: that takes no room on the page, though the file holds an empty
    output.
    """

    def __init__(self, sent: int | None = None) -> None:
        self.bars: list[_Bar] = []
        self.output: Any = None
        self.gives_way = False  # whether the next output will take its place
        # Messages that the kernel had sent when ours was its last one; None
        # in the cell that imports this module, of whose begin nobody knows.
        self.sent = sent

    def begin_cell(self, info: Any = None) -> None:
        self.__init__(_messages())

    def end_cell(self, result: Any = None) -> None:
        """Take the bars away, however the cell ended."""
        for bar in self.bars:
            bar.disable = True
        if self.output is None:
            return
        if self._is_alone():
            clear_output()
        elif not self.gives_way:
            self.output.update({"text/html": "", "text/plain": ""}, raw=True)

    def draw(self) -> None:
        alone = self._is_alone()
        if self.gives_way and not alone:
            self.output, self.gives_way = None, False
        data = {
            "text/html": "".join(bar.picture() for bar in self.bars),
            "text/plain": "\n".join(str(bar) for bar in self.bars),
        }
        if self.output is None:
            self.output = display(data, raw=True, display_id=True)
        else:
            self.output.update(data, raw=True)
        if alone:
            self.sent = _messages()

    def leave(self, bar: _Bar) -> None:
        """Keep the last picture of a bar until the next one is drawn."""
        self.draw()
        self.bars = [other for other in self.bars if other is not bar]
        if not self.bars and not self.gives_way and self._is_alone():
            clear_output(wait=True)
            self.sent, self.gives_way = _messages(), True

    def _is_alone(self) -> bool:
        # What was printed may still be on its way.
        sys.stdout.flush()
        sys.stderr.flush()
        return self.sent is not None and self.sent == _messages()


def _messages() -> int | None:
    """Return how many messages the kernel has sent, if it counts them."""
    session = getattr(getattr(get_ipython(), "kernel", None), "session", None)
    return getattr(session, "message_count", None)


_place = _Place()
if get_ipython() is not None:
    get_ipython().events.register("pre_run_cell", _place.begin_cell)
    get_ipython().events.register("post_run_cell", _place.end_cell)
