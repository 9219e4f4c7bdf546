"""Train the smallest stack that is still one, and print its losses.

    python -m tools.tiny_training [--write]

`make check` compares what this prints with `tools/tiny_training.txt`, which
`--write` writes: where they agree, the lessons print what is saved in them.
It takes the way of a lesson, through the helpers, in a few seconds.
"""

import argparse
from pathlib import Path

from helpers import runtime

SAVED = Path(__file__).with_suffix(".txt")
EPOCHS = 5


def losses() -> list[float]:
    """Return the loss after each epoch, as a lesson would see it."""
    runtime.start(seed=0)

    from helpers.data import damped_sines, windows
    from helpers.models import stacked_lstm_model

    (series,) = damped_sines(1, 60, seed=0).values
    x, y = windows(series, 12, 1)
    model = stacked_lstm_model(12, features=1, units=4, depth=2)
    model.compile(optimizer="adam", loss="mse")
    history = model.fit(x, y, epochs=EPOCHS, batch_size=16, verbose=0)
    return history.history["loss"]


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; return the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.tiny_training", description=__doc__
    )
    parser.add_argument("--write", action="store_true", help=f"write {SAVED}")
    options = parser.parse_args(arguments)
    # Four significant digits, a dropped zero kept: what lessons print at most.
    text = "".join(f"{loss:#.4g}\n" for loss in losses())
    if options.write:
        SAVED.write_text(text, encoding="utf-8", newline="\n")
    else:
        print(text, end="")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
