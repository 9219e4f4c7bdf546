"""Train the smallest stack that is still one, and print its losses.

    python -m tools.tiny_training [--write]

`make check` compares what this prints with `tools/tiny_training.txt`, which
`--write` writes: where they agree, the lessons print what is saved in them.
It takes the way of a lesson, through the helpers, in a few seconds.
"""

import sys
from pathlib import Path

from helpers import runtime
from tools import copies


def losses() -> str:
    """Return the loss after each epoch, as a lesson would print it."""
    runtime.start(seed=0)

    from helpers.data import windows
    from helpers.models import stacked_lstm_model
    from helpers.synthetic import damped_sines

    (series,) = damped_sines(1, 60, seed=0).values
    x, y = windows(series, 12, 1)
    model = stacked_lstm_model(12, features=1, units=4, depth=2)
    model.compile(optimizer="adam", loss="mse")
    history = model.fit(x, y, epochs=5, batch_size=16, verbose=0).history
    # Four significant digits, a dropped zero kept: what lessons print at most.
    return "".join(f"{loss:#.4g}\n" for loss in history["loss"])


if __name__ == "__main__":
    if sys.argv[1:] == ["--write"]:
        saved = Path(__file__).with_suffix(".txt")
        copies.write(saved, losses().encode())
    else:
        print(losses(), end="")
