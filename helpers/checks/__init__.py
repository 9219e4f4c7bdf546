"""Check the answer to an exercise: one call, one verdict, never an error.

    checks.output_shape(shape_1, exercise=1, samples=12, time_steps=24,
                        features=2, units=5, return_sequences=False)

Every check takes the answer and the sizes of the question. It works the right
answer out and says ✓; or it compares yours with what the usual slips give for
these very sizes, and says ✗ with a hint for that slip; or, while the dots are
still there, that the exercise is open. `progress` counts, at the end.
"""

from helpers.checks.cell import carried_state, cell_state, forget_bias
from helpers.checks.data import (
    lag,
    padded_row,
    row_mask,
    scaled,
    seasonal_forecast,
    turned_table,
    windows,
)
from helpers.checks.engine import progress
from helpers.checks.models import fit_mended, stack
from helpers.checks.shapes import (
    head_shape,
    input_shape,
    layer_shape,
    layer_to_change,
    nested_shape,
    output_shape,
    state_shapes,
)
from helpers.checks.sizes import (
    form_parameters,
    gru_parameters,
    lstm_parameters,
    published_weights,
    stack_parameters,
    widest_layers,
)
from helpers.checks.states import (
    numbers_kept,
    order_of_pieces,
    state_arrays,
    usable_samples,
)
from helpers.checks.step import lstm_step
from helpers.checks.studies import (
    allowed_sentences,
    error_ratio,
    fair_comparisons,
    interval_verdicts,
    slow_stacks,
    step_products,
)
from helpers.checks.training import (
    early_stopping,
    learning_rate,
    small_operations,
    time_on_line,
    training_flop,
)
