"""Right models of several parts: inputs, outputs, encoders and decoders."""

import keras
import numpy as np
from keras import layers, ops

from tests.fit_cases import (
    BINARY,
    BIT,
    CATEGORICAL,
    CLASS,
    EACH,
    IN,
    LETTERS,
    ONE,
    OUT,
    OWN,
    SENTENCES,
    SPARSE,
    SYMBOLS,
    TWO,
    WORDS,
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
    stored,
    through,
)

RIGHT_PARTS: list = []
right_model = into(RIGHT_PARTS)


# Several inputs or outputs.


@right_model()
def seq2seq():
    """Teacher forcing: the decoder is given the targets, a step late."""
    # https://keras.io/examples/nlp/lstm_seq2seq/
    source, before = keras.Input((None, 5)), keras.Input((None, 5))
    _, h, c = lstm(return_state=True)(source)
    told, *_ = lstm(sequences=True, return_state=True)(
        before, initial_state=[h, c]
    )
    model = keras.Model([source, before], dense(5, "softmax")(told))
    late = np.roll(LETTERS, 1, axis=1)
    return compiled(model, CATEGORICAL), [SYMBOLS, late], LETTERS


@right_model()
def translation():
    """The same with words, as a data set of dictionaries."""
    source = keras.Input((None,), name="source")
    before = keras.Input((None,), name="before")
    read = layers.Bidirectional(layers.GRU(2), merge_mode="sum")
    state = read(embedding(mask=True)(source))
    told = layers.GRU(2, return_sequences=True)(
        embedding(mask=True)(before), initial_state=state
    )
    model = keras.Model([source, before], dense(9, "softmax")(told))
    given = {"source": SENTENCES, "before": np.roll(WORDS, 1, axis=1)}
    return compiled(model, SPARSE), stored(given, WORDS), None


def forecast_with_calendar(pack):
    """The past, and what is known of the day ahead."""
    past, day = keras.Input((T, F), name="past"), keras.Input((3,), name="day")
    joined = layers.concatenate([lstm()(past), day])
    model = keras.Model([past, day], dense()(joined))
    return compiled(model), pack(past=X, day=noise(N, 3)), ONE


@right_model()
def calendar_as_a_dictionary():
    return forecast_with_calendar(dict)


@right_model()
def calendar_as_a_list():
    return forecast_with_calendar(lambda **given: list(given.values()))


@right_model()
def state_from_static():
    """A place's features begin the state: image captions, per-store sales."""
    place = keras.Input((3,), name="place")
    past = keras.Input((T, F), name="past")
    state = [dense(2, "tanh")(place), dense(2, "tanh")(place)]
    out = dense()(lstm()(past, initial_state=state))
    model = keras.Model({"place": place, "past": past}, out)
    return compiled(model), {"place": noise(N, 3), "past": X}, ONE


@right_model()
def siamese():
    """Two sentences through the same layers: do they mean the same?"""
    first, second = keras.Input((T,)), keras.Input((T,))
    table, shared = embedding(mask=True), lstm("shared")
    sides = [shared(table(first)), shared(table(second))]
    near = layers.Dot(axes=1, normalize=True)(sides)
    model = keras.Model([first, second], dense(1, "sigmoid")(near))
    return compiled(model, BINARY), [WORDS, SENTENCES], BIT


@right_model()
def mask_as_an_input():
    sequence, mask = keras.Input((T, F)), keras.Input((T,), dtype="bool")
    model = keras.Model([sequence, mask], dense()(lstm()(sequence, mask=mask)))
    return compiled(model), [X, np.ones((N, T), bool)], ONE


@right_model()
def copy_by_attention():
    """The decoder is given the targets late, and looks at the source."""
    source, before = keras.Input((T, F)), keras.Input((T, F))
    told = lstm(sequences=True)(before)
    seen = layers.Attention()([told, lstm(sequences=True)(source)])
    model = keras.Model([source, before], dense(F)(seen))
    return compiled(model), [X, np.roll(X, 1, axis=1)], X


@right_model()
def tickets():
    # https://keras.io/guides/functional_api/
    title, body = (keras.Input((None,), name=n) for n in ("title", "body"))
    tags = keras.Input((3,), name="tags")
    texts = [lstm()(embedding()(text)) for text in (title, body)]
    joined = layers.concatenate([*texts, tags])
    model = keras.Model(
        [title, body, tags],
        {
            "priority": dense(1, name="priority")(joined),
            "department": dense(4, name="department")(joined),
        },
    )
    losses = {
        "priority": keras.losses.BinaryCrossentropy(from_logits=True),
        "department": keras.losses.CategoricalCrossentropy(from_logits=True),
    }
    given = {"title": WORDS, "body": SENTENCES, "tags": noise(N, 3)}
    wanted = {"priority": BIT[:, np.newaxis], "department": np.eye(4)[CLASS]}
    return compiled(model, losses), given, wanted


