"""Wrong models and data whose shapes tell: steps, axes, samples, units."""

import keras
import numpy as np
from keras import layers

from tests.fit_cases import (
    CLASS,
    EACH,
    ONE,
    SPARSE,
    THREE,
    TWO,
    F,
    N,
    T,
    X,
    added,
    another,
    as_told,
    batches,
    both,
    chain,
    change_x,
    change_y,
    dense,
    head,
    lstm,
    per_step,
    set_layer,
    stack,
    stored,
    sure,
    swallowed,
)

LAST = "take return_sequences=True out of the layer 'layer_1'"


def squeezed(between):
    return chain(lstm("low"), between, lstm("high"), dense())


def unsqueezed():
    return chain(lstm("low", True), lstm("high"), dense())


def once(name):
    return set_layer(name, return_sequences=False)


def each(name):
    return set_layer(name, return_sequences=True)


# fmt: off
WRONG_SHAPES = [
    # Predictions at every step, one target a sequence.
    swallowed("every step against one target", per_step, X, ONE,
              LAST, "(12, 1)", mend=once("layer_1")),
    swallowed("every step of the upper layer", lambda: per_step(depth=2),
              X, ONE, "take return_sequences=True out of the layer 'layer_2'",
              mend=once("layer_2")),
    swallowed("every step against targets of one axis", per_step,
              X, ONE[:, 0], LAST, mend=once("layer_1")),
    swallowed("every step against one step of targets", per_step,
              X, EACH[:, :1], LAST, mend=change_y(lambda y: EACH)),
    swallowed("one step against targets of one axis",
              lambda: per_step(steps=1), X[:, :1], ONE[:, 0],
              LAST, mend=once("layer_1")),
    sure("every step of three units against three numbers",
         lambda: per_step(outputs=3), X, THREE,
         LAST, "or give y a target for every step", mend=once("layer_1")),
    sure("every step of one unit against three numbers", per_step, X, THREE,
         f"{LAST} and give the last layer 3 units",
         mend=another(lambda: stack(outputs=3))),
    sure("every step of a layer that reads both ways",
         lambda: chain(both("both", True), dense()), X, ONE,
         "The last Bidirectional returns", "out of the layer 'both'",
         mend=once("both")),
    swallowed("every step of a convolution", lambda: chain(
        layers.Conv1D(1, 1)), X, ONE, "one prediction per sequence",
        mend=another(lambda: chain(layers.Conv1D(1, 1), layers.Flatten(),
                                   dense()))),
    sure("targets for fewer steps", lambda: per_step(steps=None),
         X, EACH[:, :3],
         "predicts 5 steps", "has 3", mend=change_x(lambda x: x[:, :3])),
    # One prediction a sequence, targets at every step.
    swallowed("one prediction against targets a step", stack, X, EACH,
              "set return_sequences=True in the last LSTM layer, 'layer_1'",
              mend=each("layer_1")),
    swallowed("one prediction against a row of targets", stack,
              X, EACH[:, :, 0],
              "'layer_1'", "or end with 5 units if y is a horizon",
              mend=another(lambda: stack(outputs=5))),
    sure("the mean over the steps against targets a step", lambda: chain(
        lstm("a", True), layers.GlobalAveragePooling1D(), dense()), X, EACH,
        "keep the time axis up to the last layer",
        mend=another(lambda: chain(lstm("a", True), dense()))),
    # As many predictions, of another size.
    swallowed("one step of three numbers", lambda: stack(outputs=3),
              X, np.zeros((N, 1, 3)), "give y[:, 0]", mend=as_told),
    swallowed("three units against one number", lambda: stack(outputs=3),
              X, ONE, "'head'", "give that layer 1 unit",
              "or y 3 numbers per sequence",
              mend=set_layer("head", units=1)),
    swallowed("one unit against three numbers", stack, X, THREE,
              "'head'", "give that layer 3 units, or y 1 number per sequence",
              mend=set_layer("head", units=3)),
    sure("two units against three numbers", lambda: stack(outputs=2),
         X, THREE, "has 3 numbers per sequence: give that layer 3 units",
         mend=set_layer("head", units=3)),
    swallowed("three units a step against one number",
              lambda: per_step(outputs=3), X, EACH,
              "give that layer 1 unit, or y 3 numbers per step",
              mend=set_layer("head", units=1)),
    # A sequence that is lost between two layers.
    swallowed("Reshape between two layers", lambda: squeezed(
        layers.Reshape((1, 2), name="shaped")), X, ONE,
        "'shaped' hands 'high' 1 step", "return_sequences=True in 'low'",
        mend=another(unsqueezed)),
    swallowed("Reshape, in a model made line by line", lambda: added(
        lstm("low"), layers.Reshape((1, 2)), lstm("high")), X, TWO,
        "hands 'high' 1 step", "last output of 'low'",
        mend=another(lambda: added(lstm("low", True), lstm("high")))),
    swallowed("RepeatVector between two layers", lambda: squeezed(
        layers.RepeatVector(T, name="again")), X, ONE,
        "take 'again' out", "5 steps", "the sequence is gone",
        mend=another(unsqueezed)),
    sure("no return_sequences in the lower layer", lambda: keras.Sequential(
        [lstm("a"), lstm("b")]), X, ONE,
        "set return_sequences=True in 'a'", "found ndim=2",
        mend=another(lambda: chain(lstm("a", True), lstm("b"), dense()))),
    # Another input than the model declares.
    swallowed("more steps than declared", stack, np.zeros((N, 7, F)), ONE,
              "x has 7 time steps", "declares 5", "Input((None, 2))",
              mend=another(lambda: stack(steps=None))),
    sure("more features than declared", stack, np.zeros((N, T, 3)), ONE,
         "(12, 5, 3)", "(any, 5, 2)", mend=change_x(lambda x: x[..., :2])),
    sure("one feature where two are declared", stack, X[..., 0], ONE,
         "give it that shape", mend=change_x(lambda x: X)),
    sure("time steps and features exchanged", stack, X.swapaxes(1, 2), ONE,
         "np.swapaxes(x, 1, 2)", mend=as_told),
    sure("samples and time steps exchanged", lambda: stack(steps=None),
         X.swapaxes(0, 1), ONE, "give np.swapaxes(x, 0, 1).", mend=as_told),
    swallowed("samples and time steps exchanged in x and y", per_step,
              X.swapaxes(0, 1), EACH.swapaxes(0, 1),
              "np.swapaxes(x, 0, 1) and np.swapaxes(y, 0, 1)", mend=as_told),
    sure("samples and time steps exchanged in y", per_step,
         X, EACH.swapaxes(0, 1), "give np.swapaxes(y, 0, 1)", mend=as_told),
    sure("one target too few", stack, X, ONE[:-1],
         "x has 12 samples, but y has 11", mend=change_x(lambda x: x[:-1])),
    # Data sets.
    swallowed("every step, in a tf.data.Dataset", per_step,
              lambda: stored(X, ONE), None, LAST, "(6, 1)",
              mend=once("layer_1")),
    sure("a tf.data.Dataset without a batch", stack,
         lambda: stored(X, ONE[:, 0], size=None), None,
         "a data set needs .batch(...)", mend=change_x(lambda x: x.batch(6))),
    swallowed("every step, in a PyDataset", per_step,
              lambda: batches(X, ONE[:, 0]), None, LAST, "(6,)",
              mend=once("layer_1")),
    # Classes.
    sure("a class a sequence, and every step",
         lambda: head(3, "softmax", SPARSE, True), X, CLASS,
         "take return_sequences=True out of the layer 'only', or",
         mend=once("only")),
    sure("a class a step, and one prediction",
         lambda: head(3, "softmax", SPARSE), X, np.zeros((N, T), int),
         "(12, 3)", "'only', or give y one target per sequence.",
         mend=each("only")),
]
# fmt: on
