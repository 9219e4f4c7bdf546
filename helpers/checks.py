"""Check the answer to an exercise: one call, one line, never an error.

    checks.output_shape(shape_1, exercise=1, samples=12, time_steps=24,
                        features=2, units=5, return_sequences=False)

Every check takes the answer and the sizes of the question. It works the right
answer out and says ✓; or it compares yours with what the usual slips give for
these very sizes, and says ✗ with a hint for that slip; or, while the dots are
still there, that the exercise is open. `progress` counts, at the end.
"""

from helpers.checking.cell import cell_state
from helpers.checking.input import input_shape
from helpers.checking.layer_shape import layer_shape
from helpers.checking.layer_size import lstm_parameters
from helpers.checking.output import output_shape
from helpers.checking.stack import stack
from helpers.checking.stack_size import stack_parameters
from helpers.checking.states import state_shapes
from helpers.checking.verdicts import progress

__all__ = [
    "cell_state",
    "input_shape",
    "layer_shape",
    "lstm_parameters",
    "output_shape",
    "progress",
    "stack",
    "stack_parameters",
    "state_shapes",
]
