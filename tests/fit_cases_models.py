"""Right models as people build them, of layers, losses, data of all kinds."""

import keras
import numpy as np
from keras import layers, ops
from numpy.lib.stride_tricks import sliding_window_view

from tests.fit_cases import (
    BINARY,
    BIT,
    CLASS,
    EACH,
    ONE,
    OWN,
    PAST,
    RANDOM,
    SENTENCES,
    SPARSE,
    THREE,
    WINDOWS,
    F,
    N,
    T,
    X,
    both,
    chain,
    compiled,
    dense,
    embedding,
    into,
    lstm,
    noise,
    numbers,
    pinball,
    stored,
    through,
    words,
)

RIGHT_MODELS: list = []
right_model = into(RIGHT_MODELS)


# Layers of other kinds.


@right_model()
def convolution_lstm():
    model = chain(
        layers.ConvLSTM2D(2, 3, padding="same", return_sequences=True),
        layers.ConvLSTM2D(2, 3, padding="same"),
        layers.Conv2D(1, 1),
        shape=(3, 4, 4, 1),
    )
    return compiled(model), noise(N, 3, 4, 4, 1), noise(N, 4, 4, 1)


@right_model()
def next_frame():
    # https://keras.io/examples/vision/conv_lstm/
    frames = (noise(N, 4, 4, 4, 1) > 0).astype("float32")
    model = chain(
        layers.ConvLSTM2D(2, 3, padding="same", return_sequences=True),
        layers.BatchNormalization(),
        layers.Conv3D(1, 3, activation="sigmoid", padding="same"),
        shape=(None, 4, 4, 1),
    )
    return compiled(model, BINARY), frames[:, :-1], frames[:, 1:]


@right_model()
def text_in_a_picture():
    """Columns of the picture are the steps; a class for each."""
    # https://keras.io/examples/vision/captcha_ocr/
    model = chain(
        layers.Conv2D(2, 3, padding="same", activation="relu"),
        layers.MaxPooling2D((1, 2)),
        layers.Reshape((6, 4)),
        both(None, True),
        dense(5, "softmax"),
        shape=(6, 4, 1),
    )
    return compiled(model, SPARSE), noise(N, 6, 4, 1), numbers(5, N, 6)


@right_model(unseen=OWN)
def speech():
    """CTC: fewer letters than steps, and Keras' own loss aligns them."""
    model = chain(lstm(None, True), dense(5))
    letters = numbers(4, N, 2) + 1
    return compiled(model, keras.losses.CTC()), noise(N, 9, F)[:, :T], letters


@right_model()
def video():
    frames = layers.TimeDistributed(layers.Conv2D(2, 3))
    flat = layers.TimeDistributed(layers.Flatten())
    parts = frames, flat, lstm(), dense(3, "softmax")
    model = chain(*parts, shape=(3, 4, 4, 1))
    return compiled(model, SPARSE), noise(N, 3, 4, 4, 1), CLASS


@right_model()
def words_of_letters():
    letters = chain(embedding(), lstm(), shape=(4,))
    model = chain(
        layers.TimeDistributed(letters), both(), dense(), shape=(3, 4)
    )
    return compiled(model), numbers(9, N, 3, 4), ONE


@right_model()
def lstm_beside_convolution():
    """LSTM-FCN: one branch reads the sequence with its axes exchanged."""
    into = keras.Input((T, F))
    across = lstm()(layers.Permute((2, 1))(into))
    along = layers.Conv1D(2, 3, padding="same", activation="relu")(into)
    pooled = layers.GlobalAveragePooling1D()(along)
    out = dense(3, "softmax")(layers.concatenate([across, pooled]))
    return compiled(keras.Model(into, out), SPARSE), X, CLASS


@right_model()
def own_attention():
    """A weight for every step from Dense(1) and a softmax over time."""
    into = keras.Input((T, F))
    steps = both(None, True)(into)
    weights = layers.Softmax(axis=1)(dense()(steps))
    read = ops.sum(weights * steps, axis=1)
    return compiled(keras.Model(into, dense()(read))), X, ONE


@right_model()
def keras_attention():
    into = keras.Input((T, F))
    steps = lstm(None, True)(into)
    seen = layers.MultiHeadAttention(1, 2)(steps, steps)
    seen = layers.LayerNormalization()(steps + seen)
    last = layers.Attention()([seen, steps])
    out = dense()(layers.GlobalAveragePooling1D()(last))
    return compiled(keras.Model(into, out)), X, ONE


@right_model()
def permuted_attention():
    """The weights come from a Dense across time, between two Permutes."""
    into = keras.Input((T, F))
    steps = lstm(None, True)(into)
    across = dense(T, "softmax")(layers.Permute((2, 1))(steps))
    heard = layers.Multiply()([steps, layers.Permute((2, 1))(across)])
    out = dense()(layers.Flatten()(heard))
    return compiled(keras.Model(into, out)), X, ONE


@right_model()
def residual():
    """What a layer says is added to what it read, by a plus sign."""
    into = keras.Input((T, F))
    signal = dense(2)(into)
    for _ in range(3):
        signal = signal + lstm(None, True)(layers.LayerNormalization()(signal))
    out = dense()(signal[:, -1])
    return compiled(keras.Model(into, out)), X, ONE


@right_model()
def dense_skip():
    into = keras.Input((T, F))
    first = lstm(None, True)(into)
    second = lstm(None, True)(layers.concatenate([into, first]))
    out = dense()(layers.concatenate([first[:, -1], second[:, -1]]))
    return compiled(keras.Model(into, out)), X, ONE


