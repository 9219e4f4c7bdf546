"""Show an LSTM cell to play with: sliders move its gates, lines follow.

play()
play(forget=1.0, shown=0.0)
"""

import math
from collections.abc import Sequence
from numbers import Real

import numpy as np

from helpers.figures.two_states import draw_two_states
from helpers.figures.wording import decimals
from helpers.interactive import show_interactive, whole
from helpers.reference import lstm_step

MOST_STEPS, MOST_NEW = 60, 4  # what a narrow drawing can hold


def play(
    *,
    forget: float = 0.9,
    enter: float = 0.8,
    candidate: float = 1.0,
    shown: float = 0.7,
    steps: int = 20,
    new_at: Sequence[int] | None = None,
) -> None:
    """Show one unit whose gates a reader moves by hand.

    The gates stay the same at every step. Something new comes in at a few
    steps only; at the others the candidate is 0. Outside a notebook the text
    alternative alone is printed.

    Parameters
    ----------
    forget, enter, shown, candidate
        Where the forget gate, the input gate, the output gate and the
        candidate start, with two decimals at most.
    steps
        How many time steps are drawn, 5 to 60.
    new_at
        One to four steps, counted from 1, at which something new comes in;
        None: steps 4 and 11, as far as they are drawn.
    """
    gates = {"forget": forget, "enter": enter}
    gates |= {"candidate": candidate, "shown": shown}
    for name, value in gates.items():
        least = -1 if name == "candidate" else 0
        # NaN fails the comparison; the sliders move in hundredths.
        fits = isinstance(value, Real) and not isinstance(value, bool)
        if not fits or not least <= value <= 1 or round(value, 2) != value:
            raise ValueError(
                f"{name} is {value!r}; give a number between {least} and 1 "
                "with two decimals at most."
            )
        gates[name] = float(value)
    steps = whole("steps", steps, 5, MOST_STEPS)
    if new_at is None:
        new_at = [step for step in (4, 11) if step <= steps]
    given = new_at if isinstance(new_at, Sequence | np.ndarray) else []
    new = sorted({whole("new_at", step, 1, steps) for step in given})
    if len(new) != len(given) or not 1 <= len(new) <= MOST_NEW:
        raise ValueError(
            f"new_at is {new_at!r}; give one to {MOST_NEW} different steps, "
            "such as (4, 11)."
        )
    settings = {**gates, "steps": steps, "newAt": new}
    c, h = states(settings)
    alt = (
        f"Two lines over {steps} time steps, c and h of one LSTM unit. "
        f"Something new comes in at step {', '.join(map(str, new))}. The "
        f"forget gate is {forget:.2f}, the input gate {enter:.2f}, the "
        f"candidate {candidate:.2f} and the output gate {shown:.2f}. After "
        f"the last step c is {decimals(c[-1])} and h is {decimals(h[-1])}."
    )
    picture = "image/svg+xml", draw_two_states(c, h, new).encode()
    then = "Then four sliders move the gates, and the lines follow."
    show_interactive("lstm_cell", settings, picture, alt, then)


def states(settings: dict) -> tuple[np.ndarray, np.ndarray]:
    """Return c and h after each step, both (steps,).

    The same as `series` in lstm_cell.js, from the same settings.
    """
    kernel = [[0, 0, _atanh(settings["candidate"]), 0]]
    gates = settings["enter"], settings["forget"], None, settings["shown"]
    # What a sigmoid must read for the gate; the candidate has no bias.
    bias = [0 if g is None else 2 * _atanh(2 * g - 1) for g in gates]
    h = c = np.zeros((1, 1))
    after = []
    for step in range(1, settings["steps"] + 1):
        x = [[float(step in settings["newAt"])]]
        h, c = lstm_step(x, h, c, kernel, np.zeros((1, 4)), bias)
        after.append((c[0, 0], h[0, 0]))
    return tuple(np.transpose(after))


def _atanh(value: float) -> float:
    # 20 stands for infinity: the tanh of it is 1, to the last bit.
    return math.atanh(value) if abs(value) < 1 else math.copysign(20, value)
