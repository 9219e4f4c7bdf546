"""Right answers in all the forms that a learner may give them in.

For each check the kind of its answers, and for each kind what makes the forms
of the right one. `tests/test_checks.py` tries them all. The models and
functions stand in `tests/hints_of_models.py`.
"""

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import keras
import numpy as np
import tensorflow as tf

KINDS = {
    "input_shape": "shape",
    "output_shape": "shape",
    "layer_shape": "shape",
    "head_shape": "shape",
    "state_shapes": "shapes",
    "layer_to_change": "number",
    "lstm_parameters": "number",
    "stack_parameters": "number",
    "form_parameters": "number",
    "published_weights": "number",
    "widest_layers": "number",
    "cell_state": "number",
    "carried_state": "number",
    "forget_bias": "number",
    "learning_rate": "number",
    "error_ratio": "number",
    "lag": "number",
    "windows": "arrays",
    "scaled": "array",
    "turned_table": "array of three axes",
    "padded_row": "row",
    "row_mask": "truths",
    "early_stopping": "row",
    "seasonal_forecast": "row",
    "interval_verdicts": "words",
    "fair_comparisons": "letters",
    "step_products": "number",
    "slow_stacks": "letters",
    "allowed_sentences": "letters",
    "training_flop": "number",
    "time_on_line": "number",
    "small_operations": "letters",
    "nested_shape": "shape",
    "gru_parameters": "number",
    "state_arrays": "number",
    "numbers_kept": "number",
    "usable_samples": "number",
    "order_of_pieces": "row",
}


def each(form: Callable, keep: type = list) -> Callable:
    """Return what gives every entry this form."""
    return lambda answer: keep(form(one) for one in answer)


def decimal(number: float) -> Decimal:
    return Decimal(repr(float(number)))


def fraction(number: float) -> Fraction:
    return Fraction(float(number))


class Measured(float):
    """A number of an own class."""


# Arrays that hold one number, and forms of a number itself.
NUMBERS = [
    lambda n: n,
    float,
    np.float64,
    np.float32,
    np.longdouble,
    decimal,
    fraction,
    Measured,
    np.array,
    keras.ops.array,
    tf.constant,
    lambda n: np.array(decimal(n)),
    lambda n: tf.Variable(float(n)),
    lambda n: 2 * n / 2,
    lambda n: sum([n, 1, -1]),
]
LISTS = [
    tuple,
    list,
    np.array,
    keras.ops.array,
    tf.constant,
    tf.Variable,
    lambda row: np.array(row, float),
    lambda row: np.array(row, "float32"),
    lambda row: np.array(row, object),
    lambda row: list(np.array(row)),
    lambda row: tuple(keras.ops.array(row)),
    lambda row: [*row[:1], *row[1:]],
    each(float),
    each(np.float32),
    each(decimal),
    each(fraction),
    each(np.array),
    each(tf.constant, tuple),
    lambda row: (np.array(row) * 2) // 2,
]
BATCHES = [  # a single row of a batch
    lambda row: [row],
    lambda row: np.array([row]),
    lambda row: tf.constant([row]),
]
ARRAYS = [
    lambda a: a,
    np.copy,
    np.asfortranarray,
    lambda a: a.astype("float32"),
    lambda a: a.astype("longdouble"),
    lambda a: a.astype(object),
    keras.ops.array,
    tf.constant,
    tf.Variable,
    keras.Variable,
    np.ma.array,
    lambda a: np.stack([*a]),
    lambda a: a[::-1][::-1],
    lambda a: (a + 1) - 1,
    lambda a: a.view(np.recarray),
]
ARRAY_LISTS = [
    lambda a: a.tolist(),
    lambda a: [*a],
    lambda a: tuple(a.tolist()),
    lambda a: np.vectorize(decimal, [object])(a).tolist(),
]
FORMS: dict[str, list[Callable[[Any], Any]]] = {
    "number": [
        *NUMBERS,
        *(lambda n, form=form: form([n]) for form in LISTS[:6]),
        lambda n: [[n]],
        lambda n: np.array([[n]]),
    ],
    "shape": [*LISTS, tf.TensorShape, lambda s: keras.ops.zeros(s).shape],
    "shapes": [
        *(each(form) for form in LISTS),
        *(each(form, tuple) for form in LISTS[:4]),
        np.array,
        tf.constant,
    ],
    "row": [*LISTS, *BATCHES],
    "truths": [
        *LISTS[:6],
        *BATCHES,
        each(int),
        each(float),
        each(np.int8),
        each(np.bool_),
        each(decimal),
        each(tf.constant),
        lambda row: np.array(row, int),
        lambda row: np.array([7, 15, 0, 0]) != 0,
        lambda row: tf.constant(row, "int32"),
    ],
    "array": [*ARRAYS, *ARRAY_LISTS],
    "array of three axes": ARRAYS,
    "arrays": [
        *(each(form, tuple) for form in ARRAYS),
        *(each(form) for form in ARRAY_LISTS),
    ],
    "words": [
        list,
        tuple,
        np.array,
        each(str.upper),
        each(str.title),
        each(np.str_),
        each(lambda word: f" {word} "),
        lambda words: [*map(str, words)],
        lambda words: np.array(words, object),
        lambda words: np.array([words]),
        ", ".join,
        " ".join,
        "; ".join,
        lambda words: ", ".join(words).upper(),
        lambda words: str(words),
    ],
    "letters": [
        list,
        tuple,
        set,
        frozenset,
        lambda letters: np.array(list(letters)),
        "".join,
        " ".join,
        ", ".join,
        " and ".join,
        str,
        each(str.lower),
        each(np.str_, set),
        each(lambda letter: f" {letter}"),
        lambda letters: sorted(letters)[::-1],
        lambda letters: [*letters, *letters],
        lambda letters: "".join(letters).lower(),
        lambda letters: np.array(list(letters), object),
    ],
}
