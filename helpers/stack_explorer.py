"""Show a stack of LSTM layers to play with: sizes, switches, and Keras's word.

stack_explorer()
stack_explorer(units=8, depth=2, per_step=True)
"""

from itertools import pairwise

from helpers.figures.layers import draw_stack
from helpers.figures.showing import png
from helpers.interactive import show_interactive, whole
from helpers.models import dense_parameters, lstm_parameters
from helpers.shapes import LayerTrace

# As far as the sliders go.
MOST = {"samples": 16, "time_steps": 30, "features": 12, "units": 64}
MOST |= {"depth": 6}


def stack_explorer(
    *,
    samples: int = 1,
    time_steps: int = 3,
    features: int = 1,
    units: int = 24,
    depth: int = 4,
    per_step: bool = False,
) -> None:
    """Show a stack whose sizes and `return_sequences` a reader changes.

    It begins with these sizes, and with a head of one unit that answers once
    a sequence, or at every step with `per_step`. Outside a notebook the text
    alternative alone is printed.
    """
    given = samples, time_steps, features, units, depth
    samples, time_steps, features, units, depth = (
        whole(name, size, 1, most)
        for (name, most), size in zip(MOST.items(), given, strict=True)
    )
    box, end = (samples, time_steps), (samples, time_steps)[: 1 + per_step]
    shapes = [(*box, features), *[(*box, units)] * (depth - 1)]
    rows = [
        LayerTrace(
            f"layer_{number}",
            "LSTM",
            below,
            above,
            lstm_parameters(units, below[-1]),
        )
        for number, (below, above) in enumerate(
            pairwise([*shapes, (*end, units)]), start=1
        )
    ]
    count = dense_parameters(units, 1)
    rows.append(LayerTrace("head", "Dense", (*end, units), (*end, 1), count))
    fig, alt = draw_stack(rows)
    settings = {
        "samples": samples,
        "timeSteps": time_steps,
        "features": features,
        "units": units,
        "returns": [True] * (depth - 1) + [bool(per_step)],
        "perStep": bool(per_step),
    }
    then = "Then sliders and switches change the stack and its Keras code."
    picture = "image/png", png(fig)
    show_interactive("stack_explorer", settings, picture, alt, then)
