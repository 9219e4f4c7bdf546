"""All steps of a part of a training in one compiled program, on JAX.

Keras's `fit` comes back to Python after each batch, and a step of a small
stack is over in a millisecond or two. Here the loop over the batches is part
of the program; the step in it is Keras's own. (A file of its own: learners
have no JAX.)
"""

from typing import TYPE_CHECKING, Any

import jax
import numpy as np

from study.training import Part

if TYPE_CHECKING:
    import keras


def compiled_part(model: "keras.Model") -> Part:
    """Return what trains this model part by part, for any seed and rate."""

    def step(state: Any, batch: Any) -> tuple[Any, Any]:
        logs, state = model.train_step(state, batch)
        return state, logs["loss"]  # the mean since the part began

    @jax.jit
    def program(state: Any, batches: Any) -> tuple[Any, Any]:
        return jax.lax.scan(step, state, batches)

    def part(
        model: "keras.Model", x: np.ndarray, y: np.ndarray, batch: int
    ) -> float:
        model.reset_metrics()
        variables = (
            model.trainable_variables,
            model.non_trainable_variables,
            model.optimizer.variables,
            model.metrics_variables,
        )
        state = jax.tree.map(lambda variable: variable.value, variables)
        batches = [each.reshape(-1, batch, *each.shape[1:]) for each in (x, y)]
        state, losses = program(state, tuple(batches))
        for variable, value in zip(
            *map(jax.tree.leaves, (variables, state)), strict=True
        ):
            variable.assign(value)
        return float(losses[-1])

    return part