@right_model()
def mixed_heads():
    """A class for the sequence, and a number at every step."""
    into = keras.Input((T, F))
    steps = lstm(sequences=True)(into)
    outs = [dense(3, "softmax")(lstm()(steps)), dense()(steps)]
    model = keras.Model(into, outs)
    return compiled(model, [SPARSE, "mse"]), X, [CLASS, EACH]


@right_model()
def several_quantities():
    """One loss for several named heads, and one head's array of one axis."""
    into = keras.Input((T, F))
    read = lstm()(into)
    heads = {name: dense(1, name=name)(read) for name in ("low", "high")}
    model = keras.Model(into, heads)
    return compiled(model), X, {"low": ONE[:, 0], "high": ONE}


@right_model()
def reconstruct_and_predict():
    """Srivastava 2015: one encoder, and two decoders that share nothing."""
    into = keras.Input((T, F))
    told = layers.RepeatVector(T)(lstm()(into))
    later = layers.RepeatVector(3)(lstm()(into))
    outs = [dense(F)(lstm(None, True)(part)) for part in (told, later)]
    return compiled(keras.Model(into, outs)), IN, [IN, OUT]


@right_model()
def lists_of_one():
    into = keras.Input((T, F))
    return keras.Model([into], [dense()(lstm()(into))]), [X], [ONE]


@right_model()
def sequence_and_states():
    into = keras.Input((T, F))
    return keras.Model(into, lstm(return_state=True)(into)), X, [TWO] * 3


@right_model()
def story_and_question():
    """The answer's layer reads the question at each word of the story."""
    story, question = keras.Input((T,)), keras.Input((3,))
    asked = layers.RepeatVector(T)(lstm(units=3)(embedding()(question)))
    answer = lstm()(layers.add([embedding()(story), asked]))
    model = keras.Model([story, question], dense(9, "softmax")(answer))
    return compiled(model, SPARSE), [WORDS, WORDS[:, :3]], WORDS[:, 0]


def triplet(y, said):
    anchor, same, other = ops.split(said, 3, axis=1)
    near, far = (ops.sum((anchor - o) ** 2, axis=1) for o in (same, other))
    return ops.mean(ops.maximum(0.0, 1.0 + near - far))


@right_model(unseen=OWN)
def three_of_the_same():
    """Anchor, same and other: the targets only fill a place."""
    places = [keras.Input((T, F)) for _ in range(3)]
    said = chain(lstm(), dense(2))
    model = keras.Model(places, layers.concatenate(list(map(said, places))))
    return compiled(model, triplet), [X, X[::-1], 2 * X], np.zeros((N, 1))


# Autoencoders.


@right_model()
def conv_bottleneck():
    squeeze = layers.Conv1D(1, 3, strides=2, padding="same")
    widen = layers.Conv1DTranspose(4, 3, strides=2, padding="same")
    x = noise(N, 6, 3)
    parts = lstm(None, True), squeeze, widen, lstm(None, True), dense(3)
    return compiled(chain(*parts, shape=(6, 3))), x, x


@right_model()
def pooled_bottleneck():
    x = noise(N, 6, 3)
    model = chain(
        lstm(None, True),
        layers.MaxPooling1D(2),
        layers.UpSampling1D(2),
        both(None, True),
        dense(3),
        shape=(6, 3),
    )
    return compiled(model), x, x


@right_model()
def flat_bottleneck():
    model = chain(
        lstm(None, True),
        layers.Flatten(),
        dense(3),
        dense(2 * T),
        layers.Reshape((T, 2)),
        lstm(None, True),
        dense(F),
    )
    return compiled(model), X, X


@right_model()
def narrow_at_every_step():
    """Fewer numbers a step than there are: a Dense or Conv1D bottleneck."""
    x = noise(N, T, 6)
    model = through(dense(2, "tanh"), lstm(None, True), dense(6), shape=(T, 6))
    return compiled(model), x, x


@right_model()
def encoder_and_decoder_as_models():
    encoder = chain(lstm(None, True), lstm())
    decoder = chain(
        layers.RepeatVector(T), lstm(None, True), dense(F), shape=(2,)
    )
    return compiled(through(encoder, decoder)), X, X


@right_model()
def variational():
    """A layer that adds noise and a loss of its own."""

    class Sample(layers.Layer):
        def call(self, mean):
            self.add_loss(1e-3 * ops.mean(mean**2))
            return mean + keras.random.normal(ops.shape(mean))

    parts = lstm(), Sample(), layers.RepeatVector(T), lstm(None, True)
    return compiled(through(*parts, dense(F))), X, X
