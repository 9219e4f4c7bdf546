"""Check the answer to an exercise: one call, one verdict, never an error.

    checks.output_shape(shape_1, exercise=1, samples=12, time_steps=24,
                        features=2, units=5, return_sequences=False)

Every check takes the answer and the sizes of the question. It works the right
answer out and says ✓; or it compares yours with what the usual slips give for
these very sizes, and says ✗ with a hint for that slip; or, while the dots are
still there, that the exercise is open. `progress` counts, at the end.
"""

from helpers.checking.carried import carried_state
from helpers.checking.cell import cell_state
from helpers.checking.change import error_change
from helpers.checking.fairness import fair_comparisons
from helpers.checking.fit_mended import fit_mended
from helpers.checking.forget_bias import forget_bias
from helpers.checking.form_size import form_parameters
from helpers.checking.head_shape import head_shape
from helpers.checking.input import input_shape
from helpers.checking.interval import interval_verdicts
from helpers.checking.lag import lag
from helpers.checking.layer_shape import layer_shape
from helpers.checking.layer_size import lstm_parameters
from helpers.checking.layer_to_change import layer_to_change
from helpers.checking.learning_rate import learning_rate
from helpers.checking.output import output_shape
from helpers.checking.padding import padded_row, row_mask
from helpers.checking.peephole_size import published_weights
from helpers.checking.scaled import scaled
from helpers.checking.seasonal import seasonal_forecast
from helpers.checking.stack import stack
from helpers.checking.stack_size import stack_parameters
from helpers.checking.states import state_shapes
from helpers.checking.step_function import lstm_step
from helpers.checking.stopping import early_stopping
from helpers.checking.turned_table import turned_table
from helpers.checking.verdicts import progress
from helpers.checking.widest import widest_layers
from helpers.checking.windows import windows

__all__ = [
    "carried_state",
    "cell_state",
    "early_stopping",
    "error_change",
    "fair_comparisons",
    "fit_mended",
    "forget_bias",
    "form_parameters",
    "head_shape",
    "input_shape",
    "interval_verdicts",
    "lag",
    "layer_shape",
    "layer_to_change",
    "learning_rate",
    "lstm_parameters",
    "lstm_step",
    "output_shape",
    "padded_row",
    "progress",
    "published_weights",
    "row_mask",
    "scaled",
    "seasonal_forecast",
    "stack",
    "stack_parameters",
    "state_shapes",
    "turned_table",
    "widest_layers",
    "windows",
]
