"""Wrong models whose last layer, loss and targets do not belong together."""

import keras
import numpy as np
from keras import layers

from tests.fit_cases import (
    BINARY,
    BIT,
    CATEGORICAL,
    CLASS,
    EACH,
    ONE,
    SPARSE,
    THREE,
    TWO,
    N,
    T,
    X,
    another,
    both,
    chain,
    change_y,
    compiled,
    dense,
    doubtful,
    head,
    lstm,
    numbers,
    set_layer,
    sure,
    with_loss,
)

FAR = ONE * 20 + 300
LABELS = numbers(2, N, 4)
COLUMNS = np.eye(3)[CLASS]
OUT = "take the activation out of 'head'"
LOGITS = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
YES_LOGITS = keras.losses.BinaryCrossentropy(from_logits=True)
COLUMN_LOGITS = keras.losses.CategoricalCrossentropy(from_logits=True)


def linear(name="head"):
    return set_layer(name, activation="linear")


def softmax(name="head"):
    return set_layer(name, activation="softmax")


def own_loss(units):
    return head(units, None, lambda y, p: keras.ops.mean((y - p) ** 2))


# fmt: off
WRONG_HEADS = [
    # Targets that the last layer cannot say.
    # https://github.com/keras-team/keras/issues/1603
    sure("a sigmoid, and targets of about 300",
         lambda: head(1, "sigmoid", "mse"), X, FAR, "'head'",
         "gives 0 to 1 only", OUT, mend=linear()),
    sure("a sigmoid, and targets that one may scale",
         lambda: head(1, "sigmoid", "mse"), X, FAR, "'head'", "scale y",
         mend=change_y(lambda y: (y - y.min()) / np.ptp(y))),
    sure("a tanh, and targets of about 300",
         lambda: head(1, "tanh", "mae"), X, FAR, "'head'",
         "gives -1 to 1 only", OUT, mend=linear()),
    sure("a relu, and targets below 0", lambda: head(1, "relu", "mse"),
         X, -abs(ONE) - 1, "'head'", "gives 0 or more only", OUT,
         mend=linear()),
    sure("a softmax, and amounts", lambda: head(3, "softmax", "mse"),
         X, THREE * 10 + 50, "'head'", OUT, mend=linear()),
    sure("an activation as a layer, and targets of about 300",
         lambda: compiled(chain(
             lstm(), dense(), layers.Activation("sigmoid", name="last"))),
         X, FAR, "gives 0 to 1 only", "take 'last' out",
         mend=another(lambda: compiled(chain(lstm(), dense())))),
    sure("a bare LSTM, and targets of about 300",
         lambda: compiled(chain(lstm("bare"))), X, TWO * 20 + 300, "'bare'",
         "gives -1 to 1 only", "put a Dense(2) above it",
         mend=another(lambda: compiled(chain(lstm(), dense(2))))),
    sure("a bare layer both ways, and targets a step of about 300",
         lambda: compiled(chain(both("bare", True))),
         X, np.tile(EACH, 4) * 20 + 300, "'bare'", "put a Dense(4) above it",
         mend=another(lambda: compiled(chain(both("a", True), dense(4))))),
    # An activation that is not the loss's.
    # https://github.com/keras-team/keras/issues/4994
    doubtful("a softmax under binary crossentropy",
             lambda: head(3, "softmax", BINARY), X, COLUMNS, "'head'",
             "compile with categorical", mend=with_loss(CATEGORICAL)),
    doubtful("a softmax for several labels at once",
             lambda: head(4, "softmax", BINARY), X, LABELS, "'head'",
             "activation='sigmoid'",
             mend=set_layer("head", activation="sigmoid")),
    doubtful("sigmoids for one of several classes",
             lambda: head(3, "sigmoid", CATEGORICAL), X, COLUMNS, "'head'",
             "activation='softmax'", mend=softmax()),
    doubtful("sigmoids for the number of the class",
             lambda: head(3, "sigmoid", SPARSE), X, CLASS, "'head'",
             "activation='softmax'", mend=softmax()),
    doubtful("several labels under categorical crossentropy",
             lambda: head(4, "sigmoid", CATEGORICAL), X, LABELS, "'head'",
             "compile with binary", mend=with_loss(BINARY)),
    # https://github.com/MITDeepLearning/introtodeeplearning/issues/122
    sure("no softmax, and the number of the class",
         lambda: head(3, None, SPARSE), X, CLASS, "'head'",
         "activation='softmax'", mend=softmax()),
    sure("no softmax, and a loss that may take scores",
         lambda: head(3, None, SPARSE), X, CLASS, "'head'",
         "SparseCategoricalCrossentropy(from_logits=True)",
         mend=with_loss(LOGITS)),
    sure("no softmax, and a column for each class",
         lambda: head(3, None, CATEGORICAL), X, COLUMNS, "'head'",
         "CategoricalCrossentropy(from_logits=True)",
         mend=with_loss(COLUMN_LOGITS)),
    sure("no sigmoid", lambda: head(1, None, BINARY), X, BIT, "'head'",
         "activation='sigmoid'",
         mend=set_layer("head", activation="sigmoid")),
    sure("no sigmoid, at every step", lambda: head(1, None, BINARY, True),
         X, numbers(2, N, T), "'head'",
         "BinaryCrossentropy(from_logits=True)", mend=with_loss(YES_LOGITS)),
    sure("a tanh for yes or no", lambda: head(1, "tanh", BINARY), X, BIT,
         "'head'", "activation='sigmoid'",
         mend=set_layer("head", activation="sigmoid")),
    sure("an LSTM for the head of a classifier",
         lambda: compiled(chain(lstm("bare", units=3)), SPARSE), X, CLASS,
         "'bare'", "put a Dense(3, activation='softmax') above it",
         mend=another(lambda: head(3, "softmax", SPARSE))),
    doubtful("a relu for classes", lambda: head(3, "relu", SPARSE), X, CLASS,
             "'head'", "activation='softmax'", mend=softmax()),
    doubtful("a softmax, and a loss that wants scores",
             lambda: head(3, "softmax", LOGITS), X, CLASS, "'head'",
             "from_logits=True", "softmax", mend=linear()),
    doubtful("a sigmoid, and a loss that wants scores",
             lambda: head(1, "sigmoid", YES_LOGITS), X, BIT, "'head'",
             "take from_logits=True out", mend=with_loss(BINARY)),
    # Classes that the last layer has no unit for.
    sure("one unit for the number of the class",
         lambda: head(1, "sigmoid", SPARSE), X, BIT, "'head'", "2 units",
         mend=another(lambda: head(2, "softmax", SPARSE))),
    # https://github.com/keras-team/keras/issues/7339
    sure("letters numbered by their codes",
         lambda: head(26, "softmax", CATEGORICAL), X,
         np.eye(123)[97 + np.arange(N)], "'head'", "from 0",
         mend=change_y(lambda y: y[..., 97:])),
    sure("columns for classes from 1", lambda: head(3, "softmax", CATEGORICAL),
         X, keras.utils.to_categorical(CLASS + 1), "'head'",
         "give y[..., 1:4]", mend=change_y(lambda y: y[..., 1:4])),
    # https://github.com/keras-team/keras/issues/7878
    sure("classes padded with -1", lambda: compiled(chain(
        layers.Masking(), lstm(None, True), dense(4, "softmax")), SPARSE),
        np.where(np.arange(T)[:, None] < 3, X, 0),
        np.where(np.arange(T) < 3, numbers(4, N, T), -1),
        "class -1", "ignore_class=-1",
        mend=with_loss(keras.losses.SparseCategoricalCrossentropy(
            ignore_class=-1))),
    # https://github.com/keras-team/keras/issues/6331
    sure("a column for each class at each step", lambda: compiled(chain(
        lstm(), layers.RepeatVector(4), lstm(None, True),
        layers.TimeDistributed(dense(3)), layers.Activation("softmax")),
        SPARSE), X, np.eye(3)[numbers(3, N, 4)], "y.argmax(axis=-1)",
        mend=change_y(lambda y: y.argmax(axis=-1))),
    doubtful("a loss of one's own that stretches", lambda: own_loss(1), X,
             np.tile(ONE, 8), "'head'", "your loss stretches",
             mend=another(lambda: own_loss(8))),
]
# fmt: on
