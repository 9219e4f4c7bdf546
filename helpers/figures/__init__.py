"""Pictures with a text alternative, made of the same numbers.

    show(*draw_unrolled(x, outputs, return_sequences=False))

Each `draw_...` returns a figure and its text alternative, for `show`. Data of
a learner that it cannot draw, it refuses with a ValueError that says what to
give.
"""

from helpers.figures.arrays import (
    draw_box,
    draw_broadcast,
    draw_places,
    draw_windows,
)
from helpers.figures.axes import apply_style
from helpers.figures.batches import draw_batches
from helpers.figures.cell import draw_cell
from helpers.figures.curves import draw_bands, draw_losses
from helpers.figures.dots import (
    draw_answers,
    draw_depths,
    draw_ranking,
    draw_scores,
)
from helpers.figures.layers import (
    draw_forms,
    draw_stack,
    draw_states,
    draw_unrolled,
)
from helpers.figures.maps import draw_gradients, draw_states_and_gates
from helpers.figures.palette import PALETTE
from helpers.figures.series import (
    draw_forecast_panels,
    draw_over_truth,
    draw_signals,
    draw_sines,
    draw_split,
)
from helpers.figures.showing import png, show
from helpers.figures.tables import draw_confusion, draw_shares
from helpers.figures.times import draw_parts, draw_times
from helpers.figures.trainings import (
    draw_over_cost,
    draw_rates,
    draw_ratios,
)
from helpers.figures.words import draw_by_length, draw_padding, draw_stress