@right_model()
def backwards_and_forwards():
    """Bidirectional by hand: the backward half is flipped again."""
    into = keras.Input((T, F))
    back = lstm(None, True, go_backwards=True)(into)
    ways = [lstm(None, True)(into), ops.flip(back, axis=1)]
    out = dense()(layers.concatenate(ways))
    return compiled(keras.Model(into, out)), X, EACH


@right_model()
def own_cell():
    class Leaky(layers.Layer):
        state_size = output_size = 2

        def build(self, shape):
            self.kernel = self.add_weight(shape=(shape[-1], 2))

        def call(self, inputs, states):
            state = 0.9 * states[0] + inputs @ self.kernel
            return state, [state]

    model = chain(layers.RNN(Leaky(), return_sequences=True), lstm(), dense())
    return compiled(model), X, ONE


@right_model(unseen=OWN)
def own_train_step():
    class Trained(keras.Model):
        def train_step(self, data):
            return super().train_step(data)

    into = keras.Input((T, F))
    return compiled(Trained(into, dense()(lstm()(into)))), X, ONE


# Losses.


@right_model(unseen=OWN)
def quantiles_at_a_horizon():
    """An own loss that gives y the axis of the quantiles."""

    def loss(y, predictions):
        return pinball(0.5)(ops.expand_dims(y, -1), predictions)

    model = chain(lstm(), dense(9), layers.Reshape((3, 3)))
    return compiled(model, loss), X, THREE


@right_model(unseen=OWN)
def probability_of_a_number():
    """Mean and spread of a normal distribution, as DeepAR has them."""

    def loss(y, p):
        return ops.mean(p[:, 1:] + (y - p[:, :1]) ** 2 / ops.exp(2 * p[:, 1:]))

    return compiled(chain(lstm(), dense(2)), loss), X, ONE


@right_model()
def weighted_steps():
    """Weights of the steps, as a third part of the data set."""
    parts = SENTENCES, SENTENCES % 3, (SENTENCES > 0).astype("float32")
    model = words(lstm(None, True), dense(3, "softmax"))
    return compiled(model, SPARSE), stored(*parts), None


# Data.


@right_model()
def texts():
    """Strings, of which a layer of the model makes numbers."""
    # https://keras.io/examples/nlp/text_classification_from_scratch/
    import tensorflow as tf

    said = np.array(["the cat sat", "a dog ran off", "the sun is up"] * 4)
    read = layers.TextVectorization(20, output_sequence_length=T)
    read.adapt(said)
    model = keras.Sequential(
        [
            keras.Input((1,), dtype="string"),
            read,
            embedding(20),
            lstm(),
            dense(1, "sigmoid"),
        ]
    )
    return compiled(model, BINARY), tf.constant(said)[:, None], BIT


@right_model()
def bucketed():
    """Batches of sequences of like length, padded within each."""
    import tensorflow as tf

    def sequences():
        for long in (3, 5, 4, 6, 3, 4) * 2:
            yield np.ones((long, F), "float32"), np.float32(long)

    kind = tf.TensorSpec((None, F)), tf.TensorSpec(())
    data = tf.data.Dataset.from_generator(sequences, output_signature=kind)
    data = data.bucket_by_sequence_length(
        lambda x, y: tf.shape(x)[0], [5], [4, 4]
    )
    parts = layers.Masking(), lstm(), dense()
    return compiled(chain(*parts, shape=(None, F))), data, None


@right_model()
def windows_by_keras():
    """The target stands behind the window."""
    series = np.arange(40.0)[:, np.newaxis] ** 0.5
    data = keras.utils.timeseries_dataset_from_array(
        series[:-T], series[T:], T, batch_size=8
    )
    return compiled(chain(lstm(), dense(), shape=(T, 1))), data, None


@right_model()
def stateful():
    model = keras.Sequential(
        [
            keras.Input(batch_shape=(4, T, F)),
            lstm(None, True, stateful=True),
            lstm(stateful=True),
            dense(),
        ]
    )
    return compiled(model), X, ONE


@right_model()
def spikes():
    """Outliers to take out: most of the series is already as it should be."""
    clean = noise(N, 20, 1).cumsum(axis=1)
    spiky = np.where(RANDOM.random(clean.shape) < 0.04, 9, clean)
    model = through(both(None, True), dense(), shape=(20, 1))
    return compiled(model), spiky, clean


@right_model()
def gaps():
    """Gaps to fill, here marked by 0."""
    full = noise(N, 20, 1).cumsum(axis=1)
    holed = full * (RANDOM.random(full.shape) > 0.03)
    model = through(both(None, True), dense(), shape=(20, 1))
    return compiled(model), holed, full


@right_model()
def spelling():
    """Letters to correct: nearly all of them stay."""
    meant = numbers(9, N, 20)
    typed = np.where(RANDOM.random(meant.shape) < 0.04, 0, meant)
    model = through(
        embedding(), both(None, True), dense(9, "softmax"), shape=(20,)
    )
    return compiled(model, SPARSE), typed, meant


@right_model()
def rare_demand():
    """A series that is mostly 0, by a count's own loss."""
    sold = np.where(RANDOM.random(80) < 0.1, numbers(4, 80) + 1, 0)
    seen = sliding_window_view(sold, T + 1).astype("float32")
    model = chain(lstm(), dense(1, "softplus"), shape=(T, 1))
    return compiled(model, "poisson"), seen[:, :T, None], seen[:, T]


@right_model()
def all_future_steps():
    """The next three numbers, at every step."""
    # https://github.com/ageron/handson-ml3, chapter 15
    y = sliding_window_view(WINDOWS[:, 1:], 3, axis=1)[:, :T]
    model = chain(lstm(None, True), dense(3), shape=(None, 1))
    return compiled(model, "huber"), PAST, y
