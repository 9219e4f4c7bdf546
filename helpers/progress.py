"""Show how far a long computation is; when it is done, nothing is left.

    for seed in progress.bar(range(5), "five seeds"):
    model.fit(x, y, verbose=0, callbacks=[progress.Epochs("training")])

Why not tqdm? In a notebook it needs ipywidgets, or else it writes to the error
stream and leaves its last line there. Keras's own bar prints measured times.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from helpers.live_bar import LiveBar, where_somebody_waits

if TYPE_CHECKING:
    import keras

Item = TypeVar("Item")


def bar(items: Sequence[Item], what: str) -> Iterator[Item]:
    """Hand the items out one by one, with a live bar where somebody waits.

    Parameters
    ----------
    items
        A list, a range or the like.
    what
        What is being done, for the words beside the bar.

    Raises
    ------
    ValueError
        `items` has no length, as a generator has none.
    """
    if not hasattr(items, "__len__"):
        raise ValueError(
            f"items is a {type(items).__name__}, which has no length; give "
            "a list or a range."
        )
    return _each(items, what)


def Epochs(what: str) -> "keras.callbacks.Callback":
    """Make a callback for `fit` that shows a live bar where somebody waits.

    It reads nothing of the model and changes nothing: the numbers are those
    of a training without it.

    Parameters
    ----------
    what
        What is being done, for the words beside the bar.
    """
    # Not at the top: Keras may be imported only after `runtime.start`.
    import keras

    if where_somebody_waits() is None:
        return keras.callbacks.Callback()

    class LiveEpochs(keras.callbacks.Callback):
        def on_train_begin(self, logs: Any = None) -> None:
            self.bar = LiveBar(what, self.params["epochs"])
            self.traced = False

        def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
            self.epoch = epoch
            self.bar.show(epoch)

        def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
            steps = self.params["steps"]  # None: nobody knows before the end
            if not self.traced:
                # Far slower than those that follow: Keras traces the model.
                self.bar.forget_the_start()
                self.traced = True
            if steps:
                self.bar.show(self.epoch + min(1, (batch + 1) / steps))

        def on_train_end(self, logs: Any = None) -> None:
            self.bar.leave()

    return LiveEpochs()


def _each(items: Sequence[Item], what: str) -> Iterator[Item]:
    drawn = LiveBar(what, len(items))
    try:
        for done, item in enumerate(items):
            drawn.show(done)
            yield item
        drawn.show(len(items))
    finally:
        drawn.leave()
