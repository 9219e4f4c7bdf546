"""How far a study is: a bar on a terminal, nothing anywhere else."""

import sys

from tqdm import tqdm


class Bar:
    """Finished, failed and remaining time, on the error stream.

    Parameters
    ----------
    total
        Runs of the whole study.
    before
        Those that are finished already: they tell nothing about the time.
    """

    def __init__(self, total: int, before: int) -> None:
        self._bar = tqdm(
            total=total,
            initial=before,
            unit="run",
            disable=None,  # unless it is a terminal
            file=sys.stderr,
            smoothing=0,  # runs of one kind follow each other
            dynamic_ncols=True,
            bar_format="{l_bar}{bar}| {n_fmt} of {total_fmt} finished"
            "{postfix}, {remaining} left",
        )

    def show(self, finished: int, failed: int) -> None:
        """Draw the bar anew."""
        self._bar.set_postfix_str(f"{failed} failed", refresh=False)
        self._bar.update(finished - self._bar.n)

    def close(self) -> None:
        """Leave the bar as it is."""
        self._bar.close()
